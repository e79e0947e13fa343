#include "tool.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void tool_complain(struct tool *t, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%d: ", file, line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	t->errors++;
}

void tool_die(const struct tool *t, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s: ", t->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static void *checked(void *p)
{
	if (!p) {
		fputs("out of memory\n", stderr);
		exit(1);
	}
	return p;
}

void *tool_alloc(size_t n)
{
	return checked(calloc(1, n ? n : 1)); /* codecheck: allow a tool lives for one run */
}

void *tool_grow(void *array, size_t n, size_t item)
{
	/* full exactly when n is 0 or a power of two from 8 on */
	if (n != 0 && (n < 8 || (n & (n - 1)) != 0))
		return array;
	return checked(realloc(array, (n ? n * 2 : 8) * item)); /* codecheck: allow as above */
}

char *tool_copy(const char *p, size_t n)
{
	char *s = tool_alloc(n + 1);

	memcpy(s, p, n);
	return s;
}

char *tool_upper(const char *name)
{
	char *s = tool_copy(name, strlen(name));

	for (char *p = s; *p; p++) {
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
		else if (!is_word((unsigned char)*p))
			*p = '_';
	}
	return s;
}

static void text_reserve(struct text *t, size_t more)
{
	if (t->cap - t->n > more)
		return;
	t->cap = (t->cap + more + 64) * 2;
	t->p = checked(realloc(t->p, t->cap)); /* codecheck: allow as above */
}

void text_add(struct text *t, const char *p, size_t n)
{
	text_reserve(t, n);
	if (n)
		memcpy(t->p + t->n, p, n);
	t->n += n;
	t->p[t->n] = '\0';
}

void text_str(struct text *t, const char *s)
{
	text_add(t, s, strlen(s));
}

PRINTF(2, 0)
static void text_format_list(struct text *t, const char *fmt, va_list ap)
{
	va_list again;
	int     n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	text_reserve(t, (size_t)n + 1);
	vsnprintf(t->p + t->n, (size_t)n + 1, fmt, ap);
	t->n += (size_t)n;
}

void text_format(struct text *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	text_format_list(t, fmt, ap);
	va_end(ap);
}

char *tool_format(const char *fmt, ...)
{
	struct text t = { 0 };
	va_list     ap;

	va_start(ap, fmt);
	text_format_list(&t, fmt, ap);
	va_end(ap);
	return t.p;
}

void text_c(struct text *t, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];

		if (c == '\n')
			text_str(t, "\\n");
		else if (c == '"' || c == '\\' || c == '?')
			text_format(t, "\\%c", c);
		else if (c < 32 || c == 127)
			text_format(t, "\\%03o", c);
		else
			text_add(t, p + i, 1);
	}
}

char *file_read(const struct tool *t, const char *path, size_t *n)
{
	struct text x = { 0 };
	char        piece[1 << 14];
	size_t      got;
	FILE       *f = fopen(path, "rb");

	if (!f)
		tool_die(t, "cannot read %s: %s", path, strerror(errno));
	while ((got = fread(piece, 1, sizeof piece, f)) > 0)
		text_add(&x, piece, got);
	if (ferror(f))
		tool_die(t, "cannot read %s: %s", path, strerror(errno));
	fclose(f);
	text_add(&x, "", 0);
	if (n)
		*n = x.n;
	return x.p;
}

bool file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

static void make_folders(const char *path)
{
	char *p = tool_copy(path, strlen(path));

	for (char *s = strchr(p + 1, '/'); s; s = strchr(s + 1, '/')) {
		*s = '\0';
		mkdir(p, 0777);         /* fopen reports what matters */
		*s = '/';
	}
}

void file_write(const struct tool *t, const char *path, const struct text *x)
{
	char  *fresh = tool_format("%s.new", path);
	size_t n;
	FILE  *f;

	if (file_exists(path)) {
		const char *old = file_read(t, path, &n);

		if (n == x->n && (n == 0 || memcmp(old, x->p, n) == 0))
			return;
	}
	make_folders(path);
	f = fopen(fresh, "wb");
	if (!f)
		tool_die(t, "cannot write %s: %s", fresh, strerror(errno));
	if (x->n)
		fwrite(x->p, 1, x->n, f);
	n = (size_t)ferror(f);
	if (fclose(f) != 0 || n != 0 || rename(fresh, path) != 0)
		tool_die(t, "cannot write %s: %s", path, strerror(errno));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list_into(const struct tool *t, const char *dir, const char *suffix, bool deep,
                      char ***all, size_t *n)
{
	struct dirent *e;
	DIR           *d = opendir(dir);

	if (!d)
		tool_die(t, "cannot read folder %s: %s", dir, strerror(errno));
	while ((e = readdir(d))) {
		char       *path = tool_format("%s/%s", dir, e->d_name);
		struct stat st;

		if (e->d_name[0] == '.' || stat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode)) {
			if (deep)
				list_into(t, path, suffix, deep, all, n);
		} else if (ends_with(path, suffix)) {
			*all = tool_grow(*all, *n, sizeof **all);
			(*all)[(*n)++] = path;
		}
	}
	closedir(d);
}

char **file_list(const struct tool *t, const char *dir, const char *suffix, bool deep, size_t *n)
{
	char **all = NULL;

	*n = 0;
	list_into(t, dir, suffix, deep, &all, n);
	if (*n)
		qsort(all, *n, sizeof *all, by_name);
	return all;
}

const char *path_base(const char *path)
{
	const char *s = strrchr(path, '/');

	return s ? s + 1 : path;
}

char *path_room(const char *path)
{
	const char *end = path_base(path), *p;

	if (end == path)
		return tool_copy(".", 1);
	end--;
	for (p = end; p > path && p[-1] != '/'; p--)
		;
	return tool_copy(p, (size_t)(end - p));
}

bool ends_with(const char *s, const char *suffix)
{
	size_t n = strlen(s), k = strlen(suffix);

	return n >= k && memcmp(s + n - k, suffix, k) == 0;
}

bool is_word(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

bool is_c_name(const char *s)
{
	static const char *const keywords[] = {
		"asm", "auto", "bool", "break", "case", "char", "const", "continue", "default",
		"do", "double", "else", "enum", "errno", "extern", "false", "float", "for", "goto",
		"if", "inline", "int", "long", "register", "restrict", "return", "short", "signed",
		"sizeof", "static", "struct", "switch", "true", "typedef", "typeof", "union",
		"unsigned", "void", "volatile", "while",
	};

	if (!(*s >= 'a' && *s <= 'z'))
		return false;
	for (const char *p = s; *p; p++)
		if (!is_word((unsigned char)*p) || (*p >= 'A' && *p <= 'Z'))
			return false;
	for (size_t i = 0; i < COUNT(keywords); i++)
		if (strcmp(s, keywords[i]) == 0)
			return false;
	return true;
}
