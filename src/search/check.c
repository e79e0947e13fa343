#include "search/search_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "search/search.q.h"

/*
 * One walk over the texts beside one walk over the rows that the index says it
 * holds, both ascending. Sample bigrams are taken from the texts on the way by
 * a fixed rule, so two checks of the same data say the same.
 */
struct sample {
	uint64_t gram, rows, sum;       /* rows that hold it, and a sum of their numbers */
};

struct check {
	struct search_report *report;
	struct fts           *fts;
	struct arena         *scratch;
	enum fts_table        table;
	struct sample        *sample;
	size_t                n, max;
	uint64_t              seen;      /* texts that could give a sample */
	int64_t              *queued;    /* rows the index may not have yet, ascending */
	size_t                n_queued;
	int64_t               held;      /* the index's next row, if `more` */
	uint64_t              held_sum;
	bool                  more;
	bool                  counting;  /* second walk: count the samples' rows */
};

static int by_number(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a > b) - (a < b);
}

static int by_gram(const void *x, const void *y)
{
	uint64_t a = ((const struct sample *)x)->gram, b = ((const struct sample *)y)->gram;

	return (a > b) - (a < b);
}

static bool is_queued(const struct check *c, int64_t row)
{
	return c->n_queued && bsearch(&row, c->queued, c->n_queued, sizeof(row), by_number);
}

/* Rows are compared as sets by their count and a sum that hides no swap. */
static uint64_t mix(int64_t row)
{
	uint64_t x = (uint64_t)row * UINT64_C(0x9E3779B97F4A7C15);

	return (x ^ x >> 31) * UINT64_C(0xBF58476D1CE4E5B9);
}

static void count_samples(struct check *c, int64_t row, struct grams g)
{
	for (size_t i = 0; i < g.n; i++) {
		struct sample  key = { .gram = g.v[i] };
		struct sample *s = bsearch(&key, c->sample, c->n, sizeof(key), by_gram);

		if (s) {
			s->rows++;
			s->sum += mix(row);
		}
	}
}

/* One bigram of a text, every text having the same chance (reservoir sampling). */
static void pick_sample(struct check *c, int64_t row, struct grams g)
{
	uint64_t gram;
	size_t   at = c->n;

	if (g.n == 0 || c->max == 0 || is_queued(c, row))
		return;
	c->seen++;
	if (c->n == c->max) {
		at = mix(row) % c->seen;
		if (at >= c->max)
			return;
	}
	gram = g.v[(mix(row) >> 32) % g.n];
	for (size_t i = 0; i < c->n; i++)
		if (c->sample[i].gram == gram)
			return;
	c->sample[at] = (struct sample){ .gram = gram };
	c->n += at == c->n;
}

static enum err compare_held(struct check *c, int64_t row, struct grams g)
{
	enum err e = OK;

	c->report->texts++;
	while (!e && c->more && c->held < row) {
		c->report->extra += !is_queued(c, c->held);
		e = fts_held_next(c->fts, &c->held, &c->held_sum, &c->more);
	}
	if (e || is_queued(c, row))
		return e;
	if (!c->more || c->held != row) {
		c->report->missing++;
		return OK;
	}
	c->report->wrong += c->held_sum != grams_sum(g);
	return fts_held_next(c->fts, &c->held, &c->held_sum, &c->more);
}

static enum err look(struct check *c, county_code county, case_id id, int64_t part,
                     struct str words)
{
	struct grams g;
	uint64_t    *v;
	int64_t      row;

	if (!search_row(county, id, part, &row))
		return ERR_FAULT;
	g.n = text_bigrams(c->scratch, text_fold(c->scratch, words), &v);
	g.v = v;
	if (c->counting) {
		if (!is_queued(c, row))
			count_samples(c, row, g);
		return OK;
	}
	pick_sample(c, row, g);
	return compare_held(c, row, g);
}

static enum err look_words(void *arg, const struct search_all_words_row *r)
{
	struct check *c = arg;

	arena_reset(c->scratch);
	return look(c, r->county, r->case_id, r->part, r->words);
}

static enum err look_public(void *arg, const struct search_all_public_row *r)
{
	struct check *c = arg;

	arena_reset(c->scratch);
	return look(c, r->county, r->case_id, r->gen,
	            search_public_words(c->scratch, r->title, r->words, r->answer));
}

