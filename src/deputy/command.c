/* lianxin deputy: tables of people in and out, from the command line of the machine. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/folder.h"
#include "db/lane.h"
#include "deputy/export.h"
#include "deputy/import_pages.h"

#define ARENA_BYTES (1 << 20)

static const char usage[] =
	"usage: lianxin deputy import   --data DIR [--db URL] --county CODE FILE [--dry-run] [--duplicates skip|update|both]\n"
	"       lianxin deputy export   --data DIR [--db URL] --county CODE FILE.csv|.xlsx|.json\n"
	"       lianxin deputy template --data DIR [--db URL] --county CODE FILE.xlsx\n"
	"       lianxin deputy undo     --data DIR [--db URL] --county CODE NUMBER\n";

struct order {
	const char      *dir, *url, *word, *file, *duplicates;
	county_code      county;
	bool             dry;
	struct arena    *arena, *chunk;
	struct keys     *keys;
	struct db       *db;
	struct str       why;
};

static bool order_read(struct order *o, int argc, char **argv)
{
	const char *county = NULL, **words[] = { &o->word, &o->file };
	size_t      n = 0;
	struct { const char *name, **into; } options[] = { { "--data", &o->dir }, { "--db", &o->url },
		{ "--county", &county }, { "--duplicates", &o->duplicates } };

	for (int i = 1; i < argc; i++) {
		size_t k = 0;

		if (strcmp(argv[i], "--dry-run") == 0) {
			o->dry = true;
			continue;
		}
		while (k < COUNT(options) && strcmp(argv[i], options[k].name) != 0)
			k++;
		if (k < COUNT(options)) {
			if (++i == argc)
				return false;
			*options[k].into = argv[i];
		} else if (argv[i][0] == '-' || n == COUNT(words)) {
			return false;
		} else {
			*words[n++] = argv[i];
		}
	}
	return o->word && o->file && county && str_number(str_of(county), 999999, &o->county.v);
}

static enum err refuse(struct order *o, enum err e, const char *why)
{
	o->why = str_of(why);
	return e;
}

/* People of a Chinese county read Chinese, unless the machine says otherwise. */
static enum lang lang_of_machine(void)
{
	const char *lang = getenv("LANG");

	return lang && strncmp(lang, "en", 2) == 0 ? LANG_EN : LANG_ZH;
}

static struct deputy_desk desk_of_order(const struct order *o)
{
	return (struct deputy_desk){ .db = o->db, .arena = o->chunk, .keys = o->keys, .county = o->county, .now = when_now() };
}

static enum err file_read(struct order *o, struct str *bytes)
{
	int         fd = open(o->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);     /* a pipe is refused, not waited for */
	struct stat st;
	char       *p;
	size_t      n = 0;

	if (fd < 0)
		return refuse(o, ERR_MISSING, "the file cannot be opened");
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size > SHEET_BYTES) {
		close(fd);
		return refuse(o, ERR_TOO_LARGE, sheet_fault_words(SHEET_TOO_LARGE));
	}
	p = arena_alloc(o->arena, (size_t)st.st_size + 1);
	while (n < (size_t)st.st_size) {
		ssize_t got = read(fd, p + n, (size_t)st.st_size - n);

		if (got <= 0)
			break;
		n += (size_t)got;
	}
	close(fd);
	*bytes = (struct str){ p, n };
	return OK;
}

/* ---- import ---- */

static void fault_tell(struct order *o, const struct import *in, const struct cell_fault *f)
{
	struct str words = fault_words(o->chunk, in->lang, f), column = sheet_letters(o->chunk, f->column);
	struct str head = f->column < in->n_columns ? in->heads[f->column] : S("");

	printf("row %lld, column %.*s (%.*s): %.*s%s%.*s\n", (long long)f->row, (int)column.n, column.p, (int)head.n, head.p,
	       (int)f->value.n, f->value.n ? f->value.p : "", f->value.n ? " " : "", (int)words.n, words.p);
}

