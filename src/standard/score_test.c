/* Points to scores, and scores to stars. */
#include "standard/score.h"

#include "base/tap.h"

int main(void)
{
	static const struct {
		const char *name;
		int64_t     points;
		enum mark   mark;
		int64_t     said;
		enum err    want;
		int64_t     got;
	} items[] = {
		{ "there: all points",            15, MARK_YES,    -1,   OK,        1500 },
		{ "there, whatever was said",     15, MARK_YES,    100,  OK,        1500 },
		{ "not there: none",              15, MARK_NO,     -1,   OK,        0 },
		{ "partly: half",                 15, MARK_PARTLY, -1,   OK,        750 },
		{ "partly: as said",              15, MARK_PARTLY, 400,  OK,        400 },
		{ "partly: all at most",          15, MARK_PARTLY, 1500, OK,        1500 },
		{ "partly: never more",           15, MARK_PARTLY, 1600, ERR_INPUT, 1600 },
		{ "an item without points",       0,  MARK_PARTLY, -1,   OK,        0 },
		{ "no mark",                      15, MARK_NONE,   -1,   ERR_INPUT, 0 },
	};
	struct pack_item bands[] = { { .least = 0, .stars = 0 }, { .least = 85, .stars = 4 },
		{ .least = 95, .stars = 5 }, { .least = 70, .stars = 3 } };
	const struct pack_part all = { bands, COUNT(bands) }, none = { NULL, 0 };
	static const struct { int64_t got, of; int stars; int64_t percent; } sums[] = {
		{ 9500, 10000, 5, 95 }, { 9499, 10000, 4, 94 }, { 8500, 10000, 4, 85 }, { 7000, 10000, 3, 70 },
		{ 6999, 10000, 0, 69 }, { 0, 10000, 0, 0 }, { 0, 0, 0, 0 }, { 10000, 10000, 5, 100 },
	};

	for (size_t i = 0; i < COUNT(items); i++) {
		int64_t  got;
		enum err e = score_item(items[i].points, items[i].mark, items[i].said, &got);

		tap_ok(e == items[i].want && got == items[i].got, "%s", items[i].name);
	}
	for (size_t i = 0; i < COUNT(sums); i++) {
		struct score s = { sums[i].got, sums[i].of };

		tap_ok(score_stars(&all, s) == sums[i].stars && score_percent(s) == sums[i].percent,
		       "%d stars for %lld of %lld", sums[i].stars, (long long)s.got, (long long)s.all);
		tap_ok(score_stars(&none, s) == 0, "no stars where the pack gives none");
	}
	return tap_done();
}
