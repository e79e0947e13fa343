/* Increments: summed, applied once, dropped with the part that made them. */
#include "db/lane.h"

#include "base/log.h"
#include "db/db_test.h"

static void add(struct db *db, int32_t table, int64_t station, int64_t last, int64_t by)
{
	int64_t key[5] = { 530524, station, 2, 24312, last };

	if (table == 0) {
		key[3] = last;
		key[4] = 99;            /* no key of stock */
	}
	counters_add(db, table, key, by);
}

int main(void)
{
	struct arena *a = arena_new(1 << 16);
	const char   *dir = test_dir(a);
	struct db    *db = NULL;
	struct str    why;
	int64_t       before;

	log_set_level(LOG_ERROR);
	tap_ok(db_open(dir, DB_OFFLINE, a, &db, &why) == OK && db_begin(db, true) == OK, "begun");
	add(db, 0, 5, 1, 1);
	add(db, 1, 5, 3, 1);
	add(db, 0, 4, 1, 1);
	add(db, 0, 5, 1, 1);
	add(db, 0, 5, 2, 1);
	add(db, 0, 5, 2, -1);
	add(db, 0, 6, 2, 0);
	tap_ok(db_mark(db) == OK, "a part");
	add(db, 0, 5, 1, 100);
	tap_ok(db_undo(db) == OK, "is undone");
	tap_ok(db_mark(db) == OK, "another part");
	add(db, 1, 5, 3, 4);
	tap_ok(db_keep(db) == OK, "is kept");
	tap_ok(db_commit(db) == ERR_FAULT && db_in_transaction(db),
	       "collected increments cannot be forgotten");
	before = db_total_changes(db);
	tap_ok(counters_apply(db) == OK && db_total_changes(db) - before == 3,
	       "equal keys make one write, and nothing makes none");
	tap_ok(db_commit(db) == OK, "committed");
	tap_ok(test_int(db, "SELECT n FROM stock WHERE station = 5 AND state = 1") == 2 &&
	       test_int(db, "SELECT n FROM stock WHERE station = 4") == 1 &&
	       test_int(db, "SELECT count(*) FROM stock") == 2, "stock is what was kept");
	tap_ok(test_int(db, "SELECT n FROM flow WHERE station = 5 AND month = 24312"
	                " AND event = 3 AND kind = 2 AND county = 530524") == 5, "so is flow");
	tap_ok(db_begin(db, true) == OK, "begun again");
	add(db, 0, 5, 1, -2);
	tap_ok(counters_apply(db) == OK && db_commit(db) == OK &&
	       test_int(db, "SELECT n FROM stock WHERE station = 5 AND state = 1") == 0,
	       "increments may be negative");
	tap_ok(db_begin(db, true) == OK, "begun a third time");
	add(db, 0, 5, 1, 7);
	db_rollback(db);
	tap_ok(db_begin(db, true) == OK && db_commit(db) == OK, "a rollback forgets them");
	db_close(db);
	test_dir_end(dir);
	arena_free(a);
	return tap_done();
}
