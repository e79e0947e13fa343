/* A connection's promises: settings in force, values whole, errors told apart. */
#include "db/db.h"

#include <fcntl.h>

#include "base/log.h"
#include "db/db_test.h"

static const struct db_query put = {
	.name = "put", .sql = "INSERT INTO thing (id, words, bytes) VALUES (?1, ?2, ?3)",
	.id = DB_UNCACHED, .n_in = 3, .writes = true
};
static const struct db_query get = {
	.name = "get", .sql = "SELECT id, words, bytes FROM thing WHERE id >= ?1 ORDER BY id",
	.id = 0, .n_in = 1, .n_out = 3
};

static void test_settings(struct db *w, struct db *r)
{
	static const struct {
		const char *sql;
		int64_t     writer, reader;
	} want[] = {
		{ "PRAGMA synchronous", 2, 2 },         /* FULL: what is acknowledged survives a power cut */
		{ "PRAGMA secure_delete", 1, 1 },
		{ "PRAGMA foreign_keys", 1, 1 },
		{ "PRAGMA trusted_schema", 0, 0 },
		{ "PRAGMA cell_size_check", 1, 0 },
		{ "PRAGMA wal_autocheckpoint", 0, 0 },
		{ "PRAGMA temp_store", 2, 2 },
		{ "PRAGMA query_only", 0, 1 },
		{ "PRAGMA mmap_size", 0, 8589934592 },
		{ "PRAGMA cache_size", -8000, -2000 },
		{ "SELECT sqlite_compileoption_used('THREADSAFE=2')", 1, 1 },
		{ "SELECT sqlite_compileoption_used('OMIT_LOAD_EXTENSION')", 1, 1 },
		{ "SELECT sqlite_compileoption_used('DQS=0')", 1, 1 },
		{ "SELECT sqlite_version() >= '3.51.3'", 1, 1 },
	};

	for (size_t i = 0; i < COUNT(want); i++) {
		tap_ok(test_int(w, want[i].sql) == want[i].writer &&
		       test_int(r, want[i].sql) == want[i].reader, "%s", want[i].sql);
	}
	tap_ok(!test_sql(w, "SELECT \"no such column\""), "a quoted word is not a string");
	tap_ok(!test_sql(w, "DELETE FROM sqlite_schema"), "the schema cannot be written by hand");
}

static enum err add(struct db *db, int64_t id, struct str words, struct str bytes)
{
	struct db_cursor c;
	bool             row;
	enum err         e = db_start(db, &put, &c);

	if (!e) {
		db_set_int(&c, 1, id);
		db_set_text(&c, 2, words);
		db_set_blob(&c, 3, bytes);
		e = db_step(&c, &row);
	}
	if (!e && db_changed(&c) != 1)
		e = ERR_FAULT;
	db_done(&c);
	return e;
}

