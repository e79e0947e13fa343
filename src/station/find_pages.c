/* Who can be asked: deputies and stations of a county by place, name, initials or occupation. */
#include "station/find.t.h"
#include "station/find.q.h"
#include "station/station_private.h"

#include "deputy/deputy.h"
#include "pack/pack.h"
#include "region/region.h"

#define PAGE_PEOPLE 24
#define STATION_HITS 12
#define SEARCH_MAX 40           /* code points */
#define WORD_END "\xf4\x8f\xbf\xbf"     /* above every word that begins with one */

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
			.titles = row->field.n ? row->field : pack_kind_name(r->house->packs, row->region,
				row->kind, (term_id){ row->local }, r->today, r->lang),
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

/* Where the last page ended: "<id>.<word>" among those looked up by a word, "<id>-<initials>" among the rest. */
struct cursor {
	int64_t    id;
	struct str key;
	bool       walking;
};

static bool cursor_read(struct req *r, struct cursor *c)
{
	struct str after = req_query(r, "after");
	size_t     at = 0;

	*c = (struct cursor){ .key = S("") };
	if (!after.p || after.n == 0)
		return true;
	while (at < after.n && after.p[at] >= '0' && after.p[at] <= '9')
		at++;
	if (at == after.n || (after.p[at] != '-' && after.p[at] != '.') ||
	    !str_number(str_part(after, 0, at), INT64_MAX, &c->id))
		return false;
	c->walking = after.p[at] == '-';
	c->key = str_part(after, at + 1, after.n);
	return true;
}

static struct str cursor_write(struct req *r, int64_t id, const char *mark, struct str key)
{
	return str_join(r->arena, str_int(r->arena, id), str_of(mark), key, STR_NONE);
}

static void deputies_add(struct find_view *v, const struct find_by_initials_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hit_add(v, &(struct find_hit){ .kind = CODE_KIND_PERSON, .code = rows[i].code, .name = rows[i].name,
			.titles = titles_of(&v->page, rows[i].levels), .occupation = rows[i].occupation,
			.station = rows[i].station_name.p ? rows[i].station_name : S(""),
			.station_code = rows[i].station_code.p ? rows[i].station_code : S("") });
}

/* Those whose initials or name begin with what was typed; *n of them. */
static enum err deputies_look_up(struct req *r, struct find_view *v, const struct cursor *c, struct str word, bool letters,
                                 size_t *n, struct str *next)
{
	struct str                   end = str_join(r->arena, word, S(WORD_END), STR_NONE);
	struct str                   key = c->id ? c->key : S("");
	struct find_by_initials_row *rows;
	enum err                     e;

	*n = 0;
	if (c->walking)
		return OK;
	/* The range begins where the last page ended; a cursor outside of it is nobody's. */
	if (str_starts(key, word))
		word = key;
	e = letters ? find_by_initials(r->db, r->arena, &(struct find_by_initials_in){ v->county, word, end, key, c->id,
	                      DEPUTY_PUBLISHED, PAGE_PEOPLE }, &rows, n) :
	              find_by_name(r->db, r->arena, &(struct find_by_name_in){ v->county, word, end, key, c->id,
	                      DEPUTY_PUBLISHED, PAGE_PEOPLE }, &rows, n);
	if (e)
		return e;
	deputies_add(v, rows, *n);
	if (*n == PAGE_PEOPLE)
		*next = cursor_write(r, rows[*n - 1].id.v, ".", letters ? rows[*n - 1].initials : rows[*n - 1].name);
	return OK;
}

/* The rest of a page among all others, as far as one page looks. */
static enum err deputies_walk(struct req *r, struct find_view *v, const struct cursor *c, struct find_deputies_in *in,
                              struct str *next)
{
	struct find_by_initials_row *rows;
	struct find_reach_row        reach;
	bool                         more;
	size_t                       n;
	enum err                     e;

	in->after = c->walking ? c->id : 0;
	in->after_initials = c->walking ? c->key : S("");
	if ((e = find_reach(r->db, r->arena, &(struct find_reach_in){ v->county, in->after_initials, in->after }, &reach, &more)))
		return e;
	in->to_initials = more ? reach.initials : S(WORD_END);
	in->to = more ? reach.id : INT64_MAX;
	if ((e = find_deputies(r->db, r->arena, in, &rows, &n)))
		return e;
	deputies_add(v, rows, n);
	if ((int64_t)n == in->limit)
		*next = cursor_write(r, rows[n - 1].id.v, "-", rows[n - 1].initials);
	else if (more)
		*next = cursor_write(r, reach.id, "-", reach.initials);
	return OK;
}

static enum err deputies_find(struct req *r, struct find_view *v, const struct cursor *c, struct str *next)
{
	struct find_deputies_in in = { .county = v->county, .lo = v->range.lo, .hi = v->range.hi, .part = S(""),
	                               .letters = S(""), .first = S(""), .standard = DEPUTY_PUBLISHED };
	struct str              plain = plain_of(r->arena, v->search), letters = letters_of(text_fold(r->arena, plain));
	bool                    look_up = plain.n && v->place.v == 0;
	size_t                  n = 0;
	enum err                e;

	if (v->search.n && plain.n == 0)
		return OK;
	if (look_up) {
		if ((e = deputies_look_up(r, v, c, letters.n ? letters : plain, letters.n > 0, &n, next)) || next->p)
			return e;
		if (letters.n)
			return OK;       /* initials are all that letters are looked for in */
		in.first = plain;
	}
	if (plain.n)
		in.part = str_join(r->arena, S("%"), plain, S("%"), STR_NONE);
	if (letters.n)
		in.letters = str_join(r->arena, letters, S("%"), STR_NONE);
	in.limit = PAGE_PEOPLE - (int64_t)n;
	return deputies_walk(r, v, c, &in, next);
}

/* GET /find-deputy?county=&q=&place=&after= */
enum err find_deputy_get(struct req *r)
{
	struct find_view         *v = ARENA_NEW(r->arena, struct find_view);
	struct list               l = { .face = &hit_face, .view = v, .total = -1, .file = "finder", .next = STR_NONE };
	struct cursor             c;
	struct station_tenant_row t;
	enum err                  e;

	v->page = page_of(r);
	if ((e = county_enter(r, req_query(r, "county"), &t)))
		return e;
	if (t.county.v == 0)
		return counties_reply(r);
	v->search = utf8_head(str_trim(req_query(r, "q")), SEARCH_MAX);
	if (!cursor_read(r, &c))
		return ERR_INPUT;
	if ((e = place_read(r, v)) || (e = station_forest_read(r, &v->forest)))
		return e;
	v->county = t.county;
	v->county_name = t.name;
	v->looked = v->search.n > 0 || v->place.v != 0;
	v->later = c.id != 0;
	v->hits = ARENA_ARRAY(r->arena, struct find_hit, STATION_HITS + PAGE_PEOPLE);
	towns_read(r, v);
	if (v->looked && !v->later)
		stations_find(r, v);
	if (v->looked && (e = deputies_find(r, v, &c, &l.next)))
		return e;
	l.rows = v->hits;
	l.n = v->n_hits;
	r->wide = true;
	return reply_list(r, MSG_station_who, find_deputy_html, &l);
}
