/*
 * Queries whose rows are looked at one by one (mkquery's `each`): a cursor in the
 * server and some hundred rows at a time here, however many there are. Between two
 * rows the connection may be asked anything else.
 */
#include "db/postgres_private.h"

#include "base/buf.h"

#define TEXT_MAX 64             /* of what is said besides the query */

/* "WORDS walk7 REST": nothing but words of ours and the query mkquery made, with the inputs of `in`. */
static enum err walk_say(struct postgres *p, struct postgres_statement *st, const char *words,
                         const char *rest, const struct postgres_statement *in, enum owed_kind kind)
{
	const size_t  most = TEXT_MAX + strlen(rest);
	struct arena *a = arena_new(most);
	struct buf    b;
	enum err      e;

	buf_init(&b, a, most);
	buf_z(&b, words);
	buf_lit(&b, " walk");
	buf_int(&b, (int64_t)st->walk);
	buf_z(&b, rest);
	e = postgres_queue_text(p, str_z(a, buf_view(&b)), in, st, kind);
	arena_free(a);
	return e;
}

static enum err walk_fetch(struct postgres *p, struct postgres_statement *st)
{
	enum err e;

	PQclear(st->result);
	st->result = NULL;
	if ((e = walk_say(p, st, "FETCH 500 FROM", "", NULL, OWED_ROWS)) || (e = postgres_settle(p)))
		return e;
	if (!st->result)
		return ERR_FAULT;
	st->row = -1;
	st->last = st->rows == 0;
	return OK;
}

enum err postgres_walk_begin(struct postgres *p, struct postgres_statement *st)
{
	struct arena *a = arena_new(4096);
	char         *rest = str_z(a, str_join(a, S(" NO SCROLL CURSOR FOR "),
	                                       str_of(st->query->postgres), STR_NONE));
	enum err      e;

	st->walk = ++p->walks;
	e = walk_say(p, st, "DECLARE", rest, st, OWED_RUN);
	arena_free(a);
	return e ? e : walk_fetch(p, st);
}

enum err postgres_walk_more(struct postgres *p, struct postgres_statement *st)
{
	return st->last ? OK : walk_fetch(p, st);
}

void postgres_walk_end(struct postgres *p, struct postgres_statement *st)
{
	/* The end of the transaction closes it as well. */
	if (p->raw && p->open && !p->aborted)
		(void)!walk_say(p, st, "CLOSE", "", NULL, OWED_TEXT);
	st->walk = 0;
	st->last = false;
}
