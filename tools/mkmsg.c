/*
 * mkmsg: gettext catalogues to arrays, so that a message costs an index.
 *
 *     mkmsg -t schema/types.txt -o build/K/gen [-u] src/x/zh_CN.po src/x/en.po... [FILE...]
 *
 * A msgid is a dotted lower-case key; `case.none` becomes MSG_case_none. All
 * files of one language are one catalogue. Every key must have words in every
 * language with the same placeholders {0}..{9}. With -u the other files named
 * must use every key: as MSG_case_none, as the word case_none, in a .yaml as
 * case.none, or through the table of an enum. An enum of types.txt whose first
 * value has a message `NAME.value` must have one for each, and gets the table
 * NAME_msgs.
 */
#include "types.h"

#include <stdlib.h>
#include <string.h>

enum { LANG_ZH, LANG_EN, LANG_COUNT };
static const char *const lang_files[LANG_COUNT] = { "zh_CN.po", "en.po" };
static const char *const lang_ids[LANG_COUNT] = { "ZH", "EN" };

/* One entry of one language. many is empty when there is no plural. */
struct entry {
	const char *file;
	int         line;
	bool        plural, fuzzy, has_id;
	struct text id, id_plural, one, many;
};

struct message {
	const char *key, *name;         /* case.none, case_none */
	struct entry *in[LANG_COUNT];
	bool        used;
};

struct catalog {
	struct tool     tool;
	struct types    types;
	struct message *list;
	size_t          n;
};

/* ---- reading .po ---- */

/* The quoted text at p into x, with its escapes undone. */
static void quoted_read(struct tool *t, const char *file, int line, const char *p,
                        struct text *x)
{
	p += strspn(p, " \t");
	if (*p++ != '"') {
		tool_complain(t, file, line, "expected a quoted text");
		return;
	}
	for (; *p && *p != '"'; p++) {
		char c = *p;

		if (c == '\\') {
			p++;
			c = *p == 'n' ? '\n' : *p == 't' ? '\t' : *p;
			if (!*p || !strchr("nt\"\\", *p)) {
				tool_complain(t, file, line, "unknown escape in a text");
				return;
			}
		}
		text_add(x, &c, 1);
	}
	if (*p != '"' || p[1 + strspn(p + 1, " \t\r")] != '\0')
		tool_complain(t, file, line, "the text does not end at the end of the line");
	text_add(x, "", 0);
}

/* Lower-case words with dots between them; the first begins with a letter. */
static bool key_is_good(const char *s)
{
	bool begins = true;

	if (!(*s >= 'a' && *s <= 'z'))
		return false;
	for (; *s; s++) {
		if (*s == '.' ? begins : !is_word((unsigned char)*s) || (*s >= 'A' && *s <= 'Z'))
			return false;
		begins = *s == '.';
	}
	return !begins;
}

static char *key_name(const char *key)
{
	char *name = tool_copy(key, strlen(key));

	for (char *p = name; *p; p++)
		if (*p == '.')
			*p = '_';
	return name;
}

static struct message *message_find(struct catalog *c, const char *key)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->list[i].key, key) == 0)
			return &c->list[i];
	return NULL;
}

/* Takes a finished entry into the catalogue. */
static void entry_add(struct catalog *c, int lang, struct entry *e)
{
	struct message *m;
	struct entry   *kept;

	if (!e->has_id || (e->id.n == 0 && e->one.n != 0))
		return;                         /* nothing, or the head of the file */
	if (!e->id.p || !key_is_good(e->id.p)) {
		tool_complain(&c->tool, e->file, e->line, "'%s' is not a key",
		              e->id.n ? e->id.p : "");
		return;
	}
	if (e->fuzzy)
		tool_complain(&c->tool, e->file, e->line, "%s is marked fuzzy", e->id.p);
	if (e->one.n == 0 || (e->plural && lang == LANG_EN && e->many.n == 0))
		tool_complain(&c->tool, e->file, e->line, "%s has no words", e->id.p);
	if (e->one.n > 65535 || e->many.n > 65535)
		tool_complain(&c->tool, e->file, e->line, "%s is too long", e->id.p);
	m = message_find(c, e->id.p);
	if (!m) {
		c->list = tool_grow(c->list, c->n, sizeof *c->list);
		m = &c->list[c->n++];
		*m = (struct message){ .key = e->id.p, .name = key_name(e->id.p) };
	}
	if (m->in[lang]) {
		tool_complain(&c->tool, e->file, e->line, "%s is already in %s:%d", e->id.p,
		              m->in[lang]->file, m->in[lang]->line);
		return;
	}
	kept = tool_alloc(sizeof *kept);
	*kept = *e;
	m->in[lang] = kept;
}

