/* Dates, times and numbers; all that differs between languages is in the catalogues. */
#include "web/page.h"

static const enum msg months[] = {
	MSG_date_month1, MSG_date_month2,  MSG_date_month3,  MSG_date_month4,
	MSG_date_month5, MSG_date_month6,  MSG_date_month7,  MSG_date_month8,
	MSG_date_month9, MSG_date_month10, MSG_date_month11, MSG_date_month12,
};

static const enum msg weekdays[] = {
	MSG_date_day1, MSG_date_day2, MSG_date_day3, MSG_date_day4,
	MSG_date_day5, MSG_date_day6, MSG_date_day7,
};

/* 1234567 -> 1,234,567: what both languages write. */
struct str page_num(const struct page *p, int64_t n)
{
	char     text[32];
	size_t   at = sizeof(text);
	uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	for (int digits = 0; digits == 0 || left; digits++) {
		if (digits && digits % 3 == 0)
			text[--at] = ',';
		text[--at] = (char)('0' + left % 10);
		left /= 10;
	}
	if (n < 0)
		text[--at] = '-';
	return (struct str){ arena_copy(p->r->arena, text + at, sizeof(text) - at),
		             sizeof(text) - at };
}

struct str page_day(const struct page *p, struct day d)
{
	struct ymd    t = day_split(d);
	struct arena *a = p->r->arena;

	if (!d.n)
		return S("");
	return page_msgf(p, MSG_date_full, (const struct str[]){ str_int(a, t.year),
	                 page_msg(p, months[t.month - 1]), str_int(a, t.day) }, 3);
}

/* Without the year while it is this one. */
static struct str day_short(const struct page *p, struct day d)
{
	struct ymd t = day_split(d);

	if (t.year != day_split(p->r->today).year)
		return page_day(p, d);
	return page_msgf(p, MSG_date_short, (const struct str[]){ page_msg(p, months[t.month - 1]),
	                 str_int(p->r->arena, t.day) }, 2);
}

struct str page_day_week(const struct page *p, struct day d)
{
	if (!d.n)
		return S("");
	return page_msgf(p, MSG_date_week, (const struct str[]){ day_short(p, d),
	                 page_msg(p, weekdays[day_weekday(d) - 1]) }, 2);
}

struct str page_weekday(const struct page *p, int weekday)
{
	return page_msg(p, weekdays[(weekday + 6) % 7]);
}

struct str page_when(const struct page *p, struct when w)
{
	struct buf b;
	int64_t    minutes = (w.ms / 1000 + COUNTY_OFFSET_S) / 60 % (24 * 60);

	if (!w.ms)
		return S("");
	buf_init(&b, p->r->arena, 8);        /* 23:59 */
	buf_int(&b, minutes / 60);
	buf_char(&b, ':');
	buf_uint_pad(&b, (uint64_t)(minutes % 60), 2);
	return page_msgf(p, MSG_date_clock,
	                 (const struct str[]){ day_short(p, day_of(w)), buf_view(&b) }, 2);
}

struct str page_exact(const struct page *p, struct when w)
{
	struct buf b;

	buf_init(&b, p->r->arena, 40);       /* one RFC 3339 moment */
	when_rfc3339(&b, w);
	return buf_view(&b);
}

struct str page_days_left(const struct page *p, struct day due)
{
	int64_t left = due.n - p->r->today.n;

	if (!due.n)
		return S("");
	if (left == 0)
		return page_msg(p, MSG_date_due_today);
	return left > 0 ? page_msgn(p, MSG_date_due_in, left)
	                : page_msgn(p, MSG_date_overdue, -left);
}
