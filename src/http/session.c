#include "http/session.h"

#include "http/reply.h"
#include "http/session.q.h"

#define TOUCH_MS (60 * 1000LL)
#define PURGE_ROWS 500

struct touch {
	county_code   county;
	unsigned char token_hash[HASH_BYTES];
	struct when   now;
};

/* Under https the browser itself keeps a __Host- cookie to this host and path. */
static const char *cookie_name(const struct req *r)
{
	return r->house->set.behind_proxy ? "__Host-" SESSION_COOKIE : SESSION_COOKIE;
}

bool session_told(const struct req *r)
{
	return req_cookie(r, cookie_name(r)).p != NULL;
}

/* "530524.<43 letters>": the tenant and the hash of the whole token. */
static bool token_split(struct str token, county_code *county, unsigned char hash[HASH_BYTES])
{
	unsigned char raw[TOKEN_BYTES];
	struct str    secret = token, head;

	if (token.n > 64 || !str_next(&secret, '.', &head) ||
	    !base64url_read(secret, raw, TOKEN_BYTES) || !str_number(head, 999999, &county->v))
		return false;
	hash_sha256(token.p, token.n, hash);
	return true;
}

static enum err touch_run(struct db *db, void *arg)
{
	const struct touch *t = arg;

	db_scope(db, t->county.v, t->county.v);
	return session_touch(db, &(struct session_touch_in){ .county = t->county,
	        .token_hash = { (const char *)t->token_hash, HASH_BYTES }, .now = t->now,
	        .before = { t->now.ms - TOUCH_MS } }, NULL);
}

static void who_fill(struct who *w, const struct session_of_row *row, const unsigned char *hash)
{
	*w = (struct who){
		.roles = ROLE_BIT(row->role),
		.role = row->role,
		.account = row->account,
		.grant = row->grant_id,
		.county = row->grant_county,
		.region_lo = row->region_lo,
		.region_hi = row->region_hi,
		.station = row->station,
		.unit = row->unit,
		.person = row->person,
		.name = row->display,
		.must_change = row->must_change,
		.grants = (int)row->grants,
	};
	memcpy(w->token_hash, hash, HASH_BYTES);
}

enum err session_read(struct req *r)
{
	struct str            token = req_cookie(r, cookie_name(r));
	unsigned char         hash[HASH_BYTES];
	struct session_of_row row;
	county_code           county;
	bool                  found;
	enum err              e;

	r->who = (struct who){ .roles = ANYONE };
	if (!token.p || !token_split(token, &county, hash))
		return OK;
	db_scope(r->db, county.v, county.v);
	e = session_of(r->db, r->arena, &(struct session_of_in){ .county = county,
	        .token_hash = { (const char *)hash, HASH_BYTES },
	        .born = { r->now.ms - SESSION_LIFE_MS }, .idle = { r->now.ms - SESSION_IDLE_MS },
	        .today = r->today }, &row, &found);
	if (e || !found)
		return e;
	who_fill(&r->who, &row, hash);
	req_enter(r, row.grant_county);
	if (row.touched.ms < r->now.ms - TOUCH_MS) {
		struct touch t = { .county = county, .now = r->now };

		memcpy(t.token_hash, hash, HASH_BYTES);
		req_later(r, touch_run, &t, sizeof(t));
	}
	return OK;
}

/* Ends the session that this request came with, if it has one. */
static enum err session_drop(struct req *r)
{
	struct str    token = req_cookie(r, cookie_name(r));
	unsigned char hash[HASH_BYTES];
	county_code   county;

	if (!token.p || !token_split(token, &county, hash))
		return OK;
	db_scope(r->db, county.v, county.v);
	return session_end(r->db, &(struct session_end_in){ .county = county,
	        .token_hash = { (const char *)hash, HASH_BYTES } }, NULL);
}

enum err session_open(struct req *r, account_id account, grant_id grant)
{
	struct session_grant_row row;
	unsigned char            raw[TOKEN_BYTES], hash[HASH_BYTES];
	struct str               token;
	bool                     found;
	enum err                 e;

	e = session_grant(
	        r->db, r->arena,
	        &(struct session_grant_in){ .id = grant, .account = account, .today = r->today },
	        &row, &found);
	if (e)
		return e;
	if (!found)
		return ERR_DENIED;
	if ((e = session_drop(r)))
		return e;
	random_bytes(raw, sizeof(raw));
	token = str_join(r->arena, str_int(r->arena, row.county.v), S("."),
	                 base64url(r->arena, raw, sizeof(raw)), STR_NONE);
	hash_sha256(token.p, token.n, hash);
	db_scope(r->db, row.county.v, row.county.v);
	e = session_add(r->db,
	                &(struct session_add_in){ .county = row.county,
	                                          .token_hash = { (const char *)hash, HASH_BYTES },
	                                          .account = account,
	                                          .grant_id = grant,
	                                          .now = r->now },
	                NULL);
	if (e)
		return e;
	/* Until the browser closes: at a station several people share one machine. */
	return reply_cookie(r, cookie_name(r), token, -1, true);
}

enum err session_close(struct req *r)
{
	enum err e = session_drop(r);

	return e ? e : reply_cookie(r, cookie_name(r), S(""), 0, true);
}

enum err session_close_all(struct req *r, account_id account)
{
	return session_end_all(r->db, &(struct session_end_all_in){ .account = account }, NULL);
}

enum err sessions_purge(struct db *db, county_code county, struct when now, bool *more)
{
	int64_t  changed = 0;
	enum err e = session_purge(db,
	                           &(struct session_purge_in){ .county = county,
	                                                       .born = { now.ms - SESSION_LIFE_MS },
	                                                       .limit = PURGE_ROWS },
	                           &changed);

	*more = changed == PURGE_ROWS;
	return e;
}
