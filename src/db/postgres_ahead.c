/* Questions that were sent ahead of being needed, see db_asks(). */
#include "db/postgres_private.h"

#define LEFT_FREE 16            /* answers that must still have room: a hint never waits for some */

/* Texts are the caller's only until it returns; a later question is compared with them. */
static void inputs_keep(struct postgres_statement *st)
{
	const size_t n = st->query->n_in;
	size_t       bytes = 0;
	char        *at;

	for (size_t i = 0; i < n; i++)
		if (st->values[i] && st->values[i] != (const char *)&st->words[i])
			bytes += (size_t)st->lengths[i];
	if (bytes == 0)
		return;
	st->inputs = at = base_alloc(bytes);
	for (size_t i = 0; i < n; i++) {
		if (!st->values[i] || st->values[i] == (const char *)&st->words[i])
			continue;
		memcpy(at, st->values[i], (size_t)st->lengths[i]);
		st->values[i] = at;
		at += st->lengths[i];
	}
}

static bool inputs_same(const struct postgres_statement *a, const struct postgres_statement *b)
{
	for (size_t i = 0; i < a->query->n_in; i++) {
		if (!a->values[i] || !b->values[i]) {
			if (a->values[i] != b->values[i])
				return false;
		} else if (a->lengths[i] != b->lengths[i] ||
		           memcmp(a->values[i], b->values[i], (size_t)a->lengths[i]) != 0) {
			return false;
		}
	}
	return true;
}

/* Where the answer to the same question hangs, or the end of the list. */
static struct postgres_statement **place_of(struct postgres *p, const struct postgres_statement *st)
{
	struct postgres_statement **at = &p->ahead;

	while (*at && ((*at)->query != st->query || !inputs_same(*at, st)))
		at = &(*at)->next;
	return at;
}

void postgres_ahead_ask(struct db_cursor *c)
{
	struct postgres           *p = postgres_of(c->db);
	struct postgres_statement *st = c->statement;
	struct postgres_slot      *slot = postgres_slot_of(c->db, c->query);
	struct scope               s;

	if (c->failed || !slot || p->n_owed + LEFT_FREE > OWED_MAX || *place_of(p, st) ||
	    !postgres_scope_fits(p, st, &s) ||
	    (s.set && postgres_queue_scope(p, s)) || postgres_queue_ahead(p, slot, st)) {
		postgres_done(c);
		return;
	}
	inputs_keep(st);
	st->next = p->ahead;
	p->ahead = st;
}

enum err postgres_ahead_take(struct postgres *p, struct postgres_statement *st, bool *taken)
{
	struct postgres_statement **at = place_of(p, st), *asked = *at;
	enum err                    e = OK;

	*taken = false;
	if (!asked)
		return OK;
	if (!asked->result && (e = postgres_settle(p)))
		return e;
	if (!asked->result)
		return ERR_FAULT;       /* another answer failed before it, and was not minded */
	*at = asked->next;
	st->result = asked->result;
	st->rows = asked->rows;
	asked->result = NULL;
	postgres_statement_give(p, asked);
	*taken = true;
	return OK;
}

void postgres_ahead_drop(struct postgres *p)
{
	struct postgres_statement *next;

	for (struct postgres_statement *st = p->ahead; st; st = next) {
		next = st->next;
		postgres_statement_give(p, st);
	}
	p->ahead = NULL;
}
