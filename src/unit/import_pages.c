/* Units from a table, as pages: the file is sent, its columns named, taken in, taken back. */
#include "unit/import.h"

#include "db/audit.h"
#include "deputy/deputy.h"
#include "http/form.h"
#include "unit/import.t.h"

#define LIST_ROWS 20
#define DRAFT_S   (24 * 60 * 60)
#define FILE_MAX  100           /* code points of its name */

/* ---- the list, the template ---- */

static const struct str *column_heads(struct req *r)
{
	struct page page = page_of(r), *p = &page;
	struct str *heads = ARENA_ARRAY(r->arena, struct str, UNIT_COLUMNS);

	heads[UNIT_COLUMN_NAME] = msg(unit_name);
	heads[UNIT_COLUMN_PLACE] = msg(unit_place);
	return heads;
}

/* GET /units/import?before= */
enum err unit_imports_get(struct req *r)
{
	struct unit_imports_view *v = ARENA_NEW(r->arena, struct unit_imports_view);
	struct page               page = page_of(r), *p = &page;
	struct str                before = r->method == GET ? req_query(r, "before") : STR_NONE;
	struct unit_batch_list_in in = { r->county, INT64_MAX, r->who.region_lo, r->who.region_hi, LIST_ROWS };
	enum err                  e;

	if (before.p && !str_number(before, INT64_MAX, &in.before))
		return ERR_INPUT;
	if ((e = unit_batch_list(r->db, r->arena, &in, &v->rows, &v->n)))
		return e;
	v->later = before.p != NULL;
	v->older = v->n == LIST_ROWS ? v->rows[v->n - 1].id.v : 0;
	return reply_page(r, msg(unit_import_title), unit_imports_html, v, (struct row_set[]){
		{ "items", &unit_batch_list_face, v->rows, v->n, false } }, 1);
}

struct template_row {
	struct str name, region_name;
};

static const struct face_col template_cols[] = {
	{ "name", FACE_TEXT, false, offsetof(struct template_row, name), NULL },
	{ "region_name", FACE_TEXT, false, offsetof(struct template_row, region_name), NULL },
};
static const struct face template_face = { "units", sizeof(struct template_row), template_cols, COUNT(template_cols) };

/* GET /units/import/table.xlsx: the heads, and nothing that would be taken in by mistake. */
enum err unit_template_get(struct req *r)
{
	struct list l = { .face = &template_face, .total = 0, .file = "units", .next = STR_NONE };

	return r->as == AS_HTML ? reply_see(r, S("/units/import")) : reply_list(r, MSG_unit_import_title, unit_template_html, &l);
}

/* GET /units/import/template.csv: the same, as people name the columns. */
enum err unit_template_csv_get(struct req *r)
{
	const struct str *heads = column_heads(r);
	enum err          e = reply_header(r, "Content-Disposition", S("attachment; filename=\"units.csv\""));

	return e ? e : reply_bytes(r, "text/csv; charset=utf-8", str_join(r->arena, S("\xEF\xBB\xBF"), heads[UNIT_COLUMN_NAME],
		S(","), heads[UNIT_COLUMN_PLACE], S("\r\n"), STR_NONE));
}

/* ---- a file comes in ---- */

struct arrival {
	struct str file, text, columns;
	enum msg   fault;
	int64_t    limit;
};

static struct str name_of(struct req *r, struct str name)
{
	struct str clean = utf8_valid(name) ? utf8_head(text_clean(r->arena, name), FILE_MAX) : S("");

	return clean.n && !text_has_control(clean) ? clean : S("units");
}

enum err unit_import_take(struct req *r)
{
	struct arrival      *a = ARENA_NEW(r->arena, struct arrival);
	const struct upload *u = NULL;
	enum sheet_fault     fault;
	enum err             e;

	*a = (struct arrival){ .fault = MSG_sheet_no_file };
	r->prepared = a;
	for (size_t i = 0; i < r->n_uploads; i++)
		if (str_eq(r->uploads[i].field, S("file")))
			u = &r->uploads[i];
	if (!u)
		return OK;
	a->file = name_of(r, u->name);
	a->fault = MSG_NONE;
	e = unit_sheet_take(r->arena, u->bytes, &a->text, &a->columns, &fault);
	if (e == ERR_TOO_LARGE) {
		a->fault = MSG_unit_import_rows;
		a->limit = UNIT_SHEET_ROWS;
	} else if (e == ERR_INPUT) {
		a->fault = sheet_fault_msg(fault);
	} else {
		return e;
	}
	return OK;                       /* told with all other faults of the form */
}

