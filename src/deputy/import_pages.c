/* Imports on pages: the list, one import from its columns to its end, the steps between. */
#include "deputy/import_pages.h"

#include <unistd.h>

#include "db/audit.h"
#include "deputy/export.h"
#include "deputy/import.t.h"
#include "deputy/pages.h"
#include "http/form.h"

#define LIST_ROWS 20
#define REFRESH_S "3"

/* ---- the list ---- */

/* GET /deputies/import?before= */
enum err imports_get(struct req *r)
{
	struct imports_view *v = ARENA_NEW(r->arena, struct imports_view);
	struct page          page = page_of(r), *p = &page;
	struct str           before = r->method == GET ? req_query(r, "before") : STR_NONE;
	struct batch_list_in in = { r->county, INT64_MAX, r->who.region_lo, r->who.region_hi, LIST_ROWS };
	enum err             e;

	if (before.p && !str_number(before, INT64_MAX, &in.before))
		return ERR_INPUT;
	if ((e = batch_list(r->db, r->arena, &in, &v->rows, &v->n)))
		return e;
	v->later = before.p != NULL;
	v->older = v->n == LIST_ROWS ? v->rows[v->n - 1].id.v : 0;
	return reply_page(r, msg(sheet_import_title), imports_html, v, (struct row_set[]){
		{ "items", &batch_list_face, v->rows, v->n, false } }, 1);
}

/* ---- one import ---- */

enum err import_of_path(struct req *r, struct batch *b)
{
	struct deputy_desk d = deputy_desk_of(r, NULL);
	batch_id           id;

	if (!str_number(req_part(r, "batch"), INT64_MAX, &id.v))
		return ERR_MISSING;
	return batch_read(&d, id, r->who.region_lo, r->who.region_hi, b);
}

/* A cell beside the question what its column is: nobody needs to see a telephone for that. */
static struct str sample(struct req *r, struct str cell, enum column is)
{
	struct str code = text_code(r->arena, cell);

	if (is == COLUMN_DOOR)
		return cell.n ? S("***") : S("");
	return is == COLUMN_PHONE || phone_valid(code) ? mask_phone(r->arena, code) : cell;
}

static const struct str *column_heads(struct req *r)
{
	struct str *heads = ARENA_ARRAY(r->arena, struct str, COLUMNS);

	for (int c = 0; c < COLUMNS; c++)
		heads[c] = column_head((enum column)c, r->lang);
	return heads;
}

static enum err columns_fill(struct req *r, struct import_view *v)
{
	struct deputy_desk d = deputy_desk_of(r, NULL);
	struct batch_head  h;
	enum column        map[SHEET_COLUMNS];
	size_t             n_map = batch_columns_read(v->b.row.columns, map, SHEET_COLUMNS);
	enum err           e = batch_head_open(&d, &v->b, &h);

	if (e)
		return e;
	v->map.heads = column_heads(r);
	v->map.n_heads = COLUMNS;
	sheet_map_init(r->arena, &v->map, h.cells[0], h.n_columns);
	for (size_t i = 0; i < h.n_columns; i++) {
		struct sheet_column *c = &v->map.columns[i];

		c->is = i < n_map ? map[i] : COLUMNS;
		for (size_t k = 1; k < h.n_rows; k++)
			sheet_sample_add(r->arena, c, sample(r, h.cells[k][i], (enum column)c->is));
	}
	return OK;
}

static struct str head_of(const struct import_view *v, size_t column)
{
	return column < v->map.n ? v->map.columns[column].head : S("");
}

static enum err report_fill(struct req *r, struct import_view *v)
{
	struct deputy_desk d = deputy_desk_of(r, NULL);
	struct report      report;
	enum err           e = batch_report(&d, &v->b, &report);

	if (e)
		return e;
	v->faults = ARENA_ARRAY(r->arena, struct sheet_wrong, report.n_faults + 1);
	for (size_t i = 0; i < report.n_faults; i++) {
		const struct cell_fault *f = &report.faults[i];

		v->faults[v->n_faults++] = (struct sheet_wrong){ f->row, sheet_letters(r->arena, f->column),
			head_of(v, f->column), f->what == MSG_sheet_fault_phone ? mask_phone(r->arena, f->value) : f->value,
			fault_words(r->arena, r->lang, f) };
	}
	v->left = ARENA_ARRAY(r->arena, struct import_left_line, report.n_left + 1);
	for (size_t i = 0; i < report.n_left; i++)
		v->left[v->n_left++] = (struct import_left_line){ report.left[i].name, report.left[i].code,
			words_of(r->lang, undo_reason_msgs[report.left[i].why]) };
	return OK;
}

