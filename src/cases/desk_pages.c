/* GET /desk - where a role's work waits. */
#include "cases/desk_pages.h"
#include "cases/desk.t.h"

#include <stdlib.h>

#include "cases/case_private.h"
#include "cases/list_private.h"
#include "obligation/obligation.h"

#define DESK_ROWS 60
#define DESK_LOOKED 300         /* a unit or a deputy has hundreds at most; these are sorted */

struct totals {
	int64_t n[CASE_STATE_COUNT];
};

static struct tile *tile_add(struct desk_view *v, struct str word, struct str number)
{
	struct tile *t = &v->tiles[v->n_tiles++];

	*t = (struct tile){ .word = word, .number = number, .note = S(""), .state = S(""), .view = S(""),
		.colour = S("") };
	return t;
}

static void state_tile(struct req *r, struct desk_view *v, struct str word, const struct totals *t, enum case_state s)
{
	tile_add(v, word, str_int(r->arena, t->n[s]))->state = str_of(case_state_names[s]);
}

/* What waits at a station, by state. */
static const enum case_state waiting_states[] = {
	CASE_STATE_HELD, CASE_STATE_ROUTED, CASE_STATE_NEW, CASE_STATE_ACCEPTED,
};

static struct case_list_waiting_in waiting_of(const struct req *r, enum case_state s)
{
	return (struct case_list_waiting_in){ .county = r->county, .station = r->who.station, .state = s,
		.limit = DESK_ROWS };
}

static enum err station_waiting(struct req *r, struct ask *all)
{
	struct case_list_all_row *rows;
	size_t                    n;
	enum err                  e = OK;

	for (size_t k = 0; !e && k < COUNT(waiting_states); k++) {
		struct case_list_waiting_in in = waiting_of(r, waiting_states[k]);

		e = case_list_waiting(r->db, r->arena, &in, &rows, &n);
		for (size_t i = 0; !e && i < n; i++)
			all->rows[all->n++] = rows[i];
	}
	return e;
}

static void station_ask(struct req *r)
{
	station_place_ask(r->db, &(struct station_place_in){ .county = r->county, .id = r->who.station });
	for (size_t k = 0; k < COUNT(waiting_states); k++) {
		struct case_list_waiting_in in = waiting_of(r, waiting_states[k]);

		case_list_waiting_ask(r->db, &in);
	}
}

/* What stands with the reader, whatever its state. */
static enum err own_waiting(struct req *r, struct ask *all)
{
	struct ask a = { .before = NEWEST, .limit = DESK_LOOKED, .tab = all->tab, .search = S("") };
	enum err   e = list_rows(r, &a);

	for (size_t i = 0; !e && i < a.n && i < DESK_LOOKED; i++)
		all->rows[all->n++] = a.rows[i];
	return e;
}

/* Who is latest comes first; what has no day comes last; then by age. */
static int by_due(const void *va, const void *vb)
{
	const struct case_list_all_row *a = va, *b = vb;

	if ((a->due.n == 0) != (b->due.n == 0))
		return a->due.n == 0 ? 1 : -1;
	if (a->due.n != b->due.n)
		return a->due.n < b->due.n ? -1 : 1;
	return (a->id.v > b->id.v) - (a->id.v < b->id.v);
}

static enum err station_desk(struct req *r, struct desk_view *v, struct ask *all)
{
	struct page              page = page_of(r), *p = &page;
	struct station_place_row s;
	struct case_count_row   *rows;
	struct totals            t = { { 0 } };
	size_t                   n;
	enum err                 e;

	station_ask(r);
	if ((e = case_count(r->db, r->arena, &(struct case_count_in){
	             .county = r->county, .station = r->who.station.v, .kind = 0 }, &rows, &n)) ||
	    (e = station_place(r->db, r->arena, &(struct station_place_in){
	                  .county = r->county, .id = r->who.station }, &s)))
		return e;
	v->station = s.name;
	v->station_code = s.code;
	for (size_t i = 0; i < n; i++)
		t.n[rows[i].state] = rows[i].n;
	/* Every number leads to exactly its rows, so states are not added up. */
	state_tile(r, v, msg(desk_new), &t, CASE_STATE_NEW);
	if (t.n[CASE_STATE_ROUTED])
		state_tile(r, v, msg(desk_routed), &t, CASE_STATE_ROUTED);
	state_tile(r, v, msg(desk_mine), &t, CASE_STATE_ACCEPTED);
	state_tile(r, v, msg(desk_check), &t, CASE_STATE_CHECKING);
	state_tile(r, v, msg(desk_answered), &t, CASE_STATE_ANSWERED);
	if (t.n[CASE_STATE_HELD])
		state_tile(r, v, msg(desk_held), &t, CASE_STATE_HELD);
	v->can_enrol = true;
	return station_waiting(r, all);
}

