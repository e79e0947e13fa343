/*
 * The search on PostgreSQL gives the answers of a look at every text, at any
 * moment. Without a database (tests/pg/search.sh starts one) there is nothing to do.
 */
#include "search/search_test.h"

#include <stdatomic.h>
#include <string.h>

static size_t pick(struct world *w, enum index_kind kind, size_t from)
{
	while (w->doc[from].gone || w->doc[from].kind != kind)
		from++;
	return from;
}

static void test_changes(struct world *w)
{
	size_t        at = pick(w, INDEX_KIND_INTERNAL, 40), published = pick(w, INDEX_KIND_PUBLIC, 50);
	struct change c = { .w = w, .d = &w->doc[at], .words = S("从未提交的饕餮"), .fail = true };
	struct arena *a = arena_new(65536);
	case_id      *got;
	size_t        n = 99;

	tap_ok(lane_call(w->lane, change_doc, &c) == ERR_CONFLICT, "a closure fails after its notes");
	tap_ok(world_ask(w, a, INDEX_KIND_INTERNAL, w->doc[at].county.v, S("饕餮"), 9, &got,
	                 &n) == OK && n == 0, "what was undone is not found");
	change(w, at, S("街上有饕龘，请看"), true);
	change(w, at, S("街上有饕龘，再看"), false);
	change(w, published, STR_NONE, true);
	change(w, pick(w, INDEX_KIND_INTERNAL, at + 1), STR_NONE, false);
	compare_all(w, "after edits, a withdrawal and an erasure");
	for (size_t i = 0; i < 100; i++) {
		at = (size_t)dice(w, w->n);
		if (!w->doc[at].gone)
			change(w, at, w->doc[at].kind == INDEX_KIND_PUBLIC || i % 3 == 0 ?
			       STR_NONE : test_words(w, 2), i % 2);
	}
	compare_all(w, "after a hundred changes");
	arena_free(a);
}

/* ---- the table and the texts drift apart ---- */

static enum err forge(struct db *db, void *arg)
{
	static const char *const sql[] = {
		"DELETE FROM search_text WHERE county = 530524 AND kind = 1 AND part = 0"
		" AND case_id < 2600000010",
		"UPDATE search_text SET keys = keys[2:] WHERE county = 530524 AND kind = 1"
		" AND case_id = 2600000100",
		"INSERT INTO search_text VALUES (530525, 2, 2600000001, 9,"
		" search_keys(530525, 2, 2600000001, '{7}'))",
	};
	enum err e = OK;

	(void)arg;
	db_scope(db, 0, 999999);
	for (size_t i = 0; !e && i < COUNT(sql); i++)
		e = test_run(db, sql[i], NULL, 0, NULL, 0);
	return e;
}

static bool agrees(struct world *w, struct search_report *r)
{
	struct str why = STR_NONE;

	world_need(search_check(w->dir, w->arena, 60, r, &why), why);
	printf("# %lld texts: missing %lld extra %lld wrong %lld; %lld samples, %lld differ\n",
	       (long long)r->texts, (long long)r->missing, (long long)r->extra,
	       (long long)r->wrong, (long long)r->samples, (long long)r->differ);
	return r->sound && r->missing + r->extra + r->wrong + r->differ == 0;
}

static void test_drift(struct world *w)
{
	struct search_report r;
	struct str           why = STR_NONE;

	tap_ok(agrees(w, &r) && r.texts > 2000 && r.samples > 50, "check: all texts agree");
	world_need(lane_call(w->lane, forge, NULL), S("not forged"));
	tap_ok(!agrees(w, &r) && r.missing > 3 && r.wrong > 0 && r.extra == 1 && r.differ > 0,
	       "check sees rows that are missing, wrong and too many");
	world_need(search_rebuild(w->dir, w->arena, NULL, NULL, &why), why);
	tap_ok(agrees(w, &r), "and a rebuild puts them right");
	compare_all(w, "after that");
}

/* ---- many at a time ---- */

#define THREADS 3
#define ROUNDS  60

struct asker {
	struct world  *w;
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
	do {
		size_t   before = atomic_load(k->stored), n = 0;
		case_id *got;

		k->failed += world_ask(&w, a, INDEX_KIND_INTERNAL, 440000, S("龘龥"), 7, &got, &n) != OK;
		k->searches++;
		k->less += n < before;
	} while (atomic_load(k->stored) < ROUNDS);
	db_close(w.db);
	arena_free(a);
	return NULL;
}

static enum err store_one(struct db *db, void *arg)
{
	struct change *c = arg;
	enum err       e;

	db_scope(db, c->d->county.v, c->d->county.v);
	e = test_store(db, c->d);
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
		/* Thousands of numbers apart, so the texts stand in windows of their own. */
		struct doc    d = { .county = { 440000 }, .id = { i * 3000 }, .kind = INDEX_KIND_INTERNAL,
		                    .words = S("门口龘龥，请看") };
		struct change c = { .w = w, .d = &d };

		world_need(lane_call(w->lane, store_one, &c), S("not stored"));
		atomic_store(&stored, (size_t)i);
	}
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(thread[i], NULL);
		searches += k[i].searches;
		less += k[i].less;
		failed += k[i].failed;
	}
	tap_ok(searches > 0 && less == 0 && failed == 0, "%d texts stored under questions: none of"
	       " the answers came short (%zu did, %zu failed)", ROUNDS, less, failed);
}

int main(void)
{
	const char  *url = getenv("PG_APP_URL"), *owner = getenv("PG_OWNER_URL");
	struct world w;

	if (!url || !owner) {
		printf("1..0 # SKIP no PostgreSQL here; tests/pg/search.sh has one\n");
		return 0;
	}
	world_new_at(&w, url, owner);
	world_start(&w);
	world_add(&w, 3000);
	compare_all(&w, "at once");
	test_changes(&w);
	test_drift(&w);
	test_threads(&w);
	world_stop(&w);
	world_end(&w);
	return tap_done();
}
