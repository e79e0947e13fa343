/*
 * Questions put together: what several closures that take turns ask by one query
 * (mkquery's `together`) goes as one statement with an array for each input, and
 * each gets its row of the answer. A statement costs the server some ten times what a
 * row more in it does. They go when answers are waited for.
 */
#include "db/postgres_private.h"

#include <endian.h>

#include "base/buf.h"

#define ROOM_BYTES (16 * 1024)
#define NAME_MAX   80

/* One answer for several. */
struct postgres_shared {
	PGresult *result;
	size_t    holders;
};

void postgres_shared_drop(struct postgres_statement *st)
{
	if (--st->shared->holders == 0) {
		PQclear(st->shared->result);
		base_free(st->shared);
	}
	st->shared = NULL;
	st->result = NULL;
}

/* Takes the questions off their slot. */
static struct asked asked_take(struct postgres_slot *slot)
{
	struct asked all = slot->asked;

	slot->asked = (struct asked){ 0 };
	return all;
}

static enum err send_alone(struct postgres *p, struct postgres_slot *slot, struct postgres_statement *st)
{
	struct postgres_call t = { .query = st->query, .name = st->query->name, .sql = st->query->postgres,
	                           .prepared = &slot->prepared, .values = st->values,
	                           .lengths = st->lengths, .formats = st->formats };

	return postgres_queue_asked(p, &t, st);
}

static enum err send_many(struct postgres *p, struct postgres_slot *slot, const struct asked *all)
{
	const struct db_query *q = all->first->query;
	struct arena          *a = arena_new(ROOM_BYTES);
	const char            *values[UINT8_MAX];
	int                    lengths[UINT8_MAX], formats[UINT8_MAX];
	char                   name[NAME_MAX];
	struct buf             said = { .p = name, .cap = sizeof(name), .max = sizeof(name) };
	struct postgres_call   t = { .query = q, .name = name, .sql = q->rows, .arrays = true,
	                             .prepared = &slot->rows_prepared, .values = values,
	                             .lengths = lengths, .formats = formats };
	enum err               e = OK;

	buf_z(&said, q->name);
	buf_lit(&said, "+");
	buf_char(&said, '\0');
	for (int i = 0; i < q->n_in; i++) {
		struct buf b;

		buf_init(&b, a, INT32_MAX);
		postgres_array_head(&b, q->types[i]);
		for (const struct postgres_statement *st = all->first; st; st = st->next)
			postgres_array_add(&b, st->values[i], st->lengths[i]);
		postgres_array_end(&b, all->n);
		e = b.full ? ERR_TOO_LARGE : e;
		values[i] = b.p;
		lengths[i] = (int)b.n;
		formats[i] = 1;
	}
	if (!e)
		e = postgres_queue_asked(p, &t, all->first);
	arena_free(a);
	return e;
}

static enum err slot_send(struct postgres *p, struct postgres_slot *slot)
{
	struct asked all = asked_take(slot);
	enum err     e;

	if (all.n == 0)
		return OK;
	*all.last = NULL;
	e = all.scope.set ? postgres_queue_scope(p, all.scope) : OK;
	if (!e)
		e = all.n == 1 ? send_alone(p, slot, all.first) : send_many(p, slot, &all);
	return e;
}

enum err postgres_together_send(struct postgres *p)
{
	enum err e = OK;

	while (p->n_asking && !e)
		e = slot_send(p, p->asking[--p->n_asking]);
	return e;
}

void postgres_together_drop(struct postgres *p)
{
	while (p->n_asking)
		asked_take(p->asking[--p->n_asking]);
}

/* One list a slot, of one scope: another scope, or too many, goes first. */
enum err postgres_together_add(struct postgres *p, struct postgres_slot *slot, struct postgres_statement *st,
                               struct scope s)
{
	struct asked *all = &slot->asked;
	enum err      e = OK;

	if (all->n && (all->n == TOGETHER_MOST || all->scope.set != s.set || all->scope.lo != s.lo ||
	               all->scope.hi != s.hi))
		e = slot_send(p, slot);
	if (e)
		return e;
	if (all->n == 0) {
		bool listed = false;

		for (size_t i = 0; i < p->n_asking; i++)
			listed = listed || p->asking[i] == slot;
		if (!listed && p->n_asking == COUNT(p->asking) && (e = postgres_together_send(p)))
			return e;
		if (!listed)
			p->asking[p->n_asking++] = slot;
		*all = (struct asked){ .scope = s, .last = &all->first };
	}
	*all->last = st;
	all->last = &st->next;
	all->n++;
	return OK;
}

/* The last column says whose row it is, from 1. */
static size_t whose(const PGresult *r, int row, int column)
{
	uint64_t word = 0;

	if (PQgetlength(r, row, column) == sizeof(word))
		memcpy(&word, PQgetvalue(r, row, column), sizeof(word));
	return (size_t)be64toh(word);
}

void postgres_together_answer(struct postgres_statement *first, PGresult *r)
{
	struct postgres_statement *all[TOGETHER_MOST];
	struct postgres_shared    *shared = base_alloc(sizeof(*shared));
	size_t                     n = 0;

	for (struct postgres_statement *st = first, *next; st; st = next) {
		next = st->next;
		st->next = NULL;
		st->shared = shared;
		st->result = r;
		st->rows = 0;
		all[n++] = st;
	}
	*shared = (struct postgres_shared){ r, n };
	for (int row = 0; row < PQntuples(r); row++) {
		size_t at = whose(r, row, PQnfields(r) - 1);

		if (at < 1 || at > n)
			continue;
		all[at - 1]->from = row;
		all[at - 1]->rows = 1;
	}
}
