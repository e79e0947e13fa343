/*
 * route: the doors of a room as a table.
 *
 * Method, path, who may ask, which function answers. The dispatcher checks
 * session, role, same-origin and form key from the row, so a handler cannot
 * forget them; a row without `who` stops the start. Paths hold literal parts
 * and :names. A GET path answers .json (and, for lists, .csv and .xlsx) too.
 */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include "http/req.h"

enum route_flags {
	HEAVY      = 1,    /* runs on a worker with its own connection */
	DRAWS      = 2,    /* a POST that only draws the next page: runs as a read, stores nothing */
	LIST       = 4,    /* also .csv and .xlsx */
	PRIVATE    = 8,    /* Cache-Control: no-store even without a session (codes, receipts) */
	NO_KEY     = 16,   /* a POST without form key (sign-in, proven otherwise) */
	PLAIN      = 32,   /* no tenant, no layout: /healthz, /metrics, /static */
	SUBMITS    = 64,   /* counts against the submission limits */
	STILL      = 256,  /* with PLAIN: answered from memory alone, without a database */
	FILES      = 512,  /* a POST with files: multipart, taken in by src/file before `run` */
	SHEET      = 1024, /* a POST with a file that the room reads itself: r->uploads */
	LOOKUP     = 2048, /* a POST that only finds something: its form may come again, put otherwise */
	SHARED     = 128   /* a page all readers without a session see alike until something is written */
};

struct route {
	enum method   method;
	const char   *path;
	unsigned      who;
	enum err    (*run)(struct req *r);
	/*
	 * Draws the form again, with r->failed set, after ERR_INPUT, ERR_CONFLICT, ERR_STEP,
	 * ERR_REPEAT, ERR_LIMIT, ERR_BUSY, ERR_FULL, and ERR_TOO_LARGE when it was for its
	 * files; NULL: plain error page.
	 */
	enum err    (*again)(struct req *r);
	/* Slow work before the lane, on a worker, without a database transaction; may be NULL. */
	enum err    (*prepare)(struct req *r);
	unsigned      flags;
};

/* All rooms' tables, in main.c; ends with NULL. */
struct route_table {
	const struct route *const *rooms;
};

/* The static files, which are no room's. */
extern const struct route http_routes[];

/* Faults of the tables (no who, POST without again or reason, two rows alike): one line each; 0 = none. */
int routes_check(const struct route_table *t, struct buf *why);

/* "GET /cases  clerk head office ..." for every row, sorted: lianxin access. */
void routes_print(const struct route_table *t, struct buf *out);

/* The row for a path: ERR_MISSING, or ERR_METHOD when only another method is there. */
enum err route_find(const struct route_table *t, enum method m, struct req *r) MUST_USE;

#endif
