/*
 * limit: how often an address has done a thing lately.
 *
 * One table of fixed size, counted in windows that begin with the first act: a
 * flood can neither grow it nor, beyond evicting the entries that share its
 * set, disturb others. Addresses are kept only as a keyed hash with a key made
 * at start. Guarded by its own mutex; made once by main.
 */
#ifndef HTTP_LIMIT_H
#define HTTP_LIMIT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/time.h"

struct limits;

/* An empty table; lives as long as the arena. */
struct limits *limits_new(struct arena *a);

/* Counts one act; ERR_LIMIT (not counted) when `max` were counted in the current window. */
enum err limit_take(struct limits *l, const char *what, struct str who, int max, int seconds,
                    struct when now) MUST_USE;

/* Takes one back: the act did not happen after all. */
void limit_give(struct limits *l, const char *what, struct str who);

#endif
