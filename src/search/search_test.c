#include "search/search_test.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/wait.h>

/* Keeps the index from being written until let go: what is noted stays in the tail. */
static struct fts *hold(struct world *w)
{
	struct fts *f;
	struct str  why = STR_NONE;

	world_need(fts_open(w->dir, DB_WRITE, w->arena, &f, &why), why);
	world_need(fts_begin(f, true), S("the index could not be held"));
	return f;
}

static void let_go(struct fts *f)
{
	fts_rollback(f);
	fts_close(f);
}

static uint64_t waiting(struct world *w)
{
	struct search_figures f;

	search_figures(w->search, &f);
	return f.waiting;
}

static void test_exact(struct world *w)
{
	struct fts *f = hold(w);

	world_add(w, 1500);
	tap_ok(waiting(w) == 1500, "1,500 texts wait in memory");
	compare_all(w, "tail only");
	let_go(f);
	world_settle(w);
	tap_ok(waiting(w) == 0, "nothing waits");
	compare_all(w, "index only");
	f = hold(w);
	world_add(w, 1300);
	tap_ok(waiting(w) == 1300, "1,300 texts wait in memory");
	compare_all(w, "half in the index, half in memory");
	let_go(f);
	world_add(w, 10);
	compare_all(w, "while the thread works");
	world_settle(w);
	compare_all(w, "all in the index again");
}

static void test_restart(struct world *w)
{
	struct fts *f = hold(w);
	struct str  why;

	world_add(w, 700);
	let_go(f);
	world_stop(w);
	world_start(w);
	compare_all(w, "after a restart in the middle");
	world_settle(w);
	compare_all(w, "and when it has settled");
	world_stop(w);
	world_need(search_rebuild(w->dir, w->arena, NULL, NULL, &why), why);
	world_start(w);
	tap_ok(waiting(w) == 0, "nothing waits after a rebuild");
	compare_all(w, "after a rebuild");
}

/* A process that stores, indexes for a moment and is killed without a word. */
static void test_killed(struct world *w)
{
	for (unsigned round = 0; round < 4; round++) {
		size_t before = w->n;
		pid_t  pid;
		int    status;

		world_stop(w);
		fflush(stdout);
		pid = fork();
		if (pid == 0) {
			world_start(w);
			world_add(w, 1200);
			while (waiting(w) > 1200 - round * 400)
				usleep(1000);
			kill(getpid(), SIGKILL);
		}
		waitpid(pid, &status, 0);
		/* The same dice give the parent the same texts. */
		for (size_t left = 1200; left;) {
			size_t many = left < 400 ? left : 400;

			for (size_t i = 0; i < many; i++) {
				struct doc d = { .county = { w->n % 7 == 0 ? 530525 : 530524 },
				                 .id = { INT64_C(2600000001) + (int64_t)w->n / 2 },
				                 .part = (int64_t)(w->n % 2),
				                 .kind = w->n % 5 == 0 ? INDEX_KIND_PUBLIC :
				                                         INDEX_KIND_INTERNAL };

				d.words = test_words(w, 1 + (size_t)dice(w, 6));
				d.folded = str_copy(w->arena, text_fold(w->arena, d.words));
				if (w->n == w->cap) {
					w->cap *= 2;
					w->doc = base_realloc(w->doc, w->cap * sizeof(d));
				}
				w->doc[w->n++] = d;
			}
			left -= many;
		}
		world_start(w);
		printf("# killed with %llu of %zu texts waiting\n", (unsigned long long)waiting(w),
		       w->n - before);
		compare_all(w, "after a kill");
		world_settle(w);
		compare_all(w, "after a kill, settled");
	}
}

/* ---- deletions ---- */

static bool file_has(struct world *w, const char *name, const char *what)
{
	struct arena *a = arena_new(65536);
	int           fd = open(str_z(a, str_join(a, str_of(w->dir), str_of(name), STR_NONE)),
	                        O_RDONLY);
	struct stat   st;
	bool          found = false;

	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0) {
		char *p = arena_alloc(a, (size_t)st.st_size);

		found = read(fd, p, (size_t)st.st_size) == st.st_size &&
		        memmem(p, (size_t)st.st_size, what, strlen(what)) != NULL;
	}
	if (fd >= 0)
		close(fd);
	arena_free(a);
	return found;
}

static bool index_has(struct world *w, const char *word)
{
	const char *what = word + strlen(word) / 2;

	return file_has(w, "/search.db", what) || file_has(w, "/search.db-wal", what);
}

