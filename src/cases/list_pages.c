/* Lists of cases for staff: one page, driven by the index that fits the reader and the filter. */
#include <stdlib.h>

#include "base/text.h"
#include "cases/case_private.h"
#include "cases/list_private.h"
#include "cases/list.t.h"
#include "region/region.h"
#include "search/search.h"

/* How far a filter without an index of its own looks on one page. */
#define WINDOW 2000
#define DESK_VIEW_ROWS 200      /* an office's desk is one page */

const char *case_badge(enum case_state s, bool late)
{
	if (late)
		return "bad";
	switch (s) {
	case CASE_STATE_NEW: case CASE_STATE_ROUTED: case CASE_STATE_CHECKING: return "info";
	case CASE_STATE_ACCEPTED: case CASE_STATE_ASSIGNED: case CASE_STATE_HANDLING:
	case CASE_STATE_SIGNING: case CASE_STATE_HELD: return "warn";
	case CASE_STATE_ANSWERED: case CASE_STATE_CONCLUDED: return "ok";
	default: return "";
	}
}

struct case_line *case_lines(struct req *r, const struct case_list_all_row *rows, size_t n)
{
	struct case_line *lines = ARENA_ARRAY(r->arena, struct case_line, n);
	struct page       p = page_of(r);

	for (size_t i = 0; i < n; i++) {
		const struct case_list_all_row *c = &rows[i];
		bool open = c->state < CASE_STATE_ANSWERED && c->due.n;

		lines[i] = (struct case_line){
			.row = c, .kind = c->kind.v ? case_term(r, c->kind) : S(""),
			.late = open && c->due.n < r->today.n,
			.soon = open && c->due.n >= r->today.n && c->due.n <= r->today.n + 3,
			.due = page_days_left(&p, c->due), .place = region_short(c->region_name),
		};
		lines[i].badge = str_of(case_badge(c->state, lines[i].late));
	}
	return lines;
}

static struct str asked(const struct req *r, const char *name)
{
	return r->method == POST ? req_posted(r, name) : req_query(r, name);
}

enum err ask_read(struct req *r, struct ask *a)
{
	struct str after = asked(r, "after"), kind = asked(r, "kind");

	*a = (struct ask){ .before = NEWEST, .limit = r->counting ? 500 : LIST_ROWS, .state = case_state_of(asked(r, "state")) };
	a->search = str_trim(asked(r, "q"));
	a->tab = asked(r, "view");
	if (after.n && (!str_number(after, NEWEST, &a->before) || a->before == 0))
		return ERR_INPUT;
	if (kind.n && !str_number(kind, INT32_MAX, &a->kind))
		return ERR_INPUT;
	return OK;
}

static enum err list_station(struct req *r, struct ask *a)
{
	struct case_window_station_row w = { 0 };
	enum err                       e;

	if (a->state && a->state <= CASE_STATE_ANSWERED)
		return case_list_station_state(r->db, r->arena, &(struct case_list_station_state_in){
			.county = r->county, .station = r->who.station, .state = a->state,
			.before = a->before, .kind = a->kind, .limit = a->limit }, &a->rows, &a->n);
	if ((a->state || a->kind) && (e = case_window_station(r->db, r->arena, &(struct case_window_station_in){
	            .county = r->county, .station = r->who.station, .before = a->before, .size = WINDOW }, &w)))
		return e;
	a->floor = w.n == WINDOW ? w.floor : 0;
	return case_list_station(r->db, r->arena, &(struct case_list_station_in){
		.county = r->county, .station = r->who.station, .before = a->before, .floor = a->floor,
		.state = a->state, .kind = a->kind, .limit = a->limit }, &a->rows, &a->n);
}

static enum err list_range(struct req *r, struct ask *a)
{
	struct case_window_row w = { 0 };
	bool                   whole = r->who.region_lo <= r->county.v * 1000000 &&
	                               r->who.region_hi >= region_tenant(r->county).hi;
	enum err               e;

