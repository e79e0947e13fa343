/*
 * shelf: one thing that many threads read and that is replaced while they do.
 *
 * Whoever reads takes what lies there and drops it when done; a thing put in
 * its place is seen by those who come later, and the old one, with its arena,
 * goes when its last reader has dropped it. A thing may be offered first and
 * accepted once it is true (after a commit); an offer that is never accepted
 * goes with the next one. The shelf lives in the arena it was made in.
 */
#ifndef BASE_SHELF_H
#define BASE_SHELF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct shelf;

/* A reader's hold of one thing. */
struct shelved {
	const void *value;
};

/* An empty shelf; take before the first put gives NULL. */
struct shelf *shelf_new(struct arena *a);

/* Replaces what lies there; the value lives in `its`, which is the shelf's from now on. */
void shelf_put(struct shelf *s, const void *value, struct arena *its);

/* The same in two steps: what is offered is not seen yet. */
void shelf_offer(struct shelf *s, const void *value, struct arena *its);

/* Puts there what was offered last, if anything was. */
void shelf_accept(struct shelf *s);

/* What lies there, for as long as the caller holds it; NULL on an empty shelf. */
const struct shelved *shelf_take(struct shelf *s);

/* Ends a hold; NULL is none. */
void shelf_drop(struct shelf *s, const struct shelved *taken);

/* Drops everything; nobody may hold anything any more. */
void shelf_clear(struct shelf *s);

#endif
