/*
 * Groups of the lane on PostgreSQL, and the running numbers: closures that take
 * turns are stored or not as if each had been alone, and two programs never give
 * out one number twice. tests/pg/engine.sh starts the server.
 */
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/tap.h"
#include "db/audit.q.h"
#include "db/counter.q.h"
#include "db/lane.h"
#include "db/number.h"
#include "db/pulse.h"

#define COUNTY 530525
#define OTHER  530526
#define MANY   200
#define EACH   300
#define YEAR   2026

enum kind { GOOD, REFUSED, SPOILT, TWICE, QUESTION };

struct work {
	struct job  job;
	int64_t     id;
	enum kind   kind;
	county_code county;
	struct db  *seen;               /* on which connection it ran last */
};

static atomic_int done_n, runs_n, at_work, most_at_work;

static const struct db_query who = {
	.name = "who", .id = DB_UNCACHED, .n_in = 1, .n_out = 1, .types = "i", .out_types = "i",
	.postgres = "SELECT $1 + 1"
};

/* One row or none, and asked for a whole round of turns at once; it needs a place in the cache of statements. */
static const struct db_query half = {
	.name = "half", .id = 0, .n_in = 2, .n_out = 1, .types = "it", .out_types = "i",
	.together = true, .postgres = "SELECT $1 / 2 WHERE $1 % 2 = 0 AND length($2) > 0",
	.joint = "SELECT q.*, n.i FROM unnest($1, $2) WITH ORDINALITY AS n(p1, p2, i) "
	        "CROSS JOIN LATERAL (SELECT n.p1 / 2 WHERE n.p1 % 2 = 0 AND length(n.p2) > 0) AS q"
};

static enum err ask(struct db *db, const struct db_query *q, int64_t n, int64_t *out)
{
	struct db_cursor c;
	bool             row = false;
	enum err         e = db_start(db, q, &c);

	if (!e)
		db_set_int(&c, 1, n);
	if (!e && q->n_in > 1)
		db_set_text(&c, 2, S("x"));
	if (!e)
		e = db_step(&c, &row);
	if (!e)
		*out = row ? db_int(&c, 0) : -1;
	db_done(&c);
	return e;
}

/* The number one higher, by way of the server. */
static enum err above(struct db *db, int64_t n, int64_t *out)
{
	return ask(db, &who, n, out);
}

static enum err audit_put(struct db *db, county_code county, int64_t id)
{
	return audit_insert(db, &(struct audit_insert_in){ .county = county, .id = { id }, .now = { 1 },
		.action = S("a"), .object = S("o"), .result = S("r"), .salt = S("s"), .leaf = S("l") },
		NULL);
}

/* Asks twice, writes a row and two increments, and some then fail. */
static enum err work_run(struct job *j, struct db *db)
{
	struct work  *w = (struct work *)(void *)j;
	const int64_t here = atomic_fetch_add(&at_work, 1) + 1, id = w->kind == TWICE ? 1 : w->id;
	int64_t       n = 0, m = 0, h = 0;
	enum err      e;

	atomic_fetch_add(&runs_n, 1);
	if (here > most_at_work)
		atomic_store(&most_at_work, (int)here);
	w->seen = db;
	db_scope(db, w->county.v, w->county.v);
	counters_add(db, 0, (int64_t[5]){ w->county.v, w->id, 1, 1, 0 }, 1);
	e = above(db, w->id, &n);
	counters_add(db, 0, (int64_t[5]){ w->county.v, 0, 1, 1, 0 }, 1);
	if (!e && w->kind == QUESTION)
		e = above(db, INT64_MAX, &n);
	if (!e)
		e = above(db, n, &m);
	if (!e)
		e = ask(db, &half, w->id, &h);
	atomic_fetch_sub(&at_work, 1);
	if (e || m != w->id + 2 || h != (w->id % 2 ? -1 : w->id / 2))
		return e ? e : ERR_FAULT;
	if (w->kind == REFUSED)
		return ERR_INPUT;
	e = audit_put(db, w->county, id);
	return !e && w->kind == SPOILT ? ERR_STEP : e;
}

