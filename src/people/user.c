/*
 * lianxin user: accounts and grants from the command line of the machine, for
 * the first administrator and for emergencies. Each change takes the folder's
 * lock, runs in one transaction and leaves its audit row.
 */
#include "people/people_private.h"

#include <stdio.h>

#include "base/crypt.h"
#include "base/text.h"
#include "db/audit.h"
#include "db/folder.h"
#include "people/second.h"
#include "people/second.q.h"
#include "region/region.h"

#define ARENA_BYTES (256 * 1024)

/* What was typed: the options, and up to three words after the subcommand. */
struct order {
	const char *dir, *place, *word, *name, *third;
	const char *station, *unit, *region, *county, *deputy;
	struct db    *db;
	struct arena *arena;
	struct when   now;
	struct str    why;               /* one sentence when it failed */
};

static const char usage[] = "usage: lianxin user --data DIR | --db URL  list\n"
			    "       lianxin user --data DIR add NAME DISPLAY\n"
			    "       lianxin user --data DIR grant NAME ROLE [--station CODE | "
                            "--county CODE --unit ID |\n"
			    "                    --deputy CODE | --region CODE | --county CODE]\n"
			    "       lianxin user --data DIR link NAME          a link to set the "
			    "password, good once and for 72 hours\n"
			    "       lianxin user --data DIR password NAME      a new password, shown once\n"
			    "       lianxin user --data DIR disable NAME       no more signing in, all "
			    "sessions ended\n"
			    "       lianxin user --data DIR second-off NAME    takes the second step off "
			    "a lost telephone\n"
			    "       lianxin user --data DIR officers-second on|off    the three officers "
			    "must have a second step\n";

static bool order_read(struct order *o, int argc, char **argv)
{
	const struct {
		const char  *option;
		const char **into;
	} options[] = { { "--data", &o->dir },      { "--db", &o->place },
	                { "--station", &o->station },
		        { "--unit", &o->unit },     { "--region", &o->region },
		        { "--county", &o->county }, { "--deputy", &o->deputy } };
	const char **words[] = { &o->word, &o->name, &o->third };
	size_t       n = 0;

	for (int i = 1; i < argc; i++) {
		bool taken = false;

		for (size_t k = 0; k < COUNT(options) && !taken; k++) {
			if (strcmp(argv[i], options[k].option) != 0)
				continue;
			if (++i == argc)
				return false;
			*options[k].into = argv[i];
			taken = true;
		}
		if (taken)
			continue;
		if (argv[i][0] == '-' || n == COUNT(words))
			return false;
		*words[n++] = argv[i];
	}
	return (o->dir || o->place) && o->word;
}

static enum err refuse(struct order *o, enum err e, const char *why)
{
	o->why = str_of(why);
	return e;
}

static enum err account_wanted(struct order *o, struct account_by_name_row *row)
{
	struct str name = account_name_fold(o->arena, str_of(o->name));
	bool       found = false;
	enum err   e;

	if (!name.p)
		return refuse(o, ERR_INPUT,
		              "give the name of an account: letters, digits, '.', '_' and '-', at "
		              "most 32");
	e = account_by_name(o->db, o->arena, &(struct account_by_name_in){ name }, row, &found);
	return e       ? e
	       : found ? OK
	               : refuse(o, ERR_MISSING,
	                        "there is no account of that name; `lianxin user list` shows all");
}

static struct account_by_id_row by_id(const struct account_by_name_row *row)
{
	return (struct account_by_id_row){ .id = row->id,
		                           .name = row->name,
		                           .display = row->display };
}

/* ---- the subcommands; each in one transaction ---- */

static enum err list_row(void *arg, const struct account_list_row *row)
{
	struct order *o = arg;
	struct buf    b;

	buf_init(&b, o->arena, 4096);
	buf_printf(&b, "%-24.*s %.*s", (int)row->name.n, row->name.p, (int)row->display.n,
	           row->display.p);
	if (row->disabled.ms)
		buf_lit(&b, "  DISABLED");
	if (row->must_change)
		buf_lit(&b, "  new password due");
	if (row->role) {
		buf_printf(&b, "  %s %06lld", role_names[row->role], (long long)row->county.v);
		if (row->station.n)
			buf_printf(&b, " station %.*s", (int)row->station.n, row->station.p);
		if (row->unit.n)
			buf_printf(&b, " unit %.*s", (int)row->unit.n, row->unit.p);
		if (row->deputy.n)
			buf_printf(&b, " deputy %.*s", (int)row->deputy.n, row->deputy.p);
		if (!row->station.n && !row->unit.n && !row->deputy.n && row->region_lo.has)
			buf_printf(&b, " region %012lld", (long long)row->region_lo.v);
		if (row->ended)
			buf_lit(&b, " (not in force)");
	}
	buf_char(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
	return OK;
}

static enum err user_list(struct order *o)
{
	return account_list(o->db, o->arena, &(struct account_list_in){ day_of(o->now) }, list_row,
	                    o);
}

static enum err user_add(struct order *o)
{
	struct str password = password_random(o->arena), hash;
	account_id id;
	enum err   e;

