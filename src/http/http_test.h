/*
 * http_test: a small server with routes of its own, and a client of bare
 * sockets, for the tests of this room. Everything is static in the including
 * test; the data folder is a fresh one under /tmp that is removed at the end.
 */
#ifndef HTTP_HTTP_TEST_H
#define HTTP_HTTP_TEST_H

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/tap.h"
#include "http/form.h"
#include "http/inside.h"
#include "http/limit.h"
#include "http/server.h"
#include "http/session.h"

struct testing {
	struct arena             *arena;
	struct house              house;
	struct route_table        table;
	const struct route       *rooms[4];
	struct server            *server;
	char                      dir[64];
};

struct page {
	struct req *r;
};

__attribute__((unused))
static struct page *test_page_begin(struct req *r, struct str title)
{
	struct page *p = ARENA_NEW(r->arena, struct page);

	p->r = r;
	buf_lit(r->out, "<!doctype html><title>");
	html_text(r->out, title);
	buf_lit(r->out, "</title>");
	return p;
}

__attribute__((unused))
static void test_page_end(struct page *p)
{
	buf_lit(p->r->out, "</html>\n");
}

__attribute__((unused))
static void test_error_html(struct page *p, const void *view)
{
	(void)view;
	buf_lit(p->r->out, "<h1>error ");
	buf_int(p->r->out, (int64_t)p->r->failed);
	buf_lit(p->r->out, "</h1>");
}

__attribute__((unused))
static enum err test_error(struct req *r, enum err e)
{
	(void)e;
	return reply_page(r, S("error"), test_error_html, NULL, NULL, 0);
}

__attribute__((unused))
static void testing_start(struct testing *t, const struct route *routes)
{
	struct str why = STR_NONE;
	enum err   e;

	memset(t, 0, sizeof(*t));
	if (crypt_start())
		exit(2);
	t->arena = arena_new(4096);
	memcpy(t->dir, "/tmp/lianxin-http-XXXXXX", 25);
	if (!mkdtemp(t->dir))
		exit(2);
	t->rooms[0] = routes;
	t->rooms[1] = http_routes;
	t->table.rooms = t->rooms;
	t->house.set.dir = t->house.set.db = t->dir;
	t->house.set.loops = 2;
	t->house.set.workers = 2;
	t->house.set.submit_per_address = 5;
	t->house.keys = keys_for_test();
	t->house.limits = limits_new(t->arena, t->house.keys);
	t->house.routes = &t->table;
	t->house.version = "test";
	t->house.draw_error = test_error;
	t->house.draw_page_begin = test_page_begin;
	t->house.draw_page_end = test_page_end;
	e = lane_start(t->dir, t->arena, &t->house.lane, &why);
	if (!e)
		e = server_start(&t->house, "127.0.0.1:0", t->arena, &t->server, &why);
	if (e) {
		printf("Bail out! %.*s\n", (int)why.n, why.p);
		exit(2);
	}
}

__attribute__((unused))
static void folder_remove(struct arena *a, const char *path)
{
	DIR           *d = opendir(path);
	struct dirent *one;

	while (d && (one = readdir(d))) {
		char *full;

		if (strcmp(one->d_name, ".") == 0 || strcmp(one->d_name, "..") == 0)
			continue;
		full = str_z(a, str_join(a, str_of(path), S("/"), str_of(one->d_name), STR_NONE));
		if (unlink(full))
			folder_remove(a, full);
	}
	if (d)
		closedir(d);
	rmdir(path);
}

__attribute__((unused))
static void testing_stop(struct testing *t)
{
	server_stop(t->server);
	lane_stop(t->house.lane);
	folder_remove(t->arena, t->dir);
	arena_free(t->arena);
}

/* ---- the client ---- */

__attribute__((unused))
static int dial(const struct testing *t)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)server_port(t->server)),
	                          .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int                fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (struct sockaddr *)(void *)&at, sizeof(at)) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

