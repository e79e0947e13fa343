#include "pack/holiday.h"

#include "base/tap.h"
#include "base/text.h"

static struct day d(const char *iso)
{
	struct day day = { 0 };

	if (!day_read(str_of(iso), &day))
		abort();
	return day;
}

static const char *iso(struct arena *a, struct day day)
{
	struct buf b;

	buf_init(&b, a, 64);
	day_iso(&b, day);
	return str_z(a, buf_view(&b));
}

static void is_day(struct arena *a, struct day got, const char *want, const char *what)
{
	tap_ok(got.n == d(want).n, "%s: %s (%s)", what, want, iso(a, got));
}

static void test_workdays(const struct calendar *cal)
{
	static const struct {
		const char *day;
		bool        work;
		const char *what;
	} rows[] = {
		{ "2026-02-13", true, "Friday before Spring Festival" },
		{ "2026-02-14", true, "make-up Saturday" },
		{ "2026-02-15", false, "first day of Spring Festival, a Sunday" },
		{ "2026-02-17", false, "Spring Festival, a Tuesday" },
		{ "2026-02-23", false, "last day of Spring Festival, a Monday" },
		{ "2026-02-24", true, "back to work" },
		{ "2026-02-28", true, "make-up Saturday after it" },
		{ "2026-03-01", false, "a plain Sunday" },
		{ "2026-01-04", true, "make-up Sunday of New Year" },
		{ "2026-10-10", true, "make-up Saturday of National Day" },
		{ "2027-02-08", true, "a Monday of a year without a table" },
		{ "2027-02-06", false, "a Saturday of a year without a table" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tap_ok(workday_is(cal, d(rows[i].day)) == rows[i].work, "%s %s: %s", rows[i].day,
			rows[i].work ? "works" : "is off", rows[i].what);
	tap_ok(calendar_knows(cal, 2026) && calendar_knows(cal, 2004),
		"2004 and 2026 have a table");
	tap_ok(!calendar_knows(cal, 2027) && !calendar_knows(cal, 2003), "2003 and 2027 have none");
}

static void test_counting(struct arena *a, const struct calendar *cal)
{
	is_day(a, workday_add(cal, d("2026-02-13"), 1), "2026-02-14",
		"one workday on, a make-up Saturday");
	is_day(a, workday_add(cal, d("2026-02-14"), 1), "2026-02-24",
		"one workday over Spring Festival");
	is_day(a, workday_add(cal, d("2026-02-13"), 15), "2026-03-12",
		"15 workdays over Spring Festival");
	is_day(a, workday_add(cal, d("2026-02-17"), 0), "2026-02-17",
		"no workday on is the day itself");
	is_day(a, workday_next(cal, d("2026-10-01")), "2026-10-08",
		"first workday from National Day");
	tap_ok(workday_count(cal, d("2026-02-13"), d("2026-03-12")) == 15, "15 workdays between");
	tap_ok(workday_count(cal, d("2026-03-12"), d("2026-02-13")) == -15, "and back");
}

static bool has_note(const struct due *due, const char *day, const char *name)
{
	for (size_t i = 0; i < due->n_notes; i++)
		if (due->notes[i]->day.n == d(day).n && str_eq(due->notes[i]->name, str_of(name)))
			return true;
	return false;
}

static void test_due(struct arena *a, const struct calendar *cal)
{
	const struct span_rule three_months = { SPAN_MONTH, 3, true };
	const struct span_rule one_month = { SPAN_MONTH, 1, true };
	const struct span_rule window = { SPAN_WORKDAY, 15, true };
	struct due due = due_make(cal, d("2026-03-10"), three_months);

	is_day(a, due.day, "2026-06-10", "three months, a workday");
	tap_ok(!due.clamped && !due.provisional && due.n_notes == 0 && due.weekends == 0,
		"nothing to explain");
	due = due_make(cal, d("2025-11-15"), three_months);
	is_day(a, due.raw, "2026-02-15", "three months end in Spring Festival");
	is_day(a, due.day, "2026-02-24", "and move behind it");
	tap_ok(due.n_notes == 9 && has_note(&due, "2026-02-23", "春节"), "nine days of it are named");
	due = due_make(cal, d("2026-01-31"), one_month);
	is_day(a, due.raw, "2026-02-28", "one month from the 31st ends on the 28th");
	is_day(a, due.day, "2026-02-28", "a make-up Saturday stays");
	tap_ok(due.clamped, "the month had no such day");
	due = due_make(cal, d("2024-01-30"), one_month);
	is_day(a, due.raw, "2024-02-29", "leap year");
	due = due_make(cal, d("2026-07-11"), (struct span_rule){ SPAN_MONTH, 3, false });
	is_day(a, due.day, "2026-10-11", "without shift a Sunday stays");
	due = due_make(cal, d("2026-04-24"), one_month);
	is_day(a, due.day, "2026-05-25", "a Sunday moves to Monday");
	tap_ok(due.weekends == 1, "one day of a weekend passed over");
	due = due_make(cal, d("2026-02-13"), window);
	is_day(a, due.day, "2026-03-12", "15 workdays");
	tap_ok(has_note(&due, "2026-02-14", "春节") && has_note(&due, "2026-02-28", "春节"),
		"both make-up Saturdays are named");
	tap_ok(due.weekends == 3, "three plain days of weekends (%d)", due.weekends);
}

static void test_provisional(struct arena *a, const struct calendar *cal)
{
	struct due due = due_make(cal, d("2026-11-22"), (struct span_rule){ SPAN_MONTH, 3, true });

	is_day(a, due.day, "2027-02-22", "three months into a year without a table");
	tap_ok(due.provisional, "is provisional");
	due = due_make(cal, d("2026-12-25"), (struct span_rule){ SPAN_WORKDAY, 15, true });
	is_day(a, due.day, "2027-01-15", "15 workdays, Monday to Friday");
	tap_ok(due.provisional, "is provisional");
	due = due_make(cal, d("2026-12-01"), (struct span_rule){ SPAN_WORKDAY, 5, true });
	tap_ok(!due.provisional, "wholly inside a known year is not");
}

static void test_faults(struct arena *a)
{
	static const char *const bad[] = {
		"2026-02-30\tholiday\tx\n", "2026-02-17 holiday x\n", "2026-02-17\tfeast\tx\n",
		"2026-02-17\tholiday\t\n", "2026-02-17\tholiday\tx\n2026-02-17\tworkday\tx\n",
		"2026-02-17\tholiday\t\xff\n",
	};
	struct calendar cal;

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct str why = S("");

		bool read = calendar_read(a, str_of(bad[i]), &cal, &why);

		tap_ok(!read && why.n > 0, "refused: %.*s",
			(int)why.n, why.p);
	}
	tap_ok(calendar_read(a, S(""), &cal, &(struct str){ 0 }) && cal.n == 0,
		"an empty table is one");
	tap_ok(workday_is(&cal, d("2026-02-17")) && !calendar_knows(&cal, 2026),
		"without tables only weekdays count");
}

int main(void)
{
	struct arena *a = arena_new(64 * 1024);
	struct str why = STR_NONE;
	struct calendar cal = { 0 };

	tap_ok(calendar_read(a, calendar_builtin(), &cal, &why), "the built-in table reads");
	tap_ok(cal.n > 700, "it has %zu days", cal.n);
	test_workdays(&cal);
	test_counting(a, &cal);
	test_due(a, &cal);
	test_provisional(a, &cal);
	test_faults(a);
	arena_free(a);
	return tap_done();
}
