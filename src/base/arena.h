/*
 * arena: memory that lives as long as one request and is freed whole.
 *
 * Nothing is freed singly. arena_alloc() never returns NULL: real exhaustion
 * logs one line and aborts, which is honest because no request can eat the
 * machine (bodies, rows and bufs all have limits). Things that are not memory
 * (a statement, a file) register a clean-up with arena_defer(); clean-ups run
 * last-in first-out at arena_reset() and arena_free(). An arena belongs to one
 * thread at a time. Under ASan the unused tail is poisoned.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/err.h"

struct arena;

/* A new arena whose first block holds block_bytes; ends with arena_free(). */
struct arena *arena_new(size_t block_bytes);
void arena_free(struct arena *a);

/* Runs the clean-ups and forgets all allocations, keeping the first block. */
void arena_reset(struct arena *a);

/* n bytes aligned for any type; arena_zalloc() also clears them. */
void *arena_alloc(struct arena *a, size_t n) __attribute__((returns_nonnull, malloc));
void *arena_zalloc(struct arena *a, size_t n) __attribute__((returns_nonnull, malloc));

/* count * size bytes, cleared; aborts on overflow of the product. */
void *arena_array(struct arena *a, size_t count, size_t size) __attribute__((returns_nonnull));

/* A copy of n bytes followed by a NUL that is not counted. */
void *arena_copy(struct arena *a, const void *p, size_t n) __attribute__((returns_nonnull));

/* Calls fn(arg) when the arena is reset or freed. */
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);

/* Bytes handed out since the last reset, for limits and figures. */
size_t arena_used(const struct arena *a);

#define ARENA_NEW(a, type) ((type *)arena_zalloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_array((a), (n), sizeof(type)))

/* Process-wide allocation for the few long-lived structs main owns; aborts when memory is out. */
void *base_alloc(size_t n) __attribute__((returns_nonnull, malloc));
void *base_realloc(void *p, size_t n) __attribute__((returns_nonnull));
void base_free(void *p);

#endif
