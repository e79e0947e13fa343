/* PostgreSQL: bigrams in table search_text, written with the text and read by windows. */
#include "search/search_private.h"

#include "base/text.h"
#include "search/search.q.h"

#define FETCH_MOST 256          /* texts of a fetch: at most half a megabyte, mostly */
#define GRAM_BYTES 22           /* 64 bits in decimal, a sign, a comma and a brace */

struct str server_grams(struct arena *a, struct grams g)
{
	struct buf b;

	buf_init(&b, a, (g.n + 1) * GRAM_BYTES);
	buf_char(&b, '{');
	for (size_t i = 0; i < g.n; i++) {
		if (i)
			buf_char(&b, ',');
		buf_int(&b, (int64_t)g.v[i]);
	}
	buf_char(&b, '}');
	return buf_view(&b);
}

/* The bigrams of a text with its window above them: search_keys() of schema/postgres/0007-admin.sql. */
static void keys_make(const struct search_text *t, uint64_t *grams, size_t n)
{
	const uint64_t window = (uint64_t)t->county.v * 7919 + ((uint64_t)t->id.v >> 12) * 2 + (uint64_t)t->kind;

	for (size_t i = 0; i < n; i++)
		grams[i] |= window << 42;
}

enum err server_note(struct db *db, struct arena *a, const struct search_text *t)
{
	uint64_t *v;
	size_t    n;

	if (t->op == INDEX_OP_DELETE)
		return search_text_drop(db, &(struct search_text_drop_in){ .county = t->county,
			.kind = t->kind, .case_id = t->id, .part = t->part }, NULL);
	n = text_bigrams(a, text_fold(a, t->words), &v);
	keys_make(t, v, n);
	return search_text_put(db, &(struct search_text_put_in){ .county = t->county,
		.kind = t->kind, .case_id = t->id, .part = t->part,
		.keys = server_grams(a, (struct grams){ v, n }) }, NULL);
}

/* ---- looking ---- */

void server_find(struct server_rows *rows, struct arena *a, const struct search_ask *ask,
                 struct grams g, bool texts, int64_t hi)
{
	int64_t most = (int64_t)ask->limit + 1;

	*rows = (struct server_rows){ .ask = ask, .arena = arena_new(65536), .texts = texts,
	        .before = row_case(hi), .before_part = row_part(hi) + 1,
	        .grams = server_grams(a, g), .many = most < FETCH_MOST ? most : FETCH_MOST };
}

void server_end(struct server_rows *rows)
{
	arena_free(rows->arena);
}

static enum err fetch_bare(struct server_rows *r)
{
	struct search_found_row *row;
	enum err e = search_found(r->ask->db, r->arena, &(struct search_found_in){
		.county = r->ask->county, .kind = r->ask->kind, .before = r->before,
		.before_part = r->before_part, .grams = r->grams, .limit = r->many }, &row, &r->n);

	r->list = ARENA_ARRAY(r->arena, struct candidate, r->n + 1);
	for (size_t i = 0; !e && i < r->n; i++)
		if (!search_row(r->ask->county, row[i].case_id, row[i].part, &r->list[i].row))
			e = ERR_FAULT;
	return e;
}

static enum err fetch_words(struct server_rows *r)
{
	struct search_found_words_row *row;
	enum err e = search_found_words(r->ask->db, r->arena, &(struct search_found_words_in){
		.county = r->ask->county, .before = r->before,
		.before_part = r->before_part, .grams = r->grams, .limit = r->many }, &row, &r->n);

	r->list = ARENA_ARRAY(r->arena, struct candidate, r->n + 1);
	for (size_t i = 0; !e && i < r->n; i++) {
		r->list[i].words = row[i].words;
		if (!search_row(r->ask->county, row[i].case_id, row[i].part, &r->list[i].row))
			e = ERR_FAULT;
	}
	return e;
}

static enum err fetch_public(struct server_rows *r)
{
	struct search_found_public_row *row;
	enum err e = search_found_public(r->ask->db, r->arena, &(struct search_found_public_in){
		.county = r->ask->county, .before = r->before,
		.before_part = r->before_part, .grams = r->grams, .limit = r->many }, &row, &r->n);

	r->list = ARENA_ARRAY(r->arena, struct candidate, r->n + 1);
	for (size_t i = 0; !e && i < r->n; i++) {
		if (row[i].title.p)
			r->list[i].words = search_public_words(r->arena, row[i].title,
			                                       row[i].words, row[i].answer);
		if (!search_row(r->ask->county, row[i].case_id, row[i].part, &r->list[i].row))
			e = ERR_FAULT;
	}
	return e;
}

/* May the asker see them? Parts of a case lie side by side and count once. */
static enum err judge(struct server_rows *r)
{
	case_id *ids = ARENA_ARRAY(r->arena, case_id, r->n + 1);
	bool    *kept = ARENA_ARRAY(r->arena, bool, r->n + 1);
	size_t   n = 0;
	enum err e;

	if (!r->ask->keep)
		return OK;
	for (size_t i = 0; i < r->n; i++)
		if (n == 0 || ids[n - 1].v != row_case(r->list[i].row).v)
			ids[n++] = row_case(r->list[i].row);
	if (n == 0 || (e = r->ask->keep(r->ask->arg, ids, n, kept)))
		return n ? e : OK;
	n = 0;
	for (size_t i = 0; i < r->n; i++) {
		if (i && row_case(r->list[i].row).v != ids[n].v)
			n++;
		r->list[i].judged = true;
		r->list[i].kept = kept[n];
	}
	return OK;
}

static enum err fetch(struct server_rows *r)
{
	enum err e;

	arena_reset(r->arena);
	r->at = r->n = 0;
	if (!r->texts)
		e = fetch_bare(r);
	else if (r->ask->kind == INDEX_KIND_PUBLIC)
		e = fetch_public(r);
	else
		e = fetch_words(r);
	if (e || (e = judge(r)))
		return e;
	r->end = (int64_t)r->n < r->many;
	if (r->n) {
		r->before = row_case(r->list[r->n - 1].row);
		r->before_part = row_part(r->list[r->n - 1].row);
	}
	r->many = 2 * r->many < FETCH_MOST ? 2 * r->many : FETCH_MOST;
	return OK;
}

enum err server_next(struct server_rows *r, struct candidate *c, bool *found)
{
	enum err e = OK;

	if (r->at == r->n && !r->end)
		e = fetch(r);
	*found = !e && r->at < r->n;
	if (*found)
		*c = r->list[r->at++];
	return e;
}
