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
 * Likewise a question, for readers that share a snapshot, and closures that take turns:
 *
 *     SELECT a FROM t WHERE county = $1 AND b = $2
 *     SELECT answer.*, asked.n FROM unnest($2) WITH ORDINALITY AS asked(p2, n)
 *             CROSS JOIN LATERAL (SELECT a FROM t WHERE county = $1 AND b = asked.p2 OFFSET 0) AS answer
 *
 * OFFSET 0, as LIMIT does, leaves the question its own plan, that of one who asks alone. Without it the planner
 * may read all of a county and then look who asked: right for the empty table it sees, and kept when there are
 * thousands.
 * The last column says whose row it is. The county, which all of them share, stays as it is. Whatever stands in the question is left
 * as it is, so no input may be reckoned with or given to a function in it: row security lets no
 * index look for what a function made of another row, because it might tell of it. Where a question must be such, its
 * author may write the text for many below `-- joint`.
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

/* Each $N outside of quotes, but that of the county, as a column of asked. */
static void question_add(struct text *x, const char *p, const char *county)
{
	const size_t n = strlen(county);
	bool         quoted = false;

	for (; *p; p++) {
		quoted ^= *p == '\'' || *p == '"';
		if (*p == '$' && !quoted && (n == 0 || strncmp(p, county, n) != 0 || is_word((unsigned char)p[n])))
			text_str(x, "asked.p");
		else
			text_add(x, p, 1);
	}
}

/* Is the input at p, whose number ends at end, reckoned with or given to a function? */
static bool is_worked(const char *sql, const char *p, const char *end)
{
	static const char *const harmless[] = { "IN", "AND", "OR", "NOT", "WHERE", "WHEN", "coalesce", "nullif", "cast" };
	const char *word;

	while (p > sql && strchr(" \t\r\n", p[-1]))
		p--;
	end += strspn(end, " \t\r\n");
	if (strncasecmp(end, "AS bigint[]", 11) == 0 || (*end && strchr("+-*/%|", *end)) ||
	    (p > sql && strchr("+-*/%|", p[-1])))
		return true;
	if (p == sql || p[-1] != '(')
		return false;
	for (word = --p; word > sql && is_word((unsigned char)word[-1]); )
		word--;
	for (size_t i = 0; word < p && i < COUNT(harmless); i++)
		if ((size_t)(p - word) == strlen(harmless[i]) && strncasecmp(word, harmless[i], (size_t)(p - word)) == 0)
			return false;
	return word < p;
}

static bool any_worked(const char *sql)
{
	bool quoted = false;

	for (const char *p = sql; *p; p++) {
		quoted ^= *p == '\'' || *p == '"';
		if (*p == '$' && !quoted && is_worked(sql, p, p + 1 + strspn(p + 1, "0123456789")))
			return true;
	}
	return false;
}

static void inputs_add(struct text *x, const char *before, const struct query *q)
{
	const char *comma = "";

	for (size_t i = 0; i < q->n_in; i++) {
		if (strcmp(q->in[i].name, "county") == 0)
			continue;
		text_format(x, "%s%s%zu", comma, before, i + 1);
		comma = ", ";
	}
}

static void question_make(struct query *q)
{
	const char *sql = q->postgres.p, *county = "";
	size_t      others = q->n_in;

	for (size_t i = 0; i < q->n_in; i++)
		if (strcmp(q->in[i].name, "county") == 0) {
			county = tool_format("$%zu", i + 1);
			others--;
		}
	if (!sql || others == 0 || q->joint.n || q->writes || q->answer == ANSWER_EXEC || q->answer == ANSWER_EACH ||
	    strncasecmp(sql + strspn(sql, " \t\r\n"), "SELECT", strlen("SELECT")) != 0 || any_worked(sql))
		return;
	text_str(&q->joint, "SELECT answer.*, asked.n FROM unnest(");
	inputs_add(&q->joint, "$", q);
	text_str(&q->joint, ") WITH ORDINALITY AS asked(");
	inputs_add(&q->joint, "p", q);
	text_str(&q->joint, ", n) CROSS JOIN LATERAL (");
	question_add(&q->joint, sql, county);
	text_str(&q->joint, word_at(sql, "LIMIT") ? ") AS answer" : " OFFSET 0) AS answer");
}

void rows_make(struct tool *t, struct query *q)
{
	const char *sql = q->postgres.p, *values, *open, *end;
	bool        conflict, wanted = q->distinct;

	question_make(q);
	if (q->together && !q->joint.n)
		tool_complain(t, q->file, q->line, "%s: only a SELECT with inputs besides the county, none of them "
		              "reckoned with or given to a function, can be asked together", q->name);
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
