/*
 * banned: calls that this code base does without, as compile errors.
 *
 * The Makefile puts this file in front of every source of ours (-include). The
 * system headers come first, because after this a banned name cannot even be
 * declared. Memory from the heap belongs to base/: a file there that needs it
 * defines BASE_IMPLEMENTATION and includes this file once more.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/* Says it once for all files, in the spelling that a file's own line would have. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <alloca.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

#define BANNED(name, instead) banned_##name##_use_##instead

/* No bound on what is written. */
#undef strcpy
#define strcpy(a, b) BANNED(strcpy, arena_copy)
#undef stpcpy
#define stpcpy(a, b) BANNED(stpcpy, arena_copy)
#undef strcat
#define strcat(a, b) BANNED(strcat, str_join)
#undef strncpy
#define strncpy(a, b, n) BANNED(strncpy, arena_copy)
#undef strncat
#define strncat(a, b, n) BANNED(strncat, str_join)
#undef sprintf
#define sprintf(...) BANNED(sprintf, buf_printf)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf, buf_printf)
#undef gets
#define gets(a) BANNED(gets, read)
#undef alloca
#define alloca(n) BANNED(alloca, arena_alloc)

/* A bound, but a result that invites mistakes. */
#undef snprintf
#define snprintf(...) BANNED(snprintf, buf_printf)
#undef strtok
#define strtok(a, b) BANNED(strtok, str_next)
#undef atoi
#define atoi(a) BANNED(atoi, str_number)
#undef atol
#define atol(a) BANNED(atol, str_number)
#undef atoll
#define atoll(a) BANNED(atoll, str_number)
#undef atof
#define atof(a) BANNED(atof, strtod)

/* Shared memory behind the back of other threads, or the machine's time zone. */
#undef gmtime
#define gmtime(a) BANNED(gmtime, day_of)
#undef localtime
#define localtime(a) BANNED(localtime, day_of)
#undef gmtime_r
#define gmtime_r(a, b) BANNED(gmtime_r, day_of)
#undef localtime_r
#define localtime_r(a, b) BANNED(localtime_r, day_of)
#undef mktime
#define mktime(a) BANNED(mktime, when_of)
#undef ctime
#define ctime(a) BANNED(ctime, when_rfc3339)
#undef asctime
#define asctime(a) BANNED(asctime, when_rfc3339)

/* A shell, or numbers that can be guessed. */
#undef system
#define system(a) BANNED(system, execve)
#undef popen
#define popen(a, b) BANNED(popen, execve)
#undef rand
#define rand() BANNED(rand, random_below)
#undef random
#define random() BANNED(random, random_below)

#undef malloc
#undef calloc
#undef realloc
#undef reallocarray
#undef free
#undef strdup
#undef strndup
#undef asprintf
#undef vasprintf
#define malloc(n) BANNED(malloc, arena_alloc)
#define calloc(n, m) BANNED(calloc, arena_array)
#define realloc(p, n) BANNED(realloc, base_realloc)
#define reallocarray(p, n, m) BANNED(reallocarray, base_realloc)
#define free(p) BANNED(free, base_free)
#define strdup(s) BANNED(strdup, arena_copy)
#define strndup(s, n) BANNED(strndup, arena_copy)
#define asprintf(...) BANNED(asprintf, buf_printf)
#define vasprintf(...) BANNED(vasprintf, buf_printf)

#endif

/* Outside the guard: lifts the ban on the heap for the file that asks. */
#ifdef BASE_IMPLEMENTATION
#undef malloc
#undef calloc
#undef realloc
#undef free
#endif
