/*
 * The lane on PostgreSQL: some writers, each a thread with a connection.
 *
 * Each takes what waits, at most GROUP_MOST closures, for one
 * transaction; a commit is what costs. They take turns (lane_turns.c) and need no
 * savepoints, because hardly ever does one of them fail after it has written
 * something. When one does, all are undone and run one after the other, each between
 * savepoints. What another transaction stood in the way of is run again, alone,
 * some times with a growing pause.
 */
#include "db/lane_private.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

#include "base/crypt.h"
#include "base/log.h"
#include "base/time.h"
#include "db/number.h"
#include "db/postgres_private.h"

#define WRITERS 3               /* and one connection for the numbers */
#define GATHER_NS 20000000L     /* so long fewer than GATHER wait for those who are at work */
#define TRIES   8               /* at five one of sixteen was refused once on a busy machine */
#define PAUSE_NS 20000000L      /* at most, before the second try; then twice that, and so on */

struct writer {
	struct lane *lane;
	struct db   *db;        /* the writer's thread only, once it runs */
	struct turns *turns;
	pthread_t    thread;
	bool         started;
};

struct lane_postgres {
	pthread_mutex_t again;          /* what runs again runs one by one in this program */
	struct numbers *numbers;
	struct writer   writers[WRITERS];
};

/*
 * Is it worth while to take what waits? At once when nobody else is at work; beside others
 * only a good number, or what has waited for long: a few large transactions cost less than
 * many small ones, above all where many copies share a server.
 */
static bool worth_taking(struct lane *l)
{
	struct timespec until;

	if (!l->head || l->at_work == 0 || l->waiting >= GATHER || l->stopping)
		return l->head || l->stopping;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += GATHER_NS;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	return pthread_cond_timedwait(&l->work, &l->lock, &until) == ETIMEDOUT && l->head;
}

/* What waits, at most a group; NULL when the lane stops and nothing is left. */
static struct job *queue_take(struct lane *l)
{
	struct job *first, **end;
	size_t      n = 0;

	pthread_mutex_lock(&l->lock);
	while (!worth_taking(l))
		if (!l->head && !l->stopping)
			pthread_cond_wait(&l->work, &l->lock);
	first = l->head;
	end = &l->head;
	/* What takes no turns goes alone: beside it the others would have to go one by one. */
	for (; *end && n < GROUP_MOST && (n == 0 || (first->turns && (*end)->turns)); n++)
		end = &(*end)->next;
	l->head = *end;
	*end = NULL;
	if (!l->head)
		l->tail = &l->head;
	l->waiting -= n;
	l->at_work += n > 0;
	pthread_mutex_unlock(&l->lock);
	return first;
}

static void queue_rest(struct lane *l)
{
	pthread_mutex_lock(&l->lock);
	l->at_work--;
	pthread_mutex_unlock(&l->lock);
}

/* Runs one closure, in its own savepoint unless it is alone. */
static void closure_run(struct db *db, struct group *g, struct job *j, bool alone)
{
	int64_t began = tick_us(), before = db_total_changes(db), took;

	j->result = alone ? OK : db_mark(db);
	if (!j->result) {
		j->result = j->run(j, db);
		if (!alone && !j->result)
			j->result = db_keep(db);
		if (!alone && j->result && db_in_transaction(db) && db_undo(db) != OK)
			j->result = ERR_FAULT;
	}
	if (!j->result)
		g->changes += db_total_changes(db) - before;
	took = tick_us() - began;
	if (took > g->longest_us)
		g->longest_us = took;
}

/* Other writers may be further already. */
static void place_keep(struct lane *l, uint64_t place)
{
	uint_fast64_t before = atomic_load(&l->reached);

	while (place > before && !atomic_compare_exchange_weak(&l->reached, &before, place))
		;
}

/* A slice of the counters of its own, once for each connection. */
static enum err slice_hold(struct db *db)
{
	struct arena *a;
	enum err      e;

	if (db->sliced || db->counters.n == 0)
		return OK;
	a = arena_new(1024);
	e = counters_slice(db, a);
	arena_free(a);
	return e;
}

/* Makes it durable; nothing is written when nothing was changed. */
static enum err group_commit(struct writer *w, struct group *g)
{
	int64_t  began = tick_us();
	enum err e = OK;

	if (g->changes == 0 && w->db->counters.n == 0) {
		db_rollback(w->db);
		return OK;
	}
	e = slice_hold(w->db);
	if (!e)
		e = counters_apply(w->db);
	w->db->tells_place = atomic_load(&w->lane->tells_places);
	if (!e)
		e = db_commit(w->db);
	if (!e) {
		place_keep(w->lane, w->db->commit_place);
		atomic_fetch_add(&w->lane->generation, 1);
	}
	g->commit_us += tick_us() - began;
	return e;
}

/*
 * One transaction around the closures of a list; gives how it ended. Where one
 * is in another's way the rest waits for its own turn alone: the sooner this
 * transaction ends, the sooner its locks are gone.
 */
static enum err transact(struct writer *w, struct group *g, struct job *first, bool alone)
{
	enum err e = db_begin(w->db, true);

	g->changes = 0;
	for (struct job *j = first; !e && j; j = alone ? NULL : j->next) {
		w->db->retry = false;
		closure_run(w->db, g, j, alone);
		j->again = j->result && w->db->retry;
		if (!db_in_transaction(w->db) || (alone && j->result))
			e = j->result ? j->result : ERR_BUSY;
		if (!alone && j->again) {
			while ((j = j->next))
				j->again = true;
			break;
		}
	}
	if (!e) {
		w->db->retry = false;
		e = group_commit(w, g);
	}
	if (e)
		db_rollback(w->db);
	return e;
}

