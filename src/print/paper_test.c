/* Sheets of hostile facts: nothing breaks, nothing leaves its page, what is the same is the same bytes. */
#include "print/print_private.h"

#include "base/tap.h"
#include "base/text.h"

#define LONG 2000

static struct str many(struct arena *a, const char *sign, size_t n)
{
	struct buf b;

	buf_init(&b, a, 64 * 1024);
	for (size_t i = 0; i < n; i++)
		buf_z(&b, sign);
	return buf_view(&b);
}

/* How often a part stands in the bytes. */
static size_t count(struct str s, struct str part)
{
	size_t n = 0, at;

	while (str_find(s, part, &at)) {
		n++;
		s = str_part(s, at + part.n, s.n);
	}
	return n;
}

/* A letter under hundreds of accents. */
static struct str tower(struct arena *a)
{
	return str_join(a, S("e"), many(a, "\u0301", 300), STR_NONE);
}

static void cleaned(struct arena *a)
{
	struct str tall = tower(a);

	tap_ok(str_eq(paper_clean(a, S(" 漭水镇\r\n\t代表站 \x01\x7f ")), S("漭水镇 代表站")), "control signs become one blank");
	tap_ok(str_eq(paper_clean(a, S("\u202e\u2066abc\u200f\ufeff\u2069")), S("abc")), "marks of direction are left out");
	tap_ok(str_eq(paper_clean(a, S("王😀\U000e0041芳\ue000")), S("王芳")), "pictures, tags and private signs likewise");
	tap_ok(str_eq(paper_clean(a, S("𠮷𫝀")), S("𠮷𫝀")), "rare Chinese characters stay");
	tap_ok(utf8_length(paper_clean(a, tall)) <= 4, "at most two signs on top of a letter");
	tap_ok(utf8_length(paper_clean(a, many(a, "字", LONG))) == PAPER_TEXT + 1, "a long text is cut");
	tap_ok(paper_clean(a, S("\u200b\u200d")).n == 0, "nothing stays nothing");
}

static struct poster poster_of(struct str all)
{
	struct poster p = { .over = all, .name = all, .under = all, .slogan = all, .type = all, .scan = all,
		.promise = all, .made = all, .url = S("http://127.0.0.1/s/ABC234"), .day = { 20780 } };

	for (int i = 0; i < POSTER_LINES; i++)
		p.heads[i] = p.texts[i] = all;
	p.left.title = p.right.title = all;
	for (p.left.n = 0; p.left.n < FOOT_LINES; p.left.n++)
		p.left.lines[p.left.n] = p.right.lines[p.left.n] = all;
	p.right.n = p.left.n;
	return p;
}

static void posters(struct arena *a, struct str all, const char *what)
{
	struct poster p = poster_of(all);
	struct str    one, two;

	tap_ok(poster_draw(a, &p, PAPER_A4, &one) == OK && str_starts(one, S("%PDF-")) && count(one, S("/Type /Page %")) == 1,
	       "%s", what);
	tap_ok(poster_draw(a, &p, PAPER_A4, &two) == OK && str_eq(one, two), "drawn again it is the same bytes");
}

static void boards(struct arena *a, struct str all, size_t n, size_t pages)
{
	struct board b = { .over = all, .name = all, .title = all, .url = S("http://127.0.0.1/s/ABC234"), .scan = all,
		.scan_cards = all, .type = all, .empty = all, .as_of = all, .n = n, .day = { 20780 } };
	struct str   pdf;

	b.cards = ARENA_ARRAY(a, struct panel_card, n + 1);
	b.pages = ARENA_ARRAY(a, struct str, pages);
	for (size_t i = 0; i < pages; i++)
		b.pages[i] = all;
	for (size_t i = 0; i < n; i++)
		b.cards[i] = (struct panel_card){ all, all, all, all, S("http://127.0.0.1/d/ABC234") };
	tap_ok(board_pages(n) == pages && board_draw(a, &b, PAPER_A3, &pdf) == OK &&
	       count(pdf, S("/Type /Page %")) == pages, "a panel of as many pages as it takes");
}

int main(void)
{
	struct arena *a = arena_new(1024 * 1024);
	struct poster none = poster_of(S("站"));
	struct str    pdf;

	cleaned(a);
	posters(a, S("漭水镇代表工作站"), "a poster of usual words");
	posters(a, many(a, "漭", LONG), "names of 2,000 characters");
	posters(a, many(a, "W", LONG), "a word without a place to break it");
	posters(a, S("\u202e\u05d0\u05d1\u05d2 \u0627\u0644\u0639\u0631\u0628\u064a\u0629 漭水\u202c"), "right to left");
	posters(a, many(a, "👩‍👩‍👧‍👦😀", 300), "pictures alone");
	posters(a, tower(a), "towers of accents");
	posters(a, S(""), "nothing at all");
	boards(a, S("王芳"), 0, 1);
	boards(a, S("王芳"), 40, 2);
	boards(a, many(a, "漭", LONG), 41, 3);
	boards(a, S("王芳"), 200, 10);
	none.url = S("");
	tap_ok(poster_draw(a, &none, PAPER_A4, &pdf) == ERR_FAULT, "without an address there is no poster");
	arena_free(a);
	return tap_done();
}
