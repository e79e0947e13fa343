/*
 * notes: the second sheet of a workbook, for whoever opens it a year later:
 * whose rows these are, when they were taken out, under which filters, and what
 * every column means, with its unit and the words of its values.
 *
 * Written row by row from the top, because the library keeps one row in memory.
 */
#ifndef HTTP_NOTES_H
#define HTTP_NOTES_H

#include <xlsxwriter.h>

#include "http/reply.h"

struct notes {
	lxw_worksheet *page;
	lxw_format    *head;
	lxw_row_t      row;          /* the next to write */
	bool           failed;       /* looked at once, by notes_end() */
};

/* Everything but the number of rows, from the first piece of the list. */
enum err notes_begin(struct req *r, struct notes *n, const struct list *l) MUST_USE;

/* How many rows the first sheet got; `cut`: there were more than a sheet may hold. */
enum err notes_end(struct req *r, struct notes *n, int64_t rows, bool cut) MUST_USE;

#endif
