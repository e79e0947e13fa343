/* The front of a county, the counties of a folder, and the finder of places. */
#include "station/station_private.h"

#include "pack/pack.h"
#include "base/text.h"
#include "region/region.h"

#define TENANTS_MAX 3000
#define STATIONS_MAX 3000
#define DUTY_MAX 50
#define CASES_SHOWN 5
#define HITS_MAX 30

enum err county_enter(struct req *r, struct str asked, struct station_tenant_row *t)
{
	struct station_only_row only;
	int64_t                county = 0;
	bool                   found = false;
	enum err               e;

	*t = (struct station_tenant_row){ .name = S("") };
	if (asked.n && (!str_number(asked, 999999, &county) || county == 0))
		return ERR_MISSING;
	if (county == 0) {
		if ((e = station_only(r->db, r->arena, &only, &found)))
			return e;
		county = found ? only.county.v : r->county.v;
		if (county == 0)
			return OK;
	}
	db_scope(r->db, county, county);
	e = station_tenant(r->db, r->arena, &(struct station_tenant_in){ .county = { county } }, t,
			   &found);
	if (e || !found)
		return e ? e : ERR_MISSING;
	req_enter(r, t->county);
	return OK;
}

enum err counties_reply(struct req *r)
{
	struct counties_view *v = ARENA_NEW(r->arena, struct counties_view);
	struct page           page = page_of(r), *p = &page;
	enum err              e = station_tenants(r->db, r->arena, &(struct station_tenants_in){
	        .limit = TENANTS_MAX }, &v->rows, &v->n);

	return e ? e : reply_page(r, msg(station_counties), counties_html, v, (struct row_set[]){
		{ "counties", &station_tenants_face, v->rows, v->n, false } }, 1);
}

/* ---- stations by what they are ---- */

static void branch_add(struct station_forest *f, const struct station_tree_row *row)
{
	struct station_branch *b = f->n_towns ? &f->towns[f->n_towns - 1] : NULL;

	/* Rows come by place: a room without a station in its township stands alone. */
	if (row->kind == STATION_KIND_STATION || !b ||
	    b->row->region.v / 1000 != row->region.v / 1000) {
		f->towns[f->n_towns++] = (struct station_branch){ .row = row };
		return;
	}
	b->n_below++;
	b->n_rooms += row->kind == STATION_KIND_ROOM;
	b->n_points += row->kind == STATION_KIND_POINT;
}

/* Second walk: rooms and points of a branch stand right behind it in the pool. */
static void rooms_place(struct req *r, struct station_forest *f)
{
	const struct station_tree_row **pool =
		ARENA_ARRAY(r->arena, const struct station_tree_row *, f->n_rows);
	size_t                          used = 0, town = 0;
	bool                            in_town = false;

	for (size_t i = 0; i < f->n_towns; i++) {
		f->towns[i].below = pool + used;
		used += f->towns[i].n_below;
		f->towns[i].n_below = 0;
	}
	for (size_t i = 0; i < f->n_rows; i++) {
		const struct station_tree_row *row = &f->rows[i];

		if (row->kind == STATION_KIND_HOME || row->field.n)
			continue;
		if (town < f->n_towns && f->towns[town].row == row) {
			town++;
			in_town = true;
		} else if (in_town) {
			struct station_branch *b = &f->towns[town - 1];

			b->below[b->n_below++] = row;
		}
	}
}

enum err station_forest_read(struct req *r, struct station_forest *f)
{
	enum err e = station_tree(r->db, r->arena, &(struct station_tree_in){
	        .county = r->county, .limit = STATIONS_MAX }, &f->rows, &f->n_rows);

