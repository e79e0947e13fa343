#include "search/search_private.h"

#include "base/log.h"
#include "base/text.h"
#include "search/search.q.h"

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
	if (db_shared(db))
		return server_note(db, a, t);
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

/* ---- start and stop ---- */

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
		log_info("search", "the index is being made anew: %lld texts so far",
		         (long long)texts);
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

enum err search_start(const char *dir, struct lane *lane, struct arena *a, struct search **out,
                      struct str *why)
{
	struct search     *s;
	pthread_condattr_t attr;
	enum err           e;

	*out = NULL;
	if (db_is_url(dir))
		return OK;
	s = base_alloc(sizeof(*s));
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
		e = search_fill_tail(s);
	if (!e && pthread_create(&s->thread, NULL, search_run, s) != 0) {
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
	if (!s)
		return;
	tail_figures(s->tail, &out->waiting, &oldest, &out->memory);
	out->waiting_s = oldest / 1000000;
	pthread_mutex_lock(&s->lock);
	out->taken_in = s->taken_in;
	out->failed = s->failed;
	out->dug = s->dug;
	pthread_mutex_unlock(&s->lock);
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