static void work_done(struct job *j)
{
	(void)j;
	atomic_fetch_add(&done_n, 1);
}

#define OF_COUNTY(name_, sql_) \
	{ .name = (name_), .id = DB_UNCACHED, .n_in = 1, .n_out = 1, .types = "i", .out_types = "i", \
	  .county_in = 1, .postgres = sql_ " WHERE county = $1" }
static const struct db_query rows = OF_COUNTY("rows", "SELECT count(*) FROM audit");
static const struct db_query total = OF_COUNTY("total",
	"SELECT cast(coalesce(sum(CASE WHEN station = 0 THEN n ELSE 0 END), 0) AS bigint) FROM stock");
static const struct db_query slices = OF_COUNTY("slices",
	"SELECT count(DISTINCT slice) - count(DISTINCT CASE WHEN slice = 0 THEN 0 END) FROM stock");

static int64_t count_of(struct db *db, county_code county, const struct db_query *q)
{
	struct db_cursor c;
	bool             row = false;
	int64_t          n = -1;

	if (db_begin(db, false))
		return -1;
	db_scope(db, county.v, county.v);
	if (db_start(db, q, &c) == OK) {
		db_set_int(&c, 1, county.v);
		if (db_step(&c, &row) == OK && row)
			n = db_int(&c, 0);
	}
	db_done(&c);
	db_rollback(db);
	return n;
}

/* Groups of all kinds of closures, of two tenants. */
static void test_turns(const char *app, struct db *db, struct arena *a)
{
	struct work *w = ARENA_ARRAY(a, struct work, MANY);
	struct str   why = STR_NONE;
	struct lane *l;
	int          good[2] = { 0 }, as_meant = 0;

	if (lane_start(app, a, &l, &why) != OK) {
		tap_ok(false, "the lane starts: %.*s", (int)why.n, why.p);
		return;
	}
	for (int i = 0; i < MANY; i++) {
		w[i] = (struct work){ .job = { .run = work_run, .done = work_done, .turns = i % 97 != 96 },
		                      .id = i + 1, .county = { i % 3 ? COUNTY : OTHER } };
		w[i].kind = i % 10 == 5 ? REFUSED : i == 60 ? SPOILT : i == 120 ? TWICE : i == 150 ? QUESTION : GOOD;
		/* The last three come when a group is full of others. */
		if (i == 60 || i == 120 || i == 150)
			usleep(50000);
		if (lane_push(l, &w[i].job) != OK)
			tap_ok(false, "queued");
	}
	lane_stop(l);
	for (int i = 0; i < MANY; i++) {
		enum err want = w[i].kind == REFUSED ? ERR_INPUT : w[i].kind == SPOILT ? ERR_STEP :
		                w[i].kind == TWICE ? ERR_CONFLICT : w[i].kind == QUESTION ? ERR_FAULT : OK;

		as_meant += w[i].job.result == want;
		good[w[i].county.v == OTHER] += w[i].job.result == OK;
	}
	tap_ok(done_n == MANY && as_meant == MANY, "%d of %d closures ended as they should, in %d runs", as_meant,
	       MANY, runs_n);
	tap_ok(most_at_work > 4, "while one waits others are at work: %d at once", most_at_work);
	tap_ok(count_of(db, (county_code){ COUNTY }, &rows) == good[0] &&
	       count_of(db, (county_code){ OTHER }, &rows) == good[1],
	       "stored is what succeeded: %d and %d rows", good[0], good[1]);
	tap_ok(count_of(db, (county_code){ COUNTY }, &total) == good[0] &&
	       count_of(db, (county_code){ OTHER }, &total) == good[1], "counters say the same of both tenants");
}

/* ---- slices of counters ---- */

static enum err count_run(struct db *db, void *arg)
{
	(void)arg;
	db_scope(db, COUNTY, COUNTY);
	counters_add(db, 0, (int64_t[5]){ COUNTY, 0, 1, 1, 0 }, 1);
	counters_add(db, 1, (int64_t[5]){ COUNTY, 7, 1, 1, 1 }, 1);
	return OK;
}

static enum err fold_run(struct db *db, void *arg)
{
	db_scope(db, COUNTY, COUNTY);
	return counters_fold(db, (county_code){ COUNTY }, arg);
}

