#include "search/search_private.h"

#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "db/lane.h"
#include "search/search.q.h"

#define CHUNK        500        /* queue rows of one transaction */
#define GATHER_MS    100        /* few large transactions cost less disk than many small ones */
#define AGAIN_MS     250        /* the note is there, its commit is not yet */
#define RETRY_MS     5000       /* after a failure, a full disk most likely */
#define LOG_PAGES    1000       /* 4 MB */
#define ABANDONED_US (INT64_C(60) * 1000 * 1000)  /* no transaction lasts that long */

/* ---- readers of the index, shared by all threads ---- */

struct fts *search_reader_take(struct search *s)
{
	struct fts   *f = NULL;
	struct arena *a;
	struct str    why;

	pthread_mutex_lock(&s->readers_lock);
	if (s->n_readers)
		f = s->reader[--s->n_readers];
	pthread_mutex_unlock(&s->readers_lock);
	if (f)
		return f;
	a = arena_new(4096);
	if (fts_open(s->dir, DB_READ, a, &f, &why))
		log_error("search", "%.*s", (int)why.n, why.p);
	arena_free(a);
	return f;
}

void search_reader_give(struct search *s, struct fts *f, bool good)
{
	fts_end(f);
	pthread_mutex_lock(&s->readers_lock);
	if (good && s->n_readers < READERS_KEPT) {
		s->reader[s->n_readers++] = f;
		f = NULL;
	}
	pthread_mutex_unlock(&s->readers_lock);
	fts_close(f);
}

/* ---- the lane's side ---- */

static void poke(struct search *s)
{
	pthread_mutex_lock(&s->lock);
	s->poked = true;
	s->idle = false;
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->lock);
}

static struct grams grams_of(struct arena *a, struct str words)
{
	uint64_t *v;
	size_t    n = text_bigrams(a, text_fold(a, words), &v);

	return (struct grams){ v, n };
}

enum err search_note(struct search *s, struct db *db, struct arena *a, const struct search_text *t)
{
	int64_t  row;
	enum err e;

	if (!search_row(t->county, t->id, t->part, &row)) {
		log_error("search", "part %lld of a case cannot be numbered", (long long)t->part);
		return ERR_FAULT;
	}
	e = search_queue_add(db, &(struct search_queue_add_in){
		.change = { t->change }, .tenant = t->county, .case_id = t->id, .part = t->part,
		.kind = t->kind, .op = t->op }, NULL);
	if (e || !s)
		return e;
	tail_add(s->tail, t->change, table_of(t->kind), row, t->op == INDEX_OP_DELETE,
	         t->words.p ? grams_of(a, t->words) : (struct grams){ NULL, 0 });
	poke(s);
	return OK;
}

enum err search_trim(struct db *db, int64_t mark)
{
	struct arena *a;
	int64_t       changed;
	enum err      e = search_queue_trim(db, &(struct search_queue_trim_in){ .mark = mark },
	                                    &changed);

	if (e || changed == 0)
		return e;
	a = arena_new(1024);
	e = search_trimmed_put(db, &(struct search_trimmed_put_in){ .value = str_int(a, mark) },
	                       NULL);
	arena_free(a);
	return e;
}

static enum err trim(struct db *db, void *arg)
{
	return search_trim(db, *(const int64_t *)arg);
}

/* ---- the thread's side: a chunk of the queue into the index ---- */

/* What the index shall hold of one row, whatever it holds now. */
struct target {
	enum fts_table table;
	int64_t        row;
	size_t         order;           /* in the queue */
	bool           gone;
	struct grams   grams, stored;   /* wanted; of the text as it is stored, shown or not */
};

