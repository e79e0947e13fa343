/* lianxin demo: makes the folder, the places, the people and their cases, then the search index. */
#include "demo/demo_private.h"

#include "base/buf.h"
#include "base/log.h"
#include "command/command.h"
#include "db/folder.h"
#include "db/lane.h"
#include "search/search.h"

#define ARENA_BYTES (1 << 20)
#define YEARS 2
#define CASES_MAX 20000000
#define LOG_MAX (64 << 20)

#define NO_COUNTY "no county of the division table has that code; take six digits such as 530524"
#define BROKEN_OFF " was begun in this folder and not finished; delete the folder or take another"
#define HERE_ALREADY " is in this folder already; take another folder or another --county"

struct str demo_mark_name(struct arena *a, county_code county)
{
	return str_join(a, S("demo.unfinished."), str_int(a, county.v), STR_NONE);
}

enum err demo_begin(struct demo *d)
{
	enum err e = db_begin(d->db, true);

	if (!e)
		db_scope(d->db, d->county.v, d->county.v);
	return e;
}

enum err demo_commit(struct demo *d)
{
	enum err e = counters_apply(d->db);

	if (!e)
		e = db_commit(d->db);
	if (e)
		return e;
	if (!d->wal)
		return OK;
	/* Folded beside the next cases; only a log that grows too long makes them wait. */
	if (wal_bytes(d->db) > LOG_MAX)
		wal_committed(d->wal, d->db);
	else
		wal_fold(d->wal);
	return OK;
}

static enum err refuse(struct demo *d, enum err e, struct str why)
{
	d->why = why;
	return e;
}

/* ---- before: the folder, the division table, the packs ---- */

static void regions_progress(void *arg, int64_t regions, bool last)
{
	(void)arg;
	if (last)
		fprintf(stderr, "demo: division table, %lld regions\n", (long long)regions);
}

static enum err regions_ready(struct demo *d)
{
	struct region_import  in = { .packed = region_builtin(), .now = d->now,
		                     .progress = regions_progress, .why = STR_NONE };
	struct region_figures there;
	enum err              e = region_figures(d->db, d->scratch, &there);

	if (e || there.there)
		return e;
	fputs("demo: loading the division table of the country ...\n", stderr);
	e = region_import(d->db, d->scratch, &in);
	if (e)
		d->why = in.why.n ? str_copy(d->arena, in.why) : STR_NONE;
	return e;
}

static enum err packs_ready(struct demo *d)
{
	struct pack_set *set;
	struct buf       faults;
	int64_t          added;
	enum err         e = demo_begin(d);

	buf_init(&faults, d->arena, 64 * 1024);         /* a page of fault lines at most */
	if (!e && (e = pack_install_builtin(d->db, d->scratch, d->start, &added, &faults)))
		d->why = str_join(
			d->arena, S("the packs cannot be loaded: "), buf_view(&faults), STR_NONE);
	e = e ? e : db_commit(d->db);
	if (!e && !(e = pack_set_open(d->db, d->arena, &set)))
		d->house.packs = set;
	return e;
}

/* Is it a county of the table, and not in this folder yet? */
static enum err county_ready(struct demo *d)
{
	struct demo_tenant_row tenant;
	struct demo_mark_row   mark;
	struct region_place   *below;
	bool                   there, broken;
	size_t                 n;
	enum err e = region_find(d->db, d->arena, region_of_county(d->county), &d->place);

