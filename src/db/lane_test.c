/* What the lane promises: groups, savepoints, order of answers, limits, a short log. */
#include "db/lane.h"

#include <fcntl.h>
#include <pthread.h>
#include <time.h>

#include "db/db_test.h"

static const struct db_query put = {
	.name = "put", .sql = "INSERT INTO note (id, words) VALUES (?1, ?2)",
	.id = DB_UNCACHED, .n_in = 2, .writes = true
};

static const char longer[8000] = "words";

struct note {
	struct job  job;
	int64_t     id;
	size_t      length;
	enum err    fail;               /* given after the row was written */
	int         sleep_ms;
	int         run_at, committed_at, done_at;
	pthread_mutex_t *gate;
};

static int moment;                      /* the lane's thread counts, tests look after lane_stop */

static enum err note_run(struct job *j, struct db *db)
{
	struct note     *n = (struct note *)j;
	struct db_cursor c;
	bool             row;
	enum err         e;

	n->run_at = ++moment;
	if (n->gate) {
		pthread_mutex_lock(n->gate);
		pthread_mutex_unlock(n->gate);
	}
	if (n->sleep_ms)
		nanosleep(&(struct timespec){ .tv_nsec = n->sleep_ms * 1000000L }, NULL);
	if (n->id == 0)
		return n->fail;
	counters_add(db, 0, (int64_t[5]){ 530524, 7, 1, 1 }, 1);
	e = db_start(db, &put, &c);
	if (!e) {
		db_set_int(&c, 1, n->id);
		db_set_text(&c, 2, (struct str){ longer, n->length });
		e = db_step(&c, &row);
	}
	db_done(&c);
	return e ? e : n->fail;
}

static void note_committed(struct job *j)
{
	((struct note *)j)->committed_at = ++moment;
}

static void note_done(struct job *j)
{
	((struct note *)j)->done_at = ++moment;
}

static struct note note_make(int64_t id)
{
	return (struct note){ .job = { .run = note_run, .committed = note_committed,
	                               .done = note_done, .result = ERR_COUNT }, .id = id };
}

static enum err make_table(struct db *db, void *arg)
{
	(void)arg;
	return test_sql(db, "CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT)") &&
	       test_sql(db, "INSERT INTO note VALUES (1, 'first')") ? OK : ERR_FAULT;
}

static enum err nothing(struct db *db, void *arg)
{
	(void)db;
	(void)arg;
	return OK;
}

static struct lane *start(const char *dir, struct arena *a)
{
	struct lane *l = NULL;
	struct str   why = STR_NONE;

	if (lane_start(dir, a, &l, &why) != OK)
		printf("# %.*s\n", (int)why.n, why.p);
	return l;
}

static void test_parts(const char *dir, struct arena *a)
{
	pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
	struct lane    *l = start(dir, a);
	struct note     n[5], first = note_make(0);
	struct str      why;
	struct db      *db;

	tap_ok(l && lane_call(l, make_table, NULL) == OK, "a closure can be waited for");
	for (int i = 0; i < 5; i++)
		n[i] = note_make(10 + i);
	/* The others gather behind it; it is past a group's time, so they make one of their own. */
	first.gate = &gate;
	first.sleep_ms = 20;
	n[1].fail = ERR_STEP;
	n[3].id = 10;                   /* taken by n[0] */
	pthread_mutex_lock(&gate);
	tap_ok(lane_push(l, &first.job) == OK, "a job that waits is taken");
	for (int i = 0; i < 5; i++)
		tap_ok(lane_push(l, &n[i].job) == OK, "job %d is taken", i);
	pthread_mutex_unlock(&gate);
	lane_stop(l);
	tap_ok(n[0].job.result == OK && n[2].job.result == OK && n[4].job.result == OK,
	       "good parts are stored");
	tap_ok(n[1].job.result == ERR_STEP && n[3].job.result == ERR_CONFLICT,
	       "a failed part keeps its own answer");
	tap_ok(n[0].committed_at && !n[1].committed_at && !n[3].committed_at && n[4].committed_at,
	       "only what is stored is told so");
	tap_ok(n[4].committed_at < n[0].done_at, "all are told before the first is handed back");
	tap_ok(n[0].done_at && n[1].done_at && n[2].done_at && n[3].done_at && n[4].done_at,
	       "all are handed back");
	tap_ok(db_open(dir, DB_READ, a, &db, &why) == OK, "a reader opens");
	tap_ok(test_int(db, "SELECT count(*) FROM note WHERE id IN (10, 12, 14)") == 3 &&
	       test_int(db, "SELECT count(*) FROM note") == 4, "the failed parts left no row");
	tap_ok(test_int(db, "SELECT n FROM stock WHERE county = 530524 AND station = 7") == 3,
	       "and nothing in the counters");
	db_close(db);
}

