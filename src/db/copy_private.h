/*
 * copy_private: what copy.c, copy_rows.c and copy_files.c share, and the table
 * of statements that tools/mkcopy makes from the schema.
 */
#ifndef DB_COPY_PRIVATE_H
#define DB_COPY_PRIVATE_H

#include "base/buf.h"
#include "db/copy.h"
#include "db/engine.h"
#include "db/folder.h"
#include "db/wal.h"

#define COPY_COLUMNS 32         /* as in tools/mkcopy.c */
#define COPY_CHUNK 1000         /* rows read at once and in memory together */
#define COPY_KEY_BYTES 65536    /* no key of ours comes near it */
#define COPY_ROW_BYTES (64 << 20)        /* nor a row */

/* The columns of its key come first, everywhere. */
struct copy_table {
	const char     *name;
	uint8_t         n_key;
	struct db_query first;           /* in: how many */
	struct db_query next;            /* in: the key before, how many */
	struct db_query add;
	struct db_query ids;             /* PostgreSQL goes on counting behind the largest id */
};

extern const struct copy_table copy_tables[];
extern const size_t copy_tables_n;

/* Where somebody reads in a table. */
struct copy_reader {
	struct db               *db;
	const struct copy_table *table;
	struct buf              *last;   /* key of the last row read; empty before the first */
	bool                     more;   /* out: the table may go on behind it */
};

/* Gives each of the next `limit` rows to fn; cells live until it returns. */
enum err copy_read(struct copy_reader *r, size_t limit,
                   enum err (*fn)(void *arg, const struct cell *row, size_t n), void *arg) MUST_USE;

/* Rows of a table, added up in any order. */
struct copy_sum {
	int64_t  rows;
	uint64_t words[HASH_BYTES / 8];
};

/* The bytes of a value, the same on both engines: letter, length, content. */
void copy_put(struct buf *b, const struct cell *c);
bool copy_take(struct str *from, struct cell *c);

/* Adds one row to the sum; b is room to write in. */
void copy_add(struct copy_sum *sum, const struct copy_table *t, const struct cell *row, size_t n,
              struct buf *b);

/* secret.key goes along: from a folder into another. A different key there is refused. */
enum err copy_key(const char *from, const char *to, struct arena *a, struct str *said,
                  struct str *why) MUST_USE;

/* One of the two databases. */
struct copy_side {
	const char *place;
	struct str  name;               /* for sentences; a URL may hold a password */
	bool        url;
	struct db  *db;
	struct lock lock;
};

/* One run of the command. */
struct copying {
	struct copy      *c;
	struct arena     *a, *chunk;
	struct copy_side  from, to;
	struct wal       *wal;          /* of a folder that is filled */
	unsigned char     source[HASH_BYTES], mark[HASH_BYTES];
	int64_t           tables, n;    /* of copy_state, as last committed */
	struct buf        last, bytes;
	int64_t           moved;
};

/* A failure and its sentence, in parts. */
enum err copy_refuse(struct copying *r, enum err e, struct str a, struct str b, struct str c);

/* The sentence of a failure that has none yet, at a table of a side. */
enum err copy_failed(struct copying *r, enum err e, const struct copy_side *s, const char *table);

/* False, with a sentence, when whoever asked for the copy wants it to stop. */
bool copy_told(struct copying *r, const struct copy_news *news);

/* Writes down how far it is, in the open transaction. */
enum err copy_state_write(struct copying *r, int64_t tables, int64_t n) MUST_USE;

/* copy_move.c: every row that is still missing; then what the server makes of them. */
enum err copy_rows(struct copying *r) MUST_USE;
enum err copy_settle(struct copying *r) MUST_USE;

/* copy_compare.c: both sides from end to end. */
enum err copy_compare(struct copying *r) MUST_USE;

#endif
