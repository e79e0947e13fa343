/*
 * mkquery_emit: C from queries that passed.
 *
 * Every function has the same shape: refuse inputs that were forgotten, start,
 * bind, step and read, done. Reading checks for NULL even where the schema
 * forbids it, because a LEFT JOIN or max() makes NULLs the schema cannot see.
 * What only reads has a second function, NAME_ask, that sends it ahead.
 */
#include "mkquery.h"

#include <stdio.h>
#include <string.h>

static const char *c_type(const struct field *f)
{
	switch (f->type->kind) {
	case KIND_TEXT:
	case KIND_BLOB: return "struct str";
	case KIND_INT:  return f->null ? "struct maybe_int" : "int64_t";
	case KIND_REAL: return "double";
	case KIND_BOOL: return "bool";
	case KIND_TIME: return "struct when";
	case KIND_DAY:  return "struct day";
	case KIND_ENUM: return tool_format("enum %s", f->type->name);
	default:        return f->type->name;
	}
}

/* The number inside a value, behind the member's name. */
static const char *c_number(const struct field *f)
{
	switch (f->type->kind) {
	case KIND_TIME: return ".ms";
	case KIND_DAY:  return ".n";
	case KIND_ID:
	case KIND_CODE:
	case KIND_CASE: return ".v";
	default:        return "";
	}
}

static bool is_str(const struct field *f)
{
	return f->type->kind == KIND_TEXT || f->type->kind == KIND_BLOB;
}

/* ---- header ---- */

static void doc_emit(struct text *x, const struct query *q)
{
	text_str(x, "\n/*\n");
	for (const char *p = q->doc.p; p && *p;) {
		size_t n = strcspn(p, "\n");

		text_str(x, n ? " * " : " *");
		for (size_t i = 0; i < n; i++) {
			text_add(x, p + i, 1);
			if (p[i] == '*' && p[i + 1] == '/')
				text_str(x, " ");
		}
		text_str(x, "\n");
		p += n + (p[n] == '\n');
	}
	text_format(x, " * %s:%d\n */\n", q->file, q->line);
}

static void struct_emit(struct text *x, const char *name, const char *part,
                        const struct field *f, size_t n)
{
	if (n == 0)
		return;
	text_format(x, "struct %s_%s {\n", name, part);
	for (size_t i = 0; i < n; i++)
		text_format(x, "\t%s %s;%s\n", c_type(&f[i]), f[i].name,
		            f[i].null ? "        /* may be none */" : "");
	text_str(x, "};\n");
}

/* The function's head, without the semicolon or body. */
static void head_emit(struct text *x, const struct query *q)
{
	static const char *const arena[] = { "", ", struct arena *arena", ", struct arena *arena",
		", struct arena *arena", "", ", struct arena *arena" };

	text_format(x, "enum err %s(struct db *db%s", q->name, arena[q->answer]);
	if (q->n_in)
		text_format(x, ", const struct %s_in *in", q->name);
	switch (q->answer) {
	case ANSWER_ONE:
		text_format(x, ",\n\tstruct %s_row *row)", q->rows);
		break;
	case ANSWER_MAYBE:
		text_format(x, ",\n\tstruct %s_row *row, bool *found)", q->rows);
		break;
	case ANSWER_MANY:
		text_format(x, ",\n\tstruct %s_row **rows, size_t *n)", q->rows);
		break;
	case ANSWER_EACH:
		text_format(x,
		            ",\n\tenum err (*fn)(void *arg, const struct %s_row *row), void *arg)",
		            q->rows);
		break;
	default:
		text_str(x, ",\n\tint64_t *changed)");
		break;
	}
}

/* Can it be asked before its answer is looked at? A change cannot, nor what may be large. */
static bool asks(const struct query *q)
{
	return !q->writes && q->answer != ANSWER_EXEC && q->answer != ANSWER_EACH;
}

/* The head of NAME_ask. */
static void ask_head_emit(struct text *x, const struct query *q)
{
	text_format(x, "void %s_ask(struct db *db", q->name);
	if (q->n_in)
		text_format(x, ", const struct %s_in *in", q->name);
	text_str(x, ")");
}

