/*
 * audit: one row for every change, in the change's own transaction.
 *
 * A row cannot be updated or deleted (triggers). Its leaf is SHA-256(0x00 ||
 * fields), where what a person typed stands only as a salted hash, so erasing
 * the reason later keeps the chain valid. Rows are in time order by their id
 * (db_stamp); a background job chains and signs them later, never here.
 */
#ifndef DB_AUDIT_H
#define DB_AUDIT_H

#include "base/time.h"
#include "db/db.h"

#include "types.h"

struct audit {
	county_code county;
	struct when now;
	account_id  account;     /* {0}: a resident or the program itself */
	grant_id    grant;
	const char *action;      /* "case.accept", "session.open" */
	struct str  object;      /* a case number, an account's name */
	const char *result;      /* "", or what became of it */
	struct str  reason;      /* typed by a person; STR_NONE when none was */
};

/* Writes the row; a failure must undo the action itself. */
enum err audit_write(struct db *db, const struct audit *a) MUST_USE;

/* The leaf hash of a stored row, for checks and proofs. */
struct audit_leaf_in {
	int64_t    county, id, at, account, grant;
	struct str action, object, result, reason, salt;
};
void audit_leaf(const struct audit_leaf_in *in, unsigned char leaf[32]);

/*
 * A strictly rising, time-ordered number of this writer: the id of audit rows
 * and the change number of the search queue. Milliseconds times 2^20 and a
 * count, so it fits 63 bits. A writer begins above the highest stored one, so
 * a clock that was set back (or stands still in a test) repeats no number.
 */
int64_t db_stamp(struct db *db, struct when now);

/* What db_open() does for a writer: finds the highest stamp stored, by a few keys. */
enum err db_stamps_continue(struct db *db, struct arena *a) MUST_USE;

#endif
