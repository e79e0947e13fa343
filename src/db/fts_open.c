#include "db/fts_private.h"

#include <errno.h>
#include <unistd.h>

#include "base/text.h"

#define WAIT_MS 250             /* for a check beside a server, and readers at a checkpoint */
#define FORMAT  1               /* PRAGMA user_version of the file */

#define TABLE_SCHEMA(t) \
	"CREATE VIRTUAL TABLE " t " USING fts5(grams, content='', columnsize=0, detail=none," \
	" tokenize='bigram');" \
	"CREATE VIRTUAL TABLE " t "_terms USING fts5vocab(" t ", instance);" \
	"CREATE TABLE " t "_held (id INTEGER PRIMARY KEY, sum INTEGER NOT NULL) STRICT;" \
	"INSERT INTO " t "(" t ", rank) VALUES ('secure-delete', 1);"

static const char schema[] =
	"BEGIN IMMEDIATE;"
	TABLE_SCHEMA("internal")
	TABLE_SCHEMA("public")
	"CREATE TABLE mark (id INTEGER PRIMARY KEY CHECK (id = 1), change INTEGER NOT NULL) STRICT;"
	"PRAGMA user_version=1;"
	"COMMIT;";

/*
 * While the file is made as a whole nothing is merged: 64 MB of postings are
 * gathered before a segment is written, so a million texts make about a dozen
 * segments, which is what a search may open without notice.
 */
static const char offline_sql[] =
	"PRAGMA journal_mode=MEMORY;"
	"PRAGMA synchronous=OFF;"
	"PRAGMA cache_size=-64000;"
	"INSERT INTO internal(internal, rank) VALUES ('hashsize', 67108864);"
	"INSERT INTO internal(internal, rank) VALUES ('automerge', 0);"
	"INSERT INTO internal(internal, rank) VALUES ('crisismerge', 64);"
	"INSERT INTO public(public, rank) VALUES ('hashsize', 67108864);"
	"INSERT INTO public(public, rank) VALUES ('automerge', 0);"
	"INSERT INTO public(public, rank) VALUES ('crisismerge', 64);";

/*
 * Segments are merged a little with each chunk (automerge). A crisis merges a
 * whole level in one transaction, so it is left for levels of sixty-four.
 */
static const char online_sql[] =
	"PRAGMA synchronous=FULL;"
	"INSERT INTO internal(internal, rank) VALUES ('hashsize', 1048576);"
	"INSERT INTO internal(internal, rank) VALUES ('automerge', 4);"
	"INSERT INTO internal(internal, rank) VALUES ('crisismerge', 64);"
	"INSERT INTO public(public, rank) VALUES ('hashsize', 1048576);"
	"INSERT INTO public(public, rank) VALUES ('automerge', 4);"
	"INSERT INTO public(public, rank) VALUES ('crisismerge', 64);";

/* ---- the tokenizer: a value is its bigrams one after another, as UTF-8 ---- */

static const char nothing;

static int bigram_create(void *arg, const char **words, int n, Fts5Tokenizer **out)
{
	(void)arg;
	(void)words;
	(void)n;
	*out = (Fts5Tokenizer *)(uintptr_t)&nothing;   /* no state, but not NULL */
	return SQLITE_OK;
}

static void bigram_delete(Fts5Tokenizer *t)
{
	(void)t;
}

static int bigram_split(Fts5Tokenizer *t, void *arg, int flags, const char *p, int n,
                        int (*token)(void *, int, const char *, int, int, int))
{
	struct str rest = { p, n > 0 ? (size_t)n : 0 };

	(void)t;
	(void)flags;
	while (rest.n) {
		const char *from = rest.p;
		int         code;

		(void)utf8_next(&rest);
		(void)utf8_next(&rest);
		code = token(arg, 0, from, (int)(rest.p - from), (int)(from - p),
		             (int)(rest.p - p));
		if (code != SQLITE_OK)
			return code;
	}
	return SQLITE_OK;
}

