/* Increments collected by a transaction and applied once, in the order of the tables' keys. */
#include "db/lane.h"

#include "base/log.h"
#include "db/counter.q.h"
#include "db/engine.h"

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
	i->by = by;
	memcpy(i->key, key, sizeof(i->key));
	if (table == 0)
		i->key[4] = 0;          /* stock has four keys; the fifth must not part equals */
}

void counters_mark(struct db *db)
{
	db->counters.mark = db->counters.n;
}

void counters_undo(struct db *db)
{
	db->counters.n = db->counters.mark;
}

void counters_forget(struct db *db)
{
	db->counters.n = 0;
	db->counters.mark = 0;
}

void counters_free(struct db *db)
{
	base_free(db->counters.v);
	db->counters = (struct counters){ 0 };
}

/* The order of the columns in the primary keys of stock and flow. */
static const unsigned char key_order[2][5] = { { 0, 1, 2, 3, 4 }, { 0, 3, 4, 1, 2 } };

static int by_key(const void *va, const void *vb)
{
	const struct increment *a = va, *b = vb;

	if (a->table != b->table)
		return a->table < b->table ? -1 : 1;
	for (size_t i = 0; i < COUNT(key_order[0]); i++) {
		size_t k = key_order[a->table != 0][i];

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
		                 .kind = k[2], .state = k[3], .by = i->by }, NULL);
	return flow_add(db, &(struct flow_add_in){ .county = { k[0] }, .station = k[1],
	                .kind = k[2], .month = k[3], .event = k[4], .by = i->by }, NULL);
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
		if (sum.by)
			e = apply(db, &sum);
	}
	counters_forget(db);
	return e;
}
