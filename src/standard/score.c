#include "standard/score.h"

enum err score_item(int64_t points, enum mark mark, int64_t said, int64_t *got)
{
	*got = 0;
	switch (mark) {
	case MARK_YES:
		*got = points * 100;
		return OK;
	case MARK_NO:
		return OK;
	case MARK_PARTLY:
		*got = said < 0 ? points * 50 : said;
		return *got <= points * 100 ? OK : ERR_INPUT;
	default:
		return ERR_INPUT;
	}
}

int64_t score_percent(struct score s)
{
	return s.all > 0 ? s.got * 100 / s.all : 0;
}

int score_stars(const struct pack_part *bands, struct score s)
{
	int stars = 0, least = -1;

	for (size_t i = 0; i < bands->n; i++) {
		const struct pack_item *b = &bands->items[i];

		if (b->least > least && s.got * 100 >= b->least * s.all) {
			least = b->least;
			stars = b->stars;
		}
	}
	return s.all > 0 ? stars : 0;
}
