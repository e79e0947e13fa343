/* Bytes in DIR/files: whole and on the disk before they have their name. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "db/folder.h"
#include "file/file.q.h"
#include "file/store_private.h"

const char *store_path(struct arena *a, const char *dir, county_code county, struct str hash)
{
	struct buf b;

	buf_init(&b, a, 4096 + 128);    /* a path and a hash in hexadecimal */
	buf_z(&b, dir);
	buf_lit(&b, "/files/");
	buf_uint_pad(&b, (uint64_t)county.v, 6);
	if (hash.n) {
		buf_char(&b, '/');
		buf_hex(&b, hash.p, 1);
		buf_char(&b, '/');
		buf_hex(&b, hash.p, hash.n);
	}
	return str_z(a, buf_view(&b));
}

bool fd_write(int fd, struct str s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		s = str_part(s, (size_t)n, s.n);
	}
	return true;
}

static bool folder_sync(const char *path)
{
	int  fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return good;
}

/* Makes the folders above the file, each on the disk before the next; cut at each '/'. */
static bool folders_make(char *path, size_t from)
{
	for (char *at = strchr(path + from, '/'); at; at = strchr(at + 1, '/')) {
		*at = 0;
		if (mkdir(path, 0700) == 0) {
			char *up = strrchr(path, '/');

			*up = 0;
			if (!folder_sync(path))
				return false;
			*up = '/';
		} else if (errno != EEXIST) {
			return false;
		}
		*at = '/';
	}
	return true;
}

static char *beside(struct arena *a, const char *path)
{
	unsigned char tail[8];
	struct buf    b;

	random_bytes(tail, sizeof(tail));
	buf_init(&b, a, 4096 + 256);
	buf_z(&b, path);
	buf_lit(&b, ".new-");
	buf_hex(&b, tail, sizeof(tail));
	return str_z(a, buf_view(&b));
}

/* Written, synced, renamed, and its folder synced: then it is there whatever happens. */
static enum err file_put(struct arena *a, char *path, size_t from, struct str bytes)
{
	char *fresh = beside(a, path), *slash = strrchr(path, '/');
	int   fd = -1;
	bool  good;

	good = folders_make(path, from) &&
	       (fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) >= 0 &&
	       fd_write(fd, bytes) && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	good = good && rename(fresh, path) == 0;
	if (!good) {
		int why = errno;

		unlink(fresh);
		log_error("file", "an upload could not be stored: %s", strerrordesc_np(why));
		return why == ENOSPC || why == EDQUOT ? ERR_FULL : ERR_BUSY;
	}
	*slash = 0;
	good = folder_sync(path);
	*slash = '/';
	return good ? OK : ERR_BUSY;
}

enum err folder_put(struct file_store *s, county_code county, struct str bytes, struct str hash)
{
	struct arena *a = arena_new(16 * 1024);
	char         *path = str_z(a, str_of(store_path(a, s->dir, county, hash)));
	enum err      e = OK;

	if (folder_keep(s, county, hash))
		e = file_put(a, path, strlen(s->dir) + 1, bytes);
	arena_free(a);
	return e;
}

/* The lock keeps the sweep from dropping what was just found. */
enum err folder_keep(struct file_store *s, county_code county, struct str hash)
{
	struct arena *a = arena_new(16 * 1024);
	int           failed;

	pthread_mutex_lock(&s->lock);
	failed = utimensat(AT_FDCWD, store_path(a, s->dir, county, hash), NULL, 0);
	pthread_mutex_unlock(&s->lock);
	arena_free(a);
	return failed ? ERR_MISSING : OK;
}

enum err folder_open(const char *dir, county_code county, struct str hash, struct arena *a, int *fd,
                     uint64_t *size)
{
	struct stat st;

	*fd = open(store_path(a, dir, county, hash), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (*fd < 0)
		return errno == ENOENT ? ERR_MISSING : ERR_BUSY;
	if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode)) {
		*size = (uint64_t)st.st_size;
		return OK;
	}
	close(*fd);
	*fd = -1;
	return ERR_FAULT;
}

int folder_scratch(const char *dir, struct arena *a)
{
	char *path;
	int   fd;

	mkdir(str_z(a, str_join(a, str_of(dir), S("/tmp"), STR_NONE)), 0700);
	path = beside(a, str_z(a, str_join(a, str_of(dir), S("/tmp/file"), STR_NONE)));
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0)
		unlink(path);
	return fd;
}

/* ---- what no row names ---- */

struct asked {
	struct arena *arena;
	county_code   county;
	struct str    hash;
	bool          named;
};

static enum err named_run(struct db *db, void *arg)
{
	struct asked         *q = arg;
	struct file_names_row row;
	enum err              e;

	db_scope(db, q->county.v, q->county.v);
	e = file_names(db, q->arena, &(struct file_names_in){ .county = q->county, .hash = q->hash }, &row);
	q->named = e || row.named;
	return e;
}

static bool hex_read(const char *name, unsigned char hash[HASH_BYTES])
{
	for (size_t i = 0; i < 2 * HASH_BYTES; i++) {
		char     c = name[i];
		unsigned v = c >= '0' && c <= '9' ? (unsigned)(c - '0') : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;

		if (v == 16)
			return false;
		hash[i / 2] = (unsigned char)(i % 2 ? hash[i / 2] | v : v << 4);
	}
	return name[2 * HASH_BYTES] == 0;
}

/* One entry: dropped when it is old and either half written or named by no row. */
static enum err entry_sweep(struct file_store *s, struct asked *q, int dir, const char *name,
                            struct when now)
{
	unsigned char hash[HASH_BYTES];
	struct stat   st;
	enum err      e = OK;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) || !S_ISREG(st.st_mode) ||
	    now.ms - st.st_mtim.tv_sec * 1000LL < KEPT_UNNAMED_MS)
		return OK;
	q->named = false;
	if (hex_read(name, hash)) {
		q->hash = (struct str){ (const char *)hash, HASH_BYTES };
		e = lane_call(s->lane, named_run, q);
	}
	if (e || q->named)
		return e;
	pthread_mutex_lock(&s->lock);
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    now.ms - st.st_mtim.tv_sec * 1000LL >= KEPT_UNNAMED_MS)
		unlinkat(dir, name, 0);
	pthread_mutex_unlock(&s->lock);
	return OK;
}

enum err folder_sweep(struct file_store *s, county_code county, unsigned n, struct when now)
{
	struct asked   q = { .arena = arena_new(64 * 1024), .county = county };
	unsigned char  first = (unsigned char)n;
	struct buf     b;
	DIR           *d;
	struct dirent *one;
	enum err       e = OK;

	buf_init(&b, q.arena, 4096 + 16);
	buf_z(&b, store_path(q.arena, s->dir, county, STR_NONE));
	buf_char(&b, '/');
	buf_hex(&b, &first, 1);
	d = opendir(str_z(q.arena, buf_view(&b)));
	while (d && !e && (one = readdir(d)))
		e = entry_sweep(s, &q, dirfd(d), one->d_name, now);
	if (d)
		closedir(d);
	arena_free(q.arena);
	return e;
}