/* A line that begins with a word: gives the text that it and the next lines fill. */
static struct text *word_read(struct catalog *c, int lang, struct entry *e, const char *p,
                              const char **quoted)
{
	static const char *const words[] = { "msgid_plural", "msgid", "msgstr[0]", "msgstr[1]",
		"msgstr" };
	struct text *into[] = { &e->id_plural, &e->id, &e->one, &e->many, &e->one };
	bool         counted;

	for (size_t i = 0; i < COUNT(words); i++) {
		size_t n = strlen(words[i]);

		if (strncmp(p, words[i], n) != 0 || !strchr(" \t\"", p[n]))
			continue;
		counted = strchr(words[i], '[') != NULL;
		if (i == 0)
			e->plural = true;
		if (i == 1)
			e->has_id = true;
		if (i > 1 && counted != e->plural)
			tool_complain(&c->tool, e->file, e->line,
			              "msgstr[n] and msgid_plural go together");
		if (i == 3 && lang == LANG_ZH)
			tool_complain(&c->tool, e->file, e->line,
			              "Chinese has no plural; only msgstr[0]");
		*quoted = p + n;
		return into[i];
	}
	return NULL;
}

static void line_read(struct catalog *c, int lang, const char *file, int line, const char *p,
                      struct entry *e, struct text **into)
{
	bool starts = strncmp(p, "msgid", 5) == 0 && p[5] != '_';
	bool between = *p == '\0' || *p == '#';

	if (e->has_id && (starts || *p == '\0' || (between && e->one.p))) {
		entry_add(c, lang, e);
		*e = (struct entry){ .file = file };
	}
	if (starts)
		e->line = line;
	if (between) {
		*into = NULL;
		e->fuzzy = e->fuzzy || (p[0] == '#' && p[1] == ',' && strstr(p, "fuzzy"));
		return;
	}
	if (*p == '"') {
		if (*into)
			quoted_read(&c->tool, file, line, p, *into);
		else
			tool_complain(&c->tool, file, line, "a text without msgid or msgstr");
		return;
	}
	*into = word_read(c, lang, e, p, &p);
	if (!*into)
		tool_complain(&c->tool, file, line, "expected msgid, msgid_plural or msgstr");
	else if ((*into)->p)
		tool_complain(&c->tool, file, line, "this part of the message stands here twice");
	else
		quoted_read(&c->tool, file, line, p, *into);
}

static void po_read(struct catalog *c, int lang, const char *file)
{
	const char  *p = file_read(&c->tool, file, NULL);
	struct entry e = { .file = file };
	struct text *into = NULL;

	for (int line = 1; *p; line++) {
		size_t n = strcspn(p, "\n"), end = n;

		while (end && strchr(" \t\r", p[end - 1]))
			end--;
		line_read(c, lang, file, line, tool_copy(p, end), &e, &into);
		p += n + (p[n] == '\n');
	}
	entry_add(c, lang, &e);
}

/* ---- checking ---- */

/* The set of {0}..{9} in a text, as bits; complains of any other brace. */
static unsigned places(struct tool *t, const struct entry *e, const struct text *x)
{
	unsigned set = 0;

	for (const char *p = x->n ? x->p : ""; *p; p++) {
		if (*p == '{' && p[1] >= '0' && p[1] <= '9' && p[2] == '}') {
			set |= 1U << (p[1] - '0');
			p += 2;
		} else if (*p == '{' || *p == '}') {
			tool_complain(t, e->file, e->line, "%s: a brace that is no {0}..{9}",
			              e->id.p);
		}
	}
	return set;
}

