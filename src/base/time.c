#ifndef _GNU_SOURCE
#define _GNU_SOURCE      /* clock_gettime */
#endif
#include "base/time.h"

#include <time.h>

#include "base/banned.h"

#define DAY_S 86400
#define DAY_FIRST (-719162)      /* 0001-01-01 */
#define DAY_LAST 2932896         /* 9999-12-31 */

/* A moment in parts, on a clock that many seconds ahead of UTC. */
struct parts {
	struct ymd date;
	int64_t    day;
	int        hour, minute, second;
};

struct when when_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (struct when){ (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 };
}

int64_t tick_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int64_t clamp_day(int64_t n)
{
	return n < DAY_FIRST ? DAY_FIRST : n > DAY_LAST ? DAY_LAST : n;
}

/* Seconds since 1970 on the county's clock, kept within the years 1 to 9999. */
static int64_t clock_s(struct when w, int offset_s)
{
	int64_t s = floor_div(w.ms, 1000);

	if (s < (int64_t)DAY_FIRST * DAY_S)
		return (int64_t)DAY_FIRST * DAY_S;
	s += offset_s;
	if (s >= ((int64_t)DAY_LAST + 1) * DAY_S)
		return ((int64_t)DAY_LAST + 1) * DAY_S - 1;
	return s;
}

static struct parts parts_of(struct when w, int offset_s)
{
	int64_t      s = clock_s(w, offset_s);
	struct parts t = { .day = floor_div(s, DAY_S) };
	int          rest = (int)(s - t.day * DAY_S);

	t.date = day_split((struct day){ t.day });
	t.hour = rest / 3600;
	t.minute = rest / 60 % 60;
	t.second = rest % 60;
	return t;
}

struct day day_of(struct when w)
{
	return (struct day){ floor_div(clock_s(w, COUNTY_OFFSET_S), DAY_S) };
}

struct when when_of(struct day d, int hour, int minute)
{
	if (d.n == 0)
		return (struct when){ 0 };
	d.n = clamp_day(d.n);
	return (struct when){ (d.n * DAY_S + (int64_t)hour * 3600 + (int64_t)minute * 60 -
	                       COUNTY_OFFSET_S) * 1000 };
}

static bool leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (month < 1 || month > 12)
		return 0;
	return days[month - 1] + (month == 2 && leap(year));
}

/*
 * The year is taken to begin on 1 March, so that the leap day is its last one;
 * 400 years have 146097 days. 719468 days lie between 0000-03-01 and 1970.
 */
struct day day_make(int year, int month, int day)
{
	int y, m;

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
	    day > month_days(year, month))
		return (struct day){ 0 };
	y = month > 2 ? year : year - 1;
	m = month > 2 ? month - 3 : month + 9;
	return (struct day){ 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 -
	                     719468 };
}

struct ymd day_split(struct day d)
{
	int z = (int)clamp_day(d.n) + 719468;
	int era = z / 146097;
	int of_era = z % 146097;
	int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int of_year = of_era - (365 * year + year / 4 - year / 100);
	int m = (5 * of_year + 2) / 153;
	int month = m < 10 ? m + 3 : m - 9;

	return (struct ymd){
		.year = year + era * 400 + (month <= 2),
		.month = month,
		.day = of_year - (153 * m + 2) / 5 + 1,
	};
}

int day_weekday(struct day d)
{
	int64_t n = clamp_day(d.n) + 3;          /* 1970-01-01 was a Thursday */

	return (int)(n - floor_div(n, 7) * 7) + 1;
}

struct day day_add_months(struct day d, int months)
{
	struct ymd t;
	int64_t    month;
	int        last;

	if (d.n == 0)
		return d;
	t = day_split(d);
	month = (int64_t)t.year * 12 + t.month - 1 + months;
	if (month < 12 || month >= 10000 * 12)
		return (struct day){ 0 };
	t.year = (int)(month / 12);
	t.month = (int)(month % 12) + 1;
	last = month_days(t.year, t.month);
	return day_make(t.year, t.month, t.day < last ? t.day : last);
}

static void put_date(struct buf *b, struct ymd t)
{
	buf_uint_pad(b, (uint64_t)t.year, 4);
	buf_char(b, '-');
	buf_uint_pad(b, (uint64_t)t.month, 2);
	buf_char(b, '-');
	buf_uint_pad(b, (uint64_t)t.day, 2);
}

static void put_clock(struct buf *b, const struct parts *t, bool seconds)
{
	buf_uint_pad(b, (uint64_t)t->hour, 2);
	buf_char(b, ':');
	buf_uint_pad(b, (uint64_t)t->minute, 2);
	if (seconds) {
		buf_char(b, ':');
		buf_uint_pad(b, (uint64_t)t->second, 2);
	}
}

void day_iso(struct buf *b, struct day d)
{
	if (d.n)
		put_date(b, day_split(d));
}

void when_rfc3339(struct buf *b, struct when w)
{
	struct parts t = parts_of(w, COUNTY_OFFSET_S);

	if (w.ms == 0)
		return;
	put_date(b, t.date);
	buf_char(b, 'T');
	put_clock(b, &t, true);
	buf_lit(b, "+08:00");
}

void when_short(struct buf *b, struct when w)
{
	struct parts t = parts_of(w, COUNTY_OFFSET_S);

	if (w.ms == 0)
		return;
	buf_uint_pad(b, (uint64_t)t.date.month, 2);
	buf_char(b, '-');
	buf_uint_pad(b, (uint64_t)t.date.day, 2);
	buf_char(b, ' ');
	put_clock(b, &t, false);
}

/* Writes 1970 for no value: an empty header field would be worse. */
void when_http(struct buf *b, struct when w)
{
	static const char days[] = "MonTueWedThuFriSatSun";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct parts      t = parts_of(w, 0);

	buf_put(b, days + 3 * (day_weekday((struct day){ t.day }) - 1), 3);
	buf_lit(b, ", ");
	buf_uint_pad(b, (uint64_t)t.date.day, 2);
	buf_char(b, ' ');
	buf_put(b, months + 3 * (t.date.month - 1), 3);
	buf_char(b, ' ');
	buf_uint_pad(b, (uint64_t)t.date.year, 4);
	buf_char(b, ' ');
	put_clock(b, &t, true);
	buf_lit(b, " GMT");
}

bool day_read(struct str s, struct day *d)
{
	int64_t    year, month, day;
	struct day made;

	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' ||
	    !str_number(str_part(s, 0, 4), 9999, &year) ||
	    !str_number(str_part(s, 5, 2), 12, &month) ||
	    !str_number(str_part(s, 8, 2), 31, &day))
		return false;
	made = day_make((int)year, (int)month, (int)day);
	if (made.n == 0)
		return false;
	*d = made;
	return true;
}
