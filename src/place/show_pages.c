/* GET /stations/:id and closing one. */
#include "place/show_pages.h"

#include "http/form.h"
#include "link/link.h"
#include "place/show.t.h"
#include "region/region.h"

#define BELOW_MAX 200
#define EVENTS_SHOWN 20


/* What is stored, by sort, in words: also a term that a newer pack does not have any more. */
static enum err marks_fill(struct req *r, struct show_view *v)
{
	struct station_marks_row *rows;
	size_t                    n;
	enum err e = station_marks(r->db, r->arena, &(struct station_marks_in){ .county = r->county,
		.station = v->s.id }, &rows, &n);

	for (int sort = 1; !e && sort < PLACE_MARK_COUNT; sort++)
		v->marks[sort].v = ARENA_ARRAY(r->arena, struct option, n);
	for (size_t i = 0; !e && i < n; i++) {
		struct options *o = &v->marks[rows[i].sort];

		o->v[o->n++] = (struct option){ .value = rows[i].term.v,
			.word = pack_word(r->house->packs, v->s.region, rows[i].term, r->today, r->lang), .on = true };
	}
	return e;
}

static enum err things_fill(struct req *r, struct show_view *v)
{
	enum err e;

	if ((e = equipment_of(r->db, r->arena, &(struct equipment_of_in){ .county = r->county,
	             .station = v->s.id }, &v->equipment, &v->n_equipment)) ||
	    (v->s.field.n && (e = expert_lines(r, v->s.id, &v->experts, &v->n_experts))) ||
	    (e = upgrade_of(r->db, r->arena, &(struct upgrade_of_in){ .county = r->county,
	             .station = v->s.id }, &v->upgrades, &v->n_upgrades)) ||
	    (e = plan_of_station(r->db, r->arena, &(struct plan_of_station_in){ .county = r->county,
	             .station = v->s.id }, &v->plans, &v->n_plans)))
		return e;
	for (size_t i = 0; i < v->n_equipment; i++)
		v->lacking += v->equipment[i].state >= EQUIPMENT_STATE_BROKEN;
	return OK;
}

static enum err people_fill(struct req *r, struct show_view *v)
{
	enum err e;

	if ((e = place_accounts(r->db, r->arena, &(struct place_accounts_in){ .county = r->county,
	             .station = v->s.id, .today = r->today }, &v->accounts, &v->n_accounts)) ||
	    (e = place_below(r->db, r->arena, &(struct place_below_in){ .county = r->county,
	             .parent = v->s.id, .limit = BELOW_MAX }, &v->below, &v->n_below)) ||
	    (e = place_events(r->db, r->arena, &(struct place_events_in){ .county = r->county,
	             .about = PLACE_ABOUT_STATION, .id = v->s.id.v, .limit = EVENTS_SHOWN }, &v->events,
	             &v->n_events)))
		return e;
	v->clerk = S("");
	for (size_t i = 0; i < v->n_accounts && v->clerk.n == 0; i++)
		if (v->accounts[i].role == ROLE_CLERK)
			v->clerk = v->accounts[i].display;
	return place_open_things(r->db, r->arena, &(struct place_open_things_in){ .county = r->county,
		.id = v->s.id, .today = r->today }, &v->open);
}

/* GET /stations/:id */
enum err place_show_get(struct req *r)
{
	struct show_view *v = ARENA_NEW(r->arena, struct show_view);
	enum err          e = place_of_path(r, &v->s);

	if (e || (e = marks_fill(r, v)) || (e = things_fill(r, v)) || (e = people_fill(r, v)) ||
	    (e = file_list(r, &(struct file_place){ FILE_OWNER_STATION, v->s.id.v, -1 }, &v->photos)))
		return e;
	v->kind = place_kind_word(r, v->s.region, v->s.kind, v->s.local);
	v->where = region_path(r->db, r->arena, v->s.region, region_of_county(r->county), " · ");
	if (v->s.lat_micro.has) {
		v->lat = degree_words(r->arena, v->s.lat_micro.v);
		v->lon = degree_words(r->arena, v->s.lon_micro.v);
	}
	v->may_edit = (r->who.roles & OFFICE) && !v->s.closed.n;
	v->may_own = (r->who.roles & STATION_STAFF) && !v->s.closed.n;
	v->may_close = v->may_edit;
	v->may_photo = v->may_edit || (v->may_own && v->s.id.v == r->who.station.v);
	for (size_t i = 0; i < v->photos.n; i++)
		v->photos_shown = v->photos_shown || v->photos.v[i].shown;
	return reply_page(r, v->s.name, place_show_html, v, (struct row_set[]){
		{ "station", &place_by_id_face, &v->s, 1, true },
		{ "below", &place_below_face, v->below, v->n_below, false },
		{ "equipment", &equipment_of_face, v->equipment, v->n_equipment, false },
		{ "experts", &expert_face, v->experts, v->n_experts, false },
		{ "upgrades", &upgrade_of_face, v->upgrades, v->n_upgrades, false },
		{ "events", &place_events_face, v->events, v->n_events, false },
		{ "files", &file_line_face, v->photos.v, v->photos.n, false } }, 7);
}

