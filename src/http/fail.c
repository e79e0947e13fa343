/*
 * fail: what a reader is told when a request could not be done.
 *
 * A form is drawn again with what was typed and why it was not taken; anything
 * else gets the page of its error, from a fresh snapshot, or without a database
 * when it is away. When even that cannot be drawn one plain line is sent.
 */
#include "http/inside.h"

#include "base/log.h"
#include "http/form.h"
#include "http/session.h"

static bool draws_again(const struct exchange *x, enum err e)
{
	const struct route *t = x->req.route;

	if (!t || !t->again)
		return false;
	switch (e) {
	case ERR_INPUT: case ERR_CONFLICT: case ERR_STEP: case ERR_REPEAT: case ERR_LIMIT:
	case ERR_BUSY: case ERR_FULL:
		return true;
	case ERR_TOO_LARGE:
		return x->req.n_posted > 0;
	case ERR_FORGED:
		return x->key_wrong;
	default:
		return false;
	}
}

/*
 * A form whose files had no room was looked at by nobody yet: it stands here again only for
 * who may send it, with what our own page sent.
 */
static bool early_good(struct exchange *x)
{
	struct req *r = &x->req;
	bool        done, same;

	if (run_gate(r, &done) || done) {
		reply_reset(x);
		return false;
	}
	return req_origin(r, &same) == OK && (form_key_read(r, &x->key) == OK || same);
}

static enum err fail_inside(struct exchange *x)
{
	struct req *r = &x->req;
	enum err    why = r->failed, e = OK;
	bool        again;

	/* The layout shows who is signed in; a refused session leaves ANYONE. */
	if (!r->route || !(r->route->flags & PLAIN))
		e = session_read(r);
	if (e)
		return e;
	again = draws_again(x, why) && (!x->early || early_good(x));
	if (r->who.roles == ANYONE && x->key.county.v)
		req_enter(r, x->key.county);
	if (again) {
		e = r->route->again(r);
		if (!e && x->reply.status && !x->out.full)
			return OK;
		reply_reset(x);          /* the form itself cannot be drawn any more */
	}
	return r->house->draw_error(r, why);
}

/* To sign in, and back here afterwards. */
static void see_signin(struct req *r)
{
	struct buf b;

	buf_init(&b, r->arena, 64 * 1024);
	buf_lit(&b, "/sign-in?back=");
	html_url(&b, r->path, true);
	if (r->query_text.n) {
		buf_lit(&b, "%3F");
		html_url(&b, r->query_text, false);
	}
	if (b.full || reply_see(r, buf_view(&b)))
		reply_plain(exchange_of(r), 500);
}

/* The methods a path has, for a 405. */
static void allow_put(struct exchange *x)
{
	struct req *r = &x->req;
	const struct route *kept = r->route;
	bool        get = route_find(x->place->house->routes, GET, r) == OK;
	bool        post = route_find(x->place->house->routes, POST, r) == OK;

	r->route = kept;
	if (reply_header(r, "Allow",
	                 get && post ? S("GET, HEAD, POST")
	                 : get       ? S("GET, HEAD")
	                             : S("POST")))
		log_warn("http", "no room for the Allow header");
}

/*
 * May the page offer to send the same fields again, under the same key? Only to
 * whom our own page sent them: else a page of another site could have its form
 * sent from ours. Forms without a key hold passwords, which stand on no page; files
 * would not come along.
 */
static bool may_send_again(const struct exchange *x)
{
	const struct req *r = &x->req;
	bool              told, same = req_same_origin(r, &told);

	return r->method == POST && !x->early && !r->n_uploads && r->route && !(r->route->flags & NO_KEY) &&
	       (r->failed == ERR_BUSY || r->failed == ERR_FULL) && (same || !told);
}

/* Without a database the page shows who is signed in no more, but still what was typed. */
static enum err fail_page(struct exchange *x, struct db *db)
{
	struct req *r = &x->req;

	r->resend = may_send_again(x);
	if (db && run_within(x, db, fail_inside) == OK && !x->out.full)
		return OK;
	reply_reset(x);
	r->db = NULL;
	r->who = (struct who){ .roles = ANYONE };
	return r->house->draw_error(r, r->failed);
}

void run_fail(struct exchange *x, enum err e, struct db *db)
{
	struct req *r = &x->req;

	reply_reset(x);
	r->failed = e;
	r->counting = false;
	if (e == ERR_SIGNIN && r->method == GET && r->as == AS_HTML) {
		see_signin(r);
		return;
	}
	if (r->as != AS_HTML) {
		reply_problem(r, e);
	} else if (!r->house->draw_error || fail_page(x, db) || x->out.full) {
		reply_plain(x, error_status(e));
	}
	x->reply.status = error_status(e);
	if (e == ERR_METHOD)
		allow_put(x);
	if ((e == ERR_LIMIT || e == ERR_BUSY || e == ERR_FULL) &&
	    reply_header(r, "Retry-After", e == ERR_LIMIT ? S("600") : S("2")))
		log_warn("http", "no room for the Retry-After header");
}