static enum err import_run(struct order *o, struct import *in)
{
	int64_t  begun = tick_us(), told = begun;
	enum err e = import_open(in);

	if (!e && !in->dry)
		e = import_begin(in, BATCH_STATE_OPEN);
	while (!e && !in->ended && !(in->sum.n_faults && !in->dry)) {
		arena_reset(o->chunk);
		e = import_step(in);
		if (tick_us() - told > 2000000) {
			told = tick_us();
			fprintf(stderr, "deputy: %lld people\n", (long long)in->people);
		}
	}
	fprintf(stderr, "deputy: %lld rows, %lld people in %.1f s\n", (long long)in->rows, (long long)in->people,
	        (double)(tick_us() - begun) / 1e6);
	return e;
}

static enum err import_tell(struct order *o, struct import *in, enum err e)
{
	for (size_t i = 0; i < in->n_notes; i++)
		fault_tell(o, in, &in->notes[i]);
	for (int64_t i = 0; i < in->sum.n_faults && i < IMPORT_FAULTS; i++)
		fault_tell(o, in, &in->faults[i]);
	if (in->sum.n_faults > IMPORT_FAULTS)
		printf("and %lld more\n", (long long)(in->sum.n_faults - IMPORT_FAULTS));
	if (e == ERR_INPUT && in->broken)
		return refuse(o, e, sheet_fault_words(in->broken));
	if (e)
		return e;
	if (in->sum.n_faults)
		return refuse(o, ERR_INPUT, in->dry ? "mend these and try again; nothing was stored" :
		              "nothing was stored; `--dry-run` shows every fault of the file");
	printf("%s: %lld added, %lld changed, %lld as they were, %lld here already and left alone\n",
	       in->dry ? "would be" : "done", (long long)in->sum.added, (long long)in->sum.updated, (long long)in->sum.unchanged,
	       (long long)in->sum.skipped);
	if (!in->dry)
		printf("import %lld; `lianxin deputy undo ... %lld` takes it back\n", (long long)in->desk.batch.v,
		       (long long)in->desk.batch.v);
	return OK;
}

/* All of it is one transaction: seen whole or not at all. */
static enum err deputy_import(struct order *o)
{
	struct import *in = ARENA_NEW(o->arena, struct import);
	enum err       e;

	*in = (struct import){ .desk = desk_of_order(o), .arena = o->arena, .file = str_of(strrchr(o->file, '/') ?
		strrchr(o->file, '/') + 1 : o->file), .lang = lang_of_machine(), .dry = o->dry };
	in->duplicates = duplicates_of(str_of(o->duplicates));
	if (!in->duplicates || !utf8_valid(in->file))
		return refuse(o, ERR_INPUT, "--duplicates is skip, update or both");
	if ((e = file_read(o, &in->bytes)) || (e = db_begin(o->db, !o->dry)))
		return e;
	db_scope(o->db, o->county.v, o->county.v);
	e = import_run(o, in);
	if (!e && !in->dry && !in->sum.n_faults)
		e = import_end(in);
	if (!e && !in->dry && !in->sum.n_faults)
		e = db_commit(o->db);
	else
		db_rollback(o->db);
	return import_tell(o, in, e);
}

static enum err deputy_undo(struct order *o)
{
	struct undo          u = { .desk = desk_of_order(o), .arena = o->arena, .lang = lang_of_machine() };
	struct batch_one_row b;
	bool                 found = false;
	enum err             e;

