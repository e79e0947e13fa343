/* The doors of the room: the list of units, one unit, and what the office does with them. */
#include "unit/import.h"

#include "db/audit.h"
#include "deputy/deputy.h"
#include "http/form.h"
#include "unit/unit.t.h"

#define PAGE_ROWS 50
#define EXPORT_CHUNK 500

#define LOOKERS (OFFICE | LEADER)

const struct route unit_routes[] = {
	/* method path               who may ask handler            draws again */
	{ GET,  "/units",            LOOKERS,    unit_list_get,     NULL,          NULL, LIST },
	{ POST, "/units",            OFFICE,     unit_add_post,     unit_list_get, NULL, 0 },
	{ GET,  "/units/import",     OFFICE,     unit_imports_get,  NULL,          NULL, 0 },
	{ POST, "/units/import",     OFFICE,     unit_import_post,  unit_imports_get, unit_import_take, SHEET },
	{ GET,  "/units/import/template.csv", OFFICE, unit_template_csv_get,  NULL, NULL, 0 },
	{ GET,  "/units/import/table",        OFFICE, unit_template_get,      NULL, NULL, LIST },
	{ GET,  "/units/import/:batch",       OFFICE, unit_import_get,        NULL, NULL, HEAVY },
	{ POST, "/units/import/:batch/look",  OFFICE, unit_import_look_post,  unit_import_get, NULL, 0 },
	{ POST, "/units/import/:batch/start", OFFICE, unit_import_start_post, unit_import_get, NULL, 0 },
	{ POST, "/units/import/:batch/undo",  OFFICE, unit_import_undo_post,  unit_import_get, NULL, 0 },
	{ POST, "/units/import/:batch/drop",  OFFICE, unit_import_drop_post,  unit_import_get, NULL, 0 },
	{ GET,  "/units/:id",        LOOKERS,    unit_show_get,     NULL,          NULL, 0 },
	{ POST, "/units/:id/rename", OFFICE,     unit_rename_post,  unit_show_get, NULL, 0 },
	{ POST, "/units/:id/close",  OFFICE,     unit_use_post,     unit_show_get, NULL, 0 },
	{ POST, "/units/:id/open",   OFFICE,     unit_use_post,     unit_show_get, NULL, 0 },
	{ 0 },
};

/* ---- what is shown ---- */

/* GET /units?q=&closed=1&after= */
enum err unit_list_get(struct req *r)
{
	struct units_view  *v = ARENA_NEW(r->arena, struct units_view);
	struct list         l = { .face = &unit_page_face, .view = v, .total = -1, .file = "units" };
	bool                asked = r->method == GET;
	struct str          after = asked ? req_query(r, "after") : STR_NONE;
	struct unit_page_in in = { .county = r->county, .lo = r->who.region_lo, .hi = r->who.region_hi, .search = S(""),
	                           .after = after.n ? after : S(""), .limit = r->counting ? EXPORT_CHUNK : PAGE_ROWS };
	struct unit_page_row *rows;
	struct page         page = page_of(r), *p = &page;
	struct pair        *f = ARENA_ARRAY(r->arena, struct pair, 2);
	enum err            e;

	v->search = asked ? utf8_head(str_trim(req_query(r, "q")), UNIT_NAME_MAX) : S("");
	v->closed = asked && str_eq(req_query(r, "closed"), S("1"));
	if (v->search.n) {
		in.search = v->search;
		f[l.n_filters++] = (struct pair){ msg(unit_name), v->search };
	}
	if (v->closed)
		f[l.n_filters++] = (struct pair){ msg(unit_state), msg(unit_closed) };
	in.closed = v->closed;
	l.filters = f;
	if ((e = unit_page(r->db, r->arena, &in, &rows, &l.n)))
		return e;
	v->rows = rows;
	v->may_change = r->who.roles & OFFICE;
	v->later = after.n > 0;
	l.rows = rows;
	l.next = (int64_t)l.n == in.limit ? rows[l.n - 1].name : STR_NONE;
	return reply_list(r, MSG_unit_title, units_html, &l);
}

/* The unit of the path's :id within the grant; ERR_MISSING otherwise. */
static enum err unit_of_path(struct req *r, struct unit_by_id_row *u)
{
	unit_id  id;
	bool     found;
	enum err e;

	if (!str_number(req_part(r, "id"), INT32_MAX, &id.v))
		return ERR_MISSING;
	e = unit_by_id(r->db, r->arena, &(struct unit_by_id_in){ .county = r->county, .lo = r->who.region_lo,
		.hi = r->who.region_hi, .id = id }, u, &found);
	return e ? e : found ? OK : ERR_MISSING;
}

