/*
 * writer: the smallest program with a lane, for tests that hurt it.
 *
 *   writer write DIR SAID JOBS WINDOW BYTES   pushes JOBS inserts, WINDOW at a time; each
 *                                             answer goes to the file SAID at once:
 *                                             "ack N" or "no N"
 *   writer verify DIR SAID                    every "ack" is stored, no "no" is, all is whole
 *   writer old DIR                            a folder as the first release would leave it
 *   writer full DIR FILLER                    fills the disk, reads, makes room, writes
 *
 * Exit: 0 good, 1 refused or not good (a sentence on standard error), 74 the disk failed.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/time.h"
#include "db/check.h"
#include "db/lane.h"
#include "db/migrate.h"
#include "db/sqlite_private.h"

#define BYTES_MAX 65536

struct crowd {
	pthread_mutex_t lock;
	pthread_cond_t  changed;
	size_t          out;            /* pushed and not yet answered */
	int             said;
	struct arena   *arena;          /* the lane's thread only */
	size_t          bytes;
	size_t          stored, refused;
	char            words[BYTES_MAX];
};

struct note {
	struct job    job;
	struct crowd *crowd;
	int64_t       id;
};

static int complain(const char *what, struct str why)
{
	fprintf(stderr, "writer: %s: %.*s\n", what, (int)why.n, why.p ? why.p : "");
	return 1;
}

static bool sql(struct db *db, const char *text)
{
	return sqlite3_exec(sqlite_raw(db), text, NULL, NULL, NULL) == SQLITE_OK;
}

static enum err note_run(struct job *j, struct db *db)
{
	static const struct db_query put = { .name = "put", .writes = true, .id = DB_UNCACHED, .n_in = 2,
	                                     .sql = "INSERT INTO note (id, words) VALUES (?1, ?2)" };
	struct note                 *n = (struct note *)j;
	struct db_cursor             c;
	bool                         row;
	enum err                     e = db_start(db, &put, &c);

	counters_add(db, 0, (int64_t[5]){ 530524, n->id % 7, 1, 1 }, 1);
	if (!e) {
		db_set_int(&c, 1, n->id);
		db_set_text(&c, 2, (struct str){ n->crowd->words, n->crowd->bytes });
		e = db_step(&c, &row);
	}
	db_done(&c);
	return e;
}

/* The answer leaves at once, unbuffered: whoever reads SAID may rely on it. */
static void note_done(struct job *j)
{
	struct note  *n = (struct note *)j;
	struct crowd *c = n->crowd;
	struct buf    line;

	arena_reset(c->arena);
	buf_init(&line, c->arena, 64);
	buf_z(&line, j->result ? "no " : "ack ");
	buf_int(&line, n->id);
	buf_char(&line, '\n');
	if (write(c->said, line.p, line.n) != (ssize_t)line.n)
		_exit(2);
	pthread_mutex_lock(&c->lock);
	if (j->result)
		c->refused++;
	else
		c->stored++;
	c->out--;
	pthread_cond_signal(&c->changed);
	pthread_mutex_unlock(&c->lock);
	base_free(n);
}

static void push(struct lane *l, struct crowd *c, int64_t id, size_t window)
{
	struct note *n = base_alloc(sizeof(*n));

	*n = (struct note){ .job = { .run = note_run, .done = note_done }, .crowd = c, .id = id };
	pthread_mutex_lock(&c->lock);
	while (c->out >= window)
		pthread_cond_wait(&c->changed, &c->lock);
	c->out++;
	pthread_mutex_unlock(&c->lock);
	if (lane_push(l, &n->job) != OK)
		_exit(2);
}

static void await_all(struct crowd *c)
{
	pthread_mutex_lock(&c->lock);
	while (c->out > 0)
		pthread_cond_wait(&c->changed, &c->lock);
	pthread_mutex_unlock(&c->lock);
}

static enum err table_make(struct db *db, void *arg)
{
	static const struct db_query last = { .name = "last", .id = DB_UNCACHED, .n_out = 1,
	                                      .sql = "SELECT coalesce(max(id), 0) FROM note" };
	struct db_cursor             c;
	bool                         row;
	enum err                     e;

	if (!sql(db, "CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, words TEXT)") ||
	    !sql(db, "INSERT INTO flow (county, station, kind, month, event, n) VALUES (0, 0, 0, 0, 0, 1)"
	         " ON CONFLICT DO UPDATE SET n = n + 1"))
		return sqlite_failed(db, sqlite3_extended_errcode(sqlite_raw(db)), "table");
	e = db_start(db, &last, &c);
	if (!e)
		e = db_step(&c, &row);
	if (!e)
		*(int64_t *)arg = db_int(&c, 0);
	db_done(&c);
	return e;
}

static struct crowd *crowd_make(int said, size_t bytes)
{
	struct crowd *c = base_alloc(sizeof(*c));

	memset(c, 0, sizeof(*c));
	c->arena = arena_new(256);
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->changed, NULL);
	memset(c->words, 'w', sizeof(c->words));
	c->said = said;
	c->bytes = bytes < BYTES_MAX ? bytes : BYTES_MAX;
	return c;
}

static void crowd_end(struct crowd *c)
{
	arena_free(c->arena);
	base_free(c);
}

