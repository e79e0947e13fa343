/*
 * region: the division tree of the country, five levels, 665,271 places.
 *
 * A place is its twelve-digit code as a number (region_code), so everything
 * below it is one range of codes; how wide the range is follows from the level
 * in the table, never from trailing zeros. The table is a reference: the same
 * for every tenant, filled by region_import() and then only read. Callers own
 * the arenas; rows and names live in them.
 */
#ifndef REGION_REGION_H
#define REGION_REGION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/time.h"
#include "db/db.h"

#include "types.h"

/* A place and everything below it: lo..hi, both included. */
struct region_range {
	int64_t lo, hi;
};

/* The range of a code at a level; REGION_LEVEL_NATION is every place. */
struct region_range region_range(region_code code, enum region_level level);

/* All of a tenant, which is a province, a city or a county (semantics.md): its code says so. */
struct region_range region_tenant(county_code county);

/* The level of the congress of a tenant's place or of a township below it: the code says so. */
enum region_level region_congress_level(region_code code);

/* As region_range(), asking the table for the level; ERR_MISSING for an unknown code. */
enum err region_range_of(struct db *db, struct arena *a, region_code code,
                         struct region_range *range) MUST_USE;

/* The tenant a place belongs to: its first six digits (0 for the nation). */
county_code region_county(region_code code);

/* The place a tenant's code names: 530524 -> 530524000000. */
region_code region_of_county(county_code county);

struct region_place {
	region_code       code, parent;
	enum region_level level;
	bool              has_congress;
	struct str        name, pinyin, initials;
};

/* One place; ERR_MISSING when there is none (or no table yet). Code 0 is the nation. */
enum err region_find(struct db *db, struct arena *a, region_code code,
                     struct region_place *place) MUST_USE;

/* Its name, or "" when unknown: for showing, where an old code must not stop a page. */
struct str region_name(struct db *db, struct arena *a, region_code code);

/* A village's name without the words for its committee: 永胜村委会 -> 永胜村. */
struct str region_short(struct str name);

/*
 * The names from the place in `below` (excluded) down to code, joined by sep:
 * 漭水镇 · 漭水社区. below = 0 starts at the province; groupings such as 市辖区
 * are left out. "" when unknown.
 */
struct str region_path(struct db *db, struct arena *a, region_code code, region_code below,
                       const char *sep);

/* The places directly below one, by code, after `after` (0 to start); at most limit. */
enum err region_children(struct db *db, struct arena *a, region_code parent, region_code after,
                         int64_t limit, struct region_place **places, size_t *n) MUST_USE;

/*
 * What somebody means by a few typed signs: a part of the name, or the start
 * of the pinyin or of the initials, in any letter case or width. Inside a
 * county or city all places are searched; in a wider range, the start of the
 * name and down to townships only. Ordered by level and code, names that start
 * with (wide: that are) the typed words first.
 */
enum err region_search(struct db *db, struct arena *a, struct region_range in, struct str typed,
                       int64_t limit, struct region_place **places, size_t *n) MUST_USE;

/* County places that have a code of their own, by code: for choosing a tenant and `demo`. */
enum err region_counties(struct db *db, struct arena *a, region_code after, int64_t limit,
                         struct region_place **places, size_t *n) MUST_USE;

/* ---- import ---- */

struct region_figures {
	int64_t source_rows, regions;
	bool    there;           /* a complete table is in place */
};

/* What was imported last. */
enum err region_figures(struct db *db, struct arena *a, struct region_figures *f) MUST_USE;

struct region_import {
	struct str    packed;    /* a brotli stream as tools/regions.mjs makes it ... */
	struct str    plain;     /* ... or its text; one of the two */
	bool          again;     /* replace a table that is there */
	struct when   now;
	void        (*progress)(void *arg, int64_t regions, bool last);
	void         *arg;
	struct region_figures done;      /* out */
	struct str    why;       /* out: one sentence when it failed */
};

/* The table the program carries. */
struct str region_builtin(void);

/*
 * Fills the table in one transaction of its own (the command line, `demo`): seen
 * whole or not at all. ERR_CONFLICT when a table is there and `again` is not
 * set; ERR_INPUT when the file is not such a table, with its line in `why`.
 */
enum err region_import(struct db *db, struct arena *a, struct region_import *in) MUST_USE;

/*
 * The same in steps for a server: start once outside the lane, then each
 * region_import_step() in a closure of its own (at most 500 rows) until *more
 * is false. Only into an empty or unfinished table; readers see it after the
 * last step. The cursor lives in the arena until that is reset.
 */
struct region_steps;
enum err region_import_start(struct arena *a, struct region_import *in,
                             struct region_steps **steps) MUST_USE;
enum err region_import_step(struct db *db, struct region_steps *steps, bool *more) MUST_USE;

#endif
