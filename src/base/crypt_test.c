#include "base/crypt.h"

#include <string.h>

#include <sodium.h>

#include "base/buf.h"
#include "base/tap.h"

static struct arena *a;

static bool is_hex(const unsigned char *p, size_t n, const char *want)
{
	struct buf b;

	buf_init(&b, a, 256);
	buf_hex(&b, p, n);
	return str_eq(buf_view(&b), str_of(want));
}

static void test_hashes(const struct keys *k)
{
	unsigned char out[HASH_BYTES], other[HASH_BYTES], key[KEY_BYTES], master[KEY_BYTES];
	bool          distinct = true;

	hash_sha256("abc", 3, out);
	tap_ok(is_hex(out, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
	       "SHA-256 of FIPS 180");
	hash_sha256(NULL, 0, out);
	tap_ok(is_hex(out, 32, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
	       "SHA-256 of nothing");
	keys_mac(k, KEY_FORM, S("abc"), out);
	memset(master, 0x5A, sizeof(master));
	crypto_kdf_derive_from_key(key, sizeof(key), KEY_FORM, "lianxin1", master);
	crypto_auth_hmacsha256(other, (const unsigned char *)"abc", 3, key);
	tap_ok(bytes_equal(out, other, sizeof(out)),
	       "a MAC's key is derived by the number of its use");
	for (enum key_use use = KEY_PICKUP; use <= KEY_SETTING; use++) {
		keys_mac(k, use, S("abc"), other);
		if (use != KEY_FORM && memcmp(out, other, sizeof(out)) == 0)
			distinct = false;
	}
	tap_ok(distinct, "no two uses share a key");
	other[0] = (unsigned char)(out[0] ^ 1);
	tap_ok(!bytes_equal(out, other, 1) && bytes_equal(out, other, 0), "equal bytes");
}

static void test_seal(void)
{
	unsigned char  key[KEY_BYTES], other[KEY_BYTES];
	struct str     sealed, plain = S("untouched"), again;
	bool           refused = true;
	unsigned char *p;

	random_bytes(key, sizeof(key));
	memcpy(other, key, sizeof(key));
	other[31] ^= 1;
	sealed = seal(a, key, S("13812345678"), S("case 7 phone"));
	tap_ok(sealed.n == 11 + 41 && sealed.p[0] == 1,
	       "a seal has its algorithm first and 41 bytes more");
	tap_ok(seal_open(a, key, sealed, S("case 7 phone"), &plain) == OK &&
	       str_eq(plain, S("13812345678")), "it opens");
	again = seal(a, key, S("13812345678"), S("case 7 phone"));
	tap_ok(!str_eq(sealed, again), "the same text is never sealed alike");
	plain = S("untouched");
	tap_ok(seal_open(a, key, sealed, S("case 8 phone"), &plain) == ERR_FAULT, "not when moved");
	tap_ok(seal_open(a, other, sealed, S("case 7 phone"), &plain) == ERR_FAULT,
	       "not with another key");
	for (size_t bit = 0; bit < sealed.n * 8; bit++) {
		p = arena_copy(a, sealed.p, sealed.n);
		p[bit / 8] ^= (unsigned char)(1u << bit % 8);
		if (seal_open(a, key, (struct str){ (char *)p, sealed.n }, S("case 7 phone"),
		              &plain) != ERR_FAULT)
			refused = false;
	}
	tap_ok(refused, "not with any bit changed");
	for (size_t n = 0; n < sealed.n; n++)
		if (seal_open(a, key, str_part(sealed, 0, n), S("case 7 phone"), &plain) == OK)
			refused = false;
	tap_ok(refused, "not cut at any length");
	tap_ok(seal_open(a, key, STR_NONE, S(""), &plain) == ERR_FAULT, "nothing was never sealed");
	tap_ok(str_eq(plain, S("untouched")), "a failure leaves the result alone");
	sealed = seal(a, key, S(""), S(""));
	tap_ok(seal_open(a, key, sealed, S(""), &plain) == OK && plain.p && plain.n == 0,
	       "the empty text");
}

static void test_case_keys(const struct keys *k)
{
	unsigned char key[KEY_BYTES], opened[KEY_BYTES];
	struct str    wrapped = case_key_new(k, a, S("case 7"), key);
	char         *changed = arena_copy(a, wrapped.p, wrapped.n);

	tap_ok(wrapped.n == 73, "a wrapped key has 73 bytes");
	tap_ok(case_key_open(k, wrapped, S("case 7"), opened) == OK &&
	       bytes_equal(key, opened, sizeof(key)), "it opens to the same key");
	tap_ok(case_key_open(k, wrapped, S("case 8"), opened) == ERR_FAULT, "not for another case");
	tap_ok(sodium_is_zero(opened, sizeof(opened)), "and then gives no key at all");
	changed[40] ^= 4;
	tap_ok(case_key_open(k, (struct str){ changed, 73 }, S("case 7"), opened) == ERR_FAULT,
	       "nor changed");
	tap_ok(case_key_open(k, str_part(wrapped, 0, 72), S("case 7"), opened) == ERR_FAULT,
	       "nor cut");
	tap_ok(!str_eq(case_key_new(k, a, S("case 7"), opened), wrapped) &&
	       !bytes_equal(key, opened, sizeof(key)), "every key is fresh");
}

static void test_passwords(void)
{
	struct str stored = STR_NONE, again = STR_NONE;
	char       spoilt[128];

	tap_ok(password_hash(a, S("correct horse"), &stored) == OK &&
	       str_starts(stored, S("$argon2id$v=19$m=65536,t=2,p=1$")), "argon2id, 64 MiB, twice");
	tap_ok(password_matches(stored, S("correct horse")), "the password matches");
	tap_ok(!password_matches(stored, S("correct horsf")) && !password_matches(stored, S("")) &&
	       !password_matches(stored, STR_NONE), "others do not");
	tap_ok(password_hash(a, S("correct horse"), &again) == OK && !str_eq(stored, again),
	       "salted");
	tap_ok(!password_matches(STR_NONE, S("x")) && !password_matches(S(""), S("")) &&
	       !password_matches(S("plain"), S("plain")), "what is no hash matches nothing");
	memset(spoilt, '$', sizeof(spoilt));
	tap_ok(!password_matches((struct str){ spoilt, sizeof(spoilt) }, S("x")),
	       "nor what is too long");
}

static void test_base64url(void)
{
	static const struct { const char *plain, *text; } rows[] = {
		{ "", "" }, { "f", "Zg" }, { "fo", "Zm8" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg" },
		{ "fooba", "Zm9vYmE" }, { "foobar", "Zm9vYmFy" }, { "\xFB\xFF\xFE", "-__-" },
	};
	static const struct { const char *text; size_t n; } bad[] = {
		{ "Zg==", 1 }, { "Zh", 1 }, { "Zm9=", 2 }, { "Z", 0 }, { "Zm9v", 2 }, { "Zm9v", 4 },
		{ "+//+", 3 }, { "Zm9 ", 3 }, { "Zm9\n", 3 }, { "\xFF\xFF\xFF\xFF", 3 },
		{ "Zm9\xE1", 3 },
		{ "", 1 }, { "Zm9v", 0 },
	};
	char out[16];

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t n = strlen(rows[i].plain);

		tap_ok(str_eq(base64url(a, rows[i].plain, n), str_of(rows[i].text)) &&
		       base64url_read(str_of(rows[i].text), out, n) &&
		       memcmp(out, rows[i].plain, n) == 0, "base64url '%s'", rows[i].text);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		tap_ok(!base64url_read(str_of(bad[i].text), out, bad[i].n), "refused, row %zu", i);
}

static void test_letters(void)
{
	static const char letters[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
	unsigned          seen[30] = { 0 }, low = 30000, high = 0;
	unsigned char     from[32];
	char              out[8];

	code_letters((const unsigned char *)"\0\0", 2, out, 3);
	tap_ok(memcmp(out, "222", 3) == 0, "nought");
	code_letters((const unsigned char *)"\x03\x83", 2, out, 3);      /* 899 = 29 * 30 + 29 */
	tap_ok(memcmp(out, "ZZ2", 3) == 0, "899, its lowest place first");
	for (unsigned i = 0; i < 3000; i++) {
		random_bytes(from, sizeof(from));
		code_letters(from, sizeof(from), out, 8);
		for (unsigned c = 0; c < 8; c++)
			seen[strchr(letters, out[c]) - letters]++;
	}
	for (unsigned i = 0; i < 30; i++) {
		low = seen[i] < low ? seen[i] : low;
		high = seen[i] > high ? seen[i] : high;
	}
	/* 800 expected, standard deviation 28: seven of them never in a lifetime. */
	tap_ok(low > 600 && high < 1000, "all letters alike (%u to %u of 800)", low, high);
}

int main(void)
{
	struct keys *k;
	uint32_t     most = 0;

	a = arena_new(4096);
	tap_ok(crypt_start() == OK && crypt_start() == OK, "starts, twice too");
	k = keys_for_test();
	test_hashes(k);
	test_seal();
	test_case_keys(k);
	test_passwords();
	test_base64url();
	test_letters();
	for (int i = 0; i < 1000; i++) {
		uint32_t n = random_below(10);

		most = n > most ? n : most;
	}
	tap_ok(most == 9 && random_below(1) == 0, "random numbers below a limit");
	keys_close(k);
	arena_free(a);
	return tap_done();
}
