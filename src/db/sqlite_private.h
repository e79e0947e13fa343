/*
 * sqlite_private: what sqlite.c, its neighbours in this folder and the search
 * index's own file share about a connection.
 *
 * Not part of the door: rooms use db.h. The one reader outside src/db is the
 * search index, which keeps an FTS5 file of its own and needs the raw handle
 * for it. A struct db is used by one thread at a time, hence without a mutex.
 */
#ifndef DB_SQLITE_PRIVATE_H
#define DB_SQLITE_PRIVATE_H

#include <sqlite3.h>

#include "db/engine.h"

/* Statements of the connection itself, prepared when first used. */
enum db_fixed {
	FIXED_BEGIN, FIXED_BEGIN_WRITE, FIXED_COMMIT, FIXED_ROLLBACK,
	FIXED_MARK, FIXED_KEEP, FIXED_UNDO, FIXED_UNDO_KEEP, FIXED_COUNT
};

/* A prepared query kept for its next use. */
struct db_slot {
	const struct db_query *query;
	sqlite3_stmt          *statement;
	bool                   busy;         /* being stepped: a nested start gets its own */
};

struct sqlite {
	struct db       db;                  /* first: the connection's address is this one's */
	sqlite3        *raw;
	int64_t         wal_pages;           /* after the last commit of this connection */
	sqlite3_stmt   *fixed[FIXED_COUNT];
	struct db_slot  slots[];             /* QUERY_COUNT of them, by query id */
};

static inline struct sqlite *sqlite_of(const struct db *db)
{
	return (struct sqlite *)(uintptr_t)db;
}

static inline sqlite3 *sqlite_raw(const struct db *db)
{
	return sqlite_of(db)->raw;
}

extern const struct engine engine_sqlite;

/* Opens any file with the settings of mode; used for the search index's file. */
enum err sqlite_open_file(const char *path, enum db_mode mode, struct arena *a, struct db **out,
                      struct str *why) MUST_USE;

/* Turns an engine's code into ours, sets broken, and logs what was not expected. */
enum err sqlite_failed(struct db *db, int code, const char *what);

/* Refuses a file that is not ours before the engine could change anything in it. */
enum err sqlite_file_check(const char *path, struct arena *a, struct str *why) MUST_USE;

/* Brings the schema up to date in one transaction (migrate.c). */
enum err sqlite_migrate(struct db *db, struct arena *a, struct str *why) MUST_USE;

/* The part of the engine's table that statement.c fills: statements. */
enum err sqlite_start(struct db *db, const struct db_query *q, struct db_cursor *c);
void sqlite_set_int(struct db_cursor *c, int at, int64_t v);
void sqlite_set_real(struct db_cursor *c, int at, double v);
void sqlite_set_text(struct db_cursor *c, int at, struct str v);
void sqlite_set_blob(struct db_cursor *c, int at, struct str v);
void sqlite_set_null(struct db_cursor *c, int at);
enum err sqlite_step(struct db_cursor *c, bool *row);
enum err sqlite_run(struct db_cursor *c);
bool sqlite_is_null(struct db_cursor *c, int col);
int64_t sqlite_int(struct db_cursor *c, int col);
double sqlite_real(struct db_cursor *c, int col);
struct str sqlite_text(struct db_cursor *c, int col, struct arena *a);
struct str sqlite_blob(struct db_cursor *c, int col, struct arena *a);
int64_t sqlite_changed(struct db_cursor *c);
void sqlite_done(struct db_cursor *c);
enum err sqlite_load(struct db *db, const struct db_query *q, const struct cell *cells, size_t n,
                     struct arena *a);

#endif
