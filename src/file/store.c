#include "file/store_private.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "file/file.h"
#include "file/file.q.h"

#define SWEPT_AT_ONCE 16         /* folders of each county in one round of the timer */
#define TURNS 2                  /* picture processes at once, 512 MB each at most */

struct file_store *file_store_new(const struct house *house, struct arena *a)
{
	struct file_store *s = ARENA_NEW(a, struct file_store);

	s->dir = house->set.dir;
	s->shared = house->set.shared;
	s->lane = house->lane;
	s->turns = TURNS;
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->turn, NULL);
	return s;
}

void store_turn_take(struct file_store *s)
{
	pthread_mutex_lock(&s->lock);
	while (s->turns == 0)
		pthread_cond_wait(&s->turn, &s->lock);
	s->turns--;
	pthread_mutex_unlock(&s->lock);
}

void store_turn_give(struct file_store *s)
{
	pthread_mutex_lock(&s->lock);
	s->turns++;
	pthread_cond_signal(&s->turn);
	pthread_mutex_unlock(&s->lock);
}

enum err store_put(struct file_store *s, county_code county, struct str bytes, struct when now,
                   unsigned char hash[HASH_BYTES])
{
	struct str name = { (const char *)hash, HASH_BYTES };

	hash_sha256(bytes.p, bytes.n, hash);
	return s->shared ? rows_put(s, county, bytes, now, name) : folder_put(s, county, bytes, name);
}

enum err store_keep(struct file_store *s, struct db *db, county_code county, struct str hash,
                    struct when now)
{
	int64_t  changed = 0;
	enum err e;

	if (!s->shared)
		return folder_keep(s, county, hash);
	e = blob_touch(db, &(struct blob_touch_in){ .county = county, .hash = hash, .now = now }, &changed);
	return e ? e : changed ? OK : ERR_MISSING;
}

/* Are these the bytes of this name? */
static bool bytes_named(int fd, uint64_t size, struct str hash)
{
	unsigned char is[HASH_BYTES];
	void         *p;

	if (size == 0)
		return false;
	p = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return false;
	hash_sha256(p, size, is);
	munmap(p, size);
	return hash.n == HASH_BYTES && memcmp(is, hash.p, HASH_BYTES) == 0;
}

enum err store_open(const char *dir, struct db *db, county_code county, struct str hash,
                    struct arena *a, int *fd, uint64_t *size)
{
	enum err e = db_shared(db) ? rows_open(dir, db, county, hash, a, fd, size) :
	                             folder_open(dir, county, hash, a, fd, size);

	if (e || bytes_named(*fd, *size, hash))
		return e;
	close(*fd);
	*fd = -1;
	log_error("file", "a file of county %lld is not what was stored; run lianxin check", (long long)county.v);
	return ERR_FAULT;
}

enum err store_sweep(struct file_store *s, const county_code *counties, size_t n, struct when now)
{
	enum err e = OK;

	if (s->swept == 0 && now.ms - s->swept_ms < KEPT_UNNAMED_MS)
		return OK;
	if (s->swept == 0)
		s->swept_ms = now.ms;
	for (unsigned k = 0; !e && k < SWEPT_AT_ONCE; k++) {
		for (size_t i = 0; !e && i < n; i++)
			e = !s->shared ? folder_sweep(s, counties[i], s->swept, now) :
			    s->swept == 0 ? rows_sweep(s, counties[i], now) : OK;
		s->swept = (s->swept + 1) % FOLDERS;
	}
	return e;
}
