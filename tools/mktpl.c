/*
 * mktpl: .html templates to C functions.
 *
 *     mktpl -o build/K/gen src/x/y.html...
 *
 * A line whose first mark is % is for the tool, everything else is HTML:
 *     % include "cases/pages.h"       goes to the made header
 *     % page NAME(args)               void NAME(struct page *p, args)
 *     % endpage
 *     % if (c)  % elif (c)  % else  % for (...)  % while (...)  % end
 *     % let TYPE name = expr;         % do stmt;         % call page(args)
 * Text outside a page is a note to the reader. {{ expr }} puts a value, escaped
 * for its place; {{? expr checked }} puts a boolean attribute. A value at a
 * place that escaping cannot make safe is an error (html_place.h), and so are
 * branches that leave the HTML at different places.
 *
 * Blanks at both ends of a line go, its newline stays, except in <pre> and
 * <textarea>; a line that ends with \ is joined to the next without a blank,
 * which Chinese text needs.
 */
#include "html_place.h"

#include <string.h>

enum block_kind { BLOCK_IF, BLOCK_LOOP };

struct block {
	enum block_kind   kind;
	int               line;
	bool              has_else, has_end;
	struct html_place start, end;           /* end: of the branches so far, when has_end */
};

struct template {
	struct tool      *tool;
	const char       *file;
	int               line;
	const char       *page;                 /* name of the page we are in, or NULL */
	struct html_place place;
	struct block      blocks[16];
	size_t            n_blocks;
	struct text       lit;                  /* literal HTML not yet written */
	struct text       header, code;
	char            **pages;
	size_t            n_pages;
};

static void indent(struct template *x)
{
	for (size_t i = 0; i <= x->n_blocks; i++)
		text_str(&x->code, "\t");
}

/* Writes literal HTML; C17 promises only 4095 bytes in one string. */
static void lit_flush(struct template *x)
{
	const char *p = x->lit.p;
	size_t      left = x->lit.n;

	while (left) {
		size_t n = left < 2000 ? left : 2000;

		while (n < left && ((unsigned char)p[n] & 0xC0) == 0x80)
			n--;
		indent(x);
		text_str(&x->code, "put_lit(p, \"");
		for (size_t i = 0; i < n;) {
			const char *nl = memchr(p + i, '\n', n - i);
			size_t      end = nl ? (size_t)(nl - p) + 1 : n;

			text_c(&x->code, p + i, end - i);
			if (end < n) {
				text_str(&x->code, "\"\n");
				indent(x);
				text_str(&x->code, "\t\"");
			}
			i = end;
		}
		text_format(&x->code, "\", %zu);\n", n);
		p += n;
		left -= n;
	}
	x->lit.n = 0;
}

/* A line of C that stands in the template; gcc reports at the template. */
static void code_put(struct template *x, const char *code)
{
	lit_flush(x);
	text_format(&x->code, "#line %d \"%s\"\n", x->line, x->file);
	indent(x);
	text_format(&x->code, "%s\n", code);
}

/* ---- lines of HTML ---- */

/* The closing }} of a value, behind strings and braces of C; NULL when missing. */
static const char *value_end(const char *p, const char *end)
{
	int depth = 0;

	for (; p < end; p++) {
		if (*p == '"' || *p == '\'') {
			char quote = *p++;

			while (p < end && *p != quote)
				p += *p == '\\' ? 2 : 1;
		} else if (*p == '{') {
			depth++;
		} else if (*p == '}') {
			if (depth == 0 && p + 1 < end && p[1] == '}')
				return p;
			depth--;
		}
	}
	return NULL;
}

static char *trimmed(const char *p, const char *end)
{
	while (p < end && strchr(" \t\r", *p))
		p++;
	while (end > p && strchr(" \t\r", end[-1]))
		end--;
	return tool_copy(p, (size_t)(end - p));
}