static int bigram_register(sqlite3 *raw)
{
	static const fts5_tokenizer bigram = { bigram_create, bigram_delete, bigram_split };
	sqlite3_stmt               *s;
	fts5_api                   *api = NULL;
	fts5_tokenizer              made = bigram;
	int                         code;

	code = sqlite3_prepare_v2(raw, "SELECT fts5(?1)", -1, &s, NULL);
	if (code != SQLITE_OK)
		return code;
	sqlite3_bind_pointer(s, 1, &api, "fts5_api_ptr", NULL);
	sqlite3_step(s);
	code = sqlite3_finalize(s);
	if (code != SQLITE_OK || !api)
		return code != SQLITE_OK ? code : SQLITE_ERROR;
	return api->xCreateTokenizer(api, "bigram", NULL, &made, NULL);
}

/* ---- opening ---- */

static enum err exec(struct fts *f, const char *sql)
{
	int code = sqlite3_exec(sqlite_raw(f->db), sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? OK : sqlite_failed(f->db, code, "search index");
}

static enum err read_int(struct fts *f, const char *sql, int64_t *v, bool *found)
{
	sqlite3_stmt *s;
	int           code = sqlite3_prepare_v2(sqlite_raw(f->db), sql, -1, &s, NULL);

	*found = false;
	if (code != SQLITE_OK)
		return sqlite_failed(f->db, code, sql);
	code = sqlite3_step(s);
	if (code == SQLITE_ROW) {
		*v = sqlite3_column_int64(s, 0);
		*found = true;
		code = SQLITE_DONE;
	}
	sqlite3_finalize(s);
	return code == SQLITE_DONE ? OK : sqlite_failed(f->db, code, sql);
}

/* An index that cannot be used is thrown away: everything in it can be made again. */
static enum err remove_file(const char *path, struct arena *a, struct str *why)
{
	static const char *const ends[] = { "-wal", "-shm", "-journal", "" };

	for (size_t i = 0; i < COUNT(ends); i++) {
		const char *z = str_z(a, str_join(a, str_of(path), str_of(ends[i]), STR_NONE));

		if (unlink(z) != 0 && errno != ENOENT) {
			*why = str_join(a, S("cannot remove "), str_of(z), S(": "),
			                str_of(strerrordesc_np(errno)), STR_NONE);
			return ERR_FAULT;
		}
	}
	return OK;
}

static enum err prepare_file(struct fts *f, enum db_mode mode)
{
	int64_t  version = 0;
	bool     found;
	enum err e = read_int(f, "PRAGMA user_version", &version, &found);

	if (!e && version == 0 && mode != DB_READ)
		e = exec(f, schema);
	if (!e && version != FORMAT && (version != 0 || mode == DB_READ))
		e = ERR_MISSING;
	if (!e && mode == DB_OFFLINE)
		e = exec(f, offline_sql);
	return e;
}

enum err fts_open(const char *dir, enum db_mode mode, struct arena *a, struct fts **out,
                  struct str *why)
{
	const char *path = str_z(a, str_join(a, str_of(dir), S("/search.db"), STR_NONE));
	struct fts *f;
	struct db  *db;
	enum err    e;
	int         code;