	if (a->state && a->state <= CASE_STATE_ANSWERED)
		return case_list_state(r->db, r->arena, &(struct case_list_state_in){
			.county = r->county, .state = a->state, .before = a->before, .lo = r->who.region_lo,
			.hi = r->who.region_hi, .kind = a->kind, .limit = a->limit }, &a->rows, &a->n);
	if ((a->state || a->kind || !whole) && (e = case_window(r->db, r->arena, &(struct case_window_in){
	            .county = r->county, .before = a->before, .size = WINDOW }, &w)))
		return e;
	a->floor = w.n == WINDOW ? w.floor : 0;
	return case_list_all(r->db, r->arena, &(struct case_list_all_in){
		.county = r->county, .before = a->before, .floor = a->floor, .lo = r->who.region_lo,
		.hi = r->who.region_hi, .state = a->state, .kind = a->kind, .station = 0, .limit = a->limit },
		&a->rows, &a->n);
}

enum err list_rows(struct req *r, struct ask *a)
{
	if (r->who.roles & STATION_STAFF)
		return list_station(r, a);
	if (r->who.roles & UNIT_STAFF)
		return case_list_unit(r->db, r->arena, &(struct case_list_unit_in){
			.county = r->county, .unit = r->who.unit, .open = !str_eq(a->tab, S("done")),
			.before = a->before, .state = a->state, .limit = a->limit }, &a->rows, &a->n);
	if (r->who.roles & DEPUTY)
		return case_list_deputy(r->db, r->arena, &(struct case_list_deputy_in){
			.county = r->county, .deputy = r->who.person, .before = a->before,
			.open = str_eq(a->tab, S("desk")), .state = a->state, .limit = a->limit }, &a->rows, &a->n);
	if (str_eq(a->tab, S("desk")))
		return case_list_desk(r->db, r->arena, &(struct case_list_desk_in){
			.county = r->county, .desk = { r->who.region_lo }, .after = 0, .limit = r->counting ? 500 : DESK_VIEW_ROWS },
			&a->rows, &a->n);
	if (str_eq(a->tab, S("late")))
		return case_list_late(r->db, r->arena, &(struct case_list_late_in){
			.county = r->county, .today = r->today, .lo = r->who.region_lo, .hi = r->who.region_hi,
			.limit = a->limit }, &a->rows, &a->n);
	return list_range(r, a);
}

/* A hit the reader may not see is as if it were not there. */
static enum err hits_seen(void *arg, const case_id *ids, size_t n, bool *kept)
{
	return case_sees_each(arg, ids, n, kept);
}

static int newest_first(const void *va, const void *vb)
{
	const struct case_list_all_row *a = va, *b = vb;

	return (a->id.v < b->id.v) - (a->id.v > b->id.v);
}

static enum err list_search(struct req *r, struct ask *a, bool *too_short)
{
	struct desk        d = desk_of(r);
	struct search_hits hits = { 0 };
	bool               all = (r->who.roles & (OFFICE | LEADER)) && r->who.region_lo <= r->county.v * 1000000;
	enum err           e = search_cases(r->house->search, r->arena, &(struct search_ask){
		.db = r->db, .kind = INDEX_KIND_INTERNAL, .county = r->county, .words = a->search,
		.before = { a->before == NEWEST ? 0 : a->before }, .limit = (size_t)a->limit,
		.keep = all ? NULL : hits_seen, .arg = &d }, &hits);

	*too_short = e == ERR_INPUT;
	if (e == ERR_INPUT)
		return OK;
	if (e || (hits.n && (e = case_list_ids(r->db, r->arena, &(struct case_list_ids_in){
	             .county = r->county, .ids = case_ids(r->arena, hits.id, hits.n) }, &a->rows, &a->n))))
		return e;
	if (a->n)
		qsort(a->rows, a->n, sizeof(a->rows[0]), newest_first);
	a->capped = hits.capped;
	a->more = hits.more ? hits.next.v : 0;
	return OK;
}

/* A number typed into the search box opens that case. */
static bool number_typed(struct req *r, struct str typed_text, struct str *path)
{
	county_code county;
	case_id     id;

	if (!case_number_read(r->arena, typed_text, &county, &id) || county.v != r->county.v)
		return false;
	*path = str_join(r->arena, S("/cases/"), case_number(r->arena, county, id), STR_NONE);
	return true;
}

