/* Who the deputies are, from the counters: for the office by level, for the public without small groups. */
#include <stdlib.h>

#include "deputy/composition.t.h"
#include "deputy/pages.h"
#include "region/region.h"

#define SMALL 3
#define RANGE_MAX 5000          /* people of one township */
#define SHARES_MAX 64

size_t small_merge(struct share *rows, size_t n, struct str others)
{
	struct share rest = { .word = others };
	int64_t      total = 0;

	for (size_t i = 0; i < n; i++)
		total += rows[i].n;
	if (total < SMALL)
		return 0;
	while (n && (rows[n - 1].n < SMALL || (rest.n && rest.n < SMALL)))
		rest.n += rows[--n].n;
	if (rest.n)
		rows[n++] = rest;
	return n;
}

static struct str rate_words(struct arena *a, int64_t n, int64_t of)
{
	struct buf b;

	buf_init(&b, a, 32);            /* 100.0% */
	if (of == 0)
		return S("—");
	buf_real(&b, 100.0 * (double)n / (double)of, 1);
	buf_char(&b, '%');
	return buf_view(&b);
}

static int by_n(const void *va, const void *vb)
{
	const struct share *a = va, *b = vb;

	return (a->n < b->n) - (a->n > b->n);
}

/* The counters of the grant's range: kept ones of a whole tenant, made anew for a township's few hundred people. */
static enum err counts_read(struct req *r, struct deputy_counts_row **rows, size_t *n)
{
	struct deputy_counts_range_row *people;
	size_t                          n_people, cap;
	enum err                        e;

	if (r->who.region_lo <= tenant_lo(r->county) && r->who.region_hi >= tenant_hi(r->county))
		return deputy_counts(r->db, r->arena, &(struct deputy_counts_in){ r->county }, rows, n);
	if ((e = deputy_counts_range(r->db, r->arena, &(struct deputy_counts_range_in){ r->county, r->who.region_lo,
	             r->who.region_hi, RANGE_MAX }, &people, &n_people)))
		return e;
	cap = n_people * (size_t)DEPUTY_FACET_COUNT * DEPUTY_LEVELS;
	*rows = ARENA_ARRAY(r->arena, struct deputy_counts_row, cap + 1);
	*n = 0;
	for (size_t i = 0; i < n_people; i++) {
		const int values[DEPUTY_FACET_COUNT] = { [DEPUTY_FACET_PEOPLE] = 1, [DEPUTY_FACET_ASSIGNED] = people[i].station.v != 0,
			[DEPUTY_FACET_SEX] = (int)people[i].sex, [DEPUTY_FACET_ETHNICITY] = (int)people[i].ethnicity,
			[DEPUTY_FACET_OCCUPATION_CLASS] = (int)people[i].occupation_class, [DEPUTY_FACET_PARTY] = (int)people[i].party };

		for (int l = 0; l < DEPUTY_LEVELS; l++)
			for (int f = 1; (!l || people[i].levels & 1 << l) && f < DEPUTY_FACET_COUNT; f++)
				if (values[f])
					(*rows)[(*n)++] = (struct deputy_counts_row){ .level = l, .facet = (enum deputy_facet)f,
						.value = values[f], .n = 1 };
	}
	return OK;
}

static void facet_add(struct req *r, struct composition_view *v, struct str title, enum deputy_facet facet,
                      const enum msg *words, int n_words, const struct deputy_counts_row *rows, size_t n, bool public)
{
	struct page        page = page_of(r), *p = &page;
	struct facet_view *f = &v->facets[v->n_facets++];
	int64_t            known = 0;

	*f = (struct facet_view){ .title = title, .rows = ARENA_ARRAY(r->arena, struct share, SHARES_MAX) };
	for (int w = 1; w < n_words; w++) {
		struct share s = { .word = page_msg(p, words[w]) };

		for (size_t i = 0; i < n; i++)
			if (rows[i].level == 0 && rows[i].facet == facet && rows[i].value == w)
				s.n += rows[i].n;
		known += s.n;
		if (s.n)
			f->rows[f->n++] = s;
	}
	if (known < v->people[0])
		f->rows[f->n++] = (struct share){ .word = msg(deputy_unknown), .n = v->people[0] - known };
	if (f->n)
		qsort(f->rows, f->n, sizeof(*f->rows), by_n);
	if (public)
		f->n = small_merge(f->rows, f->n, msg(deputy_small));
	for (size_t i = 0; i < f->n; i++)
		f->rows[i].rate = rate_words(r->arena, f->rows[i].n, v->people[0]);
}

