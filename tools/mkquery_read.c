/*
 * mkquery_read: a query file taken apart into comments and statements.
 *
 * The only thing done to a statement is that comments go and :name becomes ?N
 * (PostgreSQL: $N), N being its place among the declared inputs; strings, quoted
 * names and the :: of PostgreSQL are left alone. INDEXED BY and NOT INDEXED are
 * SQLite's and are left out for PostgreSQL.
 */
#include "mkquery.h"

#include <string.h>
#include <strings.h>

struct reader { struct tool *tool; const struct types *types; struct queries *queries; };

/* ---- reading the comment lines ---- */

static struct query *query_new(struct reader *r, const char *file, int line)
{
	struct queries *q = r->queries;

	q->list = tool_grow(q->list, q->n, sizeof *q->list);
	q->list[q->n] = (struct query){ .file = file, .line = line };
	return &q->list[q->n++];
}

static char *word_next(char **p)
{
	char *w;

	*p += strspn(*p, " \t\r");
	w = *p;
	*p += strcspn(*p, " \t\r");
	if (**p)
		*(*p)++ = '\0';
	return *w ? w : NULL;
}

static void query_head(struct reader *r, struct query *q, char *rest)
{
	static const char *const answers[] = { "", "one", "maybe", "many", "exec", "each" };
	struct tool *t = r->tool;
	char *name = word_next(&rest), *answer = word_next(&rest), *more;

	q->name = name ? name : "";
	q->rows = q->name;
	if (!is_c_name(q->name))
		tool_complain(t, q->file, q->line, "'%s' is not a name for a query", q->name);
	for (size_t i = 0; i + 1 < r->queries->n; i++)
		if (strcmp(r->queries->list[i].name, q->name) == 0)
			tool_complain(t, q->file, q->line, "query %s is already in %s:%d", q->name,
			              r->queries->list[i].file, r->queries->list[i].line);
	for (size_t i = 1; answer && i < COUNT(answers); i++)
		if (strcmp(answer, answers[i]) == 0)
			q->answer = (enum answer)i;
	if (q->answer == ANSWER_NONE)
		tool_complain(t, q->file, q->line,
		              "expected: -- query NAME one|maybe|many|exec|each "
		              "[anycounty] [walk] [distinct] [together]");
	while ((more = word_next(&rest))) {
		if (strcmp(more, "anycounty") == 0)
			q->anycounty = true;
		else if (strcmp(more, "walk") == 0)
			q->walk = true;
		else if (strcmp(more, "distinct") == 0)
			q->distinct = true;
		else if (strcmp(more, "together") == 0)
			q->together = true;
		else
			tool_complain(t, q->file, q->line, "unknown word '%s'", more);
		if ((q->anycounty || q->walk) && q->doc.n == 0)
			tool_complain(t, q->file, q->line,
			              "%s needs a comment above that says why", more);
	}
}

bool is_named(const char *table)
{
	static const char *const named[] = { "station", "unit", "region" };

	for (size_t i = 0; table && i < COUNT(named); i++)
		if (strcmp(table, named[i]) == 0)
			return true;
	return false;
}

/* Takes `@TABLE` off a type. */
static void named_read(struct reader *r, const char *file, int line, char *type, struct field *f)
{
	char *at = strchr(type, '@');

	if (!at)
		return;
	*at = '\0';
	f->of = at + 1;
	if (!is_named(f->of) || strcmp(type, "text") != 0)
		tool_complain(r->tool, file, line, "%s: '%s@%s' is no name that is kept", f->name, type, f->of);
}

