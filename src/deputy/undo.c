/* Taking an import back: people it added go, people it changed are as before, whoever was touched since stays. */
#include "deputy/undo.h"

#include "base/html.h"
#include "db/audit.h"
#include "db/outbox.h"
#include "db/lane.h"
#include "deputy/batch.q.h"
#include "deputy/import.h"
#include "sheet/sheet.h"

#define WRAPPED 73              /* bytes of a wrapped key (base/crypt.h) */

static bool seats_same(const struct deputy_record *a, const struct deputy_record *b)
{
	bool same = a->n_seats == b->n_seats;

	for (size_t i = 0; same && i < a->n_seats; i++) {
		const struct deputy_seat *x = &a->seats[i], *y = &b->seats[i];

		same = x->congress.v == y->congress.v && x->ended.n == y->ended.n && x->end_reason == y->end_reason &&
		       str_eq(x->term, y->term) && str_eq(x->district, y->district);
	}
	return same;
}

bool record_same(const struct deputy_record *a, const struct deputy_record *b)
{
	return str_eq(a->name, b->name) && str_eq(a->initials, b->initials) && a->sex == b->sex && a->birth == b->birth &&
	       a->ethnicity == b->ethnicity && a->party == b->party && a->education == b->education &&
	       a->occupation_class == b->occupation_class && str_eq(a->occupation, b->occupation) &&
	       str_eq(a->work_unit, b->work_unit) && str_eq(a->post, b->post) && str_eq(a->certificate, b->certificate) &&
	       str_eq(a->team, b->team) && a->region.v == b->region.v && a->station.v == b->station.v && a->rule == b->rule &&
	       a->hidden == b->hidden && contact_same(a, b) && seats_same(a, b);
}

static struct str context_of(const struct deputy_desk *d, person_id id, const char *what)
{
	return seal_context(d->arena, d->county.v, "deputy_batch_row", id.v, what, 1);
}

struct str undo_note(const struct deputy_desk *d, const struct gazetteer *g, const struct deputy_record *old)
{
	unsigned char key[KEY_BYTES];
	struct str    wrapped = case_key_new(d->keys, d->arena, context_of(d, old->id, "key"), key);
	struct buf    b;

	buf_init(&b, d->arena, 256 * 1024);     /* 25 cells for each of at most 16 seats */
	for (size_t i = 0; i == 0 || i < old->n_seats; i++) {
		for (int c = 0; c < COLUMNS; c++) {
			if (c)
				buf_char(&b, ',');
			csv_cell(&b, cell_text(d->arena, g, (enum column)c, old, i < old->n_seats ? &old->seats[i] : NULL, false));
		}
		buf_lit(&b, "\r\n");
	}
	return str_join(d->arena, wrapped, seal(d->arena, key, buf_view(&b), context_of(d, old->id, "before")), STR_NONE);
}

enum err undo_read(const struct deputy_desk *d, const struct gazetteer *g, struct str note, struct deputy_record *now)
{
	unsigned char    key[KEY_BYTES];
	struct str       plain;
	struct sheet    *s;
	struct sheet_row row;
	enum sheet_fault fault;
	int64_t          limit;
	bool             got;
	enum err         e = note.n > WRAPPED ? OK : ERR_FAULT;

	if (e || (e = case_key_open(d->keys, str_part(note, 0, WRAPPED), context_of(d, now->id, "key"), key)) ||
	    (e = seal_open(d->arena, key, str_part(note, WRAPPED, note.n), context_of(d, now->id, "before"), &plain)) ||
	    (e = sheet_open(d->arena, plain, &s, &fault)))
		return e;
	now->n_seats = 0;
	while (!(e = sheet_next(s, d->arena, &row, &got, &fault)) && got) {
		struct deputy_seat seat = { .term = S(""), .district = S("") };

		for (size_t c = 0; c < COLUMNS; c++)
			(void)cell_read(d->arena, g, (enum column)c, c < row.n ? row.cells[c] : S(""), true, now, &seat, &limit);
		if (seat.level && now->n_seats < DEPUTY_SEATS)
			now->seats[now->n_seats++] = seat;
	}
	return e;
}

