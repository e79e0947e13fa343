/* The panel for the wall: a card for each deputy, as many pages as it takes. */
#include "print/print_private.h"

#include <math.h>

#define BAND   86.0
#define MARGIN 28.0
#define TOP    102.0            /* of the cards */
#define LOW    490.0
#define GAP    8.0

struct grid board_grid(size_t n)
{
	static const struct grid grids[] = { { 3, 2 }, { 4, 2 }, { 4, 3 }, { 4, 4 } };

	for (size_t i = 0; i < COUNT(grids); i++)
		if (n <= grids[i].columns * grids[i].rows)
			return grids[i];
	return (struct grid){ 5, 4 };
}

size_t board_pages(size_t n)
{
	struct grid g = board_grid(n);
	size_t      each = g.columns * g.rows;

	return n ? (n + each - 1) / each : 1;
}

static bool band_draw(struct paper *s, const struct board *b)
{
	const struct style over = { FONT_BODY, 11, 7, INK_PALE, ALIGN_LEFT, true, 2 };
	const struct style title = { FONT_TITLE, 30, 16, INK_WHITE, ALIGN_LEFT, true, 3 };
	const struct style name = { FONT_BODY, 13, 8, INK_PALE, ALIGN_LEFT, true, 1 };
	const struct style scan = { FONT_STRONG, 10.5, 7, INK_WHITE, ALIGN_RIGHT, true, 0 };
	const struct style type = { FONT_BODY, 7.5, 5, INK_PALE, ALIGN_RIGHT, true, 0 };
	double             w = paper_width(s), side = 66, x = w - MARGIN - side, words = x - 246;

	paper_fill(s, (struct box){ 0, 0, w, BAND }, INK_RED);
	paper_fill(s, (struct box){ 0, BAND, w, 3 }, INK_GOLD);
	paper_star(s, MARGIN + 22, BAND / 2, 22, INK_GOLD);
	paper_line(s, (struct box){ MARGIN + 58, 8, words - MARGIN - 66, 16 }, &over, b->over);
	paper_line(s, (struct box){ MARGIN + 58, 23, words - MARGIN - 66, 39 }, &title, b->title);
	paper_line(s, (struct box){ MARGIN + 58, 62, words - MARGIN - 66, 18 }, &name, b->name);
	paper_line(s, (struct box){ words, 14, 236, 18 }, &scan, b->scan);
	paper_line(s, (struct box){ words, 32, 236, 18 }, &scan, b->scan_cards);
	paper_text(s, (struct box){ words, 52, 236, 20 }, &type, b->type);
	return paper_qr(s, (struct box){ x, (BAND - side) / 2, side, side }, b->url);
}

/* The name over the whole width, the code below at the right. All in a card grows with it, while that is calm. */
static bool card_draw(struct paper *s, struct box at, const struct panel_card *c)
{
	double             k = fmin(sqrt(at.w * at.h / (150.0 * 91.0)), 1.6), side = fmin((at.h - 34 * k) * 0.92, at.w * 0.42);
	double             left = at.x + 10 * k, wide = at.w - 16 * k, narrow = wide - side, y = at.y + 31 * k;
	double             low = at.y + at.h - 5 * k, room = c->phone.n ? 12.5 * k : 0, above = low - side - y;
	const struct style name = { FONT_TITLE, 16 * k, 7 * k, INK_DARK, ALIGN_LEFT, true, 0.6 };
	const struct style seats = { FONT_BODY, 7.4 * k, 5.6 * k, INK_BLACK, ALIGN_LEFT, false, 0 };
	const struct style work = { FONT_BODY, 7.4 * k, 5.6 * k, INK_GREY, ALIGN_LEFT, false, 0 };
	const struct style phone = { FONT_STRONG, 8.2 * k, 6 * k, INK_RED, ALIGN_LEFT, true, 0 };

	paper_card(s, at, 4, INK_WHITE, INK_GOLD);
	paper_fill(s, (struct box){ at.x, at.y + 7, 3, at.h - 14 }, INK_RED);
	paper_line(s, (struct box){ left, at.y + 4 * k, wide, 22 * k }, &name, c->name);
	paper_fill(s, (struct box){ left, at.y + 27.5 * k, wide, 0.7 }, INK_PALE);
	/* The seats above the code, when a large card has room there, else beside it. */
	if (above >= 24 * k)
		y += paper_text(s, (struct box){ left, y, wide, above }, &seats, c->seats) + 2 * k;
	else
		y += paper_text(s, (struct box){ left, y, narrow, (low - room - y) * (c->work.n ? 0.6 : 1) }, &seats,
		                c->seats) + 2 * k;
	paper_text(s, (struct box){ left, y, narrow, low - room - y }, &work, c->work);
	paper_line(s, (struct box){ left, low - room, narrow, room }, &phone, c->phone);
	return paper_qr(s, (struct box){ at.x + at.w - side - 4 * k, low - side, side, side }, c->url);
}

