/*
 * people: accounts, grants and signing in.
 *
 * An account is a name and a password; what it may do stands in its grants,
 * one role with one scope each, of which a session acts under exactly one.
 * Hashing a password takes 64 MiB and a fifth of a second, so it never runs in
 * the lane and at most two run at once: whoever hashes in `serve` passes the
 * house's gate. Functions here write audit rows in the caller's transaction.
 */
#ifndef PEOPLE_PEOPLE_H
#define PEOPLE_PEOPLE_H

#include "base/arena.h"
#include "base/time.h"
#include "db/db.h"
#include "http/route.h"

#include "types.h"

#define ACCOUNT_NAME_MAX 32          /* code points */
#define PASSWORD_MIN 10
#define PASSWORD_MAX 128

/* ---- the gate of the house: two hashes at once, a few more waiting ---- */
struct password_gate;
struct password_gate *password_gate_new(struct arena *a);

/* ERR_BUSY when many already wait; NULL lets everybody through (commands, tests). */
enum err password_gate_enter(struct password_gate *g) MUST_USE;
void password_gate_leave(struct password_gate *g);

/* ---- accounts ---- */

/* The form in which names are stored and compared; STR_NONE when it cannot be a name. */
struct str account_name_fold(struct arena *a, struct str typed);

/* Who does it, for the audit: {0} on the machine itself. */
struct actor {
	account_id account;
	grant_id   grant;
};

struct account_new {
	county_code home;                /* {0}: made on the machine, for no tenant yet */
	struct actor by;
	struct str  name, display;
	struct str  hash;                /* from password_hash(), made outside the lane; empty: a link sets it */
	bool        must_change;
	struct when now;
};

/* ERR_INPUT: not a name; ERR_CONFLICT: somebody has it. */
enum err account_create(struct db *db, struct arena *a, const struct account_new *in,
                        account_id *id) MUST_USE;

/* Ends an account and its sessions for good; its history stays. ERR_STEP: it is closed already. */
enum err account_close(struct db *db, struct arena *a, account_id id, struct actor by,
                       struct when now) MUST_USE;

/*
 * A one-time link by which somebody sets the own password, new or forgotten. Its
 * token is kept as a hash only, so the path stands in this answer and nowhere
 * else; it is good for 72 hours and once, and takes the place of an older one.
 * ERR_MISSING: no such account. ERR_STEP: it is closed.
 */
#define INVITE_HOURS 72
struct invite_new {
	struct actor by;
	account_id   account;
	struct when  now;
};
struct invite {
	struct str  path;                /* "/invite/" and 43 letters: put the address of the site before it */
	struct when until;
};
enum err invite_make(struct db *db, struct arena *a, const struct invite_new *in,
                     struct invite *out) MUST_USE;

/* A password somebody can copy from paper, 12 letters and digits. */
struct str password_random(struct arena *a);

/* MSG_NONE when a password may be used by this account, else what is wrong with it. */
enum msg password_rule(struct arena *a, struct str password, struct str name);

/* ---- grants ---- */

struct grant_new {
	struct actor by;
	account_id  account;
	enum role   role;
	county_code county;
	int64_t     region_lo, region_hi;
	station_id  station;             /* clerks and heads need one */
	unit_id     unit;                /* receivers, handlers and signers need one */
	person_id   person;              /* deputies need one */
	struct day  from, to;            /* to {0}: without end */
	struct when now;
};

/*
 * ERR_INPUT: the role lacks its scope. ERR_CONFLICT: administrator, security
 * officer and auditor share an account with no other role.
 */
enum err grant_create(struct db *db, struct arena *a, const struct grant_new *in,
                      grant_id *id) MUST_USE;

/*
 * It is not in force from a day on, today or later; when that day has come its sessions
 * are gone. ERR_STEP: it ends before that day as it is.
 */
struct grant_old {
	struct actor by;
	account_id  account;
	grant_id    grant;
	county_code county;
	struct day  gone;                /* the first day without it */
	struct when now;
};
enum err grant_close(struct db *db, struct arena *a, const struct grant_old *in) MUST_USE;

/*
 * Scopes for a new grant, as people name them; each fills what its role needs
 * of county, range, station, unit and person. ERR_MISSING: there is no such.
 */
enum err scope_of_region(struct db *db, struct arena *a, region_code code, struct grant_new *g) MUST_USE;
enum err scope_of_station(struct db *db, struct arena *a, struct str code, struct grant_new *g) MUST_USE;
enum err scope_of_deputy(struct db *db, struct arena *a, struct str code, struct grant_new *g) MUST_USE;
enum err scope_of_unit(struct db *db, struct arena *a, county_code county, unit_id unit,
                       struct grant_new *g) MUST_USE;

/* Sign-in, sign-out, password, choice of the acting grant; the pages of the officers. */
extern const struct route people_routes[];

/* `lianxin user --data DIR list|add|grant|disable|password ...`; argv[0] is "user". */
int user_command(int argc, char **argv);

#endif
