/*
 * mkquery: .sql files to typed C, checked against the schema.
 *
 *     mkquery -s schema/sqlite -t schema/types.txt -o build/K/gen src/x/y.sql...
 *
 *     -- Free comment, becomes the comment of the function.
 *     -- query NAME one|maybe|many|exec|each [anycounty]
 *     -- in name:type name:type?
 *     -- out name:type name:type?
 *     SELECT ... WHERE county = :county AND x = :name;
 *
 * SQL is not analysed here: the author declares what goes in and comes out,
 * and SQLite itself, holding the real schema in memory, says whether that is
 * true. What it cannot know (a NULL made by a LEFT JOIN or an aggregate) the
 * generated reader checks at run time. A statement on a table with a `county`
 * column must compare it, unless the query line says anycounty and the comment
 * above says why: that is how one county never sees another's rows.
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
	sqlite3        *db;
	char          **tenants, **triggers;    /* tables with a county column; trigger names */
	size_t          n_tenants, n_triggers;
	const char     *touched;                /* tenant table of the statement being prepared */
};

/* ---- reading the comment lines ---- */

static struct query *query_new(struct run *r, const char *file, int line)
{
	struct queries *q = &r->queries;

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

static void query_head(struct run *r, struct query *q, char *rest)
{
	static const char *const answers[] = { "", "one", "maybe", "many", "exec", "each" };
	struct tool *t = &r->tool;
	char *name = word_next(&rest), *answer = word_next(&rest), *more = word_next(&rest);

	q->name = name ? name : "";
	q->rows = q->name;
	if (!is_c_name(q->name))
		tool_complain(t, q->file, q->line, "'%s' is not a name for a query", q->name);
	for (size_t i = 0; i + 1 < r->queries.n; i++)
		if (strcmp(r->queries.list[i].name, q->name) == 0)
			tool_complain(t, q->file, q->line, "query %s is already in %s:%d", q->name,
			              r->queries.list[i].file, r->queries.list[i].line);
	for (size_t i = 1; answer && i < COUNT(answers); i++)
		if (strcmp(answer, answers[i]) == 0)
			q->answer = (enum answer)i;
	if (q->answer == ANSWER_NONE)
		tool_complain(t, q->file, q->line,
		              "expected: -- query NAME one|maybe|many|exec|each [anycounty]");
	if (more && strcmp(more, "anycounty") == 0)
		q->anycounty = true;
	else if (more)
		tool_complain(t, q->file, q->line, "unknown word '%s'", more);
	if (q->anycounty && q->doc.n == 0)
		tool_complain(t, q->file, q->line,
		              "anycounty needs a comment above that says why");
}

static void field_add(struct run *r, const char *file, int line, char *word, struct field **list,
                      size_t *n)
{
	struct field f = { .name = word, .line = line };
	char        *type = strchr(word, ':');
	size_t       k;

	if (!type) {
		tool_complain(&r->tool, file, line, "expected name:type, found '%s'", word);
		return;
	}
	*type++ = '\0';
	k = strlen(type);
	if (k && type[k - 1] == '?') {
		type[k - 1] = '\0';
		f.null = true;
	}
	if (!is_c_name(word))
		tool_complain(&r->tool, file, line, "'%s' is not a name for a member", word);
	if (strchr(type, '['))
		tool_complain(&r->tool, file, line, "%s: there are no list parameters", word);
	else if (!(f.type = type_find(&r->types, type)))
		tool_complain(&r->tool, file, line, "%s: unknown type '%s'", word, type);
	else if (f.null && (f.type->kind == KIND_BOOL || f.type->kind == KIND_REAL))
		tool_complain(&r->tool, file, line, "%s: a %s cannot be NULL; use coalesce()", word,
		              type);
	for (size_t i = 0; i < *n; i++)
		if (strcmp((*list)[i].name, word) == 0)
			tool_complain(&r->tool, file, line, "'%s' is declared twice", word);
	if (!f.type)
		return;
	*list = tool_grow(*list, *n, sizeof **list);
	(*list)[(*n)++] = f;
}

/* `-- rows NAME`: the outputs and the row type of a query above in the same file. */
static void rows_share(struct run *r, struct query *q, const char *file, int line, const char *name)
{
	const struct queries *all = &r->queries;

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
	tool_complain(&r->tool, file, line, "-- rows: there is no query %s above in this file",
	              name ? name : "");
}

/* A comment line outside a statement; gives the query it belongs to, if any. */
static struct query *comment_read(struct run *r, const char *file, int line, char *p,
                                  struct query *q, struct text *doc)
{
	char *whole = tool_copy(p, strlen(p)), *word = word_next(&p);

