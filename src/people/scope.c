/* The scope of a grant, from the codes by which people name places, units and deputies. */
#include "people/people_private.h"

#include "region/region.h"

enum err scope_of_region(struct db *db, struct arena *a, region_code code, struct grant_new *g)
{
	struct region_range range;
	enum err            e = region_range_of(db, a, code, &range);

	if (e)
		return e;
	g->county = region_county(code);
	g->region_lo = range.lo;
	g->region_hi = range.hi;
	return OK;
}

/* Whose code was typed; what follows looks at that tenant. ERR_MISSING: nobody's. */
static enum err code_find(struct db *db, struct arena *a, enum code_kind kind, struct str code,
                          struct grant_code_row *at)
{
	bool     found;
	enum err e = grant_code(db, a, &(struct grant_code_in){ code, kind }, at, &found);

	if (e || !found)
		return e ? e : ERR_MISSING;
	db_scope(db, at->county.v, at->county.v);
	return OK;
}

enum err scope_of_station(struct db *db, struct arena *a, struct str code, struct grant_new *g)
{
	struct grant_code_row    at;
	struct grant_station_row row;
	bool                     found = false;
	enum err                 e = code_find(db, a, CODE_KIND_STATION, code, &at);

	if (!e)
		e = grant_station(db, a, &(struct grant_station_in){ at.county, { at.id } }, &row, &found);
	if (e || !found)
		return e ? e : ERR_MISSING;
	g->station = row.id;
	e = scope_of_region(db, a, row.region, g);
	g->county = at.county;
	return e;
}

enum err scope_of_deputy(struct db *db, struct arena *a, struct str code, struct grant_new *g)
{
	struct grant_code_row   at;
	struct grant_person_row row;
	bool                    found = false;
	enum err                e = code_find(db, a, CODE_KIND_PERSON, code, &at);

	if (!e)
		e = grant_person(db, a, &(struct grant_person_in){ at.county, { at.id } }, &row, &found);
	if (e || !found)
		return e ? e : ERR_MISSING;
	g->person = row.id;
	g->station = row.station;
	return scope_of_region(db, a, region_of_county(at.county), g);
}

enum err scope_of_unit(struct db *db, struct arena *a, county_code county, unit_id unit, struct grant_new *g)
{
	struct grant_unit_row row;
	bool                  found;
	enum err              e;

	if ((e = scope_of_region(db, a, region_of_county(county), g)))
		return e;
	g->unit = unit;
	db_scope(db, county.v, county.v);
	e = grant_unit(db, a, &(struct grant_unit_in){ county, unit }, &row, &found);
	return e ? e : found ? OK : ERR_MISSING;
}
