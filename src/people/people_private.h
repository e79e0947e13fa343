/* people_private: what the files of this room share and no other room sees. */
#ifndef PEOPLE_PEOPLE_PRIVATE_H
#define PEOPLE_PEOPLE_PRIVATE_H

#include "people/people.h"

#include "people/invite.q.h"
#include "people/people.q.h"

/* The three who keep the accounts; none shares one with another role. */
#define OFFICERS (ADMIN | SECURITY | AUDITOR)

/* What happened to an account, written under the tenant it belongs to first. */
enum err account_audit(struct db *db, struct arena *a, const struct account_by_id_row *account,
                       struct actor by, struct when now, const char *action, const char *result) MUST_USE;

/* One more wrong password or code; from the fifth on the account waits. */
enum err signin_failed(struct req *r, const struct account_by_id_row *account) MUST_USE;

/* The form again, saying why; kept, because the count of wrong tries must not be undone. */
enum err signin_refuse(struct req *r, enum msg why) MUST_USE;

/* Opens a session under the first grant; *next is where it goes on. ERR_SIGNIN: no grant is in force. */
enum err signin_session(struct req *r, const struct account_by_id_row *account, struct str *next) MUST_USE;

/*
 * The password is proven: on to the second step if there is one or must be, else in. *entered
 * false: no grant is in force and nothing was answered.
 */
enum err signin_enter(struct req *r, const struct account_by_id_row *account, bool *entered) MUST_USE;

/* What is wrong with a new password and its repetition, at their fields `fresh` and `again`. */
void password_fresh_faults(struct req *r, struct str fresh, struct str again, struct str name);

/* password_matches() behind the house's gate; a NULL hash takes as long and never matches. */
enum err password_check(struct req *r, struct str stored, struct str password,
                        bool *matches) MUST_USE;

/* One of the passwords that are guessed first; folded. */
bool password_common(struct str folded);

/* password_hash() behind the gate. */
enum err password_make(struct req *r, struct str password, struct str *hash) MUST_USE;

/* How long an account waits after so many wrong tries: 1, 2, 4, 8, 15 minutes from the fifth on. */
int64_t retry_after_ms(int64_t fails);

/* The name the acting account signs in with: the object of its audit rows. */
enum err account_name_of(struct req *r, struct str *name) MUST_USE;

/* Where a role begins its work. */
struct str people_home(enum role role);

/* ---- handlers ---- */
enum err signin_get(struct req *r);
enum err signin_again(struct req *r);
enum err signin_prepare(struct req *r);
enum err signin_post(struct req *r);
enum err signout_post(struct req *r);
enum err password_get(struct req *r);
enum err password_again(struct req *r);
enum err password_prepare(struct req *r);
enum err password_post(struct req *r);
enum err invite_get(struct req *r);
enum err invite_prepare(struct req *r);
enum err invite_post(struct req *r);
enum err grant_get(struct req *r);
enum err grant_post(struct req *r);

#endif
