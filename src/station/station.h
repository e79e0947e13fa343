/*
 * station: the public face of the places where deputies meet people.
 *
 * A county's front page, the finder of places, the page behind the code on a
 * wall, a deputy's page and the poster with that code. Everybody may read all
 * of it; nothing here writes. What the pages are made of is open to rooms that
 * put the same facts on paper: whatever is not switched on is empty in it.
 */
#ifndef STATION_STATION_H
#define STATION_STATION_H

#include "http/route.h"
#include "web/page.h"

#include "station/station.q.h"

extern const struct route station_routes[];

/* Whose :code the path holds, closed places too; the request then belongs to that tenant. */
enum err station_of_path(struct req *r, struct station_by_id_row *s, bool *found) MUST_USE;
enum err station_deputy_of_path(struct req *r, struct station_deputy_row *d, bool *found) MUST_USE;

/* One deputy with all seats in a line. */
struct panel_line {
	const struct station_panel_row *row;
	struct str                      seats, phone;    /* phone: only where it may be shown */
	bool                            today;           /* receives today: set by who knows the rota */
};

struct panel_group {
	struct str         level;
	struct panel_line *lines;
	size_t             n;
};

/* Who receives at a station, once each under the highest seat. */
struct panel {
	struct station_panel_row *rows;   size_t n_rows, n_people;
	struct panel_group       *groups; size_t n_groups;
};

/* The panel of a station of the request's tenant, telephones opened where they may be shown. */
enum err station_panel_read(struct req *r, station_id station, struct panel *out) MUST_USE;

/* "9:00–11:00" of minutes since midnight. */
struct str hours_words(struct arena *a, int64_t from_min, int64_t to_min);

/* What a deputy is called by level: 县人大代表. */
struct str level_words(const struct page *p, enum region_level level);

/* "昌宁县人大代表": a member of the congress of that name. */
struct str member_words(const struct page *p, struct str congress, enum region_level level);

/*
 * "https://tiles.example.cn" of a tile address with {z}, {x} and {y}, for the page's
 * security policy. False for anything that is not plainly such an address.
 */
bool map_tiles_origin(struct str tiles, struct str *origin);

#endif
