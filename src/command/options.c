/* Arguments of the commands, and how a command says that it failed. */
#include <stdio.h>

#include "base/str.h"
#include "command/command.h"

static const struct option_row *row_find(const struct option_row *rows, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(str_of(rows[i].name), name))
			return &rows[i];
	return NULL;
}

static void usage(const char *command, const struct option_row *rows, size_t n)
{
	fprintf(stderr, "usage: lianxin %s", command);
	for (size_t i = 0; i < n; i++)
		fprintf(stderr, rows[i].text ? " [--%s %s]" : " [--%s]%s", rows[i].name, rows[i].text ? rows[i].help : "");
	fputc('\n', stderr);
}

bool options_read(int argc, char **argv, const struct option_row *rows, size_t n,
                  const char **words, size_t n_words)
{
	size_t given = 0;

	for (int i = 1; i < argc; i++) {
		struct str               name = str_of(argv[i]), value = STR_NONE;
		const struct option_row *row;
		size_t                   at;

		if (!str_starts(name, S("--"))) {
			if (given == n_words) {
				fprintf(stderr, "lianxin %s: unexpected word '%s'\n", argv[0], argv[i]);
				usage(argv[0], rows, n);
				return false;
			}
			words[given++] = argv[i];
			continue;
		}
		name = str_part(name, 2, name.n);
		if (str_find(name, S("="), &at)) {
			value = str_part(name, at + 1, name.n);
			name = str_part(name, 0, at);
		}
		row = row_find(rows, n, name);
		if (row && row->text && !value.p && i + 1 < argc)
			value = str_of(argv[++i]);
		if (!row || (row->text && !value.p) || (!row->text && value.p)) {
			fprintf(stderr, "lianxin %s: %s '--%.*s'\n", argv[0],
			        row ? "a value is wrong for" : "unknown option", (int)name.n, name.p);
			usage(argv[0], rows, n);
			return false;
		}
		if (row->text)
			*row->text = value.p;   /* ends with argv's own NUL */
		else
			*row->flag = true;
	}
	return true;
}

bool option_number(const char *command, const char *name, const char *value, int64_t lo, int64_t hi, int64_t *out)
{
	if (str_number(str_of(value), hi, out) && *out >= lo)
		return true;
	fprintf(stderr, "lianxin %s: --%s takes a whole number from %lld to %lld, not '%s'\n", command, name,
	        (long long)lo, (long long)hi, value);
	return false;
}

int command_failed(const char *command, struct str why)
{
	fprintf(stderr, "lianxin %s: %.*s\n", command, (int)why.n, why.n ? why.p : "");
	return 1;
}
