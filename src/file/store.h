/*
 * store: the bytes of files, by their hash, once for a county.
 *
 * With a folder they lie in DIR/files/COUNTY/HH/HASH: written beside, synced, renamed
 * and the folders synced before any row names them. On PostgreSQL, where many copies
 * share nothing but the database, they lie there in pieces of 256 KB, each a short
 * closure of the lane (docs/decisions/0002-files.md). Bytes that come a second time
 * are only touched, so that the sweep, which drops what no row names for a day, lets
 * them be. What is read is compared with its name.
 */
#ifndef FILE_STORE_H
#define FILE_STORE_H

#include "db/db.h"
#include "http/house.h"

#include "types.h"

struct file_store;

#define PIECE_BYTES (256 * 1024)

/* Puts bytes away, for good when it returns OK; from a worker. ERR_FULL, ERR_BUSY. */
enum err store_put(struct file_store *s, county_code county, struct str bytes, struct when now,
                   unsigned char hash[HASH_BYTES]) MUST_USE;

/* Makes a file's bytes last another day, in the lane that gives them an owner; ERR_MISSING when they are gone. */
enum err store_keep(struct file_store *s, struct db *db, county_code county, struct str hash,
                    struct when now) MUST_USE;

/*
 * Opens bytes for reading, whole and compared with their hash: a descriptor that the
 * caller closes. ERR_MISSING: not there; ERR_FAULT: not what they were.
 */
enum err store_open(const char *dir, struct db *db, county_code county, struct str hash,
                    struct arena *a, int *fd, uint64_t *size) MUST_USE;

/* Drops bytes that no row names, some folders at each call, all of them once a day. */
enum err store_sweep(struct file_store *s, const county_code *counties, size_t n, struct when now) MUST_USE;

/* One picture process at a time for each of two workers: waits for its turn. */
void store_turn_take(struct file_store *s);
void store_turn_give(struct file_store *s);

/* DIR/files/COUNTY/HH/HASH, or the folder of it with hash.n == 0. */
const char *store_path(struct arena *a, const char *dir, county_code county, struct str hash);

#endif
