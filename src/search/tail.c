#include "search/search_private.h"

#include <string.h>

#include "base/time.h"

#define SLICE 4096              /* rows looked at under one lock: under a millisecond */

/*
 * The bigrams of one text. Nearly all have both characters below U+10000 and
 * are kept as 32 bits; the others follow as 64.
 */
struct tail_row {
	int64_t   change, row, at;
	uint64_t *wide;                 /* one allocation: wide, then narrow */
	uint32_t *narrow;
	uint32_t  n_wide, n_narrow;
	uint8_t   table;
	bool      gone;
};

struct tail {
	pthread_rwlock_t lock;
	struct tail_row *rows;
	size_t           first, end, cap;
	uint64_t         dropped;        /* rows ever dropped: rows[first] is number `dropped` */
	uint64_t         memory;
};

/* Bigrams cut to the two sizes of tail_row. */
struct cut {
	const uint64_t *wide;
	const uint32_t *narrow;
	size_t          n_wide, n_narrow;
};

static bool is_narrow(uint64_t gram)
{
	return (gram >> 21) < 0x10000 && (gram & 0x1FFFFF) < 0x10000;
}

static uint32_t narrow_of(uint64_t gram)
{
	return (uint32_t)(gram >> 21 << 16 | (gram & 0xFFFF));
}

static size_t narrow_count(struct grams g)
{
	size_t n = 0;

	for (size_t i = 0; i < g.n; i++)
		n += is_narrow(g.v[i]);
	return n;
}

/* Both lists stay sorted, because packing keeps the order. */
static void cut_into(struct grams g, uint64_t *wide, uint32_t *narrow)
{
	for (size_t i = 0; i < g.n; i++) {
		if (is_narrow(g.v[i]))
			*narrow++ = narrow_of(g.v[i]);
		else
			*wide++ = g.v[i];
	}
}

struct tail *tail_new(void)
{
	struct tail         *t = base_alloc(sizeof(*t));
	pthread_rwlockattr_t attr;

	*t = (struct tail){ 0 };
	/* Otherwise readers that keep coming would keep the lane waiting. */
	pthread_rwlockattr_init(&attr);
	pthread_rwlockattr_setkind_np(&attr, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
	pthread_rwlock_init(&t->lock, &attr);
	pthread_rwlockattr_destroy(&attr);
	return t;
}

void tail_free(struct tail *t)
{
	if (!t)
		return;
	for (size_t i = t->first; i < t->end; i++)
		base_free(t->rows[i].wide);
	base_free(t->rows);
	pthread_rwlock_destroy(&t->lock);
	base_free(t);
}

static size_t row_bytes(const struct tail_row *r)
{
	return r->n_wide * sizeof(uint64_t) + r->n_narrow * sizeof(uint32_t);
}

void tail_add(struct tail *t, int64_t change, enum fts_table table, int64_t row, bool gone,
              struct grams g)
{
	size_t          n_narrow = narrow_count(g);
	struct tail_row r = {
		.change = change, .row = row, .at = tick_us(), .table = (uint8_t)table,
		.gone = gone, .n_narrow = (uint32_t)n_narrow, .n_wide = (uint32_t)(g.n - n_narrow),
	};