/* GET /units/:id */
enum err unit_show_get(struct req *r)
{
	struct unit_view    *v = ARENA_NEW(r->arena, struct unit_view);
	struct unit_desk_row desk;
	enum err             e = unit_of_path(r, &v->u);

	if (e || (e = unit_desk(r->db, r->arena, &(struct unit_desk_in){ r->county, v->u.id }, &desk)))
		return e;
	v->waiting = desk.n;
	v->may_change = r->who.roles & OFFICE;
	return reply_page(r, v->u.name, unit_html, v, (struct row_set[]){
		{ "unit", &unit_by_id_face, &v->u, 1, true } }, 1);
}

/* ---- what is done ---- */

struct unit_form {
	int64_t    version;
	struct str name;
};

static const struct field add_fields[] = {
	FIELD(unit_form, name, LINE, UNIT_NAME_MAX, NEEDED),
};

static const struct field rename_fields[] = {
	FIELD(unit_form, version, NUMBER, 1 << 30,       NEEDED),
	FIELD(unit_form, name,    LINE,   UNIT_NAME_MAX, NEEDED),
};

static const struct field use_fields[] = {
	FIELD(unit_form, version, NUMBER, 1 << 30, NEEDED),
};

/* Two units of one name could not be told apart where a case is assigned. */
static enum err name_read(struct req *r, const struct field *fields, size_t n, unit_id own, struct unit_form *f)
{
	struct unit_named_row other;
	bool                  found = false;
	enum err              e = req_form(r, fields, n, f);

	if (e && e != ERR_INPUT)
		return e;
	if (f->name.n && (e = unit_named(r->db, r->arena, &(struct unit_named_in){ r->county, f->name }, &other, &found)))
		return e;
	if (found && other.id.v != own.v)
		req_fault(r, "name", MSG_unit_taken, 0);
	return r->n_faults ? ERR_INPUT : OK;
}

static enum err done(struct req *r, unit_id id, const char *action, struct str name)
{
	enum err e = audit_write(r->db, &(struct audit){ .county = r->county, .now = r->now, .account = r->who.account,
		.grant = r->who.grant, .action = action, .object = name, .result = "", .reason = STR_NONE });

	return e ? e : reply_see(r, str_join(r->arena, S("/units/"), str_int(r->arena, id.v), STR_NONE));
}

/* POST /units */
enum err unit_add_post(struct req *r)
{
	struct unit_next_row next;
	struct unit_form     f = { 0 };
	enum err             e;

	if ((e = name_read(r, add_fields, COUNT(add_fields), (unit_id){ 0 }, &f)) ||
	    (e = unit_next(r->db, r->arena, &(struct unit_next_in){ r->county }, &next)) ||
	    (e = unit_add(r->db, &(struct unit_add_in){ .county = r->county, .id = next.id, .name = f.name,
	             .region = { r->who.region_lo }, .initials = deputy_initials(r->arena, f.name) }, NULL)))
		return e;
	return done(r, next.id, "unit.add", f.name);
}

/* POST /units/:id/rename */
enum err unit_rename_post(struct req *r)
{
	struct unit_by_id_row u;
	struct unit_form      f = { 0 };
	int64_t               changed;
	enum err              e = unit_of_path(r, &u);

	if (e || (e = name_read(r, rename_fields, COUNT(rename_fields), u.id, &f)))
		return e;
	e = unit_rename(r->db, &(struct unit_rename_in){ .county = r->county, .id = u.id, .version = f.version,
		.name = f.name, .initials = deputy_initials(r->arena, f.name) }, &changed);
	if (e || changed != 1)
		return e ? e : ERR_CONFLICT;
	return done(r, u.id, "unit.rename", f.name);
}

/* POST /units/:id/close and /open */
enum err unit_use_post(struct req *r)
{
	bool                  close = str_ends(r->path, S("/close"));
	struct unit_by_id_row u;
	struct unit_desk_row  desk;
	struct unit_form      f;
	int64_t               changed;
	enum err              e = unit_of_path(r, &u);

	if (e || (e = req_form(r, use_fields, COUNT(use_fields), &f)) ||
	    (e = unit_desk(r->db, r->arena, &(struct unit_desk_in){ r->county, u.id }, &desk)))
		return e;
	if (u.closed == close || (close && desk.n > 0))
		return ERR_STEP;
	e = unit_use(r->db, &(struct unit_use_in){ .county = r->county, .id = u.id, .version = f.version,
		.closed = close }, &changed);
	if (e || changed != 1)
		return e ? e : ERR_CONFLICT;
	return done(r, u.id, close ? "unit.close" : "unit.open", u.name);
}
