/* Proposals: the list, one of them, and the form that makes or mends one. */
#include "place/site_pages.h"

#include "base/text.h"
#include "http/form.h"
#include "place/site.t.h"
#include "region/region.h"

#define PAGE_ROWS 50
#define EXPORT_CHUNK 500
#define EVENTS_SHOWN 30
#define REMARK_MAX 100

static const char *site_badge(enum site_state s)
{
	switch (s) {
	case SITE_STATE_PROPOSED: return "info";
	case SITE_STATE_RETURNED: return "bad";
	case SITE_STATE_PLANNED: case SITE_STATE_BUILDING: return "warn";
	case SITE_STATE_OPEN: return "ok";
	default: return "";
	}
}

/* A station's own people see what they proposed, an office and a leader all in their range. */
static int64_t proposer_of(const struct req *r)
{
	return r->who.roles & STATION_STAFF ? r->who.account.v : 0;
}

/* ---- the list ---- */

static enum err states_fill(struct req *r, struct site_list_view *v, enum site_state on)
{
	struct site_counts_row *rows;
	struct page             page = page_of(r), *p = &page;
	size_t                  n;
	enum err                e = OK;

	v->states = (struct options){ ARENA_ARRAY(r->arena, struct option, SITE_STATE_COUNT), 0 };
	for (int s = 1; s < SITE_STATE_COUNT; s++)
		v->states.v[v->states.n++] = (struct option){ .value = s, .word = label(site_state, s),
			.hint = str_of(site_state_names[s]), .on = s == (int)on };
	if (r->who.roles & STATION_STAFF)
		return OK;
	e = site_counts(r->db, r->arena, &(struct site_counts_in){ .county = r->county, .lo = r->who.region_lo,
		.hi = r->who.region_hi }, &rows, &n);
	for (size_t i = 0; !e && i < n; i++)
		v->states.v[rows[i].state - 1].note = num(rows[i].n);
	return e;
}

/* GET /sites?state=&after= */
enum err site_list_get(struct req *r)
{
	struct site_list_view *v = ARENA_NEW(r->arena, struct site_list_view);
	struct list            l = { .face = &site_page_face, .view = v, .total = -1, .file = "sites" };
	struct str             after = req_query(r, "after");
	enum site_state        state = site_state_of(req_query(r, "state"));
	struct site_page_in    in = { .county = r->county, .lo = r->who.region_lo, .hi = r->who.region_hi,
	                              .proposer = proposer_of(r), .state = state,
	                              .limit = r->counting ? EXPORT_CHUNK : PAGE_ROWS };
	struct site_page_row  *rows;
	enum err               e;

	if (after.n && !str_number(after, INT32_MAX, &in.after))
		return ERR_MISSING;
	if ((e = site_page(r->db, r->arena, &in, &rows, &l.n)) || (e = states_fill(r, v, state)))
		return e;
	v->lines = ARENA_ARRAY(r->arena, struct site_line, l.n);
	for (size_t i = 0; i < l.n; i++)
		v->lines[i] = (struct site_line){ &rows[i], place_kind_word(r, rows[i].region, rows[i].kind, rows[i].local),
			str_of(site_badge(rows[i].state)) };
	v->state = state ? str_of(site_state_names[state]) : S("");
	v->may_propose = r->who.roles & (OFFICE | STATION_STAFF);
	v->later = in.after > 0;
	l.rows = rows;
	l.next = (int64_t)l.n == in.limit ? str_int(r->arena, rows[l.n - 1].id.v) : STR_NONE;
	return reply_list(r, MSG_site_title, site_list_html, &l);
}

/* ---- one of them ---- */

enum err site_of_path(struct req *r, struct site_by_id_row *s)
{
	site_id  id = { 0 };
	bool     found = false;
	enum err e = path_number(r, "id", &id.v);

	if (!e)
		e = site_by_id(r->db, r->arena, &(struct site_by_id_in){ .county = r->county, .lo = r->who.region_lo,
			.hi = r->who.region_hi, .proposer = proposer_of(r), .id = id }, s, &found);
	return e ? e : found ? OK : ERR_MISSING;
}

static struct str remark_field(struct req *r, int64_t term)
{
	return str_join(r->arena, S("remark_"), str_int(r->arena, term), STR_NONE);
}

