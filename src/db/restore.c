/* The way back: verify a backup, and fill an empty data folder from it. */
#include "db/backup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "db/backup_files.h"
#include "db/folder.h"
#include "db/manifest.h"
#include "db/sqlite_private.h"

#define SAID_MAX 4096           /* one sentence and two paths */

static const char *path_in(struct arena *a, const char *folder, const char *name)
{
	return str_z(a, str_join(a, str_of(folder), S("/"), str_of(name), STR_NONE));
}

enum err backup_verify(const char *from, struct arena *a, struct str *said)
{
	struct manifest m;
	struct buf      b;
	enum err        e = manifest_read(from, a, &m, said);

	if (!e)
		e = manifest_compare(from, "lianxin.db", &m.database, -1, a, said);
	if (!e && m.has_secret)
		e = manifest_compare(from, "secret.key", &m.secret, -1, a, said);
	if (e)
		return e;
	buf_init(&b, a, SAID_MAX);
	buf_printf(&b, "%s is whole: %lld KB of schema %lld, taken %.*s", from,
	           (long long)m.database.bytes / 1024, (long long)m.schema, (int)m.taken.n,
	           m.taken.p);
	*said = buf_view(&b);
	return OK;
}

/* A folder with data in it is never written over. */
static enum err target_empty(const char *dir, struct arena *a, struct str *said)
{
	static const char *const names[] = { "lianxin.db", "lianxin.db-wal", "search.db", "files" };
	struct stat              st;

	for (size_t i = 0; i < COUNT(names); i++) {
		if (lstat(path_in(a, dir, names[i]), &st) != 0)
			continue;
		*said = str_join(a, str_of(dir), S(" has data in it already ("), str_of(names[i]),
		                 S("); name an empty folder"), STR_NONE);
		return ERR_CONFLICT;
	}
	return OK;
}

/* A key that is already there must be the one this backup was sealed with. */
static enum err key_fits(const char *dir, const struct manifest *m, struct arena *a,
                         struct str *said)
{
	struct str  there = manifest_key(dir, a);
	struct stat st;

	if (lstat(path_in(a, dir, "secret.key"), &st) != 0)
		return OK;
	if (there.p && m->key.p && str_eq(there, m->key))
		return OK;
	*said = str_join(a, str_of(dir),
	                 S("/secret.key is not the key of this backup; put the right one there"),
	                 STR_NONE);
	return ERR_FAULT;
}

static enum err copy_checked(const char *from, const char *name, const struct manifest_file *f,
                             const char *to, mode_t mode, struct arena *a, struct str *said)
{
	enum err e;
	int      fd;

	unlink(to);
	fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return file_fail(a, said, "make", to);
	e = manifest_compare(from, name, f, fd, a, said);
	if (!e && fsync(fd) != 0)
		e = file_fail(a, said, "put on the disk", to);
	close(fd);
	if (e)
		unlink(to);
	return e;
}

/*
 * What was written is opened once more and looked at from end to end. It leaves
 * with the write-ahead log that a data folder has: a command that only reads,
 * as the check does, cannot switch it on.
 */
static enum err database_whole(const char *path, struct arena *a, struct str *said)
{
	sqlite3      *raw = NULL;
	sqlite3_stmt *s = NULL;
	bool          good = false;

	if (sqlite3_open_v2(path, &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
	    sqlite3_exec(raw, "PRAGMA journal_mode=WAL", NULL, NULL, NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(raw, "PRAGMA integrity_check(1)", -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		good = str_eq(str_of((const char *)sqlite3_column_text(s, 0)), S("ok"));
	sqlite3_finalize(s);
	/* The last one out folds the log back and removes it. */
	good = sqlite3_close(raw) == SQLITE_OK && good;
	if (good)
		return OK;
	*said = str_join(a, str_of(path), S(" is not whole although its bytes are those of the "
	                 "backup; use another backup"), STR_NONE);
	return ERR_FAULT;
}

static enum err fill(const char *from, const char *dir, const struct manifest *m,
                     struct arena *a, struct files_count *files, struct str *said)
{
	const char *part = path_in(a, dir, "lianxin.db.part");
	const char *key = path_in(a, dir, "secret.key");
	struct stat st;
	enum err    e = copy_checked(from, "lianxin.db", &m->database, part, 0600, a, said);

	if (!e)
		e = sqlite_file_check(part, a, said);
	if (!e)
		e = database_whole(part, a, said);
	if (!e)
		e = backup_files_copy(from, dir, a, files, said);
	if (!e && m->has_secret && lstat(key, &st) != 0)
		e = copy_checked(from, "secret.key", &m->secret, key, 0400, a, said);
	if (!e && rename(part, path_in(a, dir, "lianxin.db")) != 0)
		e = file_fail(a, said, "name", part);
	if (!e)
		return file_settle(dir, a, said);
	unlink(part);
	backup_files_remove(dir);
	return e;
}

enum err backup_restore(const char *from, const char *dir, struct arena *a, struct str *said)
{
	struct manifest m;
	struct lock     l = { -1 };
	bool            made;
	struct files_count files = { 0, 0 };
	struct buf      b;
	enum err        e = manifest_read(from, a, &m, said);

	if (e)
		return e;
	buf_init(&b, a, SAID_MAX);
	if (m.schema > db_schema_version()) {
		buf_printf(&b, "%s has schema %lld but this program knows only %d; use the newer "
		           "program", from, (long long)m.schema, db_schema_version());
		*said = buf_view(&b);
		return ERR_FAULT;
	}
	e = folder_make(dir, &made, a, said);
	if (!e)
		e = lock_take(dir, "restore", a, &l, said);
	if (e)
		return e;
	e = target_empty(dir, a, said);
	if (!e)
		e = key_fits(dir, &m, a, said);
	if (!e)
		e = fill(from, dir, &m, a, &files, said);
	if (e && made)
		folder_unmake(dir, &l, a);
	else
		lock_release(&l);
	if (e)
		return e;
	buf_printf(&b, "%s is restored: %lld KB and %lld files of schema %lld, taken %.*s%s", dir,
	           (long long)m.database.bytes / 1024, (long long)files.n, (long long)m.schema, (int)m.taken.n,
	           m.taken.p, manifest_key(dir, a).p ? "" :
	           "; the key is not in it: put secret.key there before the start");
	*said = buf_view(&b);
	return OK;
}
