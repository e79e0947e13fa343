#include "deputy/batch.h"

#include "base/html.h"

#define SAMPLE_CELL 40          /* code points of a cell that are shown */
#define PIECES_AT_ONCE 8
#define SEPARATED "sep=,\n"     /* so that no reader guesses another mark */

/* Kinds of faults by the number they have in a report: append only. */
static const enum msg kinds[] = {
	MSG_sheet_fault_needed, MSG_sheet_fault_choice, MSG_sheet_fault_month, MSG_sheet_fault_day, MSG_sheet_fault_phone,
	MSG_sheet_fault_long, MSG_sheet_fault_mark, MSG_sheet_fault_code, MSG_sheet_fault_region, MSG_sheet_fault_station,
	MSG_sheet_fault_congress, MSG_sheet_fault_seats, MSG_sheet_fault_twice, MSG_sheet_fault_column_twice,
	MSG_sheet_fault_elsewhere, MSG_sheet_file_empty, MSG_sheet_file_text, MSG_sheet_file_damaged, MSG_sheet_file_locked,
	MSG_sheet_file_large,
};

/* ---- the key and what it seals ---- */

static struct str context_of(const struct deputy_desk *d, batch_id id, const char *what, int64_t part)
{
	return seal_context(d->arena, d->county.v, "deputy_batch", id.v, what, part);
}

struct str batch_key_new(const struct deputy_desk *d, batch_id id, unsigned char key[KEY_BYTES])
{
	return case_key_new(d->keys, d->arena, context_of(d, id, "key", 0), key);
}

struct str batch_seal(const struct deputy_desk *d, batch_id id, const unsigned char key[KEY_BYTES], const char *what,
                      int64_t part, struct str plain)
{
	return seal(d->arena, key, plain, context_of(d, id, what, part));
}

enum err batch_open(const struct deputy_desk *d, const struct batch *b, const char *what, int64_t part, struct str sealed,
                    struct str *plain)
{
	*plain = S("");
	if (!sealed.p)
		return OK;
	return b->keyed ? seal_open(d->arena, b->key, sealed, context_of(d, b->row.id, what, part), plain) : ERR_FAULT;
}

enum err batch_read(const struct deputy_desk *d, batch_id id, int64_t lo, int64_t hi, struct batch *out)
{
	bool     found;
	enum err e = batch_one(d->db, d->arena, &(struct batch_one_in){ d->county, id, lo, hi }, &out->row, &found);

	out->keyed = false;
	if (e || !found)
		return e ? e : ERR_MISSING;
	if (!out->row.wrapped.p)
		return OK;
	out->keyed = true;
	return case_key_open(d->keys, out->row.wrapped, context_of(d, id, "key", 0), out->key);
}

/* ---- the first rows ---- */

static enum err head_take(struct arena *a, struct sheet *s, struct batch_head *h, enum sheet_fault *fault)
{
	struct sheet_row row;
	bool             got = true;
	enum err         e = OK;

	*h = (struct batch_head){ .n_columns = 0 };
	while (!e && got && h->n_rows <= BATCH_SAMPLES && !(e = sheet_next(s, a, &row, &got, fault)) && got) {
		struct str *cells;

		if (h->n_rows == 0)
			h->n_columns = row.n;
		cells = ARENA_ARRAY(a, struct str, h->n_columns + 1);
		for (size_t i = 0; i < h->n_columns; i++)
			cells[i] = i < row.n ? utf8_head(row.cells[i], SAMPLE_CELL) : S("");
		h->cells[h->n_rows++] = cells;
	}
	if (!e && h->n_rows == 0) {
		*fault = SHEET_EMPTY;
		return ERR_INPUT;
	}
	return e;
}

enum err batch_head_read(struct arena *a, struct str bytes, struct batch_head *h, enum sheet_fault *fault)
{
	struct sheet *s;
	enum err      e = sheet_open(a, bytes, &s, fault);

	return e ? e : head_take(a, s, h, fault);
}

struct str batch_head_text(struct arena *a, const struct batch_head *h)
{
	struct buf b;

	buf_init(&b, a, (h->n_rows * h->n_columns + 4) * (SAMPLE_CELL * 8 + 4));
	buf_lit(&b, SEPARATED);
	for (size_t r = 0; r < h->n_rows; r++) {
		for (size_t i = 0; i < h->n_columns; i++) {
			if (i)
				buf_char(&b, ',');
			/* Always in quotes: a head of one empty cell is still a row. */
			buf_char(&b, '"');
			for (size_t k = 0; k < h->cells[r][i].n; k++) {
				if (h->cells[r][i].p[k] == '"')
					buf_char(&b, '"');
				buf_char(&b, h->cells[r][i].p[k]);
			}
			buf_char(&b, '"');
		}
		buf_lit(&b, "\n");
	}
	return buf_view(&b);
}

enum err batch_head_open(const struct deputy_desk *d, const struct batch *b, struct batch_head *h)
{
	enum sheet_fault fault;
	struct sheet    *s;
	struct str       text;
	enum err         e = batch_open(d, b, "head", 0, b->row.head, &text);

	*h = (struct batch_head){ .n_columns = 0 };
	if (e || text.n == 0)
		return e;
	if (!(e = sheet_open(d->arena, text, &s, &fault)))
		e = head_take(d->arena, s, h, &fault);
	return e == ERR_INPUT ? ERR_FAULT : e;
}

/* ---- which column is what ---- */

struct str batch_columns_text(struct arena *a, const enum column *map, size_t n)
{
	struct buf b;