	if (word && strcmp(word, "query") == 0) {
		if (q)
			tool_complain(&r->tool, file, line, "query %s has no statement", q->name);
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
	} else if (word && strcmp(word, "rows") == 0) {
		rows_share(r, q, file, line, word_next(&p));
	} else {
		tool_complain(&r->tool, file, line,
		              "only -- in, -- out and -- rows may stand below -- query");
	}
	return q;
}

/* ---- reading the statement ---- */

/* Copies n bytes to both texts; what stands in quotes is blank in plain. */
static void both_add(struct query *q, const char *p, size_t n, bool quoted)
{
	text_add(&q->sql, p, n);
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

static size_t param_add(struct run *r, struct query *q, const char *p, int line)
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
			return n;
		}
	tool_complain(&r->tool, q->file, line, "%s: :%s is not declared", q->name, name);
	text_str(&q->sql, "NULL");
	return n;
}

/* The end of the comment at p; complains when it swallows the next query. */
static const char *comment_end(struct run *r, struct query *q, const char *p, int line)
{
	const char *end = *p == '-' ? p + strcspn(p, "\n") : strstr(p + 2, "*/");

	if (*p == '-' && strncmp(p + 2 + strspn(p + 2, " \t"), "query ", 6) == 0)
		tool_complain(&r->tool, q->file, line, "the statement above does not end with ';'");
	if (!end) {
		tool_complain(&r->tool, q->file, line, "the comment does not end");
		return p + strlen(p);
	}
	return *p == '-' ? end : end + 2;
}

/* Copies one statement from p up to its ';', moving *line; gives what is behind it. */
static const char *statement_read(struct run *r, struct query *q, const char *p, int *line)
{
	while (*p && *p != ';') {
		const char *end = p + 1;

		if ((p[0] == '-' && p[1] == '-') || (p[0] == '/' && p[1] == '*')) {
			end = comment_end(r, q, p, *line);
			for (const char *s = p; s < end; s++)
				if (*s == '\n')
					both_add(q, s, 1, false);
		} else if (*p == '\'' || *p == '"' || *p == '`' || *p == '[') {
			end = quote_end(p);
			if (!end) {
				tool_complain(&r->tool, q->file, *line, "the quote does not end");
				return p + strlen(p);
			}
			both_add(q, p, (size_t)(end - p), *p == '\'');
		} else if (p[0] == ':' && p[1] == ':') {
			both_add(q, p, 2, false);
			end = p + 2;
		} else if (*p == ':' && is_word((unsigned char)p[1])) {
			end = p + param_add(r, q, p, *line);
		} else if (*p == '?' || *p == '@' || *p == '$') {
			tool_complain(&r->tool, q->file, *line, "parameters are written :name");
		} else {
			both_add(q, p, 1, false);
		}
		for (; p < end; p++)
			*line += *p == '\n';
	}
	if (*p == ';')
		return p + 1;
	tool_complain(&r->tool, q->file, *line, "the statement does not end with ';'");
	return p;
}

