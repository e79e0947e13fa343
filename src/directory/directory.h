/*
 * directory: every published station and deputy of all tenants, found by two characters.
 *
 * Table `directory` is a copy for everybody, of what public pages show anyway. Whoever
 * changes a station or a deputy leaves a note in the same transaction (db/outbox.h); the
 * timer then compares what is noted with the copy and mends it, so that a change,
 * above all one that takes something away, is in the copy within about a minute. What
 * is written there is always taken from the tables as they are, never from the note:
 * doing it twice, late or in another order ends alike. A chunk touches some hundred
 * rows at most; a search touches as many as it shows, however large the country is.
 */
#ifndef DIRECTORY_DIRECTORY_H
#define DIRECTORY_DIRECTORY_H

#include "base/arena.h"
#include "base/time.h"
#include "db/check.h"
#include "db/db.h"
#include "http/route.h"

#include "types.h"

/* Takes up a part of what is noted of a county, in a write transaction scoped to it; *more: call again. */
enum err directory_chunk(struct db *db, struct arena *a, county_code county, bool *more) MUST_USE;

/* One row: what everybody may know of a station or deputy. */
struct directory_entry {
	county_code       county;
	enum code_kind    kind;
	int64_t           id;           /* in its tenant */
	struct str        code, name, initials, place, occupation;
	enum region_level level;        /* the highest congress a deputy sits in */
	region_code       region;
};

/* Puts new rows with the words they are found by, many of them in the order of the index. */
enum err directory_put_all(struct db *db, struct arena *a, const struct directory_entry *rows, size_t n) MUST_USE;

/* The copy against what it is a copy of; a county that still has notes is left out. */
extern const struct db_check directory_checks[];
extern const size_t directory_checks_n;

extern const struct route directory_routes[];

/* `lianxin directory rebuild ...`; argv[0] is "directory". */
int directory_command(int argc, char **argv);

#endif
