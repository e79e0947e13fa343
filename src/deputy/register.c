/*
 * Rows of the register, a page at a time, by what narrows most.
 *
 * By number, with a filter that has an index first; and by name when one is looked for:
 * those whose name (or initials, when letters were typed) begins so, in the order of
 * names, and behind them those who have it further on in their name. Where the next page
 * begins is a number, or "b" (begins so) or "h" (has it), the number, a point and the name.
 */
#include "deputy/pages.h"

#define WINDOW 4000             /* of list.sql */
#define NAMES 10000             /* of list.sql: how many names of the index a page reads for a part of one */
#define END "\U0010FFFF"        /* behind every word */

/* Where a page by name begins. */
struct place {
	bool       within;              /* among those who have it further on */
	int64_t    id;
	struct str word;
};

/* What narrows most among that which has an index (list.sql). */
static int64_t first_by(const struct deputy_page_in *in)
{
	return in->station ? 1 : in->assigned == 2 ? 2 : in->team.n ? 3 : in->congress >= 0 ? 4 : in->level ? 5 : 0;
}

/* Is a name the best way in? A station, a group, a congress and the upper levels have fewer people. */
static bool by_name(const struct deputy_page_in *in)
{
	return !in->station && !in->team.n && in->congress < 0 && (!in->level || in->level > REGION_LEVEL_CITY);
}

/* As it is looked for: without the marks of the pattern itself. */
static struct str plain(struct arena *a, struct str q, bool *letters)
{
	char  *p = arena_copy(a, q.p, q.n);
	size_t n = 0;

	*letters = true;
	for (size_t i = 0; i < q.n; i++) {
		if (q.p[i] == '%' || q.p[i] == '_' || q.p[i] == '\\')
			continue;
		*letters &= q.p[i] >= 'a' && q.p[i] <= 'z';
		p[n++] = q.p[i];
	}
	return (struct str){ p, n };
}

/* A rare filter: what lies behind the window is on the next page, even if this one has few rows. */
static enum err numbered(struct req *r, struct deputy_page_in *in, struct deputy_page_row **rows, size_t *n, struct str *next)
{
	struct deputy_window_row w;
	enum err                 e;

	in->by = first_by(in);
	if ((e = deputy_page(r->db, r->arena, in, rows, n)))
		return e;
	if ((int64_t)*n == in->limit) {
		*next = str_int(r->arena, (*rows)[*n - 1].id.v);
		return OK;
	}
	e = deputy_window(r->db, r->arena, &(struct deputy_window_in){ in->county, in->by, in->after, in->station,
	        in->team, in->congress, in->level }, &w);
	if (!e && w.n == WINDOW)
		*next = str_int(r->arena, w.last);
	return e;
}

static bool place_read(struct str after, struct place *at)
{
	size_t dot;

	if (!after.n)
		return true;
	at->within = after.p[0] == 'h';
	if ((!at->within && after.p[0] != 'b') || !str_find(after, S("."), &dot) ||
	    !str_number((struct str){ after.p + 1, dot - 1 }, INT64_MAX, &at->id))
		return false;
	at->word = (struct str){ after.p + dot + 1, after.n - dot - 1 };
	return true;
}

static struct str place_words(struct arena *a, bool within, int64_t id, struct str word)
{
	return str_join(a, within ? S("h") : S("b"), str_int(a, id), S("."), word, STR_NONE);
}

/* A walk over names, or over initials: from behind `word` and `id` to `end`, `window` of them at most. */
struct walk {
	struct str word, end, part, head;
	int64_t    id, window;
	bool       within, letters;
};