	if (!o->name || !o->third || !utf8_valid(str_of(o->third)))
		return refuse(o, ERR_INPUT,
		              "give a name to sign in with and a name to show: add NAME DISPLAY");
	if ((e = password_hash(o->arena, password, &hash)))
		return e;
	e = account_create(o->db, o->arena,
	                   &(struct account_new){ .name = str_of(o->name),
	                                          .display = text_clean(o->arena, str_of(o->third)),
	                                          .hash = hash,
	                                          .must_change = true,
	                                          .now = o->now },
	                   &id);
	if (e == ERR_CONFLICT)
		return refuse(o, e,
		              "an account of that name is there already; choose another name");
	if (e == ERR_INPUT)
		return refuse(o, e,
		              "a name has letters, digits, '.', '_' and '-', at most 32; the shown "
		              "name at most 32 characters");
	o->why = str_join(o->arena, S("password (must be changed at the first sign-in): "),
	                  password, STR_NONE);
	return e;
}

static enum err user_password(struct order *o)
{
	struct str                 password = password_random(o->arena), hash;
	struct account_by_name_row row;
	struct account_by_id_row   account;
	int64_t                    changed;
	enum err                   e;

	if ((e = account_wanted(o, &row)) || (e = password_hash(o->arena, password, &hash)))
		return e;
	account = by_id(&row);
	if ((e = account_password_set(o->db,
	                              &(struct account_password_set_in){ .id = row.id,
	                                                                 .old = row.password,
	                                                                 .password = hash,
	                                                                 .must_change = true },
	                              &changed)) ||
	    (e = account_sessions_end(o->db, &(struct account_sessions_end_in){ row.id }, NULL)) ||
	    (e = invite_drop(o->db, &(struct invite_drop_in){ row.id }, NULL)) ||
	    (e = account_audit(o->db, o->arena, &account, (struct actor){ { 0 }, { 0 } }, o->now,
	                       "account.password", "command line")))
		return e;
	if (changed != 1)
		return refuse(o, ERR_CONFLICT,
		              "somebody changed the password in the same moment; try again");
	o->why = str_join(o->arena, S("password (must be changed at the first sign-in): "),
	                  password, STR_NONE);
	return OK;
}

/* For whom no administrator may make one: the three officers, and the first of them. */
static enum err user_link(struct order *o)
{
	struct account_by_name_row row;
	struct invite              link;
	enum err                   e;

	if ((e = account_wanted(o, &row)))
		return e;
	e = invite_make(o->db, o->arena, &(struct invite_new){ .account = row.id, .now = o->now }, &link);
	if (e == ERR_STEP)
		return refuse(o, e, "that account is disabled");
	if (!e)
		o->why = str_join(o->arena, S("one-time link, for 72 hours, behind the address of the site: "),
		                  link.path, STR_NONE);
	return e;
}

/* For the security officer's own lost telephone; whose else it is, the pages have it. */
static enum err user_second_off(struct order *o)
{
	struct account_by_name_row row;
	struct account_by_id_row   account;
	enum err                   e;

	if ((e = account_wanted(o, &row)))
		return e;
	account = by_id(&row);
	if ((e = second_drop(o->db, row.id)) ||
	    (e = account_sessions_end(o->db, &(struct account_sessions_end_in){ row.id }, NULL)))
		return e;
	return account_audit(o->db, o->arena, &account, (struct actor){ { 0 }, { 0 } }, o->now, "totp.reset",
	                     "command line");
}

/* Must the three officers have a second step? Asked at their next sign-in. */
static enum err user_officers_second(struct order *o)
{
	struct str value = str_of(o->name);
	enum err   e;

	if (!str_eq(value, S("on")) && !str_eq(value, S("off")))
		return refuse(o, ERR_INPUT, "say on or off");
	e = people_setting_put(o->db, &(struct people_setting_put_in){ S(SETTING_OFFICERS), value }, NULL);
	return e ? e : audit_write(o->db, &(struct audit){ .now = o->now, .action = "setting.change",
		.object = S(SETTING_OFFICERS), .result = o->name, .reason = STR_NONE });
}

static enum err user_disable(struct order *o)
{
	struct account_by_name_row row;
	enum err                   e;

	if ((e = account_wanted(o, &row)))
		return e;
	e = account_close(o->db, o->arena, row.id, (struct actor){ { 0 }, { 0 } }, o->now);
	return e == ERR_STEP ? refuse(o, e, "that account is disabled already") : e;
}

/* ---- the scope of a grant ---- */

/* ERR_MISSING in the words of this command. */
static enum err scope_told(struct order *o, enum err e, const char *why)
{
	return e == ERR_MISSING ? refuse(o, e, why) : e;
}

static enum err scope_unit(struct order *o, county_code county, struct grant_new *g)
{
	unit_id unit;

