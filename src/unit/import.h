/*
 * import: units from a table, a whole list at once.
 *
 * A table is short (UNIT_SHEET_ROWS), so one transaction takes it and nothing runs
 * behind the pages: its rows are kept as text until then and read anew at each step,
 * so what a page promises is what the step finds. All lives in the caller's arena.
 */
#ifndef UNIT_IMPORT_H
#define UNIT_IMPORT_H

#include "http/reply.h"
#include "sheet/sheet.h"
#include "unit/import.q.h"
#include "unit/unit_private.h"

#define UNIT_SHEET_ROWS    500
#define UNIT_SHEET_COLUMNS 12
#define UNIT_SHEET_CELL    60           /* code points kept of a cell */

enum unit_column { UNIT_COLUMN_NAME, UNIT_COLUMN_PLACE, UNIT_COLUMNS };

/* The table as it is kept: the head, then the rows, each behind its number in the file. */
struct unit_sheet {
	struct str       *heads;    size_t n_heads;
	struct sheet_row *rows;     size_t n_rows;
};

/* A file's bytes as that text. ERR_INPUT with *fault; ERR_TOO_LARGE: more rows than are taken at once. */
enum err unit_sheet_take(struct arena *a, struct str bytes, struct str *text, struct str *columns,
                         enum sheet_fault *fault) MUST_USE;
enum err unit_sheet_read(struct arena *a, struct str text, struct unit_sheet *out) MUST_USE;

/* Which column is what, as stored. */
struct str unit_columns_text(struct arena *a, const struct sheet_map *m);
void unit_columns_read(struct str text, struct sheet_map *m);

/* What becomes of a row. */
enum unit_fate { UNIT_WRONG, UNIT_NEW, UNIT_MOVED, UNIT_LEFT };

struct unit_entry {
	enum unit_fate fate;
	struct str     name;
	region_code    region;
	unit_id        id;
	int64_t        version, was;
};

/* The table held against what is here. */
struct unit_look {
	struct unit_entry  *entries;   size_t n;
	struct sheet_wrong *wrong;     size_t n_wrong;
	int64_t             fresh, moved, left;
};
enum err unit_look_at(struct req *r, const struct unit_batch_one_row *b, const struct sheet_map *m,
                      const struct unit_sheet *s, struct unit_look *out) MUST_USE;

struct unit_import_view {
	struct unit_batch_one_row   b;
	struct sheet_map            map;
	struct unit_sheet           sheet;
	struct unit_look            look;
	struct unit_batch_rows_row *left;   size_t n_left;     /* those an undo let stand */
};

struct unit_imports_view {
	struct unit_batch_list_row *rows;   size_t n;
	int64_t                     older;
	bool                        later;
};

/* Templates. */
void unit_imports_html(struct page *p, const void *view);
void unit_import_html(struct page *p, const void *view);
void unit_template_html(struct page *p, const struct list *l);

/* Handlers. */
enum err unit_imports_get(struct req *r);
enum err unit_template_get(struct req *r);
enum err unit_template_csv_get(struct req *r);
enum err unit_import_take(struct req *r);       /* on a worker: the file is read */
enum err unit_import_post(struct req *r);
enum err unit_import_get(struct req *r);
enum err unit_import_look_post(struct req *r);
enum err unit_import_start_post(struct req *r);
enum err unit_import_undo_post(struct req *r);
enum err unit_import_drop_post(struct req *r);

#endif
