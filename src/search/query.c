#include "search/search_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "search/search.q.h"

bool search_row(county_code county, case_id id, int64_t part, int64_t *row)
{
	if (county.v < 0 || county.v > 999999 || id.v <= 0 || id.v >= INT64_C(1) << CASE_BITS ||
	    part < 0 || part >= 1 << PART_BITS)
		return false;
	*row = county.v << (CASE_BITS + PART_BITS) | id.v << PART_BITS | part;
	return true;
}

struct str search_public_words(struct arena *a, struct str title, struct str words,
                               struct str answer)
{
	return str_join(a, title, S("\n"), words, S("\n"), answer, STR_NONE);
}

enum err search_fetch(struct db *db, struct arena *a, enum fts_table t, int64_t row,
                      struct str *folded, bool *shown)
{
	bool     found;
	enum err e;

	*folded = STR_NONE;
	*shown = true;
	if (t == FTS_PUBLIC) {
		struct search_public_row r;

		e = search_public(db, a, &(struct search_public_in){ .county = row_county(row),
		        .case_id = row_case(row), .gen = row_part(row) }, &r, &found);
		if (e || !found)
			return e;
		*shown = r.state == PUBLIC_STATE_SHOWN;
		*folded = text_fold(a, search_public_words(a, r.title, r.words, r.answer));
	} else {
		struct search_words_row r;

		e = search_words(db, a, &(struct search_words_in){ .county = row_county(row),
		        .case_id = row_case(row), .part = row_part(row) }, &r, &found);
		if (e || !found)
			return e;
		*folded = text_fold(a, r.words);
	}
	return OK;
}

/* ---- what was typed ---- */

struct wanted {
	struct str   word[SEARCH_WORDS];
	size_t       n;
	bool         compare;           /* the bigrams alone do not prove every word */
	struct grams grams;
};

static int by_value(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return (a > b) - (a < b);
}

/* Adds one word's bigrams; false when it has none and so cannot be looked up. */
static bool want_word(struct arena *a, struct wanted *w, struct str word, uint64_t *all)
{
	uint64_t *v;
	size_t    n = text_bigrams(a, word, &v);

	if (n == 0)
		return false;
	memcpy(all + w->grams.n, v, n * sizeof(*v));
	w->grams.n += n;
	w->word[w->n++] = word;
	if (utf8_length(word) > 2)
		w->compare = true;
	return true;
}

static enum search_fault want(struct arena *a, struct str typed, struct wanted *w)
{
	struct str folded, word;
	uint64_t  *all;
	size_t     n = 0;

	*w = (struct wanted){ .n = 0 };
	/* Folding can lengthen a character 18 times and shorten none below its third. */
	if (typed.n > (size_t)SEARCH_LENGTH * 4 * 3)
		return SEARCH_LONG;
	folded = text_fold(a, typed);
	if (utf8_length(folded) > SEARCH_LENGTH)
		return SEARCH_LONG;
	all = ARENA_ARRAY(a, uint64_t, SEARCH_LENGTH + 1);
	while (str_next(&folded, ' ', &word)) {
		if (word.n == 0)
			continue;
		if (w->n == SEARCH_WORDS)
			return SEARCH_LONG;
		if (!want_word(a, w, word, all))
			return SEARCH_SHORT;
	}
	if (w->n == 0)
		return SEARCH_EMPTY;
	qsort(all, w->grams.n, sizeof(*all), by_value);
	for (size_t i = 0; i < w->grams.n; i++)
		if (i == 0 || all[i] != all[i - 1])
			all[n++] = all[i];
	w->grams = (struct grams){ all, n };
	return SEARCH_FINE;
}

/* ---- rows from the tail and from the index as one descending list, or from the server ---- */

struct stream {
	bool              shared;        /* the rest but `server` is unused */
	struct server_rows server;
	struct fts       *fts;
	struct tail_found tail;
	size_t            hit, doubt;    /* how far both lists have been read */
	int64_t           row;           /* the index's next, if `have` */
	bool              have;
};

static int newest_first(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a < b) - (a > b);
}

static enum err stream_open(struct stream *m, struct search *s, struct arena *a,
                            const struct search_ask *ask, const struct wanted *w, int64_t lo,
                            int64_t hi)
{
	enum fts_table t = table_of(ask->kind);
	enum err       e;

	m->shared = db_shared(ask->db);
	if (m->shared) {
		server_find(&m->server, a, ask, w->grams, w->compare, hi);
		return OK;
	}
	m->fts = search_reader_take(s);
	if (!m->fts)
		return ERR_FAULT;
	/* The tail first: what leaves it after this look is in the index already. */
	tail_find(s->tail, t, w->grams, lo, hi, a, &m->tail);
	if (m->tail.n_hit)
		qsort(m->tail.hit, m->tail.n_hit, sizeof(int64_t), newest_first);
	if (m->tail.n_doubt)
		qsort(m->tail.doubt, m->tail.n_doubt, sizeof(int64_t), newest_first);
	e = fts_find(m->fts, t, w->grams, lo, hi, a);
	return e ? e : fts_next(m->fts, &m->row, &m->have);
}