/* Two programs add to one counter; neither waits, nothing is lost when the slices are folded. */
static void test_slices(const char *app, struct db *db, struct arena *a)
{
	const county_code county = { COUNTY };
	const int64_t     before = count_of(db, county, &total);
	struct lane      *l[2] = { 0 };
	struct str        why;
	bool              more = true;
	int               bad = 0;

	for (int i = 0; i < 2; i++)
		if (lane_start(app, a, &l[i], &why) != OK) {
			tap_ok(false, "two lanes start: %.*s", (int)why.n, why.p);
			return;
		}
	for (int i = 0; i < 40; i++)
		bad += lane_call(l[i % 2], count_run, NULL) != OK;
	tap_ok(bad == 0 && count_of(db, county, &total) == before + 40 && count_of(db, county, &slices) >= 2,
	       "two programs count in %lld slices", (long long)count_of(db, county, &slices));
	for (int i = 0; !bad && more && i < 20; i++)
		bad = lane_call(l[0], fold_run, &more) != OK;
	tap_ok(!bad && !more && count_of(db, county, &slices) == 0 && count_of(db, county, &total) == before + 40,
	       "folded into one they say the same: %lld", (long long)count_of(db, county, &total));
	bad = lane_call(l[1], count_run, NULL) != OK || lane_call(l[0], fold_run, &more) != OK;
	tap_ok(bad == 0 && count_of(db, county, &slices) == 0 && count_of(db, county, &total) == before + 41,
	       "and go on counting");
	for (int i = 0; i < 2; i++)
		lane_stop(l[i]);
}

/* ---- the pulse ---- */

/* Does a state hold for longer than a look alone would? The server itself may commit something at times. */
static bool holds_for_long(const struct pulse *p)
{
	for (int i = 0; i < 5; i++) {
		uint64_t state = pulse_state(p);

		usleep(PULSE_HOLD + PULSE_HOLD / 2);
		if (state && pulse_holds(p, state))
			return true;
	}
	return false;
}

static bool gone_soon(const struct pulse *p, uint64_t state)
{
	for (int i = 0; i < 40 && pulse_holds(p, state); i++)
		usleep(PULSE_HOLD / 20);
	return !pulse_holds(p, state);
}

static void test_pulse(const char *app, struct db *db, struct arena *a)
{
	struct str    why = S("");
	struct pulse *p = NULL;
	uint64_t      before;
	bool          good;

	if (!tap_ok(pulse_start(app, a, &p, &why) == OK, "a pulse %.*s", (int)why.n, why.p))
		return;
	tap_ok(holds_for_long(p), "while nobody writes what was read holds");
	before = pulse_state(p);
	good = db_begin(db, true) == OK;
	db_scope(db, COUNTY, COUNTY);
	good = good && audit_put(db, (county_code){ COUNTY }, 999999) == OK && db_commit(db) == OK;
	tap_ok(good && gone_soon(p, before), "once somebody has stored something it does not");
	tap_ok(holds_for_long(p) && !pulse_holds(p, before) && !pulse_holds(p, 0) && !pulse_holds(NULL, 1),
	       "and a new state begins; none is no state");
	pulse_stop(p);
}

/* ---- numbers ---- */

struct taking {
	struct job job;
	int64_t    got;
};

static enum err taking_run(struct job *j, struct db *db)
{
	struct taking *t = (struct taking *)(void *)j;
	struct arena  *a = arena_new(1024);
	enum err       e;

	db_scope(db, COUNTY, COUNTY);
	e = number_take(db, a, (county_code){ COUNTY }, YEAR, &t->got);
	arena_free(a);
	return e;
}

