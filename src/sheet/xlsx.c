/* The rows of a workbook's first sheet: expat is stopped behind each row and goes on when the next is asked for. */
#include "sheet/sheet_private.h"

#include <expat.h>
#include <stdlib.h>
#include <zip.h>

#include "base/time.h"

#define CHUNK (64 * 1024)
#define DAYS_1900 (-25569)      /* day 0 of a workbook, from 1970-01-01 */
#define DAYS_1904 (-24107)

enum cell_kind { NUMBER_CELL, SHARED_CELL, TEXT_CELL, BOOL_CELL, ERROR_CELL };

struct xlsx {
	struct arena      *a;
	struct xlsx_parts  parts;
	struct xlsx_feed  *feed;
	XML_Parser         parser;
	bool               fed_all, ended, refused, waiting;     /* waiting: stopped behind a row */
	/* the row being read */
	struct arena      *row_arena;
	struct sheet_row  *row;
	bool               row_done;
	int64_t            number;
	/* the cell being read */
	size_t             column;
	enum cell_kind     kind;
	int64_t            style;
	bool               in_cell, in_value, in_phonetic;
	struct buf         value;
};

/* The column of "AB12", counted from 0; false for none or one too far right. */
static bool column_of(struct str ref, size_t *column)
{
	size_t n = 0, i = 0;

	for (; i < ref.n && i < 4 && ref.p[i] >= 'A' && ref.p[i] <= 'Z'; i++)
		n = n * 26 + (size_t)(ref.p[i] - 'A' + 1);
	if (i == 0 || n > SHEET_COLUMNS)
		return false;
	*column = n - 1;
	return true;
}

static enum cell_kind kind_of(struct str t)
{
	return str_eq(t, S("s")) ? SHARED_CELL : str_eq(t, S("str")) || str_eq(t, S("inlineStr")) ||
	       str_eq(t, S("d")) ? TEXT_CELL : str_eq(t, S("b")) ? BOOL_CELL : str_eq(t, S("e")) ? ERROR_CELL
	                                                                                      : NUMBER_CELL;
}

static void stop(struct xlsx *x)
{
	x->refused = true;
	XML_StopParser(x->parser, XML_FALSE);
}

static void on_start(void *arg, const char *name, const char **attributes)
{
	struct xlsx *x = arg;

	name = xlsx_local(name);
	if (strcmp(name, "row") == 0) {
		int64_t number;

		x->number = str_number(xlsx_attribute(attributes, "r"), SHEET_ROWS + 1, &number) ? number : x->number + 1;
		*x->row = (struct sheet_row){ .number = x->number,
			.cells = ARENA_ARRAY(x->row_arena, struct str, SHEET_COLUMNS) };
		for (size_t i = 0; i < SHEET_COLUMNS; i++)
			x->row->cells[i] = S("");
		x->column = 0;
	} else if (strcmp(name, "c") == 0) {
		struct str ref = xlsx_attribute(attributes, "r");

		if (!x->row->cells || (ref.n ? !column_of(ref, &x->column) : x->column >= SHEET_COLUMNS)) {
			stop(x);
			return;
		}
		x->kind = kind_of(xlsx_attribute(attributes, "t"));
		x->style = 0;
		(void)str_number(xlsx_attribute(attributes, "s"), XLSX_STYLES - 1, &x->style);
		x->in_cell = true;
		buf_reset(&x->value);
	} else if (strcmp(name, "rPh") == 0) {
		x->in_phonetic = true;
	} else if (x->in_cell) {
		x->in_value = !x->in_phonetic && (strcmp(name, "v") == 0 || strcmp(name, "t") == 0);
	}
}

static void on_text(void *arg, const char *s, int n)
{
	struct xlsx *x = arg;

	if (x->in_value)
		buf_put(&x->value, s, (size_t)n);
}

/* A day as people write it in a file. */
static struct str day_text(const struct xlsx *x, double v)
{
	struct day d = { (int32_t)v + (x->parts.since_1904 ? DAYS_1904 : DAYS_1900) };
	struct buf b;

	buf_init(&b, x->row_arena, 16);
	day_iso(&b, d);
	return buf_view(&b);
}

/* A number as it was typed: a telephone is no 1.3E10. */
static struct str number_text(const struct xlsx *x, struct str s)
{
	char       *end, *z = str_z(x->row_arena, s);
	double      v = strtod(z, &end);
	struct buf  b;

