/* What the administrator and the security officer do; each change has one officer and one audit row. */
#include "people/officers.h"

#include "http/form.h"
#include "people/invite.t.h"
#include "people/people_private.h"
#include "people/second.h"
#include "region/region.h"

struct actor officer_of(const struct req *r)
{
	return (struct actor){ r->who.account, r->who.grant };
}

/* ---- accounts: the administrator ---- */

struct add_form {
	struct str name, display;
};

static const struct field add_fields[] = {
	FIELD(add_form, name,    LINE, ACCOUNT_NAME_MAX, NEEDED),
	FIELD(add_form, display, LINE, ACCOUNT_NAME_MAX, NEEDED),
};

static enum err add_read(struct req *r, struct add_form *f)
{
	enum err e = req_form(r, add_fields, COUNT(add_fields), f);

	if (e && e != ERR_INPUT)
		return e;
	if (f->name.n && !account_name_fold(r->arena, f->name).p)
		req_fault(r, "name", MSG_account_name_wrong, ACCOUNT_NAME_MAX);
	return r->n_faults ? ERR_INPUT : OK;
}

static const struct face_col made_cols[] = {
	{ "id", FACE_ID, false, offsetof(struct invite_made, id), NULL },
	{ "name", FACE_TEXT, false, offsetof(struct invite_made, name), NULL },
	{ "display", FACE_TEXT, false, offsetof(struct invite_made, display), NULL },
	{ "link", FACE_TEXT, false, offsetof(struct invite_made, path), NULL },
	{ "until", FACE_TIME, false, offsetof(struct invite_made, until), NULL },
};

static const struct face made_face = { "account", sizeof(struct invite_made), made_cols, COUNT(made_cols) };

/* Makes the link and draws its slip: the only place where it stands. */
static enum err link_reply(struct req *r, struct invite_made *made)
{
	struct page   page = page_of(r), *p = &page;
	struct invite link;
	enum err      e = invite_make(r->db, r->arena, &(struct invite_new){ officer_of(r), made->id, r->now }, &link);

	if (e)
		return e;
	made->path = link.path;
	made->until = link.until;
	return reply_page(r, made->fresh ? msg(account_made) : msg(invite_made), invite_slip_html, made,
	                  (struct row_set[]){ { "account", &made_face, made, 1, true } }, 1);
}

/* POST /accounts */
enum err account_add_post(struct req *r)
{
	struct invite_made made = { .fresh = true };
	struct add_form    f;
	enum err           e;

	if ((e = add_read(r, &f)))
		return e;
	e = account_create(r->db, r->arena, &(struct account_new){ .home = r->who.county, .by = officer_of(r),
		.name = f.name, .display = f.display, .now = r->now }, &made.id);
	if (e == ERR_CONFLICT) {
		req_fault(r, "name", MSG_account_name_taken, 0);
		return ERR_INPUT;
	}
	if (e)
		return e;
	made.name = account_name_fold(r->arena, f.name);
	made.display = f.display;
	return link_reply(r, &made);
}

/* POST /accounts/:id/link - a new one for a password that was forgotten or never set. */
enum err account_link_post(struct req *r)
{
	struct account_seen_row a;
	bool                    may;
	enum err                e;

	if ((e = account_of_path(r, &a)) || (e = account_may_link(r, &a, &may)))
		return e;
	if (!may)
		return ERR_STEP;
	return link_reply(r, &(struct invite_made){ .id = a.id, .name = a.name, .display = a.display });
}

enum err account_see(struct req *r, account_id id)
{
	return reply_see(r, str_join(r->arena, S("/accounts/"), str_int(r->arena, id.v), STR_NONE));
}

/* POST /accounts/:id/close */
enum err account_close_post(struct req *r)
{
	struct account_seen_row a;
	enum err                e;

	if ((e = account_of_path(r, &a)))
		return e;
	/* Nobody shuts the door behind themselves, nor one that others use. */
	if (a.id.v == r->who.account.v || a.elsewhere)
		return ERR_STEP;
	if ((e = account_close(r->db, r->arena, a.id, officer_of(r), r->now)))
		return e;
	return account_see(r, a.id);
}

/* ---- grants: the security officer ---- */

/* POST /accounts/:id/second-off - for a telephone that is lost; the next sign-in sets a new one up. */
enum err account_second_off_post(struct req *r)
{
	struct account_seen_row a;
	enum err                e;

	if ((e = account_of_path(r, &a)))
		return e;
	if (a.id.v == r->who.account.v || a.elsewhere || !a.second.ms)
		return ERR_STEP;
	if ((e = second_drop(r->db, a.id)) ||
	    (e = account_sessions_end(r->db, &(struct account_sessions_end_in){ a.id }, NULL)) ||
	    (e = account_audit(r->db, r->arena, &(struct account_by_id_row){ .id = a.id, .name = a.name },
	                       officer_of(r), r->now, "totp.reset", "")))
		return e;
	return account_see(r, a.id);
}

