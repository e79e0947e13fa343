#include "deputy/import.h"

#include "db/audit.h"
#include "db/lane.h"
#include "deputy/batch.q.h"
#include "deputy/undo.h"

/* Who stood in the file: a hash of what makes two rows the same person, and where. */
struct seen {
	uint64_t hash;
	int64_t  row;
};

/* One person as the file has them. */
struct entry {
	struct deputy_record    person;         /* only the columns of the file are set */
	struct sheet_row rows[DEPUTY_SEATS];
	size_t           n_rows;
	int64_t          row;
};

static void fault(struct import *in, int64_t row, size_t column, enum msg what, int64_t limit, struct str value)
{
	if (in->n_faults < IMPORT_FAULTS)
		in->faults[in->n_faults] = (struct cell_fault){ row, column, what, limit, str_copy(in->arena, value) };
	in->n_faults++;
}

static enum err broken(struct import *in, enum err e, int64_t row)
{
	if (e == ERR_INPUT) {
		in->broken_row = row;
		in->ended = true;
	}
	return e;
}

/* Which column is what; a head nobody knows is left out and said so. */
static enum err heads_read(struct import *in, const struct sheet_row *row)
{
	bool named = false, taken[COLUMNS] = { false };

	in->n_columns = row->n;
	in->heads = ARENA_ARRAY(in->arena, struct str, row->n);
	for (size_t i = 0; i < row->n; i++) {
		enum column c = row->cells[i].n ? column_of_head(in->arena, row->cells[i]) : COLUMNS;

		in->heads[i] = str_copy(in->arena, row->cells[i]);
		in->column[i] = (unsigned char)c;
		if (c == COLUMNS) {
			if (row->cells[i].n && in->n_notes < IMPORT_FAULTS)
				in->notes[in->n_notes++] = (struct cell_fault){ row->number, i,
					MSG_sheet_fault_column, 0, in->heads[i] };
			continue;
		}
		if (taken[c])
			fault(in, row->number, i, MSG_sheet_fault_column_twice, 0, in->heads[i]);
		taken[c] = true;
		named |= c == COLUMN_NAME;
	}
	if (!named)
		fault(in, row->number, 0, MSG_sheet_fault_needed, 0, column_head(COLUMN_NAME, in->lang));
	return named ? OK : ERR_INPUT;
}

enum err import_open(struct import *in)
{
	struct sheet_row row;
	bool             got;
	enum err         e = sheet_open(in->arena, in->bytes, &in->sheet, &in->broken);

	if (e || (e = sheet_next(in->sheet, in->arena, &row, &got, &in->broken)))
		return broken(in, e, 0);
	if (!got) {
		in->broken = SHEET_EMPTY;
		return broken(in, ERR_INPUT, 0);
	}
	if ((e = gazetteer_read(in->desk.db, in->arena, in->desk.county, in->lang, &in->places)))
		return e;
	return heads_read(in, &row);
}

/* ---- from rows to a person ---- */

static struct str cell_of(const struct import *in, const struct sheet_row *row, enum column c)
{
	for (size_t i = 0; i < in->n_columns && i < row->n; i++)
		if (in->column[i] == c)
			return row->cells[i];
	return S("");
}

/* The row behind goes on with the same person when all that tells people apart agrees. */
static bool same_person(const struct import *in, const struct sheet_row *x, const struct sheet_row *y)
{
	static const enum column tells[] = { COLUMN_CODE, COLUMN_CERTIFICATE, COLUMN_PHONE };
	bool                     told = false;

	if (!str_eq(cell_of(in, x, COLUMN_NAME), cell_of(in, y, COLUMN_NAME)))
		return false;
	for (size_t i = 0; i < COUNT(tells); i++) {
		struct str one = cell_of(in, x, tells[i]), other = cell_of(in, y, tells[i]);

		if (!str_eq(one, other))
			return false;
		told |= one.n > 0;
	}
	return told;
}