static void test_forget(struct world *w)
{
	/* Second characters that no other text has; a term may be stored without its beginning. */
	static const char *const word[] = { "饕龘", "囹龠", "耄龥" };
	struct search_figures    f;
	size_t                   at[COUNT(word)], next = 100;

	for (size_t i = 0; i < COUNT(word); i++) {
		while (w->doc[next].kind != INDEX_KIND_INTERNAL || w->doc[next].gone)
			next++;
		at[i] = next++;
		change(w, at[i], str_join(w->arena, S("街上有"), str_of(word[i]), S("，请看"),
		                          STR_NONE), true);
	}
	world_settle(w);
	compare_all(w, "after three edits");
	for (size_t i = 0; i < COUNT(word); i++)
		tap_ok(index_has(w, word[i]), "%s stands in the index's file", word[i]);
	change(w, at[0], STR_NONE, true);        /* the row goes; old words said */
	change(w, at[1], S(""), false);          /* overwritten; old words not said */
	compare_all(w, "right after an erasure");
	world_settle(w);
	compare_all(w, "and when it has settled");
	search_figures(w->search, &f);
	tap_ok(f.dug == 1, "one deletion had to be dug for (%llu)", (unsigned long long)f.dug);
	tap_ok(!index_has(w, word[0]), "%s is in no byte of the file", word[0]);
	tap_ok(!index_has(w, word[1]), "%s is in no byte of the file", word[1]);
	tap_ok(index_has(w, word[2]), "%s still is", word[2]);
	change(w, at[2], S("平常的话"), false);
	world_stop(w);
	world_start(w);
	world_settle(w);
	tap_ok(!index_has(w, word[2]), "%s is gone after an edit and a restart", word[2]);
	compare_all(w, "after edits over a restart");
}

static void test_many_changes(struct world *w)
{
	struct fts *f = hold(w);

	for (size_t i = 0; i < 150; i++) {
		size_t at = (size_t)dice(w, w->n);

		if (w->doc[at].gone)
			continue;
		if (dice(w, 3) == 0 || w->doc[at].kind == INDEX_KIND_PUBLIC)
			change(w, at, STR_NONE, dice(w, 4) != 0);
		else
			change(w, at, test_words(w, 2), dice(w, 4) != 0);
		if (i % 10 == 9 && !w->doc[at].gone)
			change(w, at, test_words(w, 1), true);   /* twice in one chunk */
	}
	compare_all(w, "150 changes, all in memory");
	let_go(f);
	world_settle(w);
	compare_all(w, "150 changes, in the index");
}

static void test_undone(struct world *w)
{
	size_t        at = 40;
	struct change c = { .w = w, .words = S("从未提交的饕餮"), .say_old = true, .fail = true };
	struct arena *a = arena_new(65536);
	case_id      *got;
	size_t        n = 99;

	while (w->doc[at].gone || w->doc[at].kind != INDEX_KIND_INTERNAL)
		at++;
	c.d = &w->doc[at];
	tap_ok(lane_call(w->lane, change_doc, &c) == ERR_CONFLICT,
	       "a closure fails after its notes");
	tap_ok(world_ask(w, a, INDEX_KIND_INTERNAL, w->doc[at].county.v, S("饕餮"), 9, &got,
	                 &n) == OK && n == 0, "what was undone is not found");
	compare_all(w, "what was to be replaced still is found");
	arena_free(a);
}

/* ---- the index and the texts drift apart ---- */

/* Somebody writes into the table and tells nobody. */
static enum err forge(struct db *db, void *arg)
{
	struct doc *d = arg;

	d->words = S("偷偷改了的话");
	d->folded = d->words;
	return test_store(db, d);
}

static void test_drift(struct world *w)
{
	struct search_report r;
	struct str           why = STR_NONE;
	size_t               at = w->n - 1;
	enum err             e;

	while (w->doc[at].gone || w->doc[at].kind != INDEX_KIND_INTERNAL)
		at--;
	world_settle(w);
	world_stop(w);
	e = search_check(w->dir, w->arena, 300, &r, &why);
	tap_ok(e == OK && r.texts > 5000 && r.missing + r.extra + r.wrong + r.differ == 0 &&
	       r.samples >= 300 && r.sound, "check: %lld texts and %lld bigrams agree",
	       (long long)r.texts, (long long)r.samples);
	printf("# missing %lld extra %lld wrong %lld differ %lld sound %d %.*s\n",
	       (long long)r.missing, (long long)r.extra, (long long)r.wrong, (long long)r.differ, r.sound, (int)why.n,
	       why.p ? why.p : "");
	world_need(lane_start(w->dir, w->arena, &w->lane, &why), why);
	world_need(lane_call(w->lane, forge, &w->doc[at]), S("not forged"));
	lane_stop(w->lane);
	e = search_check(w->dir, w->arena, 300, &r, &why);
	tap_ok(e == OK && r.wrong == 1 && r.differ > 0,
	       "check sees a text changed behind its back");
	unlink(str_z(w->arena, str_join(w->arena, str_of(w->dir), S("/search.db"), STR_NONE)));
	world_start(w);
	world_settle(w);
	world_stop(w);
	e = search_check(w->dir, w->arena, 300, &r, &why);
	tap_ok(e == OK && r.missing + r.extra + r.wrong + r.differ == 0,
	       "a lost index is made anew at the start");
	world_start(w);
	compare_all(w, "after that");
}

