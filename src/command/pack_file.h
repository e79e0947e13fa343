/*
 * pack_file: a pack on its way from a file of the machine into the database.
 *
 * Shared by `lianxin pack` and `lianxin init`. Faults of the file go to standard
 * error, each with its line; `why` gets the one sentence a command ends with.
 */
#ifndef COMMAND_PACK_FILE_H
#define COMMAND_PACK_FILE_H

#include "pack/pack.h"

/* The whole file; at most one byte more than a pack may have, so that the reader says so. */
enum err pack_file_take(const char *file, struct arena *a, struct str *yaml, struct str *why) MUST_USE;

/* "FILE: 3 faults", from the lines that pack_read() wrote. */
struct str pack_file_faults(const char *file, struct arena *a, const struct buf *faults);

/* A version that was read, on its way into a transaction of the caller. */
struct pack_file {
	const char        *file;
	struct str         yaml;
	const struct pack *pack;
	county_code        county;      /* whose audit tells of it: the transaction's scope */
	struct when        now;
};

/* Stores it with its row of the audit; *added false when the same contents are there. */
enum err pack_file_put(struct db *db, struct arena *a, const struct pack_file *in, bool *added,
                       struct str *why) MUST_USE;

#endif
