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
#include "http/req.h"
#include "http/route.h"

extern const struct route place_routes[];

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
enum err place_facts(struct req *r, station_id station, struct place_facts *out) MUST_USE;

/* Seals what is personal of an expert for storage; for forms and for the demonstration. */
struct expert_sealed {
	struct str wrapped, name, phone, phone_index;
};
struct expert_sealed expert_seal(const struct keys *keys, struct arena *a, county_code county, expert_id id,
                                 struct str name, struct str phone);

#endif
