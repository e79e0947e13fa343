#include "region/region.h"

#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/tap.h"

#define CODE(n) ((region_code){ INT64_C(n) })

static void test_ranges(void)
{
	static const struct {
		int64_t code;
		enum region_level level;
		int64_t lo, hi;
	} rows[] = {
		{ 0, REGION_LEVEL_NATION, 0, 999999999999 },
		{ 530000000000, REGION_LEVEL_PROVINCE, 530000000000, 539999999999 },
		{ 530500000000, REGION_LEVEL_CITY, 530500000000, 530599999999 },
		{ 441900000000, REGION_LEVEL_CITY, 441900000000, 441999999999 },
		{ 530524000000, REGION_LEVEL_COUNTY, 530524000000, 530524999999 },
		{ 530524102000, REGION_LEVEL_TOWNSHIP, 530524102000, 530524102999 },
		{ 530524102201, REGION_LEVEL_VILLAGE, 530524102201, 530524102201 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct region_range r = region_range((region_code){ rows[i].code }, rows[i].level);

		tap_ok(r.lo == rows[i].lo && r.hi == rows[i].hi, "%s %012lld spans %lld..%lld",
			region_level_names[rows[i].level], (long long)rows[i].code, (long long)r.lo,
			(long long)r.hi);
	}
	tap_ok(region_county(CODE(530524102201)).v == 530524, "a village's tenant");
	tap_ok(region_of_county((county_code){ 530524 }).v == 530524000000, "a tenant's place");
	tap_ok(region_tenant((county_code){ 530524 }).hi == 530524999999 && region_tenant((county_code){ 410700 }).hi == 410799999999 &&
	       region_tenant((county_code){ 530000 }).hi == 539999999999, "a tenant spans a county, a city or a province");
	tap_ok(region_congress_level(CODE(530524000000)) == REGION_LEVEL_COUNTY && region_congress_level(CODE(410700000000)) == REGION_LEVEL_CITY &&
	       region_congress_level(CODE(530000000000)) == REGION_LEVEL_PROVINCE && region_congress_level(CODE(0)) == REGION_LEVEL_NATION &&
	       region_congress_level(CODE(340406104000)) == REGION_LEVEL_TOWNSHIP, "a code says the level of its congress");
}

static void test_short(void)
{
	static const char *const rows[][2] = {
		{ "永胜村委会", "永胜村" }, { "漭水社区村民委员会", "漭水社区" }, { "河尾村村民委员会", "河尾村" },
		{ "东关社区居民委员会", "东关社区" }, { "北环居委会", "北环" }, { "村委会", "村委会" },
		{ "巴彦嘎查村委会", "巴彦嘎查" }, { "漭水镇", "漭水镇" }, { "", "" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = region_short(str_of(rows[i][0]));

		tap_ok(str_eq(s, str_of(rows[i][1])), "'%s' is short for '%s' (%.*s)", rows[i][1],
			rows[i][0], (int)s.n, s.p);
	}
}

/* Tables that must be refused, with the line told; nothing of them may stay. */
static void test_bad_tables(struct db *db, struct arena *a)
{
#define GOOD "530000000000\t1\t1\t云南省\tyunnansheng\tyns\n"
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "", "no region" },
		{ "#\t5\n", "no region" },
		{ "#\tx\n", "number of source rows" },
		{ GOOD GOOD, "line 2: codes must rise" },
		{ GOOD "5305\t2\t1\tx\tx\tx\n", "line 2: it must start with a code" },
		{ GOOD "530500000000\t6\t1\tx\tx\tx\n", "level must be" },
		{ GOOD "530500000001\t2\t1\tx\tx\tx\n", "does not fit" },
		{ GOOD "530500000000\t2\t2\tx\tx\tx\n", "congress must be 0 or 1" },
		{ GOOD "530500000000\t2\t1\t\tx\tx\n", "the name must be" },
		{ GOOD "530500000000\t2\t1\t\xc3\x28\tx\tx\n", "the name must be" },
		{ GOOD "530500000000\t2\t1\tx\tX\tx\n", "small letters" },
		{ GOOD "530500000000\t2\t1\tx\tx\tx", "cut off" },
		{ GOOD "540100000000\t2\t1\tx\tx\tx\n", "no place above it" },
	};
	struct region_figures f;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct region_import in = { .plain = str_of(rows[i].text), .why = S("") };
		enum err e = region_import(db, a, &in);
		size_t at;

		tap_ok(e == ERR_INPUT && str_find(in.why, str_of(rows[i].says), &at),
			"refused: %.*s", (int)in.why.n, in.why.p);
	}
	struct region_import cut = { .packed = region_builtin(), .why = S("") };
	cut.packed.n /= 2;
	enum err e = region_import(db, a, &cut);
	tap_ok(e == ERR_INPUT, "refused: %.*s", (int)cut.why.n, cut.why.p);
	tap_ok(region_figures(db, a, &f) == OK && !f.there, "nothing of them stayed");
	tap_ok(region_name(db, a, CODE(530000000000)).n == 0, "nor can be seen");
}

