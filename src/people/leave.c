/*
 * Somebody leaves, or goes to another place: the security officer sees first what is
 * open there and who else has it, then ends the grants on a day and gives the same to
 * who takes over, or moves one grant. What was done stays under the old grants.
 */
#include "people/officers.h"

#include "http/form.h"
#include "people/leave.q.h"
#include "people/leave.t.h"
#include "people/people_private.h"

#define DAYS_AHEAD 366

/* ---- what is open, and who else has it ---- */

static enum err work_fill(struct req *r, struct leave_line *l)
{
	const struct leave_grants_row *g = l->g;
	county_code                    county = r->who.county;
	struct leave_station_row       s = { 0 };
	struct leave_unit_row          u;
	struct leave_deputy_row        d;
	struct leave_office_row        o;
	unsigned                       bit = ROLE_BIT(g->role);
	enum err                       e = OK;

	if (bit & STATION_STAFF) {
		e = leave_station(r->db, r->arena, &(struct leave_station_in){ county, g->station }, &s);
	} else if (bit & UNIT_STAFF) {
		if (!(e = leave_unit(r->db, r->arena, &(struct leave_unit_in){ county, g->unit }, &u)))
			s = (struct leave_station_row){ u.cases, u.owed };
	} else if (bit & DEPUTY) {
		if (!(e = leave_deputy(r->db, r->arena, &(struct leave_deputy_in){ county, g->person }, &d)))
			s = (struct leave_station_row){ d.cases, d.owed };
	} else if (bit & OFFICE) {
		if (!(e = leave_office(r->db, r->arena, &(struct leave_office_in){ county, g->region_lo,
		                       g->region_hi }, &o)))
			s = (struct leave_station_row){ o.cases, o.owed };
	}
	l->cases = s.cases;
	l->owed = s.owed;
	return e;
}

static enum err line_fill(struct req *r, account_id account, struct leave_line *l)
{
	const struct leave_grants_row *g = l->g;
	enum err                       e = work_fill(r, l);

	l->scope = g->unit_name.n ? g->unit_name : g->station_name.n ? g->station_name : g->place.p ? g->place : S("");
	/* A deputy's seat is a person's own: nobody takes it over. */
	l->personal = g->role == ROLE_DEPUTY;
	return e ? e : leave_others(r->db, r->arena, &(struct leave_others_in){ .county = r->who.county,
		.role = g->role, .lo = g->region_lo, .hi = g->region_hi, .station = g->station.v,
		.unit = g->unit.v, .account = account, .day = r->today }, &l->others, &l->n_others);
}

struct str leave_today(const struct page *p)
{
	struct buf b;

	buf_init(&b, p->r->arena, 32);
	day_iso(&b, p->r->today);
	return buf_view(&b);
}

static enum err leave_fill(struct req *r, struct leave_view *v)
{
	struct leave_grants_row *rows;
	enum err                 e;

	if ((e = account_of_path(r, &v->a)) ||
	    (e = leave_grants(r->db, r->arena, &(struct leave_grants_in){ r->who.county, v->a.id, r->today },
	                      &rows, &v->n)))
		return e;
	v->lines = ARENA_ARRAY(r->arena, struct leave_line, v->n);
	for (size_t i = 0; !e && i < v->n; i++) {
		v->lines[i].g = &rows[i];
		e = line_fill(r, v->a.id, &v->lines[i]);
	}
	return e;
}

/* GET /accounts/:id/leave */
enum err leave_get(struct req *r)
{
	struct leave_view *v = ARENA_NEW(r->arena, struct leave_view);
	struct page        page = page_of(r), *p = &page;
	enum err           e = leave_fill(r, v);

	if (e)
		return e;
	if (v->a.id.v == r->who.account.v || v->n == 0)
		return ERR_STEP;
	return reply_page(r, msg(leave_title), leave_html, v, (struct row_set[]){
		{ "account", &account_seen_face, &v->a, 1, true } }, 1);
}

/* ---- leaving ---- */

struct leave_form {
	struct day day;
	struct str heir;
};

static const struct field leave_fields[] = {
	FIELD(leave_form, day,  DATE, 0,                NEEDED),
	FIELD(leave_form, heir, LINE, ACCOUNT_NAME_MAX, OPTIONAL),
};

/* Who takes over: an account this officer sees, open, and not one of the two. */
static enum err heir_find(struct req *r, struct str typed, account_id leaver, account_id *heir)
{
	struct str                 name = account_name_fold(r->arena, typed);
	struct account_by_name_row row;
	struct account_seen_row    seen;
	bool                       found = false;
	enum err                   e = OK;

	if (name.p)
		e = account_by_name(r->db, r->arena, &(struct account_by_name_in){ name }, &row, &found);
	if (!e && found)
		e = account_seen(r->db, r->arena, &(struct account_seen_in){ r->who.county, r->today, row.id }, &seen,
		                 &found);
	if (e)
		return e;
	if (!found || seen.disabled.ms || seen.id.v == leaver.v || seen.id.v == r->who.account.v) {
		req_fault(r, "heir", MSG_leave_no_heir, 0);
		return ERR_INPUT;
	}
	*heir = seen.id;
	return OK;
}

/* The same grant for who takes over, unless it is held already. */
static enum err grant_inherit(struct req *r, const struct leave_line *l, account_id heir, struct day from)
{
	const struct leave_grants_row *g = l->g;
	struct leave_grants_row       *held;
	grant_id                       id;
	size_t                         n;
	enum err                       e;

