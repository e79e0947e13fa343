/* Deputies on a real file: imports and their faults, duplicates, undo, the blind index, and no personal field in plain. */
#include <ftw.h>
#include <stdlib.h>

#include "base/tap.h"
#include "db/lane.h"
#include "deputy/export.h"
#include "deputy/import.h"
#include "deputy/pages.h"
#include "region/region.h"

#define PHONE "13987650042"
#define DOOR  "漭水镇金丝雀巷七十七号"

static const char people[] =
	"姓名,性别,出生年月,政治面貌,手机号,家庭住址,人代会,届次,职务\r\n"
	"单金丝（示例）,女,1980.5,中共党员," PHONE "," DOOR ",昌宁县人大,第十八届,教师\r\n"
	"单金丝（示例）,,,," PHONE ",,全国,第十四届,\r\n"
	"区甲（示例）,男,197503,群众,13987650043,,昌宁县,第十八届,医生\r\n";

static const char faulty[] =
	"姓名,性别,出生年月,手机号,人代会,届次,天气\r\n"
	",男,1980-05,13987650044,昌宁县,第十八届,晴\r\n"
	"王乙,不男不女,五月,12,北京市,第十八届,晴\r\n"
	"李丙,男,1980-13,13987650045,昌宁县,,\r\n"
	"李丙,男,1980-12,13987650046,昌宁县,,\r\n"
	"李丙,男,1980-12,13987650045,昌宁县,,\r\n";

struct world {
	struct arena      *a, *chunk;
	struct db         *db;
	struct deputy_desk desk;
};

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

static void test_initials(struct arena *a)
{
	static const char *const rows[][2] = { { "单金丝", "sjs" }, { "区甲", "oj" }, { "尉迟恭", "ycg" }, { "解海龙", "xhl" },
		{ "曾国藩", "zgf" }, { "王建国（示例）", "wjg" }, { "Li Lei", "lilei" }, { "", "" } };

	for (size_t i = 0; i < COUNT(rows); i++)
		tap_ok(str_eq(deputy_initials(a, str_of(rows[i][0])), str_of(rows[i][1])), "initials of %s", rows[i][0]);
}

/* Whatever the groups, none is smaller than three, and nothing can be taken from the total to find one. */
static void test_small(void)
{
	static const int rows[][6] = { { 9, 5, 2, 1 }, { 9, 2 }, { 4, 1 }, { 2, 0 }, { 1, 1, 1, 0 }, { 30, 20, 3, 0 }, { 5, 4, 1, 0 } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct share s[6];
		size_t       n = 0, kept;
		int64_t      total = 0, sum = 0;
		bool         fine = true;

		for (; n < 6 && rows[i][n]; n++) {
			s[n] = (struct share){ .word = S("x"), .n = rows[i][n] };
			total += rows[i][n];
		}
		kept = small_merge(s, n, S("others"));
		for (size_t k = 0; k < kept; k++) {
			sum += s[k].n;
			fine &= s[k].n >= 3;
		}
		tap_ok(fine && (kept == 0 ? total < 3 : sum == total), "small groups, row %zu: %zu left", i, kept);
	}
}

static enum err run(struct world *w, struct import *in, const char *text, enum duplicates duplicates, bool dry)
{
	enum err e;

	arena_reset(w->chunk);
	*in = (struct import){ .desk = w->desk, .arena = w->a, .bytes = str_of(text), .file = S("people.csv"),
		.duplicates = duplicates, .dry = dry };
	if ((e = db_begin(w->db, true)))
		return e;
	db_scope(w->db, w->desk.county.v, w->desk.county.v);
	if (!(e = import_open(in)) && !dry)
		e = import_begin(in, BATCH_STATE_OPEN);
	while (!e && !in->ended)
		e = import_step(in);
	if (!e && !dry && !in->sum.n_faults && !(e = import_end(in)))
		return db_commit(w->db);
	db_rollback(w->db);
	return e;
}

