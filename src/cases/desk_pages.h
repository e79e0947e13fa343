/*
 * desk_pages: what the desk is given: a few numbers, each a link to its rows,
 * and the cases that wait for this grant.
 */
#ifndef CASES_DESK_PAGES_H
#define CASES_DESK_PAGES_H

#include "cases/pages.h"
#include "web/form.t.h"

struct tile {
	struct str word, number, note, state, view, colour;
	bool       calls, tasks;
};

struct desk_view {
	struct tile       tiles[9];
	size_t            n_tiles;
	struct str        title;                 /* of the cases below the numbers */
	struct case_line *lines;
	size_t            n;
	bool              can_enrol;
	struct str        station, station_code; /* the clerk's own, with its public page */
	struct desk_set_up_row there;            /* of a county without any case ... */
	bool              first;                 /* ... while something of it is missing */
};

#endif
