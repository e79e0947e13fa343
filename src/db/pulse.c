#include "db/pulse.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "base/time.h"
#include "db/db.h"
#include "db/pulse.q.h"

#define SEEN_MAX 4096            /* longer with some hundred writers at work: then everything is new */

struct pulse {
	struct db            *db;        /* the thread's own */
	struct arena         *arena;
	pthread_t             thread;
	pthread_mutex_t       lock;      /* for stop */
	pthread_cond_t        wake;
	bool                  stop;
	char                  seen[SEEN_MAX];
	size_t                seen_n;
	atomic_uint_fast64_t  state;
	atomic_int_fast64_t   at_us;     /* when the last look began */
};

/* First what, then when: who reads them the other way round never trusts an old state. */
static void look(struct pulse *p)
{
	const int64_t        began = tick_us();
	struct pulse_now_row row;

	arena_reset(p->arena);
	if (pulse_now(p->db, p->arena, &row))
		return;
	if (row.seen.n > SEEN_MAX || !str_eq(row.seen, (struct str){ p->seen, p->seen_n })) {
		p->seen_n = row.seen.n > SEEN_MAX ? 0 : row.seen.n;
		memcpy(p->seen, row.seen.p, p->seen_n);
		atomic_fetch_add(&p->state, 1);
	}
	atomic_store(&p->at_us, began);
}

static void *pulse_main(void *arg)
{
	struct pulse *p = arg;

	pthread_mutex_lock(&p->lock);
	while (!p->stop) {
		struct timespec until;

		pthread_mutex_unlock(&p->lock);
		/* A transaction, which makes a lost connection anew. */
		if (db_begin(p->db, false) == OK) {
			look(p);
			db_rollback(p->db);
		}
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += PULSE_US * 1000L;
		until.tv_sec += until.tv_nsec / 1000000000L;
		until.tv_nsec %= 1000000000L;
		pthread_mutex_lock(&p->lock);
		if (!p->stop)
			pthread_cond_timedwait(&p->wake, &p->lock, &until);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

static void pulse_free(struct pulse *p)
{
	db_close(p->db);
	arena_free(p->arena);
	base_free(p);
}

enum err pulse_start(const char *url, struct arena *a, struct pulse **out, struct str *why)
{
	struct pulse *p = base_alloc(sizeof(*p));
	enum err      e;

	*p = (struct pulse){ 0 };
	e = db_open(url, DB_READ, a, &p->db, why);
	if (e) {
		base_free(p);
		return e;
	}
	p->arena = arena_new(2 * SEEN_MAX);
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->wake, NULL);
	if (pthread_create(&p->thread, NULL, pulse_main, p)) {
		*why = S("the machine gives no more threads; raise its limit");
		pulse_free(p);
		return ERR_FAULT;
	}
	*out = p;
	return OK;
}

void pulse_stop(struct pulse *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_signal(&p->wake);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->thread, NULL);
	pthread_cond_destroy(&p->wake);
	pthread_mutex_destroy(&p->lock);
	pulse_free(p);
}

uint64_t pulse_state(const struct pulse *p)
{
	return p ? atomic_load(&p->state) : 0;
}

bool pulse_holds(const struct pulse *p, uint64_t state)
{
	const int64_t at = p ? atomic_load(&p->at_us) : 0;

	return p && state && tick_us() - at <= PULSE_HOLD && atomic_load(&p->state) == state;
}
