#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/banned.h"

#define BUF_START 512u

void buf_init(struct buf *b, struct arena *a, size_t max)
{
	*b = (struct buf){ .max = max, .arena = a };
}

void buf_reset(struct buf *b)
{
	b->n = 0;
	b->full = false;
}

/* Gives up the room that is left, so that no later, shorter write slips in behind the gap. */
static void buf_stop(struct buf *b)
{
	b->full = true;
	b->cap = b->n;
}

void buf_grow(struct buf *b, size_t need)
{
	size_t cap = b->cap;
	char  *p;

	if (b->full)
		return;
	if (need > b->max - b->n || !b->arena) {
		buf_stop(b);
		return;
	}
	cap = cap > b->max / 2 ? b->max : cap * 2;
	if (cap < BUF_START)
		cap = b->max < BUF_START ? b->max : BUF_START;
	if (cap < b->n + need)
		cap = b->n + need;
	p = arena_alloc(b->arena, cap);
	if (b->n)
		memcpy(p, b->p, b->n);
	b->p = p;
	b->cap = cap;
}

void buf_z(struct buf *b, const char *z)
{
	if (z)
		buf_put(b, z, strlen(z));
}

void buf_uint_pad(struct buf *b, uint64_t n, unsigned width)
{
	char   digits[20];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + n % 10);
	while (n /= 10);
	for (size_t have = sizeof(digits) - at; have < width; have++)
		buf_char(b, '0');
	buf_put(b, digits + at, sizeof(digits) - at);
}

void buf_int(struct buf *b, int64_t n)
{
	if (n < 0)
		buf_char(b, '-');
	buf_uint_pad(b, n < 0 ? 0 - (uint64_t)n : (uint64_t)n, 1);
}

void buf_real(struct buf *b, double v, unsigned places)
{
	size_t at = b->n;
	size_t i = at + 1;

	buf_printf(b, "%.*f", (int)(places < 9 ? places : 9), v);
	if (b->n == at || b->p[at] != '-')
		return;
	/* What rounds to nothing is shown without a sign: "-0.0" would puzzle a reader. */
	while (i < b->n && (b->p[i] == '0' || b->p[i] == '.'))
		i++;
	if (i == b->n) {
		memmove(b->p + at, b->p + at + 1, b->n - at - 1);
		b->n--;
	}
}

void buf_hex(struct buf *b, const void *p, size_t n)
{
	static const char    digits[] = "0123456789abcdef";
	const unsigned char *byte = p;

	for (size_t i = 0; i < n; i++) {
		char pair[2] = { digits[byte[i] >> 4], digits[byte[i] & 15] };

		buf_put(b, pair, 2);
	}
}

void buf_utf8(struct buf *b, uint32_t c)
{
	unsigned char u[4];
	size_t        n;

	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		c = 0xFFFD;
	if (c < 0x80) {
		u[0] = (unsigned char)c;
		n = 1;
	} else if (c < 0x800) {
		u[0] = (unsigned char)(0xC0 | c >> 6);
		n = 2;
	} else if (c < 0x10000) {
		u[0] = (unsigned char)(0xE0 | c >> 12);
		n = 3;
	} else {
		u[0] = (unsigned char)(0xF0 | c >> 18);
		n = 4;
	}
	for (size_t i = 1; i < n; i++)
		u[i] = (unsigned char)(0x80 | ((c >> (6 * (n - 1 - i))) & 0x3F));
	buf_put(b, (const char *)u, n);
}

void buf_printf(struct buf *b, const char *format, ...)
{
	char    small[256];
	va_list ap;
	int     length;
	size_t  n;
	char   *p;

	if (b->full)
		return;
	va_start(ap, format);
	length = vsnprintf(small, sizeof(small), format, ap);
	va_end(ap);
	if (length < 0 || (size_t)length > b->max - b->n) {
		buf_stop(b);
		return;
	}
	n = (size_t)length;
	if (n < sizeof(small)) {
		buf_put(b, small, n);
		return;
	}
	if (!b->arena) {
		buf_stop(b);
		return;
	}
	/* vsnprintf() wants room for a NUL that the limit does not count. */
	p = arena_alloc(b->arena, n + 1);
	va_start(ap, format);
	length = vsnprintf(p, n + 1, format, ap);
	va_end(ap);
	if (length < 0 || (size_t)length > n)
		buf_stop(b);
	else
		buf_put(b, p, (size_t)length);
}
