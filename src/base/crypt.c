#include "base/crypt.h"

#include <assert.h>

#include <sodium.h>

#include "base/banned.h"
#include "base/buf.h"
#include "base/crypt_private.h"

#define ALGORITHM 1u             /* XChaCha20-Poly1305 */
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define SEAL_EXTRA (1u + NONCE_BYTES + TAG_BYTES)

_Static_assert(SEAL_EXTRA + KEY_BYTES == 73, "a wrapped key has the length that crypt.h names");
_Static_assert(HASH_BYTES == crypto_hash_sha256_BYTES, "SHA-256");
_Static_assert(HASH_BYTES == crypto_auth_hmacsha256_BYTES, "HMAC-SHA-256");
_Static_assert(KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "one size of key");

enum err crypt_start(void)
{
	return sodium_init() < 0 ? ERR_FAULT : OK;
}

void random_bytes(void *p, size_t n)
{
	randombytes_buf(p, n);
}

uint32_t random_below(uint32_t limit)
{
	return randombytes_uniform(limit);
}

void hash_sha256(const void *p, size_t n, unsigned char out[HASH_BYTES])
{
	crypto_hash_sha256(out, p, n);
}

void hash_blake2b(const void *p, size_t n, unsigned char out[HASH_BYTES])
{
	crypto_generichash(out, HASH_BYTES, p, n, NULL, 0);
}

void keys_mac(const struct keys *k, enum key_use use, struct str data,
              unsigned char out[HASH_BYTES])
{
	crypto_auth_hmacsha256(out, (const unsigned char *)data.p, data.n, keys_for(k, use));
}

bool bytes_equal(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}

/* algorithm byte, nonce, ciphertext with tag */
static size_t seal_into(unsigned char *out, const unsigned char key[KEY_BYTES], struct str plain,
                        struct str context)
{
	unsigned long long n = 0;

	out[0] = ALGORITHM;
	randombytes_buf(out + 1, NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + 1 + NONCE_BYTES, &n,
	        (const unsigned char *)plain.p, plain.n,
	        (const unsigned char *)context.p, context.n, NULL, out + 1, key);
	return 1 + NONCE_BYTES + (size_t)n;
}

static bool unseal_into(unsigned char *out, const unsigned char key[KEY_BYTES], struct str sealed,
                        struct str context)
{
	const unsigned char *p = (const unsigned char *)sealed.p;

	if (sealed.n < SEAL_EXTRA || p[0] != ALGORITHM)
		return false;
	return crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL,
	        p + 1 + NONCE_BYTES, sealed.n - 1 - NONCE_BYTES,
	        (const unsigned char *)context.p, context.n, p + 1, key) == 0;
}

struct str case_key_new(const struct keys *k, struct arena *a, struct str context,
                        unsigned char key[KEY_BYTES])
{
	randombytes_buf(key, KEY_BYTES);
	return seal(a, keys_for(k, KEY_WRAP), (struct str){ (const char *)key, KEY_BYTES },
	       context);
}

enum err case_key_open(const struct keys *k, struct str wrapped, struct str context,
                       unsigned char key[KEY_BYTES])
{
	if (wrapped.n != SEAL_EXTRA + KEY_BYTES ||
	    !unseal_into(key, keys_for(k, KEY_WRAP), wrapped, context)) {
		sodium_memzero(key, KEY_BYTES);
		return ERR_FAULT;
	}
	return OK;
}

struct str seal(struct arena *a, const unsigned char key[KEY_BYTES], struct str plain,
                struct str context)
{
	unsigned char *out = arena_alloc(a, SEAL_EXTRA + plain.n);
	size_t         n = seal_into(out, key, plain, context);

	return (struct str){ (const char *)out, n };
}

enum err seal_open(struct arena *a, const unsigned char key[KEY_BYTES], struct str sealed,
                   struct str context, struct str *plain)
{
	unsigned char *out;

	if (sealed.n < SEAL_EXTRA)
		return ERR_FAULT;
	out = arena_alloc(a, sealed.n - SEAL_EXTRA + 1);
	if (!unseal_into(out, key, sealed, context))
		return ERR_FAULT;
	out[sealed.n - SEAL_EXTRA] = '\0';
	*plain = (struct str){ (const char *)out, sealed.n - SEAL_EXTRA };
	return OK;
}

struct str seal_context(struct arena *a, int64_t county, const char *table, int64_t id, const char *column,
                        int64_t version)
{
	struct buf b;

	buf_init(&b, a, 192);           /* three numbers, a table's and a column's name */
	buf_int(&b, county);
	buf_char(&b, '/');
	buf_z(&b, table);
	buf_char(&b, '/');
	buf_int(&b, id);
	buf_char(&b, '/');
	buf_z(&b, column);
	buf_char(&b, '/');
	buf_int(&b, version);
	return buf_view(&b);
}

enum err password_hash(struct arena *a, struct str password, struct str *out)
{
	char hash[crypto_pwhash_STRBYTES];

	if (crypto_pwhash_str(hash, password.p ? password.p : "", password.n, 2, 64u << 20) != 0)
		return ERR_FAULT;        /* 64 MiB could not be had */
	*out = str_copy(a, str_of(hash));
	return OK;
}

bool password_matches(struct str stored, struct str password)
{
	char hash[crypto_pwhash_STRBYTES] = { 0 };

	if (stored.n == 0 || stored.n >= sizeof(hash))
		return false;
	memcpy(hash, stored.p, stored.n);
	return crypto_pwhash_str_verify(hash, password.p ? password.p : "", password.n) == 0;
}

struct str base64url(struct arena *a, const void *p, size_t n)
{
	const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
	size_t    room = sodium_base64_encoded_len(n, variant);
	char     *out = arena_alloc(a, room);

	sodium_bin2base64(out, room, p, n, variant);
	return (struct str){ out, room - 1 };
}

bool base64url_read(struct str s, void *out, size_t n)
{
	size_t got = 0;

	if (s.n != n / 3 * 4 + (n % 3 ? n % 3 + 1 : 0))
		return false;
	if (n == 0)
		return true;
	/* libsodium 1.0.18 takes bytes above 0x7F for letters where char is signed. */
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] > 0x7F)
			return false;
	return sodium_base642bin(out, n, s.p, s.n, NULL, &got, NULL,
	                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 && got == n;
}

/* The bytes are one long number, written to the base of 30: all of them count, nearly evenly. */
void code_letters(const unsigned char *from, size_t from_n, char *out, size_t n)
{
	static const char letters[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
	unsigned char     number[64];

	assert(from_n <= sizeof(number));
	memcpy(number, from, from_n);
	for (size_t i = 0; i < n; i++) {
		unsigned rest = 0;

		for (size_t k = 0; k < from_n; k++) {
			rest = rest << 8 | number[k];
			number[k] = (unsigned char)(rest / 30);
			rest %= 30;
		}
		out[i] = letters[rest];
	}
	sodium_memzero(number, sizeof(number));
}
