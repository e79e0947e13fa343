#include "db/sqlite_private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "db/audit.h"
#include "db/folder.h"
#include "queries.h"

#define WAIT_MS 5000            /* for another process's lock; ours never contend */
#define WHY_MAX 2048            /* one sentence and two paths */

/*
 * The same for every connection. Autocheckpoint is off everywhere: only the
 * lane decides when the log is folded into the file. secure_delete overwrites
 * what is deleted.
 */
static const char *const settings_common[] = {
	"PRAGMA synchronous=FULL", "PRAGMA secure_delete=ON", "PRAGMA foreign_keys=ON",
	"PRAGMA trusted_schema=OFF", "PRAGMA wal_autocheckpoint=0", "PRAGMA temp_store=MEMORY",
};

/*
 * A reader maps the file (8 GiB of address space, no memory of its own), so
 * its cache holds only pages still in the log and 2 MB are plenty for each of
 * the many readers. The one writer reads pages to change them: 8 MB hold the
 * inner pages of every index of a county with a million cases. It does not
 * map, so that a failing disk gives an error and not a signal. Whoever writes
 * checks the cells of a page when it comes from the disk, before any use; a
 * mapped page comes at every visit, and the check was half the work of a list.
 */
static const char *const settings_read[] = {
	"PRAGMA mmap_size=8589934592", "PRAGMA cache_size=-2000", "PRAGMA query_only=ON",
	"PRAGMA cell_size_check=OFF",
};

static const char *const settings_write[] = {
	"PRAGMA mmap_size=0", "PRAGMA cache_size=-8000", "PRAGMA cell_size_check=ON",
};

/* A command works on many cases in no order, in a process of its own that soon ends. */
static const char *const settings_offline[] = {
	"PRAGMA mmap_size=0", "PRAGMA cache_size=-128000", "PRAGMA cell_size_check=ON",
};

static const char *const fixed_sql[FIXED_COUNT] = {
	[FIXED_BEGIN]       = "BEGIN",
	[FIXED_BEGIN_WRITE] = "BEGIN IMMEDIATE",
	[FIXED_COMMIT]      = "COMMIT",
	[FIXED_ROLLBACK]    = "ROLLBACK",
	[FIXED_MARK]        = "SAVEPOINT part",
	[FIXED_KEEP]        = "RELEASE part",
	[FIXED_UNDO]        = "ROLLBACK TO part",
	[FIXED_UNDO_KEEP]   = "RELEASE part",
};

static enum err why_open(struct arena *a, struct str *why, const char *path, int code, int sys)
{
	struct buf b;

	buf_init(&b, a, WHY_MAX);
	switch (code & 0xff) {
	case SQLITE_NOTADB:
		buf_printf(&b, "%s is not a lianxin database; choose another folder or restore a backup",
		           path);
		break;
	case SQLITE_CORRUPT:
		buf_printf(&b, "%s is damaged; keep a copy of the folder and restore a backup", path);
		break;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		buf_printf(&b, "%s is locked by another program; end that one first", path);
		break;
	case SQLITE_FULL:
		buf_printf(&b, "the disk that holds %s is full; make room and start again", path);
		break;
	case SQLITE_READONLY:
		buf_printf(&b, "%s or its folder is read-only; allow writing and start again", path);
		break;
	default:
		buf_printf(&b, "cannot open %s: %s (%s)", path, sqlite3_errstr(code),
		           sys ? strerrordesc_np(sys) : "no reason given");
	}
	*why = buf_view(&b);
	return (code & 0xff) == SQLITE_FULL ? ERR_FULL : ERR_FAULT;
}

/* Commits of this connection leave the log this long; the lane decides by it. */
static int wal_grew(void *arg, sqlite3 *raw, const char *name, int pages)
{
	struct sqlite *s = arg;

	(void)raw;
	(void)name;
	s->wal_pages = pages;
	return SQLITE_OK;
}

static int run_all(sqlite3 *raw, const char *const *sql, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int code = sqlite3_exec(raw, sql[i], NULL, NULL, NULL);

		if (code != SQLITE_OK)
			return sqlite3_extended_errcode(raw);
	}
	return SQLITE_OK;
}

/* True when the first column of the first row of sql is the text want. */
static bool reads_back(sqlite3 *raw, const char *sql, const char *want, int *code)
{
	sqlite3_stmt *s;
	bool          same = false;

	*code = sqlite3_prepare_v2(raw, sql, -1, &s, NULL);
	if (*code != SQLITE_OK)
		return false;
	*code = sqlite3_step(s);
	if (*code == SQLITE_ROW) {
		const char *got = (const char *)sqlite3_column_text(s, 0);

		same = got && strcmp(got, want) == 0;
		*code = SQLITE_OK;
	}
	sqlite3_finalize(s);
	return same;
}