static void declare_emit(struct text *x, const struct query *q)
{
	doc_emit(x, q);
	struct_emit(x, q->name, "in", q->in, q->n_in);
	if (q->rows == q->name)
		struct_emit(x, q->name, "row", q->out, q->n_out);
	if (q->n_out && q->rows == q->name)
		text_format(x, "extern const struct face %s_face;\n", q->name);
	head_emit(x, q);
	text_str(x, " MUST_USE;\n");
	if (asks(q)) {
		ask_head_emit(x, q);
		text_str(x, ";  /* see db_asks() */\n");
	}
}

/* ---- body ---- */

/* `.MEMBER =` and the statement, a line of it to a line. */
static void sql_emit(struct text *x, const char *member, const struct text *sql)
{
	text_format(x, "\t.%s =", member);
	for (const char *p = sql->p; *p;) {
		size_t n, blank = strspn(p, " \t\r");

		n = strcspn(p, "\n");
		if (blank < n) {
			text_str(x, "\n\t\"");
			text_c(x, p + blank, n - blank);
			text_str(x, p[n] ? "\\n\"" : "\"");
		}
		p += n + (p[n] == '\n');
	}
	text_str(x, ",\n");
}

/* The place of the input `county`, from 1; 0 when there is none. */
static size_t county_place(const struct query *q)
{
	for (size_t i = 0; i < q->n_in; i++)
		if (strcmp(q->in[i].name, "county") == 0)
			return i + 1;
	return 0;
}

static void query_emit(struct text *x, const struct query *q, size_t id)
{
	text_format(x, "\n/* %s:%d */\nstatic const struct db_query query_%s = {\n"
	            "\t.name = \"%s\", .id = %zu, .n_in = %zu, .n_out = %zu, "
	            ".county_in = %zu, .any_county = %s, .writes = %s, .each = %s, .renames = %s, .together = %s, .touches = 0x%llx,\n"
	            "\t.types = \"%s\", .out_types = \"%s\",\n",
	            q->file, q->line, q->name, q->name, id, q->n_in, q->n_out, county_place(q),
	            q->anycounty ? "true" : "false", q->writes ? "true" : "false",
	            q->answer == ANSWER_EACH ? "true" : "false", q->renames ? "true" : "false", q->together ? "true" : "false", (unsigned long long)q->touches,
	            fields_letters(q->in, q->n_in),
	            fields_letters(q->out, q->n_out));
	if (q->only != ENGINES_POSTGRES)
		sql_emit(x, "sql", &q->sql);
	if (q->only != ENGINES_SQLITE)
		sql_emit(x, "postgres", &q->postgres);
	if (q->only != ENGINES_SQLITE && q->many.n)
		sql_emit(x, "rows", &q->many);
	if (q->only != ENGINES_SQLITE && q->joint.n)
		sql_emit(x, "joint", &q->joint);
	text_str(x, "};\n");
}

static void face_emit(struct text *x, const struct query *q)
{
	static const char *const types[] = { "", "TEXT", "BLOB", "INT", "REAL", "BOOL", "TIME",
		"DAY", "ID", "CODE", "CASE", "ENUM" };

	if (q->n_out == 0 || q->rows != q->name)
		return;
	text_format(x, "\nstatic const struct face_col cols_%s[] = {\n", q->name);
	for (size_t i = 0; i < q->n_out; i++) {
		const struct field *f = &q->out[i];
		bool                maybe = f->type->kind == KIND_INT && f->null;

		text_format(x, "\t{ \"%s\", FACE_%s, %s, offsetof(struct %s_row, %s), ", f->name,
		            maybe ? "MAYBE_INT" : types[f->type->kind], f->null ? "true" : "false",
		            q->name, f->name);
		if (f->type->kind == KIND_ENUM)
			text_format(x, "%s_names },\n", f->type->name);
		else
			text_str(x, "NULL },\n");
	}
	text_format(x, "};\n\nconst struct face %s_face = {\n\t\"%s\", sizeof(struct %s_row), "
	            "cols_%s, %zu\n};\n", q->name, q->name, q->name, q->name, q->n_out);
}

