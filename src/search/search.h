/*
 * search: which cases hold these words.
 *
 * Answers are complete and exact at any moment: a search looks through the
 * index file and through the texts the index has not taken in yet, and words
 * of more than two characters are compared with the text itself. Texts of the
 * staff (internal) and published texts (public) are two indexes that never
 * meet. The index may be deleted at any time; it is made anew from the texts.
 *
 * On PostgreSQL the same bigrams stand in table search_text, written in the
 * transaction of the text. There is no struct search then (NULL), no thread and
 * nothing that waits; the functions below know it by the connection.
 *
 * struct search is owned by main and used by all threads: search_note() on the
 * lane's thread, search_cases() anywhere, indexing on a thread of its own.
 * Limits: SEARCH_WORDS words, SEARCH_LENGTH characters, SEARCH_CANDIDATES
 * cases looked at in one call, parts and generations 0..63.
 */
#ifndef SEARCH_SEARCH_H
#define SEARCH_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"

#include "types.h"

#define SEARCH_WORDS      8
#define SEARCH_LENGTH     64            /* code points of a whole query after folding */
#define SEARCH_CANDIDATES 1001

struct lane;
struct search;

/*
 * For a URL there is nothing to start, *out is NULL.
 *
 * Opens the index of dir, makes it anew if it is missing or older than the
 * queue (minutes for a million texts, said in the log), and starts the thread.
 * lane may be NULL (tests): then the queue is never trimmed. Stop before the lane.
 */
enum err search_start(const char *dir, struct lane *lane, struct arena *a, struct search **out,
                      struct str *why) MUST_USE;
void search_stop(struct search *s);

/* One text that comes, changes (delete with the old words, then add) or goes. */
struct search_text {
	county_code     county;
	case_id         id;
	int64_t         part;           /* case_text.part, or public_case.gen */
	enum index_kind kind;
	enum index_op   op;
	int64_t         change;         /* db_stamp() */
	struct str      words;          /* add: the text; delete: the text that goes, or STR_NONE */
};

/*
 * Queues the text and makes it findable. Called inside the transaction that
 * writes the text; if that is undone nothing is found, because what stands
 * only in memory is always compared with the stored text. s may be NULL in
 * commands that do not serve. A deletion without its old words works, but
 * costs the index thread a walk over the index.
 */
enum err search_note(struct search *s, struct db *db, struct arena *a,
                     const struct search_text *t) MUST_USE;

/* What is indexed of a published case, for search_note(). */
struct str search_public_words(struct arena *a, struct str title, struct str words,
                               struct str answer);

enum search_fault { SEARCH_FINE, SEARCH_EMPTY, SEARCH_SHORT, SEARCH_LONG };

struct search_ask {
	struct db      *db;             /* the asker's reader, for the texts */
	enum index_kind kind;
	county_code     county;
	struct str      words;          /* as typed: valid UTF-8 */
	case_id         before;         /* the cursor; {0} = from the newest */
	size_t          limit;
	/*
	 * Which of these cases may the asker see? Called for cases that may hold
	 * the words, before a text is compared, some at a time where each look at
	 * the database is dear; NULL = all of the county.
	 */
	enum err      (*keep)(void *arg, const case_id *ids, size_t n, bool *kept);
	void           *arg;
};

struct search_hits {
	case_id          *id;           /* newest first, each case once */
	size_t            n;
	bool              more;         /* ask again with before = next */
	bool              capped;       /* stopped after SEARCH_CANDIDATES cases, not at the end */
	case_id           next;
	enum search_fault fault;        /* of ERR_INPUT; SHORT: a word of one character */
};

/*
 * The newest cases of the county in which all words occur within one part: the
 * opinion or one supplement, one published copy. Blanks divide words; width and
 * case of letters do not matter; parts of words count ("ann" finds "Anna").
 * A word needs two letters or digits side by side, otherwise ERR_INPUT.
 */
enum err search_cases(struct search *s, struct arena *a, const struct search_ask *ask,
                      struct search_hits *out) MUST_USE;

/* Removes at most 500 taken-in rows of the queue; runs in the lane. */
enum err search_trim(struct db *db, int64_t mark) MUST_USE;

struct search_figures {
	uint64_t waiting;               /* texts not yet in the index */
	int64_t  waiting_s;             /* age of the oldest of them */
	uint64_t taken_in;              /* queue rows since the start */
	uint64_t failed;                /* chunks that had to be tried again */
	uint64_t dug;                   /* deletions without usable old words */
	uint64_t memory;                /* bytes held for waiting texts */
};
void search_figures(struct search *s, struct search_figures *out);

/* For tests and the end of a bulk load: returns when nothing waits; ERR_BUSY after that many ms. */
enum err search_settle(struct search *s, int64_t ms) MUST_USE;

/* ---- commands that hold the folder's lock ---- */

/* Called now and then with the number of texts done; may be NULL. */
typedef void search_progress(void *arg, int64_t texts);

/*
 * Deletes DIR/search.db and makes it from all texts. For a URL: writes what
 * differs, page by page, while others go on working.
 */
enum err search_rebuild(const char *dir, struct arena *a, search_progress *tell, void *arg,
                        struct str *why) MUST_USE;

struct search_report {
	int64_t texts;                  /* compared, both indexes */
	int64_t missing, extra, wrong;  /* not held; held without a text; held with other bigrams */
	int64_t samples, differ;        /* bigrams looked up; whose rows are not those of a scan */
	bool    sound;                  /* FTS5's own check */
};

/* Compares the index with every text and with the rows of `samples` bigrams. */
enum err search_check(const char *dir, struct arena *a, size_t samples, struct search_report *out,
                      struct str *why) MUST_USE;

#endif
