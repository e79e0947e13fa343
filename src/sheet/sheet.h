/*
 * sheet: a table from somebody else's program, row by row.
 *
 * Reads .csv (comma, semicolon or tab; UTF-8, UTF-16 or GB18030) and the first
 * sheet of .xlsx, told apart by their bytes. The file is hostile: everything has
 * a limit, nothing in it is run, no file it names is opened. The bytes are
 * borrowed until the arena is reset, which also closes the reader; each row is
 * made in the arena given for it.
 */
#ifndef SHEET_SHEET_H
#define SHEET_SHEET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

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

/* One sentence in English for the operator. */
const char *sheet_fault_words(enum sheet_fault f);

#endif