	buf_init(&b, a, 4 * n + 8);     /* two digits and a blank for each */
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(&b, ' ');
		buf_int(&b, (int64_t)map[i]);
	}
	return buf_view(&b);
}

size_t batch_columns_read(struct str text, enum column *map, size_t max)
{
	struct str one;
	size_t     n = 0;

	while (n < max && str_next(&text, ' ', &one)) {
		int64_t v;

		map[n++] = str_number(one, COLUMNS, &v) ? (enum column)v : COLUMNS;
	}
	return n;
}

size_t batch_columns_guess(struct arena *a, const struct batch_head *h, enum column *map, size_t max)
{
	bool   taken[COLUMNS + 1] = { false };
	size_t n = h->n_columns < max ? h->n_columns : max;

	for (size_t i = 0; i < n; i++) {
		map[i] = h->cells[0][i].n ? column_of_head(a, h->cells[0][i]) : COLUMNS;
		if (map[i] != COLUMNS && taken[map[i]])
			map[i] = COLUMNS;        /* the first of two heads that mean the same */
		taken[map[i]] = true;
	}
	return n;
}

/* ---- the file ---- */

enum err batch_bytes(const struct deputy_desk *d, const struct batch *b, struct arena *a, struct str *bytes)
{
	struct sheet_parts_row *rows;
	struct buf              whole;
	size_t                  n = PIECES_AT_ONCE;
	int64_t                 after = 0;
	enum err                e = OK;

	buf_init(&whole, a, SHEET_BYTES + 1);
	while (!e && n == PIECES_AT_ONCE) {
		arena_reset(d->arena);
		e = sheet_parts(d->db, d->arena, &(struct sheet_parts_in){ d->county, b->row.id, after, PIECES_AT_ONCE }, &rows, &n);
		for (size_t i = 0; !e && i < n; i++) {
			struct str plain;

			e = rows[i].part == after + 1 ? batch_open(d, b, "sheet", rows[i].part, rows[i].bytes, &plain) : ERR_FAULT;
			if (!e)
				buf_str(&whole, plain);
			after = rows[i].part;
		}
	}
	*bytes = buf_view(&whole);
	return e;
}

/* ---- reports ---- */

static void number_put(struct buf *b, int64_t v)
{
	buf_char(b, ',');
	buf_int(b, v);
}

struct str report_of_faults(struct arena *a, const struct cell_fault *f, size_t n)
{
	struct buf b;

	buf_init(&b, a, n * (FAULT_VALUE * 8 + 128) + 8);
	buf_lit(&b, SEPARATED);
	for (size_t i = 0; i < n; i++) {
		size_t kind = 0;

		while (kind + 1 < COUNT(kinds) && kinds[kind] != f[i].what)
			kind++;
		buf_char(&b, 'f');
		number_put(&b, (int64_t)kind);
		number_put(&b, f[i].row);
		number_put(&b, (int64_t)f[i].column);
		number_put(&b, f[i].limit);
		buf_char(&b, ',');
		csv_cell(&b, f[i].value);
		buf_char(&b, '\n');
	}
	return buf_view(&b);
}

struct str report_of_left(struct arena *a, const struct undo_left *l, size_t n)
{
	struct buf b;

	buf_init(&b, a, n * (DEPUTY_NAME_MAX * 8 + 64) + 8);
	buf_lit(&b, SEPARATED);
	for (size_t i = 0; i < n; i++) {
		buf_char(&b, 'k');
		number_put(&b, (int64_t)l[i].why);
		buf_char(&b, ',');
		csv_cell(&b, l[i].code);
		buf_char(&b, ',');
		csv_cell(&b, l[i].name);
		buf_char(&b, '\n');
	}
	return buf_view(&b);
}

static int64_t number_of(const struct sheet_row *row, size_t at, int64_t limit)
{
	int64_t v;

	return at < row->n && str_number(row->cells[at], limit, &v) ? v : 0;
}

static struct str cell_at(const struct sheet_row *row, size_t at)
{
	return at < row->n ? row->cells[at] : S("");
}

enum err batch_report(const struct deputy_desk *d, const struct batch *b, struct report *out)
{
	enum sheet_fault fault;
	struct sheet    *s;
	struct sheet_row row;
	struct str       text;
	bool             got = true;
	enum err         e = batch_open(d, b, "report", 0, b->row.report, &text);

	*out = (struct report){ .faults = NULL };
	if (e || text.n == 0)
		return e;
	out->faults = ARENA_ARRAY(d->arena, struct cell_fault, IMPORT_FAULTS);
	out->left = ARENA_ARRAY(d->arena, struct undo_left, IMPORT_FAULTS);
	e = sheet_open(d->arena, text, &s, &fault);
	while (!e && !(e = sheet_next(s, d->arena, &row, &got, &fault)) && got) {
		bool    left = str_eq(cell_at(&row, 0), S("k"));
		int64_t kind = number_of(&row, 1, left ? UNDO_REASON_COUNT - 1 : (int64_t)COUNT(kinds) - 1);

		if (left && out->n_left < IMPORT_FAULTS)
			out->left[out->n_left++] = (struct undo_left){ cell_at(&row, 3), cell_at(&row, 2), (enum undo_reason)kind };
		else if (!left && out->n_faults < IMPORT_FAULTS)
			out->faults[out->n_faults++] = (struct cell_fault){ number_of(&row, 2, SHEET_ROWS),
				(size_t)number_of(&row, 3, SHEET_COLUMNS), kinds[kind], number_of(&row, 4, INT64_MAX),
				cell_at(&row, 5) };
	}
	return e == ERR_INPUT ? ERR_FAULT : e;
}
