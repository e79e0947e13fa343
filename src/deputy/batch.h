/*
 * batch: a file of people on its way in, as the database keeps it.
 *
 * The file lies in sealed pieces with a key of its own, as do its first rows
 * (shown beside the question which column is what) and the report (faults with
 * their cells; who was left when it was taken back). All of it is dropped when the
 * import is done or given up for a day; the report stays. Texts live in the
 * desk's arena.
 */
#ifndef DEPUTY_BATCH_H
#define DEPUTY_BATCH_H

#include "deputy/batch.q.h"
#include "deputy/import.h"

#define BATCH_PIECE   (256 * 1024)
#define BATCH_SAMPLES 3         /* rows below the head that are shown */
#define BATCH_TOUCH_S 60        /* a copy that said nothing for so long is at it no more */

struct batch {
	struct batch_one_row row;
	unsigned char        key[KEY_BYTES];
	bool                 keyed;
};

/* What is shown of a file before it is looked at: its head and some rows. */
struct batch_head {
	struct str *cells[BATCH_SAMPLES + 1];
	size_t      n_columns, n_rows;
};

/* ERR_MISSING: none of that number in lo..hi. */
enum err batch_read(const struct deputy_desk *d, batch_id id, int64_t lo, int64_t hi, struct batch *out) MUST_USE;

/* A fresh key; gives it wrapped. */
struct str batch_key_new(const struct deputy_desk *d, batch_id id, unsigned char key[KEY_BYTES]);

/* Sealed for storage, and opened: what is "head", "report" or the number of a piece. */
struct str batch_seal(const struct deputy_desk *d, batch_id id, const unsigned char key[KEY_BYTES], const char *what,
                      int64_t part, struct str plain);
enum err batch_open(const struct deputy_desk *d, const struct batch *b, const char *what, int64_t part, struct str sealed,
                    struct str *plain) MUST_USE;

/* The head of a file's bytes. ERR_INPUT with *fault. */
enum err batch_head_read(struct arena *a, struct str bytes, struct batch_head *h, enum sheet_fault *fault) MUST_USE;
struct str batch_head_text(struct arena *a, const struct batch_head *h);
enum err batch_head_open(const struct deputy_desk *d, const struct batch *b, struct batch_head *h) MUST_USE;

/* Which column of the file is what, as stored: numbers of enum column parted by blanks. */
struct str batch_columns_text(struct arena *a, const enum column *map, size_t n);
size_t batch_columns_read(struct str text, enum column *map, size_t max);
size_t batch_columns_guess(struct arena *a, const struct batch_head *h, enum column *map, size_t max);

/* The whole file, opened piece by piece into one text of `a`; resets the desk's arena on the way. */
enum err batch_bytes(const struct deputy_desk *d, const struct batch *b, struct arena *a, struct str *bytes) MUST_USE;

/* Reports: cells that are wrong, or people who were left. */
struct str report_of_faults(struct arena *a, const struct cell_fault *f, size_t n);
struct str report_of_left(struct arena *a, const struct undo_left *l, size_t n);
struct report {
	struct cell_fault *faults;  size_t n_faults;
	struct undo_left  *left;    size_t n_left;
};
enum err batch_report(const struct deputy_desk *d, const struct batch *b, struct report *out) MUST_USE;

#endif
