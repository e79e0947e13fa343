/* What belongs to a database but is not in it: the key. */
#include "db/copy_private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/folder.h"
#include "db/manifest.h"

static const char *path_in(struct arena *a, const char *folder, const char *name)
{
	return str_z(a, str_join(a, str_of(folder), S("/"), str_of(name), STR_NONE));
}

static bool is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* The name appears when all of it is on the disk, so a kill leaves no half of a key. */
static enum err key_write(const char *from, const char *to, struct arena *a, struct str *why)
{
	const char *source = path_in(a, from, "secret.key"), *name = path_in(a, to, "secret.key");
	const char *part = path_in(a, to, "secret.key.part");
	char        key[64];
	int         in = open(source, O_RDONLY | O_CLOEXEC), out = -1;
	ssize_t     n = in < 0 ? -1 : read(in, key, sizeof(key));
	enum err    e = n > 0 ? OK : file_fail(a, why, "read", source);

	if (!e) {
		unlink(part);
		out = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
		if (out < 0 || file_put(out, key, (size_t)n) != OK || fsync(out) != 0 ||
		    rename(part, name) != 0)
			e = file_fail(a, why, "write", name);
	}
	explicit_bzero(key, sizeof(key));
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return e ? e : folder_settle(to, a, why);
}

enum err copy_key(const char *from, const char *to, struct arena *a, struct str *said,
                  struct str *why)
{
	struct str mine = manifest_key(from, a), there;
	enum err   e = folder_make(to, NULL, a, why);

	if (e)
		return e;
	if (!mine.p && !is_there(path_in(a, from, "secret.key"))) {
		*said = str_join(a, str_of(from), S(" has no secret.key to take along"), STR_NONE);
		return OK;
	}
	if (!mine.p) {
		*why = str_join(a, str_of(from), S("/secret.key cannot be read; allow it to this user"),
		                STR_NONE);
		return ERR_FAULT;
	}
	there = manifest_key(to, a);
	if (there.p && str_eq(there, mine))
		return OK;
	if (there.p || is_there(path_in(a, to, "secret.key"))) {
		*why = str_join(a, str_of(to), S("/secret.key is not the key of the source; put the "
		                "right one there, or take another folder"), STR_NONE);
		return ERR_CONFLICT;
	}
	e = key_write(from, to, a, why);
	if (!e)
		*said = str_join(a, S("secret.key went along to "), str_of(to), STR_NONE);
	return e;
}
