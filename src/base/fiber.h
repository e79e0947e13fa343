/*
 * fiber: a function with a stack of its own that can pause in the middle.
 *
 * Several of them take turns on one thread: whoever holds a fiber lets it go on
 * until it pauses or its function ends. Nothing runs at the same time, so no
 * locks are needed between them; a fiber must not pause while it holds one. A
 * fiber belongs to the thread that lets it go on first, until its function has
 * ended. The stack is 256 KB with a page behind it that ends the process.
 */
#ifndef BASE_FIBER_H
#define BASE_FIBER_H

#include <stdbool.h>

struct fiber;

/* A fiber with nothing to do; ends with fiber_free(), not in the middle of a function. */
struct fiber *fiber_new(void) __attribute__((returns_nonnull));
void fiber_free(struct fiber *f);

/* What it runs from the next fiber_go() on; its last function must have ended. */
void fiber_set(struct fiber *f, void (*fn)(void *arg), void *arg);

/* Lets it go on. True: it has paused; false: its function has ended. */
bool fiber_go(struct fiber *f);

/* Called inside it: gives the thread back to fiber_go(). */
void fiber_pause(struct fiber *f);

#endif
