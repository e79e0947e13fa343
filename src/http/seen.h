/*
 * seen: what a reader has stored lately, so that no standby behind it answers.
 *
 * Where pages may come from standbys (db/replica.h), the answer to whatever was
 * stored carries a cookie for a minute: the place in the database's log that this
 * reader's next pages must have, signed, with or without a session. A minute is
 * many times longer than a standby may be behind for anybody.
 */
#ifndef HTTP_SEEN_H
#define HTTP_SEEN_H

#include "http/inside.h"

#define SEEN_COOKIE "seen"
#define SEEN_S 60

/* What this reader's page must have: 0 for nothing in particular, REPLICA_NONE for all there is. */
uint64_t seen_after(const struct req *r);

/* Did the reader store something in the last minute? */
bool seen_told(const struct req *r);

/* Adds the cookie for x->stored, if there is reason for one. */
void seen_tell(struct exchange *x);

#endif
