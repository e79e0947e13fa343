/* Bytes in the database, in pieces; piece 0 says how many and comes last. */
#include <unistd.h>

#include "file/file.q.h"
#include "file/store_private.h"

#define AGED_AT_ONCE 200

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
		if (!e && !fd_write(*fd, row.bytes))
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
	struct when   after, before;
	bool          more;
};

static enum err sweep_run(struct db *db, void *arg)
{
	struct swept         *w = arg;
	struct blob_aged_row *rows;
	size_t                n;
	enum err              e;

	db_scope(db, w->county.v, w->county.v);
	e = blob_aged(db, w->arena, &(struct blob_aged_in){ .county = w->county, .after = w->after,
	              .before = w->before, .limit = AGED_AT_ONCE }, &rows, &n);
	for (size_t i = 0; !e && i < n; i++)
		if (!rows[i].named)
			e = blob_drop(db, &(struct blob_drop_in){ .county = w->county, .hash = rows[i].hash }, NULL);
	w->more = !e && n == AGED_AT_ONCE;
	if (!e && n)
		w->after = rows[n - 1].stored;
	return e;
}

enum err rows_sweep(struct file_store *s, county_code county, struct when now)
{
	struct swept w = { .county = county, .arena = arena_new(64 * 1024),
	                   .after = { 1 }, .before = { now.ms - KEPT_UNNAMED_MS }, .more = true };
	enum err     e = OK;

	while (!e && w.more) {
		arena_reset(w.arena);
		e = lane_call(s->lane, sweep_run, &w);
	}
	arena_free(w.arena);
	return e;
}
