/*
 * mkquery_route: whose rows a statement can reach.
 *
 * Every tenant table of a statement must be bound to the one :county, by a
 * comparison of its own or through a chain of `a.county = b.county`. That keeps
 * the counties apart on SQLite, and on PostgreSQL it is what lets a cluster send
 * the statement to the one place where the county's rows lie. A statement over
 * all counties (anycounty) must still join its tenant tables by county.
 *
 * This reads the words of a statement, not its meaning: it knows where tables
 * and their other names stand and which names are visible where. A comparison
 * beside an OR binds nothing.
 */
#include "mkquery.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DEEP = 64 };

struct token { const char *s; int scope, depth; };

/* A table, or a query in parentheses (table NULL), under the name it has there. */
struct source { const char *name; const struct table *table; int scope; size_t up; bool added; };

struct route {
	const struct tables *tables;
	struct token        *tokens;
	struct source       *sources;        /* the first stands for :county itself */
	int                 *outer, *base;   /* of each scope: the one around it, its depth */
	size_t               n_tokens, n_sources, n_scopes;
};

static const char *at(const struct route *r, size_t i)
{
	return i < r->n_tokens ? r->tokens[i].s : "";
}

static bool is(const struct route *r, size_t i, const char *word)
{
	return strcasecmp(at(r, i), word) == 0;
}

static bool one_of(const char *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcasecmp(s, words[i]) == 0)
			return true;
	return false;
}

/* ---- words ---- */

static void tokens_read(struct route *r, const char *p)
{
	static const char blanks[] = " \t\r\n", operators[] = "<>=!|";

	while (*(p += strspn(p, blanks))) {
		size_t n = 0;

		if (*p == '"') {
			n = strcspn(p + 1, "\"") + 1;
			n += p[n] == '"';
		} else if (is_word((unsigned char)*p) || *p == ':') {
			for (n = 1; is_word((unsigned char)p[n]); n++)
				;
		} else {
			n = strspn(p, operators);
		}
		n += n == 0;
		r->tokens = tool_grow(r->tokens, r->n_tokens, sizeof *r->tokens);
		r->tokens[r->n_tokens++].s = *p == '"' ? tool_copy(p + 1, n - 2) : tool_copy(p, n);
		p += n;
	}
}

static int scope_new(struct route *r, int outer, int base)
{
	r->outer = tool_grow(r->outer, r->n_scopes, sizeof *r->outer);
	r->base = tool_grow(r->base, r->n_scopes, sizeof *r->base);
	r->outer[r->n_scopes] = outer;
	r->base[r->n_scopes] = base;
	return (int)r->n_scopes++;
}

/* Each SELECT in parentheses, and each behind a UNION, sees tables of its own and those around it. */
static void scopes_mark(struct route *r)
{
	static const char *const queries[] = { "select", "with" };
	static const char *const sets[] = { "union", "except", "intersect" };
	int stack[DEEP], depth = 0;

	stack[0] = scope_new(r, -1, 0);
	for (size_t i = 0; i < r->n_tokens; i++) {
		int now = stack[depth];

		if (is(r, i, ")") && depth > 0)
			now = stack[--depth];
		else if (one_of(at(r, i), sets, COUNT(sets)))
			now = stack[depth] = scope_new(r, r->outer[now], r->base[now]);
		r->tokens[i].scope = now;
		r->tokens[i].depth = depth;
		if (!is(r, i, "(") || depth + 1 == DEEP)
			continue;
		depth++;
		stack[depth] = now;
		if (one_of(at(r, i + 1), queries, COUNT(queries)))
			stack[depth] = scope_new(r, now, depth);
	}
}

/* ---- tables ---- */

static void source_add(struct route *r, const char *name, const struct table *table, int scope,
                       bool added)
{
	r->sources = tool_grow(r->sources, r->n_sources, sizeof *r->sources);
	r->sources[r->n_sources] = (struct source){ name, table, scope, r->n_sources, added };
	r->n_sources++;
}

/* The other name that stands at i, or `name`. */
static const char *alias_at(const struct route *r, size_t i, const char *name)
{
	static const char *const others[] = { "where", "join", "left", "cross", "inner", "on",
		"order", "group", "limit", "set", "values", "indexed", "not", "union", "except",
		"intersect", "select", "default", "using", "returning", "having" };

	if (is(r, i, "as"))
		i++;
	return is_word((unsigned char)*at(r, i)) && !one_of(at(r, i), others, COUNT(others))
	       ? at(r, i) : name;
}

static void source_at(struct route *r, size_t i, bool added)
{
	int    scope = r->tokens[i - 1].scope, depth = r->tokens[i - 1].depth;
	size_t end = i + 1;

	if (!is(r, i, "(")) {
		source_add(r, alias_at(r, i + 1, at(r, i)), table_find(r->tables, at(r, i)), scope,
		           added);
		return;
	}
	while (end < r->n_tokens && r->tokens[end].depth > depth)
		end++;
	source_add(r, alias_at(r, end + 1, ""), NULL, scope, false);
}