/* A search.db of yesterday: the queue rows it has not seen are gone. */
static void test_old_copy(struct world *w)
{
	const char *path = str_z(w->arena, str_join(w->arena, str_of(w->dir), S("/search.db"),
	                                            STR_NONE));
	const char *copy = str_z(w->arena, str_join(w->arena, str_of(w->dir), S("/old.db"),
	                                            STR_NONE));
	struct search_report r;
	struct str           why = STR_NONE;
	char                 bytes[65536];
	ssize_t              n;
	int                  from, to;

	world_settle(w);
	world_stop(w);
	from = open(path, O_RDONLY);
	to = open(copy, O_WRONLY | O_CREAT, 0600);
	while ((n = read(from, bytes, sizeof(bytes))) > 0)
		n = write(to, bytes, (size_t)n);
	close(from);
	close(to);
	world_start(w);
	world_add(w, 300);
	world_settle(w);
	world_stop(w);
	tap_ok(rename(copy, path) == 0, "an older copy of the index is put back");
	world_start(w);
	world_stop(w);
	tap_ok(search_check(w->dir, w->arena, 100, &r, &why) == OK &&
	       r.missing + r.extra + r.wrong + r.differ == 0,
	       "the gap is seen and the index made anew");
	world_start(w);
}

/* ---- many threads ---- */

#define THREADS 3
#define ROUNDS  60

struct asker {
	struct world *w;
	atomic_size_t *stored;
	size_t         searches, less, failed;
};

/* What was stored before the question must be in the answer. */
static void *ask_always(void *arg)
{
	struct asker *k = arg;
	struct world  w = *k->w;
	struct arena *a = arena_new(65536);
	struct str    why;

	world_need(db_open(w.dir, DB_READ, a, &w.db, &why), why);
	while (atomic_load(k->stored) < ROUNDS) {
		size_t   before = atomic_load(k->stored), n = 0;
		case_id *got;
		enum err e = world_ask(&w, a, INDEX_KIND_INTERNAL, 440000, S("龘龥"), 1000, &got, &n);

		k->searches++;
		k->failed += e != OK;
		k->less += n < before;
	}
	db_close(w.db);
	arena_free(a);
	return NULL;
}

static enum err store_one(struct db *db, void *arg)
{
	struct change *c = arg;
	enum err       e = test_store(db, c->d);

	return e ? e : test_note(c->w, db, c->d, INDEX_OP_ADD, c->d->words);
}

static void test_threads(struct world *w)
{
	atomic_size_t stored = 0;
	struct asker  k[THREADS];
	pthread_t     thread[THREADS];
	size_t        searches = 0, less = 0, failed = 0;

	for (size_t i = 0; i < THREADS; i++) {
		k[i] = (struct asker){ w, &stored, 0, 0, 0 };
		if (pthread_create(&thread[i], NULL, ask_always, &k[i]))
			abort();
	}
	for (int64_t i = 1; i <= ROUNDS; i++) {
		struct doc    d = { .county = { 440000 }, .id = { i }, .kind = INDEX_KIND_INTERNAL,
		                    .words = S("门口龘龥，请看") };
		struct change c = { .w = w, .d = &d };

		world_need(lane_call(w->lane, store_one, &c), S("not stored"));
		atomic_store(&stored, (size_t)i);
		if (i % 8 == 0)
			usleep(120000);
	}
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(thread[i], NULL);
		searches += k[i].searches;
		less += k[i].less;
		failed += k[i].failed;
	}
	tap_ok(searches > 0 && less == 0 && failed == 0, "%d texts stored under questions: none"
	       " of the answers came short (%zu did)", ROUNDS, less);
}

int main(void)
{
	struct world w;

	world_new(&w);
	world_start(&w);
	test_exact(&w);
	test_restart(&w);
	test_killed(&w);
	test_forget(&w);
	test_many_changes(&w);
	test_drift(&w);
	test_old_copy(&w);
	test_threads(&w);
	test_undone(&w);
	world_stop(&w);
	world_end(&w);
	return tap_done();
}