/*
 * All closures at once; gives how it ended. False: nothing is stored, and one
 * after the other they may well be.
 */
static bool transact_turns(struct writer *w, struct group *g, enum err *ended)
{
	int64_t before = db_total_changes(w->db);
	bool    good, again;

	*ended = db_begin(w->db, true);
	if (*ended)
		return true;
	good = turns_run(w->turns, g->first);
	g->changes = db_total_changes(w->db) - before;
	*ended = good ? group_commit(w, g) : ERR_BUSY;
	again = w->db->retry || postgres_of(w->db)->raw;
	if (*ended)
		db_rollback(w->db);
	/* Lost with the answer to the commit: nobody knows whether it is stored. */
	return !*ended || !again;
}

/* Runs a closure in transactions of its own until nobody is in its way any more. */
static void run_alone(struct writer *w, struct group *g, struct job *j)
{
	long     longest = PAUSE_NS;
	enum err e = OK;

	for (int i = 0; i < TRIES; i++) {
		if (i > 0) {
			/* Not as long as the other: or both meet again. */
			struct timespec pause = { .tv_nsec = random_below((uint32_t)longest) };

			nanosleep(&pause, NULL);
			longest *= 2;
			pthread_mutex_lock(&w->lane->postgres->again);
		}
		e = transact(w, g, j, true);
		if (e == ERR_CONFLICT && w->db->retry)
			numbers_forget(w->lane->postgres->numbers);
		if (i > 0)
			pthread_mutex_unlock(&w->lane->postgres->again);
		if (!e || !w->db->retry)
			break;
	}
	if (!j->result)
		j->result = e;
	if (e && w->db->retry)
		log_warn("lane", "a closure was given up after %d tries: others were in its way", TRIES);
	j->again = false;
}

/* One after the other, each between savepoints; what had somebody in its way then alone. */
static void group_run_apart(struct writer *w, struct group *g)
{
	enum err e = transact(w, g, g->first, false);
	bool     again = e && w->db->retry;     /* the commit, or the counters before it */

	for (struct job *j = g->first; j; j = j->next) {
		if (j->again || (again && !j->result))
			run_alone(w, g, j);
		else if (e && !j->result)
			j->result = e == ERR_BUSY || e == ERR_FULL ? e : ERR_FAULT;
	}
}

static void group_run(struct writer *w, struct job *taken)
{
	struct group g = { .waiting = taken };
	bool         turns = true;
	enum err     e;

	g.last = &g.first;
	while (g.waiting) {
		struct job *j = group_next(&g);

		j->result = OK;
		turns = turns && j->turns;
	}
	if (g.n == 1)
		run_alone(w, &g, g.first);
	else if (!turns || !transact_turns(w, &g, &e))
		group_run_apart(w, &g);
	else
		for (struct job *j = g.first; e && j; j = j->next)
			if (!j->result)
				j->result = e == ERR_FULL ? ERR_FULL : ERR_BUSY;
	lane_answer(w->lane, &g, OK, 0);
}

static void *writer_main(void *arg)
{
	struct writer *w = arg;
	struct job    *taken;

	while ((taken = queue_take(w->lane))) {
		group_run(w, taken);
		queue_rest(w->lane);
	}
	return NULL;
}

void lane_postgres_stop(struct lane *l)
{
	for (size_t i = 0; i < WRITERS; i++) {
		struct writer *w = &l->postgres->writers[i];

		if (w->started)
			pthread_join(w->thread, NULL);
		turns_free(w->turns);
		db_close(w->db);
	}
	numbers_close(l->postgres->numbers);
	pthread_mutex_destroy(&l->postgres->again);
	base_free(l->postgres);
}

enum err lane_postgres_start(struct lane *l, const char *url, struct arena *a, struct str *why)
{
	sigset_t all, before;
	enum err e = OK;

	l->postgres = base_alloc(sizeof(*l->postgres));
	*l->postgres = (struct lane_postgres){ 0 };
	pthread_mutex_init(&l->postgres->again, NULL);
	/* The first opens alone: it may have to migrate. */
	for (size_t i = 0; !e && i < WRITERS; i++) {
		l->postgres->writers[i].lane = l;
		e = db_open(url, DB_WRITE, a, &l->postgres->writers[i].db, why);
		if (!e)
			l->postgres->writers[i].turns = turns_new(l->postgres->writers[i].db);
	}
	if (!e)
		e = numbers_open(url, a, &l->postgres->numbers, why);
	for (size_t i = 0; !e && i < WRITERS; i++)
		l->postgres->writers[i].db->numbers = l->postgres->numbers;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	for (size_t i = 0; !e && i < WRITERS; i++) {
		struct writer *w = &l->postgres->writers[i];

		w->started = pthread_create(&w->thread, NULL, writer_main, w) == 0;
		if (!w->started) {
			*why = S("the system gives no more threads; raise the limit of processes");
			e = ERR_FAULT;
		}
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (e) {
		pthread_mutex_lock(&l->lock);
		l->stopping = true;
		pthread_cond_broadcast(&l->work);
		pthread_mutex_unlock(&l->lock);
		lane_postgres_stop(l);
	}
	return e;
}