static bool cards_draw(struct paper *s, const struct board *b, size_t first)
{
	struct grid        g = board_grid(b->n);
	double             w = (paper_width(s) - 2 * MARGIN - (double)(g.columns - 1) * GAP) / (double)g.columns;
	double             h = (LOW - TOP - (double)(g.rows - 1) * GAP) / (double)g.rows;
	const struct style empty = { FONT_BODY, 16, 9, INK_GREY, ALIGN_CENTER, true, 0 };

	if (b->n == 0)
		paper_text(s, (struct box){ MARGIN, TOP, paper_width(s) - 2 * MARGIN, LOW - TOP }, &empty, b->empty);
	for (size_t i = 0; i < g.columns * g.rows && first + i < b->n; i++) {
		struct box at = { MARGIN + (double)(i % g.columns) * (w + GAP), TOP + (double)(i / g.columns) * (h + GAP),
			          w, h };

		if (!card_draw(s, at, &b->cards[first + i]))
			return false;
	}
	return true;
}

static void foot_block(struct paper *s, struct box at, const struct foot *f)
{
	const struct style title = { FONT_STRONG, 9.5, 7, INK_RED, ALIGN_LEFT, false, 0 };
	const struct style line = { FONT_BODY, 8.2, 0, INK_BLACK, ALIGN_LEFT, false, 0 };
	double             column = f->n > 3 ? at.w / 2 : at.w;

	paper_line(s, (struct box){ at.x, at.y, at.w, 14 }, &title, f->title);
	for (size_t i = 0; i < f->n; i++)
		paper_line(s, (struct box){ at.x + (double)(i / 3) * column, at.y + 16 + (double)(i % 3) * 13.5,
		                            column - 10, 13 }, &line, f->lines[i]);
}

static void low_draw(struct paper *s, const struct board *b, size_t at)
{
	double             w = paper_width(s), y = LOW + 9, wide = w - 2 * MARGIN;
	const struct style small = { FONT_BODY, 7.5, 5, INK_PALE, ALIGN_LEFT, true, 0 };
	const struct style right = { FONT_BODY, 7.5, 5, INK_PALE, ALIGN_RIGHT, true, 0 };

	paper_card(s, (struct box){ MARGIN, y, wide, 66 }, 4, INK_WHITE, INK_GOLD);
	foot_block(s, (struct box){ MARGIN + 12, y + 5, wide * 0.62 - 20, 58 }, &b->left);
	paper_fill(s, (struct box){ MARGIN + wide * 0.62, y + 9, 0.8, 48 }, INK_PALE);
	foot_block(s, (struct box){ MARGIN + wide * 0.62 + 12, y + 5, wide * 0.38 - 24, 58 }, &b->right);
	paper_fill(s, (struct box){ 0, 577, w, paper_height(s) - 577 }, INK_RED);
	paper_fill(s, (struct box){ 0, 575.2, w, 1.2 }, INK_GOLD);
	paper_line(s, (struct box){ MARGIN, 577, wide / 2, 18 }, &small, b->as_of);
	paper_line(s, (struct box){ w / 2, 577, wide / 2, 18 }, &right, b->pages[at]);
}

enum err board_draw(struct arena *a, const struct board *b, enum paper_size size, struct str *pdf)
{
	struct grid   g = board_grid(b->n);
	struct paper *s;
	enum err      e = paper_new(a, size, true, b->name, b->day, &s);

	for (size_t i = 0; !e && i < board_pages(b->n); i++) {
		if (i)
			paper_next(s);
		paper_fill(s, (struct box){ 0, 0, paper_width(s), paper_height(s) }, INK_PAPER);
		if (!band_draw(s, b) || !cards_draw(s, b, i * g.columns * g.rows))
			return ERR_FAULT;
		low_draw(s, b, i);
	}
	return e ? e : paper_end(s, pdf);
}
