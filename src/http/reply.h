/*
 * reply: what will be sent, recorded by the handler and sent after the commit.
 *
 * A list or page that knows its rows answers all faces through one call: HTML
 * by its template, JSON, CSV and XLSX from the row descriptors.
 */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include "base/face.h"
#include "base/html.h"
#include "http/req.h"

struct page;

/* A named row set of a page, for JSON. rows == NULL with n == 0 is an empty set. */
struct row_set {
	const char        *name;
	const struct face *face;
	const void        *rows;
	size_t             n;
	bool               one;        /* an object rather than an array */
};

struct list {
	const struct face *face;
	const void        *rows;
	size_t             n;
	struct str         next;       /* cursor of the next page; STR_NONE at the end */
	int64_t            total;      /* -1: not known */
	const void        *view;       /* what the template needs besides the rows */
	const char        *file;       /* name of an exported file, without suffix */
	const struct pair *filters;    /* what narrows the rows, in words, for the notes of a workbook */
	size_t             n_filters;
};

/*
 * The one call that ends a list handler. html is called inside the layout with
 * the title. For CSV and XLSX the runner calls the handler again with the next
 * cursor (r->query "after") until it ends or EXPORT_ROWS is reached.
 */
#define EXPORT_ROWS 100000
enum err reply_list(struct req *r, enum msg title, void (*html)(struct page *, const struct list *),
                    const struct list *l) MUST_USE;

/* The one call that ends a page handler; sets feed the JSON face. */
enum err reply_page(struct req *r, struct str title, void (*html)(struct page *, const void *view),
                    const void *view, const struct row_set *sets, size_t n) MUST_USE;

/* 303 to a path of ours (never to a foreign host). */
enum err reply_see(struct req *r, struct str path) MUST_USE;

/* Bytes with a type: images, text, print forms without layout. */
enum err reply_bytes(struct req *r, const char *type, struct str body) MUST_USE;

/* size bytes of an open file from its start; the caller's arena closes it. */
enum err reply_file(struct req *r, const char *type, int fd, uint64_t size) MUST_USE;

/* Adds a header; values with control characters are refused (ERR_FAULT). */
enum err reply_header(struct req *r, const char *name, struct str value) MUST_USE;
void reply_status(struct req *r, int status);

/* Sets our cookies with the right flags (__Host- and Secure behind a proxy). max_age 0 deletes. */
enum err reply_cookie(struct req *r, const char *name, struct str value, int max_age_s, bool http_only) MUST_USE;

/* Words of an error in the reader's language, and its status. */
enum msg error_title(enum err e);
enum msg error_words(enum err e);
int error_status(enum err e);

/* JSON of row sets and of one row; used by reply_list/reply_page and by tests. */
void json_rows(struct buf *b, const struct req *r, const struct face *f, const void *rows, size_t n);
void json_row(struct buf *b, const struct req *r, const struct face *f, const void *row);

#endif
