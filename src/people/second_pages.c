/*
 * The second step on its pages: the code at sign-in, and what somebody does about the
 * own one. Between password and code the form carries a proof that the password was
 * right: signed, good for five minutes and for this password only, so that any copy of
 * the program can read it and nothing is stored for who never comes back.
 */
#include "people/second.h"

#include "base/crypt.h"
#include "http/form.h"
#include "http/session.h"
#include "people/people_private.h"
#include "people/second.q.h"
#include "people/second.t.h"

#define PROOF_MS (5 * 60 * 1000LL)
#define TRIES    60              /* per address in the window, as for passwords */
#define WINDOW_S 600

/* ---- the proof ---- */

static void proof_mac(struct req *r, const struct account_by_id_row *account, int64_t until,
                      unsigned char mac[HASH_BYTES])
{
	keys_mac(r->house->keys, KEY_SIGNIN, str_join(r->arena, str_int(r->arena, account->id.v), S("/"),
	         str_int(r->arena, until), S("/"), account->password, STR_NONE), mac);
}

static struct str proof_new(struct req *r, const struct account_by_id_row *account)
{
	int64_t       until = r->now.ms + PROOF_MS;
	unsigned char mac[HASH_BYTES];

	proof_mac(r, account, until, mac);
	return str_join(r->arena, str_int(r->arena, account->id.v), S("."), str_int(r->arena, until), S("."),
	                base64url(r->arena, mac, HASH_BYTES), STR_NONE);
}

/* Whose password was right. ERR_SIGNIN: nobody's, or too long ago, or it is another one now. */
static enum err proof_read(struct req *r, struct account_by_id_row *account)
{
	struct str    rest = req_posted(r, "proof"), id, until;
	unsigned char told[HASH_BYTES], mac[HASH_BYTES];
	account_id    who;
	int64_t       end;
	bool          found;
	enum err      e;

	if (!rest.p || !str_next(&rest, '.', &id) || !str_next(&rest, '.', &until) ||
	    !base64url_read(rest, told, HASH_BYTES) || !str_number(id, INT64_MAX, &who.v) ||
	    !str_number(until, INT64_MAX, &end) || end <= r->now.ms)
		return ERR_SIGNIN;
	if ((e = account_by_id(r->db, r->arena, &(struct account_by_id_in){ who }, account, &found)))
		return e;
	if (!found || account->disabled.ms)
		return ERR_SIGNIN;
	proof_mac(r, account, end, mac);
	return bytes_equal(mac, told, HASH_BYTES) ? OK : ERR_SIGNIN;
}

/* ---- the code at sign-in ---- */

static void secret_words(struct req *r, const struct account_by_id_row *account, const struct second *s,
                         struct str *letters, struct str *uri)
{
	struct page page = page_of(r), *p = &page;

	*letters = totp_letters(r->arena, s->secret);
	*uri = totp_uri(r->arena, msg(second_issuer), account->name, *letters);
}

static const struct face_col step_cols[] = {
	{ "proof", FACE_TEXT, false, offsetof(struct step_view, proof), NULL },
	{ "secret", FACE_TEXT, false, offsetof(struct step_view, letters), NULL },
	{ "uri", FACE_TEXT, false, offsetof(struct step_view, uri), NULL },
};

static const struct face step_face = { "step", sizeof(struct step_view), step_cols, COUNT(step_cols) };

enum err step_draw(struct req *r, const struct account_by_id_row *account, const struct second *s)
{
	struct page       page = page_of(r), *p = &page;
	struct step_view *v = ARENA_NEW(r->arena, struct step_view);

	v->proof = proof_new(r, account);
	v->back = req_posted(r, "back");
	v->letters = v->uri = S("");
	if (!s->on)
		secret_words(r, account, s, &v->letters, &v->uri);
	r->wide = true;
	return reply_page(r, msg(step_title), step_html, v, (struct row_set[]){ { "step", &step_face, v, 1, true } }, 1);
}

/* Too long ago, or not ours: from the password on again. */
static enum err step_stale(struct req *r)
{
	return signin_refuse(r, MSG_step_stale);
}

enum err step_again(struct req *r)
{
	struct account_by_id_row account;
	struct second            s;
	enum err                 e = proof_read(r, &account);

	if (e)
		return e == ERR_SIGNIN ? step_stale(r) : e;
	return (e = second_of(r, account.id, &s)) ? e : step_draw(r, &account, &s);
}

/* Wrong: the same page again; it is kept, because the count of wrong tries must not be undone. */
static enum err step_refuse(struct req *r, const struct account_by_id_row *account, const struct second *s)
{
	enum err e;

	req_fault(r, "code", MSG_second_wrong, 0);
	r->failed = ERR_INPUT;
	e = step_draw(r, account, s);
	reply_status(r, error_status(ERR_INPUT));
	return e;
}

static const struct face_col codes_cols[] = {
	{ "code", FACE_TEXT, false, 0, NULL },
};

static const struct face codes_face = { "codes", sizeof(struct str), codes_cols, COUNT(codes_cols) };

/* It is on from here: recovery codes, on the only page that shows them. */
static enum err codes_reply(struct req *r, const struct account_by_id_row *account, struct str next)
{
	struct page        page = page_of(r), *p = &page;
	struct codes_view *v = ARENA_NEW(r->arena, struct codes_view);
	enum err           e = second_codes(r, account->id, v->codes);

	if (e)
		return e;
	v->name = account->name;
	v->next = next;
	return reply_page(r, msg(codes_title), codes_html, v,
	                  (struct row_set[]){ { "codes", &codes_face, v->codes, RECOVERY_CODES, false } }, 1);
}

