/*
 * mkcopy: for every table the statements that carry it from one database to
 * another, as one C table.
 *
 *     mkcopy -k schema/tables.txt schema/sqlite/NNNN-name.sql...
 *
 * prints struct copy_table copy_tables[] (src/db/copy_private.h), in the order of
 * tables.txt, without those that are `local`. Rows are read in the order of the
 * primary key, some at a time, and added some at a time: on SQLite by one
 * statement a row, on PostgreSQL by one statement for arrays of columns, because
 * COPY does not go through row security. The columns of the key come first.
 *
 * SQLite, holding the real schema in memory, says whether each statement is
 * right and follows the key without sorting.
 */
#include "tool.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define COLUMNS_MAX 32          /* as in src/db/copy_private.h */
#define KEY_MAX 6

struct column { const char *name; char letter; int key; };

struct table {
	const char   *name;
	int           line;
	struct column columns[COLUMNS_MAX];      /* the key's first, in its order */
	size_t        n, n_key;
};

struct run {
	struct tool   tool;
	const char   *list;                      /* tables.txt */
	sqlite3      *db;
	struct table *tables;
	size_t        n;
	struct text   seen;                      /* "|name" of every line of the list */
};

static sqlite3_stmt *ask(struct run *r, const char *sql)
{
	sqlite3_stmt *s;

	if (sqlite3_prepare_v2(r->db, sql, -1, &s, NULL) != SQLITE_OK)
		tool_die(&r->tool, "%s: %s", sql, sqlite3_errmsg(r->db));
	return s;
}

static const char *word(sqlite3_stmt *s, int col)
{
	const char *w = (const char *)sqlite3_column_text(s, col);

	return w ? tool_copy(w, strlen(w)) : "";
}

static char letter_of(const char *type)
{
	static const struct { const char *type; char letter; } letters[] = {
		{ "INTEGER", 'i' }, { "REAL", 'r' }, { "TEXT", 't' }, { "BLOB", 'b' },
	};

	for (size_t i = 0; i < COUNT(letters); i++)
		if (strcasecmp(type, letters[i].type) == 0)
			return letters[i].letter;
	return 0;
}

/* ---- what is asked of SQLite ---- */

static void table_read(struct run *r, struct table *t)
{
	sqlite3_stmt *s = ask(r, tool_format("SELECT name, type, pk, hidden FROM pragma_table_xinfo('%s')"
	                                     " ORDER BY pk = 0, pk, cid", t->name));

	while (sqlite3_step(s) == SQLITE_ROW) {
		struct column c = { word(s, 0), letter_of(word(s, 1)), sqlite3_column_int(s, 2) };

		if (t->n == COLUMNS_MAX || t->n_key + (c.key > 0) > KEY_MAX)
			tool_die(&r->tool, "table %s has too many columns", t->name);
		if (!c.letter || sqlite3_column_int(s, 3))
			tool_complain(&r->tool, r->list, t->line, "%s.%s cannot be copied", t->name,
			              c.name);
		t->n_key += c.key > 0;
		t->columns[t->n++] = c;
	}
	sqlite3_finalize(s);
	if (t->n_key == 0)
		tool_complain(&r->tool, r->list, t->line, "table %s has no primary key to read it by",
		              t->name);
}

/* A row may only point at tables that are copied before its own. */
static void references_check(struct run *r, const struct table *t)
{
	sqlite3_stmt *s = ask(r, tool_format("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list('%s')",
	                                     t->name));

	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *to = word(s, 0);
		bool        before = strcasecmp(to, t->name) == 0;

		for (const struct table *e = r->tables; e < t; e++)
			before |= strcasecmp(e->name, to) == 0;
		if (!before)
			tool_complain(&r->tool, r->list, t->line, "%s refers to %s, which must stand "
			              "above it", t->name, to);
	}
	sqlite3_finalize(s);
}

