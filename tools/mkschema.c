/*
 * mkschema: the migrations of schema/sqlite or schema/postgres as one C table.
 *
 * `mkschema NNNN-name.sql...` prints struct migration migrations[], with -p in
 * front postgres_migrations[] (src/db/migrate.h). They differ in how a database
 * remembers its version. The numbers must rise; a number is never used twice.
 */
#include "tool.h"

#include <stdio.h>
#include <string.h>

static struct tool tool = { .name = "mkschema" };

/* The four digits a file name starts with, or 0. */
static int version_of(const char *name)
{
	int n = 0;

	for (int i = 0; i < 4; i++) {
		if (name[i] < '0' || name[i] > '9')
			return 0;
		n = n * 10 + name[i] - '0';
	}
	return name[4] == '-' ? n : 0;
}

/* SQL as C strings, a line of it to a line. */
static void add_sql(struct text *out, const char *sql, size_t n)
{
	for (size_t end; n > 0; sql += end, n -= end) {
		const char *newline = memchr(sql, '\n', n);

		end = newline ? (size_t)(newline - sql) + 1 : n;
		text_str(out, "\n\t\t\"");
		text_c(out, sql, end);
		text_str(out, "\"");
	}
}

int main(int argc, char **argv)
{
	struct text out = { 0 };
	int         last = 0, first = argc > 1 && strcmp(argv[1], "-p") == 0 ? 2 : 1;
	const char *prefix = first == 2 ? "postgres_" : "";
	const char *stamp = first == 2 ? "INSERT INTO schema_version(version) VALUES (%d)"
	                               : "PRAGMA user_version=%d";

	if (argc <= first)
		tool_die(&tool, "usage: mkschema [-p] NNNN-name.sql...");
	text_format(&out, "/* Made by mkschema from schema/%s; do not edit. */\n"
	            "#include \"db/migrate.h\"\n\n"
	            "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n"
	            "const struct migration %smigrations[] = {\n",
	            first == 2 ? "postgres" : "sqlite", prefix);
	for (int i = first; i < argc; i++) {
		const char *name = path_base(argv[i]);
		int         version = version_of(name);
		size_t      n;
		const char *sql = file_read(&tool, argv[i], &n);

		if (version == 0)
			tool_complain(&tool, argv[i], 0, "a migration's name starts with four digits and -");
		else if (version <= last)
			tool_complain(&tool, argv[i], 0, "number %d does not rise", version);
		last = version;
		text_format(&out, "\t{ %d, \"%s\",", version, name);
		add_sql(&out, sql, n);
		text_format(&out, ",\n\t\t\"%s\" },\n", tool_format(stamp, version));
	}
	text_format(&out, "};\n\nconst size_t %smigrations_n = sizeof(%smigrations) / "
	            "sizeof(%smigrations[0]);\n", prefix, prefix, prefix);
	if (tool.errors)
		return 1;
	if (fwrite(out.p, 1, out.n, stdout) != out.n || fflush(stdout) != 0)
		tool_die(&tool, "cannot write");
	return 0;
}
