/* Reading rows along their key, and what a row weighs in the comparison. */
#include "db/copy_private.h"

#include <endian.h>

#include "base/log.h"

/* ---- the bytes of a value ---- */

static void put_word(struct buf *b, uint64_t v)
{
	v = htobe64(v);
	buf_put(b, (const char *)&v, sizeof(v));
}

static bool take_word(struct str *from, uint64_t *v)
{
	if (from->n < sizeof(*v))
		return false;
	memcpy(v, from->p, sizeof(*v));
	*v = be64toh(*v);
	*from = str_part(*from, sizeof(*v), from->n);
	return true;
}

void copy_put(struct buf *b, const struct cell *c)
{
	uint64_t bits;

	buf_char(b, c->letter);
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
		put_word(b, c->s.n);
		buf_str(b, c->s);
		break;
	default:
		break;
	}
}

bool copy_take(struct str *from, struct cell *c)
{
	uint64_t v = 0;

	*c = (struct cell){ 0 };
	if (from->n == 0)
		return false;
	c->letter = from->p[0];
	*from = str_part(*from, 1, from->n);
	if (c->letter == 0)
		return true;
	if (!take_word(from, &v))
		return false;
	if (c->letter == 'i') {
		c->i = (int64_t)v;
	} else if (c->letter == 'r') {
		memcpy(&c->r, &v, sizeof(v));
	} else {
		if (v > from->n)
			return false;
		c->s = str_part(*from, 0, (size_t)v);
		*from = str_part(*from, (size_t)v, from->n);
	}
	return true;
}

void copy_add(struct copy_sum *sum, const struct copy_table *t, const struct cell *row, size_t n,
              struct buf *b)
{
	union {
		unsigned char bytes[HASH_BYTES];
		uint64_t      words[HASH_BYTES / 8];
	} hash;

	buf_reset(b);
	buf_put(b, t->name, strlen(t->name) + 1);
	for (size_t i = 0; i < n; i++)
		copy_put(b, &row[i]);
	hash_blake2b(b->p, b->n, hash.bytes);
	for (size_t i = 0; i < COUNT(hash.words); i++)
		sum->words[i] += le64toh(hash.words[i]);
	sum->rows++;
}

/* ---- rows ---- */

static void bind(struct db_cursor *c, int at, const struct cell *v)
{
	switch (v->letter) {
	case 'i':
		db_set_int(c, at, v->i);
		break;
	case 'r':
		db_set_real(c, at, v->r);
		break;
	case 't':
		db_set_text(c, at, v->s);
		break;
	case 'b':
		db_set_blob(c, at, v->s);
		break;
	default:
		db_set_null(c, at);
	}
}

static void fetch(struct db_cursor *c, int col, char letter, struct cell *v)
{
	*v = (struct cell){ .letter = db_is_null(c, col) ? '\0' : letter };
	switch (v->letter) {
	case 'i':
		v->i = db_int(c, col);
		break;
	case 'r':
		v->r = db_real(c, col);
		break;
	case 't':
		v->s = db_text(c, col, NULL);
		break;
	case 'b':
		v->s = db_blob(c, col, NULL);
		break;
	default:
		break;
	}
}

/* The first rows, or those behind the last key. */
static enum err read_start(struct copy_reader *r, size_t limit, struct db_cursor *c)
{
	const struct copy_table *t = r->table;
	const struct db_query   *q = r->last->n ? &t->next : &t->first;
	struct str               key = buf_view(r->last);
	struct cell              v;
	int                      at = 1;
	enum err                 e = db_start(r->db, q, c);

	for (; !e && at < q->n_in; at++) {
		if (!copy_take(&key, &v) || v.letter != q->types[at - 1]) {
			log_error("db", "copy: the key of table %s that was written down is damaged",
			          t->name);
			return ERR_FAULT;
		}
		bind(c, at, &v);
	}
	if (!e)
		db_set_int(c, at, (int64_t)limit);
	return e;
}

enum err copy_read(struct copy_reader *r, size_t limit,
                   enum err (*fn)(void *arg, const struct cell *row, size_t n), void *arg)
{
	const struct copy_table *t = r->table;
	const size_t             n = t->first.n_out;
	struct cell              row[COPY_COLUMNS];
	struct db_cursor         c;
	size_t                   rows = 0;
	bool                     there = false;
	enum err                 e = read_start(r, limit, &c);

	while (!e && !(e = db_step(&c, &there)) && there) {
		for (size_t i = 0; i < n; i++)
			fetch(&c, (int)i, t->first.out_types[i], &row[i]);
		e = fn(arg, row, n);
		if (++rows < limit)
			continue;
		buf_reset(r->last);
		for (size_t i = 0; i < t->n_key; i++)
			copy_put(r->last, &row[i]);
		if (r->last->full)
			e = ERR_TOO_LARGE;
	}
	db_done(&c);
	r->more = rows == limit;
	return e;
}
