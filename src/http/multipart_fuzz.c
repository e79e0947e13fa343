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

/* In two pieces, a body that is one keeps its fields, unless they are too long. */
static void sifts(struct arena *a, struct str boundary, struct str body)
{
	struct sieve    *s = sieve_new(a, boundary);
	struct multipart m, is;
	size_t           half = body.n / 2, n = 0;

	sieve_add(s, body.p, half);
	sieve_add(s, body.p + half, body.n - half);
	if (!sieve_view(s).p || multipart_parse(a, boundary, body, FORM_PAIRS, &m))
		return;
	promise(multipart_parse(a, boundary, sieve_view(s), FORM_PAIRS, &is) == OK);
	promise(m.n_pairs == is.n_pairs);
	for (size_t i = 0; i < m.n_pairs; i++)
		promise(str_eq(m.pairs[i].name, is.pairs[i].name) && str_eq(m.pairs[i].value, is.pairs[i].value));
	/* A file without a name is one only by its bytes, and those are gone. */
	for (size_t i = 0; i < m.n_uploads; i++)
		if (m.uploads[i].name.n) {
			promise(n < is.n_uploads && str_eq(m.uploads[i].field, is.uploads[n].field));
			promise(is.uploads[n++].bytes.n == 0);
		}
	promise(n == is.n_uploads);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first line is the Content-Type, the rest the body. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena    *a = arena_new(4096);
	struct str       rest = { (const char *)data, size }, type, boundary = STR_NONE;
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
	if (boundary.p && rest.p)
		sifts(a, boundary, rest);
	arena_free(a);
	return 0;
}
