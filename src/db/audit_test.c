/* Stamps: strictly rising within a writer, across writers, and beside a clock that stands still or goes back. */
#include "db/audit.h"

#include "db/db_test.h"

#define NOW INT64_C(1795320000000)

static struct db *writer(struct arena *a, const char *dir)
{
	struct str why = STR_NONE;
	struct db *db = NULL;

	if (db_open(dir, DB_WRITE, a, &db, &why)) {
		printf("Bail out! %.*s\n", (int)why.n, why.n ? why.p : "");
		exit(2);
	}
	return db;
}

static enum err note(struct db *db, int64_t county, int64_t now)
{
	return audit_write(db, &(struct audit){ .county = { county }, .now = { now }, .action = "case.note",
	                   .object = S("x") });
}

/* Two rows of each of three counties, written by a new writer each time. */
static void test_restart(struct arena *a, const char *dir)
{
	enum err e = OK;

	for (int start = 0; start < 3; start++) {
		struct db *db = writer(a, dir);

		e = e ? e : db_begin(db, true);
		for (int64_t county = 0; !e && county <= 2 * 530524; county += 530524) {
			e = note(db, county, NOW);
			/* The second start's clock is an hour back. */
			e = e ? e : note(db, county, start == 1 ? NOW - 3600000 : NOW);
		}
		e = e ? e : db_commit(db);
		db_close(db);
	}
	tap_ok(e == OK, "three starts at one moment write their audit rows (%d)", (int)e);
}

static void test_order(struct arena *a, const char *dir)
{
	struct db *db = writer(a, dir);

	tap_ok(test_int(db, "SELECT count(DISTINCT id) FROM audit") == 18, "18 rows have 18 numbers");
	tap_ok(test_int(db, "SELECT min(id) FROM audit") == NOW << 20 &&
	       test_int(db, "SELECT max(id) FROM audit") == (NOW << 20) + 17, "without a gap");
	tap_ok(db_stamp(db, (struct when){ NOW + 1 }) == (NOW + 1) << 20, "a later clock leads again");
	db_close(db);
}

/* What the search index has taken in and forgotten counts too: a lower change would never be looked at. */
static void test_search(struct arena *a, const char *dir)
{
	struct db *db = writer(a, dir);
	bool       good = test_sql(db, "INSERT INTO search_queue VALUES (((1795320000000 << 20) + 100), 530524, 1, 0, 1, 1)");

	db_close(db);
	db = writer(a, dir);
	tap_ok(good && db_stamp(db, (struct when){ NOW }) == (NOW << 20) + 101, "continues after the search queue");
	good = test_sql(db, "DELETE FROM search_queue; INSERT INTO setting VALUES ('search.trimmed', "
	                    "'' || ((1795320000000 << 20) + 200))");
	db_close(db);
	db = writer(a, dir);
	tap_ok(good && db_stamp(db, (struct when){ NOW }) == (NOW << 20) + 201, "and after what was trimmed from it");
	db_close(db);
}

int main(void)
{
	struct arena *a = arena_new(4096);
	const char   *dir = test_dir(a);

	test_restart(a, dir);
	test_order(a, dir);
	test_search(a, dir);
	test_dir_end(dir);
	arena_free(a);
	return tap_done();
}
