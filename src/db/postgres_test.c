/*
 * The PostgreSQL engine against a real server: values, failures, scope, lost
 * connections, writers in each other's way. tests/pg/engine.sh starts the
 * server; without one (PG_APP_URL) there is nothing to test.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/tap.h"
#include "db/audit.q.h"
#include "db/lane.h"
#include "db/postgres_private.h"

#define COUNTY 530524
#define CROSSINGS 16

static const struct db_query echo = {
	.name = "echo", .id = DB_UNCACHED, .n_in = 5, .n_out = 5, .types = "irtbi", .out_types = "irtbi",
	.postgres = "SELECT $1 AS a, $2 AS b, $3 AS c, $4 AS d, $5 AS e"
};
static const struct db_query tenant_put = {
	.name = "tenant_put", .id = DB_UNCACHED, .n_in = 1, .types = "i", .out_types = "", .writes = true,
	.postgres = "INSERT INTO tenant (county, name, created) VALUES ($1, 'x', 0)"
};
static const struct db_query stock_put = {
	.name = "stock_put", .id = DB_UNCACHED, .n_in = 2, .types = "ii", .out_types = "",
	.county_in = 1, .writes = true,
	.postgres = "INSERT INTO stock (county, station, kind, state, n) VALUES ($1, $2, 0, 0, 0)"
};
static const struct db_query stock_more = {
	.name = "stock_more", .id = DB_UNCACHED, .n_in = 2, .types = "ii", .out_types = "",
	.county_in = 1, .writes = true,
	.postgres = "UPDATE stock SET n = n + 1 WHERE county = $1 AND station = $2"
};
static const struct db_query stock_sum = {
	.name = "stock_sum", .id = DB_UNCACHED, .n_in = 1, .n_out = 1, .types = "i", .out_types = "i",
	.county_in = 1, .postgres = "SELECT cast(sum(n) AS bigint) FROM stock WHERE county = $1"
};
static const struct db_query stock_all = {
	.name = "stock_all", .id = DB_UNCACHED, .n_out = 1, .types = "", .out_types = "i",
	.any_county = true, .postgres = "SELECT count(*) FROM stock"
};
/* What row security alone lets through: no scope is named, none is asked for. */
static const struct db_query stock_bare = {
	.name = "stock_bare", .id = DB_UNCACHED, .n_out = 1, .types = "", .out_types = "i",
	.postgres = "SELECT count(*) FROM stock"
};
static const struct db_query own_pid = {
	.name = "own_pid", .id = DB_UNCACHED, .n_out = 1, .types = "", .out_types = "i",
	.postgres = "SELECT pg_backend_pid()"
};
static const struct db_query hang_up = {
	.name = "hang_up", .id = DB_UNCACHED, .n_in = 1, .n_out = 1, .types = "i", .out_types = "i",
	.postgres = "SELECT pg_terminate_backend(cast($1 AS integer))"
};

/* What is asked ahead needs a place in the cache of statements: of queries that nobody asks here. */
static const struct db_query clock_of = {
	.name = "clock_of", .id = 0, .n_in = 2, .n_out = 1, .types = "it", .out_types = "i",
	.postgres = "SELECT cast(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint) + 0 * $1 * length($2)"
};
static const struct db_query divide = {
	.name = "divide", .id = 1, .n_in = 1, .n_out = 1, .types = "i", .out_types = "i",
	.postgres = "SELECT 1 / $1"
};
static const struct db_query stock_kept = {
	.name = "stock_kept", .id = 2, .n_in = 1, .n_out = 1, .types = "i", .out_types = "i", .county_in = 1,
	.postgres = "SELECT cast(sum(n) AS bigint) FROM stock WHERE county = $1"
};
static const struct db_query series = {
	.name = "series", .id = 3, .n_in = 1, .n_out = 1, .types = "i", .out_types = "i", .each = true,
	.postgres = "SELECT cast(n AS bigint) FROM generate_series(1, $1) n"
};

/* Runs a query with up to two numbers; the first number that came. */
static enum err ask(struct db *db, const struct db_query *q, int64_t a, int64_t b, int64_t *out)
{
	struct db_cursor c;
	bool             row = false;
	enum err         e = db_start(db, q, &c);

