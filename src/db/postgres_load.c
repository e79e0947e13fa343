/*
 * Many rows in one statement, for copies from another database: an array for each
 * column, taken apart by unnest(). Not by COPY, which refuses tables with row
 * security; a copy is held to it like everybody else.
 */
#include "db/postgres_private.h"

#include <endian.h>

#define ARRAY_BYTES (1 << 30)   /* as much as the server takes in one value */

static void put_cell(struct buf *b, const struct cell *c)
{
	uint64_t bits = (uint64_t)c->i;

	if (c->letter == 'r')
		memcpy(&bits, &c->r, sizeof(bits));
	bits = htobe64(bits);
	if (c->letter == 't' || c->letter == 'b')
		postgres_array_add(b, c->s.p ? c->s.p : "", (int)c->s.n);
	else
		postgres_array_add(b, c->letter ? (const char *)&bits : NULL, sizeof(bits));
}

/* A column as an array. */
static void put_column(struct buf *b, char letter, const struct cell *cells, size_t n, size_t step)
{
	postgres_array_head(b, letter);
	for (size_t i = 0; i < n; i++)
		put_cell(b, &cells[i * step]);
	if (!b->full)
		postgres_array_end(b, n);
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
