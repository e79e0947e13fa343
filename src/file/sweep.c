/* What the timer does now and then, and what `lianxin check` looks at. */
#include <unistd.h>

#include "db/lane.h"
#include "file/file_private.h"

#define HELD_AT_ONCE 100
#define CHECKED_AT_ONCE 200

struct held {
	struct when now;
	county_code county;
	bool        more;
};

static enum err held_run(struct db *db, void *arg)
{
	struct held *h = arg;
	int64_t      changed = 0;
	enum err     e;

	db_scope(db, h->county.v, h->county.v);
	e = file_held_drop(db, &(struct file_held_drop_in){ .county = h->county, .limit = HELD_AT_ONCE,
	                   .before = { h->now.ms - HELD_MS } }, &changed);
	h->more = !e && changed == HELD_AT_ONCE;
	return e;
}

enum err file_sweep(const struct house *house, const county_code *counties, size_t n, struct when now)
{
	enum err e = OK;

	if (!house->files)
		return OK;
	for (size_t i = 0; !e && i < n; i++) {
		struct held h = { now, counties[i], true };

		while (!e && h.more)
			e = lane_call(house->lane, held_run, &h);
	}
	return e ? e : store_sweep(house->files, counties, n, now);
}

/* ---- check ---- */

struct checking {
	struct db    *db;
	const char   *dir;
	struct buf   *said;
	int64_t      *faults;
	county_code   county;
};

static enum err bytes_check(const struct checking *c, struct arena *a, const struct file_by_id_row *f, struct str hash)
{
	uint64_t size = 0;
	int      fd = -1;
	enum err e = store_open(c->dir, c->db, c->county, hash, a, &fd, &size);

	if (fd >= 0 && !e)
		close(fd);
	if (e != ERR_MISSING && e != ERR_FAULT)
		return e;
	buf_printf(c->said, "file %.*s of county %lld %s\n", (int)f->id.n, f->id.p, (long long)c->county.v,
	           e == ERR_MISSING ? "has no bytes" : "has other bytes than were stored");
	(*c->faults)++;
	return OK;
}

static enum err county_check(const struct checking *c)
{
	struct arena          *a = arena_new(256 * 1024);
	char                   after[ID_TEXT + 1] = "";
	struct file_by_id_row *rows;
	size_t                 n = 0;
	enum err               e;

	db_scope(c->db, c->county.v, c->county.v);
	do {
		arena_reset(a);
		e = file_after(c->db, a, &(struct file_after_in){ .county = c->county, .after = str_of(after),
		               .limit = CHECKED_AT_ONCE }, &rows, &n);
		for (size_t i = 0; !e && i < n; i++) {
			if ((e = bytes_check(c, a, &rows[i], rows[i].hash)) == OK && rows[i].small.p)
				e = bytes_check(c, a, &rows[i], rows[i].small);
			if (rows[i].id.n <= ID_TEXT)
				memcpy(after, rows[i].id.p, rows[i].id.n);
		}
	} while (!e && n == CHECKED_AT_ONCE);
	arena_free(a);
	return e;
}

enum err file_check(struct db *db, const char *dir, struct arena *a, struct buf *said, int64_t *faults)
{
	struct checking           c = { .db = db, .dir = dir, .said = said, .faults = faults };
	struct file_counties_row *counties = NULL;
	size_t                    n = 0;
	enum err                  e = file_counties(db, a, &counties, &n);

	*faults = 0;
	for (size_t i = 0; !e && i < n; i++) {
		c.county = counties[i].county;
		e = county_check(&c);
	}
	return e;
}