/* The condition under which an input was forgotten, or NULL when anything goes. */
static const char *missing(const struct field *f)
{
	switch (f->type->kind) {
	case KIND_TEXT:
	case KIND_BLOB:
		return f->null ? NULL : tool_format("!in->%s.p", f->name);
	case KIND_ENUM:
		return tool_format("%s(unsigned)in->%s >= %s_COUNT",
		                   f->null ? "" : tool_format("in->%s == 0 || ", f->name), f->name,
		                   tool_upper(f->type->name));
	case KIND_ID:
	case KIND_CASE:
	case KIND_TIME:
	case KIND_DAY:
		return f->null ? NULL : tool_format("in->%s%s == 0", f->name, c_number(f));
	default:
		return NULL;
	}
}

/* Emits refuse_NAME when an input can be refused. */
static bool refuse_emit(struct text *x, const struct query *q)
{
	bool any = false;

	for (size_t i = 0; i < q->n_in; i++) {
		const char *when = missing(&q->in[i]);

		if (!when)
			continue;
		if (!any)
			text_format(x, "\nstatic enum err refuse_%s(struct db *db, "
			            "const struct %s_in *in)\n{\n", q->name, q->name);
		any = true;
		text_format(x, "\tif (%s)\n\t\treturn db_refuse(db, &query_%s, \"%s\");\n", when,
		            q->name, q->in[i].name);
	}
	if (any)
		text_str(x, "\treturn OK;\n}\n");
	return any;
}

static void bind_emit(struct text *x, const struct query *q)
{
	if (q->n_in == 0)
		return;
	text_format(x, "\nstatic void bind_%s(struct db_cursor *c, const struct %s_in *in)\n{\n",
	            q->name, q->name);
	for (size_t i = 0; i < q->n_in; i++) {
		const struct field *f = &q->in[i];
		const char         *set = "int", *number = c_number(f), *has = NULL, *to = "";

		if (is_str(f)) {
			set = f->type->kind == KIND_TEXT ? "text" : "blob";
			has = ".p";
		} else if (f->type->kind == KIND_REAL) {
			set = "real";
		} else if (f->type->kind == KIND_INT && f->null) {
			has = ".has";
			number = ".v";
		} else {
			has = number;
			to = f->type->kind == KIND_ENUM ? "(int64_t)" : "";
		}
		if (f->null)
			text_format(x, "\tif (!in->%s%s)\n\t\tdb_set_null(c, %zu);\n\telse\n\t",
			            f->name, has, i + 1);
		text_format(x, "\tdb_set_%s(c, %zu, %sin->%s%s);\n", set, i + 1, to, f->name,
		            number);
	}
	text_str(x, "}\n");
}

/* A name is looked up behind the row. */
static void name_emit(struct text *x, const struct field *f, size_t i)
{
	if (f->null)
		text_format(x, "\trow->%s = STR_NONE;\n\tif (!db_is_null(c, %zu) &&\n\t    ", f->name, i);
	else
		text_str(x, "\tif (");
	text_format(x, "(e = db_name(db, DB_NAME_%s, county, db_int(c, %zu), arena, &row->%s)) != OK)\n"
	            "\t\treturn e;\n", tool_upper(f->of), i, f->name);
}

static void column_emit(struct text *x, const struct query *q, size_t i)
{
	const struct field *f = &q->out[i];
	const char         *get = "int";

	if (!f->null)
		text_format(x, "\tif (db_is_null(c, %zu))\n"
		            "\t\treturn db_null_found(db, &query_%s, \"%s\");\n", i, q->name,
		            f->name);
	if (f->of) {
		name_emit(x, f, i);
		return;
	}
	switch (f->type->kind) {
	case KIND_TEXT:
	case KIND_BLOB:
		get = f->type->kind == KIND_TEXT ? "text" : "blob";
		text_format(x, "\trow->%s = ", f->name);
		if (f->null)
			text_format(x, "db_is_null(c, %zu) ? STR_NONE : ", i);
		break;
	case KIND_ENUM:
		text_format(x, "\tif (db_int(c, %zu) < 0 || db_int(c, %zu) >= %s_COUNT)\n"
		            "\t\treturn db_null_found(db, &query_%s, \"%s (no such value)\");\n",
		            i, i,
		            tool_upper(f->type->name), q->name, f->name);
		text_format(x, "\trow->%s = (enum %s)", f->name, f->type->name);
		break;
	case KIND_BOOL:
		text_format(x, "\trow->%s = ", f->name);
		break;
	case KIND_REAL:
		get = "real";
		text_format(x, "\trow->%s = ", f->name);
		break;
	case KIND_INT:
		if (f->null)
			text_format(x, "\trow->%s.has = !db_is_null(c, %zu);\n", f->name, i);
		text_format(x, "\trow->%s%s = ", f->name, f->null ? ".v" : "");
		break;
	default:
		text_format(x, "\trow->%s%s = ", f->name, c_number(f));
		break;
	}
	text_format(x, "db_%s(c, %zu%s)%s;\n", get, i, is_str(f) ? ", arena" : "",
	            f->type->kind == KIND_BOOL ? " != 0" : "");
}