/* The criteria in force, with what is stored under each; a stored one the pack has dropped comes behind. */
static enum err marks_fill(struct req *r, struct site_view *v)
{
	const struct pack_list *list = place_list(r, v->s.region, PACK_SITE_CRITERIA);
	struct site_marks_row  *rows = NULL;
	size_t                  n = 0;
	enum err                e = OK;

	if (v->s.id.v)
		e = site_marks(r->db, r->arena, &(struct site_marks_in){ .county = r->county, .site = v->s.id },
		               &rows, &n);
	v->criteria = ARENA_ARRAY(r->arena, struct criterion, list->n + n);
	v->uses = ARENA_ARRAY(r->arena, struct str, n);
	for (size_t i = 0; i < list->n; i++)
		v->criteria[v->n_criteria++] = (struct criterion){ .term = list->items[i].id.v,
			.word = pack_name(&list->items[i], r->lang), .remark = S(""),
			.field = remark_field(r, list->items[i].id.v), .required = list->items[i].required };
	for (size_t i = 0; !e && i < n; i++) {
		struct str word = pack_word(r->house->packs, v->s.region, rows[i].term, r->today, r->lang);
		size_t     k = 0;

		if (rows[i].sort == PLACE_MARK_TAG) {
			v->uses[v->n_uses++] = word;
			continue;
		}
		while (k < v->n_criteria && v->criteria[k].term != rows[i].term.v)
			k++;
		if (k == v->n_criteria)
			v->criteria[v->n_criteria++] = (struct criterion){ .term = rows[i].term.v, .word = word,
				.field = remark_field(r, rows[i].term.v) };
		v->criteria[k].met = true;
		v->criteria[k].remark = rows[i].remark;
		v->n_met++;
	}
	return e;
}

static void may_fill(struct req *r, struct site_view *v)
{
	bool office = r->who.roles & OFFICE;
	bool early = v->s.state == SITE_STATE_PROPOSED || v->s.state == SITE_STATE_RETURNED;

	v->own = v->s.proposer.v == r->who.account.v;
	v->may_edit = early && (v->own || office) && !(r->who.roles & LEADER);
	v->may_decide = office && v->s.state == SITE_STATE_PROPOSED && !v->own;
	v->may_build = office && v->s.state == SITE_STATE_PLANNED;
	v->may_open = office && v->s.state == SITE_STATE_BUILDING;
	v->may_drop = office && v->s.state != SITE_STATE_OPEN && v->s.state != SITE_STATE_DROPPED;
}

/* GET /sites/:id */
enum err site_show_get(struct req *r)
{
	struct site_view *v = ARENA_NEW(r->arena, struct site_view);
	enum err          e = site_of_path(r, &v->s);

	if (e || (e = marks_fill(r, v)) ||
	    (e = place_events(r->db, r->arena, &(struct place_events_in){ .county = r->county,
	             .about = PLACE_ABOUT_SITE, .id = v->s.id.v, .limit = EVENTS_SHOWN }, &v->events, &v->n_events)))
		return e;
	v->kind = place_kind_word(r, v->s.region, v->s.kind, v->s.local);
	v->where = region_path(r->db, r->arena, v->s.region, region_of_county(r->county), " · ");
	v->badge = str_of(site_badge(v->s.state));
	if (v->s.lat_micro.has) {
		v->lat = degree_words(r->arena, v->s.lat_micro.v);
		v->lon = degree_words(r->arena, v->s.lon_micro.v);
	}
	may_fill(r, v);
	return reply_page(r, v->s.name, site_show_html, v, (struct row_set[]){
		{ "site", &site_by_id_face, &v->s, 1, true },
		{ "events", &place_events_face, v->events, v->n_events, false } }, 2);
}

/* ---- the form ---- */

struct site_form {
	int64_t        version, local, trade, region, parent;
	struct str     name, address, lat, lon, why;
	struct day     due;
	struct numbers met, uses;
};

static const struct field site_fields[] = {
	FIELD(site_form, version, NUMBER,  1 << 30,               OPTIONAL),
	FIELD(site_form, local,   TERM,    INT32_MAX,             NEEDED),
	FIELD(site_form, trade,   TERM,    INT32_MAX,             OPTIONAL),
	FIELD(site_form, region,  TERM,    INT64_C(999999999999), NEEDED),
	FIELD(site_form, parent,  TERM,    INT32_MAX,             OPTIONAL),
	FIELD(site_form, name,    LINE,    NAME_MAX_PLACE,        NEEDED),
	FIELD(site_form, address, LINE,    FIELD_MAX,             NEEDED),
	FIELD(site_form, lat,     LINE,    DEGREE_MAX,            OPTIONAL),
	FIELD(site_form, lon,     LINE,    DEGREE_MAX,            OPTIONAL),
	FIELD(site_form, why,     TEXT,    WORDS_MAX_PLACE,       NEEDED),
	FIELD(site_form, due,     DATE,    0,                     OPTIONAL),
	FIELD(site_form, met,     NUMBERS, INT32_MAX,             OPTIONAL),
	FIELD(site_form, uses,    NUMBERS, INT32_MAX,             OPTIONAL),
};

