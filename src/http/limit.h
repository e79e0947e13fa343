/*
 * limit: how often an address has done a thing lately.
 *
 * One table of fixed size, counted in windows that begin with the first act: a
 * flood can neither grow it nor, beyond evicting the entries that share its
 * set, disturb others. Addresses are kept only as a keyed hash. Guarded by its
 * own mutex; made once by main.
 *
 * Several copies on PostgreSQL count together, in a table of the database and
 * under the key that they share; it is written in the lane, with what is counted.
 */
#ifndef HTTP_LIMIT_H
#define HTTP_LIMIT_H

#include "base/arena.h"
#include "base/crypt.h"
#include "base/err.h"
#include "base/str.h"
#include "base/time.h"

struct db;
struct limits;

/* Somebody does a thing that may be done so often in a window of so many seconds. */
struct limit_act {
	const char *what;
	struct str  who;
	int         max, seconds;
	struct when now;
};

/* An empty table; lives as long as the arena. */
struct limits *limits_new(struct arena *a, const struct keys *keys);

/* Counts one act; ERR_LIMIT (not counted) when `max` were counted in the current window. */
enum err limit_take(struct limits *l, const struct limit_act *act) MUST_USE;

/* Likewise for all copies, in a closure of the lane: counted when that is stored. */
enum err limit_take_shared(const struct limits *l, struct db *db, struct arena *a,
                           const struct limit_act *act) MUST_USE;

/* Takes one back: the act did not happen after all. */
void limit_give(struct limits *l, const char *what, struct str who);

#endif