/* Does a row hold names that are looked up? */
static bool has_names(const struct query *q)
{
	for (size_t i = 0; i < q->n_out; i++)
		if (q->out[i].of)
			return true;
	return false;
}

/* Which of db and arena read_NAME needs, so that none is left unused. */
static void read_needs(const struct query *q, bool *db, bool *arena)
{
	*db = *arena = false;
	for (size_t i = 0; i < q->n_out; i++) {
		*db = *db || !q->out[i].null || q->out[i].type->kind == KIND_ENUM || q->out[i].of;
		*arena = *arena || is_str(&q->out[i]);
	}
}

static void read_emit(struct text *x, const struct query *q)
{
	bool db, arena;

	if (q->n_out == 0 || q->rows != q->name)
		return;
	read_needs(q, &db, &arena);
	text_format(x,
	            "\nstatic enum err read_%s(%sstruct db_cursor *c, %s%sstruct %s_row *row)\n{\n%s",
	            q->name, db ? "struct db *db, " : "", arena ? "struct arena *arena, " : "",
	            has_names(q) ? "int64_t county, " : "", q->name, has_names(q) ? "\tenum err e;\n\n" : "");
	for (size_t i = 0; i < q->n_out; i++)
		column_emit(x, q, i);
	text_str(x, "\treturn OK;\n}\n");
}

/* `e = read_NAME(...)` with the arguments it has. */
static void read_call(struct text *x, const struct query *q, const char *arena_name,
                      const char *row)
{
	bool db, arena;

	read_needs(q, &db, &arena);
	text_format(x, "e = read_%s(%s&c, %s%s%s%s)", q->rows, db ? "db, " : "",
	            arena ? arena_name : "", arena ? ", " : "",
	            !has_names(q) ? "" : county_place(q) ? "in->county.v, " : "0, ", row);
}

static void many_emit(struct text *x, const struct query *q)
{
	text_str(x, "\twhile (!e && !(e = db_step(&c, &got)) && got) {\n\t\tif (used == room) {\n");
	text_format(x, "\t\t\tstruct %s_row *more = arena_array(arena, room ? room * 2 : 16,\n"
	            "\t\t\t\tsizeof *more);\n\n", q->rows);
	text_str(x, "\t\t\tif (used)\n\t\t\t\tmemcpy(more, all, used * sizeof *more);\n"
	         "\t\t\tall = more;\n\t\t\troom = room ? room * 2 : 16;\n\t\t}\n\t\t");
	read_call(x, q, "arena", "&all[used]");
	text_str(x, ";\n\t\tif (!e)\n\t\t\tused++;\n\t}\n");
}

static void steps_emit(struct text *x, const struct query *q)
{
	switch (q->answer) {
	case ANSWER_MANY:
		many_emit(x, q);
		text_str(x,
		         "\tdb_done(&c);\n\tif (e)\n\t\treturn e;\n\t*rows = all;\n\t*n = used;\n"
		         "\treturn OK;\n");
		return;
	case ANSWER_EACH:
		text_str(x, "\t(void)arena;     /* texts point into the statement */\n"
		         "\twhile (!e && !(e = db_step(&c, &got)) && got) {\n\t\t");
		read_call(x, q, "NULL", "&row");
		text_str(x, ";\n\t\tif (!e)\n\t\t\te = fn(arg, &row);\n\t}\n\tdb_done(&c);\n"
		         "\treturn e;\n");
		return;
	case ANSWER_EXEC:
		text_str(x, "\tif (!e)\n\t\te = changed ? db_step(&c, &got) : db_run(&c);\n"
		         "\tif (!e && changed)\n\t\t*changed = db_changed(&c);\n"
		         "\tdb_done(&c);\n\treturn e;\n");
		return;
	default:
		break;
	}
	text_str(x, "\tif (!e)\n\t\te = db_step(&c, &got);\n\tif (!e && got)\n\t\t");
	read_call(x, q, "arena", "row");
	text_str(x, ";\n\tdb_done(&c);\n");
	text_str(x, q->answer == ANSWER_ONE ? "\tif (!e && !got)\n\t\te = ERR_MISSING;\n"
	                                    : "\tif (!e)\n\t\t*found = got;\n");
	text_str(x, "\treturn e;\n");
}

