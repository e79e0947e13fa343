#include "base/text.h"

#include "base/banned.h"

/* True when q continues a sequence. */
static bool tail(unsigned char q)
{
	return (q & 0xC0) == 0x80;
}

/* The length of the valid sequence at p, 0 if there is none (Unicode, table 3-7). */
static size_t sequence(const unsigned char *p, size_t n)
{
	unsigned char c = p[0];

	if (c < 0x80)
		return 1;
	if (c < 0xC2 || c > 0xF4 || n < 2 || !tail(p[1]))
		return 0;
	if (c < 0xE0)
		return 2;
	if (n < 3 || !tail(p[2]))
		return 0;
	if (c < 0xF0) {
		if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F))
			return 0;
		return 3;
	}
	if (n < 4 || !tail(p[3]) || (c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F))
		return 0;
	return 4;
}

bool utf8_valid(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t               at = 0;

	while (at < s.n) {
		size_t n;

		if (s.n - at >= 8) {
			uint64_t eight;

			memcpy(&eight, p + at, 8);
			if (!(eight & UINT64_C(0x8080808080808080))) {
				at += 8;
				continue;
			}
		}
		n = sequence(p + at, s.n - at);
		if (n == 0)
			return false;
		at += n;
	}
	return true;
}

size_t utf8_length(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += !tail((unsigned char)s.p[i]);
	return n;
}

uint32_t utf8_next(struct str *s)
{
	const unsigned char *p = (const unsigned char *)s->p;
	size_t               n;
	uint32_t             c;

	if (s->n == 0)
		return 0;
	n = sequence(p, s->n);
	switch (n) {
	case 1:
		c = p[0];
		break;
	case 2:
		c = (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
		break;
	case 3:
		c = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
		break;
	case 4:
		c = (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 |
		    (p[3] & 0x3Fu);
		break;
	default:
		/* Not what was promised; going on byte by byte at least ends. */
		c = 0xFFFD;
		n = 1;
	}
	s->p += n;
	s->n -= n;
	return c;
}

struct str utf8_head(struct str s, size_t code_points)
{
	size_t at = 0;

	while (at < s.n) {
		if (!tail((unsigned char)s.p[at]) && code_points-- == 0)
			break;
		at++;
	}
	return (struct str){ s.p, at };
}

/* What turns the direction of the text around it: U+202A..202E, U+2066..2069. */
static bool bidi(const unsigned char *p, size_t n)
{
	if (n < 3 || p[0] != 0xE2)
		return false;
	return (p[1] == 0x80 && p[2] >= 0xAA && p[2] <= 0xAE) ||
	       (p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9);
}

/* What no text may hold for good, and a sheet (XML) not at all: U+FDD0..FDEF and the last two of each plane. */
static bool noncharacter(const unsigned char *p, size_t n)
{
	if (n < 3 || p[0] < 0xEF)
		return false;
	if (p[0] == 0xEF)
		return (p[1] == 0xB7 && p[2] >= 0x90 && p[2] <= 0xAF) || (p[1] == 0xBF && p[2] >= 0xBE);
	return n >= 4 && (p[1] & 0x0F) == 0x0F && p[2] == 0xBF && p[3] >= 0xBE;
}

bool text_has_control(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	for (size_t i = 0; i < s.n; i++) {
		if (p[i] < 0x20 && p[i] != '\n' && p[i] != '\t')
			return true;
		if (p[i] == 0x7F)
			return true;
		if (p[i] == 0xC2 && s.n - i >= 2 && p[i + 1] < 0xA0)     /* U+0080..009F */
			return true;
		if (bidi(p + i, s.n - i) || noncharacter(p + i, s.n - i))
			return true;
	}
	return false;
}