static void test_values(struct db *w, struct arena *a)
{
	struct db_cursor c, inner;
	struct str       kept, view;
	bool             row;

	tap_ok(db_begin(w, true) == OK && db_begin(w, true) == ERR_FAULT, "no nested begin");
	tap_ok(test_sql(w, "CREATE TABLE thing (id INTEGER PRIMARY KEY, words TEXT UNIQUE, bytes BLOB)"),
	       "a table");
	tap_ok(add(w, 1, S("反映\0意见"), S("a\0b")) == OK && add(w, 2, S(""), S("")) == OK &&
	       add(w, 3, STR_NONE, STR_NONE) == OK, "text, empty and nothing");
	tap_ok(db_mark(w) == OK && add(w, 4, S(""), STR_NONE) == ERR_CONFLICT && db_undo(w) == OK,
	       "a second equal value is a conflict");
	tap_ok(db_mark(w) == OK && add(w, 5, S("undone"), STR_NONE) == OK && db_undo(w) == OK &&
	       db_mark(w) == OK && add(w, 6, S("kept"), STR_NONE) == OK && db_keep(w) == OK &&
	       db_commit(w) == OK, "parts are undone alone");
	tap_ok(add(w, 7, S("loose"), STR_NONE) == ERR_FAULT, "no write without a transaction");
	tap_ok(db_start(w, &get, &c) == OK, "a query starts");
	db_set_int(&c, 1, 1);
	tap_ok(db_step(&c, &row) == OK && row && db_int(&c, 0) == 1, "its first row");
	kept = db_text(&c, 1, a);
	view = db_text(&c, 1, NULL);
	tap_ok(str_eq(kept, S("反映\0意见")) && str_eq(view, kept) && view.p != kept.p,
	       "text with a zero inside, copied and viewed");
	tap_ok(str_eq(db_blob(&c, 2, a), S("a\0b")), "bytes with a zero inside");
	tap_ok(db_start(w, &get, &inner) == OK, "the same query again, inside");
	db_set_int(&inner, 1, 6);
	tap_ok(db_step(&inner, &row) == OK && row && db_int(&inner, 0) == 6, "has rows of its own");
	db_done(&inner);
	tap_ok(db_step(&c, &row) == OK && row && db_int(&c, 0) == 2 && db_text(&c, 1, a).p &&
	       db_text(&c, 1, a).n == 0 && db_blob(&c, 2, a).p && db_blob(&c, 2, a).n == 0,
	       "empty is a value");
	tap_ok(db_step(&c, &row) == OK && row && db_is_null(&c, 1) && !db_text(&c, 1, a).p &&
	       !db_blob(&c, 2, a).p, "nothing is not");
	tap_ok(db_step(&c, &row) == OK && row && db_int(&c, 0) == 6, "the undone row is not there");
	tap_ok(db_step(&c, &row) == OK && !row, "the end");
	db_done(&c);
	db_done(&c);
	tap_ok(str_eq(kept, S("反映\0意见")), "a copy outlives the statement");
	tap_ok(db_start(w, &get, &c) == OK, "the kept statement starts again");
	tap_ok(db_step(&c, &row) == OK && !row, "without the former values");
	db_done(&c);
}

static void test_reader(struct db *w, struct db *r)
{
	int64_t before;

	tap_ok(add(r, 9, S("x"), STR_NONE) == ERR_FAULT && db_begin(r, true) == ERR_FAULT &&
	       !db_broken(r), "a reader does not write");
	tap_ok(db_begin(r, false) == OK, "a snapshot");
	before = test_int(r, "SELECT count(*) FROM thing");
	tap_ok(db_begin(w, true) == OK && add(w, 20, S("later"), STR_NONE) == OK &&
	       db_commit(w) == OK, "somebody writes");
	tap_ok(test_int(r, "SELECT count(*) FROM thing") == before && db_commit(r) == OK &&
	       test_int(r, "SELECT count(*) FROM thing") == before + 1,
	       "is seen only after the snapshot");
}

/* True when any file of the folder holds the words. */
static bool folder_holds(struct arena *a, const char *dir, struct str words)
{
	static const char *const names[] = { "lianxin.db", "lianxin.db-wal" };
	bool                     found = false;

	for (size_t i = 0; i < COUNT(names); i++) {
		int64_t n = test_size(test_path(a, dir, names[i]));
		int     fd = open(test_path(a, dir, names[i]), O_RDONLY);
		size_t  at;

		if (n > 0 && fd >= 0) {
			char *all = arena_alloc(a, (size_t)n);

			if (read(fd, all, (size_t)n) == n)
				found = found || str_find((struct str){ all, (size_t)n }, words, &at);
		}
		if (fd >= 0)
			close(fd);
	}
	return found;
}

static void test_deleted(const char *dir, struct db *w, struct arena *a)
{
	tap_ok(db_begin(w, true) == OK && add(w, 30, S("zhenzhu-de-mimi"), STR_NONE) == OK &&
	       db_commit(w) == OK && folder_holds(a, dir, S("zhenzhu-de-mimi")), "words are on the disk");
	tap_ok(test_sql(w, "DELETE FROM thing WHERE id = 30") &&
	       test_sql(w, "PRAGMA wal_checkpoint(TRUNCATE)") &&
	       !folder_holds(a, dir, S("zhenzhu-de-mimi")), "deleted words are not");
}