	if (!e && q->n_in > 0)
		db_set_int(&c, 1, a);
	if (!e && q->n_in > 1)
		db_set_int(&c, 2, b);
	if (!e)
		e = db_step(&c, &row);
	if (!e && row && out)
		*out = db_is_null(&c, 0) ? -1 : db_int(&c, 0);
	db_done(&c);
	return e;
}

static void test_refusals(const char *app, struct arena *a)
{
	static const struct {
		const char *url, *word;
	} bad[] = {
		{ "postgres://[", "cannot be read" },
		{ "postgres:///x?host=/nonexistent", "is the server running" },
		{ "postgres:///x?nonsense=1", "cannot be read" },
	};
	struct db *db;
	struct str why = STR_NONE;
	size_t     at;
	enum err   e;

	for (size_t i = 0; i < COUNT(bad); i++) {
		e = db_open(bad[i].url, DB_READ, a, &db, &why);
		tap_ok(e && str_find(why, str_of(bad[i].word), &at), "refused: %.*s", (int)why.n, why.p);
	}
	e = db_open(app, DB_READ, a, &db, &why);
	tap_ok(e && why.n, "a reader without tables: %.*s", (int)why.n, why.p);
	e = db_open(app, DB_WRITE, a, &db, &why);
	tap_ok(e && str_find(why, S("--db-owner"), &at), "a writer that may not make them: %.*s",
	       (int)why.n, why.p);
}

static void test_values(struct db *db, struct arena *a)
{
	struct db_cursor c;
	bool             row = false;
	enum err         e;

	tap_ok(db_begin(db, false) == OK, "a snapshot");
	e = db_start(db, &echo, &c);
	if (!e) {
		db_set_int(&c, 1, INT64_MIN);
		db_set_real(&c, 2, -0.125);
		db_set_text(&c, 3, S("意见"));
		db_set_blob(&c, 4, (struct str){ "\0\1\377", 3 });
		db_set_null(&c, 5);
		e = db_step(&c, &row);
	}
	tap_ok(!e && row && db_int(&c, 0) == INT64_MIN && db_real(&c, 1) == -0.125, "numbers come back");
	tap_ok(!e && row && str_eq(db_text(&c, 2, a), S("意见")) &&
	       str_eq(db_blob(&c, 3, NULL), (struct str){ "\0\1\377", 3 }), "so do texts and bytes");
	tap_ok(!e && row && db_is_null(&c, 4) && !db_text(&c, 4, NULL).p, "and nothing at all");
	tap_ok(!e && db_step(&c, &row) == OK && !row, "one row only");
	db_done(&c);
	tap_ok(db_commit(db) == OK, "a read ends");
}

static void test_writing(struct db *db)
{
	int64_t n = -2;

	tap_ok(db_begin(db, true) == OK && db_mark(db) == OK &&
	       ask(db, &tenant_put, COUNTY, 0, NULL) == OK && db_keep(db) == OK, "a part is kept");
	tap_ok(db_mark(db) == OK && ask(db, &tenant_put, COUNTY, 0, NULL) == ERR_CONFLICT,
	       "a key that is there is a conflict");
	tap_ok(ask(db, &own_pid, 0, 0, &n) == ERR_FAULT, "after a failure nothing more is asked");
	tap_ok(db_undo(db) == OK && ask(db, &own_pid, 0, 0, &n) == OK, "after undoing it is");
	tap_ok(ask(db, &stock_put, COUNTY, 1, NULL) == ERR_FAULT, "no tenant without a scope");
	db_scope(db, COUNTY, COUNTY);
	tap_ok(ask(db, &stock_put, COUNTY, 1, NULL) == OK && ask(db, &stock_put, COUNTY, 2, NULL) == OK,
	       "inside it, yes");
	tap_ok(ask(db, &stock_put, COUNTY + 1, 1, NULL) == ERR_FAULT, "not another tenant");
	tap_ok(db_commit(db) == OK, "committed");

	tap_ok(db_begin(db, false) == OK && ask(db, &stock_bare, 0, 0, &n) == OK && n == 0,
	       "without a scope the server shows no row");
	db_scope(db, COUNTY + 1, COUNTY + 1);
	tap_ok(ask(db, &stock_sum, COUNTY + 1, 0, &n) == OK && n == -1 &&
	       ask(db, &stock_bare, 0, 0, &n) == OK && n == 0, "nor in another's scope");
	tap_ok(ask(db, &stock_all, 0, 0, &n) == OK && n == 2, "a query over all tenants says so");
	tap_ok(ask(db, &stock_sum, COUNTY + 1, 0, &n) == OK && ask(db, &stock_bare, 0, 0, &n) == OK &&
	       n == 0, "and widens nobody else's view");
	db_rollback(db);
}

