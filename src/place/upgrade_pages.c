/* The upgrade list: which places, how far, who sees to it and until when. */
#include "place/upgrade_pages.h"

#include "db/tally.h"
#include "http/form.h"
#include "place/upgrade.t.h"

#define PAGE_ROWS 200
#define EXPORT_CHUNK 500
#define EVENTS_SHOWN 30
#define OWNER_MAX 40

/* Parts of an upgrade's photos. */
enum { PHOTOS_BEFORE, PHOTOS_AFTER };

static const char *const which_words[] = { "", "open", "late", "done" };

static void sum_add(struct upgrade_sum *s, const struct upgrade_counts_row *row)
{
	s->n += row->n;
	s->done += row->done;
	s->late += row->late;
	s->percent += row->percent;
}

enum err upgrade_sums(struct req *r, struct upgrade_sum *all, struct upgrade_sum *stations, struct upgrade_sum *rooms)
{
	struct reach               at = reach_of(r);
	struct upgrade_counts_row *rows;
	size_t                     n;
	enum err e = upgrade_counts(r->db, r->arena, &(struct upgrade_counts_in){ .county = r->county, .lo = at.lo,
		.hi = at.hi, .own = at.own, .today = r->today }, &rows, &n);

	*all = *stations = *rooms = (struct upgrade_sum){ 0 };
	for (size_t i = 0; !e && i < n; i++) {
		sum_add(all, &rows[i]);
		sum_add(rows[i].kind >= STATION_KIND_ROOM ? rooms : stations, &rows[i]);
	}
	return e;
}

/* GET /upgrades?which=&kind=&after= */
enum err upgrade_list_get(struct req *r)
{
	struct upgrade_list_view *v = ARENA_NEW(r->arena, struct upgrade_list_view);
	struct list               l = { .face = &upgrade_page_face, .view = v, .total = -1, .file = "upgrades" };
	struct reach              at = reach_of(r);
	struct str                after = r->method == GET ? req_query(r, "after") : STR_NONE;
	struct upgrade_page_in    in = { .county = r->county, .lo = at.lo, .hi = at.hi, .own = at.own,
	                                 .today = r->today, .limit = r->counting ? EXPORT_CHUNK : PAGE_ROWS };
	enum err                  e;

	v->which = r->method == GET ? req_query(r, "which") : S("");
	v->kind = r->method == GET ? req_query(r, "kind") : S("");
	if (after.n && !str_number(after, INT32_MAX, &in.after))
		return ERR_MISSING;
	for (size_t i = 1; i < COUNT(which_words); i++)
		if (str_eq(v->which, str_of(which_words[i])))
			in.which = (int64_t)i;
	in.kind = station_kind_of(v->kind);
	if ((e = upgrade_page(r->db, r->arena, &in, &v->rows, &v->n)) ||
	    (e = upgrade_sums(r, &v->all, &v->stations, &v->rooms)))
		return e;
	v->may_add = r->who.roles & OFFICE;
	v->later = in.after > 0;
	if (v->may_add && (e = parent_options(r, 0, &v->places)))
		return e;
	l.rows = v->rows;
	l.n = v->n;
	l.next = (int64_t)l.n == in.limit ? str_int(r->arena, v->rows[l.n - 1].id.v) : STR_NONE;
	return reply_list(r, MSG_upgrade_title, upgrade_list_html, &l);
}

/* ---- one of them ---- */

static enum err upgrade_of_path(struct req *r, struct upgrade_by_id_row *u)
{
	struct reach at = reach_of(r);
	upgrade_id   id = { 0 };
	bool         found = false;
	enum err     e = path_number(r, "id", &id.v);

	if (!e)
		e = upgrade_by_id(r->db, r->arena, &(struct upgrade_by_id_in){ .county = r->county, .lo = at.lo,
			.hi = at.hi, .own = at.own, .id = id }, u, &found);
	return e ? e : found ? OK : ERR_MISSING;
}

/* GET /upgrades/:id */
enum err upgrade_show_get(struct req *r)
{
	struct upgrade_view *v = ARENA_NEW(r->arena, struct upgrade_view);
	struct file_lines    photos;
	enum err             e = upgrade_of_path(r, &v->u);

	if (e || (e = file_list(r, &(struct file_place){ FILE_OWNER_UPGRADE, v->u.id.v, -1 }, &photos)) ||
	    (e = place_events(r->db, r->arena, &(struct place_events_in){ .county = r->county,
	                  .about = PLACE_ABOUT_UPGRADE, .id = v->u.id.v, .limit = EVENTS_SHOWN }, &v->events,
	                  &v->n_events)))
		return e;
	v->before = file_lines_of(r, &photos, PHOTOS_BEFORE);
	v->after = file_lines_of(r, &photos, PHOTOS_AFTER);
	v->may_edit = r->who.roles & OFFICE;
	v->may_report = (r->who.roles & STATION_STAFF) && v->u.done.n == 0;
	v->late = v->u.done.n == 0 && v->u.due.n < r->today.n;
	return reply_page(r, v->u.station_name, upgrade_show_html, v, (struct row_set[]){
		{ "upgrade", &upgrade_by_id_face, &v->u, 1, true },
		{ "events", &place_events_face, v->events, v->n_events, false },
		{ "files", &file_line_face, photos.v, photos.n, false } }, 3);
}

/* ---- writing ---- */

struct upgrade_form {
	int64_t    version, percent, place;
	struct str before, after, owner;
	struct day due;
};

static const struct field new_fields[] = {
	FIELD(upgrade_form, place,  TERM, INT32_MAX,       NEEDED),
	FIELD(upgrade_form, before, TEXT, WORDS_MAX_PLACE, NEEDED),
	FIELD(upgrade_form, owner,  LINE, OWNER_MAX,       NEEDED),
	FIELD(upgrade_form, due,    DATE, 0,               NEEDED),
};

