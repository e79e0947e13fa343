/*
 * crypt: random bytes, hashes, seals and passwords; libsodium behind one door.
 *
 * A data folder has one master key (DIR/secret.key, 0400, 32 bytes). Every use
 * derives its own key from it by a fixed label, so no key serves two purposes.
 * Personal fields are sealed with a key per case, itself wrapped by the master
 * key: destroying the wrapped key destroys the fields. Every sealed value
 * starts with one algorithm byte (1 = XChaCha20-Poly1305). Functions here are
 * pure but for random_bytes(); keys live in memory that is never dumped.
 */
#ifndef BASE_CRYPT_H
#define BASE_CRYPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define KEY_BYTES 32
#define HASH_BYTES 32
#define TOKEN_BYTES 32

struct keys;     /* the opened master key and what is derived from it */

enum key_use { KEY_PICKUP = 1, KEY_FORM, KEY_SESSION, KEY_PHONE_INDEX, KEY_WRAP, KEY_SETTING, KEY_LIMIT,
               KEY_SEEN, KEY_FILE, KEY_SIGNIN, KEY_RECOVERY };

/* Must be called once before anything else here. */
enum err crypt_start(void) MUST_USE;

/*
 * Opens DIR/secret.key; makes it (0400, fsynced) when create is true and there
 * is none. `why` gets one sentence for the operator when it fails.
 */
enum err keys_open(const char *dir, bool create, struct keys **out, struct str *why,
                   struct arena *a) MUST_USE;
void keys_close(struct keys *k);

/* Fixed keys for tests. */
struct keys *keys_for_test(void);

/* From the system; and an even number below limit. */
void random_bytes(void *p, size_t n);
uint32_t random_below(uint32_t limit);

/* SHA-256, BLAKE2b (faster, for bulk); and HMAC-SHA-256 under the key derived for a use. */
void hash_sha256(const void *p, size_t n, unsigned char out[HASH_BYTES]);
void hash_blake2b(const void *p, size_t n, unsigned char out[HASH_BYTES]);
void keys_mac(const struct keys *k, enum key_use use, struct str data,
              unsigned char out[HASH_BYTES]);
bool bytes_equal(const void *a, const void *b, size_t n);         /* constant time */

/* A fresh data key wrapped for storage (73 bytes), and its opening; context is bound to it. */
struct str case_key_new(const struct keys *k, struct arena *a, struct str context,
                        unsigned char key[KEY_BYTES]);
enum err case_key_open(const struct keys *k, struct str wrapped, struct str context,
                       unsigned char key[KEY_BYTES]) MUST_USE;

/* Seals plain with associated data; opening anything changed or moved gives ERR_FAULT. */
struct str seal(struct arena *a, const unsigned char key[KEY_BYTES], struct str plain,
                struct str context);
enum err seal_open(struct arena *a, const unsigned char key[KEY_BYTES], struct str sealed,
                   struct str context, struct str *plain) MUST_USE;

/* What a sealed column is bound to: its tenant, table, row, column and the version of its key. */
struct str seal_context(struct arena *a, int64_t county, const char *table, int64_t id, const char *column,
                        int64_t version);

/*
 * argon2id, 64 MiB, t = 2: 0.2 s each, so never in the lane and at most two at
 * once (the caller's gate).
 */
enum err password_hash(struct arena *a, struct str password, struct str *out) MUST_USE;
bool password_matches(struct str stored, struct str password);

/* base64url without padding, and back (false on anything else). */
struct str base64url(struct arena *a, const void *p, size_t n);
bool base64url_read(struct str s, void *out, size_t n);          /* exactly n bytes */

/* n characters of 23456789ABCDEFGHJKMNPQRSTVWXYZ from bytes (a MAC or random ones). */
void code_letters(const unsigned char *from, size_t from_n, char *out, size_t n);

#endif
