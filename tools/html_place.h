/*
 * html_place: where in the HTML a template stands, for mktpl.
 *
 * Only as much of HTML's grammar as decides whether a value is safe at a
 * place: text, a double-quoted attribute, a URL with a fixed start. Every
 * other place refuses values, so nothing has to be escaped by guesswork
 * (no JavaScript, no CSS, no unquoted attribute).
 */
#ifndef TOOLS_HTML_PLACE_H
#define TOOLS_HTML_PLACE_H

#include "tool.h"

enum place {
	PLACE_TEXT, PLACE_OPEN, PLACE_TAG, PLACE_CLOSE, PLACE_GAP, PLACE_NAME, PLACE_AFTER_NAME,
	PLACE_BEFORE_VALUE, PLACE_QUOTED, PLACE_SINGLE, PLACE_BARE, PLACE_AFTER_VALUE,
	PLACE_COMMENT, PLACE_MARKUP, PLACE_RAW,
};

/* All that two branches of an `if` must agree on at their ends. */
struct html_place {
	enum place place;
	char       tag[16], attr[24];   /* lower case; cut when longer */
	char       start[12];           /* first bytes of a URL's value */
	bool       url_begun;           /* its start was accepted */
	bool       http_equiv, content_value;   /* of the <meta> at hand */
	int        pre;                 /* depth of <pre> and <textarea>: blanks count */
	bool       fresh;               /* right behind <pre> or <textarea> */
};

/* How a value is written at a place; NONE: the tool has complained. */
enum put { PUT_NONE, PUT_TEXT, PUT_ATTR, PUT_URL };

/* Moves over n bytes of literal HTML that end at a value or behind a newline. */
void html_move(struct tool *t, const char *file, int line, struct html_place *h, const char *p,
               size_t n);
/* What to do with the value of a C expression here. */
enum put html_value(struct tool *t, const char *file, int line, struct html_place *h,
                    const char *expr);
/* Joins the ends of two branches into a; false when they are not at the same place. */
bool html_join(struct html_place *a, const struct html_place *b);
/* A few words for messages: "inside the attribute href". */
const char *html_where(const struct html_place *h);

#endif
