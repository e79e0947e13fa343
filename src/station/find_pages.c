/* Who can be asked: deputies and stations of a county by place, name, initials or occupation. */
#include "station/find.t.h"
#include "station/find.q.h"
#include "station/station_private.h"

#include "deputy/deputy.h"
#include "region/region.h"

#define PAGE_PEOPLE 24
#define STATION_HITS 12
#define SEARCH_MAX 40           /* code points */

static const struct face_col hit_cols[] = {
	{ "kind", FACE_ENUM, false, offsetof(struct find_hit, kind), code_kind_names },
	{ "code", FACE_TEXT, false, offsetof(struct find_hit, code), NULL },
	{ "name", FACE_TEXT, false, offsetof(struct find_hit, name), NULL },
	{ "seats", FACE_TEXT, false, offsetof(struct find_hit, titles), NULL },
	{ "occupation", FACE_TEXT, false, offsetof(struct find_hit, occupation), NULL },
	{ "station_name", FACE_TEXT, false, offsetof(struct find_hit, station), NULL },
	{ "station_code", FACE_TEXT, false, offsetof(struct find_hit, station_code), NULL },
};
static const struct face hit_face = { "finder", sizeof(struct find_hit), hit_cols, COUNT(hit_cols) };

/* What a pattern may hold of a search: marks of the pattern itself are dropped, ASCII is small. */
static struct str plain_of(struct arena *a, struct str q)
{
	char  *p = arena_copy(a, q.p, q.n);
	size_t n = 0;

	for (size_t i = 0; i < q.n; i++) {
		if (q.p[i] == '%' || q.p[i] == '_' || q.p[i] == '\\')
			continue;
		p[n++] = q.p[i] >= 'A' && q.p[i] <= 'Z' ? (char)(q.p[i] - 'A' + 'a') : q.p[i];
	}
	return str_trim((struct str){ p, n });
}

/* The place of a page: a township of this county as its twelve digits; 0 for the whole county. */
static enum err place_read(struct req *r, struct find_view *v)
{
	struct region_range all = region_tenant(r->county);
	struct str          asked = req_query(r, "place");
	enum err            e;

	if (!asked.p || str_trim(asked).n == 0)
		return OK;
	if (!str_number(asked, INT64_C(999999999999), &v->place.v) || v->place.v < all.lo || v->place.v > all.hi)
		return ERR_MISSING;
	e = region_range_of(r->db, r->arena, v->place, &v->range);
	v->place_name = region_name(r->db, r->arena, v->place);
	return e;
}

/* The townships that have a station, for those who know where rather than who. */
static void towns_read(struct req *r, struct find_view *v)
{
	v->towns = ARENA_ARRAY(r->arena, struct find_town, v->forest.n_towns);
	for (size_t i = 0; i < v->forest.n_towns; i++) {
		region_code code = { v->forest.towns[i].row->region.v / 1000 * 1000 };
		struct str  name;

		if (v->n_towns && v->towns[v->n_towns - 1].code.v == code.v)
			continue;
		name = region_name(r->db, r->arena, code);
		v->towns[v->n_towns++] = (struct find_town){ code, name.n ? name : v->forest.towns[i].row->name };
	}
}

static void hit_add(struct find_view *v, const struct find_hit *hit)
{
	v->hits[v->n_hits++] = *hit;
}

static void stations_find(struct req *r, struct find_view *v)
{
	struct str folded = text_fold(r->arena, v->search), letters = letters_of(folded);

	for (size_t i = 0; i < v->forest.n_rows && v->n_stations < STATION_HITS; i++) {
		const struct station_tree_row *row = &v->forest.rows[i];

		if ((v->place.v && (row->region.v < v->range.lo || row->region.v > v->range.hi)) ||
		    (v->search.n && !station_fits(r->arena, row, folded, letters)))
			continue;
		hit_add(v, &(struct find_hit){ .kind = CODE_KIND_STATION, .code = row->code, .name = row->name,
			.titles = row->field.n ? row->field : page_msg(&v->page, station_kind_msgs[row->kind]),
			.occupation = S(""), .station = S(""), .station_code = S("") });
		v->n_stations++;
	}
}

