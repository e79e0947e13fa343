/*
 * embed: static files into the program, compressed once at build time.
 *
 *     embed -o build/K/gen FILE-OR-FOLDER... [-u FILE...]
 *
 * Makes assets.h and assets.c, and keeps what they embed in assets/. A file is
 * served as /static/NAME.HASH.ext, where HASH comes from its content, so a
 * browser may keep it for ever. Text is also kept as brotli and gzip, made by
 * the commands of that name, when that is smaller. The files behind -u may
 * only name files that are there: asset("NAME") or asset_url("NAME").
 */
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct asset {
	const char *source, *name;      /* as found; as templates call it: icons/a.svg */
	const char *stem, *path, *type; /* app.1a2b3c4d.css; /static/ before it */
	bool        packs;              /* worth compressing */
	uint64_t    hash;
	size_t      n_raw, n_br, n_gz;  /* 0: not kept */
};

struct assets { struct tool tool; const char *out; struct asset *list; size_t n; };

static const struct { const char *end, *type; bool packs; } types[] = {
	{ ".css",         "text/css; charset=utf-8",              true },
	{ ".js",          "text/javascript; charset=utf-8",       true },
	{ ".mjs",         "text/javascript; charset=utf-8",       true },
	{ ".svg",         "image/svg+xml",                        true },
	{ ".json",        "application/json",                     true },
	{ ".webmanifest", "application/manifest+json",            true },
	{ ".txt",         "text/plain; charset=utf-8",            true },
	{ ".woff2",       "font/woff2",                           false },
	{ ".png",         "image/png",                            false },
	{ ".jpg",         "image/jpeg",                           false },
	{ ".webp",        "image/webp",                           false },
	{ ".ico",         "image/x-icon",                         false },
};

/* FNV-1a: names a content; nobody gains by making two of our own files collide. */
static uint64_t hash_of(const char *p, size_t n)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * UINT64_C(1099511628211);
	return h;
}

/* Runs a filter from one file to another; ends the run when it fails. */
static void filter_run(const struct tool *t, char *const *argv, const char *from, const char *to)
{
	posix_spawn_file_actions_t files;
	pid_t                      child;
	int                        status, rc;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, from, O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, to, O_WRONLY | O_CREAT | O_TRUNC,
	                                 0666);
	rc = posix_spawnp(&child, argv[0], &files, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	if (rc != 0)
		tool_die(t, "cannot run %s: %s", argv[0], strerror(rc));
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		tool_die(t, "%s failed on %s", argv[0], from);
}

/* Compresses the kept copy unless that was done for this content; 0 when it gains nothing. */
static size_t pack(const struct tool *t, const char *kept, const char *suffix, char *const *argv,
                   size_t n_raw)
{
	char       *to = tool_format("%s%s", kept, suffix), *fresh = tool_format("%s.new", to);
	struct stat st;

	if (!file_exists(to)) {
		filter_run(t, argv, kept, fresh);
		if (rename(fresh, to) != 0)
			tool_die(t, "cannot write %s: %s", to, strerror(errno));
	}
	if (stat(to, &st) != 0)
		tool_die(t, "cannot read %s: %s", to, strerror(errno));
	return (size_t)st.st_size < n_raw ? (size_t)st.st_size : 0;
}

