/* Words, dates, numbers, case numbers and the paths the layout sends people to. */
#include "web/layout.h"

#include "base/tap.h"

static struct page page_for(struct req *r, enum lang lang)
{
	r->lang = lang;
	return (struct page){ .out = r->out, .r = r, .catalogs = msg_catalogs, .lang = lang };
}

static bool same(struct str s, const char *want)
{
	bool ok = str_eq(s, str_of(want));

	if (!ok)
		printf("# got '%.*s', want '%s'\n", (int)s.n, s.p, want);
	return ok;
}

static void test_numbers(struct page *p)
{
	static const struct { int64_t n; const char *text; } rows[] = {
		{ 0, "0" }, { 7, "7" }, { 999, "999" }, { 1000, "1,000" }, { 1234567, "1,234,567" },
		{ -1000, "-1,000" }, { INT64_MAX, "9,223,372,036,854,775,807" },
		{ INT64_MIN, "-9,223,372,036,854,775,808" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tap_ok(same(page_num(p, rows[i].n), rows[i].text), "number %s", rows[i].text);
}

static void test_dates(struct req *r)
{
	struct page zh = page_for(r, LANG_ZH), en = page_for(r, LANG_EN);
	struct day  today = day_make(2026, 11, 22), next = day_make(2027, 3, 10);
	struct when nine = when_of(today, 9, 5);

	r->today = today;
	tap_ok(same(page_day(&zh, next), "2027年3月10日"), "a day in Chinese");
	tap_ok(same(page_day(&en, next), "10 Mar 2027"), "a day in English");
	tap_ok(same(page_day_week(&zh, day_make(2026, 12, 10)), "12月10日 星期四"),
	       "a day of the week, this year");
	tap_ok(same(page_day_week(&en, day_make(2026, 12, 10)), "Thu, 10 Dec"),
	       "the same in English");
	tap_ok(same(page_day_week(&zh, next), "2027年3月10日 星期三"), "another year is named");
	tap_ok(same(page_when(&zh, nine), "11月22日 9:05"), "a moment");
	tap_ok(same(page_when(&zh, when_of(today, 0, 0)), "11月22日 0:00"),
	       "midnight belongs to the day it begins");
	tap_ok(same(page_exact(&zh, nine), "2026-11-22T09:05:00+08:00"), "the exact value");
	tap_ok(same(page_days_left(&zh, (struct day){ today.n + 3 }), "3 天后到期"), "days left");
	tap_ok(same(page_days_left(&zh, today), "今天到期"), "due today");
	tap_ok(same(page_days_left(&zh, (struct day){ today.n - 2 }), "逾期 2 天"), "late");
	tap_ok(same(page_days_left(&en, (struct day){ today.n + 1 }), "due in 1 day"),
	       "one day in English");
	tap_ok(same(page_days_left(&en, (struct day){ today.n - 2 }), "2 days late"),
	       "two days in English");
	tap_ok(same(page_day(&zh, (struct day){ 0 }), "") &&
	               same(page_when(&zh, (struct when){ 0 }), "") &&
	               same(page_days_left(&zh, (struct day){ 0 }), "") &&
	               same(page_exact(&zh, (struct when){ 0 }), ""),
	       "no value shows nothing");
}

static void test_case_numbers(struct arena *a)
{
	static const struct { const char *typed; bool good; int64_t id; } rows[] = {
		{ "530524-26-000123",         true,  2600000123 },
		{ "53052426000123",           true,  2600000123 },
		{ " 530524 26 000123 ",       true,  2600000123 },
		{ "５３０５２４－２６－０００１２３", true, 2600000123 },
		{ "530524—26—000123",         true,  2600000123 },
		{ "530524-26-1000123",        true,  2601000123 },
		{ "530524-26-12345678",       true,  2612345678 },
		{ "530524-26-0000123",        false, 0 },
		{ "530524-26-123456789",      false, 0 },
		{ "530524-26-000000",         false, 0 },
		{ "000000-26-000123",         false, 0 },
		{ "530524-26-12345",          false, 0 },
		{ "530524-26-00012a",         false, 0 },
		{ "530524-2６-０００１２３x",   false, 0 },
		{ "",                         false, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		county_code county = { 0 };
		case_id     id = { 0 };
		bool        good = case_number_read(a, str_of(rows[i].typed), &county, &id);

		tap_ok(good == rows[i].good && id.v == rows[i].id, "case number '%s'",
		       rows[i].typed);
		if (good) {
			struct str text = case_number(a, county, id);

			tap_ok(case_number_read(a, text, &county, &id) && id.v == rows[i].id,
			       "  and back");
		}
	}
	tap_ok(same(case_number(a, (county_code){ 530524 }, (case_id){ 2600000123 }),
	            "530524-26-000123"),
	       "a number is written with hyphens");
	tap_ok(same(case_number(a, (county_code){ 0 }, (case_id){ 500000001 }), "000000-05-000001"),
	       "small parts keep their zeros");
}

static void test_forms(struct req *r)
{
	struct page       p = page_for(r, LANG_EN);
	const struct pair posted[] = { { S("kind"), S("2") },
		                       { S("kind"), S("5") },
		                       { S("words"), S(" <b> ") } };

	tap_ok(page_chosen(&p, "kind", S("2"), true) && !page_chosen(&p, "kind", S("2"), false),
	       "before anything was sent the given choice stands");
	r->posted = posted;
	r->n_posted = COUNT(posted);
	tap_ok(page_chosen(&p, "kind", S("5"), false) && !page_chosen(&p, "kind", S("9"), true),
	       "what was sent wins, also the second value of a name");
	tap_ok(same(page_typed(&p, "words", S("old")), "<b>") &&
	               same(page_typed(&p, "none", S("old")), "old") &&
	               same(page_typed(&p, "none", STR_NONE), ""),
	       "typed, given, nothing");
	tap_ok(same(page_describes(&p, "words", true), "words-h") &&
	               same(page_describes(&p, "words", false), ""),
	       "a right field is described by its help");
	r->faults[r->n_faults++] = (struct field_fault){ "words", MSG_fault_long, 2000 };
	tap_ok(same(page_fault(&p, "words"), "Too long: at most 2,000 characters"),
	       "a fault names its limit");
	tap_ok(same(page_fault(&p, "kind"), "") && !page_faulty(&p, "kind"),
	       "a right field has no fault");
	tap_ok(same(page_describes(&p, "words", true), "words-e words-h"),
	       "a wrong one by its fault too");
	r->n_faults = r->n_posted = 0;
}

static void test_words(struct req *r)
{
	struct page p = page_for(r, LANG_EN);

	tap_ok(same(page_msgf(&p, MSG_layout_title, (const struct str[]){ S("a{1}"), S("b") }, 2),
	            "a{1} · b"),
	       "a value that looks like a placeholder stays what it is");
	tap_ok(same(page_msgf(&p, MSG_layout_title, NULL, 0), " · "),
	       "a missing value shows nothing");
	tap_ok(same(page_msgn(&p, MSG_fault_one, 1), "1 thing to correct") &&
	       same(page_msgn(&p, MSG_fault_one, 2), "2 things to correct"), "plural by count");
}

static void test_back(struct req *r)
{
	static const struct { const char *path, *want;
	} rows[] = {
		{ "/s/abc?x=1&y=2", "/s/abc?x=1&y=2" },
		{ "/", "/" },
		{ "", "/" },
		{ "//evil.example", "/" },
		{ "/\\evil.example", "/" },
		{ "https://evil.example", "/" },
		{ "javascript:alert(1)", "/" },
		{ "/a\r\nSet-Cookie: x=1", "/" },
		{ "/a b", "/" },
		{ "/a\\b", "/" },
		{ "/村", "/%E6%9D%91" },
	};
	struct page p = page_for(r, LANG_EN);

	for (size_t i = 0; i < COUNT(rows); i++)
		tap_ok(same(layout_back(r, str_of(rows[i].path)), rows[i].want), "back to path %zu",
		       i);
	buf_reset(r->out);
	put_link(&p, S("/x?a=\"><script>&b"), S("<i>"), "btn", true);
	tap_ok(same(buf_view(r->out), "<a href=\"/x?a=&quot;&gt;&lt;script&gt;&amp;b\" "
	                              "class=\"btn\" aria-current=\"page\">&lt;i&gt;</a>"),
	       "a link escapes path and words");
	buf_reset(r->out);
	put_link(&p, S("javascript:alert(1)"), S("x"), "", false);
	tap_ok(same(buf_view(r->out), "<a href=\"/\">x</a>"),
	       "a foreign path becomes the first page");
}

/* Every word of every language is there: the tables that templates look into. */
static void test_labels(struct req *r)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct page  words = page_for(r, (enum lang)lang), *p = &words;
		bool         all = true;

		for (size_t i = 1; i < CASE_STATE_COUNT; i++)
			all = all && label(case_state, i).n > 0;
		for (size_t i = 1; i < CASE_EVENT_COUNT; i++)
			all = all && label(case_event, i).n > 0;
		for (size_t i = 1; i < ROLE_COUNT; i++)
			all = all && label(role, i).n > 0;
		for (size_t e = 1; e < ERR_COUNT; e++)
			all = all && page_msg(p, error_title((enum err)e)).n &&
			      page_msg(p, error_words((enum err)e)).n;
		tap_ok(all, "states, events, roles and errors have words in language %d", lang);
	}
}

int main(void)
{
	static const struct house house = { .version = "test" };
	struct arena *a = arena_new(64 * 1024);
	struct buf    out;
	struct req r = {
		.arena = a, .house = &house, .out = &out, .who = { .roles = ANYONE }, .method = GET
	};
	struct page   p;

	buf_init(&out, a, 1024 * 1024);
	p = page_for(&r, LANG_ZH);
	test_numbers(&p);
	test_dates(&r);
	test_case_numbers(a);
	test_forms(&r);
	test_words(&r);
	test_back(&r);
	test_labels(&r);
	arena_free(a);
	return tap_done();
}
