/*
 * mkquery: the parsed form of a query file, between reading and writing.
 *
 * mkquery_read.c takes the files apart, mkquery.c asks SQLite whether what their
 * comments claim is true, mkquery_emit.c turns what passed into C. Nothing is
 * freed.
 */
#ifndef TOOLS_MKQUERY_H
#define TOOLS_MKQUERY_H

#include "types.h"

enum answer { ANSWER_NONE, ANSWER_ONE, ANSWER_MAYBE, ANSWER_MANY, ANSWER_EXEC, ANSWER_EACH };

/* One input or output: `name:type` or `name:type?`. */
struct field { const char *name; const struct type *type; bool null, used; int line; };

struct query {
	const char   *name, *file;      /* file as given on the command line */
	const char   *rows;             /* query whose row type it shares; its own name if none */
	enum answer   answer;
	bool          anycounty, writes;
	int           line, sql_line;   /* of `-- query` and of the first SQL line */
	struct text   doc;              /* the free comment above */
	struct text   sql;              /* comments out, :name replaced by ?N, lines kept */
	struct text   plain;            /* the same with names kept and strings blanked */
	struct field *in, *out;
	size_t        n_in, n_out;
};

struct queries { struct query *list; size_t n; };

/* Adds the queries of one file to the list; complains of what is not well formed. */
void queries_read(struct tool *t, const struct types *types, struct queries *queries,
                  const char *file);

/* Writes ROOM/FILE.q.h and .q.c of every file, queries.h, types.h and types.c under dir. */
void emit_all(const struct tool *t, const char *dir, const struct types *types,
              const struct queries *queries, char *const *files, size_t n_files);

#endif
