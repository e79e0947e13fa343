/* lianxin pack: check a file of local rules, load it as a new version, print what is stored. */
#include <stdio.h>
#include <unistd.h>

#include "pack/pack.h"
#include "base/crypt.h"
#include "command/command.h"
#include "command/pack_file.h"
#include "db/folder.h"
#include "region/region.h"

#define ARENA_BYTES (256 * 1024)
#define TOLD_BYTES  (4 << 20)

struct order {
	const char   *dir, *place, *word, *file;
	bool          yes, dry;
	struct arena *arena;
	struct db    *db;
	struct buf    said;              /* faults and differences, a line each */
	struct str    why;
};

static enum err refuse(struct order *o, struct str why)
{
	o->why = why;
	return ERR_INPUT;
}

static enum err faults_told(struct order *o, enum err e)
{
	if (e == ERR_INPUT && o->said.n > 0)
		o->why = pack_file_faults(o->file, o->arena, &o->said);
	return e;
}

static enum err check_run(struct order *o)
{
	struct pack p;
	struct str  yaml;
	enum err    e = pack_file_take(o->file, o->arena, &yaml, &o->why);

	if (e)
		return e;
	e = faults_told(o, pack_read(o->arena, o->file, yaml, &p, &o->said));
	if (!e)
		buf_printf(&o->said, "%s: good, %.*s, version %lld\n", o->file, (int)p.name.n,
			p.name.p, (long long)p.version);
	return e;
}

/* ---- stored packs ---- */

/* By six or twelve digits, or by the name a file has after "pack:". */
static enum err wanted(struct order *o, struct pack_stored *out)
{
	struct pack_stored *rows;
	size_t              n, found = 0;
	enum err            e = pack_stored_all(o->db, o->arena, &rows, &n);
	int64_t             code = -1;

	if (str_number(str_of(o->file), INT64_C(999999999999), &code) && code > 0 && code < 1000000)
		code *= 1000000;
	for (size_t i = 0; !e && i < n; i++)
		if (rows[i].pack.region.v == code || str_eq(rows[i].pack.code, str_of(o->file))) {
			*out = rows[i];          /* versions rise: the last one stays */
			found++;
		}
	if (!e && !found)
		return refuse(o, str_join(o->arena, S("there is no pack "), str_of(o->file),
			S("; `lianxin pack show` lists them"), STR_NONE));
	return e;
}

static enum err export_run(struct order *o)
{
	struct pack_stored s;
	enum err           e = wanted(o, &s);

	if (!e)
		buf_str(&o->said, s.yaml);
	return e;
}

static enum err show_one(struct order *o)
{
	struct pack_stored s;
	enum err           e = wanted(o, &s);

	if (e)
		return e;
	buf_printf(&o->said, "%.*s  %.*s  %012lld  version %lld from ", (int)s.pack.code.n,
		s.pack.code.p, (int)s.pack.name.n, s.pack.name.p, (long long)s.pack.region.v,
		(long long)s.pack.version);
	day_iso(&o->said, s.from);
	buf_lit(&o->said, "\n");
	for (int i = 0; i < PACK_SECTIONS; i++)
		if (s.pack.has[i])
			buf_printf(&o->said, "  %-16s %3zu  %.*s\n",
				pack_section_name((enum pack_section)i), s.pack.list[i].n,
				(int)s.pack.list[i].source.n, s.pack.list[i].source.p);
	return OK;
}

static enum err show_run(struct order *o)
{
	struct pack_stored *rows;
	size_t              n;
	enum err            e;

	if (o->file)
		return show_one(o);
	e = pack_stored_all(o->db, o->arena, &rows, &n);
	for (size_t i = 0; !e && i < n; i++) {
		buf_printf(&o->said, "%012lld  %-9s  version %3lld from ",
			(long long)rows[i].pack.region.v, region_level_names[rows[i].pack.level],
			(long long)rows[i].pack.version);
		day_iso(&o->said, rows[i].from);
		buf_printf(&o->said, "  %.*s  %.*s\n", (int)rows[i].pack.code.n, rows[i].pack.code.p,
			(int)rows[i].pack.name.n, rows[i].pack.name.p);
	}
	return e;
}

/* ---- loading ---- */

