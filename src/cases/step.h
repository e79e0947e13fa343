/*
 * step: one case on its way through one row of the table. Private to the room.
 *
 * apply.c fills what the event changes (w->next, w->trace); step.c writes it.
 */
#ifndef CASES_STEP_H
#define CASES_STEP_H

#include "cases/case_private.h"
#include "db/lane.h"

struct work {
	const struct desk   *d;
	const struct move   *m;
	const struct step   *row;
	struct case_by_id_row c;         /* as it was */
	struct case_move_in  next;       /* as it will be */
	struct trace         trace;
	enum err           (*then)(struct work *w);      /* what follows by itself after the trace */
};

/* What an event does besides moving: replies, parts, ratings, due dates. */
enum err step_apply(struct work *w) MUST_USE;

/* Publishing has its own file. */
enum err publish_apply(struct work *w) MUST_USE;
enum err unpublish_apply(struct work *w) MUST_USE;

/* Books what a stored event once counted, under a kind, by +1 or -1. */
void flow_book_event(const struct work *w, const struct case_counted_events_row *ev, term_id kind, int64_t by);
enum err flow_rebook_ratings(const struct work *w, term_id from, term_id to) MUST_USE;

#endif
