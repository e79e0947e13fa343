#include "search/search_test.h"

static const struct {
	const char       *words;
	enum err          e;
	enum search_fault fault;
} typed[] = {
	{ "",                 ERR_INPUT, SEARCH_EMPTY },
	{ "  　 ",            ERR_INPUT, SEARCH_EMPTY },
	{ "水",               ERR_INPUT, SEARCH_SHORT },
	{ "路灯 水",          ERR_INPUT, SEARCH_SHORT },
	{ "，。",             ERR_INPUT, SEARCH_SHORT },
	{ "\" OR a*",         ERR_INPUT, SEARCH_SHORT },
	{ "a-b",              ERR_INPUT, SEARCH_SHORT },
	{ "路灯 OR 井盖",     OK,        SEARCH_FINE },
	{ "NEAR(路灯)",       OK,        SEARCH_FINE },
	{ "aa bb cc dd ee ff gg hh",    OK,        SEARCH_FINE },
	{ "aa bb cc dd ee ff gg hh ii", ERR_INPUT, SEARCH_LONG },
	{ "\xF0\xA0\x80\x80\xF0\xA0\x80\x81", OK,  SEARCH_FINE },
};

static void test_typed(struct world *w)
{
	struct arena *a = arena_new(65536);
	struct buf    b;

	for (size_t i = 0; i < COUNT(typed); i++) {
		struct search_hits h;
		enum err e = world_search(w, a, &(struct search_ask){ .db = w->db,
		        .kind = INDEX_KIND_INTERNAL, .county = { 530524 },
		        .words = str_of(typed[i].words), .limit = 5 }, &h);

		tap_ok(e == typed[i].e && h.fault == typed[i].fault, "\"%s\": error %d, fault %d",
		       typed[i].words, (int)e, (int)h.fault);
	}
	buf_init(&b, a, 1 << 16);
	for (int i = 0; i < 65; i++) {
		struct search_hits h;
		enum err           e;

		buf_lit(&b, "水");
		if (i < 63)
			continue;
		e = world_search(w, a, &(struct search_ask){ .db = w->db,
		        .kind = INDEX_KIND_INTERNAL, .county = { 530524 }, .words = buf_view(&b),
		        .limit = 5 }, &h);
		tap_ok(e == (i == 63 ? OK : ERR_INPUT) && h.n == 0, "%d characters", i + 1);
	}
	arena_free(a);
}

static enum err keep_even(void *arg, const case_id *ids, size_t n, bool *kept)
{
	*(size_t *)arg += n;
	for (size_t i = 0; i < n; i++)
		kept[i] = ids[i].v % 2 == 0;
	return OK;
}

static enum err keep_none(void *arg, const case_id *ids, size_t n, bool *kept)
{
	(void)ids;
	*(size_t *)arg += n;
	memset(kept, 0, n * sizeof(*kept));
	return OK;
}

static enum err keep_fails(void *arg, const case_id *ids, size_t n, bool *kept)
{
	(void)arg, (void)ids, (void)n, (void)kept;
	return ERR_BUSY;
}

static void test_scope(struct world *w)
{
	struct arena      *a = arena_new(65536);
	case_id           *want;
	size_t             m, calls = 0, even = 0, got = 0, rounds = 0, capped = 0;
	struct search_hits h;
	struct search_ask  ask = { .db = w->db, .kind = INDEX_KIND_INTERNAL,
	                           .county = { 530524 }, .words = S("希望"), .limit = 20,
	                           .keep = keep_even, .arg = &calls };
	bool               right = true;
	/* A server's rows come some at a time, and those behind the last that counts are asked for too. */
	size_t             batch = db_shared(w->db) ? 256 : 0;

	m = world_scan(w, a, INDEX_KIND_INTERNAL, 530524, ask.words, &want);
	for (size_t i = 0; i < m; i++)
		even += want[i].v % 2 == 0;
	do {
		if (world_search(w, a, &ask, &h))
			break;
		for (size_t i = 0; i < h.n; i++)
			right = right && h.id[i].v % 2 == 0;
		got += h.n;
		ask.before = h.next;
	} while (h.more && ++rounds < 1000);
	tap_ok(got == even && right && even > 100, "the filter's cases only, and all: %zu",
	       got);
	ask = (struct search_ask){ .db = w->db, .kind = INDEX_KIND_INTERNAL,
	        .county = { 530524 }, .words = S("希望"), .limit = 20, .keep = keep_none,
	        .arg = &calls };
	calls = got = rounds = 0;
	do {
		size_t before = calls;

		if (world_search(w, a, &ask, &h))
			break;
		right = right && calls - before <= SEARCH_CANDIDATES + batch && (h.more == h.capped);
		capped += h.capped;
		got += h.n;
		ask.before = h.next;
	} while (h.more && ++rounds < 1000);
	tap_ok(right && capped > 0 && got == 0 && calls >= m && calls - m <= capped * batch,
	       "nothing kept: %zu cases looked at in"
	       " %zu capped calls and a last one", calls, capped);
	tap_ok(world_search(w, a, &(struct search_ask){ .db = w->db,
	       .kind = INDEX_KIND_INTERNAL, .county = { 530526 }, .words = S("希望"), .limit = 5 },
	       &h) == OK && h.n == 0 && !h.more, "a county without texts finds nothing");
	ask.keep = keep_fails;
	ask.before.v = 0;
	tap_ok(world_search(w, a, &ask, &h) == ERR_BUSY, "a filter that fails is told");
	arena_free(a);
}

static void play(struct world *w)
{
	world_start(w);
	world_add(w, 9000);
	world_settle(w);
	test_typed(w);
	test_scope(w);
	world_stop(w);
	world_end(w);
}

/* On SQLite, and where the environment names a database (tests/pg/search.sh) on PostgreSQL. */
int main(void)
{
	const char  *url = getenv("PG_APP_URL"), *owner = getenv("PG_OWNER_URL");
	struct world w;

	world_new(&w);
	play(&w);
	if (url && owner) {
		world_new_at(&w, url, owner);
		play(&w);
	}
	return tap_done();
}