	if (s.n == 0 || s.n > 40 || *end || !(v > -1e15 && v < 1e15))
		return s;
	if (x->parts.dates && (size_t)x->style < x->parts.n_dates && x->parts.dates[x->style] && v >= 1 && v < 2958466)
		return day_text(x, v);
	if (v != (double)(int64_t)v)
		return s;
	buf_init(&b, x->row_arena, 32);
	buf_int(&b, (int64_t)v);
	return buf_view(&b);
}

static struct str cell_text(struct xlsx *x)
{
	struct str s = buf_view(&x->value);
	int64_t    at;

	switch (x->kind) {
	case SHARED_CELL:
		return str_number(s, (int64_t)x->parts.n_strings - 1, &at) ? x->parts.strings[at] : S("");
	case NUMBER_CELL:
		return number_text(x, str_copy(x->row_arena, s));
	case ERROR_CELL:
		return S("");
	case BOOL_CELL:
	case TEXT_CELL:
		break;
	}
	return cell_clean(x->row_arena, str_copy(x->row_arena, s));
}

static void on_end(void *arg, const char *name)
{
	struct xlsx *x = arg;

	name = xlsx_local(name);
	if (strcmp(name, "rPh") == 0)
		x->in_phonetic = false;
	x->in_value = false;
	if (strcmp(name, "c") == 0 && x->in_cell) {
		x->in_cell = false;
		if (x->value.full) {
			stop(x);
			return;
		}
		x->row->cells[x->column] = cell_text(x);
		if (x->column + 1 > x->row->n)
			x->row->n = x->column + 1;
		x->column++;
	} else if (strcmp(name, "row") == 0 && x->row->cells) {
		x->row_done = true;
		XML_StopParser(x->parser, XML_TRUE);
	}
}

static void on_doctype(void *arg, const char *name, const char *system, const char *public, int internal)
{
	(void)name, (void)system, (void)public, (void)internal;
	stop(arg);
}

static void zip_end(void *arg)
{
	zip_discard(arg);
}

static void parser_end(void *arg)
{
	XML_ParserFree(arg);
}

enum err xlsx_open(struct arena *a, struct str bytes, struct xlsx **out, enum sheet_fault *fault)
{
	struct xlsx  *x = ARENA_NEW(a, struct xlsx);
	zip_error_t   failed;
	zip_source_t *source;
	zip_t        *z;
	enum err      e;

	*out = x;
	x->a = a;
	zip_error_init(&failed);
	source = zip_source_buffer_create(bytes.p, bytes.n, 0, &failed);
	z = source ? zip_open_from_source(source, ZIP_RDONLY, &failed) : NULL;
	zip_error_fini(&failed);
	if (!z) {
		if (source)
			zip_source_free(source);
		*fault = SHEET_DAMAGED;
		return ERR_INPUT;
	}
	arena_defer(a, zip_end, z);
	if ((e = xlsx_parts_read(z, a, &x->parts, fault)) ||
	    (e = xlsx_feed_open(z, a, x->parts.sheet, &x->feed, fault)))
		return e;
	buf_init(&x->value, a, SHEET_CELL);
	x->parser = XML_ParserCreate(NULL);
	arena_defer(a, parser_end, x->parser);
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	return OK;
}

/* Feeds one piece; the parser stops in it behind a row. */
static enum err piece(struct xlsx *x, enum XML_Status *status, enum sheet_fault *fault)
{
	char    *into = XML_GetBuffer(x->parser, CHUNK);
	size_t   n;
	enum err e;

	if (!into) {
		*fault = SHEET_TOO_LARGE;
		return ERR_INPUT;
	}
	if ((e = xlsx_feed_read(x->feed, into, CHUNK, &n, fault)))
		return e;
	x->fed_all = n == 0;
	*status = XML_ParseBuffer(x->parser, (int)n, x->fed_all);
	return OK;
}

enum err xlsx_next(struct xlsx *x, struct arena *a, struct sheet_row *row, bool *got, enum sheet_fault *fault)
{
	enum XML_Status status;
	enum err        e;

	*row = (struct sheet_row){ .n = 0 };
	x->row = row;
	x->row_arena = a;
	x->row_done = false;
	while (!x->row_done && !x->ended) {
		if (x->waiting)
			status = XML_ResumeParser(x->parser);
		else if ((e = piece(x, &status, fault)))
			return e;
		x->waiting = status == XML_STATUS_SUSPENDED;
		if (status == XML_STATUS_ERROR || x->refused) {
			*fault = SHEET_DAMAGED;
			x->ended = true;
			return ERR_INPUT;
		}
		x->ended = status == XML_STATUS_OK && x->fed_all;
	}
	*got = x->row_done;
	return OK;
}