/* A write that nobody waits for; the same number twice is a conflict. */
static enum err trace(struct db *db, int64_t id)
{
	return audit_insert(db, &(struct audit_insert_in){ .county = { COUNTY }, .id = { id }, .now = { 1 },
		.action = S("a"), .object = S("o"), .result = S("r"), .salt = S("s"), .leaf = S("l") },
		NULL);
}

static void test_unheard(struct db *db)
{
	int64_t before, n = 0;

	tap_ok(db_begin(db, true) == OK && db_mark(db) == OK, "a part begins");
	db_scope(db, COUNTY, COUNTY);
	before = db_total_changes(db);
	tap_ok(trace(db, 1) == OK && db_total_changes(db) > before && db_keep(db) == OK,
	       "a write is not waited for, but counted and kept");
	tap_ok(db_mark(db) == OK && trace(db, 1) == OK && trace(db, 2) == OK, "nor is one that fails");
	tap_ok(db_keep(db) == ERR_CONFLICT && db_undo(db) == OK, "the end of its part tells");
	tap_ok(db_mark(db) == OK && trace(db, 1) == OK && ask(db, &own_pid, 0, 0, &n) == ERR_CONFLICT &&
	       db_undo(db) == OK, "or the next question in it");
	tap_ok(db_mark(db) == OK && trace(db, 1) == OK && db_undo(db) == OK && db_mark(db) == OK &&
	       trace(db, 3) == OK && db_keep(db) == OK && db_commit(db) == OK,
	       "undone before it told, it is in nobody's way");
	tap_ok(db_begin(db, true) == OK, "another transaction");
	db_scope(db, COUNTY, COUNTY);
	tap_ok(trace(db, 4) == OK && trace(db, 1) == OK && db_commit(db) == ERR_CONFLICT &&
	       !db_in_transaction(db), "without parts the commit tells");
	tap_ok(db_begin(db, true) == OK, "and it is over");
	db_scope(db, COUNTY, COUNTY);
	tap_ok(trace(db, 4) == OK && trace(db, 1) == OK, "written and failed again");
	db_rollback(db);
	tap_ok(db_begin(db, true) == OK, "and rolled back");
	db_scope(db, COUNTY, COUNTY);
	tap_ok(trace(db, 2) == OK && trace(db, 4) == OK && db_commit(db) == OK,
	       "what failed with another was not stored");
}

/* ---- asked ahead ---- */

static void ahead(struct db *db, const struct db_query *q, int64_t a)
{
	struct db_cursor c;

	if (!db_asks(db) || db_start(db, q, &c))
		return;
	db_set_int(&c, 1, a);
	db_ask(&c);
}

/* What the server's clock said when it came to this question. */
static int64_t clock_ask(struct db *db, int64_t a, const char *text, bool only_ask)
{
	struct db_cursor c;
	char             own[8] = { 0 };
	bool             row = false;
	int64_t          at = 0;

	own[0] = text[0];
	if (db_start(db, &clock_of, &c))
		return 0;
	db_set_int(&c, 1, a);
	db_set_text(&c, 2, str_of(own));
	if (only_ask) {
		db_ask(&c);
		memset(own, 'x', sizeof(own));
		return 0;
	}
	if (!db_step(&c, &row) && row)
		at = db_int(&c, 0);
	db_done(&c);
	return at;
}

