#include "base/html.h"

#include "base/banned.h"

enum mark {
	TEXT = 1,        /* & < > " ' */
	JSON = 2,        /* " \ < > &, controls, and the first byte of U+2028 and U+2029 */
	PLAIN = 4,       /* RFC 3986 unreserved: all that a URL shows as it is */
	CELL = 8         /* what makes a CSV cell need quotes */
};

#define P4(c)  [(c)] = PLAIN, [(c) + 1] = PLAIN, [(c) + 2] = PLAIN, [(c) + 3] = PLAIN
#define P8(c)  P4(c), P4((c) + 4)
#define P26(c) P8(c), P8((c) + 8), P8((c) + 16), [(c) + 24] = PLAIN, [(c) + 25] = PLAIN
#define J4(c)  [(c)] = JSON, [(c) + 1] = JSON, [(c) + 2] = JSON, [(c) + 3] = JSON

static const unsigned char marks[256] = {
	J4(0), J4(4), [8] = JSON, ['\t'] = JSON, ['\n'] = JSON | CELL, [11] = JSON, [12] = JSON,
	['\r'] = JSON | CELL, [14] = JSON, [15] = JSON, J4(16), J4(20), J4(24), J4(28),
	[127] = JSON, [0xE2] = JSON, ['\\'] = JSON,
	['&'] = TEXT | JSON, ['<'] = TEXT | JSON, ['>'] = TEXT | JSON,
	['"'] = TEXT | JSON | CELL, ['\''] = TEXT, [','] = CELL,
	P8('0'), ['8'] = PLAIN, ['9'] = PLAIN, P26('A'), P26('a'),
	['-'] = PLAIN, ['.'] = PLAIN, ['_'] = PLAIN, ['~'] = PLAIN,
};

/* The first byte from at that carries the mark, or n. Eight at a time: most text has none. */
static size_t run_end(const unsigned char *p, size_t at, size_t n, unsigned mark)
{
	while (n - at >= 8) {
		const unsigned char *q = p + at;
		unsigned any = marks[q[0]] | marks[q[1]] | marks[q[2]] | marks[q[3]] |
		               marks[q[4]] | marks[q[5]] | marks[q[6]] | marks[q[7]];

		if (any & mark)
			break;
		at += 8;
	}
	while (at < n && !(marks[p[at]] & mark))
		at++;
	return at;
}

void html_text(struct buf *b, struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t               at = 0;

	while (at < s.n) {
		size_t end = run_end(p, at, s.n, TEXT);

		buf_put(b, s.p + at, end - at);
		if (end == s.n)
			return;
		switch (s.p[end]) {
		case '&':  buf_lit(b, "&amp;");  break;
		case '<':  buf_lit(b, "&lt;");   break;
		case '>':  buf_lit(b, "&gt;");   break;
		case '"':  buf_lit(b, "&quot;"); break;
		default:   buf_lit(b, "&#39;");  break;
		}
		at = end + 1;
	}
}

void html_url(struct buf *b, struct str s, bool slash)
{
	static const char    digits[] = "0123456789ABCDEF";
	const unsigned char *p = (const unsigned char *)s.p;

	for (size_t i = 0; i < s.n; i++) {
		size_t start = i;

		while (i < s.n && ((marks[p[i]] & PLAIN) || (slash && p[i] == '/')))
			i++;
		buf_put(b, s.p + start, i - start);
		if (i < s.n) {
			char code[3] = { '%', digits[p[i] >> 4], digits[p[i] & 15] };

			buf_put(b, code, 3);
		}
	}
}

/* Writes what stands at p and gives its length in the source. */
static size_t json_escape(struct buf *b, const unsigned char *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	char              code[6] = { '\\', 'u', '0', '0', 0, 0 };

	switch (*p) {
	case '"':  buf_lit(b, "\\\""); return 1;
	case '\\': buf_lit(b, "\\\\"); return 1;
	case '\n': buf_lit(b, "\\n");  return 1;
	case '\r': buf_lit(b, "\\r");  return 1;
	case '\t': buf_lit(b, "\\t");  return 1;
	case 0xE2:
		if (n < 3 || p[1] != 0x80 || (p[2] & 0xFE) != 0xA8) {
			buf_char(b, (char)*p);
			return 1;
		}
		if (p[2] == 0xA8)
			buf_lit(b, "\\u2028");
		else
			buf_lit(b, "\\u2029");
		return 3;
	default:
		code[4] = digits[*p >> 4];
		code[5] = digits[*p & 15];
		buf_put(b, code, sizeof(code));
		return 1;
	}
}

void json_str(struct buf *b, struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t               at = 0;

	if (!s.p) {
		buf_lit(b, "null");
		return;
	}
	buf_char(b, '"');
	while (at < s.n) {
		size_t end = run_end(p, at, s.n, JSON);

		buf_put(b, s.p + at, end - at);
		if (end < s.n)
			end += json_escape(b, p + end, s.n - end);
		at = end;
	}
	buf_char(b, '"');
}

/* What a sheet would run as a formula; it takes the full-width signs for the plain ones. */
static bool cell_is_active(struct str s)
{
	static const struct str heads[] = {
		{ "\xEF\xBC\x9D", 3 }, { "\xEF\xBC\x8B", 3 },
		{ "\xEF\xBC\x8D", 3 }, { "\xEF\xBC\xA0", 3 },
	};

	if (s.n == 0)
		return false;
	if (memchr("=+-@\t\r\n", s.p[0], 7))
		return true;
	for (size_t i = 0; i < COUNT(heads); i++)
		if (str_starts(s, heads[i]))
			return true;
	return false;
}

void csv_cell(struct buf *b, struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	bool                 active = cell_is_active(s);
	bool                 quoted = run_end(p, 0, s.n, CELL) < s.n;
	size_t               at = 0;

	if (quoted)
		buf_char(b, '"');
	if (active)
		buf_char(b, '\'');
	while (at < s.n) {
		const char *quote = memchr(s.p + at, '"', s.n - at);
		size_t      end = quote ? (size_t)(quote - s.p) + 1 : s.n;

		buf_put(b, s.p + at, end - at);
		if (quote)
			buf_char(b, '"');
		at = end;
	}
	if (quoted)
		buf_char(b, '"');
}
