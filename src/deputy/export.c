#include "deputy/export.h"

#include <stdio.h>
#include <xlsxwriter.h>

#include "base/html.h"

#define PIECE 200

enum kind { CSV, XLSX, JSON };

struct writer {
	struct export   *x;
	struct gazetteer places;
	enum kind        kind;
	FILE            *file;
	lxw_workbook    *book;
	lxw_worksheet   *page;
	struct buf       line;
};

/* ---- rows ---- */

static struct str cell_of(const struct writer *w, enum column c, const struct deputy_record *p, const struct deputy_seat *s)
{
	if (w->x->bare && (c == COLUMN_PHONE || c == COLUMN_DOOR))
		return S("");
	return cell_text(w->x->desk.arena, &w->places, c, p, s, false);
}

static void json_row_put(struct writer *w, const struct deputy_record *p, const struct deputy_seat *s)
{
	buf_z(&w->line, w->x->rows ? ",\n{" : "\n{");
	for (int c = 0; c < COLUMNS; c++) {
		if (c)
			buf_char(&w->line, ',');
		json_str(&w->line, column_head((enum column)c, LANG_EN));
		buf_char(&w->line, ':');
		json_str(&w->line, cell_of(w, (enum column)c, p, s));
	}
	buf_char(&w->line, '}');
}

static void csv_row_put(struct writer *w, const struct deputy_record *p, const struct deputy_seat *s)
{
	for (int c = 0; c < COLUMNS; c++) {
		if (c)
			buf_char(&w->line, ',');
		csv_cell(&w->line, cell_of(w, (enum column)c, p, s));
	}
	buf_lit(&w->line, "\r\n");
}

static enum err row_put(struct writer *w, const struct deputy_record *p, const struct deputy_seat *s)
{
	struct arena *a = w->x->desk.arena;

	if (w->kind == XLSX) {
		for (int c = 0; c < COLUMNS; c++) {
			struct str text = cell_of(w, (enum column)c, p, s);

			if (text.n && worksheet_write_string(w->page, (lxw_row_t)w->x->rows + 1, (lxw_col_t)c, str_z(a, text), NULL))
				return ERR_FULL;
		}
	} else {
		buf_reset(&w->line);
		if (w->kind == JSON)
			json_row_put(w, p, s);
		else
			csv_row_put(w, p, s);
		if (fwrite(w->line.p, 1, w->line.n, w->file) != w->line.n)
			return ERR_FULL;
	}
	w->x->rows++;
	return OK;
}

static enum err person_put(struct writer *w, person_id id)
{
	struct deputy_record p;
	enum err      e = deputy_read(&w->x->desk, id, &p);

	if (e || (w->x->hi && (p.region.v < w->x->lo || p.region.v > w->x->hi)))
		return e;
	w->x->people++;
	for (size_t i = 0; !e && (i == 0 || i < p.n_seats); i++)
		e = row_put(w, &p, i < p.n_seats ? &p.seats[i] : NULL);
	return e;
}

static enum err snapshot_begin(const struct export *x)
{
	enum err e = x->inside ? OK : db_begin(x->desk.db, false);

	if (!e && !x->inside)
		db_scope(x->desk.db, x->desk.county.v, x->desk.county.v);
	return e;
}

static void snapshot_end(const struct export *x)
{
	if (!x->inside)
		db_rollback(x->desk.db);
}

static enum err rows_put(struct writer *w)
{
	struct export        *x = w->x;
	struct person_ids_row *ids;
	int64_t               after = 0;
	size_t                n = PIECE;
	enum err              e = OK;

	while (!e && n == PIECE) {
		arena_reset(x->desk.arena);
		if ((e = snapshot_begin(x)))
			return e;
		e = person_ids(x->desk.db, x->desk.arena, &(struct person_ids_in){ x->desk.county, after, PIECE }, &ids, &n);
		for (size_t i = 0; !e && i < n; i++) {
			e = person_put(w, ids[i].id);
			after = ids[i].id.v;
		}
		snapshot_end(x);
	}
	return e;
}

static enum err file_begin(struct writer *w)
{
	struct export *x = w->x;

	if (w->kind == XLSX) {
		lxw_workbook_options o = { .constant_memory = LXW_TRUE };

		w->book = workbook_new_opt(x->path, &o);
		if (!w->book)
			return ERR_FULL;
		w->page = workbook_add_worksheet(w->book, str_z(x->arena, words_of(x->lang, MSG_sheet_data)));
		sheet_heads_put(x->arena, w->book, w->page, x->lang);
		return OK;
	}
	w->file = fopen(x->path, "wxe");
	if (!w->file)
		return ERR_FULL;
	buf_init(&w->line, x->arena, 256 * 1024);       /* one row */
	if (w->kind == JSON) {
		buf_lit(&w->line, "{\"items\":[");
	} else {
		buf_lit(&w->line, "\xEF\xBB\xBF");       /* without it Excel takes UTF-8 for GBK */
		for (int c = 0; c < COLUMNS; c++) {
			if (c)
				buf_char(&w->line, ',');
			csv_cell(&w->line, column_head((enum column)c, x->lang));
		}
		buf_lit(&w->line, "\r\n");
	}
	return fwrite(w->line.p, 1, w->line.n, w->file) == w->line.n ? OK : ERR_FULL;
}

static enum err file_end(struct writer *w, enum err e)
{
	if (w->kind == XLSX) {
		if (!e)
			sheet_about_put(w->x->arena, &w->places, w->book);
		return w->book && workbook_close(w->book) && !e ? ERR_FULL : e;
	}
	if (!w->file)
		return e;
	if (!e && w->kind == JSON && fputs("\n]}\n", w->file) < 0)
		e = ERR_FULL;
	return fclose(w->file) && !e ? ERR_FULL : e;
}

enum err export_write(struct export *x)
{
	struct writer w = { .x = x };
	struct str    path = str_of(x->path);
	enum err      e;

	w.kind = str_ends(path, S(".xlsx")) ? XLSX : str_ends(path, S(".json")) ? JSON : CSV;
	if (w.kind == CSV && !str_ends(path, S(".csv")))
		return ERR_INPUT;
	if ((e = snapshot_begin(x)))
		return e;
	e = gazetteer_read(x->desk.db, x->arena, x->desk.county, x->lang, &w.places);
	snapshot_end(x);
	if (!e)
		e = file_begin(&w);
	return file_end(&w, e ? e : rows_put(&w));
}