static void asset_add(struct assets *a, const char *source, const char *name)
{
	char *const brotli[] = { (char[]){ "brotli" }, (char[]){ "-q" }, (char[]){ "11" },
		(char[]){ "-c" }, NULL };
	char *const gzip[] = { (char[]){ "gzip" }, (char[]){ "-9" }, (char[]){ "-n" },
		(char[]){ "-c" }, NULL };
	struct asset x = { .source = source, .name = name };
	const char  *dot = strrchr(name, '.'), *kept;
	struct text  raw = { 0 };

	for (const char *p = name; *p; p++)
		if (!is_word((unsigned char)*p) && !strchr("-./", *p))
			tool_complain(&a->tool, source, 0, "'%c' in the name of a static file", *p);
	for (size_t i = 0; dot && i < COUNT(types); i++)
		if (strcmp(dot, types[i].end) == 0) {
			x.type = types[i].type;
			x.packs = types[i].packs;
		}
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->list[i].name, name) == 0)
			tool_complain(&a->tool, source, 0, "the same name as %s",
			              a->list[i].source);
	if (!x.type) {
		tool_complain(&a->tool, source, 0, "no type is known for this kind of file");
		return;
	}
	raw.p = file_read(&a->tool, source, &raw.n);
	x.n_raw = raw.n;
	x.hash = hash_of(raw.p, raw.n);
	x.stem = tool_format("%.*s.%08" PRIx32 "%s", (int)(dot - name), name,
	                     (uint32_t)(x.hash >> 32), dot);
	x.path = tool_format("/static/%s", x.stem);
	kept = tool_format("%s/assets/%s", a->out, x.stem);
	file_write(&a->tool, kept, &raw);
	if (x.packs) {
		x.n_br = pack(&a->tool, kept, ".br", brotli, x.n_raw);
		x.n_gz = pack(&a->tool, kept, ".gz", gzip, x.n_raw);
	}
	a->list = tool_grow(a->list, a->n, sizeof *a->list);
	a->list[a->n++] = x;
}

static void source_add(struct assets *a, const char *path)
{
	struct stat st;
	size_t      n, k = strlen(path);
	char      **files;

	if (stat(path, &st) != 0)
		tool_die(&a->tool, "cannot read %s: %s", path, strerror(errno));
	if (!S_ISDIR(st.st_mode)) {
		asset_add(a, path, path_base(path));
		return;
	}
	files = file_list(&a->tool, path, "", true, &n);
	for (size_t i = 0; i < n; i++)
		asset_add(a, files[i], files[i] + k + (files[i][k] == '/'));
}

/* Complains of asset("NAME") where no NAME is. */
static void uses_check(struct assets *a, const char *file)
{
	static const char *const calls[] = { "asset(\"", "asset_url(\"" };
	const char *text = file_read(&a->tool, file, NULL), *p = text;
	int         line = 1;

	for (; *p; p++) {
		line += *p == '\n';
		for (size_t i = 0; i < COUNT(calls); i++) {
			size_t n = strlen(calls[i]), len;
			bool   found = false;

			if (strncmp(p, calls[i], n) != 0 ||
			    (p > text && is_word((unsigned char)p[-1])))
				continue;
			len = strcspn(p + n, "\"\n");
			for (size_t k = 0; k < a->n; k++)
				found = found || (strlen(a->list[k].name) == len &&
				                  memcmp(a->list[k].name, p + n, len) == 0);
			if (!found)
				tool_complain(&a->tool, file, line,
				              "there is no static file '%.*s'",
				              (int)len, p + n);
		}
	}
}

/* ---- writing ---- */

static void part_declare(struct text *blob, struct text *names, const char *file, size_t i,
                         const char *part)
{
	text_format(blob, "\t\"asset_%zu_%s:\\n.incbin \\\"%s\\\"\\n\"\n", i, part, file);
	text_format(names, "extern const char asset_%zu_%s[] HIDDEN;\n", i, part);
}

static void part_put(struct text *x, size_t i, const char *part, size_t n)
{
	if (n)
		text_format(x, "{ asset_%zu_%s, %zu }, ", i, part, n);
	else
		text_str(x, "{ NULL, 0 }, ");
}

