/* The doors of the room: lists, one obligation, a new one, the steps. */
#include "obligation/obligation_private.h"

#include "base/text.h"
#include "obligation/pages.t.h"
#include "region/region.h"

#define LIST_ROWS 50
#define EXPORT_CHUNK 500
#define FAR_DAY (INT64_C(1) << 40)

#define OWERS (STATION_STAFF | UNIT_STAFF | DEPUTY | OFFICE)

const struct route obligation_routes[] = {
	/* method path                            who may ask             handler         draws again */
	{ GET,  "/obligations",                   OWERS | LEADER,         owed_list_get,  NULL,          NULL, LIST },
	{ GET,  "/obligations/new",               OFFICE,                 owed_new_get,   NULL,          NULL, 0 },
	{ POST, "/obligations/new",               OFFICE,                 owed_new_post,  owed_new_get,  NULL, 0 },
	{ GET,  "/obligations/:id",               OWERS | LEADER,         owed_show_get,  NULL,          NULL, 0 },
	{ POST, "/obligations/:id/report",        OWERS,                  owed_step_post, owed_show_get, NULL, FILES },
	{ POST, "/obligations/:id/sign",          OFFICE | STATION_STAFF, owed_step_post, owed_show_get, NULL, 0 },
	{ POST, "/obligations/:id/send-back",     OFFICE | STATION_STAFF, owed_step_post, owed_show_get, NULL, 0 },
	{ POST, "/obligations/:id/cancel",        OFFICE | STATION_STAFF, owed_step_post, owed_show_get, NULL, 0 },
	{ POST, "/obligations/:id/extend",        OFFICE | STATION_STAFF, owed_step_post, owed_show_get, NULL, 0 },
	{ 0 },
};

/* ---- lists ---- */

static const char *const tab_names[TABS] = { "owed", "check", "all" };

/* Where the next page begins: "DAY-ID". */
struct cursor {
	struct day due;
	int64_t    id;
};

static bool cursor_read(struct str s, struct cursor *c)
{
	struct str day;

	*c = (struct cursor){ { 0 }, 0 };
	return s.n == 0 || (str_next(&s, '-', &day) && str_number(day, FAR_DAY, &c->due.n) &&
	                    str_number(s, INT64_MAX, &c->id));
}

static void tabs_fill(const struct who *w, struct owed_view *v)
{
	v->has[TAB_OWED] = !(w->roles & LEADER);
	v->has[TAB_CHECK] = (w->roles & (OFFICE | STATION_STAFF)) != 0;
	v->has[TAB_ALL] = (w->roles & (OFFICE | LEADER)) != 0;
	v->may_make = (w->roles & OFFICE) != 0;
}

/* The filters of the address; what is not one of ours is refused. */
static enum err ask_read(struct req *r, struct owed_view *v, struct cursor *c)
{
	bool known = false;

	tabs_fill(&r->who, v);
	v->at = v->has[TAB_ALL] ? TAB_ALL : TAB_OWED;
	v->tab = req_query(r, "view");
	v->state = req_query(r, "state");
	for (int i = 0; i < TABS; i++)
		if (str_eq(v->tab, str_of(tab_names[i])) && v->has[i]) {
			v->at = (enum owed_tab)i;
			known = true;
		}
	if (v->tab.n && !known)
		return ERR_INPUT;
	v->tab = str_of(tab_names[v->at]);
	v->wanted = v->at == TAB_CHECK ? OBLIGATION_STATE_REPORTED : OBLIGATION_STATE_OPEN;
	v->late_only = str_eq(v->state, S("late"));
	known = v->state.n == 0 || v->late_only;
	for (int i = 1; i < OBLIGATION_STATE_COUNT; i++)
		if (str_eq(v->state, str_of(obligation_state_names[i]))) {
			v->wanted = (enum obligation_state)i;
			known = true;
		}
	if (v->late_only)
		v->wanted = OBLIGATION_STATE_OPEN;
	v->state = v->late_only ? S("late") : str_of(obligation_state_names[v->wanted]);
	v->later = req_query(r, "after").n > 0;
	return known && cursor_read(req_query(r, "after"), c) ? OK : ERR_INPUT;
}

