/* A new station below its parent, and changing one: all of it for the office, the modest parts for its own people. */
#include "place/show_pages.h"

#include "http/form.h"
#include "place/edit.t.h"
#include "region/region.h"

#define REGIONS_MAX 1500
#define FIELD_KEPT INT32_MAX    /* a field that no list of the pack in force has: it stays */

struct edit_form {
	int64_t        version, local, trade, head, clerk;
	struct str     name, address, hours, lat, lon;
	bool           demonstration;
	struct numbers facilities, uses, roles, criteria;
	/* of a new one */
	int64_t        region, parent;
	struct day     opened;
};

#define OWN_FIELDS \
	FIELD(edit_form, version,    NUMBER,  1 << 30,        OPTIONAL), \
	FIELD(edit_form, address,    LINE,    FIELD_MAX,      NEEDED), \
	FIELD(edit_form, hours,      LINE,    HOURS_MAX,      OPTIONAL), \
	FIELD(edit_form, lat,        LINE,    DEGREE_MAX,     OPTIONAL), \
	FIELD(edit_form, lon,        LINE,    DEGREE_MAX,     OPTIONAL), \
	FIELD(edit_form, facilities, NUMBERS, INT32_MAX,      OPTIONAL), \
	FIELD(edit_form, uses,       NUMBERS, INT32_MAX,      OPTIONAL), \
	FIELD(edit_form, roles,      NUMBERS, INT32_MAX,      OPTIONAL)

static const struct field own_fields[] = { OWN_FIELDS };

static const struct field edit_fields[] = {
	OWN_FIELDS,
	FIELD(edit_form, name,          LINE,    NAME_MAX_PLACE, NEEDED),
	FIELD(edit_form, local,         TERM,    INT32_MAX,      OPTIONAL),
	FIELD(edit_form, trade,         TERM,    INT32_MAX,      OPTIONAL),
	FIELD(edit_form, head,          TERM,    INT32_MAX,      OPTIONAL),
	FIELD(edit_form, clerk,         TERM,    INT64_MAX,      OPTIONAL),
	FIELD(edit_form, demonstration, CHECK,   0,              OPTIONAL),
	FIELD(edit_form, criteria,      NUMBERS, INT32_MAX,      OPTIONAL),
};

static const struct field new_fields[] = {
	OWN_FIELDS,
	FIELD(edit_form, name,   LINE, NAME_MAX_PLACE,          NEEDED),
	FIELD(edit_form, local,  TERM, INT32_MAX,               NEEDED),
	FIELD(edit_form, trade,  TERM, INT32_MAX,               OPTIONAL),
	FIELD(edit_form, region, TERM, INT64_C(999999999999),   NEEDED),
	FIELD(edit_form, parent, TERM, INT32_MAX,               OPTIONAL),
	FIELD(edit_form, opened, DATE, 0,                       NEEDED),
};

/* ---- choices ---- */

/* Names of the pack for a kind of place; 0: of all kinds. */
struct options kind_options(struct req *r, region_code at, enum station_kind kind, int64_t on)
{
	const struct pack_list *list = place_list(r, at, PACK_STATION_KINDS);
	struct options          o = { ARENA_ARRAY(r->arena, struct option, list->n), 0 };

	for (size_t i = 0; i < list->n; i++)
		if (!kind || list->items[i].place == kind)
			o.v[o.n++] = (struct option){ .value = list->items[i].id.v,
				.word = pack_name(&list->items[i], r->lang), .on = list->items[i].id.v == on };
	return o;
}

static struct options tag_options(struct req *r, region_code at, bool role, const int64_t *on, size_t n_on)
{
	const struct pack_list *list = place_list(r, at, PACK_TAGS);
	struct options          all = section_options(r, at, PACK_TAGS, on, n_on), o = { all.v, 0 };

