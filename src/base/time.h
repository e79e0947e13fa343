/*
 * time: moments and calendar days.
 *
 * A moment is UTC milliseconds since 1970; a day is a count of days since
 * 1970-01-01 in the county's own time. All of China keeps one time, +08:00,
 * without summer time since 1991, so a county's time is a constant, not a
 * setting. Zero means "no value" for both. The clock is read in one place and
 * handed down, so a test can say what time it is.
 */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

#define COUNTY_OFFSET_S (8 * 3600)

struct when {
	int64_t ms;
};

struct day {
	int64_t n;
};

struct ymd {
	int year, month, day;
};

struct when when_now(void);                      /* the wall clock */
int64_t tick_us(void);                           /* a monotonic clock, microseconds */

struct day day_of(struct when w);                /* the county's day of a moment */
struct when when_of(struct day d, int hour, int minute);
struct day day_make(int year, int month, int day);       /* no value if there is no such day */
struct ymd day_split(struct day d);
int day_weekday(struct day d);                   /* 1 = Monday .. 7 = Sunday */
int month_days(int year, int month);

/* Same day n months on, the month's last day if there is none (L: Civil Code 202). */
struct day day_add_months(struct day d, int months);

/* "2027-03-10"; "2026-12-10T09:41:00+08:00"; "12-10 09:41"; nothing for no value. */
void day_iso(struct buf *b, struct day d);
void when_rfc3339(struct buf *b, struct when w);
void when_short(struct buf *b, struct when w);
void when_http(struct buf *b, struct when w);    /* IMF-fixdate */

/* Reads "2027-03-10"; false leaves *d alone. */
bool day_read(struct str s, struct day *d);

#endif
