/*
 * str: a borrowed view of bytes, not NUL-terminated, never owned.
 *
 * p == NULL is "no value" (SQL NULL); n == 0 with p set is the empty string.
 * A str from outside has passed utf8_valid() before it is called a str of a
 * request; everything after that may rely on it.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"

struct str {
	const char *p;
	size_t      n;
};

/* A str of a string literal. */
#define S(lit) ((struct str){ ("" lit), sizeof(lit) - 1 })
#define STR_NONE ((struct str){ NULL, 0 })

/* The str of a NUL-terminated string; NULL gives STR_NONE. */
static inline struct str str_of(const char *z)
{
	return z ? (struct str){ z, strlen(z) } : (struct str){ NULL, 0 };
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Comparing and finding; *at is set only when part is found. */
bool str_starts(struct str s, struct str head);
bool str_ends(struct str s, struct str tail);
bool str_eq_nocase(struct str a, struct str b);          /* ASCII only */
int str_cmp(struct str a, struct str b);                 /* by bytes */
bool str_find(struct str s, struct str part, size_t *at);

/* Without ASCII blanks (and U+3000) at both ends. */
struct str str_trim(struct str s);

/*
 * Splits at the first sep: returns what stands before and moves s behind it.
 * False when nothing is left, so a sep at the end adds no empty part.
 */
bool str_next(struct str *s, char sep, struct str *head);

/* The n bytes from at, clipped to s. */
struct str str_part(struct str s, size_t at, size_t n);

/* Copies into the arena; str_z() gives a NUL-terminated copy. */
struct str str_copy(struct arena *a, struct str s);
char *str_z(struct arena *a, struct str s);

/* Joins up to the first STR_NONE: str_join(a, x, y, STR_NONE). */
struct str str_join(struct arena *a, ...);

/* Decimal digits only, whole string, 0..max; false leaves *v alone. */
bool str_number(struct str s, int64_t max, int64_t *v);

/* n as decimal text in the arena. */
struct str str_int(struct arena *a, int64_t n);

/* An integer that may be absent (a nullable column). */
struct maybe_int {
	bool    has;
	int64_t v;
};

#endif
