/* The poster: a red field with who, a code, three lines, and small print. */
#include "print/print_private.h"

#define BAND   176.0
#define MARGIN 44.0
#define LINE   14.8             /* of small print */

static void band_draw(struct paper *s, const struct poster *p)
{
	double             w = paper_width(s);
	const struct style over = { FONT_BODY, 14, 9, INK_PALE, ALIGN_CENTER, true, 3 };
	const struct style name = { FONT_TITLE, p->person ? 50 : 34, 15, INK_WHITE, ALIGN_CENTER, true,
		p->person ? 8 : 2 };
	const struct style under = { FONT_BODY, 14.5, 9, INK_PALE, ALIGN_CENTER, true, 1.5 };

	paper_fill(s, (struct box){ 0, 0, w, BAND }, INK_RED);
	paper_fill(s, (struct box){ 0, BAND, w, 4 }, INK_GOLD);
	paper_fill(s, (struct box){ 0, BAND + 6.5, w, 0.8 }, INK_GOLD);
	paper_star(s, w / 2, 33, 11, INK_GOLD);
	paper_fill(s, (struct box){ w / 2 - 118, 32.6, 96, 0.8 }, INK_GOLD);
	paper_fill(s, (struct box){ w / 2 + 22, 32.6, 96, 0.8 }, INK_GOLD);
	paper_line(s, (struct box){ MARGIN, 50, w - 2 * MARGIN, 22 }, &over, p->over);
	paper_text(s, (struct box){ MARGIN, 73, w - 2 * MARGIN, 64 }, &name, p->name);
	paper_text(s, (struct box){ MARGIN, 138, w - 2 * MARGIN, 28 }, &under, p->under);
}

static bool code_draw(struct paper *s, const struct poster *p)
{
	const double       side = 206, w = paper_width(s), x = (w - side) / 2, y = 256;
	const struct style slogan = { FONT_TITLE, 29, 16, INK_RED, ALIGN_CENTER, true, 2.5 };
	const struct style scan = { FONT_STRONG, 14.5, 9, INK_BLACK, ALIGN_CENTER, true, 0 };
	const struct style type = { FONT_BODY, 9.5, 6, INK_GREY, ALIGN_CENTER, true, 0 };

	paper_text(s, (struct box){ MARGIN, 194, w - 2 * MARGIN, 42 }, &slogan, p->slogan);
	paper_card(s, (struct box){ x - 9, y - 9, side + 18, side + 18 }, 7, INK_WHITE, INK_GOLD);
	paper_frame(s, (struct box){ x - 3, y - 3, side + 6, side + 6 }, 1.6, INK_RED);
	if (!paper_qr(s, (struct box){ x, y, side, side }, p->url))
		return false;
	paper_line(s, (struct box){ MARGIN, y + side + 15, w - 2 * MARGIN, 22 }, &scan, p->scan);
	paper_line(s, (struct box){ MARGIN, y + side + 37, w - 2 * MARGIN, 14 }, &type, p->type);
	return true;
}

static void lines_draw(struct paper *s, const struct poster *p)
{
	static const char *const digits[POSTER_LINES] = { "1", "2", "3" };
	const struct style       digit = { FONT_STRONG, 14, 0, INK_WHITE, ALIGN_CENTER, true, 0 };
	const struct style       head = { FONT_STRONG, 14.5, 9, INK_RED, ALIGN_LEFT, true, 0 };
	const struct style       text = { FONT_BODY, 11.2, 8, INK_BLACK, ALIGN_LEFT, true, 0 };
	double                   x = 58, w = paper_width(s) - 2 * x;

	for (int i = 0; i < POSTER_LINES; i++) {
		double y = 533 + i * 36.0;

		paper_card(s, (struct box){ x, y + 5, 24, 24 }, 12, INK_RED, INK_RED);
		paper_line(s, (struct box){ x, y + 5, 24, 24 }, &digit, str_of(digits[i]));
		paper_text(s, (struct box){ x + 34, y, 78, 34 }, &head, p->heads[i]);
		paper_text(s, (struct box){ x + 116, y, w - 116, 34 }, &text, p->texts[i]);
	}
}

static void foot_draw(struct paper *s, struct box at, const struct foot *f)
{
	const struct style title = { FONT_STRONG, 11.5, 8, INK_RED, ALIGN_LEFT, false, 0 };
	const struct style line = { FONT_BODY, 9.8, 0, INK_BLACK, ALIGN_LEFT, false, 0 };
	double             y = at.y + 19, end = at.y + at.h;

	paper_line(s, (struct box){ at.x, at.y, at.w, 17 }, &title, f->title);
	/* Two lines of print for each; what comes last may have all the rest. */
	for (size_t i = 0; i < f->n && y + LINE < end; i++) {
		double room = i + 1 == f->n || end - y < 2 * LINE ? end - y : 2 * LINE;

		y += paper_text(s, (struct box){ at.x, y, at.w, room }, &line, f->lines[i]) + 1;
	}
}

static void foots_draw(struct paper *s, const struct poster *p)
{
	double             w = paper_width(s), half = (w - 2 * MARGIN) / 2, y = 649, h = 147;
	const struct style small = { FONT_BODY, 9.5, 6, INK_PALE, ALIGN_LEFT, true, 1 };
	const struct style made = { FONT_BODY, 8.5, 6, INK_PALE, ALIGN_RIGHT, true, 0 };

	paper_card(s, (struct box){ MARGIN, y, w - 2 * MARGIN, h }, 6, INK_WHITE, INK_GOLD);
	paper_fill(s, (struct box){ w / 2 - 0.4, y + 14, 0.8, h - 28 }, INK_PALE);
	foot_draw(s, (struct box){ MARGIN + 16, y + 11, half - 30, h - 20 }, &p->left);
	foot_draw(s, (struct box){ w / 2 + 14, y + 11, half - 30, h - 20 }, &p->right);
	paper_fill(s, (struct box){ 0, 812, w, 30 }, INK_RED);
	paper_fill(s, (struct box){ 0, 808.6, w, 1.2 }, INK_GOLD);
	paper_line(s, (struct box){ MARGIN, 812, w - 2 * MARGIN - 120, 30 }, &small, p->promise);
	paper_line(s, (struct box){ w - MARGIN - 118, 812, 118, 30 }, &made, p->made);
}

enum err poster_draw(struct arena *a, const struct poster *p, enum paper_size size, struct str *pdf)
{
	struct paper *s;
	enum err      e = paper_new(a, size, false, p->name, p->day, &s);

	if (e)
		return e;
	paper_fill(s, (struct box){ 0, 0, paper_width(s), paper_height(s) }, INK_PAPER);
	band_draw(s, p);
	if (!code_draw(s, p))
		return ERR_FAULT;
	lines_draw(s, p);
	foots_draw(s, p);
	return paper_end(s, pdf);
}
