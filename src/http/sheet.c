/*
 * sheet: a whole list as CSV or XLSX.
 *
 * The handler is run again with the next cursor until the list ends, each time
 * in a snapshot and an arena of its own, and its rows go to an unlinked file in
 * DIR/tmp: neither memory nor a snapshot grows with the list, and a slow client
 * holds only the file (semantics.md, The lane).
 */
#include "http/inside.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/log.h"
#include "base/text.h"
#include "http/columns.h"
#include "http/notes.h"

#define CURSOR_BYTES 512
#define CHUNK (256 * 1024)       /* of CSV text before it is written out */
#define CELL_CHARACTERS 32767    /* what a cell of XLSX holds */

struct sheet {
	bool           xlsx;
	bool           begun;
	int64_t        rows;
	char           cursor[CURSOR_BYTES];
	size_t         cursor_n;
	char           name[64];
	char          *path;
	int            fd;
	struct buf     text;
	lxw_workbook  *book;
	lxw_worksheet *page;
	lxw_format    *head, *day, *time;
	struct notes   notes;
};

/* ---- CSV ---- */

static enum err text_flush(struct sheet *s)
{
	size_t at = 0;

	if (s->text.full)
		return ERR_FAULT;
	while (at < s->text.n) {
		ssize_t n = write(s->fd, s->text.p + at, s->text.n - at);

		if (n < 0)
			return ERR_FULL;
		at += (size_t)n;
	}
	buf_reset(&s->text);
	return OK;
}

static void case_text(struct buf *b, const struct req *r, int64_t id)
{
	buf_uint_pad(b, (uint64_t)r->county.v, 6);
	buf_char(b, '-');
	buf_uint_pad(b, (uint64_t)id / 100000000, 2);
	buf_char(b, '-');
	buf_uint_pad(b, (uint64_t)id % 100000000, 6);
}

/* Any value as plain text, "" when absent. */
static struct str value_text(struct req *r, const struct face_col *c, const void *at)
{
	struct maybe_int m;
	struct buf       b;
	struct str       s;
	struct when      w;
	struct day       d;
	unsigned         value;
	int64_t          v;
	double           real;
	bool             flag;

	buf_init(&b, r->arena, 64 * 1024);
	switch ((enum face_type)c->type) {
	case FACE_TEXT:
		memcpy(&s, at, sizeof(s));
		return s.p ? s : S("");
	case FACE_BLOB:
		memcpy(&s, at, sizeof(s));
		buf_hex(&b, s.p, s.n);
		break;
	case FACE_MAYBE_INT:
		memcpy(&m, at, sizeof(m));
		if (m.has)
			buf_int(&b, m.v);
		break;
	case FACE_REAL:
		memcpy(&real, at, sizeof(real));
		buf_real(&b, real, 6);
		break;
	case FACE_BOOL:
		memcpy(&flag, at, sizeof(flag));
		buf_z(&b, flag ? "true" : "false");
		break;
	case FACE_TIME:
		memcpy(&w, at, sizeof(w));
		if (w.ms)
			when_rfc3339(&b, w);
		break;
	case FACE_DAY:
		memcpy(&d, at, sizeof(d));
		if (d.n)
			day_iso(&b, d);
		break;
	case FACE_ENUM:
		memcpy(&value, at, sizeof(value));
		buf_z(&b, c->names[value]);
		break;
	case FACE_INT: case FACE_ID: case FACE_CODE: case FACE_CASE:
		memcpy(&v, at, sizeof(v));
		if (c->type == FACE_CASE && v)
			case_text(&b, r, v);
		else if (v || c->type == FACE_INT || c->type == FACE_CODE)
			buf_int(&b, v);
		break;
	}
	return buf_view(&b);
}

static enum err csv_rows(struct req *r, struct sheet *s, const struct list *l)
{
	const struct face *f = l->face;
	enum err           e;

	if (s->rows == 0) {
		buf_lit(&s->text, "\xEF\xBB\xBF");       /* without it Excel takes UTF-8 for GBK */
		for (size_t i = 0; i < f->n; i++) {
			if (i)
				buf_char(&s->text, ',');
			csv_cell(&s->text, str_of(f->cols[i].name));
		}
		buf_lit(&s->text, "\r\n");
	}
	for (size_t i = 0; i < l->n; i++) {
		const char *row = (const char *)l->rows + i * f->size;

		for (size_t k = 0; k < f->n; k++) {
			if (k)
				buf_char(&s->text, ',');
			csv_cell(&s->text, value_text(r, &f->cols[k], row + f->cols[k].at));
		}
		buf_lit(&s->text, "\r\n");
		if (s->text.n > CHUNK && (e = text_flush(s)))
			return e;
	}
	return text_flush(s);
}

