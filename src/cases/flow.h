/*
 * flow: the life of a case as one table. A move without a row cannot happen.
 *
 * The table says from which states, to which state, under which roles and
 * from which place a step may be made, whether the resident sees it, and what
 * it does to the figures. It knows no database; step.c performs the rows.
 */
#ifndef CASES_FLOW_H
#define CASES_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "http/req.h"

/* Where the actor must stand for a row to be theirs. */
enum hold {
	HOLD_NONE,       /* seeing the case is enough */
	HOLD_STATION,    /* the grant's station holds the case now */
	HOLD_INTAKE,     /* the grant's station took it in or holds it */
	HOLD_DESK,       /* it is on the desk of an office inside the grant's range */
	HOLD_OFFICE,     /* the case's place is inside the grant's range */
	HOLD_LEAD,       /* the grant's unit leads */
	HOLD_ASSIST,     /* the grant's unit assists and its part is open */
	HOLD_DEPUTY,     /* it came through this deputy's code */
	HOLD_RESIDENT,   /* proved by code or token */
	HOLD_PROGRAM
};

/* What is known of actor and case when a row is looked for. */
struct stand {
	unsigned roles;
	bool     station, intake, desk, office, lead, assist, deputy;
};

#define STATE_BIT(s) (1u << (s))
#define OPEN_STATES  (STATE_BIT(CASE_STATE_ANSWERED + 1) - 2u)
#define ALL_STATES   (STATE_BIT(CASE_STATE_COUNT) - 2u)

struct step {
	enum case_event event;
	unsigned        from;     /* STATE_BITs */
	enum case_state to;       /* CASE_STATE_NONE: stays where it is */
	unsigned        who;
	enum hold       hold;
	bool            public;   /* a line in the resident's story */
};

/* The row that lets this actor do this event now, or why not: ERR_STEP when no
 * row has the state, ERR_DENIED when rows have it but none is the actor's. */
enum err flow_find(enum case_state from, enum case_event event, const struct stand *s,
                   const struct step **row) MUST_USE;

/* All events the actor may do in a state, as bits (UINT64_C(1) << event). */
uint64_t flow_events(enum case_state from, const struct stand *s);

#endif
