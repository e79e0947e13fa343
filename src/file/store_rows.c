/* Bytes in the database, in pieces; piece 0 says how many and comes last. */
#include <unistd.h>

#include "file/file.q.h"
#include "file/store_private.h"

#define DROPPED_AT_ONCE 20

struct put {
	county_code county;
	struct str  hash, bytes;
	int64_t     piece;
	struct when now;
	bool        there;
};

static enum err touch_run(struct db *db, void *arg)
{
	struct put *p = arg;
	int64_t     changed = 0;
	enum err    e;

	db_scope(db, p->county.v, p->county.v);
	e = blob_touch(db, &(struct blob_touch_in){ .county = p->county, .hash = p->hash, .now = p->now }, &changed);
	p->there = changed > 0;
	return e;
}

static enum err piece_run(struct db *db, void *arg)
{
	const struct put *p = arg;

	db_scope(db, p->county.v, p->county.v);
	return blob_put(db, &(struct blob_put_in){ .county = p->county, .hash = p->hash, .piece = p->piece,
	                                           .now = p->now, .bytes = p->bytes }, NULL);
}

enum err rows_put(struct file_store *s, county_code county, struct str bytes, struct when now,
                  struct str hash)
{
	struct put p = { .county = county, .hash = hash, .now = now };
	uint64_t   pieces = 0;
	enum err   e = lane_call(s->lane, touch_run, &p);

	if (e || p.there)
		return e;
	while (!e && bytes.n) {
		p.bytes = str_part(bytes, 0, PIECE_BYTES);
		p.piece = (int64_t)++pieces;
		bytes = str_part(bytes, p.bytes.n, bytes.n);
		e = lane_call(s->lane, piece_run, &p);
	}
	if (e)
		return e;
	p.piece = 0;
	p.bytes = (struct str){ (const char *)&pieces, sizeof(pieces) };
	return lane_call(s->lane, piece_run, &p);
}

enum err rows_open(const char *dir, struct db *db, county_code county, struct str hash,
                   struct arena *a, int *fd, uint64_t *size)
{
	struct blob_piece_in  in = { .county = county, .hash = hash };
	struct blob_piece_row row;
	struct arena         *one;
	uint64_t              pieces;
	bool                  found;
	enum err              e = blob_piece(db, a, &in, &row, &found);

	if (e || !found)
		return e ? e : ERR_MISSING;
	if (row.bytes.n != sizeof(pieces))
		return ERR_FAULT;
	memcpy(&pieces, row.bytes.p, sizeof(pieces));
	if ((*fd = folder_scratch(dir, a)) < 0)
		return ERR_FULL;
	*size = 0;
	one = arena_new(64 * 1024);
	for (uint64_t i = 1; !e && i <= pieces; i++) {
		in.piece = (int64_t)i;
		e = blob_piece(db, one, &in, &row, &found);
		if (!e && !found)
			e = ERR_FAULT;
		if (!e && !bytes_write(*fd, row.bytes))
			e = ERR_FULL;
		*size += e ? 0 : row.bytes.n;
		arena_reset(one);
	}
	arena_free(one);
	if (e)
		close(*fd);
	return e;
}

struct swept {
	county_code   county;
	struct arena *arena;
	struct when   before;
	bool          more;
};

static enum err sweep_run(struct db *db, void *arg)
{
	struct swept            *w = arg;
	struct blob_orphans_row *rows;
	size_t                   n;
	enum err                 e;

	db_scope(db, w->county.v, w->county.v);
	e = blob_orphans(db, w->arena, &(struct blob_orphans_in){ .county = w->county, .before = w->before,
	                 .limit = DROPPED_AT_ONCE }, &rows, &n);
	for (size_t i = 0; !e && i < n; i++)
		e = blob_drop(db, &(struct blob_drop_in){ .county = w->county, .hash = rows[i].hash }, NULL);
	w->more = n == DROPPED_AT_ONCE;
	return e;
}

enum err rows_sweep(struct file_store *s, county_code county, struct arena *a, struct when now,
                    bool *more)
{
	struct swept w = { .county = county, .arena = a, .before = { now.ms - KEPT_UNNAMED_MS } };
	enum err     e = lane_call(s->lane, sweep_run, &w);

	*more = w.more;
	return e;
}
