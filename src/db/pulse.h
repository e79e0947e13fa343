/*
 * pulse: has anybody committed anything since?
 *
 * Of what other copies of the program store, a copy hears nothing. So one thread looks
 * twice a second at the snapshot that the server would give: the same snapshot twice means
 * that nothing was committed between, by anybody, and what was read since the first is as
 * good as read now. Only on PostgreSQL, and only for what is read from the primary: a
 * standby may be behind (replica.h). When the server does not answer nothing holds.
 */
#ifndef DB_PULSE_H
#define DB_PULSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define PULSE_US   500000        /* between two looks */
#define PULSE_HOLD 1000000       /* a look that is older says nothing */

struct pulse;

/* Opens a connection of its own on a URL and begins to look. */
enum err pulse_start(const char *url, struct arena *a, struct pulse **out, struct str *why) MUST_USE;
void pulse_stop(struct pulse *p);        /* NULL: nothing to do */

/* The state that was seen last, to be taken before reading; 0: none. */
uint64_t pulse_state(const struct pulse *p);

/* Is it still the state? p may be NULL: nobody knows. From any thread. */
bool pulse_holds(const struct pulse *p, uint64_t state);

#endif
