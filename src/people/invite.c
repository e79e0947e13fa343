/*
 * One-time links: whoever opens one sets the own password, so that nobody else
 * ever knows it. A link that was used, has expired, was replaced by a newer one
 * or never was gives one answer. Opening it changes nothing: programs that look
 * at addresses ahead of people must not use it up.
 */
#include "people/people_private.h"

#include "base/crypt.h"
#include "http/session.h"
#include "people/invite.q.h"
#include "people/invite.t.h"

#define HOUR_MS (3600 * 1000LL)
#define TRIES    60              /* per address in the window: one office shares one address */
#define WINDOW_S 600

/* ---- making one ---- */

enum err invite_make(struct db *db, struct arena *a, const struct invite_new *in, struct invite *out)
{
	struct account_by_id_row  account;
	unsigned char             raw[TOKEN_BYTES], hash[HASH_BYTES];
	struct str                token;
	bool                      found;
	enum err                  e;

	if ((e = account_by_id(db, a, &(struct account_by_id_in){ in->account }, &account, &found)))
		return e;
	if (!found || account.disabled.ms)
		return found ? ERR_STEP : ERR_MISSING;
	random_bytes(raw, sizeof(raw));
	token = base64url(a, raw, sizeof(raw));
	hash_sha256(token.p, token.n, hash);
	out->path = str_join(a, S("/invite/"), token, STR_NONE);
	out->until = (struct when){ in->now.ms + INVITE_HOURS * HOUR_MS };
	if ((e = invite_put(db, &(struct invite_put_in){ .account = in->account,
	             .token_hash = { (const char *)hash, HASH_BYTES }, .until = out->until }, NULL)))
		return e;
	return account_audit(db, a, &account, in->by, in->now, "account.link",
	                     in->by.account.v ? "" : "command line");
}

/* ---- opening one ---- */

/* What the worker made for the lane. */
struct opened {
	struct str old, hash;
};

/* The account of the path's link and the hash it is kept by; ERR_MISSING: it is not good, for whatever reason. */
static enum err opened_by(struct req *r, unsigned char hash[HASH_BYTES], struct account_by_id_row *account)
{
	struct str           token = req_part(r, "token");
	struct invite_of_row row;
	bool                 found;
	enum err             e;

	hash_sha256(token.p, token.n, hash);
	e = invite_of(r->db, r->arena, &(struct invite_of_in){ .token_hash = { (const char *)hash, HASH_BYTES },
	              .now = r->now }, &row, &found);
	if (!e && found)
		e = account_by_id(r->db, r->arena, &(struct account_by_id_in){ row.account }, account, &found);
	return e ? e : found ? OK : ERR_MISSING;
}

static enum err dead_draw(struct req *r)
{
	struct page page = page_of(r), *p = &page;
	enum err    e;

	if (r->as == AS_JSON)
		return ERR_MISSING;
	e = reply_page(r, msg(invite_dead), invite_dead_html, NULL, NULL, 0);
	reply_status(r, error_status(ERR_MISSING));
	return e;
}

/* GET /invite/:token, and the form again with its faults */
enum err invite_get(struct req *r)
{
	struct page         page = page_of(r), *p = &page;
	struct invite_view  v = { .token = req_part(r, "token") };
	unsigned char       hash[HASH_BYTES];
	enum err            e = opened_by(r, hash, &v.account);

	if (e)
		return e == ERR_MISSING ? dead_draw(r) : e;
	return reply_page(r, msg(invite_title), invite_html, &v, NULL, 0);
}

enum err invite_prepare(struct req *r)
{
	struct opened           *o = ARENA_NEW(r->arena, struct opened);
	struct str               fresh = req_posted(r, "fresh");
	struct account_by_id_row account;
	unsigned char            hash[HASH_BYTES];
	enum err                 e;

	if ((e = req_limit(r, "invite", TRIES, WINDOW_S)))
		return e;
	if ((e = opened_by(r, hash, &account)) == ERR_MISSING)
		return OK;               /* the lane says so */
	if (e)
		return e;
	password_fresh_faults(r, fresh, req_posted(r, "again"), account.name);
	if (r->n_faults)
		return ERR_INPUT;
	o->old = account.password;
	r->prepared = o;
	return password_make(r, fresh, &o->hash);
}

/* POST /invite/:token */
enum err invite_post(struct req *r)
{
	const struct opened     *o = r->prepared;
	struct page              page = page_of(r), *p = &page;
	struct account_by_id_row account;
	unsigned char            hash[HASH_BYTES];
	int64_t                  used, changed;
	bool                     entered;
	enum err                 e = opened_by(r, hash, &account);

	if (e == ERR_MISSING || (!e && !o))
		return dead_draw(r);
	if (e || (e = invite_use(r->db, &(struct invite_use_in){ .account = account.id,
	                  .token_hash = { (const char *)hash, HASH_BYTES } }, &used)) ||
	    (e = account_password_set(r->db, &(struct account_password_set_in){ .id = account.id,
	             .old = o->old, .password = o->hash, .must_change = false }, &changed)))
		return e;
	if (used != 1 || changed != 1)
		return ERR_CONFLICT;     /* somebody else in the same moment */
	if ((e = session_close_all(r, account.id)) ||
	    (e = account_audit(r->db, r->arena, &account, (struct actor){ .account = account.id }, r->now,
	                       "account.password", "link")) ||
	    (e = account_by_id(r->db, r->arena, &(struct account_by_id_in){ account.id }, &account, &entered)) ||
	    (e = signin_enter(r, &account, &entered)) || entered)
		return e;
	return reply_page(r, msg(invite_done), invite_done_html, &account, NULL, 0);
}