struct step_form {
	int64_t version, duplicates;
};

static const struct field send_fields[] = {
	FIELD_CHOICE(step_form, duplicates, duplicates, DUPLICATES_BOTH, NEEDED),
};
static const struct field step_fields[] = {
	FIELD(step_form, version, NUMBER, INT64_C(1000000000), NEEDED),
};
static const struct field look_fields[] = {
	FIELD(step_form, version, NUMBER, INT64_C(1000000000), NEEDED),
	FIELD_CHOICE(step_form, duplicates, duplicates, DUPLICATES_BOTH, NEEDED),
};

static enum err step_done(struct req *r, batch_id id, const char *action, int64_t units)
{
	struct str path = str_join(r->arena, S("/units/import/"), str_int(r->arena, id.v), STR_NONE);
	enum err   e = audit_write(r->db, &(struct audit){ .county = r->county, .now = r->now, .account = r->who.account,
		.grant = r->who.grant, .action = action, .reason = STR_NONE,
		.object = str_join(r->arena, S("import "), str_int(r->arena, id.v), STR_NONE),
		.result = units < 0 ? "" : str_z(r->arena, str_int(r->arena, units)) });

	return e ? e : reply_see(r, path);
}

/* POST /units/import */
enum err unit_import_post(struct req *r)
{
	const struct arrival      *a = r->prepared;
	struct when                old = { r->now.ms - DRAFT_S * INT64_C(1000) };
	struct unit_batch_next_row next;
	struct step_form           f;
	enum err                   e = req_form(r, send_fields, COUNT(send_fields), &f);

	if (e && e != ERR_INPUT)
		return e;
	if (a->fault)
		req_fault(r, "file", a->fault, a->limit);
	if (r->n_faults)
		return ERR_INPUT;
	if ((e = unit_batch_sweep(r->db, &(struct unit_batch_sweep_in){ r->county, old }, NULL)) ||
	    (e = unit_batch_next(r->db, r->arena, &(struct unit_batch_next_in){ r->county }, &next)) ||
	    (e = unit_batch_add(r->db, &(struct unit_batch_add_in){ .county = r->county, .id = next.id, .file = a->file,
	             .account = r->who.account, .lo = r->who.region_lo, .hi = r->who.region_hi,
	             .duplicates = (enum duplicates)f.duplicates, .columns = a->columns, .sheet = a->text,
	             .now = r->now }, NULL)))
		return e;
	return step_done(r, next.id, "unit.sheet", -1);
}

/* ---- one import ---- */

/* The import of the path whose places the grant reaches, its rows and what each column is. */
static enum err import_of_path(struct req *r, struct unit_import_view *v)
{
	batch_id id;
	bool     found;
	enum err e;

	if (!str_number(req_part(r, "batch"), INT64_MAX, &id.v))
		return ERR_MISSING;
	e = unit_batch_one(r->db, r->arena, &(struct unit_batch_one_in){ r->county, id, r->who.region_lo, r->who.region_hi },
	                   &v->b, &found);
	if (e || !found)
		return e ? e : ERR_MISSING;
	if ((e = unit_sheet_read(r->arena, v->b.sheet, &v->sheet)))
		return e;
	v->map.heads = column_heads(r);
	v->map.n_heads = UNIT_COLUMNS;
	sheet_map_init(r->arena, &v->map, v->sheet.heads, v->sheet.n_heads);
	for (size_t i = 0; i < v->map.n; i++)
		for (size_t k = 0; k < 3 && k < v->sheet.n_rows; k++)
			sheet_sample_add(r->arena, &v->map.columns[i], v->sheet.rows[k].cells[i]);
	unit_columns_read(v->b.columns, &v->map);
	return OK;
}

/* Those of an import that cannot be taken back, and why. */
static enum err left_read(struct req *r, struct unit_import_view *v)
{
	return unit_batch_rows(r->db, r->arena, &(struct unit_batch_rows_in){ r->county, v->b.id, UNIT_SHEET_ROWS },
	                       &v->left, &v->n_left);
}

