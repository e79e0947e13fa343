/*
 * codecheck: what the compiler does not say about this code base.
 *
 *     codecheck FILE.c FILE.h...
 *
 * - includes point down only: rooms -> http, web -> db -> base; of another room
 *   only its public header ROOM/ROOM.h; no circles; sqlite3.h only in src/db
 *   and tools/, microhttpd.h only in src/http
 * - calls we do without; memory from the heap only in src/base
 * - files of at most 600 lines, functions of at most 60
 * - no marks of unfinished work; no typedef of a struct but an id
 * - in a header: a guard ROOM_FILE_H, a paragraph at the top, and a comment at
 *   each function that is not static, or above it in the run of lines it is in
 *   (not in NAME_private.h, which is for one room's own sources)
 *
 * `codecheck: allow REASON` in a comment on the same line or the one above lets
 * one finding pass.
 */
#include "tool.h"

#include <string.h>

struct source {
	const char *path;
	char       *area, *file;        /* cases, pages.c; area "tools" or "" elsewhere */
	bool        in_src, header, private, test;
	char      **lines, **code;      /* as written; comments and strings blanked */
	bool       *allowed;            /* an allow in this line is not used up */
	size_t      n;
};

/* An include from one room of src/ to another. */
struct edge { const char *from, *to; const struct source *source; int line; };

struct check { struct tool tool; struct edge *edges; size_t n_edges; };

static void find_fault(struct check *c, struct source *s, size_t i, const char *message)
{
	for (size_t k = i + 1; k-- > (i ? i - 1 : 0);)
		if (k < s->n && s->allowed[k]) {
			s->allowed[k] = false;
			return;
		}
	tool_complain(&c->tool, s->path, (int)i + 1, "%s", message);
}

/* ---- reading ---- */

/* The text with comments and the inside of quotes turned to blanks, lines kept. */
static char *code_of(const char *text, size_t n)
{
	char *code = tool_copy(text, n), *p = code;

	while (*p) {
		char *end = p + 1;

		if (p[0] == '/' && p[1] == '*') {
			end = strstr(p + 2, "*/");
			end = end ? end + 2 : p + strlen(p);
		} else if (p[0] == '/' && p[1] == '/') {
			end = p + strcspn(p, "\n");
		} else if (*p == '"' || *p == '\'') {
			for (; *end && *end != *p && *end != '\n'; end++)
				end += *end == '\\' && end[1];
			for (p++; p < end; p++)
				*p = *p == '\n' ? '\n' : '_';
			end += *end == '"' || *end == '\'';
			p = end;
			continue;
		} else {
			p++;
			continue;
		}
		for (; p < end; p++)
			*p = *p == '\n' ? '\n' : ' ';
	}
	return code;
}

static char **lines_of(const char *text, size_t *n)
{
	char **lines = NULL;

	for (*n = 0; *text; (*n)++) {
		size_t len = strcspn(text, "\n");

		lines = tool_grow(lines, *n, sizeof *lines);
		lines[*n] = tool_copy(text, len);
		text += len + (text[len] == '\n');
	}
	return lines;
}

/* Finds src/AREA/FILE or tools/FILE at the end of the path. */
static void place_read(struct source *s)
{
	const char *src = NULL, *slash;

	for (const char *p = s->path; (p = strstr(p, "src/")); p += 4)
		if (p == s->path || p[-1] == '/')
			src = p + 4;
	s->file = tool_copy(path_base(s->path), strlen(path_base(s->path)));
	s->area = tool_format("%s", strcmp(path_room(s->path), "tools") == 0 ? "tools" : "");
	slash = src ? strchr(src, '/') : NULL;
	if (slash) {
		s->area = tool_copy(src, (size_t)(slash - src));
		s->in_src = true;
	}
	s->header = ends_with(s->path, ".h");
	s->private = ends_with(s->path, "_private.h");
	s->test = ends_with(s->path, "_test.c") || ends_with(s->path, "_fuzz.c");
}

static void source_read(struct check *c, struct source *s)
{
	size_t n, k;
	char  *text = file_read(&c->tool, s->path, &n);

	place_read(s);
	s->lines = lines_of(text, &s->n);
	s->code = lines_of(code_of(text, n), &k);
	s->allowed = tool_alloc(s->n * sizeof *s->allowed);
	for (size_t i = 0; i < s->n; i++) {
		const char *p = strstr(s->lines[i], "codecheck: allow ");

		s->allowed[i] = p && is_word((unsigned char)p[17]);
	}
}

/* ---- includes ---- */

static int layer(const char *area)
{
	return strcmp(area, "base") == 0 ? 0 : strcmp(area, "db") == 0 ? 1
	     : strcmp(area, "http") == 0 || strcmp(area, "web") == 0 ? 2 : 3;
}

