/* Meetings of a year against what is asked. */
#include "post/year.h"

#include "base/tap.h"

#define TODAY 1000
#define HELD(halves)      { MEETING_STATE_HELD, { 900 }, halves }
#define PLANNED(halves)   { MEETING_STATE_PLANNED, { 1100 }, halves }
#define PASSED(halves)    { MEETING_STATE_PLANNED, { 999 }, halves }
#define CANCELLED(halves) { MEETING_STATE_CANCELLED, { 1100 }, halves }

int main(void)
{
	static const struct {
		const char    *name;
		struct sitting s[3];
		int64_t        n;
		struct year_sum want;
	} rows[] = {
		{ "none at all",               { { 0 } }, 0, { .few = true } },
		{ "one held, one to come",     { HELD(2), PLANNED(2) }, 2, { .held = 1, .planned = 1 } },
		{ "two held",                  { HELD(2), HELD(3) }, 2, { .held = 2, .done = true } },
		{ "half a day does not count", { HELD(1), HELD(2) }, 2, { .held = 1, .too_short = 1, .few = true } },
		{ "planned too short",         { HELD(2), PLANNED(1) }, 2, { .held = 1, .too_short = 1, .few = true } },
		{ "planned and passed",        { HELD(2), PASSED(2) }, 2, { .held = 1, .missed = 1, .few = true } },
		{ "today is not passed yet",   { { MEETING_STATE_PLANNED, { TODAY }, 2 }, HELD(2) }, 2, { .held = 1, .planned = 1 } },
		{ "a cancelled one is none",   { HELD(2), CANCELLED(2) }, 2, { .held = 1, .few = true } },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct year_sum got;

		year_count(rows[i].s, rows[i].n, 2, 1, (struct day){ TODAY }, &got);
		tap_ok(got.held == rows[i].want.held && got.planned == rows[i].want.planned &&
		       got.too_short == rows[i].want.too_short && got.missed == rows[i].want.missed &&
		       got.few == rows[i].want.few && got.done == rows[i].want.done, "%s", rows[i].name);
	}
	return tap_done();
}
