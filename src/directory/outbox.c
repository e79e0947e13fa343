/* Notes of what changed are taken up, and the whole copy is looked at for `lianxin check`. */
#include "directory/directory_private.h"

#define NOTES 40                /* taken up by one chunk */
#define ROWS 200                /* of a walk, compared by one chunk */
#define WRITTEN 300             /* after so many rows the rest is for the next chunk */

/* One station or deputy. */
static enum err note_one(struct mend *m, const struct outbox_next_row *note)
{
	enum err e;

	m->from = m->to = note->object;
	m->rows = 1;
	m->most = INT64_MAX;
	e = directory_mend(m);
	return e ? e : outbox_done(m->db, &(struct outbox_done_in){ m->county, note->id }, NULL);
}

/* A part of all of them. */
static enum err note_all(struct mend *m, const struct outbox_next_row *note)
{
	enum err e;

	m->from = note->object + 1;
	m->to = INT64_MAX;
	m->rows = ROWS;
	m->most = WRITTEN;
	if ((e = directory_mend(m)))
		return e;
	if (m->reached == INT64_MAX)
		return outbox_done(m->db, &(struct outbox_done_in){ m->county, note->id }, NULL);
	return outbox_move(m->db, &(struct outbox_move_in){ m->county, note->id, m->reached }, NULL);
}

enum err directory_chunk(struct db *db, struct arena *a, county_code county, bool *more)
{
	struct mend             m = { .db = db, .arena = a, .county = county };
	struct outbox_next_row *notes;
	size_t                  n;
	enum err                e = outbox_next(db, a, &(struct outbox_next_in){ county, NOTES }, &notes, &n);

	*more = !e && n > 0;
	for (size_t i = 0; !e && i < n && m.written < WRITTEN; i++) {
		enum outbox_topic topic = notes[i].topic;

		m.kind = topic == OUTBOX_TOPIC_STATION || topic == OUTBOX_TOPIC_STATIONS ? CODE_KIND_STATION : CODE_KIND_PERSON;
		if (topic == OUTBOX_TOPIC_STATION || topic == OUTBOX_TOPIC_PERSON) {
			e = note_one(&m, &notes[i]);
			continue;
		}
		e = note_all(&m, &notes[i]);
		break;
	}
	return e;
}

/* ---- lianxin check ---- */

static enum err kind_check(struct mend *m, enum code_kind kind)
{
	enum err e = OK;

	m->kind = kind;
	m->to = INT64_MAX;
	m->rows = 1000;
	m->most = INT64_MAX;
	m->look = true;
	for (m->from = 0; !e; m->from = m->reached + 1)
		if ((e = directory_mend(m)) || m->reached == INT64_MAX)
			break;
	return e;
}

static enum err check_copy(struct db *db, struct arena *a, struct buf *report, int64_t *differences)
{
	struct arena                    *its = arena_new(1 << 20);
	struct directory_next_county_row next = { .county = { -1 } };
	struct outbox_any_row            waits;
	bool                             found = true;
	enum err                         e = OK;

	(void)a;
	while (!e && !(e = directory_next_county(db, its, &(struct directory_next_county_in){ next.county.v }, &next,
	                                         &found)) && found) {
		struct mend m = { .db = db, .arena = its, .county = next.county };

		db_scope(db, next.county.v, next.county.v);
		if ((e = outbox_any(db, its, &(struct outbox_any_in){ next.county }, &waits)) || waits.any)
			continue;
		if ((e = kind_check(&m, CODE_KIND_STATION)) || (e = kind_check(&m, CODE_KIND_PERSON)))
			break;
		if (m.differ)
			buf_printf(report, "directory: county %lld differs in %lld rows; `lianxin directory rebuild` mends it\n",
			        (long long)next.county.v, (long long)m.differ);
		*differences += m.differ;
		arena_reset(its);
	}
	arena_free(its);
	return e;
}

const struct db_check directory_checks[] = { { "directory", check_copy } };
const size_t directory_checks_n = COUNT(directory_checks);
