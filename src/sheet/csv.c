/* RFC 4180 as spreadsheets write it. */
#include "sheet/sheet_private.h"

/* The mark that parts the first line most often. */
static char separator_of(struct str text)
{
	static const char marks[] = { ',', ';', '\t' };
	size_t            count[sizeof(marks)] = { 0 }, best = 0;
	bool              quoted = false;

	for (size_t i = 0; i < text.n && (quoted || text.p[i] != '\n'); i++) {
		quoted ^= text.p[i] == '"';
		for (size_t k = 0; k < sizeof(marks); k++)
			count[k] += !quoted && text.p[i] == marks[k];
	}
	for (size_t k = 1; k < sizeof(marks); k++)
		if (count[k] > count[best])
			best = k;
	return marks[best];
}

/* "sep=;" alone in the first line, what some programs write above the headings; never a part of a letter. */
static bool separator_said(struct str text)
{
	return str_starts(text, S("sep=")) && text.n > 6 && memchr(",;\t|", text.p[4], 4) &&
	       (text.p[5] == '\n' || (text.p[5] == '\r' && text.p[6] == '\n'));
}

enum err csv_open(struct csv *c, struct arena *a, struct str bytes, enum sheet_fault *fault)
{
	struct str text;

	if (memchr(bytes.p, '\0', bytes.n) && bytes.p[0] != '\xFF' && bytes.p[0] != '\xFE') {
		*fault = SHEET_NOT_TEXT;
		return ERR_INPUT;
	}
	if (!text_decode(a, bytes, &text)) {
		*fault = SHEET_NOT_TEXT;
		return ERR_INPUT;
	}
	*c = (struct csv){ .left = text, .line = 0 };
	if (separator_said(text)) {
		c->separator = text.p[4];
		c->left = str_part(text, text.p[5] == '\r' ? 7 : 6, text.n);
		c->line = 1;
		return OK;
	}
	c->separator = separator_of(text);
	return OK;
}

/* One cell; *more when another follows in its line. False: a quote that never ends, or too long. */
static bool cell_read(struct csv *c, struct arena *a, struct str *cell, bool *more)
{
	const char *p = c->left.p, *end = p + c->left.n;
	char       *out = NULL;
	size_t      n = 0;

	*more = false;
	if (p < end && *p == '"') {
		const char *q = p + 1;

		while (q < end && (*q != '"' || (q + 1 < end && q[1] == '"')))
			q += *q == '"' ? 2 : 1;
		if (q >= end || q - p > SHEET_CELL)
			return false;
		out = arena_alloc(a, (size_t)(q - p));
		for (const char *s = p + 1; s < q; s += *s == '"' ? 2 : 1)
			out[n++] = *s;
		*cell = (struct str){ out, n };
		p = q + 1;
	} else {
		const char *q = p;

		while (q < end && *q != c->separator && *q != '\n' && *q != '\r')
			q++;
		if (q - p > SHEET_CELL)
			return false;
		*cell = (struct str){ p, (size_t)(q - p) };
		p = q;
	}
	while (p < end && *p != c->separator && *p != '\n' && *p != '\r')
		p++;                     /* what stands behind a closing quote is no text */
	if (p < end && *p == c->separator) {
		*more = true;
		p++;
	} else if (p < end) {
		p += *p == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 1;
	}
	c->left = (struct str){ p, (size_t)(end - p) };
	return true;
}

/* A leading apostrophe keeps a cell from being run as a formula; it is no part of the text. */
static struct str apostrophe_off(struct str s)
{
	static const char *const formula[] = { "=", "+", "-", "@", "＝", "＋", "－", "＠" };

	for (size_t i = 0; s.n > 1 && s.p[0] == '\'' && i < COUNT(formula); i++)
		if (str_starts(str_part(s, 1, s.n), str_of(formula[i])))
			return str_part(s, 1, s.n);
	return s;
}

enum err csv_next(struct csv *c, struct arena *a, struct sheet_row *row, bool *got, enum sheet_fault *fault)
{
	bool more = true;

	*row = (struct sheet_row){ .number = ++c->line, .cells = ARENA_ARRAY(a, struct str, SHEET_COLUMNS) };
	*got = c->left.n > 0;
	while (*got && more) {
		struct str cell;

		if (row->n == SHEET_COLUMNS || !cell_read(c, a, &cell, &more)) {
			*fault = row->n == SHEET_COLUMNS ? SHEET_TOO_LARGE : SHEET_DAMAGED;
			return ERR_INPUT;
		}
		row->cells[row->n++] = apostrophe_off(cell_clean(a, cell));
	}
	return OK;
}
