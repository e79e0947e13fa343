/*
 * house: the long-lived things of a running program, owned by main.
 *
 * Read-only after start; what changes inside (lane, search, limits) guards
 * itself. Commands that do not serve fill only what they use.
 */
#ifndef HTTP_HOUSE_H
#define HTTP_HOUSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/crypt.h"
#include "base/err.h"
#include "base/str.h"
#include "types.h"

struct lane;
struct pack_set;
struct shelf;
struct search;
struct file_store;
struct deputy_jobs;
struct limits;
struct req;
struct page;
struct arena;
struct route_table;
struct password_gate;
struct replicas;
struct pulse;
struct clock;
struct print_shelf;

struct settings {
	const char *dir;                 /* the data folder: key, reserve, exports */
	const char *db;                  /* the database: the same folder, or a URL of PostgreSQL */
	bool        shared;              /* other copies write to the same database: PostgreSQL */
	int         loops;               /* loop threads; 0 = one per processor, at most 4 */
	int         workers;             /* for heavy reads and passwords */
	int         submit_per_address;  /* submissions per address in 10 minutes (30) */
	int         connect_per_address; /* connections open at once; 0: as many as there are */
	int         submit_per_station;  /* per station and hour; above it they are held (300) */
	const char *map_tiles, *map_credit;  /* what lies under the map, and whose it is; "": nothing does */
	int64_t     upload_reserve;      /* bytes of the disk that uploads leave to the records */
	bool        behind_proxy;        /* take the address from X-Forwarded-For, the scheme as https */
	bool        clock_fixed;         /* tests: `now` below instead of any clock */
	int64_t     now_ms;
};

struct house {
	struct settings        set;
	struct keys           *keys;
	struct lane           *lane;
	struct clock          *clock;    /* NULL: this machine's */
	struct replicas       *replicas; /* standbys to read from; NULL: the primary alone */
	struct pulse          *pulse;    /* db/pulse.h; NULL: what others write is not known */
	const struct pack_set *packs;    /* of a request: those in force when it began */
	struct shelf          *pack_shelf; /* where a new set is put while serving; NULL: it never changes */
	struct search         *search;
	struct file_store     *files;    /* file/file.h */
	struct deputy_jobs    *imports;  /* deputy/deputy.h: tables of people; NULL: none is worked at */
	struct limits         *limits;
	struct print_shelf    *prints;   /* print/print.h: sheets drawn lately */
	struct password_gate  *gate;     /* people/people.h: at most two hashes at once; NULL: no gate */
	const struct route_table *routes;
	const char            *version;
	/*
	 * file/file.c looks at a form's files and stores them, on a worker, before anything else
	 * of the form is done; http must not know how.
	 */
	enum err             (*take_files)(struct req *r);
	/* web/layout draws the page of an error; http must not know how. */
	enum err             (*draw_error)(struct req *r, enum err e);
	/* The layout around every page; what stands between is the handler's template. */
	struct page         *(*draw_page_begin)(struct req *r, struct str title);
	void                 (*draw_page_end)(struct page *p);
	/* Asks ahead what the layout will need on a page of this tenant (db_asks()); may be NULL. */
	void                 (*draw_page_ask)(struct req *r, county_code county);
};

#endif