static void message_check(struct catalog *c, const struct message *m)
{
	const struct entry *zh = m->in[LANG_ZH], *en = m->in[LANG_EN];
	unsigned            in_zh, in_one, in_many;

	if (!zh || !en) {
		tool_complain(&c->tool, zh ? zh->file : en->file, zh ? zh->line : en->line,
		              "%s is missing in %s", m->key, lang_files[zh ? LANG_EN : LANG_ZH]);
		return;
	}
	if (zh->plural != en->plural)
		tool_complain(&c->tool, en->file, en->line, "%s: a plural in one language only",
		              m->key);
	in_zh = places(&c->tool, zh, &zh->one);
	in_one = places(&c->tool, en, &en->one);
	in_many = places(&c->tool, en, &en->many);
	/* "One case" need not say the number, so the plural form decides */
	if (en->plural ? in_many != in_zh || (in_one & ~in_zh) : in_one != in_zh)
		tool_complain(&c->tool, en->file, en->line,
		              "%s: not the same placeholders as in %s:%d", m->key, zh->file,
		              zh->line);
}

static struct message *enum_message(struct catalog *c, const struct type *y, size_t i)
{
	return message_find(c, tool_format("%s.%s", y->name, y->values[i]));
}

static bool enum_has_words(struct catalog *c, const struct type *y)
{
	return y->kind == KIND_ENUM && y->n_values && enum_message(c, y, 0);
}

static void enum_check(struct catalog *c, const char *path, const struct type *y)
{
	if (!enum_has_words(c, y))
		return;
	for (size_t i = 0; i < y->n_values; i++) {
		struct message *m = enum_message(c, y, i);

		if (m)
			m->used = true;
		else
			tool_complain(&c->tool, path, y->line, "%s.%s has no message", y->name,
			              y->values[i]);
	}
}

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct message *)a)->key, ((const struct message *)b)->key);
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(struct message *const *)a)->name, (*(struct message *const *)b)->name);
}

/* Marks the messages that a file names. */
static void uses_read(struct catalog *c, struct message *const *names, const char *file)
{
	const char     *p = file_read(&c->tool, file, NULL);
	bool            dots = ends_with(file, ".yaml");
	struct message  seek = { 0 }, *key = &seek, *const *hit;

	while (*p) {
		size_t n = 0;

		while (is_word((unsigned char)p[n]) || (dots && p[n] == '.'))
			n++;
		if (n == 0) {
			p++;
			continue;
		}
		seek.name = key_name(tool_copy(p, n));
		if (strncmp(seek.name, "MSG_", 4) == 0)
			seek.name += 4;
		hit = bsearch(&key, names, c->n, sizeof *names, by_name);
		if (hit)
			(*hit)->used = true;
		p += n;
	}
}

/* Two keys with one identifier, and keys that no file names. */
static void names_check(struct catalog *c, char *const *files, size_t n, bool uses)
{
	struct message **names = tool_alloc(c->n * sizeof *names);

	for (size_t i = 0; i < c->n; i++)
		names[i] = &c->list[i];
	if (c->n)
		qsort(names, c->n, sizeof *names, by_name);
	for (size_t i = 1; i < c->n; i++)
		if (strcmp(names[i]->name, names[i - 1]->name) == 0)
			tool_complain(&c->tool, names[i]->in[0]->file, names[i]->in[0]->line,
			              "%s and %s have the same name in C", names[i - 1]->key,
			              names[i]->key);
	for (size_t i = 0; uses && i < n; i++)
		uses_read(c, names, files[i]);
	for (size_t i = 0; uses && i < c->n; i++)
		if (!c->list[i].used)
			tool_complain(&c->tool, c->list[i].in[0]->file, c->list[i].in[0]->line,
			              "%s is not used", c->list[i].key);
}

/* ---- writing ---- */

static void header_write(const struct catalog *c, struct text *h)
{
	text_str(h, "/*\n * Every message of the catalogues, made by mkmsg; do not edit.\n"
	         " *\n * many is the plural form; where a message has none it equals one.\n */\n"
	         "#ifndef GEN_MSG_H\n#define GEN_MSG_H\n\n#include <stdint.h>\n\n"
	         "enum lang { LANG_ZH, LANG_EN, LANG_COUNT };\n\nenum msg {\n\tMSG_NONE");
	for (size_t i = 0; i < c->n; i++)
		text_format(h, ",\n\tMSG_%s", c->list[i].name);
	text_str(h, ",\n\tMSG_COUNT\n};\n\n"
	         "struct msg_text { const char *one, *many; uint16_t n_one, n_many; };\n"
	         "extern const struct msg_text *const msg_catalogs[LANG_COUNT];\n\n"
	         "/* The message of each value of an enum, by value. */\n");
}