static void file_parse(struct run *r, const char *file)
{
	const char   *p = file_read(&r->tool, file, NULL);
	struct query *q = NULL, lost = { .name = "", .file = file };
	struct text   doc = { 0 };

	for (int line = 1; *p;) {
		size_t n = strcspn(p, "\n"), blank = strspn(p, " \t\r");

		if (blank >= n) {
			doc = (struct text){ 0 };
		} else if (p[blank] == '-' && p[blank + 1] == '-') {
			q = comment_read(r, file, line,
			                 tool_copy(p + blank + 2, n - blank - 2), q, &doc);
		} else {
			if (!q)
				tool_complain(&r->tool, file, line,
				              "a statement without -- query above it");
			(q ? q : &lost)->sql_line = line;
			p = statement_read(r, q ? q : &lost, p, &line);
			q = NULL;
			doc = (struct text){ 0 };
			n = strcspn(p, "\n");
			blank = strspn(p, " \t\r");
			if (blank < n && strncmp(p + blank, "--", 2) != 0)
				tool_complain(&r->tool, file, line, "start a new line after ';'");
		}
		p += n;
		if (*p) {
			p++;
			line++;
		}
	}
	if (q)
		tool_complain(&r->tool, file, q->line, "query %s has no statement", q->name);
}

/* ---- asking SQLite ---- */

static bool in_list(char *const *list, size_t n, const char *name)
{
	for (size_t i = 0; name && i < n; i++)
		if (strcasecmp(list[i], name) == 0)
			return true;
	return false;
}

/* Told by SQLite of every table a statement touches; what a trigger does is its own affair. */
static int note_table(void *arg, int action, const char *table, const char *column,
                      const char *database, const char *source)
{
	struct run *r = arg;
	bool touches = action == SQLITE_READ || action == SQLITE_INSERT ||
	               action == SQLITE_UPDATE || action == SQLITE_DELETE;

	(void)column;
	(void)database;
	if (touches && in_list(r->tenants, r->n_tenants, table) &&
	    !in_list(r->triggers, r->n_triggers, source))
		r->touched = table;
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
	size_t n;
	char **files = file_list(&r->tool, dir, ".sql", false, &n);

	if (sqlite3_open(":memory:", &r->db) != SQLITE_OK)
		tool_die(&r->tool, "cannot open SQLite");
	for (size_t i = 0; i < n; i++)
		schema_apply(r, files[i]);
	r->tenants = names_read(r, "SELECT t.name FROM sqlite_schema t, pragma_table_xinfo(t.name) c"
	                           " WHERE t.type IN ('table', 'view') AND c.name = 'county'",
	                        &r->n_tenants);
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
	bool number = stored && (strcasecmp(stored, "INTEGER") == 0 || strcasecmp(stored, "INT") == 0);
	bool wrong = number && (f->type->kind == KIND_TEXT || f->type->kind == KIND_BLOB);

	if (strcmp(name, f->name) != 0)
		tool_complain(&r->tool, q->file, f->line, "%s: column %d is '%s', declared as '%s'",
		              q->name, i + 1, name, f->name);
	for (size_t k = 0; stored && k < COUNT(kinds); k++)
		if (strcasecmp(stored, kinds[k].stored) == 0)
			wrong = f->type->kind != kinds[k].kind;
	if (wrong)
		tool_complain(&r->tool, q->file, f->line, "%s: %s is stored as %s, declared as %s",
		              q->name, name, stored, f->type->name);
	if (!f->null && !column_never_null(r, s, i))
		tool_complain(&r->tool, q->file, f->line,
		              "%s: %s may be NULL; declare %s? or use coalesce()", q->name, name,
		              f->type->name);
}