/* {{? expr name }} */
static void boolean_put(struct template *x, char *expr)
{
	static const char *const names[] = { "checked", "selected", "disabled", "required",
		"hidden",
		"open", "autofocus", "multiple", "readonly", "novalidate" };
	enum place  place = x->place.place;
	char       *name = strrchr(expr, ' ');
	bool        known = false;

	if (place != PLACE_GAP && place != PLACE_AFTER_NAME && place != PLACE_AFTER_VALUE) {
		tool_complain(x->tool, x->file, x->line, "{{? }} stands between attributes");
		return;
	}
	for (size_t i = 0; name && i < COUNT(names); i++)
		known = known || strcmp(name + 1, names[i]) == 0;
	if (!known) {
		tool_complain(x->tool, x->file, x->line,
		              "expected {{? expr name }} with the name of a boolean attribute");
		return;
	}
	*name++ = '\0';
	code_put(x, tool_format("if (%s)", expr));
	text_str(&x->code, "\t");
	indent(x);
	text_format(&x->code, "put_lit(p, \" %s\", %zu);\n", name, strlen(name) + 1);
	x->place.place = PLACE_AFTER_VALUE;
}

static void value_put(struct template *x, const char *p, const char *end)
{
	static const char *const puts[] = { "", "put_text", "put_attr", "put_url" };
	bool     boolean = p < end && *p == '?';
	char    *expr = trimmed(p + boolean, end);
	enum put put;

	if (*expr == '\0') {
		tool_complain(x->tool, x->file, x->line, "there is no value in {{ }}");
		return;
	}
	if (boolean) {
		boolean_put(x, expr);
		return;
	}
	/* a browser drops the first newline there, which may be the value's own */
	if (x->place.fresh)
		text_str(&x->lit, "\n");
	put = html_value(x->tool, x->file, x->line, &x->place, expr);
	if (put != PUT_NONE)
		code_put(x, tool_format("%s(p, (%s));", puts[put], expr));
}

/* Whether blanks at the ends of a line mean nothing at this place. */
static bool blanks_go(const struct html_place *h)
{
	return (h->place == PLACE_TEXT && h->pre == 0) || h->place == PLACE_GAP ||
	       h->place == PLACE_AFTER_NAME || h->place == PLACE_AFTER_VALUE;
}

static void literal_put(struct template *x, const char *p, size_t n)
{
	text_add(&x->lit, p, n);
	html_move(x->tool, x->file, x->line, &x->place, p, n);
}

static void html_line(struct template *x, const char *p, const char *end)
{
	bool joined = false;

	if (blanks_go(&x->place)) {
		while (p < end && strchr(" \t\r", *p))
			p++;
		if (p == end)
			return;
	}
	if (end > p && end[-1] == '\\') {
		joined = true;
		end--;
	}
	while (p < end) {
		const char *open = p, *close;

		while (open < end && !(open[0] == '{' && open + 1 < end && open[1] == '{'))
			open++;
		literal_put(x, p, (size_t)(open - p));
		if (open == end)
			break;
		close = value_end(open + 2, end);
		if (!close) {
			tool_complain(x->tool, x->file, x->line,
			              "the {{ is not closed on its line");
			return;
		}
		value_put(x, open + 2, close);
		p = close + 2;
	}
	if (joined)
		return;
	if (blanks_go(&x->place))
		while (x->lit.n && strchr(" \t\r", x->lit.p[x->lit.n - 1]))
			x->lit.n--;
	literal_put(x, "\n", 1);
}

/* ---- lines of code ---- */

static void block_begin(struct template *x, enum block_kind kind, const char *code)
{
	code_put(x, code);
	if (x->n_blocks == COUNT(x->blocks))
		tool_die(x->tool, "%s:%d: blocks too deep", x->file, x->line);
	x->blocks[x->n_blocks++] = (struct block){
		.kind = kind, .line = x->line, .start = x->place,
	};
}

/* A branch ends here; all must leave the HTML at the same place. */
static void branch_end(struct template *x, struct block *b)
{
	struct html_place here = x->place;

	if (!b->has_end) {
		b->end = x->place;
		b->has_end = true;
	} else if (!html_join(&b->end, &x->place)) {
		tool_complain(x->tool, x->file, x->line,
		              "the branches of the if in line %d end at different places: %s, "
		              "and %s", b->line, html_where(&b->end), html_where(&here));
	}
}

static void branch_next(struct template *x, const char *word, const char *rest)
{
	struct block *b = x->n_blocks ? &x->blocks[x->n_blocks - 1] : NULL;
	bool          is_else = strcmp(word, "else") == 0;

	if (!b || b->kind != BLOCK_IF || b->has_else) {
		tool_complain(x->tool, x->file, x->line, "%s without if", word);
		return;
	}
	branch_end(x, b);
	lit_flush(x);
	x->place = b->start;
	x->n_blocks--;
	code_put(x, is_else ? "} else {" : tool_format("} else if %s {", rest));
	x->n_blocks++;
	b->has_else = is_else;
}