/* NAME_ask: starts and binds, no more; NAME() with the same inputs takes the answer. */
static void ask_emit(struct text *x, const struct query *q, bool refuse)
{
	text_str(x, "\n");
	ask_head_emit(x, q);
	text_format(x, "\n{\n\tstruct db_cursor c;\n\n\tif (!db_asks(db)%s%s%s ||\n"
	            "\t    db_start(db, &query_%s, &c) != OK)\n\t\treturn;\n",
	            refuse ? " || refuse_" : "", refuse ? q->name : "",
	            refuse ? "(db, in) != OK" : "", q->name);
	if (q->n_in)
		text_format(x, "\tbind_%s(&c, in);\n", q->name);
	text_format(x, "\tdb_ask(&c);\n%s}\n", has_names(q) ? "\tdb_names_ask(db);\n" : "");
}

static void define_emit(struct text *x, const struct query *q, size_t id)
{
	bool refuse, db, arena;

	query_emit(x, q, id);
	face_emit(x, q);
	refuse = refuse_emit(x, q);
	bind_emit(x, q);
	read_emit(x, q);
	read_needs(q, &db, &arena);
	text_str(x, "\n");
	head_emit(x, q);
	text_str(x, "\n{\n\tstruct db_cursor c;\n\tbool got = false;\n\tenum err e;\n");
	if (q->answer == ANSWER_MANY)
		text_format(x, "\tstruct %s_row *all = NULL;\n\tsize_t used = 0, room = 0;\n",
		            q->rows);
	if (q->answer == ANSWER_EACH)
		text_format(x, "\tstruct %s_row row;\n", q->rows);
	text_str(x, "\n");
	if (!arena && (q->answer == ANSWER_ONE || q->answer == ANSWER_MAYBE))
		text_str(x, "\t(void)arena;\n");
	if (refuse)
		text_format(x, "\tif ((e = refuse_%s(db, in)) != OK)\n\t\treturn e;\n", q->name);
	text_format(x, "\te = db_start(db, &query_%s, &c);\n", q->name);
	if (q->n_in)
		text_format(x, "\tif (!e)\n\t\tbind_%s(&c, in);\n", q->name);
	if (has_names(q))
		text_str(x, "\tdb_names_ask(db);\n");
	steps_emit(x, q);
	text_str(x, "}\n");
	if (asks(q))
		ask_emit(x, q, refuse);
}

/* ---- files ---- */

/* FILE.sql -> ROOM/FILE */
static const char *target(const char *file)
{
	const char *base = path_base(file);

	return tool_format("%s/%s", path_room(file), tool_copy(base, strlen(base) - 4));
}

static void file_emit(const struct tool *t, const char *dir, const struct queries *queries,
                      const char *file)
{
	const char *to = target(file);
	const char *guard = tool_upper(to);
	struct text h = { 0 }, c = { 0 };

	text_format(&h, "/* Made by mkquery from %s; do not edit. */\n#ifndef GEN_%s_Q_H\n"
	            "#define GEN_%s_Q_H\n\n", file, guard, guard);
	text_str(&h, "#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n\n"
	         "#include \"base/arena.h\"\n#include \"base/err.h\"\n#include \"base/face.h\"\n"
	         "#include \"base/str.h\"\n#include \"base/time.h\"\n#include \"types.h\"\n\n"
	         "struct db;\n");
	text_format(&c, "/* Made by mkquery from %s; do not edit. */\n#include \"%s.q.h\"\n\n",
	            file,
	            to);
	text_str(&c, "#include <string.h>\n\n#include \"db/db.h\"\n");
	for (size_t i = 0; i < queries->n; i++)
		if (queries->list[i].file == file) {
			declare_emit(&h, &queries->list[i]);
			define_emit(&c, &queries->list[i], i);
		}
	text_str(&h, "\n#endif\n");
	file_write(t, tool_format("%s/%s.q.h", dir, to), &h);
	file_write(t, tool_format("%s/%s.q.c", dir, to), &c);
}

