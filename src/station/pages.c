/* The pages behind the codes: a station, a deputy, the poster for the wall. */
#include "station/station_private.h"

#include "base/text.h"
#include "deputy/deputy.h"
#include "region/region.h"

#define BELOW_MAX 60
#define CASES_SHOWN 5
#define CODE_MAX 40

#define OPEN (ANYONE | SIGNED)

const struct route station_routes[] = {
	/* method path                who   handler */
	{ GET, "/",                   OPEN, front_get,   NULL, NULL, SHARED },
	{ GET, "/c/:county",          OPEN, county_get,  NULL, NULL, SHARED },
	{ GET, "/places",             OPEN, places_get,  NULL, NULL, SHARED },
	{ GET, "/find-deputy",        OPEN, find_deputy_get, NULL, NULL, SHARED | LIST },
	{ GET, "/map",                OPEN, map_get,     NULL, NULL, SHARED },
	{ GET, "/s/:code",            OPEN, station_get, NULL, NULL, SHARED },
	{ GET, "/s/:code/poster",     OPEN, poster_get,  NULL, NULL, 0 },
	{ GET, "/d/:code",            OPEN, deputy_get,  NULL, NULL, SHARED },
	{ 0 },
};

/* As printed, else in capitals: what somebody types from a wall. */
static struct str code_folded(struct req *r)
{
	struct str code = text_code(r->arena, req_part(r, "code"));
	char      *upper = arena_copy(r->arena, code.p, code.n);

	for (size_t i = 0; i < code.n; i++)
		if (upper[i] >= 'a' && upper[i] <= 'z')
			upper[i] = (char)(upper[i] - 'a' + 'A');
	return (struct str){ upper, code.n };
}

/* A code that is none: what it may have been, and where to look. */
static enum err lost_reply(struct req *r, bool deputy)
{
	struct lost_view v = { req_part(r, "code"), deputy };
	struct page      page = page_of(r), *p = &page;
	enum err         e;

	if (r->as != AS_HTML)
		return ERR_MISSING;
	e = reply_page(r, msg(station_lost), lost_html, &v, NULL, 0);
	reply_status(r, error_status(ERR_MISSING));
	return e;
}

/* Whose code the path names; the request then belongs to that tenant. */
static enum err code_find(struct req *r, enum code_kind kind, int64_t *id, bool *found)
{
	struct station_code_row at;
	struct station_code_in  in = { .code = req_part(r, "code"), .kind = kind };
	enum err                e = station_code(r->db, r->arena, &in, &at, found);

	if (!e && !*found && in.code.n <= CODE_MAX) {
		in.code = code_folded(r);
		e = station_code(r->db, r->arena, &in, &at, found);
	}
	if (e || !*found)
		return e;
	req_enter(r, at.county);
	*id = at.id;
	return OK;
}

enum err station_of_path(struct req *r, struct station_by_id_row *s, bool *found)
{
	int64_t  id;
	enum err e = code_find(r, CODE_KIND_STATION, &id, found);

	if (e || !*found)
		return e;
	return station_by_id(r->db, r->arena,
			     &(struct station_by_id_in){ .county = r->county, .id = { id } }, s,
			     found);
}

enum err station_deputy_of_path(struct req *r, struct station_deputy_row *d, bool *found)
{
	int64_t  id;
	enum err e = code_find(r, CODE_KIND_PERSON, &id, found);

	if (e || !*found)
		return e;
	return station_deputy(r->db, r->arena,
			      &(struct station_deputy_in){ .county = r->county, .id = { id },
							   .standard = DEPUTY_PUBLISHED },
			      d, found);
}

static bool on_duty(const struct station_view *v, person_id id, struct day today)
{
	for (size_t i = 0; i < v->n_rota; i++)
		if (v->rota[i].person.v == id.v && v->rota[i].day.n == today.n)
			return true;
	return false;
}

static void panel_today(struct station_view *v, struct day today)
{
	for (size_t g = 0; g < v->panel.n_groups; g++)
		for (size_t i = 0; i < v->panel.groups[g].n; i++) {
			struct panel_line *line = &v->panel.groups[g].lines[i];

			line->today = on_duty(v, line->row->id, today);
		}
}

static enum err station_fill(struct req *r, struct station_view *v)
{
	enum err e;