static void field_add(struct reader *r, const char *file, int line, char *word, struct field **list,
                      size_t *n)
{
	struct field f = { .name = word, .line = line };
	char        *type = strchr(word, ':');
	size_t       k;

	if (!type) {
		tool_complain(r->tool, file, line, "expected name:type, found '%s'", word);
		return;
	}
	*type++ = '\0';
	k = strlen(type);
	if (k && type[k - 1] == '?') {
		type[k - 1] = '\0';
		f.null = true;
	}
	named_read(r, file, line, type, &f);
	if (!is_c_name(word))
		tool_complain(r->tool, file, line, "'%s' is not a name for a member", word);
	if (strchr(type, '['))
		tool_complain(r->tool, file, line, "%s: there are no list parameters", word);
	else if (!(f.type = type_find(r->types, type)))
		tool_complain(r->tool, file, line, "%s: unknown type '%s'", word, type);
	else if (f.null && (f.type->kind == KIND_BOOL || f.type->kind == KIND_REAL))
		tool_complain(r->tool, file, line, "%s: a %s cannot be NULL; use coalesce()", word,
		              type);
	for (size_t i = 0; i < *n; i++)
		if (strcmp((*list)[i].name, word) == 0)
			tool_complain(r->tool, file, line, "'%s' is declared twice", word);
	if (!f.type)
		return;
	*list = tool_grow(*list, *n, sizeof **list);
	(*list)[(*n)++] = f;
}

/* `-- rows NAME`: the outputs and the row type of a query above in the same file. */
static void rows_share(struct reader *r, struct query *q, const char *file, int line,
                       const char *name)
{
	const struct queries *all = r->queries;

	for (size_t i = 0; name && i < all->n; i++) {
		const struct query *o = &all->list[i];

		if (o->rows != o->name || strcmp(o->name, name) != 0 || strcmp(o->file, file) != 0)
			continue;
		for (size_t k = 0; k < o->n_out; k++) {
			q->out = tool_grow(q->out, q->n_out, sizeof *q->out);
			q->out[q->n_out++] = o->out[k];
		}
		q->rows = o->name;
		return;
	}
	tool_complain(r->tool, file, line, "-- rows: there is no query %s above in this file",
	              name ? name : "");
}

/* `-- only sqlite|postgres`, with a reason in the comment above. */
static void engine_read(struct reader *r, struct query *q, int line, const char *engine)
{
	if (engine && strcmp(engine, "sqlite") == 0)
		q->only = ENGINES_SQLITE;
	else if (engine && strcmp(engine, "postgres") == 0)
		q->only = ENGINES_POSTGRES;
	else
		tool_complain(r->tool, q->file, line, "expected: -- only sqlite|postgres");
	if (q->doc.n == 0)
		tool_complain(r->tool, q->file, line, "-- only needs a comment above that says why");
}

/* A comment line outside a statement; gives the query it belongs to, if any. */
static struct query *comment_read(struct reader *r, const char *file, int line, char *p,
                                  struct query *q, struct text *doc)
{
	char *whole = tool_copy(p, strlen(p)), *word = word_next(&p);

	if (word && strcmp(word, "query") == 0) {
		if (q)
			tool_complain(r->tool, file, q->line, "query %s has no statement", q->name);
		q = query_new(r, file, line);
		q->doc = *doc;
		*doc = (struct text){ 0 };
		query_head(r, q, p);
		return q;
	}
	if (!q) {
		text_format(doc, "%s\n", whole + (*whole == ' '));
		return NULL;
	}
	if (word && (strcmp(word, "in") == 0 || strcmp(word, "out") == 0)) {
		bool  in = *word == 'i';
		char *w;

		while ((w = word_next(&p)))
			field_add(r, file, line, w, in ? &q->in : &q->out,
			          in ? &q->n_in : &q->n_out);
		if (!in && q->rows != q->name)
			tool_complain(r->tool, file, line, "-- rows has named the outputs already");
	} else if (word && strcmp(word, "rows") == 0) {
		rows_share(r, q, file, line, word_next(&p));
	} else if (word && strcmp(word, "only") == 0) {
		engine_read(r, q, line, word_next(&p));
	} else {
		tool_complain(r->tool, file, line,
		              "only -- in, -- out, -- rows and -- only may stand below -- query");
	}
	return q;
}

/* ---- reading the statement ---- */

