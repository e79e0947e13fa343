/*
 * fold: a city's long list, county by county.
 *
 * What would be hundreds of townships on a page is a line for each county, which leads
 * to its rows (?in=CODE); a page of one county's places is as it is. Files and .json hold
 * all rows. Groups live in the request's arena; a county is the first six digits of a place.
 */
#ifndef WEB_FOLD_H
#define WEB_FOLD_H

#include "web/page.h"

struct fold_group {
	region_code code;
	struct str  name;
	int64_t     all, good, bad;
};

struct fold {
	struct fold_group *groups;  size_t n;
	region_code        in;              /* 0: none is asked for */
	size_t             shown;           /* rows of their own on the page; the caller counts */
	bool               folded;
};

/* From townships in the order of their codes and ?in=; ERR_INPUT: no number, ERR_MISSING: none of these counties. */
enum err fold_read(struct req *r, const region_code *towns, size_t n, struct fold *f) MUST_USE;

/* Is the place in the county asked for? */
bool fold_holds(const struct fold *f, region_code place);

/* Adds a township's figures to its county. */
void fold_add(struct fold *f, region_code place, int64_t all, int64_t good, int64_t bad);

/* The county of a place, as ?in= has it. */
region_code fold_county(region_code place);

#endif
