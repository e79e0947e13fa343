#include "search/search_private.h"

#include "base/text.h"
#include "search/search.q.h"

#define TELL_EVERY 50000

struct build {
	struct fts      *fts;
	struct arena    *scratch;
	search_progress *tell;
	void            *arg;
	int64_t          texts;
};

static enum err put(struct build *b, enum fts_table table, county_code county, case_id id,
                    int64_t part, struct str words)
{
	struct grams g;
	uint64_t    *v;
	int64_t      row;

	if (!search_row(county, id, part, &row))
		return ERR_FAULT;
	g.n = text_bigrams(b->scratch, text_fold(b->scratch, words), &v);
	g.v = v;
	if (++b->texts % TELL_EVERY == 0 && b->tell)
		b->tell(b->arg, b->texts);
	return fts_put(b->fts, table, row, g);
}

static enum err put_words(void *arg, const struct search_all_words_row *r)
{
	struct build *b = arg;

	arena_reset(b->scratch);
	return put(b, FTS_INTERNAL, r->county, r->case_id, r->part, r->words);
}

static enum err put_public(void *arg, const struct search_all_public_row *r)
{
	struct build *b = arg;

	arena_reset(b->scratch);
	return put(b, FTS_PUBLIC, r->county, r->case_id, r->gen,
	           search_public_words(b->scratch, r->title, r->words, r->answer));
}

/*
 * One snapshot of the texts and of the queue, so the mark fits. One
 * transaction of the index: a crash means to begin again anyway, and FTS5
 * writes its segments when its memory is full, not at every commit.
 */
enum err search_build(struct db *db, struct fts *f, struct arena *a, search_progress *tell,
                      void *arg)
{
	struct build                 b = { f, arena_new(1 << 16), tell, arg, 0 };
	struct search_queue_last_row last = { 0 };
	int64_t                      trimmed = 0;
	enum err                     e = db_begin(db, false);

	if (!e)
		e = search_queue_last(db, a, &last);
	if (!e)
		e = search_trimmed_read(db, a, &trimmed);
	if (!e)
		e = fts_begin(f, true);
	if (!e)
		e = search_all_words(db, a, put_words, &b);
	if (!e)
		e = search_all_public(db, a, put_public, &b);
	if (!e)
		e = fts_commit(f);
	if (!e)
		e = fts_finish(f, last.change > trimmed ? last.change : trimmed);
	if (e)
		fts_rollback(f);
	else if (tell)
		tell(arg, b.texts);
	db_rollback(db);
	arena_free(b.scratch);
	return e;
}

enum err search_rebuild(const char *dir, struct arena *a, search_progress *tell, void *arg,
                        struct str *why)
{
	struct db  *db;
	struct fts *f;
	enum err    e;

	if (db_is_url(dir))
		return server_rebuild(dir, a, tell, arg, why);
	e = db_open(dir, DB_READ, a, &db, why);
	if (e)
		return e;
	e = fts_open(dir, DB_OFFLINE, a, &f, why);
	if (!e) {
		e = search_build(db, f, a, tell, arg);
		if (e)
			*why = S("the search index could not be made; see the log");
		fts_close(f);
	}
	db_close(db);
	return e;
}
