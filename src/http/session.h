/*
 * session: who a cookie speaks for.
 *
 * The token is "COUNTY.43 base64url letters"; only its SHA-256 is stored, under
 * its tenant. Idle limit 30 minutes, absolute 12 hours. A session ends at once
 * when its grant ends, its account is disabled or the password changes.
 */
#ifndef HTTP_SESSION_H
#define HTTP_SESSION_H

#include "http/req.h"

#define SESSION_COOKIE "sid"
#define SESSION_IDLE_MS (30 * 60 * 1000LL)
#define SESSION_LIFE_MS (12 * 3600 * 1000LL)

/* Fills r->who from the cookie; a missing or ended session leaves ANYONE. */
enum err session_read(struct req *r) MUST_USE;

/* Did this request bring a session, good or not? */
bool session_told(const struct req *r);

/* In a POST: starts a session under a grant and sets the cookie; the old one of this request ends. */
enum err session_open(struct req *r, account_id account, grant_id grant) MUST_USE;

/* In a POST: ends this session (and tells the browser to forget), or all of an account. */
enum err session_close(struct req *r) MUST_USE;
enum err session_close_all(struct req *r, account_id account) MUST_USE;

/* Drops at most 500 sessions of a tenant past their life; for the lane. *more: call again. */
enum err sessions_purge(struct db *db, county_code county, struct when now, bool *more) MUST_USE;

#endif
