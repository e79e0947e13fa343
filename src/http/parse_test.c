/* Bytes of a request into text: tables of what comes in and what is made of it. */
#include "http/parse.h"

#include "base/tap.h"
#include "base/text.h"

static void paths_test(struct arena *a)
{
	static const struct {
		const char *raw, *want;         /* NULL: refused */
	} rows[] = {
		{ "/", "/" },
		{ "/cases", "/cases" },
		{ "/%E4%B8%89", "/三" },
		{ "/a%20b", "/a b" },
		{ "/a+b", "/a+b" },
		{ "/a;x=1", "/a;x=1" },
		{ "//a", "//a" },
		{ "", NULL },
		{ "a", NULL },
		{ "/%00", NULL },
		{ "/%2e%2e/a", NULL },
		{ "/a/..", NULL },
		{ "/./a", NULL },
		{ "/..a", "/..a" },
		{ "/a%2Fb", NULL },
		{ "/a%2fb", NULL },
		{ "/a%5cb", NULL },
		{ "/%c0%ae", NULL },
		{ "/%ff", NULL },
		{ "/%0d%0a", NULL },
		{ "/%", NULL },
		{ "/%4", NULL },
		{ "/%zz", NULL },
		{ "/%E2%80%AE", NULL },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str got = STR_NONE;
		bool       good = path_decode(a, str_of(rows[i].raw), &got);

		tap_ok(good == (rows[i].want != NULL) &&
		               (!good || str_eq(got, str_of(rows[i].want))),
		       "path %s", rows[i].raw);
	}
}

static void forms_test(struct arena *a)
{
	struct pair *p;
	struct buf   b;
	size_t       n;

	tap_ok(!form_parse(a, S(""), 4, &p, &n) && n == 0, "an empty body has no fields");
	tap_ok(!form_parse(a, S("a=1&b=%E4%B8%89+x&c&=d&&e=%zz%4"), 10, &p, &n) && n == 5,
	       "five fields");
	tap_ok(str_eq(p[1].value, S("三 x")) && str_eq(p[2].value, S("")) && p[3].name.n == 0,
	       "decoded");
	tap_ok(str_eq(p[4].value, S("%zz%4")), "a percent that escapes nothing stands for itself");
	tap_ok(!form_parse(a, S("a=%ff"), 4, &p, &n) && p[0].value.n == 1 &&
	               !utf8_valid(p[0].value),
	       "a value keeps its wrong bytes, to be named");
	tap_ok(!form_parse(a, S("%ff=a"), 4, &p, &n) && utf8_valid(p[0].name), "a name does not");
	buf_init(&b, a, 4096);
	for (int i = 0; i < 257; i++)
		buf_lit(&b, "a=&");
	tap_ok(form_parse(a, buf_view(&b), FORM_PAIRS, &p, &n) == ERR_TOO_LARGE,
	       "257 fields are too many");
	tap_ok(str_eq(text_edge(a, S(" a\xff"
	                             "b\x01\r\nc ")),
	              S("a\xEF\xBF\xBD"
	                "b\nc")),
	       "the edge mends text");
	tap_ok(text_edge(a, STR_NONE).p == NULL && text_edge(a, S("")).p != NULL,
	       "absent is not empty");
}

static void headers_test(void)
{
	static const struct {
		const char *header;
		enum lang   want;
	} rows[] = {
		{ "", LANG_ZH },
		{ "zh-CN,zh;q=0.9,en;q=0.8", LANG_ZH },
		{ "en-US,en;q=0.9,zh;q=0.8", LANG_EN },
		{ "fr,de;q=0.9", LANG_ZH },
		{ "fr,en;q=0.1", LANG_EN },
		{ "en;q=0,zh;q=0.1", LANG_ZH },
		{ "en;q=0.500,zh-Hant;q=0.501", LANG_ZH },
		{ "english", LANG_ZH },
		{ "EN", LANG_EN },
		{ "en;q=2", LANG_ZH },
		{ "en;q=1.000", LANG_EN },
		{ ";;;,,,", LANG_ZH },
		{ "en;q=", LANG_EN },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tap_ok(language_of(str_of(rows[i].header)) == rows[i].want, "language of \"%s\"",
		       rows[i].header);
	tap_ok(accept_names(S("text/html, application/json;q=0.5"), S("application/json")),
	       "a type is named");
	tap_ok(!accept_names(S("*/*"), S("application/json")), "a wildcard names nothing");
	tap_ok(!accept_names(S("br;q=0, gzip"), S("br")), "weight 0 refuses");
	tap_ok(str_eq(cookie_find(S("a=1; sid=x=y; b=2"), S("sid")), S("x=y")), "a cookie");
	tap_ok(!cookie_find(S("xsid=1; sidx=2; sid"), S("sid")).p, "only by its whole name");
	tap_ok(str_eq(cookie_find(S("sid=1; sid=2"), S("sid")), S("1")), "the first of two");
}

int main(void)
{
	struct arena *a = arena_new(4096);

	paths_test(a);
	forms_test(a);
	headers_test();
	arena_free(a);
	return tap_done();
}
