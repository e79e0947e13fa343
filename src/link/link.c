/* Making a link, counting contacts, and the receptions that cases tell of. */
#include "link/link_private.h"

#include "db/audit.h"
#include "db/serial.h"

const struct pack_item *link_rule(const struct pack_set *packs, region_code at, struct str kind, struct day day)
{
	const struct pack_list *list = pack_list(packs, at, PACK_LINKS, day);

	for (size_t i = 0; list && i < list->n; i++)
		if (str_eq(list->items[i].code, kind))
			return &list->items[i];
	return NULL;
}

static enum err told(const struct acting *a, link_id id, const char *action, struct str reason)
{
	return audit_write(a->db, &(struct audit){ .county = a->county, .now = a->now, .account = a->who->account,
		.grant = a->who->grant, .action = action, .result = "",
		.object = str_join(a->arena, S("link "), str_int(a->arena, id.v), STR_NONE),
		.reason = reason.n ? reason : STR_NONE });
}

enum err link_make(const struct acting *a, const struct pack_set *packs, const struct link_new *in, link_id *id)
{
	const struct pack_item *rule = link_rule(packs, in->region, in->kind, day_of(a->now));
	struct link_same_row    same;
	bool                    found;
	enum err                e;

	if (!rule || in->from.name.n == 0 || in->to.name.n == 0)
		return ERR_INPUT;
	e = link_same(a->db, a->arena, &(struct link_same_in){ .county = a->county, .kind = in->kind,
		.from_kind = in->from.kind, .from_id = in->from.id, .from_name = in->from.name,
		.to_kind = in->to.kind, .to_id = in->to.id, .to_name = in->to.name }, &same, &found);
	if (e || found)
		return e ? e : ERR_CONFLICT;
	if ((e = serial_next(a->db, a->arena, a->county, SERIAL_KIND_LINK, &id->v)) ||
	    (e = link_insert(a->db, &(struct link_insert_in){ .county = a->county, .id = *id, .kind = in->kind,
		     .from_kind = in->from.kind, .from_id = in->from.id, .from_name = in->from.name,
		     .to_kind = in->to.kind, .to_id = in->to.id, .to_name = in->to.name, .region = in->region,
		     .since = in->since, .due = period_last(rule->period, in->since) }, NULL)))
		return e;
	return told(a, *id, "link.make", STR_NONE);
}

enum err link_visit(const struct acting *a, const struct pack_set *packs, const struct link_contact *in)
{
	struct link_by_id_row          l;
	struct link_visits_between_row sum;
	const struct pack_item        *rule;
	struct day                     due;
	bool                           found;
	enum err                       e = link_by_id(a->db, a->arena, &(struct link_by_id_in){ a->county, in->link },
		&l, &found);

	if (e)
		return e;
	if (!found || l.ended.n)
		return ERR_MISSING;
	if ((e = link_visit_insert(a->db, &(struct link_visit_insert_in){ .county = a->county, .link = in->link,
		     .day = in->day, .way = in->way, .case_id = in->case_id, .account = a->who->account,
		     .now = a->now, .words = in->words.p ? in->words : S("") }, NULL)))
		return e;
	due = l.due;
	rule = link_rule(packs, l.region, l.kind, in->day);
	if (rule) {
		if ((e = link_visits_between(a->db, a->arena, &(struct link_visits_between_in){ a->county, in->link,
			     period_first(rule->period, in->day), period_last(rule->period, in->day) }, &sum)))
			return e;
		due = period_due(rule->period, rule->count, sum.n, in->day, l.due);
	}
	if ((e = link_touch(a->db, &(struct link_touch_in){ a->county, in->link, due, in->day }, NULL)))
		return e;
	return told(a, in->link, "link.visit", in->words);
}

enum err link_close(const struct acting *a, link_id id, int64_t version)
{
	int64_t  changed;
	enum err e = link_end_now(a->db, &(struct link_end_now_in){ a->county, id, version, day_of(a->now) }, &changed);

	if (e)
		return e;
	return changed == 1 ? told(a, id, "link.end", STR_NONE) : ERR_CONFLICT;
}

enum err link_end_station(const struct acting *a, station_id station)
{
	struct link_to_station_row *rows;
	size_t                      n;
	enum err                    e = link_to_station(a->db, a->arena, &(struct link_to_station_in){ a->county, station.v,
		LINKS_OF_STATION }, &rows, &n);

	for (size_t i = 0; !e && i < n; i++)
		e = link_close(a, rows[i].id, rows[i].version);
	return e;
}

enum err link_reception(const struct acting *a, const struct pack_set *packs, person_id deputy, station_id station,
                        case_id id)
{
	struct link_of_deputy_row *rows;
	size_t                     n;
	enum err                   e = link_of_deputy(a->db, a->arena, &(struct link_of_deputy_in){ a->county, deputy.v,
		station.v }, &rows, &n);

	for (size_t i = 0; !e && i < n; i++)
		e = link_visit(a, packs, &(struct link_contact){ .link = rows[i].id,
			.way = VISIT_WAY_RECEPTION, .day = day_of(a->now), .case_id = id });
	return e;
}
