/*
 * What is kept for a while goes when its time is over, whatever its tenant, in
 * chunks that look at nothing else: a purge beside fifty thousand rows
 * that stay costs what it costs beside none.
 */
#include <ftw.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/tap.h"
#include "cases/cases.h"
#include "command/timer.h"
#include "db/lane.h"
#include "http/key.h"
#include "http/session.h"

#define NOW INT64_C(1795320000000)       /* 2026-11-22 12:00 in the county */
#define MANY "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) "

struct sql {
	const char *text;
	int64_t     got;
};

static enum err sql_run(struct db *db, void *arg)
{
	struct sql      *s = arg;
	struct db_query  q = { .name = "test", .sql = s->text, .id = DB_UNCACHED, .writes = true };
	struct db_cursor c;
	bool             row = false;
	enum err         e = db_start(db, &q, &c);

	if (!e)
		e = db_step(&c, &row);
	if (!e && row)
		s->got = db_int(&c, 0);
	db_done(&c);
	return e;
}

/* The number a statement answers, or what it changed in the lane. */
static int64_t sql(struct lane *l, const char *text)
{
	struct sql s = { .text = text, .got = -1 };

	if (lane_call(l, sql_run, &s))
		tap_ok(false, "the test's own statement: %s", text);
	return s.got;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

/* Rows of three counties and of none: 1,200 that have had their time, one that has not. */
static void fill(struct lane *l)
{
	sql(l, "INSERT INTO tenant VALUES (530524, '昌宁县', 1, 1), (532930, '洱源县', 1, 1)");
	sql(l, "INSERT INTO account (id, name, display, password, created) VALUES (1, 'a', 'a', '', 1)");
	sql(l, "INSERT INTO grants (id, account, role, county, region_lo, region_hi, from_day) "
	       "VALUES (1, 1, 1, 530500, 530500000000, 530599999999, 1)");
	/* The hour of noon is 498700; a day before it 498676. */
	sql(l, MANY "INSERT INTO code_try(county, hour, case_id, n) "
	       "SELECT 530524, 498675 - i % 3, i, 1 FROM n WHERE i <= 1200");
	sql(l, "INSERT INTO code_try(county, hour, case_id, n) VALUES (532930, 400000, 7, 3), (530524, 498676, 1, 10)");
	sql(l, MANY "INSERT INTO session SELECT 530524, cast(printf('%032d', i) AS BLOB), 1, 1, 1795320000000 - 43200000, 1 "
	       "FROM n WHERE i <= 1200");
	sql(l, "INSERT INTO session VALUES (530500, x'01', 1, 1, 1795270000000, 1), (530524, x'02', 1, 1, 1795320000000 - 43199999, 1)");
	/* Keys begin with their time in eight bytes. */
	sql(l, MANY "INSERT INTO form_key SELECT 530524, unhex(printf('%016x%032x', 1795320000000 - 604800001, i)), x'', 303, '' "
	       "FROM n WHERE i <= 1200");
	sql(l, "INSERT INTO form_key VALUES (0, unhex(printf('%016x%032x', 1, 1)), x'', 303, ''), "
	       "(530524, unhex(printf('%016x%032x', 1795320000000 - 604800000, 1)), x'', 303, '')");
}

static void test_rounds(const struct house *house, struct arena *a)
{
	static const char left[] = "SELECT (SELECT count(*) FROM code_try) * 100 + "
		"(SELECT count(*) FROM session) * 10 + (SELECT count(*) FROM form_key)";
	struct timer *t;
	int64_t       got = 0;

	fill(house->lane);
	tap_ok(timer_start(house, a, &t) == OK, "the timer starts");
	for (int i = 0; i < 200 && got != 111; i++) {
		nanosleep(&(struct timespec){ 0, 50 * 1000000 }, NULL);
		got = sql(house->lane, left);
	}
	timer_stop(t);
	tap_ok(got == 111, "one young row of each kind is left (%lld)", (long long)got);
	tap_ok(sql(house->lane, "SELECT n FROM code_try") == 10 &&
	       sql(house->lane, "SELECT count(*) FROM session WHERE token_hash = x'02'") == 1,
	       "and they are the ones that still count");
}

struct purge {
	const char *name, *rows;
	enum err  (*fn)(struct db *db, county_code county, struct when now, bool *more);
	struct when now;
	int64_t     ns;
	bool        more;
};

static int64_t cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static enum err purge_run(struct db *db, void *arg)
{
	struct purge *p = arg;
	int64_t       began = cpu_ns();
	enum err      e = p->fn(db, (county_code){ 530524 }, p->now, &p->more);

	p->ns = cpu_ns() - began;
	return e;
}

/* The cheapest of some tries in processor time: a busy machine only adds. A walk takes 3 ms and more. */
static void test_cost(struct lane *l, struct purge p)
{
	int64_t best = INT64_MAX;

	sql(l, p.rows);
	p.now.ms = NOW;
	for (int i = 0; i < 7; i++) {
		if (lane_call(l, purge_run, &p) || p.more)
			break;
		if (p.ns < best)
			best = p.ns;
	}
	tap_ok(best < 1000000, "%s: nothing to drop among 50,000 costs %lld us", p.name, (long long)best / 1000);
}

/* A machine whose clock has lost its battery begins in 1970: nothing is old then. */
static void test_lost_clock(struct lane *l, struct purge p, const char *count)
{
	int64_t before = sql(l, count);

	p.now.ms = 1000;
	tap_ok(lane_call(l, purge_run, &p) == OK && !p.more && sql(l, count) == before,
	       "%s: a clock set to 1970 drops none of %lld", p.name, (long long)before);
}

int main(void)
{
	static const struct purge tries = { .name = "tries", .fn = case_tries_purge, .rows = MANY
		"INSERT INTO code_try(county, hour, case_id, n) SELECT 530524, 498690, i, 1 FROM n" };
	static const struct purge sessions = { .name = "sessions", .fn = sessions_purge, .rows = MANY
		"INSERT INTO session SELECT 530524, unhex(printf('%032x', i)), 1, 1, 1795320000000, 1 FROM n" };
	static const struct purge keys = { .name = "form keys", .fn = form_keys_purge, .rows = MANY
		"INSERT INTO form_key SELECT 530524, unhex(printf('%016x%032x', 1795320000000, i)), x'', 303, '' FROM n" };
	struct arena *a = arena_new(4096);
	struct house  house = { .set = { .clock_fixed = true, .now_ms = NOW } };
	struct str    why = STR_NONE;
	char          dir[] = "/tmp/lianxin-timer-XXXXXX";

	if (!mkdtemp(dir) || lane_start(dir, a, &house.lane, &why)) {
		printf("Bail out! no folder %.*s\n", (int)why.n, why.n ? why.p : "");
		return 2;
	}
	test_rounds(&house, a);
	test_cost(house.lane, tries);
	test_cost(house.lane, sessions);
	test_cost(house.lane, keys);
	test_lost_clock(house.lane, tries, "SELECT count(*) FROM code_try");
	test_lost_clock(house.lane, sessions, "SELECT count(*) FROM session");
	test_lost_clock(house.lane, keys, "SELECT count(*) FROM form_key");
	lane_stop(house.lane);
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(a);
	return tap_done();
}
