/*
 * pool: the workers, for reads too heavy for a loop and for passwords; on
 * PostgreSQL for every request.
 *
 * A fixed number of threads, each with its own read connection, behind two
 * bounded queues: when one is full the caller answers 503 instead of letting people
 * wait for what will come too late. What shares is taken by the batch and runs on
 * one connection in turns (db/reads.h); what does not is run by itself. There is one
 * batch at work for a processor, because many small ones cost more than a few large
 * ones; another is begun when a batch is full, or when somebody has waited for
 * LONG_US because the others are held up. What runs by itself leaves as many workers
 * free as batches may need. Of the idle workers the one that rested last goes first: its
 * connection is warm, and a server pays for each connection that has to learn a statement.
 */
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "base/heap.h"
#include "base/log.h"
#include "db/replica.h"
#include "http/inside.h"

#define PER_WORKER 32
#define WORKERS_MAX 64
#define LONG_US 10000

struct worker {
	struct pool   *pool;
	struct db     *db;
	struct reads  *reads;   /* NULL: nothing shares */
	pthread_t      thread;
	pthread_cond_t wake;
	bool           idle;
	struct worker *next;    /* of the idle: who has rested for longer */
};

/* Calls that wait, the oldest first. */
struct queue {
	struct reading *first, **last;
	size_t          n;
};

struct pool {
	pthread_mutex_t lock;           /* for all up to watched, and who is idle */
	struct worker  *idle;
	struct queue    shared, single;
	int             batches, singles;        /* at work */
	bool            stop, watched;           /* somebody looks whether a call waits for too long */
	size_t          limit;
	int             batches_usual, singles_most;
	struct worker   workers[WORKERS_MAX];
	int             n, started;
};

static struct call *call_of(struct reading *r)
{
	return (struct call *)(void *)r;
}

/* ---- which calls a worker takes; with p->lock held ---- */

static bool has_waited(const struct queue *q)
{
	return q->n && tick_us() - call_of(q->first)->since_us >= LONG_US;
}

static bool batch_due(const struct pool *p)
{
	return p->shared.n && (p->batches < p->batches_usual || p->shared.n >= READS_MOST || has_waited(&p->shared));
}

static bool single_due(const struct pool *p)
{
	return p->single.n && p->singles < p->singles_most;
}

static struct reading *queue_take(struct queue *q, size_t most)
{
	struct reading *first = q->first, **end = &q->first;
	size_t          n = 0;

	for (; *end && n < most; n++)
		end = &(*end)->next;
	q->first = *end;
	*end = NULL;
	if (!q->first)
		q->last = &q->first;
	q->n -= n;
	return first;
}

static void one_wake(struct pool *p)
{
	struct worker *w = p->idle;

	if (!w)
		return;
	p->idle = w->next;
	w->idle = false;
	pthread_cond_signal(&w->wake);
}

static void all_wake(struct pool *p)
{
	while (p->idle)
		one_wake(p);
}

/* What has waited for longer; NULL: nothing that may be begun now. */
static struct reading *work_take(struct pool *p, bool *batch)
{
	struct reading *r;

	*batch = batch_due(p);
	if (*batch && single_due(p))
		*batch = call_of(p->shared.first)->since_us <= call_of(p->single.first)->since_us;
	else if (!*batch && !single_due(p))
		return NULL;
	r = *batch ? queue_take(&p->shared, READS_MOST) : queue_take(&p->single, 1);
	*(*batch ? &p->batches : &p->singles) += 1;
	/* The next worker, or somebody to watch what waits: this one may have been the watch. */
	if (batch_due(p) || single_due(p) || (p->shared.n && !p->watched))
		one_wake(p);
	return r;
}

/* When nobody woke it. */
static void idle_leave(struct pool *p, struct worker *w)
{
	struct worker **at = &p->idle;

	while (*at && *at != w)
		at = &(*at)->next;
	if (*at)
		*at = w->next;
	w->idle = false;
}

/* Idle until it is woken; while calls wait for others to end, one of the idle looks after them. */
static void work_wait(struct worker *w)
{
	struct pool    *p = w->pool;
	const bool      watches = p->shared.n && !p->watched;
	struct timespec until;

	w->idle = true;
	w->next = p->idle;
	p->idle = w;
	if (!watches) {
		while (w->idle)
			pthread_cond_wait(&w->wake, &p->lock);
		return;
	}
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += LONG_US * 1000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	p->watched = true;
	while (w->idle && pthread_cond_timedwait(&w->wake, &p->lock, &until) == 0)
		;
	p->watched = false;
	idle_leave(p, w);
}

