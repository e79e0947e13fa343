/*
 * paper: one PDF being drawn, page by page, in boxes that nothing leaves.
 *
 * Lengths are points of an A4 sheet; the same drawing on A3 is made larger by
 * the square root of two. A text is cleaned of what no wall needs (control
 * signs, marks of direction, pictures), cut at its limit, made smaller as far
 * as its style allows and then ended with an ellipsis; what is still too large
 * is clipped at its box. Fonts are the machine's and only the signs used are
 * embedded. At most PAPER_BYTES; a sheet belongs to one thread.
 */
#ifndef PRINT_PAPER_H
#define PRINT_PAPER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "base/time.h"

#define PAPER_BYTES (4 * 1024 * 1024)
#define PAPER_TEXT  400                 /* code points of one text */

enum paper_size { PAPER_A4, PAPER_A3 };

enum paper_font { FONT_TITLE, FONT_BODY, FONT_STRONG };

enum paper_align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT };

/* 0xRRGGBB. Red of flags and gold of lettering, both dark enough to be read on paper. */
enum {
	INK_RED = 0xa61b1b, INK_DARK = 0x7a1010, INK_GOLD = 0xc9a24a, INK_PALE = 0xf6e7c1,
	INK_BLACK = 0x231f1c, INK_GREY = 0x5e5750, INK_PAPER = 0xfffdf8, INK_WHITE = 0xffffff,
};

struct box {
	double x, y, w, h;
};

struct style {
	enum paper_font  font;
	double           size, least;   /* least: 0 means never smaller */
	uint32_t         ink;
	enum paper_align align;
	bool             middle;        /* in the middle of the box's height, else at its top */
	double           spacing;       /* between letters, in points */
};

struct paper;

/* A new PDF; title and day stand in its properties. ERR_FAULT: no font with Chinese signs here. */
enum err paper_new(struct arena *a, enum paper_size size, bool wide, struct str title, struct day day,
                   struct paper **out) MUST_USE;

/* The page's own size in points: 595 x 842, or turned. */
double paper_width(const struct paper *s);
double paper_height(const struct paper *s);

/* Writes text into a box; gives the height it took. Lines are broken anywhere. */
double paper_text(struct paper *s, struct box at, const struct style *style, struct str text);

/* The same on one line. */
double paper_line(struct paper *s, struct box at, const struct style *style, struct str text);

/* Filled, framed, or filled with round corners. */
void paper_fill(struct paper *s, struct box at, uint32_t ink);
void paper_frame(struct paper *s, struct box at, double width, uint32_t ink);
void paper_card(struct paper *s, struct box at, double radius, uint32_t ink, uint32_t edge);

/* A five-pointed star around a middle. */
void paper_star(struct paper *s, double x, double y, double radius, uint32_t ink);

/* A two-dimensional code with its quiet zone inside the box; false when the text is too long. */
bool paper_qr(struct paper *s, struct box at, struct str text);

/* Ends this page and begins the next. */
void paper_next(struct paper *s);

/* The finished bytes, in the sheet's arena. */
enum err paper_end(struct paper *s, struct str *pdf) MUST_USE;

/* What paper_text() draws of a text: cleaned and cut. */
struct str paper_clean(struct arena *a, struct str text);

#endif