static int by_row(const void *x, const void *y)
{
	const struct target *a = x, *b = y;

	if (a->table != b->table)
		return a->table < b->table ? -1 : 1;
	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

/*
 * Only the last word on each row counts. FTS5 gathers postings in memory as
 * long as rows ascend, hence the order.
 */
static size_t make_targets(struct search *s, const struct search_queue_after_row *q, size_t n,
                           struct target *t)
{
	size_t kept = 0, made = 0;

	for (size_t i = 0; i < n; i++) {
		t[made] = (struct target){ .table = table_of(q[i].kind), .order = i,
		                           .gone = q[i].op == INDEX_OP_DELETE };
		if (search_row(q[i].tenant, q[i].case_id, q[i].part, &t[made].row))
			made++;
		else
			log_error("search", "change %lld cannot be numbered", (long long)q[i].change);
	}
	(void)s;
	qsort(t, made, sizeof(*t), by_row);
	for (size_t i = 0; i < made; i++)
		if (i + 1 == made || t[i].table != t[i + 1].table || t[i].row != t[i + 1].row)
			t[kept++] = t[i];
	return kept;
}

/* Reads the text as it is now, which may be newer than the change; a later row then finds it done. */
static enum err read_target(struct search *s, struct target *t)
{
	struct str folded;
	bool       shown;
	uint64_t  *v;
	size_t     n;
	enum err   e;

	arena_reset(s->scratch);
	e = search_fetch(s->db, s->scratch, t->table, t->row, &folded, &shown);
	if (e || !folded.p) {
		t->gone = true;
		return e;
	}
	n = text_bigrams(s->scratch, folded, &v);
	t->stored = (struct grams){ arena_copy(s->arena, v, n * sizeof(*v)), n };
	if (!shown)
		t->gone = true;
	if (!t->gone)
		t->grams = t->stored;
	return OK;
}

/* Takes out what the index holds of the row, with the words it was put in with. */
static enum err take_out(struct search *s, const struct target *t, uint64_t sum)
{
	struct grams old = t->stored;
	enum err     e = OK;

	if (!(old.v && grams_sum(old) == sum) &&
	    !tail_old(s->tail, t->table, t->row, sum, s->scratch, &old)) {
		e = fts_dig(s->fts, t->table, t->row, s->scratch, &old);
		s->dug++;
		if (!e && grams_sum(old) != sum) {
			log_error("search", "the index disagrees with itself; run \"lianxin search\"");
			e = ERR_FAULT;
		}
	}
	return e ? e : fts_take(s->fts, t->table, t->row, old);
}

static enum err apply(struct search *s, const struct target *t, bool *wipe)
{
	uint64_t sum = 0;
	bool     held;
	enum err e = fts_held(s->fts, t->table, t->row, &held, &sum);

	if (e || (held && !t->gone && grams_sum(t->grams) == sum))
		return e;
	if (held) {
		*wipe = true;
		arena_reset(s->scratch);
		e = take_out(s, t, sum);
	}
	return e || t->gone ? e : fts_put(s->fts, t->table, t->row, t->grams);
}

static enum err write_targets(struct search *s, const struct target *t, size_t n, int64_t mark,
                              bool *wipe)
{
	enum err e = fts_begin(s->fts, true);

	if (e)
		return e;
	for (size_t i = 0; !e && i < n; i++)
		e = apply(s, &t[i], wipe);
	if (!e)
		e = fts_set_mark(s->fts, mark);
	if (!e)
		e = fts_commit(s->fts);
	if (e)
		fts_rollback(s->fts);
	return e;
}

/*
 * The log is emptied after a deletion, or what was taken out would stay in it.
 * A reader may be in the way; the next chunk or pause tries again.
 */
static void tidy(struct search *s, bool *wipe)
{
	if (*wipe) {
		if (fts_checkpoint(s->fts, true) == OK)
			*wipe = false;
	} else if (fts_log_pages(s->fts) > LOG_PAGES) {
		(void)!fts_checkpoint(s->fts, false);
	}
}

static enum err take_chunk(struct search *s, size_t *taken, bool *wipe)
{
	struct search_queue_after_row *q;
	struct target                 *t;
	size_t                         n = 0, targets = 0;
	enum err                       e;

	*taken = 0;
	arena_reset(s->arena);
	e = db_begin(s->db, false);
	if (e)
		return e;
	e = search_queue_after(s->db, s->arena, &(struct search_queue_after_in){
	        .mark = s->mark, .limit = CHUNK }, &q, &n);
	t = ARENA_ARRAY(s->arena, struct target, n + 1);
	if (!e && n)
		targets = make_targets(s, q, n, t);
	for (size_t i = 0; !e && i < targets; i++)
		e = read_target(s, &t[i]);
	db_rollback(s->db);
	if (e || n == 0)
		return e;
	e = write_targets(s, t, targets, q[n - 1].change, wipe);
	if (e)
		return e;
	s->mark = q[n - 1].change;
	tail_drop(s->tail, s->mark, INT64_MIN);
	tidy(s, wipe);
	if (s->lane)
		(void)!lane_call(s->lane, trim, &s->mark);
	*taken = n;
	return OK;
}

/* ---- the thread ---- */

/* Waits at most ms (for ever if negative), or until `poked` when asked; false when it is time to stop. */
static bool rest(struct search *s, int64_t ms, bool until_poked)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += ms / 1000;
	at.tv_nsec += ms % 1000 * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_sec++;
		at.tv_nsec -= 1000000000;
	}
	while (!s->stop && !(until_poked && s->poked)) {
		if (ms < 0)
			pthread_cond_wait(&s->wake, &s->lock);
		else if (pthread_cond_timedwait(&s->wake, &s->lock, &at) != 0)
			break;
	}
	return !s->stop;
}

