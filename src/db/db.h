/*
 * db: one connection and its prepared statements, on either engine.
 *
 * The only door to the database. Statements come from .sql files through
 * mkquery; no SQL is ever built from text, so the functions below are called by
 * generated code and by migrate.c, not by rooms. A struct db is used by one
 * thread at a time. Two engines stand behind it (engine.h) and nothing above
 * this file knows which.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct db;

#define DB_UNCACHED UINT16_MAX  /* id of a statement that is prepared anew each time */

/*
 * One statement, made by mkquery. A text is NULL on the engine that has no use
 * for the query. The letters say how a value travels: i int8, r float8, t text,
 * b bytea.
 */
struct db_query {
	const char *name;
	const char *sql;         /* for SQLite, inputs as ?N */
	const char *postgres;    /* for PostgreSQL, inputs as $N */
	const char *rows;        /* the same for many rows, inputs as arrays; NULL: one by one */
	const char *joint;       /* the same for many who ask, inputs but the county's as arrays; NULL: one by one */
	const char *types;       /* a letter for each input */
	const char *out_types;   /* a letter for each column read */
	uint16_t    id;          /* dense: index of the statement cache, or DB_UNCACHED */
	uint8_t     n_in, n_out;
	uint8_t     county_in;   /* 1-based place of the input `county`, 0: there is none */
	bool        any_county;  /* the author said that it goes over all tenants */
	bool        writes;
	bool        renames;     /* it may change a name of a station, unit or place */
	bool        together;    /* closures that take turns ask it at the same time */
	bool        each;        /* its rows are looked at one by one and may be many */
	uint64_t    touches;     /* tables it names as bits, two may share one; 0: nobody knows */
};

struct db_cursor {
	struct db             *db;
	const struct db_query *query;
	void                  *statement;
	enum err               failed;      /* first failure of a binder, told by db_step */
};

enum db_mode {
	DB_READ,         /* a reader: the engine refuses writes */
	DB_WRITE,        /* a writer: creates the file if needed, migrates it forward */
	DB_OFFLINE       /* like DB_WRITE, for commands, which may take their time */
};

/*
 * A place is a folder (its DIR/lianxin.db) or a URL of PostgreSQL, postgres://...
 * On failure `why` holds one sentence for the operator that says what to do. A
 * reader needs an existing database of this schema version.
 */
enum err db_open(const char *place, enum db_mode mode, struct arena *a, struct db **out,
                 struct str *why) MUST_USE;
bool db_is_url(const char *place);

/* True when other programs may write to the same database at any time (PostgreSQL). */
bool db_shared(const struct db *db);
void db_close(struct db *db);

/* The number of the last migration this program knows; what every open file has. */
int db_schema_version(void);

/*
 * True once the disk failed or the file was found damaged. What fsync lost
 * cannot be retried, so the lane ends the process when its connection says so.
 */
bool db_broken(const struct db *db);

/* True while a transaction is open: some failures (a full disk) end it by themselves. */
bool db_in_transaction(const struct db *db);

/*
 * True when ERR_BUSY came because the connection to the server was lost: what was read
 * in it may be read again, in a connection that the next db_begin() makes.
 */
bool db_lost(struct db *db);

/* A read snapshot (any mode) or a write transaction (writers only); no nesting. */
enum err db_begin(struct db *db, bool write) MUST_USE;
enum err db_commit(struct db *db) MUST_USE;
void db_rollback(struct db *db);

/*
 * Which tenants the transaction may see and change from here on: lo..hi, the
 * same number but for figures over a whole city or province. PostgreSQL holds
 * every query to it, except those that say `anycounty`; a query for a tenant
 * before there is a scope fails. On SQLite it does nothing.
 */
void db_scope(struct db *db, int64_t lo, int64_t hi);

/* One request's part of a write transaction: undone alone by db_undo(). */
enum err db_mark(struct db *db) MUST_USE;
enum err db_keep(struct db *db) MUST_USE;
enum err db_undo(struct db *db) MUST_USE;

/*
 * Rows changed since the connection opened; the lane skips commits that changed nothing. On
 * PostgreSQL a db_run() counts as one.
 */
int64_t db_total_changes(struct db *db);

/* ---- for generated code: start, set (1-based), step, read (0-based), done ---- */
enum err db_start(struct db *db, const struct db_query *q, struct db_cursor *c) MUST_USE;
void db_set_int(struct db_cursor *c, int at, int64_t v);
void db_set_real(struct db_cursor *c, int at, double v);
void db_set_text(struct db_cursor *c, int at, struct str v);     /* borrowed until db_done */
void db_set_blob(struct db_cursor *c, int at, struct str v);     /* borrowed until db_done */
void db_set_null(struct db_cursor *c, int at);
enum err db_step(struct db_cursor *c, bool *row) MUST_USE;

/*
 * Asking ahead. A page that needs several answers says so before it looks at the first:
 * NAME_ask(db, &in) for each of them, then NAME(...) as ever, which takes the answer when
 * it was asked with the same inputs in this transaction. Where the database is across a
 * network all of them go out together and cost one wait; a file has nothing to gain and
 * db_asks() is false, as it is while writing. It is a hint: whatever is wrong with it is
 * told by the call that wants the answer, and what is never wanted is thrown away.
 */
bool db_asks(const struct db *db);
void db_ask(struct db_cursor *c);                /* instead of db_step and db_done */

/*
 * The end of a read on a lazy connection travels with what is sent next. Its
 * owner calls db_send() before it goes idle.
 */
void db_lazy(struct db *db);
void db_send(struct db *db);

/*
 * A step whose rows and number of changes nobody looks at. PostgreSQL is not
 * waited for: a failure is told by the next query that is, by db_keep() or by
 * db_commit(), always inside the part it belongs to.
 */
enum err db_run(struct db_cursor *c) MUST_USE;
bool db_is_null(struct db_cursor *c, int col);
int64_t db_int(struct db_cursor *c, int col);
double db_real(struct db_cursor *c, int col);
struct str db_text(struct db_cursor *c, int col, struct arena *a);       /* a == NULL: until the next step */
struct str db_blob(struct db_cursor *c, int col, struct arena *a);
int64_t db_changed(struct db_cursor *c);         /* rows changed by the step just done */
void db_done(struct db_cursor *c);               /* always, also after an error */

/* The name of a row by its number, for `text@station` and the like; "" when there is none (names.c). */
enum db_name { DB_NAME_STATION, DB_NAME_UNIT, DB_NAME_REGION };
enum err db_name(struct db *db, enum db_name kind, int64_t county, int64_t id, struct arena *a,
                 struct str *name) MUST_USE;
void db_names_ask(struct db *db);                /* what db_name() needs, ahead; see db_asks() */

/* Log which value was missing and give ERR_FAULT: a fault of ours, never of input. */
enum err db_refuse(struct db *db, const struct db_query *q, const char *member) MUST_USE;
enum err db_null_found(struct db *db, const struct db_query *q, const char *column) MUST_USE;

#endif
