#include "base/text.h"

#include <stdlib.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/banned.h"
#include "base/log.h"

/* ICU fails for lack of memory and for nothing else here; see arena.h. */
static _Noreturn void icu_stop(UErrorCode e)
{
	log_error("text", "ICU failed: %s; the program stops", u_errorName(e));
	abort();
}

/*
 * s in the given form. Through UTF-16 and back, because ICU's C interface has no
 * other way; so the callers first look whether they can do without.
 */
static struct str normalize(struct arena *a, const UNormalizer2 *(*get)(UErrorCode *),
                            struct str s)
{
	UErrorCode          e = U_ZERO_ERROR;
	const UNormalizer2 *form = get(&e);
	int32_t             in_n = 0, out_n, room, n8 = 0;
	UChar              *in, *out;
	char               *p;

	if (s.n > INT32_MAX / 64)
		icu_stop(U_INDEX_OUTOFBOUNDS_ERROR);     /* no field comes near it */
	in = arena_alloc(a, (s.n + 1) * sizeof(*in));
	u_strFromUTF8WithSub(in, (int32_t)s.n + 1, &in_n, s.p, (int32_t)s.n, 0xFFFD, NULL, &e);
	if (U_FAILURE(e))
		icu_stop(e);
	room = in_n + in_n / 2 + 32;
	for (;;) {
		out = arena_alloc(a, (size_t)room * sizeof(*out));
		out_n = unorm2_normalize(form, in, in_n, out, room, &e);
		if (e != U_BUFFER_OVERFLOW_ERROR)
			break;
		room = out_n + 1;
		e = U_ZERO_ERROR;
	}
	if (U_FAILURE(e))
		icu_stop(e);
	p = arena_alloc(a, (size_t)out_n * 3 + 1);
	e = U_ZERO_ERROR;
	u_strToUTF8(p, out_n * 3 + 1, &n8, out, out_n, &e);
	if (U_FAILURE(e))
		icu_stop(e);
	return (struct str){ p, (size_t)n8 };
}

/*
 * True when s is NFC for certain: everything below U+0300, the CJK ideographs,
 * their punctuation and the full-width forms are, and none of them combines.
 */
static bool nfc_for_certain(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t               at = 0;

	while (at < s.n) {
		unsigned char c = p[at];

		if (c < 0x80) {
			at += 1;
		} else if (c < 0xCC) {
			at += 2;
		} else if (c >= 0xE4 && c <= 0xE9) {
			at += 3;
		} else if (c == 0xE2 && s.n - at >= 3 && p[at + 1] == 0x80 && p[at + 2] >= 0x90) {
			at += 3;                         /* U+2010..203F: quotes, dashes, dots */
		} else if (c == 0xE3 && s.n - at >= 3 && p[at + 1] == 0x80 && p[at + 2] < 0xAA) {
			at += 3;                         /* U+3000..3029: CJK punctuation */
		} else if (c == 0xEF && s.n - at >= 3 && (p[at + 1] == 0xBC || p[at + 1] == 0xBD)) {
			at += 3;                         /* U+FF00..FF7F */
		} else {
			return false;
		}
	}
	return true;
}

struct str text_clean(struct arena *a, struct str s)
{
	char  *p;
	size_t n = 0;

	if (!s.p)
		return STR_NONE;
	if (!nfc_for_certain(s))
		s = normalize(a, unorm2_getNFCInstance, s);
	s = str_trim(s);
	p = arena_copy(a, s.p, s.n);
	if (!memchr(p, '\r', s.n))
		return (struct str){ p, s.n };
	for (size_t i = 0; i < s.n; i++) {
		if (p[i] != '\r')
			p[n++] = p[i];
		else if (i + 1 == s.n || p[i + 1] != '\n')
			p[n++] = '\n';
	}
	p[n] = '\0';
	return (struct str){ p, n };
}

/*
 * Folds what needs no table: ASCII, the ideographs, the punctuation that is
 * its own folded form, and the full-width forms of ASCII. False at the first
 * character that is none of these; out has room for s.n bytes.
 */
