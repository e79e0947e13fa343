#include "deputy/import.h"

#include "db/lane.h"

/* Who stood in the file: a hash of what makes two rows the same person, and where. */
struct seen {
	uint64_t hash;
	int64_t  row;
};

void import_fault(struct import *in, int64_t row, size_t column, enum msg what, int64_t limit, struct str value)
{
	if (in->sum.n_faults < IMPORT_FAULTS)
		in->faults[in->sum.n_faults] = (struct cell_fault){ row, column, what, limit,
			str_copy(in->arena, utf8_head(value, FAULT_VALUE)) };
	in->sum.n_faults++;
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
		enum column c = in->map ? (i < in->n_map ? in->map[i] : COLUMNS) :
		                row->cells[i].n ? column_of_head(in->arena, row->cells[i]) : COLUMNS;

		in->heads[i] = str_copy(in->arena, row->cells[i]);
		in->column[i] = (unsigned char)c;
		if (c == COLUMNS) {
			if (row->cells[i].n && !in->map && in->n_notes < IMPORT_FAULTS)
				in->notes[in->n_notes++] = (struct cell_fault){ row->number, i,
					MSG_sheet_fault_column, 0, in->heads[i] };
			continue;
		}
		if (taken[c])
			import_fault(in, row->number, i, MSG_sheet_fault_column_twice, 0, in->heads[i]);
		taken[c] = true;
		named |= c == COLUMN_NAME;
	}
	if (!named)
		import_fault(in, row->number, 0, MSG_sheet_fault_needed, 0, column_head(COLUMN_NAME, in->lang));
	return named ? OK : ERR_INPUT;
}

/* A township's office names no station elsewhere. */
static void stations_narrow(struct import *in)
{
	size_t n = 0;

	for (size_t i = 0; i < in->places.n_stations; i++)
		if (in->places.stations[i].region.v >= in->lo && in->places.stations[i].region.v <= in->hi)
			in->places.stations[n++] = in->places.stations[i];
	in->places.n_stations = n;
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
	if (in->hi == 0) {
		in->lo = tenant_lo(in->desk.county);
		in->hi = tenant_hi(in->desk.county);
	}
	stations_narrow(in);
	in->chunk = ARENA_ARRAY(in->arena, struct entry, IMPORT_CHUNK);
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
		if (!what && c == COLUMN_REGION && person->region.v && (person->region.v < in->lo || person->region.v > in->hi))
			what = MSG_sheet_fault_region;
		if (what)
			import_fault(in, row->number, i, what, limit, row->cells[i]);
		seated |= c >= COLUMN_CONGRESS && row->cells[i].n > 0;
		clean &= what == MSG_NONE || c < COLUMN_CONGRESS;
	}
	if (first && person->name.n == 0)
		import_fault(in, row->number, 0, MSG_sheet_fault_needed, 0, column_head(COLUMN_NAME, in->lang));
	if (!seated || !clean)
		return;
	if (!seat.level)
		import_fault(in, row->number, 0, MSG_sheet_fault_needed, 0, column_head(COLUMN_CONGRESS, in->lang));
	else if (person->n_seats == DEPUTY_SEATS)
		import_fault(in, row->number, 0, MSG_sheet_fault_seats, DEPUTY_SEATS, S(""));
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
		if (example_row(cell_of(in, &row, COLUMN_NAME)))
			continue;        /* left standing from the template */
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
		import_fault(in, row->number, 0, MSG_sheet_fault_twice, before, cell_of(in, row, COLUMN_NAME));
}

/* What is held over goes into the arena that stays. */
static void held_keep(struct import *in)
{
	struct sheet_row kept = { .number = in->held.number, .n = in->held.n,
		.cells = ARENA_ARRAY(in->arena, struct str, in->held.n + 1) };

	for (size_t i = 0; i < kept.n; i++)
		kept.cells[i] = str_copy(in->arena, in->held.cells[i]);
	in->held = kept;
}

enum err import_read(struct import *in)
{
	enum err e = OK;

	in->n_chunk = 0;
	while (!e && !in->ended && in->n_chunk < IMPORT_CHUNK) {
		struct entry *x = &in->chunk[in->n_chunk];
		int64_t       faults = in->sum.n_faults;

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
		x->faulty = in->sum.n_faults > faults;
		in->people++;
		in->n_chunk++;
	}
	if (in->holding)
		held_keep(in);
	in->before = in->sum;
	return e;
}

enum err import_step(struct import *in)
{
	enum err e = import_read(in);

	if (e || (e = import_keep(in)) || in->dry)
		return e;
	return counters_apply(in->desk.db);
}
