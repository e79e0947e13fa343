/*
 * mkquery: .sql files to typed C, checked against the schema.
 *
 *     mkquery -s schema/sqlite -t schema/types.txt -k schema/tables.txt -o build/K/gen src/x/y.sql...
 *
 *     -- Free comment, becomes the comment of the function.
 *     -- query NAME one|maybe|many|exec|each [anycounty] [walk] [distinct] [together]
 *     -- in name:type name:type?
 *     -- out name:type name:type?          or -- rows NAME of a query above
 *     -- out name:text@station             the name of the row whose id the column holds
 *     -- only sqlite|postgres              a query that one engine has no use for
 *     SELECT ... WHERE county = :county AND x = :name;
 *     -- postgres                          a twin, where one text cannot serve both
 *     SELECT ... ;
 *     -- joint                             one that many ask at the same time, where mkquery cannot make it: every input
 *     SELECT ..., n ... ;                  but the county is an array, and the last column says whose row it is, from 1
 *
 * SQL is not analysed here: the author declares what goes in and comes out,
 * and SQLite itself, holding the real schema in memory, says whether that is
 * true. What it cannot know (a NULL made by a LEFT JOIN or an aggregate) the
 * generated reader checks at run time. Each tenant table (schema/tables.txt) must
 * be bound to :county, unless the query line says anycounty and the comment above
 * says why: that is how one county never sees another's rows. Likewise a table
 * that is not small may be walked only by a query that says walk. PostgreSQL is
 * given the rows of several INSERT ... VALUES together; of one with ON CONFLICT only
 * if it says distinct: no two rows of a transaction have one key. A question that says
 * together is asked once for all closures of a group that ask it at the same time.
 */
#include "mkquery.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct run {
	struct tool     tool;
	struct types    types;
	struct queries  queries;
	struct tables   tables;
	sqlite3        *db;
	char          **triggers, **keyed;      /* keyed: tables that a foreign key joins */
	char          **used;                   /* tables of the statement at hand */
	bool            renames;                /* it may change a name that readers keep */
	size_t          n_triggers, n_keyed, n_used;
};

static bool in_list(char *const *list, size_t n, const char *name)
{
	for (size_t i = 0; name && i < n; i++)
		if (strcasecmp(list[i], name) == 0)
			return true;
	return false;
}

/* Told by SQLite of all a statement does; what a trigger does is its own affair. */
static int note_table(void *arg, int action, const char *table, const char *column,
                      const char *database, const char *source)
{
	struct run *r = arg;

	(void)database;
	if (!in_list(r->triggers, r->n_triggers, source) && is_named(table) &&
	    (action == SQLITE_DELETE || (action == SQLITE_UPDATE && strcasecmp(column, "name") == 0)))
		r->renames = true;
	if ((action != SQLITE_INSERT && action != SQLITE_READ && action != SQLITE_UPDATE &&
	     action != SQLITE_DELETE) || in_list(r->triggers, r->n_triggers, source) ||
	    !table || in_list(r->used, r->n_used, table))
		return SQLITE_OK;
	r->used = tool_grow(r->used, r->n_used, sizeof *r->used);
	r->used[r->n_used++] = tool_copy(table, strlen(table));
	return SQLITE_OK;
}

static int line_of(const char *text, const char *at)
{
	int line = 0;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

static void schema_apply(struct run *r, const char *file)
{
	const char   *text = file_read(&r->tool, file, NULL), *p = text, *next;
	sqlite3_stmt *s;

	for (; *p; p = next) {
		int rc = sqlite3_prepare_v2(r->db, p, -1, &s, &next);
		int at = sqlite3_error_offset(r->db);

		while (rc == SQLITE_OK && s && (rc = sqlite3_step(s)) == SQLITE_ROW)
			rc = SQLITE_OK;
		if (rc != SQLITE_OK && rc != SQLITE_DONE) {
			p += at > 0 ? (size_t)at : strspn(p, " \t\r\n");
			tool_complain(&r->tool, file, 1 + line_of(text, p), "%s",
			              sqlite3_errmsg(r->db));
			return;
		}
		sqlite3_finalize(s);
	}
}

/* The first column of a query of our own, as a list. */
static char **names_read(struct run *r, const char *sql, size_t *n)
{
	char        **list = NULL;
	sqlite3_stmt *s;

	*n = 0;
	if (sqlite3_prepare_v2(r->db, sql, -1, &s, NULL) != SQLITE_OK)
		tool_die(&r->tool, "%s", sqlite3_errmsg(r->db));
	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(s, 0);

		list = tool_grow(list, *n, sizeof *list);
		list[(*n)++] = tool_copy(name, strlen(name));
	}
	sqlite3_finalize(s);
	return list;
}

