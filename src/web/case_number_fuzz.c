/* Promise: a number that is read is written back to one that reads the same. */
#include <stdlib.h>

#include "base/text.h"
#include "web/page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(1024);
	struct str    typed_text = { (const char *)data, size };
	county_code   county, county2;
	case_id       id, id2;

	if (size && utf8_valid(typed_text) && case_number_read(a, typed_text, &county, &id))
		if (!case_number_read(a, case_number(a, county, id), &county2, &id2) ||
		    county2.v != county.v || id2.v != id.v)
			abort();
	arena_free(a);
	return 0;
}
