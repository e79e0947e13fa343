/*
 * sheet: a table from somebody else's program, row by row.
 *
 * Reads .csv (comma, semicolon or tab; UTF-8, UTF-16 or GB18030) and the first
 * sheet of .xlsx, told apart by their bytes. The file is hostile: everything has
 * a limit, nothing in it is run, no file it names is opened. The bytes are
 * borrowed until the arena is reset, which also closes the reader; each row is
 * made in the arena given for it.
 *
 * Below the reader: what every page that brings a table in has in common - heads as
 * people write them, the question which column is what, the list of what is wrong.
 */
#ifndef SHEET_SHEET_H
#define SHEET_SHEET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/face.h"
#include "base/str.h"

#include "msg.h"

struct page;
struct req;

#define SHEET_BYTES   (64 << 20)        /* of the file */
#define SHEET_COLUMNS 256
#define SHEET_ROWS    1048576           /* what a sheet can hold */
#define SHEET_CELL    32767             /* bytes kept of a cell; more is a fault */

enum sheet_fault {
	SHEET_FINE, SHEET_EMPTY, SHEET_NOT_TEXT, SHEET_DAMAGED, SHEET_LOCKED, SHEET_TOO_LARGE
};

struct sheet_row {
	int64_t     number;             /* as the program that wrote it counts: the first is 1 */
	struct str *cells;              /* clean text (base/text.h), "" when empty */
	size_t      n;
};

struct sheet;

/* ERR_INPUT with *fault set when the bytes are no table. */
enum err sheet_open(struct arena *a, struct str bytes, struct sheet **out, enum sheet_fault *fault) MUST_USE;

/* The next row that is not empty; *got false at the end. ERR_INPUT with *fault set. */
enum err sheet_next(struct sheet *s, struct arena *a, struct sheet_row *row, bool *got,
                    enum sheet_fault *fault) MUST_USE;

/* One sentence in English for the operator; the same for a page. */
const char *sheet_fault_words(enum sheet_fault f);
enum msg sheet_fault_msg(enum sheet_fault f);

/* ---- table.c: what a table means ---- */

/* A column as a spreadsheet names it: A, B ... AA. */
struct str sheet_letters(struct arena *a, size_t column);

/* "姓 名*" and "手机号（必填）" are what they look like: the head to compare. */
struct str sheet_head_plain(struct arena *a, struct str head);

/* True when a plain head is this word in any language, or one of `also`, parted by blanks. */
bool sheet_head_is(struct str plain, enum msg word, const char *also);

/* True when the word is one of a list parted by blanks. */
bool sheet_listed(const char *list, struct str word);

/* A column of a file and what it is taken for: an index of `heads`, or n_heads for nothing. */
struct sheet_column {
	const char *field;              /* "column-3" */
	struct str  letter, head, samples;
	size_t      is;
};

/* The question which column is what. */
struct sheet_map {
	struct sheet_column *columns;  size_t n;
	const struct str    *heads;    size_t n_heads;  /* in the reader's language */
};

/* Sets the map to n columns with these heads; samples are "" and `is` nothing. */
void sheet_map_init(struct arena *a, struct sheet_map *m, const struct str *found, size_t n);

/* Adds a cell to what is shown of a column. */
void sheet_sample_add(struct arena *a, struct sheet_column *c, struct str cell);

/* The posted choices; one made twice, or none for `needed`, is told at its field. */
void sheet_map_read(struct req *r, struct sheet_map *m, size_t needed, enum msg missing);

/* A cell that is wrong, in words. */
struct sheet_wrong {
	int64_t    row;
	struct str letter, head, value, words;
};
extern const struct face sheet_wrong_face;

/* ---- table.html ---- */

/* The fields of that question, for a form of the room's own. */
void sheet_map_html(struct page *p, const struct sheet_map *m);

/* What is wrong, row by row: n of `total`. */
void sheet_wrong_html(struct page *p, const struct sheet_wrong *rows, size_t n, int64_t total);

/* The field "file". */
void sheet_file_html(struct page *p, struct str help);

#endif