/* Is this a list whose total the counters know? */
static bool counted(const struct req *r, const struct ask *a)
{
	if (a->search.n || a->tab.n || a->before != NEWEST || r->counting)
		return false;
	/* A township's cases go by place, which the counters do not hold. */
	return r->who.roles & STATION_STAFF ||
	       (r->who.roles & (OFFICE | LEADER) && r->who.region_lo <= r->county.v * 1000000);
}

static struct case_count_in count_of(const struct req *r, const struct ask *a)
{
	return (struct case_count_in){ .county = r->county, .kind = a->kind,
		.station = r->who.roles & STATION_STAFF ? r->who.station.v : COUNTY_TOTAL };
}

static enum err counts(struct req *r, const struct ask *a, int64_t *total)
{
	struct case_count_in   in = count_of(r, a);
	struct case_count_row *rows;
	size_t                 n;
	enum err               e;

	*total = -1;
	if (!counted(r, a))
		return OK;
	e = case_count(r->db, r->arena, &in, &rows, &n);
	*total = 0;
	for (size_t i = 0; !e && i < n; i++)
		if (a->state == CASE_STATE_NONE || rows[i].state == a->state)
			*total += rows[i].n;
	return e;
}

static struct choices state_choices(struct req *r, enum case_state on)
{
	struct choices c = { ARENA_ARRAY(r->arena, struct choice, CASE_STATE_COUNT), 0 };
	struct page    page = page_of(r), *p = &page;

	for (int s = 1; s < CASE_STATE_COUNT; s++)
		c.v[c.n++] = (struct choice){ .value = str_of(case_state_names[s]),
			.word = label(case_state, s), .on = s == (int)on };
	return c;
}

static struct choices tabs_of(struct req *r, struct str on)
{
	struct choices c = { ARENA_ARRAY(r->arena, struct choice, 3), 0 };
	struct page    page = page_of(r), *p = &page;

	if (r->who.roles & UNIT_STAFF) {
		c.v[c.n++] = (struct choice){ .value = S(""), .word = msg(case_tab_desk), .on = on.n == 0 };
		c.v[c.n++] = (struct choice){ .value = S("done"), .word = msg(case_tab_done), .on = str_eq(on, S("done")) };
	} else if (r->who.roles & DEPUTY) {
		c.v[c.n++] = (struct choice){ .value = S("desk"), .word = msg(case_tab_mine), .on = str_eq(on, S("desk")) };
		c.v[c.n++] = (struct choice){ .value = S(""), .word = msg(case_tab_all), .on = on.n == 0 };
	} else if (r->who.roles & (OFFICE | LEADER)) {
		c.v[c.n++] = (struct choice){ .value = S(""), .word = msg(case_tab_all), .on = on.n == 0 };
		c.v[c.n++] = (struct choice){ .value = S("desk"), .word = msg(desk_check), .on = str_eq(on, S("desk")) };
		c.v[c.n++] = (struct choice){ .value = S("late"), .word = msg(case_tab_late), .on = str_eq(on, S("late")) };
	}
	return c;
}

static struct str next_of(struct req *r, const struct ask *a)
{
	if (a->more)
		return str_int(r->arena, a->more);
	if (a->search.n || str_eq(a->tab, S("late")) ||
	    (str_eq(a->tab, S("desk")) && !(r->who.roles & DEPUTY)))
		return STR_NONE;
	if ((int64_t)a->n == a->limit)
		return str_int(r->arena, a->rows[a->n - 1].id.v);
	return a->floor ? str_int(r->arena, a->floor) : STR_NONE;
}

