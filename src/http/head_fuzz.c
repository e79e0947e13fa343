/*
 * The header check: whatever passes is a request that any two parsers read
 * alike. The input is a request line and lines of "name:value", ended by LF.
 */
#include <stdint.h>

#include "http/head.h"

static void promise(bool kept)
{
	if (!kept)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str  rest = { (const char *)data, size }, line = S(""), uri = S(""), method = S("");
	struct pair headers[HEAD_HEADERS];
	struct head h = { .headers = headers };
	size_t      hosts = 0, at;

	str_next(&rest, '\n', &line);
	str_next(&line, ' ', &method);
	str_next(&line, ' ', &uri);
	h.method = method;
	h.uri = uri;
	h.version = line;
	while (h.n < HEAD_HEADERS && str_next(&rest, '\n', &line)) {
		if (!str_find(line, S(":"), &at))
			at = line.n;
		headers[h.n++] =
		        (struct pair){ str_part(line, 0, at), str_part(line, at + 1, line.n) };
	}
	if (head_check(&h))
		return 0;
	promise(uri.n && uri.n <= HEAD_URI && uri.p[0] == '/' && !str_find(uri, S("%00"), &at));
	promise(!head_find(headers, h.n, S("Transfer-Encoding")).p);
	for (size_t i = 0; i < h.n; i++) {
		hosts += str_eq_nocase(headers[i].name, S("host"));
		promise(headers[i].name.n && !memchr(headers[i].name.p, ' ', headers[i].name.n));
		promise(!headers[i].value.n ||
		        (!memchr(headers[i].value.p, 0, headers[i].value.n) &&
		         !memchr(headers[i].value.p, '\r', headers[i].value.n)));
	}
	promise(hosts == 1 || (hosts == 0 && str_eq(h.version, S("HTTP/1.0"))));
	promise(head_length(&h) >= 0 && (str_eq(method, S("POST")) || head_length(&h) == 0));
	return 0;
}
