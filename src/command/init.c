/* lianxin init: a real county: its rules, its places, its first three officers. Nobody and nothing is invented. */
#include "command/init.h"

#include <stdio.h>

#include "base/crypt.h"
#include "command/command.h"
#include "command/command.q.h"
#include "command/pack_file.h"
#include "db/audit.h"
#include "db/folder.h"
#include "db/lane.h"

#define ARENA_BYTES (1 << 20)

static enum err refuse(struct init *in, enum err e, struct str why)
{
	in->why = why;
	return e;
}

static struct str code_words(struct init *in, region_code code)
{
	struct str s = str_int(in->arena, code.v);

	return str_join(in->arena, str_part(S("000000000000"), 0, s.n < 12 ? 12 - s.n : 0), s, STR_NONE);
}

/* ---- before anything is written ---- */

static enum err pack_ready(struct init *in)
{
	struct buf faults;
	enum err   e = pack_file_take(in->file, in->arena, &in->yaml, &in->why);

	buf_init(&faults, in->arena, 1 << 20);
	if (!e && (e = pack_read(in->arena, in->file, in->yaml, &in->pack, &faults)) == ERR_INPUT) {
		fwrite(faults.p, 1, faults.n, stderr);
		in->why = pack_file_faults(in->file, in->arena, &faults);
	}
	return e;
}

static void regions_progress(void *arg, int64_t regions, bool last)
{
	(void)arg;
	if (last)
		fprintf(stderr, "init: division table, %lld regions\n", (long long)regions);
}

static enum err regions_ready(struct init *in)
{
	struct region_import  table = { .packed = region_builtin(), .now = in->now, .progress = regions_progress };
	struct region_figures there;
	enum err              e = region_figures(in->db, in->arena, &there);

	if (e || there.there)
		return e;
	fputs("init: loading the division table of the country ...\n", stderr);
	e = region_import(in->db, in->arena, &table);
	if (e && table.why.n)
		in->why = table.why;
	return e;
}

/* Whose congress it is: the pack's township inside the county; of any pack above, the county's own. */
static enum err seat_find(struct init *in)
{
	struct region_range county = region_tenant(in->county), pack;
	struct str          at = code_words(in, in->pack.region);
	enum err            e = region_range_of(in->db, in->arena, in->pack.region, &pack);

	in->seat = in->place;
	if (e == ERR_MISSING)
		return refuse(in, ERR_INPUT, str_join(in->arena, S("the division table has no place "), at,
			S(", for which "), str_of(in->file), S(" is"), STR_NONE));
	if (e || (pack.lo <= in->place.code.v && in->place.code.v <= pack.hi))
		return e;
	if (in->pack.level == REGION_LEVEL_TOWNSHIP && county.lo <= pack.lo && pack.hi <= county.hi &&
	    in->place.level == REGION_LEVEL_COUNTY)
		return region_find(in->db, in->arena, in->pack.region, &in->seat);
	return refuse(in, ERR_INPUT, str_join(in->arena, str_of(in->file), S(" is for "), in->pack.name, S(" ("), at,
		S("), which is neither "), in->place.name, S(", nor above it, nor a township in it"), STR_NONE));
}

static enum err county_find(struct init *in)
{
	enum err e = region_find(in->db, in->arena, region_of_county(in->county), &in->place);

	if (e == ERR_MISSING || (!e && in->place.level != REGION_LEVEL_COUNTY && in->place.level != REGION_LEVEL_CITY))
		return refuse(in, ERR_INPUT, S("no county and no city of the division table has that code; give six digits such as 530524"));
	return e;
}

/* A tenant is set up once; what is in use is not touched. */
static enum err tenant_empty(struct init *in)
{
	struct init_there_row there;
	const char           *what;
	enum err              e = init_there(in->db, in->arena, &(struct init_there_in){ in->county }, &there);

	if (e)
		return e;
	what = there.demo     ? " is a demonstration county here; take another folder" :
	       there.cases    ? " has cases here already; it is set up" :
	       there.accounts ? " has accounts here already; it is set up (a new link: lianxin user link NAME)" :
	       there.places   ? " has places here already; it is set up" : NULL;
	return what ? refuse(in, ERR_CONFLICT, str_join(in->arena, in->place.name, str_of(what), STR_NONE)) : OK;
}

static enum err look(struct init *in)
{
	enum err e = db_begin(in->db, false);

	if (e)
		return e;
	db_scope(in->db, in->county.v, in->county.v);
	if (!(e = county_find(in)) && !(e = tenant_empty(in)))
		e = seat_find(in);
	db_rollback(in->db);
	return e;
}

/* ---- what is made, in one transaction ---- */

/* The office's own file first: the packs the program carries give way to what is there. */
static enum err packs_make(struct init *in)
{
	const struct pack_file file = { .file = in->file, .yaml = in->yaml, .pack = &in->pack, .county = in->county,
	                                .now = in->now };
	struct buf             faults;
	int64_t                n;
	bool                   added;
	enum err               e = pack_file_put(in->db, in->arena, &file, &added, &in->why);

	buf_init(&faults, in->arena, 64 * 1024);
	if (!e && (e = pack_install_builtin(in->db, in->arena, in->now, &n, &faults)))
		in->why = str_join(in->arena, S("the packs cannot be loaded: "), buf_view(&faults), STR_NONE);
	return e ? e : pack_set_open(in->db, in->arena, &in->packs);
}

