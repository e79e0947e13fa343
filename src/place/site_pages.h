/*
 * site_pages: proposals of new places, from the first idea to the day they open.
 * Finished rows in the request's arena, read once while drawing.
 */
#ifndef PLACE_SITE_PAGES_H
#define PLACE_SITE_PAGES_H

#include "place/place_private.h"

struct site_line {
	const struct site_page_row *row;
	struct str                  kind, badge;
};

struct site_list_view {
	struct site_line *lines;
	struct options    states;            /* value: site_state, note: how many, on: the one shown */
	struct str        state;
	bool              may_propose, later;
};

/* A criterion of the pack: is it met, and what the proposer says about it. */
struct criterion {
	int64_t    term;
	struct str word, remark, field;      /* field: name of the remark's input */
	bool       met, required;
};

struct site_view {
	struct site_by_id_row    s;
	struct str               kind, where, badge, lat, lon;
	struct criterion        *criteria;   size_t n_criteria;
	size_t                   n_met;
	struct str              *uses;       size_t n_uses;
	struct place_events_row *events;     size_t n_events;
	bool                     fresh, own, may_edit, may_decide, may_build, may_open, may_drop;
	struct options           kinds, fields, regions, parents, tags;
};

/* The site of the path's :id, if this grant sees it. */
enum err site_of_path(struct req *r, struct site_by_id_row *s) MUST_USE;

#endif
