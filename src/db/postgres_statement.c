/* The statements of a PostgreSQL connection: inputs and rows in binary. */
#include "db/postgres_private.h"

#include <endian.h>

#include "base/log.h"
#include "queries.h"

/* ---- memory: one block for each execution, kept by its slot ---- */

static struct postgres_statement *statement_new(const struct db_query *q)
{
	const size_t               n = q->n_in, head = sizeof(struct postgres_statement);
	const size_t               bytes = head + n * (sizeof(uint64_t) + sizeof(char *) + 2 * sizeof(int));
	struct postgres_statement *st = base_alloc(bytes);

	memset(st, 0, bytes);
	st->query = q;
	st->words = (uint64_t *)(void *)((char *)st + head);
	st->values = (const char **)(void *)(st->words + n);
	st->lengths = (int *)(void *)(st->values + n);
	st->formats = st->lengths + n;
	for (size_t i = 0; i < n; i++)
		st->formats[i] = 1;
	return st;
}

struct postgres_slot *postgres_slot_of(struct db *db, const struct db_query *q)
{
	return q->id < QUERY_COUNT ? &postgres_of(db)->slots[q->id] : NULL;
}

void postgres_statement_give(struct postgres *p, struct postgres_statement *st)
{
	struct postgres_slot *slot = postgres_slot_of(&p->db, st->query);

	if (st->listed)
		return;                 /* until the transaction ends */
	if (!st->borrowed)
		PQclear(st->result);
	base_free(st->inputs);
	st->result = NULL;
	st->inputs = NULL;
	st->ran = st->borrowed = st->waits = false;
	st->order = NULL;
	st->rows = 0;
	if (slot && !slot->spare)
		slot->spare = st;
	else
		base_free(st);
}

void postgres_slots_free(struct postgres *p)
{
	for (size_t i = 0; i < QUERY_COUNT; i++)
		base_free(p->slots[i].spare);
}

/* ---- inputs ---- */

enum err postgres_start(struct db *db, const struct db_query *q, struct db_cursor *c)
{
	struct postgres           *p = postgres_of(db);
	struct postgres_slot      *slot = postgres_slot_of(db, q);
	struct postgres_statement *st = slot ? slot->spare : NULL;

	*c = (struct db_cursor){ .db = db, .query = q };
	if (!q->postgres) {
		log_error("db", "%s: this query does not exist on PostgreSQL", q->name);
		c->failed = ERR_FAULT;
	} else if (q->writes && (db->mode == DB_READ || !p->open)) {
		/* Also the state after a connection was lost in the middle. */
		if (db->mode == DB_READ || p->raw)
			log_error("db", "%s: a writing query outside a write transaction", q->name);
		c->failed = p->raw ? ERR_FAULT : ERR_BUSY;
	} else if (p->aborted) {
		/* Where closures take turns the failure may have been another's. */
		if (!db->pause)
			log_error("db", "%s: asked after a failure in the same transaction", q->name);
		c->failed = db->pause ? p->failed : ERR_FAULT;
	}
	if (c->failed)
		return c->failed;
	if (q->writes)
		db->wrote = true;
	if (st)
		slot->spare = NULL;
	c->statement = st ? st : statement_new(q);
	return OK;
}

static struct postgres_statement *of(struct db_cursor *c)
{
	return c->statement;
}

static void set_word(struct db_cursor *c, int at, uint64_t v)
{
	struct postgres_statement *st = of(c);

	st->words[at - 1] = htobe64(v);
	st->values[at - 1] = (const char *)&st->words[at - 1];
	st->lengths[at - 1] = 8;
}

void postgres_set_int(struct db_cursor *c, int at, int64_t v)
{
	set_word(c, at, (uint64_t)v);
}

void postgres_set_real(struct db_cursor *c, int at, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	set_word(c, at, bits);
}

