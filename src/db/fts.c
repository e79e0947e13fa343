#include "db/fts.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"
#include "db/sqlite_private.h"

#include "base/banned.h"

#define WAIT_MS 250             /* for a check beside a server, and readers at a checkpoint */
#define FORMAT 1                /* PRAGMA user_version of the file */

/*
 * The statements of one table. FTS5 is contentless and without positions and
 * sizes: 5 bytes a posting shrink to one or two. Its contentless_delete is not
 * used: it keeps the postings of deleted rows until they happen to be merged,
 * where secure-delete takes them out at once.
 */
struct fts_sql {
	const char *put, *take, *find, *held, *hold, *drop, *all, *dig, *sound;
};

#define TABLE_SQL(t) { \
	"INSERT INTO " t "(rowid, grams) VALUES (?1, ?2)", \
	"INSERT INTO " t "(" t ", rowid, grams) VALUES ('delete', ?1, ?2)", \
	"SELECT rowid FROM " t " WHERE " t " MATCH ?1 AND rowid BETWEEN ?2 AND ?3" \
	" ORDER BY rowid DESC", \
	"SELECT sum FROM " t "_held WHERE id = ?1", \
	"INSERT INTO " t "_held (id, sum) VALUES (?1, ?2)", \
	"DELETE FROM " t "_held WHERE id = ?1", \
	"SELECT id, sum FROM " t "_held ORDER BY id", \
	"SELECT term FROM " t "_terms WHERE doc = ?1", \
	"INSERT INTO " t "(" t ") VALUES ('integrity-check')" }

static const struct fts_sql table_sql[FTS_TABLES] = { TABLE_SQL("internal"), TABLE_SQL("public") };

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

static const char online_sql[] =
	"PRAGMA synchronous=FULL;"
	"INSERT INTO internal(internal, rank) VALUES ('hashsize', 1048576);"
	"INSERT INTO internal(internal, rank) VALUES ('automerge', 4);"
	"INSERT INTO internal(internal, rank) VALUES ('crisismerge', 16);"
	"INSERT INTO public(public, rank) VALUES ('hashsize', 1048576);"
	"INSERT INTO public(public, rank) VALUES ('automerge', 4);"
	"INSERT INTO public(public, rank) VALUES ('crisismerge', 16);";

enum fts_which {
	WHICH_PUT, WHICH_TAKE, WHICH_FIND, WHICH_HELD, WHICH_HOLD, WHICH_DROP, WHICH_ALL,
	WHICH_DIG, WHICH_SOUND, WHICH_COUNT
};

struct fts {
	struct db    *db;
	sqlite3_stmt *statement[FTS_TABLES][WHICH_COUNT];
	sqlite3_stmt *open;          /* the search being read, if any */
	struct arena *scratch;       /* values on their way into FTS5 */
};

/* ---- the tokenizer: a value is its bigrams one after another, as UTF-8 ---- */

/*
 * Two code points as UTF-8 are 6 bytes for Chinese. Denser codes were looked
 * at: terms are stored once per segment and share their beginnings, so they
 * would save under a percent, and these can be read in a dump.
 */
static struct str grams_text(struct arena *a, struct grams g, bool query)
{
	struct buf b;

	buf_init(&b, a, g.n * 11 + 1);
	for (size_t i = 0; i < g.n; i++) {
		if (query)
			buf_lit(&b, " \"");
		buf_utf8(&b, (uint32_t)(g.v[i] >> 21));
		buf_utf8(&b, (uint32_t)(g.v[i] & 0x1FFFFF));
		if (query)
			buf_char(&b, '"');
	}
	return buf_view(&b);
}

