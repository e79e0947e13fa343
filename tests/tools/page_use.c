/*
 * Runs the code that mktpl, mkmsg and embed make from good/, with values that
 * try to leave their place, and compares the HTML byte by byte.
 */
#include "cases/list.t.h"

#include "assets.h"
#include "base/tap.h"

void put_text_str(struct page *p, struct str s) { html_text(p->out, s); }
void put_text_int(struct page *p, int64_t n) { buf_int(p->out, n); }
void put_text_z(struct page *p, const char *z) { html_text(p->out, str_of(z)); }
void put_text_html(struct page *p, struct html h) { buf_str(p->out, h.s); }
void put_attr_str(struct page *p, struct str s) { html_text(p->out, s); }
void put_attr_int(struct page *p, int64_t n) { buf_int(p->out, n); }
void put_attr_z(struct page *p, const char *z) { html_text(p->out, str_of(z)); }
void put_url_str(struct page *p, struct str s) { html_url(p->out, s, true); }
void put_url_int(struct page *p, int64_t n) { buf_int(p->out, n); }
void put_url_z(struct page *p, const char *z) { html_url(p->out, str_of(z), true); }

struct str page_asset(const struct page *p, const char *name)
{
	(void)p;
	return str_of(asset_url(name) + 1);
}

struct str page_msg(const struct page *p, enum msg m)
{
	return (struct str){ msg_catalogs[p->lang][m].one, msg_catalogs[p->lang][m].n_one };
}

#define TOP "<!doctype html>\n<link rel=\"stylesheet\" href=\"/static/app.HASH.css\">" \
	"<script src=\"/static/app.HASH.js\"></script>\n"
#define BOTTOM(words) "<textarea>\n" words "</textarea>\n<pre>\n  kept   \n    -3</pre>\n" \
	"第-3件\n<i>}}</i>\n0\n"

/* The page with the eight digits of each hash replaced by HASH. */
static struct str without_hashes(struct arena *a, struct str s)
{
	struct buf out;

	buf_init(&out, a, 10000);
	for (size_t i = 0; i < s.n; i++) {
		buf_char(&out, s.p[i]);
		if (i >= 10 && memcmp(s.p + i - 10, "static/app.", 11) == 0) {
			buf_z(&out, "HASH");
			i += 8;
		}
	}
	return buf_view(&out);
}

static void page_is(struct arena *a, const struct page *p, struct str want, const char *name)
{
	struct str got = without_hashes(a, buf_view(p->out));

	if (!tap_ok(str_eq(got, want), "%s", name))
		printf("# got:\n%.*s\n# want:\n%.*s\n", (int)got.n, got.p, (int)want.n, want.p);
	buf_reset(p->out);
}

static void test_pages(struct arena *a)
{
	static const struct row rows[] = { { { "a\"><b>'&", 8 } }, { { "..//?#%\n", 8 } } };
	struct buf  out;
	struct page p = { .out = &out, .catalogs = msg_catalogs, .lang = LANG_ZH };

	buf_init(&out, a, 10000);
	list_html(&p, rows, 0, false);
	page_is(a, &p,
	        S(TOP "<p>没有“意见”\?\?! What\?\?!</p>\n" BOTTOM("a&quot;&gt;&lt;b&gt;&#39;&amp;")),
	        "an empty list in Chinese");
	p.lang = LANG_EN;
	list_html(&p, rows, 0, false);
	page_is(a, &p, S(TOP "<p>No &quot;opinions&quot;\n What\?\?!</p>\n"
	                 BOTTOM("a&quot;&gt;&lt;b&gt;&#39;&amp;")), "and in English");
	list_html(&p, rows, 101, false);
	page_is(a, &p, S(TOP "<p>101</p>\n" BOTTOM("a&quot;&gt;&lt;b&gt;&#39;&amp;")), "elif");
	list_html(&p, rows, 2, true);
	page_is(a, &p, S(TOP "<ol class=\"a\n b\n\">\n"
	                 "<li  hidden title=\"a&quot;&gt;&lt;b&gt;&#39;&amp;\">"
	                 "<a href=\"/c/a%22%3E%3Cb%3E%27%26?n=0\">\na&quot;&gt;&lt;b&gt;&#39;&amp;\n</a></li>\n"
	                 "<li  hidden title=\"..//?#%\n\">"
	                 "<a href=\"/c/..//%3F%23%25%0A?n=1\">\n..//?#%\n\n</a></li>\n"
	                 "</ol>\n" BOTTOM("a&quot;&gt;&lt;b&gt;&#39;&amp;")), "values that try to leave");
	part_html(&p, S("\n\nx"), -3);
	page_is(a, &p, S(BOTTOM("\n\nx")), "a textarea keeps the first newline of its value");
	empty(&p);
	page_is(a, &p, S(""), "an empty page");
}

static void test_messages(void)
{
	const struct msg_text *en = msg_catalogs[LANG_EN], *zh = msg_catalogs[LANG_ZH];

	tap_ok(MSG_COUNT == 6 && strcmp(en[MSG_case_count].one, "One case") == 0 &&
	       strcmp(en[MSG_case_count].many, "{0} cases") == 0, "plural");
	tap_ok(zh[MSG_case_count].n_many == 6 && strcmp(zh[MSG_case_count].many, "{0}件") == 0,
	       "a form that is missing equals the other");
	tap_ok(rating_msgs[0] == MSG_NONE && rating_msgs[3] == MSG_rating_dissatisfied &&
	       en[0].n_one == 0,
	       "the messages of an enum");
}

static void test_assets(void)
{
	const struct asset *css = asset_find(str_of(asset_url("app.css")));
	const struct asset *js = asset_find(str_of(asset_url("app.js")));

	tap_ok(css && css->raw.n == 9 * 41 && memcmp(css->raw.p, "p { color", 9) == 0, "a file");
	tap_ok(css && css->br.n && css->gz.n && css->gz.n < css->raw.n &&
	       memcmp(css->gz.p, "\x1f\x8b", 2) == 0, "its compressed forms");
	tap_ok(js && !js->br.n && !js->gz.n && js->raw.n == 1,
	       "one that compressing would not shrink");
	tap_ok(css && strcmp(css->type, "text/css; charset=utf-8") == 0 && css->etag[0] == '"',
	       "its type");
	tap_ok(!asset_find(S("/static/app.css")) && !asset_find(S("")) && !asset_url("app.cs"),
	       "what is not there");
}

int main(void)
{
	struct arena *a = arena_new(65536);

	test_pages(a);
	test_messages();
	test_assets();
	arena_free(a);
	return tap_done();
}
