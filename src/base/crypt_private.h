/*
 * crypt_private: what crypt.c and keys.c share; no other file includes it.
 *
 * A struct keys is in guarded memory that is never dumped and is read-only
 * once it is filled. Nothing here copies a key out of it.
 */
#ifndef BASE_CRYPT_PRIVATE_H
#define BASE_CRYPT_PRIVATE_H

#include "base/crypt.h"

#define KEY_USES (KEY_RECOVERY + 1)

struct keys {
	unsigned char master[KEY_BYTES];
	unsigned char derived[KEY_USES][KEY_BYTES];      /* by enum key_use */
};

/* The key for one use; borrowed from k. */
const unsigned char *keys_for(const struct keys *k, enum key_use use);

#endif