/* What narrows a sheet, in the words of the page. */
static void filters_fill(struct req *r, const struct ask *a, const struct list_view *v, struct list *l)
{
	struct pair *f = ARENA_ARRAY(r->arena, struct pair, 4);
	struct page  page = page_of(r), *p = &page;

	l->filters = f;
	if (a->search.n)
		f[l->n_filters++] = (struct pair){ msg(case_search), a->search };
	if (a->state)
		f[l->n_filters++] = (struct pair){ msg(case_state_word), label(case_state, a->state) };
	for (size_t i = 0; i < v->kinds.n; i++)
		if (v->kinds.v[i].on)
			f[l->n_filters++] = (struct pair){ msg(case_kind), v->kinds.v[i].word };
	for (size_t i = 0; a->tab.n && i < v->tabs.n; i++)
		if (v->tabs.v[i].on)
			f[l->n_filters++] = (struct pair){ msg(case_views), v->tabs.v[i].word };
}

/* What stands around the rows travels with them. */
static void list_ask(struct req *r, const struct ask *a)
{
	struct case_count_in in = count_of(r, a);

	if (counted(r, a))
		case_count_ask(r->db, &in);
	views_ask(r);
}

/* GET /cases - the cases this grant reaches, newest first. */
enum err case_list_get(struct req *r)
{
	struct list_view v = { .title = MSG_case_opinions, .empty = MSG_case_none, .empty_help = MSG_case_none_help };
	struct list      l = { .face = &case_list_all_face, .view = &v, .file = "cases" };
	struct ask       a;
	struct str       path;
	enum err         e;

	if ((e = ask_read(r, &a)))
		return e;
	if (r->method == GET && a.search.n && number_typed(r, a.search, &path))
		return reply_see(r, path);
	list_ask(r, &a);
	if ((e = a.search.n ? list_search(r, &a, &v.search_short) : list_rows(r, &a)) ||
	    (e = counts(r, &a, &v.total)) ||
	    (e = choices_of_pack(r, "kinds", a.kind, &v.kinds)) ||
	    (e = views_fill(r, &v.saved, &v.n_saved)))
		return e;
	v.query = ask_query(r, &a);
	v.states = state_choices(r, a.state);
	v.tabs = tabs_of(r, a.tab);
	v.lines = case_lines(r, a.rows, a.n);
	v.n = l.n = a.n;
	v.search = a.search;
	v.tab = a.tab;
	v.state = a.state ? str_of(case_state_names[a.state]) : S("");
	v.kind = a.kind ? str_int(r->arena, a.kind) : S("");
	v.can_enrol = r->who.roles & STATION_STAFF;
	v.capped = a.capped;
	filters_fill(r, &a, &v, &l);
	l.rows = a.rows;
	l.total = v.total;
	l.next = next_of(r, &a);
	return reply_list(r, MSG_case_opinions, case_list_html, &l);
}

/* GET /calls - answered cases of people without a page of their own to rate on. */
enum err call_list_get(struct req *r)
{
	struct list_view v = { .title = MSG_case_calls, .empty = MSG_case_calls_none,
		.empty_help = MSG_case_calls_none_help, .calls = true, .total = -1 };
	struct list      l = { .face = &case_list_all_face, .view = &v, .total = -1, .file = "calls" };
	struct str       after = req_query(r, "after");
	int64_t          from = 0, limit = r->counting ? 500 : LIST_ROWS;
	struct case_list_all_row *rows;
	enum err         e;

	if (after.n && !str_number(after, NEWEST, &from))
		return ERR_INPUT;
	if (r->who.roles & STATION_STAFF)
		e = case_list_calls(r->db, r->arena, &(struct case_list_calls_in){ .county = r->county,
		        .station = r->who.station, .after = from, .limit = limit }, &rows, &l.n);
	else
		e = case_list_calls_office(r->db, r->arena, &(struct case_list_calls_office_in){ .county = r->county,
		        .after = from, .lo = r->who.region_lo, .hi = r->who.region_hi, .limit = limit }, &rows, &l.n);
	if (e)
		return e;
	v.lines = case_lines(r, rows, l.n);
	v.n = l.n;
	v.search = v.state = v.kind = v.tab = S("");
	l.rows = rows;
	l.next = (int64_t)l.n == limit ? str_int(r->arena, rows[l.n - 1].id.v) : STR_NONE;
	return reply_list(r, MSG_case_calls, case_list_html, &l);
}
