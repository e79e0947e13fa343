/*
 * holiday: the working-day calendar and what a due date is made of.
 *
 * The State Council publishes one table a year: days off and make-up workdays.
 * A day without a line in it is a workday from Monday to Friday. A year without
 * a table counts Monday to Friday, and every date that touches it is marked
 * provisional until the table comes. A calendar is read-only after loading and
 * may be shared by threads; it lives in the arena it was loaded into.
 */
#ifndef PACK_HOLIDAY_H
#define PACK_HOLIDAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/time.h"
#include "db/db.h"

struct calendar_day {
	struct day day;
	bool       workday;      /* a make-up workday; else a day off */
	struct str name;         /* 春节 */
};

struct calendar {
	const struct calendar_day *days;     /* by day */
	size_t n;
};

/* The table the program carries (tools/calendar.mjs), as text. */
struct str calendar_builtin(void);

/* Reads "2026-02-17 TAB holiday TAB 春节" lines; false with a sentence in *why when one is wrong. */
bool calendar_read(struct arena *a, struct str text, struct calendar *cal, struct str *why);

/* Puts the lines of text into the table; *changed counts new or different days. In a write
 * transaction. */
enum err calendar_install(struct db *db, struct arena *a, struct str text, int64_t *changed,
                          struct str *why) MUST_USE;

/* The calendar of the table. */
enum err calendar_load(struct db *db, struct arena *a, struct calendar *cal) MUST_USE;

/* Is there a published table for the year? */
bool calendar_knows(const struct calendar *cal, int year);

/* The line of a day, or NULL. */
const struct calendar_day *calendar_day(const struct calendar *cal, struct day d);

/* Is it worked on: by its line in the table, else by its weekday? */
bool workday_is(const struct calendar *cal, struct day d);

/* The first workday on or after d. */
struct day workday_next(const struct calendar *cal, struct day d);

/* The n-th workday after d (d itself is not counted); n = 0 gives d. */
struct day workday_add(const struct calendar *cal, struct day d, int n);

/* How many workdays lie after a, up to and including b; negative when b is earlier. */
int workday_count(const struct calendar *cal, struct day a, struct day b);

/* ---- due dates that can be unfolded ---- */

enum span { SPAN_NONE, SPAN_DAY, SPAN_WORKDAY, SPAN_MONTH };

struct span_rule {
	enum span span;
	int       count;
	bool      shift;         /* an end that is no workday moves to the next one */
};

#define DUE_NOTES 24

/* How a due date came about, in the order a page tells it. */
struct due {
	struct day       start;          /* the day of the event, not counted */
	struct span_rule rule;
	struct day       raw;            /* where the period alone ends */
	struct day       day;            /* the due date */
	bool             clamped;        /* the month has no such day: its last one */
	bool             provisional;    /* a year on the way has no table yet */
	int weekends; /* Saturdays and Sundays passed over without a line of their own */
	/* Named days passed over or, for make-up workdays, counted; at most DUE_NOTES of them. */
	const struct calendar_day *notes[DUE_NOTES];
	size_t           n_notes;
};

/* The due date of a rule from a day, with its explanation. */
struct due due_make(const struct calendar *cal, struct day start, struct span_rule rule);

#endif
