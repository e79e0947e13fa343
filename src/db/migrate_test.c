/* The schema goes forward, all or nothing, and never backward. */
#include "db/migrate.h"

#include <fcntl.h>

#include "base/log.h"
#include "db/db_test.h"

/* A database that has had only the first n migrations, as an older program left it. */
static void make_old(struct arena *a, const char *dir, size_t n, const char *extra)
{
	const char *path = test_path(a, dir, "lianxin.db");
	struct db  *db;
	struct str  why;
	bool        good;

	unlink(path);
	if (sqlite_open_file(path, DB_WRITE, a, &db, &why) != OK)
		abort();
	good = test_sql(db, "PRAGMA application_id=1819831857");
	for (size_t i = 0; good && i < n; i++)
		good = test_sql(db, migrations[i].sql) && test_sql(db, migrations[i].stamp);
	if (!good || (extra && !test_sql(db, extra)))
		abort();
	db_close(db);
}

static void test_forward(struct arena *a, const char *dir)
{
	struct db *db;
	struct str why = STR_NONE;
	int64_t    tables;

	tap_ok(db_open(dir, DB_WRITE, a, &db, &why) == OK &&
	       test_int(db, "PRAGMA user_version") == db_schema_version() &&
	       test_int(db, "PRAGMA foreign_keys") == 1, "a new file gets the newest schema");
	tables = test_int(db, "SELECT count(*) FROM sqlite_schema");
	db_close(db);
	tap_ok(db_open(dir, DB_WRITE, a, &db, &why) == OK &&
	       test_int(db, "SELECT count(*) FROM sqlite_schema") == tables, "once");
	db_close(db);
	for (size_t n = 1; n < migrations_n; n++) {
		make_old(a, dir, n, NULL);
		tap_ok(db_open(dir, DB_READ, a, &db, &why) == ERR_FAULT &&
		       test_says(why, "start the server"), "a reader refuses schema %d",
		       migrations[n - 1].version);
		tap_ok(db_open(dir, DB_WRITE, a, &db, &why) == OK &&
		       test_int(db, "PRAGMA user_version") == db_schema_version() &&
		       test_int(db, "SELECT count(*) FROM sqlite_schema") == tables,
		       "a writer brings it forward");
		db_close(db);
	}
}

static void test_newer(struct arena *a, const char *dir)
{
	struct db *db;
	struct str why = STR_NONE;

	make_old(a, dir, migrations_n, "PRAGMA user_version=9999");
	test_refused(db_open(dir, DB_WRITE, a, &db, &why), ERR_FAULT, &why,
	             "use the newer program");
	tap_ok(db_open(dir, DB_READ, a, &db, &why) == ERR_FAULT && !db, "also for a reader");
	make_old(a, dir, 1, "PRAGMA application_id=7");
	test_refused(db_open(dir, DB_WRITE, a, &db, &why), ERR_FAULT, &why,
	             "is not a lianxin database");
	make_old(a, dir, 0, "PRAGMA application_id=0");
	tap_ok(test_size(test_path(a, dir, "lianxin.db")) == 4096 &&
	       db_open(dir, DB_WRITE, a, &db, &why) == OK, "a file just begun is taken");
	db_close(db);
}

/* The last migration finds something in its way, so the ones before it must go too. */
static void test_failed(struct arena *a, const char *dir)
{
	const char *path = test_path(a, dir, "lianxin.db");
	struct db  *db;
	struct str  why = STR_NONE;
	int64_t     tables;

	if (!tap_ok(migrations_n > 1, "there are two migrations to try it with"))
		return;
	/* stock comes with 0003-counters, which is not the first migration. */
	make_old(a, dir, 1, "CREATE TABLE flow (in_the_way INTEGER)");
	if (sqlite_open_file(path, DB_WRITE, a, &db, &why) != OK)
		abort();
	tables = test_int(db, "SELECT count(*) FROM sqlite_schema");
	db_close(db);
	test_refused(db_open(dir, DB_WRITE, a, &db, &why), ERR_FAULT, &why,
	             "nothing was changed");
	if (sqlite_open_file(path, DB_WRITE, a, &db, &why) != OK)
		abort();
	tap_ok(test_int(db, "PRAGMA user_version") == migrations[0].version &&
	       test_int(db, "SELECT count(*) FROM sqlite_schema") == tables, "nothing was changed");
	db_close(db);
}

/* How a statement would be answered: the first line of its plan. */
static bool plan_is(struct db *db, const char *sql, const char *words)
{
	sqlite3_stmt *s = NULL;
	bool          is = sqlite3_prepare_v2(sqlite_raw(db), sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW &&
	                   strstr((const char *)sqlite3_column_text(s, 3), words);

	sqlite3_finalize(s);
	return is;
}

/* An index behind the county is taken where one is: not said, SQLite walks the county. */
static void test_plans(struct arena *a, const char *dir)
{
	struct db *db;
	struct str why = STR_NONE;

	make_old(a, dir, migrations_n - 1, NULL);
	if (db_open(dir, DB_WRITE, a, &db, &why) != OK)
		abort();
	tap_ok(test_int(db, "SELECT count(*) FROM sqlite_schema m, pragma_index_list(m.name) i, pragma_index_info(i.name) c "
	                    "WHERE m.sql LIKE '%WITHOUT ROWID%' AND c.seqno = 0 AND c.name = 'county' AND NOT EXISTS (SELECT 1 "
	                    "FROM sqlite_stat1 s WHERE s.tbl = m.name AND s.idx IN (m.name, i.name))") == 0 &&
	       test_int(db, "SELECT count(*) FROM sqlite_stat1") > 50, "the planner is told of every index of tenants");
	db_close(db);
	if (db_open(dir, DB_READ, a, &db, &why) != OK)
		abort();
	tap_ok(plan_is(db, "EXPLAIN QUERY PLAN SELECT name FROM person WHERE county = 1 AND certificate = 'x'",
	               "person_certificate (county=? AND certificate=?)"), "and looks for one person, not for a county");
	tap_ok(plan_is(db, "EXPLAIN QUERY PLAN SELECT name FROM person WHERE county = 1 AND station = 2 ORDER BY id LIMIT 9",
	               "person_station (county=? AND station=?)"), "or for those of a station");
	db_close(db);
}

int main(void)
{
	struct arena *a = arena_new(1 << 16);
	const char   *dir = test_dir(a);

	log_set_level(LOG_ERROR);
	test_forward(a, dir);
	test_newer(a, dir);
	test_failed(a, dir);
	unlink(test_path(a, dir, "lianxin.db"));
	test_plans(a, dir);
	test_dir_end(dir);
	arena_free(a);
	return tap_done();
}
