#include "pack/holiday.h"

#include "pack/pack.q.h"
#include "base/buf.h"
#include "base/text.h"

extern const char blob_holidays[], blob_holidays_end[];

/* No rule reaches further; a wrong pack or a broken table must not loop for long. */
#define LOOK_MAX 4000

struct str calendar_builtin(void)
{
	return (struct str){ blob_holidays, (size_t)(blob_holidays_end - blob_holidays) };
}

static struct str line_fault(struct arena *a, int line, const char *what)
{
	struct buf b;

	buf_init(&b, a, 200);
	buf_printf(&b, "holiday table, line %d: %s", line, what);
	return buf_view(&b);
}

/* One line of the table; NULL when it is good, else what is wrong with it. */
static const char *line_read(struct str line, struct calendar_day *out)
{
	struct str day, kind;

	if (!str_next(&line, '\t', &day) || !day_read(day, &out->day))
		return "a day as 2026-02-17 must come first";
	if (!str_next(&line, '\t', &kind) ||
		!(str_eq(kind, S("holiday")) || str_eq(kind, S("workday"))))
		return "the kind must be holiday or workday";
	if (line.n == 0 || !utf8_valid(line) || text_has_control(line))
		return "a name must come last";
	out->workday = str_eq(kind, S("workday"));
	out->name = line;
	return NULL;
}

bool calendar_read(struct arena *a, struct str text, struct calendar *cal, struct str *why)
{
	struct calendar_day *days;
	struct str line;
	size_t lines = 1, n = 0;
	int number = 0;

	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	days = ARENA_ARRAY(a, struct calendar_day, lines);
	while (str_next(&text, '\n', &line)) {
		const char *wrong;

		number++;
		if (line.n == 0)
			continue;
		wrong = line_read(line, &days[n]);
		if (!wrong && n && days[n].day.n <= days[n - 1].day.n)
			wrong = "days must come in order, each once";
		if (wrong) {
			*why = line_fault(a, number, wrong);
			return false;
		}
		n++;
	}
	*cal = (struct calendar){ days, n };
	return true;
}

enum err calendar_install(struct db *db, struct arena *a, struct str text, int64_t *changed,
                          struct str *why)
{
	struct calendar cal;

	*changed = 0;
	if (!calendar_read(a, text, &cal, why))
		return ERR_INPUT;
	for (size_t i = 0; i < cal.n; i++) {
		const struct holiday_put_in in = {
			.day = cal.days[i].day,
			.workday = cal.days[i].workday,
			.name = cal.days[i].name,
		};
		int64_t n = 0;
		enum err e = holiday_put(db, &in, &n);

		if (e)
			return e;
		*changed += n;
	}
	return OK;
}

enum err calendar_load(struct db *db, struct arena *a, struct calendar *cal)
{
	struct holiday_all_row *rows;
	struct calendar_day *days;
	size_t n;
	enum err e = holiday_all(db, a, &rows, &n);

	if (e)
		return e;
	days = ARENA_ARRAY(a, struct calendar_day, n ? n : 1);
	for (size_t i = 0; i < n; i++)
		days[i] = (struct calendar_day){ rows[i].day, rows[i].workday, rows[i].name };
	*cal = (struct calendar){ days, n };
	return OK;
}

/* Index of the first line on or after d. */
static size_t calendar_at(const struct calendar *cal, struct day d)
{
	size_t lo = 0, hi = cal->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (cal->days[mid].day.n < d.n)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct calendar_day *calendar_day(const struct calendar *cal, struct day d)
{
	size_t i = calendar_at(cal, d);

	return i < cal->n && cal->days[i].day.n == d.n ? &cal->days[i] : NULL;
}

bool calendar_knows(const struct calendar *cal, int year)
{
	size_t i = calendar_at(cal, day_make(year, 1, 1));

	return i < cal->n && day_split(cal->days[i].day).year == year;
}

bool workday_is(const struct calendar *cal, struct day d)
{
	const struct calendar_day *line = calendar_day(cal, d);

	return line ? line->workday : day_weekday(d) <= 5;
}

struct day workday_next(const struct calendar *cal, struct day d)
{
	for (int i = 0; i < LOOK_MAX && !workday_is(cal, d); i++)
		d.n++;
	return d;
}

struct day workday_add(const struct calendar *cal, struct day d, int n)
{
	for (int i = 0; i < LOOK_MAX && n > 0; i++) {
		d.n++;
		n -= workday_is(cal, d);
	}
	return d;
}

int workday_count(const struct calendar *cal, struct day a, struct day b)
{
	int n = 0;

	if (b.n < a.n)
		return -workday_count(cal, b, a);
	for (int i = 0; i < LOOK_MAX && a.n < b.n; i++) {
		a.n++;
		n += workday_is(cal, a);
	}
	return n;
}

/* Notes a day the period or the shift went over. */
static void due_note(const struct calendar *cal, struct due *due, struct day d)
{
	const struct calendar_day *line = calendar_day(cal, d);

	if (line && due->n_notes < DUE_NOTES)
		due->notes[due->n_notes++] = line;
	else if (!line && day_weekday(d) > 5)
		due->weekends++;
}

struct due due_make(const struct calendar *cal, struct day start, struct span_rule rule)
{
	struct due due = { .start = start, .rule = rule, .raw = start };
	struct day from;

	switch (rule.span) {
	case SPAN_DAY:
		due.raw.n = start.n + rule.count;
		break;
	case SPAN_WORKDAY:
		due.raw = workday_add(cal, start, rule.count);
		break;
	case SPAN_MONTH:
		due.raw = day_add_months(start, rule.count);
		due.clamped = day_split(due.raw).day != day_split(start).day;
		break;
	case SPAN_NONE:
		break;
	}
	due.day = rule.shift ? workday_next(cal, due.raw) : due.raw;
	/* Working days look at every day on the way; other periods only at their end. */
	from = rule.span == SPAN_WORKDAY ? (struct day){ start.n + 1 } : due.raw;
	for (struct day d = from; d.n <= due.day.n && d.n - from.n < LOOK_MAX; d.n++)
		due_note(cal, &due, d);
	if (rule.span != SPAN_WORKDAY && !rule.shift)
		due.n_notes = 0, due.weekends = 0;
	for (int y = day_split(from).year; y <= day_split(due.day).year; y++)
		if (!calendar_knows(cal, y) && (rule.shift || rule.span == SPAN_WORKDAY))
			due.provisional = true;
	return due;
}
