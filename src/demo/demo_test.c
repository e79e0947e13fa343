/* The whole command on a small division table: states, figures, refusals, the same seed twice. */
#include "demo/demo_private.h"

#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/tap.h"
#include "figures/figures.h"
#include "search/search.h"

#define NOW "1795320000000"             /* 2026-11-22, morning */

static const char table[] =
	"440000000000\t1\t1\t广东省\tguangdongsheng\tgds\n"
	"441900000000\t2\t1\t东莞市\tdongguanshi\tdgs\n"
	"441900003000\t4\t0\t东城街道\tdongchengjiedao\tdcjd\n"
	"441900003001\t5\t0\t岗贝社区居委会\tgangbeishequjuweihui\tgbsqjwh\n"
	"530000000000\t1\t1\t云南省\tyunnansheng\tyns\n"
	"530500000000\t2\t1\t保山市\tbaoshanshi\tbss\n"
	"530524000000\t3\t1\t昌宁县\tchangningxian\tcnx\n"
	"530524101000\t4\t1\t田园镇\ttianyuanzhen\ttyz\n"
	"530524101001\t5\t0\t关庙社区居民委员会\tguanmiaoshequjuminweiyuanhui\tgmsqjmwyh\n"
	"530524101002\t5\t0\t宝丰社区居民委员会\tbaofengshequjuminweiyuanhui\tbfsqjmwyh\n"
	"530524102000\t4\t1\t漭水镇\tmangshuizhen\tmsz\n"
	"530524102203\t5\t0\t明华村民委员会\tminghuacunminweiyuanhui\tmhcmwyh\n"
	"532900000000\t2\t1\t大理白族自治州\tdalibaizuzizhizhou\tdlbzzzz\n"
	"532930000000\t3\t1\t洱源县\teryuanxian\teyx\n"
	"532930101000\t4\t1\t三营镇\tsanyingzhen\tsyz\n"
	"532930101215\t5\t0\t永胜村委会\tyongshengcunweihui\tyscwh\n";

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static int run(const char *dir, const char *county, const char *cases)
{
	const char   *words[] = { "demo", "--data", dir, "--county", county, "--cases", cases,
		  "--seed", "5", "--now", NOW };
	struct arena *a = arena_new(4096);
	char         *argv[COUNT(words) + 1] = { NULL };
	int           status;

	for (size_t i = 0; i < COUNT(words); i++)
		argv[i] = str_z(a, str_of(words[i]));
	status = demo_command((int)COUNT(words), argv);
	arena_free(a);
	return status;
}

/* A folder with the small table, so that the command does not load the whole country. */
static void folder_new(char *dir, struct arena *a)
{
	struct region_import in = { .plain = S(""), .now = { 1 }, .why = STR_NONE };
	struct str           why = STR_NONE;
	struct db           *db;

	in.plain = str_of(table);
	if (!mkdtemp(dir) || db_open(dir, DB_OFFLINE, a, &db, &why) || region_import(db, a, &in)) {
		printf("Bail out! no folder: %.*s %.*s\n", (int)why.n, why.n ? why.p : "",
			(int)in.why.n, in.why.n ? in.why.p : "");
		exit(1);
	}
	db_close(db);
}

static struct db *reader(const char *dir, struct arena *a)
{
	struct str why = STR_NONE;
	struct db *db;

	if (db_open(dir, DB_READ, a, &db, &why)) {
		printf("Bail out! %.*s\n", (int)why.n, why.p);
		exit(1);
	}
	return db;
}

static void test_states(struct db *db, struct arena *a)
{
	struct demo_states_row *rows;
	size_t                  n = 0, here = 0;
	int64_t                 all = 0, concluded = 0;

	if (demo_states(db, a, &(struct demo_states_in){ { 530524 } }, &rows, &n) == OK)
		for (size_t i = 0; i < n; i++) {
			here += rows[i].n > 0;
			all += rows[i].n;
			concluded += rows[i].state == CASE_STATE_CONCLUDED ? rows[i].n : 0;
		}
	tap_ok(all == 900, "900 cases (%lld)", (long long)all);
	tap_ok(here == CASE_STATE_COUNT - 1, "in every state (%zu)", here);
	tap_ok(concluded > 650 && concluded < 830, "most of them concluded (%lld)",
		(long long)concluded);
}

static void test_agreement(const char *dir, struct arena *a)
{
	struct search_report       found = { 0 };
	struct demo_audit_behind_row behind = { -1 };
	struct str                 why = STR_NONE;
	struct db                 *db = reader(dir, a);
	struct buf                 report;
	int64_t                    differences = 0;
	enum err                   e;

	buf_init(&report, a, 1 << 16);
	e = check_run(db, a, db_checks, db_checks_n, &report, &differences);
	e = e ? e : check_run(db, a, figures_checks, figures_checks_n, &report, &differences);
	tap_ok(!e && differences == 0, "checks find nothing: %.*s", differences ? (int)report.n : 0,
		report.p);
	e = demo_audit_behind(db, a, &(struct demo_audit_behind_in){ { 530524 } }, &behind);
	tap_ok(!e && behind.n == 0, "audit rows stand in the order of time (%lld)",
		(long long)behind.n);
	db_close(db);
	e = search_check(dir, a, 30, &found, &why);
	tap_ok(!e && found.sound && found.texts >= 900 &&
			found.missing + found.extra + found.wrong + found.differ == 0,
		"every text is in the search index (%lld)", (long long)found.texts);
}

