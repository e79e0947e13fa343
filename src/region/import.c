#include "region/region.h"

#include <brotli/decode.h>

#include "base/buf.h"
#include "base/crypt.h"
#include "base/text.h"
#include "region/region.q.h"

extern const char blob_regions[], blob_regions_end[];

#define STEP_ROWS     500        /* of one closure in the lane (db/lane.h) */
#define PROGRESS_ROWS 50000
#define WINDOW_BYTES  (64 * 1024)
#define PLACE_NAME_MAX     100        /* code points; the longest in the table has 36 */

/* Where an import stands: bytes not yet decoded, decoded bytes not yet read, the rows above. */
struct region_steps {
	struct region_import *in;
	struct arena         *arena;
	BrotliDecoderState   *brotli;    /* NULL for plain text */
	const uint8_t        *from;
	size_t                from_n;
	char                 *window;
	size_t                at, end;   /* read and filled part of the window */
	bool                  spent;     /* nothing more to decode */
	bool                  emptied;   /* no row of an older import can be in the way */
	int64_t               lines, regions, source_rows;
	int64_t               last[REGION_LEVEL_COUNT];  /* newest code of each level */
	int64_t               code;      /* of the line before: codes must rise */
};

struct str region_builtin(void)
{
	return (struct str){ blob_regions, (size_t)(blob_regions_end - blob_regions) };
}

static enum err refuse(struct region_steps *s, const char *what)
{
	struct buf b;

	buf_init(&b, s->arena, 300);
	buf_printf(&b, "region table, line %lld: %s", (long long)s->lines, what);
	s->in->why = buf_view(&b);
	return ERR_INPUT;
}

static void brotli_end(void *state)
{
	BrotliDecoderDestroyInstance(state);
}

enum err region_import_start(struct arena *a, struct region_import *in, struct region_steps **steps)
{
	struct region_steps *s = ARENA_NEW(a, struct region_steps);
	struct str bytes = in->packed.n ? in->packed : in->plain;

	*s = (struct region_steps){ .in = in, .arena = a, .from = (const uint8_t *)bytes.p,
		.from_n = bytes.n, .code = -1 };
	s->window = arena_alloc(a, WINDOW_BYTES);
	if (in->packed.n) {
		s->brotli = BrotliDecoderCreateInstance(NULL, NULL, NULL);
		if (!s->brotli)
			return ERR_FAULT;
		arena_defer(a, brotli_end, s->brotli);
	}
	*steps = s;
	return OK;
}

/* Fills the window behind what is still unread. */
static enum err window_fill(struct region_steps *s)
{
	size_t room;

	memmove(s->window, s->window + s->at, s->end - s->at);
	s->end -= s->at;
	s->at = 0;
	room = WINDOW_BYTES - s->end;
	if (s->brotli) {
		uint8_t *to = (uint8_t *)s->window + s->end;
		BrotliDecoderResult r = BrotliDecoderDecompressStream(
			s->brotli, &s->from_n, &s->from, &room, &to, NULL);

		s->end = WINDOW_BYTES - room;
		s->spent = r == BROTLI_DECODER_RESULT_SUCCESS;
		if (r == BROTLI_DECODER_RESULT_ERROR || r == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT)
			return refuse(s, "the file is cut off or damaged; fetch it again");
		return OK;
	}
	if (room > s->from_n)
		room = s->from_n;
	memcpy(s->window + s->end, s->from, room);
	s->from += room;
	s->from_n -= room;
	s->end += room;
	s->spent = s->from_n == 0;
	return OK;
}

/* The next line, without its newline; *more is false at the end. */
static enum err line_next(struct region_steps *s, struct str *line, bool *more)
{
	for (;;) {
		const char *p = s->window + s->at;
		const char *newline = memchr(p, '\n', s->end - s->at);

		if (newline) {
			*line = (struct str){ p, (size_t)(newline - p) };
			s->at += line->n + 1;
			s->lines++;
			*more = true;
			return OK;
		}
		if (s->spent) {
			*more = false;
			return s->at < s->end
				? refuse(s, "the last line has no end; the file is cut off")
				: OK;
		}
		if (s->end - s->at == WINDOW_BYTES)
			return refuse(s, "a line is too long");
		if (window_fill(s))
			return ERR_INPUT;
	}
}

static bool is_letters(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9')))
			return false;
	return true;
}

/* code, level, has_congress, name, pinyin, initials; the parent comes from the rows before. */
static enum err row_read(struct region_steps *s, struct str line, struct region_put_in *row)
{
	struct str code, level, congress;
	int64_t n = 0, parent = 0;

