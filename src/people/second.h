/*
 * second: the second step of signing in, for accounts that have one.
 *
 * A secret for codes by time (totp.h), sealed in the database, and ten recovery
 * codes of which only keyed hashes are kept. A secret counts from its first code
 * on; until then it is shown again to who proved the password. Functions here run
 * in the lane, in the caller's transaction; what they show lives in the request's
 * arena. Wrong codes count with the account's wrong passwords.
 */
#ifndef PEOPLE_SECOND_H
#define PEOPLE_SECOND_H

#include "people/people.h"
#include "people/people.q.h"
#include "people/totp.h"
#include "web/page.h"

#define RECOVERY_CODES   10
#define RECOVERY_LETTERS 10

/* In the table `setting`: "on" when the three officers must have a second step. */
#define SETTING_OFFICERS "totp.officers"

struct second {
	bool          shown, on;         /* there is a secret; a code of it was given */
	unsigned char secret[TOTP_SECRET];
	int64_t       last;              /* step of the last code taken */
	struct when   since;
};

/* ---- an account's second step (second.c) ---- */

/* What an account has of it. */
enum err second_of(struct req *r, account_id account, struct second *s) MUST_USE;

/* A new secret in place of one that no code was given of. ERR_STEP: one is in use. */
enum err second_begin(struct req *r, account_id account, struct second *s) MUST_USE;

/*
 * Tries what was typed: a code by time, or a recovery code once it is on. A wrong one is
 * counted, and while the account waits none is good; then the caller must answer with OK.
 */
enum err second_try(struct req *r, const struct account_by_id_row *account, const struct second *s,
                    struct str typed, bool *good) MUST_USE;

/* Ten new recovery codes, "ABCDE-FGHJK", in place of the old. */
enum err second_codes(struct req *r, account_id account, struct str codes[RECOVERY_CODES]) MUST_USE;

/* No second step any more. */
enum err second_drop(struct db *db, account_id account) MUST_USE;

/* Must whoever holds these grants have one? */
enum err second_asked(struct req *r, const struct grants_of_row *grants, size_t n, bool *asked) MUST_USE;

/* ---- pages (second_pages.c) ---- */

/* What the code is asked on at sign-in, with the secret when none was given before. */
struct step_view {
	struct str proof, back, letters, uri;
};

struct second_view {
	bool        on, asked;
	struct str  letters, uri;        /* empty unless a secret waits for its first code */
	struct when since;
	int64_t     left;                /* recovery codes */
};

struct codes_view {
	struct str codes[RECOVERY_CODES];
	struct str name, next;           /* where it goes on */
};

/* The password is proven: asks for the code, drawing the secret unless it is on. */
enum err step_draw(struct req *r, const struct account_by_id_row *account, const struct second *s) MUST_USE;

/* Templates. */
void step_html(struct page *p, const void *view);
void second_html(struct page *p, const void *view);
void codes_html(struct page *p, const void *view);

/* Handlers. */
enum err step_post(struct req *r);
enum err step_again(struct req *r);
enum err second_get(struct req *r);
enum err second_start_post(struct req *r);
enum err second_on_post(struct req *r);
enum err second_change_post(struct req *r);

#endif
