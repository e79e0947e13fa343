/*
 * clock: what time it is.
 *
 * A folder goes by this machine's clock. Many copies on one database would each go
 * by its own, and what one had drawn a moment ago would be too old, or from
 * tomorrow, for the next: sessions, form keys, days by which somebody must act. So
 * all of them go by the database's, which is looked at when the program starts
 * and once a minute, and counted on from there by a clock that nobody sets.
 */
#ifndef HTTP_CLOCK_H
#define HTTP_CLOCK_H

#include "base/arena.h"
#include "base/time.h"
#include "http/house.h"

struct clock;

/* One that nobody has set yet: this machine's. */
struct clock *clock_new(struct arena *a);

/* Now, for everything that is stored or compared with what is; the log has its own. */
struct when house_now(const struct house *h);

/*
 * Looks at the database's clock, through the lane; nothing to do for a folder. When
 * it cannot be had the last look still holds. One line tells of a machine whose own
 * clock is more than CLOCK_APART_MS away, which harms nobody but its log.
 */
#define CLOCK_APART_MS (2 * 60 * 1000)
enum err clock_look(const struct house *h) MUST_USE;

#endif