static void test_groups(const char *dir, struct arena *a)
{
	static struct note  many[600], slow[4];
	pthread_mutex_t     gate = PTHREAD_MUTEX_INITIALIZER;
	struct lane        *l = start(dir, a);
	struct lane_figures f;
	struct note         first = note_make(0);

	first.gate = &gate;
	pthread_mutex_lock(&gate);
	tap_ok(lane_push(l, &first.job) == OK, "the first job waits at the gate");
	for (size_t i = 0; i < COUNT(many); i++) {
		many[i] = note_make(1000 + (int64_t)i);
		if (lane_push(l, &many[i].job))
			tap_ok(false, "job %zu is taken", i);
	}
	nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
	pthread_mutex_unlock(&gate);
	tap_ok(lane_call(l, nothing, NULL) == OK, "the queue is worked off");
	lane_figures(l, &f);
	tap_ok(f.jobs >= 601 && f.groups >= 3 && f.groups < 30,
	       "600 jobs share few commits (%d)", (int)f.groups);
	first = note_make(0);
	first.gate = &gate;
	pthread_mutex_lock(&gate);
	(void)!lane_push(l, &first.job);
	for (size_t i = 0; i < COUNT(slow); i++) {
		slow[i] = note_make(2000 + (int64_t)i);
		slow[i].sleep_ms = 12;
		(void)!lane_push(l, &slow[i].job);
	}
	pthread_mutex_unlock(&gate);
	lane_stop(l);
	tap_ok(slow[0].done_at < slow[1].run_at && slow[1].done_at < slow[2].run_at,
	       "a slow closure is answered before the next one runs");
}

static void test_limit(const char *dir, struct arena *a)
{
	static struct note many[LANE_LIMIT + 1];
	pthread_mutex_t    gate = PTHREAD_MUTEX_INITIALIZER;
	struct lane       *l = start(dir, a);
	struct note        extra = note_make(0);
	size_t             taken = 0, ended = 0;

	pthread_mutex_lock(&gate);
	for (size_t i = 0; i < LANE_LIMIT; i++) {
		many[i] = note_make(0);
		many[i].gate = &gate;
		taken += lane_push(l, &many[i].job) == OK;
	}
	tap_ok(taken == LANE_LIMIT, "the queue takes its limit");
	tap_ok(lane_push(l, &extra.job) == ERR_BUSY && extra.job.result == ERR_COUNT,
	       "and refuses one more, untouched");
	pthread_mutex_unlock(&gate);
	lane_stop(l);
	for (size_t i = 0; i < LANE_LIMIT; i++)
		ended += many[i].done_at && many[i].job.result == OK;
	tap_ok(ended == LANE_LIMIT && !extra.done_at, "stopping works off what was taken");
}

static void test_quiet(const char *dir, struct arena *a)
{
	const char  *log = test_path(a, dir, "lianxin.db-wal");
	struct lane *l = start(dir, a);
	struct note  bad = note_make(1), still = note_make(0);

	tap_ok(lane_push(l, &bad.job) == OK && lane_push(l, &still.job) == OK &&
	       lane_call(l, nothing, NULL) == OK, "jobs that store nothing run");
	tap_ok(bad.job.result == ERR_CONFLICT && still.job.result == OK, "with their own answers");
	tap_ok(test_size(log) <= 0, "and nothing was written to the disk");
	lane_stop(l);
	tap_ok(test_size(log) == -1, "a stopped lane leaves no log");
}

static void copy_file(struct arena *a, const char *from, const char *to, const char *name)
{
	int64_t n = test_size(test_path(a, from, name));
	char   *all = arena_alloc(a, (size_t)n);
	int     in = open(test_path(a, from, name), O_RDONLY);
	int     out = open(test_path(a, to, name), O_WRONLY | O_CREAT, 0600);

	if (in < 0 || out < 0 || read(in, all, (size_t)n) != n || write(out, all, (size_t)n) != n)
		abort();
	close(in);
	close(out);
}

