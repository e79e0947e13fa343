/* Both databases read once more, from end to end. */
#include "db/copy_private.h"

#define READS_TOLD 100000       /* rows between two news */

struct weighing {
	struct copying              *r;
	const struct copy_table *table;
	struct copy_sum         *sum;
};

static enum err row_weigh(void *arg, const struct cell *row, size_t n)
{
	struct weighing *w = arg;
	struct copying      *r = w->r;

	copy_add(w->sum, w->table, row, n, &r->bytes);
	r->moved++;
	if (r->bytes.full)
		return ERR_TOO_LARGE;
	if (r->moved % READS_TOLD == 0 &&
	    !copy_told(r, &(struct copy_news){ .kind = COPY_READS, .table = w->table->name,
	          .rows = w->sum->rows, .moved = r->moved }))
		return ERR_LIMIT;
	return OK;
}

static enum err table_weigh(struct copying *r, const struct copy_side *s, size_t i, struct copy_sum *sum)
{
	struct copy_reader reader = { .db = s->db, .table = &copy_tables[i], .last = &r->last,
		                      .more = true };
	struct weighing    w = { r, &copy_tables[i], sum };
	enum err           e = OK;

	buf_reset(&r->last);
	while (!e && reader.more)
		e = copy_read(&reader, COPY_CHUNK, row_weigh, &w);
	return copy_failed(r, e, s, copy_tables[i].name);
}

static enum err table_compare(struct copying *r, size_t i, int64_t *wrong)
{
	struct copy_sum  sum[2] = { 0 };
	struct copy_news news = { .kind = COPY_COMPARES, .table = copy_tables[i].name };
	enum err         e = table_weigh(r, &r->from, i, &sum[0]);

	if (!e)
		e = table_weigh(r, &r->to, i, &sum[1]);
	if (e)
		return e;
	news.rows = sum[0].rows;
	news.same = memcmp(&sum[0], &sum[1], sizeof(sum[0])) == 0;
	memcpy(news.hash, sum[0].words, sizeof(news.hash));
	*wrong += !news.same;
	return copy_told(r, &news) ? OK : ERR_LIMIT;
}

enum err copy_compare(struct copying *r)
{
	int64_t  wrong = 0;
	enum err e = db_begin(r->to.db, false);

	r->moved = 0;
	for (size_t i = 0; !e && i < copy_tables_n; i++)
		e = table_compare(r, i, &wrong);
	db_rollback(r->to.db);
	if (!e && wrong)
		return copy_refuse(r, ERR_CONFLICT, str_int(r->a, wrong), S(" tables of "), str_join(r->a,
		              r->to.name, S(" differ from the source; empty it and copy again"),
		              STR_NONE));
	return e;
}
