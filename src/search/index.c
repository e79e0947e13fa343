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

/* ---- the queue's end ---- */

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

/* ---- a chunk of the queue into the index ---- */

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
			log_error("search", "change %lld cannot be numbered",
			          (long long)q[i].change);
	}
	(void)s;
	qsort(t, made, sizeof(*t), by_row);
	for (size_t i = 0; i < made; i++)
		if (i + 1 == made || t[i].table != t[i + 1].table || t[i].row != t[i + 1].row)
			t[kept++] = t[i];
	return kept;
}

/* Reads the text as it is now; if newer than the change, a later row finds it done. */
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
		pthread_mutex_lock(&s->lock);
		s->dug++;
		pthread_mutex_unlock(&s->lock);
		if (!e && grams_sum(old) != sum)
			log_warn("search", "a row of the index did not fit its sum; put right");
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

/* What was queued when the program last ended. */
enum err search_fill_tail(struct search *s)
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

/* ---- the thread ---- */

/* Waits ms (for ever if negative), or until `poked` when asked; false: time to stop. */
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

void *search_run(void *arg)
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