static bool fold_quick(struct str s, char *out, size_t *out_n)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t               n = 0;
	bool                 gap = false;

	for (size_t at = 0; at < s.n;) {
		unsigned char c = p[at];

		if (c >= 0xE4 && c <= 0xE9 && s.n - at >= 3) {
			memcpy(out + n, p + at, 3);
			n += 3;
			at += 3;
			gap = false;
			continue;
		}
		if (c < 0x80) {
			at += 1;
		} else if (s.n - at < 3) {
			return false;
		} else if (c == 0xEF && p[at + 1] == 0xBC && p[at + 2] >= 0x81) {
			c = (unsigned char)(p[at + 2] - 0x60);           /* U+FF01..FF3F */
			at += 3;
		} else if (c == 0xEF && p[at + 1] == 0xBD && p[at + 2] <= 0x9E) {
			c = (unsigned char)(p[at + 2] - 0x20);           /* U+FF40..FF5E */
			at += 3;
		} else if (c == 0xE3 && p[at + 1] == 0x80 && p[at + 2] == 0x80) {
			c = ' ';
			at += 3;
		} else if ((c == 0xE3 && p[at + 1] == 0x80 && p[at + 2] <= 0xA9) ||
		           (c == 0xE2 && p[at + 1] == 0x80 &&
		            (p[at + 2] == 0x94 || (p[at + 2] >= 0x98 && p[at + 2] <= 0x9F)))) {
			memcpy(out + n, p + at, 3);                      /* 、。《》“”‘’— */
			n += 3;
			at += 3;
			gap = false;
			continue;
		} else {
			return false;
		}
		if (c == ' ' || (c >= '\t' && c <= '\r')) {
			if (!gap)
				out[n++] = ' ';
			gap = true;
		} else {
			out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
			gap = false;
		}
	}
	*out_n = n;
	return true;
}

/* Blanks that NFKC leaves as they are; the others have become U+0020. */
static bool fold_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x1680 ||
	       c == 0x2028 || c == 0x2029;
}

/* Writes runs of blanks as one space; what is written never gets ahead of what is read. */
static size_t fold_gaps(char *p, size_t n)
{
	struct str rest = { p, n };
	size_t     at = 0;
	bool       gap = false;

	while (rest.n) {
		const char *from = rest.p;
		uint32_t    c = utf8_next(&rest);

		if (!fold_blank(c)) {
			memmove(p + at, from, (size_t)(rest.p - from));
			at += (size_t)(rest.p - from);
		} else if (!gap) {
			p[at++] = ' ';
		}
		gap = fold_blank(c);
	}
	return at;
}

struct str text_fold(struct arena *a, struct str s)
{
	struct str folded;
	char      *p;
	size_t     n;

	if (!s.p)
		return STR_NONE;
	p = arena_alloc(a, s.n + 1);
	if (!fold_quick(s, p, &n)) {
		folded = normalize(a, unorm2_getNFKCCasefoldInstance, s);
		p = arena_copy(a, folded.p, folded.n);
		n = fold_gaps(p, folded.n);
	}
	p[n] = '\0';
	return (struct str){ p, n };
}

static bool letter_or_digit(uint32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
	if (c >= 0x4E00 && c <= 0x9FFF)
		return true;
	return u_isalnum((UChar32)c);
}

struct str text_letters(struct arena *a, struct str folded)
{
	char  *out = arena_alloc(a, folded.n + 1);
	size_t n = 0;

	while (folded.n) {
		struct str rest = folded;
		size_t     width;

		if (!letter_or_digit(utf8_next(&rest))) {
			folded = rest;
			continue;
		}
		width = folded.n - rest.n;
		memcpy(out + n, folded.p, width);
		n += width;
		folded = rest;
	}
	return (struct str){ out, n };
}

#define RADIX_PASSES 6           /* a bigram has 42 bits */

/* Sorts without comparing: in text, guessing how a comparison ends fails half the time. */
static uint64_t *sort_bigrams(uint64_t *from, uint64_t *to, size_t n)
{
	uint32_t count[RADIX_PASSES][256] = { 0 };

	for (size_t i = 0; i < n; i++)
		for (unsigned k = 0; k < RADIX_PASSES; k++)
			count[k][(from[i] >> (8 * k)) & 0xFF]++;
	for (unsigned k = 0; k < RADIX_PASSES; k++) {
		uint64_t *other = from;
		uint32_t  sum = 0;

		if (count[k][(from[0] >> (8 * k)) & 0xFF] == n)
			continue;                        /* all alike in this byte */
		for (unsigned i = 0; i < 256; i++) {
			uint32_t here = count[k][i];

			count[k][i] = sum;
			sum += here;
		}
		for (size_t i = 0; i < n; i++)
			to[count[k][(from[i] >> (8 * k)) & 0xFF]++] = from[i];
		from = to;
		to = other;
	}
	return from;
}

size_t text_bigrams(struct arena *a, struct str folded, uint64_t **out)
{
	size_t    room = utf8_length(folded);
	uint64_t *list = arena_alloc(a, 2 * (room + 1) * sizeof(*list));
	uint64_t  before = 0;
	size_t    n = 0, kept = 0;

	while (folded.n) {
		uint32_t c = utf8_next(&folded);

		if (!letter_or_digit(c))
			c = 0;
		if (before && c && n < room)
			list[n++] = before << 21 | c;
		before = c;
	}
	*out = list;
	if (n == 0)
		return 0;
	list = sort_bigrams(list, list + room, n);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || list[i] != list[i - 1])
			(*out)[kept++] = list[i];
	return kept;
}