static void progress(void *arg, int64_t regions, bool last)
{
	(void)regions;
	*(int *)arg += last ? 100 : 1;
}

/* By steps, as a server does: nothing is seen before the last one. */
static void test_steps(struct db *db, struct arena *a)
{
	struct region_import in = { .packed = region_builtin(), .now = { 1 }, .why = S("") };
	struct region_steps *steps = NULL;
	struct region_figures f;
	bool more = true;
	int n = 0;
	enum err e = region_import_start(a, &in, &steps);

	while (!e && more) {
		/* The lane commits groups of closures; 100 here, to be kind to the disk. */
		if ((n % 100 == 0 && (e = db_begin(db, true))) ||
			(e = region_import_step(db, steps, &more)))
			break;
		if ((++n % 100 == 0 || !more) && (e = db_commit(db)))
			break;
		if (n == 700)
			tap_ok(region_name(db, a, CODE(110101000000)).n == 0 &&
					region_figures(db, a, &f) == OK && !f.there,
				"half a table cannot be seen");
	}
	tap_ok(e == OK && n == 1331, "in %d steps of 500 rows: %.*s", n, (int)in.why.n, in.why.p);
	tap_ok(in.done.source_rows == 665276 && in.done.regions == 665271, "both counts");
	tap_ok(region_figures(db, a, &f) == OK && f.there && f.regions == 665271,
		"then it is there");
}

static void test_again(struct db *db, struct arena *a)
{
	int calls = 0;
	struct region_import in = { .packed = region_builtin(),
		.now = { 1 },
		.why = S(""),
		.progress = progress,
		.arg = &calls };

	enum err e = region_import(db, a, &in);

	tap_ok(e == ERR_CONFLICT, "a second run is refused: %.*s", (int)in.why.n, in.why.p);
	in.again = true;
	tap_ok(region_import(db, a, &in) == OK && in.done.source_rows == 665276 &&
			in.done.regions == 665271,
		"again: 665,276 source rows, 665,271 regions");
	tap_ok(calls == 113, "progress was told 13 times and at the end (%d)", calls);
}

static void is_path(
	struct db *db, struct arena *a, region_code code, region_code below, const char *want)
{
	struct str got = region_path(db, a, code, below, " ");

	tap_ok(str_eq(got, str_of(want)), "path of %lld: %s (%.*s)", (long long)code.v, want,
		(int)got.n, got.p);
}

static void test_lookups(struct db *db, struct arena *a)
{
	struct region_place place, *places;
	struct region_range range;
	size_t n;

	tap_ok(region_find(db, a, CODE(530524102000), &place) == OK &&
			place.parent.v == 530524000000 && place.level == REGION_LEVEL_TOWNSHIP &&
			place.has_congress && str_eq(place.name, S("漭水镇")),
		"one place");
	tap_ok(region_find(db, a, CODE(530524999000), &place) == ERR_MISSING, "an unknown place");
	tap_ok(region_find(db, a, CODE(441900003000), &place) == OK &&
			place.parent.v == 441900000000,
		"a street of a city without counties");
	tap_ok(region_range_of(db, a, CODE(441900000000), &range) == OK && range.hi == 441999999999,
		"that city spans its own codes by level, not by zeros");
	tap_ok(region_find(db, a, CODE(110100000000), &place) == OK && !place.has_congress,
		"市辖区 has no congress");
	is_path(db, a, CODE(530524102000), CODE(0), "云南省 保山市 昌宁县 漭水镇");
	is_path(db, a, CODE(530524102201), CODE(530524000000), "漭水镇 漭水社区");
	is_path(db, a, CODE(110101001000), CODE(0), "北京市 东城区 东华门街道");
	is_path(db, a, CODE(530524999000), CODE(0), "");
	tap_ok(region_children(db, a, CODE(530524000000), CODE(0), 50, &places, &n) == OK &&
			n == 13,
		"13 townships");
	tap_ok(region_children(db, a, CODE(530524000000), places[4].code, 3, &places, &n) == OK &&
			n == 3 && places[0].code.v == 530524106000,
		"the next three after the fifth");
	tap_ok(region_children(db, a, CODE(0), CODE(0), 50, &places, &n) == OK && n == 31,
		"31 provinces");
	tap_ok(region_counties(db, a, CODE(530500000000), 5, &places, &n) == OK && n == 5 &&
		places[4].code.v == 530581000000, "five counties of 保山");
}

