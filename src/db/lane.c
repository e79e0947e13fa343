#include "db/lane.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#include "base/time.h"
#include "db/folder.h"
#include "db/sqlite_private.h"
#include "db/wal.h"

#define BUDGET_US 10000         /* a group takes no more closures after this much work */
#define IDLE_S 2                /* without work before the log is emptied */

struct lane {
	struct db          *db;         /* the writer's thread only, once it runs */
	struct wal         *wal;
	pthread_t           thread;
	pthread_mutex_t     lock;       /* for all below */
	pthread_cond_t      work;
	struct job         *head, **tail;
	size_t              queued;
	bool                stopping;
	struct lane_figures figures;
	atomic_uint_fast64_t generation;
};

/* One transaction in the making. */
struct group {
	struct job *first, **last;      /* taken into this transaction, in order */
	struct job *waiting;            /* taken off the queue, not yet run */
	size_t      n;
	int64_t     changes;            /* rows changed by closures that were kept */
	int64_t     longest_us;
	bool        full;               /* a closure found no room */
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
	struct timespec until;
	struct job     *all;

	pthread_mutex_lock(&l->lock);
	while (!l->head && !l->stopping) {
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += IDLE_S;
		if (pthread_cond_timedwait(&l->work, &l->lock, &until) == 0)
			continue;
		if (l->head || l->stopping)
			break;
		pthread_mutex_unlock(&l->lock);
		wal_idle(l->wal, l->db);
		pthread_mutex_lock(&l->lock);
		l->figures.wal_bytes = wal_bytes(l->db);
	}
	all = queue_take(l);
	pthread_mutex_unlock(&l->lock);
	return all;
}

/* Runs one closure in its own savepoint. */
static void closure_run(struct lane *l, struct group *g, struct job *j)
{
	int64_t began = tick_us(), before = db_total_changes(l->db), took;

	j->result = db_mark(l->db);
	if (!j->result) {
		j->result = j->run(j, l->db);
		if (!j->result)
			j->result = db_keep(l->db);
		else if (db_undo(l->db) != OK && db_in_transaction(l->db))
			j->result = ERR_FAULT;
	}
	g->full = g->full || j->result == ERR_FULL;
	if (!j->result)
		g->changes += db_total_changes(l->db) - before;
	took = tick_us() - began;
	if (took > g->longest_us)
		g->longest_us = took;
}

/* Runs closures until nothing waits or the group is large enough. */
static enum err group_collect(struct lane *l, struct group *g)
{
	int64_t began = tick_us();

	while (g->waiting && g->n < LANE_GROUP) {
		struct job *j = g->waiting;

		g->waiting = j->next;
		j->next = NULL;
		*g->last = j;
		g->last = &j->next;
		g->n++;
		closure_run(l, g, j);
		if (db_broken(l->db))
			wal_give_up("writing");
		if (!db_in_transaction(l->db))
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
	enum err e = OK;

	if (g->changes == 0 && l->db->counters.n == 0) {
		db_rollback(l->db);
		return OK;
	}
	e = counters_apply(l->db);
	if (!e)
		e = db_commit(l->db);
	if (!e) {
		atomic_fetch_add(&l->generation, 1);
		wal_committed(l->wal, l->db);
	}
	return e;
}

/* No transaction could be begun: the jobs that would have made the group fail with it. */
static void group_refuse(struct group *g, enum err e)
{
	while (g->waiting && g->n < LANE_GROUP) {
		struct job *j = g->waiting;

		g->waiting = j->next;
		j->next = NULL;
		j->result = e;
		*g->last = j;
		g->last = &j->next;
		g->n++;
	}
}

/* Hands every job back: first all that are stored hear of it, then all are done. */
static void group_answer(struct lane *l, struct group *g, enum err e, int64_t commit_us)
{
	uint64_t failed = 0;

	for (struct job *j = g->first; j; j = j->next) {
		if (e && !j->result)
			j->result = e;
		failed += j->result != OK;
	}
	pthread_mutex_lock(&l->lock);
	l->queued -= g->n;
	l->figures.jobs += g->n;
	l->figures.groups++;
	l->figures.failed += failed;
	l->figures.commit_us += (uint64_t)commit_us;
	l->figures.wal_bytes = wal_bytes(l->db);
	if ((uint64_t)g->longest_us > l->figures.longest_us)
		l->figures.longest_us = (uint64_t)g->longest_us;
	pthread_mutex_unlock(&l->lock);
	for (struct job *j = g->first; j; j = j->next) {
		if (!j->result && j->committed)
			j->committed(j);
	}
	for (struct job *j = g->first, *next; j; j = next) {
		next = j->next;         /* done() may free the job */
		if (j->done)
			j->done(j);
	}
}

/* One transaction out of what waits; returns what is left over. */
static struct job *group_run(struct lane *l, struct job *waiting)
{
	struct group g = { .waiting = waiting };
	int64_t      began = 0, ended = 0;
	enum err     e;

