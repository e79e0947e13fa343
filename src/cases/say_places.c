/* The places of step two: what was searched for, then the county's tree by township. */
#include "cases/resident_private.h"

#include "base/text.h"
#include "region/region.h"

#define PLACES_MAX 2000
#define PLACES_ALL 400 /* above it only the chosen township is unfolded: the page stays small */
#define FOUND_MAX 20

/* The letters follow the short name: one for each character, without those of 居民委员会. */
static struct choice option_of(struct req *r, const struct place_choices_row *row,
			       struct str town_initials)
{
	struct str name = region_short(row->name), letters = row->initials;

	if (letters.n == utf8_length(row->name))
		letters = str_part(letters, 0, utf8_length(name));
	return (struct choice){
		.value = str_int(r->arena, row->code.v), .word = name,
		.find = str_join(r->arena, town_initials, letters, STR_NONE), .help = S(""),
	};
}

/* What the search found, with the whole path, first of the list. */
static enum err found_fill(struct req *r, struct say_view *v, struct str typed_text,
			   int64_t *chosen)
{
	struct region_place *places;
	struct place_group  *g;
	size_t               n;
	struct page          page = page_of(r), *p = &page;
	region_code          county = region_of_county(r->county);
	enum err e = region_search(r->db, r->arena, region_tenant(r->county),
				   typed_text, FOUND_MAX, &places, &n);

	v->looked = true;
	if (e || n == 0)
		return e;
	g = &v->groups[v->n_groups];
	*g = (struct place_group){ .label = msg(say_found),
				   .places = { ARENA_ARRAY(r->arena, struct choice, n), 0 } };
	for (size_t i = 0; i < n; i++) {
		if (places[i].level < REGION_LEVEL_TOWNSHIP)
			continue;
		g->places.v[g->places.n] = (struct choice){
			.value = str_int(r->arena, places[i].code.v),
			.word = region_path(r->db, r->arena, places[i].code, county, " "),
			.find = places[i].initials, .help = S(""), .on = g->places.n == 0,
		};
		g->places.n++;
	}
	v->found = g->places.n > 0;
	v->n_groups += v->found;
	if (v->found && !str_number(g->places.v[0].value, 999999999999, chosen))
		return ERR_FAULT;
	return OK;
}

/* One group a township: itself and its villages, those only of the chosen one if there are many. */
static void tree_fill(struct req *r, struct say_view *v, const struct place_choices_row *rows,
		      size_t n, int64_t chosen)
{
	struct page         page = page_of(r), *p = &page;
	struct place_group *g = NULL;
	struct choice      *pool = ARENA_ARRAY(r->arena, struct choice, n);
	struct str          town = S("");
	bool                all = n <= PLACES_ALL;

	for (size_t i = 0; i < n; i++) {
		struct choice c;

		if (rows[i].level < REGION_LEVEL_TOWNSHIP)
			continue;
		if (rows[i].level == REGION_LEVEL_TOWNSHIP) {
			g = &v->groups[v->n_groups++];
			town = rows[i].initials;
			/* Rows come in order of their codes, so a township's own stand together. */
			*g = (struct place_group){ .label = rows[i].name,
						   .places = { pool + i, 0 } };
		}
		if (!g || (!all && rows[i].level > REGION_LEVEL_TOWNSHIP &&
			   rows[i].code.v / 1000 != chosen / 1000))
			continue;
		c = option_of(r, &rows[i], rows[i].level == REGION_LEVEL_TOWNSHIP ? S("") : town);
		if (rows[i].level == REGION_LEVEL_TOWNSHIP)
			c.word = msgf(say_whole_town, c.word);
		c.on = rows[i].code.v == chosen && !v->found;
		g->places.v[g->places.n++] = c;
	}
}

enum err say_places_fill(struct req *r, struct say_view *v)
{
	struct place_choices_row *rows;
	size_t                    n;
	const struct region_range here = region_tenant(r->county);
	int64_t                   chosen = v->at.region.v, posted;
	struct str                typed_text = str_trim(req_posted(r, "q"));
	enum err                  e = place_choices(r->db, r->arena, &(struct place_choices_in){
	        .lo = here.lo, .hi = here.hi, .limit = PLACES_MAX }, &rows, &n);

	if (e)
		return e;
	if (str_number(req_posted(r, "region"), 999999999999, &posted) &&
	    posted >= here.lo && posted <= here.hi)
		chosen = posted;
	v->own = (struct choice){ .value = str_int(r->arena, here.lo),
				  .word = region_name(r->db, r->arena, (region_code){ here.lo }),
				  .on = chosen == here.lo,
				  .help = S(""),
				  .find = S("") };
	v->groups = ARENA_ARRAY(r->arena, struct place_group, n + 1);
	if (typed_text.n && utf8_length(typed_text) <= 40 &&
	    (e = found_fill(r, v, typed_text, &chosen)))
		return e;
	tree_fill(r, v, rows, n, chosen);
	return OK;
}