static void test_ahead(struct db *db)
{
	int64_t n = 0, sent, first, other, word, again;

	tap_ok(db_begin(db, false) == OK && db_asks(db), "a read may ask ahead");
	clock_ask(db, 1, "a", true);
	clock_ask(db, 1, "b", true);
	clock_ask(db, 1, "a", true);
	tap_ok(ask(db, &own_pid, 0, 0, &n) == OK && n > 0, "it goes out with the first question that waits");
	usleep(50000);
	sent = clock_ask(db, 2, "a", false);
	first = clock_ask(db, 1, "a", false);
	word = clock_ask(db, 1, "b", false);
	other = clock_ask(db, 1, "c", false);
	again = clock_ask(db, 1, "a", false);
	tap_ok(first && sent - first > 40000, "and has its answer by then");
	tap_ok(word && sent - word > 40000 && word != first, "texts were copied");
	tap_ok(other >= sent && again >= sent, "other inputs, or the same once more, are asked anew");
	tap_ok(db_commit(db) == OK && !db_asks(db), "the end of it");

	tap_ok(db_begin(db, false) == OK, "again");
	ahead(db, &stock_kept, COUNTY);
	db_scope(db, COUNTY, COUNTY);
	ahead(db, &stock_kept, COUNTY + 1);
	tap_ok(ask(db, &stock_kept, COUNTY, 0, &n) == OK && n == 0 &&
	       ask(db, &stock_kept, COUNTY + 1, 0, &n) == ERR_FAULT, "what has no scope is not sent, and told when wanted");
	db_rollback(db);

	tap_ok(db_begin(db, false) == OK, "again");
	ahead(db, &divide, 0);
	tap_ok(db_commit(db) == OK && db_begin(db, false) == OK && ask(db, &own_pid, 0, 0, &n) == OK,
	       "a failure that nobody wanted is in nobody's way");
	ahead(db, &divide, 0);
	ahead(db, &divide, 1);
	tap_ok(ask(db, &own_pid, 0, 0, &n) == ERR_FAULT && ask(db, &divide, 1, 0, &n) == ERR_FAULT,
	       "nor is it hidden from who waits");
	db_rollback(db);
	tap_ok(db_begin(db, true) == OK && !db_asks(db), "a writer asks nothing ahead");
	ahead(db, &divide, 1);
	tap_ok(ask(db, &divide, 1, 0, &n) == OK && n == 1, "and asks as ever");
	db_rollback(db);
}

/* A read whose end waits for company. */
static void test_lazy(const char *app, struct db *db, struct arena *a)
{
	static const struct db_query busy = {
		.name = "busy", .id = DB_UNCACHED, .n_in = 1, .n_out = 1, .types = "i", .out_types = "i",
		.postgres = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1 AND xact_start IS NOT NULL"
	};
	struct str why;
	struct db *lazy;
	int64_t    pid = 0, before = 0, after = 1;

	if (db_open(app, DB_READ, a, &lazy, &why)) {
		tap_ok(false, "%.*s", (int)why.n, why.p);
		return;
	}
	db_lazy(lazy);
	tap_ok(db_begin(lazy, false) == OK && ask(lazy, &own_pid, 0, 0, &pid) == OK && db_commit(lazy) == OK &&
	       ask(db, &busy, pid, 0, &before) == OK && before == 1, "a lazy read is still open on the server");
	db_send(lazy);
	for (int i = 0; i < 100 && after; i++) {
		usleep(10000);
		if (ask(db, &busy, pid, 0, &after))
			break;
	}
	tap_ok(after == 0, "until it is sent");
	tap_ok(db_begin(lazy, false) == OK && db_commit(lazy) == OK && db_begin(lazy, false) == OK &&
	       ask(lazy, &own_pid, 0, 0, &pid) == OK && db_commit(lazy) == OK, "or goes with the next");
	db_close(lazy);
}

/* Steps through the numbers up to n; asks something else on the way; their sum, -1 if it failed. */
static int64_t walk(struct db *db, int64_t n, int64_t stop)
{
	struct db_cursor c;
	enum err         e = db_start(db, &series, &c);
	bool             row = true;
	int64_t          sum = 0, seen = 0, pid;

	if (e)
		return -1;
	db_set_int(&c, 1, n);
	while (seen < stop && !(e = db_step(&c, &row)) && row) {
		sum += db_int(&c, 0);
		if (++seen % 300 == 0)
			e = ask(db, &own_pid, 0, 0, &pid);
		if (e || (db_in_transaction(db) && ((struct postgres_statement *)c.statement)->rows > 500))
			sum = -1, seen = stop;
	}
	db_done(&c);
	return e ? -1 : sum;
}

static void test_walk(struct db *db)
{
	int64_t pid = 0;

	tap_ok(db_begin(db, false) == OK && walk(db, 1234, INT64_MAX) == 1234 * 1235 / 2 &&
	       walk(db, 500, INT64_MAX) == 500 * 501 / 2 && walk(db, 0, INT64_MAX) == 0,
	       "many rows come some hundred at a time, all of them");
	tap_ok(walk(db, 2000, 3) == 6 && ask(db, &own_pid, 0, 0, &pid) == OK && pid > 0 && db_commit(db) == OK,
	       "who has seen enough may leave");
	tap_ok(walk(db, 700, INT64_MAX) == 700 * 701 / 2, "outside a transaction they come at once");
	tap_ok(db_begin(db, true) == OK && walk(db, 1234, INT64_MAX) == 1234 * 1235 / 2, "a writer walks too");
	db_rollback(db);
}

