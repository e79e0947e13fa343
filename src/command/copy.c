/* lianxin copy: from a folder to PostgreSQL, and back. */
#include <stdio.h>
#include <unistd.h>

#include "base/time.h"
#include "command/command.h"
#include "db/copy.h"
#include "db/db.h"
#include "file/file.h"
#include "search/search.h"

#define ARENA_BYTES (256 * 1024)
#define TERMINAL_US 200000              /* between two looks at a terminal */
#define FILE_US 5000000                 /* and two lines in a file */
#define HASH_SHOWN 8                    /* bytes of a hash that people compare by eye */

struct teller {
	bool           terminal, line;  /* a line of progress is on the terminal */
	int64_t        began, told;     /* ticks */
	enum copy_kind phase;
};

/* A line that the next one writes over; in a file, one now and then. */
static void progress(struct teller *t, const struct copy_news *n, const char *doing)
{
	int64_t now = tick_us(), spent;

	if (t->phase != n->kind) {
		t->phase = n->kind;
		t->began = t->told;
	}
	if (now - t->told < (t->terminal ? TERMINAL_US : FILE_US))
		return;
	t->told = now;
	spent = now - t->began + 1;
	fprintf(stderr, "%scopy: %s %s, %lld rows; %lld in all, %lld rows/s%s", t->terminal ? "\r" : "",
	        doing, n->table, (long long)n->rows, (long long)n->moved,
	        (long long)(n->moved * 1000000 / spent), t->terminal ? "\33[K" : "\n");
	t->line = t->terminal;
}

static void line_end(struct teller *t)
{
	if (t->line)
		fputs("\r\33[K", stderr);
	t->line = false;
}

static bool tell(void *arg, const struct copy_news *n)
{
	struct teller *t = arg;

	switch (n->kind) {
	case COPY_SAYS:
		line_end(t);
		fprintf(stderr, "copy: %.*s\n", (int)n->sentence.n, n->sentence.p);
		break;
	case COPY_ADDS:
		progress(t, n, "filling");
		break;
	case COPY_READS:
		progress(t, n, "comparing");
		break;
	case COPY_COMPARES:
		line_end(t);
		printf("%-14s %10lld rows  ", n->table, (long long)n->rows);
		for (size_t i = 0; i < HASH_SHOWN; i++)
			printf("%02x", n->hash[i]);
		puts(n->same ? "  same" : "  DIFFERENT");
		fflush(stdout);
		break;
	}
	return true;
}

static void indexed(void *arg, int64_t texts)
{
	struct teller *t = arg;

	if (t->terminal)
		fprintf(stderr, "\rcopy: word index, %lld texts\33[K", (long long)texts);
	t->line = t->terminal;
}

/* Where a side's bytes lie; a server's pass through a file of the folder that there is. */
static const char *folder_of(const struct copy *c, const char *place, const char *other)
{
	return !db_is_url(place) ? place : !db_is_url(other) ? other : c->data ? c->data : "/tmp";
}

/* The bytes of uploaded files, which are in no table that both engines have. */
static enum err carry(const struct copy *c, struct db *from, struct db *to, struct arena *a, struct str *why)
{
	struct teller *t = c->arg;
	int64_t        n = 0;
	enum err       e = file_carry(from, folder_of(c, c->from, c->to), to, folder_of(c, c->to, c->from), a, &n);

	line_end(t);
	if (e)
		*why = S("a file that a row names cannot be taken along; run lianxin check on the source");
	else
		fprintf(stderr, "copy: %lld files taken along\n", (long long)n);
	return e;
}

/* The word index is made from the texts, where they are now. */
static enum err derive(void *arg, const char *to, struct arena *a, struct str *why)
{
	struct teller *t = arg;

	line_end(t);
	fputs("copy: making the word index\n", stderr);
	return search_rebuild(to, a, indexed, t, why);
}

int copy_command(int argc, char **argv)
{
	struct teller           t = { .terminal = isatty(2), .began = tick_us(), .told = tick_us(),
		                            .phase = COPY_ADDS };
	struct copy             c = { .tell = tell, .carry = carry, .derive = derive, .arg = &t };
	const struct option_row rows[] = {
		{ "from", &c.from, NULL, "PLACE" }, { "to", &c.to, NULL, "PLACE" },
		{ "data", &c.data, NULL, "DIR" },
	};
	struct arena           *a;
	const int64_t           began = t.began;
	enum err                e;

	if (!options_read(argc, argv, rows, COUNT(rows), NULL, 0))
		return 2;
	if (!c.from || !c.to) {
		fputs("lianxin copy: --from PLACE and --to PLACE name a folder or a postgres:// URL each\n",
		      stderr);
		return 2;
	}
	a = arena_new(ARENA_BYTES);
	e = crypt_start();
	if (!e)
		e = copy_run(&c, a);
	line_end(&t);
	if (e)
		command_failed("copy", c.why.n ? c.why : S("not done; the log line above says why"));
	else
		printf("%lld rows copied and compared in %lld s\n", (long long)c.rows,
		       (long long)((tick_us() - began) / 1000000));
	arena_free(a);
	return e ? 1 : 0;
}
