/* What every page of the room needs: the reach of a grant, words of the pack, the two records of a deed. */
#include "place/place_private.h"

#include "base/text.h"
#include "db/audit.h"
#include "db/outbox.h"
#include "region/region.h"

struct reach reach_of(const struct req *r)
{
	return (struct reach){ r->who.region_lo, r->who.region_hi,
		               r->who.roles & STATION_STAFF ? r->who.station.v : 0 };
}

enum err path_number(struct req *r, const char *part, int64_t *out)
{
	return str_number(req_part(r, part), INT32_MAX, out) && *out > 0 ? OK : ERR_MISSING;
}

enum err place_find(struct req *r, station_id id, struct place_by_id_row *s)
{
	struct reach at = reach_of(r);
	bool         found;
	enum err     e;

	if (id.v == 0)
		return ERR_MISSING;
	e = place_by_id(r->db, r->arena, &(struct place_by_id_in){ .county = r->county, .lo = at.lo,
		.hi = at.hi, .station = at.own, .id = id }, s, &found);
	return e ? e : found ? OK : ERR_MISSING;
}

enum err place_of_path(struct req *r, struct place_by_id_row *s)
{
	station_id id = { 0 };
	enum err   e = path_number(r, "id", &id.v);

	return e ? e : place_find(r, id, s);
}

struct str path_of(struct req *r, const char *head, int64_t id)
{
	return str_join(r->arena, str_of(head), str_int(r->arena, id), STR_NONE);
}

struct str day_value(const struct page *p, const char *field, struct day d)
{
	struct buf b;

	buf_init(&b, p->r->arena, 16);
	if (d.n)
		day_iso(&b, d);
	return page_typed(p, field, d.n ? buf_view(&b) : S(""));
}

/* ---- words of the pack ---- */

const struct pack_list *place_list(const struct req *r, region_code at, enum pack_section section)
{
	static const struct pack_list none = { 0 };
	const struct pack_list *list = pack_list(r->house->packs, at.v ? at : (region_code){ r->who.region_lo },
	                                         section, r->today);

	return list ? list : &none;
}

static const struct pack_item *item_of(const struct pack_list *list, int64_t term)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].id.v == term)
			return &list->items[i];
	return NULL;
}

const struct pack_item *place_item(const struct req *r, region_code at, enum pack_section section, int64_t term)
{
	const struct pack_item *item = item_of(place_list(r, at, section), term);

	return item ? item : item_of(place_list(r, (region_code){ 0 }, section), term);
}

bool place_in_function(const struct req *r, region_code at, const struct pack_item *item)
{
	return pack_in_function(r->house->packs, at.v ? at : (region_code){ r->who.region_lo },
	                        region_congress_level(region_of_county(r->county)), item, r->today);
}

void terms_check(struct req *r, region_code at, const char *field, enum pack_section section, const struct numbers *n)
{
	for (size_t i = 0; i < n->n; i++) {
		const struct pack_item *item = place_item(r, at, section, n->v[i]);

		if (item && place_in_function(r, at, item))
			continue;
		req_fault(r, field, item ? MSG_pack_fault_function : MSG_fault_choice, 0);
		return;
	}
}

struct str place_kind_word(const struct req *r, region_code at, enum station_kind kind, int64_t local)
{
	return pack_kind_name(r->house->packs, at.v ? at : (region_code){ r->who.region_lo }, kind, (term_id){ local },
		r->today, r->lang);
}

struct options section_options(struct req *r, region_code at, enum pack_section section, const int64_t *on,
                               size_t n_on)
{
	const struct pack_list *list = place_list(r, at, section);
	struct options          o = { ARENA_ARRAY(r->arena, struct option, list->n), 0 };

	for (size_t i = 0; i < list->n; i++) {
		struct option *one = &o.v[o.n++];

		*one = (struct option){ .value = list->items[i].id.v, .word = pack_name(&list->items[i], r->lang) };
		for (size_t k = 0; k < n_on; k++)
			one->on = one->on || on[k] == one->value;
	}
	return o;
}

