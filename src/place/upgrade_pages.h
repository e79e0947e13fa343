/*
 * upgrade_pages: work on places that stand already, as a list and one by one.
 * Finished rows in the request's arena, read once while drawing.
 */
#ifndef PLACE_UPGRADE_PAGES_H
#define PLACE_UPGRADE_PAGES_H

#include "file/file.h"
#include "place/place_private.h"

struct upgrade_sum {
	int64_t n, done, late, percent;      /* percent: added up over n */
};

struct upgrade_list_view {
	struct upgrade_page_row *rows;       size_t n;
	struct upgrade_sum       all, stations, rooms;
	struct options           places;     /* for a new one */
	struct str               which, kind;
	bool                     may_add, later;
};

struct upgrade_view {
	struct upgrade_by_id_row u;
	struct place_events_row *events;     size_t n_events;
	struct file_lines        before, after;
	bool                     may_edit, may_report, late;
};

/* The sums of a grant's upgrades, by kind of place; for the page of building too. */
enum err upgrade_sums(struct req *r, struct upgrade_sum *all, struct upgrade_sum *stations,
                      struct upgrade_sum *rooms) MUST_USE;

#endif