/* ---- XLSX ---- */

static void head_write(struct req *r, struct sheet *s, const struct face *f)
{
	for (size_t i = 0; i < f->n; i++) {
		enum msg   word = column_word(str_of(f->cols[i].name));
		struct str text = word ? word_of(r, word) : str_of(f->cols[i].name);

		worksheet_write_string(s->page, 0, (lxw_col_t)i, str_z(r->arena, text), s->head);
	}
	worksheet_freeze_panes(s->page, 1, 0);
}

static lxw_datetime moment_of(struct when w)
{
	struct ymd d = day_split(day_of(w));
	int64_t    s = (w.ms / 1000 + COUNTY_OFFSET_S) % 86400;

	return (lxw_datetime){ d.year, d.month, d.day, (int)(s / 3600), (int)(s / 60 % 60),
	                       (double)(s % 60) };
}

static lxw_error cell_write(struct req *r, struct sheet *s, const struct face_col *c,
                            const void *at, lxw_row_t row, lxw_col_t col)
{
	struct maybe_int m;
	lxw_datetime     moment;
	struct when      w;
	struct day       d;
	struct str       text;
	int64_t          v;
	double           real;

	switch ((enum face_type)c->type) {
	case FACE_INT:
		memcpy(&v, at, sizeof(v));
		return worksheet_write_number(s->page, row, col, (double)v, NULL);
	case FACE_MAYBE_INT:
		memcpy(&m, at, sizeof(m));
		return m.has ? worksheet_write_number(s->page, row, col, (double)m.v, NULL)
		             : LXW_NO_ERROR;
	case FACE_REAL:
		memcpy(&real, at, sizeof(real));
		return worksheet_write_number(s->page, row, col, real, NULL);
	case FACE_TIME:
		memcpy(&w, at, sizeof(w));
		if (!w.ms)
			return LXW_NO_ERROR;
		moment = moment_of(w);
		return worksheet_write_datetime(s->page, row, col, &moment, s->time);
	case FACE_DAY:
		memcpy(&d, at, sizeof(d));
		if (!d.n)
			return LXW_NO_ERROR;
		moment = moment_of(when_of(d, 0, 0));
		return worksheet_write_datetime(s->page, row, col, &moment, s->day);
	default:
		text = utf8_head(value_text(r, c, at), CELL_CHARACTERS);
		return text.n ? worksheet_write_string(s->page, row, col, str_z(r->arena, text),
		                                       NULL)
		              : LXW_NO_ERROR;
	}
}

static enum err xlsx_rows(struct req *r, struct sheet *s, const struct list *l)
{
	const struct face *f = l->face;

	if (!s->begun) {
		enum err e = notes_begin(r, &s->notes, l);

		if (e)
			return e;
		head_write(r, s, f);
	}
	for (size_t i = 0; i < l->n; i++) {
		const char *row = (const char *)l->rows + i * f->size;

		for (size_t k = 0; k < f->n; k++)
			if (cell_write(r, s, &f->cols[k], row + f->cols[k].at,
			               (lxw_row_t)(s->rows + (int64_t)i + 1), (lxw_col_t)k))
				return ERR_FAULT;
	}
	return OK;
}

/* ---- the run ---- */

enum err sheet_rows(struct req *r, const struct list *l)
{
	struct sheet *s = r->reply->sheet;
	enum err      e;

	if (!s || l->next.n > CURSOR_BYTES)
		return ERR_FAULT;
	e = s->xlsx ? xlsx_rows(r, s, l) : csv_rows(r, s, l);
	if (e)
		return e;
	if (l->file && !s->name[0] && strlen(l->file) < sizeof(s->name))
		memcpy(s->name, l->file, strlen(l->file));
	s->rows += (int64_t)l->n;
	s->cursor_n = l->next.p ? l->next.n : 0;
	if (s->cursor_n)
		memcpy(s->cursor, l->next.p, s->cursor_n);
	r->reply->status = 200;
	return OK;
}

/* DIR/tmp/<random>: our own name in our own folder, gone from it as soon as it is open. */
static enum err file_make(struct req *r, struct sheet *s)
{
	unsigned char random[16];
	struct buf    b;
	char         *tmp;

