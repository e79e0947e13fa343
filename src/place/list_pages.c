/* GET /stations: every place of a grant, by where it stands. */
#include "place/list_pages.h"

#include "base/text.h"
#include "place/list.t.h"

#define PAGE_ROWS 200
#define EXPORT_CHUNK 500
#define CHUNK 500              /* looked through at once for a typed name */

/* Flags of the address, as the query numbers them. */
static const char *const flags[] = { "", "trade", "demonstration", "unplaced", "headless", "clerkless" };

static bool number_next(struct str *s, int64_t *out)
{
	struct str part;

	return str_next(s, '-', &part) && str_number(part, INT64_C(999999999999), out);
}

/* A role or a use by its code in the pack of the grant's place; NULL: it has none of that name. */
static const struct pack_item *tag_of(const struct req *r, struct str code)
{
	const struct pack_list *list = place_list(r, (region_code){ 0 }, PACK_TAGS);

	return pack_part_item(&(struct pack_part){ list->items, list->n }, code);
}

static enum err ask_read(struct req *r, struct place_ask *a)
{
	struct reach at = reach_of(r);
	struct str   after = req_query(r, "after");
	int64_t      town = 0;

	*a = (struct place_ask){ .search = utf8_head(str_trim(req_query(r, "q")), NAME_MAX_PLACE),
		.town = req_query(r, "town"), .kind = req_query(r, "kind"), .flag = req_query(r, "flag"),
		.tag = req_query(r, "tag"),
		.closed = str_eq(req_query(r, "state"), S("closed")), .lo = at.lo, .hi = at.hi, .own = at.own };
	if (after.n && !(number_next(&after, &a->region) && number_next(&after, &a->kind_at) &&
	                 number_next(&after, &a->id)))
		return ERR_MISSING;
	if (a->town.n) {
		/* A township is nine digits of its code and three of its villages. */
		if (!str_number(a->town, INT64_C(999999999999), &town))
			return ERR_MISSING;
		a->lo = town > a->lo ? town : a->lo;
		a->hi = town + 999 < a->hi ? town + 999 : a->hi;
	}
	a->only = station_kind_of(a->kind);
	if (a->tag.n && !(a->tag_item = tag_of(r, a->tag)))
		return ERR_MISSING;
	for (size_t i = 1; i < COUNT(flags); i++)
		if (str_eq(a->flag, str_of(flags[i])))
			a->flag_no = (int64_t)i;
	return OK;
}

static enum err rows_read(struct req *r, const struct place_ask *a, const struct place_page_row *last,
                          int64_t limit, struct place_page_row **rows, size_t *n)
{
	return place_page(r->db, r->arena, &(struct place_page_in){ .county = r->county,
		.today = r->today, .lo = a->lo, .hi = a->hi,
		.station = a->own, .region = last ? last->region.v : a->region, .kind = last ? last->kind : a->kind_at,
		.id = last ? last->id.v : a->id, .only = a->only, .closed = a->closed, .flag = a->flag_no,
		.tag = a->tag_item ? a->tag_item->id.v : 0, .limit = limit }, rows, n);
}

static bool row_fits(struct arena *a, const struct place_page_row *row, struct str folded)
{
	size_t at;

	return str_find(text_fold(a, row->name), folded, &at) || str_find(row->initials, folded, &at) ||
	       str_eq_nocase(row->code, folded);
}

/* A typed name is looked for in chunks until a page is full; a county has hundreds of places. */
static enum err rows_search(struct req *r, const struct place_ask *a, int64_t limit,
                            struct place_page_row **out, size_t *n)
{
	struct str             folded = text_fold(r->arena, a->search);
	struct place_page_row *rows, *last = NULL;
	size_t                 got = 0;
	enum err               e = OK;

	*n = 0;
	*out = ARENA_ARRAY(r->arena, struct place_page_row, (size_t)limit);
	do {
		if ((e = rows_read(r, a, last, CHUNK, &rows, &got)))
			return e;
		for (size_t i = 0; i < got && (int64_t)*n < limit; i++)
			if (row_fits(r->arena, &rows[i], folded))
				(*out)[(*n)++] = rows[i];
		last = got ? &rows[got - 1] : NULL;
	} while (got == CHUNK && (int64_t)*n < limit);
	return OK;
}

/* The township a code lies in, or what stands there itself. */
static struct str town_name(const struct place_list_view *v, const struct place_page_row *row)
{
	for (size_t i = 0; i < v->n_towns; i++)
		if (v->towns[i].code.v / 1000 == row->region.v / 1000)
			return v->towns[i].name;
	return row->region_name;
}