	if (!str_next(&line, '\t', &code) || code.n != 12 ||
		!str_number(code, INT64_MAX, &row->code.v))
		return refuse(s, "it must start with a code of twelve digits");
	if (row->code.v <= s->code)
		return refuse(s, "codes must rise from line to line");
	if (!str_next(&line, '\t', &level) || !str_number(level, 5, &n) || n < 1)
		return refuse(s, "the level must be 1 (province) to 5 (village)");
	row->level = (enum region_level)(REGION_LEVEL_PROVINCE + n - 1);
	if (region_range(row->code, row->level).lo != row->code.v)
		return refuse(s, "the code does not fit its level");
	if (!str_next(&line, '\t', &congress) || !str_number(congress, 1, &n))
		return refuse(s, "the mark of a congress must be 0 or 1");
	row->has_congress = n == 1;
	if (!str_next(&line, '\t', &row->name) || row->name.n == 0 || !utf8_valid(row->name) ||
	    text_has_control(row->name) || utf8_length(row->name) > PLACE_NAME_MAX)
		return refuse(s, "the name must be 1 to 100 characters of UTF-8");
	if (!str_next(&line, '\t', &row->pinyin) || !is_letters(row->pinyin) || !is_letters(line))
		return refuse(s, "pinyin and initials must be small letters and digits");
	/* At the end of a line without initials str_next leaves no pointer; empty is not NULL. */
	row->initials = line.p ? line : S("");
	s->last[row->level] = row->code.v;
	for (int l = REGION_LEVEL_PROVINCE; l < (int)row->level; l++) {
		struct region_range above =
			region_range((region_code){ s->last[l] }, (enum region_level)l);

		if (s->last[l] && above.lo <= row->code.v && row->code.v <= above.hi)
			parent = s->last[l];
	}
	if (!parent && row->level != REGION_LEVEL_PROVINCE)
		return refuse(s, "no place above it stands before it");
	row->parent = (region_code){ parent };
	s->code = row->code.v;
	return OK;
}

/* Puts at most `most` rows; *more tells whether lines are left. */
static enum err rows_put(struct db *db, struct region_steps *s, int most, bool *more)
{
	struct region_put_in row;
	struct str line;

	*more = true;
	for (int i = 0; i < most;) {
		enum err e = line_next(s, &line, more);

		if (e || !*more)
			return e;
		if (s->lines == 1 && str_starts(line, S("#\t"))) {
			if (!str_number(str_part(line, 2, line.n), INT64_MAX, &s->source_rows))
				return refuse(s, "the number of source rows must follow the #");
			continue;
		}
		e = row_read(s, line, &row);
		if (!e)
			e = s->emptied ? region_add(db, &(struct region_add_in){ row.code, row.parent, row.level,
				row.has_congress, row.name, row.pinyin, row.initials }, NULL) : region_put(db, &row, NULL);
		if (e)
			return e;
		i++;
		s->regions++;
		if (s->in->progress && s->regions % PROGRESS_ROWS == 0)
			s->in->progress(s->in->arg, s->regions, false);
	}
	return OK;
}

/* Notes the finished table, which makes it visible. */
static enum err finish(struct db *db, struct region_steps *s)
{
	struct str bytes = s->in->packed.n ? s->in->packed : s->in->plain;
	unsigned char digest[HASH_BYTES];
	struct region_import_finish_in in = {
		.source_rows = s->source_rows ? s->source_rows : s->regions,
		.regions = s->regions,
		.hash = { (const char *)digest, sizeof digest },
		.now = s->in->now,
	};
	enum err e;

	if (s->regions == 0)
		return refuse(s, "there is no region in it");
	hash_sha256(bytes.p, bytes.n, digest);
	e = region_import_finish(db, &in, NULL);
	if (!e) {
		s->in->done = (struct region_figures){ in.source_rows, in.regions, true };
		if (s->in->progress)
			s->in->progress(s->in->arg, s->regions, true);
	}
	return e;
}

enum err region_figures(struct db *db, struct arena *a, struct region_figures *f)
{
	struct region_import_last_row row;
	bool found;
	enum err e = region_import_last(db, a, &row, &found);

	*f = (struct region_figures){ 0 };
	if (!e && found)
		*f = (struct region_figures){ row.source_rows, row.regions, true };
	return e;
}

/* ERR_CONFLICT, in one line, when a table is there. */
static enum err refuse_second(struct db *db, struct arena *a, struct region_import *in)
{
	struct region_figures there;
	struct buf b;
	enum err e = region_figures(db, a, &there);

	if (e || !there.there)
		return e;
	buf_init(&b, a, 300);
	buf_printf(&b, "a table is there already (%lld source rows, %lld regions); "
		"--again replaces it", (long long)there.source_rows, (long long)there.regions);
	in->why = buf_view(&b);
	return ERR_CONFLICT;
}

enum err region_import(struct db *db, struct arena *a, struct region_import *in)
{
	struct region_steps *s;
	bool more = true;
	enum err e;

	if (!in->again && (e = refuse_second(db, a, in)))
		return e;
	e = region_import_start(a, in, &s);
	if (!e)
		e = db_begin(db, true);
	if (e)
		return e;
	e = region_import_clear(db, NULL);
	if (!e)
		e = region_clear(db, NULL);
	s->emptied = true;
	while (!e && more)
		e = rows_put(db, s, STEP_ROWS, &more);
	if (!e)
		e = finish(db, s);
	if (!e)
		e = db_commit(db);
	else
		db_rollback(db);
	return e;
}

enum err region_import_step(struct db *db, struct region_steps *s, bool *more)
{
	struct region_count_row count;
	enum err e;

	*more = true;
	if (s->lines == 0 && (e = refuse_second(db, s->arena, s->in)))
		return e;
	e = rows_put(db, s, STEP_ROWS, more);
	if (e || *more)
		return e;
	/* Rows of an older, broken-off import that this table does not have. */
	e = region_count(db, s->arena, &count);
	if (!e && count.n != s->regions) {
		s->in->why =
			S("rows of an unfinished import are in the way; stop the server and run "
			  "'lianxin region import --again'");
		return ERR_CONFLICT;
	}
	return e ? e : finish(db, s);
}