static void test_lost(struct db *db, struct db *other)
{
	int64_t pid = 0, gone = 0, again = 0;

	tap_ok(db_begin(db, true) == OK && ask(db, &own_pid, 0, 0, &pid) == OK &&
	       db_begin(other, true) == OK && ask(other, &hang_up, pid, 0, &gone) == OK && gone == 1,
	       "the server hangs up in the middle");
	db_rollback(other);
	usleep(100000);
	tap_ok(ask(db, &own_pid, 0, 0, &again) == ERR_BUSY && !db_in_transaction(db),
	       "the transaction is gone and the connection too");
	db_rollback(db);
	tap_ok(db_begin(db, true) == OK && ask(db, &own_pid, 0, 0, &again) == OK && again != pid,
	       "the next one connects anew");
	db_rollback(db);
}

/* ---- writers in each other's way ---- */

struct crossing {
	struct job job;
	int64_t    first, second;
};

static atomic_int done_n, good_n, runs_n;

static enum err cross(struct job *j, struct db *db)
{
	struct crossing *c = (struct crossing *)(void *)j;
	enum err         e;

	atomic_fetch_add(&runs_n, 1);
	db_scope(db, COUNTY, COUNTY);
	e = ask(db, &stock_more, COUNTY, c->first, NULL);
	usleep(3000);
	return e ? e : ask(db, &stock_more, COUNTY, c->second, NULL);
}

static void crossed(struct job *j)
{
	if (j->result == OK)
		atomic_fetch_add(&good_n, 1);
	atomic_fetch_add(&done_n, 1);
}

static void test_crossing(const char *app, struct db *db, struct arena *a)
{
	struct crossing *c = ARENA_ARRAY(a, struct crossing, CROSSINGS);
	struct str       why = STR_NONE;
	struct lane     *l;
	int64_t          sum = 0;
	enum err         e;

	if (lane_start(app, a, &l, &why) != OK) {
		tap_ok(false, "the lane starts: %.*s", (int)why.n, why.p);
		return;
	}
	for (int i = 0; i < CROSSINGS; i++) {
		c[i] = (struct crossing){ .job = { .run = cross, .done = crossed },
		                          .first = 1 + i % 2, .second = 2 - i % 2 };
		tap_ok(lane_push(l, &c[i].job) == OK || i < 0, "queued");
		usleep(500);
	}
	lane_stop(l);
	tap_ok(done_n == CROSSINGS && good_n == CROSSINGS, "%d of %d crossing writers are stored, in %d runs",
	       good_n, CROSSINGS, runs_n);
	tap_ok(db_begin(db, false) == OK, "looked at");
	db_scope(db, COUNTY, COUNTY);
	e = ask(db, &stock_sum, COUNTY, 0, &sum);
	tap_ok(!e && sum == 2 * CROSSINGS, "each once: %lld", (long long)sum);
	db_rollback(db);
}

/* ---- a writer whose connection is ended ---- */

struct victim {
	struct db *other;
	int        runs;
};

static enum err hung_up_once(struct db *db, void *arg)
{
	struct victim *v = arg;
	int64_t        pid = 0, gone = 0;
	enum err       e;

	db_scope(db, COUNTY, COUNTY);
	if ((e = ask(db, &stock_more, COUNTY, 1, NULL)) || v->runs++ > 0)
		return e;
	if ((e = ask(db, &own_pid, 0, 0, &pid)) || (e = db_begin(v->other, true)))
		return e;
	e = ask(v->other, &hang_up, pid, 0, &gone);
	db_rollback(v->other);
	usleep(100000);
	return e ? e : ask(db, &stock_more, COUNTY, 1, NULL);
}

static enum err sum_run(struct db *db, void *arg)
{
	db_scope(db, COUNTY, COUNTY);
	return ask(db, &stock_sum, COUNTY, 0, arg);
}

