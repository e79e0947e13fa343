#include "http/clock.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/log.h"
#include "db/lane.h"
#include "http/clock.q.h"

#define SLOW_US 1000000         /* an answer that took longer says little about now */
#define ARENA_BYTES 4096

struct clock {
	atomic_int_fast64_t ahead_ms;    /* of tick_us(); 0: not looked at yet */
	atomic_bool         apart;       /* told that this machine's clock is wrong */
};

struct clock *clock_new(struct arena *a)
{
	return ARENA_NEW(a, struct clock);
}

struct when house_now(const struct house *h)
{
	int64_t ahead = h->clock ? atomic_load(&h->clock->ahead_ms) : 0;

	if (h->set.clock_fixed)
		return (struct when){ h->set.now_ms };
	return ahead ? (struct when){ tick_us() / 1000 + ahead } : when_now();
}

static void apart_tell(struct clock *c, int64_t apart_ms)
{
	bool apart = llabs(apart_ms) > CLOCK_APART_MS;

	if (atomic_exchange(&c->apart, apart) == apart)
		return;
	if (apart)
		log_warn("clock", "this machine's clock is %lld s %s the database's, by which all copies go; set it",
		         llabs(apart_ms) / 1000, apart_ms > 0 ? "ahead of" : "behind");
	else
		log_info("clock", "this machine's clock agrees with the database's again");
}

static enum err look_run(struct db *db, void *arg)
{
	struct clock        *c = arg;
	struct arena        *a = arena_new(ARENA_BYTES);
	struct clock_now_row row = { 0 };
	int64_t              began = tick_us(), took;
	enum err             e = clock_now(db, a, &row);

	took = tick_us() - began;
	if (!e && (took < SLOW_US || !atomic_load(&c->ahead_ms))) {
		atomic_store(&c->ahead_ms, row.now.ms - (began + took / 2) / 1000);
		apart_tell(c, when_now().ms - row.now.ms);
	}
	arena_free(a);
	return e;
}

enum err clock_look(const struct house *h)
{
	if (!h->clock || !h->set.shared)
		return OK;
	return lane_call(h->lane, look_run, h->clock);
}
