/* What was read of a table is compared with who is here already, and stored. */
#include "db/audit.h"
#include "db/outbox.h"
#include "deputy/batch.q.h"
#include "deputy/import.h"
#include "deputy/undo.h"

/* ---- is the person here already? ---- */

static enum err by_code(struct import *in, const struct entry *x, person_id *id)
{
	struct person_code_row row;
	bool                   found;
	enum err               e = person_code(in->desk.db, in->desk.arena,
	        &(struct person_code_in){ x->person.code }, &row, &found);

	if (e || !found)
		return e;                /* nobody's: the person keeps it */
	if (row.county.v != in->desk.county.v)
		import_fault(in, x->row, 0, MSG_sheet_fault_code, 0, x->person.code);
	else
		id->v = row.id;
	return OK;
}

static enum err by_phone(struct import *in, const struct entry *x, person_id *id)
{
	person_id ids[8];
	size_t    n;
	enum err  e = deputy_by_phone(&in->desk, x->person.phone, ids, COUNT(ids), &n);

	for (size_t i = 0; !e && i < n && !id->v; i++) {
		struct person_full_row p;
		bool                   found;

		e = person_full(in->desk.db, in->desk.arena, &(struct person_full_in){ in->desk.county, ids[i] }, &p, &found);
		if (!e && found && str_eq(p.name, x->person.name))
			*id = ids[i];
	}
	return e;
}

static enum err known(struct import *in, const struct entry *x, person_id *id)
{
	struct person_of_certificate_row *rows;
	size_t                            n;
	enum err                          e = OK;

	id->v = 0;
	if (x->person.code.n && ((e = by_code(in, x, id)) || id->v))
		return e;
	if (x->person.certificate.n) {
		e = person_of_certificate(in->desk.db, in->desk.arena, &(struct person_of_certificate_in){
			in->desk.county, x->person.certificate, 8 }, &rows, &n);
		for (size_t i = 0; !e && i < n; i++)
			if (str_eq(rows[i].name, x->person.name)) {
				*id = rows[i].id;
				return OK;
			}
	}
	return e || x->person.phone.n == 0 ? e : by_phone(in, x, id);
}

/* ---- storing ---- */

/* The seats of the file take the place of those in the same congress and term. */
static void seats_join(struct deputy_record *into, const struct deputy_record *from)
{
	for (size_t i = 0; i < from->n_seats; i++) {
		size_t k = 0;

		while (k < into->n_seats && (into->seats[k].congress.v != from->seats[i].congress.v ||
		                             !str_eq(into->seats[k].term, from->seats[i].term)))
			k++;
		if (k == DEPUTY_SEATS)
			continue;
		into->seats[k] = from->seats[i];
		into->n_seats += k == into->n_seats;
	}
}

static enum err change(struct import *in, const struct entry *x, person_id id)
{
	struct deputy_record now, old;
	struct str    before;
	enum err      e;

	if ((e = deputy_read(&in->desk, id, &old)))
		return e;
	if (old.region.v < in->lo || old.region.v > in->hi) {
		import_fault(in, x->row, 0, MSG_sheet_fault_elsewhere, 0, old.name);
		return OK;
	}
	now = old;
	for (size_t i = 0; i < in->n_columns && i < x->rows[0].n; i++) {
		struct deputy_seat unused;
		int64_t            limit;

		if (in->column[i] < COLUMN_CONGRESS && in->column[i] != COLUMN_CODE)
			(void)cell_read(in->desk.arena, &in->places, (enum column)in->column[i], x->rows[0].cells[i], false,
			                &now, &unused, &limit);
	}
	seats_join(&now, &x->person);
	if (record_same(&now, &old)) {
		in->sum.unchanged++;
		return OK;
	}
	in->sum.updated++;
	if (in->dry)
		return OK;
	before = undo_note(&in->desk, &in->places, &old);
	if ((e = deputy_store(&in->desk, &now)))
		return e;
	return batch_row_add(in->desk.db, &(struct batch_row_add_in){ .county = in->desk.county, .batch = in->desk.batch,
		.person = id, .version = now.version, .before = before }, NULL);
}

/* A copy is stored: what the file said must be as it was when this is run again. */
static enum err add(struct import *in, const struct entry *x)
{
	struct deputy_record p = x->person;
	enum err             e;

	in->sum.added++;
	if (in->dry)
		return OK;
	if (p.region.v == 0 && in->lo > tenant_lo(in->desk.county))
		p.region.v = in->lo;     /* an office of a township adds people of its own */
	if ((e = deputy_store(&in->desk, &p)))
		return e;
	return batch_row_add(in->desk.db, &(struct batch_row_add_in){ .county = in->desk.county, .batch = in->desk.batch,
		.person = p.id, .version = p.version, .before = STR_NONE }, NULL);
}

static enum err entry_keep(struct import *in, const struct entry *x)
{
	int64_t   faults = in->sum.n_faults;
	person_id id;
	enum err  e = known(in, x, &id);

	if (e || in->sum.n_faults > faults)
		return e;
	if (id.v && in->duplicates == DUPLICATES_SKIP) {
		in->sum.skipped++;
		return OK;
	}
	return id.v && (in->duplicates == DUPLICATES_UPDATE || x->person.code.n) ? change(in, x, id) : add(in, x);
}

enum err import_keep(struct import *in)
{
	enum err e = OK;

	in->sum = in->before;
	for (size_t i = 0; !e && i < in->n_chunk; i++)
		if (!in->chunk[i].faulty)
			e = entry_keep(in, &in->chunk[i]);
	return e;
}

enum err import_begin(struct import *in, enum batch_state state)
{
	struct batch_last_row last;
	enum err              e = batch_last(in->desk.db, in->desk.arena, &(struct batch_last_in){ in->desk.county }, &last);

	if (e)
		return e;
	in->desk.batch.v = last.id + 1;
	in->desk.action = NULL;
	return batch_add(in->desk.db, &(struct batch_add_in){ .county = in->desk.county, .id = in->desk.batch, .state = state,
		.file = in->file, .account = in->desk.account, .region_lo = in->lo, .region_hi = in->hi,
		.duplicates = in->duplicates, .now = in->desk.now }, NULL);
}

enum err import_end(struct import *in)
{
	struct arena *a = in->desk.arena;
	enum err      e = batch_end(in->desk.db, &(struct batch_end_in){ .county = in->desk.county, .id = in->desk.batch,
		.state = BATCH_STATE_DONE, .people = in->people, .added = in->sum.added, .updated = in->sum.updated,
		.unchanged = in->sum.unchanged, .skipped = in->sum.skipped, .faults = in->sum.n_faults, .report = in->report,
		.now = in->desk.now }, NULL);

	if (!e)
		e = outbox_note(in->desk.db, in->desk.county, OUTBOX_TOPIC_PEOPLE, 0, in->desk.now);
	return e ? e : audit_write(in->desk.db, &(struct audit){ .county = in->desk.county, .now = in->desk.now,
		.account = in->desk.account, .grant = in->desk.grant, .action = "deputy.import",
		.object = str_join(a, S("import "), str_int(a, in->desk.batch.v), STR_NONE),
		.result = str_z(a, str_join(a, str_int(a, in->sum.added), S("+"), str_int(a, in->sum.updated), STR_NONE)),
		.reason = STR_NONE });
}