static int by_number(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* A program of its own that takes numbers until it is killed, and says each. */
static pid_t taker_start(const char *app, int out)
{
	pid_t         pid = fork();
	struct arena *a;
	struct lane  *l;
	struct str    why;

	if (pid != 0)
		return pid;
	a = arena_new(65536);
	if (lane_start(app, a, &l, &why) != OK)
		_exit(1);
	for (;;) {
		struct taking *t = ARENA_NEW(a, struct taking);

		*t = (struct taking){ .job = { .run = taking_run } };
		if (lane_push(l, &t->job) != OK)
			usleep(1000);
		else
			while (*(volatile int64_t *)&t->got == 0)
				usleep(10);
		if (t->got && write(out, &t->got, sizeof(t->got)) != sizeof(t->got))
			_exit(1);
	}
}

/* What killed programs had taken before, and what two lanes take together now. */
static void test_numbers(const char *app, struct arena *a)
{
	struct taking *t = ARENA_ARRAY(a, struct taking, 2 * EACH);
	int64_t       *all = ARENA_ARRAY(a, int64_t, 100000), one;
	size_t         n = 0, same = 0, said;
	struct lane   *l[2] = { 0 };
	struct str     why;
	int            out[2], status;
	pid_t          pid[2];

	if (pipe(out))
		return;
	for (int i = 0; i < 2; i++)
		pid[i] = taker_start(app, out[1]);
	close(out[1]);
	usleep(700000);
	for (int i = 0; i < 2; i++) {
		kill(pid[i], SIGKILL);
		waitpid(pid[i], &status, 0);
	}
	while (n < 90000 && read(out[0], &one, sizeof(one)) == sizeof(one))
		all[n++] = one;
	close(out[0]);
	said = n;
	if (lane_start(app, a, &l[0], &why) != OK || lane_start(app, a, &l[1], &why) != OK)
		tap_ok(false, "two lanes start: %.*s", (int)why.n, why.p);
	for (int i = 0; l[1] && i < 2 * EACH; i++) {
		t[i] = (struct taking){ .job = { .run = taking_run, .turns = i % 5 } };
		if (lane_push(l[i % 2], &t[i].job) != OK)
			tap_ok(false, "queued");
	}
	for (int i = 0; i < 2; i++)
		if (l[i])
			lane_stop(l[i]);
	for (int i = 0; i < 2 * EACH; i++)
		if (t[i].job.result == OK)
			all[n++] = t[i].got;
	qsort(all, n, sizeof(*all), by_number);
	for (size_t i = 1; i < n; i++)
		same += all[i] == all[i - 1];
	tap_ok(said > 20 && n == said + 2 * EACH && same == 0 && all[0] > 0,
	       "two programs that were killed and two that were not took %zu numbers, %zu of them twice", n, same);
	tap_ok(all[n - 1] < (int64_t)n + 4 * NUMBERS_MOST, "none was left out but the ends of blocks: up to %lld",
	       (long long)all[n - 1]);
}

/* In quiet times no number is left out. */
static void test_quiet(const char *app, struct arena *a)
{
	struct taking t[3];
	struct str    why;
	struct lane  *l;

	for (int i = 0; i < 3; i++) {
		t[i] = (struct taking){ .job = { .run = taking_run } };
		if (lane_start(app, a, &l, &why) != OK) {
			tap_ok(false, "the lane starts: %.*s", (int)why.n, why.p);
			return;
		}
		if (lane_push(l, &t[i].job) != OK)
			tap_ok(false, "queued");
		lane_stop(l);
	}
	tap_ok(t[0].got && t[1].got == t[0].got + 1 && t[2].got == t[1].got + 1,
	       "a program that takes one number and ends leaves none out");
}

int main(void)
{
	const char   *app = getenv("PG_APP_URL"), *owner = getenv("PG_OWNER_URL");
	struct arena *a;
	struct db    *db;
	struct str    why = STR_NONE;

	if (!app || !owner) {
		puts("1..0 # SKIP no PostgreSQL server");
		return 0;
	}
	if (crypt_start())
		return 1;
	a = arena_new(65536);
	tap_ok(db_open(owner, DB_OFFLINE, a, &db, &why) == OK, "the owner makes the tables");
	db_close(db);
	test_numbers(app, a);
	test_quiet(app, a);
	if (!tap_ok(db_open(app, DB_WRITE, a, &db, &why) == OK, "the program opens"))
		return tap_done();
	test_turns(app, db, a);
	test_slices(app, db, a);
	test_pulse(app, db, a);
	db_close(db);
	arena_free(a);
	return tap_done();
}
