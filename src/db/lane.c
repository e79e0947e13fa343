#include "db/lane_private.h"

#include <time.h>

struct job *group_next(struct group *g)
{
	struct job *j = g->waiting;

	g->waiting = j->next;
	j->next = NULL;
	*g->last = j;
	g->last = &j->next;
	g->n++;
	return j;
}

void lane_answer(struct lane *l, struct group *g, enum err e, uint64_t wal_bytes)
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
	l->figures.commit_us += (uint64_t)g->commit_us;
	l->figures.wal_bytes = wal_bytes;
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

static void lane_free(struct lane *l)
{
	pthread_cond_destroy(&l->work);
	pthread_mutex_destroy(&l->lock);
	base_free(l);
}

enum err lane_start(const char *place, struct arena *a, struct lane **out, struct str *why)
{
	pthread_condattr_t attr;
	struct lane       *l = base_alloc(sizeof(*l));
	enum err           e;

	*out = NULL;
	*l = (struct lane){ 0 };
	l->tail = &l->head;
	pthread_mutex_init(&l->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&l->work, &attr);
	pthread_condattr_destroy(&attr);
	e = db_is_url(place) ? lane_postgres_start(l, place, a, why) :
	                       lane_sqlite_start(l, place, a, why);
	if (e)
		lane_free(l);
	else
		*out = l;
	return e;
}

void lane_stop(struct lane *l)
{
	pthread_mutex_lock(&l->lock);
	l->stopping = true;
	pthread_cond_broadcast(&l->work);
	pthread_mutex_unlock(&l->lock);
	if (l->sqlite)
		lane_sqlite_stop(l);
	else
		lane_postgres_stop(l);
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
		/* One thread on SQLite empties the whole queue; otherwise one more begins when it is worth it. */
		if (!l->head || (l->postgres && (l->at_work == 0 || l->waiting + 1 >= GATHER)))
			pthread_cond_signal(&l->work);
		*l->tail = j;
		l->tail = &j->next;
		l->queued++;
		l->waiting++;
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

void lane_tell_places(struct lane *l)
{
	atomic_store(&l->tells_places, true);
}

uint64_t lane_reached(struct lane *l)
{
	return atomic_load(&l->reached);
}

void lane_figures(struct lane *l, struct lane_figures *out)
{
	pthread_mutex_lock(&l->lock);
	*out = l->figures;
	out->queued = l->queued;
	pthread_mutex_unlock(&l->lock);
}
