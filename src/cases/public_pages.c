/* What was published, for everybody: masked copies only, found by their own index. */
#include "cases/resident_private.h"

#include <stdlib.h>

#include "pack/pack.h"
#include "base/text.h"
#include "region/region.h"
#include "search/search.h"

#define PUBLIC_ROWS 20
#define PUBLIC_EXPORT_ROWS 500
#define WINDOW 2000              /* rows a filter looks through for one page */
#define NEWEST (INT64_C(1) << 60)
#define TOWNS_MAX 300

struct asked {
	struct str search;
	int64_t    before, before_id, kind, town, limit;
	struct public_list_row *rows;
	size_t     n;
	struct str next;
	bool       too_short, capped;
};

struct public_line *public_words(struct req *r, const struct public_list_row *rows, size_t n)
{
	struct public_line *lines = ARENA_ARRAY(r->arena, struct public_line, n);

	for (size_t i = 0; i < n; i++) {
		const struct pack_item *class =
			rows[i].class.v ? pack_term(r->house->packs, region_of_county(r->county),
						    PACK_RESULT_CLASSES, rows[i].class, r->today)
					: NULL;

		lines[i] = (struct public_line){
			.row = &rows[i],
			.kind = case_term(r, rows[i].kind),
			.place = region_short(rows[i].region_name),
			.class_word = case_term(r, rows[i].class),
			.badge = !class			   ? S("")
				 : class->counts_as_solved ? S("ok")
				 : class->creates_promise  ? S("warn")
							   : S("info"),
		};
	}
	return lines;
}

enum err public_newest(struct req *r, station_id station, int64_t limit, struct public_lines *out)
{
	struct public_list_row *rows;
	enum err                e;

	*out = (struct public_lines){ .county = r->county, .face = &public_list_face };
	e = station.v ? public_list_station(r->db, r->arena,
					    &(struct public_list_station_in){ .county = r->county,
									      .station = station,
									      .limit = limit },
					    &rows, &out->n)
		      : public_list(r->db, r->arena,
				    &(struct public_list_in){ .county = r->county,
							      .before = NEWEST,
							      .before_id = NEWEST,
							      .lo = 0,
							      .hi = NEWEST,
							      .limit = limit },
				    &rows, &out->n);
	if (e)
		return e;
	out->rows = rows;
	out->v = public_words(r, rows, out->n);
	return OK;
}

/* The tenant in the path; a county that is no tenant here is not there. */
static enum err county_of_path(struct req *r)
{
	struct public_tenant_row t;
	int64_t                  county;
	bool                     found;
	enum err                 e;

	if (!str_number(req_part(r, "county"), 999999, &county) || county == 0)
		return ERR_MISSING;
	db_scope(r->db, county, county);
	e = public_tenant(r->db, r->arena, &(struct public_tenant_in){ .county = { county } }, &t,
			  &found);
	if (e || !found)
		return e ? e : ERR_MISSING;
	req_enter(r, (county_code){ county });
	return OK;
}

/* The cursor: "MOMENT-CASE" in the order of publishing, a plain case under a search. */
static bool cursor_read(struct asked *a, struct str after)
{
	struct str head;

	a->before = a->before_id = NEWEST;
	if (after.n == 0)
		return true;
	if (a->search.n)
		return str_number(after, NEWEST, &a->before_id);
	return str_next(&after, '-', &head) && str_number(head, NEWEST, &a->before) &&
	       str_number(after, NEWEST, &a->before_id);
}

static enum err ask_read(struct req *r, struct asked *a)
{
	struct str kind = req_query(r, "kind"), town = req_query(r, "town");

	*a = (struct asked){ .search = str_trim(req_query(r, "q")),
		.limit = r->counting ? PUBLIC_EXPORT_ROWS : PUBLIC_ROWS, .next = STR_NONE };
	if ((kind.n && !str_number(kind, INT32_MAX, &a->kind)) ||
	    (town.n &&
	     (!str_number(town, 999999999999, &a->town) || a->town / 1000000 != r->county.v)) ||
	    !cursor_read(a, req_query(r, "after")))
		return ERR_INPUT;
	return OK;
}

