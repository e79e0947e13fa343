/*
 * No stall at any number of ready connections: libmicrohttpd's own loop slows
 * to a crawl at exactly 128, 256, 384... of them (architecture.md 4.1). Each
 * round sends one request on every connection at once and waits for all
 * answers. A stall costs every round the loop's sleep of 500 ms, so the fastest
 * of some rounds tells, however busy the machine is.
 */
#include <sys/resource.h>

#include "http/http_test.h"
#include "http/loop.h"

#define ROUNDS 5
#define MOST 512

static enum err fixed_get(struct req *r)
{
	return reply_bytes(r, "text/plain; charset=utf-8", S("fixed"));
}

static enum err heavy_get(struct req *r)
{
	return reply_bytes(r, "text/plain; charset=utf-8", S("heavy"));
}

static const struct route routes[] = {
	{ GET, "/",      ANYONE, fixed_get, NULL, NULL, PLAIN },
	{ POST, "/form", ANYONE, fixed_get, NULL, NULL, PLAIN | NO_KEY },
	{ GET, "/heavy", ANYONE, heavy_get, NULL, NULL, PLAIN | HEAVY },
	{ 0 }
};

/* Microseconds of the fastest round of n connections; -1 when one fails. */
static int64_t rounds_run(int *fds, int n)
{
	int64_t best = INT64_MAX;

	for (int round = 0; round < ROUNDS; round++) {
		struct arena *a = arena_new(64 * 1024);
		int64_t       began = tick_us(), took;
		int           good = 0;

		for (int i = 0; i < n; i++)
			tell(fds[i], S("GET / HTTP/1.1\r\nHost: t\r\n\r\n"));
		for (int i = 0; i < n; i++)
			good += status_of(hear(a, fds[i], 5000)) == 200;
		took = tick_us() - began;
		arena_free(a);
		if (good != n)
			return -1;
		if (took < best)
			best = took;
	}
	return best;
}

static void many_test(const struct testing *t, int n)
{
	int     fds[MOST], open = 0;
	int64_t best;

	while (open < n && (fds[open] = dial(t)) >= 0)
		open++;
	if (open < n) {
		tap_ok(false, "only %d of %d connections could be opened", open, n);
	} else {
		best = rounds_run(fds, n);
		tap_ok(best >= 0 && best < 400000, "%d connections: fastest round %lld us", n,
		       (long long)best);
	}
	while (open > 0)
		close(fds[--open]);
}

/* Few connections, as a proxy keeps them, are shared out evenly. */
static void spread_test(const struct testing *t)
{
	int    fds[16];
	size_t most = 0, least = SIZE_MAX;

	for (int i = 0; i < 16; i++) {
		fds[i] = dial(t);
		rounds_run(&fds[i], 1);  /* so that it has been let in */
	}
	for (int i = 0; i < t->server->n; i++) {
		size_t n = atomic_load(&t->server->loops[i].links);

		most = n > most ? n : most;
		least = n < least ? n : least;
	}
	tap_ok(most <= least + 1, "16 connections: between %zu and %zu of them to a loop", least, most);
	for (int i = 0; i < 16; i++)
		close(fds[i]);
}

/* Connections that say nothing or half of a request change nothing for others. */
static void slow_test(const struct testing *t)
{
	int     fds[MOST], open = 0, one = dial(t);
	int64_t best;

	while (open < MOST && (fds[open] = dial(t)) >= 0) {
		if (open % 2)
			tell(fds[open], S("GET / HTTP/1.1\r\nHost: t\r\nX-Slow: "));
		open++;
	}
	best = rounds_run(&one, 1);
	tap_ok(open == MOST && best >= 0 && best < 400000, "beside %d silent ones: %lld us", open,
	       (long long)best);
	close(one);
	while (open > 0)
		close(fds[--open]);
}

/* Headers and bodies that drip are cut, although every letter resets the idle clock. */
static void drip_test(const struct testing *t)
{
	static const char *const begins[] = {
		"GET / HTTP/1.1\r\nHost: t\r\nX-Slow: ",
		"POST /form HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n"
		"Content-Type: application/x-www-form-urlencoded\r\n\r\na=",
	};
	struct pollfd p[COUNT(begins)];
	int64_t       took[COUNT(begins)] = { 0 }, began = tick_us();

	for (size_t i = 0; i < COUNT(begins); i++) {
		p[i] = (struct pollfd){ .fd = dial(t), .events = POLLIN };
		tell(p[i].fd, str_of(begins[i]));
	}
	while ((!took[0] || !took[1]) && tick_us() - began < 45000000) {
		poll(NULL, 0, 500);
		for (size_t i = 0; i < COUNT(begins); i++)
			/* An end of the stream: nothing is answered to half a request. */
			if (!took[i] && (poll(&p[i], 1, 0) > 0 || !tell(p[i].fd, S("a"))))
				took[i] = (tick_us() - began) / 1000;
	}
	tap_ok(took[0] > 8000 && took[0] < 13000, "dripped headers are cut after %lld ms", (long long)took[0]);
	tap_ok(took[1] > 28000 && took[1] < 35000, "a dripped body is cut after %lld ms", (long long)took[1]);
	for (size_t i = 0; i < COUNT(begins); i++)
		close(p[i].fd);
}

int main(void)
{
	static const int numbers[] = { 1, 127, 128, 129, 256, 384, 512 };
	struct rlimit    r = { 4096, 4096 };
	struct testing   t;

	if (setrlimit(RLIMIT_NOFILE, &r))
		printf("# the limit of open files stays as it is\n");
	testing_start(&t, routes);
	spread_test(&t);
	for (size_t i = 0; i < COUNT(numbers); i++)
		many_test(&t, numbers[i]);
	slow_test(&t);
	drip_test(&t);
	testing_stop(&t);
	return tap_done();
}