static enum err rows_read(struct req *r, const struct owed_view *v, const struct cursor *c, int64_t limit,
                          struct owed_list_row **rows, size_t *n)
{
	struct holder h = holder_of(&r->who);
	struct day    before = { v->late_only ? r->today.n : FAR_DAY };

	switch (v->at) {
	case TAB_OWED:
		return owed_list(r->db, r->arena, &(struct owed_list_in){ .county = r->county,
			.owner_kind = h.kind, .owner = h.id, .state = v->wanted, .before = before,
			.after_due = c->due.n, .after = c->id, .limit = limit }, rows, n);
	case TAB_CHECK:
		return owed_list_check(r->db, r->arena, &(struct owed_list_check_in){ .county = r->county,
			.check_kind = h.kind, .checker = h.id, .state = v->wanted, .before = before,
			.after_due = c->due.n, .after = c->id, .limit = limit }, rows, n);
	default:
		break;
	}
	return owed_list_range(r->db, r->arena, &(struct owed_list_range_in){ .county = r->county,
		.lo = r->who.region_lo, .hi = r->who.region_hi, .state = v->wanted, .before = before,
		.after_due = c->due.n, .after = c->id, .limit = limit }, rows, n);
}

static struct owed_line *lines_of(struct req *r, const struct owed_list_row *rows, size_t n)
{
	struct owed_line *lines = ARENA_ARRAY(r->arena, struct owed_line, n);
	struct page       p = page_of(r);

	for (size_t i = 0; i < n; i++) {
		bool open = rows[i].state == OBLIGATION_STATE_OPEN;

		lines[i] = (struct owed_line){ .row = &rows[i],
			.left = open ? page_days_left(&p, rows[i].due) : page_day(&p, rows[i].due),
			.late = open && rows[i].due.n < r->today.n,
			.soon = open && rows[i].due.n >= r->today.n && rows[i].due.n <= r->today.n + 7 };
	}
	return lines;
}

static const struct pair *filters_of(struct req *r, const struct owed_view *v, size_t *n)
{
	struct pair *f = ARENA_ARRAY(r->arena, struct pair, 1);
	struct page  page = page_of(r), *p = &page;

	f[0] = (struct pair){ msg(owed_state), v->late_only ? msg(owed_late) : label(obligation_state, v->wanted) };
	*n = 1;
	return f;
}

/* GET /obligations?view=&state=&after= */
enum err owed_list_get(struct req *r)
{
	struct owed_view     *v = ARENA_NEW(r->arena, struct owed_view);
	struct list           l = { .face = &owed_list_face, .view = v, .total = -1, .file = "obligations" };
	struct acting         a = acting_of(r);
	int64_t               limit = r->counting ? EXPORT_CHUNK : LIST_ROWS;
	struct owed_list_row *rows;
	struct cursor         c;
	enum err              e;

	if ((e = ask_read(r, v, &c)) || (e = rows_read(r, v, &c, limit, &rows, &l.n)) ||
	    (e = obligation_waiting(&a, &v->waiting)))
		return e;
	v->lines = lines_of(r, rows, l.n);
	l.rows = rows;
	l.filters = filters_of(r, v, &l.n_filters);
	if ((int64_t)l.n == limit)
		l.next = str_join(r->arena, str_int(r->arena, rows[l.n - 1].due.n), S("-"),
		                  str_int(r->arena, rows[l.n - 1].id.v), STR_NONE);
	return reply_list(r, MSG_owed_title, owed_list_html, &l);
}

/* ---- one ---- */

static enum err owed_of_path(struct req *r, struct owed_by_id_row *o, struct owed_stand *s)
{
	struct acting a = acting_of(r);
	obligation_id id;
	bool          found;
	enum err      e;

