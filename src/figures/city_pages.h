/*
 * city_pages: what a city or province sees of the tenants below it.
 *
 * Made of counters alone, one line for each county (for a province: each city), in the
 * request's arena. A county's rows are its own: nobody above reads them.
 */
#ifndef FIGURES_CITY_PAGES_H
#define FIGURES_CITY_PAGES_H

#include "figures/city.q.h"
#include "db/tally.h"
#include "figures/figures.h"
#include "http/reply.h"
#include "web/page.h"

struct city_line {
	int64_t    code;              /* of the county, or of the city for a province */
	struct str name;
	bool       used;              /* has anything been counted there? */
	int64_t    homes, stations, rooms, points, trades, demonstrations;
	int64_t    towns, towns_covered;
	int64_t    deputies, assigned;
	int64_t    upgrades, upgraded;
	int64_t    self_checks, inspections;         /* this year */
	int64_t    starred, judged;                  /* last inspections: with stars, all */
	int64_t    tasks_open, tasks_late, tasks_reported, tasks_signed;
};

struct city_view {
	struct city_line *lines;      size_t n;
	struct city_line  sum;
	int64_t           year, idle;      /* idle: counties with nothing yet */
};

/* GET /counties */
enum err city_get(struct req *r);

/* Draws the lines and their sum; the view is a struct city_view. */
void city_html(struct page *p, const struct list *l);

#endif