/* Every line: name, a password that opens it, role, scope; for the owner's eyes only. */
static void test_accounts(const char *dir, struct arena *a, size_t want)
{
	struct str  path = str_join(a, str_of(dir), S("/demo-accounts.txt"), STR_NONE);
	FILE       *f = fopen(str_z(a, path), "r");
	struct stat st = { 0 };
	struct db  *db = reader(dir, a);
	char        line[512];
	size_t      lines = 0, good = 0;

	while (f && fgets(line, sizeof(line), f)) {
		struct demo_account_named_row row;
		struct str                    rest = str_of(line), name, password;
		bool                          found = false;

		lines++;
		if (!str_next(&rest, '\t', &name) || !str_next(&rest, '\t', &password) ||
			demo_account_named(
				db, a, &(struct demo_account_named_in){ name }, &row, &found) ||
			!found)
			continue;
		/* The last lines are enough: each takes a fifth of a second. */
		good += lines + 3 <= want || password_matches(row.password, password);
	}
	tap_ok(lines == want && good == want, "%zu accounts and their passwords (%zu, %zu)", want,
		lines, good);
	tap_ok(f && fstat(fileno(f), &st) == 0 && (st.st_mode & 0777) == 0600,
		"only the owner may read them");
	if (f)
		fclose(f);
	db_close(db);
}

struct sum {
	uint64_t h;
	size_t   n;
};

static enum err add_case(void *arg, const struct demo_cases_row *r)
{
	struct sum    *s = arg;
	int64_t        all[] = { r->id.v, (int64_t)r->state, r->station.v, r->region.v, r->kind.v,
		       r->created.ms, r->changed.ms };
	unsigned char  digest[HASH_BYTES];
	uint64_t       part;

	for (size_t i = 0; i < COUNT(all); i++)
		s->h = (s->h ^ (uint64_t)all[i]) * UINT64_C(1099511628211);
	hash_sha256(r->words.p, r->words.n, digest);
	memcpy(&part, digest, sizeof(part));
	s->h ^= part;
	s->n++;
	return OK;
}

static struct sum sum_of(const char *dir, struct arena *a)
{
	struct db *db = reader(dir, a);
	struct sum s = { 1, 0 };

	if (demo_cases(db, a, &(struct demo_cases_in){ { 530524 } }, add_case, &s))
		s.n = 0;
	db_close(db);
	return s;
}

static void test_refusals(const char *dir)
{
	static const struct {
		const char *county, *cases;
		int         status;
	} rows[] = {
		{ "530524", "10", 1 }, /* is here already */
		{ "999999", "10", 1 },
		{ "530000", "10", 1 },
		{ "530599", "10", 1 },
		{ "12", "10", 2 },
		{ "changning", "10", 2 },
		{ "532930", "-1", 2 },
		{ "532930", "99999999999", 2 },
		{ "532930", "ten", 2 },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tap_ok(run(dir, rows[i].county, rows[i].cases) == rows[i].status,
			"--county %s --cases %s gives %d", rows[i].county, rows[i].cases,
			rows[i].status);
	tap_ok(run("/nowhere/at/all", "530524", "10") == 1, "a folder that cannot be made");
}

/* A county that was begun and not finished is not taken for a whole one. */
static void test_broken_off(const char *dir, struct arena *a)
{
	struct str why = STR_NONE;
	struct db *db;
	enum err   e = db_open(dir, DB_OFFLINE, a, &db, &why);

	e = e ? e : db_begin(db, true);
	e = e ? e :
		demo_mark_put(db,
			&(struct demo_mark_put_in){
				demo_mark_name(a, (county_code){ 441900 }), S("1") },
			NULL);
	e = e ? e :
		demo_tenant_insert(db,
			&(struct demo_tenant_insert_in){ { 441900 }, S("东莞市"), { 1 } }, NULL);
	e = e ? e : db_commit(db);
	db_close(db);
	tap_ok(!e && run(dir, "441900", "0") == 1, "a broken-off county is refused");
}

int main(void)
{
	char          one[] = "/tmp/demo_test.XXXXXX", two[] = "/tmp/demo_test.XXXXXX";
	struct arena *a = arena_new(1 << 16);
	struct db    *db;
	struct sum    first, second;

	if (crypt_start())
		return 1;
	folder_new(one, a);
	folder_new(two, a);
	tap_ok(run(one, "530524", "900") == 0, "a county is made");
	db = reader(one, a);
	test_states(db, a);
	db_close(db);
	test_agreement(one, a);
	test_accounts(one, a, 16);
	test_refusals(one);
	tap_ok(run(one, "532930", "60") == 0, "a second county in the folder");
	test_agreement(one, a);
	test_accounts(one, a, 32);
	tap_ok(run(one, "530500", "10") == 0, "a city with its counties");
	test_accounts(one, a, 48);
	tap_ok(run(two, "441900", "0") == 0, "a city without counties, and no cases");
	tap_ok(run(two, "530524", "900") == 0, "the first county in another folder");
	first = sum_of(one, a);
	second = sum_of(two, a);
	tap_ok(first.n == 900 && first.n == second.n && first.h == second.h,
		"the same seed gives the same cases");
	test_broken_off(one, a);
	nftw(one, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	nftw(two, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	arena_free(a);
	return tap_done();
}