static void statement_check(struct run *r, const struct table *t, const char *sql)
{
	sqlite3_stmt *s;

	if (sqlite3_prepare_v2(r->db, tool_format("EXPLAIN QUERY PLAN %s", sql), -1, &s, NULL) !=
	    SQLITE_OK) {
		tool_complain(&r->tool, r->list, t->line, "%s: %s", t->name, sqlite3_errmsg(r->db));
		return;
	}
	while (sqlite3_step(s) == SQLITE_ROW)
		if (strstr(word(s, 3), "TEMP B-TREE") ||
		    (strstr(sql, "WHERE") && strstr(word(s, 3), "SCAN")))
			tool_complain(&r->tool, r->list, t->line, "%s is not read along its key: %s",
			              t->name, word(s, 3));
	sqlite3_finalize(s);
}

/* ---- the list and the schema ---- */

static void line_read(struct run *r, char *line, int at)
{
	static const char blanks[] = " \t";
	char *save, *name = strtok_r(line, blanks, &save), *kind = strtok_r(NULL, blanks, &save);
	sqlite3_stmt *s;

	if (!name || *name == '#')
		return;
	text_format(&r->seen, "|%s|", name);
	s = ask(r, tool_format("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '%s'",
	                       name));
	/* A table that only PostgreSQL has is made there from the others. */
	if (kind && strcmp(kind, "local") != 0 && sqlite3_step(s) == SQLITE_ROW) {
		r->tables = tool_grow(r->tables, r->n, sizeof *r->tables);
		r->tables[r->n++] = (struct table){ .name = tool_copy(name, strlen(name)), .line = at };
	}
	sqlite3_finalize(s);
}

static void list_read(struct run *r)
{
	char         *save = NULL, *text = file_read(&r->tool, r->list, NULL);
	sqlite3_stmt *s;
	int           at = 0;

	for (char *line = text; line; line = save) {
		save = strchr(line, '\n');
		if (save)
			*save++ = '\0';
		line_read(r, line, ++at);
	}
	s = ask(r, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%'"
	           " ESCAPE '~'");
	while (sqlite3_step(s) == SQLITE_ROW)
		if (!r->seen.p || !strstr(r->seen.p, tool_format("|%s|", word(s, 0))))
			tool_complain(&r->tool, r->list, 0, "table %s is not listed", word(s, 0));
	sqlite3_finalize(s);
}

/* ---- what is printed ---- */

/* "a", "b" from at on; prefix ? or $: ?1, ?2 instead. */
static char *names(const struct table *t, size_t n, char prefix)
{
	struct text x = { 0 };

	for (size_t i = 0; i < n; i++) {
		text_str(&x, i ? ", " : "");
		if (prefix)
			text_format(&x, "%c%zu", prefix, i + 1);
		else
			text_format(&x, "\"%s\"", t->columns[i].name);
	}
	return x.p;
}

static char *letters(const struct table *t, size_t n)
{
	char *out = tool_alloc(n + 1);

	for (size_t i = 0; i < n; i++)
		out[i] = t->columns[i].letter;
	return out;
}

static char *select_sql(const struct table *t, bool next, char prefix)
{
	char *all = names(t, t->n, 0), *key = names(t, t->n_key, 0);

	if (!next)
		return tool_format("SELECT %s FROM \"%s\" ORDER BY %s LIMIT %c1", all, t->name, key,
		                   prefix);
	return tool_format("SELECT %s FROM \"%s\" WHERE (%s) > (%s) ORDER BY %s LIMIT %c%zu", all,
	                   t->name, key, names(t, t->n_key, prefix), key, prefix, t->n_key + 1);
}