static void schema_read(struct run *r, const char *dir)
{
	size_t n, n_with;
	char **names, **with, **files = file_list(&r->tool, dir, ".sql", false, &n);

	if (sqlite3_open(":memory:", &r->db) != SQLITE_OK)
		tool_die(&r->tool, "cannot open SQLite");
	for (size_t i = 0; i < n && r->tool.errors == 0; i++)
		schema_apply(r, files[i]);
	/* As src/db/migrate.c does: the planner is told of the indexes of later migrations too. */
	for (size_t i = 0; i < n && r->tool.errors == 0; i++)
		if (strstr(files[i], "-plans.sql"))
			schema_apply(r, files[i]);
	if (r->tool.errors)
		return;
	names = names_read(r, "SELECT name FROM sqlite_schema WHERE type = 'table'"
	                      " AND name NOT LIKE 'sqlite_%'", &n);
	with = names_read(r, "SELECT t.name FROM sqlite_schema t, pragma_table_xinfo(t.name) c"
	                     " WHERE c.name = 'county'", &n_with);
	for (size_t i = 0; i < n; i++)
		tables_check(&r->tool, &r->tables, names[i], in_list(with, n_with, names[i]));
	for (size_t i = 0; i < r->tables.n; i++) {
		const struct table *t = &r->tables.list[i];

		if (t->there ? t->kind == TABLE_SERVER :
		               t->kind != TABLE_SERVER && t->kind != TABLE_LOCAL)
			tool_complain(&r->tool, r->tables.path, t->line,
			              t->there ? "table %s is not the server's alone" :
			                         "there is no table %s", t->name);
	}
	r->keyed = names_read(r, "SELECT t.name FROM sqlite_schema t,"
	                         " pragma_foreign_key_list(t.name) UNION SELECT f.\"table\""
	                         " FROM sqlite_schema t, pragma_foreign_key_list(t.name) f",
	                      &r->n_keyed);
	r->triggers = names_read(r, "SELECT name FROM sqlite_schema WHERE type = 'trigger'",
	                         &r->n_triggers);
	sqlite3_set_authorizer(r->db, note_table, r);
}

/* True when SQLite promises that the column is never NULL, or knows no origin. */
static bool column_never_null(struct run *r, sqlite3_stmt *s, int i)
{
	const char *database = sqlite3_column_database_name(s, i);
	const char *table = sqlite3_column_table_name(s, i);
	const char *name = sqlite3_column_origin_name(s, i), *type;
	int         not_null, key, increment;
	size_t      n_keys = 0;

	if (!name || sqlite3_table_column_metadata(r->db, database, table, name, &type, NULL,
	                                           &not_null, &key, &increment) != SQLITE_OK)
		return true;
	if (not_null)
		return true;
	if (!key || !type || strcasecmp(type, "INTEGER") != 0)
		return false;
	/* a rowid under another name; in a longer key of a rowid table NULL may stand */
	names_read(r, tool_format("SELECT name FROM pragma_table_info('%s') WHERE pk > 0", table),
	           &n_keys);
	return n_keys <= 1;
}

