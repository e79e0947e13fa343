/*
 * html, json, csv and URL text: the only functions that put foreign text into
 * a reply. Each scans for runs that need no escape and appends them whole.
 *
 * struct html is text already proven safe: made by templates and by nothing
 * else, so a value of that type may stand in a page unescaped.
 */
#ifndef BASE_HTML_H
#define BASE_HTML_H

#include "base/buf.h"
#include "base/str.h"

struct html {
	struct str s;
};

/* Text between tags, and inside double-quoted attributes: & < > " ' escaped. */
void html_text(struct buf *b, struct str s);

/* Percent-encodes everything but RFC 3986 unreserved characters and '/' when slash is true. */
void html_url(struct buf *b, struct str s, bool slash);

/* A JSON string with its quotes; null when s.p is NULL. Also escapes < > & U+2028/9. */
void json_str(struct buf *b, struct str s);

/*
 * One CSV cell (RFC 4180); a cell that starts with = + - @ TAB CR LF, or a
 * full-width form of these, gets a leading apostrophe (CWE-1236).
 */
void csv_cell(struct buf *b, struct str s);

#endif
