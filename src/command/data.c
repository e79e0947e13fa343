/* Commands about the data folder: check, backup, restore, region import, access. */
#include <stdio.h>
#include <unistd.h>

#include "pack/pack.h"
#include "base/crypt.h"
#include "cases/cases.h"
#include "command/command.h"
#include "db/backup.h"
#include "db/check.h"
#include "db/folder.h"
#include "deputy/deputy.h"
#include "directory/directory.h"
#include "figures/figures.h"
#include "file/file.h"
#include "region/region.h"
#include "search/search.h"

#define ARENA_BYTES (256 * 1024)

static int told(const char *command, enum err e, struct str said)
{
	if (e)
		return command_failed(command, said.n ? said : S("not done; the log line above says why"));
	printf("%.*s\n", (int)said.n, said.n ? said.p : "");
	return 0;
}

int backup_command(int argc, char **argv)
{
	const char             *dir = "data", *out = NULL;
	bool                    key = false;
	struct str              said = STR_NONE;
	const struct option_row rows[] = { { "data", &dir, NULL, "DIR" }, { "out", &out, NULL, "FOLDER" }, { "with-key", NULL, &key, "" } };
	struct arena           *a;
	int                     status;

	if (!options_read(argc, argv, rows, COUNT(rows), NULL, 0))
		return 2;
	if (!out) {
		fputs("lianxin backup: --out FOLDER says where the backup goes; it must not exist yet\n", stderr);
		return 2;
	}
	a = arena_new(ARENA_BYTES);
	status = crypt_start() ? 1 : told("backup", backup_take(dir, out, key, a, &said), said);
	arena_free(a);
	return status;
}

/* Rows of files against their bytes, in one snapshot. */
static enum err files_check(struct db *db, const char *dir, struct arena *a, struct buf *report, int64_t *differences)
{
	int64_t  faults = 0;
	enum err e = db_begin(db, false);

	if (e)
		return e;
	e = file_check(db, dir, a, report, &faults);
	db_rollback(db);
	*differences += faults;
	return e;
}

/* Every row of a file must have found its bytes in the backup. */
static int restored_files(const char *dir, struct arena *a)
{
	struct db *db;
	struct buf report;
	struct str why = S("the files cannot be compared with their rows; run lianxin check");
	int64_t    faults = 0;
	enum err   e = db_open(dir, DB_READ, a, &db, &why);

	if (e)
		return command_failed("restore", why);
	buf_init(&report, a, 1 << 20);          /* a line for each of some thousand faults */
	e = files_check(db, dir, a, &report, &faults);
	db_close(db);
	if (report.n)
		fwrite(report.p, 1, report.n, stderr);
	return e || faults ? command_failed("restore", faults ? S("the backup lacks the files named above") : why) : 0;
}

int restore_command(int argc, char **argv)
{
	const char             *dir = "data", *from = NULL;
	struct str              said = STR_NONE;
	const struct option_row rows[] = { { "data", &dir, NULL, "DIR" }, { "from", &from, NULL, "FOLDER" } };
	struct arena           *a;
	int                     status;

	if (!options_read(argc, argv, rows, COUNT(rows), NULL, 0))
		return 2;
	if (!from) {
		fputs("lianxin restore: --from FOLDER names the backup\n", stderr);
		return 2;
	}
	a = arena_new(ARENA_BYTES);
	status = crypt_start() ? 1 : told("restore", backup_restore(from, dir, a, &said), said);
	if (!status)
		status = restored_files(dir, a);
	arena_free(a);
	return status;
}

/* The engine's own checks, the counters, then the search index against every text. */
static enum err check_all(const char *dir, const char *place, bool anew, struct arena *a, struct buf *report, int64_t *differences, struct str *why)
{
	struct search_report found = { 0 };
	struct db           *db;
	bool                 server = db_is_url(place);
	/* A command may take its time on a server; a folder is only read. */
	enum err             e = db_open(place, server ? DB_OFFLINE : DB_READ, a, &db, why);

