/* GET /directory: stations and deputies of the whole country by two characters. */
#include "directory/directory_private.h"

#include "directory/find.t.h"
#include "region/region.h"

#define PLACES_SHOWN 8
#define END "\xf4\x8f\xbf\xbf"  /* above every word that begins with one */
#define ROWS 24                 /* as the queries say */

static const struct face_col found_cols[] = {
	{ "kind", FACE_ENUM, false, offsetof(struct found_row, kind), code_kind_names },
	{ "code", FACE_TEXT, false, offsetof(struct found_row, code), NULL },
	{ "name", FACE_TEXT, false, offsetof(struct found_row, name), NULL },
	{ "level", FACE_ENUM, true, offsetof(struct found_row, level), region_level_names },
	{ "county", FACE_CODE, false, offsetof(struct found_row, county), NULL },
	{ "place", FACE_TEXT, false, offsetof(struct found_row, place), NULL },
	{ "occupation", FACE_TEXT, false, offsetof(struct found_row, occupation), NULL },
};
static const struct face found_face = { "directory", sizeof(struct found_row), found_cols, COUNT(found_cols) };

/* Where the last row stood: "<three numbers>-<word>", or four numbers behind a place. */
struct cursor {
	int64_t    n[3];
	struct str word;
	bool       there;
};

static bool cursor_read(struct req *r, struct cursor *c)
{
	struct str text = req_query(r, "after"), part;

	*c = (struct cursor){ .word = S("") };
	if (!text.p || text.n == 0)
		return true;
	for (size_t i = 0; i < COUNT(c->n); i++)
		if (!str_next(&text, '-', &part) || !str_number(part, INT64_MAX, &c->n[i]))
			return false;
	c->word = text;
	c->there = text.p && text.n > 0;
	return c->there;
}

static struct str cursor_write(struct arena *a, int64_t x, int64_t y, int64_t z, struct str word)
{
	return str_join(a, str_int(a, x), S("-"), str_int(a, y), S("-"), str_int(a, z), S("-"), word, STR_NONE);
}

static bool seen(const struct found_view *v, struct str code)
{
	for (size_t i = 0; i < v->n_rows; i++)
		if (str_eq(v->rows[i].code, code))
			return true;
	return false;
}

static void row_add(struct found_view *v, const struct page *p, const struct found_row *row)
{
	/* 北京北京路 begins with 北京 twice. */
	if (seen(v, row->code))
		return;
	v->rows[v->n_rows] = *row;
	v->rows[v->n_rows++].titles = row->level ? label(region_level, row->level) : S("");
}

/* A part of a name, or the beginning of initials. */
static enum err by_word(struct req *r, struct found_view *v, const struct cursor *c, struct str *next)
{
	struct page                page = page_of(r), *p = &page;
	struct str                 word = utf8_head(directory_word_of(r->arena, v->search), WORD_MAX);
	struct str                 end = str_join(r->arena, word, S(END), STR_NONE);
	struct directory_count_row count = { 0 };
	struct directory_find_row *rows;
	size_t                     n;
	enum err                   e;

	v->is_short = utf8_length(word) < 2;
	if (v->is_short)
		return OK;
	/* A cursor outside of the range is nobody's: it starts where the range does. */
	e = directory_find(r->db, r->arena, &(struct directory_find_in){
		.word = c->there && str_starts(c->word, word) ? c->word : word, .end = end, .at_county = c->n[0],
		.at_kind = c->n[1], .at_id = c->n[2] }, &rows, &n);
	if (e || (e = directory_count(r->db, r->arena, &(struct directory_count_in){ word, end, TOTAL_MAX + 1 }, &count)))
		return e;
	v->total = count.n;
	for (size_t i = 0; i < n; i++)
		row_add(v, p, &(struct found_row){ .kind = rows[i].kind, .code = rows[i].code, .name = rows[i].name,
			.place = rows[i].place, .occupation = rows[i].occupation, .level = rows[i].level,
			.county = rows[i].county });
	if (n == ROWS)
		*next = cursor_write(r->arena, rows[n - 1].county.v, (int64_t)rows[n - 1].kind, rows[n - 1].id, rows[n - 1].word);
	return OK;
}

