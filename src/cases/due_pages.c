#include "cases/due_pages.h"

#include "pack/pack.h"
#include "cases/case_private.h"

/* Which rule runs now, and from when; NULL when none does. */
static const char *rule_of_case(struct req *r, const struct case_by_id_row *c, struct day *from)
{
	*from = day_of(c->changed);
	switch (c->state) {
	case CASE_STATE_HELD: case CASE_STATE_NEW:
		*from = day_of(c->created);
		return "accept";
	case CASE_STATE_ROUTED:
		return "accept";
	case CASE_STATE_ACCEPTED: case CASE_STATE_CHECKING:
		if (c->round == 1)
			return "check";
		*from = c->assigned;
		return "rehandle";
	case CASE_STATE_ASSIGNED: case CASE_STATE_HANDLING: case CASE_STATE_SIGNING:
		*from = c->assigned;
		return case_reply_rule(r->county, c->desk, c->round);
	case CASE_STATE_ANSWERED:
		return "rating";
	default:
		return NULL;
	}
}

void due_of_case(struct req *r, const struct case_by_id_row *c, bool staff, struct due_story *out)
{
	struct day  from;
	const char *rule = c->due.n ? rule_of_case(r, c, &from) : NULL;

	*out = (struct due_story){ .n = 0 };
	if (!rule || from.n == 0)
		return;
	due_explain_day(r, c->region, rule, from, c->due, staff, out);
}
