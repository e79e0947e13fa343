#include "base/html.h"

#include "base/tap.h"

static struct arena *a;

static void html_path(struct buf *b, struct str s)
{
	html_url(b, s, true);
}

static void html_part(struct buf *b, struct str s)
{
	html_url(b, s, false);
}

static const struct row {
	void (*write)(struct buf *, struct str);
	const char *in, *out;
} rows[] = {
	{ html_text, "", "" },
	{ html_text, "plain", "plain" },
	{ html_text, "<b class='x' id=\"y\">&amp;",
	  "&lt;b class=&#39;x&#39; id=&quot;y&quot;&gt;&amp;amp;" },
	{ html_text, "0123456<", "0123456&lt;" },
	{ html_text, "01234567<", "01234567&lt;" },
	{ html_text, "<01234567", "&lt;01234567" },
	{ html_text, "\xE9\xBE\x99\xE9\x99\xB5<\xE5\x8E\xBF",
	  "\xE9\xBE\x99\xE9\x99\xB5&lt;\xE5\x8E\xBF" },
	{ html_text, "&&&&&&&&&", "&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;" },
	{ html_path, "/a b/\xE9\xBE\x99?x=1&y#z", "/a%20b/%E9%BE%99%3Fx%3D1%26y%23z" },
	{ html_part, "/a", "%2Fa" },
	{ html_part, "azAZ09-._~", "azAZ09-._~" },
	{ html_part, "`{@[/:!*'()+\"<>%\x7F",
	  "%60%7B%40%5B%2F%3A%21%2A%27%28%29%2B%22%3C%3E%25%7F" },
	{ html_part, "", "" },
	{ json_str, NULL, "null" },
	{ json_str, "", "\"\"" },
	{ json_str, "a\"b\\c/d", "\"a\\\"b\\\\c/d\"" },
	{ json_str, "\n\r\t\b\x01\x1F\x7F", "\"\\n\\r\\t\\u0008\\u0001\\u001f\\u007f\"" },
	{ json_str, "</script>&", "\"\\u003c/script\\u003e\\u0026\"" },
	{ json_str, "\xE2\x80\xA8\xE2\x80\xA9", "\"\\u2028\\u2029\"" },
	{ json_str, "\xE2\x80\x9C\xE2\x80\xAA\xE2\x82\xAC",
	  "\"\xE2\x80\x9C\xE2\x80\xAA\xE2\x82\xAC\"" },
	{ json_str, "\xE2\x80", "\"\xE2\x80\"" },
	{ csv_cell, NULL, "" },
	{ csv_cell, "plain", "plain" },
	{ csv_cell, "a,b", "\"a,b\"" },
	{ csv_cell, "a \"b\"", "\"a \"\"b\"\"\"" },
	{ csv_cell, "a\nb", "\"a\nb\"" },
	{ csv_cell, "=1+1", "'=1+1" },
	{ csv_cell, "+86", "'+86" },
	{ csv_cell, "-1", "'-1" },
	{ csv_cell, "@x", "'@x" },
	{ csv_cell, "\t=1", "'\t=1" },
	{ csv_cell, "\r=1", "\"'\r=1\"" },
	{ csv_cell, "\n=1", "\"'\n=1\"" },
	{ csv_cell, "=A1,\"x\"", "\"'=A1,\"\"x\"\"\"" },
	{ csv_cell, "\xEF\xBC\x9D" "1", "'\xEF\xBC\x9D" "1" },
	{ csv_cell, "\xEF\xBC\x8C" "1", "\xEF\xBC\x8C" "1" },
	{ csv_cell, "1=1", "1=1" },
};

int main(void)
{
	struct buf b;

	a = arena_new(4096);
	buf_init(&b, a, 4096);
	for (size_t i = 0; i < COUNT(rows); i++) {
		buf_reset(&b);
		rows[i].write(&b, str_of(rows[i].in));
		if (!tap_ok(str_eq(buf_view(&b), str_of(rows[i].out)), "row %zu", i))
			printf("#   got %.*s\n", (int)b.n, b.p ? b.p : "");
	}
	for (int c = 0; c < 256; c++) {
		char       one[9] = "12345678";
		bool       unreserved;
		struct str s = { one, 9 };

		one[8] = (char)c;
		unreserved = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
		             (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_' || c == '~';
		buf_reset(&b);
		html_url(&b, s, false);
		if (b.n != (unreserved ? 9 : 11))
			tap_ok(false, "URL byte %d", c);
		buf_reset(&b);
		html_text(&b, s);
		if ((b.n == 9) != (c != '&' && c != '<' && c != '>' && c != '"' && c != '\''))
			tap_ok(false, "text byte %d", c);
	}
	buf_init(&b, a, 10);
	html_text(&b, S("123456789<"));
	tap_ok(b.full, "an escape does not pass the limit");
	arena_free(a);
	return tap_done();
}
