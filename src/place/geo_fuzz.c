/* Promise: a degree that is read is below a thousand and is written back to one that reads the same. */
#include <stdlib.h>

#include "base/text.h"
#include "place/geo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(1024);
	struct str    typed = { (const char *)data, size };
	int64_t       one, two;

	if (size && utf8_valid(typed) && degree_read(a, typed, &one))
		if (one < 0 || one >= 1000000000 || !degree_read(a, degree_words(a, one), &two) || two != one)
			abort();
	arena_free(a);
	return 0;
}
