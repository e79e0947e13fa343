/*
 * import: a table of people into the county, through deputy_store().
 *
 * The head, or who sends the file, decides which column is what; rows that follow each
 * other and name the same person are that person's seats. Faults are told by row
 * and column, all of them (the first IMPORT_FAULTS are kept). People are read
 * IMPORT_CHUNK at a time without a database and then kept in a transaction of the
 * caller, which may be run again: the figures are set anew. The command does all
 * in one transaction, the pages each chunk in one (job.c); who stands in a batch
 * that is not complete is seen by nobody.
 */
#ifndef DEPUTY_IMPORT_H
#define DEPUTY_IMPORT_H

#include "deputy/record.h"
#include "sheet/sheet.h"

#define IMPORT_FAULTS 500
#define IMPORT_CHUNK  50        /* people of one step: less than 500 rows */
#define FAULT_VALUE   60        /* code points kept of a cell that is wrong */

struct entry;
struct seen;

/* What keeping people adds up to. */
struct import_sum {
	int64_t added, updated, unchanged, skipped, n_faults;
};

struct import {
	/* from the caller */
	struct deputy_desk  desk;       /* its arena is reset before each chunk is read */
	struct arena       *arena;      /* for the whole run */
	struct str          bytes, file;
	enum lang           lang;
	enum duplicates     duplicates;
	bool                dry;        /* looks up, stores nothing */
	int64_t             lo, hi;     /* the places it may touch; 0, 0: the whole tenant */
	const enum column  *map;        /* what each column is; NULL: as the head says */
	size_t              n_map;
	struct str          report;     /* sealed, for the end of the batch; STR_NONE: none */

	/* the figures */
	int64_t             rows, people;
	struct import_sum   sum, before;                 /* before: without the chunk that was read */
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
	struct entry       *chunk;      /* as the file has them */
	size_t              n_chunk;
	struct seen        *seen;       /* who stood in this file before */
	size_t              n_seen, cap_seen;
};

/* Reads the head. ERR_INPUT: `broken`, or no column of names (a fault in row 1). */
enum err import_open(struct import *in) MUST_USE;

/* The next people of the file; `ended` behind the last. Faults are no error. */
enum err import_read(struct import *in) MUST_USE;

/* Stores them, or with `dry` looks what would become of them. */
enum err import_keep(struct import *in) MUST_USE;

/* Both, with the counters, where the caller's transaction is no lane's. */
enum err import_step(struct import *in) MUST_USE;

/* Notes a fault of a row; for what import_read() and import_keep() find. */
void import_fault(struct import *in, int64_t row, size_t column, enum msg what, int64_t limit, struct str value);

/* Begins and ends the batch of an import that is not dry; writes the one audit row. */
enum err import_begin(struct import *in, enum batch_state state) MUST_USE;
enum err import_end(struct import *in) MUST_USE;

/* Who stays when a batch is taken back, and why. */
struct undo_left {
	struct str       name, code;
	enum undo_reason why;
};

/*
 * Takes at most `limit` people of a batch back: those it added go, those it
 * changed are as before. Whoever was touched or used since stays: counted in *kept
 * and, up to IMPORT_FAULTS, listed with the reason.
 */
struct undo {
	struct deputy_desk desk;
	struct arena      *arena;       /* for the list */
	enum lang          lang;
	batch_id           batch;
	int64_t            after;       /* where the next step goes on */
	bool               ended;
	int64_t            taken, kept;
	struct undo_left  *list;
	size_t             n_list;
};
enum err import_undo(struct undo *u, size_t limit) MUST_USE;

/* ---- between import.c and import_keep.c ---- */

struct entry {
	struct deputy_record person;    /* only the columns of the file are set */
	struct sheet_row     rows[DEPUTY_SEATS];
	size_t               n_rows;
	int64_t              row;
	bool                 faulty;
};

#endif
