/*
 * totp: one-time codes by time (RFC 6238), without accounts and tables.
 *
 * A secret is 20 bytes, a code six digits of HMAC-SHA-1 over the number of the
 * half minute: what every telephone's program can make. A code is taken one half
 * minute early or late, and none twice: the caller keeps the last step it took.
 */
#ifndef PEOPLE_TOTP_H
#define PEOPLE_TOTP_H

#include "base/arena.h"
#include "base/str.h"
#include "base/time.h"

#define TOTP_SECRET  20
#define TOTP_DIGITS  6
#define TOTP_SECONDS 30
#define TOTP_WINDOW  1

/* The half minute of a moment, and the code of one; false when the library cannot start. */
int64_t totp_step_of(struct when now);
bool totp_code(const unsigned char *secret, int64_t step, char code[TOTP_DIGITS + 1]);

/* Six digits, as opposed to any other word. */
bool totp_looks(struct str code);

/* The half minute of which this is the code, later than the last one taken; 0: of none around now. */
int64_t totp_step(const unsigned char *secret, struct when now, int64_t last, struct str code);

/* The secret for people to type (base32), and the address in the picture. */
struct str totp_letters(struct arena *a, const unsigned char *secret);
struct str totp_uri(struct arena *a, struct str issuer, struct str name, struct str letters);

#endif
