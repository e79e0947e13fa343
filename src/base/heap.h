/*
 * heap: what the process does with memory that was given back.
 *
 * Usually it goes back to the system as soon as there is a little of it, and the next
 * request has it cleared and mapped again, page by page. A process that serves many
 * requests at once, again and again, does better to keep some.
 */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

/* Keeps up to 8 MB for each thread that allocates. Once, before there are threads. */
void heap_keep(void);

#endif
