/*
 * place: the stations of a county as its staff keep them, and their life.
 *
 * What a place is, where it stands, what it has and who helps there; how a new
 * one is proposed, approved, built and opened, how an old one is upgraded, and
 * how far the county is covered. Its public face is another room (station).
 * Doors here are for staff only; each query is bound to the acting grant.
 */
#ifndef PLACE_PLACE_H
#define PLACE_PLACE_H

#include "base/time.h"
#include "db/db.h"
#include "http/req.h"
#include "http/route.h"
#include "pack/pack.h"
#include "region/region.h"

extern const struct route place_routes[];

/* What the counters above a county (db/tally.h) count of an open place. */
struct place_sum {
	enum station_kind kind;
	region_code       region;
	bool              trade, demonstration;
};

/* Whoever opens, changes or closes a station says so here: by is 1 or -1. */
void place_count(struct db *db, county_code county, const struct place_sum *s, int64_t by);

/* What the public page adds to a station: words of the pack, in their order. */
struct place_words {
	struct str *v;
	size_t      n;
};

struct place_expert {
	struct str name, work;
};

/* Facts of one station that everybody may read; experts only those who agreed to be named. */
struct place_facts {
	struct place_words   facilities, tags, functions;
	struct place_expert *experts;
	size_t               n_experts;
};
enum err place_facts(struct req *r, station_id station, region_code at, struct place_facts *out) MUST_USE;

/* Seals what is personal of an expert for storage; for forms and for the demonstration. */
struct expert_sealed {
	struct str wrapped, name, phone, phone_index;
};
struct expert_sealed expert_seal(const struct keys *keys, struct arena *a, county_code county, expert_id id,
                                 struct str name, struct str phone);

/* ---- a county that begins ---- */

/* How far down the division table becomes places. */
enum places_depth { PLACES_NONE, PLACES_TOWNSHIPS, PLACES_VILLAGES };

/*
 * The first places of a tenant, as far as the pack in force there has such kinds: a home
 * for a county or a city, a station for each place one step below it, a room for each
 * place two steps below. The root may be a township whose own congress it is: then its
 * station is the root. Below a city only places with a congress count.
 */
struct places_first {
	county_code            county;
	struct region_place    root;
	enum places_depth      depth;
	const struct pack_set *packs;
	struct when            now;
	int64_t                homes, stations, rooms;   /* out */
};
enum err places_first_make(struct db *db, struct arena *a, struct places_first *in) MUST_USE;

#endif
