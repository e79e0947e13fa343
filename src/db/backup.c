#include "db/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/time.h"
#include "db/backup_files.h"
#include "db/manifest.h"
#include "db/sqlite_private.h"

#define STEP_PAGES 1024         /* 4 MB copied at a time */
#define SAID_MAX 4096           /* one sentence and two paths */

static const char *path_in(struct arena *a, const char *folder, const char *name)
{
	return str_z(a, str_join(a, str_of(folder), S("/"), str_of(name), STR_NONE));
}

/* What an interrupted backup left: only files that a backup makes. */
static void part_remove(struct arena *a, const char *part)
{
	static const char *const names[] = { "lianxin.db", "lianxin.db-journal", "lianxin.db-wal",
	                                     "lianxin.db-shm", "manifest.txt", "secret.key" };

	for (size_t i = 0; i < COUNT(names); i++)
		unlink(path_in(a, part, names[i]));
	backup_files_remove(part);
	rmdir(part);
}

static enum err part_make(struct arena *a, const char *out, const char **part, struct str *said)
{
	struct stat st;

	*part = str_z(a, str_join(a, str_of(out), S(".part"), STR_NONE));
	if (lstat(out, &st) == 0) {
		*said = str_join(a, str_of(out), S(" is there already; name a new folder"), STR_NONE);
		return ERR_CONFLICT;
	}
	part_remove(a, *part);
	if (mkdir(*part, 0700) != 0)
		return file_fail(a, said, "make the folder", *part);
	return OK;
}

/* The one-row answer of a check: "ok" when the copy is whole. */
static enum err copy_whole(sqlite3 *raw)
{
	sqlite3_stmt *s;
	enum err      e = ERR_FAULT;

	if (sqlite3_prepare_v2(raw, "PRAGMA integrity_check(1)", -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW &&
	    str_eq(str_of((const char *)sqlite3_column_text(s, 0)), S("ok")))
		e = OK;
	sqlite3_finalize(s);
	return e;
}

/*
 * The source's snapshot is held over all steps: without it every commit of
 * the server would make the copy begin again.
 */
static int copy_pages(struct db *from, sqlite3 *to)
{
	sqlite3_backup *b;
	int             code;

	code = sqlite3_exec(to, "PRAGMA synchronous=OFF", NULL, NULL, NULL);
	if (code != SQLITE_OK)
		return code;
	b = sqlite3_backup_init(to, "main", sqlite_raw(from), "main");
	if (!b)
		return sqlite3_extended_errcode(to);
	do
		code = sqlite3_backup_step(b, STEP_PAGES);
	while (code == SQLITE_OK);
	sqlite3_backup_finish(b);
	if (code != SQLITE_DONE)
		return code;
	/* One file that stands for itself, without a log beside it. */
	return sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
}

static enum err copy_fail(struct arena *a, struct str *said, const char *path, int code)
{
	*said = str_join(a, S("cannot copy the database to "), str_of(path), S(": "),
	                 str_of(sqlite3_errstr(code)), STR_NONE);
	return (code & 0xff) == SQLITE_FULL ? ERR_FULL : ERR_FAULT;
}

static enum err copy_database(struct db *from, const char *path, struct arena *a, struct str *said)
{
	sqlite3 *to = NULL;
	int64_t  pages;
	enum err e = OK;
	bool     row;
	int      code, fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	static const struct db_query look = { .name = "look", .sql = "PRAGMA page_count",
	                                      .id = DB_UNCACHED, .n_out = 1 };
	struct db_cursor c;

	if (fd < 0)
		return file_fail(a, said, "make", path);
	close(fd);
	*said = S("the database cannot be read; see the message above");
	e = db_begin(from, false);
	if (!e)
		e = db_start(from, &look, &c);
	if (e)
		return e;
	e = db_step(&c, &row);          /* from here on the snapshot stands */
	pages = !e && row ? db_int(&c, 0) : 0;
	db_done(&c);
	if (e || pages == 0)
		return e ? e : ERR_FAULT;
	code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code == SQLITE_OK)
		code = copy_pages(from, to);
	db_rollback(from);
	if (code != SQLITE_OK) {
		e = copy_fail(a, said, path, code);
	} else if (copy_whole(to) != OK) {
		*said = str_join(a, S("the copy "), str_of(path), S(" is not whole; run a check of "
		                 "the data folder"), STR_NONE);
		e = ERR_FAULT;
	}
	sqlite3_close(to);
	return e;
}