static void edge_add(struct check *c, const struct source *s, const char *to, size_t i)
{
	for (size_t k = 0; k < c->n_edges; k++)
		if (strcmp(c->edges[k].from, s->area) == 0 && strcmp(c->edges[k].to, to) == 0)
			return;
	c->edges = tool_grow(c->edges, c->n_edges, sizeof *c->edges);
	c->edges[c->n_edges++] = (struct edge){ s->area, to, s, (int)i + 1 };
}

/* Libraries that only one area may know. */
static void library_check(struct check *c, struct source *s, size_t i, const char *name)
{
	bool tools = strcmp(s->area, "tools") == 0;

	if (strcmp(name, "sqlite3.h") == 0 && strcmp(s->area, "db") != 0 && !tools)
		find_fault(c, s, i, "sqlite3.h is known only to src/db and tools");
	if (strcmp(name, "microhttpd.h") == 0 && strcmp(s->area, "http") != 0)
		find_fault(c, s, i, "microhttpd.h is known only to src/http");
}

/* An include of "AREA/FILE" or of a made header "FILE" from a file in src/. */
static void include_check(struct check *c, struct source *s, size_t i, const char *name)
{
	const char *slash = strchr(name, '/');
	char       *to, *own;
	int         from = layer(s->area);

	if (!slash) {
		if (from == 0)
			find_fault(c, s, i, "base includes nothing from above it");
		else if (from == 1 && (strcmp(name, "msg.h") == 0 || strcmp(name, "assets.h") == 0))
			find_fault(c, s, i, "db knows nothing of messages and static files");
		return;
	}
	to = tool_copy(name, (size_t)(slash - name));
	if (strcmp(to, s->area) == 0)
		return;
	own = tool_format("%s/%s.h", to, to);
	if (layer(to) > from)
		find_fault(c, s, i, tool_format("%s may not include from %s above it", s->area,
		                                to));
	else if (layer(to) == 3 && strcmp(name, own) != 0)
		find_fault(c, s, i, tool_format("of the room %s only %s is public", to, own));
	else if (!s->test)
		edge_add(c, s, to, i);
}

/* The name inside "" or <> of an include line, or NULL. */
static char *include_name(const char *line, bool *quoted)
{
	size_t n;

	line += strspn(line, " \t");
	if (*line++ != '#')
		return NULL;
	line += strspn(line, " \t");
	if (strncmp(line, "include", 7) != 0)
		return NULL;
	line += 7 + strspn(line + 7, " \t");
	if (*line != '"' && *line != '<')
		return NULL;
	*quoted = *line == '"';
	n = strcspn(line + 1, "\">");
	return tool_copy(line + 1, n);
}

static void includes_check(struct check *c, struct source *s)
{
	for (size_t i = 0; i < s->n; i++) {
		bool  quoted;
		char *name = include_name(s->lines[i], &quoted);

		if (!name)
			continue;
		library_check(c, s, i, name);
		if (quoted && s->in_src)
			include_check(c, s, i, name);
		if (quoted && strcmp(s->area, "tools") == 0 && strchr(name, '/'))
			find_fault(c, s, i, "a tool includes nothing of the program");
	}
}

/* Whether to can be reached from one area along the edges. */
static bool reaches(const struct check *c, const char *from, const char *to, size_t depth)
{
	if (strcmp(from, to) == 0)
		return true;
	for (size_t k = 0; depth < 64 && k < c->n_edges; k++)
		if (strcmp(c->edges[k].from, from) == 0 &&
		    reaches(c, c->edges[k].to, to, depth + 1))
			return true;
	return false;
}

static void circles_check(struct check *c)
{
	for (size_t k = 0; k < c->n_edges; k++) {
		const struct edge *e = &c->edges[k];

		if (reaches(c, e->to, e->from, 0))
			tool_complain(&c->tool, e->source->path, e->line,
			              "%s and %s include each other in a circle", e->from, e->to);
	}
}

/* ---- words ---- */

static bool word_at(const char *line, const char *p, size_t n)
{
	return (p == line || !is_word((unsigned char)p[-1])) && !is_word((unsigned char)p[n]);
}

/* Whether a line of code calls name, not as a member of something. */
static bool calls(const char *line, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = line; (p = strstr(p, name)); p += n) {
		if (!word_at(line, p, n) || p[n + strspn(p + n, " \t")] != '(')
			continue;
		if (p > line && (p[-1] == '.' || (p[-1] == '>' && p - line > 1 && p[-2] == '-')))
			continue;
		return true;
	}
	return false;
}

static void calls_check(struct check *c, struct source *s, size_t i)
{
	static const char *const banned[] = { "strcpy", "stpcpy", "strcat", "strncpy", "strncat",
		"sprintf", "snprintf", "vsprintf", "strtok", "atoi", "atol", "atof", "gmtime",
		"localtime", "gmtime_r", "localtime_r", "ctime", "asctime", "alloca", "gets",
		"system", "popen", "rand" };
	static const char *const heap[] = { "malloc", "calloc", "realloc", "reallocarray", "free",
		"strdup", "strndup", "asprintf" };

	if (ends_with(s->path, "base/banned.h"))
		return;
	for (size_t k = 0; k < COUNT(banned); k++)
		if (calls(s->code[i], banned[k]))
			find_fault(c, s, i, tool_format("%s() is banned", banned[k]));
	for (size_t k = 0; strcmp(s->area, "base") != 0 && k < COUNT(heap); k++)
		if (calls(s->code[i], heap[k]))
			find_fault(c, s, i, tool_format("%s() outside src/base; use an arena",
			                                heap[k]));
}