__attribute__((unused))
static bool tell(int fd, struct str s)
{
	while (s.n) {
		ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);

		if (n <= 0)
			return false;
		s.p += n;
		s.n -= (size_t)n;
	}
	return true;
}

/* The length the headers promise, once they are complete; -1 before. */
__attribute__((unused))
static int64_t length_promised(struct str got)
{
	struct str rest = got, line;
	size_t     end;
	int64_t    n = 0;

	if (!str_find(got, S("\r\n\r\n"), &end))
		return -1;
	while (str_next(&rest, '\n', &line)) {
		line = str_trim(line);
		if (line.n > 15 && str_eq_nocase(str_part(line, 0, 15), S("Content-Length:")))
			if (!str_number(str_trim(str_part(line, 15, line.n)), INT64_MAX, &n))
				return -1;
		if (line.n == 0)
			break;
	}
	return (int64_t)end + 4 + n;
}

/*
 * One answer, or what came until the end or the time was up. Looks before it
 * takes, so that the next answer of a pipeline stays where it is.
 */
__attribute__((unused))
static struct str hear(struct arena *a, int fd, int ms)
{
	struct buf b;
	int64_t    until = tick_us() / 1000 + ms, whole = -1;

	buf_init(&b, a, 16 * 1024 * 1024);
	while (whole < 0 || (int64_t)b.n < whole) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		int64_t       left = until - tick_us() / 1000;
		char          piece[4096];
		ssize_t       n;

		if (left <= 0 || poll(&p, 1, (int)left) <= 0)
			break;
		n = recv(fd, piece, sizeof(piece), MSG_PEEK);
		if (n <= 0)
			break;
		buf_put(&b, piece, (size_t)n);
		whole = length_promised(buf_view(&b));
		if (whole >= 0 && (int64_t)b.n > whole) {
			n -= (int64_t)b.n - whole;
			b.n = (size_t)whole;
		}
		if (n > 0 && recv(fd, piece, (size_t)n, 0) != n)
			break;
	}
	return buf_view(&b);
}

__attribute__((unused))
static int status_of(struct str answer)
{
	int64_t v = 0;

	if (!str_starts(answer, S("HTTP/1.1 ")) || !str_number(str_part(answer, 9, 3), 999, &v))
		return 0;
	return (int)v;
}

/* One request on a connection of its own. */
__attribute__((unused))
static struct str ask(const struct testing *t, struct str request)
{
	int        fd = dial(t);
	struct str answer = S("");

	if (fd >= 0 && tell(fd, request))
		answer = hear(t->arena, fd, 15000);
	if (fd >= 0)
		close(fd);
	return answer;
}

__attribute__((unused))
static struct str get(const struct testing *t, const char *path, const char *headers)
{
	return ask(t, str_join(t->arena, S("GET "), str_of(path), S(" HTTP/1.1\r\nHost: t.test\r\n"),
	                       str_of(headers), S("\r\n"), STR_NONE));
}

__attribute__((unused))
static struct str post(const struct testing *t, const char *path, const char *headers,
                       struct str body)
{
	return ask(t, str_join(t->arena, S("POST "), str_of(path), S(" HTTP/1.1\r\nHost: t.test\r\n"
	        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "),
	        str_int(t->arena, (int64_t)body.n), S("\r\n"), str_of(headers), S("\r\n"), body, STR_NONE));
}

__attribute__((unused))
static bool has(struct str text, const char *part)
{
	size_t at;

	return str_find(text, str_of(part), &at);
}

/* What stands between two marks; "" when they are not there. */
__attribute__((unused))
static struct str between(struct str text, const char *from, const char *to)
{
	size_t at, end;

	if (!str_find(text, str_of(from), &at))
		return S("");
	text = str_part(text, at + strlen(from), text.n);
	return str_find(text, str_of(to), &end) ? str_part(text, 0, end) : S("");
}

#endif
