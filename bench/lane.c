/*
 * lane: how many small durable inserts a second the one writer does, beside
 * what the disk itself does.
 *
 *   lane DIR [SECONDS]      DIR is made and removed; 1, 8, 64 and 256 clients
 *
 * A client waits for each answer before it sends the next. The row is 200
 * bytes with one counter increment, so the figures are the lane's own cost.
 */
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"
#include "db/sqlite_private.h"

#define CLIENTS_MAX 256
#define WAITS_MAX 100000

struct client {
	pthread_t    thread;
	struct lane *lane;
	int64_t      until, number, done;
	uint32_t    *waits;             /* microseconds */
};

static enum err put(struct db *db, void *arg)
{
	static const char            words[200] = "words";
	static const struct db_query q = { .name = "put", .writes = true, .id = 0, .n_in = 1,
	                                   .sql = "INSERT INTO note (words) VALUES (?1)" };
	struct client               *me = arg;
	struct db_cursor             c;
	bool                         row;
	enum err                     e = db_start(db, &q, &c);

	counters_add(db, 0, (int64_t[5]){ 530524, me->number % 138, 1, 1 }, 1);
	if (!e) {
		db_set_text(&c, 1, (struct str){ words, sizeof(words) });
		e = db_step(&c, &row);
	}
	db_done(&c);
	return e;
}

static enum err table(struct db *db, void *arg)
{
	(void)arg;
	return sqlite3_exec(sqlite_raw(db), "CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT)",
	                    NULL, NULL, NULL) == SQLITE_OK &&
	       sqlite3_exec(sqlite_raw(db), "INSERT INTO note VALUES (1, '')", NULL, NULL, NULL) == SQLITE_OK ?
	       OK : ERR_FAULT;
}

static void *client_main(void *arg)
{
	struct client *me = arg;

	for (int64_t began = tick_us(); began < me->until; ) {
		int64_t ended;

		if (lane_call(me->lane, put, me) != OK)
			abort();
		ended = tick_us();
		if (me->done < WAITS_MAX)
			me->waits[me->done] = (uint32_t)(ended - began);
		me->done++;
		began = ended;
	}
	return NULL;
}

static int by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static void crowd_run(struct lane *l, int n, int64_t seconds)
{
	struct client      *c = base_alloc((size_t)n * sizeof(*c));
	uint32_t           *all = base_alloc((size_t)n * WAITS_MAX * sizeof(*all));
	struct lane_figures before, after;
	int64_t             done = 0;
	size_t              waits = 0;

	lane_figures(l, &before);
	for (int i = 0; i < n; i++) {
		c[i] = (struct client){ .lane = l, .number = i, .until = tick_us() + seconds * 1000000 };
		c[i].waits = base_alloc(WAITS_MAX * sizeof(uint32_t));
		pthread_create(&c[i].thread, NULL, client_main, &c[i]);
	}
	for (int i = 0; i < n; i++) {
		size_t mine;

		pthread_join(c[i].thread, NULL);
		mine = c[i].done < WAITS_MAX ? (size_t)c[i].done : WAITS_MAX;
		memcpy(all + waits, c[i].waits, mine * sizeof(*all));
		waits += mine;
		done += c[i].done;
		base_free(c[i].waits);
	}
	lane_figures(l, &after);
	qsort(all, waits, sizeof(*all), by_size);
	printf("%3d clients  %6lld/s  group %5.1f  p50 %6.2f ms  p99 %6.2f ms  max %6.2f ms  "
	       "commit %5.2f ms  log %llu KB\n",
	       n, (long long)(done / seconds),
	       (double)(after.jobs - before.jobs) / (double)(after.groups - before.groups),
	       all[waits / 2] / 1e3, all[waits * 99 / 100] / 1e3, all[waits - 1] / 1e3,
	       (double)(after.commit_us - before.commit_us) / 1e3 / (double)(after.groups - before.groups),
	       (unsigned long long)after.wal_bytes / 1024);
	fflush(stdout);
	base_free(all);
	base_free(c);
}

/* Appends of n bytes, each followed by fdatasync: the disk's own rate. */
static void disk_run(const char *path, size_t n, int64_t seconds)
{
	char   *block = base_alloc(n);
	int     fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int64_t began = tick_us(), count = 0;

	memset(block, 'b', n);
	for (; tick_us() - began < seconds * 1000000; count++) {
		if (write(fd, block, n) != (ssize_t)n || fdatasync(fd) != 0)
			abort();
	}
	printf("disk: %lld/s appends of %zu KB with fdatasync\n", (long long)(count / seconds), n / 1024);
	fflush(stdout);
	close(fd);
	unlink(path);
	base_free(block);
}

static int rub_out(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

int main(int argc, char **argv)
{
	static const int crowds[] = { 1, 8, 64, CLIENTS_MAX };
	int64_t          seconds = argc > 2 ? strtol(argv[2], NULL, 10) : 10;
	struct arena    *a = arena_new(1 << 16);
	struct lane     *l;
	struct str       why = STR_NONE;

	log_set_level(LOG_ERROR);
	if (argc < 2 || mkdir(argv[1], 0700) != 0 || seconds < 1)
		return 2;
	disk_run(str_z(a, str_join(a, str_of(argv[1]), S("/disk"), STR_NONE)), 4096, seconds);
	disk_run(str_z(a, str_join(a, str_of(argv[1]), S("/disk"), STR_NONE)), 65536, seconds);
	if (lane_start(argv[1], a, &l, &why) != OK || lane_call(l, table, NULL) != OK) {
		fprintf(stderr, "%.*s\n", (int)why.n, why.p);
		return 1;
	}
	for (size_t i = 0; i < COUNT(crowds); i++)
		crowd_run(l, crowds[i], seconds);
	disk_run(str_z(a, str_join(a, str_of(argv[1]), S("/disk"), STR_NONE)), 4096, seconds);
	lane_stop(l);
	nftw(argv[1], rub_out, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(a);
	return 0;
}