	random_bytes(random, sizeof(random));
	tmp = str_z(r->arena, str_join(r->arena, str_of(r->house->set.dir), S("/tmp"), STR_NONE));
	mkdir(tmp, 0700);
	buf_init(&b, r->arena, 4096);
	buf_z(&b, tmp);
	buf_lit(&b, "/sheet-");
	buf_hex(&b, random, sizeof(random));
	s->path = str_z(r->arena, buf_view(&b));
	if (s->xlsx) {
		lxw_workbook_options o = { .constant_memory = LXW_TRUE, .tmpdir = tmp };

		s->book = workbook_new_opt(s->path, &o);
		if (!s->book)
			return ERR_FULL;
		s->page = workbook_add_worksheet(s->book, str_z(r->arena, word_of(r, MSG_notes_data)));
		s->notes.page = workbook_add_worksheet(s->book, "README");
		s->head = workbook_add_format(s->book);
		s->day = workbook_add_format(s->book);
		s->time = workbook_add_format(s->book);
		if (!s->page || !s->notes.page || !s->head || !s->day || !s->time)
			return ERR_FULL;
		format_set_bold(s->head);
		s->notes.head = s->head;
		format_set_num_format(s->day, "yyyy-mm-dd");
		format_set_num_format(s->time, "yyyy-mm-dd hh:mm");
		return OK;
	}
	buf_init(&s->text, r->arena, 64 * 1024 * 1024);
	s->fd = open(s->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (s->fd < 0)
		return ERR_FULL;
	unlink(s->path);
	return OK;
}

/* The same request further down the list. */
static void cursor_set(struct req *r, struct sheet *s, const struct pair *query, size_t n)
{
	struct pair *next = ARENA_ARRAY(r->arena, struct pair, n + 1);
	size_t       count = 0;

	for (size_t i = 0; i < n; i++)
		if (!str_eq(query[i].name, S("after")))
			next[count++] = query[i];
	next[count++] = (struct pair){ S("after"), { s->cursor, s->cursor_n } };
	r->query = next;
	r->n_query = count;
}

static enum err page_run(struct exchange *x)
{
	enum err e = x->req.route->run(&x->req);

	return !e && !x->reply.status ? ERR_FAULT : e;
}

static enum err pages_run(struct exchange *x, struct db *db, struct sheet *s)
{
	struct req        *r = &x->req;
	const struct pair *query = r->query;
	size_t             n = r->n_query;
	struct arena      *whole = r->arena, *page = arena_new(64 * 1024);
	enum err           e;

	do {
		arena_reset(page);
		r->arena = page;
		reply_reset(x);
		x->reply.sheet = s;
		if (s->begun)
			cursor_set(r, s, query, n);
		e = run_within(x, db, page_run);
		s->begun = true;
	} while (!e && s->cursor_n && s->rows < EXPORT_ROWS);
	r->arena = whole;
	r->query = query;
	r->n_query = n;
	reply_reset(x);
	arena_free(page);
	return e;
}

static void file_close(void *arg)
{
	const struct sheet *s = arg;

	if (s->fd >= 0)
		close(s->fd);
}

static enum err file_end(struct exchange *x, struct sheet *s)
{
	struct stat st;
	struct str  file = s->name[0] ? str_of(s->name) : S("list");

	if (s->xlsx) {
		enum err  e = notes_end(&x->req, &s->notes, s->rows, s->cursor_n > 0);
		lxw_error failed;

		if (e)
			return e;
		failed = workbook_close(s->book);

		s->book = NULL;
		if (failed) {
			log_warn("http", "a sheet could not be written: %s", lxw_strerror(failed));
			unlink(s->path);
			return ERR_FULL;
		}
		s->fd = open(s->path, O_RDONLY | O_CLOEXEC);
		unlink(s->path);
	}
	if (s->fd < 0 || fstat(s->fd, &st))
		return ERR_FAULT;
	x->reply.status = 200;
	x->reply.fd = s->fd;
	x->reply.fd_size = (uint64_t)st.st_size;
	x->reply.type =
	        s->xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	                : "text/csv; charset=utf-8";
	return reply_header(&x->req, "Content-Disposition",
	                    str_join(x->req.arena, S("attachment; filename=\""), file,
	                             s->xlsx ? S(".xlsx\"") : S(".csv\""), STR_NONE));
}

enum err sheet_export(struct exchange *x, struct db *db)
{
	struct req   *r = &x->req;
	struct sheet *s = ARENA_NEW(r->arena, struct sheet);
	enum err      e;

	s->xlsx = r->as == AS_XLSX;
	s->fd = -1;
	arena_defer(r->arena, file_close, s);
	e = file_make(r, s);
	if (!e) {
		r->counting = true;
		e = pages_run(x, db, s);
		r->counting = false;
	}
	if (!e)
		return file_end(x, s);
	if (s->book) {
		/* The library frees a workbook only by writing it. */
		if (workbook_close(s->book))
			log_warn("http", "a sheet given up could not be closed");
		unlink(s->path);
	}
	return e;
}