/* The next row, each once. */
static enum err stream_next(struct stream *m, struct candidate *c, bool *found)
{
	const struct tail_found *t = &m->tail;
	enum err                 e = OK;

	if (m->shared)
		return server_next(&m->server, c, found);
	*found = m->have || m->hit < t->n_hit;
	if (!*found)
		return OK;
	*c = (struct candidate){ .words = STR_NONE };
	c->doubtful = m->hit < t->n_hit && (!m->have || t->hit[m->hit] >= m->row);
	c->row = c->doubtful ? t->hit[m->hit] : m->row;
	while (m->hit < t->n_hit && t->hit[m->hit] == c->row)
		m->hit++;
	while (m->doubt < t->n_doubt && t->doubt[m->doubt] > c->row)
		m->doubt++;
	if (m->doubt < t->n_doubt && t->doubt[m->doubt] == c->row)
		c->doubtful = true;
	if (m->have && m->row == c->row)
		e = fts_next(m->fts, &m->row, &m->have);
	return e;
}

static void stream_close(struct stream *m, struct search *s, bool good)
{
	if (m->shared)
		server_end(&m->server);
	else if (m->fts)
		search_reader_give(s, m->fts, good);
}

/* ---- the search ---- */

struct hunt {
	const struct search_ask *ask;
	struct search_hits      *out;
	struct wanted            wanted;
	struct stream            stream;
	enum fts_table           table;
	struct arena            *scratch;        /* emptied after every text */
	case_id                  now;            /* the case being looked at */
	size_t                   looked_at;      /* cases, `now` included */
	bool                     kept, taken;    /* of `now` */
};

static enum err compare(struct hunt *h, const struct candidate *c, bool *same)
{
	struct str text;
	bool       shown = true;
	size_t     at;
	enum err   e = OK;

	arena_reset(h->scratch);
	if (c->words.p)
		text = text_fold(h->scratch, c->words);
	else
		e = search_fetch(h->ask->db, h->scratch, h->table, c->row, &text, &shown);
	*same = !e && text.p && shown;
	for (size_t i = 0; *same && i < h->wanted.n; i++)
		*same = str_find(text, h->wanted.word[i], &at);
	return e;
}

/* A new case begins: *end when enough cases have been looked at. */
static enum err next_case(struct hunt *h, const struct candidate *c, bool *end)
{
	case_id id = row_case(c->row);

	*end = h->looked_at == SEARCH_CANDIDATES;
	if (*end) {
		h->out->capped = h->out->more = true;
		h->out->next = h->now;
		return OK;
	}
	h->now = id;
	h->looked_at++;
	h->taken = false;
	h->kept = !h->ask->keep || (c->judged && c->kept);
	return h->ask->keep && !c->judged ? h->ask->keep(h->ask->arg, &id, 1, &h->kept) : OK;
}

static enum err hunt(struct hunt *h)
{
	struct search_hits *out = h->out;
	struct candidate    c;
	bool                found, same, end = false;
	enum err            e;

	while (!(e = stream_next(&h->stream, &c, &found)) && found) {
		case_id id = row_case(c.row);

		if (id.v != h->now.v && ((e = next_case(h, &c, &end)) || end))
			return e;
		if (!h->kept || h->taken)
			continue;
		same = true;
		if ((c.doubtful || h->wanted.compare) && (e = compare(h, &c, &same)))
			return e;
		if (!same)
			continue;
		if (out->n == h->ask->limit) {
			out->more = true;
			out->next = out->n ? out->id[out->n - 1] : h->ask->before;
			return OK;
		}
		h->taken = true;
		out->id[out->n++] = id;
	}
	return e;
}

enum err search_cases(struct search *s, struct arena *a, const struct search_ask *ask,
                      struct search_hits *out)
{
	struct hunt h = { .ask = ask, .out = out, .table = table_of(ask->kind) };
	case_id     newest = { (INT64_C(1) << CASE_BITS) - 1 }, oldest = { 1 };
	int64_t     lo, hi;
	enum err    e;

	*out = (struct search_hits){ 0 };
	out->fault = want(a, ask->words, &h.wanted);
	if (out->fault != SEARCH_FINE)
		return ERR_INPUT;
	if (ask->before.v && ask->before.v <= newest.v)
		newest.v = ask->before.v - 1;
	if (newest.v == 0)
		return OK;
	if (!search_row(ask->county, oldest, 0, &lo) ||
	    !search_row(ask->county, newest, (1 << PART_BITS) - 1, &hi))
		return ERR_FAULT;
	out->id = ARENA_ARRAY(a, case_id, ask->limit + 1);
	h.scratch = arena_new(32768);
	e = stream_open(&h.stream, s, a, ask, &h.wanted, lo, hi);
	if (!e)
		e = hunt(&h);
	stream_close(&h.stream, s, !e);
	arena_free(h.scratch);
	return e;
}
