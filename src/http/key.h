/*
 * key: the signed key of a form, and what was done with it.
 *
 * A key is 8 bytes of time, 16 random ones, 4 of the tenant and a MAC over
 * those and the reader's session. Time first makes the table append and its
 * purge a range. The same key with the same fields gives the same receipt for
 * seven days; with other fields it stores nothing (semantics.md, Idempotency).
 */
#ifndef HTTP_KEY_H
#define HTTP_KEY_H

#include "http/req.h"

#define FORM_KEY_FIELD "form_key"
#define KEY_HEAD 24                                /* time and random: what is stored */
#define KEY_SIZE (KEY_HEAD + 4 + 16)
#define KEY_FRESH_MS (24 * 3600 * 1000LL)          /* a form may stay open this long */
#define KEY_KEPT_MS (7 * 24 * 3600 * 1000LL)       /* a repeat is known this long */

struct form_key {
	unsigned char bytes[KEY_SIZE];
	unsigned char fields[HASH_BYTES];
	county_code   county;
	bool          fresh;                       /* young enough for a first use */
};

struct key_receipt {
	bool       used;                           /* this key already has a receipt */
	bool       same;                           /* for the same fields */
	int        status;
	struct str location;
};

/* Reads and proves a posted form's key: ERR_FORGED when it is not ours or not this reader's. */
enum err form_key_read(const struct req *r, struct form_key *k) MUST_USE;

/* In the lane: what stands under the key, and keeping what was answered. */
enum err form_key_find(struct req *r, const struct form_key *k, struct key_receipt *out) MUST_USE;
enum err form_key_keep(struct req *r, const struct form_key *k, int status,
                       struct str location) MUST_USE;

/* Drops at most 500 keys of a tenant older than they are kept; for the lane. *more: call again. */
enum err form_keys_purge(struct db *db, county_code county, struct when now, bool *more) MUST_USE;

#endif