/* ---- a batch ---- */

static enum err person_remove(const struct deputy_desk *d, const struct deputy_record *p)
{
	enum err e;

	if ((e = seats_drop(d->db, &(struct seats_drop_in){ d->county, p->id }, NULL)) ||
	    (e = person_contact_drop(d->db, &(struct person_contact_drop_in){ d->county, p->id }, NULL)) ||
	    (e = person_drop(d->db, &(struct person_drop_in){ d->county, p->id }, NULL)) ||
	    (e = person_code_drop(d->db, &(struct person_code_drop_in){ p->code, d->county }, NULL)))
		return e;
	deputy_tally(d->db, d->county, p, -1);
	return outbox_note(d->db, d->county, OUTBOX_TOPIC_PERSON, p->id.v, d->now);
}

/* Sets *why when the person stays: somebody was at the record since, or it is used elsewhere. */
static enum err row_undo(struct undo *u, const struct gazetteer *g, const struct batch_rows_row *row, enum undo_reason *why)
{
	const struct deputy_desk *d = &u->desk;
	struct person_used_row    used = { UNDO_REASON_NONE };
	struct deputy_record      p;
	enum err                  e = deputy_read(d, row->person, &p);

	*why = UNDO_REASON_NONE;
	if (e)
		return e == ERR_MISSING ? OK : e;
	if (!row->before.p && (e = person_used(d->db, d->arena, &(struct person_used_in){ d->county, p.id, p.station }, &used)))
		return e;
	*why = used.why ? used.why : p.version != row->version ? UNDO_REASON_CHANGED : UNDO_REASON_NONE;
	if (*why) {
		if (u->n_list < IMPORT_FAULTS)
			u->list[u->n_list++] = (struct undo_left){ str_copy(u->arena, p.name), str_copy(u->arena, p.code), *why };
		return OK;
	}
	if (!row->before.p)
		return person_remove(d, &p);
	if ((e = undo_read(d, g, row->before, &p)))
		return e;
	return deputy_store(d, &p);
}

enum err import_undo(struct undo *u, size_t limit)
{
	struct gazetteer       g;
	struct batch_rows_row *rows;
	size_t                 n;
	enum err               e = gazetteer_read(u->desk.db, u->desk.arena, u->desk.county, u->lang, &g);

	if (!u->list)
		u->list = ARENA_ARRAY(u->arena, struct undo_left, IMPORT_FAULTS);
	if (e || (e = batch_rows(u->desk.db, u->desk.arena, &(struct batch_rows_in){ u->desk.county, u->batch, u->after,
	                 (int64_t)limit }, &rows, &n)))
		return e;
	for (size_t i = 0; !e && i < n; i++) {
		enum undo_reason why;

		e = row_undo(u, &g, &rows[i], &why);
		u->after = rows[i].person.v;
		u->kept += why != UNDO_REASON_NONE;
		u->taken += why == UNDO_REASON_NONE;
		if (!e && !why)
			e = batch_row_drop(u->desk.db, &(struct batch_row_drop_in){ u->desk.county, u->batch, rows[i].person }, NULL);
	}
	u->ended = n < limit;
	if (e || !u->ended)
		return e;
	if ((e = batch_state_set(u->desk.db, &(struct batch_state_set_in){ u->desk.county, u->batch, BATCH_STATE_UNDONE }, NULL)))
		return e;
	return audit_write(u->desk.db, &(struct audit){ .county = u->desk.county, .now = u->desk.now,
		.account = u->desk.account, .grant = u->desk.grant, .action = "deputy.undo",
		.object = str_join(u->desk.arena, S("import "), str_int(u->desk.arena, u->batch.v), STR_NONE),
		.result = str_z(u->desk.arena, str_int(u->desk.arena, u->taken)), .reason = STR_NONE });
}
