/* The upgrade list: which places, how far, who sees to it and until when. */
#include "place/upgrade_pages.h"

#include "db/tally.h"
#include "http/form.h"
#include "place/upgrade.t.h"
#include "region/region.h"

#define PAGE_ROWS 200
#define EXPORT_CHUNK 500
#define EVENTS_SHOWN 30
#define OWNER_MAX 40
#define FRESH_MAX 1000
#define WHOLE_MAX 150           /* put on the list at once: three rows each */

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

/* "田园镇的站和室：14 个". A place is told from a station by its twelve digits. */
static void whole_add(struct req *r, struct options *o, int64_t code, struct str name, int64_t n)
{
	struct page page = page_of(r), *p = &page;

	if (n > 1 && n <= WHOLE_MAX)
		o->v[o->n++] = (struct option){ .value = code, .word = msgf(upgrade_whole, name, num(n)) };
}

/* What a new row may be for: all of the grant or of a township that were never on the list, or one place. */
static enum err places_fill(struct req *r, struct options *out)
{
	struct upgrade_fresh_row *fresh;
	struct place_towns_row   *towns;
	struct options            one;
	struct page               page = page_of(r), *p = &page;
	size_t                    n, n_towns;
	enum err                  e;

	if ((e = parent_options(r, 0, &one)) ||
	    (e = upgrade_fresh(r->db, r->arena, &(struct upgrade_fresh_in){ .county = r->county,
	             .lo = r->who.region_lo, .hi = r->who.region_hi, .limit = FRESH_MAX }, &fresh, &n)) ||
	    (e = place_towns(r->db, r->arena, &(struct place_towns_in){ r->who.region_lo, r->who.region_hi }, &towns,
	             &n_towns)))
		return e;
	out->v = ARENA_ARRAY(r->arena, struct option, one.n + n_towns + 1);
	if (n_towns != 1)
		whole_add(r, out, r->who.region_lo, msg(plan_whole), (int64_t)n);
	for (size_t i = 0, k = 0; i < n_towns; i++) {
		size_t first;

		while (k < n && fresh[k].region.v / 1000 < towns[i].code.v / 1000)
			k++;
		for (first = k; k < n && fresh[k].region.v / 1000 == towns[i].code.v / 1000; k++)
			;
		whole_add(r, out, towns[i].code.v, towns[i].name, (int64_t)(k - first));
	}
	for (size_t i = 0; i < one.n; i++)
		out->v[out->n++] = one.v[i];
	return OK;
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
	if (v->may_add && (e = places_fill(r, &v->places)))
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
	FIELD(upgrade_form, place,  TERM, INT64_C(999999999999), NEEDED),
	FIELD(upgrade_form, before, TEXT, WORDS_MAX_PLACE, OPTIONAL),
	FIELD(upgrade_form, owner,  LINE, OWNER_MAX,       NEEDED),
	FIELD(upgrade_form, due,    DATE, 0,               NEEDED),
};

static const struct field edit_fields[] = {
	FIELD(upgrade_form, version, NUMBER, 1 << 30,         NEEDED),
	FIELD(upgrade_form, percent, NUMBER, 100,             NEEDED),
	FIELD(upgrade_form, before,  TEXT,   WORDS_MAX_PLACE, OPTIONAL),
	FIELD(upgrade_form, after,   TEXT,   WORDS_MAX_PLACE, OPTIONAL),
	FIELD(upgrade_form, owner,   LINE,   OWNER_MAX,       NEEDED),
	FIELD(upgrade_form, due,     DATE,   0,               NEEDED),
};

static const struct field report_fields[] = {
	FIELD(upgrade_form, version, NUMBER, 1 << 30,         NEEDED),
	FIELD(upgrade_form, percent, NUMBER, 100,             NEEDED),
	FIELD(upgrade_form, before,  TEXT,   WORDS_MAX_PLACE, OPTIONAL),
	FIELD(upgrade_form, after,   TEXT,   WORDS_MAX_PLACE, OPTIONAL),
};

static enum err upgrade_begin(struct req *r, const struct upgrade_form *f, station_id station, struct str name,
                              upgrade_id *made)
{
	enum err e;

	if ((e = place_id_next(r->db, r->arena, r->county, SERIAL_KIND_UPGRADE, &made->v)) ||
	    (e = upgrade_insert(r->db, &(struct upgrade_insert_in){ .county = r->county, .id = *made,
	             .station = station, .before = f->before, .owner = f->owner, .due = f->due }, NULL)))
		return e;
	return deed_write(r, &(struct deed){ PLACE_ABOUT_UPGRADE, made->v, PLACE_ACT_CREATE, "upgrade.create", name,
		STR_NONE });
}

/* All of a place that were never on the list; none is a choice that is gone. */
static enum err whole_begin(struct req *r, const struct upgrade_form *f)
{
	struct region_range       at = { r->who.region_lo, r->who.region_hi };
	struct upgrade_fresh_row *rows = NULL;
	upgrade_id                made;
	size_t                    n = 0;
	enum err                  e = OK;

	if (f->place != at.lo)
		at = region_range((region_code){ f->place }, REGION_LEVEL_TOWNSHIP);
	if (at.lo >= r->who.region_lo && at.hi <= r->who.region_hi)
		e = upgrade_fresh(r->db, r->arena, &(struct upgrade_fresh_in){ .county = r->county, .lo = at.lo,
			.hi = at.hi, .limit = WHOLE_MAX + 1 }, &rows, &n);
	if (!e && (n == 0 || n > WHOLE_MAX))
		req_fault(r, "place", MSG_fault_choice, 0);
	if (e || r->n_faults)
		return e ? e : ERR_INPUT;
	for (size_t i = 0; !e && i < n; i++)
		e = upgrade_begin(r, f, rows[i].id, rows[i].name, &made);
	if (e)
		return e;
	tally_add(r->db, r->county, TALLY_SORT_UPGRADE, TALLY_UNDER_WAY, 0, (int64_t)n);
	return reply_see(r, S("/upgrades"));
}

/* POST /upgrades - puts a station on the list, or all of a place. */
enum err upgrade_new_post(struct req *r)
{
	struct upgrade_form    f = { 0 };
	struct place_by_id_row s;
	upgrade_id             made;
	enum err               e = req_form(r, new_fields, COUNT(new_fields), &f), at = OK;

	if (e && e != ERR_INPUT)
		return e;
	if (f.place > INT32_MAX)
		return whole_begin(r, &f);
	if (f.place && (at = place_find(r, (station_id){ f.place }, &s)) && at != ERR_MISSING)
		return at;
	if (f.place && (at || s.closed.n))
		req_fault(r, "place", MSG_fault_choice, 0);
	if (r->n_faults)
		return ERR_INPUT;
	if ((e = upgrade_begin(r, &f, s.id, s.name, &made)))
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
	if (f->percent == 100 && f->before.n == 0)
		req_fault(r, "before", MSG_upgrade_before_needed, 0);
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
	if (f.before.n == 0)
		f.before = u.before;
	f.owner = u.owner;
	f.due = u.due;
	return upgrade_store(r, &u, &f, "upgrade.report");
}
