/*
 * times: when the cases of two years come in.
 *
 * Moments rise. Weekends are quieter, reception days busier, and there is
 * more to do this year than last. The rows for the desks of the demonstration
 * accounts are put in between at their own moments.
 */
#ifndef DEMO_TIMES_H
#define DEMO_TIMES_H

#include "demo/demo_private.h"

struct times {
	const struct demo *d;
	struct dice        dice;
	bool               left;                         /* an ordinary case is next */
	int64_t            of_day, in_day;               /* cases of this day; given out */
	struct day         day, last;
	double             weight, weights;              /* so far, and of all days */
	int64_t            given, ordinary;
	size_t             show, shows;                  /* the next row and the end */
	struct when        next;                         /* of the next ordinary case */
};

/* Starts before the first case. */
void times_start(struct times *t, const struct demo *d);

/* The next moment; *show is a row of plan_shows() or -1. False after the last case. */
bool times_next(struct times *t, struct when *at, int *show);

#endif
