/*
 * What counts against an address: not an act that the program was too busy to
 * take, and one phone's many IPv6 addresses count as one.
 */
#include "http/http_test.h"

#define MOST 5           /* testing_start() allows so many submissions */
#define HEAVY_N 66       /* two at work, 64 waiting */
#define SAME "Sec-Fetch-Site: same-origin\r\n"

static atomic_bool open_gate;

static enum err gate_get(struct req *r)
{
	for (int i = 0; i < 2000 && !atomic_load(&open_gate); i++)
		usleep(10000);
	return reply_bytes(r, "text/plain", S("heavy"));
}

static enum err ready(struct req *r)
{
	(void)r;
	return OK;
}

static enum err taken_post(struct req *r)
{
	return reply_bytes(r, "text/plain", S("taken"));
}

static enum err figures_get(struct req *r)
{
	struct buf b;

	buf_init(&b, r->arena, 64 * 1024);
	req_metrics(r, &b);
	return reply_bytes(r, "text/plain", buf_view(&b));
}

static const struct route routes[] = {
	{ GET,  "/heavy",   ANYONE, gate_get,    NULL, NULL,  PLAIN | HEAVY },
	{ GET,  "/figures", ANYONE, figures_get, NULL, NULL,  PLAIN },
	{ POST, "/submit",  ANYONE, taken_post,  NULL, ready, NO_KEY | SUBMITS },
	{ 0 }
};

/* How many of n submissions get this status. */
static int submit(const struct testing *t, int n, const char *headers, int status)
{
	int good = 0;

	for (int i = 0; i < n; i++)
		good += status_of(post(t, "/submit", headers, S("x=1"))) == status;
	return good;
}

static bool all_waiting(const struct testing *t)
{
	size_t at;

	for (int i = 0; i < 500; i++) {
		if (str_find(get(t, "/figures", ""), S("lianxin_workers_waiting 64\n"), &at))
			return true;
		usleep(10000);
	}
	return false;
}

static void test_busy(const struct testing *t)
{
	int fds[HEAVY_N], good = 0;

	for (int i = 0; i < HEAVY_N; i++) {
		fds[i] = dial(t);
		tell(fds[i], S("GET /heavy HTTP/1.1\r\nHost: t.test\r\n\r\n"));
	}
	tap_ok(all_waiting(t), "every worker is taken and the queue is full");
	tap_ok(submit(t, 2 * MOST, SAME, 503) == 2 * MOST, "submissions are told to come again");
	atomic_store(&open_gate, true);
	for (int i = 0; i < HEAVY_N; i++) {
		good += status_of(hear(t->arena, fds[i], 20000)) == 200;
		close(fds[i]);
	}
	tap_ok(good == HEAVY_N, "who waited is served (%d)", good);
	tap_ok(submit(t, MOST, SAME, 200) == MOST, "what was not taken has not counted");
	tap_ok(submit(t, 1, SAME, 429) == 1, "what was taken has");
}

static void test_households(struct testing *t)
{
	struct str why = STR_NONE;
	int        good = 0;

	server_stop(t->server);
	t->house.set.behind_proxy = true;
	if (server_start(&t->house, "127.0.0.1:0", t->arena, &t->server, &why)) {
		printf("Bail out! %.*s\n", (int)why.n, why.p);
		exit(2);
	}
	good += submit(t, 2, SAME "X-Forwarded-For: 2001:db8:1:2::1\r\n", 200);
	good += submit(t, 2, SAME "X-Forwarded-For: 2001:db8:1:2:ffff::2\r\n", 200);
	good += submit(t, 1, SAME "X-Forwarded-For: 2001:DB8:1:2:0:0:0:3\r\n", 200);
	tap_ok(good == MOST, "five from one household");
	tap_ok(submit(t, 1, SAME "X-Forwarded-For: 2001:db8:1:2::4\r\n", 429) == 1,
	       "a new address of the same household is the sixth");
	tap_ok(submit(t, 1, SAME "X-Forwarded-For: 2001:db8:1:3::1\r\n", 200) == 1, "the neighbour is not");
	good = submit(t, MOST, SAME "X-Forwarded-For: 203.0.113.7\r\n", 200);
	tap_ok(good == MOST && submit(t, 1, SAME "X-Forwarded-For: ::ffff:203.0.113.7\r\n", 429) == 1,
	       "an IPv4 address is the same in IPv6 clothes");
}

int main(void)
{
	struct testing t;

	testing_start(&t, routes);
	test_busy(&t);
	test_households(&t);
	testing_stop(&t);
	return tap_done();
}