	for (size_t i = 0; i < all.n; i++)
		if ((list->items[i].tag == TAG_ROLE) == role && place_in_function(r, at, &list->items[i]))
			o.v[o.n++] = all.v[i];
	return o;
}

static void trade_options(struct req *r, struct edit_view *v)
{
	const struct pack_list *list = place_list(r, v->at, PACK_FIELDS);

	struct options          all = section_options(r, v->at, PACK_FIELDS, NULL, 0);
	bool                    listed = v->s.field.n == 0;

	v->fields = (struct options){ ARENA_ARRAY(r->arena, struct option, all.n + 1), 0 };
	for (size_t i = 0; i < all.n; i++) {
		all.v[i].on = str_eq(list->items[i].zh, v->s.field);
		listed = listed || all.v[i].on;
		v->fields.v[v->fields.n++] = all.v[i];
	}
	if (!listed)
		v->fields.v[v->fields.n++] = (struct option){ .value = FIELD_KEPT, .word = v->s.field, .on = true };
}

static enum err people_options(struct req *r, struct edit_view *v)
{
	struct place_deputies_row *deputies;
	struct place_accounts_row *accounts;
	size_t                     n, n_accounts;
	enum err                   e;

	if ((e = place_deputies(r->db, r->arena, &(struct place_deputies_in){ .county = r->county,
	             .station = v->s.id }, &deputies, &n)) ||
	    (e = place_accounts(r->db, r->arena, &(struct place_accounts_in){ .county = r->county,
	             .station = v->s.id, .today = r->today }, &accounts, &n_accounts)))
		return e;
	v->deputies.v = ARENA_ARRAY(r->arena, struct option, n);
	for (; v->deputies.n < n; v->deputies.n++)
		v->deputies.v[v->deputies.n] = (struct option){ .value = deputies[v->deputies.n].id.v,
			.word = deputies[v->deputies.n].name, .on = deputies[v->deputies.n].id.v == v->s.head.v };
	v->accounts.v = ARENA_ARRAY(r->arena, struct option, n_accounts);
	for (; v->accounts.n < n_accounts; v->accounts.n++)
		v->accounts.v[v->accounts.n] = (struct option){ .value = accounts[v->accounts.n].id.v,
			.word = accounts[v->accounts.n].display, .on = accounts[v->accounts.n].id.v == v->s.clerk.v };
	return OK;
}

enum err region_options(struct req *r, int64_t lo, int64_t hi, struct options *o)
{
	struct place_regions_row *rows;
	size_t                    n;
	enum err e = place_regions(r->db, r->arena, &(struct place_regions_in){ lo, hi, REGIONS_MAX }, &rows, &n);
	struct str                town = S("");

	if (e)
		return e;
	o->v = ARENA_ARRAY(r->arena, struct option, n);
	for (o->n = 0; o->n < n; o->n++) {
		const struct place_regions_row *row = &rows[o->n];

		if (row->level == REGION_LEVEL_TOWNSHIP)
			town = row->name;
		o->v[o->n] = (struct option){ .value = row->code.v, .word = row->level == REGION_LEVEL_VILLAGE && town.n ?
			str_join(r->arena, town, S(" · "), region_short(row->name), STR_NONE) : row->name };
	}
	return OK;
}

enum err parent_options(struct req *r, int64_t on, struct options *o)
{
	struct place_parents_row *rows;
	size_t                    n;
	enum err e = place_parents(r->db, r->arena, &(struct place_parents_in){ .county = r->county,
		.lo = r->who.region_lo, .hi = r->who.region_hi }, &rows, &n);

	if (e)
		return e;
	o->v = ARENA_ARRAY(r->arena, struct option, n);
	for (o->n = 0; o->n < n; o->n++)
		o->v[o->n] = (struct option){ .value = rows[o->n].id.v, .word = rows[o->n].name,
			.on = rows[o->n].id.v == on };
	return OK;
}

/* ---- what is posted ---- */

