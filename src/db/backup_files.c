#include "db/backup_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/crypt.h"
#include "db/manifest.h"

#define DEPTH 2                 /* county, then the first byte of the hash */

struct tree {
	struct arena       *arena;
	const char         *from, *to;
	struct files_count *count;
	struct str         *why;
};

static const char *below(struct arena *a, const char *folder, const char *name)
{
	return str_z(a, str_join(a, str_of(folder), S("/"), str_of(name), STR_NONE));
}

static bool hex_only(const char *name, size_t n)
{
	return strlen(name) == n && strspn(name, "0123456789abcdef") == n;
}

/* The bytes must be those of the name before a copy of them is believed. */
static bool named_right(const char *name, const void *p, size_t n)
{
	unsigned char hash[HASH_BYTES];
	char          text[2 * HASH_BYTES + 1];

	hash_sha256(p, n, hash);
	for (size_t i = 0; i < HASH_BYTES; i++) {
		text[2 * i] = "0123456789abcdef"[hash[i] >> 4];
		text[2 * i + 1] = "0123456789abcdef"[hash[i] & 15];
	}
	text[2 * HASH_BYTES] = 0;
	return strcmp(text, name) == 0;
}

static enum err bytes_copy(struct tree *t, const char *to, const void *p, size_t n)
{
	int      fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	enum err e = OK;

	if (fd < 0 || file_put(fd, p, n) != OK || fsync(fd) != 0)
		e = file_fail(t->arena, t->why, "write", to);
	if (fd >= 0)
		close(fd);
	return e;
}

static enum err one_copy(struct tree *t, const char *from, const char *to, const char *name)
{
	int         in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st = { .st_size = 0 };
	void       *p = MAP_FAILED;
	enum err    e;

	if (in >= 0 && fstat(in, &st) == 0 && st.st_size > 0)
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, in, 0);
	if (in >= 0)
		close(in);
	if (p == MAP_FAILED || !named_right(name, p, (size_t)st.st_size)) {
		*t->why = str_join(t->arena, str_of(from), S(" is damaged: its bytes are not those of its name"), STR_NONE);
		e = ERR_FAULT;
	} else {
		e = bytes_copy(t, to, p, (size_t)st.st_size);
		t->count->n++;
		t->count->bytes += st.st_size;
	}
	if (p != MAP_FAILED)
		munmap(p, (size_t)st.st_size);
	return e;
}

static enum err level_copy(struct tree *t, const char *from, const char *to, int depth)
{
	DIR           *d = opendir(from);
	struct dirent *one;
	enum err       e = OK;

	if (!d)
		return errno == ENOENT ? OK : file_fail(t->arena, t->why, "read", from);
	if (mkdir(to, 0700) != 0 && errno != EEXIST)
		e = file_fail(t->arena, t->why, "make the folder", to);
	while (!e && (one = readdir(d))) {
		const char *source = below(t->arena, from, one->d_name), *target = below(t->arena, to, one->d_name);

		if (depth == DEPTH && hex_only(one->d_name, 2 * HASH_BYTES))
			e = one_copy(t, source, target, one->d_name);
		else if (depth < DEPTH && hex_only(one->d_name, depth == 0 ? 6 : 2))
			e = level_copy(t, source, target, depth + 1);
	}
	closedir(d);
	return e ? e : file_settle(to, t->arena, t->why);
}

enum err backup_files_copy(const char *from, const char *to, struct arena *a,
                           struct files_count *count, struct str *why)
{
	struct tree t = { .arena = arena_new(256 * 1024), .from = from, .to = to, .count = count, .why = why };
	enum err    e;

	*count = (struct files_count){ 0, 0 };
	e = level_copy(&t, below(t.arena, from, "files"), below(t.arena, to, "files"), 0);
	if (e)
		*why = str_copy(a, *why);
	arena_free(t.arena);
	return e;
}

static int entry_remove(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	remove(path);
	return 0;
}

void backup_files_remove(const char *folder)
{
	struct arena *a = arena_new(4096);

	nftw(below(a, folder, "files"), entry_remove, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(a);
}