static const struct field edit_fields[] = {
	FIELD(upgrade_form, version, NUMBER, 1 << 30,         NEEDED),
	FIELD(upgrade_form, percent, NUMBER, 100,             NEEDED),
	FIELD(upgrade_form, before,  TEXT,   WORDS_MAX_PLACE, NEEDED),
	FIELD(upgrade_form, after,   TEXT,   WORDS_MAX_PLACE, OPTIONAL),
	FIELD(upgrade_form, owner,   LINE,   OWNER_MAX,       NEEDED),
	FIELD(upgrade_form, due,     DATE,   0,               NEEDED),
};

static const struct field report_fields[] = {
	FIELD(upgrade_form, version, NUMBER, 1 << 30,         NEEDED),
	FIELD(upgrade_form, percent, NUMBER, 100,             NEEDED),
	FIELD(upgrade_form, after,   TEXT,   WORDS_MAX_PLACE, OPTIONAL),
};

/* POST /upgrades - puts a station on the list. */
enum err upgrade_new_post(struct req *r)
{
	struct upgrade_form       f = { 0 };
	struct place_by_id_row    s;
	upgrade_id made;
	enum err                  e = req_form(r, new_fields, COUNT(new_fields), &f), at;

	if (e && e != ERR_INPUT)
		return e;
	at = f.place ? place_find(r, (station_id){ f.place }, &s) : OK;
	if (at && at != ERR_MISSING)
		return at;
	if (f.place && (at || s.closed.n))
		req_fault(r, "place", MSG_fault_choice, 0);
	if (r->n_faults)
		return ERR_INPUT;
	if ((e = place_id_next(r->db, r->arena, r->county, SERIAL_KIND_UPGRADE, &made.v)) ||
	    (e = upgrade_insert(r->db, &(struct upgrade_insert_in){ .county = r->county, .id = made, .station = s.id,
	             .before = f.before, .owner = f.owner, .due = f.due }, NULL)) ||
	    (e = deed_write(r, &(struct deed){ PLACE_ABOUT_UPGRADE, made.v, PLACE_ACT_CREATE, "upgrade.create",
	             s.name, STR_NONE })))
		return e;
	tally_add(r->db, r->county, TALLY_SORT_UPGRADE, TALLY_UNDER_WAY, 0, 1);
	return reply_see(r, path_of(r, "/upgrades/", made.v));
}

/* Finished is what stands at a hundred and says what it has become. */
static enum err upgrade_store(struct req *r, const struct upgrade_by_id_row *u, const struct upgrade_form *f,
                              const char *action)
{
	struct page     page = page_of(r), *p = &page;
	struct file_set before, after;
	int64_t         changed;
	enum err        e = file_form(r, "photos_before", TAKES_PICTURES, FILES_MAX, &before);

	if ((e && e != ERR_INPUT) ||
	    ((e = file_form(r, "photos_after", TAKES_PICTURES, FILES_MAX, &after)) && e != ERR_INPUT))
		return e;
	if (f->percent == 100 && f->after.n == 0)
		req_fault(r, "after", MSG_upgrade_after_needed, 0);
	if (r->n_faults)
		return ERR_INPUT;
	e = upgrade_edit(r->db, &(struct upgrade_edit_in){ .county = r->county, .id = u->id, .version = f->version,
		.before = f->before, .after = f->after, .percent = f->percent, .owner = f->owner, .due = f->due,
		.done = f->percent < 100 ? (struct day){ 0 } : u->done.n ? u->done : r->today }, &changed);
	if ((e = changed_one(e, changed)) ||
	    (before.n && (e = file_attach(r, &before, &(struct file_place){ FILE_OWNER_UPGRADE, u->id.v, PHOTOS_BEFORE }))) ||
	    (after.n && (e = file_attach(r, &after, &(struct file_place){ FILE_OWNER_UPGRADE, u->id.v, PHOTOS_AFTER }))) ||
	    (e = deed_write(r, &(struct deed){ PLACE_ABOUT_UPGRADE, u->id.v, PLACE_ACT_CHANGE, action,
	             u->station_name, msgf(upgrade_to, num(f->percent)) })))
		return e;
	tally_add(r->db, r->county, TALLY_SORT_UPGRADE, u->done.n ? TALLY_DONE : TALLY_UNDER_WAY, 0, -1);
	tally_add(r->db, r->county, TALLY_SORT_UPGRADE, f->percent == 100 ? TALLY_DONE : TALLY_UNDER_WAY, 0, 1);
	return reply_see(r, path_of(r, "/upgrades/", u->id.v));
}

/* POST /upgrades/:id/edit - by the office. */
enum err upgrade_edit_post(struct req *r)
{
	struct upgrade_form      f = { 0 };
	struct upgrade_by_id_row u;
	enum err                 e = upgrade_of_path(r, &u);

	if (e || ((e = req_form(r, edit_fields, COUNT(edit_fields), &f)) && e != ERR_INPUT))
		return e;
	return upgrade_store(r, &u, &f, "upgrade.edit");
}

/* POST /upgrades/:id/report - how far it is, by the people of the station. */
enum err upgrade_report_post(struct req *r)
{
	struct upgrade_form      f = { 0 };
	struct upgrade_by_id_row u;
	enum err                 e = upgrade_of_path(r, &u);

	if (e || ((e = req_form(r, report_fields, COUNT(report_fields), &f)) && e != ERR_INPUT))
		return e;
	if (u.done.n)
		return ERR_STEP;
	f.before = u.before;
	f.owner = u.owner;
	f.due = u.due;
	return upgrade_store(r, &u, &f, "upgrade.report");
}
