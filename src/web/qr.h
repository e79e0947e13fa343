/*
 * qr: two-dimensional codes inside a page, and the absolute addresses they hold.
 *
 * A code is one SVG path, black on white in every theme, so that it needs no
 * second request and prints as it stands. The host in an address is the one
 * the reader came by; a Host header that is no plain host gives no address,
 * because what is printed on a wall must not lead where a stranger chose.
 */
#ifndef WEB_QR_H
#define WEB_QR_H

#include "web/page.h"

/* Draws text as a code with words for those who cannot see it; nothing for an empty text. */
void page_qr(struct page *p, struct str text, struct str label);

/* "http://host/path" as the reader's browser spells it; "" when Host is no plain host. */
struct str page_absolute(const struct page *p, struct str path);

/* The host alone, for people to type; "" likewise. */
struct str page_host(const struct page *p);

#endif
