/*
 * flow: the life of an obligation as one table; a step without a row cannot happen.
 *
 * It knows no database: who stands how is told by its caller.
 */
#ifndef OBLIGATION_FLOW_H
#define OBLIGATION_FLOW_H

#include <stdbool.h>

#include "base/err.h"

#include "types.h"

/* How somebody stands to an obligation. */
struct owed_stand {
	bool owner, checker, sees;
};

/* The state after the step; ERR_STEP: no row from here, ERR_DENIED: a row, but not for this actor. */
enum err owed_next(enum obligation_state from, enum obligation_event event, const struct owed_stand *s,
                   enum obligation_state *to) MUST_USE;

/* What this actor may do now, as bits (1u << event). */
unsigned owed_may(enum obligation_state from, const struct owed_stand *s);

#endif
