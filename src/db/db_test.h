/*
 * db_test: folders and statements for the tests of this room. Each test
 * program gets an empty folder of its own and leaves nothing behind.
 */
#ifndef DB_DB_TEST_H
#define DB_DB_TEST_H

#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/tap.h"
#include "db/sqlite_private.h"

__attribute__((unused))
static const char *test_dir(struct arena *a)
{
	const char *tmp = getenv("TMPDIR");
	char       *dir = str_z(a, str_join(a, str_of(tmp ? tmp : "/tmp"),
	                                    S("/lianxin-test-XXXXXX"), STR_NONE));

	if (!mkdtemp(dir))
		abort();
	return dir;
}

static int test_remove(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

__attribute__((unused))
static void test_dir_end(const char *dir)
{
	nftw(dir, test_remove, 16, FTW_DEPTH | FTW_PHYS);
}

__attribute__((unused))
static const char *test_path(struct arena *a, const char *dir, const char *name)
{
	return str_z(a, str_join(a, str_of(dir), S("/"), str_of(name), STR_NONE));
}

/* Runs SQL that has no query of its own; true when the engine agreed. */
__attribute__((unused))
static bool test_sql(struct db *db, const char *sql)
{
	return sqlite3_exec(sqlite_raw(db), sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* The number in the first column of the first row, -1 without one. */
__attribute__((unused))
static int64_t test_int(struct db *db, const char *sql)
{
	sqlite3_stmt *s;
	int64_t       v = -1;

	if (sqlite3_prepare_v2(sqlite_raw(db), sql, -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		v = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return v;
}

/* True when the sentence holds the word. */
__attribute__((unused))
static bool test_says(struct str why, const char *word)
{
	size_t at;

	return why.p && str_find(why, str_of(word), &at);
}

/* One test: e is the refusal wanted, and the sentence, which becomes the test's name, has the word. */
__attribute__((unused))
static void test_refused(enum err e, enum err want, const struct str *why, const char *word)
{
	tap_ok(e == want && test_says(*why, word), "refused: %.*s", (int)why->n, why->p);
}

/* Length of a file, -1 when there is none. */
__attribute__((unused))
static int64_t test_size(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (int64_t)st.st_size : -1;
}

#endif
