/* Due dates: the rule of the pack in force on the working-day calendar. */
#include "pack/pack.h"
#include "cases/case_private.h"

const char *case_reply_rule(county_code county, region_code desk, int64_t round)
{
	if (round > 1)
		return "rehandle";
	/* Township congresses run under shorter terms than the county's. */
	return desk.v && desk.v != county.v * 1000000 ? "reply_township" : "reply";
}

struct day case_due(const struct desk *d, region_code at, const char *rule, struct day from)
{
	/* Tests of the steps alone run without packs. */
	return d->house->packs && from.n ? pack_due(d->house->packs, at, rule, from).day : (struct day){ 0 };
}

enum err case_lapse_chunk(const struct desk *d, size_t *done)
{
	struct case_lapsed_row *rows;
	size_t                  n;
	enum err                e = case_lapsed(d->db, d->arena, &(struct case_lapsed_in){
	        .county = d->county, .today = day_of(d->now), .limit = 50 }, &rows, &n);

	*done = 0;
	for (size_t i = 0; !e && i < n; i++) {
		e = case_step(d, rows[i].id, &(struct move){ .event = CASE_EVENT_LAPSE });
		*done += !e;
	}
	return e;
}
