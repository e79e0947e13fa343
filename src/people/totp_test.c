/* The codes of RFC 6238, the window, and that none is taken twice. */
#include "people/totp.h"

#include "base/tap.h"

static const unsigned char secret[] = "12345678901234567890";

/* Appendix B of the RFC has eight digits; ours are the last six. */
static void test_vectors(void)
{
	static const struct { int64_t second; const char *code; } rows[] = {
		{ 59, "287082" }, { 1111111109, "081804" }, { 1111111111, "050471" },
		{ 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" },
	};
	char code[TOTP_DIGITS + 1];

	for (size_t i = 0; i < COUNT(rows); i++)
		tap_ok(totp_code(secret, totp_step_of((struct when){ rows[i].second * 1000 }), code) &&
		       str_eq(str_of(code), str_of(rows[i].code)), "at %lld", (long long)rows[i].second);
}

static void test_window(void)
{
	const struct when now = { 1111111111000 };
	const int64_t     at = totp_step_of(now);
	char              code[TOTP_DIGITS + 1];
	bool              all = true;

	for (int64_t d = -3; d <= 3; d++) {
		int64_t want = d >= -1 && d <= 1 ? at + d : 0;

		all = all && totp_code(secret, at + d, code) && totp_step(secret, now, 0, str_of(code)) == want;
	}
	tap_ok(all, "one half minute early or late, no more");
	tap_ok(totp_code(secret, at, code) && totp_step(secret, now, at - 1, str_of(code)) == at &&
	       totp_step(secret, now, at, str_of(code)) == 0, "a code is taken once");
	tap_ok(totp_code(secret, at - 1, code) && totp_step(secret, now, at, str_of(code)) == 0,
	       "and none from before the last one");
}

static void test_words(void)
{
	static const char *const none[] = { "", "28708", "2870822", "28708a", "-28708", "28 082", " 28708",
	                                    "\xef\xbc\x92\xef\xbc\x98" };

	for (size_t i = 0; i < COUNT(none); i++)
		tap_ok(!totp_looks(str_of(none[i])) &&
		       totp_step(secret, (struct when){ 59000 }, 0, str_of(none[i])) == 0, "no code: %zu", i);
}

static void test_uri(struct arena *a)
{
	struct str letters = totp_letters(a, secret);

	tap_ok(str_eq(letters, S("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")), "the secret in letters");
	tap_ok(str_eq(totp_uri(a, S("昌宁县"), S("zhou.min"), letters),
	              S("otpauth://totp/%E6%98%8C%E5%AE%81%E5%8E%BF:zhou.min?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	                "&issuer=%E6%98%8C%E5%AE%81%E5%8E%BF")), "the address in the picture");
	tap_ok(str_eq(totp_uri(a, S("a&b:c"), S("x?y"), S("Z")),
	              S("otpauth://totp/a%26b%3Ac:x%3Fy?secret=Z&issuer=a%26b%3Ac")), "no name leaves its place");
}

int main(void)
{
	struct arena *a = arena_new(64 * 1024);

	test_vectors();
	test_window();
	test_words();
	test_uri(a);
	arena_free(a);
	return tap_done();
}
