/* Arrays as the server takes them in binary: dimensions, may hold NULL, type, length, first index; elements. */
#include "db/postgres_private.h"

#include <endian.h>

#define COUNT_AT 12

static void put_half(struct buf *b, uint32_t v)
{
	v = htobe32(v);
	buf_put(b, (const char *)&v, sizeof(v));
}

void postgres_array_head(struct buf *b, char letter)
{
	put_half(b, 1);
	put_half(b, 1);
	put_half(b, postgres_oid(letter));
	put_half(b, 0);
	put_half(b, 1);
}

void postgres_array_add(struct buf *b, const char *value, int length)
{
	put_half(b, value ? (uint32_t)length : UINT32_MAX);
	if (value)
		buf_put(b, value, (size_t)length);
}

void postgres_array_end(struct buf *b, size_t n)
{
	const uint32_t count = htobe32((uint32_t)n);

	memcpy(b->p + COUNT_AT, &count, sizeof(count));
}
