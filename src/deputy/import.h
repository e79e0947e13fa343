/*
 * import: a table of people into the county, through deputy_store().
 *
 * The head decides which column is what; rows that follow each other and name
 * the same person are that person's seats. Faults are told by row and column,
 * all of them (the first IMPORT_FAULTS are kept); a file with any fault changes
 * nothing unless the caller goes on. Everything happens in the caller's
 * transaction, chunk by chunk; counters are applied with each chunk.
 */
#ifndef DEPUTY_IMPORT_H
#define DEPUTY_IMPORT_H

#include "deputy/record.h"
#include "sheet/sheet.h"

#define IMPORT_FAULTS 500
#define IMPORT_CHUNK  100       /* people of one step: less than 500 rows for most */

enum duplicates { DUPLICATES_SKIP, DUPLICATES_UPDATE, DUPLICATES_BOTH };

struct import {
	/* from the caller */
	struct deputy_desk  desk;       /* its arena is reset with each step */
	struct arena       *arena;      /* for the whole run */
	struct str          bytes, file;
	enum lang           lang;
	enum duplicates     duplicates;
	bool                dry;        /* reads and looks up, stores nothing */

	/* the figures */
	int64_t             rows, people, added, updated, unchanged, skipped, n_faults;
	struct cell_fault   faults[IMPORT_FAULTS];
	struct cell_fault   notes[IMPORT_FAULTS];        /* columns left out */
	size_t              n_notes;
	enum sheet_fault    broken;     /* the file cannot be read at all */
	int64_t             broken_row;
	bool                ended;

	/* own */
	struct sheet       *sheet;
	struct gazetteer    places;
	struct str         *heads;
	unsigned char       column[SHEET_COLUMNS];
	size_t              n_columns;
	struct sheet_row    held;       /* the row behind the person: begins the next one */
	bool                holding;
	struct seen        *seen;       /* who stood in this file before */
	size_t              n_seen, cap_seen;
};

/* Reads the head. ERR_INPUT: `broken`, or no column of names (a fault in row 1). */
enum err import_open(struct import *in) MUST_USE;

/* The next IMPORT_CHUNK people; `ended` behind the last. Faults are no error. */
enum err import_step(struct import *in) MUST_USE;

/* Begins and ends the batch of an import that is not dry; writes the one audit row. */
enum err import_begin(struct import *in, enum batch_state state) MUST_USE;
enum err import_end(struct import *in) MUST_USE;

/*
 * Takes at most `limit` people of a batch back: those it added go, those it
 * changed are as before. Whoever was touched since stays: counted in *kept and,
 * up to IMPORT_FAULTS, listed.
 */
struct undo {
	struct deputy_desk desk;
	struct arena      *arena;       /* for the list */
	enum lang          lang;
	batch_id           batch;
	int64_t            after;       /* where the next step goes on */
	bool               ended;
	int64_t            taken, kept;
	struct str        *list;
	size_t             n_list;
};
enum err import_undo(struct undo *u, size_t limit) MUST_USE;

#endif
