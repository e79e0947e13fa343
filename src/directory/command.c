/* lianxin directory rebuild: the copy compared with all tenants and mended, from the command line. */
#include <stdio.h>

#include "base/crypt.h"
#include "db/folder.h"
#include "directory/directory_private.h"

#define ARENA_BYTES (1 << 20)
#define ROWS 1000               /* compared by one transaction */

static const char usage[] = "usage: lianxin directory rebuild --data DIR [--db URL]\n";

struct order {
	const char   *dir, *url;
	struct arena *arena, *chunk;
	struct db    *db;
	struct str    why;
	int64_t       counties, differ;
};

static bool order_read(struct order *o, int argc, char **argv)
{
	bool rebuild = false;

	for (int i = 1; i < argc; i++) {
		struct str word = str_of(argv[i]);

		if (str_eq(word, S("--data")) && i + 1 < argc)
			o->dir = argv[++i];
		else if (str_eq(word, S("--db")) && i + 1 < argc)
			o->url = argv[++i];
		else if (str_eq(word, S("rebuild")) && !rebuild)
			rebuild = true;
		else
			return false;
	}
	return rebuild;
}

/* In transactions of their own: on PostgreSQL others go on working, and what they note meanwhile comes behind. */
static enum err kind_rebuild(struct order *o, county_code county, enum code_kind kind)
{
	struct mend m = { .db = o->db, .county = county, .kind = kind, .from = INT64_MIN, .to = INT64_MAX, .rows = ROWS,
		          .most = INT64_MAX };
	enum err    e = OK;

	for (;;) {
		arena_reset(o->chunk);
		m.arena = o->chunk;
		m.place = STR_NONE;
		if ((e = db_begin(o->db, true)))
			return e;
		db_scope(o->db, county.v, county.v);
		if ((e = directory_mend(&m)) || (e = db_commit(o->db))) {
			db_rollback(o->db);
			return e;
		}
		if (m.reached == INT64_MAX)
			break;
		m.from = m.reached + 1;
	}
	o->differ += m.differ;
	return OK;
}

static enum err next_county(struct order *o, int64_t after, county_code *county, bool *found)
{
	struct directory_next_county_row row = { 0 };
	enum err                         e = db_begin(o->db, false);

	if (e)
		return e;
	e = directory_next_county(o->db, o->chunk, &(struct directory_next_county_in){ after }, &row, found);
	db_rollback(o->db);
	*county = row.county;
	return e;
}

static enum err rebuild(struct order *o)
{
	county_code county = { -1 };
	bool        found = true;
	enum err    e = OK;

	while (!e && !(e = next_county(o, county.v, &county, &found)) && found) {
		if (!(e = kind_rebuild(o, county, CODE_KIND_STATION)))
			e = kind_rebuild(o, county, CODE_KIND_PERSON);
		o->counties++;
	}
	return e;
}

static enum err order_run(struct order *o)
{
	struct lock lock = { -1 };
	enum err    e = OK;

	if (!o->url && (e = folder_check(o->dir, true, o->arena, &o->why)) == OK)
		e = lock_take(o->dir, "directory", o->arena, &lock, &o->why);
	if (!e && !(e = db_open(o->url ? o->url : o->dir, DB_OFFLINE, o->arena, &o->db, &o->why))) {
		e = rebuild(o);
		db_close(o->db);
	}
	lock_release(&lock);
	return e;
}

int directory_command(int argc, char **argv)
{
	struct order o = { .dir = "data", .why = STR_NONE };
	enum err     e;

	if (!order_read(&o, argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	o.arena = arena_new(ARENA_BYTES);
	o.chunk = arena_new(ARENA_BYTES);
	e = crypt_start() ? ERR_FAULT : order_run(&o);
	if (e)
		fprintf(stderr, "lianxin directory: %.*s\n", o.why.n ? (int)o.why.n : 40,
		        o.why.n ? o.why.p : "not done; the log line above says why   ");
	else
		printf("%lld tenants, %lld rows put right\n", (long long)o.counties, (long long)o.differ);
	arena_free(o.chunk);
	arena_free(o.arena);
	return e ? 1 : 0;
}
