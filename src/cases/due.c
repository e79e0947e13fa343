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

/*
 * A due date that ran into a year without a published table counted Monday to
 * Friday; once the table is there, open cases get the true date. Rows only move
 * forward in (due, id), so the walk ends although it changes what it walks on.
 */
enum err case_due_chunk(const struct desk *d, struct due_walk *w)
{
	struct case_due_from_row *rows;
	size_t                    n;
	enum err                  e;

	/* Behind everything due before the first day: each chunk begins where the last one ended. */
	if (w->due.n == 0)
		*w = (struct due_walk){ .from = w->from, .due = { w->from.n - 1 }, .id = INT64_MAX };
	e = case_due_from(d->db, d->arena, &(struct case_due_from_in){
		.county = d->county, .after_due = w->due, .after = w->id, .limit = 100 }, &rows, &n);

	w->more = !e && n == 100;
	for (size_t i = 0; !e && i < n; i++) {
		const struct case_due_from_row *c = &rows[i];
		struct day day = case_due(d, c->region, case_reply_rule(d->county, c->desk, c->round), c->assigned);

		w->due = c->due;
		w->id = c->id.v;
		if (day.n == 0 || day.n == c->due.n)
			continue;
		if (!(e = case_due_set(d->db, &(struct case_due_set_in){ d->county, c->id, day }, NULL)))
			e = audit_write(d->db, &(struct audit){ .county = d->county, .now = d->now, .action = "case.due",
				.object = case_number(d->arena, d->county, c->id) });
	}
	return e;
}