	if (!str_number(req_part(r, "id"), INT64_MAX, &id.v) || id.v == 0)
		return ERR_MISSING;
	e = owed_by_id(r->db, r->arena, &(struct owed_by_id_in){ r->county, id }, o, &found);
	return e ? e : found && owed_stand(&a, o, s) ? OK : ERR_MISSING;
}

/* GET /obligations/:id */
enum err owed_show_get(struct req *r)
{
	struct owed_one  *v = ARENA_NEW(r->arena, struct owed_one);
	struct acting     a = acting_of(r);
	struct page       page = page_of(r), *p = &page;
	struct owed_stand s;
	struct str        path = r->path, word;
	enum err          e;

	if ((e = owed_of_path(r, &v->o, &s)) ||
	    (e = owed_events(r->db, r->arena, &(struct owed_events_in){ r->county, v->o.id }, &v->events,
	             &v->n_events)) ||
	    (e = file_list(r, &(struct file_place){ FILE_OWNER_OBLIGATION, v->o.id.v, -1 }, &v->files)))
		return e;
	v->owner = holder_name(&a, (struct holder){ v->o.owner_kind, v->o.owner });
	v->checker = holder_name(&a, (struct holder){ v->o.check_kind, v->o.checker });
	v->place = region_path(r->db, r->arena, v->o.region, region_of_county(r->county), " · ");
	v->late = v->o.state == OBLIGATION_STATE_OPEN && v->o.due.n < r->today.n;
	v->left = v->o.state == OBLIGATION_STATE_OPEN ? page_days_left(p, v->o.due) : S("");
	v->may = owed_may(v->o.state, &s);
	due_explain_day(r, v->o.region, str_z(r->arena, v->o.rule), v->o.began, v->o.due, true, &v->how);
	v->source_word = label(obligation_source, v->o.source);
	v->soonest = (struct day){ v->o.due.n >= r->today.n ? v->o.due.n + 1 : r->today.n };
	v->failed = S("");
	while (r->failed && str_next(&path, '/', &word))
		v->failed = word;
	return reply_page(r, v->o.title, owed_one_html, v, (struct row_set[]){
		{ "obligation", &owed_by_id_face, &v->o, 1, true },
		{ "story", &owed_events_face, v->events, v->n_events, false },
		{ "files", &file_line_face, v->files.v, v->files.n, false } }, 3);
}

/* ---- a new one ---- */

enum err owed_new_get(struct req *r)
{
	struct owed_make *v = ARENA_NEW(r->arena, struct owed_make);
	struct acting     a = acting_of(r);
	struct page       page = page_of(r), *p = &page;
	enum err          e = holder_choices(&a, &v->choices, &v->n_choices);

	return e ? e : reply_page(r, msg(owed_new), owed_make_html, v, NULL, 0);
}

struct new_form {
	struct str owner, title, words;
	struct day due;
};

static const struct field new_fields[] = {
	FIELD(new_form, owner, LINE, 40,                   NEEDED),
	FIELD(new_form, title, LINE, OBLIGATION_TITLE_MAX, NEEDED),
	FIELD(new_form, words, TEXT, OBLIGATION_WORDS_MAX, OPTIONAL),
	FIELD(new_form, due,   DATE, 0,                    OPTIONAL),
};

/* An owner outside the office's own range is as if it were not there; units are the county's. */
static enum err owner_region(struct req *r, struct holder h, region_code *at)
{
	struct owed_station_row s;
	bool                    found = false;
	enum err                e = OK;

	*at = (region_code){ r->who.region_lo };
	if (h.kind == HOLDER_KIND_UNIT)
		return OK;
	if (h.kind == HOLDER_KIND_OFFICE)
		*at = (region_code){ h.id };
	else if (h.kind == HOLDER_KIND_STATION) {
		e = owed_station(r->db, r->arena, &(struct owed_station_in){ r->county, { h.id } }, &s, &found);
		if (e || !found)
			return e ? e : ERR_INPUT;
		*at = s.region;
	} else
		return ERR_INPUT;
	return r->who.region_lo <= at->v && at->v <= r->who.region_hi ? OK : ERR_INPUT;
}

