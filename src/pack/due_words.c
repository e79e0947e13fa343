/* How a date came about, in sentences that anybody can check. */
#include "pack/pack.h"

#include "web/page.h"

#define DUE_LINES 40

static void due_say(struct due_story *out, struct str words)
{
	if (out->n < DUE_LINES)
		out->lines[out->n++] = words;
}

/* Which rule it is, how long, and by what right; the pack's own note of its source is for staff. */
static void rule_say(struct req *r, const struct pack_item *item, const struct pack *pack, bool staff,
		     struct due_story *out)
{
	struct page page = page_of(r), *p = &page;
	struct str  name = pack_name(item, r->lang), count = num(item->rule.count), law = pack_law(item, r->lang);
	bool        ours = pack_is_default(item);

	due_say(out, item->rule.span == SPAN_MONTH     ? msgf(due_rule_months, name, count)
		     : item->rule.span == SPAN_WORKDAY ? msgf(due_rule_workdays, name, count)
		                                       : msgf(due_rule_days, name, count));
	if (law.n)
		due_say(out, msgf(due_law, law));
	else if (ours || !staff)
		due_say(out, msg(due_general));
	if (staff && !ours)
		due_say(out, msgf(due_source, item->source));
	if (staff && pack)
		due_say(out, msgf(due_version, pack->name, num(pack->version), page_day(p, pack->from)));
}

/* In the order a person would count it. */
static void count_say(struct req *r, const struct due *due, struct due_story *out)
{
	struct page page = page_of(r), *p = &page;

	due_say(out, msgf(due_start, page_day_week(p, due->start)));
	due_say(out, due->rule.span == SPAN_MONTH
			     ? msgf(due_months, num(due->rule.count), page_day_week(p, due->raw))
		     : due->rule.span == SPAN_WORKDAY
			     ? msgf(due_workdays, num(due->rule.count), num(due->weekends))
			     : msgf(due_days, num(due->rule.count), page_day_week(p, due->raw)));
	if (due->clamped)
		due_say(out, msg(due_clamped));
	for (size_t i = 0; i < due->n_notes; i++)
		due_say(out, due->notes[i]->workday
				     ? msgf(due_makeup, page_day_week(p, due->notes[i]->day), due->notes[i]->name)
				     : msgf(due_holiday, page_day_week(p, due->notes[i]->day), due->notes[i]->name));
	if (due->day.n != due->raw.n)
		due_say(out, msgf(due_shifted, page_day_week(p, due->raw)));
	if (due->provisional)
		due_say(out, msg(due_provisional));
	due_say(out, msgf(due_end, page_day_week(p, due->day)));
}

void due_explain(struct req *r, region_code at, const char *rule, struct day from, bool staff,
		 struct due_story *out)
{
	const struct pack_set  *packs = r->house->packs;
	const struct pack_item *item = pack_deadline(packs, at, rule, from);
	struct due              due = pack_due(packs, at, rule, from);

	*out = (struct due_story){ .n = 0 };
	if (!item || from.n == 0)
		return;
	out->lines = ARENA_ARRAY(r->arena, struct str, DUE_LINES);
	out->day = due.day;
	rule_say(r, item, pack_of_list(packs, at, PACK_DEADLINES, from), staff, out);
	count_say(r, &due, out);
}

void due_explain_day(struct req *r, region_code at, const char *rule, struct day from, struct day day,
		     bool staff, struct due_story *out)
{
	due_explain(r, at, rule, from, staff, out);
	if (out->day.n != day.n)
		out->n = 0;
}