	g.last = &g.first;
	e = db_begin(l->db, true);
	if (e) {
		group_refuse(&g, e);
	} else {
		e = group_collect(l, &g);
		began = tick_us();
		if (!e)
			e = group_commit(l, &g);
		ended = tick_us();
	}
	if (db_broken(l->db))
		wal_give_up("committing");
	if (e) {
		db_rollback(l->db);
		if (e != ERR_BUSY && e != ERR_FULL)
			e = ERR_FAULT;
	}
	if (e == ERR_FULL || g.full)
		wal_full(l->wal, l->db);
	group_answer(l, &g, e, ended - began);
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

static void lane_free(struct lane *l)
{
	pthread_cond_destroy(&l->work);
	pthread_mutex_destroy(&l->lock);
	db_close(l->db);
	base_free(l);
}

/* The new threads leave signals to the thread that waits for them. */
static enum err threads_start(struct lane *l, const char *dir, struct arena *a, struct str *why)
{
	sigset_t all, before;
	enum err e;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	e = wal_start(dir, a, &l->wal, why);
	if (!e && pthread_create(&l->thread, NULL, lane_main, l) != 0) {
		*why = S("the system gives no more threads; raise the limit of processes");
		wal_stop(l->wal, l->db);
		e = ERR_FAULT;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return e;
}

enum err lane_start(const char *dir, struct arena *a, struct lane **out, struct str *why)
{
	pthread_condattr_t attr;
	struct lane       *l;
	struct db         *db;
	enum err           e;

	*out = NULL;
	e = db_open(dir, DB_WRITE, a, &db, why);
	if (e)
		return e;
	/* The engine ignores a failure here; a log whose name is lost is a lost log. */
	e = folder_settle(dir, a, why);
	if (e) {
		db_close(db);
		return e;
	}
	l = base_alloc(sizeof(*l));
	*l = (struct lane){ .db = db };
	sqlite_of(db)->wal_pages = 1;              /* what a killed process left is emptied when idle, too */
	l->tail = &l->head;
	pthread_mutex_init(&l->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&l->work, &attr);
	pthread_condattr_destroy(&attr);
	e = threads_start(l, dir, a, why);
	if (e) {
		lane_free(l);
		return e;
	}
	*out = l;
	return OK;
}

void lane_stop(struct lane *l)
{
	pthread_mutex_lock(&l->lock);
	l->stopping = true;
	pthread_cond_signal(&l->work);
	pthread_mutex_unlock(&l->lock);
	pthread_join(l->thread, NULL);
	wal_stop(l->wal, l->db);
	lane_free(l);
}

static enum err queue_put(struct lane *l, struct job *j, size_t limit)
{
	enum err e = OK;

	pthread_mutex_lock(&l->lock);
	if (l->stopping || l->queued >= limit) {
		e = ERR_BUSY;
	} else {
		j->next = NULL;
		if (!l->head)
			pthread_cond_signal(&l->work);
		*l->tail = j;
		l->tail = &j->next;
		l->queued++;
	}
	pthread_mutex_unlock(&l->lock);
	return e;
}

enum err lane_push(struct lane *l, struct job *j)
{
	return queue_put(l, j, LANE_LIMIT);
}

/* A job whose owner waits for it. */
struct call {
	struct job      job;            /* first: the job's address is the call's */
	enum err      (*fn)(struct db *db, void *arg);
	void           *arg;
	pthread_mutex_t lock;
	pthread_cond_t  ended;
	bool            over;
};

static enum err call_run(struct job *j, struct db *db)
{
	struct call *c = (struct call *)j;

	return c->fn(db, c->arg);
}

static void call_done(struct job *j)
{
	struct call *c = (struct call *)j;

	pthread_mutex_lock(&c->lock);
	c->over = true;
	pthread_cond_signal(&c->ended);
	pthread_mutex_unlock(&c->lock);
}

enum err lane_call(struct lane *l, enum err (*fn)(struct db *db, void *arg), void *arg)
{
	struct call c = { .job = { .run = call_run, .done = call_done }, .fn = fn, .arg = arg };
	enum err    e;

	pthread_mutex_init(&c.lock, NULL);
	pthread_cond_init(&c.ended, NULL);
	/* No limit: whoever calls waits, so it cannot flood the queue. */
	e = queue_put(l, &c.job, SIZE_MAX);
	if (!e) {
		pthread_mutex_lock(&c.lock);
		while (!c.over)
			pthread_cond_wait(&c.ended, &c.lock);
		pthread_mutex_unlock(&c.lock);
		e = c.job.result;
	}
	pthread_cond_destroy(&c.ended);
	pthread_mutex_destroy(&c.lock);
	return e;
}

uint64_t lane_generation(struct lane *l)
{
	return atomic_load(&l->generation);
}

void lane_figures(struct lane *l, struct lane_figures *out)
{
	pthread_mutex_lock(&l->lock);
	*out = l->figures;
	out->queued = l->queued;
	pthread_mutex_unlock(&l->lock);
}
