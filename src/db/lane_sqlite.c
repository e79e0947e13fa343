/* The lane on SQLite: one thread, one connection, the write-ahead log. */
#include "db/lane_private.h"

#include <signal.h>
#include <time.h>

#include "base/time.h"
#include "db/folder.h"
#include "db/sqlite_private.h"
#include "db/wal.h"

#define BUDGET_US 10000         /* a group takes no more closures after this much work */
#define IDLE_S 2                /* without work before the log is emptied */

struct lane_sqlite {
	struct db  *db;         /* the writer's thread only, once it runs */
	struct wal *wal;
	pthread_t   thread;
};

static struct job *queue_take(struct lane *l)
{
	struct job *all = l->head;

	l->head = NULL;
	l->tail = &l->head;
	return all;
}

static struct job *queue_take_now(struct lane *l)
{
	struct job *all;

	pthread_mutex_lock(&l->lock);
	all = queue_take(l);
	pthread_mutex_unlock(&l->lock);
	return all;
}

/* Waits for work; NULL when the lane stops and nothing is left. */
static struct job *queue_wait(struct lane *l)
{
	struct lane_sqlite *w = l->sqlite;
	struct timespec     until;
	struct job         *all;

	pthread_mutex_lock(&l->lock);
	while (!l->head && !l->stopping) {
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += IDLE_S;
		if (pthread_cond_timedwait(&l->work, &l->lock, &until) == 0)
			continue;
		if (l->head || l->stopping)
			break;
		pthread_mutex_unlock(&l->lock);
		wal_idle(w->wal, w->db);
		pthread_mutex_lock(&l->lock);
		l->figures.wal_bytes = wal_bytes(w->db);
	}
	all = queue_take(l);
	pthread_mutex_unlock(&l->lock);
	return all;
}

/* Runs one closure in its own savepoint. */
static void closure_run(struct db *db, struct group *g, struct job *j)
{
	int64_t began = tick_us(), before = db_total_changes(db), took;

	j->result = db_mark(db);
	if (!j->result) {
		j->result = j->run(j, db);
		if (!j->result)
			j->result = db_keep(db);
		else if (db_undo(db) != OK && db_in_transaction(db))
			j->result = ERR_FAULT;
	}
	g->full = g->full || j->result == ERR_FULL;
	if (!j->result)
		g->changes += db_total_changes(db) - before;
	took = tick_us() - began;
	if (took > g->longest_us)
		g->longest_us = took;
}

/* Runs closures until nothing waits or the group is large enough. */
static enum err group_collect(struct lane *l, struct group *g)
{
	struct db *db = l->sqlite->db;
	int64_t    began = tick_us();

	while (g->waiting && g->n < LANE_GROUP) {
		struct job *j = group_next(g);

		closure_run(db, g, j);
		if (db_broken(db))
			wal_give_up("writing");
		if (!db_in_transaction(db))
			return j->result ? j->result : ERR_FAULT;
		if (tick_us() - began > BUDGET_US)
			break;
		if (!g->waiting)
			g->waiting = queue_take_now(l);
	}
	return OK;
}

/* Makes it durable; nothing is written when nothing was changed. */
static enum err group_commit(struct lane *l, struct group *g)
{
	struct db *db = l->sqlite->db;
	enum err   e = OK;

	if (g->changes == 0 && db->counters.n == 0) {
		db_rollback(db);
		return OK;
	}
	e = counters_apply(db);
	if (!e)
		e = db_commit(db);
	if (!e) {
		atomic_fetch_add(&l->generation, 1);
		wal_committed(l->sqlite->wal, db);
	}
	return e;
}

/* No transaction could be begun: the jobs that would have made the group fail with it. */
static void group_refuse(struct group *g, enum err e)
{
	while (g->waiting && g->n < LANE_GROUP)
		group_next(g)->result = e;
}

/* One transaction out of what waits; returns what is left over. */
static struct job *group_run(struct lane *l, struct job *waiting)
{
	struct lane_sqlite *w = l->sqlite;
	struct group        g = { .waiting = waiting };
	int64_t             began;
	enum err            e;

	g.last = &g.first;
	e = db_begin(w->db, true);
	if (e) {
		group_refuse(&g, e);
	} else {
		e = group_collect(l, &g);
		began = tick_us();
		if (!e)
			e = group_commit(l, &g);
		g.commit_us = tick_us() - began;
	}
	if (db_broken(w->db))
		wal_give_up("committing");
	if (e) {
		db_rollback(w->db);
		if (e != ERR_BUSY && e != ERR_FULL)
			e = ERR_FAULT;
	}
	if (e == ERR_FULL || g.full)
		wal_full(w->wal, w->db);
	lane_answer(l, &g, e, wal_bytes(w->db));
	return g.waiting;
}

static void *lane_main(void *arg)
{
	struct lane *l = arg;
	struct job  *waiting;

	while ((waiting = queue_wait(l))) {
		while (waiting)
			waiting = group_run(l, waiting);
	}
	return NULL;
}

/* The new threads leave signals to the thread that waits for them. */
static enum err threads_start(struct lane *l, const char *dir, struct arena *a, struct str *why)
{
	struct lane_sqlite *w = l->sqlite;
	sigset_t            all, before;
	enum err            e;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	e = wal_start(dir, a, &w->wal, why);
	if (!e && pthread_create(&w->thread, NULL, lane_main, l) != 0) {
		*why = S("the system gives no more threads; raise the limit of processes");
		wal_stop(w->wal, w->db);
		e = ERR_FAULT;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return e;
}

static void writer_free(struct lane *l)
{
	db_close(l->sqlite->db);
	base_free(l->sqlite);
}

enum err lane_sqlite_start(struct lane *l, const char *dir, struct arena *a, struct str *why)
{
	struct db *db;
	enum err   e = db_open(dir, DB_WRITE, a, &db, why);

	if (e)
		return e;
	l->sqlite = base_alloc(sizeof(*l->sqlite));
	*l->sqlite = (struct lane_sqlite){ .db = db };
	sqlite_of(db)->wal_pages = 1;   /* what a killed process left is emptied when idle, too */
	/* The engine ignores a failure here; a log whose name is lost is a lost log. */
	e = folder_settle(dir, a, why);
	if (!e)
		e = threads_start(l, dir, a, why);
	if (e)
		writer_free(l);
	return e;
}

void lane_sqlite_stop(struct lane *l)
{
	struct lane_sqlite *w = l->sqlite;

	pthread_join(w->thread, NULL);
	wal_stop(w->wal, w->db);
	writer_free(l);
}
