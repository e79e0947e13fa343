/*
 * What readers who share a snapshot, or closures that take turns, ask by the same query, put
 * together: one statement with an array for each input (db_query.joint) instead of many. A statement
 * costs the server 3 us and each of its tables 9 to 10 more, most of it for beginning
 * and ending; a further reader's rows in it cost a look into an index.
 *
 * Together go only those under one scope and with one county, which stays a plain
 * input: on a spread database (Citus) the statement still leads to one place. What was
 * listed stays listed until the transaction ends, and so do the rows.
 */
#include "db/postgres_private.h"

#include <endian.h>

#include "base/log.h"
#include "queries.h"

#define ROOM_BYTES (64 * 1024)
#define NAME_MAX   80

struct postgres_joint {
	struct postgres_joint   *next;
	struct arena               *room;
	const struct db_query      *query;
	PGresult                   *result;
	struct postgres_statement **v;       /* each listed, so they stay */
	size_t                      n;
};

static bool scope_same(struct scope a, struct scope b)
{
	return a.set == b.set && (!a.set || (a.lo == b.lo && a.hi == b.hi));
}

static bool goes_with(const struct postgres_statement *a, const struct postgres_statement *b)
{
	const int at = a->query->county_in - 1;

	return b->waits && scope_same(a->scope, b->scope) && (at < 0 || a->words[at] == b->words[at]);
}

static void waits_no_more(struct postgres *p, struct postgres_slot *slot, struct postgres_statement *st)
{
	st->waits = false;
	slot->waiting--;
	p->waiting--;
}

/* All of the slot that can go with the first of them; they wait no more. */
static struct postgres_joint *gather(struct postgres *p, struct postgres_slot *slot,
                                        struct postgres_statement *first, size_t most)
{
	struct postgres_joint *t;

	if (!p->joint_room)
		p->joint_room = arena_new(ROOM_BYTES);
	t = ARENA_NEW(p->joint_room, struct postgres_joint);
	*t = (struct postgres_joint){ .next = p->joint, .room = p->joint_room, .query = first->query,
	                                 .v = ARENA_ARRAY(p->joint_room, struct postgres_statement *, most) };
	p->joint = t;
	for (struct postgres_statement *st = first; st; st = st->next)
		if (goes_with(first, st))
			t->v[t->n++] = st;
	for (size_t i = 0; i < t->n; i++)
		waits_no_more(p, slot, t->v[i]);
	return t;
}

static enum err arrays_send(struct postgres *p, struct postgres_slot *slot, struct postgres_joint *t)
{
	const struct db_query *q = t->query;
	const char            *values[UINT8_MAX];
	int                    lengths[UINT8_MAX], formats[UINT8_MAX];
	char                   name[NAME_MAX];
	struct buf             b = { .p = name, .cap = sizeof(name), .max = sizeof(name) };
	struct postgres_call   text = { .query = q, .name = name, .sql = q->joint, .prepared = &slot->joint_prepared,
	                                .arrays = true, .single = q->county_in, .values = values,
	                                .lengths = lengths, .formats = formats };

	buf_z(&b, q->name);
	buf_lit(&b, "*");
	buf_char(&b, '\0');
	for (int i = 0; i < q->n_in; i++) {
		struct buf array;

		formats[i] = 1;
		if (i + 1 == q->county_in) {
			values[i] = t->v[0]->values[i];
			lengths[i] = t->v[0]->lengths[i];
			continue;
		}
		buf_init(&array, t->room, INT32_MAX);
		postgres_array_head(&array, q->types[i]);
		for (size_t k = 0; k < t->n; k++)
			postgres_array_add(&array, t->v[k]->values[i], t->v[k]->lengths[i]);
		if (array.full)
			return ERR_TOO_LARGE;
		postgres_array_end(&array, t->n);
		values[i] = array.p;
		lengths[i] = (int)array.n;
	}
	return postgres_queue_joint(p, &text, t);
}

/* The first that waits, and whoever can go with it. Making room may have sent them already. */
static enum err some_send(struct postgres *p, struct postgres_slot *slot, struct postgres_statement *first)
{
	size_t   n = 0;
	enum err e = first->scope.set ? postgres_queue_scope(p, first->scope) : OK;

	if (e || !first->waits)
		return e;
	for (const struct postgres_statement *st = first; st; st = st->next)
		n += goes_with(first, st);
	if (n > 1 && first->query->joint)
		return arrays_send(p, slot, gather(p, slot, first, n));
	waits_no_more(p, slot, first);
	return postgres_queue_ahead(p, slot, first);
}

/* Of one scope after the other, so that it is not set to and fro. */
static struct postgres_statement *next_of(const struct postgres *p, struct postgres_slot **slot)
{
	struct postgres_statement *any = NULL;

	for (struct postgres_slot *s = p->listed; s; s = s->next == s ? NULL : s->next)
		for (struct postgres_statement *st = s->waiting ? s->listed : NULL; st; st = st->next) {
			if (!st->waits || (any && st->scope.set && !scope_same(st->scope, p->have)))
				continue;
			*slot = s;
			any = st;
			if (!st->scope.set || scope_same(st->scope, p->have))
				return st;
		}
	return any;
}

enum err postgres_joint_send(struct postgres *p)
{
	struct postgres_statement *st;
	struct postgres_slot      *slot;
	enum err                   e = OK;

	while (!e && (st = next_of(p, &slot)))
		e = some_send(p, slot, st);
	return e;
}

/* Whose row it is, from 0, as the last column says; as many as there are when it says nonsense. */
static size_t whose(const struct postgres_joint *t, const PGresult *r, int row)
{
	const int last = PQnfields(r) - 1;
	uint64_t  n = 0;

	if (last >= 0 && PQgetlength(r, row, last) == sizeof(n))
		memcpy(&n, PQgetvalue(r, row, last), sizeof(n));
	n = be64toh(n);
	return n >= 1 && n <= t->n ? (size_t)n - 1 : t->n;
}

void postgres_joint_take(struct postgres_joint *t, PGresult *r)
{
	const int n = PQntuples(r);
	int      *order = ARENA_ARRAY(t->room, int, (size_t)n + 1), *at = ARENA_ARRAY(t->room, int, t->n + 2);

	t->result = r;
	memset(at, 0, (t->n + 2) * sizeof(*at));
	for (int row = 0; row < n; row++)
		at[whose(t, r, row) + 1]++;
	for (size_t i = 0; i < t->n; i++) {
		struct postgres_statement *st = t->v[i];

		st->result = r;
		st->borrowed = true;
		st->rows = at[i + 1];
		st->order = order + at[i];
		at[i + 1] += at[i];
	}
	for (int row = 0; row < n; row++)
		order[at[whose(t, r, row)]++] = row;
}

void postgres_joint_drop(struct postgres *p)
{
	for (struct postgres_joint *t = p->joint; t; t = t->next)
		PQclear(t->result);
	p->joint = NULL;
	if (p->joint_room)
		arena_reset(p->joint_room);
}
