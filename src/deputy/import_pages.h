/*
 * import_pages: what the pages of imports and their template share. Views live in
 * the request's arena.
 */
#ifndef DEPUTY_IMPORT_PAGES_H
#define DEPUTY_IMPORT_PAGES_H

#include "deputy/batch.h"
#include "http/reply.h"
#include "web/page.h"

struct imports_view {
	struct batch_list_row *rows;   size_t n;
	int64_t                older;          /* the number below which more are; 0: none */
	bool                   later;
};

struct import_left_line {
	struct str name, code, why;
};

struct import_state {
	batch_id         batch;
	enum batch_state state;
	int64_t          version, people, total, added, updated, unchanged, skipped, faults, taken, kept;
};

struct import_view {
	struct batch              b;
	struct import_state       s;
	struct sheet_map          map;      /* of enum column */
	struct sheet_wrong       *faults;   size_t n_faults;
	struct import_left_line  *left;     size_t n_left;
	int64_t                   done, of;     /* of what runs */
	int                       bar;          /* 0 .. 100 by 5 */
	bool                      works, may_map;
};

/* Templates. */
void imports_html(struct page *p, const void *view);
void import_html(struct page *p, const void *view);

/* Handlers. */
enum err imports_get(struct req *r);
enum err import_get(struct req *r);
enum err import_take(struct req *r);     /* on a worker: the file is looked at and put away */
enum err import_post(struct req *r);
enum err import_look_post(struct req *r);
enum err import_start_post(struct req *r);
enum err import_go_on_post(struct req *r);
enum err import_undo_post(struct req *r);
enum err import_drop_post(struct req *r);
enum err template_csv_get(struct req *r);
enum err template_xlsx_get(struct req *r);
enum err export_csv_get(struct req *r);
enum err export_xlsx_get(struct req *r);

/* The import of the path whose places the grant reaches, or ERR_MISSING. */
enum err import_of_path(struct req *r, struct batch *b) MUST_USE;

#endif
