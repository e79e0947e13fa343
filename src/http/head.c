#include "http/head.h"

/* RFC 9110, 5.6.2. */
static bool token_valid(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      (c && strchr("!#$%&'*+-.^_`|~", c))))
			return false;
	}
	return s.n > 0;
}

/* No control character but tab; bytes over 0x7f are taken as they are. */
static bool value_valid(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

/* Host: letters, digits, '.', '-', a port, or an address in brackets. */
static bool host_valid(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      (c && strchr(".-_:[]", c))))
			return false;
	}
	return s.n > 0 && s.n < 256;
}

static int uri_check(struct str uri)
{
	size_t at;

	if (uri.n > HEAD_URI)
		return 414;
	if (uri.n == 0 || uri.p[0] != '/')
		return 400;
	for (size_t i = 0; i < uri.n; i++)
		if ((unsigned char)uri.p[i] <= 0x20 || (unsigned char)uri.p[i] == 0x7f ||
		    uri.p[i] == '#')
			return 400;
	if (str_find(uri, S("%00"), &at))
		return 400;
	/* Dots that climb: refused in the path, plain text in a query. */
	if (!str_find(uri, S("?"), &at))
		at = uri.n;
	uri.n = at;
	return str_find(uri, S("/../"), &at) || str_ends(uri, S("/..")) ? 400 : 0;
}

static int length_check(struct str value)
{
	int64_t n;

	return str_number(value, INT64_MAX, &n) ? 0 : 400;
}

/*
 * A line without a colon reaches us from nginx as a header that says nothing,
 * so saying nothing is left to those that browsers and relays may leave empty.
 */
static bool may_be_empty(struct str name)
{
	static const char *const names[] = {
		"Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control",
		"Content-Type", "Cookie", "DNT", "From", "If-Modified-Since", "If-None-Match", "Origin",
		"Pragma", "Referer", "User-Agent", "Via", "X-Forwarded-For", "X-Requested-With",
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (str_eq_nocase(name, str_of(names[i])))
			return true;
	return false;
}

/* What a single header says on its own; counts those that may come once. */
static int header_check(struct pair h, int *hosts, int *lengths, int *encodings)
{
	if (!token_valid(h.name) || !value_valid(h.value) || (h.value.n == 0 && !may_be_empty(h.name)))
		return 400;
	if (str_eq_nocase(h.name, S("Host"))) {
		(*hosts)++;
		return host_valid(h.value) ? 0 : 400;
	}
	if (str_eq_nocase(h.name, S("Content-Length"))) {
		(*lengths)++;
		return length_check(h.value);
	}
	if (str_eq_nocase(h.name, S("Transfer-Encoding")))
		(*encodings)++;
	/*
	 * libmicrohttpd would wait for a body that this client holds back for a word we never send.
	 */
	if (str_eq_nocase(h.name, S("Expect")) && !str_eq_nocase(h.value, S("100-continue")))
		return 417;
	return 0;
}

int head_check(const struct head *h)
{
	int  hosts = 0, lengths = 0, encodings = 0, status;
	bool old = str_eq(h->version, S("HTTP/1.0"));

	if (!token_valid(h->method) || h->method.n > 16)
		return 400;
	if (!old && !str_eq(h->version, S("HTTP/1.1")))
		return 505;
	if (h->too_many)
		return 431;
	if ((status = uri_check(h->uri)))
		return status;
	for (size_t i = 0; i < h->n; i++)
		if ((status = header_check(h->headers[i], &hosts, &lengths, &encodings)))
			return status;
	if (hosts > 1 || (hosts == 0 && !old) || lengths > 1)
		return 400;
	if (encodings) {
		/*
		 * Every body we take is a form of known length, so chunks are never
		 * needed here, and without them two parsers have one thing less to
		 * disagree about. A well-formed one is told what to send instead.
		 */
		bool chunked = str_eq_nocase(head_find(h->headers, h->n, S("Transfer-Encoding")),
		                             S("chunked"));

		return encodings == 1 && chunked && !lengths && !old ? 411 : 400;
	}
	if (!str_eq(h->method, S("POST")) && lengths && head_length(h) > 0)
		return 400;
	if (str_eq(h->method, S("POST")) && !lengths)
		return 411;
	return 0;
}

int64_t head_length(const struct head *h)
{
	int64_t n = 0;

	/* head_check() has seen that it is a number; an absent header leaves 0. */
	if (!str_number(head_find(h->headers, h->n, S("Content-Length")), INT64_MAX, &n))
		return 0;
	return n;
}

struct str head_find(const struct pair *headers, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(headers[i].name, name))
			return headers[i].value;
	return STR_NONE;
}
