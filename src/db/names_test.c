/* Names kept by readers: never another than the one in the reader's own snapshot. */
#include "base/log.h"
#include "db/db_test.h"

static const struct db_query region_put = {
	.name = "region_put", .id = DB_UNCACHED, .n_in = 2, .types = "it", .out_types = "", .writes = true,
	.sql = "INSERT INTO region (code, parent, level, has_congress, name, pinyin, initials)"
	       " VALUES (?1, 0, 6, 0, ?2, '', '')"
};
static const struct db_query region_rename = {
	.name = "region_rename", .id = DB_UNCACHED, .n_in = 2, .types = "it", .out_types = "", .writes = true,
	.renames = true, .sql = "UPDATE region SET name = ?2 WHERE code = ?1"
};

static bool put(struct db *db, const struct db_query *q, int64_t code, const char *name)
{
	struct db_cursor c;
	bool             row = false;
	enum err         e = db_start(db, q, &c);

	if (!e) {
		db_set_int(&c, 1, code);
		db_set_text(&c, 2, str_of(name));
		e = db_step(&c, &row);
	}
	db_done(&c);
	return !e;
}

static bool is(struct db *db, struct arena *a, int64_t code, const char *want)
{
	struct str name = STR_NONE;

	return db_name(db, DB_NAME_REGION, 530524, code, a, &name) == OK && str_eq(name, str_of(want));
}

/* The whole of a transaction that reads one name. */
static bool reads(struct db *db, struct arena *a, int64_t code, const char *want)
{
	bool good = db_begin(db, false) == OK && is(db, a, code, want);

	return db_commit(db) == OK && good;
}

static void test_editions(struct db *writer, struct db *reader, struct arena *a)
{
	tap_ok(db_begin(writer, true) == OK && put(writer, &region_put, 1, "甲") &&
	       put(writer, &region_put, 2, "乙") && db_commit(writer) == OK, "two places");
	tap_ok(reads(reader, a, 1, "甲") && reads(reader, a, 2, "乙") && reads(reader, a, 3, ""),
	       "are found by their numbers, others are not");
	tap_ok(db_begin(writer, true) == OK && put(writer, &region_put, 3, "丙") && db_commit(writer) == OK &&
	       reads(reader, a, 3, "丙"), "one that comes later is found as well");
	tap_ok(test_sql(writer, "UPDATE region SET name = 'x' WHERE code = 1") && reads(reader, a, 1, "甲"),
	       "a name is looked up once");
	tap_ok(db_begin(reader, false) == OK && is(reader, a, 1, "甲") && db_begin(writer, true) == OK &&
	       put(writer, &region_rename, 1, "丁") && is(writer, a, 1, "丁") && db_commit(writer) == OK,
	       "who changes a name sees it at once");
	tap_ok(is(reader, a, 1, "甲") && db_commit(reader) == OK && reads(reader, a, 1, "丁"),
	       "others when they see the commit, not before and not later");
	tap_ok(db_begin(writer, true) == OK && put(writer, &region_rename, 1, "戊") && is(writer, a, 1, "戊"),
	       "a name is changed and taken back");
	db_rollback(writer);
	tap_ok(reads(writer, a, 1, "丁") && reads(reader, a, 1, "丁"), "and was never kept");
	tap_ok(is(reader, a, 1, "丁"), "outside a transaction the table is asked");
}

/* More than a connection keeps. */
static void test_many(struct db *writer, struct db *reader, struct arena *a)
{
	char   name[] = "0000";
	size_t good = 0;

	tap_ok(db_begin(writer, true) == OK, "many places");
	for (int64_t i = 0; i < 9000; i++) {
		for (int64_t k = 3, n = i; k >= 0; k--, n /= 10)
			name[k] = (char)('0' + n % 10);
		good += put(writer, &region_put, 1000 + i, name);
	}
	tap_ok(good == 9000 && db_commit(writer) == OK && db_begin(reader, false) == OK, "are there");
	for (int64_t i = 0, at = 0; i < 9000; i++, at = (at + 7919) % 9000) {
		for (int64_t k = 3, n = at; k >= 0; k--, n /= 10)
			name[k] = (char)('0' + n % 10);
		good -= is(reader, a, 1000 + at, name);
	}
	tap_ok(good == 0 && db_commit(reader) == OK, "each under its own name, in whatever order");
}

int main(void)
{
	struct arena *a = arena_new(1 << 16);
	const char   *dir = test_dir(a);
	struct db    *writer = NULL, *reader = NULL;
	struct str    why;

	log_set_level(LOG_ERROR);
	tap_ok(db_open(dir, DB_OFFLINE, a, &writer, &why) == OK && db_open(dir, DB_READ, a, &reader, &why) == OK,
	       "a writer and a reader");
	test_editions(writer, reader, a);
	test_many(writer, reader, a);
	db_close(reader);
	db_close(writer);
	test_dir_end(dir);
	arena_free(a);
	return tap_done();
}
