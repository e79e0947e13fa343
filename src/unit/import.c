/* A table of units: from a file to a kept text, and held against what is here. */
#include "unit/import.h"

#include "base/html.h"
#include "region/region.h"

#define SEPARATED  "sep=,\n"    /* so that no reader guesses another mark */
#define TOWNS_MAX  500

static const struct {
	enum msg    head;
	const char *also;
} columns[UNIT_COLUMNS] = {
	[UNIT_COLUMN_NAME] = { MSG_unit_name, "单位 名称 单位全称 承办单位 机构 机构名称 name unit" },
	[UNIT_COLUMN_PLACE] = { MSG_unit_place, "所在地代码 地点 地区 区划 区划代码 乡镇 所在乡镇 place region" },
};

/* ---- the file ---- */

static void line_put(struct buf *b, const struct sheet_row *row, size_t n)
{
	buf_int(b, row->number);
	for (size_t i = 0; i < n; i++) {
		buf_char(b, ',');
		csv_cell(b, i < row->n ? utf8_head(row->cells[i], UNIT_SHEET_CELL) : S(""));
	}
	buf_char(b, '\n');
}

static struct str columns_guess(struct arena *a, const struct sheet_row *head, size_t n)
{
	struct sheet_map m = { .n_heads = UNIT_COLUMNS };
	bool             taken[UNIT_COLUMNS] = { false };

	sheet_map_init(a, &m, head->cells, n);
	for (size_t i = 0; i < n; i++) {
		struct str plain = sheet_head_plain(a, head->cells[i]);

		for (size_t c = 0; plain.n && c < UNIT_COLUMNS; c++)
			if (!taken[c] && sheet_head_is(plain, columns[c].head, columns[c].also)) {
				m.columns[i].is = c;
				taken[c] = true;
				break;
			}
	}
	return unit_columns_text(a, &m);
}

enum err unit_sheet_take(struct arena *a, struct str bytes, struct str *text, struct str *guess,
                         enum sheet_fault *fault)
{
	struct sheet    *s;
	struct sheet_row row;
	struct buf       b;
	size_t           n = 0, rows = 0;
	bool             got;
	enum err         e = sheet_open(a, bytes, &s, fault);

	buf_init(&b, a, 8 << 20);      /* 501 rows of 12 cells of 60 signs */
	buf_lit(&b, SEPARATED);
	while (!e && !(e = sheet_next(s, a, &row, &got, fault)) && got) {
		if (rows++ == 0) {
			n = row.n < UNIT_SHEET_COLUMNS ? row.n : UNIT_SHEET_COLUMNS;
			*guess = columns_guess(a, &row, n);
		}
		if (rows > UNIT_SHEET_ROWS + 1)
			return ERR_TOO_LARGE;
		line_put(&b, &row, n);
	}
	if (!e && rows < 2) {
		*fault = SHEET_EMPTY;
		return ERR_INPUT;
	}
	*text = buf_view(&b);
	return e;
}

enum err unit_sheet_read(struct arena *a, struct str text, struct unit_sheet *out)
{
	enum sheet_fault fault;
	struct sheet    *s;
	struct sheet_row row;
	bool             got;
	enum err         e;

	*out = (struct unit_sheet){ .rows = ARENA_ARRAY(a, struct sheet_row, UNIT_SHEET_ROWS + 1) };
	if (text.n == 0)
		return OK;
	e = sheet_open(a, text, &s, &fault);
	while (!e && !(e = sheet_next(s, a, &row, &got, &fault)) && got) {
		struct sheet_row kept = { .cells = ARENA_ARRAY(a, struct str, row.n), .n = row.n - 1 };

		if (!str_number(row.cells[0], SHEET_ROWS, &kept.number))
			return ERR_FAULT;
		memcpy(kept.cells, row.cells + 1, kept.n * sizeof(*kept.cells));
		if (!out->heads) {
			out->heads = kept.cells;
			out->n_heads = kept.n;
		} else if (out->n_rows < UNIT_SHEET_ROWS) {
			out->rows[out->n_rows++] = kept;
		}
	}
	return e == ERR_INPUT ? ERR_FAULT : e;
}

struct str unit_columns_text(struct arena *a, const struct sheet_map *m)
{
	struct buf b;

	buf_init(&b, a, 2 * UNIT_SHEET_COLUMNS + 2);    /* a digit and a blank for each */
	for (size_t i = 0; i < m->n; i++) {
		if (i)
			buf_char(&b, ' ');
		buf_int(&b, (int64_t)m->columns[i].is);
	}
	return buf_view(&b);
}

void unit_columns_read(struct str text, struct sheet_map *m)
{
	struct str one;
	int64_t    v;

	for (size_t i = 0; i < m->n && str_next(&text, ' ', &one); i++)
		m->columns[i].is = str_number(one, UNIT_COLUMNS, &v) ? (size_t)v : UNIT_COLUMNS;
}

/* ---- the table held against what is here ---- */

struct looking {
	struct req                      *r;
	const struct unit_batch_one_row *b;
	const struct sheet_map          *m;
	struct region_place             *towns;  size_t n_towns;
	struct unit_look                *out;
	int64_t                          row;
};

static void wrong_add(struct looking *l, size_t column, enum msg what, int64_t limit, struct str value)
{
	struct page        page = page_of(l->r);
	struct str         number = str_int(l->r->arena, limit);

	l->out->wrong[l->out->n_wrong++] = (struct sheet_wrong){ l->row, sheet_letters(l->r->arena, column),
		l->m->columns[column].head, value, page_msgf(&page, what, &number, 1) };
}