static struct str cursor_of(struct req *r, int64_t at, int64_t id)
{
	return str_join(r->arena, str_int(r->arena, at), S("-"), str_int(r->arena, id), STR_NONE);
}

static enum err rows_filtered(struct req *r, struct asked *a, int64_t lo, int64_t hi)
{
	struct public_window_row w = { 0 };
	bool                     more;
	enum err e = public_window(r->db, r->arena,
				   &(struct public_window_in){ .county = r->county,
							       .before = a->before,
							       .before_id = a->before_id,
							       .size = WINDOW },
				   &w, &more);

	if (e)
		return e;
	e = public_list_window(r->db, r->arena, &(struct public_list_window_in){
		.county = r->county, .before = a->before, .before_id = a->before_id,
		.floor = more ? w.published.ms : 0, .floor_id = more ? w.case_id.v : 0,
		.kind = a->kind, .lo = lo, .hi = hi, .limit = a->limit }, &a->rows, &a->n);
	if (!e && more)
		a->next = cursor_of(r, w.published.ms, w.case_id.v);
	return e;
}

static enum err rows_read(struct req *r, struct asked *a)
{
	struct region_range all = region_range(region_of_county(r->county), REGION_LEVEL_COUNTY);
	struct region_range town = region_range((region_code){ a->town }, REGION_LEVEL_TOWNSHIP);
	int64_t             lo = a->town ? town.lo : all.lo, hi = a->town ? town.hi : all.hi;
	enum err            e;

	if (a->kind || a->town)
		e = rows_filtered(r, a, lo, hi);
	else
		e = public_list(r->db, r->arena,
				&(struct public_list_in){ .county = r->county,
							  .before = a->before,
							  .before_id = a->before_id,
							  .kind = 0,
							  .lo = lo,
							  .hi = hi,
							  .limit = a->limit },
				&a->rows, &a->n);
	if (!e && (int64_t)a->n == a->limit)
		a->next = cursor_of(r, a->rows[a->n - 1].published.ms, a->rows[a->n - 1].case_id.v);
	return e;
}

static int newest_first(const void *va, const void *vb)
{
	const struct public_list_row *a = va, *b = vb;

	if (a->case_id.v != b->case_id.v)
		return a->case_id.v < b->case_id.v ? 1 : -1;
	return (a->published.ms < b->published.ms) - (a->published.ms > b->published.ms);
}

static enum err rows_search(struct req *r, struct asked *a)
{
	struct search_hits      hits = { 0 };
	struct public_list_row *rows = NULL;
	size_t                  n = 0;
	enum err e = search_cases(
		r->house->search, r->arena,
		&(struct search_ask){ .db = r->db,
				      .kind = INDEX_KIND_PUBLIC,
				      .county = r->county,
				      .words = a->search,
				      .before = { a->before_id == NEWEST ? 0 : a->before_id },
				      .limit = (size_t)a->limit },
		&hits);

	a->too_short = e == ERR_INPUT;
	if (e == ERR_INPUT)
		return OK;
	if (e || (hits.n && (e = public_list_ids(r->db, r->arena, &(struct public_list_ids_in){
	             .county = r->county, .ids = case_ids(r->arena, hits.id, hits.n) }, &rows, &n))))
		return e;
	if (n)
		qsort(rows, n, sizeof(rows[0]), newest_first);
	/* A case is shown once; should it be twice, the copy that was published last counts. */
	a->rows = ARENA_ARRAY(r->arena, struct public_list_row, n);
	for (size_t i = 0; i < n; i++)
		if (a->n == 0 || a->rows[a->n - 1].case_id.v != rows[i].case_id.v)
			a->rows[a->n++] = rows[i];
	a->capped = hits.capped;
	if (hits.more)
		a->next = str_int(r->arena, hits.next.v);
	return OK;
}

static enum err towns_fill(struct req *r, int64_t chosen, struct choices *out)
{
	struct region_place *places;
	enum err e = region_children(r->db, r->arena, region_of_county(r->county),
				     (region_code){ 0 }, TOWNS_MAX, &places, &out->n);