	if (!str_number(str_of(o->unit), INT64_MAX, &unit.v))
		return refuse(o, ERR_INPUT, "a unit is given by its number");
	return scope_told(o, scope_of_unit(o->db, o->arena, county, unit, g),
	                  "that county has no such unit");
}

static enum err scope_read(struct order *o, struct grant_new *g)
{
	static const char no_region[] = "there is no such region; `lianxin region import` loads the table";
	region_code       code;

	if (o->station)
		return scope_told(o, scope_of_station(o->db, o->arena, str_of(o->station), g),
		                  "there is no station with that code");
	if (o->deputy)
		return scope_told(o, scope_of_deputy(o->db, o->arena, str_of(o->deputy), g),
		                  "there is no deputy with that code");
	if (o->region) {
		if (!str_number(str_of(o->region), INT64_C(999999999999), &code.v))
			return refuse(o, ERR_INPUT, "a region is given by its twelve digits");
		return scope_told(o, scope_of_region(o->db, o->arena, code, g), no_region);
	}
	if (!o->county || !str_number(str_of(o->county), 999999, &code.v))
		return refuse(
			o, ERR_INPUT,
			"say where: --station CODE, --deputy CODE, --region CODE or --county CODE");
	if (o->unit)
		return scope_unit(o, (county_code){ code.v }, g);
	return scope_told(o, scope_of_region(o->db, o->arena, region_of_county((county_code){ code.v }), g),
	                  no_region);
}

static enum err user_grant(struct order *o)
{
	struct account_by_name_row row;
	struct grant_new           g = { .from = day_of(o->now), .now = o->now };
	grant_id                   id;
	enum err                   e;

	if (!o->third || !(g.role = role_of(str_of(o->third))))
		return refuse(o, ERR_INPUT,
		              "a role is one of: deputy clerk head office receiver handler signer "
		              "leader admin security auditor");
	if ((e = account_wanted(o, &row)) || (e = scope_read(o, &g)))
		return e;
	db_scope(o->db, g.county.v, g.county.v);
	g.account = row.id;
	e = grant_create(o->db, o->arena, &g, &id);
	if (e == ERR_CONFLICT)
		return refuse(o, e,
		              "admin, security and auditor share an account with no other role; "
		              "make a second account");
	if (e == ERR_INPUT)
		return refuse(o, e,
		              "clerk and head need --station; receiver, handler and signer "
		              "--county and --unit; "
		              "deputy --deputy; the others --county or --region");
	return e;
}

/* ---- opening the folder ---- */

static enum err in_transaction(struct order *o, enum err (*run)(struct order *), bool write)
{
	enum err e = db_begin(o->db, write);

	if (e)
		return e;
	if ((e = run(o))) {
		db_rollback(o->db);
	} else if ((e = db_commit(o->db))) {
		db_rollback(o->db);
		o->why = S("it could not be stored; look at the disk");
	}
	return e;
}

static enum err order_run(struct order *o)
{
	static const struct {
		const char *word;
		enum err  (*run)(struct order *);
		bool        write;
	} words[] = { { "list", user_list, false },
		      { "add", user_add, true },
		      { "grant", user_grant, true },
		      { "disable", user_disable, true },
		      { "password", user_password, true },
		      { "link", user_link, true },
		      { "second-off", user_second_off, true },
		      { "officers-second", user_officers_second, true } };
	struct lock lock = { -1 };
	enum err    e = OK;

	for (size_t i = 0; i < COUNT(words); i++) {
		if (strcmp(o->word, words[i].word) != 0)
			continue;
		if (words[i].write && !o->name)
			return refuse(o, ERR_INPUT, "give the name of the account, or on or off");
		if (!o->place)
			e = folder_check(o->dir, words[i].write, o->arena, &o->why);
		if (!e && !o->place && words[i].write)
			e = lock_take(o->dir, "user", o->arena, &lock, &o->why);
		if (!e)
			e = db_open(o->place ? o->place : o->dir, words[i].write ? DB_OFFLINE : DB_READ,
			            o->arena, &o->db, &o->why);
		if (!e) {
			e = in_transaction(o, words[i].run, words[i].write);
			db_close(o->db);
		}
		lock_release(&lock);
		return e;
	}
	return refuse(o, ERR_INPUT, "say what: list, add, grant, disable, password, link, second-off or officers-second");
}

int user_command(int argc, char **argv)
{
	struct order o = { .now = when_now(), .why = STR_NONE };
	enum err     e;

	if (!order_read(&o, argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	if (crypt_start()) {
		fputs("lianxin user: the cryptographic library cannot start\n", stderr);
		return 1;
	}
	o.arena = arena_new(ARENA_BYTES);
	e = order_run(&o);
	if (o.why.n)
		fprintf(e ? stderr : stdout, "%s%.*s\n", e ? "lianxin user: " : "", (int)o.why.n,
		        o.why.p);
	else if (e)
		fputs("lianxin user: not done; the log line above says why\n", stderr);
	arena_free(o.arena);
	return e ? 1 : 0;
}