static bool ticked(const struct numbers *n, int64_t v)
{
	for (size_t i = 0; i < n->n; i++)
		if (n->v[i] == v)
			return true;
	return false;
}

static void criteria_check(struct req *r, region_code at, const struct site_form *f)
{
	const struct pack_list *list = place_list(r, at, PACK_SITE_CRITERIA);

	terms_check(r, at, "met", PACK_SITE_CRITERIA, &f->met);
	terms_check(r, at, "uses", PACK_TAGS, &f->uses);
	for (size_t i = 0; i < list->n; i++) {
		const char *name = str_z(r->arena, remark_field(r, list->items[i].id.v));
		struct str  remark = req_posted(r, name);

		if (list->items[i].required && !ticked(&f->met, list->items[i].id.v) && !field_fault_of(r, "met"))
			req_fault(r, "met", MSG_site_required, 0);
		if (remark.n && utf8_length(remark) > REMARK_MAX)
			req_fault(r, name, MSG_fault_long, REMARK_MAX);
	}
}

static enum err form_read(struct req *r, region_code where, struct site_form *f, struct standing *s, struct spot *at)
{
	enum err e;

	*f = (struct site_form){ 0 };
	e = req_form(r, site_fields, COUNT(site_fields), f);
	if (e && e != ERR_INPUT)
		return e;
	*s = (struct standing){ .local = f->local, .trade = f->trade, .region = f->region, .parent = f->parent };
	spot_read(r, f->lat, f->lon, at);
	criteria_check(r, where, f);
	if (f->due.n && f->due.n < r->today.n)
		req_fault(r, "due", MSG_place_day_past, 0);
	if (f->region && f->local && (e = standing_check(r, s)))
		return e;
	return r->n_faults ? ERR_INPUT : OK;
}

static enum err marks_store(struct req *r, site_id id, const struct site_form *f)
{
	enum err e = site_marks_clear(r->db, &(struct site_marks_clear_in){ .county = r->county, .site = id }, NULL);

	for (size_t i = 0; !e && i < f->met.n; i++) {
		struct str remark = req_posted(r, str_z(r->arena, remark_field(r, f->met.v[i])));

		e = site_mark_put(r->db, &(struct site_mark_put_in){ .county = r->county, .site = id,
			.sort = PLACE_MARK_CRITERION, .term = { f->met.v[i] }, .remark = remark.n ? remark : S("") },
			NULL);
	}
	for (size_t i = 0; !e && i < f->uses.n; i++)
		e = site_mark_put(r->db, &(struct site_mark_put_in){ .county = r->county, .site = id,
			.sort = PLACE_MARK_TAG, .term = { f->uses.v[i] }, .remark = S("") }, NULL);
	return e;
}

/* POST /sites - proposes one. */
enum err site_new_post(struct req *r)
{
	struct site_form       f;
	struct standing        s;
	struct spot            at;
	site_id made;
	enum err               e = form_read(r, (region_code){ 0 }, &f, &s, &at);

	if (e)
		return e;
	if ((e = place_id_next(r->db, r->arena, r->county, SERIAL_KIND_SITE, &made.v)) ||
	    (e = site_insert(r->db, &(struct site_insert_in){ .county = r->county, .id = made, .kind = s.kind,
	             .local = f.local, .field = s.field, .name = f.name, .region = { f.region },
	             .parent = { f.parent }, .address = f.address, .lat_micro = at.lat, .lon_micro = at.lon,
	             .why = f.why, .proposer = r->who.account, .now = r->now, .due = f.due }, NULL)) ||
	    (e = marks_store(r, made, &f)) ||
	    (e = deed_write(r, &(struct deed){ PLACE_ABOUT_SITE, made.v, PLACE_ACT_PROPOSE, "site.propose",
	             f.name, STR_NONE })))
		return e;
	return reply_see(r, path_of(r, "/sites/", made.v));
}