	if (e == ERR_MISSING)
		return refuse(d, e, S(NO_COUNTY));
	if (e ||
		(e = demo_tenant(d->db, d->scratch, &(struct demo_tenant_in){ d->county }, &tenant,
			 &there)) ||
		(e = demo_mark(d->db, d->scratch,
			 &(struct demo_mark_in){ demo_mark_name(d->scratch, d->county) }, &mark,
			 &broken)))
		return e;
	if (there)
		return refuse(d, ERR_CONFLICT,
			str_join(d->arena, d->place.name, broken ? S(BROKEN_OFF) : S(HERE_ALREADY),
				STR_NONE));
	if (d->place.level == REGION_LEVEL_COUNTY)
		return OK;
	/* A city has a congress of its own; some have no counties, but townships right below them. */
	e = region_children(d->db, d->scratch, d->place.code, (region_code){ 0 }, 1, &below, &n);
	d->city = !e && n > 0 && below[0].level == REGION_LEVEL_COUNTY;
	if (!e && (d->place.level != REGION_LEVEL_CITY || n == 0))
		return refuse(d, ERR_INPUT, str_join(d->arena, d->place.name,
		        S(" is no county and no city; give the six digits of one"), STR_NONE));
	return e;
}

/* ---- the county ---- */

static enum err county_make(struct demo *d, struct logins *l)
{
	enum err e = demo_begin(d);

	if (e || (e = demo_mark_put(d->db, &(struct demo_mark_put_in){
	                  demo_mark_name(d->scratch, d->county), S("1") }, NULL)) ||
	    (e = demo_tenant_insert(d->db, &(struct demo_tenant_insert_in){ .county = d->county,
	             .name = d->place.name, .now = d->start }, NULL)) ||
	    (e = demo_places(d)) || (e = demo_units(d)) || (e = demo_deputies(d)) ||
	    (e = demo_duty(d)) || (e = demo_accounts(d, l)) || (e = demo_life(d)) || (e = demo_commit(d)))
		return e;
	return demo_accounts_write(d);
}

static void index_progress(void *arg, int64_t texts)
{
	(void)arg;
	fprintf(stderr, "demo: search index, %lld texts\n", (long long)texts);
}

/* The index in one go, then the queue that would have led to it goes. */
static enum err index_make(struct demo *d)
{
	struct demo_queue_last_row last;
	enum err                   e = demo_queue_last(d->db, d->scratch, &last);

	if (!e)
		e = search_rebuild(d->dir, d->arena, index_progress, NULL, &d->why);
	if (e || last.change == 0)
		return e;
	if ((e = demo_begin(d)) ||
		(e = demo_queue_keep(
			 d->db, &(struct demo_queue_keep_in){ .mark = last.change }, NULL)) ||
		(e = search_trim(d->db, last.change)))
		return e;
	return demo_commit(d);
}

static enum err finish(struct demo *d)
{
	enum err e = demo_begin(d);

	if (!e)
		e = demo_mark_delete(d->db,
			&(struct demo_mark_delete_in){ demo_mark_name(d->scratch, d->county) },
			NULL);
	return e ? e : demo_commit(d);
}

static void seconds_tell(const char *what, int64_t since_us)
{
	fprintf(stderr, "demo: %s in %.1f s\n", what, (double)(tick_us() - since_us) / 1e6);
}

static enum err county_fill(struct demo *d)
{
	struct logins *l;
	int64_t        begun = tick_us();
	enum err       e = demo_logins_hash(d, &l);

	if (e || (e = county_make(d, l)))
		return e;
	seconds_tell("places, people and accounts", begun);
	begun = tick_us();
	if ((e = demo_story(d)) || (e = demo_work(d)) || (e = demo_directory(d)))
		return e;
	seconds_tell("cases", begun);
	begun = tick_us();
	if (!db_shared(d->db)) {
		if ((e = index_make(d)))
			return e;
		seconds_tell("search index", begun);
	}
	return finish(d);
}

static enum err folder_fill(struct demo *d)
{
	enum err e;

	if ((e = keys_open(d->dir, true, &d->house.keys, &d->why, d->arena)) ||
	    (e = db_open(d->url ? d->url : d->dir, DB_OFFLINE, d->arena, &d->db, &d->why)))
		return e;
	if (!(e = regions_ready(d)) && !d->country && !(e = demo_begin(d))) {
		e = county_ready(d);
		db_rollback(d->db);
	}
	if (!e && d->country)
		return demo_country(d);
	if (!e && !(e = packs_ready(d)) &&
	    (db_shared(d->db) || !(e = wal_start(d->dir, d->arena, &d->wal, &d->why)))) {
		e = county_fill(d);
		if (e)
			db_rollback(d->db);
		if (d->wal)
			wal_stop(d->wal, d->db);
	}
	return e;
}