static void spoil(const char *path, off_t at, const char *with, size_t n)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || pwrite(fd, with, n, at) != (ssize_t)n)
		abort();
	close(fd);
}

static void test_damage(const char *dir, struct arena *a)
{
	const char      *path = test_path(a, dir, "lianxin.db");
	struct db       *db;
	struct db_cursor c;
	struct str       why;
	char             junk[4096];
	bool             row;
	int64_t          root;
	enum err         e;

	memset(junk, 0x5a, sizeof(junk));
	tap_ok(db_open(dir, DB_WRITE, a, &db, &why) == OK, "opens before the damage");
	root = test_int(db, "SELECT rootpage FROM sqlite_schema WHERE name = 'thing'");
	db_close(db);
	spoil(path, (root - 1) * 4096, junk, sizeof(junk));
	tap_ok(db_open(dir, DB_WRITE, a, &db, &why) == OK, "a damaged table does not hinder the start");
	e = db_start(db, &get, &c);
	if (!e)
		db_set_int(&c, 1, 0);
	if (!e)
		e = db_step(&c, &row);
	db_done(&c);
	tap_ok(e == ERR_FAULT && db_broken(db), "but reading it is a fault and says broken");
	db_close(db);
	spoil(path, 0, junk, sizeof(junk));
	test_refused(db_open(dir, DB_WRITE, a, &db, &why), ERR_FAULT, &why,
	             "is not a lianxin database");
	if (unlink(path) == 0 && mkdir(path, 0700) == 0)
		test_refused(db_open(dir, DB_WRITE, a, &db, &why), ERR_FAULT, &why,
	             "not a file");
}

/* A kept statement stays compiled whatever is bound to it. */
static void test_kept(struct db *r)
{
	sqlite3_stmt *s;
	int           again;

	sqlite3_prepare_v3(sqlite_raw(r), "SELECT id FROM thing WHERE id >= ?1 ORDER BY id LIMIT ?2", -1,
	                   SQLITE_PREPARE_PERSISTENT, &s, NULL);
	for (int i = 1; i <= 5; i++) {
		sqlite3_bind_int64(s, 1, i);
		sqlite3_bind_int64(s, 2, i);
		while (sqlite3_step(s) == SQLITE_ROW)
			;
		sqlite3_reset(s);
		sqlite3_clear_bindings(s);
	}
	again = sqlite3_stmt_status(s, SQLITE_STMTSTATUS_REPREPARE, 0);
	sqlite3_finalize(s);
	tap_ok(again == 0, "no statement is compiled again for another limit (%d times)", again);
}

int main(void)
{
	struct arena *a = arena_new(1 << 16);
	const char   *dir = test_dir(a);
	struct db    *w = NULL, *r = NULL;
	struct str    why = STR_NONE;
	struct stat   st;

	log_set_level(LOG_ERROR);
	tap_ok(db_open(dir, DB_READ, a, &r, &why) == ERR_MISSING && test_says(why, "there is no"),
	       "a reader makes no file");
	if (!tap_ok(db_open(dir, DB_WRITE, a, &w, &why) == OK, "a writer does") ||
	    !tap_ok(db_open(dir, DB_READ, a, &r, &why) == OK, "then a reader opens")) {
		printf("# %.*s\n", (int)why.n, why.p);
		return 1;
	}
	tap_ok(stat(test_path(a, dir, "lianxin.db"), &st) == 0 && (st.st_mode & 0777) == 0600 &&
	       stat(test_path(a, dir, "lianxin.db-wal"), &st) == 0 && (st.st_mode & 0777) == 0600,
	       "only the owner may read the files");
	test_settings(w, r);
	test_values(w, a);
	test_reader(w, r);
	test_kept(r);
	db_close(r);
	test_deleted(dir, w, a);
	db_close(w);
	test_damage(dir, a);
	test_dir_end(dir);
	arena_free(a);
	return tap_done();
}
