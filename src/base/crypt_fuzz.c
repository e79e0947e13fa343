/*
 * What base64url_read() takes is exactly what base64url() writes; bytes that
 * nobody sealed do not open; and a sealed text opens to itself.
 */
#include <stdlib.h>

#include "base/crypt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_base64url(struct arena *a, struct str s)
{
	size_t         n = s.n / 4 * 3 + (s.n % 4 ? s.n % 4 - 1 : 0);
	unsigned char *p = arena_zalloc(a, n + 1);
	struct str     text = base64url(a, s.p, s.n);
	unsigned char *back = arena_zalloc(a, s.n + 1);

	if (base64url_read(s, p, n) && !str_eq(base64url(a, p, n), s))
		abort();
	if (base64url_read(s, arena_alloc(a, n + 1), n + 1))
		abort();
	if (!base64url_read(text, back, s.n) || (s.n && memcmp(back, s.p, s.n) != 0))
		abort();
}

static void check_letters(const uint8_t *data, size_t size)
{
	char out[24], again[24];

	code_letters(data, size < 64 ? size : 64, out, sizeof(out));
	code_letters(data, size < 64 ? size : 64, again, sizeof(again));
	if (memcmp(out, again, sizeof(out)) != 0)
		abort();
	for (size_t i = 0; i < sizeof(out); i++)
		if (!strchr("23456789ABCDEFGHJKMNPQRSTVWXYZ", out[i]) || !out[i])
			abort();
}

static void check_seal(struct arena *a, struct str s)
{
	static const unsigned char key[KEY_BYTES] = { 1, 2, 3 };
	struct str                 plain = STR_NONE, sealed = seal(a, key, s, S("case 1"));

	if (seal_open(a, key, s, S("case 1"), &plain) == OK || plain.p)
		abort();
	if (seal_open(a, key, sealed, S("case 2"), &plain) == OK || plain.p)
		abort();
	if (seal_open(a, key, sealed, S("case 1"), &plain) != OK || !str_eq(plain, s))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(4096);
	struct str    s = { (const char *)data, size };

	if (crypt_start() != OK)
		abort();
	check_base64url(a, s);
	check_letters(data, size);
	check_seal(a, s);
	arena_free(a);
	return 0;
}