static enum err walk(struct check *c, struct db *db, struct arena *a)
{
	return c->table == FTS_PUBLIC ? search_all_public(db, a, look_public, c) :
	                                search_all_words(db, a, look_words, c);
}

/* The index's rows of one sample against those of the walk. */
static enum err ask_sample(struct check *c, const struct sample *s)
{
	uint64_t rows = 0, sum = 0;
	int64_t  row = 0;
	bool     found = false;
	enum err e;

	arena_reset(c->scratch);
	e = fts_find(c->fts, c->table, (struct grams){ &s->gram, 1 }, 0, INT64_MAX, c->scratch);
	while (!e && !(e = fts_next(c->fts, &row, &found)) && found) {
		if (is_queued(c, row))
			continue;
		rows++;
		sum += mix(row);
	}
	c->report->samples++;
	c->report->differ += rows != s->rows || sum != s->sum;
	return e;
}

static enum err check_table(struct check *c, struct db *db, struct arena *a)
{
	bool     sound = false;
	enum err e = fts_held_all(c->fts, c->table);

	if (!e)
		e = fts_held_next(c->fts, &c->held, &c->held_sum, &c->more);
	if (!e)
		e = walk(c, db, a);
	while (!e && c->more) {
		c->report->extra += !is_queued(c, c->held);
		e = fts_held_next(c->fts, &c->held, &c->held_sum, &c->more);
	}
	if (c->n)
		qsort(c->sample, c->n, sizeof(*c->sample), by_gram);
	c->counting = true;
	if (!e && c->n)
		e = walk(c, db, a);
	for (size_t i = 0; !e && i < c->n; i++)
		e = ask_sample(c, &c->sample[i]);
	if (!e)
		e = fts_sound(c->fts, c->table, &sound);
	c->report->sound = c->report->sound && sound;
	return e;
}

/* What waits in the queue is not yet a fault of the index. */
static enum err read_queue(struct check *c, struct db *db, struct arena *a, int64_t mark)
{
	struct search_queue_after_row *q;
	size_t                         n;
	enum err e = search_queue_after(db, a, &(struct search_queue_after_in){
	        .mark = mark, .limit = INT64_MAX }, &q, &n);

	if (e)
		return e;
	c->n_queued = 0;
	c->queued = ARENA_ARRAY(a, int64_t, n + 1);
	for (size_t i = 0; i < n; i++)
		if (table_of(q[i].kind) == c->table && search_row(q[i].tenant, q[i].case_id,
		    q[i].part, &c->queued[c->n_queued]))
			c->n_queued++;
	if (c->n_queued)
		qsort(c->queued, c->n_queued, sizeof(int64_t), by_number);
	return OK;
}

static enum err check_all(struct db *db, struct fts *f, struct arena *a, size_t samples,
                          struct search_report *out)
{
	struct arena *scratch = arena_new(1 << 16);
	int64_t       mark;
	bool          whole;
	enum err      e = fts_mark(f, &mark, &whole);

	if (!e && !whole)
		e = ERR_MISSING;
	for (int t = 0; !e && t < FTS_TABLES; t++) {
		struct check c = { .report = out, .fts = f, .scratch = scratch,
		                   .table = (enum fts_table)t, .max = samples,
		                   .sample = ARENA_ARRAY(a, struct sample, samples + 1) };

		e = read_queue(&c, db, a, mark);
		if (!e)
			e = check_table(&c, db, a);
	}
	arena_free(scratch);
	return e;
}

enum err search_check(const char *dir, struct arena *a, size_t samples, struct search_report *out,
                      struct str *why)
{
	struct db  *db;
	struct fts *f;
	enum err    e;

	*out = (struct search_report){ .sound = true };
	if (db_is_url(dir))
		return server_check(dir, a, samples, out, why);
	e = db_open(dir, DB_READ, a, &db, why);
	if (e)
		return e;
	/* Opened for writing, because FTS5's own check is a write that changes nothing. */
	e = fts_open(dir, DB_WRITE, a, &f, why);
	if (!e) {
		e = db_begin(db, false);
		if (!e)
			e = check_all(db, f, a, samples, out);
		if (e == ERR_MISSING)
			*why = S("there is no finished search index; the next start makes it");
		else if (e)
			*why = S("the search index could not be compared; see the log");
		fts_close(f);
	}
	db_close(db);
	return e;
}