/* Applies the settings; `sentence` is set when one of them did not take. */
static int settle(sqlite3 *raw, enum db_mode mode, const char **sentence)
{
	int  code, on;
	bool wal, full;

	sqlite3_extended_result_codes(raw, 1);
	sqlite3_busy_timeout(raw, WAIT_MS);
	sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, &on);
	/* A plan depends on the text alone: else LIMIT ?1 is compiled anew for each value bound to it. */
	sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_QPSG, 1, &on);
	if (mode == DB_READ)
		sqlite3_db_config(raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, &on);
	wal = reads_back(raw, mode == DB_READ ? "PRAGMA journal_mode" : "PRAGMA journal_mode=WAL",
	                 "wal", &code);
	if (code != SQLITE_OK)
		return sqlite3_extended_errcode(raw);
	code = run_all(raw, settings_common, COUNT(settings_common));
	if (code == SQLITE_OK && mode == DB_READ)
		code = run_all(raw, settings_read, COUNT(settings_read));
	else if (code == SQLITE_OK && mode == DB_OFFLINE)
		code = run_all(raw, settings_offline, COUNT(settings_offline));
	else if (code == SQLITE_OK)
		code = run_all(raw, settings_write, COUNT(settings_write));
	if (code != SQLITE_OK)
		return code;
	full = reads_back(raw, "PRAGMA synchronous", "2", &code);
	if (!wal)
		*sentence = "its file system cannot keep a write-ahead log; use a local disk";
	else if (!full)
		*sentence = "full synchronisation could not be switched on";
	return code;
}

/*
 * The file is made by us so that only its owner may read it (the engine copies
 * the mode to the log), and so that a missing file is told apart from a bad one.
 */
static enum err file_ready(const char *path, enum db_mode mode, struct arena *a, struct str *why)
{
	struct stat st;
	struct buf  b;
	int         fd;

	buf_init(&b, a, WHY_MAX);
	if (mode == DB_READ) {
		if (stat(path, &st) == 0)
			return OK;
		buf_printf(&b, "there is no %s; start the server or make a county first", path);
	} else {
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (fd >= 0) {
			close(fd);
			return OK;
		}
		buf_printf(&b, "cannot open %s: %s", path, strerrordesc_np(errno));
	}
	*why = buf_view(&b);
	return mode == DB_READ ? ERR_MISSING : ERR_FAULT;
}

enum err sqlite_open_file(const char *path, enum db_mode mode, struct arena *a, struct db **out,
                      struct str *why)
{
	const char *sentence = NULL;
	sqlite3    *raw = NULL;
	struct sqlite *s;
	enum err    e;
	int         code;

	*out = NULL;
	e = file_ready(path, mode, a, why);
	if (e)
		return e;
	code = sqlite3_open_v2(path, &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code == SQLITE_OK)
		code = settle(raw, mode, &sentence);
	if (code != SQLITE_OK || sentence) {
		if (sentence)
			*why = str_join(a, S("cannot use "), str_of(path), S(": "),
			                str_of(sentence), STR_NONE);
		else
			e = why_open(a, why, path, code, raw ? sqlite3_system_errno(raw) : 0);
		sqlite3_close(raw);
		return e ? e : ERR_FAULT;
	}
	s = base_alloc(sizeof(*s) + QUERY_COUNT * sizeof(s->slots[0]));
	memset(s, 0, sizeof(*s) + QUERY_COUNT * sizeof(s->slots[0]));
	s->db.engine = &engine_sqlite;
	s->db.mode = mode;
	s->raw = raw;
	sqlite3_wal_hook(raw, wal_grew, s);
	*out = &s->db;
	return OK;
}

static bool has_bytes(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && st.st_size > 0;
}

/*
 * A folder whose cases are gone while what was made from them lies there has lost them; beginning anew in it would
 * hide that, and the next backup would take nothing's place for everything's.
 */
static enum err not_lost(const char *dir, const char *path, struct arena *a, struct str *why)
{
	static const char *const others[] = { "search.db", "files" };

	if (has_bytes(path) || has_bytes(str_z(a, str_join(a, str_of(path), S("-wal"), STR_NONE))))
		return OK;
	for (size_t i = 0; i < COUNT(others); i++) {
		const char *other = str_z(a, str_join(a, str_of(dir), S("/"), str_of(others[i]), STR_NONE));

		if (access(other, F_OK) != 0)
			continue;
		*why = str_join(a, str_of(path), S(" is missing or empty but "), str_of(other),
		                S(" is there: put it back, or restore a backup into an empty folder"), STR_NONE);
		return ERR_FAULT;
	}
	return OK;
}

enum err sqlite_open(const char *dir, enum db_mode mode, struct arena *a, struct db **out,
                     struct str *why)
{
	const char *path;
	enum err    e;

