/*
 * plan_pages: building plans over years with a gate at the end of each.
 * Finished rows in the request's arena, read once while drawing.
 */
#ifndef PLACE_PLAN_PAGES_H
#define PLACE_PLAN_PAGES_H

#include "place/place_private.h"

struct plan_list_view {
	struct plan_list_row *rows;       size_t n;
	struct options        places;
	struct str            gates;      /* the pack's words, joined */
	bool                  may_add, later, by_default;
};

struct gate_line {
	const struct plan_gates_row *row;
	const struct pack_item      *item;        /* what it asks for, by the pack of its day; may be NULL */
	struct str                   word, badge;
	bool                         late;
};

struct criterion_line {
	int64_t    gate;
	struct str code, word, text;
	bool       required;
};

struct plan_view {
	struct plan_by_id_row    plan;
	struct gate_line        *gates;   size_t n_gates;
	struct criterion_line   *criteria; size_t n_criteria;
	struct place_events_row *events;  size_t n_events;
	bool                     may_judge;
};

#endif