static enum err walked(struct req *r, const struct deputy_page_in *in, const struct walk *w, struct str end, int64_t end_id,
                       int64_t limit, struct deputy_page_row **rows, size_t *n)
{
	if (w->letters)
		return deputy_initialed(r->db, r->arena, &(struct deputy_initialed_in){ in->county, w->word, w->id, end, end_id,
		        in->lo, in->hi, in->bit, in->assigned, limit }, rows, n);
	if (w->within)
		return deputy_within(r->db, r->arena, &(struct deputy_within_in){ in->county, w->word, w->id, end, end_id,
		        w->part, w->head, in->lo, in->hi, in->bit, in->assigned, limit }, rows, n);
	return deputy_named(r->db, r->arena, &(struct deputy_named_in){ in->county, w->word, w->id, end, end_id,
	        in->lo, in->hi, in->bit, in->assigned, limit }, rows, n);
}

static enum err edge_of(struct req *r, const struct deputy_page_in *in, const struct walk *w, struct deputy_named_edge_row *edge,
                        bool *found)
{
	if (w->letters)
		return deputy_initialed_edge(r->db, r->arena, &(struct deputy_initialed_edge_in){ in->county, w->word, w->id,
		        w->end, w->window - 1 }, edge, found);
	return deputy_named_edge(r->db, r->arena, &(struct deputy_named_edge_in){ in->county, w->word, w->id, w->end,
	        w->window - 1 }, edge, found);
}

/* Adds to a page what a walk has. */
static enum err walk_add(struct req *r, const struct deputy_page_in *in, const struct walk *w, struct deputy_page_row *rows,
                         size_t *n, struct str *next)
{
	const int64_t                limit = in->limit - (int64_t)*n;
	struct deputy_named_edge_row edge;
	struct deputy_page_row      *more;
	size_t                       m;
	bool                         found;
	enum err                     e = edge_of(r, in, w, &edge, &found);

	if (e || (e = walked(r, in, w, found ? edge.word : w->end, found ? edge.id : INT64_MAX, limit, &more, &m)))
		return e;
	for (size_t i = 0; i < m; i++)
		rows[(*n)++] = more[i];
	if ((int64_t)m == limit)
		*next = place_words(r->arena, w->within, more[m - 1].id.v, w->letters ? more[m - 1].initials : more[m - 1].name);
	else if (found)
		*next = place_words(r->arena, w->within, edge.id, edge.word);
	return OK;
}

static enum err named(struct req *r, const struct deputy_page_in *in, struct str q, bool letters, const struct place *at,
                      struct deputy_page_row **rows, size_t *n, struct str *next)
{
	struct str  begins = str_join(r->arena, q, S("%"), STR_NONE);
	struct walk w = { .word = at->word.p ? at->word : q, .id = at->id, .end = str_join(r->arena, q, S(END), STR_NONE),
		.window = WINDOW, .letters = letters };
	enum err    e = OK;

	*rows = ARENA_ARRAY(r->arena, struct deputy_page_row, (size_t)in->limit);
	*n = 0;
	if (!at->within)
		e = walk_add(r, in, &w, *rows, n, next);
	if (e || next->p || letters)
		return e;
	w = (struct walk){ .word = at->within ? at->word : S(""), .id = at->within ? at->id : 0, .end = S(END), .window = NAMES,
		.part = str_join(r->arena, S("%"), begins, STR_NONE), .head = begins, .within = true };
	return walk_add(r, in, &w, *rows, n, next);
}

enum err deputy_rows(struct req *r, struct deputy_page_in *in, struct str q, struct str after,
                     struct deputy_page_row **rows, size_t *n, struct str *next)
{
	bool         letters;
	struct place at = { 0 };

	*next = STR_NONE;
	q = plain(r->arena, text_fold(r->arena, q), &letters);
	if (q.n && by_name(in))
		return place_read(after, &at) ? named(r, in, q, letters, &at, rows, n, next) : ERR_INPUT;
	if (after.n && !str_number(after, INT64_MAX, &in->after))
		return ERR_INPUT;
	in->name = q.n ? str_join(r->arena, letters ? S("") : S("%"), q, S("%"), STR_NONE) : S("");
	return numbered(r, in, rows, n, next);
}