struct import_state {
	batch_id         batch;
	enum batch_state state;
	int64_t          version, added, updated, skipped, faults, taken, kept;
};

static const struct face_col state_cols[] = {
	{ "batch", FACE_ID, false, offsetof(struct import_state, batch), NULL },
	{ "state", FACE_ENUM, false, offsetof(struct import_state, state), batch_state_names },
	{ "version", FACE_INT, false, offsetof(struct import_state, version), NULL },
	{ "added", FACE_INT, false, offsetof(struct import_state, added), NULL },
	{ "updated", FACE_INT, false, offsetof(struct import_state, updated), NULL },
	{ "skipped", FACE_INT, false, offsetof(struct import_state, skipped), NULL },
	{ "faults", FACE_INT, false, offsetof(struct import_state, faults), NULL },
	{ "taken", FACE_INT, false, offsetof(struct import_state, taken), NULL },
	{ "kept", FACE_INT, false, offsetof(struct import_state, kept), NULL },
};
static const struct face state_face = { "import", sizeof(struct import_state), state_cols, COUNT(state_cols) };

/* GET /units/import/:batch - a table that is not taken in yet is held against what is here now. */
enum err unit_import_get(struct req *r)
{
	struct unit_import_view *v = ARENA_NEW(r->arena, struct unit_import_view);
	struct import_state     *s = ARENA_NEW(r->arena, struct import_state);
	enum err                 e = import_of_path(r, v);

	if (e)
		return e;
	if (v->b.state == BATCH_STATE_DRAFT)
		e = unit_look_at(r, &v->b, &v->map, &v->sheet, &v->look);
	else if (v->b.state == BATCH_STATE_UNDONE)
		e = left_read(r, v);
	if (e)
		return e;
	*s = (struct import_state){ v->b.id, v->b.state, v->b.version, v->b.added, v->b.updated, v->b.skipped,
		(int64_t)v->look.n_wrong, v->b.taken, (int64_t)v->n_left };
	if (v->b.state == BATCH_STATE_DRAFT) {
		s->added = v->look.fresh;
		s->updated = v->look.moved;
		s->skipped = v->look.left;
	}
	return reply_page(r, v->b.file, unit_import_html, v, (struct row_set[]){
		{ "import", &state_face, s, 1, true },
		{ "faults", &sheet_wrong_face, v->look.wrong, v->look.n_wrong, false },
		{ "left", &unit_batch_rows_face, v->left, v->n_left, false } }, 3);
}

/* ---- its steps ---- */

static enum err step_begin(struct req *r, struct unit_import_view *v, struct step_form *f)
{
	enum err e = import_of_path(r, v);

	if (e || (e = req_form(r, step_fields, COUNT(step_fields), f)))
		return e;
	return f->version == v->b.version ? OK : ERR_CONFLICT;
}

/* POST /units/import/:batch/look */
enum err unit_import_look_post(struct req *r)
{
	struct unit_import_view *v = ARENA_NEW(r->arena, struct unit_import_view);
	struct step_form         f;
	int64_t                  changed = 0;
	enum err                 e = import_of_path(r, v);

	if (e || ((e = req_form(r, look_fields, COUNT(look_fields), &f)) && e != ERR_INPUT))
		return e;
	sheet_map_read(r, &v->map, UNIT_COLUMN_NAME, MSG_unit_import_no_name);
	if (r->n_faults)
		return ERR_INPUT;
	e = unit_batch_look(r->db, &(struct unit_batch_look_in){ .county = r->county, .id = v->b.id, .version = f.version,
		.columns = unit_columns_text(r->arena, &v->map), .duplicates = (enum duplicates)f.duplicates }, &changed);
	if (e || changed != 1)
		return e ? e : ERR_CONFLICT;
	return step_done(r, v->b.id, "unit.look", -1);
}

static enum err entry_keep(struct req *r, const struct unit_import_view *v, const struct unit_entry *x, unit_id fresh)
{
	unit_id  id = x->fate == UNIT_NEW ? fresh : x->id;
	int64_t  changed = 1;
	enum err e;

