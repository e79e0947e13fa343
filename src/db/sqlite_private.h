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

#include "db/db.h"
#include "db/lane.h"

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

/* Increments collected by the running transaction (counters.c). */
struct counters {
	struct increment *v;
	size_t            n, cap;
	size_t            mark;              /* n at the last db_mark() */
};

struct db {
	sqlite3        *raw;
	enum db_mode    mode;
	bool            broken;              /* the disk failed or the file is damaged */
	int64_t         wal_pages;           /* after the last commit of this connection */
	int64_t         last_stamp;          /* audit.c: the last number given out */
	struct counters counters;
	sqlite3_stmt   *fixed[FIXED_COUNT];
	struct db_slot  slots[];             /* QUERY_COUNT of them, by query id */
};

/* Opens any file with the settings of mode; used for the search index's file. */
enum err db_open_file(const char *path, enum db_mode mode, struct arena *a, struct db **out,
                      struct str *why) MUST_USE;

/* Turns an engine's code into ours, sets broken, and logs what was not expected. */
enum err db_failed(struct db *db, int code, const char *what);

/* Refuses a file that is not ours before the engine could change anything in it. */
enum err db_file_check(const char *path, struct arena *a, struct str *why) MUST_USE;

/* Brings the schema up to date in one transaction (migrate.c). */
enum err db_migrate(struct db *db, struct arena *a, struct str *why) MUST_USE;

/* What counters.c offers to db_mark, db_undo, db_rollback and db_close. */
void counters_mark(struct db *db);
void counters_undo(struct db *db);
void counters_forget(struct db *db);
void counters_free(struct db *db);

#endif
