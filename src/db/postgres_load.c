/*
 * Many rows in one statement, for copies from another database: an array for each
 * column, taken apart by unnest(). Not by COPY, which refuses tables with row
 * security; a copy is held to it like everybody else.
 */
#include "db/postgres_private.h"

#include <endian.h>

#include "base/buf.h"

#define ARRAY_BYTES (1 << 30)   /* as much as the server takes in one value */

static void put_half(struct buf *b, uint32_t v)
{
	v = htobe32(v);
	buf_put(b, (const char *)&v, sizeof(v));
}

static void put_word(struct buf *b, uint64_t v)
{
	put_half(b, sizeof(v));
	v = htobe64(v);
	buf_put(b, (const char *)&v, sizeof(v));
}

static void put_cell(struct buf *b, const struct cell *c)
{
	uint64_t bits;

	switch (c->letter) {
	case 'i':
		put_word(b, (uint64_t)c->i);
		break;
	case 'r':
		memcpy(&bits, &c->r, sizeof(bits));
		put_word(b, bits);
		break;
	case 't':
	case 'b':
		put_half(b, (uint32_t)c->s.n);
		buf_str(b, c->s);
		break;
	default:
		put_half(b, UINT32_MAX);
	}
}

/* A column as the server's binary array: dimensions, may hold NULL, type, length, first index. */
static void put_column(struct buf *b, char letter, const struct cell *cells, size_t n, size_t step)
{
	put_half(b, 1);
	put_half(b, 1);
	put_half(b, postgres_oid(letter));
	put_half(b, (uint32_t)n);
	put_half(b, 1);
	for (size_t i = 0; i < n; i++)
		put_cell(b, &cells[i * step]);
}

enum err postgres_load(struct db *db, const struct db_query *q, const struct cell *cells, size_t n,
                       struct arena *a)
{
	struct db_cursor c;
	bool             row;
	enum err         e = db_start(db, q, &c);

	for (int k = 0; !e && k < q->n_in; k++) {
		struct buf column;

		buf_init(&column, a, ARRAY_BYTES);
		/* The letter of an array is its element's as a capital. */
		put_column(&column, (char)(q->types[k] - 'A' + 'a'), &cells[k], n, q->n_in);
		if (column.full)
			e = ERR_TOO_LARGE;
		db_set_blob(&c, k + 1, buf_view(&column));
	}
	if (!e)
		e = db_step(&c, &row);
	db_done(&c);
	return e;
}