static void test_faults(struct world *w, struct import *in)
{
	static const struct { int64_t row; size_t column; enum msg what; } want[] = {
		{ 2, 0, MSG_sheet_fault_needed }, { 3, 1, MSG_sheet_fault_choice }, { 3, 2, MSG_sheet_fault_month },
		{ 3, 3, MSG_sheet_fault_phone }, { 3, 4, MSG_sheet_fault_congress }, { 4, 2, MSG_sheet_fault_month },
		{ 6, 0, MSG_sheet_fault_twice } };

	tap_ok(run(w, in, faulty, DUPLICATES_SKIP, true) == OK && in->sum.n_faults == (int64_t)COUNT(want),
	       "every fault is told: %lld", (long long)in->sum.n_faults);
	for (size_t i = 0; i < COUNT(want); i++)
		tap_ok(in->faults[i].row == want[i].row && in->faults[i].column == want[i].column &&
		       in->faults[i].what == want[i].what, "fault %zu: row %lld column %zu", i, (long long)in->faults[i].row,
		       in->faults[i].column);
	tap_ok(in->n_notes == 1 && in->notes[0].column == 6, "a column nobody knows is named");
	tap_ok(run(w, in, "天气,风\r\n晴,大\r\n", DUPLICATES_SKIP, true) == ERR_INPUT, "a table without names is refused");
	tap_ok(run(w, in, "", DUPLICATES_SKIP, true) == ERR_INPUT && in->broken == SHEET_EMPTY, "so is an empty file");
}

static person_id by_phone(struct world *w, county_code county, const char *phone)
{
	struct deputy_desk d = w->desk;
	person_id          ids[4] = { { 0 } };
	size_t             n = 0;

	d.county = county;
	if (db_begin(w->db, false))
		return ids[0];
	db_scope(w->db, county.v, county.v);
	if (deputy_by_phone(&d, str_of(phone), ids, 4, &n))
		n = 0;
	db_rollback(w->db);
	return n == 1 ? ids[0] : (person_id){ 0 };
}

static bool record(struct world *w, person_id id, struct deputy_record *d)
{
	enum err e = db_begin(w->db, false);

	db_scope(w->db, w->desk.county.v, w->desk.county.v);
	e = e ? e : deputy_read(&w->desk, id, d);
	db_rollback(w->db);
	return e == OK;
}

static void test_import(struct world *w, struct import *in)
{
	struct deputy_record d;
	person_id            id;

	tap_ok(run(w, in, people, DUPLICATES_SKIP, true) == OK && in->sum.added == 2 && in->sum.n_faults == 0 &&
	       by_phone(w, w->desk.county, PHONE).v == 0, "a dry run stores nothing");
	tap_ok(run(w, in, people, DUPLICATES_SKIP, false) == OK && in->rows == 3 && in->people == 2 && in->sum.added == 2,
	       "three rows are two people");
	id = by_phone(w, w->desk.county, PHONE);
	tap_ok(id.v && record(w, id, &d) && d.n_seats == 2 && d.seats[0].level == REGION_LEVEL_NATION &&
	       str_eq(d.initials, S("sjs")) && d.birth == 198005 && str_eq(d.door, S(DOOR)), "found by the whole number, with both seats");
	tap_ok(by_phone(w, w->desk.county, "1398765004").v == 0 && by_phone(w, (county_code){ 532930 }, PHONE).v == 0,
	       "not by a part of it, nor from another tenant");
	tap_ok(run(w, in, people, DUPLICATES_SKIP, false) == OK && in->sum.added == 0 && in->sum.skipped == 2, "known people are left alone");
	tap_ok(run(w, in, people, DUPLICATES_UPDATE, false) == OK && in->sum.unchanged == 2, "the same again changes nothing");
}

static void test_undo(struct world *w, struct import *in)
{
	static const char more[] = "姓名,手机号,职务\r\n区甲（示例）,13987650043,院长\r\n新丁（示例）,13987650049,农民\r\n";
	struct undo       u = { .desk = w->desk, .arena = w->a };
	struct deputy_record d;
	person_id            id = by_phone(w, w->desk.county, "13987650043");
	enum err             e;

	tap_ok(run(w, in, more, DUPLICATES_UPDATE, false) == OK && in->sum.added == 1 && in->sum.updated == 1 && record(w, id, &d) &&
	       str_eq(d.post, S("院长")) && d.sex == SEX_MALE, "an update leaves what the file does not say");
	u.batch = in->desk.batch;
	e = db_begin(w->db, true);
	db_scope(w->db, w->desk.county.v, w->desk.county.v);
	e = e ? e : import_undo(&u, 100);
	e = e ? e : counters_apply(w->db);
	e = e ? e : db_commit(w->db);
	tap_ok(e == OK && u.taken == 2 && u.kept == 0 && u.ended, "an import is taken back");
	tap_ok(record(w, id, &d) && str_eq(d.post, S("医生")) && by_phone(w, w->desk.county, "13987650049").v == 0,
	       "as before, and the new one is gone");
}

