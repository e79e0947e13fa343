/*
 * export: all deputies of a county as a table that import reads again.
 *
 * CSV, XLSX or JSON by the file's name, in pieces, each in a snapshot of its
 * own unless the caller has one. What is exported, imported and exported again is the same, byte for byte
 * but for the moment in a workbook.
 */
#ifndef DEPUTY_EXPORT_H
#define DEPUTY_EXPORT_H

#include "deputy/record.h"

struct export {
	struct deputy_desk desk;        /* its arena is reset with each piece */
	struct arena      *arena;
	enum lang          lang;
	const char        *path;        /* .csv, .xlsx or .json */
	int64_t            lo, hi;      /* only who lives in these regions; hi 0: everybody */
	bool               bare;        /* without telephones and doors; importing it leaves those as they are */
	bool               inside;      /* in the snapshot of the caller, not in one for each piece */
	int64_t            people, rows;
};

/* Writes the file. ERR_INPUT: not a name of a kind we write; ERR_FULL: it cannot be written. */
enum err export_write(struct export *x) MUST_USE;

/* The table to fill in, with a row that shows how and, as a workbook, a sheet that explains it. */
enum err template_write(struct arena *a, const struct gazetteer *g, const char *path) MUST_USE;
struct str template_csv(struct arena *a, const struct gazetteer *g);

/* How a column is filled in, for that sheet and for the page. */
struct str column_help(struct arena *a, const struct gazetteer *g, enum column c);

/* ---- template.c, for export.c ---- */

struct lxw_workbook;
struct lxw_worksheet;

/* The heads in bold over columns of text, and the sheet that explains them. */
void sheet_heads_put(struct arena *a, struct lxw_workbook *book, struct lxw_worksheet *page, enum lang lang);
void sheet_about_put(struct arena *a, const struct gazetteer *g, struct lxw_workbook *book);

#endif