static int do_write(struct arena *a, char **arg)
{
	int           said = open(arg[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	int64_t       jobs = strtol(arg[2], NULL, 10), last = 0;
	size_t        window = strtoul(arg[3], NULL, 10);
	struct crowd *c = crowd_make(said, strtoul(arg[4], NULL, 10));
	struct lane  *l;
	struct str    why = STR_NONE;

	if (said < 0)
		return complain("cannot open", str_of(arg[1]));
	if (lane_start(arg[0], a, &l, &why) != OK)
		return complain("not started", why);
	if (lane_call(l, table_make, &last) != OK) {
		lane_stop(l);
		crowd_end(c);
		return complain("not begun", S("no room"));
	}
	for (int64_t i = 1; i <= jobs; i++)
		push(l, c, last + i, window);
	await_all(c);
	printf("%zu stored, %zu refused\n", c->stored, c->refused);
	lane_stop(l);
	crowd_end(c);
	return 0;
}

static int64_t number(struct db *db, const char *text, int64_t id)
{
	sqlite3_stmt *s;
	int64_t       v = -1;

	if (sqlite3_prepare_v2(sqlite_raw(db), text, -1, &s, NULL) == SQLITE_OK &&
	    (id == 0 || sqlite3_bind_int64(s, 1, id) == SQLITE_OK) && sqlite3_step(s) == SQLITE_ROW)
		v = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return v;
}

static int do_verify(struct arena *a, char **arg)
{
	int64_t    found = 0, lost = 0, false_no = 0, acks = 0, rows;
	FILE      *said = fopen(arg[1], "r");
	struct db *db;
	struct buf report;
	struct str why;
	char       word[8];
	long long  id;

	buf_init(&report, a, 1 << 16);
	if (db_open(arg[0], DB_OFFLINE, a, &db, &why) != OK)
		return complain("does not open again", why);
	if (check_run(db, a, db_checks, db_checks_n, &report, &found) != OK || found > 0)
		return complain("is not whole", buf_view(&report));
	while (said && fscanf(said, "%7s %lld\n", word, &id) == 2) {
		bool there = number(db, "SELECT 1 FROM note WHERE id = ?1", id) == 1;

		acks += word[0] == 'a';
		lost += word[0] == 'a' && !there;
		false_no += word[0] == 'n' && there;
	}
	if (said)
		fclose(said);
	rows = number(db, "SELECT count(*) FROM note", 0);
	if (rows > 0 && number(db, "SELECT sum(n) FROM stock", 0) != rows)
		return complain("counters differ from rows", S(""));
	db_close(db);
	if (lost || false_no) {
		fprintf(stderr, "writer: %lld acknowledged are lost, %lld refused are stored\n",
		        (long long)lost, (long long)false_no);
		return 1;
	}
	printf("%lld acknowledged, %lld rows\n", (long long)acks, (long long)rows);
	return 0;
}

static int do_old(struct arena *a, char **arg)
{
	const char *path = str_z(a, str_join(a, str_of(arg[0]), S("/lianxin.db"), STR_NONE));
	struct db  *db;
	struct str  why = STR_NONE;

	if (sqlite_open_file(path, DB_WRITE, a, &db, &why) != OK)
		return complain("old", why);
	if (!sql(db, "PRAGMA application_id=1819831857") || !sql(db, migrations[0].sql) ||
	    !sql(db, migrations[0].stamp))
		return complain("old", str_of(sqlite3_errmsg(sqlite_raw(db))));
	db_close(db);
	return 0;
}

static int do_full(struct arena *a, char **arg)
{
	struct crowd *c = crowd_make(open("/dev/null", O_WRONLY | O_CLOEXEC), 4000);
	int64_t       id = 0, began, before;
	struct lane  *l;
	struct db    *reader;
	struct str    why = STR_NONE;

	if (lane_start(arg[0], a, &l, &why) != OK || lane_call(l, table_make, &id) != OK ||
	    db_open(arg[0], DB_READ, a, &reader, &why) != OK)
		return complain("not started", why);
	while (c->refused < 500)
		push(l, c, ++id, 64);
	await_all(c);
	before = number(reader, "SELECT count(*) FROM note", 0);
	if (before != (int64_t)c->stored || before == 0)
		return complain("reading fails while the disk is full", S(""));
	if (unlink(arg[1]) != 0)
		return complain("no filler", S(""));
	began = tick_us();
	for (size_t stored = c->stored; c->stored < stored + 10; await_all(c)) {
		push(l, c, ++id, 1);
		if (tick_us() - began > 5000000)
			return complain("no writing within 5 s after room was made", S(""));
	}
	printf("full after %lld notes, reads go on, writing again %lld ms after room was made\n",
	       (long long)before, (long long)(tick_us() - began) / 1000);
	db_close(reader);
	lane_stop(l);
	crowd_end(c);
	return 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int         args;
		int       (*run)(struct arena *a, char **arg);
	} all[] = {
		{ "write", 5, do_write }, { "verify", 2, do_verify }, { "old", 1, do_old },
		{ "full", 2, do_full },
	};
	struct arena *a = arena_new(1 << 16);

	log_set_level(LOG_ERROR);
	for (size_t i = 0; i < COUNT(all); i++) {
		if (argc == all[i].args + 2 && strcmp(argv[1], all[i].name) == 0) {
			int status = all[i].run(a, argv + 2);

			arena_free(a);
			return status;
		}
	}
	fprintf(stderr, "usage: see the head of tests/fault/writer.c\n");
	return 2;
}
