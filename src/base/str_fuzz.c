/*
 * Splitting and joining lose nothing, trimming and finding keep within the
 * text, and a number that is read is written back as it was but for zeros.
 */
#include <stdlib.h>

#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_split(struct arena *a, struct str s)
{
	struct str rest = s, part, whole = S("");

	while (str_next(&rest, ',', &part)) {
		if (part.n && memchr(part.p, ',', part.n))
			abort();
		whole = str_join(a, whole, part, S(","), STR_NONE);
	}
	if (rest.n)
		abort();
	/* Joined again there is at most the one sep more that s did not end with. */
	if (!str_starts(whole, s) || whole.n > s.n + 1 || (str_ends(s, S(",")) && whole.n != s.n))
		abort();
}

static void check_find(struct str s)
{
	struct str part = str_part(s, s.n / 3, s.n / 4);
	size_t     at = s.n + 1;

	if (!str_find(s, part, &at) || at > s.n / 3 || !str_eq(str_part(s, at, part.n), part))
		abort();
	if (!str_eq_nocase(s, s) || str_cmp(s, s) != 0 ||
	    (str_cmp(s, part) < 0) != (str_cmp(part, s) > 0))
		abort();
}

static void check_trim(struct str s)
{
	struct str t = str_trim(s);

	if (!str_eq(str_trim(t), t) || (t.n && (t.p < s.p || t.p + t.n > s.p + s.n)))
		abort();
	if (t.n && (memchr(" \t\r\n", t.p[0], 4) || memchr(" \t\r\n", t.p[t.n - 1], 4)))
		abort();
}

static void check_number(struct arena *a, struct str s)
{
	int64_t    v = -7;
	struct str zeros;

	if (!str_number(s, INT64_MAX, &v)) {
		if (v != -7)
			abort();
		return;
	}
	zeros = s;
	while (zeros.n > 1 && zeros.p[0] == '0')
		zeros = str_part(zeros, 1, zeros.n);
	if (v < 0 || !str_eq(str_int(a, v), zeros))
		abort();
	if (v > 0 && str_number(s, v - 1, &v))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(4096);
	struct str    s = { (const char *)data, size };

	if (size <= 512)
		check_split(a, s);
	check_find(s);
	check_trim(s);
	check_number(a, s);
	arena_free(a);
	return 0;
}
