/*
 * kept: public pages, as they were drawn a moment ago.
 *
 * A page marked SHARED is the same for every reader without a session until
 * something is written, so a loop keeps the last few and answers from memory:
 * a link that a whole county opens costs little more than a file. A page is
 * given out again only if nothing was committed since before it was drawn
 * (lane_generation()), within the same minute, for the same path, language and
 * looks; on PostgreSQL, where other copies of the program write too, within the same second
 * or while the pulse says that nobody does (db/pulse.h). Kept are whole 200 pages without query, cookie or form key. Each loop
 * has its own table, of fixed size and at most KEPT_BYTES; its lock is free but when
 * another loop looks for a page that cannot be drawn.
 *
 * When the database does not answer, a page that was kept is better than none: it
 * is given out whatever its age, with a line that says of when it is.
 */
#ifndef HTTP_KEPT_H
#define HTTP_KEPT_H

#include "http/inside.h"

#define KEPT_SLOTS 1024
#define KEPT_WAYS  8           /* slots in which a page may lie; of four, a county's 147 pages lost one in one case of twelve */
#define KEPT_PAGE  (48 * 1024)
#define KEPT_BYTES (4 * 1024 * 1024)

struct kept;

/* A loop's own table: made and ended with the loop. */
struct kept *kept_new(void);
void kept_free(struct kept *k);

/* Answers x from memory: true. Otherwise notes what has been committed until now. */
bool kept_find(struct kept *k, struct exchange *x);

/* x could not be drawn just now: true when the page kept last is its answer instead. For any loop. */
bool kept_rescue(struct kept *k, struct exchange *x);

/* Keeps what x was answered, if it may be. */
void kept_put(struct kept *k, const struct exchange *x);

#endif