void postgres_set_text(struct db_cursor *c, int at, struct str v)
{
	struct postgres_statement *st = of(c);

	if (v.n > INT32_MAX) {
		c->failed = ERR_TOO_LARGE;
		return;
	}
	st->values[at - 1] = v.p;
	st->lengths[at - 1] = (int)v.n;
}

void postgres_set_null(struct db_cursor *c, int at)
{
	of(c)->values[at - 1] = NULL;
}

/* ---- rows ---- */

/* Is a column of this type read as its letter says? */
static bool type_fits(Oid type, char letter)
{
	switch (letter) {
	case 'i':
		return type == 20 || type == 21 || type == 23 || type == 16;
	case 'r':
		return type == 701;
	case 'b':
		return type == 17;
	default:
		return type == 25 || type == 1043;
	}
}

/* Are the columns what mkquery promised? */
static enum err columns_check(const struct postgres_statement *st)
{
	const struct db_query *q = st->query;

	if (PQnfields(st->result) != q->n_out + (st->order != NULL)) {
		log_error("db", "%s: %d columns came, %d were promised", q->name,
		          PQnfields(st->result), q->n_out);
		return ERR_FAULT;
	}
	for (int i = 0; i < q->n_out && q->out_types; i++) {
		if (type_fits(PQftype(st->result, i), q->out_types[i]))
			continue;
		log_error("db", "%s: column %s came as type %u", q->name, PQfname(st->result, i),
		          PQftype(st->result, i));
		return ERR_FAULT;
	}
	return OK;
}

bool postgres_scope_fits(const struct postgres *p, const struct postgres_statement *st,
                         struct scope *s)
{
	static const struct scope all = { true, 0, 999999 };
	const struct db_query    *q = st->query;
	int64_t                   county;

	*s = (struct scope){ .set = false };
	/* Outside a transaction there is no scope: reference tables only. */
	if (!p->open || (!q->any_county && !q->county_in))
		return true;
	county = q->county_in ? (int64_t)be64toh(st->words[q->county_in - 1]) : -1;
	if (p->db.scope.set && county >= p->db.scope.lo && county <= p->db.scope.hi)
		*s = p->db.scope;
	else if (q->any_county)
		*s = all;
	return s->set;
}

/*
 * A query for a tenant must stay inside the scope that was asked for: row
 * security would answer it with nothing, which looks like an honest answer.
 */
static enum err scope_find(const struct postgres *p, const struct postgres_statement *st,
                           struct scope *s)
{
	if (postgres_scope_fits(p, st, s))
		return OK;
	log_error("db", "%s: tenant %lld is not in the scope of its transaction", st->query->name,
	          (long long)be64toh(st->words[st->query->county_in - 1]));
	return ERR_FAULT;
}

/* Rows of a query's tables that are still kept go before it. */
static enum err rows_first_sent(struct postgres *p, const struct postgres_statement *st)
{
	return p->first_rows ? postgres_rows_send(p, st->query->touches) : OK;
}

/* What must go before a query: such rows, then its scope. */
static enum err go_first(struct postgres *p, const struct postgres_statement *st, struct scope s)
{
	enum err e = rows_first_sent(p, st);

	return !e && s.set ? postgres_queue_scope(p, s) : e;
}

/* Does it go with what others ask in this round? */
static bool waits_for_others(const struct postgres *p, const struct postgres_statement *st)
{
	return p->db.reads ? !st->query->each : p->db.pause && st->query->together;
}

/* The rows of a statement, asked ahead or asked now; of a walk the first of them. */
static enum err rows_get(struct postgres *p, struct postgres_slot *slot,
                         struct postgres_statement *st)
{
	struct scope s;
	bool         taken;
	enum err     e;

	if ((e = scope_find(p, st, &s)))
		return e;
	st->scope = s;
	if (!p->writing && ((e = postgres_ahead_take(p, slot, st, &taken)) || taken))
		return e;
	if (slot && waits_for_others(p, st)) {
		if ((e = rows_first_sent(p, st)))
			return e;
		postgres_ahead_list(p, slot, st);
		return postgres_wait(p, st);
	}
	if (!st->query->each || !p->open)
		return (e = rows_first_sent(p, st)) ? e : postgres_ask(p, slot, st, s);
	return (e = go_first(p, st, s)) ? e : postgres_walk_begin(p, st);
}

