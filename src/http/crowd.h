/*
 * crowd: how many connections each address has open, for all loops together.
 *
 * A fixed table of atomic counters, so loops neither wait for each other nor
 * grow it; two addresses that share a counter (one chance in 65,536 for a
 * pair, by a key made at the start) share its limit. An IPv6 address counts by
 * its first 64 bits, which is what one household or phone is given.
 */
#ifndef HTTP_CROWD_H
#define HTTP_CROWD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "base/arena.h"

struct crowd;

/* Lives as long as the arena. most == 0: nobody is counted. */
struct crowd *crowd_new(struct arena *a, int most);

/* The counter of an address; NULL for a local socket or when nobody is counted. */
atomic_int *crowd_of(struct crowd *c, const struct sockaddr *at);

/* May one more come? Until it is counted, each other loop may let in one as well. */
bool crowd_admits(const struct crowd *c, const atomic_int *counter);

#endif