static void block_end(struct template *x)
{
	struct block *b = x->n_blocks ? &x->blocks[x->n_blocks - 1] : NULL;

	if (!b) {
		tool_complain(x->tool, x->file, x->line, "end without if, for or while");
		return;
	}
	if (b->kind == BLOCK_IF) {
		branch_end(x, b);
		if (!b->has_else) {
			x->place = b->start;
			branch_end(x, b);
		}
		x->place = b->end;
	} else if (!html_join(&x->place, &b->start)) {
		tool_complain(x->tool, x->file, x->line,
		              "the loop of line %d begins %s and ends %s", b->line,
		              html_where(&b->start), html_where(&x->place));
	}
	lit_flush(x);
	x->n_blocks--;
	indent(x);
	text_str(&x->code, "}\n");
}

static void page_begin(struct template *x, char *rest)
{
	char       *open = strchr(rest, '('), *close = strrchr(rest, ')');
	const char *args, *more;

	if (!open || !close || close < open || close[1] != '\0') {
		tool_complain(x->tool, x->file, x->line, "expected: %% page NAME(args)");
		return;
	}
	*open = *close = '\0';
	args = trimmed(open + 1, close);
	more = *args ? ", " : "";
	if (!is_c_name(rest))
		tool_complain(x->tool, x->file, x->line, "'%s' is not a name for a page", rest);
	for (size_t i = 0; i < x->n_pages; i++)
		if (strcmp(x->pages[i], rest) == 0)
			tool_complain(x->tool, x->file, x->line, "page %s stands here twice", rest);
	x->pages = tool_grow(x->pages, x->n_pages, sizeof *x->pages);
	x->pages[x->n_pages++] = rest;
	x->page = rest;
	x->place = (struct html_place){ 0 };
	text_format(&x->header, "#line %d \"%s\"\nvoid %s(struct page *p%s%s);\n", x->line, x->file,
	            rest, more, args);
	text_format(&x->code, "\n#line %d \"%s\"\nvoid %s(struct page *p%s%s)\n{\n\t(void)p;\n",
	            x->line, x->file, rest, more, args);
}

static void page_end(struct template *x)
{
	while (x->n_blocks) {
		x->n_blocks--;
		tool_complain(x->tool, x->file, x->blocks[x->n_blocks].line,
		              "this block has no end");
	}
	if (x->place.place != PLACE_TEXT)
		tool_complain(x->tool, x->file, x->line, "page %s ends %s", x->page,
		              html_where(&x->place));
	lit_flush(x);
	text_str(&x->code, "}\n");
	x->page = NULL;
}

static void call_put(struct template *x, char *rest)
{
	char       *open = strchr(rest, '('), *close = strrchr(rest, ')');
	const char *args;

	if (!open || !close || close[1] != '\0') {
		tool_complain(x->tool, x->file, x->line, "expected: %% call PAGE(args)");
		return;
	}
	if (x->place.place != PLACE_TEXT)
		tool_complain(x->tool, x->file, x->line, "a page cannot be called %s",
		              html_where(&x->place));
	*open = '\0';
	args = trimmed(open + 1, close);
	code_put(x, tool_format("%s(p%s%s);", rest, *args ? ", " : "", args));
}

static void include_put(struct template *x, const char *rest)
{
	if (x->page)
		tool_complain(x->tool, x->file, x->line, "an include stands outside pages");
	if (*rest != '"' || strlen(rest) < 3 || rest[strlen(rest) - 1] != '"')
		tool_complain(x->tool, x->file, x->line, "expected: %% include \"room/file.h\"");
	text_format(&x->header, "#line %d \"%s\"\n#include %s\n", x->line, x->file, rest);
}