static enum err places_make(struct init *in)
{
	if (!in->depth_said)
		in->depth = in->place.level == REGION_LEVEL_CITY ? PLACES_TOWNSHIPS : PLACES_VILLAGES;
	in->made = (struct places_first){ .county = in->county, .root = in->seat, .depth = in->depth,
		.packs = in->packs, .now = in->now };
	return places_first_make(in->db, in->arena, &in->made);
}

static enum err audit_make(struct init *in)
{
	return audit_write(in->db, &(struct audit){ .county = in->county, .now = in->now, .action = "tenant.init",
		.object = in->seat.name, .result = "command line", .reason = STR_NONE });
}

static enum err county_make(struct init *in)
{
	enum err e = db_begin(in->db, true);

	if (e)
		return e;
	db_scope(in->db, in->county.v, in->county.v);
	/* Once more: beside a server somebody may have been quicker. */
	if (!(e = tenant_empty(in)) && !(e = packs_make(in)) &&
	    !(e = init_tenant_insert(in->db, &(struct init_tenant_insert_in){ in->county, in->place.name, in->now }, NULL)) &&
	    !(e = places_make(in)) && !(e = init_officers(in)) && !(e = audit_make(in)) && !(e = init_links_write(in)) &&
	    !(e = counters_apply(in->db)))
		e = db_commit(in->db);
	if (e)
		db_rollback(in->db);
	return e;
}

/* ---- the command ---- */

static enum err opened(struct init *in)
{
	enum err e = regions_ready(in);

	return e || (e = look(in)) ? e : county_make(in);
}

static enum err folder_run(struct init *in)
{
	struct lock  lock = { -1 };
	struct keys *keys = NULL;
	bool         made = false;
	enum err     e = pack_ready(in);

	if (!e && !in->url && !(e = folder_make(in->dir, &made, in->arena, &in->why)) &&
	    !(e = lock_take(in->dir, "init", in->arena, &lock, &in->why)))
		e = keys_open(in->dir, true, &keys, &in->why, in->arena);
	if (!e && !(e = db_open(in->url ? in->url : in->dir, DB_OFFLINE, in->arena, &in->db, &in->why))) {
		e = opened(in);
		db_close(in->db);
	}
	if (keys)
		keys_close(keys);
	/* A county that was not made has no folder; a wrong code or a wrong pack leaves nothing behind. */
	if (e && made)
		folder_unmake(in->dir, &lock, in->arena);
	else
		lock_release(&lock);
	return e;
}

static void tell(const struct init *in)
{
	printf("%.*s (%06lld): %lld home%s, %lld stations, %lld rooms; pack %.*s, version %lld\n",
		(int)in->seat.name.n, in->seat.name.p, (long long)in->county.v, (long long)in->made.homes,
		in->made.homes == 1 ? "" : "s", (long long)in->made.stations, (long long)in->made.rooms, (int)in->pack.code.n, in->pack.code.p, (long long)in->pack.version);
	for (size_t i = 0; i < INIT_OFFICERS; i++)
		printf("%.*s %.*s %.*s\n", (int)in->officers[i].name.n, in->officers[i].name.p,
			(int)in->officers[i].link.path.n, in->officers[i].link.path.p,
			(int)in->officers[i].display.n, in->officers[i].display.p);
	printf("each link opens once, within %d hours; they stand in %s\n", INVITE_HOURS, in->links);
	if (in->url)
		puts("next: lianxin serve --data DIR --db URL --listen 127.0.0.1:8080");
	else
		printf("next: lianxin serve --data %s --listen 127.0.0.1:8080\n", in->dir);
}

static bool options(struct init *in, int argc, char **argv)
{
	const char             *county = NULL, *places = NULL;
	const struct option_row rows[] = {
		{ "data", &in->dir, NULL, "DIR" }, { "db", &in->url, NULL, "URL" }, { "county", &county, NULL, "CODE" },
		{ "pack", &in->file, NULL, "FILE" }, { "places", &places, NULL, "none|townships|villages" },
		{ "links", &in->links, NULL, "FILE" },
	};
	struct str              depth;

	if (!options_read(argc, argv, rows, COUNT(rows), NULL, 0))
		return false;
	if (!county || !in->file || !in->dir == !in->url) {
		fputs("usage: lianxin init --data DIR | --db URL  --county CODE --pack FILE\n"
		      "                    [--places none|townships|villages] [--links FILE]\n", stderr);
		return false;
	}
	depth = places ? str_of(places) : S("");
	in->depth_said = places != NULL;
	in->depth = str_eq(depth, S("none")) ? PLACES_NONE : str_eq(depth, S("townships")) ? PLACES_TOWNSHIPS : PLACES_VILLAGES;
	if (places && in->depth == PLACES_VILLAGES && !str_eq(depth, S("villages"))) {
		fprintf(stderr, "lianxin init: --places takes none, townships or villages, not '%s'\n", places);
		return false;
	}
	return option_number("init", "county", county, 100000, 999999, &in->county.v);
}

int init_command(int argc, char **argv)
{
	struct init in = { .now = when_now(), .why = STR_NONE };
	enum err    e;

	if (!options(&in, argc, argv))
		return 2;
	in.arena = arena_new(ARENA_BYTES);
	if (!in.links)
		in.links = in.url ? "first-links.txt" : str_z(in.arena, str_join(in.arena, str_of(in.dir), S("/first-links.txt"), STR_NONE));
	e = crypt_start() ? ERR_FAULT : folder_run(&in);
	if (e)
		command_failed("init", in.why.n ? in.why : S("not done; the log line above says why"));
	else
		tell(&in);
	arena_free(in.arena);
	return e ? 1 : 0;
}
