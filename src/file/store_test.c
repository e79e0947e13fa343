/* Row and file are never apart: what the daily sweep takes of a folder, and what it must not. */
#include "file/store_private.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "db/db_test.h"
#include "file/file.h"
#include "file/file.q.h"

#define DAY_MS (24 * 3600 * 1000LL)

static const county_code here = { 530524 };

struct testing {
	struct arena *arena;
	struct house  house;
	struct when   now;
};

struct bytes {
	struct str    text;
	unsigned char hash[HASH_BYTES];
};

struct row_job {
	const struct testing *t;
	const struct bytes   *large, *small;
	const char           *id;
	bool                  given;
};

static struct str hash_of(const struct bytes *b)
{
	return (struct str){ (const char *)b->hash, HASH_BYTES };
}

static enum err row_run(struct db *db, void *arg)
{
	const struct row_job *j = arg;
	enum err              e;

	db_scope(db, here.v, here.v);
	e = file_insert(db, &(struct file_insert_in){ .county = here, .id = str_of(j->id), .seq = 1,
	        .kind = FILE_KIND_PICTURE, .format = FILE_FORMAT_JPEG, .name = S("a.jpg"), .bytes = 1,
	        .hash = hash_of(j->large), .small = hash_of(j->small), .now = j->t->now }, NULL);
	if (!e && j->given)
		e = file_give(db, &(struct file_give_in){ .county = here, .id = str_of(j->id),
		              .owner = FILE_OWNER_STATION, .owner_id = 1, .seq = 1 }, NULL);
	return e;
}

static enum err tenant_run(struct db *db, void *arg)
{
	(void)arg;
	return test_sql(db, "INSERT INTO tenant VALUES (530524, 'one', 1, 1)") ? OK : ERR_FAULT;
}

static void row_add(const struct testing *t, const char *id, const struct bytes *large, const struct bytes *small, bool given)
{
	struct row_job j = { t, large, small, id, given };

	if (lane_call(t->house.lane, row_run, &j))
		exit(2);
}

static struct bytes stored(const struct testing *t, const char *text)
{
	struct bytes b = { .text = str_of(text) };

	if (store_put(t->house.files, here, b.text, t->now, b.hash))
		exit(2);
	return b;
}

static bool there(const struct testing *t, const struct bytes *b)
{
	struct stat st;

	return stat(store_path(t->arena, t->house.set.dir, here, hash_of(b)), &st) == 0;
}

/* As if it had been put there so long ago. */
static void aged(const struct testing *t, const char *path, int64_t ms)
{
	struct timespec at = { .tv_sec = (t->now.ms - ms) / 1000 };

	if (utimensat(AT_FDCWD, path, (struct timespec[]){ at, at }, 0))
		exit(2);
}

static void bytes_aged(const struct testing *t, const struct bytes *b, int64_t ms)
{
	aged(t, store_path(t->arena, t->house.set.dir, here, hash_of(b)), ms);
}

/* All folders once, at a time: as the timer does it within a quarter of an hour. */
static void swept(const struct testing *t, int64_t later)
{
	enum err e = OK;

	do
		e = file_sweep(&t->house, &here, 1, (struct when){ t->now.ms + later });
	while (!e && t->house.files->swept != 0);
	if (e)
		exit(2);
}

static void unnamed_test(const struct testing *t)
{
	struct bytes large = stored(t, "large, of a station"), small = stored(t, "small, of it"), none = stored(t, "a kill came before its row"),
	             young = stored(t, "on its way to a row"), again = stored(t, "sent again just now");
	const char  *path = store_path(t->arena, t->house.set.dir, here, hash_of(&none));
	const char  *half = str_z(t->arena, str_join(t->arena, str_of(path), S(".new-0011223344556677"), STR_NONE));
	int          fd = open(half, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || close(fd))
		exit(2);
	row_add(t, "named", &large, &small, true);
	bytes_aged(t, &large, 2 * DAY_MS);
	bytes_aged(t, &small, 2 * DAY_MS);
	bytes_aged(t, &none, 2 * DAY_MS);
	bytes_aged(t, &again, 2 * DAY_MS);
	aged(t, half, 2 * DAY_MS);
	tap_ok(store_put(t->house.files, here, again.text, t->now, again.hash) == OK && there(t, &again), "the same bytes are stored once");
	swept(t, 0);
	tap_ok(there(t, &large) && there(t, &small), "what a row names stays, both sizes");
	tap_ok(!there(t, &none), "what no row has named for a day goes");
	tap_ok(access(half, F_OK) != 0, "and what was half written when the program was killed");
	tap_ok(there(t, &young), "what came lately stays, its row may be on the way");
	tap_ok(there(t, &again), "what was sent again counts from then");
}

/* A form that was never sent to its end. */
static void held_test(const struct testing *t)
{
	struct bytes large = stored(t, "held large"), small = stored(t, "held small"), same = stored(t, "both held and given");
	struct buf   said;
	struct db   *db;
	struct str   why;
	int64_t      faults = -1;

	row_add(t, "held", &large, &small, false);
	row_add(t, "held-too", &same, &same, false);
	row_add(t, "given", &same, &same, true);
	swept(t, DAY_MS / 2);
	tap_ok(there(t, &large) && there(t, &small), "a form may wait for half a day");
	swept(t, DAY_MS + DAY_MS / 2);
	swept(t, 3 * DAY_MS);
	tap_ok(!there(t, &large) && !there(t, &small), "after a day its files go, first the row and then the bytes");
	tap_ok(there(t, &same), "but not bytes that another row names");
	buf_init(&said, t->arena, 4096);
	if (db_open(t->house.set.dir, DB_READ, t->arena, &db, &why))
		exit(2);
	tap_ok(file_check(db, t->house.set.dir, t->arena, &said, &faults) == OK && faults == 0, "every row has its bytes");
	if (unlink(store_path(t->arena, t->house.set.dir, here, hash_of(&same))))
		exit(2);
	tap_ok(file_check(db, t->house.set.dir, t->arena, &said, &faults) == OK && faults == 2 &&
	       str_find(buf_view(&said), S("has no bytes"), &(size_t){ 0 }), "a row without bytes is found");
	db_close(db);
}

int main(void)
{
	struct testing t = { .arena = arena_new(64 * 1024), .now = when_now() };
	const char    *dir = test_dir(t.arena);
	struct str     why = STR_NONE;

	if (crypt_start())
		return 2;
	t.house.set.dir = t.house.set.db = dir;
	if (lane_start(dir, t.arena, &t.house.lane, &why))
		return 2;
	if (lane_call(t.house.lane, tenant_run, NULL))
		return 2;
	t.house.files = file_store_new(&t.house, t.arena);
	unnamed_test(&t);
	held_test(&t);
	lane_stop(t.house.lane);
	test_dir_end(dir);
	arena_free(t.arena);
	return tap_done();
}
