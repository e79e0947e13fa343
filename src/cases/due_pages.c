#include "cases/due_pages.h"

#include "pack/pack.h"
#include "cases/case_private.h"

static void due_say(struct due_story *out, struct str words)
{
	if (out->n < DUE_LINES)
		out->lines[out->n++].words = words;
}

/* Which rule it is, how long, and by what right; the pack's own note of its source is for staff. */
static void rule_say(struct req *r, const struct pack_item *item, bool staff, struct due_story *out)
{
	struct page page = page_of(r), *p = &page;
	struct str  name = pack_name(item, r->lang), count = num(item->rule.count), law = pack_law(item, r->lang);
	bool        ours = str_eq(item->source, S("default"));

	due_say(out, item->rule.span == SPAN_MONTH     ? msgf(due_rule_months, name, count)
		     : item->rule.span == SPAN_WORKDAY ? msgf(due_rule_workdays, name, count)
		                                       : msgf(due_rule_days, name, count));
	if (law.n)
		due_say(out, msgf(due_law, law));
	else if (ours || !staff)
		due_say(out, msg(due_general));
	if (staff && !ours)
		due_say(out, msgf(due_source, item->source));
}

/* In the order a person would count it. */
void due_explain(struct req *r, region_code at, const char *rule, struct day from, bool staff,
		 struct due_story *out)
{
	const struct pack_item *item = pack_deadline(r->house->packs, at, rule, from);
	struct due              due = pack_due(r->house->packs, at, rule, from);
	struct page             page = page_of(r), *p = &page;

	*out = (struct due_story){ .lines = ARENA_ARRAY(r->arena, struct due_line, DUE_LINES),
				   .day = due.day };
	rule_say(r, item, staff, out);
	due_say(out, msgf(due_start, page_day_week(p, due.start)));
	due_say(out, due.rule.span == SPAN_MONTH
			     ? msgf(due_months, num(due.rule.count), page_day_week(p, due.raw))
		     : due.rule.span == SPAN_WORKDAY
			     ? msgf(due_workdays, num(due.rule.count), num(due.weekends))
			     : msgf(due_days, num(due.rule.count), page_day_week(p, due.raw)));
	if (due.clamped)
		due_say(out, msg(due_clamped));
	for (size_t i = 0; i < due.n_notes; i++)
		due_say(out, due.notes[i]->workday
				     ? msgf(due_makeup, page_day_week(p, due.notes[i]->day),
					    due.notes[i]->name)
				     : msgf(due_holiday, page_day_week(p, due.notes[i]->day),
					    due.notes[i]->name));
	if (due.day.n != due.raw.n)
		due_say(out, msgf(due_shifted, page_day_week(p, due.raw)));
	if (due.provisional)
		due_say(out, msg(due_provisional));
	due_say(out, msgf(due_end, page_day_week(p, due.day)));
}

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
	due_explain(r, c->region, rule, from, staff, out);
	if (out->day.n != c->due.n)
		out->n = 0;
}