static void enum_emit(const struct type *y, struct text *h, struct text *c)
{
	const char *up = tool_upper(y->name);

	text_format(h, "\nenum %s {\n\t%s_NONE", y->name, up);
	for (size_t i = 0; i < y->n_values; i++)
		text_format(h, ",\n\t%s_%s", up, tool_upper(y->values[i]));
	text_format(h, ",\n\t%s_COUNT\n};\nextern const char *const %s_names[%s_COUNT];\n", up,
	            y->name, up);
	text_format(h, "enum %s %s_of(struct str word);\n", y->name, y->name);
	text_format(c, "\nconst char *const %s_names[%s_COUNT] = {\n\t\"\"", y->name, up);
	for (size_t i = 0; i < y->n_values; i++)
		text_format(c, ",\n\t\"%s\"", y->values[i]);
	text_format(c, "\n};\n\nenum %s %s_of(struct str word)\n{\n"
	            "\treturn (enum %s)word_find(%s_names, %s_COUNT, word);\n}\n", y->name, y->name,
	            y->name, y->name, up);
}

static void types_emit(const struct tool *t, const char *dir, const struct types *types)
{
	struct text h = { 0 }, c = { 0 };
	bool        enums = false;

	for (size_t i = 0; i < types->n; i++)
		enums = enums || types->list[i].kind == KIND_ENUM;
	text_str(&h,
	         "/*\n * Ids and enums of the tables, made by mkquery from schema/types.txt; do not"
	         " edit.\n * An enum has its words in NAME_names (\"\" at 0), and NAME_of() gives"
	         " the value of\n * a word, NAME_NONE for one that is unknown.\n */\n"
	         "#ifndef GEN_TYPES_H\n#define GEN_TYPES_H\n\n#include <stdint.h>\n\n"
	         "#include \"base/str.h\"\n\n");
	text_str(&c, "/* Made by mkquery from schema/types.txt; do not edit. */\n"
	         "#include \"types.h\"\n\n#include <string.h>\n");
	if (enums)
		text_str(&c, "\nstatic unsigned word_find(const char *const *names, unsigned n, "
		         "struct str word)\n{\n\tfor (unsigned i = 1; i < n; i++)\n"
		         "\t\tif (strlen(names[i]) == word.n &&\n"
		         "\t\t    memcmp(names[i], word.p, word.n) == 0)\n"
		         "\t\t\treturn i;\n\treturn 0;\n}\n");
	for (size_t i = 0; i < types->n; i++) {
		const struct type *y = &types->list[i];

		if (y->kind == KIND_ID || y->kind == KIND_CODE || y->kind == KIND_CASE)
			text_format(&h, "typedef struct { int64_t v; } %s;\n", y->name);
	}
	for (size_t i = 0; i < types->n; i++)
		if (types->list[i].kind == KIND_ENUM)
			enum_emit(&types->list[i], &h, &c);
	text_str(&h, "\n#endif\n");
	file_write(t, tool_format("%s/types.h", dir), &h);
	file_write(t, tool_format("%s/types.c", dir), &c);
}

void emit_all(const struct tool *t, const char *dir, const struct types *types,
              const struct queries *queries, char *const *files, size_t n_files)
{
	struct text all = { 0 };

	for (size_t i = 0; i < n_files; i++)
		file_emit(t, dir, queries, files[i]);
	text_format(&all, "/* Made by mkquery; do not edit. */\n#ifndef GEN_QUERIES_H\n"
	            "#define GEN_QUERIES_H\n\n/* Size of the statement cache: ids are dense. */\n"
	            "enum { QUERY_COUNT = %zu };\n\n#endif\n", queries->n);
	file_write(t, tool_format("%s/queries.h", dir), &all);
	types_emit(t, dir, types);
}
