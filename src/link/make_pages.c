/* A new link: one, or one to every place of a township that nobody looks after yet. */
#include "link/link_private.h"

#include "base/text.h"
#include "link/matrix.t.h"
#include "region/region.h"

#define PLACES_MAX 1000
#define TOWNS_MAX 100
#define WHOLE_MAX 150           /* made at once: two rows each */

static void whole_add(struct req *r, struct link_make_view *v, int64_t code, struct str name, int64_t n)
{
	struct page page = page_of(r), *p = &page;
	struct str  value = str_int(r->arena, code);

	if (n > 1 && n <= WHOLE_MAX)
		v->wholes[v->n_wholes++] = (struct link_tab){ value, msgf(link_whole, name, num(n)), str_eq(value, v->to) };
}

/* How many nobody looks after by this kind, in the grant and in each of its townships. */
static enum err wholes_fill(struct req *r, struct link_make_view *v, struct str kind)
{
	struct link_fresh_row *fresh;
	struct region_place   *towns;
	struct page            page = page_of(r), *p = &page;
	size_t                 n, n_towns;
	enum err e = link_fresh(r->db, r->arena, &(struct link_fresh_in){ r->county, kind, r->who.region_lo,
		r->who.region_hi, PLACES_MAX }, &fresh, &n);

	if (e || (e = region_children(r->db, r->arena, region_of_county(r->county), (region_code){ 0 }, TOWNS_MAX,
	                              &towns, &n_towns)))
		return e;
	v->wholes = ARENA_ARRAY(r->arena, struct link_tab, n_towns + 1);
	if (r->who.region_lo == region_of_county(r->county).v)
		whole_add(r, v, r->who.region_lo, msg(link_whole_county), (int64_t)n);
	for (size_t i = 0, k = 0; i < n_towns; i++) {
		struct region_range at = region_range(towns[i].code, towns[i].level);
		size_t              first;

		while (k < n && fresh[k].region.v < at.lo)
			k++;
		for (first = k; k < n && fresh[k].region.v <= at.hi; k++)
			;
		whole_add(r, v, at.lo, towns[i].name, (int64_t)(k - first));
	}
	return OK;
}

/* GET /links/new?kind=&from=&to= */
enum err link_new_get(struct req *r)
{
	struct link_make_view *v = ARENA_NEW(r->arena, struct link_make_view);
	struct page            page = page_of(r), *p = &page;
	struct str             kind = link_kind_of(r, false);
	enum err               e = link_tabs(r, kind, &v->tabs, &v->n_tabs);

	if (e || (e = link_places(r->db, r->arena, &(struct link_places_in){ r->county, r->who.region_lo,
	             r->who.region_hi, true, PLACES_MAX }, &v->places, &v->n_places)))
		return e;
	v->rule = link_rule(r->house->packs, link_at(r), kind, r->today);
	v->often = link_often(p, v->rule);
	v->from = link_asked(r, "from");
	v->to = link_asked(r, "to");
	if (v->rule && v->rule->link_to == PARTY_STATION && (e = wholes_fill(r, v, kind)))
		return e;
	return reply_page(r, msg(link_new), link_make_html, v, NULL, 0);
}

struct new_form {
	struct str kind, from, to;
	struct day since;
};

static const struct field new_fields[] = {
	FIELD(new_form, kind,  LINE, 64,            NEEDED),
	FIELD(new_form, from,  LINE, LINK_NAME_MAX, NEEDED),
	FIELD(new_form, to,    LINE, LINK_NAME_MAX, NEEDED),
	FIELD(new_form, since, DATE, 0,             OPTIONAL),
};

/* A deputy by code or by a name that only one has. ERR_INPUT with the field marked. */
static enum err deputy_find(struct req *r, const char *field, struct str typed_text, struct link_side *side,
                            region_code *at)
{
	struct link_person_code_row  one;
	struct link_person_name_row *many;
	struct link_station_row      s;
	station_id                   station = { 0 };
	struct str                   code = text_code(r->arena, typed_text);
	size_t                       n = 0;
	bool                         found;
	enum err                     e = link_person_code(r->db, r->arena, &(struct link_person_code_in){ r->county,
		code }, &one, &found);

	if (!e && !found)
		e = link_person_name(r->db, r->arena, &(struct link_person_name_in){ r->county, typed_text }, &many, &n);
	if (e)
		return e;
	if (!found && n != 1) {
		req_fault(r, field, n ? MSG_link_same_name : MSG_link_no_deputy, 0);
		return OK;
	}
	*side = (struct link_side){ LINK_END_PERSON, found ? one.id.v : many[0].id.v,
	                            found ? one.name : many[0].name };
	station = found ? one.station : many[0].station;
	if (station.v && at && !(e = link_station(r->db, r->arena, &(struct link_station_in){ r->county, station }, &s,
	                                 &found)) && found)
		*at = s.region;
	return e;
}