struct close_form {
	int64_t    version;
	struct str why;
};

static const struct field close_fields[] = {
	FIELD(close_form, version, NUMBER, 1 << 30,         NEEDED),
	FIELD(close_form, why,     TEXT,   WORDS_MAX_PLACE, NEEDED),
};

bool place_held_open(const struct place_open_things_row *o)
{
	return o->cases || o->below || o->duties || o->people || o->accounts || o->owed || o->links > LINKS_OF_STATION;
}

/* POST /stations/:id/close - only with nothing open; its cases stay readable, its links end the same day. */
enum err place_close_post(struct req *r)
{
	struct place_by_id_row       s;
	struct place_open_things_row open;
	struct close_form            f;
	struct acting                a = acting_of(r);
	int64_t                      changed;
	enum err                     e = place_of_path(r, &s);

	if (e || (e = req_form(r, close_fields, COUNT(close_fields), &f)) ||
	    (e = place_open_things(r->db, r->arena, &(struct place_open_things_in){ .county = r->county,
	             .id = s.id, .today = r->today }, &open)))
		return e;
	if (s.closed.n)
		return ERR_STEP;
	if (place_held_open(&open)) {
		req_fault(r, "why", MSG_place_close_open, 0);
		return ERR_INPUT;
	}
	e = place_close(r->db, &(struct place_close_in){ .county = r->county, .id = s.id, .version = f.version,
		.day = r->today }, &changed);
	if (!(e = changed_one(e, changed)))
		place_count(r->db, r->county, &(struct place_sum){ s.kind, s.region, s.field.n > 0,
			s.demonstration.n != 0 }, -1);
	if (e || (e = link_end_station(&a, s.id)) ||
	    (e = deed_write(r, &(struct deed){ PLACE_ABOUT_STATION, s.id.v, PLACE_ACT_CLOSE, "place.close",
	             s.name, f.why })))
		return e;
	return reply_see(r, path_of(r, "/stations/", s.id.v));
}

/* ---- what the public page adds ---- */

static void word_add(struct place_words *w, struct str word)
{
	if (word.n)
		w->v[w->n++] = word;
}

enum err place_facts(struct req *r, station_id station, region_code at, struct place_facts *out)
{
	struct station_marks_row *rows;
	struct experts_of_row    *experts;
	size_t                    n, n_experts;
	enum err                  e;

	*out = (struct place_facts){ 0 };
	if ((e = station_marks(r->db, r->arena, &(struct station_marks_in){ .county = r->county,
	             .station = station }, &rows, &n)) ||
	    (e = experts_of(r->db, r->arena, &(struct experts_of_in){ .county = r->county, .station = station },
	             &experts, &n_experts)))
		return e;
	out->facilities.v = ARENA_ARRAY(r->arena, struct str, n);
	out->tags.v = ARENA_ARRAY(r->arena, struct str, n);
	out->functions.v = ARENA_ARRAY(r->arena, struct str, n);
	for (size_t i = 0; i < n; i++) {
		const struct pack_item *tag = rows[i].sort == PLACE_MARK_FACILITY ? NULL :
			place_item(r, at, PACK_TAGS, rows[i].term.v);

		/* What the pack took from this congress later is not told any more. */
		if (rows[i].sort <= PLACE_MARK_FUNCTION && (!tag || place_in_function(r, at, tag)))
			word_add(rows[i].sort == PLACE_MARK_FACILITY ? &out->facilities :
			         rows[i].sort == PLACE_MARK_TAG ? &out->tags : &out->functions,
			         pack_word(r->house->packs, at, rows[i].term, r->today, r->lang));
	}
	out->experts = ARENA_ARRAY(r->arena, struct place_expert, n_experts);
	for (size_t i = 0; i < n_experts; i++) {
		struct place_expert *one = &out->experts[out->n_experts];
		struct str           phone;

		if (!experts[i].shown)
			continue;
		expert_open(r, &experts[i], &one->name, &phone);
		one->work = experts[i].work;
		out->n_experts += one->name.n > 0;
	}
	return OK;
}