/* POST /obligations/new */
enum err owed_new_post(struct req *r)
{
	struct acting   a = acting_of(r);
	struct new_form f;
	struct holder   owner;
	struct owed_day day;
	region_code     at = { r->who.region_lo };
	obligation_id   id;
	enum err        e = req_form(r, new_fields, COUNT(new_fields), &f);

	if (e && e != ERR_INPUT)
		return e;
	if (f.owner.n && (!holder_read(f.owner, &owner) || (e = owner_region(r, owner, &at)) == ERR_INPUT))
		req_fault(r, "owner", MSG_fault_choice, 0);
	else if (f.owner.n && e && e != ERR_INPUT)
		return e;
	day = obligation_due_read(r, at, f.due);
	if (r->n_faults)
		return ERR_INPUT;
	e = obligation_make(&a, &(struct obligation_new){ .owner = owner, .checker = holder_of(&r->who),
		.region = at, .source = OBLIGATION_SOURCE_FREE, .due = day.due, .rule = day.rule,
		.title = f.title, .words = f.words }, &id);
	if (e == ERR_INPUT)
		req_fault(r, "owner", MSG_fault_choice, 0);
	return e ? e : reply_see(r, str_join(r->arena, S("/obligations/"), str_int(r->arena, id.v), STR_NONE));
}

/* ---- steps ---- */

struct step_form {
	int64_t    version;
	struct str words;
	struct day due;
};

static const struct field step_fields[] = {
	FIELD(step_form, version, TERM, INT32_MAX,            NEEDED),
	FIELD(step_form, words,   TEXT, OBLIGATION_WORDS_MAX, OPTIONAL),
	FIELD(step_form, due,     DATE, 0,                    OPTIONAL),
};

static const struct {
	const char            *path;
	enum obligation_event  event;
	bool                   needs_words, needs_due;
} steps[] = {
	{ "/report",    OBLIGATION_EVENT_REPORT,    true,  false },
	{ "/sign",      OBLIGATION_EVENT_SIGN,      false, false },
	{ "/send-back", OBLIGATION_EVENT_SEND_BACK, true,  false },
	{ "/cancel",    OBLIGATION_EVENT_CANCEL,    true,  false },
	{ "/extend",    OBLIGATION_EVENT_EXTEND,    true,  true  },
};

/* POST /obligations/:id/STEP */
enum err owed_step_post(struct req *r)
{
	struct acting     a = acting_of(r);
	struct owed_by_id_row o;
	struct owed_stand s;
	struct step_form  f;
	struct file_set   files = { .n = 0 };
	size_t            i = 0;
	enum err          e;

	if ((e = owed_of_path(r, &o, &s)))
		return e;
	while (i < COUNT(steps) && !str_ends(r->path, str_of(steps[i].path)))
		i++;
	if (i == COUNT(steps))
		return ERR_MISSING;
	e = req_form(r, step_fields, COUNT(step_fields), &f);
	if (e && e != ERR_INPUT)
		return e;
	if (steps[i].needs_words && f.words.n == 0 && !field_fault_of(r, "words"))
		req_fault(r, "words", MSG_fault_needed, 0);
	if (steps[i].needs_due && f.due.n == 0 && !field_fault_of(r, "due"))
		req_fault(r, "due", MSG_fault_needed, 0);
	if (steps[i].event == OBLIGATION_EVENT_REPORT) {
		e = file_form(r, "files", TAKES_FILES, FILES_MAX, &files);
		if (e && e != ERR_INPUT)
			return e;
	}
	if (r->n_faults)
		return ERR_INPUT;
	e = obligation_take(&a, o.id, &(struct obligation_step){ steps[i].event, f.version, f.due, f.words });
	if (e == ERR_INPUT)
		req_fault(r, "due", MSG_owed_past, 0);
	if (!e && files.n)
		e = file_attach(r, &files, &(struct file_place){ FILE_OWNER_OBLIGATION, o.id.v, o.round });
	return e ? e : reply_see(r, str_join(r->arena, S("/obligations/"), str_int(r->arena, o.id.v), STR_NONE));
}
