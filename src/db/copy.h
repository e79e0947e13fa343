/*
 * copy: everything of one database into another, whichever engine either has.
 *
 * The target must be empty or hold an unfinished copy of the same source; while
 * it is unfinished db_open() refuses it. Rows go in the order of their keys, some
 * thousands to a transaction, and the same transaction writes down how far the
 * copy has come: after a kill at any moment the same call goes on from there.
 * At the end both databases are read from end to end and compared, table by
 * table, by the number of rows and by a hash of them. What is made from these
 * rows (the word index) is made anew before the target may serve.
 *
 * The source does not change meanwhile: a folder is locked, of PostgreSQL one
 * snapshot is read. Memory is bounded by a chunk of rows, not by the tables.
 */
#ifndef DB_COPY_H
#define DB_COPY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/crypt.h"
#include "base/err.h"
#include "base/str.h"

struct db;

enum copy_kind {
	COPY_SAYS,       /* a sentence */
	COPY_ADDS,       /* rows of a table have arrived */
	COPY_READS,      /* rows of a table were read once more */
	COPY_COMPARES    /* a table of both was compared */
};

struct copy_news {
	enum copy_kind kind;
	struct str     sentence;
	const char    *table;
	int64_t        rows;             /* of the table */
	int64_t        moved;            /* added, or read, by this run in all tables */
	bool           complete;         /* COPY_ADDS: the table is */
	bool           same;             /* COPY_COMPARES: on both sides */
	unsigned char  hash[HASH_BYTES]; /* of all rows in any order; the source's */
};

struct copy {
	const char  *from, *to;          /* places (db.h) */
	const char  *data;               /* folder of the key that belongs to a URL, or NULL */
	bool       (*tell)(void *arg, const struct copy_news *news);     /* false: stop here */
	/* What belongs to the rows and is in no table; both databases stand open. */
	enum err   (*carry)(const struct copy *c, struct db *from, struct db *to, struct arena *a, struct str *why);
	enum err   (*derive)(void *arg, const char *to, struct arena *a, struct str *why);
	void        *arg;
	int64_t      rows;               /* out: how many there are in all */
	struct str   why;                /* out: one sentence when it was refused or failed */
};

/* Copies, compares and declares the target usable; crypt_start() was called before. */
enum err copy_run(struct copy *c, struct arena *a) MUST_USE;

#endif
