/*
 * outbox: what others are to be told of a change, written with the change itself.
 *
 * A note says which row of a tenant changed, never what is in it: whoever takes the
 * note up (src/directory) reads the row as it then stands. Notes are only ever added,
 * so a change made while an earlier note of the same row is being taken up is not lost.
 */
#ifndef DB_OUTBOX_H
#define DB_OUTBOX_H

#include "base/err.h"
#include "base/time.h"
#include "db/db.h"

#include "types.h"

/*
 * A station or a deputy was changed, or all of a county (STATIONS, PEOPLE; id 0: an
 * import, another standard of what is shown). In the caller's write transaction.
 */
enum err outbox_note(struct db *db, county_code county, enum outbox_topic topic, int64_t id,
                     struct when now) MUST_USE;

#endif
