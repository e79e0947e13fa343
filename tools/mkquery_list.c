/*
 * mkquery_list: all queries as a plain list, for tests that ask an engine.
 *
 * A line each in queries.txt, its parts divided by tabs: name, file:line, kind
 * (both, twin, sqlite, postgres; rows, joint: what PostgreSQL gets for many rows, or many who ask), letters of the inputs, letters of the outputs
 * (- when there are none), anycounty and walk or -, SQLite's text, PostgreSQL's text,
 * each on one line and - where the query does not exist.
 */
#include "mkquery.h"

#include <string.h>

char *fields_letters(const struct field *f, size_t n)
{
	char *s = tool_alloc(n + 1);

	for (size_t i = 0; i < n; i++)
		switch (f[i].of ? KIND_INT : f[i].type->kind) {
		case KIND_TEXT: s[i] = 't'; break;
		case KIND_BLOB: s[i] = 'b'; break;
		case KIND_REAL: s[i] = 'r'; break;
		default:        s[i] = 'i'; break;
		}
	return s;
}

/* A statement on one line; there are no line ends inside its strings (mkquery_read.c). */
static void line_emit(struct text *x, const struct text *sql)
{
	bool blank = true;

	for (const char *p = sql->p; *p; p++) {
		if (*p != ' ' && *p != '\t' && *p != '\r' && *p != '\n')
			text_add(x, p, 1);
		else if (!blank)
			text_str(x, " ");
		blank = *p == ' ' || *p == '\t' || *p == '\r' || *p == '\n';
	}
}

/* The text for many rows, as one more query; a capital letter is an array. */
static void rows_emit(struct text *x, const struct query *q)
{
	char *letters = fields_letters(q->in, q->n_in);

	for (char *c = letters; *c; c++)
		*c = (char)(*c - 'a' + 'A');
	text_format(x, "%s_rows\t%s:%d\trows\t%s\t-\t%s\t-\t", q->name, q->file, q->line, letters,
	            q->anycounty ? "anycounty" : "-");
	line_emit(x, &q->many);
	text_str(x, "\n");
}

/* Likewise for many who ask: the county is the same for all, a number behind each row says whose it is. */
static void joint_emit(struct text *x, const struct query *q)
{
	char *letters = fields_letters(q->in, q->n_in);

	for (size_t i = 0; i < q->n_in; i++)
		if (strcmp(q->in[i].name, "county") != 0)
			letters[i] = (char)(letters[i] - 'a' + 'A');
	text_format(x, "%s_joint\t%s:%d\tjoint\t%s\t%si\t%s\t-\t", q->name, q->file, q->line, letters,
	            fields_letters(q->out, q->n_out),
	            q->walk ? q->anycounty ? "anycounty,walk" : "walk" : q->anycounty ? "anycounty" : "-");
	line_emit(x, &q->joint);
	text_str(x, "\n");
}

void list_emit(const struct tool *t, const char *dir, const struct queries *queries)
{
	static const char *const only[] = { "both", "sqlite", "postgres" };
	struct text x = { 0 };

	for (size_t i = 0; i < queries->n; i++) {
		const struct query *q = &queries->list[i];

		text_format(&x, "%s\t%s:%d\t%s\t%s\t%s\t%s\t", q->name, q->file, q->line,
		            q->twin ? "twin" : only[q->only],
		            q->n_in ? fields_letters(q->in, q->n_in) : "-",
		            q->n_out ? fields_letters(q->out, q->n_out) : "-",
		            q->walk ? q->anycounty ? "anycounty,walk" : "walk"
		            : q->anycounty ? "anycounty" : "-");
		if (q->only == ENGINES_POSTGRES)
			text_str(&x, "-");
		else
			line_emit(&x, &q->sql);
		text_str(&x, "\t");
		if (q->only == ENGINES_SQLITE)
			text_str(&x, "-");
		else
			line_emit(&x, &q->postgres);
		text_str(&x, "\n");
		if (q->only != ENGINES_SQLITE && q->many.n)
			rows_emit(&x, q);
		if (q->only != ENGINES_SQLITE && q->joint.n)
			joint_emit(&x, q);
	}
	file_write(t, tool_format("%s/queries.txt", dir), &x);
}
