#include "types.h"

#include <string.h>

const struct type *type_find(const struct types *types, const char *name)
{
	for (size_t i = 0; i < types->n; i++)
		if (strcmp(types->list[i].name, name) == 0)
			return &types->list[i];
	return NULL;
}

static struct type *type_add(struct types *types, enum kind kind, const char *name, int line)
{
	struct type *y;

	types->list = tool_grow(types->list, types->n, sizeof *types->list);
	y = &types->list[types->n++];
	*y = (struct type){ .kind = kind, .name = name, .line = line };
	return y;
}

/* The next word of the line, or NULL at its end. */
static char *next_word(const char **p)
{
	size_t n;
	char  *w;

	*p += strspn(*p, " \t\r");
	n = strcspn(*p, " \t\r");
	if (n == 0)
		return NULL;
	w = tool_copy(*p, n);
	*p += n;
	return w;
}

static void values_add(struct tool *t, const char *path, int line, struct type *y, const char *p)
{
	char *w;

	while ((w = next_word(&p))) {
		/* a value may be any lower-case word: it only appears behind NAME_ */
		if (!is_c_name(tool_format("x%s", w)))
			tool_complain(t, path, line, "'%s' is not a name for a value", w);
		if (strcmp(w, "none") == 0 || strcmp(w, "count") == 0)
			tool_complain(t, path, line, "the value '%s' is made by the tool", w);
		for (size_t i = 0; i < y->n_values; i++)
			if (strcmp(y->values[i], w) == 0)
				tool_complain(t, path, line, "value '%s' twice in enum %s", w,
				              y->name);
		y->values = tool_grow(y->values, y->n_values, sizeof *y->values);
		y->values[y->n_values++] = w;
	}
}

static void line_read(struct tool *t, const char *path, int line, struct types *types,
                      const char *p)
{
	static const struct { const char *word; enum kind kind; } kinds[] = {
		{ "id", KIND_ID }, { "code", KIND_CODE }, { "case", KIND_CASE },
		{ "enum", KIND_ENUM },
	};
	struct type *y = types->n ? &types->list[types->n - 1] : NULL;
	enum kind    kind = KIND_NONE;
	char        *word, *name;

	if (*p == ' ' || *p == '\t') {
		if (p[strspn(p, " \t\r")] == '\0')
			return;
		if (!y || y->kind != KIND_ENUM)
			tool_complain(t, path, line, "only an enum goes on in a second line");
		else
			values_add(t, path, line, y, p);
		return;
	}
	word = next_word(&p);
	if (!word || *word == '#')
		return;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(word, kinds[i].word) == 0)
			kind = kinds[i].kind;
	name = next_word(&p);
	if (kind == KIND_NONE || !name || !is_c_name(name)) {
		tool_complain(t, path, line, "expected: id|code|case|enum NAME");
		return;
	}
	if (type_find(types, name))
		tool_complain(t, path, line, "type '%s' stands here twice", name);
	y = type_add(types, kind, name, line);
	if (kind == KIND_ENUM)
		values_add(t, path, line, y, p);
	else if (next_word(&p))
		tool_complain(t, path, line, "only an enum has values");
}

void types_read(struct tool *t, const char *path, struct types *types)
{
	static const struct { const char *name; enum kind kind; } plain[] = {
		{ "text", KIND_TEXT }, { "blob", KIND_BLOB }, { "int", KIND_INT },
		{ "real", KIND_REAL }, { "bool", KIND_BOOL }, { "time", KIND_TIME },
		{ "day", KIND_DAY },
	};
	char *s = file_read(t, path, NULL);

	for (size_t i = 0; i < COUNT(plain); i++)
		type_add(types, plain[i].kind, plain[i].name, 0);
	for (int line = 1; *s; line++) {
		size_t n = strcspn(s, "\n");

		line_read(t, path, line, types, tool_copy(s, n));
		s += n + (s[n] == '\n');
	}
	for (size_t i = 0; i < types->n; i++)
		if (types->list[i].kind == KIND_ENUM && types->list[i].n_values == 0)
			tool_complain(t, path, types->list[i].line, "enum %s has no values",
			              types->list[i].name);
}
