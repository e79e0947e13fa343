#include "db/fts_private.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"

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
		code = sqlite3_prepare_v3(sqlite_raw(f->db), sql[which], -1, SQLITE_PREPARE_PERSISTENT,
		                          s, NULL);
	*out = *s;
	return code == SQLITE_OK ? OK : sqlite_failed(f->db, code, sql[which]);
}

/* Runs a statement that gives no rows. */
static enum err finish(struct fts *f, sqlite3_stmt *s)
{
	int code = sqlite3_step(s);

	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
	return code == SQLITE_DONE ? OK : sqlite_failed(f->db, code, sqlite3_sql(s));
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
	       sqlite_failed(f->db, code, "search held");
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
	return code == SQLITE_DONE ? OK : sqlite_failed(f->db, code, "search dig");
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
	return code == SQLITE_DONE ? OK : sqlite_failed(f->db, code, "search");
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
	return *sound ? OK : sqlite_failed(f->db, code, "search sound");
}
