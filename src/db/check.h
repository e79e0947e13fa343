/*
 * check: is what is stored whole, and does it agree with itself?
 *
 * `lianxin check` runs a list of checks on one read snapshot: the engine's own
 * first, then one per room (counters recomputed, audit leaves, postings). Each
 * writes a line for whatever it finds and counts it; none changes anything.
 */
#ifndef DB_CHECK_H
#define DB_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "db/db.h"

struct db_check {
	const char *name;

	/* Adds one line to the report and one to *differences for each finding. */
	enum err (*run)(struct db *db, struct arena *a, struct buf *report, int64_t *differences);
};

/* The engine's: every page and index, and every reference between tables. */
extern const struct db_check db_checks[];
extern const size_t db_checks_n;

/*
 * Runs the n checks in one snapshot of db and reports a line for each. An error
 * is a check that could not be ended (a damaged file); it counts as a difference.
 * What is found is added to *differences, so that lists of several rooms sum up.
 */
enum err check_run(struct db *db, struct arena *a, const struct db_check *checks, size_t n,
                   struct buf *report, int64_t *differences) MUST_USE;

#endif