/* The queue is empty. Notes that are still alone belong to running or undone transactions. */
static int64_t nothing_queued(struct search *s)
{
	uint64_t waiting, memory;
	int64_t  oldest;

	tail_drop(s->tail, s->mark, tick_us() - ABANDONED_US);
	tail_figures(s->tail, &waiting, &oldest, &memory);
	return waiting ? AGAIN_MS : -1;
}

static void *run(void *arg)
{
	struct search *s = arg;
	bool           wipe = false;
	int64_t        pause = 0;

	/* Behind the requests: the index may wait, answers are complete without it. */
	(void)setpriority(PRIO_PROCESS, (id_t)gettid(), 10);
	(void)sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){ 0 });
	pthread_mutex_lock(&s->lock);
	while (rest(s, pause, pause < 0)) {
		size_t   taken = 0;
		enum err e;

		if (pause < 0 && !rest(s, GATHER_MS, false))
			break;
		s->poked = false;
		pthread_mutex_unlock(&s->lock);
		e = take_chunk(s, &taken, &wipe);
		if (!e && taken == 0 && wipe)
			tidy(s, &wipe);
		if (taken)
			pause = taken == CHUNK ? 0 : GATHER_MS;
		else
			pause = e == ERR_BUSY ? AGAIN_MS : e || wipe ? RETRY_MS : nothing_queued(s);
		pthread_mutex_lock(&s->lock);
		s->taken_in += taken;
		s->failed += e != OK;
		if (pause < 0 && !s->poked) {
			s->idle = true;
			pthread_cond_broadcast(&s->settled);
		}
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

enum err search_settle(struct search *s, int64_t ms)
{
	struct timespec at;
	bool            idle;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += ms / 1000 + 1;
	pthread_mutex_lock(&s->lock);
	while (!s->idle && pthread_cond_timedwait(&s->settled, &s->lock, &at) == 0)
		;
	idle = s->idle;
	pthread_mutex_unlock(&s->lock);
	return idle ? OK : ERR_BUSY;
}

/* ---- start and stop ---- */

enum err search_trimmed_read(struct db *db, struct arena *a, int64_t *change)
{
	struct search_trimmed_row row;
	bool                      found;
	enum err                  e = search_trimmed(db, a, &row, &found);

	*change = 0;
	if (!e && found && !str_number(row.value, INT64_MAX, change))
		e = ERR_FAULT;
	return e;
}

/* True when the index can go on from its mark; otherwise it is made anew. */
static bool can_go_on(struct search *s, struct arena *a)
{
	int64_t    trimmed = 0;
	struct str why;
	bool       whole = false;

	if (fts_open(s->dir, DB_WRITE, a, &s->fts, &why))
		return false;
	if (fts_mark(s->fts, &s->mark, &whole) == OK &&
	    search_trimmed_read(s->db, a, &trimmed) == OK && whole && s->mark >= trimmed)
		return true;
	fts_close(s->fts);
	s->fts = NULL;
	return false;
}

static void tell_log(void *arg, int64_t texts)
{
	(void)arg;
	if (texts)
		log_info("search", "the index is being made anew: %lld texts so far", (long long)texts);
}

static enum err open_index(struct search *s, struct arena *a, struct str *why)
{
	bool     whole;
	enum err e;

	if (can_go_on(s, a))
		return OK;
	e = fts_open(s->dir, DB_OFFLINE, a, &s->fts, why);
	if (e)
		return e;
	e = search_build(s->db, s->fts, a, tell_log, NULL);
	if (!e)
		e = fts_mark(s->fts, &s->mark, &whole);
	if (e)
		*why = S("the search index could not be made; see the log");
	fts_close(s->fts);
	s->fts = NULL;
	return e ? e : fts_open(s->dir, DB_WRITE, a, &s->fts, why);
}

/* What was queued when the program last ended. */
static enum err fill_tail(struct search *s)
{
	struct search_queue_after_row *q;
	int64_t                        mark = s->mark, row;
	size_t                         n;
	enum err                       e;

	do {
		arena_reset(s->arena);
		e = search_queue_after(s->db, s->arena, &(struct search_queue_after_in){
		        .mark = mark, .limit = CHUNK }, &q, &n);
		for (size_t i = 0; !e && i < n; i++) {
			struct target t = { .table = table_of(q[i].kind),
			                    .gone = q[i].op == INDEX_OP_DELETE };

			mark = q[i].change;
			if (!search_row(q[i].tenant, q[i].case_id, q[i].part, &row))
				continue;
			t.row = row;
			if (q[i].op == INDEX_OP_ADD)
				e = read_target(s, &t);
			tail_add(s->tail, mark, t.table, row, q[i].op == INDEX_OP_DELETE, t.grams);
		}
	} while (!e && n == CHUNK);
	return e;
}

enum err search_start(const char *dir, struct lane *lane, struct arena *a, struct search **out,
                      struct str *why)
{
	struct search     *s = base_alloc(sizeof(*s));
	pthread_condattr_t attr;
	enum err           e;

	*out = NULL;
	*s = (struct search){ .dir = arena_copy(a, dir, str_of(dir).n), .lane = lane,
	                      .tail = tail_new(), .arena = arena_new(1 << 20),
	                      .scratch = arena_new(1 << 16), .poked = true };
	pthread_mutex_init(&s->readers_lock, NULL);
	pthread_mutex_init(&s->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&s->wake, &attr);
	pthread_cond_init(&s->settled, &attr);
	pthread_condattr_destroy(&attr);
	*why = S("the search queue could not be read; see the log");
	e = db_open(dir, DB_READ, a, &s->db, why);
	if (!e)
		e = open_index(s, a, why);
	if (!e)
		e = fill_tail(s);
	if (!e && pthread_create(&s->thread, NULL, run, s) != 0) {
		*why = S("the search thread could not be started");
		e = ERR_FAULT;
	}
	if (e) {
		s->stop = true;
		fts_close(s->fts);
		s->fts = NULL;
		search_stop(s);
		return e;
	}
	*out = s;
	return OK;
}

void search_stop(struct search *s)
{
	if (!s)
		return;
	if (!s->stop) {
		pthread_mutex_lock(&s->lock);
		s->stop = true;
		pthread_cond_broadcast(&s->wake);
		pthread_mutex_unlock(&s->lock);
		pthread_join(s->thread, NULL);
		(void)!fts_checkpoint(s->fts, true);
	}
	while (s->n_readers)
		fts_close(s->reader[--s->n_readers]);
	fts_close(s->fts);
	db_close(s->db);
	tail_free(s->tail);
	arena_free(s->arena);
	arena_free(s->scratch);
	pthread_cond_destroy(&s->wake);
	pthread_cond_destroy(&s->settled);
	pthread_mutex_destroy(&s->lock);
	pthread_mutex_destroy(&s->readers_lock);
	base_free(s);
}

void search_figures(struct search *s, struct search_figures *out)
{
	int64_t oldest;

	*out = (struct search_figures){ 0 };
	tail_figures(s->tail, &out->waiting, &oldest, &out->memory);
	out->waiting_s = oldest / 1000000;
	pthread_mutex_lock(&s->lock);
	out->taken_in = s->taken_in;
	out->failed = s->failed;
	out->dug = s->dug;
	pthread_mutex_unlock(&s->lock);
}
