/*
 * Rows that nobody waits for, put together: what several closures insert by one
 * query goes as one statement with an array for each input (db_query.rows), which
 * costs the server a third of a statement a row. They go before anything that names
 * their table, before a savepoint begins or ends, and before the commit.
 */
#include "db/postgres_private.h"

#include <endian.h>

#include "base/buf.h"

#define ROWS_MOST  512          /* in one statement */
#define BYTES_MOST (1 << 20)    /* of one input; a longer one goes alone */
#define ARRAY_HEAD 20
#define ROOM_BYTES (64 * 1024)
#define NAME_MAX   80

struct postgres_rows {
	struct postgres_rows  *next;
	struct postgres_slot  *slot;
	const struct db_query *query;
	struct scope           scope;   /* unset: it needs none */
	size_t                 n;
	struct buf            *inputs;  /* each an array as the server takes it, but for its length */
};

static struct postgres_rows *rows_begin(struct postgres *p, struct postgres_slot *slot,
                                        const struct db_query *q, struct scope scope)
{
	struct postgres_rows *r;

	if (!p->room)
		p->room = arena_new(ROOM_BYTES);
	if (!p->first_rows)
		p->last_rows = &p->first_rows;
	r = ARENA_NEW(p->room, struct postgres_rows);
	*r = (struct postgres_rows){ .slot = slot, .query = q, .scope = scope,
	                             .inputs = ARENA_ARRAY(p->room, struct buf, q->n_in) };
	for (int i = 0; i < q->n_in; i++) {
		buf_init(&r->inputs[i], p->room, INT32_MAX);
		postgres_array_head(&r->inputs[i], q->types[i]);
	}
	slot->rows = *p->last_rows = r;
	p->last_rows = &r->next;
	return r;
}

/* One row alone goes by the query's own text: its inputs stand behind the heads. */
static void one_row(const struct postgres_rows *r, const char **values, int *lengths)
{
	for (int i = 0; i < r->query->n_in; i++) {
		const char *at = r->inputs[i].p + ARRAY_HEAD;
		uint32_t    n;

		memcpy(&n, at, sizeof(n));
		lengths[i] = (int)be32toh(n);
		values[i] = lengths[i] < 0 ? NULL : at + sizeof(n);
	}
}

static void all_rows(const struct postgres_rows *r, const char **values, int *lengths)
{
	for (int i = 0; i < r->query->n_in; i++) {
		postgres_array_end(&r->inputs[i], r->n);
		values[i] = r->inputs[i].p;
		lengths[i] = (int)r->inputs[i].n;
	}
}

static enum err rows_send(struct postgres *p, struct postgres_rows *r)
{
	const char          *values[UINT8_MAX];
	int                  lengths[UINT8_MAX], formats[UINT8_MAX];
	char                 name[NAME_MAX];
	struct buf           b = { .p = name, .cap = sizeof(name), .max = sizeof(name) };
	struct postgres_call text = { .query = r->query, .values = values, .lengths = lengths,
	                              .formats = formats };

	for (int i = 0; i < r->query->n_in; i++)
		formats[i] = 1;
	buf_z(&b, r->query->name);
	if (r->n == 1) {
		text.sql = r->query->postgres;
		text.prepared = &r->slot->prepared;
		one_row(r, values, lengths);
	} else {
		text.sql = r->query->rows;
		text.arrays = true;
		text.prepared = &r->slot->rows_prepared;
		all_rows(r, values, lengths);
		buf_lit(&b, "+");
	}
	buf_char(&b, '\0');
	text.name = name;
	return postgres_queue_call(p, &text);
}

enum err postgres_rows_send(struct postgres *p, uint64_t touches)
{
	struct postgres_rows **at = &p->first_rows, *r;
	enum err               e = OK;

	while (!e && (r = *at)) {
		if (touches && r->query->touches && !(touches & r->query->touches)) {
			at = &r->next;
			continue;
		}
		*at = r->next;
		r->slot->rows = NULL;
		e = r->scope.set ? postgres_queue_scope(p, r->scope) : OK;
		if (!e)
			e = rows_send(p, r);
	}
	if (p->first_rows)
		for (p->last_rows = at; *p->last_rows; )
			p->last_rows = &(*p->last_rows)->next;
	else if (p->room)
		arena_reset(p->room);
	return e;
}

void postgres_rows_drop(struct postgres *p)
{
	for (struct postgres_rows *r = p->first_rows; r; r = r->next)
		r->slot->rows = NULL;
	p->first_rows = NULL;
	if (p->room)
		arena_reset(p->room);
}

enum err postgres_rows_add(struct postgres *p, struct postgres_slot *slot,
                           const struct postgres_statement *st, struct scope scope)
{
	const struct db_query *q = st->query;
	struct postgres_rows  *r = slot->rows;
	enum err               e = OK;
	bool                   full = false;

	if (r && (r->scope.lo != scope.lo || r->scope.hi != scope.hi)) {
		e = postgres_rows_send(p, q->touches);
		r = NULL;
	}
	if (!e && !r)
		r = rows_begin(p, slot, q, scope);
	for (int i = 0; !e && i < q->n_in; i++) {
		struct buf *b = &r->inputs[i];

		postgres_array_add(b, st->values[i], st->lengths[i]);
		full = full || b->n > BYTES_MOST;
		if (b->full)
			e = ERR_TOO_LARGE;
	}
	if (e)
		return e;
	p->changes++;
	return ++r->n == ROWS_MOST || full ? postgres_rows_send(p, q->touches) : OK;
}
