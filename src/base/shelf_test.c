#include "base/shelf.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/str.h"
#include "base/tap.h"

#define READERS 4
#define ROUNDS  2000

struct play {
	struct shelf *shelf;
	atomic_bool   stop;
	atomic_int    torn;
};

/* A pair of equal numbers: half of a replaced thing would show. */
struct pair_of {
	int64_t a, b;
};

static void put(struct shelf *s, int64_t n, bool offer)
{
	struct arena   *its = arena_new(4096);
	struct pair_of *v = ARENA_NEW(its, struct pair_of);

	v->a = v->b = n;
	if (offer)
		shelf_offer(s, v, its);
	else
		shelf_put(s, v, its);
}

static void *reader(void *arg)
{
	struct play *p = arg;

	while (!atomic_load(&p->stop)) {
		const struct shelved *t = shelf_take(p->shelf);
		const struct pair_of *v = t->value;

		if (v->a != v->b)
			atomic_fetch_add(&p->torn, 1);
		shelf_drop(p->shelf, t);
	}
	return NULL;
}

static int64_t there(struct shelf *s)
{
	const struct shelved *t = shelf_take(s);
	int64_t               n = t ? ((const struct pair_of *)t->value)->a : -1;

	shelf_drop(s, t);
	return n;
}

int main(void)
{
	struct arena         *a = arena_new(4096);
	struct play           p = { .shelf = shelf_new(a) };
	pthread_t             threads[READERS];
	const struct shelved *held;

	tap_ok(there(p.shelf) == -1, "nothing lies on a new shelf");
	put(p.shelf, 1, false);
	held = shelf_take(p.shelf);
	put(p.shelf, 2, false);
	tap_ok(((const struct pair_of *)held->value)->a == 1 && there(p.shelf) == 2,
		"who holds the old thing keeps it, who comes gets the new one");
	shelf_drop(p.shelf, held);
	put(p.shelf, 3, true);
	tap_ok(there(p.shelf) == 2, "what is offered is not there yet");
	put(p.shelf, 4, true);
	shelf_accept(p.shelf);
	tap_ok(there(p.shelf) == 4, "what is accepted is; the offer before it is gone");
	shelf_accept(p.shelf);
	tap_ok(there(p.shelf) == 4, "accepting nothing changes nothing");
	for (int i = 0; i < READERS; i++)
		if (pthread_create(&threads[i], NULL, reader, &p))
			return 1;
	for (int64_t i = 0; i < ROUNDS; i++) {
		put(p.shelf, i, i % 2);
		shelf_accept(p.shelf);
	}
	atomic_store(&p.stop, true);
	for (int i = 0; i < READERS; i++)
		pthread_join(threads[i], NULL);
	tap_ok(atomic_load(&p.torn) == 0, "%d readers beside %d changes saw only whole things", READERS,
		ROUNDS);
	shelf_clear(p.shelf);
	arena_free(a);
	return tap_done();
}
