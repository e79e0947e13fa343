/*
 * fts: the file of the search index, DIR/search.db.
 *
 * Two FTS5 tables, `internal` and `public`, hold for every text (a row) which
 * bigrams occur in it, nothing else: neither the text nor positions. A table
 * beside each remembers which rows it holds and a sum of their bigrams, so
 * that taking in a text twice, or taking out with the wrong old text, is
 * noticed and not done. The mark, the last change of search_queue that has
 * been taken in, is stored in the same transaction as the postings.
 *
 * Bigrams come from text_bigrams(): sorted, distinct. A struct fts belongs to
 * one thread at a time and answers one search at a time. src/search is its
 * only user; it stands here because no other room may include sqlite3.h.
 */
#ifndef DB_FTS_H
#define DB_FTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"

struct fts;

enum fts_table { FTS_INTERNAL, FTS_PUBLIC, FTS_TABLES };

struct grams {
	const uint64_t *v;
	size_t          n;
};

/* A number that tells two sets of bigrams apart; never used to find one. */
uint64_t grams_sum(struct grams g);

/*
 * DB_WRITE makes the file if there is none; DB_OFFLINE empties it first and
 * writes without a log until fts_finish(). A file whose making was interrupted
 * opens and has no mark; ERR_MISSING: it is of another format. On failure
 * `why` is one sentence for the operator.
 */
enum err fts_open(const char *dir, enum db_mode mode, struct arena *a, struct fts **out,
                  struct str *why) MUST_USE;
void fts_close(struct fts *f);

/* As db_begin() and its like. */
enum err fts_begin(struct fts *f, bool write) MUST_USE;
enum err fts_commit(struct fts *f) MUST_USE;
void fts_rollback(struct fts *f);

/* False in `whole`: the file must be made anew, the mark says nothing. */
enum err fts_mark(struct fts *f, int64_t *mark, bool *whole) MUST_USE;
enum err fts_set_mark(struct fts *f, int64_t mark) MUST_USE;

/* Whether the table holds the row, and the sum of the bigrams it was put in with. */
enum err fts_held(struct fts *f, enum fts_table t, int64_t row, bool *held, uint64_t *sum) MUST_USE;

/* Puts in a row that is not held. Rows in ascending order are cheapest. */
enum err fts_put(struct fts *f, enum fts_table t, int64_t row, struct grams g) MUST_USE;

/* Takes a held row out; g must be exactly what it was put in with. */
enum err fts_take(struct fts *f, enum fts_table t, int64_t row, struct grams g) MUST_USE;

/*
 * The bigrams of a held row, read out of the index itself: a walk over the
 * whole table (seconds for a million texts), for a text that is already gone.
 */
enum err fts_dig(struct fts *f, enum fts_table t, int64_t row, struct arena *a,
                 struct grams *out) MUST_USE;

/* Starts a search for the rows in lo..hi that hold all of g; fts_next() gives them newest first. */
enum err fts_find(struct fts *f, enum fts_table t, struct grams g, int64_t lo, int64_t hi,
                  struct arena *a) MUST_USE;
enum err fts_next(struct fts *f, int64_t *row, bool *found) MUST_USE;
void fts_end(struct fts *f);

/* All held rows in ascending order, with their sums, through fts_held_next() and fts_end(). */
enum err fts_held_all(struct fts *f, enum fts_table t) MUST_USE;
enum err fts_held_next(struct fts *f, int64_t *row, uint64_t *sum, bool *found) MUST_USE;

/* Folds the log into the file; `wipe` also empties it, so that nothing taken out stays in it. */
enum err fts_checkpoint(struct fts *f, bool wipe) MUST_USE;
int64_t fts_log_pages(const struct fts *f);

/* Ends DB_OFFLINE: everything on disk, then the mark, then the log is switched on. */
enum err fts_finish(struct fts *f, int64_t mark) MUST_USE;

/* FTS5's own check of its structures. */
enum err fts_sound(struct fts *f, enum fts_table t, bool *sound) MUST_USE;

#endif
