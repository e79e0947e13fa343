#include "post/year.h"

void year_count(const struct sitting *s, int64_t n, int64_t times, int64_t min_days, struct day today,
                struct year_sum *out)
{
	*out = (struct year_sum){ 0 };
	for (int64_t i = 0; i < n; i++) {
		bool enough = s[i].halves >= min_days * 2;

		if (s[i].state == MEETING_STATE_HELD) {
			out->held += enough;
			out->too_short += !enough;
		} else if (s[i].state == MEETING_STATE_PLANNED) {
			out->planned += s[i].day.n >= today.n && enough;
			out->too_short += s[i].day.n >= today.n && !enough;
			out->missed += s[i].day.n < today.n;
		}
	}
	out->few = out->held + out->planned < times;
	out->done = out->held >= times;
}