static void marks_check(struct check *c, struct source *s, size_t i)
{
	/* written in two parts, so that this line is no finding itself */
	static const char *const marks[] = { "TO" "DO", "FIX" "ME", "X" "XX", "HA" "CK" };
	const char *line = s->lines[i];

	for (size_t k = 0; k < COUNT(marks); k++) {
		const char *p = strstr(line, marks[k]);

		if (p && word_at(line, p, strlen(marks[k])))
			find_fault(c, s, i, tool_format("%s: finish it, or write an issue",
			                                marks[k]));
	}
}

static void typedef_check(struct check *c, struct source *s, size_t i)
{
	const char *p = s->code[i];

	if (strncmp(p, "typedef", 7) != 0)
		return;
	p += 7 + strspn(p + 7, " \t");
	if (strncmp(p, "struct", 6) != 0 && strncmp(p, "union", 5) != 0 &&
	    strncmp(p, "enum", 4) != 0)
		return;
	if (!strstr(p, "{ int64_t v; }"))
		find_fault(c, s, i, "no typedef of a struct, union or enum; only ids have one");
}

static void lines_check(struct check *c, struct source *s)
{
	size_t begin = 0;

	for (size_t i = 0; i < s->n; i++) {
		calls_check(c, s, i);
		marks_check(c, s, i);
		typedef_check(c, s, i);
		if (s->code[i][0] == '{')
			begin = i + 1;
		if (s->code[i][0] == '}' && begin) {
			if (i - begin > 60)
				find_fault(c, s, begin - 1,
				           tool_format("a function of %zu lines; 60 are allowed",
				                       i - begin));
			begin = 0;
		}
	}
	if (s->n > 600)
		find_fault(c, s, 600, tool_format("a file of %zu lines; 600 are allowed", s->n));
}

/* ---- headers ---- */

static bool blank(const char *line)
{
	return line[strspn(line, " \t\r")] == '\0';
}

/* Whether a function is declared in the line; a static one shows its body, so it needs no words. */
static bool is_function(const struct source *s, size_t i)
{
	static const char *const others[] = { "typedef", "_Static_assert",
		"__attribute__", "extern", "static" };
	const char *line = s->code[i], *open = strchr(line, '(');

	if (!is_word((unsigned char)*line) || !open || open == line ||
	    !is_word((unsigned char)open[-1]))
		return false;
	for (size_t k = 0; k < COUNT(others); k++)
		if (strncmp(line, others[k], strlen(others[k])) == 0)
			return false;
	/* the second or a later line of a declaration */
	if (i > 0 && (ends_with(s->code[i - 1], ",") || ends_with(s->code[i - 1], "(")))
		return false;
	return strncmp(open - (open - line > 13 ? 13 : open - line), "__attribute__", 13) != 0;
}

/* Whether a comment stands in the line, above it in its run of lines, or above that run. */
static bool is_told(const struct source *s, size_t i)
{
	for (size_t k = i + 1; k-- > 0;) {
		if (strstr(s->lines[k], "*/"))
			return true;
		if (blank(s->code[k]) || (k < i && strcmp(s->lines[k], "}") == 0))
			return false;
	}
	return false;
}

static void header_check(struct check *c, struct source *s)
{
	const char *guard = tool_upper(tool_format("%s_%s", s->area, s->file));
	const char *line = tool_format("#ifndef %s", guard);
	bool        guarded = false;

	for (size_t i = 0; i < s->n; i++) {
		guarded = guarded || strcmp(s->code[i], line) == 0;
		if (!s->private && is_function(s, i) && !is_told(s, i))
			find_fault(c, s, i, "a public function without a comment above it");
	}
	if (!guarded)
		find_fault(c, s, 0, tool_format("the guard should be %s", guard));
	if (s->n == 0 || strncmp(s->lines[0], "/*", 2) != 0)
		find_fault(c, s, 0,
		           "a header begins with a paragraph on purpose, ownership, limits");
}

int main(int argc, char **argv)
{
	struct check c = { .tool = { .name = "codecheck" } };

	if (argc < 2)
		tool_die(&c.tool, "usage: codecheck FILE...");
	for (int i = 1; i < argc; i++) {
		struct source *s = tool_alloc(sizeof *s);

		s->path = argv[i];
		source_read(&c, s);
		includes_check(&c, s);
		lines_check(&c, s);
		if (s->header && (s->in_src || strcmp(s->area, "tools") == 0))
			header_check(&c, s);
	}
	circles_check(&c);
	return c.tool.errors ? 1 : 0;
}