/* Copies n bytes to all texts; what stands in quotes is blank in plain. */
static void texts_add(struct query *q, const char *p, size_t n, bool quoted)
{
	text_add(&q->sql, p, n);
	text_add(&q->postgres, p, n);
	for (size_t i = 0; i < n; i++)
		text_add(&q->plain, quoted && p[i] != '\n' ? "_" : p + i, 1);
}

/* The end of the quoted piece at p, where a doubled quote is not the end. */
static const char *quote_end(const char *p)
{
	char close = *p == '[' ? ']' : *p;

	for (p++; *p; p++) {
		if (*p != close)
			continue;
		if (p[1] != close || close == ']')
			return p + 1;
		p++;
	}
	return NULL;
}

static size_t param_add(struct reader *r, struct query *q, const char *p, int line)
{
	size_t n = 1;
	char  *name;

	while (is_word((unsigned char)p[n]))
		n++;
	name = tool_copy(p + 1, n - 1);
	text_format(&q->plain, ":%s", name);
	for (size_t i = 0; i < q->n_in; i++)
		if (strcmp(q->in[i].name, name) == 0) {
			q->in[i].used = true;
			text_format(&q->sql, "?%zu", i + 1);
			text_format(&q->postgres, "$%zu", i + 1);
			return n;
		}
	tool_complain(r->tool, q->file, line, "%s: :%s is not declared", q->name, name);
	text_str(&q->sql, "NULL");
	return n;
}

/* The end of the comment at p; complains when it swallows the next query. */
static const char *comment_end(struct reader *r, struct query *q, const char *p, int line)
{
	const char *end = *p == '-' ? p + strcspn(p, "\n") : strstr(p + 2, "*/");

	if (*p == '-' && strncmp(p + 2 + strspn(p + 2, " \t"), "query ", 6) == 0)
		tool_complain(r->tool, q->file, line, "the statement above does not end with ';'");
	if (!end) {
		tool_complain(r->tool, q->file, line, "the comment does not end");
		return p + strlen(p);
	}
	return *p == '-' ? end : end + 2;
}

/* Behind a word and the blanks that follow it, or NULL when p is something else. */
static const char *word_skip(const char *p, const char *word)
{
	size_t n = strlen(word);

	if (!p || strncasecmp(p, word, n) != 0 || is_word((unsigned char)p[n]))
		return NULL;
	return p + n + strspn(p + n, " \t");
}

/* The end of `INDEXED BY name` or `NOT INDEXED` at p, or NULL. */
static const char *indexed_end(const struct query *q, const char *p)
{
	const char *by, *not;

	if (q->plain.n && is_word((unsigned char)q->plain.p[q->plain.n - 1]))
		return NULL;
	not = word_skip(word_skip(p, "not"), "indexed");
	by = word_skip(word_skip(p, "indexed"), "by");
	if (!by)
		return not;
	while (is_word((unsigned char)*by))
		by++;
	return by + strspn(by, " \t");
}

/* Copies one statement from p up to its ';', moving *line; gives what is behind it. */
static const char *statement_read(struct reader *r, struct query *q, const char *p, int *line)
{
	while (*p && *p != ';') {
		const char *end = p + 1, *by = indexed_end(q, p);

		if ((p[0] == '-' && p[1] == '-') || (p[0] == '/' && p[1] == '*')) {
			end = comment_end(r, q, p, *line);
			for (const char *s = p; s < end; s++)
				if (*s == '\n')
					texts_add(q, s, 1, false);
		} else if (*p == '\'' || *p == '"' || *p == '`' || *p == '[') {
			end = quote_end(p);
			if (!end) {
				tool_complain(r->tool, q->file, *line, "the quote does not end");
				return p + strlen(p);
			}
			texts_add(q, p, (size_t)(end - p), *p == '\'');
		} else if (by) {
			end = by;
			text_add(&q->sql, p, (size_t)(end - p));
			text_add(&q->plain, p, (size_t)(end - p));
		} else if (p[0] == ':' && p[1] == ':') {
			texts_add(q, p, 2, false);
			end = p + 2;
		} else if (*p == ':' && is_word((unsigned char)p[1])) {
			end = p + param_add(r, q, p, *line);
		} else if (*p == '?' || *p == '@' || *p == '$') {
			tool_complain(r->tool, q->file, *line, "parameters are written :name");
		} else {
			texts_add(q, p, 1, false);
		}
		for (; p < end; p++)
			*line += *p == '\n';
	}
	if (*p == ';')
		return p + 1;
	tool_complain(r->tool, q->file, *line, "the statement does not end with ';'");
	return p;
}

