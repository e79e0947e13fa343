/* The codes themselves: half minutes, six digits, HMAC-SHA-1, as every telephone's program makes them. */
#include "people/totp.h"

#include <liboath/oath.h>

#include "base/buf.h"
#include "base/crypt.h"
#include "base/html.h"
#include "base/text.h"

int64_t totp_step_of(struct when now)
{
	return now.ms / (TOTP_SECONDS * 1000);
}

bool totp_code(const unsigned char *secret, int64_t step, char code[TOTP_DIGITS + 1])
{
	return oath_init() == OATH_OK &&
	       oath_totp_generate((const char *)secret, TOTP_SECRET, (time_t)(step * TOTP_SECONDS), TOTP_SECONDS,
	                          OATH_TOTP_DEFAULT_START_TIME, TOTP_DIGITS, code) == OATH_OK;
}

bool totp_looks(struct str code)
{
	bool digits = code.n == TOTP_DIGITS;

	for (size_t i = 0; digits && i < code.n; i++)
		digits = code.p[i] >= '0' && code.p[i] <= '9';
	return digits;
}

int64_t totp_step(const unsigned char *secret, struct when now, int64_t last, struct str code)
{
	int64_t at = totp_step_of(now), found = 0;
	char    want[TOTP_DIGITS + 1];

	if (!totp_looks(code))
		return 0;
	for (int64_t step = at - TOTP_WINDOW; step <= at + TOTP_WINDOW; step++)
		if (step > last && !found && totp_code(secret, step, want) &&
		    bytes_equal(want, code.p, TOTP_DIGITS))
			found = step;
	return found;
}

struct str totp_letters(struct arena *a, const unsigned char *secret)
{
	char      *out = NULL;
	size_t     n = 0;
	struct str letters = STR_NONE;

	if (oath_base32_encode((const char *)secret, TOTP_SECRET, &out, &n) == OATH_OK)
		letters = str_copy(a, (struct str){ out, n });
	base_free(out);
	return letters;
}

struct str totp_uri(struct arena *a, struct str issuer, struct str name, struct str letters)
{
	struct buf b;

	buf_init(&b, a, 4096);          /* three short texts, each byte at most three letters */
	buf_lit(&b, "otpauth://totp/");
	html_url(&b, issuer, false);
	buf_char(&b, ':');
	html_url(&b, name, false);
	buf_lit(&b, "?secret=");
	buf_str(&b, letters);
	buf_lit(&b, "&issuer=");
	html_url(&b, issuer, false);
	return buf_view(&b);
}
