/*
 * The texts of a PostgreSQL database beside table search_text, tenant by tenant
 * and page by page: compared, or written where they differ. A page is compared
 * in one snapshot; what is written is made of texts that are held meanwhile. So
 * others may go on writing.
 */
#include "search/search_private.h"

#include <stdlib.h>

#include "base/text.h"
#include "search/search.q.h"

#define PAGE        200         /* texts of one statement: some 500 kB of numbers */
#define PAGE_BYTES  (64 << 20)
#define TELL_EVERY  50000
#define ONE_IN      64          /* bigrams that may be samples */
#define LOOK        1000        /* rows of a sample asked for at a time */

/* A bigram, and how often it occurs in a tenant's texts of a kind. */
struct sample {
	uint64_t gram;
	int64_t  rows;
};

struct page {
	struct str ids, parts, grams;
	size_t     n;
	case_id    last;
	int64_t    last_part;
};

struct pass {
	struct db            *db;
	struct arena         *arena;             /* of a page */
	county_code           county;
	enum index_kind       kind;
	struct sample        *sample;
	size_t                n, max;
	struct search_report *report;            /* NULL: write what differs */
	search_progress      *tell;
	void                 *arg;
	int64_t               texts;
};

/* ---- a page of texts ---- */

struct text {
	case_id    id;
	int64_t    part;
	struct str words;
};

static enum err texts_internal(struct pass *p, const struct page *after, struct text **out, size_t *n)
{
	struct search_page_words_row *row;
	enum err e = search_page_words(p->db, p->arena, &(struct search_page_words_in){
		.county = p->county, .after = after->last.v, .part = after->last_part,
		.limit = PAGE }, &row, n);

	*out = ARENA_ARRAY(p->arena, struct text, PAGE);
	for (size_t i = 0; !e && i < *n; i++)
		(*out)[i] = (struct text){ row[i].case_id, row[i].part, row[i].words };
	return e;
}

static enum err texts_public(struct pass *p, const struct page *after, struct text **out, size_t *n)
{
	struct search_page_public_row *row;
	enum err e = search_page_public(p->db, p->arena, &(struct search_page_public_in){
		.county = p->county, .after = after->last.v, .part = after->last_part,
		.limit = PAGE }, &row, n);

	*out = ARENA_ARRAY(p->arena, struct text, PAGE);
	for (size_t i = 0; !e && i < *n; i++)
		(*out)[i] = (struct text){ row[i].case_id, row[i].part, search_public_words(
		        p->arena, row[i].title, row[i].words, row[i].answer) };
	return e;
}

/* Samples are told by their number alone, so each is counted from its first text on. */
static void samples_count(struct pass *p, struct grams g)
{
	for (size_t i = 0; i < g.n; i++) {
		uint64_t mixed = g.v[i] * UINT64_C(0x9E3779B97F4A7C15) >> 32;
		size_t   k = 0;

		if (mixed % ONE_IN)
			continue;
		while (k < p->n && p->sample[k].gram != g.v[i])
			k++;
		if (k == p->max)
			continue;
		if (k == p->n)
			p->sample[p->n++] = (struct sample){ .gram = g.v[i] };
		p->sample[k].rows++;
	}
}

static enum err page_read(struct pass *p, struct page *page)
{
	struct text *text;
	struct buf   ids, parts, grams;
	enum err     e;

	arena_reset(p->arena);
	e = p->kind == INDEX_KIND_PUBLIC ? texts_public(p, page, &text, &page->n) :
	                                   texts_internal(p, page, &text, &page->n);
	if (e)
		return e;
	buf_init(&ids, p->arena, PAGE_BYTES);
	buf_init(&parts, p->arena, PAGE_BYTES);
	buf_init(&grams, p->arena, PAGE_BYTES);
	for (size_t i = 0; i < page->n; i++) {
		struct grams g;
		uint64_t    *v;

		g.n = text_bigrams(p->arena, text_fold(p->arena, text[i].words), &v);
		g.v = v;
		samples_count(p, g);
		buf_printf(&ids, "%s%lld", i ? "," : "{", (long long)text[i].id.v);
		buf_printf(&parts, "%s%lld", i ? "," : "{", (long long)text[i].part);
		if (i)
			buf_char(&grams, ';');
		buf_str(&grams, server_grams(p->arena, g));
		page->last = text[i].id;
		page->last_part = text[i].part;
	}
	buf_char(&ids, '}');
	buf_char(&parts, '}');
	page->ids = buf_view(&ids);
	page->parts = buf_view(&parts);
	page->grams = buf_view(&grams);
	return OK;
}

static enum err page_hold(struct pass *p, const struct page *after)
{
	struct search_hold_words_row  words;
	struct search_hold_public_row public;

	if (p->kind == INDEX_KIND_PUBLIC)
		return search_hold_public(p->db, p->arena, &(struct search_hold_public_in){
			.county = p->county, .after = after->last.v, .part = after->last_part,
			.limit = PAGE }, &public);
	return search_hold_words(p->db, p->arena, &(struct search_hold_words_in){
		.county = p->county, .after = after->last.v, .part = after->last_part,
		.limit = PAGE }, &words);
}

