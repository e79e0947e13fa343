/*
 * reads: readers that share one connection of PostgreSQL, its snapshot and its waits.
 *
 * Each runs on a fiber (base/fiber.h) and begins and ends its read as ever. What it
 * asks is queued and it pauses; when all of them wait, everything travels in one round
 * trip. BEGIN, scope, COMMIT, system calls and waking up on both sides are thus paid
 * once for many, and the same question under the same scope is asked once. The
 * snapshot begins after all of them have come, so each sees what it wrote before;
 * nobody joins later.
 *
 * The price: one reader's slow question delays the others. So there are at most
 * READS_MOST of them, a statement may take 300 ms here, and what is known to be slow
 * stays outside. When a statement fails, or takes longer, all who had not ended run
 * again one by one, each in a transaction of its own: db_alone(). They run
 * on the thread that called reads_run() and must not hold a lock while they ask.
 */
#ifndef DB_READS_H
#define DB_READS_H

#include "db/db.h"

#define READS_MOST 32

struct reads;

/* One of them, its caller's until `done`. */
struct reading {
	bool         (*run)(struct reading *r, struct db *db);   /* false: handed on to somebody else */
	void         (*done)(struct reading *r);                 /* last call, unless it was handed on */
	uint64_t       after;            /* it must see what was written up to there; see replica_of() */
	struct reading *next;
};

/* For a connection that reads, made by db_open(); it outlives this. */
struct reads *reads_new(struct db *db);
void reads_free(struct reads *s);

/* Runs at most READS_MOST of them, each to its end. */
void reads_run(struct reads *s, struct reading *first);

/* True inside a reader that shares its connection with others. */
bool reads_shared(const struct db *db);

/*
 * Called when a read has failed and was given up: true when it shared its transaction
 * with others and this had failed. The caller now has the connection for itself and
 * does the same once more.
 */
bool db_alone(struct db *db);

#endif
