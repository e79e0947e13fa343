/* The header check, where sockets cannot reach: sizes and bytes the library would hide. */
#include "http/head.h"

#include "base/tap.h"

#define P(n, v) { { n, sizeof(n) - 1 }, { v, sizeof(v) - 1 } }

struct row {
	const char *what, *method, *uri, *version;
	int         want;
	struct pair headers[4];
	size_t      n;
};

static const struct row rows[] = {
	{ "a good request", "GET", "/", "HTTP/1.1", 0, { P("Host", "a.test:80") }, 1 },
	{ "a good form", "POST", "/", "HTTP/1.1", 0, { P("Host", "[::1]"), P("Content-Length", "3") }, 2 },
	{ "HTTP/1.0 may lack a host", "GET", "/", "HTTP/1.0", 0, { P("A", "b") }, 1 },
	{ "NUL in a value", "GET", "/", "HTTP/1.1", 400, { P("Host", "a"), P("X", "a\0b") }, 2 },
	{ "NUL in a name", "GET", "/", "HTTP/1.1", 400, { P("Host", "a"), P("X\0", "a") }, 2 },
	{ "DEL in a value", "GET", "/", "HTTP/1.1", 400, { P("Host", "a"), P("X", "\x7f") }, 2 },
	{ "an empty name", "GET", "/", "HTTP/1.1", 400, { P("Host", "a"), P("", "a") }, 2 },
	{ "a header that says nothing", "GET", "/", "HTTP/1.1", 400, { P("Host", "a"), P("nothing", "") }, 2 },
	{ "no language, no cookie", "GET", "/", "HTTP/1.1", 0, { P("Host", "a"), P("accept-language", ""), P("Cookie", "") }, 3 },
	{ "an empty host", "GET", "/", "HTTP/1.1", 400, { P("Host", "") }, 1 },
	{ "a host with a path", "GET", "/", "HTTP/1.1", 400, { P("Host", "a/b") }, 1 },
	{ "a host with a user", "GET", "/", "HTTP/1.1", 400, { P("Host", "u@a") }, 1 },
	{ "host in both cases", "GET", "/", "HTTP/1.1", 400, { P("Host", "a"), P("hOST", "a") }, 2 },
	{ "an empty length", "POST", "/", "HTTP/1.1", 400, { P("Host", "a"), P("Content-Length", "") }, 2 },
	{ "an empty encoding", "POST", "/", "HTTP/1.1", 400, { P("Host", "a"), P("Transfer-Encoding", "") }, 2 },
	{ "chunks on GET", "GET", "/", "HTTP/1.1", 411, { P("Host", "a"), P("Transfer-Encoding", "chunked") }, 2 },
	{ "an odd expectation", "POST", "/", "HTTP/1.1", 417, { P("Host", "a"), P("Expect", "200-ok"), P("Content-Length", "1") }, 3 },
	{ "a length of 0 on GET", "GET", "/", "HTTP/1.1", 0, { P("Host", "a"), P("Content-Length", "0") }, 2 },
	{ "a fragment", "GET", "/#a", "HTTP/1.1", 400, { P("Host", "a") }, 1 },
	{ "a blank in the address", "GET", "/a b", "HTTP/1.1", 400, { P("Host", "a") }, 1 },
	{ "an asterisk", "OPTIONS", "*", "HTTP/1.1", 400, { P("Host", "a") }, 1 },
	{ "dots in a query are text", "GET", "/?a=/../b", "HTTP/1.1", 0, { P("Host", "a") }, 1 },
	{ "a lower-case version", "GET", "/", "http/1.1", 505, { P("Host", "a") }, 1 },
	{ "an empty method", "", "/", "HTTP/1.1", 400, { P("Host", "a") }, 1 },
	{ "a long method", "ABCDEFGHIJKLMNOPQ", "/", "HTTP/1.1", 400, { P("Host", "a") }, 1 },
};

int main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct head h = { str_of(rows[i].method), str_of(rows[i].uri), str_of(rows[i].version),
		                  rows[i].headers, rows[i].n, false };
		int         got = head_check(&h);

		tap_ok(got == rows[i].want, "%s is %d", rows[i].what, got);
	}
	return tap_done();
}