	if (!str_number(str_of(o->file), INT64_MAX, &u.batch.v))
		return refuse(o, ERR_INPUT, "an import is given by its number");
	if ((e = db_begin(o->db, true)))
		return e;
	db_scope(o->db, o->county.v, o->county.v);
	e = batch_one(o->db, o->arena, &(struct batch_one_in){ o->county, u.batch, 0, INT64_MAX }, &b, &found);
	if (!e && (!found || b.state == BATCH_STATE_UNDONE))
		e = refuse(o, ERR_MISSING, found ? "that import has been taken back already" : "there is no import of that number");
	while (!e && !u.ended) {
		arena_reset(o->chunk);
		if (!(e = import_undo(&u, IMPORT_CHUNK)))
			e = counters_apply(o->db);
	}
	if (!e)
		e = db_commit(o->db);
	if (e) {
		db_rollback(o->db);
		return e;
	}
	for (size_t i = 0; i < u.n_list; i++) {
		struct str why = words_of(u.lang, undo_reason_msgs[u.list[i].why]);

		printf("left as it is: %.*s %.*s (%.*s)\n", (int)u.list[i].name.n, u.list[i].name.p, (int)u.list[i].code.n,
		       u.list[i].code.p, (int)why.n, why.p);
	}
	printf("%lld taken back, %lld left\n", (long long)u.taken, (long long)u.kept);
	return OK;
}

static enum err deputy_export(struct order *o)
{
	struct export x = { .desk = desk_of_order(o), .arena = o->arena, .lang = lang_of_machine(), .path = o->file };
	enum err      e = export_write(&x);

	if (e == ERR_INPUT)
		return refuse(o, e, "the file's name ends in .csv, .xlsx or .json");
	if (e == ERR_FULL)
		return refuse(o, e, "the file cannot be written; it must not exist yet");
	if (!e)
		printf("%lld people, %lld rows\n", (long long)x.people, (long long)x.rows);
	return e;
}

static enum err deputy_template(struct order *o)
{
	struct gazetteer g;
	enum err         e = db_begin(o->db, false);

	if (e)
		return e;
	db_scope(o->db, o->county.v, o->county.v);
	e = gazetteer_read(o->db, o->arena, o->county, lang_of_machine(), &g);
	db_rollback(o->db);
	return e ? e : template_write(o->arena, &g, o->file);
}

static enum err order_run(struct order *o)
{
	static const struct {
		const char *word;
		enum err  (*run)(struct order *);
		bool        write;
	} words[] = { { "import", deputy_import, true }, { "undo", deputy_undo, true },
	              { "export", deputy_export, false }, { "template", deputy_template, false } };
	struct lock lock = { -1 };
	enum err    e = OK;
	size_t      i = 0;

	while (i < COUNT(words) && strcmp(o->word, words[i].word) != 0)
		i++;
	if (i == COUNT(words))
		return refuse(o, ERR_INPUT, "say what: import, export, template or undo");
	if (!o->url)
		e = folder_check(o->dir, words[i].write, o->arena, &o->why);
	if (!e && !o->url && words[i].write)
		e = lock_take(o->dir, "deputy", o->arena, &lock, &o->why);
	if (!e)
		e = keys_open(o->dir, false, &o->keys, &o->why, o->arena);
	if (!e && !(e = db_open(o->url ? o->url : o->dir, words[i].write ? DB_OFFLINE : DB_READ, o->arena, &o->db, &o->why))) {
		e = words[i].run(o);
		db_close(o->db);
	}
	keys_close(o->keys);
	lock_release(&lock);
	return e;
}

int deputy_command(int argc, char **argv)
{
	struct order o = { .dir = "data", .duplicates = "skip", .why = STR_NONE };
	enum err     e;

	if (!order_read(&o, argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	if (crypt_start()) {
		fputs("lianxin deputy: the cryptographic library cannot start\n", stderr);
		return 1;
	}
	o.arena = arena_new(ARENA_BYTES);
	o.chunk = arena_new(ARENA_BYTES);
	e = order_run(&o);
	if (e)
		fprintf(stderr, "lianxin deputy: %.*s\n", (int)o.why.n, o.why.n ? o.why.p : "");
	if (e && !o.why.n)
		fputs("lianxin deputy: not done; the log line above says why\n", stderr);
	arena_free(o.chunk);
	arena_free(o.arena);
	return e ? 1 : 0;
}
