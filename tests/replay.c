/*
 * replay: feeds seed files to a fuzz target without a fuzzer, for prove.
 *
 * Each argument is a file or a folder. Without one the folder follows from the
 * program's own name: .../base/text_fuzz reads tests/seeds/base_text. Each file
 * is given whole and then cut short at every length up to CUTS, in memory of
 * just that size, so that reading past the end is seen. No seeds is a failure.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/tap.h"

#define CUTS 64u
#define FILE_MAX (1u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void feed(const char *p, size_t n)
{
	uint8_t *copy = base_alloc(n);

	if (n)
		memcpy(copy, p, n);
	LLVMFuzzerTestOneInput(copy, n);
	base_free(copy);
}

static bool replay_file(struct arena *a, const char *path)
{
	char  *p = arena_alloc(a, FILE_MAX);
	FILE  *f = fopen(path, "rb");
	size_t n;

	if (!f)
		return false;
	n = fread(p, 1, FILE_MAX, f);
	fclose(f);
	/* Said first: a target that aborts leaves the name of its seed behind. */
	printf("# %s\n", path);
	fflush(stdout);
	feed(p, n);
	for (size_t cut = 0; cut < n && cut < CUTS; cut++)
		feed(p, cut);
	return true;
}

static size_t replay_folder(const char *path)
{
	DIR           *d = opendir(path);
	struct dirent *entry;
	size_t         n = 0;

	while (d && (entry = readdir(d))) {
		struct arena *one = arena_new(4096);

		if (entry->d_name[0] != '.')
			n += replay_file(one, str_z(one, str_join(one, str_of(path), S("/"),
			                 str_of(entry->d_name), STR_NONE)));
		arena_free(one);
	}
	if (d)
		closedir(d);
	return n;
}

static void replay(struct arena *a, const char *path)
{
	struct stat st;
	size_t      n = 0;

	if (stat(path, &st) == 0)
		n = S_ISDIR(st.st_mode) ? replay_folder(path) : replay_file(a, path);
	tap_ok(n > 0, "%s: %zu seeds", path, n);
}

/* .../base/text_fuzz -> tests/seeds/base_text */
static const char *own_seeds(struct arena *a, const char *program)
{
	struct str s = str_of(program), room = STR_NONE, name = STR_NONE, part;

	while (str_next(&s, '/', &part)) {
		room = name;
		name = part;
	}
	if (str_ends(name, S("_fuzz")))
		name.n -= 5;
	return str_z(a, str_join(a, S("tests/seeds/"), room.p ? room : S(""), S("_"), name,
	       STR_NONE));
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new(4096);

	for (int i = 1; i < argc; i++)
		replay(a, argv[i]);
	if (argc == 1)
		replay(a, own_seeds(a, argv[0]));
	arena_free(a);
	return tap_done();
}
