/*
 * lane_private: what lane.c (the queue) and the two ways to empty it share.
 *
 * On SQLite one thread writes (lane_sqlite.c); on PostgreSQL some threads with a
 * connection each take groups from the same queue (lane_postgres.c). A job
 * belongs to the thread that took it until lane_answer() hands it back.
 */
#ifndef DB_LANE_PRIVATE_H
#define DB_LANE_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "db/lane.h"

struct lane {
	pthread_mutex_t      lock;      /* for all up to figures */
	pthread_cond_t       work;
	struct job          *head, **tail;
	size_t               queued;    /* waiting or taken and not yet answered */
	size_t               waiting;   /* not yet taken; on PostgreSQL */
	int                  at_work;   /* writers with a group; likewise */
	bool                 stopping;
	struct lane_figures  figures;
	atomic_uint_fast64_t generation;
	atomic_bool          tells_places;
	atomic_uint_fast64_t reached;   /* place in the log of the last commit */
	struct lane_sqlite   *sqlite;   /* one of the two */
	struct lane_postgres *postgres;
};

#define GROUP_MOST 64           /* closures of a transaction on PostgreSQL */
#define GATHER     16           /* of them, for which one more writer begins */

/* One transaction in the making. */
struct group {
	struct job *first, **last;      /* taken into this transaction, in order */
	struct job *waiting;            /* taken off the queue, not yet run */
	size_t      n;
	int64_t     changes;            /* rows changed by closures that were kept */
	int64_t     longest_us;
	int64_t     commit_us;
	bool        full;               /* a closure found no room */
};

/* Moves the next waiting job into the group and returns it. */
struct job *group_next(struct group *g);

/* Hands every job of the group back: all that are stored hear of it, then all are done. */
void lane_answer(struct lane *l, struct group *g, enum err e, uint64_t wal_bytes);

/*
 * lane_turns.c: the closures of a group in one transaction of PostgreSQL, taking
 * turns: while one waits for an answer the others go on, and what all of them
 * have asked travels together, so that a group waits as often as one closure. There
 * are no savepoints. What reads before it writes is in no greater danger than with
 * other writers beside it, but locks do not keep two closures of one
 * transaction apart: only those that say so (job.turns) take turns.
 */
struct turns;
struct turns *turns_new(struct db *db);
void turns_free(struct turns *t);

/*
 * Runs them in the transaction that is open. False: one failed after it had
 * written something, or a question did; all of it is to be undone and run again.
 */
bool turns_run(struct turns *t, struct job *first) MUST_USE;

/* Starting and, when the queue is empty and `stopping` is set, ending. */
enum err lane_sqlite_start(struct lane *l, const char *dir, struct arena *a,
                           struct str *why) MUST_USE;
void lane_sqlite_stop(struct lane *l);
enum err lane_postgres_start(struct lane *l, const char *url, struct arena *a,
                             struct str *why) MUST_USE;
void lane_postgres_stop(struct lane *l);

#endif
