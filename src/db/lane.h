/*
 * lane: the one way to write. Everything that writes is a closure in its queue.
 *
 * On SQLite the lane's thread takes what waits (at most LANE_GROUP closures), begins one
 * transaction, runs each closure inside its own savepoint, applies the
 * counters they collected in key order, commits once, and only then tells the
 * owners. A closure that fails is undone alone. A failed commit answers
 * ERR_FULL or ERR_FAULT to the whole group; after an I/O error the process
 * says so in one line and stops, because what fsync lost cannot be retried
 * (reliability.md 1). One closure: <= 5 ms and <= 500 rows.
 *
 * On PostgreSQL some threads do the same, each with its own connection and
 * groups of its own. A closure that was in another's way (a deadlock, a
 * serialisation failure) is undone and run again alone, so a closure must be
 * able to run twice: it may change nothing that an undo does not undo, or it
 * sets what it changes anew. A commit whose answer was lost gives ERR_BUSY.
 */
#ifndef DB_LANE_H
#define DB_LANE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/time.h"
#include "db/db.h"

#include "types.h"

#define LANE_GROUP 256          /* closures of one transaction */
#define LANE_LIMIT 4096         /* closures waiting: less than a second of work */

struct lane;

/* A unit of work, the lane's until done is called. Order: run, committed (if stored), done. */
struct job {
	enum err (*run)(struct job *j, struct db *db);
	void     (*committed)(struct job *j);    /* right after the commit, if stored; may be NULL */
	void     (*done)(struct job *j);         /* last call; hands the job back; may be NULL */
	enum err result;                         /* OK only when the commit is on disk */
	bool     turns;                          /* may run while others of its group wait (lane_turns.c) */
	bool     again;                          /* the lane's own: somebody was in its way */
	struct job *next;
};

/* What a closure adds to the counters, applied once per group in key order. */
struct increment {
	int32_t  table;                          /* 0 stock, 1 flow, 3 deputy_count, 4 tally */
	int32_t  part;                           /* whose it is, until the part is kept */
	int64_t  key[5];
	int64_t  by;
};

/* Opens the writers on a place (migrating forward) and starts their threads. */
enum err lane_start(const char *place, struct arena *a, struct lane **out, struct str *why) MUST_USE;

/* Runs what is queued, checkpoints, stops. */
void lane_stop(struct lane *l);

/*
 * Queues a job, from any thread. ERR_BUSY (job untouched) when LANE_LIMIT jobs
 * already wait or the lane is stopping.
 */
enum err lane_push(struct lane *l, struct job *j) MUST_USE;

/* Runs fn in the lane and waits: for start-up, commands and tests, never on a loop thread. */
enum err lane_call(struct lane *l, enum err (*fn)(struct db *db, void *arg), void *arg) MUST_USE;

/*
 * Collects an increment for the running closure; dropped if the closure fails.
 * Also usable outside a lane between db_begin and counters_apply (demo, import).
 */
void counters_add(struct db *db, int32_t table, const int64_t key[5], int64_t by);
enum err counters_apply(struct db *db) MUST_USE;

/*
 * One act more of whoever the hash stands for, counted for all copies on
 * PostgreSQL and stored with what the closure did: ERR_LIMIT when the window
 * holds `max`. Like the counters it is written last, so that nobody waits for
 * a neighbour's commit; what others have not committed yet is not seen, so a
 * burst may pass by as many as they are at work on in that moment.
 */
enum err counters_limit(struct db *db, struct arena *a, int64_t hash, int max, int seconds,
                        struct when now) MUST_USE;

/*
 * Folds at most some hundred slices of a tenant's counters on PostgreSQL, which many writers
 * leave behind; *more: there are others. What is being added to at this moment is left out.
 */
enum err counters_fold(struct db *db, county_code county, bool *more) MUST_USE;

/* Drops at most 500 windows that ended; *more: call again. */
enum err counters_limit_purge(struct db *db, struct when now, bool *more) MUST_USE;

/* Grows with each commit that changed something, before those who asked for it are told. */
uint64_t lane_generation(struct lane *l);

/*
 * From now on lane_reached() says where in the database's log the last commit of
 * this lane stands; before, and on SQLite, 0. What a job stored is at or before
 * what is said when it is done.
 */
void lane_tell_places(struct lane *l);
uint64_t lane_reached(struct lane *l);

/* Figures for /metrics, since the start. */
struct lane_figures {
	uint64_t jobs, groups, failed;   /* closures run, transactions, closures not stored */
	uint64_t queued;                 /* waiting now */
	uint64_t commit_us;              /* time spent in commits, all together */
	uint64_t longest_us;             /* the longest closure */
	uint64_t wal_bytes;              /* length of the log after the last commit */
};
void lane_figures(struct lane *l, struct lane_figures *out);

#endif
