/*
 * number: the running numbers of a county's cases, by year.
 *
 * On SQLite, and in commands, the next number is taken in the caller's own
 * transaction: none is left out. The writers of a program on PostgreSQL take
 * blocks through one more connection, in transactions of their own, so that
 * nobody waits for a neighbour's commit and copies do not wait for each other. A
 * block is a single number in quiet times and doubles while blocks are used up
 * within a second; what is left of it when the program ends is never given out.
 */
#ifndef DB_NUMBER_H
#define DB_NUMBER_H

#include "base/arena.h"
#include "base/err.h"
#include "db/db.h"

#include "types.h"

#define NUMBERS_MOST 256        /* in one block */

/* The next number of a county and year, in the transaction that is open. */
enum err number_take(struct db *db, struct arena *a, county_code county, int64_t year,
                     int64_t *out) MUST_USE;

/* ---- for the lane on PostgreSQL ---- */
struct numbers;

/* Opens the connection on a URL; db->numbers of each writer is to point to it. */
enum err numbers_open(const char *url, struct arena *a, struct numbers **out, struct str *why) MUST_USE;
void numbers_close(struct numbers *n);

/* Somebody else has a number of ours: a standby that was behind took over. Blocks are taken anew. */
void numbers_forget(struct numbers *n);

#endif