static bool asked(void)
{
	char answer[16];

	if (!isatty(STDIN_FILENO))
		return false;
	fputs("Load it as a new version? [y/N] ", stderr);
	return fgets(answer, sizeof(answer), stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}

/* What loading would change, in words; *none when the same contents are there. */
static enum err difference_tell(struct order *o, struct str yaml, struct pack *coming, bool *none)
{
	struct pack         before = { 0 };
	struct pack_stored *rows;
	struct pack_change *changes;
	bool                there = false;
	size_t              n, n_changes;
	enum err            e = faults_told(o, pack_read(o->arena, o->file, yaml, coming, &o->said));

	*none = false;
	if (e || (e = pack_stored_all(o->db, o->arena, &rows, &n)))
		return e;
	for (size_t i = 0; i < n; i++)
		if (rows[i].pack.region.v == coming->region.v) {
			before = rows[i].pack;
			there = true;
			*none = str_eq(rows[i].yaml, yaml);
		}
	if (!there)
		buf_printf(&o->said, "the first pack of %012lld\n", (long long)coming->region.v);
	n_changes = pack_diff(o->arena, &before, coming, &changes);
	pack_diff_tell(changes, n_changes, &o->said);
	if (there && n_changes == 0)
		buf_lit(&o->said, "nothing differs but the file itself\n");
	return OK;
}

static enum err version_put(struct order *o, struct str yaml, const struct pack *coming, bool *added)
{
	const struct pack_file in = { .file = o->file, .yaml = yaml, .pack = coming,
		.county = region_county(coming->region), .now = when_now() };
	enum err               e = db_begin(o->db, true);

	if (e)
		return e;
	db_scope(o->db, in.county.v, in.county.v);
	e = pack_file_put(o->db, o->arena, &in, added, &o->why);
	e = e ? e : db_commit(o->db);
	if (e)
		db_rollback(o->db);
	return e;
}

static enum err load_run(struct order *o)
{
	struct str  yaml;
	struct pack coming;
	bool        none, added;
	enum err    e = pack_file_take(o->file, o->arena, &yaml, &o->why);

	if (e || (e = difference_tell(o, yaml, &coming, &none)))
		return e;
	if (none) {
		buf_lit(&o->said, "this version is loaded already\n");
		return OK;
	}
	if (o->said.n)
		fwrite(o->said.p, 1, o->said.n, stdout);
	fflush(stdout);
	buf_reset(&o->said);
	if (o->dry)
		return OK;
	if (!o->yes && !asked())
		return refuse(o, S("not loaded; say --yes, or answer y at a terminal"));
	if ((e = version_put(o, yaml, &coming, &added)))
		return e;
	buf_printf(&o->said, "%.*s: version %lld loaded, in force from ", (int)coming.name.n,
		coming.name.p, (long long)coming.version);
	day_iso(&o->said, coming.from);
	buf_lit(&o->said, "\n");
	return OK;
}

static const struct {
	const char *word;
	enum err  (*run)(struct order *o);
	bool        file, db, write;
} words[] = {
	{ "check", check_run, true, false, false },
	{ "load", load_run, true, true, true },
	{ "export", export_run, true, true, false },
	{ "show", show_run, false, true, false },
};

static enum err order_run(struct order *o, size_t i)
{
	struct lock lock = { -1 };
	enum err    e = OK;

	if (!words[i].db)
		return words[i].run(o);
	if (!o->place)
		e = folder_check(o->dir, words[i].write, o->arena, &o->why);
	if (!e && !o->place && words[i].write && !o->dry)
		e = lock_take(o->dir, "pack", o->arena, &lock, &o->why);
	if (!e)
		e = db_open(o->place ? o->place : o->dir, words[i].write && !o->dry ? DB_OFFLINE : DB_READ,
			o->arena, &o->db, &o->why);
	if (!e) {
		e = words[i].run(o);
		db_close(o->db);
	}
	lock_release(&lock);
	return e;
}

int pack_command(int argc, char **argv)
{
	struct order            o = { .dir = "data", .why = STR_NONE };
	const char             *given[2] = { NULL, NULL };
	const struct option_row rows[] = {
		{ "data", &o.dir, NULL, "DIR" }, { "db", &o.place, NULL, "URL" },
		{ "yes", NULL, &o.yes, "" }, { "dry-run", NULL, &o.dry, "" },
	};
	size_t   i = 0;
	enum err e;

	if (!options_read(argc, argv, rows, COUNT(rows), given, 2))
		return 2;
	while (i < COUNT(words) && (!given[0] || !str_eq(str_of(words[i].word), str_of(given[0]))))
		i++;
	if (i == COUNT(words) || (words[i].file && !given[1])) {
		fputs("usage: lianxin pack check FILE\n"
		      "       lianxin pack load [--data DIR | --db URL] [--dry-run] [--yes] FILE\n"
		      "       lianxin pack export|show [--data DIR | --db URL] CODE\n", stderr);
		return 2;
	}
	o.file = given[1];
	o.arena = arena_new(ARENA_BYTES);
	buf_init(&o.said, o.arena, TOLD_BYTES);
	e = crypt_start() ? ERR_FAULT : order_run(&o, i);
	if (o.said.n)
		fwrite(o.said.p, 1, o.said.n, stdout);
	if (e)
		command_failed("pack", o.why.n ? o.why : S("not done; the log line above says why"));
	arena_free(o.arena);
	return e ? 1 : 0;
}