static void progress_fill(struct import_view *v)
{
	const struct batch_one_row *b = &v->b.row;
	bool                        back = b->state == BATCH_STATE_UNDOING;

	v->works = b->state == BATCH_STATE_LOOKING || b->state == BATCH_STATE_OPEN || back;
	v->done = back ? b->taken + b->kept : b->people;
	v->of = back ? b->added + b->updated : b->total;
	v->bar = v->of ? (int)(v->done * 20 / v->of) * 5 : 0;
	v->bar = v->bar > 100 ? 100 : v->bar;
	v->may_map = b->state == BATCH_STATE_DRAFT || b->state == BATCH_STATE_LOOKED;
}

static const struct face_col state_cols[] = {
	{ "batch", FACE_ID, false, offsetof(struct import_state, batch), NULL },
	{ "state", FACE_ENUM, false, offsetof(struct import_state, state), batch_state_names },
	{ "version", FACE_INT, false, offsetof(struct import_state, version), NULL },
	{ "people", FACE_INT, false, offsetof(struct import_state, people), NULL },
	{ "total", FACE_INT, false, offsetof(struct import_state, total), NULL },
	{ "added", FACE_INT, false, offsetof(struct import_state, added), NULL },
	{ "updated", FACE_INT, false, offsetof(struct import_state, updated), NULL },
	{ "unchanged", FACE_INT, false, offsetof(struct import_state, unchanged), NULL },
	{ "skipped", FACE_INT, false, offsetof(struct import_state, skipped), NULL },
	{ "faults", FACE_INT, false, offsetof(struct import_state, faults), NULL },
	{ "taken", FACE_INT, false, offsetof(struct import_state, taken), NULL },
	{ "kept", FACE_INT, false, offsetof(struct import_state, kept), NULL },
};
static const struct face state_face = { "import", sizeof(struct import_state), state_cols, COUNT(state_cols) };

static const struct face_col left_cols[] = {
	{ "name", FACE_TEXT, false, offsetof(struct import_left_line, name), NULL },
	{ "code", FACE_TEXT, false, offsetof(struct import_left_line, code), NULL },
	{ "why", FACE_TEXT, false, offsetof(struct import_left_line, why), NULL },
};
static const struct face left_face = { "left", sizeof(struct import_left_line), left_cols, COUNT(left_cols) };

/* GET /deputies/import/:batch - a page that works asks for itself again, without scripts. */
enum err import_get(struct req *r)
{
	struct import_view *v = ARENA_NEW(r->arena, struct import_view);
	enum err            e = import_of_path(r, &v->b);

	if (e || (e = columns_fill(r, v)) || (e = report_fill(r, v)))
		return e;
	progress_fill(v);
	v->s = (struct import_state){ v->b.row.id, v->b.row.state, v->b.row.version, v->b.row.people, v->b.row.total,
		v->b.row.added, v->b.row.updated, v->b.row.unchanged, v->b.row.skipped, v->b.row.faults, v->b.row.taken,
		v->b.row.kept };
	if (v->works && !v->b.row.halt && r->method == GET && r->as == AS_HTML &&
	    (e = reply_header(r, "Refresh", S(REFRESH_S))))
		return e;
	return reply_page(r, v->b.row.file, import_html, v, (struct row_set[]){
		{ "import", &state_face, &v->s, 1, true }, { "faults", &sheet_wrong_face, v->faults, v->n_faults, false },
		{ "left", &left_face, v->left, v->n_left, false } }, 3);
}

/* ---- its steps ---- */

static enum err step_done(struct req *r, const struct batch *b, enum err e, int64_t changed, const char *action)
{
	struct str number = str_int(r->arena, b->row.id.v);

	if (e || changed != 1)
		return e ? e : ERR_CONFLICT;
	if ((e = audit_write(r->db, &(struct audit){ .county = r->county, .now = r->now, .account = r->who.account,
	             .grant = r->who.grant, .action = action, .object = str_join(r->arena, S("import "), number, STR_NONE),
	             .result = "", .reason = STR_NONE })))
		return e;
	deputy_jobs_wake(r->house->imports);
	return reply_see(r, str_join(r->arena, S("/deputies/import/"), number, STR_NONE));
}