	if (l->personal)
		return OK;
	if ((e = leave_grants(r->db, r->arena, &(struct leave_grants_in){ r->who.county, heir, from }, &held, &n)))
		return e;
	for (size_t i = 0; i < n; i++)
		if (held[i].role == g->role && held[i].region_lo == g->region_lo && held[i].region_hi == g->region_hi &&
		    held[i].station.v == g->station.v && held[i].unit.v == g->unit.v)
			return OK;
	e = grant_create(r->db, r->arena, &(struct grant_new){ .by = officer_of(r), .account = heir, .role = g->role,
		.county = r->who.county, .region_lo = g->region_lo, .region_hi = g->region_hi,
		.station = g->station, .unit = g->unit, .from = from, .now = r->now }, &id);
	if (e != ERR_CONFLICT)
		return e;
	req_fault(r, "heir", MSG_account_alone, 0);
	return ERR_INPUT;
}

static enum err leave_read(struct req *r, account_id leaver, struct leave_form *f, account_id *heir)
{
	enum err e = req_form(r, leave_fields, COUNT(leave_fields), f);

	if (e && e != ERR_INPUT)
		return e;
	if (!e && (f->day.n < r->today.n || f->day.n > r->today.n + DAYS_AHEAD))
		req_fault(r, "day", MSG_leave_day_wrong, 0);
	if (f->heir.n && (e = heir_find(r, f->heir, leaver, heir)) && e != ERR_INPUT)
		return e;
	return r->n_faults ? ERR_INPUT : OK;
}

/* POST /accounts/:id/leave - all grants of this tenant end before a day. */
enum err leave_post(struct req *r)
{
	struct leave_view v = { .n = 0 };
	struct leave_form f;
	account_id        heir = { 0 };
	enum err          e;

	if ((e = leave_fill(r, &v)))
		return e;
	if (v.a.id.v == r->who.account.v || v.n == 0)
		return ERR_STEP;
	if ((e = leave_read(r, v.a.id, &f, &heir)))
		return e;
	for (size_t i = 0; !e && i < v.n; i++) {
		e = grant_close(r->db, r->arena, &(struct grant_old){ .by = officer_of(r), .account = v.a.id,
			.grant = v.lines[i].g->id, .county = r->who.county, .gone = f.day, .now = r->now });
		if (e == ERR_STEP)
			e = OK;          /* it ends before that day as it is */
		if (!e && heir.v)
			e = grant_inherit(r, &v.lines[i], heir, f.day);
	}
	return e ? e : account_see(r, v.a.id);
}

/* ---- moving one grant ---- */

struct move_form {
	int64_t grant;
};

static const struct field move_fields[] = {
	FIELD(move_form, grant, TERM, INT64_MAX, NEEDED),
};

/* The grant of that number among the account's open ones. */
static enum err move_fill(struct req *r, int64_t grant, struct move_view *v)
{
	struct leave_view all = { .n = 0 };
	enum err          e = leave_fill(r, &all);

	if (e)
		return e;
	v->a = all.a;
	for (size_t i = 0; i < all.n && !v->line; i++)
		if (all.lines[i].g->id.v == grant)
			v->line = &all.lines[i];
	if (!v->line)
		return ERR_MISSING;
	return v->a.id.v == r->who.account.v || v->line->personal ? ERR_STEP : OK;
}

/* GET /accounts/:id/move?grant= - and the form again */
enum err move_get(struct req *r)
{
	struct move_view *v = ARENA_NEW(r->arena, struct move_view);
	struct page       page = page_of(r), *p = &page;
	struct str        typed_grant = r->method == GET ? req_query(r, "grant") : req_posted(r, "grant");
	int64_t           grant;
	enum err          e;

	if (!str_number(typed_grant, INT64_MAX, &grant))
		return ERR_MISSING;
	if ((e = move_fill(r, grant, v)) || (e = choices_fill(r, &v->choices)))
		return e;
	return reply_page(r, msg(move_title), move_html, v, (struct row_set[]){
		{ "account", &account_seen_face, &v->a, 1, true } }, 1);
}

/* POST /accounts/:id/move - the old grant ends, the same role begins elsewhere. */
enum err move_post(struct req *r)
{
	struct move_view v = { .line = NULL };
	struct move_form f;
	struct grant_new g;
	grant_id         id;
	enum err         e;

	if (req_form(r, move_fields, COUNT(move_fields), &f))
		return ERR_MISSING;      /* not a button of ours */
	if ((e = move_fill(r, f.grant, &v)))
		return e;
	if ((e = grant_scope_read(r, v.a.id, v.line->g->role, &g)))
		return e;
	if (g.region_lo == v.line->g->region_lo && g.region_hi == v.line->g->region_hi &&
	    g.station.v == v.line->g->station.v && g.unit.v == v.line->g->unit.v) {
		req_fault(r, g.station.v ? "station" : g.unit.v ? "unit" : "place", MSG_move_same, 0);
		return ERR_INPUT;
	}
	if ((e = grant_close(r->db, r->arena, &(struct grant_old){ .by = officer_of(r), .account = v.a.id,
	             .grant = v.line->g->id, .county = r->who.county, .gone = r->today, .now = r->now })) ||
	    (e = grant_create(r->db, r->arena, &g, &id)))
		return e;
	return account_see(r, v.a.id);
}