	if (x->fate == UNIT_LEFT)
		return OK;
	if (x->fate == UNIT_NEW)
		e = unit_add(r->db, &(struct unit_add_in){ .county = r->county, .id = id, .name = x->name, .region = x->region,
			.initials = deputy_initials(r->arena, x->name) }, NULL);
	else
		e = unit_move(r->db, &(struct unit_move_in){ .county = r->county, .id = id, .version = x->version,
			.region = x->region }, &changed);
	if (e || changed != 1)
		return e ? e : ERR_CONFLICT;
	return unit_batch_row_add(r->db, &(struct unit_batch_row_add_in){ .county = r->county, .batch = v->b.id, .unit = id,
		.version = x->fate == UNIT_NEW ? 1 : x->version + 1, .before = { x->fate == UNIT_MOVED, x->was } }, NULL);
}

/* POST /units/import/:batch/start - all of it or nothing. */
enum err unit_import_start_post(struct req *r)
{
	struct unit_import_view *v = ARENA_NEW(r->arena, struct unit_import_view);
	struct unit_next_row     next;
	struct step_form         f;
	int64_t                  changed = 0;
	enum err                 e = step_begin(r, v, &f);

	if (e || v->b.state != BATCH_STATE_DRAFT)
		return e ? e : ERR_STEP;
	if ((e = unit_look_at(r, &v->b, &v->map, &v->sheet, &v->look)))
		return e;
	if (v->look.n_wrong || v->look.n == 0)
		return ERR_STEP;
	if ((e = unit_next(r->db, r->arena, &(struct unit_next_in){ r->county }, &next)))
		return e;
	for (size_t i = 0; !e && i < v->look.n; i++) {
		e = entry_keep(r, v, &v->look.entries[i], next.id);
		next.id.v += v->look.entries[i].fate == UNIT_NEW;
	}
	if (e || (e = unit_batch_done(r->db, &(struct unit_batch_done_in){ .county = r->county, .id = v->b.id,
	                  .version = f.version, .added = v->look.fresh, .updated = v->look.moved, .skipped = v->look.left },
	                  &changed)))
		return e;
	return changed == 1 ? step_done(r, v->b.id, "unit.import", v->look.fresh + v->look.moved) : ERR_CONFLICT;
}

static enum err row_undo(struct req *r, const struct unit_import_view *v, const struct unit_batch_rows_row *row)
{
	int64_t  changed;
	enum err e = row->before.has ?
	        unit_move(r->db, &(struct unit_move_in){ .county = r->county, .id = row->unit, .version = row->version,
			.region = { row->before.v } }, &changed) :
	        unit_drop(r->db, &(struct unit_drop_in){ r->county, row->unit, row->version }, &changed);

	if (e || changed != 1)
		return e ? e : ERR_CONFLICT;
	return unit_batch_row_drop(r->db, &(struct unit_batch_row_drop_in){ r->county, v->b.id, row->unit }, NULL);
}

/* POST /units/import/:batch/undo - but for those in use since. */
enum err unit_import_undo_post(struct req *r)
{
	struct unit_import_view *v = ARENA_NEW(r->arena, struct unit_import_view);
	struct step_form         f;
	int64_t                  taken = 0, changed = 0;
	enum err                 e = step_begin(r, v, &f);

	if (e || v->b.state != BATCH_STATE_DONE)
		return e ? e : ERR_STEP;
	if ((e = left_read(r, v)))
		return e;
	for (size_t i = 0; !e && i < v->n_left; i++)
		if (!v->left[i].why) {
			e = row_undo(r, v, &v->left[i]);
			taken++;
		}
	if (e || (e = unit_batch_undone(r->db, &(struct unit_batch_undone_in){ r->county, v->b.id, f.version, taken }, &changed)))
		return e;
	return changed == 1 ? step_done(r, v->b.id, "unit.undo", taken) : ERR_CONFLICT;
}

/* POST /units/import/:batch/drop - a file that is not wanted. */
enum err unit_import_drop_post(struct req *r)
{
	struct unit_import_view *v = ARENA_NEW(r->arena, struct unit_import_view);
	struct step_form         f;
	int64_t                  changed = 0;
	enum err                 e = step_begin(r, v, &f);

	if (e || (e = unit_batch_drop(r->db, &(struct unit_batch_drop_in){ r->county, v->b.id, f.version }, &changed)))
		return e;
	if (changed != 1)
		return ERR_STEP;
	if ((e = step_done(r, v->b.id, "unit.drop", -1)))
		return e;
	return reply_see(r, S("/units/import"));
}