static void test_hung_up(const char *app, struct db *other, struct arena *a)
{
	struct victim v = { other, 0 };
	struct str    why = STR_NONE;
	struct lane  *l;
	int64_t       before = 0, after = 0;

	if (lane_start(app, a, &l, &why) != OK) {
		tap_ok(false, "the lane starts: %.*s", (int)why.n, why.p);
		return;
	}
	tap_ok(lane_call(l, sum_run, &before) == OK && lane_call(l, hung_up_once, &v) == OK && v.runs == 2,
	       "a closure whose connection was ended before its commit runs again");
	tap_ok(lane_call(l, sum_run, &after) == OK && after == before + 1, "and is stored once: %lld",
	       (long long)(after - before));
	lane_stop(l);
}

/* ---- acts counted for all copies ---- */

struct act {
	struct arena *a;
	int64_t       at;
	int           max, n;
	bool          fail;
};

static enum err act_run(struct db *db, void *arg)
{
	const struct act *act = arg;
	enum err          e = OK;

	for (int i = 0; !e && i < act->n; i++)
		e = counters_limit(db, act->a, 77, act->max, 600, (struct when){ act->at });
	return e ? e : act->fail ? ERR_STEP : OK;
}

static enum err acts(struct lane *l, struct arena *a, int64_t at, int n, bool fail)
{
	return lane_call(l, act_run, &(struct act){ a, at, 5, n, fail });
}

static enum err purge_run(struct db *db, void *arg)
{
	bool more;

	return counters_limit_purge(db, (struct when){ *(const int64_t *)arg }, &more);
}

static void test_limits(const char *app, struct db *db, struct arena *a)
{
	static const struct db_query windows = {
		.name = "windows", .id = DB_UNCACHED, .n_out = 1, .types = "", .out_types = "i",
		.postgres = "SELECT count(*) FROM limit_count"
	};
	const int64_t t0 = 1700000000000, end = t0 + 600001;
	struct str    why = STR_NONE;
	struct lane  *l;
	int64_t       n = 9;

	if (lane_start(app, a, &l, &why) != OK) {
		tap_ok(false, "the lane starts: %.*s", (int)why.n, why.p);
		return;
	}
	tap_ok(acts(l, a, t0, 4, true) == ERR_STEP && acts(l, a, t0, 6, false) == ERR_LIMIT &&
	       acts(l, a, t0, 5, false) == OK, "an act that is not stored does not count");
	tap_ok(acts(l, a, t0 + 599999, 1, false) == ERR_LIMIT, "five are counted until the window ends");
	tap_ok(acts(l, a, end, 5, false) == OK && acts(l, a, end, 1, false) == ERR_LIMIT, "then five more");
	tap_ok(acts(l, a, end - 30000, 1, false) == ERR_LIMIT, "a copy whose clock is behind sees them too");
	tap_ok(acts(l, a, t0 - 86400000, 5, false) == OK, "a clock set back locks nobody out");
	tap_ok(lane_call(l, purge_run, &(int64_t){ t0 - 86400000 + 599999 }) == OK &&
	       ask(db, &windows, 0, 0, &n) == OK && n >= 1, "a window lasts");
	/* Each writer has begun one of its own. */
	tap_ok(lane_call(l, purge_run, &(int64_t){ end + 600001 }) == OK &&
	       ask(db, &windows, 0, 0, &n) == OK && n == 0, "and is dropped when it has ended");
	lane_stop(l);
}

int main(void)
{
	const char   *app = getenv("PG_APP_URL"), *owner = getenv("PG_OWNER_URL");
	struct arena *a;
	struct db    *db, *other;
	struct str    why = STR_NONE;

	if (!app || !owner) {
		puts("1..0 # SKIP no PostgreSQL server");
		return 0;
	}
	if (crypt_start())
		return 1;
	a = arena_new(65536);
	test_refusals(app, a);
	tap_ok(db_open(owner, DB_OFFLINE, a, &db, &why) == OK, "the owner makes the tables");
	db_close(db);
	if (!tap_ok(db_open(app, DB_WRITE, a, &db, &why) == OK && db_open(app, DB_WRITE, a, &other, &why) == OK,
	            "the program opens"))
		return tap_done();
	test_values(db, a);
	test_writing(db);
	test_unheard(db);
	test_ahead(db);
	test_lazy(app, db, a);
	test_walk(db);
	test_lost(db, other);
	test_crossing(app, db, a);
	test_hung_up(app, other, a);
	test_limits(app, db, a);
	db_close(other);
	db_close(db);
	arena_free(a);
	return tap_done();
}
