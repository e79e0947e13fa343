#include "db/number.h"

#include <pthread.h>

#include "base/time.h"
#include "db/engine.h"
#include "db/number.q.h"

#define TRIES 5
#define QUICK_US 1000000        /* used up sooner: the next block is twice as long */
#define SLOW_US  4000000        /* later: half as long */

struct block {
	county_code county;
	int64_t     year, next, end;
	int64_t     size, taken_us;
};

struct numbers {
	pthread_mutex_t lock;           /* for all of it, the connection too */
	struct db      *db;
	struct block   *v;
	size_t          n, cap;
};

enum err numbers_open(const char *url, struct arena *a, struct numbers **out, struct str *why)
{
	struct numbers *n = base_alloc(sizeof(*n));
	enum err        e;

	*n = (struct numbers){ 0 };
	e = db_open(url, DB_WRITE, a, &n->db, why);
	if (e) {
		base_free(n);
		return e;
	}
	pthread_mutex_init(&n->lock, NULL);
	*out = n;
	return OK;
}

void numbers_close(struct numbers *n)
{
	if (!n)
		return;
	db_close(n->db);
	pthread_mutex_destroy(&n->lock);
	base_free(n->v);
	base_free(n);
}

void numbers_forget(struct numbers *n)
{
	pthread_mutex_lock(&n->lock);
	n->n = 0;
	pthread_mutex_unlock(&n->lock);
}

static struct block *block_of(struct numbers *n, county_code county, int64_t year)
{
	for (size_t i = 0; i < n->n; i++)
		if (n->v[i].county.v == county.v && n->v[i].year == year)
			return &n->v[i];
	if (n->n == n->cap) {
		n->cap = n->cap ? 2 * n->cap : 16;
		n->v = base_realloc(n->v, n->cap * sizeof(*n->v));
	}
	n->v[n->n] = (struct block){ .county = county, .year = year, .size = 1 };
	return &n->v[n->n++];
}

/* As much as is used up in about a second. */
static int64_t size_next(const struct block *b)
{
	int64_t took = tick_us() - b->taken_us;

	if (took < QUICK_US)
		return 2 * b->size < NUMBERS_MOST ? 2 * b->size : NUMBERS_MOST;
	return took > SLOW_US && b->size > 1 ? b->size / 2 : b->size;
}

static enum err block_take(struct numbers *n, struct arena *a, struct block *b)
{
	struct number_block_row row = { 0 };
	int64_t                 size = size_next(b);
	enum err                e = OK;

	for (int i = 0; i < TRIES; i++) {
		if ((e = db_begin(n->db, true)))
			return e;
		db_scope(n->db, b->county.v, b->county.v);
		e = number_block(n->db, a, &(struct number_block_in){ .county = b->county,
		        .year = b->year, .n = size }, &row);
		if (!e)
			e = db_commit(n->db);
		else
			db_rollback(n->db);
		if (!e || !n->db->retry)
			break;
	}
	if (!e)
		*b = (struct block){ .county = b->county, .year = b->year, .next = row.first,
		                     .end = row.first + size, .size = size, .taken_us = tick_us() };
	return e;
}

static enum err block_number(struct numbers *n, struct arena *a, county_code county, int64_t year,
                             int64_t *out)
{
	struct block *b;
	enum err      e = OK;

	pthread_mutex_lock(&n->lock);
	b = block_of(n, county, year);
	if (b->next == b->end)
		e = block_take(n, a, b);
	if (!e)
		*out = b->next++;
	pthread_mutex_unlock(&n->lock);
	return e;
}

enum err number_take(struct db *db, struct arena *a, county_code county, int64_t year, int64_t *out)
{
	struct number_block_row row;
	enum err                e;

	if (db->numbers)
		return block_number(db->numbers, a, county, year, out);
	e = number_block(db, a, &(struct number_block_in){ .county = county, .year = year, .n = 1 }, &row);
	if (!e)
		*out = row.first;
	return e;
}