	if (e)
		return e;
	f->homes = ARENA_ARRAY(r->arena, const struct station_tree_row *, f->n_rows);
	f->trades = ARENA_ARRAY(r->arena, const struct station_tree_row *, f->n_rows);
	f->towns = ARENA_ARRAY(r->arena, struct station_branch, f->n_rows);
	for (size_t i = 0; i < f->n_rows; i++) {
		const struct station_tree_row *row = &f->rows[i];

		if (row->field.n)
			f->trades[f->n_trades++] = row;
		else if (row->kind == STATION_KIND_HOME)
			f->homes[f->n_homes++] = row;
		else
			branch_add(f, row);
		if (row->field.n == 0) {
			f->n_stations += row->kind == STATION_KIND_STATION;
			f->n_rooms += row->kind == STATION_KIND_ROOM;
			f->n_points += row->kind == STATION_KIND_POINT;
		}
	}
	rooms_place(r, f);
	return OK;
}

struct str forest_counts(const struct page *p, const struct station_forest *f)
{
	struct str rooms = msgf(station_count_rooms, num((int64_t)f->n_homes), num((int64_t)f->n_stations), num((int64_t)f->n_rooms));
	struct str trades = msgf(station_count_trades, num((int64_t)f->n_trades));

	return f->n_points ? str_join(p->r->arena, rooms, S(" · "), msgn(station_points, (int64_t)f->n_points), S(" · "),
	                              trades, STR_NONE) :
	                     str_join(p->r->arena, rooms, S(" · "), trades, STR_NONE);
}

struct str branch_counts(const struct page *p, const struct station_branch *b)
{
	struct str rooms = msgn(station_rooms, (int64_t)b->n_rooms);

	return b->n_points == 0 ? rooms : b->n_rooms == 0 ? msgn(station_points, (int64_t)b->n_points) :
	       str_join(p->r->arena, rooms, S(" · "), msgn(station_points, (int64_t)b->n_points), STR_NONE);
}

/* ---- who receives ---- */

enum err duty_of_county(struct req *r, struct duty_view *v)
{
	struct station_duty_day_row  *rows;
	struct station_duty_first_row first;
	int64_t minute = (r->now.ms / 60000 + COUNTY_OFFSET_S / 60) % (24 * 60);
	bool                          found;
	enum err e = station_duty_first(
		r->db, r->arena,
		&(struct station_duty_first_in){ .county = r->county, .today = r->today }, &first,
		&found);

	*v = (struct duty_view){ .day = r->today };
	if (e || !found)
		return e;
	v->day = first.day;
	if ((e = station_duty_day(r->db, r->arena, &(struct station_duty_day_in){
	             .county = r->county, .day = first.day, .limit = DUTY_MAX }, &rows, &v->n)))
		return e;
	v->lines = ARENA_ARRAY(r->arena, struct duty_line, v->n);
	for (size_t i = 0; i < v->n; i++)
		v->lines[i] = (struct duty_line){
			.name = rows[i].name,
			.code = rows[i].code,
			.where = rows[i].station_name,
			.where_code = rows[i].station_code,
			.hours = hours_words(r->arena, rows[i].from_min, rows[i].to_min),
			.now = first.day.n == r->today.n && minute >= rows[i].from_min &&
			       minute < rows[i].to_min,
		};
	return OK;
}

/* Without a rota the county's rule says at least the day. */
static void duty_by_rule(struct req *r, struct station_view *v)
{
	const struct pack_list *list =
		pack_list(r->house->packs, v->s.region, PACK_RECEPTION, r->today);

	if (!list || list->n == 0)
		return;
	v->duty.day = pack_reception_day(pack_calendar(r->house->packs), &list->items[0], r->today);
	v->duty.hours = hours_words(r->arena, list->items[0].from_min, list->items[0].to_min);
	v->duty.by_rule = true;
}

enum err duty_of_station(struct req *r, struct station_view *v)
{
	enum err e = station_duty_next(r->db, r->arena,
				       &(struct station_duty_next_in){ .county = r->county,
								       .station = v->s.id,
								       .today = r->today,
								       .limit = DUTY_MAX },
				       &v->rota, &v->n_rota);

