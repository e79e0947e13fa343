/*
 * Whatever goes in, what is written decodes once to just that, and holds none
 * of the characters that could end the place where it stands.
 */
#include <stdlib.h>

#include "base/html.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void html_decode(struct buf *b, struct str s)
{
	static const struct { struct str from; char to; } names[] = {
		{ { "&amp;", 5 }, '&' }, { { "&lt;", 4 }, '<' }, { { "&gt;", 4 }, '>' },
		{ { "&quot;", 6 }, '"' }, { { "&#39;", 5 }, '\'' },
	};

	while (s.n) {
		size_t i = 0;

		if (memchr("<>\"'", s.p[0], 4))
			abort();
		if (s.p[0] != '&') {
			buf_char(b, s.p[0]);
			s = str_part(s, 1, s.n);
			continue;
		}
		while (i < COUNT(names) && !str_starts(s, names[i].from))
			i++;
		if (i == COUNT(names))
			abort();
		buf_char(b, names[i].to);
		s = str_part(s, names[i].from.n, s.n);
	}
}

static unsigned hex(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A' + 10);
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a' + 10);
	abort();
}

static void url_decode(struct buf *b, struct str s, bool slash)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '%') {
			if (s.n - i < 3)
				abort();
			buf_char(b, (char)(hex(s.p[i + 1]) << 4 | hex(s.p[i + 2])));
			i += 2;
			continue;
		}
		if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') &&
		    !memchr("-._~", c, 4) && !(slash && c == '/'))
			abort();
		buf_char(b, c);
	}
}

static void json_decode(struct buf *b, struct str s)
{
	static const char from[] = "\"\\nrt", to[] = "\"\\\n\r\t";

	if (s.n < 2 || s.p[0] != '"' || s.p[s.n - 1] != '"')
		abort();
	for (size_t i = 1; i + 1 < s.n; i++) {
		const char *at;

		if ((unsigned char)s.p[i] < 0x20 || memchr("\"<>&\x7F", s.p[i], 5))
			abort();
		if (s.p[i] != '\\') {
			buf_char(b, s.p[i]);
			continue;
		}
		if (++i + 1 >= s.n)
			abort();
		if (s.p[i] == 'u') {
			if (s.n - i < 6)
				abort();
			buf_utf8(b, hex(s.p[i + 1]) << 12 | hex(s.p[i + 2]) << 8 |
			            hex(s.p[i + 3]) << 4 | hex(s.p[i + 4]));
			i += 4;
		} else if ((at = memchr(from, s.p[i], sizeof(from) - 1))) {
			buf_char(b, to[at - from]);
		} else {
			abort();
		}
	}
}

static void csv_decode(struct buf *b, struct str s)
{
	bool quoted = s.n && s.p[0] == '"';

	if (quoted && (s.n < 2 || s.p[s.n - 1] != '"'))
		abort();
	if (quoted)
		s = str_part(s, 1, s.n - 2);
	for (size_t i = 0; i < s.n; i++) {
		if (!quoted && memchr(",\"\r\n", s.p[i], 4))
			abort();
		if (s.p[i] == '"' && (i + 1 == s.n || s.p[++i] != '"'))
			abort();
		buf_char(b, s.p[i]);
	}
	if (b->n && memchr("=+-@\t\r\n", b->p[0], 7))
		abort();
}

/* back holds what was decoded; a sheet's apostrophe may stand before it. */
static void same(const struct buf *back, struct str s)
{
	if (back->full || !str_eq(buf_view(back), s))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(4096);
	struct str    s = { (const char *)data, size };
	struct buf    out, back;

	buf_init(&out, a, 8 * size + 16);
	buf_init(&back, a, size + 16);
	html_text(&out, s);
	html_decode(&back, buf_view(&out));
	same(&back, s);
	for (int slash = 0; slash < 2; slash++) {
		buf_reset(&out);
		buf_reset(&back);
		html_url(&out, s, slash);
		url_decode(&back, buf_view(&out), slash);
		same(&back, s);
	}
	buf_reset(&out);
	buf_reset(&back);
	json_str(&out, s);
	json_decode(&back, buf_view(&out));
	same(&back, s);
	if (utf8_valid(s) != utf8_valid(buf_view(&out)))
		abort();
	if (str_find(buf_view(&out), S("\xE2\x80\xA8"), &size))
		abort();
	buf_reset(&out);
	buf_reset(&back);
	csv_cell(&out, s);
	csv_decode(&back, buf_view(&out));
	if (!str_eq(buf_view(&back), s) &&
	    !str_eq(buf_view(&back), str_join(a, S("'"), s, STR_NONE)))
		abort();
	if (out.full)
		abort();
	arena_free(a);
	return 0;
}
