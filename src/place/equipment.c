/* Equipment of a station: what there is, how many, in what condition and since when. */
#include "place/things_pages.h"

#include "http/form.h"
#include "place/things.t.h"

#define WHAT_MAX 40
#define NUMBER_LIMIT 9999

/* GET /stations/:id/equipment?item= */
enum err equipment_get(struct req *r)
{
	struct equipment_view *v = ARENA_NEW(r->arena, struct equipment_view);
	struct str             item = r->method == POST ? req_posted(r, "item") : req_query(r, "item");
	struct page            page = page_of(r), *p = &page;
	int64_t                id = 0;
	enum err               e = place_of_path(r, &v->s);

	if (e || (e = equipment_of(r->db, r->arena, &(struct equipment_of_in){ .county = r->county,
	                  .station = v->s.id }, &v->rows, &v->n)))
		return e;
	if (item.n && !str_number(item, INT32_MAX, &id))
		return ERR_MISSING;
	for (size_t i = 0; i < v->n; i++)
		if (v->rows[i].id.v == id)
			v->item = &v->rows[i];
	if (id && !v->item && r->method == GET)
		return ERR_MISSING;
	v->may_write = (r->who.roles & (OFFICE | STATION_STAFF)) && !v->s.closed.n;
	return reply_page(r, msg(place_equipment), equipment_html, v, (struct row_set[]){
		{ "equipment", &equipment_of_face, v->rows, v->n, false } }, 1);
}

struct thing_form {
	int64_t    item, version, number, condition;
	struct str what;
	struct day since;
	bool       gone;
};

static const struct field thing_fields[] = {
	FIELD(thing_form, item,    NUMBER, INT32_MAX,    OPTIONAL),
	FIELD(thing_form, version, NUMBER, 1 << 30,      OPTIONAL),
	FIELD(thing_form, what,    LINE,   WHAT_MAX,     NEEDED),
	FIELD(thing_form, number,  NUMBER, NUMBER_LIMIT, NEEDED),
	FIELD_CHOICE(thing_form, condition, equipment_state, EQUIPMENT_STATE_COUNT, NEEDED),
	FIELD(thing_form, since,   DATE,   0,            NEEDED),
	FIELD(thing_form, gone,    CHECK,  0,            OPTIONAL),
};

static enum err thing_store(struct req *r, station_id station, const struct thing_form *f)
{
	equipment_id id;
	int64_t      changed;
	enum err     e;

	if (!f->item) {
		e = place_id_next(r->db, r->arena, r->county, SERIAL_KIND_EQUIPMENT, &id.v);
		return e ? e : equipment_add(r->db, &(struct equipment_add_in){ .county = r->county, .id = id,
			.station = station, .what = f->what, .number = f->number,
			.state = (enum equipment_state)f->condition, .since = f->since }, NULL);
	}
	e = equipment_edit(r->db, &(struct equipment_edit_in){ .county = r->county, .station = station,
		.id = { f->item }, .version = f->version, .what = f->what, .number = f->number,
		.state = (enum equipment_state)f->condition, .since = f->since,
		.gone = f->gone ? r->today : (struct day){ 0 } }, &changed);
	return changed_one(e, changed);
}

/* POST /stations/:id/equipment - a new thing (item 0), a changed one, or one taken off the list. */
enum err equipment_post(struct req *r)
{
	struct place_by_id_row s;
	struct thing_form      f;
	enum err               e = place_of_path(r, &s);

	if (e)
		return e;
	if (s.closed.n)
		return ERR_STEP;
	e = req_form(r, thing_fields, COUNT(thing_fields), &f);
	if (e && e != ERR_INPUT)
		return e;
	if (f.since.n > r->today.n)
		req_fault(r, "since", MSG_place_day_later, 0);
	if (r->n_faults)
		return ERR_INPUT;
	if ((e = thing_store(r, s.id, &f)) ||
	    (e = deed_write(r, &(struct deed){ PLACE_ABOUT_STATION, s.id.v, PLACE_ACT_CHANGE,
	             f.gone ? "equipment.drop" : f.item ? "equipment.edit" : "equipment.add", s.name, f.what })))
		return e;
	return reply_see(r, str_join(r->arena, path_of(r, "/stations/", s.id.v), S("/equipment"), STR_NONE));
}