static enum err second_note(struct req *r, const struct account_by_id_row *account, const char *action)
{
	return account_audit(r->db, r->arena, account, (struct actor){ account->id, r->who.grant }, r->now, action, "");
}

/* POST /sign-in/code */
enum err step_post(struct req *r)
{
	struct account_by_id_row account;
	struct second            s;
	struct str               next;
	bool                     good;
	enum err                 e;

	if ((e = req_limit(r, "code", TRIES, WINDOW_S)))
		return e;
	if ((e = proof_read(r, &account)))
		return e == ERR_SIGNIN ? step_stale(r) : e;
	if ((e = second_of(r, account.id, &s)))
		return e;
	if (!s.shown)
		return step_stale(r);    /* an officer took it away meanwhile */
	if ((e = second_try(r, &account, &s, req_posted(r, "code"), &good)))
		return e;
	if (!good)
		return step_refuse(r, &account, &s);
	if ((e = signin_session(r, &account, &next)))
		return e == ERR_SIGNIN ? step_stale(r) : e;
	if (s.on)
		return reply_see(r, next);
	return (e = second_note(r, &account, "totp.on")) ? e : codes_reply(r, &account, next);
}

/* ---- the own second step ---- */

static enum err own_account(struct req *r, struct account_by_id_row *account, struct second *s)
{
	bool     found;
	enum err e = account_by_id(r->db, r->arena, &(struct account_by_id_in){ r->who.account }, account, &found);

	if (e || !found)
		return e ? e : ERR_SIGNIN;
	return second_of(r, account->id, s);
}

static const struct face_col second_cols[] = {
	{ "on", FACE_BOOL, false, offsetof(struct second_view, on), NULL },
	{ "required", FACE_BOOL, false, offsetof(struct second_view, asked), NULL },
	{ "secret", FACE_TEXT, false, offsetof(struct second_view, letters), NULL },
	{ "uri", FACE_TEXT, false, offsetof(struct second_view, uri), NULL },
	{ "recovery_codes", FACE_INT, false, offsetof(struct second_view, left), NULL },
};

static const struct face second_face = { "second", sizeof(struct second_view), second_cols, COUNT(second_cols) };

static enum err own_asked(struct req *r, bool *asked)
{
	struct grants_of_row held = { .role = r->who.role };

	return second_asked(r, &held, 1, asked);
}

/* GET /second-step */
enum err second_get(struct req *r)
{
	struct page              page = page_of(r), *p = &page;
	struct second_view      *v = ARENA_NEW(r->arena, struct second_view);
	struct account_by_id_row account;
	struct recovery_left_row left;
	struct second            s;
	enum err                 e;

	if ((e = own_account(r, &account, &s)) || (e = own_asked(r, &v->asked)) ||
	    (e = recovery_left(r->db, r->arena, &(struct recovery_left_in){ account.id }, &left)))
		return e;
	v->on = s.on;
	v->since = s.since;
	v->left = left.n;
	v->letters = v->uri = S("");
	if (s.shown && !s.on)
		secret_words(r, &account, &s, &v->letters, &v->uri);
	return reply_page(r, msg(second_title), second_html, v,
	                  (struct row_set[]){ { "second", &second_face, v, 1, true } }, 1);
}

/* POST /second-step/start */
enum err second_start_post(struct req *r)
{
	struct second s;
	enum err      e = second_begin(r, r->who.account, &s);

	return e ? e : reply_see(r, S("/second-step"));
}

/* The code that each change of the own second step asks for. *good false: answered already. */
static enum err own_code(struct req *r, bool on, struct account_by_id_row *account, bool *good)
{
	struct second s;
	enum err      e = own_account(r, account, &s);

	*good = false;
	if (e || !s.shown || s.on != on)
		return e ? e : ERR_STEP;
	if ((e = second_try(r, account, &s, req_posted(r, "code"), good)))
		return e;
	if (*good)
		return account_fails_set(r->db, &(struct account_fails_set_in){ .id = account->id }, NULL);
	req_fault(r, "code", MSG_second_wrong, 0);
	r->failed = ERR_INPUT;
	e = second_get(r);
	reply_status(r, error_status(ERR_INPUT));
	return e;
}

/* POST /second-step - its first code; every other session of the account ends. */
enum err second_on_post(struct req *r)
{
	struct account_by_id_row account;
	grant_id                 grant = r->who.grant;
	bool                     good;
	enum err                 e = own_code(r, false, &account, &good);

	if (e || !good || (e = session_close_all(r, account.id)) || (e = session_open(r, account.id, grant)) ||
	    (e = second_note(r, &account, "totp.on")))
		return e;
	return codes_reply(r, &account, S("/second-step"));
}

/* POST /second-step/change - new recovery codes, or off; off not for who must have one. */
enum err second_change_post(struct req *r)
{
	struct account_by_id_row account;
	bool                     good, asked, off = str_eq(req_posted(r, "what"), S("off"));
	enum err                 e = own_asked(r, &asked);

	if (e || (off && asked))
		return e ? e : ERR_STEP;
	if ((e = own_code(r, true, &account, &good)) || !good)
		return e;
	if (!off)
		return (e = second_note(r, &account, "totp.codes")) ? e : codes_reply(r, &account, S("/second-step"));
	if ((e = second_drop(r->db, account.id)) || (e = second_note(r, &account, "totp.off")))
		return e;
	return reply_see(r, S("/second-step"));
}
