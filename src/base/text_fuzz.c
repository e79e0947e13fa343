/*
 * utf8_valid() agrees with ICU; what is cleaned or folded is so for good, and
 * the quick way of folding gives what ICU gives; bigrams are all there and no
 * others are.
 */
#include <stdlib.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/text.h"

#define FACE "\xF0\x9F\x98\x80"  /* combines with nothing and is unknown to the quick way */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* s as ICU reads it; NULL when ICU refuses. */
static UChar *icu_read(struct arena *a, struct str s, int32_t *n)
{
	UErrorCode e = U_ZERO_ERROR;
	UChar     *u = arena_alloc(a, (s.n + 1) * sizeof(*u));

	u_strFromUTF8(u, (int32_t)s.n + 1, n, s.p ? s.p : "", (int32_t)s.n, &e);
	return U_FAILURE(e) ? NULL : u;
}

/* Also for text that is not valid: every function ends and keeps within s. */
static void check_any(struct str s)
{
	struct str rest = s, head = utf8_head(s, s.n / 2);
	size_t     steps = 0;

	while (rest.n && steps++ <= s.n)
		(void)utf8_next(&rest);
	if (rest.n || head.n > s.n || utf8_length(s) > s.n)
		abort();
	(void)text_has_control(s);
}

static void check_code_points(struct arena *a, struct str s, const UChar *u, int32_t u_n)
{
	UErrorCode e = U_ZERO_ERROR;
	UChar32   *points = arena_alloc(a, (s.n + 1) * sizeof(*points));
	struct str rest = s;
	int32_t    count = 0;
	size_t     n = 0;
	bool       control = false;

	u_strToUTF32(points, (int32_t)s.n + 1, &count, u, u_n, &e);
	if (U_FAILURE(e))
		abort();
	while (n < (size_t)count) {
		UChar32 c = points[n];

		if (utf8_next(&rest) != (uint32_t)c)
			abort();
		n++;
		if (u_charType(c) == U_CONTROL_CHAR && c != '\n' && c != '\t')
			control = true;
		if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || U_IS_UNICODE_NONCHAR(c))
			control = true;
	}
	if (rest.n)
		abort();
	if (utf8_length(s) != n || text_has_control(s) != control)
		abort();
	for (size_t k = 0; k < n + 2; k += n / 3 + 1) {
		struct str head = utf8_head(s, k);

		if (!utf8_valid(head) || utf8_length(head) != (k < n ? k : n) ||
		    !str_starts(s, head))
			abort();
	}
}

static void check_clean(struct arena *a, struct str s)
{
	struct str clean = text_clean(a, s);
	UErrorCode e = U_ZERO_ERROR;
	int32_t    n = 0;
	UChar     *u = icu_read(a, clean, &n);

	if (!u || !unorm2_isNormalized(unorm2_getNFCInstance(&e), u, n, &e) || U_FAILURE(e))
		abort();
	if (memchr(clean.p, '\r', clean.n) || !str_eq(str_trim(clean), clean))
		abort();
	if (!str_eq(text_clean(a, clean), clean))
		abort();
}

static struct str check_fold(struct arena *a, struct str s)
{
	struct str folded = text_fold(a, s);
	struct str slow = text_fold(a, str_join(a, s, S(FACE), STR_NONE));
	size_t     at;

	if (!utf8_valid(folded) || !str_eq(text_fold(a, folded), folded))
		abort();
	if (!str_eq(slow, str_join(a, folded, S(FACE), STR_NONE)))
		abort();
	if (str_find(folded, S("  "), &at) || str_find(folded, S("\xE3\x80\x80"), &at))
		abort();
	for (size_t i = 0; i < folded.n; i++)
		if ((folded.p[i] >= 'A' && folded.p[i] <= 'Z') || folded.p[i] == '\n')
			abort();
	return folded;
}

static void check_bigrams(struct arena *a, struct str folded)
{
	uint64_t  *list, before = 0;
	size_t     n = text_bigrams(a, folded, &list);
	bool      *seen = arena_zalloc(a, n + 1);
	struct str rest = folded;

	for (size_t i = 1; i < n; i++)
		if (list[i - 1] >= list[i])
			abort();
	while (rest.n) {
		uint64_t c = utf8_next(&rest);
		size_t   i = 0;

		if (!u_isalnum((UChar32)c))
			c = 0;
		if (before && c) {
			while (i < n && list[i] != (before << 21 | c))
				i++;
			if (i == n)
				abort();
			seen[i] = true;
		}
		before = c;
	}
	for (size_t i = 0; i < n; i++)
		if (!seen[i])
			abort();
}

static void check_codes(struct arena *a, struct str s)
{
	struct str code = text_code(a, s), phone = mask_phone(a, code), name = mask_name(a, s);

	if (!utf8_valid(code) || !str_eq(text_code(a, code), code))
		abort();
	if (phone_valid(code) && (code.n < 10 || code.n > 12))
		abort();
	if (!utf8_valid(phone) || utf8_length(phone) != utf8_length(code))
		abort();
	if (code.n && !memchr(phone.p, '*', phone.n))
		abort();
	if (!utf8_valid(name) || utf8_length(name) != (s.n ? 3 : 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a;
	struct str    s = { (const char *)data, size };
	int32_t       n = 0;
	UChar        *u;

	if (size > 4096)
		return 0;
	check_any(s);
	a = arena_new(16384);
	u = icu_read(a, s, &n);
	if (utf8_valid(s) != (u != NULL))
		abort();
	if (u) {
		check_code_points(a, s, u, n);
		check_clean(a, s);
		check_bigrams(a, check_fold(a, s));
		check_codes(a, s);
	}
	arena_free(a);
	return 0;
}
