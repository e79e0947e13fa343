/* What `lianxin check` finds: damaged pages, lost references, what a room reports. */
#include "db/check.h"

#include <fcntl.h>

#include "base/log.h"
#include "db/db_test.h"

static enum err two_found(struct db *db, struct arena *a, struct buf *report, int64_t *differences)
{
	(void)db;
	(void)a;
	buf_lit(report, "counters: two differ\n");
	*differences += 2;
	return OK;
}

static enum err not_ended(struct db *db, struct arena *a, struct buf *report, int64_t *differences)
{
	(void)db;
	(void)a;
	(void)report;
	(void)differences;
	return ERR_FAULT;
}

int main(void)
{
	static const struct db_check rooms[] = { { "counters", two_found }, { "audit", not_ended } };
	struct arena                *a = arena_new(1 << 16);
	const char                  *dir = test_dir(a), *path = test_path(a, dir, "lianxin.db");
	struct db                   *db;
	struct buf                   report;
	struct str                   why;
	int64_t                      found = 0, root;
	char                         junk[512] = { 0x7f, 0x13 };
	int                          fd;

	log_set_level(LOG_ERROR);
	buf_init(&report, a, 1 << 16);
	if (db_open(dir, DB_OFFLINE, a, &db, &why) != OK)
		abort();
	tap_ok(check_run(db, a, db_checks, db_checks_n, &report, &found) == OK && found == 0 &&
	       test_says(buf_view(&report), "integrity: good"), "a new folder is good");
	tap_ok(check_run(db, a, rooms, 1, &report, &found) == OK && found == 2 &&
	       test_says(buf_view(&report), "counters: 2 differences"), "a room's findings count");
	tap_ok(check_run(db, a, rooms, 1, &report, &found) == OK && found == 4, "and add up");
	found = 0;
	tap_ok(check_run(db, a, rooms, 2, &report, &found) == ERR_FAULT && found == 3 &&
	       test_says(buf_view(&report), "audit: could not be ended"), "so does what cannot be ended");
	tap_ok(test_sql(db, "CREATE TABLE parent (id INTEGER PRIMARY KEY)") &&
	       test_sql(db, "CREATE TABLE child (id INTEGER PRIMARY KEY, parent REFERENCES parent(id))") &&
	       test_sql(db, "CREATE INDEX child_parent ON child(parent)") &&
	       test_sql(db, "PRAGMA foreign_keys=OFF") &&
	       test_sql(db, "INSERT INTO child WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
	                " FROM n WHERE i < 300) SELECT i, NULL FROM n") &&
	       test_sql(db, "UPDATE child SET parent = 77 WHERE id = 9"), "a child without its parent");
	buf_reset(&report);
	found = 0;
	tap_ok(check_run(db, a, db_checks, db_checks_n, &report, &found) == OK && found == 1 &&
	       test_says(buf_view(&report), "row 9 of child"), "is found");
	root = test_int(db, "SELECT rootpage FROM sqlite_schema WHERE name = 'child_parent'");
	db_close(db);
	fd = open(path, O_WRONLY);
	if (fd < 0 || pwrite(fd, junk, sizeof(junk), root * 4096 - (int64_t)sizeof(junk)) != sizeof(junk))
		abort();
	close(fd);
	buf_reset(&report);
	found = 0;
	tap_ok(db_open(dir, DB_READ, a, &db, &why) == OK &&
	       check_run(db, a, db_checks, db_checks_n, &report, &found) != ERR_COUNT && found > 1 &&
	       test_says(buf_view(&report), "integrity: "), "a damaged index is found");
	db_close(db);
	test_dir_end(dir);
	arena_free(a);
	return tap_done();
}