/* "县人大代表 · 乡镇人大代表", the highest first. */
static struct str titles_of(const struct page *p, int64_t levels)
{
	struct buf b;

	buf_init(&b, p->r->arena, 512); /* five levels */
	for (int l = REGION_LEVEL_NATION; l <= REGION_LEVEL_TOWNSHIP; l++)
		if (levels & INT64_C(1) << l) {
			if (b.n)
				buf_lit(&b, " · ");
			buf_str(&b, level_words(p, (enum region_level)l));
		}
	return buf_view(&b);
}

/* A cursor is where the last one stood: "<id>-<initials>". */
static bool after_read(struct req *r, struct find_deputies_in *in)
{
	struct str after = req_query(r, "after");
	size_t     dash;

	if (!after.p || after.n == 0)
		return true;
	if (!str_find(after, S("-"), &dash) || !str_number(str_part(after, 0, dash), INT64_MAX, &in->after))
		return false;
	in->after_initials = str_part(after, dash + 1, after.n);
	return true;
}

static enum err deputies_find(struct req *r, struct find_view *v, struct find_deputies_in *in, struct str *next)
{
	struct str                plain = plain_of(r->arena, v->search), letters;
	struct find_deputies_row *rows;
	size_t                    n;
	enum err                  e;

	letters = letters_of(text_fold(r->arena, plain));
	if (v->search.n && plain.n == 0)
		return OK;
	in->part = plain.n ? str_join(r->arena, S("%"), plain, S("%"), STR_NONE) : S("");
	in->letters = letters.n ? str_join(r->arena, letters, S("%"), STR_NONE) : S("");
	if ((e = find_deputies(r->db, r->arena, in, &rows, &n)))
		return e;
	for (size_t i = 0; i < n; i++)
		hit_add(v, &(struct find_hit){ .kind = CODE_KIND_PERSON, .code = rows[i].code, .name = rows[i].name,
			.titles = titles_of(&v->page, rows[i].levels), .occupation = rows[i].occupation,
			.station = rows[i].station_name.p ? rows[i].station_name : S(""),
			.station_code = rows[i].station_code.p ? rows[i].station_code : S("") });
	if ((int64_t)n == in->limit)
		*next = str_join(r->arena, str_int(r->arena, rows[n - 1].id.v), S("-"), rows[n - 1].initials, STR_NONE);
	return OK;
}

/* GET /find-deputy?county=&q=&place=&after= */
enum err find_deputy_get(struct req *r)
{
	struct find_view         *v = ARENA_NEW(r->arena, struct find_view);
	struct list               l = { .face = &hit_face, .view = v, .total = -1, .file = "finder", .next = STR_NONE };
	struct find_deputies_in   in = { .after_initials = S(""), .standard = DEPUTY_PUBLISHED, .limit = PAGE_PEOPLE };
	struct station_tenant_row t;
	enum err                  e;

	v->page = page_of(r);
	if ((e = county_enter(r, req_query(r, "county"), &t)))
		return e;
	if (t.county.v == 0)
		return counties_reply(r);
	v->search = utf8_head(str_trim(req_query(r, "q")), SEARCH_MAX);
	if (!after_read(r, &in))
		return ERR_INPUT;
	if ((e = place_read(r, v)) || (e = station_forest_read(r, &v->forest)))
		return e;
	v->county = in.county = t.county;
	v->county_name = t.name;
	in.lo = v->range.lo;
	in.hi = v->range.hi;
	v->looked = v->search.n > 0 || v->place.v != 0;
	v->later = in.after != 0;
	v->hits = ARENA_ARRAY(r->arena, struct find_hit, STATION_HITS + PAGE_PEOPLE);
	towns_read(r, v);
	if (v->looked && !v->later)
		stations_find(r, v);
	if (v->looked && (e = deputies_find(r, v, &in, &l.next)))
		return e;
	l.rows = v->hits;
	l.n = v->n_hits;
	r->wide = true;
	return reply_list(r, MSG_station_who, find_deputy_html, &l);
}