/* An account with a grant as a deputy, as the three officers make it. */
static const struct db_query account_put = {
	.name = "account_put", .id = DB_UNCACHED, .types = "", .out_types = "", .writes = true,
	.sql = "INSERT INTO account(id, name, display, password, created) VALUES (77, 'x', 'x', 'x', 0)"
};
static const struct db_query grant_put = {
	.name = "grant_put", .id = DB_UNCACHED, .n_in = 1, .types = "i", .out_types = "", .writes = true,
	.sql = "INSERT INTO grants(account, role, county, region_lo, region_hi, person, from_day, to_day) "
	       "VALUES (77, 1, 530524, 530524000000, 530524999999, ?1, 1, 2)"
};

static enum err put(struct db *db, const struct db_query *q, int64_t person)
{
	struct db_cursor c;
	bool             row;
	enum err         e = db_start(db, q, &c);

	if (e)
		return e;
	if (q->n_in)
		db_set_int(&c, 1, person);
	e = db_step(&c, &row);
	db_done(&c);
	return e;
}

static enum err changed_by_hand(struct world *w, person_id id)
{
	struct deputy_record d;
	enum err             e = db_begin(w->db, true);

	db_scope(w->db, w->desk.county.v, w->desk.county.v);
	if (!e && !(e = deputy_read(&w->desk, id, &d))) {
		d.post = S("村医");
		e = deputy_store(&w->desk, &d);
	}
	e = e ? e : counters_apply(w->db);
	return e ? e : db_commit(w->db);
}

static enum undo_reason left_why(const struct undo *u, const char *name)
{
	for (size_t i = 0; i < u->n_list; i++)
		if (str_eq(u->list[i].name, str_of(name)))
			return u->list[i].why;
	return UNDO_REASON_NONE;
}

/* Whoever was changed since, or got a grant even if it has ended, stays; the others go. */
static void test_undo_left(struct world *w, struct import *in)
{
	static const char three[] = "姓名,手机号,职务\r\n区甲（示例）,13987650043,院长\r\n丁一（示例）,13987650051,农民\r\n"
		"丁二（示例）,13987650052,农民\r\n丁三（示例）,13987650053,农民\r\n";
	struct undo          u = { .desk = w->desk, .arena = w->a };
	struct deputy_record d;
	person_id            old, one, two;
	enum err             e;

	tap_ok(run(w, in, three, DUPLICATES_UPDATE, false) == OK && in->sum.added == 3 && in->sum.updated == 1,
	       "three are added, one is changed");
	old = by_phone(w, w->desk.county, "13987650043");
	one = by_phone(w, w->desk.county, "13987650051");
	two = by_phone(w, w->desk.county, "13987650052");
	e = db_begin(w->db, true);
	e = e ? e : put(w->db, &account_put, 0);
	e = e ? e : put(w->db, &grant_put, two.v);
	e = e ? e : db_commit(w->db);
	tap_ok(e == OK && changed_by_hand(w, one) == OK && changed_by_hand(w, old) == OK,
	       "two are changed by hand, one gets a grant");
	u.batch = in->desk.batch;
	e = db_begin(w->db, true);
	db_scope(w->db, w->desk.county.v, w->desk.county.v);
	e = e ? e : import_undo(&u, 100);
	e = e ? e : counters_apply(w->db);
	e = e ? e : db_commit(w->db);
	tap_ok(e == OK && u.taken == 1 && u.kept == 3 && u.n_list == 3, "one is taken back, three stay");
	tap_ok(left_why(&u, "丁一（示例）") == UNDO_REASON_CHANGED && left_why(&u, "区甲（示例）") == UNDO_REASON_CHANGED &&
	       left_why(&u, "丁二（示例）") == UNDO_REASON_ACCOUNT, "and it is said why");
	tap_ok(record(w, one, &d) && str_eq(d.post, S("村医")) && record(w, two, &d) && str_eq(d.post, S("农民")) &&
	       record(w, old, &d) && str_eq(d.post, S("村医")) && by_phone(w, w->desk.county, "13987650053").v == 0,
	       "those who stay are as they were");
}

