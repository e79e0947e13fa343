/*
 * sheet_private: what the two kinds of table share.
 */
#ifndef SHEET_SHEET_PRIVATE_H
#define SHEET_SHEET_PRIVATE_H

#include "base/text.h"
#include "sheet/sheet.h"

struct csv {
	struct str left;
	char       separator;
	int64_t    line;
};

struct xlsx;

struct sheet {
	struct csv   csv;
	struct xlsx *xlsx;              /* NULL: a csv */
};

/* ---- csv.c ---- */
enum err csv_open(struct csv *c, struct arena *a, struct str bytes, enum sheet_fault *fault) MUST_USE;
enum err csv_next(struct csv *c, struct arena *a, struct sheet_row *row, bool *got, enum sheet_fault *fault) MUST_USE;

/* ---- xlsx.c ---- */
enum err xlsx_open(struct arena *a, struct str bytes, struct xlsx **out, enum sheet_fault *fault) MUST_USE;
enum err xlsx_next(struct xlsx *x, struct arena *a, struct sheet_row *row, bool *got, enum sheet_fault *fault) MUST_USE;

/* ---- parts.c: the small parts of a workbook, read whole before its rows ---- */

#define XLSX_STYLES 65536

struct zip;

struct xlsx_parts {
	struct str *strings;    size_t n_strings;
	bool       *dates;      size_t n_dates;  /* by style: the cell is a day */
	struct str  sheet;                       /* path of the first sheet */
	bool        since_1904;
};

/* Reads them; ERR_INPUT with *fault. */
enum err xlsx_parts_read(struct zip *z, struct arena *a, struct xlsx_parts *p, enum sheet_fault *fault) MUST_USE;

/* A part of the workbook fed to expat piece by piece. */
struct xlsx_feed;
enum err xlsx_feed_open(struct zip *z, struct arena *a, struct str path, struct xlsx_feed **out,
                        enum sheet_fault *fault) MUST_USE;
/* *n is 0 at the end. */
enum err xlsx_feed_read(struct xlsx_feed *f, char *into, size_t cap, size_t *n, enum sheet_fault *fault) MUST_USE;

/* The value of an attribute, STR_NONE when absent. */
struct str xlsx_attribute(const char *const *attributes, const char *name);

/* The name of an element without its prefix. */
const char *xlsx_local(const char *name);

/* Cell text: valid UTF-8, NFC, no control characters, trimmed. */
struct str cell_clean(struct arena *a, struct str s);

#endif
