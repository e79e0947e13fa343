/*
 * mkquery: the parsed form of a query file, between reading and writing.
 *
 * mkquery_read.c takes the files apart, mkquery.c asks SQLite whether what their
 * comments claim is true, mkquery_route.c whether a statement stays in its county,
 * mkquery_tables.c whether it walks a large table; mkquery_rows.c makes its text for
 * many rows; mkquery_emit.c turns what
 * passed into C and mkquery_list.c into a list for tests. Nothing is freed.
 */
#ifndef TOOLS_MKQUERY_H
#define TOOLS_MKQUERY_H

#include <stdint.h>

#include "types.h"

enum answer { ANSWER_NONE, ANSWER_ONE, ANSWER_MAYBE, ANSWER_MANY, ANSWER_EXEC, ANSWER_EACH };

/*
 * One input or output: `name:type` or `name:type?`. `name:text@TABLE`, an output only:
 * the statement gives the id of a row of TABLE and the reader gets that row's name.
 */
struct field { const char *name, *of; const struct type *type; bool null, used; int line; };

/* The engines a statement is for: both, unless its author says otherwise. */
enum engines { ENGINES_BOTH, ENGINES_SQLITE, ENGINES_POSTGRES };

struct query {
	const char   *name, *file;      /* file as given on the command line */
	const char   *rows;             /* query whose row type it shares; its own name if none */
	enum answer   answer;
	enum engines  only;
	bool          anycounty, walk;  /* allowed by its author, with a reason */
	bool          distinct;         /* its author says: never one key twice before the commit */
	bool          together;         /* its author says: many ask it at the same time */
	bool          writes;
	bool          renames;          /* may change a name that readers keep */
	bool          twin;             /* PostgreSQL has a text of its own */
	int           line, sql_line;   /* of `-- query` and of the first SQL line */
	struct text   doc;              /* the free comment above */
	struct text   sql;              /* comments out, :name replaced by ?N, lines kept */
	struct text   postgres;         /* the same with $N, or the twin */
	struct text   plain;            /* the same with names kept and strings blanked */
	struct text   twin_plain;       /* likewise for the twin */
	struct text   joint_plain;      /* and for what its author wrote for many who ask */
	struct text   many;             /* PostgreSQL's for many rows at once, if there is one */
	struct text   joint;            /* PostgreSQL's for many who ask at once, likewise */
	bool          refers;           /* a foreign key must hold: its rows come after others' */
	uint64_t      touches;          /* its tables as bits; all of them when nobody can know */
	struct field *in, *out;
	size_t        n_in, n_out;
};

struct queries { struct query *list; size_t n; };

/* A line of schema/tables.txt. */
enum table_kind { TABLE_NONE, TABLE_TENANT, TABLE_REFERENCE, TABLE_LOCAL, TABLE_SERVER };
struct table { const char *name; enum table_kind kind; bool small, there; int line; };
struct tables { const char *path; struct table *list; size_t n; };

/* Tables under the names they have in one statement. */
struct name { const char *name; const struct table *table; };
struct names { struct name *list; size_t n; };

/* Is it a table whose names readers keep (db/names.h)? */
bool is_named(const char *table);

/* Reads the list; complains of lines that are not well formed. */
void tables_read(struct tool *t, const char *path, struct tables *tables);
/* NULL when there is no such table. */
const struct table *table_find(const struct tables *tables, const char *name);
/* A table of the schema: it must be listed, and as what it is. */
void tables_check(struct tool *t, struct tables *tables, const char *name, bool has_county);

/* Complains of a tenant table that is not bound to :county; gives the tables of the statement. */
struct names route_check(struct tool *t, const struct tables *tables, const struct query *q,
                         const char *plain);

/* Complains of a walk over a table that is not small. */
struct sqlite3;
void walks_check(struct tool *t, struct sqlite3 *db, const struct query *q,
                 const struct names *names);

/* Adds the queries of one file to the list; complains of what is not well formed. */
void queries_read(struct tool *t, const struct types *types, struct queries *queries,
                  const char *file);

/* Makes q->many of an INSERT ... VALUES that PostgreSQL may be given for many rows at once, and q->joint of most questions. */
void rows_make(struct tool *t, struct query *q);

/* The letters of the engine's types, one for each field: i int8, r float8, t text, b bytea. */
char *fields_letters(const struct field *f, size_t n);

/* Writes queries.txt: a line for each query, for tests that ask an engine about all of them. */
void list_emit(const struct tool *t, const char *dir, const struct queries *queries);

/* Writes ROOM/FILE.q.h and .q.c of every file, queries.h, types.h and types.c under dir. */
void emit_all(const struct tool *t, const char *dir, const struct types *types,
              const struct queries *queries, char *const *files, size_t n_files);

#endif
