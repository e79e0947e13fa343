/* The statements of a SQLite connection: what generated code starts, sets, steps and reads. */
#include "db/sqlite_private.h"

#include "base/log.h"
#include "queries.h"

static struct db_slot *slot_of(struct db *db, const struct db_query *q)
{
	return q->id < QUERY_COUNT ? &sqlite_of(db)->slots[q->id] : NULL;
}

/* The kept statement of q, or a new one when q is unknown to the cache or being stepped. */
static int statement_for(struct db *db, const struct db_query *q, sqlite3_stmt **out)
{
	struct db_slot *slot = slot_of(db, q);
	int             code;

	*out = NULL;
	if (!slot || slot->busy)
		return sqlite3_prepare_v3(sqlite_raw(db), q->sql, -1, 0, out, NULL);
	if (slot->query != q) {
		sqlite3_finalize(slot->statement);
		slot->statement = NULL;
		slot->query = NULL;
		code = sqlite3_prepare_v3(sqlite_raw(db), q->sql, -1, SQLITE_PREPARE_PERSISTENT,
		                          &slot->statement, NULL);
		if (code != SQLITE_OK)
			return code;
		slot->query = q;
	}
	slot->busy = true;
	*out = slot->statement;
	return SQLITE_OK;
}

enum err sqlite_start(struct db *db, const struct db_query *q, struct db_cursor *c)
{
	sqlite3_stmt *s;
	int           code;

	*c = (struct db_cursor){ .db = db, .query = q };
	if (q->writes && (db->mode == DB_READ || !db_in_transaction(db))) {
		log_error("db", "%s: a writing query outside a write transaction", q->name);
		c->failed = ERR_FAULT;
		return ERR_FAULT;
	}
	code = statement_for(db, q, &s);
	if (code != SQLITE_OK) {
		c->failed = sqlite_failed(db, code, q->name);
		return c->failed;
	}
	c->statement = s;
	return OK;
}

static void bound(struct db_cursor *c, int code)
{
	if (code != SQLITE_OK && !c->failed)
		c->failed = sqlite_failed(c->db, code, c->query->name);
}

void sqlite_set_int(struct db_cursor *c, int at, int64_t v)
{
	bound(c, sqlite3_bind_int64(c->statement, at, v));
}

void sqlite_set_real(struct db_cursor *c, int at, double v)
{
	bound(c, sqlite3_bind_double(c->statement, at, v));
}

void sqlite_set_text(struct db_cursor *c, int at, struct str v)
{
	if (!v.p)
		sqlite_set_null(c, at);
	else
		bound(c, sqlite3_bind_text64(c->statement, at, v.p, v.n, SQLITE_STATIC, SQLITE_UTF8));
}

void sqlite_set_blob(struct db_cursor *c, int at, struct str v)
{
	if (!v.p)
		sqlite_set_null(c, at);
	else
		bound(c, sqlite3_bind_blob64(c->statement, at, v.n ? v.p : "", v.n, SQLITE_STATIC));
}

void sqlite_set_null(struct db_cursor *c, int at)
{
	bound(c, sqlite3_bind_null(c->statement, at));
}

enum err sqlite_step(struct db_cursor *c, bool *row)
{
	int code = sqlite3_step(c->statement);

	if (code == SQLITE_ROW) {
		*row = true;
		return OK;
	}
	if (code == SQLITE_DONE)
		return OK;
	return sqlite_failed(c->db, code, c->query->name);
}

enum err sqlite_run(struct db_cursor *c)
{
	bool row;

	return sqlite_step(c, &row);
}

bool sqlite_is_null(struct db_cursor *c, int col)
{
	return sqlite3_column_type(c->statement, col) == SQLITE_NULL;
}

int64_t sqlite_int(struct db_cursor *c, int col)
{
	return sqlite3_column_int64(c->statement, col);
}

double sqlite_real(struct db_cursor *c, int col)
{
	return sqlite3_column_double(c->statement, col);
}

struct str sqlite_text(struct db_cursor *c, int col, struct arena *a)
{
	struct str s;

	s.p = (const char *)sqlite3_column_text(c->statement, col);
	if (!s.p)
		return STR_NONE;
	s.n = (size_t)sqlite3_column_bytes(c->statement, col);
	return a ? str_copy(a, s) : s;
}

struct str sqlite_blob(struct db_cursor *c, int col, struct arena *a)
{
	struct str s;

	if (sqlite_is_null(c, col))
		return STR_NONE;
	s.p = sqlite3_column_blob(c->statement, col);
	s.n = (size_t)sqlite3_column_bytes(c->statement, col);
	if (!s.p)
		s.p = "";               /* the engine gives no address for an empty blob */
	return a ? str_copy(a, s) : s;
}

int64_t sqlite_changed(struct db_cursor *c)
{
	return sqlite3_changes64(sqlite_raw(c->db));
}

void sqlite_done(struct db_cursor *c)
{
	struct db_slot *slot = slot_of(c->db, c->query);

	if (slot && slot->statement == c->statement) {
		sqlite3_reset(c->statement);
		sqlite3_clear_bindings(c->statement);
		slot->busy = false;
	} else {
		sqlite3_finalize(c->statement);
	}
}

/* ---- many rows, for copies from another database ---- */

static int bind_cell(sqlite3_stmt *s, int at, const struct cell *c)
{
	switch (c->letter) {
	case 'i':
		return sqlite3_bind_int64(s, at, c->i);
	case 'r':
		return sqlite3_bind_double(s, at, c->r);
	case 't':
		return sqlite3_bind_text64(s, at, c->s.p, c->s.n, SQLITE_STATIC, SQLITE_UTF8);
	case 'b':
		return sqlite3_bind_blob64(s, at, c->s.n ? c->s.p : "", c->s.n, SQLITE_STATIC);
	default:
		return sqlite3_bind_null(s, at);
	}
}

enum err sqlite_load(struct db *db, const struct db_query *q, const struct cell *cells, size_t n,
                     struct arena *a)
{
	sqlite3_stmt *s = NULL;
	int           code = sqlite3_prepare_v3(sqlite_raw(db), q->sql, -1, 0, &s, NULL);
	enum err      e = OK;

	(void)a;
	for (size_t i = 0; code == SQLITE_OK && i < n; i++, cells += q->n_in) {
		for (int k = 0; code == SQLITE_OK && k < q->n_in; k++)
			code = bind_cell(s, k + 1, &cells[k]);
		if (code == SQLITE_OK && (code = sqlite3_step(s)) == SQLITE_DONE)
			code = sqlite3_reset(s);
	}
	if (code != SQLITE_OK)
		e = sqlite_failed(db, code, q->name);
	sqlite3_finalize(s);
	return e;
}
