/* How many connections an address may have: who counts as one, and that the rest are hung up on early. */
#include "http/crowd.h"

#include "http/http_test.h"

#define MOST 4

static enum err fixed_get(struct req *r)
{
	return reply_bytes(r, "text/plain; charset=utf-8", S("fixed"));
}

static enum err figures_get(struct req *r)
{
	struct buf b;

	buf_init(&b, r->arena, 64 * 1024);
	req_metrics(r, &b);
	return reply_bytes(r, "text/plain; charset=utf-8", buf_view(&b));
}

static const struct route routes[] = {
	{ GET, "/",        ANYONE, fixed_get,   NULL, NULL, PLAIN },
	{ GET, "/figures", ANYONE, figures_get, NULL, NULL, PLAIN },
	{ 0 }
};

static atomic_int *counter_of(struct crowd *c, const char *text)
{
	struct sockaddr_in  four = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
		return crowd_of(c, (struct sockaddr *)(void *)&four);
	if (inet_pton(AF_INET6, text, &six.sin6_addr) != 1)
		tap_ok(false, "%s is an address", text);
	return crowd_of(c, (struct sockaddr *)(void *)&six);
}

static void test_households(struct arena *a)
{
	struct sockaddr local = { .sa_family = AF_UNIX };
	struct crowd   *c = crowd_new(a, 2), *none = crowd_new(a, 0);
	atomic_int     *one = counter_of(c, "203.0.113.7");

	tap_ok(one && one == counter_of(c, "::ffff:203.0.113.7"), "an IPv4 address in IPv6 clothes is itself");
	tap_ok(one != counter_of(c, "203.0.113.8"), "its neighbour is another");
	tap_ok(counter_of(c, "2001:db8:1:2::1") == counter_of(c, "2001:db8:1:2:ffff::9"), "64 bits are one household");
	tap_ok(counter_of(c, "2001:db8:1:2::1") != counter_of(c, "2001:db8:1:3::1"), "the next 64 are not");
	tap_ok(!crowd_of(c, &local) && !crowd_of(c, NULL), "a local socket is not counted");
	tap_ok(!counter_of(none, "203.0.113.7") && crowd_admits(none, NULL), "nobody is without a limit");
	atomic_store(one, 1);
	tap_ok(crowd_admits(c, one), "one of two open: another may come");
	atomic_store(one, 2);
	tap_ok(!crowd_admits(c, one), "two of two: no more");
}

static bool served(const struct testing *t, int fd)
{
	return fd >= 0 && tell(fd, S("GET / HTTP/1.1\r\nHost: t.test\r\n\r\n")) &&
	       status_of(hear(t->arena, fd, 10000)) == 200;
}

/* Hung up on: the end comes without an answer and long before the idle limit. */
static bool hung_up(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char          byte;

	return fd >= 0 && poll(&p, 1, 2000) == 1 && recv(fd, &byte, 1, 0) <= 0;
}

static int64_t figure(const struct testing *t, int fd, const char *name)
{
	struct str text = S(""), line;
	int64_t    v = -1;

	if (tell(fd, S("GET /figures HTTP/1.1\r\nHost: t.test\r\n\r\n")))
		text = hear(t->arena, fd, 10000);
	while (str_next(&text, '\n', &line))
		if (str_starts(line, str_of(name)) &&
		    str_number(str_part(line, strlen(name) + 1, line.n), INT64_MAX, &v))
			break;
	return v;
}

static void again(struct testing *t, int most, bool proxy)
{
	struct str why = STR_NONE;

	server_stop(t->server);
	t->house.set.connect_per_address = most;
	t->house.set.behind_proxy = proxy;
	if (server_start(&t->house, "127.0.0.1:0", t->arena, &t->server, &why)) {
		printf("Bail out! %.*s\n", (int)why.n, why.p);
		exit(2);
	}
}

static void test_limit(struct testing *t)
{
	int  fds[MOST], extra = 0, late;
	bool good = true;

	again(t, MOST, false);
	for (int i = 0; i < MOST; i++)
		good = served(t, fds[i] = dial(t)) && good;
	tap_ok(good, "%d connections of one address are served", MOST);
	for (int i = 0; i < 20; i++) {
		int fd = dial(t);

		extra += hung_up(fd);
		close(fd);
	}
	tap_ok(extra == 20, "20 more are hung up on (%d)", extra);
	tap_ok(figure(t, fds[0], "lianxin_connections_refused_total") == 20 &&
	       figure(t, fds[0], "lianxin_connections") == MOST, "and counted, those that stay as well");
	close(fds[1]);
	/* The server learns of the end in its own time; on a busy machine this takes a while. */
	for (int i = 0; i < 1000 && figure(t, fds[0], "lianxin_connections") == MOST; i++)
		poll(NULL, 0, 10);
	tap_ok(served(t, late = dial(t)) && served(t, fds[0]), "when one ends, another may come; the others never noticed");
	fds[1] = late;
	for (int i = 0; i < MOST; i++)
		close(fds[i]);
}

static void test_proxy(struct testing *t)
{
	int fds[3 * MOST], good = 0;

	again(t, MOST, true);
	for (int i = 0; i < 3 * MOST; i++)
		good += served(t, fds[i] = dial(t));
	tap_ok(good == 3 * MOST, "behind a proxy all come from it and none is counted (%d)", good);
	for (int i = 0; i < 3 * MOST; i++)
		close(fds[i]);
}

int main(void)
{
	struct testing t;

	testing_start(&t, routes);
	test_households(t.arena);
	test_limit(&t);
	test_proxy(&t);
	testing_stop(&t);
	return tap_done();
}
