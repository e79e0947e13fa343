/* GET /map: the places of a county on a drawn sheet, and the same places as a list. */
#include "station/map.t.h"
#include "station/station_private.h"

static enum map_sign sign_of(const struct station_tree_row *row)
{
	return row->field.n ? MAP_TRADE : row->kind == STATION_KIND_HOME ? MAP_HOME :
	       row->kind == STATION_KIND_STATION ? MAP_STATION :
	       row->kind == STATION_KIND_POINT ? MAP_POINT : MAP_ROOM;
}

/* Stations come by place, so each township is a run of rows; the county's own have no name on the sheet. */
static void towns_fill(struct req *r, struct map_view *v)
{
	struct map_point *points = ARENA_ARRAY(r->arena, struct map_point, v->forest.n_rows);
	size_t            used = 0;

	v->map.towns = ARENA_ARRAY(r->arena, struct map_town, v->forest.n_rows);
	for (size_t i = 0; i < v->forest.n_rows; i++) {
		const struct station_tree_row *row = &v->forest.rows[i];
		region_code                    code = { row->region.v / 1000 * 1000 };
		struct map_town               *town = v->map.n_towns ? &v->map.towns[v->map.n_towns - 1] : NULL;

		if (!row->lat_micro.has || !row->lon_micro.has) {
			v->n_unplaced++;
			continue;
		}
		if (!town || town->code.v != code.v) {
			town = &v->map.towns[v->map.n_towns++];
			*town = (struct map_town){ .code = code, .points = points + used,
				.name = code.v % 1000000 ? region_name(r->db, r->arena, code) : S("") };
		}
		points[used++] = (struct map_point){ .lat = row->lat_micro.v, .lon = row->lon_micro.v,
			.sign = sign_of(row), .name = row->name, .code = row->code };
		town->n++;
		v->n_placed++;
	}
}

/* What lies under the places where the operator named a source of tiles: the policy lets its pictures in, here only. */
static enum err tiles_allow(struct req *r, struct map_view *v)
{
	struct str origin;

	v->tiles = str_of(r->house->set.map_tiles);
	v->credit = str_of(r->house->set.map_credit);
	if (v->n_placed == 0 || !v->tiles.n || !map_tiles_origin(v->tiles, &origin)) {
		v->tiles = S("");
		return OK;
	}
	return reply_header(r, "Content-Security-Policy", str_join(r->arena,
		S("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: "), origin,
		S("; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"), STR_NONE));
}

/* GET /map?county= */
enum err map_get(struct req *r)
{
	struct map_view          *v = ARENA_NEW(r->arena, struct map_view);
	struct page               page = page_of(r), *p = &page;
	struct station_tenant_row t;
	enum err                  e = county_enter(r, req_query(r, "county"), &t);

	if (e)
		return e;
	if (t.county.v == 0)
		return counties_reply(r);
	if ((e = station_forest_read(r, &v->forest)))
		return e;
	v->county = t;
	towns_fill(r, v);
	map_draw(r->arena, &v->map);
	if ((e = tiles_allow(r, v)))
		return e;
	r->wide = true;
	return reply_page(r, msg(station_map), map_html, v, (struct row_set[]){
		{ "stations", &station_tree_face, v->forest.rows, v->forest.n_rows, false } }, 1);
}
