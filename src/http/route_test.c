/* The table of doors: finding, checking, printing. */
#include "http/route.h"

#include "base/tap.h"

static enum err nothing(struct req *r)
{
	(void)r;
	return OK;
}

static const struct route good[] = {
	{ GET,  "/",                   ANYONE,              nothing, NULL, NULL, 0 },
	{ GET,  "/cases",              STATION_STAFF,       nothing, NULL, NULL, LIST },
	{ GET,  "/cases/new",          CLERK,               nothing, NULL, NULL, 0 },
	{ GET,  "/cases/:no",          CASE_STAFF,          nothing, NULL, NULL, 0 },
	{ POST, "/cases/:no/steps/:e", STATION_STAFF,       nothing, NULL, NULL, 0 },
	{ GET,  "/:page",              ANYONE,              nothing, NULL, NULL, 0 },
	{ 0 }
};

static const struct route bad[] = {
	{ GET,  "/a",     0,          nothing, NULL,    NULL,    0 },
	{ GET,  "b",      ANYONE,     nothing, NULL,    NULL,    0 },
	{ GET,  "/c",     ANYONE,     NULL,    NULL,    NULL,    0 },
	{ GET,  "/d/",    ANYONE,     nothing, NULL,    NULL,    0 },
	{ GET,  "/e/:x",  ANYONE,     nothing, NULL,    NULL,    0 },
	{ GET,  "/e/:y",  ANYONE,     nothing, NULL,    NULL,    0 },
	{ GET,  "/f",     ANYONE,     nothing, NULL,    nothing, 0 },
	{ POST, "/g",     ANYONE,     nothing, NULL,    NULL,    HEAVY },
	{ GET,  "/h",     1u << 30,   nothing, NULL,    NULL,    0 },
	{ 0 }
};

static const struct route *const good_rooms[] = { good, NULL }, *const bad_rooms[] = { bad, NULL };
static const struct route_table good_table = { good_rooms }, bad_table = { bad_rooms };

static void find_test(struct arena *a)
{
	static const struct {
		enum method m;
		const char *path;
		enum err    want;
		size_t      row;
	} rows[] = {
		{ GET,  "/", OK, 0 },
		{ GET,  "/cases", OK, 1 },
		{ GET,  "/cases/new", OK, 2 },
		{ GET,  "/cases/530524-26-000001", OK, 3 },
		{ POST, "/cases/1/steps/accept", OK, 4 },
		{ GET,  "/about", OK, 5 },
		{ GET,  "/cases/1/steps/accept", ERR_METHOD, 0 },
		{ POST, "/cases", ERR_METHOD, 0 },
		{ GET,  "/cases/", ERR_MISSING, 0 },
		{ GET,  "/cases//steps/x", ERR_MISSING, 0 },
		{ GET,  "//cases", ERR_MISSING, 0 },
		{ GET,  "/cases/1/x", ERR_MISSING, 0 },
		{ GET,  "/Cases/1", ERR_MISSING, 0 },
	};
	struct req r = { .arena = a };

	for (size_t i = 0; i < COUNT(rows); i++) {
		enum err e;

		r.path = str_of(rows[i].path);
		e = route_find(&good_table, rows[i].m, &r);
		tap_ok(e == rows[i].want && (e || r.route == &good[rows[i].row]), "%s",
		       rows[i].path);
	}
	r.path = S("/cases/77/steps/accept");
	tap_ok(!route_find(&good_table, POST, &r) && str_eq(req_part(&r, "no"), S("77")) &&
	               str_eq(req_part(&r, "e"), S("accept")) && str_eq(req_part(&r, "x"), S("")),
	       "the parts of a path");
}

static void check_test(struct arena *a)
{
	struct buf why;
	size_t     at;
	int        faults;

	buf_init(&why, a, 1 << 16);
	tap_ok(routes_check(&good_table, &why) == 0 && why.n == 0, "a good table has no faults");
	faults = routes_check(&bad_table, &why);
	tap_ok(faults == 8, "each bad row is told (%d)", faults);
	tap_ok(str_find(buf_view(&why), S("GET /a: names no role"), &at),
	       "a row without roles first of all");
	tap_ok(str_find(buf_view(&why), S("GET /e/:y: stands twice"), &at),
	       "two rows that differ in names only");
}

static void print_test(struct arena *a)
{
	struct buf one, two;
	size_t     at;

	buf_init(&one, a, 1 << 16);
	buf_init(&two, a, 1 << 16);
	routes_print(&good_table, &one);
	routes_print(&good_table, &two);
	tap_ok(str_eq(buf_view(&one), buf_view(&two)) && one.n > 0, "printing is stable");
	tap_ok(str_find(buf_view(&one),
	                S("GET  /cases                                       clerk head\n"), &at),
	       "a row names its roles");
	tap_ok(str_starts(
	               buf_view(&one),
	               S("GET  /                                            anyone\nGET  /:page ")),
	       "sorted by path");
}

int main(void)
{
	struct arena *a = arena_new(4096);

	find_test(a);
	check_test(a);
	print_test(a);
	arena_free(a);
	return tap_done();
}
