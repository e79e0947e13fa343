/*
 * list_pages: the list of a grant's stations as a page. Rows come in the order
 * of their places, so a township's stand together under one heading.
 */
#ifndef PLACE_LIST_PAGES_H
#define PLACE_LIST_PAGES_H

#include "place/place_private.h"

struct place_line {
	const struct place_page_row *row;
	struct str                   kind, town;     /* town: set where a new heading begins */
};

/* What the address asks for. */
struct place_ask {
	struct str     search, town, kind, flag, tag;
	const struct pack_item *tag_item;            /* NULL: any */
	bool           closed;
	int64_t        lo, hi, own, only, flag_no;
	int64_t        region, kind_at, id;          /* behind which row to go on */
};

struct place_list_view {
	struct place_ask          ask;
	struct place_line        *lines;
	struct place_towns_row   *towns;   size_t n_towns;
	const struct pack_list   *tags;        /* roles and uses to choose from */
	struct str                counts;      /* how many of which kind */
	int64_t                   n_all;
	bool                      may_add, later, filtered;
};

/* True where a filter of that name stands in the address. */
static inline bool flag_is(const struct place_list_view *v, const char *name)
{
	return str_eq(v->ask.flag, str_of(name));
}

#endif