	if (e)
		return e;
	out->v = ARENA_ARRAY(r->arena, struct choice, out->n);
	for (size_t i = 0; i < out->n; i++)
		out->v[i] = (struct choice){ .value = str_int(r->arena, places[i].code.v),
					     .word = places[i].name,
					     .on = places[i].code.v == chosen };
	return OK;
}

/* What narrows a sheet, in the words of the page. */
static const struct pair *filters_of(struct req *r, const struct public_view *v, size_t *n)
{
	struct pair *f = ARENA_ARRAY(r->arena, struct pair, 3);
	struct page  page = page_of(r), *p = &page;

	*n = 0;
	if (v->search.n)
		f[(*n)++] = (struct pair){ msg(public_word), v->search };
	for (size_t i = 0; i < v->kinds.n; i++)
		if (v->kinds.v[i].on)
			f[(*n)++] = (struct pair){ msg(case_kind), v->kinds.v[i].word };
	for (size_t i = 0; i < v->towns.n; i++)
		if (v->towns.v[i].on)
			f[(*n)++] = (struct pair){ msg(case_place), v->towns.v[i].word };
	return f;
}

/* GET /c/:county/cases - newest first; the search looks at published words only. */
enum err public_list_get(struct req *r)
{
	struct public_view *v = ARENA_NEW(r->arena, struct public_view);
	struct list l = { .face = &public_list_face, .view = v, .total = -1, .file = "public" };
	struct asked        a;
	enum err            e;

	if ((e = county_of_path(r)) || (e = ask_read(r, &a)) ||
	    (e = a.search.n ? rows_search(r, &a) : rows_read(r, &a)) ||
	    (e = choices_of_pack(r, "kinds", a.kind, &v->kinds)) ||
	    (e = towns_fill(r, a.town, &v->towns)))
		return e;
	v->county = r->county;
	v->lines = public_words(r, a.rows, a.n);
	v->search = a.search;
	v->search_short = a.too_short;
	v->capped = a.capped;
	v->filtered = a.search.n || a.kind || a.town;
	v->next = a.next;
	l.filters = filters_of(r, v, &l.n_filters);
	l.rows = a.rows;
	l.n = a.n;
	l.next = a.next;
	r->wide = true;
	return reply_list(r, MSG_public_title, public_list_html, &l);
}

/* GET /c/:county/cases/:ref - one published case. */
enum err public_case_get(struct req *r)
{
	struct public_case_view *v = ARENA_NEW(r->arena, struct public_case_view);
	county_code              county;
	case_id                  id;
	bool                     found;
	enum err                 e;

	if ((e = county_of_path(r)))
		return e;
	if (!case_number_read(r->arena, req_part(r, "ref"), &county, &id) ||
	    county.v != r->county.v)
		return ERR_MISSING;
	e = public_show(r->db, r->arena,
			&(struct public_show_in){ .county = county, .case_id = id }, &v->row,
			&found);
	if (e || !found)
		return e ? e : ERR_MISSING;
	v->row.region_name = region_short(v->row.region_name);
	v->county = county;
	v->kind = case_term(r, v->row.kind);
	v->class_word = case_term(r, v->row.class);
	v->badge =
		public_words(
			r, &(struct public_list_row){ .class = v->row.class, .region_name = S("") },
			1)[0]
			.badge;
	if ((e = case_files_public(r, id, &v->files)))
		return e;
	return reply_page(r, v->row.title, public_case_html, v, (struct row_set[]){
		{ "case", &public_show_face, &v->row, 1, true },
		{ "files", &file_line_face, v->files.words.v, v->files.words.n, false },
		{ "reply_files", &file_line_face, v->files.replies.v, v->files.replies.n, false } }, 3);
}

/* GET /public - the list of the only county here, or of the reader's; else the counties. */
enum err public_see_get(struct req *r)
{
	struct public_only_row only;
	bool                   found = false;
	county_code            county = r->county;
	enum err               e = OK;

	if (county.v == 0 && !(e = public_only(r->db, r->arena, &only, &found)) && found)
		county = only.county;
	if (e)
		return e;
	return reply_see(r, county.v == 0
				    ? S("/")
				    : str_join(r->arena, S("/c/"), str_int(r->arena, county.v),
					       S("/cases"), STR_NONE));
}