static int bigram_create(void *arg, const char **words, int n, Fts5Tokenizer **out)
{
	(void)arg;
	(void)words;
	(void)n;
	*out = (Fts5Tokenizer *)&table_sql;      /* any address: it holds nothing */
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
		code = token(arg, 0, from, (int)(rest.p - from), (int)(from - p), (int)(rest.p - p));
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
	int code = sqlite3_exec(f->db->raw, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? OK : db_failed(f->db, code, "search index");
}

static enum err read_int(struct fts *f, const char *sql, int64_t *v, bool *found)
{
	sqlite3_stmt *s;
	int           code = sqlite3_prepare_v2(f->db->raw, sql, -1, &s, NULL);

	*found = false;
	if (code != SQLITE_OK)
		return db_failed(f->db, code, sql);
	code = sqlite3_step(s);
	if (code == SQLITE_ROW) {
		*v = sqlite3_column_int64(s, 0);
		*found = true;
		code = SQLITE_DONE;
	}
	sqlite3_finalize(s);
	return code == SQLITE_DONE ? OK : db_failed(f->db, code, sql);
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
	e = db_open_file(path, mode, a, &db, why);
	if (e)
		return e;
	f = base_alloc(sizeof(*f));
	*f = (struct fts){ .db = db, .scratch = arena_new(16384) };
	sqlite3_busy_timeout(db->raw, WAIT_MS);
	code = bigram_register(db->raw);
	e = code == SQLITE_OK ? prepare_file(f, mode) : db_failed(db, code, "search tokenizer");
	if (e) {
		*why = str_join(a, str_of(path), S(" cannot be used; remove it and run"
		                " \"lianxin search\" to make it anew"), STR_NONE);
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
	int code = sqlite3_prepare_v2(f->db->raw, "INSERT INTO mark (id, change) VALUES (1, ?1)"
	                              " ON CONFLICT DO UPDATE SET change = ?1", -1, &s, NULL);

	if (code != SQLITE_OK)
		return db_failed(f->db, code, "search mark");
	sqlite3_bind_int64(s, 1, mark);
	sqlite3_step(s);
	code = sqlite3_finalize(s);
	return code == SQLITE_OK ? OK : db_failed(f->db, code, "search mark");
}

/* ---- rows in and out ---- */

uint64_t grams_sum(struct grams g)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < g.n; i++) {
		h ^= g.v[i];
		h *= UINT64_C(0x9E3779B97F4A7C15);
		h ^= h >> 29;
	}
	return h;
}

static enum err ready(struct fts *f, enum fts_table t, enum fts_which which, sqlite3_stmt **out)
{
	const struct fts_sql *q = &table_sql[t];
	const char *const     sql[WHICH_COUNT] = { q->put, q->take, q->find, q->held, q->hold,
	                                           q->drop, q->all, q->dig, q->sound };
	sqlite3_stmt        **s = &f->statement[t][which];
	int                   code = SQLITE_OK;

	if (!*s)
		code = sqlite3_prepare_v3(f->db->raw, sql[which], -1, SQLITE_PREPARE_PERSISTENT,
		                          s, NULL);
	*out = *s;
	return code == SQLITE_OK ? OK : db_failed(f->db, code, sql[which]);
}

/* Runs a statement that gives no rows. */
static enum err finish(struct fts *f, sqlite3_stmt *s)
{
	int code = sqlite3_step(s);

	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
	return code == SQLITE_DONE ? OK : db_failed(f->db, code, sqlite3_sql(s));
}

enum err fts_held(struct fts *f, enum fts_table t, int64_t row, bool *held, uint64_t *sum)
{
	sqlite3_stmt *s;
	enum err      e = ready(f, t, WHICH_HELD, &s);
	int           code;

	*held = false;
	if (e)
		return e;
	sqlite3_bind_int64(s, 1, row);
	code = sqlite3_step(s);
	if (code == SQLITE_ROW) {
		*held = true;
		*sum = (uint64_t)sqlite3_column_int64(s, 0);
	}
	sqlite3_reset(s);
	return code == SQLITE_ROW || code == SQLITE_DONE ? OK :
	       db_failed(f->db, code, "search held");
}

static enum err write_grams(struct fts *f, enum fts_table t, enum fts_which which, int64_t row,
                            struct grams g)
{
	sqlite3_stmt *s;
	struct str    text;
	enum err      e;

	if (g.n == 0)
		return OK;
	e = ready(f, t, which, &s);
	if (e)
		return e;
	arena_reset(f->scratch);
	text = grams_text(f->scratch, g, false);
	sqlite3_bind_int64(s, 1, row);
	sqlite3_bind_text64(s, 2, text.p, text.n, SQLITE_STATIC, SQLITE_UTF8);
	return finish(f, s);
}

enum err fts_put(struct fts *f, enum fts_table t, int64_t row, struct grams g)
{
	sqlite3_stmt *s;
	enum err      e = write_grams(f, t, WHICH_PUT, row, g);

	if (e || (e = ready(f, t, WHICH_HOLD, &s)))
		return e;
	sqlite3_bind_int64(s, 1, row);
	sqlite3_bind_int64(s, 2, (int64_t)grams_sum(g));
	return finish(f, s);
}

enum err fts_take(struct fts *f, enum fts_table t, int64_t row, struct grams g)
{
	sqlite3_stmt *s;
	enum err      e = write_grams(f, t, WHICH_TAKE, row, g);

	if (e || (e = ready(f, t, WHICH_DROP, &s)))
		return e;
	sqlite3_bind_int64(s, 1, row);
	return finish(f, s);
}