static enum err marks_store(struct req *r, station_id id, enum place_mark sort, const struct numbers *n)
{
	enum err e = station_marks_clear(r->db, &(struct station_marks_clear_in){ .county = r->county,
		.station = id, .sort = sort }, NULL);

	for (size_t i = 0; !e && i < n->n; i++)
		e = station_mark_put(r->db, &(struct station_mark_put_in){ .county = r->county, .station = id,
			.sort = sort, .term = { n->v[i] } }, NULL);
	return e;
}

static enum err marks_all_store(struct req *r, station_id id, const struct edit_form *f, bool office)
{
	enum err e;

	if ((e = marks_store(r, id, PLACE_MARK_FACILITY, &f->facilities)) ||
	    (e = marks_store(r, id, PLACE_MARK_TAG, &f->uses)) ||
	    (e = marks_store(r, id, PLACE_MARK_FUNCTION, &f->roles)))
		return e;
	return office ? marks_store(r, id, PLACE_MARK_DEMONSTRATION, &f->criteria) : OK;
}

static enum err form_read(struct req *r, region_code where, const struct field *fields, size_t n, struct edit_form *f,
                          struct spot *at)
{
	enum err e;

	*f = (struct edit_form){ 0 };
	e = req_form(r, fields, n, f);
	if (e && e != ERR_INPUT)
		return e;
	spot_read(r, f->lat, f->lon, at);
	terms_check(r, where, "facilities", PACK_FACILITIES, &f->facilities);
	terms_check(r, where, "uses", PACK_TAGS, &f->uses);
	terms_check(r, where, "roles", PACK_TAGS, &f->roles);
	terms_check(r, where, "criteria", PACK_DEMONSTRATION, &f->criteria);
	return OK;
}

/* A demonstration site shows what the pack asks of every one, and at least something. */
static bool criteria_met(const struct req *r, region_code at, const struct numbers *ticked)
{
	const struct pack_list *list = place_list(r, at, PACK_DEMONSTRATION);

	for (size_t i = 0; i < list->n; i++) {
		size_t k = 0;

		while (k < ticked->n && ticked->v[k] != list->items[i].id.v)
			k++;
		if (k == ticked->n && list->items[i].required)
			return false;
	}
	return ticked->n > 0;
}

static bool offered(const struct options *o, int64_t value)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->v[i].value == value)
			return true;
	return false;
}

/* Head and clerk must be of this station, its local name one of its kind, a field only where there are stations with one. */
static enum err office_check(struct req *r, const struct place_by_id_row *s, struct edit_form *f, struct str *field)
{
	const struct pack_item *local = place_item(r, s->region, PACK_STATION_KINDS, f->local);
	const struct pack_item *trade = place_item(r, s->region, PACK_FIELDS, f->trade);
	struct edit_view        v = { .s = *s };
	enum err                e = people_options(r, &v);

	*field = f->trade == FIELD_KEPT ? s->field : trade ? trade->zh : S("");
	if (f->head && f->head != s->head.v && !offered(&v.deputies, f->head))
		req_fault(r, "head", MSG_fault_choice, 0);
	if (f->clerk && f->clerk != s->clerk.v && !offered(&v.accounts, f->clerk))
		req_fault(r, "clerk", MSG_fault_choice, 0);
	if (f->local && f->local != s->local && (!local || local->place != s->kind))
		req_fault(r, "local", MSG_fault_choice, 0);
	if (f->trade && field->n == 0)
		req_fault(r, "trade", MSG_fault_choice, 0);
	else if (f->trade && s->kind != STATION_KIND_STATION)
		req_fault(r, "trade", MSG_place_trade_station, 0);
	if (f->demonstration && !criteria_met(r, s->region, &f->criteria))
		req_fault(r, "criteria", MSG_place_criteria_needed, 0);
	return e;
}