static bool first_is(const struct region_place *places, size_t n, const char *name)
{
	return n > 0 && str_eq(places[0].name, str_of(name));
}

static void test_search(struct db *db, struct arena *a)
{
	static const struct {
		int64_t code;
		enum region_level level;
		const char *typed, *first;
	} rows[] = {
		{ 530524000000, REGION_LEVEL_COUNTY, "漭水", "漭水镇" },
		{ 530524000000, REGION_LEVEL_COUNTY, "水镇", "漭水镇" },
		{ 530524000000, REGION_LEVEL_COUNTY, "ms", "漭水镇" },
		{ 530524000000, REGION_LEVEL_COUNTY, "MS", "漭水镇" },
		{ 530524000000, REGION_LEVEL_COUNTY, "ｍｓｚ", "漭水镇" },
		{ 530524000000, REGION_LEVEL_COUNTY, " mangshui ", "漭水镇" },
		{ 530524102000, REGION_LEVEL_TOWNSHIP, "mssq", "漭水社区村民委员会" },
		{ 0, REGION_LEVEL_NATION, "cn", "长宁区" },
		{ 530000000000, REGION_LEVEL_PROVINCE, "cnx", "昌宁县" },
		{ 0, REGION_LEVEL_NATION, "昌宁县", "昌宁县" },
		{ 530000000000, REGION_LEVEL_PROVINCE, "eryuan", "洱源县" },
		{ 530500000000, REGION_LEVEL_CITY, "漭水", "漭水镇" },
		{ 530500000000, REGION_LEVEL_CITY, "mssq", "漭水社区村民委员会" },
	};
	struct region_place *places;
	size_t n;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct region_range in = region_range((region_code){ rows[i].code }, rows[i].level);

		enum err e = region_search(db, a, in, str_of(rows[i].typed), 20, &places, &n);

		tap_ok(e == OK && first_is(places, n, rows[i].first),
			"'%s' below %012lld finds %s first (%.*s of %zu)", rows[i].typed,
			(long long)rows[i].code, rows[i].first, n ? (int)places[0].name.n : 0,
			n ? places[0].name.p : "", n);
	}
	struct region_range all = region_range(CODE(0), REGION_LEVEL_NATION);
	struct region_range county = region_range(CODE(530524000000), REGION_LEVEL_COUNTY);
	tap_ok(region_search(db, a, county, S("  "), 20, &places, &n) == OK && n == 0,
		"blanks find nothing");
	tap_ok(region_search(db, a, county, S("%"), 20, &places, &n) == OK && n == 0,
		"%% is a sign like others");
	tap_ok(region_search(db, a, county, S("zzzzzz"), 20, &places, &n) == OK && n == 0,
		"nothing of that name");
	tap_ok(region_search(db, a, all, S("c"), 20, &places, &n) == OK && n == 20,
		"one letter, at most 20 places");
	tap_ok(region_search(db, a, county, S("东城"), 20, &places, &n) == OK && n == 0,
		"nothing from elsewhere");
}

/* The longest of each search, on the full table; told, not judged. */
static void tell_speed(struct db *db)
{
	static const char *const typed[] = { "c", "zhong", "中", "ms", "漭水" };
	struct region_range in[] = { region_range(CODE(0), REGION_LEVEL_NATION),
		region_range(CODE(530524000000), REGION_LEVEL_COUNTY) };

	for (size_t k = 0; k < COUNT(in); k++)
		for (size_t i = 0; i < COUNT(typed); i++) {
			struct arena *own = arena_new(64 * 1024);
			struct region_place *places;
			size_t n;
			int64_t began = tick_us();

			if (region_search(db, own, in[k], str_of(typed[i]), 20, &places, &n) == OK)
				printf("# %s '%s': %lld us\n", k ? "county" : "nation", typed[i],
					(long long)(tick_us() - began));
			arena_free(own);
		}
}

static int forget(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

int main(void)
{
	char dir[] = "/tmp/lianxin-test-XXXXXX";
	struct arena *a = arena_new(256 * 1024);
	struct str why = S("");
	struct db *db = NULL;
	int64_t began;

	test_ranges();
	test_short();
	if (!mkdtemp(dir) || db_open(dir, DB_OFFLINE, a, &db, &why)) {
		tap_ok(false, "a folder: %.*s", (int)why.n, why.p);
		return tap_done();
	}
	test_bad_tables(db, a);
	test_steps(db, a);
	began = tick_us();
	test_again(db, a);
	printf("# import again: %lld ms\n", (long long)(tick_us() - began) / 1000);
	test_lookups(db, a);
	test_search(db, a);
	tell_speed(db);
	db_close(db);
	nftw(dir, forget, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(a);
	return tap_done();
}
