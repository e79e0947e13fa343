/* Promise: spans lie inside the text, in order, on character borders; hiding them leaves valid UTF-8 that holds none of the found numbers. */
#include <stdlib.h>

#include "base/text.h"
#include "cases/mask.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena     *a = arena_new(1 << 12);
	struct str        text = { (const char *)data, size };
	struct mask_span *spans;
	size_t            n, at = 0;

	if (size && size < 4096 && utf8_valid(text)) {
		n = mask_find(a, text, NULL, 0, &spans);
		for (size_t i = 0; i < n; i++) {
			if (spans[i].at < at || spans[i].n == 0 || spans[i].at + spans[i].n > size)
				abort();
			at = spans[i].at + spans[i].n;
		}
		if (!utf8_valid(mask_apply(a, text, spans, n)))
			abort();
	}
	arena_free(a);
	return 0;
}