/* Whether the statement binds the tenant: a :county, or county beside a comparison. */
static bool county_named(const char *sql)
{
	for (const char *p = sql; (p = strcasestr(p, "county")); p += 6) {
		const char *end = p + 6 + strspn(p + 6, " \t\r\n\""), *start = p;

		if (is_word((unsigned char)p[6]) ||
		    (p > sql && (is_word((unsigned char)p[-1]))))
			continue;
		if (p > sql && p[-1] == ':')
			return true;
		while (start > sql && (is_word((unsigned char)start[-1]) || start[-1] == '.' ||
		                       start[-1] == '"'))
			start--;
		while (start > sql && strchr(" \t\r\n", start[-1]))
			start--;
		if ((*end && strchr("=<>!", *end)) || strncasecmp(end, "between", 7) == 0 ||
		    strncasecmp(end, "in ", 3) == 0 || strncasecmp(end, "in(", 3) == 0 ||
		    strncasecmp(end, "is ", 3) == 0)
			return true;
		if (start > sql && strchr("=<>", start[-1]))
			return true;
	}
	return false;
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

static void columns_check(struct run *r, const struct query *q, sqlite3_stmt *s)
{
	int n = sqlite3_column_count(s);

	if (q->answer == ANSWER_EXEC && n > 0)
		tool_complain(&r->tool, q->file, q->line,
		              "%s: exec gives no rows; use one, maybe, many or each", q->name);
	else if (q->answer != ANSWER_EXEC && n == 0)
		tool_complain(&r->tool, q->file, q->line, "%s: the statement gives no rows; use exec",
		              q->name);
	else if ((size_t)n != q->n_out)
		tool_complain(&r->tool, q->file, q->line, "%s: %d columns, %zu declared by -- out",
		              q->name, n, q->n_out);
	else
		for (int i = 0; i < n; i++)
			column_check(r, q, s, i);
}

static void query_check(struct run *r, struct query *q)
{
	struct tool  *t = &r->tool;
	sqlite3_stmt *s = NULL;

	if (!q->sql.n)
		return;
	for (size_t i = 0; i < q->n_in; i++)
		if (!q->in[i].used)
			tool_complain(t, q->file, q->in[i].line, "%s: :%s is not used", q->name,
			              q->in[i].name);
	if (q->n_in > 255 || q->n_out > 255 || q->sql.n > 4000)
		tool_complain(t, q->file, q->line, "%s is too large", q->name);
	if (lists_one(q->plain.p))
		tool_complain(t, q->file, q->sql_line,
		              "%s: IN (:x) is one value, not a list; write = :x", q->name);
	r->touched = NULL;
	if (sqlite3_prepare_v2(r->db, q->sql.p, -1, &s, NULL) != SQLITE_OK) {
		int at = sqlite3_error_offset(r->db);

		tool_complain(t, q->file, q->sql_line + line_of(q->sql.p, q->sql.p + (at > 0 ? at : 0)),
		              "%s: %s", q->name, sqlite3_errmsg(r->db));
		return;
	}
	if (r->touched && !q->anycounty && !county_named(q->plain.p))
		tool_complain(t, q->file, q->line,
		              "%s: table %s belongs to a county; compare county, or say anycounty",
		              q->name, r->touched);
	q->writes = !sqlite3_stmt_readonly(s);
	columns_check(r, q, s);
	sqlite3_finalize(s);
}

int main(int argc, char **argv)
{
	struct run  r = { .tool = { .name = "mkquery" } };
	const char *schema = NULL, *types = NULL, *out = NULL;
	int         i = 1;

	for (; i + 1 < argc && argv[i][0] == '-'; i += 2) {
		if (strcmp(argv[i], "-s") == 0)
			schema = argv[i + 1];
		else if (strcmp(argv[i], "-t") == 0)
			types = argv[i + 1];
		else if (strcmp(argv[i], "-o") == 0)
			out = argv[i + 1];
	}
	if (!schema || !types || !out)
		tool_die(&r.tool, "usage: mkquery -s SCHEMA-FOLDER -t TYPES -o FOLDER FILE.sql...");
	types_read(&r.tool, types, &r.types);
	schema_read(&r, schema);
	for (int k = i; k < argc; k++)
		file_parse(&r, argv[k]);
	if (r.tool.errors)
		return 1;
	for (size_t k = 0; k < r.queries.n; k++)
		query_check(&r, &r.queries.list[k]);
	if (r.tool.errors)
		return 1;
	emit_all(&r.tool, out, &r.types, &r.queries, argv + i, (size_t)(argc - i));
	return 0;
}
