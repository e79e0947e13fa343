#include "base/shelf.h"

#include <pthread.h>

struct thing {
	struct shelved shown;            /* first: a reader's pointer leads here */
	struct arena  *arena;            /* holds this struct too */
	size_t         readers;
};

struct shelf {
	pthread_mutex_t lock;
	struct thing   *there, *offered;
};

struct shelf *shelf_new(struct arena *a)
{
	struct shelf *s = ARENA_NEW(a, struct shelf);

	pthread_mutex_init(&s->lock, NULL);
	return s;
}

static struct thing *thing_new(const void *value, struct arena *its)
{
	struct thing *t = ARENA_NEW(its, struct thing);

	t->shown.value = value;
	t->arena = its;
	return t;
}

static void thing_free(struct thing *t)
{
	if (t)
		arena_free(t->arena);
}

/* Puts t there; the old thing, if nobody reads it, for the caller to free. Under the lock. */
static struct thing *replace(struct shelf *s, struct thing *t)
{
	struct thing *old = s->there;

	s->there = t;
	return old && old->readers == 0 ? old : NULL;
}

void shelf_put(struct shelf *s, const void *value, struct arena *its)
{
	struct thing *t = thing_new(value, its), *old;

	pthread_mutex_lock(&s->lock);
	old = replace(s, t);
	pthread_mutex_unlock(&s->lock);
	thing_free(old);
}

void shelf_offer(struct shelf *s, const void *value, struct arena *its)
{
	struct thing *t = thing_new(value, its), *old;

	pthread_mutex_lock(&s->lock);
	old = s->offered;
	s->offered = t;
	pthread_mutex_unlock(&s->lock);
	thing_free(old);
}

void shelf_accept(struct shelf *s)
{
	struct thing *old = NULL;

	pthread_mutex_lock(&s->lock);
	if (s->offered) {
		old = replace(s, s->offered);
		s->offered = NULL;
	}
	pthread_mutex_unlock(&s->lock);
	thing_free(old);
}

const struct shelved *shelf_take(struct shelf *s)
{
	struct thing *t;

	pthread_mutex_lock(&s->lock);
	t = s->there;
	if (t)
		t->readers++;
	pthread_mutex_unlock(&s->lock);
	return t ? &t->shown : NULL;
}

void shelf_drop(struct shelf *s, const struct shelved *taken)
{
	struct thing *t = (struct thing *)(uintptr_t)taken;
	bool          last;

	if (!t)
		return;
	pthread_mutex_lock(&s->lock);
	t->readers--;
	last = t->readers == 0 && t != s->there;
	pthread_mutex_unlock(&s->lock);
	if (last)
		thing_free(t);
}

void shelf_clear(struct shelf *s)
{
	thing_free(s->there);
	thing_free(s->offered);
	s->there = s->offered = NULL;
	pthread_mutex_destroy(&s->lock);
}
