#include "base/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BASE_IMPLEMENTATION
#include "base/banned.h"

/*
 * Under ASan the free part of a block is poisoned and a gap of GUARD bytes
 * stands behind each allocation; otherwise writing past one would land in the
 * next unseen.
 */
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n)   __asan_poison_memory_region((p), (n))
#define UNPOISON(p, n) __asan_unpoison_memory_region((p), (n))
#define GUARD 16u
#else
#define POISON(p, n)   ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#define GUARD 0u
#endif

#define ALIGNMENT 16u
#define BLOCK_MIN 256u

struct block {
	struct block *next;
	size_t        cap, used;
	alignas(ALIGNMENT) char data[];
};

struct defer {
	struct defer *next;
	void (*fn)(void *);
	void *arg;
};

struct arena {
	struct block *first;     /* kept by a reset */
	struct block *now;       /* small allocations come from here */
	struct defer *defers;
	size_t        block_bytes;
	size_t        used;
};

/* One constant line and no formatting: at this point nothing else can be trusted. */
static _Noreturn void memory_out(void)
{
	static const char line[] = "error arena: memory is exhausted; the program stops\n";
	ssize_t           written = write(STDERR_FILENO, line, sizeof(line) - 1);

	(void)written;
	abort();
}

void *base_alloc(size_t n)
{
	void *p = calloc(1, n ? n : 1);

	if (!p)
		memory_out();
	return p;
}

void *base_realloc(void *p, size_t n)
{
	void *q = realloc(p, n ? n : 1);

	if (!q)
		memory_out();
	return q;
}

void base_free(void *p)
{
	free(p);
}

static struct block *block_new(size_t cap)
{
	struct block *k;
	size_t        whole;

	if (__builtin_add_overflow(cap, sizeof(*k), &whole) || !(k = malloc(whole)))
		memory_out();
	k->next = NULL;
	k->cap = cap;
	k->used = 0;
	k->data[0] = 0;          /* gcc takes poisoning for reading what was never written */
	POISON(k->data, cap);
	return k;
}

static void block_free(struct block *k)
{
	UNPOISON(k->data, k->cap);
	free(k);
}

struct arena *arena_new(size_t block_bytes)
{
	struct arena *a = base_alloc(sizeof(*a));

	a->block_bytes = block_bytes < BLOCK_MIN ? BLOCK_MIN : block_bytes;
	a->first = block_new(a->block_bytes);
	a->now = a->first;
	return a;
}

void arena_reset(struct arena *a)
{
	struct defer *d;
	struct block *k;

	/* A clean-up may register another, so the list is read anew each time. */
	while ((d = a->defers)) {
		a->defers = d->next;
		d->fn(d->arg);
	}
	while ((k = a->first->next)) {
		a->first->next = k->next;
		block_free(k);
	}
	a->first->used = 0;
	POISON(a->first->data, a->first->cap);
	a->now = a->first;
	a->used = 0;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	arena_reset(a);
	block_free(a->first);
	base_free(a);
}

/* A large piece gets a block of its own, so that the current one is not left half empty. */
static struct block *block_for(struct arena *a, size_t need)
{
	bool          large = need > a->block_bytes / 2;
	struct block *k = block_new(large ? need : a->block_bytes);

	k->next = a->now->next;
	a->now->next = k;
	if (!large)
		a->now = k;
	return k;
}

void *arena_alloc(struct arena *a, size_t n)
{
	struct block *k = a->now;
	size_t        need;
	char         *p;

	if (__builtin_add_overflow(n, ALIGNMENT - 1 + GUARD, &need))
		memory_out();
	need &= ~(size_t)(ALIGNMENT - 1);
	if (need > k->cap - k->used)
		k = block_for(a, need);
	p = k->data + k->used;
	k->used += need;
	a->used += n;
	UNPOISON(p, n);
	return p;
}

void *arena_zalloc(struct arena *a, size_t n)
{
	void *p = arena_alloc(a, n);

	memset(p, 0, n);
	return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t n;

	if (__builtin_mul_overflow(count, size, &n))
		memory_out();
	return arena_zalloc(a, n);
}

void *arena_copy(struct arena *a, const void *p, size_t n)
{
	size_t whole;
	char  *q;

	if (__builtin_add_overflow(n, 1, &whole))
		memory_out();
	q = arena_alloc(a, whole);
	if (n)
		memcpy(q, p, n);
	q[n] = '\0';
	return q;
}

void arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct defer *d = ARENA_NEW(a, struct defer);

	d->fn = fn;
	d->arg = arg;
	d->next = a->defers;
	a->defers = d;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}