static enum err edit_done(struct req *r, const struct place_by_id_row *s, const char *action)
{
	enum err e = deed_write(r, &(struct deed){ PLACE_ABOUT_STATION, s->id.v, PLACE_ACT_CHANGE, action, s->name,
	                                           STR_NONE });

	return e ? e : reply_see(r, path_of(r, "/stations/", s->id.v));
}

/* POST /stations/:id/edit - by the office. */
enum err place_edit_post(struct req *r)
{
	struct place_by_id_row s;
	struct edit_form       f;
	struct spot            at;
	struct str             field;
	int64_t                changed;
	enum err               e = place_of_path(r, &s);

	if (e || (e = form_read(r, s.region, edit_fields, COUNT(edit_fields), &f, &at)) ||
	    (e = office_check(r, &s, &f, &field)))
		return e;
	if (r->n_faults)
		return ERR_INPUT;
	e = place_edit(r->db, &(struct place_edit_in){ .county = r->county, .id = s.id, .version = f.version,
		.local = f.local, .field = field, .name = f.name,
		.initials = str_eq(f.name, s.name) ? s.initials : station_initials(r->db, r->arena, f.name, s.region),
		.address = f.address, .hours = f.hours, .lat_micro = at.lat, .lon_micro = at.lon,
		.head = { f.head }, .clerk = { f.clerk }, .demonstration = !f.demonstration ? (struct day){ 0 } :
		s.demonstration.n ? s.demonstration : r->today }, &changed);
	if ((e = changed_one(e, changed)) || (e = marks_all_store(r, s.id, &f, true)))
		return e;
	place_count(r->db, r->county, &(struct place_sum){ s.kind, s.region, s.field.n > 0, s.demonstration.n != 0 }, -1);
	place_count(r->db, r->county, &(struct place_sum){ s.kind, s.region, field.n > 0, f.demonstration }, 1);
	return edit_done(r, &s, "place.edit");
}

/* POST /stations/:id/own - by its head and its clerk. */
enum err place_own_post(struct req *r)
{
	struct place_by_id_row s;
	struct edit_form       f;
	struct spot            at;
	int64_t                changed;
	enum err               e = place_of_path(r, &s);

	if (e || (e = form_read(r, s.region, own_fields, COUNT(own_fields), &f, &at)))
		return e;
	if (s.id.v != r->who.station.v)
		return ERR_MISSING;
	if (r->n_faults)
		return ERR_INPUT;
	e = place_edit_own(r->db, &(struct place_edit_own_in){ .county = r->county, .id = s.id,
		.version = f.version, .address = f.address, .hours = f.hours, .lat_micro = at.lat,
		.lon_micro = at.lon }, &changed);
	if ((e = changed_one(e, changed)) || (e = marks_all_store(r, s.id, &f, false)))
		return e;
	return edit_done(r, &s, "place.own");
}

/* POST /stations - one that stands already, below its parent. */
enum err place_new_post(struct req *r)
{
	struct edit_form f;
	struct spot      at;
	struct standing  s;
	station_id       id;
	enum err         e = form_read(r, (region_code){ 0 }, new_fields, COUNT(new_fields), &f, &at);

	if (e)
		return e;
	s = (struct standing){ .local = f.local, .trade = f.trade, .region = f.region, .parent = f.parent };
	if ((e = standing_check(r, &s)))
		return e;
	if (f.opened.n > r->today.n)
		req_fault(r, "opened", MSG_place_day_later, 0);
	if (r->n_faults)
		return ERR_INPUT;
	if ((e = station_create(r, &(struct station_new){ .kind = s.kind, .local = f.local, .field = s.field,
	             .name = f.name, .address = f.address, .hours = f.hours, .region = { f.region },
	             .parent = { f.parent }, .spot = at, .opened = f.opened }, &id)) ||
	    (e = marks_all_store(r, id, &f, false)) ||
	    (e = deed_write(r, &(struct deed){ PLACE_ABOUT_STATION, id.v, PLACE_ACT_CREATE, "place.create",
	             f.name, STR_NONE })))
		return e;
	return reply_see(r, path_of(r, "/stations/", id.v));
}