/* Everybody of a place. */
static enum err by_place(struct req *r, struct found_view *v, const struct cursor *c, struct str *next)
{
	struct page              page = page_of(r), *p = &page;
	struct directory_at_in   in = { .at_kind = c->n[0], .at_county = c->n[1], .at_id = c->n[2] };
	struct region_place      at;
	struct region_range      range;
	struct directory_at_row *rows;
	size_t                   n;
	enum err                 e = region_find(r->db, r->arena, v->place, &at);

	if (e)
		return e;
	range = region_range(at.code, at.level);
	v->place_name = at.name;
	in.at_region = range.lo;
	in.hi = range.hi;
	if (c->there && (!str_number(c->word, range.hi, &in.at_region) || in.at_region < range.lo))
		return ERR_INPUT;
	if ((e = directory_at(r->db, r->arena, &in, &rows, &n)))
		return e;
	v->total = -1;
	for (size_t i = 0; i < n; i++)
		row_add(v, p, &(struct found_row){ .kind = rows[i].kind, .code = rows[i].code, .name = rows[i].name,
			.place = rows[i].place, .occupation = rows[i].occupation, .level = rows[i].level,
			.county = rows[i].county });
	if (n == ROWS)
		*next = cursor_write(r->arena, (int64_t)rows[n - 1].kind, rows[n - 1].county.v, rows[n - 1].id,
			str_int(r->arena, rows[n - 1].region.v));
	return OK;
}

/* Places that are called so: the way to everybody there. */
static enum err places_find(struct req *r, struct found_view *v)
{
	struct region_place *hits;
	size_t               n;
	enum err             e = region_search(r->db, r->arena, region_range((region_code){ 0 }, REGION_LEVEL_NATION),
	                                       v->search, PLACES_SHOWN, &hits, &n);

	if (e)
		return e;
	v->places = ARENA_ARRAY(r->arena, struct found_place, n);
	for (size_t i = 0; i < n; i++)
		v->places[v->n_places++] = (struct found_place){ hits[i].code, hits[i].name,
			hits[i].parent.v ? region_path(r->db, r->arena, hits[i].parent, (region_code){ 0 }, " ") : S("") };
	return OK;
}

/* GET /directory?q=&place=&after= */
enum err directory_get(struct req *r)
{
	struct found_view *v = ARENA_NEW(r->arena, struct found_view);
	struct list        l = { .face = &found_face, .view = v, .total = -1, .file = "directory", .next = STR_NONE };
	struct str         place = req_query(r, "place");
	struct cursor      c;
	enum err           e = OK;

	v->search = utf8_head(str_trim(req_query(r, "q")), 40);
	if (!cursor_read(r, &c))
		return ERR_INPUT;
	if (place.p && place.n && (!str_number(place, INT64_C(999999999999), &v->place.v) || v->place.v == 0))
		return ERR_MISSING;
	v->rows = ARENA_ARRAY(r->arena, struct found_row, ROWS);
	v->later = c.there;
	v->looked = v->place.v || v->search.n;
	if (v->place.v)
		e = by_place(r, v, &c, &l.next);
	else if (v->search.n)
		e = by_word(r, v, &c, &l.next);
	if (!e && v->search.n && !v->is_short && !v->place.v && !v->later)
		e = places_find(r, v);
	if (e)
		return e;
	l.rows = v->rows;
	l.n = v->n_rows;
	if (v->looked && !v->place.v && !v->is_short && v->total <= TOTAL_MAX)
		l.total = v->total;
	r->wide = true;
	return reply_list(r, MSG_directory_title, directory_html, &l);
}

const struct route directory_routes[] = {
	{ GET, "/directory", ANYONE | SIGNED, directory_get, NULL, NULL, SHARED | LIST },
	{ 0 },
};
