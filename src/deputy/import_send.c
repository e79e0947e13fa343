/* A file of people comes in: looked at on a worker, put away in sealed pieces, then owned by a batch. */
#include "db/audit.h"
#include "db/lane.h"
#include "deputy/import_pages.h"
#include "deputy/pages.h"
#include "http/form.h"

struct arrival {
	struct req     *r;
	batch_id        id;
	enum msg        fault;
	enum duplicates duplicates;
	unsigned char   key[KEY_BYTES];
	struct str      file, head, columns, piece;
	int64_t         part;
};

static struct deputy_desk desk_in(const struct arrival *a, struct db *db)
{
	struct deputy_desk d = deputy_desk_of(a->r, NULL);

	d.db = db;
	return d;
}

static enum err draft_run(struct db *db, void *arg)
{
	struct arrival       *a = arg;
	struct deputy_desk    d = desk_in(a, db);
	struct batch_last_row last;
	struct str            wrapped;
	enum err              e;

	db_scope(db, d.county.v, d.county.v);
	if ((e = batch_last(db, d.arena, &(struct batch_last_in){ d.county }, &last)))
		return e;
	a->id.v = last.id + 1;
	wrapped = batch_key_new(&d, a->id, a->key);
	return batch_draft(db, &(struct batch_draft_in){ .county = d.county, .id = a->id, .file = a->file, .account = d.account,
		.by_grant = d.grant, .region_lo = a->r->who.region_lo, .region_hi = a->r->who.region_hi,
		.duplicates = a->duplicates, .wrapped = wrapped, .head = batch_seal(&d, a->id, a->key, "head", 0, a->head),
		.columns = a->columns, .now = d.now }, NULL);
}

static enum err piece_run(struct db *db, void *arg)
{
	const struct arrival *a = arg;

	db_scope(db, a->r->county.v, a->r->county.v);
	return sheet_put(db, &(struct sheet_put_in){ a->r->county, a->id, a->part, a->piece }, NULL);
}

static enum err pieces_put(struct arrival *a, struct str bytes)
{
	struct req        *r = a->r;
	struct deputy_desk d = desk_in(a, NULL);
	enum err           e = OK;

	d.arena = arena_new(2 * BATCH_PIECE);
	while (!e && bytes.n) {
		struct str plain = str_part(bytes, 0, BATCH_PIECE);

		arena_reset(d.arena);
		bytes = str_part(bytes, plain.n, bytes.n);
		a->piece = batch_seal(&d, a->id, a->key, "sheet", ++a->part, plain);
		e = lane_call(r->house->lane, piece_run, a);
	}
	arena_free(d.arena);
	return e;
}

/* Heads that were named by hand in the file before this one keep their meaning. */
static enum err columns_inherit(struct arrival *a, const struct batch_head *h, enum column *map, size_t n)
{
	struct deputy_desk d = desk_in(a, a->r->db);
	struct str         from = req_posted(a->r, "from");
	struct batch_head  old_head;
	struct batch       old;
	enum column        old_map[SHEET_COLUMNS];
	size_t             n_old;
	batch_id           id = { 0 };
	enum err           e;

	if (!from.p || !str_number(from, INT64_MAX, &id.v))
		return OK;
	if ((e = db_begin(d.db, false)))
		return e;
	db_scope(d.db, d.county.v, d.county.v);
	e = batch_read(&d, id, a->r->who.region_lo, a->r->who.region_hi, &old);
	if (!e)
		e = batch_head_open(&d, &old, &old_head);
	db_rollback(d.db);
	if (e || old_head.n_rows == 0)
		return e == ERR_MISSING ? OK : e;
	n_old = batch_columns_read(old.row.columns, old_map, SHEET_COLUMNS);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n_old && k < old_head.n_columns; k++)
			if (str_eq(h->cells[0][i], old_head.cells[0][k]))
				map[i] = old_map[k];
	return OK;
}

static enum err head_take(struct arrival *a, struct str bytes)
{
	struct arena     *own = arena_new(1 << 20);
	enum column       map[SHEET_COLUMNS];
	struct batch_head h;
	enum sheet_fault  fault;
	size_t            n;
	enum err          e = batch_head_read(own, bytes, &h, &fault);

	if (e == ERR_INPUT) {
		a->fault = sheet_fault_msg(fault);
	} else if (!e) {
		n = batch_columns_guess(own, &h, map, SHEET_COLUMNS);
		e = columns_inherit(a, &h, map, n);
		a->head = str_copy(a->r->arena, batch_head_text(own, &h));
		a->columns = batch_columns_text(a->r->arena, map, n);
	}
	arena_free(own);
	return e;
}

static struct str name_of(struct req *r, struct str name)
{
	struct str clean = utf8_valid(name) ? utf8_head(text_clean(r->arena, name), DEPUTY_TEXT_MAX) : S("");

	return clean.n && !text_has_control(clean) ? clean : S("people");
}

enum err import_take(struct req *r)
{
	struct arrival      *a = ARENA_NEW(r->arena, struct arrival);
	const struct upload *u = NULL;
	struct str           duplicates = req_posted(r, "duplicates");
	enum err             e;

	*a = (struct arrival){ .r = r, .duplicates = duplicates.p ? duplicates_of(duplicates) : DUPLICATES_NONE };
	r->prepared = a;
	for (size_t i = 0; i < r->n_uploads; i++)
		if (str_eq(r->uploads[i].field, S("file")))
			u = &r->uploads[i];
	if (!u || !a->duplicates) {
		a->fault = u ? MSG_NONE : MSG_sheet_no_file;
		return OK;
	}
	a->file = name_of(r, u->name);
	e = head_take(a, u->bytes);
	if (e == ERR_INPUT)
		return OK;               /* told with all other faults of the form */
	if (!e && !(e = lane_call(r->house->lane, draft_run, a)))
		e = pieces_put(a, u->bytes);
	return e;
}

struct send_form {
	int64_t duplicates, from, version;
};

static const struct field send_fields[] = {
	FIELD_CHOICE(send_form, duplicates, duplicates, DUPLICATES_COUNT, NEEDED),
	FIELD(send_form, from, NUMBER, INT64_MAX, OPTIONAL),
	FIELD(send_form, version, NUMBER, INT64_C(1000000000), OPTIONAL),
};

/* POST /deputies/import */
enum err import_post(struct req *r)
{
	const struct arrival *a = r->prepared;
	struct send_form      f;
	enum err              e = req_form(r, send_fields, COUNT(send_fields), &f);

	if (e && e != ERR_INPUT)
		return e;
	if (a->fault)
		req_fault(r, "file", a->fault, 0);
	if (r->n_faults || !a->id.v)
		return ERR_INPUT;
	if ((e = batch_arrived(r->db, &(struct batch_arrived_in){ r->county, a->id }, NULL)))
		return e;
	/* The file that this one takes the place of. */
	if (f.from && (e = batch_abandon(r->db, &(struct batch_abandon_in){ r->county, { f.from }, f.version }, NULL)))
		return e;
	if ((e = audit_write(r->db, &(struct audit){ .county = r->county, .now = r->now, .account = r->who.account,
	             .grant = r->who.grant, .action = "deputy.sheet", .result = "", .reason = STR_NONE,
	             .object = str_join(r->arena, S("import "), str_int(r->arena, a->id.v), STR_NONE) })))
		return e;
	return reply_see(r, str_join(r->arena, S("/deputies/import/"), str_int(r->arena, a->id.v), STR_NONE));
}
