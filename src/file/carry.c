/* The bytes of one database's files to where those of another are. */
#include <sys/mman.h>
#include <unistd.h>

#include "file/file_private.h"
#include "file/store_private.h"

#define CARRIED_AT_ONCE 100

struct carrying {
	struct db  *from, *to;
	const char *from_dir, *to_dir;
	county_code county;
	int64_t    *n;
};

/* In a transaction of its own, so that a kill leaves whole files only. */
static enum err rows_write(const struct carrying *c, struct str bytes, struct str hash)
{
	uint64_t                pieces = 0;
	struct blob_put_in      in = { .county = c->county, .hash = hash, .now = when_now() };
	enum err                e = db_begin(c->to, true);

	if (e)
		return e;
	db_scope(c->to, c->county.v, c->county.v);
	while (!e && bytes.n) {
		in.piece = (int64_t)++pieces;
		in.bytes = str_part(bytes, 0, PIECE_BYTES);
		bytes = str_part(bytes, in.bytes.n, bytes.n);
		e = blob_put(c->to, &in, NULL);
	}
	in.piece = 0;
	in.bytes = (struct str){ (const char *)&pieces, sizeof(pieces) };
	if (!e)
		e = blob_put(c->to, &in, NULL);
	if (!e)
		e = db_commit(c->to);
	if (e)
		db_rollback(c->to);
	return e;
}

static enum err bytes_write(const struct carrying *c, struct str bytes, struct str hash)
{
	struct file_store to = { .dir = c->to_dir };

	if (db_shared(c->to))
		return rows_write(c, bytes, hash);
	pthread_mutex_init(&to.lock, NULL);
	return folder_put(&to, c->county, bytes, hash);
}

static enum err hash_carry(const struct carrying *c, struct arena *a, struct str hash)
{
	uint64_t size = 0;
	int      fd = -1;
	void    *p;
	enum err e;

	if (!hash.p)
		return OK;
	e = store_open(c->from_dir, c->from, c->county, hash, a, &fd, &size);
	if (e)
		return e;
	p = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return ERR_BUSY;
	e = bytes_write(c, (struct str){ p, size }, hash);
	munmap(p, size);
	(*c->n)++;
	return e;
}

static enum err county_carry(const struct carrying *c)
{
	struct arena          *a = arena_new(256 * 1024);
	char                   after[ID_TEXT + 1] = "";
	struct file_by_id_row *rows;
	size_t                 n = 0;
	enum err               e;

	db_scope(c->from, c->county.v, c->county.v);
	do {
		arena_reset(a);
		e = file_after(c->from, a, &(struct file_after_in){ .county = c->county, .after = str_of(after),
		               .limit = CARRIED_AT_ONCE }, &rows, &n);
		for (size_t i = 0; !e && i < n; i++) {
			if ((e = hash_carry(c, a, rows[i].hash)) == OK)
				e = hash_carry(c, a, rows[i].small);
			if (rows[i].id.n <= ID_TEXT)
				memcpy(after, rows[i].id.p, rows[i].id.n);
		}
	} while (!e && n == CARRIED_AT_ONCE);
	arena_free(a);
	return e;
}

enum err file_carry(struct db *from, const char *from_dir, struct db *to, const char *to_dir,
                    struct arena *a, int64_t *n)
{
	struct carrying           c = { .from = from, .to = to, .from_dir = from_dir, .to_dir = to_dir, .n = n };
	struct file_counties_row *counties = NULL;
	size_t                    n_counties = 0;
	bool                      begun = !db_in_transaction(from);     /* a server's snapshot is open */
	enum err                  e = begun ? db_begin(from, false) : OK;

	*n = 0;
	if (e)
		return e;
	e = file_counties(from, a, &counties, &n_counties);
	for (size_t i = 0; !e && i < n_counties; i++) {
		c.county = counties[i].county;
		e = county_carry(&c);
	}
	if (begun)
		db_rollback(from);
	return e;
}
