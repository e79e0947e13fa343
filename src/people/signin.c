/*
 * Signing in and out. The slow check runs on a worker before the lane; the
 * lane looks at the account again, counts what was wrong and opens the session.
 * Wrong name, wrong password, a waiting or a disabled account all give one
 * answer after the same work, so that nobody learns which names exist.
 */
#include "people/people_private.h"

#include "people/officers.h"

#include "db/audit.h"
#include "http/session.h"
#include "people/pages.t.h"
#include "people/second.h"
#include "web/layout.h"

#define SIGNIN_TRIES 60           /* per address in the window: one office shares one address */
#define SIGNIN_WINDOW_S 600

/* What the worker found out. */
struct try {
	struct account_by_name_row account;
	bool                       found, matches;
};

struct str people_home(enum role role)
{
	switch (role) {
	case ROLE_AUDITOR:  return S("/audit");
	case ROLE_ADMIN:    return S("/settings");
	case ROLE_SECURITY: return S("/accounts");
	default:            return S("/desk");
	}
}

static enum err signin_draw(struct req *r)
{
	struct page        words = { .r = r, .catalogs = msg_catalogs, .lang = r->lang };
	struct signin_view v = { .back = r->method == GET ? req_query(r, "back")
		                                          : req_posted(r, "back") };

	r->wide = true;           /* the card has its own width */
	return reply_page(r, page_msg(&words, MSG_signin_title), signin_html, &v, NULL, 0);
}

enum err signin_get(struct req *r)
{
	return signin_draw(r);
}

enum err signin_again(struct req *r)
{
	return signin_draw(r);
}

enum err signin_prepare(struct req *r)
{
	struct try *t = ARENA_NEW(r->arena, struct try);
	struct str  password = req_posted(r, "password");
	struct str  name = account_name_fold(r->arena, req_posted(r, "name"));
	enum err    e;

	if (req_posted(r, "name").n == 0)
		req_fault(r, "name", MSG_fault_needed, 0);
	if (password.n == 0)
		req_fault(r, "password", MSG_fault_needed, 0);
	if (r->n_faults)
		return ERR_INPUT;
	if ((e = req_limit(r, "sign-in", SIGNIN_TRIES, SIGNIN_WINDOW_S)))
		return e;
	if (name.p && (e = account_by_name(r->db, r->arena, &(struct account_by_name_in){ name },
	                                   &t->account, &t->found)))
		return e;
	if (password.n > 4 * PASSWORD_MAX)
		password.n = 0;           /* refused like any other, after the same work */
	e = password_check(r, t->found ? t->account.password : STR_NONE, password, &t->matches);
	r->prepared = t;
	return e;
}

/* One more wrong password; from the fifth on the account waits. */
enum err signin_failed(struct req *r, const struct account_by_id_row *account)
{
	int64_t  fails = account->fails + 1, wait = retry_after_ms(fails);
	enum err e = account_fails_set(r->db, &(struct account_fails_set_in){ .id = account->id,
	                 .fails = fails, .retry_at = wait ? r->now.ms + wait : 0 }, NULL);

	return e ? e : account_audit(r->db, r->arena, account, (struct actor){ { 0 }, { 0 } },
	                              r->now, "session.refuse", "");
}

enum err signin_refuse(struct req *r, enum msg why)
{
	enum err e;

	req_fault(r, "password", why, 0);
	r->failed = ERR_INPUT;
	e = signin_draw(r);
	reply_status(r, error_status(ERR_INPUT));
	return e;
}

enum err signin_session(struct req *r, const struct account_by_id_row *account, struct str *next)
{
	struct str            back = layout_back(r, req_posted(r, "back"));
	struct grants_of_row *grants;
	size_t                n;
	enum err              e = grants_of(r->db, r->arena, &(struct grants_of_in){ account->id, r->today },
	                                    &grants, &n);

	if (e || n == 0)
		return e ? e : ERR_SIGNIN;
	*next = account->must_change ? S("/password")
	        : back.n > 1 && !str_starts(back, S("/sign-")) ? back : people_home(grants[0].role);
	if ((e = session_open(r, account->id, grants[0].id)) ||
	    (e = account_came(r->db, &(struct account_came_in){ account->id, r->now }, NULL)))
		return e;
	return audit_write(r->db, &(struct audit){ .county = grants[0].county, .now = r->now,
		.account = account->id, .grant = grants[0].id, .action = "session.open",
		.object = account->name, .result = role_names[grants[0].role], .reason = STR_NONE });
}

enum err signin_enter(struct req *r, const struct account_by_id_row *account, bool *entered)
{
	struct grants_of_row *grants;
	struct second         s;
	struct str            next;
	bool                  asked;
	size_t                n;
	enum err              e = grants_of(r->db, r->arena, &(struct grants_of_in){ account->id, r->today },
	                                    &grants, &n);

	*entered = !e && n > 0;
	if (!*entered || (e = second_of(r, account->id, &s)) || (e = second_asked(r, grants, n, &asked)))
		return e;
	if (asked && !s.on && (e = second_begin(r, account->id, &s)))
		return e;
	if (asked || s.on)
		return step_draw(r, account, &s);
	return (e = signin_session(r, account, &next)) ? e : reply_see(r, next);
}