static enum err summary(struct demo *d)
{
	struct demo_states_row *rows;
	size_t                  n;
	enum err                e = demo_begin(d);

	if (!e)
		e = demo_states(d->db, d->scratch, &(struct demo_states_in){ d->county }, &rows, &n);
	db_rollback(d->db);

	printf("%.*s (%06lld): %zu stations and rooms, %zu deputies, %zu units, %lld cases\n",
		(int)d->place.name.n, d->place.name.p, (long long)d->county.v, d->n_sites,
		d->n_deputies + d->n_unassigned, d->n_bodies, (long long)d->done);
	for (size_t i = 0; !e && i < n; i++)
		printf("  %-10s %lld\n", case_state_names[rows[i].state], (long long)rows[i].n);
	printf("accounts and their passwords: %s/demo-accounts.txt\n", d->dir);
	return e;
}

static bool options(struct demo *d, int argc, char **argv)
{
	const char             *county = "530524", *cases = "2000", *seed = "1", *now = NULL, *country = "0";
	const struct option_row rows[] = {
		{ "data", &d->dir, NULL, "DIR" },
		{ "db", &d->url, NULL, "URL" },
		{ "county", &county, NULL, "CODE" },
		{ "cases", &cases, NULL, "N" },
		{ "seed", &seed, NULL, "S" },
		{ "now", &now, NULL, "MS" },
		{ "country", &country, NULL, "ROWS" },
	};
	int64_t                 s;

	if (!options_read(argc, argv, rows, COUNT(rows), NULL, 0) ||
	    !option_number("demo", "county", county, 100000, 999999, &d->county.v) ||
	    !option_number("demo", "cases", cases, 0, CASES_MAX, &d->cases) ||
	    !option_number("demo", "country", country, 0, 10000000, &d->country) ||
	    !option_number("demo", "seed", seed, 0, INT64_MAX, &s) ||
	    (now && !option_number("demo", "now", now, 1, INT64_C(4102444800000), &d->now.ms)))
		return false;
	d->seed = (uint64_t)s;
	return true;
}

int demo_command(int argc, char **argv)
{
	struct demo d = { .dir = "data", .now = when_now(), .why = STR_NONE };
	struct lock lock = { -1 };
	bool        made = false;
	int64_t     begun = tick_us();
	enum err    e;

	if (!options(&d, argc, argv))
		return 2;
	d.arena = arena_new(ARENA_BYTES);
	d.scratch = arena_new(ARENA_BYTES);
	/* Each begins at a moment of its own: audit rows of accounts belong to no county. */
	d.start = when_of((struct day){ day_of(d.now).n - YEARS * 365 }, 0, 0);
	d.start.ms += d.county.v;
	d.house.set.dir = d.dir;
	if (!(e = crypt_start()) && !(e = folder_make(d.dir, &made, d.arena, &d.why)) &&
	    !(e = lock_take(d.dir, "demo", d.arena, &lock, &d.why))) {
		e = folder_fill(&d);
		if (!e && d.country)
			printf("%lld rows in the directory of the country\n", (long long)d.country);
		else if (!e)
			e = summary(&d);
		db_close(d.db);
		keys_close(d.house.keys);
		if (e && made)
			folder_unmake(d.dir, &lock, d.arena);
		else
			lock_release(&lock);
	}
	if (e)
		command_failed(
			"demo", d.why.n ? d.why : S("not done; the log line above says why"));
	else
		printf("ready in %.1f s\n", (double)(tick_us() - begun) / 1e6);
	arena_free(d.scratch);
	arena_free(d.arena);
	return e ? 1 : 0;
}
