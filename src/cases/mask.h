/*
 * mask: finds what should not stand in a published text.
 *
 * Phones, identity and card numbers, plates, mail addresses and names are
 * found in text as people write it (full-width digits, blanks and hyphens
 * between them). It finds more than it must: the office reads the preview and
 * the text it sends is searched again. Pure functions over valid UTF-8.
 */
#ifndef CASES_MASK_H
#define CASES_MASK_H

#include "base/arena.h"
#include "base/str.h"

enum mask_kind { MASK_PHONE = 1, MASK_NUMBER, MASK_PLATE, MASK_MAIL, MASK_NAME };

struct mask_span {
	size_t         at, n;            /* bytes */
	enum mask_kind kind;
};

/* Spans in order, without overlap; known names (up to n_known) are found wherever they stand. */
size_t mask_find(struct arena *a, struct str text, const struct str *known, size_t n_known,
                 struct mask_span **spans);

/* The text with every span hidden; a name keeps its first character. */
struct str mask_apply(struct arena *a, struct str text, const struct mask_span *spans, size_t n);

#endif
