/* Bodies in parts: what is taken lies inside the body, in order, and says what it said. */
#include <stdint.h>

#include "base/text.h"
#include "http/multipart.h"
#include "http/parse.h"

static void promise(bool kept)
{
	if (!kept)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first line is the Content-Type, the rest the body. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena    *a = arena_new(4096);
	struct str       rest = { (const char *)data, size }, type, boundary;
	struct multipart m;

	if (str_next(&rest, '\n', &type) && (boundary = multipart_boundary(a, type)).p) {
		promise(boundary.n > 0 && boundary.n <= BOUNDARY_MAX);
		if (rest.p && multipart_parse(a, boundary, rest, FORM_PAIRS, &m) == OK) {
			promise(m.n_pairs <= FORM_PAIRS && m.n_uploads <= UPLOADS_PARSED);
			for (size_t i = 0; i < m.n_pairs; i++)
				promise(utf8_valid(m.pairs[i].name) && m.pairs[i].value.p >= rest.p &&
				        m.pairs[i].value.p + m.pairs[i].value.n <= rest.p + rest.n);
			for (size_t i = 0; i < m.n_uploads; i++)
				promise(utf8_valid(m.uploads[i].name) && !text_has_control(m.uploads[i].name) &&
				        m.uploads[i].bytes.p + m.uploads[i].bytes.n <= rest.p + rest.n);
		}
	}
	arena_free(a);
	return 0;
}