struct step_form {
	int64_t version, duplicates;
};

static const struct field step_fields[] = {
	FIELD(step_form, version, NUMBER, INT64_C(1000000000), NEEDED),
};
static const struct field look_fields[] = {
	FIELD(step_form, version, NUMBER, INT64_C(1000000000), NEEDED),
	FIELD_CHOICE(step_form, duplicates, duplicates, DUPLICATES_COUNT, NEEDED),
};

/* POST /deputies/import/:batch/look */
enum err import_look_post(struct req *r)
{
	struct import_view *v = ARENA_NEW(r->arena, struct import_view);
	enum column         map[SHEET_COLUMNS];
	struct step_form    f;
	int64_t             changed = 0;
	enum err            e = import_of_path(r, &v->b);

	if (e || (e = columns_fill(r, v)))
		return e;
	if ((e = req_form(r, look_fields, COUNT(look_fields), &f)) && e != ERR_INPUT)
		return e;
	sheet_map_read(r, &v->map, COLUMN_NAME, MSG_deputy_import_no_name);
	if (r->n_faults)
		return ERR_INPUT;
	for (size_t i = 0; i < v->map.n; i++)
		map[i] = (enum column)v->map.columns[i].is;
	e = batch_look(r->db, &(struct batch_look_in){ .county = r->county, .id = v->b.row.id, .version = f.version,
		.columns = batch_columns_text(r->arena, map, v->map.n), .duplicates = (enum duplicates)f.duplicates,
		.account = r->who.account, .by_grant = r->who.grant }, &changed);
	return step_done(r, &v->b, e, changed, "deputy.look");
}

/* One import of a county at a time: two could add the same person. */
static enum err busy_check(struct req *r, const struct batch *b)
{
	struct batch_busy_row row;
	enum err              e = batch_busy(r->db, r->arena, &(struct batch_busy_in){ r->county, b->row.id }, &row);

	if (e || !row.busy)
		return e;
	req_fault(r, "version", MSG_deputy_import_busy, 0);
	return ERR_INPUT;
}

/* Which import, and the version of it that was seen; `alone`: no other one may be at work. */
static enum err step_begin(struct req *r, bool alone, struct batch *b, struct step_form *f)
{
	enum err e = import_of_path(r, b);

	if (e || (e = req_form(r, step_fields, COUNT(step_fields), f)))
		return e;
	return alone ? busy_check(r, b) : OK;
}

/* POST /deputies/import/:batch/start */
enum err import_start_post(struct req *r)
{
	struct step_form f;
	struct batch     b;
	int64_t          changed = 0;
	enum err         e = step_begin(r, true, &b, &f);

	if (!e)
		e = batch_start(r->db, &(struct batch_start_in){ r->county, b.row.id, f.version, r->who.account, r->who.grant }, &changed);
	return step_done(r, &b, e, changed, "deputy.start");
}

/* POST /deputies/import/:batch/go-on - under the right of who says so. */
enum err import_go_on_post(struct req *r)
{
	struct step_form f;
	struct batch     b;
	int64_t          changed = 0;
	enum err         e = step_begin(r, false, &b, &f);

	if (!e)
		e = batch_go_on(r->db, &(struct batch_go_on_in){ r->county, b.row.id, f.version, r->who.account, r->who.grant }, &changed);
	return step_done(r, &b, e, changed, "deputy.go_on");
}

/* POST /deputies/import/:batch/undo */
enum err import_undo_post(struct req *r)
{
	struct step_form f;
	struct batch     b;
	int64_t          changed = 0;
	enum err         e = step_begin(r, true, &b, &f);

	if (!e)
		e = batch_undo(r->db, &(struct batch_undo_in){ r->county, b.row.id, f.version, r->who.account, r->who.grant }, &changed);
	return step_done(r, &b, e, changed, "deputy.take_back");
}

/* POST /deputies/import/:batch/drop - a file that is not wanted. */
enum err import_drop_post(struct req *r)
{
	struct step_form f;
	struct batch     b;
	int64_t          changed = 0;
	enum err         e = step_begin(r, false, &b, &f);

	if (!e)
		e = batch_abandon(r->db, &(struct batch_abandon_in){ r->county, b.row.id, f.version }, &changed);
	if ((e = step_done(r, &b, e, changed, "deputy.drop")))
		return e;
	return reply_see(r, S("/deputies/import"));
}
