#include "db/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/buf.h"

#define WHY_MAX 2048            /* one sentence and two paths */
#define HOLDER_MAX 200          /* what DIR/lock says about its holder */

static enum err refuse(struct arena *a, struct str *why, const char *dir, const char *fault,
                       const char *advice)
{
	*why = str_join(a, S("the data folder "), str_of(dir), S(" "), str_of(fault), S("; "),
	                str_of(advice), STR_NONE);
	return ERR_FAULT;
}

static struct str user_name(struct arena *a, uid_t uid)
{
	struct passwd  entry, *found = NULL;
	size_t         n = 4096;
	char          *room = arena_alloc(a, n);

	if (getpwuid_r(uid, &entry, room, n, &found) == 0 && found)
		return str_copy(a, str_of(found->pw_name));
	return str_join(a, S("number "), str_int(a, (int64_t)uid), STR_NONE);
}

enum err folder_make(const char *dir, bool *made, struct arena *a, struct str *why)
{
	bool now = mkdir(dir, 0700) == 0;

	if (made)
		*made = now;
	if (now || errno == EEXIST)
		return OK;
	if (errno == ENOENT)
		return refuse(a, why, dir, "cannot be made because the folder above it is missing",
		              "make that one first");
	return refuse(a, why, dir,
	              str_z(a, str_join(a, S("cannot be made: "), str_of(strerrordesc_np(errno)),
	                                STR_NONE)),
	              "choose another place or ask for the right to write there");
}

static enum err check_write(const char *dir, const struct stat *st, struct arena *a,
                            struct str *why)
{
	struct statvfs fs;

	if (statvfs(dir, &fs) == 0 && (fs.f_flag & ST_RDONLY))
		return refuse(a, why, dir, "is on a read-only file system",
		              "mount it for writing or choose another folder");
	if (st->st_uid != geteuid()) {
		struct str owner = user_name(a, st->st_uid);

		*why = str_join(a, S("the data folder "), str_of(dir), S(" belongs to user "),
		                owner, S(" but this runs as user "), user_name(a, geteuid()),
		                S("; run it as "), owner, S(" or give the folder to the other user"),
		                STR_NONE);
		return ERR_FAULT;
	}
	if (access(dir, W_OK | X_OK) != 0)
		return refuse(a, why, dir, "cannot be written",
		              "give its owner the right to write (chmod u+rwx)");
	return OK;
}

enum err folder_check(const char *dir, bool write, struct arena *a, struct str *why)
{
	struct stat st;

	if (stat(dir, &st) != 0) {
		if (errno == ENOENT)
			return refuse(a, why, dir, "does not exist",
			              "make it, or name the right one with --data");
		if (errno == ENOTDIR)
			return refuse(a, why, dir, "has a file where a folder should be in its path",
			              "name the right one with --data");
		return refuse(a, why, dir, "cannot be looked at",
		              "allow this user to enter the folders above it");
	}
	if (!S_ISDIR(st.st_mode))
		return refuse(a, why, dir, "is a file, not a folder",
		              "name a folder with --data");
	if (access(dir, R_OK | X_OK) != 0)
		return refuse(a, why, dir, "cannot be read",
		              "run as its owner or allow reading (chmod u+rwx)");
	return write ? check_write(dir, &st, a, why) : OK;
}

enum err folder_settle(const char *dir, struct arena *a, struct str *why)
{
	int      fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err e = OK;

	if (fd < 0 || fsync(fd) != 0)
		e = refuse(a, why, dir, "cannot be put on the disk",
		           "look at the disk, then start again");
	if (fd >= 0)
		close(fd);
	return e;
}

/* What the holder wrote about itself, in one line, or "another process". */
static struct str holder(struct arena *a, int fd)
{
	char      *said = arena_alloc(a, HOLDER_MAX);
	ssize_t    n = pread(fd, said, HOLDER_MAX, 0);
	struct str s, line;

	if (n <= 0)
		return S("another process");
	s = (struct str){ said, (size_t)n };
	if (!str_next(&s, '\n', &line) || line.n == 0)
		return S("another process");
	for (size_t i = 0; i < line.n; i++) {
		if (said[i] < ' ' || said[i] > '~')
			return S("another process");
	}
	return line;
}

static void say_holder(struct arena *a, int fd, const char *command)
{
	struct buf b;

	buf_init(&b, a, HOLDER_MAX);
	buf_printf(&b, "lianxin %s (process %d)\n", command, (int)getpid());
	/* Only a courtesy to whoever is refused: the lock itself is the kernel's. */
	if (ftruncate(fd, 0) == 0)
		(void)!pwrite(fd, b.p, b.n, 0);
}

enum err lock_take(const char *dir, const char *command, struct arena *a, struct lock *out,
                   struct str *why)
{
	const char *path = str_z(a, str_join(a, str_of(dir), S("/lock"), STR_NONE));
	struct stat st;
	enum err    e;
	int         fd;

	out->fd = -1;
	e = folder_check(dir, true, a, why);
	if (e)
		return e;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		*why = str_join(a, S("cannot open "), str_of(path), S(": "),
		                str_of(strerrordesc_np(errno)), STR_NONE);
		return errno == ENOSPC ? ERR_FULL : ERR_FAULT;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		*why = str_join(a, S("the data folder "), str_of(dir), S(" is in use by "),
		                holder(a, fd), S("; end that one first"), STR_NONE);
		close(fd);
		return ERR_BUSY;
	}
	/* Taken by its name, but meanwhile its holder may have taken the folder back. */
	if (fstat(fd, &st) != 0 || st.st_nlink == 0) {
		close(fd);
		return refuse(a, why, dir, "has just been removed", "start again");
	}
	say_holder(a, fd, command);
	out->fd = fd;
	return OK;
}

void lock_release(struct lock *l)
{
	if (l->fd >= 0) {
		(void)!ftruncate(l->fd, 0);
		close(l->fd);
	}
	l->fd = -1;
}

/* ---- taking back ---- */

/* The lock goes last: as long as it stands, nobody else is in here. */
static const char *const own[] = {
	"lianxin.db", "lianxin.db-wal", "lianxin.db-shm", "lianxin.db.part", "search.db", "search.db-wal",
	"search.db-shm", "secret.key", "lock",
};

static bool only_own(const char *dir)
{
	DIR           *d = opendir(dir);
	struct dirent *entry;
	bool           good = d != NULL;

	while (good && (entry = readdir(d))) {
		size_t i = 0;

		while (i < COUNT(own) && strcmp(entry->d_name, own[i]) != 0)
			i++;
		good = i < COUNT(own) || !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");
	}
	if (d)
		closedir(d);
	return good;
}

void folder_unmake(const char *dir, struct lock *l, struct arena *a)
{
	if (l->fd >= 0 && only_own(dir)) {
		for (size_t i = 0; i < COUNT(own); i++)
			unlink(str_z(a, str_join(a, str_of(dir), S("/"), str_of(own[i]), STR_NONE)));
		rmdir(dir);
	}
	lock_release(l);
}