/* The files as a killed process leaves them; and a log does not keep words for long. */
static void test_killed(const char *dir, struct arena *a)
{
	const char         *left = test_path(a, dir, "left");
	const char         *log = test_path(a, left, "lianxin.db-wal");
	pthread_mutex_t     gate = PTHREAD_MUTEX_INITIALIZER;
	struct lane        *l = start(dir, a);
	struct note         one = note_make(300000), next = note_make(0);
	struct lane_figures f = { 0 };
	struct db          *db;
	struct str          why;

	one.sleep_ms = 12;              /* long enough to make a group of its own */
	next.gate = &gate;              /* keeps the lane busy while its files are copied */
	pthread_mutex_lock(&gate);
	(void)!lane_push(l, &one.job);
	(void)!lane_push(l, &next.job);
	for (; f.jobs == 0; lane_figures(l, &f))
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	if (mkdir(left, 0700) != 0)
		abort();
	copy_file(a, dir, left, "lianxin.db");
	copy_file(a, dir, left, "lianxin.db-wal");
	pthread_mutex_unlock(&gate);
	lane_stop(l);
	tap_ok(test_size(log) > 0, "a killed process leaves a log");
	l = start(left, a);
	tap_ok(db_open(left, DB_READ, a, &db, &why) == OK &&
	       test_int(db, "SELECT count(*) FROM note WHERE id = 300000") == 1,
	       "what was acknowledged is in it");
	db_close(db);
	for (int i = 0; i < 200 && test_size(log) > 0; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
	tap_ok(test_size(log) == 0, "it is emptied when there is nothing to do");
	lane_stop(l);
}

static void test_log(const char *dir, struct arena *a)
{
	static struct note many[12000];
	const char        *log = test_path(a, dir, "lianxin.db-wal");
	struct lane       *l = start(dir, a);
	size_t             stored = 0;
	int64_t            largest = 0;

	for (size_t i = 0; i < COUNT(many); i++) {
		many[i] = note_make(10000 + (int64_t)i);
		many[i].length = sizeof(longer);
		while (lane_push(l, &many[i].job) == ERR_BUSY)
			nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
		if (i % 100 == 0 && test_size(log) > largest)
			largest = test_size(log);
	}
	(void)!lane_call(l, nothing, NULL);
	for (size_t i = 0; i < COUNT(many); i++)
		stored += many[i].job.result == OK;
	tap_ok(stored == COUNT(many), "96 MB of notes are stored");
	tap_ok(largest > (1 << 20) && largest < (36 << 20), "the log stayed short (%d KB)",
	       (int)(largest >> 10));
	lane_stop(l);
}

static enum err shrink(struct db *db, void *arg)
{
	(void)arg;
	return test_int(db, "PRAGMA max_page_count=1") > 0 ? OK : ERR_FAULT;
}

static enum err widen(struct db *db, void *arg)
{
	(void)arg;
	return test_int(db, "PRAGMA max_page_count=1000000") > 0 ? OK : ERR_FAULT;
}

static void test_full(const char *dir, struct arena *a)
{
	static struct note many[100];
	struct lane       *l = start(dir, a);
	size_t             stored = 0, full = 0;
	struct note        again;

	tap_ok(lane_call(l, shrink, NULL) == OK, "the file may not grow");
	for (size_t i = 0; i < COUNT(many); i++) {
		many[i] = note_make(100000 + (int64_t)i);
		many[i].length = sizeof(longer);
		(void)!lane_push(l, &many[i].job);
	}
	(void)!lane_call(l, nothing, NULL);
	for (size_t i = 0; i < COUNT(many); i++) {
		stored += many[i].job.result == OK;
		full += many[i].job.result == ERR_FULL;
	}
	tap_ok(full > 0 && stored + full == COUNT(many), "%d notes are refused for want of room",
	       (int)full);
	tap_ok(lane_call(l, widen, NULL) == OK, "room is made");
	again = note_make(200000);
	(void)!lane_push(l, &again.job);
	lane_stop(l);
	tap_ok(again.job.result == OK, "and writing goes on");
}

int main(void)
{
	struct arena *a = arena_new(1 << 16);
	const char   *dir = test_dir(a);

	test_parts(dir, a);
	test_groups(dir, a);
	test_limit(dir, a);
	test_quiet(dir, a);
	test_log(dir, a);
	test_full(dir, a);
	test_killed(dir, a);
	test_dir_end(dir);
	arena_free(a);
	return tap_done();
}