/* The row that shows how is no person, in either language; a township's office changes nobody elsewhere. */
static void test_narrow(struct world *w, struct import *in)
{
	struct gazetteer g;
	struct str       table = S("");

	if (db_begin(w->db, false) == OK) {
		db_scope(w->db, w->desk.county.v, w->desk.county.v);
		if (gazetteer_read(w->db, w->a, w->desk.county, LANG_EN, &g) == OK)
			table = template_csv(w->a, &g);
		db_rollback(w->db);
	}
	tap_ok(run(w, in, str_z(w->a, table), DUPLICATES_SKIP, true) == OK && in->rows == 1 && in->people == 0 &&
	       in->sum.n_faults == 0 && in->n_notes == 0, "the template as it is brings nobody");
	*in = (struct import){ .desk = w->desk, .arena = w->a, .file = S("x.csv"), .duplicates = DUPLICATES_UPDATE, .dry = true,
		.bytes = S("姓名,手机号,职务,居住地代码\r\n单金丝（示例）," PHONE ",站长,\r\n新人（示例）,13987650061,,530524999000\r\n"),
		.lo = INT64_C(530524101000), .hi = INT64_C(530524101999) };
	if (db_begin(w->db, false) == OK) {
		db_scope(w->db, w->desk.county.v, w->desk.county.v);
		tap_ok(import_open(in) == OK && import_step(in) == OK && in->sum.n_faults == 2 &&
		       in->sum.updated == 0 && in->sum.added == 0, "a township's office reaches no farther than its township: %lld",
		       (long long)in->sum.n_faults);
		db_rollback(w->db);
	}
}

static void test_counters(struct world *w)
{
	struct buf report;
	int64_t    differences = 0;

	buf_init(&report, w->a, 1 << 16);
	tap_ok(check_run(w->db, w->a, deputy_checks, deputy_checks_n, &report, &differences) == OK && differences == 0,
	       "the counters are what they count: %.*s", (int)report.n, report.n ? report.p : "");
}

/* Neither number nor door stands in any file of the folder; the name does. */
static void test_canary(struct arena *a, const char *dir)
{
	static const char *const files[] = { "/lianxin.db", "/lianxin.db-wal" };
	bool                     name = false, phone = false, door = false;

	for (size_t i = 0; i < COUNT(files); i++) {
		FILE  *f = fopen(str_z(a, str_join(a, str_of(dir), str_of(files[i]), STR_NONE)), "rbe");
		char  *p = arena_alloc(a, 32 << 20);
		size_t n = f ? fread(p, 1, 32 << 20, f) : 0;

		name |= n && memmem(p, n, "单金丝", strlen("单金丝"));
		phone |= n && memmem(p, n, PHONE, strlen(PHONE));
		door |= n && memmem(p, n, "金丝雀巷", strlen("金丝雀巷"));
		if (f)
			fclose(f);
	}
	tap_ok(name && !phone && !door, "telephone and door stand nowhere in plain");
}

int main(void)
{
	static const char regions[] =
		"530000000000\t1\t1\t云南省\tyunnansheng\tyns\n530500000000\t2\t1\t保山市\tbaoshanshi\tbss\n"
		"530524000000\t3\t1\t昌宁县\tchangningxian\tcnx\n530524101000\t4\t1\t漭水镇\tmangshuizhen\tmsz\n";
	struct world         w = { .a = arena_new(1 << 20), .chunk = arena_new(1 << 20) };
	char                 dir[] = "/tmp/lianxin-deputy-XXXXXX";
	struct import       *in = ARENA_NEW(w.a, struct import);
	struct str           why = STR_NONE;
	struct region_import table = { .plain = S("#\t4\n"), .now = { 1795320000000 }, .why = STR_NONE };

	if (crypt_start() || !mkdtemp(dir) || db_open(dir, DB_OFFLINE, w.a, &w.db, &why))
		return 1;
	table.plain = str_join(w.a, S("#\t4\n"), str_of(regions), STR_NONE);
	w.desk = (struct deputy_desk){ .db = w.db, .arena = w.chunk, .keys = keys_for_test(), .county = { 530524 },
		.now = { 1795320000000 } };
	test_initials(w.a);
	test_small();
	tap_ok(region_import(w.db, w.a, &table) == OK, "the places: %.*s", (int)table.why.n, table.why.n ? table.why.p : "");
	test_faults(&w, in);
	test_import(&w, in);
	test_undo(&w, in);
	test_undo_left(&w, in);
	test_narrow(&w, in);
	test_counters(&w);
	test_canary(w.a, dir);
	db_close(w.db);
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(w.chunk);
	arena_free(w.a);
	return tap_done();
}
