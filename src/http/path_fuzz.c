/*
 * Paths: what is taken is text that climbs nowhere and holds no byte a log or header could trip
 * over.
 */
#include <stdint.h>

#include "base/text.h"
#include "http/parse.h"
#include "http/route.h"

static enum err nothing(struct req *r)
{
	(void)r;
	return OK;
}

static const struct route routes[] = {
	{ GET,  "/",            ANYONE, nothing, NULL, NULL, 0 },
	{ GET,  "/a/:b/c",      ANYONE, nothing, NULL, NULL, 0 },
	{ POST, "/a/:b/c/:d/e", ANYONE, nothing, NULL, NULL, 0 },
	{ 0 }
};
static const struct route *const rooms[] = { routes, NULL };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct route_table table = { rooms };
	struct arena *a = arena_new(4096);
	struct req    r = { .arena = a };
	size_t        at;

	if (path_decode(a, (struct str){ (const char *)data, size }, &r.path)) {
		if (!utf8_valid(r.path) || text_has_control(r.path) || r.path.p[0] != '/' ||
		    str_find(r.path, S("/../"), &at) || str_ends(r.path, S("/..")) ||
		    r.path.n > size)
			abort();
		for (int m = GET; m <= POST; m++) {
			if (route_find(&table, (enum method)m, &r))
				continue;
			for (size_t i = 0; i < r.n_parts; i++)
				if (r.parts[i].value.n == 0 ||
				    memchr(r.parts[i].value.p, '/', r.parts[i].value.n))
					abort();
		}
	}
	arena_free(a);
	return 0;
}
