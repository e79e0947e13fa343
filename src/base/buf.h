/*
 * buf: bytes being written, for replies, sheets and logs.
 *
 * A buf grows in its arena up to the limit given to buf_init() and never past
 * it. Writing does not fail: the first write over the limit sets `full`, later
 * writes do nothing, and whoever sends the buf looks at `full` once. So the
 * code that fills a page has no error branches.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct buf {
	char         *p;
	size_t        n, cap, max;
	bool          full;
	struct arena *arena;
};

/* Start an empty buf in a. max is a promise to the reviewer: say why. */
void buf_init(struct buf *b, struct arena *a, size_t max);

/* Empty again, same memory, not full. */
void buf_reset(struct buf *b);

void buf_grow(struct buf *b, size_t need);       /* slow path of the writers below */

static inline void buf_put(struct buf *b, const char *p, size_t n)
{
	if (b->cap - b->n < n) {
		buf_grow(b, n);
		if (b->full)
			return;
	}
	if (n)
		memcpy(b->p + b->n, p, n);
	b->n += n;
}

#define buf_lit(b, lit) buf_put((b), "" lit, sizeof(lit) - 1)

static inline void buf_str(struct buf *b, struct str s)
{
	buf_put(b, s.p, s.n);
}

static inline void buf_char(struct buf *b, char c)
{
	buf_put(b, &c, 1);
}

/* Numbers and the like, as text. */
void buf_z(struct buf *b, const char *z);
void buf_int(struct buf *b, int64_t n);
void buf_uint_pad(struct buf *b, uint64_t n, unsigned width);    /* zero-padded decimal */
void buf_real(struct buf *b, double v, unsigned places);         /* fixed point */
void buf_hex(struct buf *b, const void *p, size_t n);
void buf_utf8(struct buf *b, uint32_t code_point);

/* What has been written; valid until the next write. */
static inline struct str buf_view(const struct buf *b)
{
	return (struct str){ b->p ? b->p : "", b->n };
}

/*
 * printf-like for messages to people who run the program (log lines, command
 * line); %.*s is the only way to print a str. Never used for HTML, SQL or JSON.
 */
void buf_printf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
