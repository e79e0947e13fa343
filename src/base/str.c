#ifndef _GNU_SOURCE
#define _GNU_SOURCE      /* memmem */
#endif
#include "base/str.h"

#include <stdarg.h>

bool str_starts(struct str s, struct str head)
{
	return s.n >= head.n && (head.n == 0 || memcmp(s.p, head.p, head.n) == 0);
}

bool str_ends(struct str s, struct str tail)
{
	return s.n >= tail.n && (tail.n == 0 || memcmp(s.p + s.n - tail.n, tail.p, tail.n) == 0);
}

static unsigned char ascii_lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

bool str_eq_nocase(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
			return false;
	return true;
}

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int    c = n ? memcmp(a.p, b.p, n) : 0;

	return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_find(struct str s, struct str part, size_t *at)
{
	const char *p;

	if (part.n == 0) {
		*at = 0;
		return true;
	}
	if (part.n > s.n || !(p = memmem(s.p, s.n, part.p, part.n)))
		return false;
	*at = (size_t)(p - s.p);
	return true;
}

static bool blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
	static const char wide[3] = { '\xE3', '\x80', '\x80' };  /* U+3000 */

	for (;;) {
		size_t cut = 0;

		if (s.n >= 1 && blank(s.p[0]))
			cut = 1;
		else if (s.n >= 3 && memcmp(s.p, wide, 3) == 0)
			cut = 3;
		if (!cut)
			break;
		s.p += cut;
		s.n -= cut;
	}
	for (;;) {
		if (s.n >= 1 && blank(s.p[s.n - 1]))
			s.n -= 1;
		else if (s.n >= 3 && memcmp(s.p + s.n - 3, wide, 3) == 0)
			s.n -= 3;
		else
			return s;
	}
}

bool str_next(struct str *s, char sep, struct str *head)
{
	const char *at;

	if (s->n == 0)
		return false;
	at = memchr(s->p, sep, s->n);
	*head = (struct str){ s->p, at ? (size_t)(at - s->p) : s->n };
	s->p += head->n + (at != NULL);
	s->n -= head->n + (at != NULL);
	return true;
}

struct str str_part(struct str s, size_t at, size_t n)
{
	if (at >= s.n)
		return (struct str){ s.p ? s.p + s.n : NULL, 0 };
	if (n > s.n - at)
		n = s.n - at;
	return (struct str){ s.p + at, n };
}

struct str str_copy(struct arena *a, struct str s)
{
	if (!s.p)
		return STR_NONE;
	return (struct str){ arena_copy(a, s.p, s.n), s.n };
}

char *str_z(struct arena *a, struct str s)
{
	return arena_copy(a, s.p, s.n);
}

struct str str_join(struct arena *a, ...)
{
	va_list    ap;
	struct str s;
	size_t     n = 0, at = 0;
	char      *p;

	va_start(ap, a);
	while ((s = va_arg(ap, struct str)).p)
		n += s.n;
	va_end(ap);
	p = arena_alloc(a, n + 1);
	va_start(ap, a);
	while ((s = va_arg(ap, struct str)).p) {
		memcpy(p + at, s.p, s.n);
		at += s.n;
	}
	va_end(ap);
	p[at] = '\0';
	return (struct str){ p, at };
}

bool str_number(struct str s, int64_t max, int64_t *v)
{
	int64_t sum = 0;

	if (s.n == 0 || max < 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		int digit = s.p[i] - '0';

		if (digit < 0 || digit > 9 || digit > max || sum > (max - digit) / 10)
			return false;
		sum = sum * 10 + digit;
	}
	*v = sum;
	return true;
}

struct str str_int(struct arena *a, int64_t n)
{
	char     digits[20];
	size_t   at = sizeof(digits);
	uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	do
		digits[--at] = (char)('0' + left % 10);
	while (left /= 10);
	if (n < 0)
		digits[--at] = '-';
	return (struct str){ arena_copy(a, digits + at, sizeof(digits) - at), sizeof(digits) - at };
}
