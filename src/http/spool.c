#include "http/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/crypt.h"
#include "base/log.h"

struct mapping {
	void  *p;
	size_t n;
};

static void spool_close(void *arg)
{
	struct spool *s = arg;

	atomic_fetch_sub(s->announced, s->max);
	if (s->fd >= 0)
		close(s->fd);
}

static void mapping_drop(void *arg)
{
	struct mapping *m = arg;

	munmap(m->p, m->n);
}

/* The bytes free on the disk of dir; 0 when it cannot be said. */
static uint64_t room_of(const char *dir)
{
	struct statvfs fs;

	return statvfs(dir, &fs) ? 0 : (uint64_t)fs.f_bavail * fs.f_frsize;
}

/* DIR/tmp/<random>, gone from the folder as soon as it is open. */
static int spool_file(const char *dir, struct arena *a)
{
	unsigned char name[16];
	struct buf    b;
	char         *path;
	int           fd;

	random_bytes(name, sizeof(name));
	buf_init(&b, a, 4096);
	buf_z(&b, dir);
	buf_lit(&b, "/tmp");
	mkdir(str_z(a, buf_view(&b)), 0700);
	buf_lit(&b, "/body-");
	buf_hex(&b, name, sizeof(name));
	path = str_z(a, buf_view(&b));
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0)
		unlink(path);
	return fd;
}

enum err spool_open(const char *dir, size_t max, uint64_t reserve,
                    atomic_uint_fast64_t *announced, struct arena *a, struct spool **out)
{
	struct spool *s = ARENA_NEW(a, struct spool);
	uint64_t      before;

	if (max == 0 || max > SPOOL_MAX)
		return ERR_TOO_LARGE;
	*s = (struct spool){ .fd = -1, .max = max, .announced = announced };
	before = atomic_fetch_add(announced, max);
	arena_defer(a, spool_close, s);
	if (room_of(dir) < reserve + before + max)
		return ERR_FULL;
	s->fd = spool_file(dir, a);
	if (s->fd < 0) {
		log_warn("http", "no file for an upload in %s/tmp: %s", dir, strerrordesc_np(errno));
		return ERR_FULL;
	}
	*out = s;
	return OK;
}

enum err spool_add(struct spool *s, const char *p, size_t n)
{
	if (n > s->max - s->n)
		return ERR_TOO_LARGE;
	while (n) {
		ssize_t took = write(s->fd, p, n);

		if (took < 0 && errno == EINTR)
			continue;
		if (took <= 0)
			return ERR_FULL;
		p += took;
		n -= (size_t)took;
		s->n += (size_t)took;
	}
	return OK;
}

enum err spool_view(struct spool *s, struct arena *a, struct str *out)
{
	struct mapping *m = ARENA_NEW(a, struct mapping);

	*out = S("");
	if (s->n == 0)
		return OK;
	m->n = s->n;
	m->p = mmap(NULL, m->n, PROT_READ, MAP_PRIVATE, s->fd, 0);
	if (m->p == MAP_FAILED)
		return ERR_BUSY;
	arena_defer(a, mapping_drop, m);
	*out = (struct str){ m->p, m->n };
	return OK;
}