static struct str capped(struct req *r, int64_t n)
{
	return n > 1000 ? S("1000+") : str_int(r->arena, n);
}

static enum err rate_tile(struct req *r, struct desk_view *v)
{
	struct page        page = page_of(r), *p = &page;
	struct case_rated_row row;
	struct buf         b;
	enum err           e = case_rated(r->db, r->arena, &(struct case_rated_in){ .county = r->county,
	        .year = day_split(r->today).year }, &row);

	if (e)
		return e;
	buf_init(&b, r->arena, 32);
	if (row.rated) {
		buf_real(&b, 100.0 * (double)row.good / (double)row.rated, 1);
		buf_char(&b, '%');
	} else {
		buf_lit(&b, "—");
	}
	tile_add(v, msg(desk_rate), buf_view(&b))->note = msgf(desk_rate_of, num(row.good), num(row.rated));
	return OK;
}

static struct case_count_desk_in desk_counts_of(const struct req *r)
{
	return (struct case_count_desk_in){ .county = r->county, .desk = { r->who.region_lo },
		.today = r->today, .lo = r->who.region_lo, .hi = r->who.region_hi };
}

static struct case_list_desk_in desk_list_of(const struct req *r)
{
	return (struct case_list_desk_in){ .county = r->county, .desk = { r->who.region_lo }, .after = 0,
		.limit = DESK_ROWS };
}

static void office_ask(struct req *r)
{
	struct case_count_desk_in counts = desk_counts_of(r);
	struct case_list_desk_in  list = desk_list_of(r);

	case_count_desk_ask(r->db, &counts);
	case_rated_ask(r->db, &(struct case_rated_in){ .county = r->county, .year = day_split(r->today).year });
	case_list_desk_ask(r->db, &list);
}

/* A county that begins: what comes first, as long as it has no case. Its townships' offices only wait for it. */
static enum err first_things(struct req *r, struct desk_view *v, const struct totals *t)
{
	enum err e;

	for (int s = 0; s < CASE_STATE_COUNT; s++)
		if (t->n[s])
			return OK;
	if (!(r->who.roles & OFFICE) || r->who.region_lo > r->county.v * 1000000)
		return OK;
	e = desk_set_up(r->db, r->arena, &(struct desk_set_up_in){ .county = r->county }, &v->there);
	v->first = !e && !(v->there.deputies && v->there.units && v->there.clerks);
	return e;
}

static enum err office_desk(struct req *r, struct desk_view *v, struct ask *all)
{
	struct page                 page = page_of(r), *p = &page;
	struct case_count_row      *rows;
	struct case_count_desk_row  c;
	struct totals               t = { { 0 } };
	struct tile                *late;
	size_t                      n;
	struct case_count_desk_in   counts = desk_counts_of(r);
	struct case_list_desk_in    list = desk_list_of(r);
	enum err                    e;

	office_ask(r);
	if (r->who.region_lo <= r->county.v * 1000000)
		e = case_count(r->db, r->arena, &(struct case_count_in){ .county = r->county,
		        .station = COUNTY_TOTAL, .kind = 0 }, &rows, &n);
	else
		e = case_count_range(r->db, r->arena, &(struct case_count_range_in){ .county = r->county,
		        .lo = r->who.region_lo, .hi = r->who.region_hi }, &rows, &n);
	if (e || (e = case_count_desk(r->db, r->arena, &counts, &c)))
		return e;
	for (size_t i = 0; i < n; i++)
		t.n[rows[i].state] = rows[i].n;
	tile_add(v, msg(desk_check), capped(r, c.waiting))->view = S("desk");
	state_tile(r, v, msg(desk_receive), &t, CASE_STATE_ASSIGNED);
	state_tile(r, v, msg(desk_handling), &t, CASE_STATE_HANDLING);
	state_tile(r, v, msg(desk_signing), &t, CASE_STATE_SIGNING);
	late = tile_add(v, msg(desk_late), capped(r, c.late));
	late->view = S("late");
	late->colour = c.late ? S("late") : S("");
	late->note = str_join(r->arena, msg(desk_soon), S(" "), capped(r, c.soon), STR_NONE);
	state_tile(r, v, msg(desk_answered), &t, CASE_STATE_ANSWERED);
	if ((e = rate_tile(r, v)) || (e = first_things(r, v, &t)))
		return e;
	return case_list_desk(r->db, r->arena, &list, &all->rows, &all->n);
}