/* ---- what is written ---- */

void spot_read(struct req *r, struct str lat, struct str lon, struct spot *out)
{
	*out = (struct spot){ 0 };
	if (lat.n == 0 && lon.n == 0)
		return;
	if (lat.n == 0 || !degree_read(r->arena, lat, &out->lat.v) || !degree_north(out->lat.v))
		req_fault(r, "lat", lat.n ? MSG_place_lat_wrong : MSG_place_both, 0);
	if (lon.n == 0 || !degree_read(r->arena, lon, &out->lon.v) || !degree_east(out->lon.v))
		req_fault(r, "lon", lon.n ? MSG_place_lon_wrong : MSG_place_both, 0);
	out->lat.has = out->lon.has = true;
}

enum err deed_write(struct req *r, const struct deed *d)
{
	enum err e = place_event_add(r->db, &(struct place_event_add_in){ .county = r->county, .about = d->about,
		.id = d->id, .now = r->now, .account = r->who.account, .act = d->act,
		.note = d->note.p ? d->note : S("") }, NULL);

	if (!e && d->about == PLACE_ABOUT_STATION)
		e = outbox_note(r->db, r->county, OUTBOX_TOPIC_STATION, d->id, r->now);
	return e ? e : audit_of(r, d->action, d->object, d->note);
}

enum err audit_of(struct req *r, const char *action, struct str object, struct str reason)
{
	return audit_write(r->db, &(struct audit){ .county = r->county, .now = r->now, .account = r->who.account,
		.grant = r->who.grant, .action = action, .object = object, .result = "",
		.reason = reason.n ? reason : STR_NONE });
}

/* ---- a station that begins ---- */

static enum err region_check(struct req *r, const struct standing *s, const struct place_by_id_row *parent)
{
	struct region_range  at = { r->who.region_lo, r->who.region_hi };
	struct region_place  place;
	enum err             e = region_find(r->db, r->arena, (region_code){ s->region }, &place);

	if (e && e != ERR_MISSING)
		return e;
	if (!e && parent && (e = region_range_of(r->db, r->arena, parent->region, &at)) && e != ERR_MISSING)
		return e;
	if (e || s->region < at.lo || s->region > at.hi || s->region < r->who.region_lo || s->region > r->who.region_hi)
		req_fault(r, "region", parent ? MSG_place_region_outside : MSG_fault_choice, 0);
	return OK;
}

enum err standing_check(struct req *r, struct standing *s)
{
	const struct pack_item *kind = place_item(r, (region_code){ s->region }, PACK_STATION_KINDS, s->local);
	const struct pack_item *field = place_item(r, (region_code){ s->region }, PACK_FIELDS, s->trade);
	struct place_by_id_row  parent;
	enum err                e = OK;

	s->kind = kind ? kind->place : STATION_KIND_NONE;
	s->field = field ? field->zh : S("");
	if (!kind)
		req_fault(r, "local", MSG_fault_choice, 0);
	if (s->trade && !field)
		req_fault(r, "trade", MSG_fault_choice, 0);
	else if (kind && kind->with_field && !s->trade)
		req_fault(r, "trade", MSG_fault_needed, 0);
	else if (kind && !kind->with_field && s->trade)
		req_fault(r, "trade", MSG_place_trade_station, 0);
	if (s->parent && (e = place_find(r, (station_id){ s->parent }, &parent)) && e != ERR_MISSING)
		return e;
	if (s->parent && (e || parent.closed.n))
		req_fault(r, "parent", MSG_fault_choice, 0);
	else if (s->kind && s->parent ? parent.kind >= s->kind : s->kind > STATION_KIND_STATION)
		req_fault(r, "parent", s->parent ? MSG_place_parent_kind : MSG_place_parent_needed, 0);
	return region_check(r, s, s->parent && !e ? &parent : NULL);
}
