/*
 * mkquery_rows: an INSERT of one row as an INSERT of many, for PostgreSQL.
 *
 *     INSERT INTO t (a, b) VALUES ($1, coalesce($2, 0)) ON CONFLICT ...
 *     INSERT INTO t (a, b) SELECT n.p1, coalesce(n.p2, 0)
 *             FROM unnest($1, $2) AS n(p1, p2) ON CONFLICT ...
 *
 * Each input is then an array. Only what can be told by its words is done: one
 * VALUES with one row, nothing returned, no input outside of it, no foreign key that
 * other rows must be there for. ON CONFLICT may
 * not meet a row twice in one statement, so there the author must say distinct.
 *
 * Likewise a question for one row at most, whose author says that many ask it at a time:
 *
 *     SELECT a FROM t WHERE b = $1
 *     SELECT q.*, n.i FROM unnest($1) WITH ORDINALITY AS n(p1, i) CROSS JOIN LATERAL
 *             (SELECT a FROM t WHERE b = n.p1) AS q
 *
 * The last column says whose row it is.
 */
#include "mkquery.h"

#include <string.h>
#include <strings.h>

/* The word in p, not as a part of another and not in quotes, or NULL. */
static const char *word_at(const char *p, const char *word)
{
	size_t n = strlen(word);
	bool   quoted = false;

	for (const char *s = p; *s; s++) {
		quoted ^= *s == '\'' || *s == '"';
		if (!quoted && strncasecmp(s, word, n) == 0 && !is_word((unsigned char)s[n]) &&
		    (s == p || !is_word((unsigned char)s[-1])))
			return s;
	}
	return NULL;
}

/* Behind the bracket that closes the one at p, or NULL. */
static const char *bracket_end(const char *p)
{
	int  depth = 0;
	bool quoted = false;

	for (; *p; p++) {
		quoted ^= *p == '\'' || *p == '"';
		depth += quoted ? 0 : (*p == '(') - (*p == ')');
		if (depth == 0 && *p == ')')
			return p + 1;
	}
	return NULL;
}

/* The expressions between the brackets, each $N as a column of n. */
static void values_add(struct text *x, const char *p, const char *end)
{
	for (; p < end; p++) {
		if (*p == '$')
			text_str(x, "n.p");
		else
			text_add(x, p, 1);
	}
}

static void list_add(struct text *x, const char *before, size_t n)
{
	for (size_t i = 1; i <= n; i++)
		text_format(x, "%s%s%zu", i > 1 ? ", " : "", before, i);
}

/* LIMIT takes nothing that changes from row to row. */
static bool limits_by_input(const char *sql)
{
	const char *limit = word_at(sql, "LIMIT"), *offset = word_at(sql, "OFFSET");

	return (limit && strchr(limit, '$')) || (offset && strchr(offset, '$'));
}

static void questions_make(struct tool *t, struct query *q)
{
	const char *sql = q->postgres.p;

	if ((q->answer != ANSWER_ONE && q->answer != ANSWER_MAYBE) || q->writes || !q->n_in || !sql ||
	    limits_by_input(sql) || word_at(sql, "FOR")) {
		tool_complain(t, q->file, q->line, "%s: only a question with inputs for one row at most, "
		              "which locks none and limits nothing by an input, can be asked together", q->name);
		return;
	}
	text_str(&q->many, "SELECT q.*, n.i FROM unnest(");
	list_add(&q->many, "$", q->n_in);
	text_str(&q->many, ") WITH ORDINALITY AS n(");
	list_add(&q->many, "p", q->n_in);
	text_str(&q->many, ", i) CROSS JOIN LATERAL (");
	values_add(&q->many, sql, sql + q->postgres.n);
	text_str(&q->many, ") AS q");
}

void rows_make(struct tool *t, struct query *q)
{
	const char *sql = q->postgres.p, *values, *open, *end;
	bool        conflict, wanted = q->distinct;

	if (q->together) {
		questions_make(t, q);
		return;
	}
	values = q->answer == ANSWER_EXEC && q->n_in && !q->refers && sql ? word_at(sql, "VALUES") : NULL;
	conflict = values && word_at(values, "UPDATE");
	if (!values || (conflict && !wanted)) {
		if (wanted)
			tool_complain(t, q->file, q->line, "%s: only INSERT ... VALUES can be distinct", q->name);
		return;
	}
	open = values + strlen("VALUES") + strspn(values + strlen("VALUES"), " \t\r\n");
	end = *open == '(' ? bracket_end(open) : NULL;
	if (!end || strchr(end, '$')) {
		if (wanted)
			tool_complain(t, q->file, q->line, "%s: behind VALUES (...) no input may stand; "
			              "write excluded.COLUMN", q->name);
		return;
	}
	text_add(&q->many, sql, (size_t)(values - sql));
	text_str(&q->many, "SELECT ");
	values_add(&q->many, open + 1, end - 1);
	text_str(&q->many, " FROM unnest(");
	list_add(&q->many, "$", q->n_in);
	text_str(&q->many, ") AS n(");
	list_add(&q->many, "p", q->n_in);
	text_str(&q->many, ")");
	text_str(&q->many, end);
}