/* POST /sites/:id/edit - mended, and proposed again when it had been returned. */
enum err site_edit_post(struct req *r)
{
	struct site_view v = { 0 };
	struct site_form f;
	struct standing  s;
	struct spot      at;
	int64_t          changed;
	enum err         e = site_of_path(r, &v.s);

	if (e || (e = form_read(r, v.s.region, &f, &s, &at)))
		return e;
	may_fill(r, &v);
	if (!v.may_edit)
		return ERR_STEP;
	e = site_edit(r->db, &(struct site_edit_in){ .county = r->county, .id = v.s.id, .version = f.version,
		.kind = s.kind, .local = f.local, .field = s.field, .name = f.name, .region = { f.region },
		.parent = { f.parent }, .address = f.address, .lat_micro = at.lat, .lon_micro = at.lon,
		.why = f.why, .due = f.due }, &changed);
	if ((e = changed_one(e, changed)) || (e = marks_store(r, v.s.id, &f)) ||
	    (e = deed_write(r, &(struct deed){ PLACE_ABOUT_SITE, v.s.id.v, v.s.state == SITE_STATE_RETURNED ?
	             PLACE_ACT_PROPOSE : PLACE_ACT_CHANGE, "site.edit", f.name, STR_NONE })))
		return e;
	return reply_see(r, path_of(r, "/sites/", v.s.id.v));
}

static enum err parents_fill(struct req *r, struct site_view *v)
{
	struct place_by_id_row own;
	enum err               e;

	if (!(r->who.roles & STATION_STAFF))
		return parent_options(r, v->s.parent.v, &v->parents);
	/* A station proposes what will stand below itself. */
	if ((e = place_find(r, r->who.station, &own)))
		return e;
	v->parents = (struct options){ ARENA_NEW(r->arena, struct option), 1 };
	v->parents.v[0] = (struct option){ .value = own.id.v, .word = own.name, .on = true };
	return OK;
}

static enum err form_draw(struct req *r, struct site_view *v)
{
	const struct pack_list *fields = place_list(r, v->s.region, PACK_FIELDS), *tags = place_list(r, v->s.region, PACK_TAGS);
	struct page             page = page_of(r), *p = &page;
	struct options          all;
	enum err                e;

	v->kinds = kind_options(r, v->s.region, STATION_KIND_NONE, v->s.local);
	v->fields = section_options(r, v->s.region, PACK_FIELDS, NULL, 0);
	for (size_t i = 0; i < fields->n; i++)
		v->fields.v[i].on = str_eq(fields->items[i].zh, v->s.field);
	if ((e = marks_fill(r, v)) || (e = parents_fill(r, v)) ||
	    (e = region_options(r, r->who.region_lo, r->who.region_hi, &v->regions)))
		return e;
	all = section_options(r, v->s.region, PACK_TAGS, NULL, 0);
	v->tags.v = all.v;
	for (size_t i = 0; i < all.n; i++) {
		if (tags->items[i].tag == TAG_ROLE || !place_in_function(r, v->s.region, &tags->items[i]))
			continue;
		for (size_t k = 0; k < v->n_uses; k++)
			all.v[i].on = all.v[i].on || str_eq(v->uses[k], all.v[i].word);
		v->tags.v[v->tags.n++] = all.v[i];
	}
	for (size_t i = 0; i < v->regions.n; i++)
		v->regions.v[i].on = v->regions.v[i].value == v->s.region.v;
	if (v->s.lat_micro.has) {
		v->lat = degree_words(r->arena, v->s.lat_micro.v);
		v->lon = degree_words(r->arena, v->s.lon_micro.v);
	}
	return reply_page(r, v->fresh ? msg(site_new) : v->s.name, site_form_html, v, NULL, 0);
}

/* GET /new-site */
enum err site_new_get(struct req *r)
{
	struct site_view *v = ARENA_NEW(r->arena, struct site_view);

	v->fresh = true;
	v->s.field = v->s.name = v->s.address = v->s.why = S("");
	return form_draw(r, v);
}

/* GET /sites/:id/edit */
enum err site_edit_get(struct req *r)
{
	struct site_view *v = ARENA_NEW(r->arena, struct site_view);
	enum err          e = site_of_path(r, &v->s);

	if (e)
		return e;
	may_fill(r, v);
	return v->may_edit ? form_draw(r, v) : ERR_STEP;
}