struct role_form {
	int64_t role;
};

static const struct field role_fields[] = {
	FIELD_CHOICE(role_form, role, role, ROLE_COUNT, NEEDED),
};

struct scope_form {
	int64_t    unit, place;
	struct str station, deputy;
};

static const struct field scope_fields[] = {
	FIELD(scope_form, station, CODE, 20,        OPTIONAL),
	FIELD(scope_form, unit,    TERM, INT64_MAX, OPTIONAL),
	FIELD(scope_form, deputy,  CODE, 20,        OPTIONAL),
	FIELD(scope_form, place,   TERM, INT64_C(999999999999), OPTIONAL),
};

/* The one scope that the role needs; the other fields of the form say nothing. */
static enum err scope_read(struct req *r, const struct scope_form *f, struct grant_new *g, const char **field)
{
	unsigned bit = ROLE_BIT(g->role);

	if (bit & STATION_STAFF) {
		*field = "station";
		return f->station.n ? scope_of_station(r->db, r->arena, f->station, g) : ERR_INPUT;
	}
	if (bit & UNIT_STAFF) {
		*field = "unit";
		return f->unit ? scope_of_unit(r->db, r->arena, r->who.county, (unit_id){ f->unit }, g) : ERR_INPUT;
	}
	if (bit & DEPUTY) {
		*field = "deputy";
		return f->deputy.n ? scope_of_deputy(r->db, r->arena, f->deputy, g) : ERR_INPUT;
	}
	*field = "place";
	return scope_of_region(r->db, r->arena, f->place ? (region_code){ f->place }
	                                                 : region_of_county(r->who.county), g);
}

/* A scope outside the officer's own is as if it were not there. */
static bool scope_inside(const struct req *r, const struct grant_new *g)
{
	bool whole = g->unit.v || g->person.v;

	return g->county.v == r->who.county.v &&
	       (whole || (g->region_lo >= r->who.region_lo && g->region_hi <= r->who.region_hi));
}

enum err grant_scope_read(struct req *r, account_id account, enum role role, struct grant_new *g)
{
	struct scope_form f;
	const char       *field = "role";
	enum err          e = req_form(r, scope_fields, COUNT(scope_fields), &f);

	if (e)
		return e;
	*g = (struct grant_new){ .by = officer_of(r), .account = account, .role = role,
		.county = r->who.county, .from = r->today, .now = r->now };
	e = scope_read(r, &f, g, &field);
	req_enter(r, r->who.county);    /* a code may have led elsewhere */
	if (e == ERR_INPUT)
		req_fault(r, field, MSG_fault_needed, 0);
	else if (e == ERR_MISSING || (!e && !scope_inside(r, g)))
		req_fault(r, field, MSG_account_no_scope, 0);
	else
		return e;
	return ERR_INPUT;
}

/* POST /accounts/:id/grants */
enum err grant_add_post(struct req *r)
{
	struct account_seen_row a;
	struct role_form        f;
	struct grant_new        g;
	grant_id                id;
	enum err                e;

	if ((e = account_of_path(r, &a)))
		return e;
	if (a.id.v == r->who.account.v || a.disabled.ms)
		return ERR_STEP;
	if ((e = req_form(r, role_fields, COUNT(role_fields), &f)) ||
	    (e = grant_scope_read(r, a.id, (enum role)f.role, &g)))
		return e;
	e = grant_create(r->db, r->arena, &g, &id);
	if (e == ERR_CONFLICT) {
		req_fault(r, "role", MSG_account_alone, 0);
		return ERR_INPUT;
	}
	return e ? e : account_see(r, a.id);
}

struct end_form {
	int64_t grant;
};

static const struct field end_fields[] = {
	FIELD(end_form, grant, TERM, INT64_MAX, NEEDED),
};

/* POST /accounts/:id/end */
enum err grant_close_post(struct req *r)
{
	struct account_seen_row a;
	struct end_form         f;
	enum err                e;

	if ((e = account_of_path(r, &a)) || (e = req_form(r, end_fields, COUNT(end_fields), &f)))
		return e;
	if (a.id.v == r->who.account.v)
		return ERR_STEP;
	if ((e = grant_close(r->db, r->arena, &(struct grant_old){ .by = officer_of(r), .account = a.id,
	             .grant = { f.grant }, .county = r->who.county, .gone = r->today, .now = r->now })))
		return e;
	return account_see(r, a.id);
}
