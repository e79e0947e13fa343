#include "command/timer.h"

#include <pthread.h>
#include <time.h>

#include "base/log.h"
#include "base/shelf.h"
#include "cases/cases.h"
#include "command/command.q.h"
#include "db/lane.h"
#include "directory/directory.h"
#include "file/file.h"
#include "http/clock.h"
#include "http/key.h"
#include "http/session.h"
#include "obligation/obligation.h"
#include "pack/pack.h"

#define ROUND_S 60
#define ARENA_BYTES (64 * 1024)
#define HOLD_BASE (INT64_C(1) << 40)     /* advisory locks: this, county and chore */
#define HOLD_CHORES 16
#define FOLDS 64                          /* chunks of a county's counters in one round */

struct timer {
	const struct house *serving, *house;     /* house: mine */
	struct house        mine;                /* with the packs of this round */
	struct arena       *arena;
	pthread_t           thread;
	pthread_mutex_t     mutex;
	pthread_cond_t      wake;
	bool                stop;
	bool                refreshed;       /* due dates were looked at since the start */
};

enum chore_kind { LAPSE, REFRESH_DUE, REFRESH_TASKS, FORGET_KEYS, FORGET_SESSIONS, FORGET_TRIES, FORGET_LIMITS,
                  FOLD_COUNTERS, TELL_DIRECTORY };

struct chore {
	struct timer   *t;
	enum chore_kind kind;
	enum err      (*fn)(struct db *db, void *chore);
	county_code     county;
	bool            more;
	bool            elsewhere;           /* another copy is at it */
	int             folds;
	struct due_walk walk, next;          /* how far it is, and will be when this is stored */
};

static enum err lapse(struct db *db, void *arg)
{
	static const struct who program = { .roles = PROGRAM };
	struct chore *c = arg;
	struct desk   d = { db, c->t->arena, c->t->house, &program, c->county, house_now(c->t->house) };
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
	struct desk   d = { db, c->t->arena, c->t->house, &program, c->county, house_now(c->t->house) };
	struct acting a = { db, c->t->arena, &program, c->county, d.now };
	enum err      e;

	/* From where the last stored chunk ended: this one may be undone and run again. */
	c->next = c->walk;
	if (c->next.from.n == 0)
		c->next.from = day_make(day_split(day_of(d.now)).year, 1, 1);
	e = c->kind == REFRESH_DUE ? case_due_chunk(&d, &c->next)
	                           : obligation_due_chunk(&a, c->t->house->packs, &c->next);
	c->more = !e && c->next.more;
	return e;
}

static enum err forget_keys(struct db *db, void *arg)
{
	struct chore *c = arg;

	return form_keys_purge(db, c->county, house_now(c->t->house), &c->more);
}

static enum err forget_sessions(struct db *db, void *arg)
{
	struct chore *c = arg;

	return sessions_purge(db, c->county, house_now(c->t->house), &c->more);
}

static enum err forget_tries(struct db *db, void *arg)
{
	struct chore *c = arg;

	return case_tries_purge(db, c->county, house_now(c->t->house), &c->more);
}

/* On SQLite they are counted in memory, which forgets by itself. */
static enum err forget_limits(struct db *db, void *arg)
{
	struct chore *c = arg;

	return c->t->house->set.shared ? counters_limit_purge(db, house_now(c->t->house), &c->more) : OK;
}

/* On SQLite there is one writer, and nothing to fold. */
static enum err fold_counters(struct db *db, void *arg)
{
	struct chore *c = arg;
	enum err      e = c->t->house->set.shared ? counters_fold(db, c->county, &c->more) : OK;

	/* Copies at work leave new slices as fast; the next round goes on. */
	c->more = c->more && ++c->folds < FOLDS;
	return e;
}

static enum err tell_directory(struct db *db, void *arg)
{
	struct chore *c = arg;

	return directory_chunk(db, c->t->arena, c->county, &c->more);
}

static bool stopped(struct timer *t)
{
	bool stop;

	pthread_mutex_lock(&t->mutex);
	stop = t->stop;
	pthread_mutex_unlock(&t->mutex);
	return stop;
}

/* Of all copies one at a time does a chore of a county. */
static enum err chore_take(struct db *db, struct chore *c)
{
	const int64_t         key = HOLD_BASE + c->county.v * HOLD_CHORES + c->kind;
	struct chore_hold_row row = { .mine = true };
	enum err              e = OK;

	if (c->t->house->set.shared)
		e = chore_hold(db, c->t->arena, &(struct chore_hold_in){ .key = key }, &row);
	c->elsewhere = !row.mine;
	return e;
}