static void view_fill(struct req *r, struct composition_view *v, const struct deputy_counts_row *rows, size_t n, bool public)
{
	struct page page = page_of(r), *p = &page;

	for (size_t i = 0; i < n; i++) {
		if (rows[i].level < DEPUTY_LEVELS && rows[i].facet == DEPUTY_FACET_PEOPLE)
			v->people[rows[i].level] += rows[i].n;
		if (rows[i].level < DEPUTY_LEVELS && rows[i].facet == DEPUTY_FACET_ASSIGNED)
			v->assigned[rows[i].level] += rows[i].n;
	}
	for (int l = 0; l < DEPUTY_LEVELS; l++) {
		v->level[l] = l ? label(region_level, l) : msg(deputy_all_people);
		v->rate[l] = rate_words(r->arena, v->assigned[l], v->people[l]);
	}
	facet_add(r, v, msg(deputy_facet_sex), DEPUTY_FACET_SEX, sex_msgs, SEX_COUNT, rows, n, public);
	facet_add(r, v, msg(deputy_facet_ethnicity), DEPUTY_FACET_ETHNICITY, ethnicity_msgs, ETHNICITY_COUNT, rows, n, public);
	facet_add(r, v, msg(deputy_facet_class), DEPUTY_FACET_OCCUPATION_CLASS, occupation_class_msgs, OCCUPATION_CLASS_COUNT,
	          rows, n, public);
	facet_add(r, v, msg(deputy_facet_party), DEPUTY_FACET_PARTY, political_party_msgs, POLITICAL_PARTY_COUNT, rows, n, public);
}

static const struct face_col share_cols[] = {
	{ "word", FACE_TEXT, false, offsetof(struct share, word), NULL },
	{ "n", FACE_INT, false, offsetof(struct share, n), NULL },
};
static const struct face share_face = { "share", sizeof(struct share), share_cols, COUNT(share_cols) };

static enum err composition_reply(struct req *r, struct str title, void (*html)(struct page *, const void *),
                                  const struct composition_view *v)
{
	static const char *const names[] = { "sex", "ethnicity", "occupation", "party" };
	struct row_set           sets[COUNT(names)];

	for (size_t i = 0; i < COUNT(names); i++)
		sets[i] = (struct row_set){ names[i], &share_face, v->facets[i].rows, v->facets[i].n, false };
	return reply_page(r, title, html, v, sets, COUNT(sets));
}

/* GET /deputies/composition - every number leads to its rows. */
enum err composition_get(struct req *r)
{
	struct composition_view  *v = ARENA_NEW(r->arena, struct composition_view);
	struct page               page = page_of(r), *p = &page;
	struct deputy_counts_row *rows;
	size_t                    n;
	enum err                  e = counts_read(r, &rows, &n);

	if (e)
		return e;
	view_fill(r, v, rows, n, false);
	return composition_reply(r, msg(deputy_composition), composition_html, v);
}

/* GET /c/:county/deputies - for everybody, and for the wall. */
enum err composition_public_get(struct req *r)
{
	struct composition_view  *v = ARENA_NEW(r->arena, struct composition_view);
	struct page               page = page_of(r), *p = &page;
	struct deputy_counts_row *rows;
	county_code               county;
	size_t                    n;
	enum err                  e;

	if (!str_number(req_part(r, "county"), 999999, &county.v))
		return ERR_MISSING;
	req_enter(r, county);
	v->county = region_name(r->db, r->arena, region_of_county(county));
	if ((e = deputy_counts(r->db, r->arena, &(struct deputy_counts_in){ county }, &rows, &n)))
		return e;
	if (n == 0)
		return ERR_MISSING;
	view_fill(r, v, rows, n, true);
	return composition_reply(r, msg(deputy_public_title), composition_public_html, v);
}
