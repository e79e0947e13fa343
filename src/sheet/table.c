/* What a table means to the pages that bring one in: heads, columns, what is wrong. */
#include "sheet/sheet.h"

#include <string.h>

#include "base/text.h"
#include "http/form.h"

#define SAMPLES_BYTES 4096      /* three cells of forty signs */

enum msg sheet_fault_msg(enum sheet_fault f)
{
	switch (f) {
	case SHEET_EMPTY: return MSG_sheet_file_empty;
	case SHEET_NOT_TEXT: return MSG_sheet_file_text;
	case SHEET_LOCKED: return MSG_sheet_file_locked;
	case SHEET_TOO_LARGE: return MSG_sheet_file_large;
	case SHEET_FINE: case SHEET_DAMAGED: break;
	}
	return MSG_sheet_file_damaged;
}

struct str sheet_letters(struct arena *a, size_t column)
{
	char   text[4];
	size_t at = sizeof(text);

	for (column++; column && at; column = (column - 1) / 26)
		text[--at] = (char)('A' + (column - 1) % 26);
	return str_copy(a, (struct str){ text + at, sizeof(text) - at });
}

/* ---- heads ---- */

struct str sheet_head_plain(struct arena *a, struct str head)
{
	struct str name = text_fold(a, head);
	char      *p = arena_copy(a, name.p, name.n);
	size_t     n = 0, at;

	for (size_t i = 0; i < name.n; i++)
		if (p[i] != ' ' && p[i] != '*')
			p[n++] = p[i];
	name = (struct str){ p, n };
	if (str_find(name, S("("), &at) && at > 0)
		name.n = at;
	return name;
}

bool sheet_listed(const char *list, struct str word)
{
	struct str left = str_of(list), one;

	while (str_next(&left, ' ', &one))
		if (str_eq_nocase(one, word))
			return true;
	return false;
}

/* The word of a catalogue without its blanks, as the plain head has none. */
static bool says(struct str plain, const struct msg_text *t)
{
	size_t at = 0;

	for (size_t i = 0; i < t->n_one; i++) {
		char c = t->one[i];

		if (c == ' ')
			continue;
		c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
		if (at == plain.n || plain.p[at++] != c)
			return false;
	}
	return plain.n > 0 && at == plain.n;
}

bool sheet_head_is(struct str plain, enum msg word, const char *also)
{
	for (int l = 0; l < LANG_COUNT; l++)
		if (says(plain, &msg_catalogs[l][word]))
			return true;
	return sheet_listed(also, plain);
}

/* ---- which column is what ---- */

void sheet_map_init(struct arena *a, struct sheet_map *m, const struct str *found, size_t n)
{
	m->columns = ARENA_ARRAY(a, struct sheet_column, n + 1);
	m->n = n;
	for (size_t i = 0; i < n; i++)
		m->columns[i] = (struct sheet_column){ .letter = sheet_letters(a, i), .head = found[i], .samples = S(""),
			.is = m->n_heads,
			.field = str_z(a, str_join(a, S("column-"), str_int(a, (int64_t)i), STR_NONE)) };
}

void sheet_sample_add(struct arena *a, struct sheet_column *c, struct str cell)
{
	if (cell.n && c->samples.n + cell.n < SAMPLES_BYTES)
		c->samples = c->samples.n ? str_join(a, c->samples, S(" / "), cell, STR_NONE) : cell;
}

void sheet_map_read(struct req *r, struct sheet_map *m, size_t needed, enum msg missing)
{
	bool taken[SHEET_COLUMNS + 1] = { false };

	for (size_t i = 0; i < m->n; i++) {
		struct sheet_column *c = &m->columns[i];
		struct str           s = req_posted(r, c->field);
		int64_t              is = (int64_t)m->n_heads;

		if (s.p && s.n && !str_number(s, (int64_t)m->n_heads - 1, &is))
			req_fault(r, c->field, MSG_sheet_fault_choice, 0);
		c->is = (size_t)is;
		if (c->is < m->n_heads && taken[c->is])
			req_fault(r, c->field, MSG_sheet_fault_column_twice, 0);
		taken[c->is] = true;
	}
	if (m->n && !taken[needed])
		req_fault(r, m->columns[0].field, missing, 0);
}

/* ---- what is wrong ---- */

static const struct face_col wrong_cols[] = {
	{ "row", FACE_INT, false, offsetof(struct sheet_wrong, row), NULL },
	{ "column", FACE_TEXT, false, offsetof(struct sheet_wrong, letter), NULL },
	{ "head", FACE_TEXT, false, offsetof(struct sheet_wrong, head), NULL },
	{ "value", FACE_TEXT, false, offsetof(struct sheet_wrong, value), NULL },
	{ "words", FACE_TEXT, false, offsetof(struct sheet_wrong, words), NULL },
};
const struct face sheet_wrong_face = { "fault", sizeof(struct sheet_wrong), wrong_cols, sizeof(wrong_cols) / sizeof(*wrong_cols) };