/* Every chore is done inside its tenant only. */
static enum err chore_do(struct db *db, void *arg)
{
	struct chore *c = arg;
	enum err      e;

	c->more = false;
	arena_reset(c->t->arena);
	db_scope(db, c->county.v, c->county.v);
	e = chore_take(db, c);
	return e || c->elsewhere ? e : c->fn(db, c);
}

static const struct {
	enum err  (*fn)(struct db *db, void *chore);
	const char *name;
} chores[] = {
	[LAPSE]           = { lapse,           "concluding unrated cases" },
	[REFRESH_DUE]     = { refresh_due,     "counting due dates anew" },
	[REFRESH_TASKS]   = { refresh_due,     "counting due dates of tasks anew" },
	[FORGET_KEYS]     = { forget_keys,     "dropping old form keys" },
	[FORGET_SESSIONS] = { forget_sessions, "dropping ended sessions" },
	[FORGET_TRIES]    = { forget_tries,    "dropping old wrong tries" },
	[FORGET_LIMITS]   = { forget_limits,   "dropping old counts of acts" },
	[FOLD_COUNTERS]   = { fold_counters,   "folding counters" },
	[TELL_DIRECTORY]  = { tell_directory,  "telling the directory what changed" },
};

/* Repeats one chore in closures of its own until nothing is left to do, or another copy is at it. */
static bool chore_run(struct timer *t, enum chore_kind kind, county_code county)
{
	struct chore c = { .t = t, .kind = kind, .fn = chores[kind].fn, .county = county, .more = true };
	enum err     e = OK;

	while (!e && c.more && !stopped(t)) {
		e = lane_call(t->house->lane, chore_do, &c);
		c.walk = c.next;
	}
	if (e)
		log_warn("timer", "%s was put off (%d); the next round tries again", chores[kind].name, (int)e);
	return !e && !c.elsewhere;
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

/* False: the due dates are still to be looked at. */
static bool county_run(struct timer *t, county_code county)
{
	bool refreshed = true;

	chore_run(t, LAPSE, county);
	if (!t->refreshed) {
		refreshed = chore_run(t, REFRESH_DUE, county);
		refreshed = chore_run(t, REFRESH_TASKS, county) && refreshed;
	}
	chore_run(t, FORGET_KEYS, county);
	chore_run(t, FORGET_SESSIONS, county);
	chore_run(t, FORGET_TRIES, county);
	chore_run(t, FOLD_COUNTERS, county);
	chore_run(t, TELL_DIRECTORY, county);
	return refreshed;
}

static void round_run(struct timer *t)
{
	struct arena         *a = arena_new(4096);
	const struct shelved *packs = t->serving->pack_shelf ? shelf_take(t->serving->pack_shelf) : NULL;
	struct buf            counties;
	bool                  refreshed = false;
	enum err              e;

	/* All of a round goes by one set of packs. */
	t->mine = *t->serving;
	if (packs)
		t->mine.packs = packs->value;
	if (clock_look(t->house))
		log_warn("timer", "the database's clock could not be read; its last answer is counted on from");
	buf_init(&counties, a, 4000 * sizeof(county_code));     /* more tenants than the country has counties */
	if (lane_call(t->house->lane, counties_read, &counties) == OK) {
		refreshed = true;
		for (size_t i = 0; i + sizeof(county_code) <= counties.n; i += sizeof(county_code)) {
			county_code c;

			memcpy(&c, counties.p + i, sizeof(c));
			refreshed &= county_run(t, c);
		}
		e = file_sweep(t->house, (const county_code *)(const void *)counties.p,
		               counties.n / sizeof(county_code), house_now(t->house));
		if (e)
			log_warn("timer", "dropping old files was put off (%d)", (int)e);
	}
	chore_run(t, FORGET_LIMITS, (county_code){ 0 });
	t->refreshed = refreshed;    /* a new table comes with a new start */
	shelf_drop(t->serving->pack_shelf, packs);
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
		clock_gettime(CLOCK_MONOTONIC, &until);
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
	struct timer      *t = ARENA_NEW(a, struct timer);
	pthread_condattr_t attr;

	t->serving = house;
	t->mine = *house;
	t->house = &t->mine;
	t->arena = arena_new(ARENA_BYTES);
	pthread_mutex_init(&t->mutex, NULL);
	/* A minute is a minute, whoever sets the clock meanwhile. */
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&t->wake, &attr);
	pthread_condattr_destroy(&attr);
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
