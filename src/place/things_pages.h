/*
 * things_pages: what the pages of a station's equipment and experts are drawn
 * from. Finished rows in the request's arena, read once while drawing.
 */
#ifndef PLACE_THINGS_PAGES_H
#define PLACE_THINGS_PAGES_H

#include "place/place_private.h"

struct expert_line {
	expert_id  id;
	struct str name, phone, work;
	bool       shown;
	struct day since;
	int64_t    version;
};

extern const struct face expert_face;

/* The experts of a station, opened. */
enum err expert_lines(struct req *r, station_id station, struct expert_line **lines, size_t *n) MUST_USE;

struct experts_view {
	struct place_by_id_row    s;
	struct expert_line       *lines;
	size_t                    n;
	const struct expert_line *item;    /* the one in the form, NULL: a new one */
};

struct equipment_view {
	struct place_by_id_row         s;
	struct equipment_of_row       *rows;
	size_t                         n;
	const struct equipment_of_row *item;
	bool                           may_write;
};

#endif
