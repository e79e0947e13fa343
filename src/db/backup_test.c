/* Backups: taken while writing, refused when damaged anywhere, restored whole. */
#include "db/backup.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/crypt.h"
#include "base/log.h"
#include "db/db_test.h"
#include "db/lane.h"
#include "db/manifest.h"

static const char longer[8000] = "words";

/* Two rows that only make sense together, written in one closure. */
static enum err put_pair(struct db *db, void *arg)
{
	static const struct db_query put = { .name = "put", .writes = true, .id = DB_UNCACHED, .n_in = 1,
	                                     .sql = "INSERT INTO pair (words) VALUES (?1), (?1)" };
	struct db_cursor             c;
	bool                         row;
	enum err                     e = db_start(db, &put, &c);

	(void)arg;
	if (!e) {
		db_set_text(&c, 1, (struct str){ longer, sizeof(longer) });
		e = db_step(&c, &row);
	}
	db_done(&c);
	return e;
}

static enum err make_table(struct db *db, void *arg)
{
	(void)arg;
	return test_sql(db, "CREATE TABLE pair (id INTEGER PRIMARY KEY, words TEXT)") ?
	       put_pair(db, NULL) : ERR_FAULT;
}

struct busy {
	struct lane *lane;
	atomic_bool  stop;
	int64_t      written;
};

static void *keep_writing(void *arg)
{
	struct busy *b = arg;

	while (!atomic_load(&b->stop)) {
		if (lane_call(b->lane, put_pair, NULL) == OK)
			b->written++;
	}
	return NULL;
}

static void put_file(const char *path, const char *p, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, p, n) != (ssize_t)n)
		abort();
	close(fd);
}

/* Changes one bit; doing it again changes it back. */
static void flip(const char *path, off_t at)
{
	int  fd = open(path, O_RDWR);
	char c;

	if (fd < 0 || pread(fd, &c, 1, at) != 1)
		abort();
	c = (char)(c ^ 0x10);
	if (pwrite(fd, &c, 1, at) != 1)
		abort();
	close(fd);
}

static void test_take(const char *dir, const char *out, struct arena *a)
{
	struct busy  b = { 0 };
	struct str   said = STR_NONE;
	struct db   *db;
	pthread_t    t;
	enum err     e;

	if (lane_start(dir, a, &b.lane, &said) != OK || lane_call(b.lane, make_table, NULL) != OK)
		abort();
	for (int i = 0; i < 250; i++)
		(void)!lane_call(b.lane, put_pair, NULL);
	pthread_create(&t, NULL, keep_writing, &b);
	e = backup_take(dir, out, true, a, &said);
	atomic_store(&b.stop, true);
	pthread_join(t, NULL);
	lane_stop(b.lane);
	tap_ok(e == OK, "%.*s", (int)said.n, said.p);
	tap_ok(b.written > 0, "%d pairs were written meanwhile", (int)b.written);
	e = backup_verify(out, a, &said);
	tap_ok(e == OK, "%.*s", (int)said.n, said.p);
	tap_ok(test_size(test_path(a, out, "lianxin.db-wal")) == -1, "it is one file");
	test_refused(backup_take(dir, out, true, a, &said), ERR_CONFLICT, &said, "is there already");
	tap_ok(db_open(dir, DB_WRITE, a, &db, &said) == OK &&
	       test_int(db, "SELECT count(*) FROM pair") >= 2 * (250 + b.written),
	       "the data folder has everything");
	db_close(db);
}

static void test_restore(const char *out, const char *to, struct arena *a)
{
	struct str said = STR_NONE;
	struct db *db;
	int64_t    n;
	enum err   e = backup_restore(out, to, a, &said);

	tap_ok(e == OK, "%.*s", (int)said.n, said.p);
	tap_ok(db_open(to, DB_READ, a, &db, &said) == OK, "the restored folder can be read before it ever served");
	db_close(db);
	tap_ok(db_open(to, DB_WRITE, a, &db, &said) == OK, "the restored folder opens");
	n = test_int(db, "SELECT count(*) FROM pair");
	tap_ok(n >= 502 && n % 2 == 0, "it is one moment: no half pair (%d rows)", (int)n);
	tap_ok(db_begin(db, true) == OK && put_pair(db, NULL) == OK && db_commit(db) == OK &&
	       test_int(db, "PRAGMA user_version") == db_schema_version(), "and goes on as before");
	db_close(db);
	tap_ok(test_size(test_path(a, to, "secret.key")) == 32, "its key came along");
	test_refused(backup_restore(out, to, a, &said), ERR_CONFLICT, &said, "has data in it already");
}