static enum err unit_desk(struct req *r, struct desk_view *v, struct ask *all)
{
	struct page                page = page_of(r), *p = &page;
	struct case_count_unit_row *rows;
	struct totals              t = { { 0 } };
	size_t                     n;
	enum err                   e = case_count_unit(r->db, r->arena, &(struct case_count_unit_in){
	        .county = r->county, .unit = r->who.unit }, &rows, &n);

	if (e)
		return e;
	for (size_t i = 0; i < n; i++)
		t.n[rows[i].state] = rows[i].n;
	state_tile(r, v, msg(desk_receive), &t, CASE_STATE_ASSIGNED);
	state_tile(r, v, msg(desk_handling), &t, CASE_STATE_HANDLING);
	state_tile(r, v, msg(desk_signing), &t, CASE_STATE_SIGNING);
	return own_waiting(r, all);
}

/* A deputy's desk holds what can still be answered on the spot; the rest is a number with its rows behind it. */
static enum err deputy_desk(struct req *r, struct desk_view *v, struct ask *all)
{
	struct page                 page = page_of(r), *p = &page;
	struct case_count_unit_row *rows;
	struct totals               t = { { 0 } };
	size_t                      n;
	int64_t                     sum = 0, waiting;
	enum err                    e = case_count_deputy(r->db, r->arena, &(struct case_count_deputy_in){
	        .county = r->county, .deputy = r->who.person }, &rows, &n);

	if (e)
		return e;
	for (size_t i = 0; i < n; i++) {
		t.n[rows[i].state] = rows[i].n;
		sum += rows[i].n;
	}
	waiting = t.n[CASE_STATE_NEW] + t.n[CASE_STATE_ACCEPTED] + t.n[CASE_STATE_ROUTED];
	tile_add(v, msg(case_tab_mine), str_int(r->arena, waiting))->view = S("desk");
	state_tile(r, v, msg(desk_answered), &t, CASE_STATE_ANSWERED);
	state_tile(r, v, msg(desk_concluded), &t, CASE_STATE_CONCLUDED);
	tile_add(v, msg(desk_deputy_all), str_int(r->arena, sum));
	all->tab = S("desk");
	return own_waiting(r, all);
}

/* What the grant owes or has to sign off, where it owes anything. */
static enum err tasks_tile(struct req *r, struct desk_view *v)
{
	struct acting             a = acting_of(r);
	struct page               page = page_of(r), *p = &page;
	struct obligation_waiting w;
	struct tile              *t;
	enum err                  e = obligation_waiting(&a, &w);

	if (e || (w.owed == 0 && w.check == 0))
		return e;
	t = tile_add(v, msg(owed_mine), capped(r, w.owed));
	t->tasks = true;
	t->colour = w.late ? S("late") : S("");
	t->note = msgf(owed_desk_note, capped(r, w.late), capped(r, w.check));
	return OK;
}

enum err desk_get(struct req *r)
{
	struct page      page = page_of(r), *p = &page;
	struct desk_view v = { .n = 0 };
	struct ask       all = { .rows = ARENA_ARRAY(r->arena, struct case_list_all_row, DESK_LOOKED), .tab = S("") };
	enum err         e;

	if (r->who.roles & STATION_STAFF)
		e = station_desk(r, &v, &all);
	else if (r->who.roles & UNIT_STAFF)
		e = unit_desk(r, &v, &all);
	else if (r->who.roles & (OFFICE | LEADER))
		e = office_desk(r, &v, &all);
	else
		e = deputy_desk(r, &v, &all);
	if (e || (e = tasks_tile(r, &v)))
		return e;
	if (all.n)
		qsort(all.rows, all.n, sizeof(all.rows[0]), by_due);
	if (all.n > DESK_ROWS)
		all.n = DESK_ROWS;
	v.title = r->who.roles & DEPUTY ? msg(case_tab_mine) :
	          r->who.roles & LEADER ? msg(desk_check) : msg(desk_waiting);
	v.lines = case_lines(r, all.rows, all.n);
	v.n = all.n;
	return reply_page(r, msg(desk_title), desk_html, &v, (struct row_set[]){
		{ "waiting", &case_list_all_face, all.rows, all.n, false } }, 1);
}
