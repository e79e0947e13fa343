/*
 * search_private: what the files of this room share.
 *
 * A text is one row, numbered county << 40 | case << 6 | part, so a county is a
 * range and newer cases have higher numbers. A case number is a two-digit year
 * times 10^8 plus a serial, below 10^10 < 2^34.
 */
#ifndef SEARCH_SEARCH_PRIVATE_H
#define SEARCH_SEARCH_PRIVATE_H

#include <pthread.h>

#include "db/fts.h"
#include "search/search.h"

#define PART_BITS 6
#define CASE_BITS 34

/* False when a number does not fit; nothing else makes row numbers. */
bool search_row(county_code county, case_id id, int64_t part, int64_t *row);

static inline county_code row_county(int64_t row)
{
	return (county_code){ row >> (CASE_BITS + PART_BITS) };
}

static inline case_id row_case(int64_t row)
{
	return (case_id){ row >> PART_BITS & ((INT64_C(1) << CASE_BITS) - 1) };
}

static inline int64_t row_part(int64_t row)
{
	return row & ((1 << PART_BITS) - 1);
}

static inline enum fts_table table_of(enum index_kind kind)
{
	return kind == INDEX_KIND_PUBLIC ? FTS_PUBLIC : FTS_INTERNAL;
}

/*
 * The text of a row as it stands now, folded; STR_NONE when there is none.
 * *shown is false for a published copy that has been withdrawn.
 */
enum err search_fetch(struct db *db, struct arena *a, enum fts_table t, int64_t row,
                      struct str *folded, bool *shown) MUST_USE;

/* ---- the tail: texts that are queued but not yet in the index ---- */

struct tail;

struct tail *tail_new(void);
void tail_free(struct tail *t);

/* Copies g. Rows come in the order of their change. */
void tail_add(struct tail *t, int64_t change, enum fts_table table, int64_t row, bool gone,
              struct grams g);

/* Forgets what the index now holds, and whatever is older than `before` (tick_us). */
void tail_drop(struct tail *t, int64_t mark, int64_t before);

/*
 * Rows in lo..hi that hold all of g (newest change first, maybe twice), and rows
 * whose old text may still be in the index. Both must be compared with the text.
 */
struct tail_found {
	int64_t *hit, *doubt;
	size_t   n_hit, n_doubt;
};
void tail_find(struct tail *t, enum fts_table table, struct grams g, int64_t lo, int64_t hi,
               struct arena *a, struct tail_found *out);

/* The words of a deletion, if they were said and have that sum. */
bool tail_old(struct tail *t, enum fts_table table, int64_t row, uint64_t sum, struct arena *a,
              struct grams *out);

void tail_figures(struct tail *t, uint64_t *waiting, int64_t *oldest_us, uint64_t *memory);

/* ---- server.c: PostgreSQL keeps the bigrams itself, in table search_text ---- */

/* A row that may hold the words. */
struct candidate {
	int64_t    row;
	bool       doubtful;            /* only the text can say whether it does */
	bool       judged, kept;        /* ask->keep has been called; what it said */
	struct str words;               /* the text, if it is at hand */
};

/* Rows that hold the bigrams, newest first, fetched some at a time. */
struct server_rows {
	const struct search_ask *ask;
	struct arena            *arena;          /* emptied before every fetch */
	struct str               grams;
	bool                     texts;          /* fetch the texts as well */
	case_id                  before;         /* go on below this part of this case */
	int64_t                  before_part, many;
	struct candidate        *list;
	size_t                   n, at;
	bool                     end;
};

/* As PostgreSQL reads an array: {1,2,3}. */
struct str server_grams(struct arena *a, struct grams g);

enum err server_note(struct db *db, struct arena *a, const struct search_text *t) MUST_USE;

/* The rows up to hi. What server_next() gives is valid until it is called again. */
void server_find(struct server_rows *rows, struct arena *a, const struct search_ask *ask,
                 struct grams g, bool texts, int64_t hi);
enum err server_next(struct server_rows *rows, struct candidate *c, bool *found) MUST_USE;
void server_end(struct server_rows *rows);

/* server_check.c: search_rebuild() and search_check() for a URL. */
enum err server_rebuild(const char *url, struct arena *a, search_progress *tell, void *arg,
                        struct str *why) MUST_USE;
enum err server_check(const char *url, struct arena *a, size_t samples,
                      struct search_report *out, struct str *why) MUST_USE;

/* ---- the whole ---- */

#define READERS_KEPT 16

struct search {
	const char     *dir;
	struct lane    *lane;
	struct tail    *tail;
	pthread_mutex_t readers_lock;
	struct fts     *reader[READERS_KEPT];    /* idle ones */
	size_t          n_readers;

	struct db      *db;                      /* the thread's own from here on */
	struct fts     *fts;
	struct arena   *arena, *scratch;
	int64_t         mark;

	pthread_t       thread;
	pthread_mutex_t lock;                    /* guards the rest */
	pthread_cond_t  wake, settled;
	bool            stop, poked, idle;
	uint64_t        taken_in, failed, dug;
};

/* index.c: what was queued when the program last ended, and the thread. */
enum err search_fill_tail(struct search *s) MUST_USE;
void *search_run(void *search);

/* Borrows a reader of the index; NULL when none can be opened. */
struct fts *search_reader_take(struct search *s);
void search_reader_give(struct search *s, struct fts *f, bool good);

/* The last change whose queue row is gone. */
enum err search_trimmed_read(struct db *db, struct arena *a, int64_t *change) MUST_USE;

/* rebuild.c: everything that db, a reader, holds; f was opened DB_OFFLINE. */
enum err search_build(struct db *db, struct fts *f, struct arena *a, search_progress *tell,
                      void *arg) MUST_USE;

#endif