static void test_damage(const char *out, const char *to, struct arena *a)
{
	const char *db = test_path(a, out, "lianxin.db"), *text = test_path(a, out, "manifest.txt");
	const char *key = test_path(a, out, "secret.key");
	int64_t     size = test_size(db), refused = 0, named = 0, blocks = (size >> 20) + 1;
	struct str  said = STR_NONE;

	for (int64_t i = 0; i < blocks; i++) {
		int64_t at = i * (1 << 20) + (i * 7919) % 4096;
		struct str place;

		flip(db, at < size ? at : size - 1);
		refused += backup_restore(out, to, a, &said) == ERR_FAULT;
		place = str_join(a, S("a change in megabyte "), str_int(a, i + 1), S(";"), STR_NONE);
		named += test_says(said, str_z(a, place));
		flip(db, at < size ? at : size - 1);
	}
	tap_ok(refused == blocks && named == blocks, "one bit in each of %d megabytes is refused and "
	       "its place named", (int)blocks);
	refused = 0;
	for (int64_t i = 0; i < test_size(text); i++) {
		flip(text, i);
		refused += backup_verify(out, a, &said) != OK;
		flip(text, i);
	}
	tap_ok(refused == test_size(text), "so is one bit in any byte of the manifest");
	flip(key, 3);
	test_refused(backup_restore(out, to, a, &said), ERR_FAULT, &said, "secret.key is damaged");
	flip(key, 3);
	if (truncate(db, size - 4096) != 0)
		abort();
	test_refused(backup_restore(out, to, a, &said), ERR_FAULT, &said, "it ends within");
	tap_ok(test_size(to) == -1, "the folder that was made for it is gone again");
	if (mkdir(to, 0700) != 0)
		abort();
	tap_ok(backup_restore(out, to, a, &said) == ERR_FAULT && test_size(test_path(a, to, "lianxin.db")) == -1 &&
	       test_size(test_path(a, to, "lianxin.db.part")) == -1 && test_size(to) >= 0,
	       "nothing is left in one that was there, and it stays");
	if (truncate(db, size) != 0 || truncate(db, size + 1) != 0)
		abort();
	tap_ok(backup_verify(out, a, &said) == ERR_FAULT, "a cut page is noticed when it is filled up");
}

static void test_keys(const char *dir, const char *out, const char *to, struct arena *a)
{
	struct str said = STR_NONE;
	char       wrong[32] = { 1 };
	enum err   e;

	e = backup_take(dir, out, false, a, &said);
	tap_ok(e == OK && test_says(said, "not in it"), "%.*s", (int)said.n, said.p);
	tap_ok(test_size(test_path(a, out, "secret.key")) == -1, "no key unless asked for");
	if (mkdir(to, 0700) != 0)
		abort();
	put_file(test_path(a, to, "secret.key"), wrong, sizeof(wrong));
	test_refused(backup_restore(out, to, a, &said), ERR_FAULT, &said, "not the key of this backup");
	unlink(test_path(a, to, "secret.key"));
	e = backup_restore(out, to, a, &said);
	tap_ok(e == OK && test_says(said, "put secret.key there"), "%.*s", (int)said.n, said.p);
}

static void test_newer(const char *out, const char *to, struct arena *a)
{
	struct str said = STR_NONE;
	struct buf b;

	manifest_begin(&b, a, 9999, STR_NONE);
	if (manifest_add(&b, out, "lianxin.db", a, &said) != OK)
		abort();
	manifest_end(&b);
	put_file(test_path(a, out, "manifest.txt"), b.p, b.n);
	test_refused(backup_restore(out, to, a, &said), ERR_FAULT, &said, "use the newer program");
	unlink(test_path(a, out, "manifest.txt"));
	test_refused(backup_restore(out, to, a, &said), ERR_FAULT, &said, "manifest.txt");
}

int main(void)
{
	struct arena *a = arena_new(1 << 16);
	const char   *top = test_dir(a), *dir = test_path(a, top, "data");
	const char   *out = test_path(a, top, "out"), *bare = test_path(a, top, "bare");
	char          key[32] = "a key of thirty-two bytes.......";

	log_set_level(LOG_ERROR);
	if (crypt_start() != OK || mkdir(dir, 0700) != 0 ||
	    mkdir(test_path(a, top, "out.part"), 0700) != 0)        /* of an interrupted backup */
		abort();
	put_file(test_path(a, top, "out.part/lianxin.db"), "half", 4);
	memcpy(key + 8, "\0\1\2\3", 4);
	put_file(test_path(a, dir, "secret.key"), key, sizeof(key));
	test_take(dir, out, a);
	test_restore(out, test_path(a, top, "again"), a);
	test_damage(out, test_path(a, top, "third"), a);
	test_keys(dir, bare, test_path(a, top, "fourth"), a);
	test_newer(bare, test_path(a, top, "fifth"), a);
	test_dir_end(top);
	arena_free(a);
	return tap_done();
}
