/*
 * pool: the workers, for reads too heavy for a loop and for passwords.
 *
 * A fixed number of threads, each with its own read connection, behind one
 * bounded queue: when it is full the caller answers 503 instead of letting
 * people wait for what will come too late.
 */
#include <pthread.h>

#include "base/log.h"
#include "db/replica.h"
#include "http/inside.h"

#define PER_WORKER 32
#define WORKERS_MAX 64

struct worker {
	struct pool *pool;
	struct db   *db;
	pthread_t    thread;
};

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t  more;
	struct call    *first, **last;
	size_t          waiting, limit;
	bool            stop;
	struct worker   workers[WORKERS_MAX];
	int             n, started;
};

/* The next call if one waits; with p->lock held. */
static struct call *call_take(struct pool *p)
{
	struct call *c = p->first;

	if (!c)
		return NULL;
	p->first = c->next;
	if (!p->first)
		p->last = &p->first;
	p->waiting--;
	return c;
}

/* What the last call left unsent goes out before there is nothing to do. */
static void *worker_run(void *arg)
{
	struct worker *w = arg;
	struct pool   *p = w->pool;
	struct call   *c;

	for (;;) {
		pthread_mutex_lock(&p->lock);
		c = call_take(p);
		if (!c) {
			pthread_mutex_unlock(&p->lock);
			db_send(w->db);
			pthread_mutex_lock(&p->lock);
			while (!(c = call_take(p)) && !p->stop)
				pthread_cond_wait(&p->more, &p->lock);
		}
		pthread_mutex_unlock(&p->lock);
		if (!c)
			return NULL;
		c->run(c, w->db);
	}
}

enum err pool_start(const struct house *house, struct arena *a, struct pool **out, struct str *why)
{
	struct pool *p = ARENA_NEW(a, struct pool);
	int          n = house->set.workers;

	n = n < 1 ? 2 : n > WORKERS_MAX ? WORKERS_MAX : n;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->more, NULL);
	p->last = &p->first;
	p->limit = (size_t)n * PER_WORKER;
	for (; p->n < n; p->n++) {
		struct worker *w = &p->workers[p->n];
		enum err       e = db_open(house->set.db, DB_READ, a, &w->db, why);

		if (e) {
			pool_stop(p);
			return e;
		}
		w->pool = p;
		db_lazy(w->db);
		if (house->replicas)
			replicas_join(house->replicas, w->db);
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
	pthread_cond_broadcast(&p->more);
	pthread_mutex_unlock(&p->lock);
	for (int i = 0; i < p->started; i++)
		pthread_join(p->workers[i].thread, NULL);
	for (int i = 0; i < p->n; i++)
		db_close(p->workers[i].db);
	p->n = p->started = 0;
}

enum err pool_push(struct pool *p, struct call *c)
{
	enum err e = OK;

	c->next = NULL;
	pthread_mutex_lock(&p->lock);
	if (p->stop || p->waiting == p->limit) {
		e = ERR_BUSY;
	} else {
		*p->last = c;
		p->last = &c->next;
		p->waiting++;
		pthread_cond_signal(&p->more);
	}
	pthread_mutex_unlock(&p->lock);
	return e;
}

size_t pool_waiting(struct pool *p)
{
	size_t n;

	pthread_mutex_lock(&p->lock);
	n = p->waiting;
	pthread_mutex_unlock(&p->lock);
	return n;
}
