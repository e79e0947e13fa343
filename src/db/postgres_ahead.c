/*
 * Questions that were sent ahead of being needed (db_asks()), those that wait for others of
 * their round (postgres_joint.c), and answers that readers who share a snapshot have in common
 * (reads.c): the same question, under the same scope, has one answer there.
 */
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

static bool scope_same(struct scope a, struct scope b)
{
	return a.set == b.set && (!a.set || (a.lo == b.lo && a.hi == b.hi));
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
static struct postgres_statement **place_of(struct postgres_slot *slot, const struct postgres_statement *st)
{
	struct postgres_statement **at = &slot->listed;

	while (*at && !(scope_same((*at)->scope, st->scope) && inputs_same(*at, st)))
		at = &(*at)->next;
	return at;
}

void postgres_ahead_list(struct postgres *p, struct postgres_slot *slot, struct postgres_statement *st)
{
	inputs_keep(st);
	st->listed = true;
	st->waits = p->db.pause != NULL;        /* until all of them have asked */
	slot->waiting += st->waits;
	p->waiting += st->waits;
	st->next = slot->listed;
	slot->listed = st;
	if (!slot->next) {
		slot->next = p->listed ? p->listed : slot;
		p->listed = slot;
	}
}

void postgres_ahead_ask(struct db_cursor *c)
{
	struct postgres           *p = postgres_of(c->db);
	struct postgres_statement *st = c->statement;
	struct postgres_slot      *slot = postgres_slot_of(c->db, c->query);

	if (c->failed || !slot || p->n_owed + LEFT_FREE > OWED_MAX || !postgres_scope_fits(p, st, &st->scope) ||
	    *place_of(slot, st))
		postgres_done(c);
	else if (!c->db->reads && ((st->scope.set && postgres_queue_scope(p, st->scope)) ||
	                           postgres_queue_ahead(p, slot, st)))
		postgres_done(c);
	else
		postgres_ahead_list(p, slot, st);
}

enum err postgres_ahead_take(struct postgres *p, struct postgres_slot *slot,
                             struct postgres_statement *st, bool *taken)
{
	struct postgres_statement **at, *asked;
	enum err                    e = OK;

	*taken = false;
	if (!slot || !(asked = *(at = place_of(slot, st))))
		return OK;
	if (!asked->result && (e = postgres_wait(p, asked)))
		return e;
	if (!asked->result)
		return ERR_FAULT;       /* another answer failed before it, and was not minded */
	st->result = asked->result;
	st->rows = asked->rows;
	st->order = asked->order;
	*taken = true;
	if (p->db.reads) {
		st->borrowed = true;
		return OK;
	}
	*at = asked->next;
	asked->result = NULL;
	asked->listed = false;
	postgres_statement_give(p, asked);
	return OK;
}

void postgres_ahead_drop(struct postgres *p)
{
	struct postgres_slot *slot = p->listed, *next_slot;

	postgres_joint_drop(p);
	p->waiting = 0;
	for (p->listed = NULL; slot; slot = next_slot) {
		next_slot = slot->next == slot ? NULL : slot->next;
		slot->next = NULL;
		slot->waiting = 0;
		while (slot->listed) {
			struct postgres_statement *st = slot->listed;

			slot->listed = st->next;
			st->listed = false;
			postgres_statement_give(p, st);
		}
	}
}
