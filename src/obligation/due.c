/* Days by which things are owed: set by a person, or by the pack's rule for tasks. */
#include "obligation/obligation_private.h"

#include "db/audit.h"
#include "pack/pack.h"

#define TASK_RULE "task"
#define WALK_ROWS 100

static struct day by_rule(const struct pack_set *packs, region_code at, struct day from)
{
	/* A place's own deadlines may have no rule for tasks: then somebody says the day. */
	return pack_deadline(packs, at, TASK_RULE, from) ? pack_due(packs, at, TASK_RULE, from).day : (struct day){ 0 };
}

struct day obligation_due_offer(const struct req *r)
{
	return by_rule(r->house->packs, (region_code){ r->who.region_lo }, r->today);
}

struct owed_day obligation_due_read(struct req *r, region_code at, struct day typed)
{
	struct owed_day out = { typed, "" };

	if (field_fault_of(r, "due"))
		return out;
	if (typed.n == 0)
		out = (struct owed_day){ by_rule(r->house->packs, at, r->today), TASK_RULE };
	if (out.due.n == 0)
		req_fault(r, "due", MSG_fault_needed, 0);
	else if (out.due.n < r->today.n)
		req_fault(r, "due", MSG_owed_past, 0);
	return out;
}

/*
 * A date that ran into a year without a published table counted Monday to Friday;
 * once the table is there, what is still open gets the true date. Rows only move
 * forward in (due, id), so the walk ends although it changes what it walks on.
 */
enum err obligation_due_chunk(const struct acting *a, const struct pack_set *packs, struct due_walk *w)
{
	struct owed_due_from_row *rows;
	size_t                    n;
	enum err                  e;

	/* Behind everything due before the first day: each chunk begins where the last one ended. */
	if (w->due.n == 0)
		*w = (struct due_walk){ .from = w->from, .due = { w->from.n - 1 }, .id = INT64_MAX };
	e = owed_due_from(a->db, a->arena, &(struct owed_due_from_in){ .county = a->county, .after_due = w->due,
		.after = w->id, .limit = WALK_ROWS }, &rows, &n);
	w->more = !e && n == WALK_ROWS;
	for (size_t i = 0; !e && i < n; i++) {
		struct day day = { 0 };

		w->due = rows[i].due;
		w->id = rows[i].id.v;
		if (rows[i].rule.n)
			day = pack_due(packs, rows[i].region, str_z(a->arena, rows[i].rule), rows[i].began).day;
		if (day.n == 0 || day.n == rows[i].due.n)
			continue;
		owed_count(a, OBLIGATION_STATE_OPEN, rows[i].due, -1);
		owed_count(a, OBLIGATION_STATE_OPEN, day, 1);
		if (!(e = owed_due_set(a->db, &(struct owed_due_set_in){ a->county, rows[i].id, day }, NULL)))
			e = audit_write(a->db, &(struct audit){ .county = a->county, .now = a->now,
				.action = "obligation.due", .result = "",
				.object = str_join(a->arena, S("obligation "), str_int(a->arena, rows[i].id.v), STR_NONE) });
	}
	return e;
}
