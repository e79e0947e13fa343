/* Cookie, Accept-Language and Accept: a result lies inside its input or is one of ours. */
#include <stdint.h>

#include "http/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = { (const char *)data, size }, sid = cookie_find(s, S("sid"));
	enum lang  lang = language_of(s);

	if (sid.p && (sid.p < s.p || sid.p + sid.n > s.p + s.n || memchr(sid.p, ';', sid.n)))
		abort();
	if (lang >= LANG_COUNT)
		abort();
	/* A header without letters names no type. */
	if (accept_names(s, S("text/html")) && !memchr(data, '/', size))
		abort();
	return 0;
}