static void row_read(struct import *in, struct deputy_record *person, const struct sheet_row *row, bool first)
{
	struct deputy_seat seat = { .term = S(""), .district = S("") };
	bool               seated = false, clean = true;

	for (size_t i = 0; i < in->n_columns && i < row->n; i++) {
		enum column c = (enum column)in->column[i];
		int64_t     limit;
		enum msg    what;

		if (c == COLUMNS || (!first && c < COLUMN_CONGRESS))
			continue;
		what = cell_read(in->desk.arena, &in->places, c, row->cells[i], false, person, &seat, &limit);
		if (what)
			fault(in, row->number, i, what, limit, row->cells[i]);
		seated |= c >= COLUMN_CONGRESS && row->cells[i].n > 0;
		clean &= what == MSG_NONE || c < COLUMN_CONGRESS;
	}
	if (first && person->name.n == 0)
		fault(in, row->number, 0, MSG_sheet_fault_needed, 0, column_head(COLUMN_NAME, in->lang));
	if (!seated || !clean)
		return;
	if (!seat.level)
		fault(in, row->number, 0, MSG_sheet_fault_needed, 0, column_head(COLUMN_CONGRESS, in->lang));
	else if (person->n_seats == DEPUTY_SEATS)
		fault(in, row->number, 0, MSG_sheet_fault_seats, DEPUTY_SEATS, S(""));
	else
		person->seats[person->n_seats++] = seat;
}

static struct sheet_row row_keep(struct import *in, const struct sheet_row *row)
{
	struct sheet_row kept = { .number = row->number, .n = row->n,
		.cells = ARENA_ARRAY(in->desk.arena, struct str, row->n + 1) };

	memcpy(kept.cells, row->cells, row->n * sizeof(*row->cells));
	return kept;
}

/* The rows of the next person; none at the end. */
static enum err entry_read(struct import *in, struct entry *x)
{
	struct sheet_row row;
	bool             got;
	enum err         e = OK;

	x->n_rows = 0;
	if (in->holding) {
		x->rows[x->n_rows++] = in->held;
		in->holding = false;
	}
	while (!(e = sheet_next(in->sheet, in->desk.arena, &row, &got, &in->broken)) && got) {
		in->rows++;
		row = row_keep(in, &row);
		if (x->n_rows && (x->n_rows == DEPUTY_SEATS || !same_person(in, &x->rows[0], &row))) {
			in->held = row;
			in->holding = true;
			return OK;
		}
		x->rows[x->n_rows++] = row;
	}
	return broken(in, e, in->rows + 1);
}

/* ---- the same person twice in one file ---- */

static uint64_t hash_of(const struct import *in, const struct sheet_row *row, enum column tell)
{
	struct str what = cell_of(in, row, tell), name = cell_of(in, row, COLUMN_NAME);
	uint64_t   h = UINT64_C(1469598103934665603) + tell;

	if (what.n == 0)
		return 0;
	for (size_t i = 0; i < what.n; i++)
		h = (h ^ (unsigned char)what.p[i]) * UINT64_C(1099511628211);
	for (size_t i = 0; i < name.n; i++)
		h = (h ^ (unsigned char)name.p[i]) * UINT64_C(1099511628211);
	return h | 1;
}

static void seen_put(struct import *in, uint64_t hash, int64_t row)
{
	size_t at = hash & (in->cap_seen - 1);

	while (in->seen[at].hash)
		at = (at + 1) & (in->cap_seen - 1);
	in->seen[at] = (struct seen){ hash, row };
	in->n_seen++;
}

static int64_t seen_before(struct import *in, uint64_t hash, int64_t row)
{
	if (!hash)
		return 0;
	if (in->n_seen * 2 >= in->cap_seen) {
		struct seen *old = in->seen;
		size_t       cap = in->cap_seen;

		in->cap_seen = cap ? cap * 2 : 1024;
		in->seen = ARENA_ARRAY(in->arena, struct seen, in->cap_seen);
		in->n_seen = 0;
		for (size_t i = 0; i < cap; i++)
			if (old[i].hash)
				seen_put(in, old[i].hash, old[i].row);
	}
	for (size_t at = hash & (in->cap_seen - 1); in->seen[at].hash; at = (at + 1) & (in->cap_seen - 1))
		if (in->seen[at].hash == hash)
			return in->seen[at].row;
	seen_put(in, hash, row);
	return 0;
}