static enum err copy_key(const char *dir, const char *part, struct arena *a, struct str *said)
{
	const char *from = path_in(a, dir, "secret.key"), *to = path_in(a, part, "secret.key");
	char        key[64];
	int         in = open(from, O_RDONLY | O_CLOEXEC);
	ssize_t     n = in < 0 ? -1 : read(in, key, sizeof(key));
	enum err    e = OK;
	int         out;

	if (n <= 0) {
		e = file_fail(a, said, "read", from);
	} else {
		out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
		if (out < 0 || file_put(out, key, (size_t)n) != OK)
			e = file_fail(a, said, "write", to);
		if (out >= 0)
			close(out);
	}
	if (in >= 0)
		close(in);
	explicit_bzero(key, sizeof(key));
	return e;
}

static enum err write_manifest(const char *dir, const char *part, bool with_key, struct arena *a,
                               struct str *said)
{
	const char *path = path_in(a, part, "manifest.txt");
	struct buf  text;
	enum err    e;
	int         fd;

	manifest_begin(&text, a, db_schema_version(), manifest_key(dir, a));
	e = manifest_add(&text, part, "lianxin.db", a, said);
	if (!e && with_key)
		e = manifest_add(&text, part, "secret.key", a, said);
	manifest_end(&text);
	if (e)
		return e;
	if (text.full) {
		*said = S("the database is too large for the manifest of a backup");
		return ERR_TOO_LARGE;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || file_put(fd, text.p, text.n) != OK)
		e = file_fail(a, said, "write", path);
	if (fd >= 0)
		close(fd);
	return e;
}

/* Everything on the disk before the name says that it is a backup. */
static enum err publish(const char *part, const char *out, bool with_key, struct arena *a,
                        struct str *said)
{
	struct str parent = str_of(out);
	enum err   e;

	e = file_settle(path_in(a, part, "lianxin.db"), a, said);
	if (!e)
		e = file_settle(path_in(a, part, "manifest.txt"), a, said);
	if (!e && with_key)
		e = file_settle(path_in(a, part, "secret.key"), a, said);
	if (!e)
		e = file_settle(part, a, said);
	if (!e && rename(part, out) != 0)
		e = file_fail(a, said, "name the folder", out);
	if (e)
		return e;
	while (parent.n && parent.p[parent.n - 1] != '/')
		parent.n--;
	return file_settle(parent.n ? str_z(a, parent) : ".", a, said);
}

enum err backup_take(const char *dir, const char *out, bool with_key, struct arena *a,
                     struct str *said)
{
	int64_t     began = tick_us();
	struct files_count files;
	struct stat st;
	const char *part;
	struct db  *db;
	struct buf  b;
	enum err    e = db_open(dir, DB_READ, a, &db, said);

	if (e)
		return e;
	e = part_make(a, out, &part, said);
	if (e) {
		db_close(db);
		return e;
	}
	e = copy_database(db, path_in(a, part, "lianxin.db"), a, said);
	db_close(db);
	if (!e)
		e = backup_files_copy(dir, part, a, &files, said);
	if (!e && with_key)
		e = copy_key(dir, part, a, said);
	if (!e)
		e = write_manifest(dir, part, with_key, a, said);
	if (!e)
		e = publish(part, out, with_key, a, said);
	if (e) {
		part_remove(a, part);
		return e;
	}
	buf_init(&b, a, SAID_MAX);
	st.st_size = 0;
	(void)!stat(path_in(a, out, "lianxin.db"), &st);
	buf_printf(&b, "%s holds %lld KB and %lld files of %lld KB, checked, in %lld ms; the key is %s", out,
	           (long long)st.st_size / 1024, (long long)files.n, (long long)files.bytes / 1024,
	           (long long)(tick_us() - began) / 1000,
	           with_key ? "in it: keep it under lock" : "not in it: keep a copy elsewhere");
	*said = buf_view(&b);
	return OK;
}