static struct place_line *lines_of(struct req *r, const struct place_list_view *v, const struct place_page_row *rows,
                                   size_t n)
{
	struct place_line *lines = ARENA_ARRAY(r->arena, struct place_line, n);

	for (size_t i = 0; i < n; i++) {
		bool begins = i == 0 || rows[i].region.v / 1000 != rows[i - 1].region.v / 1000;

		lines[i] = (struct place_line){ .row = &rows[i], .town = begins ? town_name(v, &rows[i]) : STR_NONE,
			.kind = place_kind_word(r, rows[i].region, rows[i].kind, rows[i].local) };
	}
	return lines;
}

static void count_add(struct req *r, struct buf *b, struct str word, int64_t n)
{
	struct page page = page_of(r), *p = &page;

	if (n == 0)
		return;
	buf_str(b, b->n ? S(" · ") : S(""));
	buf_str(b, msgf(place_counts, word, num(n)));
}

static enum err counts_fill(struct req *r, struct place_list_view *v)
{
	struct page              page = page_of(r), *p = &page;
	struct buf               b;
	int64_t                  all[STATION_KIND_COUNT] = { 0 }, trade = 0;
	struct place_counts_row *rows;
	size_t                   n;
	struct reach             at = reach_of(r);
	enum err e = place_counts(r->db, r->arena, &(struct place_counts_in){ .county = r->county,
		.today = r->today, .lo = at.lo,
		.hi = at.hi, .station = at.own }, &rows, &n);

	for (size_t i = 0; !e && i < n; i++) {
		*(rows[i].trade ? &trade : &all[rows[i].kind]) += rows[i].n;
		v->n_all += rows[i].n;
	}
	buf_init(&b, r->arena, 256);
	for (int k = 1; !e && k < STATION_KIND_COUNT; k++)
		count_add(r, &b, place_kind_word(r, (region_code){ 0 }, (enum station_kind)k, 0), all[k]);
	count_add(r, &b, msg(place_trade), trade);
	v->counts = b.n ? buf_view(&b) : S("");
	return e;
}

static struct str cursor_of(struct req *r, const struct place_page_row *last)
{
	return str_join(r->arena, str_int(r->arena, last->region.v), S("-"), str_int(r->arena, last->kind), S("-"),
	                str_int(r->arena, last->id.v), STR_NONE);
}

static const struct pair *filters_of(struct req *r, const struct place_list_view *v, size_t *n)
{
	struct pair *f = ARENA_ARRAY(r->arena, struct pair, 6);
	struct page  page = page_of(r), *p = &page;

	*n = 0;
	if (v->ask.search.n)
		f[(*n)++] = (struct pair){ msg(place_search), v->ask.search };
	if (v->ask.only)
		f[(*n)++] = (struct pair){ msg(place_kind), place_kind_word(r, (region_code){ 0 },
			(enum station_kind)v->ask.only, 0) };
	for (size_t i = 0; v->ask.town.n && i < v->n_towns; i++)
		if (str_eq(str_int(r->arena, v->towns[i].code.v), v->ask.town))
			f[(*n)++] = (struct pair){ msg(place_town), v->towns[i].name };
	if (v->ask.closed)
		f[(*n)++] = (struct pair){ msg(place_state), msg(place_closed) };
	if (v->ask.tag_item)
		f[(*n)++] = (struct pair){ msg(place_tag), pack_name(v->ask.tag_item, r->lang) };
	if (v->ask.flag_no)
		f[(*n)++] = (struct pair){ msg(place_flag), v->ask.flag };
	return f;
}

/* GET /stations?q=&town=&kind=&tag=&flag=&state=&after= */
enum err place_list_get(struct req *r)
{
	struct place_list_view *v = ARENA_NEW(r->arena, struct place_list_view);
	struct list             l = { .face = &place_page_face, .view = v, .total = -1, .file = "stations" };
	struct place_page_row  *rows;
	int64_t                 limit = r->counting ? EXPORT_CHUNK : PAGE_ROWS;
	enum err                e;

	if ((e = ask_read(r, &v->ask)) ||
	    (e = v->ask.search.n ? rows_search(r, &v->ask, limit, &rows, &l.n) :
	                           rows_read(r, &v->ask, NULL, limit, &rows, &l.n)) ||
	    (e = counts_fill(r, v)) ||
	    (e = place_towns(r->db, r->arena, &(struct place_towns_in){ r->who.region_lo, r->who.region_hi },
	                     &v->towns, &v->n_towns)))
		return e;
	v->lines = lines_of(r, v, rows, l.n);
	v->tags = place_list(r, (region_code){ 0 }, PACK_TAGS);
	v->may_add = r->who.roles & OFFICE;
	v->later = v->ask.id > 0;
	v->filtered = v->ask.search.n || v->ask.town.n || v->ask.only || v->ask.tag_item || v->ask.flag_no || v->ask.closed;
	l.rows = rows;
	l.total = v->filtered ? -1 : v->n_all;
	l.filters = filters_of(r, v, &l.n_filters);
	l.next = (int64_t)l.n == limit ? cursor_of(r, &rows[l.n - 1]) : STR_NONE;
	return reply_list(r, MSG_place_title, place_list_html, &l);
}