/* ---- the threads ---- */

static void work_run(struct worker *w, struct reading *r, bool batch)
{
	if (batch && r->next)
		reads_run(w->reads, r);
	else if (r->run(r, w->db))
		r->done(r);
}

/* What the last call left unsent goes out before there is nothing to do. */
static void *worker_run(void *arg)
{
	struct worker  *w = arg;
	struct pool    *p = w->pool;
	struct reading *r;
	bool            batch, sent = true;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		while (!(r = work_take(p, &batch)) && !(p->stop && !p->shared.n && !p->single.n)) {
			if (sent) {
				work_wait(w);
				continue;
			}
			pthread_mutex_unlock(&p->lock);
			db_send(w->db);
			sent = true;
			pthread_mutex_lock(&p->lock);
		}
		if (!r)
			break;
		pthread_mutex_unlock(&p->lock);
		work_run(w, r, batch);
		sent = false;
		pthread_mutex_lock(&p->lock);
		*(batch ? &p->batches : &p->singles) -= 1;
	}
	all_wake(p);
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

static void pool_init(struct pool *p, int n, bool shared)
{
	const long cores = sysconf(_SC_NPROCESSORS_ONLN);

	pthread_mutex_init(&p->lock, NULL);
	p->shared.last = &p->shared.first;
	p->single.last = &p->single.first;
	p->limit = (size_t)n * PER_WORKER;
	p->batches_usual = cores < 1 ? 1 : cores < n ? (int)cores : n;
	p->singles_most = shared && n > p->batches_usual ? n - p->batches_usual : n;
}

static void worker_init(struct worker *w, struct pool *p)
{
	pthread_condattr_t how;

	w->pool = p;
	pthread_condattr_init(&how);
	pthread_condattr_setclock(&how, CLOCK_MONOTONIC);
	pthread_cond_init(&w->wake, &how);
	pthread_condattr_destroy(&how);
}

enum err pool_start(const struct house *house, struct arena *a, struct pool **out, struct str *why)
{
	struct pool *p = ARENA_NEW(a, struct pool);
	int          n = house->set.workers;

	n = n < 1 ? 2 : n > WORKERS_MAX ? WORKERS_MAX : n;
	pool_init(p, n, house->set.shared);
	heap_keep();                    /* the pages of a batch are all there at once */
	for (; p->n < n; p->n++) {
		struct worker *w = &p->workers[p->n];
		enum err       e = db_open(house->set.db, DB_READ, a, &w->db, why);

		if (e) {
			pool_stop(p);
			return e;
		}
		worker_init(w, p);
		db_lazy(w->db);
		if (house->replicas)
			replicas_join(house->replicas, w->db);
		if (house->set.shared)
			w->reads = reads_new(w->db);
	}
	for (; p->started < n; p->started++) {
		struct worker *w = &p->workers[p->started];

		if (pthread_create(&w->thread, NULL, worker_run, w)) {
			*why = S("the machine gives no more threads; raise its limit or lower "
			         "--workers");
			pool_stop(p);
			return ERR_FAULT;
		}
	}
	*out = p;
	return OK;
}

void pool_stop(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	all_wake(p);
	pthread_mutex_unlock(&p->lock);
	for (int i = 0; i < p->started; i++)
		pthread_join(p->workers[i].thread, NULL);
	for (int i = 0; i < p->n; i++) {
		reads_free(p->workers[i].reads);
		db_close(p->workers[i].db);
	}
	p->n = p->started = 0;
}

enum err pool_push(struct pool *p, struct call *c)
{
	struct queue *q = c->shares ? &p->shared : &p->single;
	enum err      e = OK;

	c->reading.next = NULL;
	c->since_us = tick_us();
	pthread_mutex_lock(&p->lock);
	if (p->stop || q->n == p->limit) {
		e = ERR_BUSY;
	} else {
		*q->last = &c->reading;
		q->last = &c->reading.next;
		q->n++;
		if (c->shares ? batch_due(p) || !p->watched : single_due(p))
			one_wake(p);
	}
	pthread_mutex_unlock(&p->lock);
	return e;
}

size_t pool_waiting(struct pool *p)
{
	size_t n;

	pthread_mutex_lock(&p->lock);
	n = p->shared.n + p->single.n;
	pthread_mutex_unlock(&p->lock);
	return n;
}
