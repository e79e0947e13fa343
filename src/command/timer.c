#include "command/timer.h"

#include <pthread.h>
#include <time.h>

#include "base/log.h"
#include "cases/cases.h"
#include "command/command.q.h"
#include "db/lane.h"
#include "http/key.h"
#include "http/session.h"

#define ROUND_S 60
#define ARENA_BYTES (64 * 1024)

struct timer {
	const struct house *house;
	struct arena       *arena;
	pthread_t           thread;
	pthread_mutex_t     mutex;
	pthread_cond_t      wake;
	bool                stop;
	bool                refreshed;       /* due dates were looked at since the start */
};

struct chore {
	struct timer   *t;
	enum err      (*fn)(struct db *db, void *chore);
	county_code     county;
	bool            more;
	struct due_walk walk;
};

static struct when timer_now(const struct timer *t)
{
	return t->house->set.clock_fixed ? (struct when){ t->house->set.now_ms } : when_now();
}

static enum err lapse(struct db *db, void *arg)
{
	static const struct who program = { .roles = PROGRAM };
	struct chore *c = arg;
	struct desk   d = { db, c->t->arena, c->t->house, &program, c->county, timer_now(c->t) };
	size_t        done = 0;
	enum err      e = case_lapse_chunk(&d, &done);

	c->more = !e && done > 0;
	return e;
}

/* Dates of this and later years may have been counted before their holidays were published. */
static enum err refresh_due(struct db *db, void *arg)
{
	static const struct who program = { .roles = PROGRAM };
	struct chore *c = arg;
	struct desk   d = { db, c->t->arena, c->t->house, &program, c->county, timer_now(c->t) };
	enum err      e;

	if (c->walk.from.n == 0)
		c->walk.from = day_make(day_split(day_of(d.now)).year, 1, 1);
	e = case_due_chunk(&d, &c->walk);
	c->more = !e && c->walk.more;
	return e;
}

static enum err forget_keys(struct db *db, void *arg)
{
	struct chore *c = arg;

	return form_keys_purge(db, c->county, timer_now(c->t), &c->more);
}

static enum err forget_sessions(struct db *db, void *arg)
{
	struct chore *c = arg;

	return sessions_purge(db, c->county, timer_now(c->t), &c->more);
}

static enum err forget_tries(struct db *db, void *arg)
{
	struct chore *c = arg;

	return case_tries_purge(db, c->county, timer_now(c->t), &c->more);
}

/* On SQLite they are counted in memory, which forgets by itself. */
static enum err forget_limits(struct db *db, void *arg)
{
	struct chore *c = arg;

	return c->t->house->set.shared ? counters_limit_purge(db, timer_now(c->t), &c->more) : OK;
}

static bool stopped(struct timer *t)
{
	bool stop;

	pthread_mutex_lock(&t->mutex);
	stop = t->stop;
	pthread_mutex_unlock(&t->mutex);
	return stop;
}

/* Every chore is done inside its tenant only. */
static enum err chore_do(struct db *db, void *arg)
{
	struct chore *c = arg;

	c->more = false;
	arena_reset(c->t->arena);
	db_scope(db, c->county.v, c->county.v);
	return c->fn(db, c);
}

/* Repeats one chore in closures of its own until it has nothing left to do. */
static void chore_run(struct timer *t, enum err (*fn)(struct db *, void *), county_code county, const char *name)
{
	struct chore c = { .t = t, .fn = fn, .county = county, .more = true };
	enum err     e = OK;

	while (!e && c.more && !stopped(t))
		e = lane_call(t->house->lane, chore_do, &c);
	if (e)
		log_warn("timer", "%s was put off (%d); the next round tries again", name, (int)e);
}

static enum err counties_read(struct db *db, void *arg)
{
	struct timer_counties_row *rows;
	size_t                     n;
	struct buf                *out = arg;
	enum err                   e;

	buf_reset(out);
	e = timer_counties(db, out->arena, &rows, &n);

	for (size_t i = 0; !e && i < n; i++)
		buf_put(out, (const char *)&rows[i].county, sizeof(rows[i].county));
	return e;
}

static void county_run(struct timer *t, county_code county)
{
	chore_run(t, lapse, county, "concluding unrated cases");
	if (!t->refreshed)
		chore_run(t, refresh_due, county, "counting due dates anew");
	chore_run(t, forget_keys, county, "dropping old form keys");
	chore_run(t, forget_sessions, county, "dropping ended sessions");
	chore_run(t, forget_tries, county, "dropping old wrong tries");
}

static void round_run(struct timer *t)
{
	struct arena *a = arena_new(4096);
	struct buf    counties;

	buf_init(&counties, a, 4000 * sizeof(county_code));     /* more tenants than the country has counties */
	if (lane_call(t->house->lane, counties_read, &counties) == OK)
		for (size_t i = 0; i + sizeof(county_code) <= counties.n; i += sizeof(county_code)) {
			county_code c;

			memcpy(&c, counties.p + i, sizeof(c));
			county_run(t, c);
		}
	chore_run(t, forget_limits, (county_code){ 0 }, "dropping old counts of acts");
	t->refreshed = true;    /* a new table comes with a new start */
	arena_free(a);
}

static void *timer_main(void *arg)
{
	struct timer *t = arg;

	pthread_mutex_lock(&t->mutex);
	while (!t->stop) {
		struct timespec until;

		pthread_mutex_unlock(&t->mutex);
		round_run(t);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += ROUND_S;
		pthread_mutex_lock(&t->mutex);
		while (!t->stop && pthread_cond_timedwait(&t->wake, &t->mutex, &until) == 0)
			;
	}
	pthread_mutex_unlock(&t->mutex);
	return NULL;
}

enum err timer_start(const struct house *house, struct arena *a, struct timer **out)
{
	struct timer *t = ARENA_NEW(a, struct timer);

	t->house = house;
	t->arena = arena_new(ARENA_BYTES);
	pthread_mutex_init(&t->mutex, NULL);
	pthread_cond_init(&t->wake, NULL);
	if (pthread_create(&t->thread, NULL, timer_main, t) != 0)
		return ERR_FAULT;
	*out = t;
	return OK;
}

void timer_stop(struct timer *t)
{
	pthread_mutex_lock(&t->mutex);
	t->stop = true;
	pthread_cond_signal(&t->wake);
	pthread_mutex_unlock(&t->mutex);
	pthread_join(t->thread, NULL);
	arena_free(t->arena);
}
