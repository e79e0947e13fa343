/*
 * mkquery_tables: schema/tables.txt, and who walks a table that is not small.
 *
 * SQLite says how it would answer a statement (EXPLAIN QUERY PLAN); a line that
 * begins with SCAN and names a table is a walk over all of it, as is a SEARCH that
 * looks for nothing. There is no data to look at, so the plan is the one a database without statistics gets, which
 * is what the program has.
 */
#include "mkquery.h"

#include <sqlite3.h>
#include <string.h>
#include <strings.h>

const struct table *table_find(const struct tables *tables, const char *name)
{
	for (size_t i = 0; i < tables->n; i++)
		if (strcasecmp(tables->list[i].name, name) == 0)
			return &tables->list[i];
	return NULL;
}

/* NAME KIND [small REASON] */
static void line_read(struct tool *t, const char *path, int line, struct tables *tables, char *p)
{
	static const char *const kinds[] = { "tenant", "reference", "local", "server" };
	struct table table = { .line = line, .kind = TABLE_NONE };
	char        *save, *kind, *small;

	p[strcspn(p, "#")] = '\0';
	table.name = strtok_r(p, " \t\r", &save);
	if (!table.name)
		return;
	kind = strtok_r(NULL, " \t\r", &save);
	small = strtok_r(NULL, " \t\r", &save);
	for (size_t i = 0; kind && i < COUNT(kinds); i++)
		if (strcmp(kind, kinds[i]) == 0)
			table.kind = (enum table_kind)(i + 1);
	if (small && strcmp(small, "small") == 0)
		table.small = save && save[strspn(save, " \t\r")];
	if (table.kind == TABLE_NONE || (small && !table.small))
		tool_complain(t, path, line, "expected: NAME tenant|reference|local|server [small REASON]");
	if (table_find(tables, table.name))
		tool_complain(t, path, line, "table %s stands here twice", table.name);
	tables->list = tool_grow(tables->list, tables->n, sizeof *tables->list);
	tables->list[tables->n++] = table;
}

void tables_read(struct tool *t, const char *path, struct tables *tables)
{
	const char *s = file_read(t, path, NULL);

	tables->path = path;
	for (int line = 1; *s; line++) {
		size_t n = strcspn(s, "\n");

		line_read(t, path, line, tables, tool_copy(s, n));
		s += n + (s[n] == '\n');
	}
}

void tables_check(struct tool *t, struct tables *tables, const char *name, bool has_county)
{
	const struct table *found = table_find(tables, name);

	if (!found) {
		tool_complain(t, tables->path, 0, "table %s is not listed", name);
		return;
	}
	tables->list[found - tables->list].there = true;
	if (found->kind == TABLE_TENANT && !has_county)
		tool_complain(t, tables->path, found->line, "table %s has no column county", name);
}

/* The table that is walked by a line of a plan, or NULL when it is small or none. */
static const struct table *walked(const struct names *names, const char *detail)
{
	size_t n, word = strcspn(detail, " ") + 1;

	/* without a condition, SEARCH is min() or max(): one step or all, it does not say */
	if (strncmp(detail, "SCAN ", 5) != 0 &&
	    (strncmp(detail, "SEARCH ", 7) != 0 || strchr(detail, '(')))
		return NULL;
	detail += word;
	n = strcspn(detail, " ");
	for (size_t i = 0; i < names->n; i++)
		if (strlen(names->list[i].name) == n &&
		    strncasecmp(names->list[i].name, detail, n) == 0 &&
		    !names->list[i].table->small)
			return names->list[i].table;
	return NULL;
}

/* DELETE without WHERE has no plan worth telling on SQLite, but walks elsewhere. */
static bool is_clearing(const struct query *q, const struct names *names)
{
	const char *p = q->plain.p + strspn(q->plain.p, " \t\r\n");

	return strncasecmp(p, "delete", 6) == 0 && !strcasestr(p, "where") && names->n == 1 &&
	       !names->list[0].table->small;
}

void walks_check(struct tool *t, struct sqlite3 *db, const struct query *q,
                 const struct names *names)
{
	const char   *sql = tool_format("EXPLAIN QUERY PLAN %s", q->sql.p);
	sqlite3_stmt *s;
	bool          any = false;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		tool_die(t, "%s: %s", q->name, sqlite3_errmsg(db));
	while (sqlite3_step(s) == SQLITE_ROW) {
		const char         *detail = (const char *)sqlite3_column_text(s, 3);
		const struct table *table = walked(names, detail);

		any = any || table;
		if (table && !q->walk)
			tool_complain(t, q->file, q->line, "%s: walks all of %s (%s)", q->name,
			              table->name, detail);
	}
	sqlite3_finalize(s);
	if (is_clearing(q, names) && !q->walk)
		tool_complain(t, q->file, q->line, "%s: deletes all of %s", q->name,
		              names->list[0].table->name);
	if (q->walk && !any && !is_clearing(q, names))
		tool_complain(t, q->file, q->line, "%s: walks nothing; leave 'walk' out", q->name);
}