/* Whether the comment line at p, up to n, is this one, which stands above a further text of a query. */
static bool is_line(const char *p, size_t n, const char *words)
{
	size_t len = strlen(words);

	return n >= len && strncmp(p, words, len) == 0 && strspn(p + len, " \t\r") == n - len;
}

/* The statement below `-- postgres`: what PostgreSQL gets in place of the one above. */
static const char *twin_read(struct reader *r, struct query *q, const char *p, int *line)
{
	struct query twin = *q;

	if (q->only != ENGINES_BOTH || q->twin || !q->sql.n)
		tool_complain(r->tool, q->file, *line, "%s: a twin of what?", q->name);
	if (q->doc.n == 0)
		tool_complain(r->tool, q->file, *line,
		              "%s: a twin needs a comment above the query that says why", q->name);
	twin.sql = twin.plain = twin.postgres = (struct text){ 0 };
	p = statement_read(r, &twin, p, line);
	q->postgres = twin.postgres;
	q->twin_plain = twin.plain;
	q->twin = true;
	return p;
}

/* The statement below `-- joint`: for many who ask, where LATERAL would not do (mkquery_rows.c). */
static const char *joint_read(struct reader *r, struct query *q, const char *p, int *line)
{
	struct query joint = *q;

	if (q->only == ENGINES_SQLITE || q->joint.n || !q->postgres.n)
		tool_complain(r->tool, q->file, *line, "%s: together with what?", q->name);
	joint.sql = joint.plain = joint.postgres = (struct text){ 0 };
	p = statement_read(r, &joint, p, line);
	q->joint = joint.postgres;
	q->joint_plain = joint.plain;
	return p;
}

/* Behind a ';' only a comment or the end of the line may stand. */
static size_t rest_of_line(struct reader *r, const char *file, const char *p, int line)
{
	size_t n = strcspn(p, "\n"), blank = strspn(p, " \t\r");

	if (blank < n && strncmp(p + blank, "--", 2) != 0)
		tool_complain(r->tool, file, line, "start a new line after ';'");
	return n;
}

void queries_read(struct tool *t, const struct types *types, struct queries *queries,
                  const char *file)
{
	struct reader reader = { t, types, queries }, *r = &reader;
	const char   *p = file_read(r->tool, file, NULL);
	struct query *q = NULL, *above = NULL, lost = { .name = "", .file = file };
	struct text   doc = { 0 };

	for (int line = 1; *p;) {
		size_t n = strcspn(p, "\n"), blank = strspn(p, " \t\r");

		if (blank >= n) {
			doc = (struct text){ 0 };
			above = NULL;
		} else if (above && is_line(p + blank, n - blank, "-- postgres")) {
			p = twin_read(r, above, p + n, &line);
			n = rest_of_line(r, file, p, line);
		} else if (above && is_line(p + blank, n - blank, "-- joint")) {
			p = joint_read(r, above, p + n, &line);
			n = rest_of_line(r, file, p, line);
		} else if (p[blank] == '-' && p[blank + 1] == '-') {
			q = comment_read(r, file, line,
			                 tool_copy(p + blank + 2, n - blank - 2), q, &doc);
			above = NULL;
		} else {
			if (!q)
				tool_complain(r->tool, file, line,
				              "a statement without -- query above it");
			above = q ? q : &lost;
			above->sql_line = line;
			p = statement_read(r, above, p, &line);
			q = NULL;
			doc = (struct text){ 0 };
			n = rest_of_line(r, file, p, line);
		}
		p += n;
		if (*p) {
			p++;
			line++;
		}
	}
	if (q)
		tool_complain(r->tool, file, q->line, "query %s has no statement", q->name);
}
