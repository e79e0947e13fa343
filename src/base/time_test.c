#include "base/time.h"

#include "base/tap.h"

static struct arena *a;

static bool holds(struct buf *b, const char *z)
{
	bool same = str_eq(buf_view(b), str_of(z));

	if (!same)
		printf("# got %.*s\n", (int)b->n, b->p ? b->p : "");
	buf_reset(b);
	return same;
}

/* Counts through every day there is, by the lengths of the months alone. */
static void test_every_day(void)
{
	int64_t n = -719162;
	bool    good = true;
	int     weekday = 1;             /* 0001-01-01 was a Monday */

	for (int year = 1; year <= 9999; year++)
		for (int month = 1; month <= 12; month++)
			for (int day = 1; day <= month_days(year, month); day++, n++) {
				struct ymd t = day_split((struct day){ n });

				good = good && day_make(year, month, day).n == n &&
				       t.year == year && t.month == month && t.day == day &&
				       day_weekday((struct day){ n }) == weekday;
				weekday = weekday % 7 + 1;
			}
	tap_ok(good && n == 2932897, "all days of 9999 years, there and back, with their weekdays");
}

static void test_days(void)
{
	static const int none[][3] = {
		{ 0, 1, 1 }, { 10000, 1, 1 }, { 2026, 0, 1 }, { 2026, 13, 1 }, { 2026, 1, 0 },
		{ 2026, 1, 32 }, { 2026, 2, 29 }, { 2100, 2, 29 }, { 2026, 4, 31 }, { -1, 1, 1 },
	};

	tap_ok(day_make(2026, 11, 22).n == 20779, "2026-11-22");
	tap_ok(day_weekday(day_make(2026, 11, 22)) == 7, "is a Sunday");
	tap_ok(day_make(2000, 2, 29).n == 11016 && day_make(2024, 2, 29).n, "leap days");
	for (size_t i = 0; i < COUNT(none); i++)
		tap_ok(day_make(none[i][0], none[i][1], none[i][2]).n == 0,
		       "no such day, row %zu", i);
	tap_ok(month_days(2024, 2) == 29 && month_days(1900, 2) == 28 &&
	       month_days(2000, 2) == 29 && month_days(2026, 12) == 31 &&
	       month_days(2026, 0) == 0, "lengths of months");
}

static void test_months(void)
{
	static const struct { const char *from; int months; const char *to; } rows[] = {
		{ "2026-01-31", 1, "2026-02-28" }, { "2024-01-31", 1, "2024-02-29" },
		{ "2026-01-31", 3, "2026-04-30" }, { "2026-03-31", -1, "2026-02-28" },
		{ "2026-11-22", 3, "2027-02-22" }, { "2026-12-10", 1, "2027-01-10" },
		{ "2026-01-10", -1, "2025-12-10" }, { "2024-02-29", 12, "2025-02-28" },
		{ "2024-02-29", 48, "2028-02-29" }, { "2026-05-05", 0, "2026-05-05" },
		{ "9999-12-01", 1, "" }, { "0001-01-01", -1, "" }, { "2026-01-01", 2147483647, "" },
		{ "2026-01-01", -2147483647 - 1, "" },
	};
	struct buf b;

	buf_init(&b, a, 64);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct day d = { 0 };

		tap_ok(day_read(str_of(rows[i].from), &d), "reads %s", rows[i].from);
		day_iso(&b, day_add_months(d, rows[i].months));
		tap_ok(holds(&b, rows[i].to), "%s and %d months", rows[i].from, rows[i].months);
	}
	tap_ok(day_add_months((struct day){ 0 }, 5).n == 0, "no value has no next month");
}

static void test_read(void)
{
	static const char *const bad[] = {
		"", "2026-1-01", "2026-01-1", "2026/01/01", "20260101", " 2026-01-01",
		"2026-01-01 ",
		"2026-02-30", "2026-00-10", "2026-10-00", "2026-13-01", "0000-01-01", "-026-01-01",
		"2026-+1-01", "2026-01--1", "1970-01-01", "2026-01-01T", "abcd-ef-gh",
		"\357\274\222026-1-1",         /* a full-width digit */
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct day d = { 77 };

		tap_ok(!day_read(str_of(bad[i]), &d) && d.n == 77, "refuses '%s'", bad[i]);
	}
}

static void test_moments(void)
{
	struct when w = when_of(day_make(2026, 12, 10), 9, 41);
	struct buf  b;

	buf_init(&b, a, 64);
	when_rfc3339(&b, w);
	tap_ok(holds(&b, "2026-12-10T09:41:00+08:00"), "RFC 3339");
	when_short(&b, w);
	tap_ok(holds(&b, "12-10 09:41"), "short");
	when_http(&b, w);
	tap_ok(holds(&b, "Thu, 10 Dec 2026 01:41:00 GMT"), "IMF-fixdate");
	when_http(&b, (struct when){ INT64_C(784111777) * 1000 });
	tap_ok(holds(&b, "Sun, 06 Nov 1994 08:49:37 GMT"), "the example of RFC 9110");
	day_iso(&b, day_of(w));
	tap_ok(holds(&b, "2026-12-10"), "day of a moment");
	tap_ok(day_of(when_of(day_make(2026, 12, 10), 0, 0)).n == day_make(2026, 12, 10).n &&
	       day_of((struct when){ when_of(day_make(2026, 12, 10), 0, 0).ms - 1 }).n ==
	       day_make(2026, 12, 9).n, "the county's day begins at its own midnight");
	day_iso(&b, day_of((struct when){ INT64_C(1796918399999) }));
	tap_ok(holds(&b, "2026-12-10"), "15:59 UTC is still the same day");
	day_iso(&b, day_of((struct when){ INT64_C(1796918400000) }));
	tap_ok(holds(&b, "2026-12-11"), "16:00 UTC is the next");
	when_rfc3339(&b, (struct when){ -1 });
	tap_ok(holds(&b, "1970-01-01T07:59:59+08:00"), "before 1970");
	when_rfc3339(&b, (struct when){ INT64_MAX });
	tap_ok(holds(&b, "9999-12-31T23:59:59+08:00"), "the far future is clipped");
	when_rfc3339(&b, (struct when){ INT64_MIN });
	tap_ok(holds(&b, "0001-01-01T00:00:00+08:00"), "the far past is clipped");
}

static void test_no_value(void)
{
	struct when none = { 0 };
	struct buf  b;

	buf_init(&b, a, 64);
	day_iso(&b, (struct day){ 0 });
	when_rfc3339(&b, none);
	when_short(&b, none);
	tap_ok(b.n == 0, "no value is written as nothing");
	tap_ok(day_of(none).n == 0 && when_of((struct day){ 0 }, 9, 0).ms == 0,
	       "and stays no value");
	when_http(&b, none);
	tap_ok(holds(&b, "Thu, 01 Jan 1970 00:00:00 GMT"), "but a header field is never empty");
}

int main(void)
{
	int64_t tick = tick_us();

	a = arena_new(4096);
	test_every_day();
	test_days();
	test_months();
	test_read();
	test_moments();
	test_no_value();
	tap_ok(when_now().ms > INT64_C(1700000000000), "the clock runs after 2023");
	tap_ok(tick_us() >= tick, "the monotonic clock does not go back");
	arena_free(a);
	return tap_done();
}
