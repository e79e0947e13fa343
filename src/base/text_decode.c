/* Bytes of a file from somebody else's program into UTF-8. */
#include "base/text.h"

#include <unicode/ucnv.h>

static bool convert(struct arena *a, const char *charset, struct str s, struct str *out)
{
	UErrorCode  u = U_ZERO_ERROR;
	UConverter *from = ucnv_open(charset, &u), *to = ucnv_open("UTF-8", &u);
	size_t      cap = s.n * 3 + 4;       /* no byte becomes more than three */
	char       *p = arena_alloc(a, cap), *end = p;
	const char *at = s.p;

	if (U_SUCCESS(u)) {
		ucnv_setToUCallBack(from, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &u);
		ucnv_convertEx(to, from, &end, p + cap, &at, s.p + s.n, NULL, NULL, NULL, NULL, true, true, &u);
	}
	ucnv_close(from);
	ucnv_close(to);
	*out = (struct str){ p, (size_t)(end - p) };
	return U_SUCCESS(u) && utf8_valid(*out);
}

bool text_decode(struct arena *a, struct str bytes, struct str *out)
{
	if (str_starts(bytes, S("\xFF\xFE")) || str_starts(bytes, S("\xFE\xFF")))
		return convert(a, bytes.p[0] == '\xFF' ? "UTF-16LE" : "UTF-16BE", str_part(bytes, 2, bytes.n), out);
	*out = str_starts(bytes, S("\xEF\xBB\xBF")) ? str_part(bytes, 3, bytes.n) : bytes;
	return utf8_valid(*out) || convert(a, "gb18030", bytes, out);
}