	if (e)
		return e;
	if (v->n_rota == 0) {
		duty_by_rule(r, v);
		return OK;
	}
	v->duty.day = v->rota[0].day;
	v->duty.n = v->n_rota;
	v->duty.lines = ARENA_ARRAY(r->arena, struct duty_line, v->n_rota);
	for (size_t i = 0; i < v->n_rota; i++)
		v->duty.lines[i] =
			(struct duty_line){ .name = v->rota[i].name,
					    .code = v->rota[i].code,
					    .where = S(""),
					    .where_code = S(""),
					    .hours = hours_words(r->arena, v->rota[i].from_min,
								 v->rota[i].to_min) };
	return OK;
}

/* ---- pages ---- */

static enum err front_reply(struct req *r, const struct station_tenant_row *county)
{
	struct front_view *v = ARENA_NEW(r->arena, struct front_view);
	enum err           e;

	v->county = *county;
	if ((e = station_forest_read(r, &v->forest)) || (e = duty_of_county(r, &v->duty)) ||
	    (e = public_newest(r, (station_id){ 0 }, CASES_SHOWN, &v->cases)))
		return e;
	r->wide = true;
	return reply_page(r, S(""), front_html, v, (struct row_set[]){
		{ "county", &station_tenant_face, &v->county, 1, true },
		{ "stations", &station_tree_face, v->forest.rows, v->forest.n_rows, false },
		{ "cases", v->cases.face, v->cases.rows, v->cases.n, false },
	}, 3);
}

/* GET / - the county, when there is one; else the counties. */
enum err front_get(struct req *r)
{
	struct station_only_row    only;
	struct station_tenant_row t;
	bool                      found;
	enum err                  e = station_only(r->db, r->arena, &only, &found);

	if (e)
		return e;
	if (!found)
		return counties_reply(r);
	if ((e = county_enter(r, S(""), &t)))
		return e;
	return front_reply(r, &t);
}

/* GET /c/:county */
enum err county_get(struct req *r)
{
	struct station_tenant_row t;
	enum err                  e = county_enter(r, req_part(r, "county"), &t);

	return e ? e : front_reply(r, &t);
}

bool station_fits(struct arena *a, const struct station_tree_row *row, struct str name, struct str letters)
{
	size_t at;

	return str_find(text_fold(a, row->name), name, &at) ||
	       (letters.n && str_find(row->initials, letters, &at));
}

struct str letters_of(struct str folded)
{
	for (size_t i = 0; i < folded.n; i++)
		if (folded.p[i] < 'a' || folded.p[i] > 'z')
			return S("");
	return folded;
}

/* GET /places?county=&q= - by name, by initials, or down the tree. */
enum err places_get(struct req *r)
{
	struct places_view       *v = ARENA_NEW(r->arena, struct places_view);
	struct page               page = page_of(r), *p = &page;
	struct station_tenant_row t;
	struct str                folded;
	enum err                  e;

	if ((e = county_enter(r, req_query(r, "county"), &t)))
		return e;
	if (t.county.v == 0)
		return counties_reply(r);
	if ((e = station_forest_read(r, &v->forest)))
		return e;
	v->county = t.county;
	v->search = utf8_head(str_trim(req_query(r, "q")), 40);
	v->looked = v->search.n > 0;
	v->hits = ARENA_ARRAY(r->arena, const struct station_tree_row *, HITS_MAX);
	folded = text_fold(r->arena, v->search);
	for (size_t i = 0; v->looked && i < v->forest.n_rows && v->n_hits < HITS_MAX; i++)
		if (station_fits(r->arena, &v->forest.rows[i], folded, letters_of(folded)))
			v->hits[v->n_hits++] = &v->forest.rows[i];
	r->wide = true;
	return reply_page(r, msg(nav_places), places_html, v, (struct row_set[]){
		{ "stations", &station_tree_face, v->forest.rows, v->forest.n_rows, false } }, 1);
}
