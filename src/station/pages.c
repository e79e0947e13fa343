/* The pages behind the codes: a station, a deputy, the poster for the wall. */
#include "station/station_private.h"

#include "base/text.h"
#include "deputy/deputy.h"
#include "region/region.h"

#define PANEL_MAX 200
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
	{ GET, "/s/:code",            OPEN, station_get, NULL, NULL, SHARED },
	{ GET, "/s/:code/poster",     OPEN, poster_get,  NULL, NULL, 0 },
	{ GET, "/d/:code",            OPEN, deputy_get,  NULL, NULL, SHARED },
	{ 0 },
};

struct str hours_words(struct arena *a, int64_t from_min, int64_t to_min)
{
	struct buf b;

	buf_init(&b, a, 32);            /* 23:59-23:59 */
	buf_int(&b, from_min / 60);
	buf_char(&b, ':');
	buf_uint_pad(&b, (uint64_t)(from_min % 60), 2);
	buf_lit(&b, "–");
	buf_int(&b, to_min / 60);
	buf_char(&b, ':');
	buf_uint_pad(&b, (uint64_t)(to_min % 60), 2);
	return buf_view(&b);
}

struct str level_words(const struct page *p, enum region_level level)
{
	static const enum msg words[] = {
		[REGION_LEVEL_NONE] = MSG_station_level_none,
		[REGION_LEVEL_NATION] = MSG_station_level_nation,
		[REGION_LEVEL_PROVINCE] = MSG_station_level_province,
		[REGION_LEVEL_CITY] = MSG_station_level_city,
		[REGION_LEVEL_COUNTY] = MSG_station_level_county,
		[REGION_LEVEL_TOWNSHIP] = MSG_station_level_township,
		[REGION_LEVEL_VILLAGE] = MSG_station_level_none,
	};

	return page_msg(p, words[level]);
}

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

static enum err station_of_path(struct req *r, struct station_by_id_row *s, bool *found)
{
	int64_t  id;
	enum err e = code_find(r, CODE_KIND_STATION, &id, found);

	if (e || !*found)
		return e;
	return station_by_id(r->db, r->arena,
			     &(struct station_by_id_in){ .county = r->county, .id = { id } }, s,
			     found);
}

static enum err deputy_of_path(struct req *r, struct station_deputy_row *d, bool *found)
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

/* ---- the panel ---- */

static struct str seat_words(const struct page *p, const struct station_panel_row *row)
{
	struct buf b;

	buf_init(&b, p->r->arena, 1024);
	buf_str(&b, level_words(p, row->level));
	if (row->term.n) {
		buf_char(&b, ' ');
		buf_str(&b, row->term);
	}
	if (row->district.n) {
		buf_lit(&b, " · ");
		buf_str(&b, row->district);
	}
	return buf_view(&b);
}

static struct panel_line *line_of_person(struct station_view *v, person_id id)
{
	for (size_t g = 0; g < v->n_groups; g++)
		for (size_t i = 0; i < v->groups[g].n; i++)
			if (v->groups[g].lines[i].row->id.v == id.v)
				return &v->groups[g].lines[i];
	return NULL;
}

static bool on_duty(const struct station_view *v, person_id id, struct day today)
{
	for (size_t i = 0; i < v->n_rota; i++)
		if (v->rota[i].person.v == id.v && v->rota[i].day.n == today.n)
			return true;
	return false;
}

/* Seats come highest level first; a person stands once, under the highest, with all seats. */
static void panel_group(struct req *r, struct station_view *v)
{
	struct page        page = page_of(r), *p = &page;
	struct panel_line *pool = ARENA_ARRAY(r->arena, struct panel_line, v->n_panel);

	v->groups = ARENA_ARRAY(r->arena, struct panel_group, v->n_panel);
	for (size_t i = 0; i < v->n_panel; i++) {
		const struct station_panel_row *row = &v->panel[i];
		struct panel_line              *line = line_of_person(v, row->id);
		struct panel_group             *g;

		if (line) {
			line->seats = str_join(r->arena, line->seats, S("；"), seat_words(p, row),
					       STR_NONE);
			continue;
		}
		if (i == 0 || row->level != v->panel[i - 1].level)
			v->groups[v->n_groups++] =
				(struct panel_group){ .level = level_words(p, row->level),
						      .lines = pool + v->n_people };
		g = &v->groups[v->n_groups - 1];
		g->lines[g->n++] = (struct panel_line){ row, seat_words(p, row), S(""),
							on_duty(v, row->id, r->today) };
		v->n_people++;
	}
}

/* Telephones of those who agreed to have theirs shown. */
static enum err panel_phones(struct req *r, struct station_view *v)
{
	enum err e = OK;

	for (size_t g = 0; g < v->n_groups; g++)
		for (size_t i = 0; !e && i < v->groups[g].n; i++)
			if (v->groups[g].lines[i].row->callable)
				e = deputy_phone_shown(r->db, r->arena, r->house->keys, r->county,
						       v->groups[g].lines[i].row->id,
						       &v->groups[g].lines[i].phone);
	return e;
}

static enum err station_fill(struct req *r, struct station_view *v)
{
	enum err e;

	if ((e = duty_of_station(r, v)) ||
	    (e = station_panel(r->db, r->arena,
			       &(struct station_panel_in){ .county = r->county,
							   .station = v->s.id,
							   .standard = DEPUTY_PUBLISHED,
							   .limit = PANEL_MAX },
			       &v->panel, &v->n_panel)) ||
	    (e = station_below(r->db, r->arena,
			       &(struct station_below_in){
				       .county = r->county, .parent = v->s.id, .limit = BELOW_MAX },
			       &v->below, &v->n_below)) ||
	    (e = place_facts(r, v->s.id, &v->facts)) ||
	    (e = file_list_public(r, &(struct file_place){ FILE_OWNER_STATION, v->s.id.v, -1 }, &v->photos)) ||
	    (e = public_newest(r, v->s.id, CASES_SHOWN, &v->cases)))
		return e;
	panel_group(r, v);
	return panel_phones(r, v);
}

/* GET /s/:code - what the code on the wall opens. */
enum err station_get(struct req *r)
{
	struct station_view *v = ARENA_NEW(r->arena, struct station_view);
	struct page          page = page_of(r), *p = &page;
	bool                 found;
	enum err             e = station_of_path(r, &v->s, &found);

	if (e || !found)
		return e ? e : lost_reply(r, false);
	if ((e = station_fill(r, v)))
		return e;
	v->kind = v->s.field.n ? v->s.field : label(station_kind, v->s.kind);
	v->place = region_path(r->db, r->arena, v->s.region, region_of_county(r->county), " ");
	return reply_page(r, v->s.name, station_html, v, (struct row_set[]){
		{ "station", &station_by_id_face, &v->s, 1, true },
		{ "duty", &station_duty_next_face, v->rota, v->n_rota, false },
		{ "deputies", &station_panel_face, v->panel, v->n_panel, false },
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
	enum err e = deputy_of_path(r, &v->d, &found);

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
		buf_str(&titles, v->seats[i].congress_name);
		buf_char(&titles, ' ');
		buf_str(&titles, level_words(p, v->seats[i].level));
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