	if (e)
		return e;
	if (!server)
		e = check_run(db, a, db_checks, db_checks_n, report, differences);
	if (!e)
		e = check_run(db, a, figures_checks, figures_checks_n, report, differences);
	if (!e)
		e = check_run(db, a, deputy_checks, deputy_checks_n, report, differences);
	if (!e)
		e = check_run(db, a, directory_checks, directory_checks_n, report, differences);
	if (!e)
		e = files_check(db, dir, a, report, differences);
	db_close(db);
	if (!e && anew)
		e = search_rebuild(place, a, NULL, NULL, why);
	/* Made from the texts at any start; a restored folder has none before its first. */
	if (!e && !server && access(str_z(a, str_join(a, str_of(dir), S("/search.db"), STR_NONE)), F_OK) != 0) {
		buf_lit(report, "search: no index yet, the next start makes it\n");
		return OK;
	}
	if (!e && !(e = search_check(place, a, 50, &found, why))) {
		buf_printf(report, "search: %lld texts, %lld missing, %lld extra, %lld wrong, %lld of %lld samples differ%s\n",
		        (long long)found.texts, (long long)found.missing, (long long)found.extra, (long long)found.wrong,
		        (long long)found.differ, (long long)found.samples, found.sound ? "" : ", index damaged");
		*differences += found.missing + found.extra + found.wrong + found.differ + !found.sound;
	}
	return e;
}

int check_command(int argc, char **argv)
{
	const char             *dir = "data", *place = NULL;
	bool                    anew = false;
	const struct option_row rows[] = { { "data", &dir, NULL, "DIR" }, { "db", &place, NULL, "URL" },
	                                   { "index-anew", NULL, &anew, "" } };
	struct arena           *a;
	struct lock             lock;
	struct buf              report;
	struct str              why = STR_NONE;
	int64_t                 differences = 0;
	enum err                e;

	if (!options_read(argc, argv, rows, COUNT(rows), NULL, 0))
		return 2;
	a = arena_new(ARENA_BYTES);
	buf_init(&report, a, 1 << 20);          /* checks stop listing long before this */
	/* A server's database is looked at while others write to it, in one snapshot. */
	if (place) {
		e = check_all(dir, place, anew, a, &report, &differences, &why);
	} else if (!(e = lock_take(dir, "check", a, &lock, &why))) {
		e = check_all(dir, dir, anew, a, &report, &differences, &why);
		lock_release(&lock);
	}
	if (report.n)
		fwrite(report.p, 1, report.n, stdout);
	if (e)
		command_failed("check", why.n ? why : S("could not finish; the log line above says why"));
	else
		printf("check: %lld differences\n", (long long)differences);
	arena_free(a);
	return e || differences ? 1 : 0;
}

static void regions_progress(void *arg, int64_t regions, bool last)
{
	(void)arg;
	fprintf(stderr, "\r%lld regions%s", (long long)regions, last ? "\n" : "");
}

int region_command(int argc, char **argv)
{
	const char             *dir = "data", *place = NULL, *word = NULL;
	bool                    again = false;
	const struct option_row rows[] = { { "data", &dir, NULL, "DIR" }, { "again", NULL, &again, "" },
	                                   { "db", &place, NULL, "URL" } };
	struct region_import    in = { .packed = region_builtin(), .now = when_now(), .progress = regions_progress, .why = STR_NONE };
	struct arena           *a;
	struct lock             lock = { -1 };
	struct db              *db;
	struct str              why = STR_NONE;
	enum err                e = OK;

	if (!options_read(argc, argv, rows, COUNT(rows), &word, 1))
		return 2;
	if (!word || !str_eq(str_of(word), S("import"))) {
		fputs("usage: lianxin region import [--data DIR | --db URL] [--again]\n", stderr);
		return 2;
	}
	a = arena_new(ARENA_BYTES);
	in.again = again;
	if (!place && !(e = folder_make(dir, NULL, a, &why)))
		e = lock_take(dir, "region import", a, &lock, &why);
	if (!e && !(e = db_open(place ? place : dir, DB_OFFLINE, a, &db, &why))) {
		e = region_import(db, a, &in);
		why = in.why;
		db_close(db);
	}
	lock_release(&lock);
	if (e)
		command_failed("region import", why.n ? why : S("not done; the log line above says why"));
	else
		printf("%lld source rows, %lld regions\n", (long long)in.done.source_rows, (long long)in.done.regions);
	arena_free(a);
	return e ? 1 : 0;
}

/* Route x role and the step table, for the golden file and for auditors. */
int access_command(int argc, char **argv)
{
	const char             *dir = "data";
	const struct option_row rows[] = { { "data", &dir, NULL, "DIR" } };
	struct arena           *a;
	struct buf              out;

	if (!options_read(argc, argv, rows, COUNT(rows), NULL, 0))
		return 2;
	a = arena_new(ARENA_BYTES);
	buf_init(&out, a, 1 << 20);             /* some hundred doors */
	routes_print(&rooms, &out);
	case_steps_print(&out);
	fwrite(out.p, 1, out.n, stdout);
	arena_free(a);
	return 0;
}
