/*
 * replica: reading from a standby that is near enough.
 *
 * A program on PostgreSQL may be given a second place, that of its standbys. Each
 * reader then keeps two connections, one of them here, and a read may use it
 * when that server has replayed what the reader wrote last and what the primary
 * had written some seconds ago: nobody reads what is older than twice
 * REPLICA_LAG_US. Standbys only ever answer reads, and whoever asks takes what one
 * does not have to the primary. A standby that cannot be reached is tried by one
 * thread at a time, so that the others lose no time with it.
 */
#ifndef DB_REPLICA_H
#define DB_REPLICA_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"

#define REPLICA_LAG_US 2000000
#define REPLICA_NONE UINT64_MAX         /* as a place in the log: no standby will do */

struct replicas;                        /* one for a program: what its readers know of the standbys */

/* The URL must be readable; that nobody answers there yet is told in the log only. */
enum err replicas_open(const char *url, struct arena *a, struct replicas **out,
                       struct str *why) MUST_USE;

/* Gives a reader's connection one to a standby beside it, closed with it; s outlives both. */
void replicas_join(struct replicas *s, struct db *primary);

/*
 * The connection to a standby that has all that was committed up to this place in
 * the log (lane_reached(); 0: whatever), or NULL: ask the primary.
 */
struct db *replica_of(struct db *primary, uint64_t after);

#endif
