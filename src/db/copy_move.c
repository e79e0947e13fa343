/* The rows themselves, from one database into the other. */
#include "db/copy_private.h"

#include "db/copy.q.h"

#define GROUP 16                /* chunks to a transaction */
#define LOG_MAX (64 << 20)      /* of the log, before the rows wait for it to be folded */

struct chunk {
	struct copying  *r;
	struct cell *cells;
	size_t       n;                 /* cells */
};

static enum err row_keep(void *arg, const struct cell *row, size_t n)
{
	struct chunk *k = arg;

	for (size_t i = 0; i < n; i++) {
		struct cell *c = &k->cells[k->n++];

		*c = row[i];
		if (c->s.p)
			c->s = str_copy(k->r->chunk, c->s);
	}
	return OK;
}

/* One chunk from one side to the other; *rows grows. */
static enum err chunk_move(struct copying *r, struct copy_reader *reader, int64_t *rows)
{
	const struct copy_table *t = reader->table;
	struct chunk             k = { .r = r };
	enum err                 e;

	arena_reset(r->chunk);
	k.cells = ARENA_ARRAY(r->chunk, struct cell, COPY_CHUNK * t->first.n_out);
	e = copy_read(reader, COPY_CHUNK, row_keep, &k);
	if (e)
		return copy_failed(r, e, &r->from, t->name);
	if (k.n == 0)
		return OK;
	*rows += (int64_t)(k.n / t->first.n_out);
	return copy_failed(r, r->to.db->engine->load(r->to.db, &t->add, k.cells, k.n / t->first.n_out,
	                                        r->chunk), &r->to, t->name);
}

enum err copy_state_write(struct copying *r, int64_t tables, int64_t n)
{
	int64_t  changed = 0;
	enum err e = copy_move(r->to.db, &(struct copy_move_in){ .tables = tables,
	                       .last = buf_view(&r->last), .n = n, .tables_before = r->tables,
	                       .n_before = r->n }, &changed);

	return !e && changed != 1 ? ERR_CONFLICT : e;
}

/* Some chunks and how far that is, in one transaction. */
static enum err group_move(struct copying *r, struct copy_reader *reader, int64_t *rows)
{
	const int64_t before = *rows;
	int64_t       tables = r->tables, n;
	enum err      e = db_begin(r->to.db, true);

	reader->more = true;
	for (size_t i = 0; !e && reader->more && i < GROUP; i++)
		e = chunk_move(r, reader, rows);
	if (!e && !reader->more) {
		buf_reset(&r->last);
		tables++;
	}
	n = r->n + *rows - before;
	if (!e)
		e = copy_state_write(r, tables, n);
	if (!e)
		e = db_commit(r->to.db);
	if (e) {
		copy_failed(r, e, &r->to, reader->table->name);
		db_rollback(r->to.db);
		return e;
	}
	r->tables = tables;
	r->moved += n - r->n;
	r->n = n;
	return OK;
}

static void log_fold(struct copying *r)
{
	if (!r->wal)
		return;
	if (wal_bytes(r->to.db) > LOG_MAX)
		wal_committed(r->wal, r->to.db);
	else
		wal_fold(r->wal);
}

enum err copy_rows(struct copying *r)
{
	enum err e = OK;

	while (!e && r->tables < (int64_t)copy_tables_n) {
		const struct copy_table *t = &copy_tables[r->tables];
		struct copy_reader       reader = { .db = r->from.db, .table = t, .last = &r->last,
			                            .more = true };
		int64_t                  rows = 0;

		while (!e && reader.more) {
			e = group_move(r, &reader, &rows);
			log_fold(r);
			if (!e && !copy_told(r, &(struct copy_news){ .kind = COPY_ADDS, .table = t->name,
			                .rows = rows, .moved = r->moved, .complete = !reader.more }))
				e = ERR_LIMIT;
		}
	}
	return e;
}

/* PostgreSQL counts on behind the largest ids, and knows what it holds now. */
enum err copy_settle(struct copying *r)
{
	static const struct db_query analyze = { .name = "copy analyze", .postgres = "ANALYZE",
	                                         .types = "", .out_types = "", .id = DB_UNCACHED,
	                                         .any_county = true };
	enum err e;

	if (!r->to.url)
		return OK;
	e = db_begin(r->to.db, true);
	for (size_t i = 0; !e && i <= copy_tables_n; i++) {
		const struct db_query *q = i < copy_tables_n ? &copy_tables[i].ids : &analyze;
		struct db_cursor       c;
		bool                   row;

		if (!q->postgres)
			continue;
		e = db_start(r->to.db, q, &c);
		if (!e)
			e = db_step(&c, &row);
		db_done(&c);
	}
	if (!e)
		e = db_commit(r->to.db);
	return copy_failed(r, e, &r->to, "copy_state");
}