static enum err to_read(struct req *r, const struct pack_item *rule, struct str typed_text, struct link_new *in)
{
	struct link_station_row s;
	station_id              id;
	bool                    found = false;
	enum err                e = OK;

	if (rule->link_to == PARTY_DEPUTY || rule->link_to == PARTY_PERSON)
		return deputy_find(r, "to", typed_text, &in->to, &in->region);
	if (rule->link_to != PARTY_STATION) {
		in->to = (struct link_side){ LINK_END_GROUP, 0, typed_text };
		return OK;
	}
	if (str_number(typed_text, INT64_MAX, &id.v) && id.v)
		e = link_station(r->db, r->arena, &(struct link_station_in){ r->county, id }, &s, &found);
	if (e)
		return e;
	if (!found || s.region.v < r->who.region_lo || s.region.v > r->who.region_hi) {
		req_fault(r, "to", MSG_fault_choice, 0);
		return OK;
	}
	in->to = (struct link_side){ LINK_END_STATION, id.v, s.name };
	in->region = s.region;
	return OK;
}

/* Who keeps in touch; a leader who is a deputy is found by name, one who is not is named. */
static enum err from_read(struct req *r, const struct pack_item *rule, struct str typed_text, struct link_new *in)
{
	struct link_person_name_row *same;
	size_t                       n = 0;
	enum err                     e = OK;

	if (rule->link_from == PARTY_DEPUTY)
		return deputy_find(r, "from", typed_text, &in->from, &in->region);
	in->from = (struct link_side){ LINK_END_BODY, 0, typed_text };
	if (rule->link_from == PARTY_PERSON)
		e = link_person_name(r->db, r->arena, &(struct link_person_name_in){ r->county, typed_text }, &same, &n);
	if (!e && n == 1)
		in->from = (struct link_side){ LINK_END_PERSON, same[0].id.v, same[0].name };
	return e;
}

/* One link to each place of a range that nobody looks after by this kind; none is a choice that is gone. */
static enum err whole_make(struct req *r, const struct pack_set *packs, struct link_new *in, int64_t code)
{
	struct acting          a = acting_of(r);
	struct region_range    at = { r->who.region_lo, r->who.region_hi };
	struct link_fresh_row *rows = NULL;
	link_id                id;
	size_t                 n = 0;
	enum err               e = OK;

	if (code != at.lo)
		e = region_range_of(r->db, r->arena, (region_code){ code }, &at);
	if (!e && at.lo >= r->who.region_lo && at.hi <= r->who.region_hi)
		e = link_fresh(r->db, r->arena, &(struct link_fresh_in){ r->county, in->kind, at.lo, at.hi, WHOLE_MAX + 1 },
		               &rows, &n);
	if (e && e != ERR_MISSING)
		return e;
	if (n == 0 || n > WHOLE_MAX)
		req_fault(r, "to", MSG_fault_choice, 0);
	if (r->n_faults)
		return ERR_INPUT;
	for (size_t i = 0; !e && i < n; i++) {
		in->to = (struct link_side){ LINK_END_STATION, rows[i].id.v, rows[i].name };
		in->region = rows[i].region;
		e = link_make(&a, packs, in, &id);
	}
	return e ? e : reply_see(r, str_join(r->arena, S("/links/matrix?kind="), in->kind, STR_NONE));
}

/* POST /links/new */
enum err link_new_post(struct req *r)
{
	struct acting           a = acting_of(r);
	struct link_new         in = { .region = { r->who.region_lo } };
	const struct pack_item *rule;
	struct new_form         f;
	int64_t                 whole = 0;
	link_id                 id;
	enum err                e = req_form(r, new_fields, COUNT(new_fields), &f);

	if (e && e != ERR_INPUT)
		return e;
	rule = link_rule(r->house->packs, link_at(r), f.kind, r->today);
	if (!rule)
		return ERR_MISSING;
	in.kind = rule->code;
	in.since = f.since.n ? f.since : r->today;
	if (in.since.n > r->today.n)
		req_fault(r, "since", MSG_link_day_wrong, 0);
	if (f.from.n && (e = from_read(r, rule, f.from, &in)))
		return e;
	/* A place is told from a station by its twelve digits. */
	if (rule->link_to == PARTY_STATION && str_number(f.to, INT64_C(999999999999), &whole) && whole > INT32_MAX)
		return whole_make(r, r->house->packs, &in, whole);
	if (f.to.n && (e = to_read(r, rule, f.to, &in)))
		return e;
	if (r->n_faults)
		return ERR_INPUT;
	e = link_make(&a, r->house->packs, &in, &id);
	if (e == ERR_CONFLICT) {
		req_fault(r, "to", MSG_link_there, 0);
		return ERR_INPUT;
	}
	return e ? e : reply_see(r, str_join(r->arena, S("/links/"), str_int(r->arena, id.v), STR_NONE));
}