	*out = NULL;
	if (mode == DB_OFFLINE && (e = remove_file(path, a, why)))
		return e;
	e = sqlite_open_file(path, mode, a, &db, why);
	if (e)
		return e;
	f = base_alloc(sizeof(*f));
	*f = (struct fts){ .db = db, .scratch = arena_new(16384) };
	sqlite3_busy_timeout(sqlite_raw(db), WAIT_MS);
	code = bigram_register(sqlite_raw(db));
	e = code == SQLITE_OK ? prepare_file(f, mode) : sqlite_failed(db, code, "search tokenizer");
	if (e) {
		*why = str_join(a, str_of(path), S(" cannot be used; remove it,"
		                " and the next start makes it anew"), STR_NONE);
		fts_close(f);
		return e;
	}
	*out = f;
	return OK;
}

void fts_close(struct fts *f)
{
	if (!f)
		return;
	for (size_t t = 0; t < FTS_TABLES; t++)
		for (size_t i = 0; i < WHICH_COUNT; i++)
			sqlite3_finalize(f->statement[t][i]);
	db_close(f->db);
	arena_free(f->scratch);
	base_free(f);
}

/* ---- transactions and the mark ---- */

enum err fts_begin(struct fts *f, bool write)
{
	return db_begin(f->db, write);
}

enum err fts_commit(struct fts *f)
{
	return db_commit(f->db);
}

void fts_rollback(struct fts *f)
{
	fts_end(f);
	db_rollback(f->db);
}

enum err fts_mark(struct fts *f, int64_t *mark, bool *whole)
{
	*mark = 0;
	return read_int(f, "SELECT change FROM mark", mark, whole);
}

enum err fts_set_mark(struct fts *f, int64_t mark)
{
	sqlite3_stmt *s;
	int code = sqlite3_prepare_v2(sqlite_raw(f->db), "INSERT INTO mark (id, change) VALUES (1, ?1)"
	                              " ON CONFLICT DO UPDATE SET change = ?1", -1, &s, NULL);

	if (code != SQLITE_OK)
		return sqlite_failed(f->db, code, "search mark");
	sqlite3_bind_int64(s, 1, mark);
	sqlite3_step(s);
	code = sqlite3_finalize(s);
	return code == SQLITE_OK ? OK : sqlite_failed(f->db, code, "search mark");
}

/* ---- the log ---- */

enum err fts_checkpoint(struct fts *f, bool wipe)
{
	int code = sqlite3_wal_checkpoint_v2(sqlite_raw(f->db), NULL, wipe ? SQLITE_CHECKPOINT_TRUNCATE :
	                                     SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

	if (code == SQLITE_OK)
		sqlite_of(f->db)->wal_pages = 0;
	return code == SQLITE_OK ? OK : sqlite_failed(f->db, code, "search checkpoint");
}

int64_t fts_log_pages(const struct fts *f)
{
	return sqlite_of(f->db)->wal_pages;
}

/*
 * The large segments of a file made as a whole become one, above the level
 * where new ones arrive. Beside the small ones the first crisis would take them
 * along: 220 MB through the log while every commit of the writer waits for the
 * disk. In steps, so that little has to be kept for taking a step back.
 */
static enum err segments_join(struct fts *f)
{
	static const char *const begin[] = { "INSERT INTO internal(internal, rank) VALUES ('merge', -2000)",
	                                     "INSERT INTO public(public, rank) VALUES ('merge', -2000)" };
	static const char *const more[] = { "INSERT INTO internal(internal, rank) VALUES ('merge', 2000)",
	                                    "INSERT INTO public(public, rank) VALUES ('merge', 2000)" };
	enum err e = OK;

	for (size_t t = 0; !e && t < COUNT(begin); t++) {
		int64_t before = sqlite3_total_changes64(sqlite_raw(f->db)), changed = 2;

		e = exec(f, begin[t]);
		/* Fewer than two changes: nothing is left to merge. */
		for (int i = 0; !e && changed >= 2 && i < 100000; i++) {
			e = exec(f, more[t]);
			changed = sqlite3_total_changes64(sqlite_raw(f->db)) - before;
			before += changed;
		}
	}
	return e;
}

/*
 * The mark must not reach the disk before what it vouches for. Switching to a
 * log with full synchronisation writes a page of the file and syncs it whole;
 * only then is the mark committed.
 */
enum err fts_finish(struct fts *f, int64_t mark)
{
	enum err e = segments_join(f);

	if (!e)
		e = exec(f, online_sql);
	if (!e)
		e = exec(f, "PRAGMA journal_mode=WAL");
	if (!e)
		e = fts_begin(f, true);
	if (!e)
		e = fts_set_mark(f, mark);
	if (!e)
		e = fts_commit(f);
	return e ? e : fts_checkpoint(f, true);
}
