/*
 * Whatever is typed, the answer is what a look at every text gives, or a
 * refusal with its reason; and no syntax of the index's own is ever reached.
 */
#include "search/search_test.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct world fuzz_world;

static void fuzz_end(void)
{
	world_stop(&fuzz_world);
	world_end(&fuzz_world);
}

static void fuzz_start(void)
{
	world_new(&fuzz_world);
	world_start(&fuzz_world);
	world_add(&fuzz_world, 400);
	world_settle(&fuzz_world);
	atexit(fuzz_end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct world      *w = &fuzz_world;
	struct str         typed = { size ? (const char *)data : "", size };
	struct arena      *a;
	struct search_hits h;
	case_id           *want, *got;
	size_t             n = 0, m;
	enum err           e;

	if (!w->search)
		fuzz_start();
	if (!utf8_valid(typed))
		return 0;
	a = arena_new(65536);
	e = search_cases(w->search, a, &(struct search_ask){ .db = w->db,
	        .kind = INDEX_KIND_INTERNAL, .county = { 530524 }, .words = typed,
	        .limit = 3 }, &h);
	if ((e == ERR_INPUT) != (h.fault != SEARCH_FINE) || (e && e != ERR_INPUT))
		abort();
	if (e == OK) {
		m = world_scan(w, a, INDEX_KIND_INTERNAL, 530524, typed, &want);
		if (world_ask(w, a, INDEX_KIND_INTERNAL, 530524, typed, 3, &got, &n) || n != m ||
		    (n && memcmp(want, got, n * sizeof(*got)) != 0))
			abort();
	}
	arena_free(a);
	return 0;
}
