/*
 * serial: the next number of a county's rows of one kind.
 *
 * One row a county and kind holds the last number given; taking one is part of the
 * caller's write transaction, so a number whose row was not stored is given again,
 * and on PostgreSQL two copies wait for each other only for the rest of that
 * transaction. For rows made by hand, a few a minute; cases have blocks of their own.
 */
#ifndef DB_SERIAL_H
#define DB_SERIAL_H

#include "db/db.h"

#include "types.h"

/* The first is 1. */
enum err serial_next(struct db *db, struct arena *a, county_code county, enum serial_kind kind,
                     int64_t *number) MUST_USE;

/* For tables that are also filled otherwise: the first number above `used`, their highest. */
enum err serial_next_after(struct db *db, struct arena *a, county_code county, enum serial_kind kind,
                           int64_t used, int64_t *number) MUST_USE;

#endif
