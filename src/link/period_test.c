/* Periods of the calendar, and the day a contact is due. */
#include "link/period.h"

#include "base/tap.h"

static struct day at(const char *s)
{
	struct day d = { 0 };

	if (!day_read(str_of(s), &d))
		tap_ok(false, "%s is a day", s);
	return d;
}

int main(void)
{
	static const struct { enum pack_period period; const char *day, *first, *last; } periods[] = {
		{ PERIOD_WEEK,      "2026-11-22", "2026-11-16", "2026-11-22" },
		{ PERIOD_WEEK,      "2026-11-23", "2026-11-23", "2026-11-29" },
		{ PERIOD_MONTH,     "2028-02-10", "2028-02-01", "2028-02-29" },
		{ PERIOD_MONTH,     "2026-12-31", "2026-12-01", "2026-12-31" },
		{ PERIOD_QUARTER,   "2026-11-22", "2026-10-01", "2026-12-31" },
		{ PERIOD_QUARTER,   "2026-03-31", "2026-01-01", "2026-03-31" },
		{ PERIOD_HALF_YEAR, "2026-06-30", "2026-01-01", "2026-06-30" },
		{ PERIOD_HALF_YEAR, "2026-07-01", "2026-07-01", "2026-12-31" },
		{ PERIOD_YEAR,      "2026-07-01", "2026-01-01", "2026-12-31" },
		{ PERIOD_TERM,      "2026-07-01", "2025-01-01", "2029-12-31" },
	};
	static const struct { const char *name; int64_t times, done; const char *day, *due, *want; } dues[] = {
		{ "one of one: the next quarter",        1, 1, "2026-11-22", "2026-12-31", "2027-03-31" },
		{ "one of two: still this quarter",      2, 1, "2026-11-22", "2026-12-31", "2026-12-31" },
		{ "two of two",                          2, 2, "2026-11-22", "2026-12-31", "2027-03-31" },
		{ "three of two change nothing more",    2, 3, "2026-11-22", "2027-03-31", "2027-03-31" },
		{ "late: the missed quarter is over",    1, 1, "2026-11-22", "2026-09-30", "2027-03-31" },
		{ "an older contact helps not",          1, 1, "2026-08-01", "2026-12-31", "2026-12-31" },
		{ "the missed one made good on paper",   1, 1, "2026-09-30", "2026-09-30", "2026-12-31" },
	};

	for (size_t i = 0; i < COUNT(periods); i++)
		tap_ok(period_first(periods[i].period, at(periods[i].day)).n == at(periods[i].first).n &&
		       period_last(periods[i].period, at(periods[i].day)).n == at(periods[i].last).n,
		       "%s lies in %s to %s", periods[i].day, periods[i].first, periods[i].last);
	for (size_t i = 0; i < COUNT(dues); i++)
		tap_ok(period_due(PERIOD_QUARTER, dues[i].times, dues[i].done, at(dues[i].day), at(dues[i].due)).n ==
		       at(dues[i].want).n, "%s", dues[i].name);
	return tap_done();
}