static void code_write(const struct assets *a)
{
	struct text blob = { 0 }, names = { 0 }, rows = { 0 }, x = { 0 };

	for (size_t i = 0; i < a->n; i++) {
		const struct asset *s = &a->list[i];
		const char         *kept = tool_format("%s/assets/%s", a->out, s->stem);

		part_declare(&blob, &names, kept, i, "raw");
		if (s->n_br)
			part_declare(&blob, &names, tool_format("%s.br", kept), i, "br");
		if (s->n_gz)
			part_declare(&blob, &names, tool_format("%s.gz", kept), i, "gz");
		text_format(&rows, "\t{ \"%s\", \"%s\", ", s->path, s->type);
		text_format(&rows, "{ asset_%zu_raw, %zu }, ", i, s->n_raw);
		part_put(&rows, i, "br", s->n_br);
		part_put(&rows, i, "gz", s->n_gz);
		text_format(&rows, "\"\\\"%016" PRIx64 "\\\"\", \"%s\" },\n", s->hash, s->name);
	}
	text_str(&x,
	         "/* Made by embed; do not edit. */\n#include \"assets.h\"\n\n"
	         "#include <string.h>\n\n"
	         "#define HIDDEN __attribute__((visibility(\"hidden\")))\n\n");
	if (a->n)
		text_format(&x,
		            "__asm__(\n\t\".pushsection .rodata\\n\"\n%s"
		            "\t\".popsection\\n\");\n\n%s\n",
		            blob.p, names.p);
	text_format(&x, "#define ASSETS %zu\n\n/* Sorted by path; the last row ends the list. */\n"
	            "static const struct asset assets[ASSETS + 1] = {\n%s\t{ 0 }\n};\n\n", a->n,
	            a->n ? rows.p : "");
	text_str(&x, "const struct asset *asset_find(struct str path)\n{\n"
	         "\tsize_t low = 0, high = ASSETS;\n\n\twhile (low < high) {\n"
	         "\t\tsize_t at = low + (high - low) / 2;\n"
	         "\t\tint order = str_cmp(path, str_of(assets[at].path));\n\n"
	         "\t\tif (order == 0)\n\t\t\treturn &assets[at];\n"
	         "\t\tif (order < 0)\n\t\t\thigh = at;\n\t\telse\n\t\t\tlow = at + 1;\n"
	         "\t}\n\treturn NULL;\n}\n\nconst char *asset_url(const char *name)\n{\n"
	         "\tfor (const struct asset *a = assets; a->name; a++)\n"
	         "\t\tif (strcmp(a->name, name) == 0)\n\t\t\treturn a->path;\n\treturn NULL;\n}\n");
	file_write(&a->tool, tool_format("%s/assets.c", a->out), &x);
}

static void header_write(const struct assets *a)
{
	struct text h = { 0 };

	text_str(&h, "/*\n * Static files inside the program, made by embed; do not edit.\n *\n"
	         " * A path holds a hash of the content, so an answer may be kept for ever.\n"
	         " * br and gz are none where compressing gained nothing. All memory is constant.\n"
	         " */\n"
	         "#ifndef GEN_ASSETS_H\n#define GEN_ASSETS_H\n\n#include \"base/str.h\"\n\n"
	         "struct asset {\n\tconst char *path;       /* /static/app.1a2b3c4d.css */\n"
	         "\tconst char *type;       /* of the Content-Type header */\n"
	         "\tstruct str raw, br, gz;\n\tconst char *etag;       /* with its quotes */\n"
	         "\tconst char *name;       /* app.css */\n};\n\n"
	         "/* The file of a request's path, or NULL. */\n"
	         "const struct asset *asset_find(struct str path);\n"
	         "/* The path of a file by its name, or NULL when there is none. */\n"
	         "const char *asset_url(const char *name);\n\n#endif\n");
	file_write(&a->tool, tool_format("%s/assets.h", a->out), &h);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct asset *)a)->path, ((const struct asset *)b)->path);
}

int main(int argc, char **argv)
{
	struct assets a = { .tool = { .name = "embed" } };
	bool          uses = false;

	if (argc < 3 || strcmp(argv[1], "-o") != 0)
		tool_die(&a.tool, "usage: embed -o FOLDER FILE-OR-FOLDER... [-u FILE...]");
	a.out = argv[2];
	for (int i = 3; i < argc; i++) {
		if (strcmp(argv[i], "-u") == 0)
			uses = true;
		else if (uses)
			uses_check(&a, argv[i]);
		else
			source_add(&a, argv[i]);
	}
	if (a.tool.errors)
		return 1;
	if (a.n)
		qsort(a.list, a.n, sizeof *a.list, by_path);
	header_write(&a);
	code_write(&a);
	return 0;
}