static void column_check(struct run *r, const struct query *q, sqlite3_stmt *s, int i)
{
	static const struct { const char *stored; enum kind kind; } kinds[] = {
		{ "TEXT", KIND_TEXT }, { "BLOB", KIND_BLOB }, { "REAL", KIND_REAL },
	};
	const struct field *f = &q->out[i];
	const char *name = sqlite3_column_name(s, i), *stored = sqlite3_column_decltype(s, i);
	bool number = stored && (strcasecmp(stored, "INTEGER") == 0 ||
	                         strcasecmp(stored, "INT") == 0);
	bool wrong = number && (f->type->kind == KIND_TEXT || f->type->kind == KIND_BLOB) && !f->of;

	if (strcmp(name, f->name) != 0)
		tool_complain(&r->tool, q->file, f->line, "%s: column %d is '%s', declared as '%s'",
		              q->name, i + 1, name, f->name);
	for (size_t k = 0; stored && k < COUNT(kinds); k++)
		if (strcasecmp(stored, kinds[k].stored) == 0)
			wrong = f->type->kind != kinds[k].kind || f->of;
	if (wrong)
		tool_complain(&r->tool, q->file, f->line, "%s: %s is stored as %s, declared as %s",
		              q->name, name, stored, f->type->name);
	if (!f->null && !column_never_null(r, s, i))
		tool_complain(&r->tool, q->file, f->line,
		              "%s: %s may be NULL; declare %s? or use coalesce()", q->name, name,
		              f->type->name);
}

/* `IN (:x)` binds one value where the author may mean many. */
static bool lists_one(const char *sql)
{
	static const char blanks[] = " \t\r\n";

	for (const char *p = sql; (p = strcasestr(p, "in")); p += 2) {
		const char *s = p + 2 + strspn(p + 2, blanks);

		if (p == sql || is_word((unsigned char)p[-1]) || *s != '(')
			continue;
		s++;
		s += strspn(s, blanks);
		if (*s++ != ':')
			continue;
		while (is_word((unsigned char)*s))
			s++;
		if (s[strspn(s, blanks)] == ')')
			return true;
	}
	return false;
}

/* SQLite knows which tables are used; all must have been found in the words too, but
   for those it looks at to keep a foreign key. */
static void sources_check(struct run *r, const struct query *q, const struct names *names)
{
	for (size_t i = 0; i < r->n_used; i++) {
		const struct table *table = table_find(&r->tables, r->used[i]);
		bool                found = !table || (q->writes &&
		                            in_list(r->keyed, r->n_keyed, r->used[i]));

		for (size_t k = 0; k < names->n; k++)
			found = found || names->list[k].table == table;
		if (!found)
			tool_complain(&r->tool, q->file, q->line,
			              "%s: cannot see where table %s stands; write it plainly",
			              q->name, r->used[i]);
	}
}

static void columns_check(struct run *r, const struct query *q, sqlite3_stmt *s)
{
	int n = sqlite3_column_count(s);

	if (q->answer == ANSWER_EXEC && n > 0)
		tool_complain(&r->tool, q->file, q->line,
		              "%s: exec gives no rows; use one, maybe, many or each", q->name);
	else if (q->answer != ANSWER_EXEC && n == 0)
		tool_complain(&r->tool, q->file, q->line,
		              "%s: the statement gives no rows; use exec",
		              q->name);
	else if ((size_t)n != q->n_out)
		tool_complain(&r->tool, q->file, q->line, "%s: %d columns, %zu declared by -- out",
		              q->name, n, q->n_out);
	else
		for (int i = 0; i < n; i++)
			column_check(r, q, s, i);
}

/* SQLite does not know this statement; a change is told from a question by its first word, and by giving nothing. */
static void postgres_check(struct run *r, struct query *q)
{
	const char *p = q->plain.p + strspn(q->plain.p, " \t\r\n");
	bool        with = strncasecmp(p, "with", 4) == 0;

	q->writes = with ? q->answer == ANSWER_EXEC : strncasecmp(p, "select", 6) != 0;
	route_check(&r->tool, &r->tables, q, q->plain.p);
}

/* The text for many, written by its author, must stay in its county too. */
static void joint_check(struct run *r, const struct query *q)
{
	if (q->joint_plain.n && (q->writes || q->answer == ANSWER_EXEC || q->answer == ANSWER_EACH))
		tool_complain(&r->tool, q->file, q->line, "%s: only a question can be asked together", q->name);
	if (q->joint_plain.n)
		(void)route_check(&r->tool, &r->tables, q, q->joint_plain.p);
}

static uint64_t table_bit(const struct run *r, const struct table *t)
{
	return t ? UINT64_C(1) << ((size_t)(t - r->tables.list) % 64) : 0;
}

/* Which tables, one bit each; two may share one. */
static uint64_t tables_bits(const struct run *r, const struct names *names)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < names->n; i++)
		bits |= table_bit(r, names->list[i].table);
	return bits;
}