static enum err page_put(struct pass *p, const struct page *page)
{
	return search_page_put(p->db, &(struct search_page_put_in){ .county = p->county,
		.kind = p->kind, .ids = page->ids, .parts = page->parts, .grams = page->grams },
		NULL);
}

static enum err page_compare(struct pass *p, const struct page *page)
{
	struct search_page_differs_row row = { 0 };
	enum err e = search_page_differs(p->db, p->arena, &(struct search_page_differs_in){
		.county = p->county, .kind = p->kind, .ids = page->ids, .parts = page->parts,
		.grams = page->grams }, &row);

	p->report->texts += (int64_t)page->n;
	p->report->missing += row.missing;
	p->report->wrong += row.wrong;
	return e;
}

/* Begins a transaction for the tenant at hand; to compare, reading is enough. */
static enum err begin(struct pass *p)
{
	enum err e = db_begin(p->db, !p->report);

	if (!e)
		db_scope(p->db, p->county.v, p->county.v);
	return e;
}

static enum err end(struct pass *p, enum err e)
{
	if (!e)
		e = db_commit(p->db);
	if (e)
		db_rollback(p->db);
	return e;
}

static enum err pages_go(struct pass *p)
{
	struct page page = { .n = PAGE, .last_part = -1 };
	enum err    e = OK;

	while (!e && page.n == PAGE) {
		if ((e = begin(p)))
			return e;
		if (!p->report)
			e = page_hold(p, &page);
		if (!e)
			e = page_read(p, &page);
		if (!e && page.n)
			e = p->report ? page_compare(p, &page) : page_put(p, &page);
		e = end(p, e);
		if (p->tell && (p->texts + (int64_t)page.n) / TELL_EVERY > p->texts / TELL_EVERY)
			p->tell(p->arg, p->texts + (int64_t)page.n);
		p->texts += (int64_t)page.n;
	}
	return e;
}

/* ---- what a search would find ---- */

static enum err sample_ask(struct pass *p, const struct sample *s)
{
	struct search_ask  ask = { .db = p->db, .kind = p->kind, .county = p->county,
	                           .limit = LOOK };
	struct server_rows rows;
	struct candidate   c;
	bool               found = true;
	int64_t            n = 0, hi = 0;
	enum err           e = OK;

	arena_reset(p->arena);
	if (!search_row(p->county, (case_id){ (INT64_C(1) << CASE_BITS) - 1 }, 0, &hi))
		return ERR_FAULT;
	server_find(&rows, p->arena, &ask, (struct grams){ &s->gram, 1 }, false, hi);
	while (!(e = server_next(&rows, &c, &found)) && found)
		n++;
	server_end(&rows);
	p->report->samples++;
	p->report->differ += n != s->rows;
	return e;
}

static enum err samples_ask(struct pass *p)
{
	enum err e = begin(p);

	for (size_t i = 0; !e && i < p->n; i++)
		e = sample_ask(p, &p->sample[i]);
	return end(p, e);
}

static enum err tenant_check(struct pass *p)
{
	struct search_extra_row extra = { 0 };
	enum err                e = OK;

	for (p->kind = INDEX_KIND_INTERNAL; !e && p->kind <= INDEX_KIND_PUBLIC; p->kind++) {
		p->n = 0;
		if (!(e = pages_go(p)))
			e = samples_ask(p);
	}
	if (e || (e = begin(p)))
		return e;
	e = search_extra(p->db, p->arena, &(struct search_extra_in){ p->county }, &extra);
	p->report->extra += extra.n;
	return end(p, e);
}

static enum err tenant_fill(struct pass *p)
{
	enum err e = begin(p);

	if (e)
		return e;
	e = end(p, search_extra_drop(p->db, &(struct search_extra_drop_in){ p->county }, NULL));
	for (p->kind = INDEX_KIND_INTERNAL; !e && p->kind <= INDEX_KIND_PUBLIC; p->kind++)
		e = pages_go(p);
	return e;
}

/* ---- all tenants ---- */

static enum err tenants_go(struct pass *p, const char *url, struct arena *a, struct str *why)
{
	struct search_tenants_row *tenant;
	size_t                     n;
	enum err                   e = db_open(url, DB_OFFLINE, a, &p->db, why);

	if (e)
		return e;
	p->arena = arena_new(1 << 20);
	e = search_tenants(p->db, a, &tenant, &n);
	for (size_t i = 0; !e && i < n; i++) {
		p->county = tenant[i].county;
		e = p->report ? tenant_check(p) : tenant_fill(p);
	}
	arena_free(p->arena);
	db_close(p->db);
	return e;
}

enum err server_rebuild(const char *url, struct arena *a, search_progress *tell, void *arg,
                        struct str *why)
{
	struct pass p = { .tell = tell, .arg = arg };
	enum err    e;

	*why = S("the search table could not be made good; see the log");
	e = tenants_go(&p, url, a, why);
	if (!e && tell)
		tell(arg, p.texts);
	return e;
}

enum err server_check(const char *url, struct arena *a, size_t samples,
                      struct search_report *out, struct str *why)
{
	struct pass p = { .report = out, .max = samples,
	                  .sample = ARENA_ARRAY(a, struct sample, samples + 1) };

	*why = S("the search table could not be compared with the texts; see the log");
	return tenants_go(&p, url, a, why);
}
