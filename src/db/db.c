/* The door of db.h: what both engines have in common, then the engine's own function. */
#include "db/engine.h"

#include "base/log.h"
#include "db/copy.q.h"
#include "db/copy_private.h"

enum err db_open_unfinished(const char *place, enum db_mode mode, struct arena *a,
                            struct db **out, struct str *why)
{
	*out = NULL;
	return db_is_url(place) ? postgres_open(place, mode, a, out, why) :
	                          sqlite_open(place, mode, a, out, why);
}

enum err db_open(const char *place, enum db_mode mode, struct arena *a, struct db **out,
                 struct str *why)
{
	struct copy_state_row state;
	bool                  unfinished = false;
	enum err              e = db_open_unfinished(place, mode, a, out, why);

	if (e)
		return e;
	e = copy_state(*out, a, &state, &unfinished);
	/* Once all rows are there, commands may make what belongs to them. */
	if (!e && unfinished && (mode == DB_WRITE || state.tables <= (int64_t)copy_tables_n)) {
		*why = str_join(a, db_is_url(place) ? S("the database") : str_of(place),
		                S(" holds an unfinished copy; run the same lianxin copy again, it "
		                  "goes on where it stopped"), STR_NONE);
		e = ERR_CONFLICT;
	} else if (e) {
		*why = S("the database cannot be read; the log line above says why");
	}
	if (e) {
		db_close(*out);
		*out = NULL;
	}
	return e;
}

bool db_is_url(const char *place)
{
	return str_starts(str_of(place), S("postgres://")) ||
	       str_starts(str_of(place), S("postgresql://"));
}

bool db_shared(const struct db *db)
{
	return db->engine->shared;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	db_rollback(db);
	counters_free(db);
	replica_close(db->replica);
	names_free(db);
	db->engine->close(db);
}

bool db_broken(const struct db *db)
{
	return db->broken;
}

bool db_in_transaction(const struct db *db)
{
	return db->reads ? reads_joined(db) : db->engine->in_transaction(db);
}

bool db_lost(struct db *db)
{
	return db->engine->lost && db->engine->lost(db);
}

int64_t db_total_changes(struct db *db)
{
	return db->engine->total_changes(db);
}

/* ---- transactions ---- */

enum err db_begin(struct db *db, bool write)
{
	if (db_in_transaction(db) || (write && db->mode == DB_READ)) {
		log_error("db", "a transaction was begun inside another, or for writing by a reader");
		return ERR_FAULT;
	}
	if (db->reads && !write)
		return reads_begin(db);
	db->scope.set = db->names_known = db->renamed = false;
	return db->engine->begin(db, write);
}

enum err db_commit(struct db *db)
{
	enum err e;

	if (db->reads) {
		reads_end(db);
		return OK;
	}
	if (db->counters.n) {
		log_error("db", "increments were collected but not applied before the commit");
		return ERR_FAULT;
	}
	e = names_renewed(db);
	return e ? e : db->engine->commit(db);
}

void db_rollback(struct db *db)
{
	if (db->reads) {
		reads_end(db);
		return;
	}
	counters_forget(db);
	if (db_in_transaction(db))
		db->engine->rollback(db);
}

void db_lazy(struct db *db)
{
	db->lazy = true;
}

void db_send(struct db *db)
{
	if (db->engine->send)
		db->engine->send(db);
}

void db_scope(struct db *db, int64_t lo, int64_t hi)
{
	db->scope = (struct scope){ true, lo, hi };
}

enum err db_mark(struct db *db)
{
	counters_mark(db);
	return db->engine->mark(db);
}

enum err db_keep(struct db *db)
{
	return db->engine->keep(db);
}

enum err db_undo(struct db *db)
{
	counters_undo(db);
	if (!db_in_transaction(db))
		return ERR_FAULT;       /* a failure already undid the whole transaction */
	return db->engine->undo(db);
}

/* ---- statements ---- */

enum err db_start(struct db *db, const struct db_query *q, struct db_cursor *c)
{
	db->renamed = db->renamed || q->renames;
	return db->engine->start(db, q, c);
}

void db_set_int(struct db_cursor *c, int at, int64_t v)
{
	c->db->engine->set_int(c, at, v);
}

void db_set_real(struct db_cursor *c, int at, double v)
{
	c->db->engine->set_real(c, at, v);
}

void db_set_text(struct db_cursor *c, int at, struct str v)
{
	c->db->engine->set_text(c, at, v);
}

void db_set_blob(struct db_cursor *c, int at, struct str v)
{
	c->db->engine->set_blob(c, at, v);
}

void db_set_null(struct db_cursor *c, int at)
{
	c->db->engine->set_null(c, at);
}

enum err db_step(struct db_cursor *c, bool *row)
{
	*row = false;
	if (c->failed)
		return c->failed;
	c->failed = c->db->engine->step(c, row);
	return c->failed;
}

enum err db_run(struct db_cursor *c)
{
	if (!c->failed)
		c->failed = c->db->engine->run(c);
	return c->failed;
}

bool db_asks(const struct db *db)
{
	return db->asks;
}

void db_ask(struct db_cursor *c)
{
	c->db->engine->ask(c);
	c->statement = NULL;
}

bool db_is_null(struct db_cursor *c, int col)
{
	return c->db->engine->is_null(c, col);
}

int64_t db_int(struct db_cursor *c, int col)
{
	return c->db->engine->get_int(c, col);
}

double db_real(struct db_cursor *c, int col)
{
	return c->db->engine->get_real(c, col);
}

struct str db_text(struct db_cursor *c, int col, struct arena *a)
{
	return c->db->engine->get_text(c, col, a);
}

struct str db_blob(struct db_cursor *c, int col, struct arena *a)
{
	return c->db->engine->get_blob(c, col, a);
}

int64_t db_changed(struct db_cursor *c)
{
	return c->db->engine->changed(c);
}

void db_done(struct db_cursor *c)
{
	if (c->statement)
		c->db->engine->done(c);
	c->statement = NULL;
}

enum err db_refuse(struct db *db, const struct db_query *q, const char *member)
{
	(void)db;
	log_error("db", "%s: no value was given for %s", q->name, member);
	return ERR_FAULT;
}

enum err db_null_found(struct db *db, const struct db_query *q, const char *column)
{
	(void)db;
	log_error("db", "%s: column %s is empty but was promised a value", q->name, column);
	return ERR_FAULT;
}
