#include "db/migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "db/sqlite_private.h"

#define WHY_MAX 2048            /* one sentence and a message of the engine */
#define MARK "1819831857"       /* application_id of our files: the bytes lxn1 as a number */
#define HEADER_BYTES 72         /* of the file's header: up to and with application_id */
#define MARK_AT 68
#define PLANS 36                /* the migration that tells the planner of every index: said again when there are more */
#define NEW_BYTES 4096          /* a file whose making was interrupted is no longer */

int db_schema_version(void)
{
	return migrations[migrations_n - 1].version;
}

enum err sqlite_file_check(const char *path, struct arena *a, struct str *why)
{
	char        head[HEADER_BYTES];
	struct stat st;
	ssize_t     n;
	int         fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return OK;
	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		*why = str_join(a, S("cannot read "), str_of(path), S(": "),
		                fd < 0 ? str_of(strerrordesc_np(errno)) : S("not a file"), STR_NONE);
		if (fd >= 0)
			close(fd);
		return ERR_FAULT;
	}
	n = read(fd, head, sizeof(head));
	close(fd);
	if (n == 0)
		return OK;
	if (n == HEADER_BYTES && memcmp(head, "SQLite format 3", 16) == 0 &&
	    (memcmp(head + MARK_AT, "lxn1", 4) == 0 ||
	     (memcmp(head + MARK_AT, "\0\0\0\0", 4) == 0 && st.st_size <= NEW_BYTES)))
		return OK;
	*why = str_join(a, str_of(path), S(" is not a lianxin database; choose another folder "
	                                  "or restore a backup"), STR_NONE);
	return ERR_FAULT;
}

static enum err pragma_int(struct db *db, const char *sql, int64_t *v)
{
	const struct db_query q = { .name = sql, .sql = sql, .id = DB_UNCACHED, .n_out = 1 };
	struct db_cursor      c;
	bool                  row;
	enum err              e;

	e = db_start(db, &q, &c);
	if (!e)
		e = db_step(&c, &row);
	if (!e && row)
		*v = db_int(&c, 0);
	db_done(&c);
	return e ? e : row ? OK : ERR_FAULT;
}

static enum err run(struct db *db, const char *name, const char *sql)
{
	int code = sqlite3_exec(sqlite_raw(db), sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? OK : sqlite_failed(db, sqlite3_extended_errcode(sqlite_raw(db)), name);
}

/* Foreign keys are off while tables are rebuilt, so they are looked at before the commit. */
static enum err keys_hold(struct db *db)
{
	const struct db_query q = { .name = "foreign_key_check", .sql = "PRAGMA foreign_key_check",
	                            .id = DB_UNCACHED, .n_out = 4 };
	struct db_cursor      c;
	bool                  row;
	enum err              e;

	e = db_start(db, &q, &c);
	if (!e)
		e = db_step(&c, &row);
	if (!e && row) {
		struct str table = db_text(&c, 0, NULL);

		log_error("db", "a migration left table %.*s pointing at missing rows",
		          (int)table.n, table.p);
		e = ERR_FAULT;
	}
	db_done(&c);
	return e;
}

/* All that is missing in one transaction; `fault` says why it was undone. */
static enum err forward(struct db *db, int64_t from, struct arena *a, struct str *fault)
{
	enum err e = db_begin(db, true);

	if (e)
		return e;
	for (size_t i = 0; !e && i < migrations_n; i++) {
		if (migrations[i].version <= from)
			continue;
		e = run(db, migrations[i].name, migrations[i].sql);
		if (!e)
			e = run(db, migrations[i].name, migrations[i].stamp);
	}
	for (size_t i = 0; !e && i < migrations_n; i++)
		if (migrations[i].version == PLANS)
			e = run(db, migrations[i].name, migrations[i].sql);
	if (!e)
		e = run(db, "application_id", "PRAGMA application_id=" MARK);
	if (!e)
		e = keys_hold(db);
	if (!e)
		e = db_commit(db);
	if (e) {
		*fault = str_copy(a, str_of(sqlite3_errmsg(sqlite_raw(db))));
		db_rollback(db);
	}
	return e;
}

static enum err migrate(struct db *db, int64_t from, struct arena *a, struct buf *said)
{
	const char *path = sqlite3_db_filename(sqlite_raw(db), "main");
	struct str  fault = S("it is in use");
	enum err    e, after;

	e = run(db, "foreign_keys", "PRAGMA foreign_keys=OFF");
	if (!e)
		e = forward(db, from, a, &fault);
	after = run(db, "foreign_keys", "PRAGMA foreign_keys=ON");
	if (e == ERR_FULL)
		buf_printf(said, "the disk that holds %s is full; make room and start again", path);
	else if (e)
		buf_printf(said, "%s could not be brought from schema %d to %d (%.*s); nothing "
		           "was changed, so the former program still works", path, (int)from,
		           db_schema_version(), (int)fault.n, fault.p);
	return e ? e : after;
}

enum err sqlite_migrate(struct db *db, struct arena *a, struct str *why)
{
	const char *path = sqlite3_db_filename(sqlite_raw(db), "main");
	int64_t     version = 0, mark = 0, tables = 0;
	struct buf  said;
	enum err    e;

	buf_init(&said, a, WHY_MAX);
	e = pragma_int(db, "PRAGMA user_version", &version);
	if (!e)
		e = pragma_int(db, "PRAGMA application_id", &mark);
	if (!e)
		e = pragma_int(db, "SELECT count(*) FROM sqlite_schema", &tables);
	if (e) {
		buf_printf(&said, "%s cannot be read: %s", path, sqlite3_errmsg(sqlite_raw(db)));
	} else if (tables && str_cmp(str_int(a, mark), S(MARK)) != 0) {
		buf_printf(&said, "%s belongs to another program; choose another folder", path);
		e = ERR_FAULT;
	} else if (version > db_schema_version()) {
		buf_printf(&said, "%s has schema %d but this program knows only %d; "
		           "use the newer program", path, (int)version, db_schema_version());
		e = ERR_FAULT;
	} else if (version < db_schema_version() && db->mode == DB_READ) {
		buf_printf(&said, "%s has schema %d, this program needs %d; start the server "
		           "once to bring it up to date", path, (int)version, db_schema_version());
		e = ERR_FAULT;
	} else if (version < db_schema_version()) {
		e = migrate(db, version, a, &said);
	}
	if (e)
		*why = buf_view(&said);
	return e;
}
