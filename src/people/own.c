/* What somebody changes about the own account: the password and the acting grant. */
#include "people/people_private.h"

#include "base/text.h"
#include "db/audit.h"
#include "http/form.h"
#include "http/session.h"
#include "people/pages.t.h"

#define PASSWORD_TRIES    10 /* per address: a session left open must not be a place to guess */
#define PASSWORD_WINDOW_S 600

static struct str word(struct req *r, enum msg m)
{
	struct page words = { .r = r, .catalogs = msg_catalogs, .lang = r->lang };

	return page_msg(&words, m);
}

/* ---- password ---- */

/* What the worker made: the hash that was checked and the one to store. */
struct change {
	struct str name, old, hash;
};

static enum err password_draw(struct req *r)
{
	struct password_view v = { .done = r->method == GET && req_query(r, "done").n > 0 };

	return reply_page(r, word(r, MSG_password_title), password_html, &v, NULL, 0);
}

enum err password_get(struct req *r)
{
	return password_draw(r);
}

enum err password_again(struct req *r)
{
	return password_draw(r);
}

void password_fresh_faults(struct req *r, struct str fresh, struct str again, struct str name)
{
	enum msg rule = password_rule(r->arena, fresh, name);

	if (fresh.n == 0)
		req_fault(r, "fresh", MSG_fault_needed, 0);
	else if (rule != MSG_NONE)
		req_fault(r, "fresh", rule,
		          rule == MSG_password_short ? PASSWORD_MIN : PASSWORD_MAX);
	if (again.n == 0)
		req_fault(r, "again", MSG_fault_needed, 0);
	else if (!str_eq(fresh, again))
		req_fault(r, "again", MSG_password_again_wrong, 0);
}

enum err password_prepare(struct req *r)
{
	struct change           *c = ARENA_NEW(r->arena, struct change);
	struct str               old = req_posted(r, "old"), fresh = req_posted(r, "fresh");
	struct account_by_id_row account;
	bool                     found, matches;
	enum err                 e;

	e = account_by_id(r->db, r->arena, &(struct account_by_id_in){ r->who.account }, &account,
	                  &found);
	if (e || !found)
		return e ? e : ERR_SIGNIN;
	if (old.n == 0)
		req_fault(r, "old", MSG_fault_needed, 0);
	password_fresh_faults(r, fresh, req_posted(r, "again"), account.name);
	if (fresh.n && str_eq(old, fresh))
		req_fault(r, "fresh", MSG_password_same, 0);
	if (r->n_faults)
		return ERR_INPUT;
	if ((e = req_limit(r, "password", PASSWORD_TRIES, PASSWORD_WINDOW_S)) ||
	    (e = password_check(r, account.password, old, &matches)))
		return e;
	if (!matches) {
		req_fault(r, "old", MSG_password_old_wrong, 0);
		return ERR_INPUT;
	}
	c->name = account.name;
	c->old = account.password;
	r->prepared = c;
	return password_make(r, fresh, &c->hash);
}

enum err password_post(struct req *r)
{
	const struct change *c = r->prepared;
	int64_t              changed;
	account_id           account = r->who.account;
	grant_id             grant = r->who.grant;
	enum err             e;

	if ((e = account_password_set(r->db, &(struct account_password_set_in){ .id = account,
	        .old = c->old, .password = c->hash, .must_change = false }, &changed)))
		return e;
	if (changed != 1)
		return ERR_CONFLICT;      /* changed elsewhere in the same moment */
	if ((e = invite_drop(r->db, &(struct invite_drop_in){ account }, NULL)) ||
	    (e = session_close_all(r, account)) || (e = session_open(r, account, grant)) ||
	    (e = audit_write(r->db, &(struct audit){ .county = r->who.county, .now = r->now,
	            .account = account, .grant = grant, .action = "account.password",
	            .object = c->name, .result = "own", .reason = STR_NONE })))
		return e;
	return reply_see(r, S("/password?done=1"));
}

/* ---- the acting grant ---- */

/* A grant for one unit or station is known by its name, not by that of the place around it. */
static enum err place_fill(struct req *r, struct grants_of_row *g)
{
	struct grant_place_row row;
	enum err e = grant_place(r->db, r->arena,
	                         &(struct grant_place_in){ .county = g->county,
	                                                   .station = g->station,
	                                                   .unit = g->unit },
	                         &row);

	if (!e && row.name.n)
		g->place = row.name;
	return e;
}

enum err grant_get(struct req *r)
{
	struct grants_view v = { .rows = NULL };
	struct row_set     sets[1];
	enum err           e;

	e = grants_of(r->db, r->arena, &(struct grants_of_in){ r->who.account, r->today }, &v.rows,
	              &v.n);
	for (size_t i = 0; !e && i < v.n; i++)
		if (v.rows[i].station.v || v.rows[i].unit.v)
			e = place_fill(r, &v.rows[i]);
	if (e)
		return e;
	sets[0] = (struct row_set){
		.name = "grants", .face = &grants_of_face, .rows = v.rows, .n = v.n
	};
	return reply_page(r, word(r, MSG_grant_title), grants_html, &v, sets, 1);
}

struct grant_form {
	int64_t grant;
};

static const struct field grant_fields[] = {
	FIELD(grant_form, grant, TERM, INT64_MAX, NEEDED),
};

static enum err grant_take(struct req *r, const struct grants_of_row *to)
{
	struct str name;
	enum err   e;

	if ((e = account_name_of(r, &name)) || (e = session_open(r, r->who.account, to->id)) ||
	    (e = audit_write(r->db, &(struct audit){ .county = to->county, .now = r->now,
	            .account = r->who.account, .grant = to->id, .action = "session.switch",
	            .object = name, .result = role_names[to->role], .reason = STR_NONE })))
		return e;
	return reply_see(r, people_home(to->role));
}

enum err grant_post(struct req *r)
{
	struct grant_form     f;
	struct grants_of_row *rows;
	size_t                n;
	enum err              e;

	if (req_form(r, grant_fields, COUNT(grant_fields), &f))
		return ERR_MISSING;       /* not a button of ours */
	e = grants_of(r->db, r->arena, &(struct grants_of_in){ r->who.account, r->today }, &rows,
	              &n);
	for (size_t i = 0; !e && i < n; i++)
		if (rows[i].id.v == f.grant)
			return grant_take(r, &rows[i]);
	return e ? e : ERR_MISSING;
}