static void twice_look(struct import *in, const struct sheet_row *row)
{
	int64_t before = seen_before(in, hash_of(in, row, COLUMN_CODE), row->number);

	if (!before)
		before = seen_before(in, hash_of(in, row, COLUMN_CERTIFICATE), row->number);
	if (!before)
		before = seen_before(in, hash_of(in, row, COLUMN_PHONE), row->number);
	if (before)
		fault(in, row->number, 0, MSG_sheet_fault_twice, before, cell_of(in, row, COLUMN_NAME));
}

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
		fault(in, x->row, 0, MSG_sheet_fault_code, 0, x->person.code);
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

static enum err change(struct import *in, struct entry *x, person_id id)
{
	struct deputy_record now, old;
	struct str    before;
	enum err      e;

	if ((e = deputy_read(&in->desk, id, &old)))
		return e;
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
		in->unchanged++;
		return OK;
	}
	in->updated++;
	if (in->dry)
		return OK;
	before = undo_note(&in->desk, &in->places, &old);
	if ((e = deputy_store(&in->desk, &now)))
		return e;
	return batch_row_add(in->desk.db, &(struct batch_row_add_in){ .county = in->desk.county, .batch = in->desk.batch,
		.person = id, .version = now.version, .before = before }, NULL);
}

static enum err entry_store(struct import *in, struct entry *x)
{
	person_id id;
	enum err  e = known(in, x, &id);

	in->people++;
	if (e)
		return e;
	if (id.v && in->duplicates == DUPLICATES_SKIP) {
		in->skipped++;
		return OK;
	}
	if (id.v && (in->duplicates == DUPLICATES_UPDATE || x->person.code.n))
		return change(in, x, id);
	in->added++;
	if (in->dry)
		return OK;
	if ((e = deputy_store(&in->desk, &x->person)))
		return e;
	return batch_row_add(in->desk.db, &(struct batch_row_add_in){ .county = in->desk.county, .batch = in->desk.batch,
		.person = x->person.id, .version = x->person.version, .before = STR_NONE }, NULL);
}

enum err import_step(struct import *in)
{
	struct entry *x = ARENA_NEW(in->arena, struct entry);
	enum err      e = OK;

	for (int i = 0; !e && !in->ended && i < IMPORT_CHUNK; i++) {
		int64_t faults = in->n_faults;

		if ((e = entry_read(in, x)))
			break;
		if (x->n_rows == 0) {
			in->ended = true;
			break;
		}
		x->person = (struct deputy_record){ .name = S(""), .code = S("") };
		x->row = x->rows[0].number;
		for (size_t k = 0; k < x->n_rows; k++)
			row_read(in, &x->person, &x->rows[k], k == 0);
		twice_look(in, &x->rows[0]);
		if (in->n_faults == faults)
			e = entry_store(in, x);
		else
			in->people++;
	}
	/* What is held over goes into the arena that stays. */
	if (in->holding) {
		struct sheet_row kept = { .number = in->held.number, .n = in->held.n,
			.cells = ARENA_ARRAY(in->arena, struct str, in->held.n + 1) };

		for (size_t i = 0; i < kept.n; i++)
			kept.cells[i] = str_copy(in->arena, in->held.cells[i]);
		in->held = kept;
	}
	if (!e && !in->dry)
		e = counters_apply(in->desk.db);
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
		.file = in->file, .account = in->desk.account, .now = in->desk.now }, NULL);
}

enum err import_end(struct import *in)
{
	struct arena *a = in->desk.arena;
	enum err      e = batch_end(in->desk.db, &(struct batch_end_in){ .county = in->desk.county, .id = in->desk.batch,
		.state = BATCH_STATE_DONE, .added = in->added, .updated = in->updated,
		.skipped = in->skipped + in->unchanged, .now = in->desk.now }, NULL);

	return e ? e : audit_write(in->desk.db, &(struct audit){ .county = in->desk.county, .now = in->desk.now,
		.account = in->desk.account, .grant = in->desk.grant, .action = "deputy.import",
		.object = str_join(a, S("import "), str_int(a, in->desk.batch.v), STR_NONE),
		.result = str_z(a, str_join(a, str_int(a, in->added), S("+"), str_int(a, in->updated), STR_NONE)),
		.reason = STR_NONE });
}