enum err signin_post(struct req *r)
{
	const struct try        *t = r->prepared;
	struct account_by_id_row account;
	bool                     found, entered;
	enum err                 e;

	if (!t->found)
		return signin_refuse(r, MSG_signin_wrong);
	if ((e = account_by_id(r->db, r->arena, &(struct account_by_id_in){ t->account.id },
	                       &account, &found)))
		return e;
	/* Disabled, waiting, or with another password since the worker looked. */
	if (!found || account.disabled.ms || account.retry_at > r->now.ms ||
	    !str_eq(account.password, t->account.password))
		return signin_refuse(r, MSG_signin_wrong);
	if (!t->matches)
		return (e = signin_failed(r, &account)) ? e : signin_refuse(r, MSG_signin_wrong);
	if ((e = signin_enter(r, &account, &entered)))
		return e;
	return entered ? OK : signin_refuse(r, MSG_signin_wrong);
}

enum err account_name_of(struct req *r, struct str *name)
{
	struct account_by_id_row row;
	bool                     found;
	enum err                 e;

	e = account_by_id(r->db, r->arena, &(struct account_by_id_in){ r->who.account }, &row,
	                  &found);
	if (e || !found)
		return e ? e : ERR_SIGNIN;
	*name = row.name;
	return OK;
}

enum err signout_post(struct req *r)
{
	struct str name;
	enum err   e;

	if ((e = account_name_of(r, &name)) ||
	    (e = audit_write(r->db, &(struct audit){ .county = r->who.county, .now = r->now,
	            .account = r->who.account, .grant = r->who.grant, .action = "session.close",
	            .object = name, .reason = STR_NONE })) ||
	    (e = session_close(r)))
		return e;
	return reply_see(r, S("/"));
}

const struct route people_routes[] = {
	{ GET,  "/sign-in",  ANYONE, signin_get,    NULL,           NULL,             0 },
	{ POST, "/sign-in",  ANYONE, signin_post,   signin_again,   signin_prepare,   NO_KEY },
	{ POST, "/sign-in/code", ANYONE, step_post,  step_again,    NULL,             NO_KEY | PRIVATE },
	{ POST, "/sign-out", SIGNED, signout_post,  NULL,           NULL,             0 },
	{ GET,  "/password", SIGNED, password_get,  NULL,           NULL,             0 },
	/* Without a form key, because what is kept of a keyed form holds a hash of its fields. */
	{ POST, "/password", SIGNED, password_post, password_again, password_prepare, NO_KEY },
	{ GET,  "/second-step",       SIGNED, second_get,        NULL,       NULL, 0 },
	{ POST, "/second-step",       SIGNED, second_on_post,    second_get, NULL, 0 },
	{ POST, "/second-step/start", SIGNED, second_start_post, second_get, NULL, 0 },
	{ POST, "/second-step/change", SIGNED, second_change_post, second_get, NULL, 0 },
	{ GET,  "/invite/:token", ANYONE, invite_get,  NULL,       NULL,             PRIVATE },
	{ POST, "/invite/:token", ANYONE, invite_post, invite_get, invite_prepare,   NO_KEY | PRIVATE },
	{ GET,  "/grant",    SIGNED, grant_get,     NULL,           NULL,             0 },
	{ POST, "/grant",    SIGNED, grant_post,    NULL,           NULL,             0 },
	/* Accounts are the administrator's, grants the security officer's; neither may do the other's part. */
	{ GET,  "/accounts",            ADMIN | SECURITY | AUDITOR, account_list_get, NULL, NULL, LIST },
	{ POST, "/accounts",            ADMIN,    account_add_post,   account_list_get, NULL, 0 },
	{ GET,  "/accounts/:id",        ADMIN | SECURITY | AUDITOR, account_show_get, NULL, NULL, 0 },
	{ POST, "/accounts/:id/link",   ADMIN,    account_link_post,  account_show_get, NULL, 0 },
	{ POST, "/accounts/:id/close",  ADMIN,    account_close_post, account_show_get, NULL, 0 },
	{ POST, "/accounts/:id/second-off", SECURITY, account_second_off_post, account_show_get, NULL, 0 },
	{ GET,  "/accounts/:id/leave",  SECURITY, leave_get,          NULL,             NULL, 0 },
	{ POST, "/accounts/:id/leave",  SECURITY, leave_post,         leave_get,        NULL, 0 },
	{ GET,  "/accounts/:id/move",   SECURITY, move_get,           NULL,             NULL, 0 },
	{ POST, "/accounts/:id/move",   SECURITY, move_post,          move_get,         NULL, 0 },
	{ POST, "/accounts/:id/grants", SECURITY, grant_add_post,     account_show_get, NULL, 0 },
	{ POST, "/accounts/:id/end",    SECURITY, grant_close_post,   account_show_get, NULL, 0 },
	{ 0 },
};