/* The terms come in the order of their bytes, which for UTF-8 is that of the numbers. */
enum err fts_dig(struct fts *f, enum fts_table t, int64_t row, struct arena *a, struct grams *out)
{
	uint64_t     *v = arena_alloc(a, 64 * sizeof(*v));
	size_t        n = 0, cap = 64;
	sqlite3_stmt *s;
	enum err      e = ready(f, t, WHICH_DIG, &s);
	int           code;

	if (e)
		return e;
	sqlite3_bind_int64(s, 1, row);
	while ((code = sqlite3_step(s)) == SQLITE_ROW) {
		struct str term = { (const char *)sqlite3_column_text(s, 0),
		                    (size_t)sqlite3_column_bytes(s, 0) };
		uint64_t   first = utf8_next(&term);

		if (n == cap) {
			uint64_t *more = arena_alloc(a, 2 * cap * sizeof(*v));

			memcpy(more, v, n * sizeof(*v));
			v = more;
			cap *= 2;
		}
		v[n++] = first << 21 | utf8_next(&term);
	}
	sqlite3_reset(s);
	*out = (struct grams){ v, n };
	return code == SQLITE_DONE ? OK : db_failed(f->db, code, "search dig");
}

/* ---- searching ---- */

enum err fts_find(struct fts *f, enum fts_table t, struct grams g, int64_t lo, int64_t hi,
                  struct arena *a)
{
	struct str    text = grams_text(a, g, true);
	sqlite3_stmt *s;
	enum err      e = ready(f, t, WHICH_FIND, &s);

	if (e)
		return e;
	fts_end(f);
	sqlite3_bind_text64(s, 1, text.p, text.n, SQLITE_STATIC, SQLITE_UTF8);
	sqlite3_bind_int64(s, 2, lo);
	sqlite3_bind_int64(s, 3, hi);
	f->open = s;
	return OK;
}

static enum err step(struct fts *f, bool *found)
{
	int code = f->open ? sqlite3_step(f->open) : SQLITE_DONE;

	*found = code == SQLITE_ROW;
	if (*found)
		return OK;
	fts_end(f);
	return code == SQLITE_DONE ? OK : db_failed(f->db, code, "search");
}

enum err fts_next(struct fts *f, int64_t *row, bool *found)
{
	enum err e = step(f, found);

	if (*found)
		*row = sqlite3_column_int64(f->open, 0);
	return e;
}

void fts_end(struct fts *f)
{
	if (!f->open)
		return;
	sqlite3_reset(f->open);
	sqlite3_clear_bindings(f->open);
	f->open = NULL;
}

enum err fts_held_all(struct fts *f, enum fts_table t)
{
	sqlite3_stmt *s;
	enum err      e = ready(f, t, WHICH_ALL, &s);

	if (e)
		return e;
	fts_end(f);
	f->open = s;
	return OK;
}

enum err fts_held_next(struct fts *f, int64_t *row, uint64_t *sum, bool *found)
{
	enum err e = step(f, found);

	if (*found) {
		*row = sqlite3_column_int64(f->open, 0);
		*sum = (uint64_t)sqlite3_column_int64(f->open, 1);
	}
	return e;
}

/* ---- the log ---- */

enum err fts_checkpoint(struct fts *f, bool wipe)
{
	int code = sqlite3_wal_checkpoint_v2(f->db->raw, NULL, wipe ? SQLITE_CHECKPOINT_TRUNCATE :
	                                     SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

	if (code == SQLITE_OK)
		f->db->wal_pages = 0;
	return code == SQLITE_OK ? OK : db_failed(f->db, code, "search checkpoint");
}

int64_t fts_log_pages(const struct fts *f)
{
	return f->db->wal_pages;
}

/*
 * The mark must not reach the disk before what it vouches for. Switching to a
 * log with full synchronisation writes a page of the file and syncs it whole;
 * only then is the mark committed.
 */
enum err fts_finish(struct fts *f, int64_t mark)
{
	enum err e = exec(f, online_sql);

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

enum err fts_sound(struct fts *f, enum fts_table t, bool *sound)
{
	sqlite3_stmt *s;
	enum err      e = ready(f, t, WHICH_SOUND, &s);
	int           code;

	*sound = false;
	if (e)
		return e;
	code = sqlite3_step(s);
	sqlite3_reset(s);
	if ((code & 0xff) == SQLITE_CORRUPT)
		return OK;
	*sound = code == SQLITE_DONE;
	return *sound ? OK : db_failed(f->db, code, "search sound");
}
