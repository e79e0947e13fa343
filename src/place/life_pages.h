/*
 * life_pages: building, managing and using the places of a grant, each with
 * numbers of its own; and how far the county is covered. Every number is a link
 * to its rows. Finished rows in the request's arena, read once while drawing.
 */
#ifndef PLACE_LIFE_PAGES_H
#define PLACE_LIFE_PAGES_H

#include "place/upgrade_pages.h"
#include "web/fold.h"

/* A township and what it has; sums of a column stand in one more such row. */
struct cover_line {
	region_code region;
	struct str  name;
	int64_t     stations, rooms, villages, villages_covered, needed, needed_covered, points, target, version;
};

struct cover_view {
	struct cover_line *lines;
	size_t             n;
	struct cover_line  sum;
	int64_t            towns_covered;
	const struct cover_line *set;      /* the township whose target is being set, NULL: none */
	struct fold        fold;           /* of a city */
	const struct cover_line *rows;     size_t n_rows;   /* those of the county asked for, or all */
	bool               may_set;
};

/* Townships of a grant and their sum. */
enum err cover_read(struct req *r, struct cover_view *v) MUST_USE;

struct build_view {
	struct cover_view  cover;
	struct upgrade_sum upgrades, stations, rooms;
	int64_t            proposed, planned, building, gates, gates_met, plans, trades, demonstrations;
};

struct manage_view {
	struct equipment_page_row *rows;        size_t n;
	int64_t                    places, headless, clerkless, unplaced, things, lacking, lacking_places;
	struct str                 state;
	bool                       later;
};

/* One place and how it is used this year. */
struct use_line {
	station_id        id;
	enum station_kind kind;
	struct str        name, field;
	int64_t           cases, days;
	struct day        last;
	bool              idle;
};

struct use_view {
	struct use_line *lines;
	size_t           n;
	int64_t          year, places, cases, days, idle;
	bool             idle_only;
};

#endif