/* Likewise those it does not name but looks at to keep a foreign key. */
static uint64_t keyed_bits(const struct run *r, const struct names *names)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < r->n_used; i++)
		bits |= table_bit(r, table_find(&r->tables, r->used[i]));
	return bits & ~tables_bits(r, names);
}

static void query_check(struct run *r, struct query *q)
{
	struct tool  *t = &r->tool;
	struct names  names;
	sqlite3_stmt *s = NULL;

	if (!q->sql.n)
		return;
	for (size_t i = 0; i < q->n_in; i++)
		if (!q->in[i].used)
			tool_complain(t, q->file, q->in[i].line, "%s: :%s is not used", q->name,
			              q->in[i].name);
	if (q->n_in > 255 || q->n_out > 255 || q->sql.n > 4000)
		tool_complain(t, q->file, q->line, "%s is too large", q->name);
	for (size_t i = 0; i < q->n_out; i++)
		if (q->out[i].of && q->answer == ANSWER_EACH)
			tool_complain(t, q->file, q->out[i].line, "%s: each looks nothing up; join %s",
			              q->name, q->out[i].of);
	if (lists_one(q->plain.p))
		tool_complain(t, q->file, q->sql_line,
		              "%s: IN (:x) is one value, not a list; write = :x", q->name);
	if (q->only == ENGINES_POSTGRES) {
		postgres_check(r, q);
		q->touches = UINT64_MAX;        /* a function of the server may read anything */
		joint_check(r, q);
		rows_make(t, q);
		return;
	}
	r->n_used = 0;
	r->renames = false;
	if (sqlite3_prepare_v2(r->db, q->sql.p, -1, &s, NULL) != SQLITE_OK) {
		int at = sqlite3_error_offset(r->db);

		at = line_of(q->sql.p, q->sql.p + (at > 0 ? at : 0));
		tool_complain(t, q->file, q->sql_line + at, "%s: %s", q->name,
		              sqlite3_errmsg(r->db));
		return;
	}
	q->writes = !sqlite3_stmt_readonly(s);
	q->renames = r->renames;
	columns_check(r, q, s);
	sqlite3_finalize(s);
	names = route_check(t, &r->tables, q, q->plain.p);
	sources_check(r, q, &names);
	walks_check(t, r->db, q, &names);
	q->refers = q->writes && keyed_bits(r, &names) != 0;
	q->touches = tables_bits(r, &names) | keyed_bits(r, &names);
	if (q->twin) {
		names = route_check(t, &r->tables, q, q->twin_plain.p);
		q->touches |= tables_bits(r, &names);
	}
	joint_check(r, q);
	rows_make(t, q);
}

int main(int argc, char **argv)
{
	struct run  r = { .tool = { .name = "mkquery" } };
	const char *schema = NULL, *types = NULL, *out = NULL, *tables = NULL;
	int         i = 1;

	for (; i + 1 < argc && argv[i][0] == '-'; i += 2) {
		if (strcmp(argv[i], "-s") == 0)
			schema = argv[i + 1];
		else if (strcmp(argv[i], "-t") == 0)
			types = argv[i + 1];
		else if (strcmp(argv[i], "-k") == 0)
			tables = argv[i + 1];
		else if (strcmp(argv[i], "-o") == 0)
			out = argv[i + 1];
	}
	if (!schema || !types || !tables || !out)
		tool_die(&r.tool, "usage: mkquery -s SCHEMA-FOLDER -t TYPES -k TABLES -o FOLDER "
		         "FILE.sql...");
	types_read(&r.tool, types, &r.types);
	tables_read(&r.tool, tables, &r.tables);
	schema_read(&r, schema);
	for (int k = i; k < argc; k++)
		queries_read(&r.tool, &r.types, &r.queries, argv[k]);
	if (r.tool.errors)
		return 1;
	for (size_t k = 0; k < r.queries.n; k++)
		query_check(&r, &r.queries.list[k]);
	if (r.tool.errors)
		return 1;
	emit_all(&r.tool, out, &r.types, &r.queries, argv + i, (size_t)(argc - i));
	list_emit(&r.tool, out, &r.queries);
	return 0;
}