	r.wide = base_alloc(row_bytes(&r) + 1);
	r.narrow = (uint32_t *)(void *)(r.wide + r.n_wide);
	cut_into(g, r.wide, r.narrow);
	pthread_rwlock_wrlock(&t->lock);
	if (t->end == t->cap) {
		t->cap = t->cap ? 2 * t->cap : SLICE;
		t->rows = base_realloc(t->rows, t->cap * sizeof(*t->rows));
	}
	t->rows[t->end++] = r;
	t->memory += row_bytes(&r) + sizeof(r);
	pthread_rwlock_unlock(&t->lock);
}

void tail_drop(struct tail *t, int64_t mark, int64_t before)
{
	bool again = true;

	while (again) {
		size_t n = 0;

		pthread_rwlock_wrlock(&t->lock);
		while (n < SLICE && t->first < t->end && (t->rows[t->first].change <= mark ||
		       t->rows[t->first].at < before)) {
			struct tail_row *r = &t->rows[t->first++];

			t->memory -= row_bytes(r) + sizeof(*r);
			base_free(r->wide);
			n++;
		}
		t->dropped += n;
		if (t->first > SLICE && t->first > t->end / 2) {
			t->end -= t->first;
			memmove(t->rows, t->rows + t->first, t->end * sizeof(*t->rows));
			t->first = 0;
		}
		again = n == SLICE;
		pthread_rwlock_unlock(&t->lock);
	}
}

static bool has_narrow(const struct tail_row *r, uint32_t want)
{
	const uint32_t *p = r->narrow;
	size_t          n = r->n_narrow;

	while (n > 1) {
		size_t half = n / 2;

		p += p[half] <= want ? half : 0;
		n -= half;
	}
	return n && *p == want;
}

static bool has_wide(const struct tail_row *r, uint64_t want)
{
	for (size_t i = 0; i < r->n_wide; i++)
		if (r->wide[i] == want)
			return true;
	return false;
}

static bool has_all(const struct tail_row *r, const struct cut *c)
{
	for (size_t i = 0; i < c->n_narrow; i++)
		if (!has_narrow(r, c->narrow[i]))
			return false;
	for (size_t i = 0; i < c->n_wide; i++)
		if (!has_wide(r, c->wide[i]))
			return false;
	return true;
}

/* A growing list of rows in an arena. */
static void push(struct arena *a, int64_t **list, size_t *n, size_t *cap, int64_t row)
{
	if (*n == *cap) {
		size_t   more = *cap ? 2 * *cap : 64;
		int64_t *p = arena_alloc(a, more * sizeof(*p));

		if (*n)
			memcpy(p, *list, *n * sizeof(*p));
		*list = p;
		*cap = more;
	}
	(*list)[(*n)++] = row;
}

/*
 * From the newest to the oldest, a slice under each lock, so that the lane never
 * waits long. What is dropped between two slices is in the index by then, and
 * the index is read after the tail.
 */
void tail_find(struct tail *t, enum fts_table table, struct grams g, int64_t lo, int64_t hi,
               struct arena *a, struct tail_found *out)
{
	size_t     n_narrow = narrow_count(g), hits = 0, doubts = 0;
	uint64_t  *wide = ARENA_ARRAY(a, uint64_t, g.n + 1), at = UINT64_MAX;
	uint32_t  *narrow = ARENA_ARRAY(a, uint32_t, g.n + 1);
	struct cut c = { wide, narrow, g.n - n_narrow, n_narrow };
	bool       again = true;

	*out = (struct tail_found){ 0 };
	cut_into(g, wide, narrow);
	while (again) {
		pthread_rwlock_rdlock(&t->lock);
		if (at > t->dropped + (t->end - t->first))
			at = t->dropped + (t->end - t->first);
		for (size_t k = 0; k < SLICE && at > t->dropped; k++) {
			const struct tail_row *r = &t->rows[t->first + (size_t)(--at - t->dropped)];

			if (r->table != table || r->row < lo || r->row > hi)
				continue;
			if (r->gone)
				push(a, &out->doubt, &out->n_doubt, &doubts, r->row);
			else if (has_all(r, &c))
				push(a, &out->hit, &out->n_hit, &hits, r->row);
		}
		again = at > t->dropped;
		pthread_rwlock_unlock(&t->lock);
	}
}

/* True when the row's bigrams, put together again, have that sum. */
static bool same_sum(const struct tail_row *r, uint64_t sum, struct arena *a, struct grams *out)
{
	uint64_t *v = arena_alloc(a, (r->n_wide + r->n_narrow + 1) * sizeof(*v));
	size_t    n = 0, w = 0;

	for (size_t i = 0; i < r->n_narrow; i++) {
		uint64_t gram = (uint64_t)(r->narrow[i] >> 16) << 21 | (r->narrow[i] & 0xFFFF);

		while (w < r->n_wide && r->wide[w] < gram)
			v[n++] = r->wide[w++];
		v[n++] = gram;
	}
	while (w < r->n_wide)
		v[n++] = r->wide[w++];
	*out = (struct grams){ v, n };
	return grams_sum(*out) == sum;
}

bool tail_old(struct tail *t, enum fts_table table, int64_t row, uint64_t sum, struct arena *a,
              struct grams *out)
{
	bool found = false;

	pthread_rwlock_rdlock(&t->lock);
	for (size_t i = t->first; i < t->end && !found; i++) {
		const struct tail_row *r = &t->rows[i];

		if (r->gone && r->row == row && r->table == table)
			found = same_sum(r, sum, a, out);
	}
	pthread_rwlock_unlock(&t->lock);
	return found;
}

void tail_figures(struct tail *t, uint64_t *waiting, int64_t *oldest_us, uint64_t *memory)
{
	pthread_rwlock_rdlock(&t->lock);
	*waiting = t->end - t->first;
	*oldest_us = *waiting ? tick_us() - t->rows[t->first].at : 0;
	*memory = t->memory;
	pthread_rwlock_unlock(&t->lock);
}