/* Words that only stand inside a page; false when the word is unknown. */
static bool inside_line(struct template *x, const char *word, char *rest)
{
	size_t n = strlen(rest);
	bool   round = n >= 2 && rest[0] == '(' && rest[n - 1] == ')';

	if (strcmp(word, "if") == 0 || strcmp(word, "elif") == 0 || strcmp(word, "for") == 0 ||
	    strcmp(word, "while") == 0) {
		if (!round)
			tool_complain(x->tool, x->file, x->line, "expected: %% %s (...)", word);
		if (*word == 'e')
			branch_next(x, word, rest);
		else
			block_begin(x, *word == 'i' ? BLOCK_IF : BLOCK_LOOP,
			            tool_format("%s %s {", word, rest));
		return true;
	}
	if (strcmp(word, "let") == 0 || strcmp(word, "do") == 0) {
		if (n == 0 || rest[n - 1] != ';')
			tool_complain(x->tool, x->file, x->line, "%% %s ends with ;", word);
		code_put(x, rest);
	} else if (strcmp(word, "call") == 0) {
		call_put(x, rest);
	} else if (n != 0) {
		return false;
	} else if (strcmp(word, "else") == 0) {
		branch_next(x, word, rest);
	} else if (strcmp(word, "end") == 0) {
		block_end(x);
	} else if (strcmp(word, "endpage") == 0) {
		page_end(x);
	} else {
		return false;
	}
	return true;
}

static void code_line(struct template *x, const char *p, const char *end)
{
	char *line = trimmed(p, end), *rest = line;
	bool  known = false;

	while (is_word((unsigned char)*rest))
		rest++;
	p = tool_copy(line, (size_t)(rest - line));
	rest = trimmed(rest, rest + strlen(rest));
	if (strcmp(p, "include") == 0) {
		include_put(x, rest);
		known = true;
	} else if (strcmp(p, "page") == 0) {
		known = true;
		if (x->page)
			tool_complain(x->tool, x->file, x->line, "page %s has no endpage", x->page);
		page_begin(x, rest);
	} else if (x->page) {
		known = inside_line(x, p, rest);
	}
	if (!known)
		tool_complain(x->tool, x->file, x->line, "'%% %s' is unknown here", line);
}

static void template_read(struct template *x)
{
	size_t      n;
	const char *p = file_read(x->tool, x->file, &n), *stop = p + n;

	if (strlen(p) != n)
		tool_complain(x->tool, x->file, 1, "a zero byte in the template");
	for (x->line = 1; p < stop; x->line++) {
		const char *end = p + strcspn(p, "\n"), *s = p + strspn(p, " \t");

		if (*s == '%')
			code_line(x, s + 1, end);
		else if (x->page)
			html_line(x, p, end);
		p = end + 1;
	}
	if (x->page)
		tool_complain(x->tool, x->file, x->line, "page %s has no endpage", x->page);
}

static void template_write(struct template *x, const char *dir)
{
	const char *base = path_base(x->file);
	const char *to = tool_format("%s/%s", path_room(x->file),
	                             tool_copy(base, strlen(base) - strlen(".html")));
	const char *guard = tool_upper(to);
	struct text h = { 0 }, c = { 0 };

	text_format(&h, "/* Made by mktpl from %s; do not edit. */\n#ifndef GEN_%s_T_H\n"
	            "#define GEN_%s_T_H\n\n#include \"web/page.h\"\n", x->file, guard, guard);
	text_add(&h, x->header.p, x->header.n);
	text_str(&h, "\n#endif\n");
	text_format(&c, "/* Made by mktpl from %s; do not edit. */\n#include \"%s.t.h\"\n", x->file,
	            to);
	text_add(&c, x->code.p, x->code.n);
	file_write(x->tool, tool_format("%s/%s.t.h", dir, to), &h);
	file_write(x->tool, tool_format("%s/%s.t.c", dir, to), &c);
}

int main(int argc, char **argv)
{
	struct tool      t = { .name = "mktpl" };
	struct template *all = tool_alloc((size_t)argc * sizeof *all);
	int              first = 3;

	if (argc < 3 || strcmp(argv[1], "-o") != 0)
		tool_die(&t, "usage: mktpl -o FOLDER FILE.html...");
	for (int i = first; i < argc; i++) {
		if (!ends_with(argv[i], ".html"))
			tool_die(&t, "%s is not a .html file", argv[i]);
		all[i] = (struct template){ .tool = &t, .file = argv[i] };
		template_read(&all[i]);
	}
	if (t.errors)
		return 1;
	for (int i = first; i < argc; i++)
		template_write(&all[i], argv[2]);
	return 0;
}
