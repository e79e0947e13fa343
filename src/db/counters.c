/*
 * Increments collected by a transaction and applied once, in the order of the tables' keys.
 *
 * Each writer of PostgreSQL adds to a slice of stock, flow and the windows of limits that no
 * other adds to, held by an advisory lock as long as its connection lasts; so
 * no group waits for the commit of another, and the order of keys is needed by those only who
 * found no slice left. Whoever reads adds the slices up; now and then the timer folds them into slice 0.
 */
#include "db/lane.h"

#include "base/log.h"
#include "db/counter.q.h"
#include "db/engine.h"
#include "db/tally.h"

#define LIMIT_TABLE 2           /* key: hash, end of a window that begins now, now */
#define DEPUTY_TABLE 3          /* key: county, level, facet, value */
#define TALLY_TABLE 4           /* key: county, sort, part, value */
#define PURGE_ROWS  500
#define SLICES      32          /* as in slice_take; the last number is one less */

void counters_add(struct db *db, int32_t table, const int64_t key[5], int64_t by)
{
	struct counters  *c = &db->counters;
	struct increment *i;

	if (by == 0)
		return;
	if (c->n == c->cap) {
		c->cap = c->cap ? 2 * c->cap : 64;
		c->v = base_realloc(c->v, c->cap * sizeof(*c->v));
	}
	i = &c->v[c->n++];
	i->table = table;
	i->part = c->part;
	i->by = by;
	memcpy(i->key, key, sizeof(i->key));
	if (table == 0)
		i->key[4] = 0;          /* stock has four keys; the fifth must not part equals */
}

void tally_add(struct db *db, county_code county, enum tally_sort sort, int64_t part, int64_t value, int64_t by)
{
	counters_add(db, TALLY_TABLE, (int64_t[5]){ county.v, (int64_t)sort, part, value, 0 }, by);
}

void counters_mark(struct db *db)
{
	db->counters.part++;
}

/* Parts that take turns have put theirs between each other's. */
void counters_undo(struct db *db)
{
	struct counters *c = &db->counters;
	size_t           kept = 0;

	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].part != c->part)
			c->v[kept++] = c->v[i];
	c->n = kept;
}

void counters_forget(struct db *db)
{
	db->counters.n = 0;
	db->counters.part = 0;
}

void counters_free(struct db *db)
{
	base_free(db->counters.v);
	db->counters = (struct counters){ 0 };
}

/* The order of the columns in the primary keys: as given, but for flow. */
static const unsigned char key_order[2][5] = { { 0, 1, 2, 3, 4 }, { 0, 3, 4, 1, 2 } };

/* Limits first: what most have in common, a county's sums, is locked last. */
static int rank(int32_t table)
{
	return table == LIMIT_TABLE ? -1 : table;
}

static int by_key(const void *va, const void *vb)
{
	const struct increment *a = va, *b = vb;

	if (a->table != b->table)
		return rank(a->table) < rank(b->table) ? -1 : 1;
	/* Acts of one address are one count, whenever in the group they were. */
	for (size_t i = 0; i < (a->table == LIMIT_TABLE ? 1 : COUNT(key_order[0])); i++) {
		size_t k = key_order[a->table == 1][i];

		if (a->key[k] != b->key[k])
			return a->key[k] < b->key[k] ? -1 : 1;
	}
	return 0;
}

static enum err apply(struct db *db, const struct increment *i)
{
	const int64_t *k = i->key;

	if (i->table == 0)
		return stock_add(db, &(struct stock_add_in){ .county = { k[0] }, .station = k[1],
		                 .kind = k[2], .state = k[3], .slice = db->slice, .by = i->by }, NULL);
	if (i->table == LIMIT_TABLE)
		return limit_add(db, &(struct limit_add_in){ .hash = k[0], .slice = db->slice,
		                 .now = k[2], .ends = k[1], .by = i->by }, NULL);
	if (i->table == DEPUTY_TABLE)
		return deputy_add(db, &(struct deputy_add_in){ .county = { k[0] }, .level = k[1],
		                  .facet = k[2], .value = k[3], .by = i->by }, NULL);
	if (i->table == TALLY_TABLE)
		return tally_put(db, &(struct tally_put_in){ .county = { k[0] }, .sort = k[1], .part = k[2],
		                 .value = k[3], .by = i->by }, NULL);
	return flow_add(db, &(struct flow_add_in){ .county = { k[0] }, .station = k[1],
	                .kind = k[2], .month = k[3], .event = k[4], .slice = db->slice,
	                .by = i->by }, NULL);
}

enum err counters_apply(struct db *db)
{
	struct counters *c = &db->counters;
	enum err         e = OK;

	if (c->n)
		qsort(c->v, c->n, sizeof(*c->v), by_key);
	for (size_t i = 0; !e && i < c->n; ) {
		struct increment sum = c->v[i++];

		while (i < c->n && by_key(&sum, &c->v[i]) == 0)
			sum.by += c->v[i++].by;
		/* A group may hold closures of several tenants. */
		if (sum.table != LIMIT_TABLE)
			db_scope(db, sum.key[0], sum.key[0]);
		if (sum.by)
			e = apply(db, &sum);
	}
	counters_forget(db);
	return e;
}

enum err counters_limit(struct db *db, struct arena *a, int64_t hash, int max, int seconds,
                        struct when now)
{
	const int64_t       key[5] = { hash, now.ms + seconds * 1000LL, now.ms };
	struct limit_of_row row = { 0 };
	enum err            e = limit_of(db, a, &(struct limit_of_in){ .hash = hash, .now = now.ms,
	                                        .ends = key[1] }, &row);

	if (e)
		return e;
	for (size_t i = 0; i < db->counters.n; i++)
		if (db->counters.v[i].table == LIMIT_TABLE && db->counters.v[i].key[0] == hash)
			row.n += db->counters.v[i].by;
	if (row.n >= max)
		return ERR_LIMIT;
	counters_add(db, LIMIT_TABLE, key, 1);
	return OK;
}

enum err counters_limit_purge(struct db *db, struct when now, bool *more)
{
	int64_t  changed = 0;
	enum err e = limit_drop(db, &(struct limit_drop_in){ .now = now.ms, .limit = PURGE_ROWS },
	                        &changed);

	*more = changed == PURGE_ROWS;
	return e;
}

enum err counters_slice(struct db *db, struct arena *a)
{
	struct slice_take_row row = { 0 };
	enum err              e;

	if (db->sliced)
		return OK;
	e = slice_take(db, a, &row);
	db->slice = row.slice;
	db->sliced = !e;
	return e;
}

enum err counters_fold(struct db *db, county_code county, bool *more)
{
	int64_t  stock = 0, flow = 0;
	enum err e = stock_fold(db, &(struct stock_fold_in){ .county = county, .limit = PURGE_ROWS }, &stock);

	if (!e)
		e = flow_fold(db, &(struct flow_fold_in){ .county = county, .limit = PURGE_ROWS }, &flow);
	/* As many rows as were asked for make at least so many counters. */
	*more = !e && (stock * SLICES >= PURGE_ROWS || flow * SLICES >= PURGE_ROWS);
	return e;
}