static void language_write(const struct catalog *c, int lang, struct text *x)
{
	text_format(x, "\nstatic const struct msg_text words_%s[MSG_COUNT] = {\n"
	            "\t{ \"\", \"\", 0, 0 },\n", lang_ids[lang]);
	for (size_t i = 0; i < c->n; i++) {
		const struct entry *e = c->list[i].in[lang];
		const struct text  *many = e->many.n ? &e->many : &e->one;

		text_format(x, "\t[MSG_%s] = {\n\t\t\"", c->list[i].name);
		text_c(x, e->one.p, e->one.n);
		text_str(x, "\",\n\t\t\"");
		text_c(x, many->p, many->n);
		text_format(x, "\", %zu, %zu },\n", e->one.n, many->n);
	}
	text_str(x, "};\n");
}

static void all_write(struct catalog *c, const char *dir)
{
	struct text h = { 0 }, x = { 0 };

	header_write(c, &h);
	text_str(&x,
	         "/* Made by mkmsg; do not edit. */\n#include \"msg.h\"\n\n#include \"types.h\"\n");
	for (int lang = 0; lang < LANG_COUNT; lang++)
		language_write(c, lang, &x);
	text_str(&x, "\nconst struct msg_text *const msg_catalogs[LANG_COUNT] = {\n");
	for (int lang = 0; lang < LANG_COUNT; lang++)
		text_format(&x, "\t[LANG_%s] = words_%s,\n", lang_ids[lang], lang_ids[lang]);
	text_str(&x, "};\n");
	for (size_t k = 0; k < c->types.n; k++) {
		const struct type *y = &c->types.list[k];

		if (!enum_has_words(c, y))
			continue;
		text_format(&h, "extern const enum msg %s_msgs[%zu];\n", y->name, y->n_values + 1);
		text_format(&x, "\nconst enum msg %s_msgs[%s_COUNT] = {\n\tMSG_NONE", y->name,
		            tool_upper(y->name));
		for (size_t i = 0; i < y->n_values; i++)
			text_format(&x, ",\n\tMSG_%s", enum_message(c, y, i)->name);
		text_str(&x, "\n};\n");
	}
	text_str(&h, "\n#endif\n");
	file_write(&c->tool, tool_format("%s/msg.h", dir), &h);
	file_write(&c->tool, tool_format("%s/msg.c", dir), &x);
}

int main(int argc, char **argv)
{
	struct catalog c = { .tool = { .name = "mkmsg" } };
	const char    *types = NULL, *out = NULL;
	char         **files = tool_alloc((size_t)argc * sizeof *files);
	size_t         n = 0;
	bool           uses = false;

	for (int i = 1; i < argc; i++) {
		const char *base = path_base(argv[i]);

		if (strcmp(argv[i], "-u") == 0)
			uses = true;
		else if (strcmp(argv[i], "-t") == 0 && i + 1 < argc)
			types = argv[++i];
		else if (strcmp(argv[i], "-o") == 0 && i + 1 < argc)
			out = argv[++i];
		else if (strcmp(base, lang_files[LANG_ZH]) == 0)
			po_read(&c, LANG_ZH, argv[i]);
		else if (strcmp(base, lang_files[LANG_EN]) == 0)
			po_read(&c, LANG_EN, argv[i]);
		else
			files[n++] = argv[i];
	}
	if (!types || !out || (n && !uses))
		tool_die(&c.tool,
		         "usage: mkmsg -t TYPES -o FOLDER [-u] zh_CN.po en.po... [FILE...]");
	types_read(&c.tool, types, &c.types);
	if (c.n)
		qsort(c.list, c.n, sizeof *c.list, by_key);
	for (size_t i = 0; i < c.n; i++)
		message_check(&c, &c.list[i]);
	for (size_t i = 0; i < c.types.n; i++)
		enum_check(&c, types, &c.types.list[i]);
	if (c.tool.errors == 0)
		names_check(&c, files, n, uses);
	if (c.tool.errors)
		return 1;
	all_write(&c, out);
	return 0;
}