static void sources_find(struct route *r)
{
	static const char *const ends[] = { "where", "group", "order", "having", "limit", "set",
		"returning", "select", "values" };
	bool *from = tool_alloc(r->n_scopes * sizeof *from);

	source_add(r, "", NULL, -1, false);
	for (size_t i = 0; i + 1 < r->n_tokens; i++) {
		const struct token *t = &r->tokens[i];
		bool list = is(r, i, ",") && from[t->scope] && t->depth == r->base[t->scope];

		if (one_of(t->s, ends, COUNT(ends)) && t->depth == r->base[t->scope])
			from[t->scope] = false;
		if (is(r, i, "from"))
			from[t->scope] = true;
		if (list || is(r, i, "from") || is(r, i, "join") || is(r, i, "into") ||
		    (is(r, i, "update") && !is(r, i + 1, "set")))
			source_at(r, i + 1, is(r, i, "into"));
	}
}

/* ---- who is bound to whom ---- */

static size_t top(struct route *r, size_t i)
{
	while (r->sources[i].up != i)
		i = r->sources[i].up;
	return i;
}

/* The source whose county `name.county` or a bare `county` is, seen from a scope; 0 if unknown. */
static size_t source_of(const struct route *r, int scope, const char *name)
{
	for (; scope >= 0; scope = r->outer[scope])
		for (size_t i = 1; i < r->n_sources; i++) {
			const struct source *s = &r->sources[i];

			if (s->scope == scope && !s->added &&
			    (!name || strcasecmp(s->name, name) == 0))
				return i;
		}
	return 0;
}

/* The county written at i (`:county`, `county`, `x.county`), and what stands behind it. */
static bool county_at(const struct route *r, size_t i, size_t *source, size_t *end)
{
	bool dotted = is(r, i + 1, ".");

	*end = i + (dotted ? 3 : 1);
	*source = 0;
	if (is(r, i, ":county"))
		return true;
	if (!is(r, dotted ? i + 2 : i, "county"))
		return false;
	*source = source_of(r, r->tokens[i].scope, dotted ? at(r, i) : NULL);
	return *source != 0;
}

static void counties_join(struct route *r)
{
	for (size_t i = 0, left, right, end; i < r->n_tokens; i++) {
		if ((i > 0 && is(r, i - 1, ".")) || !county_at(r, i, &left, &end) ||
		    !is(r, end, "=") || !county_at(r, end + 1, &right, &end))
			continue;
		if (!is(r, end, "or") && !(i > 0 && is(r, i - 1, "or")))
			r->sources[top(r, left)].up = top(r, right);
	}
}

/* INSERT INTO t(county, ...) VALUES (:county, ...) or SELECT x.county, ... */
static void row_join(struct route *r)
{
	size_t i = 0, source, end, target = 1;

	while (i < r->n_tokens && !is(r, i, "into"))
		i++;
	while (target < r->n_sources && !r->sources[target].added)
		target++;
	if (target == r->n_sources || !is(r, i + 2, "(") || !is(r, i + 3, "county"))
		return;
	for (i += 4; i < r->n_tokens && !is(r, i, "values") && !is(r, i, "select"); i++)
		;
	i += is(r, i, "values") ? 2 : 1;
	if (county_at(r, i, &source, &end) && is(r, end, ","))
		r->sources[top(r, target)].up = top(r, source);
}

/* Whether scope b sees what scope a sees. */
static bool inside(const struct route *r, int b, int a)
{
	while (b >= 0 && b != a)
		b = r->outer[b];
	return b == a;
}

static bool is_tenant(const struct source *s)
{
	return s->table && (s->table->kind == TABLE_TENANT || s->table->kind == TABLE_SERVER);
}

static void bound_check(struct tool *t, struct route *r, const struct query *q)
{
	for (size_t i = 1; i < r->n_sources; i++) {
		const struct source *s = &r->sources[i];

		if (!is_tenant(s) || top(r, i) == top(r, 0))
			continue;
		if (!q->anycounty)
			tool_complain(t, q->file, q->line, "%s: table %s belongs to a county; "
			              "compare its county with :county, or say anycounty", q->name,
			              s->table->name);
		for (size_t k = 1; q->anycounty && k < i; k++)
			if (is_tenant(&r->sources[k]) && top(r, k) != top(r, i) &&
			    inside(r, s->scope, r->sources[k].scope))
				tool_complain(t, q->file, q->line, "%s: %s and %s are joined "
				              "without their county", q->name,
				              r->sources[k].table->name, s->table->name);
	}
}

/* A word that changes nothing would hide what a later change does. */
static void needless_check(struct tool *t, struct route *r, const struct query *q)
{
	bool open = false;

	for (size_t i = 1; i < r->n_sources; i++)
		open = open || (is_tenant(&r->sources[i]) && top(r, i) != top(r, 0));
	if (q->anycounty && !open)
		tool_complain(t, q->file, q->line, "%s: every table is bound to its county; "
		              "leave 'anycounty' out", q->name);
}

struct names route_check(struct tool *t, const struct tables *tables, const struct query *q,
                         const char *plain)
{
	struct route r = { .tables = tables };
	struct names names = { 0 };

	tokens_read(&r, plain);
	scopes_mark(&r);
	sources_find(&r);
	counties_join(&r);
	row_join(&r);
	bound_check(t, &r, q);
	needless_check(t, &r, q);
	for (size_t i = 1; i < r.n_sources; i++) {
		if (!r.sources[i].table)
			continue;
		names.list = tool_grow(names.list, names.n, sizeof *names.list);
		names.list[names.n++] = (struct name){ r.sources[i].name, r.sources[i].table };
	}
	return names;
}
