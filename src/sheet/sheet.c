/* Which of the two it is, and what both do to a cell. */
#include "sheet/sheet_private.h"

const char *sheet_fault_words(enum sheet_fault f)
{
	static const char *const words[] = {
		[SHEET_FINE] = "",
		[SHEET_EMPTY] = "the file holds no row",
		[SHEET_NOT_TEXT] = "the file is neither an .xlsx workbook nor text in UTF-8 or GB18030",
		[SHEET_DAMAGED] = "the file is damaged; save it anew as .xlsx or .csv",
		[SHEET_LOCKED] = "the workbook is locked with a password; save it without one",
		[SHEET_TOO_LARGE] = "the file is larger than can be read; cut it into several",
	};

	return words[f];
}

struct str cell_clean(struct arena *a, struct str s)
{
	struct str clean = text_clean(a, s);
	char      *p;

	if (!text_has_control(clean) && !memchr(clean.p, '\n', clean.n) && !memchr(clean.p, '\t', clean.n))
		return clean;
	/* A line break or a stray mark inside a cell is a blank. */
	p = arena_copy(a, clean.p, clean.n);
	for (size_t i = 0; i < clean.n; i++)
		if ((unsigned char)p[i] < ' ' || p[i] == 127)
			p[i] = ' ';
	return str_trim((struct str){ p, clean.n });
}

enum err sheet_open(struct arena *a, struct str bytes, struct sheet **out, enum sheet_fault *fault)
{
	struct sheet *s = ARENA_NEW(a, struct sheet);

	*out = s;
	*fault = SHEET_FINE;
	if (bytes.n > SHEET_BYTES) {
		*fault = SHEET_TOO_LARGE;
		return ERR_INPUT;
	}
	if (bytes.n == 0) {
		*fault = SHEET_EMPTY;
		return ERR_INPUT;
	}
	if (str_starts(bytes, S("\xD0\xCF\x11\xE0"))) {
		*fault = SHEET_LOCKED;   /* an old .xls, or a workbook behind a password */
		return ERR_INPUT;
	}
	if (str_starts(bytes, S("PK\x03\x04")))
		return xlsx_open(a, bytes, &s->xlsx, fault);
	return csv_open(&s->csv, a, bytes, fault);
}

enum err sheet_next(struct sheet *s, struct arena *a, struct sheet_row *row, bool *got, enum sheet_fault *fault)
{
	enum err e;

	*fault = SHEET_FINE;
	do {
		e = s->xlsx ? xlsx_next(s->xlsx, a, row, got, fault) : csv_next(&s->csv, a, row, got, fault);
		if (e || !*got)
			return e;
		while (row->n && row->cells[row->n - 1].n == 0)
			row->n--;
	} while (row->n == 0);
	if (row->number > SHEET_ROWS) {
		*fault = SHEET_TOO_LARGE;
		return ERR_INPUT;
	}
	return OK;
}