	if ((e = duty_of_station(r, v)) ||
	    (e = station_panel_read(r, v->s.id, &v->panel)) ||
	    (e = station_below(r->db, r->arena,
			       &(struct station_below_in){
				       .county = r->county, .parent = v->s.id, .limit = BELOW_MAX },
			       &v->below, &v->n_below)) ||
	    (e = place_facts(r, v->s.id, v->s.region, &v->facts)) ||
	    (e = file_list_public(r, &(struct file_place){ FILE_OWNER_STATION, v->s.id.v, -1 }, &v->photos)) ||
	    (e = public_newest(r, v->s.id, CASES_SHOWN, &v->cases)))
		return e;
	panel_today(v, r->today);
	return OK;
}

/* GET /s/:code - what the code on the wall opens. */
enum err station_get(struct req *r)
{
	struct station_view *v = ARENA_NEW(r->arena, struct station_view);
	bool                 found;
	enum err             e = station_of_path(r, &v->s, &found);

	if (e || !found)
		return e ? e : lost_reply(r, false);
	if ((e = station_fill(r, v)))
		return e;
	r->wide = true;
	v->kind = pack_kind_name(r->house->packs, v->s.region, v->s.kind, (term_id){ v->s.local }, r->today, r->lang);
	if (v->s.field.n)
		v->kind = str_join(r->arena, v->kind, S(" · "), v->s.field, STR_NONE);
	v->place = region_path(r->db, r->arena, v->s.region, region_of_county(r->county), " ");
	return reply_page(r, v->s.name, station_html, v, (struct row_set[]){
		{ "station", &station_by_id_face, &v->s, 1, true },
		{ "duty", &station_duty_next_face, v->rota, v->n_rota, false },
		{ "deputies", &station_panel_face, v->panel.rows, v->panel.n_rows, false },
		{ "below", &station_below_face, v->below, v->n_below, false },
		{ "cases", v->cases.face, v->cases.rows, v->cases.n, false },
	}, 5);
}

/* GET /d/:code - one deputy. */
enum err deputy_get(struct req *r)
{
	struct deputy_view            *v = ARENA_NEW(r->arena, struct deputy_view);
	struct page                    page = page_of(r), *p = &page;
	struct station_duty_person_row next;
	struct buf                     titles;
	bool                           found, planned = false;
	enum err e = station_deputy_of_path(r, &v->d, &found);

	if (e || !found)
		return e ? e : lost_reply(r, true);
	if ((e = station_seats(r->db, r->arena,
			       &(struct station_seats_in){ .county = r->county, .person = v->d.id },
			       &v->seats, &v->n_seats)) ||
	    (v->d.station.v &&
	     (e = station_duty_person(r->db, r->arena,
				      &(struct station_duty_person_in){ .county = r->county,
									.station = v->d.station,
									.person = v->d.id,
									.today = r->today },
				      &next, &planned))))
		return e;
	v->phone = S("");
	if (v->d.callable && (e = deputy_phone_shown(r->db, r->arena, r->house->keys, r->county, v->d.id,
						  &v->phone)))
		return e;
	for (size_t i = 0; !v->d.district && i < v->n_seats; i++)
		v->seats[i].district = S("");
	if (planned) {
		v->next = next.day;
		v->hours = hours_words(r->arena, next.from_min, next.to_min);
	}
	buf_init(&titles, r->arena, 4096);
	for (size_t i = 0; i < v->n_seats; i++) {
		if (i)
			buf_lit(&titles, " · ");
		buf_str(&titles, member_words(p, v->seats[i].congress_name, v->seats[i].level));
	}
	v->titles = buf_view(&titles);
	return reply_page(r, v->d.name, deputy_html, v, (struct row_set[]){
		{ "deputy", &station_deputy_face, &v->d, 1, true },
		{ "seats", &station_seats_face, v->seats, v->n_seats, false },
	}, 2);
}

/* GET /s/:code/poster - for the wall: one sheet, one code, three sentences. */
enum err poster_get(struct req *r)
{
	struct poster_view *v = ARENA_NEW(r->arena, struct poster_view);
	struct page         page = page_of(r), *p = &page;
	bool                found;
	enum err            e = station_of_path(r, &v->s, &found);

	if (e || !found)
		return e ? e : lost_reply(r, false);
	v->brand = msgf(app_brand, region_name(r->db, r->arena, region_of_county(r->county)));
	return reply_page(r, msg(station_poster), poster_html, v, (struct row_set[]){
		{ "station", &station_by_id_face, &v->s, 1, true } }, 1);
}