/* A township by its name, or any place of the range by its twelve digits. */
static enum err place_of(const struct looking *l, struct str cell, region_code *out)
{
	struct region_place at;
	int64_t             code;

	*out = (region_code){ l->b->region_lo };
	if (cell.n == 0)
		return OK;
	for (size_t i = 0; i < l->n_towns; i++)
		if (str_eq(l->towns[i].name, cell)) {
			*out = l->towns[i].code;
			return OK;
		}
	if (!str_number(cell, INT64_C(999999999999), &code) || code < l->b->region_lo || code > l->b->region_hi)
		return ERR_MISSING;
	*out = (region_code){ code };
	return region_find(l->r->db, l->r->arena, *out, &at);
}

static int64_t named_before(const struct unit_look *out, const struct unit_sheet *s, struct str name)
{
	for (size_t i = 0; i < out->n; i++)
		if (str_eq(out->entries[i].name, name))
			return s->rows[i].number;
	return 0;
}

/* The name of a row, or what is wrong with it. */
static enum msg name_check(const struct looking *l, const struct unit_sheet *s, struct str name, int64_t *limit)
{
	*limit = 0;
	if (name.n == 0)
		return MSG_sheet_fault_needed;
	if (text_has_control(name) || str_find(name, S("\n"), &(size_t){ 0 }))
		return MSG_sheet_fault_mark;
	if (utf8_length(name) > UNIT_NAME_MAX) {
		*limit = UNIT_NAME_MAX;
		return MSG_sheet_fault_long;
	}
	*limit = named_before(l->out, s, name);
	return *limit ? MSG_sheet_fault_twice : MSG_NONE;
}

static enum err known_look(struct looking *l, struct unit_entry *x, bool placed)
{
	struct unit_by_name_row u;
	bool                    found;
	enum err                e = unit_by_name(l->r->db, l->r->arena,
	        &(struct unit_by_name_in){ l->r->county, x->name }, &u, &found);

	x->fate = UNIT_NEW;
	if (e || !found)
		return e;
	x->id = u.id;
	x->version = u.version;
	x->was = u.region.v;
	x->fate = l->b->duplicates == DUPLICATES_UPDATE && placed && x->region.v != u.region.v ? UNIT_MOVED : UNIT_LEFT;
	return OK;
}

static enum err entry_look(struct looking *l, const struct unit_sheet *s, const struct sheet_row *row)
{
	struct unit_entry *x = &l->out->entries[l->out->n];
	struct str         cells[UNIT_COLUMNS] = { S(""), S("") };
	size_t             at[UNIT_COLUMNS] = { 0 };
	enum msg           what;
	int64_t            limit;
	enum err           e;

	l->row = row->number;
	for (size_t i = 0; i < row->n && i < l->m->n; i++)
		if (l->m->columns[i].is < UNIT_COLUMNS) {
			cells[l->m->columns[i].is] = str_trim(row->cells[i]);
			at[l->m->columns[i].is] = i;
		}
	*x = (struct unit_entry){ .fate = UNIT_WRONG, .name = cells[UNIT_COLUMN_NAME] };
	if ((what = name_check(l, s, x->name, &limit)))
		wrong_add(l, at[UNIT_COLUMN_NAME], what, limit, x->name);
	l->out->n++;
	e = place_of(l, cells[UNIT_COLUMN_PLACE], &x->region);
	if (e == ERR_MISSING)
		wrong_add(l, at[UNIT_COLUMN_PLACE], MSG_sheet_fault_region, 0, cells[UNIT_COLUMN_PLACE]);
	if (what || e)
		return e == ERR_MISSING ? OK : e;
	if ((e = known_look(l, x, cells[UNIT_COLUMN_PLACE].n > 0)))
		return e;
	if (x->id.v && (x->was < l->b->region_lo || x->was > l->b->region_hi)) {
		x->fate = UNIT_WRONG;
		wrong_add(l, at[UNIT_COLUMN_NAME], MSG_unit_elsewhere, 0, x->name);
	}
	l->out->fresh += x->fate == UNIT_NEW;
	l->out->moved += x->fate == UNIT_MOVED;
	l->out->left += x->fate == UNIT_LEFT;
	return OK;
}

enum err unit_look_at(struct req *r, const struct unit_batch_one_row *b, const struct sheet_map *m,
                      const struct unit_sheet *s, struct unit_look *out)
{
	struct looking l = { .r = r, .b = b, .m = m, .out = out };
	bool           named = false;
	enum err       e;

	*out = (struct unit_look){ .entries = ARENA_ARRAY(r->arena, struct unit_entry, s->n_rows + 1),
		.wrong = ARENA_ARRAY(r->arena, struct sheet_wrong, 2 * s->n_rows + 1) };
	for (size_t i = 0; i < m->n; i++)
		named |= m->columns[i].is == UNIT_COLUMN_NAME;
	if (!named)
		return OK;              /* the page asks which column it is */
	e = region_children(r->db, r->arena, (region_code){ b->region_lo }, (region_code){ 0 }, TOWNS_MAX, &l.towns, &l.n_towns);
	for (size_t i = 0; !e && i < s->n_rows; i++)
		e = entry_look(&l, s, &s->rows[i]);
	return e;
}
