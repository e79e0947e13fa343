/*
 * heap: what the process does with memory that was given back.
 *
 * Usually it goes back to the system as soon as there is a little of it, and the next
 * request has it cleared and mapped again, page by page. A process that serves many
 * requests at once, again and again, does better to keep some. But large pieces must
 * go back: left alone, glibc takes the first one that is freed for a sign to keep all
 * of its size, and the Chinese fonts that a sheet reads, 20 MB each, then stay in
 * every thread's heap.
 */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

/* Keeps up to 8 MB for each thread that allocates, no piece above 1 MB. Once, before there are threads. */
void heap_keep(void);

#endif