/* The first step: what mkquery promised is looked at once for each statement of a connection. */
static enum err rows_first(struct postgres *p, struct postgres_slot *slot,
                           struct postgres_statement *st)
{
	enum err e;

	st->ran = true;
	st->row = -1;
	if ((e = rows_get(p, slot, st)))
		return e;
	if (!st->result)
		return ERR_FAULT;
	if (slot && slot->looked_at)
		return OK;
	e = columns_check(st);
	if (slot && !e)
		slot->looked_at = true;
	return e;
}

enum err postgres_step(struct db_cursor *c, bool *row)
{
	struct postgres           *p = postgres_of(c->db);
	struct postgres_statement *st = of(c);
	enum err                   e = OK;

	if (!st->ran)
		e = rows_first(p, postgres_slot_of(c->db, c->query), st);
	else if (st->walk && st->row + 1 == st->rows)
		e = postgres_walk_more(p, st);
	if (!e && st->row + 1 < st->rows) {
		st->row++;
		*row = true;
	}
	return e;
}

enum err postgres_run(struct db_cursor *c)
{
	struct postgres      *p = postgres_of(c->db);
	struct postgres_slot *slot = postgres_slot_of(c->db, c->query);
	struct scope          s;
	enum err              e;
	bool                  row;

	if (!slot || !p->open || !p->writing)
		return postgres_step(c, &row);
	e = scope_find(p, of(c), &s);
	if (!e && c->query->rows)
		return postgres_rows_add(p, slot, of(c), s);
	if (!e)
		e = go_first(p, of(c), s);
	return e ? e : postgres_queue_run(p, slot, of(c));
}

/* Where its row stands in an answer that others may have a part in. */
static int row_at(struct db_cursor *c)
{
	const struct postgres_statement *st = of(c);

	return st->order ? st->order[st->row] : st->row;
}

bool postgres_is_null(struct db_cursor *c, int col)
{
	return PQgetisnull(of(c)->result, row_at(c), col);
}

/* A number of any width, most significant byte first. */
static uint64_t word(struct db_cursor *c, int col)
{
	const char *v = PQgetvalue(of(c)->result, row_at(c), col);
	int         n = PQgetlength(of(c)->result, row_at(c), col);
	uint64_t    w = 0;
	uint32_t    half;

	if (n == 8) {
		memcpy(&w, v, 8);
		return be64toh(w);
	}
	if (n == 4) {
		memcpy(&half, v, 4);
		return (uint64_t)(int64_t)(int32_t)be32toh(half);
	}
	if (n == 2)
		return (uint64_t)(int64_t)(int16_t)((unsigned char)v[0] << 8 | (unsigned char)v[1]);
	return n == 1 ? (unsigned char)v[0] : 0;
}

int64_t postgres_int(struct db_cursor *c, int col)
{
	return (int64_t)word(c, col);
}

double postgres_real(struct db_cursor *c, int col)
{
	uint64_t bits = word(c, col);
	double   v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

struct str postgres_text(struct db_cursor *c, int col, struct arena *a)
{
	const struct postgres_statement *st = of(c);
	struct str                       s;

	if (PQgetisnull(st->result, row_at(c), col))
		return STR_NONE;
	s.p = PQgetvalue(st->result, row_at(c), col);
	s.n = (size_t)PQgetlength(st->result, row_at(c), col);
	return a ? str_copy(a, s) : s;
}

int64_t postgres_changed(struct db_cursor *c)
{
	return of(c)->changed;
}

void postgres_done(struct db_cursor *c)
{
	struct postgres *p = postgres_of(c->db);

	if (of(c)->walk)
		postgres_walk_end(p, of(c));
	postgres_statement_give(p, of(c));
}
