/* Who looks after which place as a table with its gaps; what nobody looks after. */
#include "link/link_private.h"

#include "link/matrix.t.h"
#include "region/region.h"

#define PLACES_MAX 300
#define TOWNS_MAX 100
#define GAP_ROWS 50
#define EXPORT_CHUNK 500

struct str link_asked(const struct req *r, const char *name)
{
	struct str s = r->method == POST ? req_posted(r, name) : req_query(r, name);

	return s.n ? s : S("");
}

struct str link_kind_of(struct req *r, bool stations)
{
	const struct pack_list *list = pack_list(r->house->packs, link_at(r), PACK_LINKS, r->today);
	struct str              kind = link_asked(r, "kind");

	for (size_t i = 0; list && i < list->n && kind.n == 0; i++)
		if (!stations || list->items[i].link_to == PARTY_STATION)
			kind = list->items[i].code;
	return kind;
}

/* ---- the matrix ---- */

static enum err towns_fill(struct req *r, struct matrix_view *v, struct region_range *range)
{
	struct region_place *towns;
	int64_t              asked_town = 0;
	enum err             e = region_children(r->db, r->arena, region_of_county(r->county), (region_code){ 0 },
		TOWNS_MAX, &towns, &v->n_towns);

	if (e)
		return e;
	v->town = link_asked(r, "town");
	if (v->town.n && !str_number(v->town, INT64_C(999999999999), &asked_town))
		return ERR_INPUT;
	*range = (struct region_range){ r->who.region_lo, r->who.region_hi };
	v->towns = ARENA_ARRAY(r->arena, struct link_tab, v->n_towns);
	for (size_t i = 0; i < v->n_towns; i++) {
		bool on = towns[i].code.v == asked_town;

		v->towns[i] = (struct link_tab){ str_int(r->arena, towns[i].code.v), towns[i].name, on };
		if (on && towns[i].code.v >= range->lo && towns[i].code.v <= range->hi)
			*range = region_range(towns[i].code, REGION_LEVEL_TOWNSHIP);
	}
	return OK;
}

static struct matrix_row *row_of(struct req *r, struct matrix_view *v, const struct link_matrix_row *l)
{
	for (size_t i = 0; i < v->n_rows; i++)
		if (str_eq(v->rows[i].name, l->from_name))
			return &v->rows[i];
	v->rows[v->n_rows] = (struct matrix_row){ l->from_name, ARENA_ARRAY(r->arena, struct matrix_cell,
	                                                                    v->n_places) };
	return &v->rows[v->n_rows++];
}

static void cells_fill(struct req *r, struct matrix_view *v, const struct link_matrix_row *links, size_t n)
{
	const struct pack_item *rule = link_rule(r->house->packs, link_at(r), v->kind, r->today);

	v->rows = ARENA_ARRAY(r->arena, struct matrix_row, n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < v->n_places; k++)
			if (v->places[k].id.v == links[i].to_id) {
				row_of(r, v, &links[i])->cells[k] = (struct matrix_cell){ links[i].id,
					link_standing(rule, links[i].due, r->today), links[i].contacts };
				v->held[k]++;
				v->n_links++;
			}
	for (size_t k = 0; k < v->n_places; k++)
		v->n_gaps += v->held[k] == 0;
}

/* "田园镇" rather than the whole name of its station; a trade or a home by its own. */
static void heads_fill(struct req *r, struct matrix_view *v, bool rooms)
{
	v->heads = ARENA_ARRAY(r->arena, struct str, v->n_places);
	v->held = ARENA_ARRAY(r->arena, size_t, v->n_places);
	for (size_t k = 0; k < v->n_places; k++) {
		const struct link_places_row *s = &v->places[k];

		v->heads[k] = s->field.n ? s->field : s->kind == STATION_KIND_HOME || (rooms && s->kind != STATION_KIND_ROOM) ?
		              s->name : region_short(region_name(r->db, r->arena, s->region));
	}
}

/* GET /links/matrix?kind=&town= */
enum err matrix_get(struct req *r)
{
	struct matrix_view     *v = ARENA_NEW(r->arena, struct matrix_view);
	struct page             page = page_of(r), *p = &page;
	struct link_matrix_row *links;
	struct region_range     range;
	const struct pack_item *rule;
	size_t                  n;
	enum err                e;

	v->kind = link_kind_of(r, true);
	if ((e = link_tabs(r, v->kind, &v->tabs, &v->n_tabs)) || (e = towns_fill(r, v, &range)))
		return e;
	rule = link_rule(r->house->packs, link_at(r), v->kind, r->today);
	v->stations = rule && rule->link_to == PARTY_STATION;
	if (v->stations) {
		bool rooms = v->town.n > 0;

		if ((e = link_places(r->db, r->arena, &(struct link_places_in){ r->county, range.lo, range.hi, rooms,
			     PLACES_MAX }, &v->places, &v->n_places)) ||
		    (e = link_matrix(r->db, r->arena, &(struct link_matrix_in){ r->county, v->kind, range.lo,
			     range.hi }, &links, &n)))
			return e;
		heads_fill(r, v, rooms);
		cells_fill(r, v, links, n);
	}
	return reply_page(r, msg(link_matrix), matrix_html, v, (struct row_set[]){
		{ "places", &link_places_face, v->places, v->n_places, false } }, 1);
}

/* ---- what nobody looks after ---- */

/* GET /links/gaps?kind=&after= */
enum err gaps_get(struct req *r)
{
	struct gap_view        *v = ARENA_NEW(r->arena, struct gap_view);
	struct list             l = { .face = &link_gaps_station_face, .view = v, .total = -1, .file = "link-gaps" };
	int64_t                 limit = r->counting ? EXPORT_CHUNK : GAP_ROWS, after = 0;
	struct str              from = link_asked(r, "after");
	struct link_gaps_station_row *rows = NULL;
	const struct pack_item *rule;
	enum err                e;

	v->kind = link_kind_of(r, false);
	if ((e = link_tabs(r, v->kind, &v->tabs, &v->n_tabs)))
		return e;
	if (from.n && !str_number(from, INT64_MAX, &after))
		return ERR_INPUT;
	rule = link_rule(r->house->packs, link_at(r), v->kind, r->today);
	v->stations = rule && rule->link_to == PARTY_STATION;
	v->from = rule && (rule->link_to == PARTY_VOTER || rule->link_to == PARTY_GROUP);
	if (v->stations)
		e = link_gaps_station(r->db, r->arena, &(struct link_gaps_station_in){ r->county, v->kind,
			r->who.region_lo, r->who.region_hi, after, limit }, &rows, &l.n);
	else if (rule && v->from)
		e = link_gaps_from(r->db, r->arena, &(struct link_gaps_from_in){ r->county, v->kind, after, limit },
		                   &rows, &l.n);
	else if (rule)
		e = link_gaps_deputy(r->db, r->arena, &(struct link_gaps_deputy_in){ r->county, v->kind, after, limit },
		                     &rows, &l.n);
	if (e)
		return e;
	v->later = after > 0;
	v->may_make = (r->who.roles & OFFICE) != 0;
	l.rows = rows;
	l.next = (int64_t)l.n == limit ? str_int(r->arena, rows[l.n - 1].id) : STR_NONE;
	return reply_list(r, MSG_link_gaps, gaps_html, &l);
}
