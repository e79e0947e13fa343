#include "command/watch.h"

#include <pthread.h>
#include <time.h>

#include "pack/pack.h"
#include "base/log.h"
#include "db/lane.h"

#define ROUND_S     2
#define ARENA_BYTES (64 * 1024)

struct watch {
	const struct house *house;
	pthread_t           thread;
	pthread_mutex_t     mutex;
	pthread_cond_t      wake;
	bool                stop;
};

/* In the lane: are there more versions than the set on the shelf was made of? */
static enum err look(struct db *db, void *arg)
{
	struct watch *w = arg;

	return pack_shelf_refresh(db, w->house->pack_shelf);
}

static void *watch_main(void *arg)
{
	struct watch *w = arg;
	bool          told = false;

	pthread_mutex_lock(&w->mutex);
	while (!w->stop) {
		struct timespec until;
		enum err        e;

		pthread_mutex_unlock(&w->mutex);
		e = lane_call(w->house->lane, look, w);
		if (e && !told)
			log_warn("packs", "new packs cannot be looked for (%d); trying on", (int)e);
		told = e != OK;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += ROUND_S;
		pthread_mutex_lock(&w->mutex);
		while (!w->stop && pthread_cond_timedwait(&w->wake, &w->mutex, &until) == 0)
			;
	}
	pthread_mutex_unlock(&w->mutex);
	return NULL;
}

enum err watch_start(const struct house *house, struct arena *a, struct watch **out)
{
	struct watch *w;

	*out = NULL;
	if (!house->set.shared)
		return OK;
	w = ARENA_NEW(a, struct watch);
	w->house = house;
	pthread_mutex_init(&w->mutex, NULL);
	pthread_cond_init(&w->wake, NULL);
	if (pthread_create(&w->thread, NULL, watch_main, w) != 0)
		return ERR_FAULT;
	*out = w;
	return OK;
}

void watch_stop(struct watch *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->mutex);
	w->stop = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->mutex);
	pthread_join(w->thread, NULL);
}
