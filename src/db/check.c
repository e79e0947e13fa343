#include "db/check.h"

#include "base/time.h"

#define FINDINGS_MAX 100        /* lines of one check; a damaged file could give millions */

/* integrity_check answers one row "ok", or a row for each finding. */
static enum err check_integrity(struct db *db, struct arena *a, struct buf *report,
                                int64_t *differences)
{
	static const struct db_query q = { .name = "integrity_check", .id = DB_UNCACHED, .n_out = 1,
	                                   .sql = "PRAGMA integrity_check(100)" };
	struct db_cursor             c;
	bool                         row = false;
	enum err                     e = db_start(db, &q, &c);

	(void)a;
	while (!e && !(e = db_step(&c, &row)) && row) {
		struct str said = db_text(&c, 0, NULL);

		if (str_eq(said, S("ok")))
			continue;
		buf_printf(report, "integrity: %.*s\n", (int)said.n, said.p);
		(*differences)++;
	}
	db_done(&c);
	return e;
}

static enum err check_references(struct db *db, struct arena *a, struct buf *report,
                                 int64_t *differences)
{
	static const struct db_query q = { .name = "foreign_key_check", .id = DB_UNCACHED, .n_out = 4,
	                                   .sql = "PRAGMA foreign_key_check" };
	struct db_cursor             c;
	bool                         row = false;
	enum err                     e = db_start(db, &q, &c);

	(void)a;
	while (!e && !(e = db_step(&c, &row)) && row) {
		struct str from = db_text(&c, 0, NULL), to = db_text(&c, 2, NULL);

		if (++*differences <= FINDINGS_MAX)
			buf_printf(report, "references: row %lld of %.*s points at nothing in %.*s\n",
			           (long long)db_int(&c, 1), (int)from.n, from.p, (int)to.n, to.p);
	}
	db_done(&c);
	return e;
}

const struct db_check db_checks[] = {
	{ "integrity", check_integrity },
	{ "references", check_references },
};

const size_t db_checks_n = COUNT(db_checks);

static enum err run_one(struct db *db, struct arena *a, const struct db_check *check,
                        struct buf *report, int64_t *differences)
{
	int64_t  found = 0, began = tick_us();
	enum err e = check->run(db, a, report, &found);

	if (e) {
		found++;
		buf_printf(report, "%s: could not be ended; see the message above\n", check->name);
	} else if (found) {
		buf_printf(report, "%s: %lld differences\n", check->name, (long long)found);
	} else {
		buf_printf(report, "%s: good (%lld ms)\n", check->name,
		           (long long)((tick_us() - began) / 1000));
	}
	*differences += found;
	return e;
}

enum err check_run(struct db *db, struct arena *a, const struct db_check *checks, size_t n,
                   struct buf *report, int64_t *differences)
{
	enum err e = db_begin(db, false), first = OK;

	if (e)
		return e;
	for (size_t i = 0; i < n; i++) {
		e = run_one(db, a, &checks[i], report, differences);
		if (!first)
			first = e;
	}
	db_rollback(db);
	return first;
}
