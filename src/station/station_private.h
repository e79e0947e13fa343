/*
 * station_private: what the pages of this room and their templates share.
 * Views hold finished rows and words.
 */
#ifndef STATION_STATION_PRIVATE_H
#define STATION_STATION_PRIVATE_H

#include "base/text.h"
#include "cases/cases.h"
#include "file/file.h"
#include "place/place.h"
#include "region/region.h"
#include "station/map.h"
#include "station/station.h"
#include "web/page.h"

/* A station with what stands in its township below it: rooms, and the points of rooms. */
struct station_branch {
	const struct station_tree_row *row;
	const struct station_tree_row **below;
	size_t                          n_below, n_rooms, n_points;
};

/* The stations of a county, sorted by what they are. */
struct station_forest {
	struct station_tree_row        *rows;      size_t n_rows;
	const struct station_tree_row **homes;     size_t n_homes;
	struct station_branch          *towns;     size_t n_towns;
	const struct station_tree_row **trades;    size_t n_trades;   /* professional stations */
	size_t                          n_stations, n_rooms, n_points;
};

enum err station_forest_read(struct req *r, struct station_forest *f) MUST_USE;

/* "1 个家 · 13 个站 · 124 个室": points only where there are any. */
struct str forest_counts(const struct page *p, const struct station_forest *f);
/* "9 个室", "9 个室 · 2 个点": what stands below one station. */
struct str branch_counts(const struct page *p, const struct station_branch *b);

#define DUTY_SHOWN 6            /* on the front; more are folded away */

struct duty_line {
	struct str name, code, where, where_code, hours;
	bool       now;
};

/* Who receives: today's lines, or the next day's. */
struct duty_view {
	struct day        day;
	struct duty_line *lines;
	size_t            n;
	bool              by_rule;      /* no rota: the day of the county's rule */
	struct str        hours;        /* of the rule */
};

struct front_view {
	struct station_tenant_row    county;
	struct station_forest        forest;
	struct duty_view             duty;
	struct public_lines          cases;
};

struct counties_view {
	struct station_tenants_row *rows;
	size_t                      n;
};

struct station_view {
	struct station_by_id_row  s;
	struct str                  kind, place;
	struct place_facts          facts;
	struct file_lines           photos;
	struct duty_view            duty;
	struct panel                panel;
	struct station_below_row   *below;     size_t n_below;
	struct public_lines         cases;
	struct station_duty_next_row *rota;    size_t n_rota;
};

struct deputy_view {
	struct station_deputy_row      d;
	struct station_seats_row      *seats;  size_t n_seats;
	struct str                     titles, phone;
	struct day                     next;
	struct str                     hours;
};

struct places_view {
	county_code                     county;
	struct station_forest           forest;
	struct str                      search;
	const struct station_tree_row **hits;
	size_t                          n_hits;
	bool                            looked;
};

/* A person or a station that was found. */
struct find_hit {
	enum code_kind kind;
	struct str code, name, titles, occupation, station, station_code;
};

struct find_town {
	region_code code;
	struct str  name;
};

struct find_view {
	struct page           page;
	county_code           county;
	struct str            county_name, search, place_name;
	region_code           place;            /* 0: the whole county */
	struct region_range   range;
	struct station_forest forest;
	struct find_town     *towns;   size_t n_towns;
	struct find_hit      *hits;    size_t n_hits;    /* stations first */
	size_t                n_stations;
	bool                  looked, later;
};

struct map_view {
	struct station_tenant_row county;
	struct station_forest     forest;
	struct map                map;
	size_t                    n_placed, n_unplaced;
	struct str                tiles, credit;        /* "": only the drawing */
};

struct lost_view {
	struct str code;
	bool       deputy;
};

struct poster_view {
	struct station_by_id_row s;
	struct str                 brand;
};

void front_html(struct page *p, const void *view);
void counties_html(struct page *p, const void *view);
void station_html(struct page *p, const void *view);
void deputy_html(struct page *p, const void *view);
void places_html(struct page *p, const void *view);
void find_deputy_html(struct page *p, const struct list *l);
void map_html(struct page *p, const void *view);
void lost_html(struct page *p, const void *view);
void poster_html(struct page *p, const void *view);

enum err front_get(struct req *r);
enum err county_get(struct req *r);
enum err places_get(struct req *r);
enum err find_deputy_get(struct req *r);
enum err map_get(struct req *r);
enum err station_get(struct req *r);
enum err deputy_get(struct req *r);
enum err poster_get(struct req *r);

/* Does a station's name hold what was typed, folded, or its initials the letters of it? */
bool station_fits(struct arena *a, const struct station_tree_row *row, struct str folded, struct str letters);

/* A search that is Latin letters only, small as initials are; "" when it is anything else. */
struct str letters_of(struct str folded);

/* The tenant of a page: as asked, or the only one. ERR_MISSING: not here; county 0: several. */
enum err county_enter(struct req *r, struct str asked, struct station_tenant_row *t) MUST_USE;
enum err counties_reply(struct req *r) MUST_USE;

/* Today's rota of the county, or the next day that has one. */
enum err duty_of_county(struct req *r, struct duty_view *v) MUST_USE;
/* The next day of one station: its rota, or the county's rule. */
enum err duty_of_station(struct req *r, struct station_view *v) MUST_USE;

#endif