static void query_emit(struct text *out, const struct table *t, const char *member,
                       const char *sql, const char *postgres, const char *in,
                       const char *columns)
{
	text_format(out, "\t\t.%s = {\n\t\t\t.name = \"copy %s %s\", .id = DB_UNCACHED, .n_in = %zu, "
	            ".n_out = %zu,\n\t\t\t.types = \"%s\", .out_types = \"%s\", "
	            ".any_county = true, .writes = %s,\n", member, t->name, member, strlen(in),
	            strlen(columns), in, columns, strcmp(member, "add") ? "false" : "true");
	if (sql) {
		text_str(out, "\t\t\t.sql = \"");
		text_c(out, sql, strlen(sql));
		text_str(out, "\",\n");
	}
	text_str(out, "\t\t\t.postgres = \"");
	text_c(out, postgres, strlen(postgres));
	text_str(out, "\",\n\t\t},\n");
}

static void table_emit(struct run *r, struct text *out, const struct table *t)
{
	const char *first = select_sql(t, false, '?'), *next = select_sql(t, true, '?');
	char       *all = letters(t, t->n), *arrays = tool_upper(all);
	char       *add = tool_format("INSERT INTO \"%s\"(%s) VALUES (%s)", t->name, names(t, t->n, 0),
	                              names(t, t->n, '?'));

	statement_check(r, t, first);
	statement_check(r, t, next);
	statement_check(r, t, add);
	text_format(out, "\t{ .name = \"%s\", .n_key = %zu,\n", t->name, t->n_key);
	query_emit(out, t, "first", first, select_sql(t, false, '$'), "i", all);
	query_emit(out, t, "next", next, select_sql(t, true, '$'),
	           tool_format("%si", letters(t, t->n_key)), all);
	query_emit(out, t, "add", add,
	           tool_format("INSERT INTO \"%s\"(%s) SELECT * FROM unnest(%s)", t->name,
	                       names(t, t->n, 0), names(t, t->n, '$')), arrays, "");
	if (t->n_key == 1 && t->columns[0].letter == 'i')
		query_emit(out, t, "ids", NULL,
		           tool_format("SELECT setval(pg_get_serial_sequence('%s', '%s'), max(\"%s\")) "
		                       "FROM \"%s\"", t->name, t->columns[0].name,
		                       t->columns[0].name, t->name), "", "i");
	text_str(out, "\t},\n");
}

static void schema_apply(struct run *r, const char *file)
{
	char *said = NULL;

	if (sqlite3_exec(r->db, file_read(&r->tool, file, NULL), NULL, NULL, &said) != SQLITE_OK)
		tool_complain(&r->tool, file, 0, "%s", said);
}

int main(int argc, char **argv)
{
	struct run  r = { .tool = { .name = "mkcopy" } };
	struct text out = { 0 };

	if (argc < 4 || strcmp(argv[1], "-k") != 0)
		tool_die(&r.tool, "usage: mkcopy -k tables.txt NNNN-name.sql...");
	r.list = argv[2];
	if (sqlite3_open(":memory:", &r.db) != SQLITE_OK)
		tool_die(&r.tool, "cannot open SQLite");
	for (int i = 3; i < argc; i++)
		schema_apply(&r, argv[i]);
	if (r.tool.errors)
		return 1;
	list_read(&r);
	text_str(&out, "/* Made by mkcopy from schema/tables.txt and schema/sqlite; do not edit. */\n"
	         "#include \"db/copy_private.h\"\n\nconst struct copy_table copy_tables[] = {\n");
	for (size_t i = 0; i < r.n; i++) {
		table_read(&r, &r.tables[i]);
		references_check(&r, &r.tables[i]);
		if (r.tool.errors == 0)
			table_emit(&r, &out, &r.tables[i]);
	}
	text_str(&out, "};\n\nconst size_t copy_tables_n = sizeof(copy_tables) / sizeof(copy_tables[0]);\n");
	if (r.tool.errors)
		return 1;
	if (fwrite(out.p, 1, out.n, stdout) != out.n || fflush(stdout) != 0)
		tool_die(&r.tool, "cannot write");
	return 0;
}