/* ---- the forms ---- */

static enum err marks_read(struct req *r, station_id id, int64_t on[PLACE_MARK_COUNT][64], size_t n[PLACE_MARK_COUNT])
{
	struct station_marks_row *rows = NULL;
	size_t                    all = 0;
	enum err                  e = OK;

	if (id.v)
		e = station_marks(r->db, r->arena, &(struct station_marks_in){ .county = r->county, .station = id },
		                  &rows, &all);
	for (size_t i = 0; !e && i < all; i++)
		if (n[rows[i].sort] < 64)
			on[rows[i].sort][n[rows[i].sort]++] = rows[i].term.v;
	return e;
}

static enum err choices_fill(struct req *r, struct edit_view *v)
{
	int64_t  on[PLACE_MARK_COUNT][64];
	size_t   n[PLACE_MARK_COUNT] = { 0 };
	enum err e = marks_read(r, v->s.id, on, n);

	v->office = r->who.roles & OFFICE;
	v->facilities = section_options(r, v->at, PACK_FACILITIES, on[PLACE_MARK_FACILITY], n[PLACE_MARK_FACILITY]);
	v->uses = tag_options(r, v->at, false, on[PLACE_MARK_TAG], n[PLACE_MARK_TAG]);
	v->roles = tag_options(r, v->at, true, on[PLACE_MARK_FUNCTION], n[PLACE_MARK_FUNCTION]);
	v->criteria = section_options(r, v->at, PACK_DEMONSTRATION, on[PLACE_MARK_DEMONSTRATION], n[PLACE_MARK_DEMONSTRATION]);
	v->kinds = kind_options(r, v->at, v->fresh ? STATION_KIND_NONE : v->s.kind, v->s.local);
	trade_options(r, v);
	return e;
}

/* GET /new-station?parent= */
enum err place_new_get(struct req *r)
{
	struct edit_view *v = ARENA_NEW(r->arena, struct edit_view);
	struct page       page = page_of(r), *p = &page;
	struct str        typed_parent = r->method == POST ? req_posted(r, "parent") : req_query(r, "parent");
	struct place_by_id_row above;
	int64_t           parent = 0;
	enum err          e;

	if (typed_parent.n && !str_number(typed_parent, INT32_MAX, &parent) && r->method == GET)
		return ERR_MISSING;
	v->fresh = true;
	if (parent && !place_find(r, (station_id){ parent }, &above))
		v->at = above.region;
	v->s.field = v->s.name = v->s.address = v->s.hours = S("");
	if ((e = choices_fill(r, v)) ||
	    (e = region_options(r, r->who.region_lo, r->who.region_hi, &v->regions)) ||
	    (e = parent_options(r, parent, &v->parents)))
		return e;
	return reply_page(r, msg(place_new), place_edit_html, v, NULL, 0);
}

/* GET /stations/:id/edit */
enum err place_edit_get(struct req *r)
{
	struct edit_view *v = ARENA_NEW(r->arena, struct edit_view);
	enum err          e = place_of_path(r, &v->s);

	if (e)
		return e;
	if ((r->who.roles & STATION_STAFF) && v->s.id.v != r->who.station.v)
		return ERR_MISSING;
	if (v->s.closed.n)
		return ERR_STEP;
	v->at = v->s.region;
	if ((e = choices_fill(r, v)) || (v->office && (e = people_options(r, v))))
		return e;
	v->kind = place_kind_word(r, v->s.region, v->s.kind, v->s.local);
	v->where = region_path(r->db, r->arena, v->s.region, region_of_county(r->county), " · ");
	return reply_page(r, v->s.name, place_edit_html, v, (struct row_set[]){
		{ "station", &place_by_id_face, &v->s, 1, true } }, 1);
}