	*out = NULL;
	e = folder_check(dir, mode != DB_READ, a, why);
	if (e)
		return e;
	path = str_z(a, str_join(a, str_of(dir), S("/lianxin.db"), STR_NONE));
	e = sqlite_file_check(path, a, why);
	if (!e)
		e = not_lost(dir, path, a, why);
	if (!e)
		e = sqlite_open_file(path, mode, a, out, why);
	if (e)
		return e;
	e = sqlite_migrate(*out, a, why);
	if (!e && mode != DB_READ && (e = db_stamps_continue(*out, a)))
		*why = str_join(a, str_of(path), S(" cannot be read; the log line above says why"),
		                STR_NONE);
	if (e) {
		db_close(*out);
		*out = NULL;
	}
	return e;
}

static void sqlite_close(struct db *db)
{
	struct sqlite *s = sqlite_of(db);

	for (size_t i = 0; i < FIXED_COUNT; i++)
		sqlite3_finalize(s->fixed[i]);
	for (size_t i = 0; i < QUERY_COUNT; i++)
		sqlite3_finalize(s->slots[i].statement);
	if (sqlite3_close(s->raw) != SQLITE_OK)
		log_error("db", "a statement was still open when its connection closed");
	base_free(s);
}

static bool sqlite_in_transaction(const struct db *db)
{
	return !sqlite3_get_autocommit(sqlite_raw(db));
}

static int64_t sqlite_total_changes(struct db *db)
{
	return sqlite3_total_changes64(sqlite_raw(db));
}

/*
 * A full disk loses nothing: the transaction is gone and can be tried again
 * when there is room. The index of the log reports it by a code of its own.
 */
static bool is_full(int code)
{
	return (code & 0xff) == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE;
}

enum err sqlite_failed(struct db *db, int code, const char *what)
{
	if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
	    code == SQLITE_CONSTRAINT_ROWID)
		return ERR_CONFLICT;
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_INTERRUPT:
		return ERR_BUSY;
	default:
		break;
	}
	if (is_full(code))
		return ERR_FULL;        /* the lane says so once, not for every closure */
	log_error("db", "%s: %s (%d, system %d)", what, sqlite3_errmsg(sqlite_raw(db)), code,
	          sqlite3_system_errno(sqlite_raw(db)));
	switch (code & 0xff) {
	case SQLITE_IOERR:
		if (code != SQLITE_IOERR_NOMEM)
			db->broken = true;
		break;
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		db->broken = true;
		break;
	default:
		break;
	}
	return ERR_FAULT;
}

/* ---- transactions ---- */

static enum err fixed_run(struct db *db, enum db_fixed which)
{
	sqlite3_stmt **s = &sqlite_of(db)->fixed[which];
	int            code = SQLITE_OK;

	if (!*s)
		code = sqlite3_prepare_v3(sqlite_raw(db), fixed_sql[which], -1, SQLITE_PREPARE_PERSISTENT,
		                          s, NULL);
	if (code == SQLITE_OK) {
		code = sqlite3_step(*s);
		sqlite3_reset(*s);
	}
	if (code == SQLITE_DONE)
		return OK;
	return sqlite_failed(db, code, fixed_sql[which]);
}

static enum err sqlite_begin(struct db *db, bool write)
{
	return fixed_run(db, write ? FIXED_BEGIN_WRITE : FIXED_BEGIN);
}

static enum err sqlite_commit(struct db *db)
{
	return fixed_run(db, FIXED_COMMIT);
}

static void sqlite_rollback(struct db *db)
{
	(void)!fixed_run(db, FIXED_ROLLBACK);
}

static enum err sqlite_mark(struct db *db)
{
	return fixed_run(db, FIXED_MARK);
}

static enum err sqlite_keep(struct db *db)
{
	return fixed_run(db, FIXED_KEEP);
}

static enum err sqlite_undo(struct db *db)
{
	enum err e = fixed_run(db, FIXED_UNDO);

	return e ? e : fixed_run(db, FIXED_UNDO_KEEP);
}

const struct engine engine_sqlite = {
	.name = "SQLite", .close = sqlite_close,
	.in_transaction = sqlite_in_transaction, .begin = sqlite_begin, .commit = sqlite_commit,
	.rollback = sqlite_rollback, .mark = sqlite_mark, .keep = sqlite_keep, .undo = sqlite_undo,
	.total_changes = sqlite_total_changes,
	.start = sqlite_start, .set_int = sqlite_set_int, .set_real = sqlite_set_real,
	.set_text = sqlite_set_text, .set_blob = sqlite_set_blob, .set_null = sqlite_set_null,
	.step = sqlite_step, .run = sqlite_run, .is_null = sqlite_is_null, .get_int = sqlite_int,
	.get_real = sqlite_real, .get_text = sqlite_text, .get_blob = sqlite_blob,
	.changed = sqlite_changed, .done = sqlite_done, .load = sqlite_load,
};
