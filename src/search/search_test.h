/*
 * search_test: a small world for the tests and the bench of this room: a data
 * folder, its lane, the search, and a plain list of the same texts in memory
 * that says what each search must find.
 */
#ifndef SEARCH_SEARCH_TEST_H
#define SEARCH_SEARCH_TEST_H

#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/tap.h"
#include "base/text.h"
#include "base/time.h"
#include "db/audit.h"
#include "db/lane.h"
#include "search/search_private.h"

struct doc {
	county_code     county;
	case_id         id;
	int64_t         part;
	enum index_kind kind;
	struct str      words, folded;
	bool            gone;
};

struct world {
	const char    *dir;              /* or the URL of a database */
	struct arena  *arena;            /* for the whole program */
	struct lane   *lane;
	struct db     *db;               /* the asker's reader */
	struct search *search;
	struct doc    *doc;
	size_t         n, cap;
	uint64_t       seed;
};

static inline uint64_t dice(struct world *w, uint64_t sides)
{
	w->seed ^= w->seed << 13;
	w->seed ^= w->seed >> 7;
	w->seed ^= w->seed << 17;
	return w->seed % sides;
}

static int world_remove(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static void world_need(enum err e, struct str why)
{
	if (!e)
		return;
	printf("Bail out! error %d: %.*s\n", (int)e, (int)why.n, why.p ? why.p : "");
	exit(1);
}

__attribute__((unused))
static void world_start(struct world *w)
{
	struct str why = STR_NONE;

	world_need(lane_start(w->dir, w->arena, &w->lane, &why), why);
	world_need(db_open(w->dir, DB_READ, w->arena, &w->db, &why), why);
	world_need(search_start(w->dir, w->lane, w->arena, &w->search, &why), why);
}

__attribute__((unused))
static void world_stop(struct world *w)
{
	search_stop(w->search);
	db_close(w->db);
	lane_stop(w->lane);
	w->search = NULL;
}

__attribute__((unused))
static void world_new(struct world *w)
{
	const char *tmp = getenv("TMPDIR");

	*w = (struct world){ .arena = arena_new(1 << 20), .seed = 88172645463325252u };
	w->dir = str_z(w->arena, str_join(w->arena, str_of(tmp ? tmp : "/tmp"),
	                                  S("/lianxin-search-XXXXXX"), STR_NONE));
	if (!mkdtemp((char *)(uintptr_t)w->dir))
		abort();
}

/* Runs a statement that has no query of its own, on either engine: ints first, then texts. */
static enum err test_run(struct db *db, const char *sql, const int64_t *v, int n,
                         const struct str *t, int nt)
{
	struct db_query  q = { .name = "test", .sql = sql, .postgres = sql, .id = DB_UNCACHED,
	                       .types = &"iiitttt"[3 - n], .n_in = (uint8_t)(n + nt),
	                       .county_in = n > 0, .any_county = n == 0, .writes = true };
	struct db_cursor c;
	bool             row;
	enum err         e = db_start(db, &q, &c);

	if (e)
		return e;
	for (int i = 0; i < n; i++)
		db_set_int(&c, i + 1, v[i]);
	for (int i = 0; i < nt; i++)
		db_set_text(&c, n + i + 1, t[i]);
	e = db_step(&c, &row);
	db_done(&c);
	return e;
}

/* The same on PostgreSQL, in a database that is emptied first by its owner. */
__attribute__((unused))
static void world_new_at(struct world *w, const char *url, const char *owner)
{
	static const char *const empty[] = {
		"DELETE FROM case_text WHERE county >= 0", "DELETE FROM tenant",
		"DELETE FROM public_case WHERE county >= 0",
		"DELETE FROM search_text WHERE county >= 0",
		("INSERT INTO tenant (county, name, created) VALUES (440000, 'a', 0),"
		 " (530524, 'b', 0), (530525, 'c', 0)"),
	};
	struct str why = STR_NONE;
	struct db *db;

	*w = (struct world){ .arena = arena_new(1 << 20), .seed = 88172645463325252u, .dir = url };
	world_need(db_open(owner, DB_OFFLINE, w->arena, &db, &why), why);
	world_need(db_begin(db, true), S("begin"));
	db_scope(db, 0, 999999);
	for (size_t i = 0; i < COUNT(empty); i++)
		world_need(test_run(db, empty[i], NULL, 0, NULL, 0), str_of(empty[i]));
	world_need(db_commit(db), S("commit"));
	db_close(db);
}

__attribute__((unused))
static void world_end(struct world *w)
{
	if (!db_is_url(w->dir))
		nftw(w->dir, world_remove, 16, FTW_DEPTH | FTW_PHYS);
	base_free(w->doc);
	arena_free(w->arena);
}

__attribute__((unused))
static void world_settle(struct world *w)
{
	if (w->search)
		world_need(search_settle(w->search, 60000), S("the index did not settle"));
}

/* ---- texts ---- */

static const char *const test_where[] = {
	"东街菜市场", "西河村三组", "中心小学门口", "卫生院旁边", "老车站", "新华路北段", "水库大坝",
	"幸福小区２号楼", "工业园", "河边栈道", "Bus 12 stop", "G56 高速出口", "凤凰山", "敬老院",
};
static const char *const test_what[] = {
	"路灯不亮", "自来水浑浊", "井盖破损", "垃圾没人清运", "道路坑洼积水", "WiFi 信号差",
	"噪音扰民到半夜", "停车位太少", "污水直排", "电线老化", "公交班次少", "学生过马路危险",
	"健身器材坏了", "占道经营", "ＡＴＭ机停用", "网格员不上门", "低保手续繁琐", "饮水管爆裂",
};
static const char *const test_wish[] = {
	"请尽快派人维修", "希望增加投入", "盼望有关部门答复", "建议早日整改", "能不能加装护栏",
	"请协调解决", "希望公开进展", "请增设标志牌", "盼解决", "Please help", "谢谢",
};
static const char *const test_join[] = { "，", "。", "、", " ", "\n", "；", "", "！" };

__attribute__((unused))
static struct str test_words(struct world *w, size_t clauses)
{
	struct buf b;

	buf_init(&b, w->arena, 65536);
	for (size_t i = 0; i < clauses; i++) {
		buf_z(&b, test_where[dice(w, COUNT(test_where))]);
		buf_z(&b, test_what[dice(w, COUNT(test_what))]);
		buf_z(&b, test_join[dice(w, COUNT(test_join))]);
		if (dice(w, 2))
			buf_z(&b, test_wish[dice(w, COUNT(test_wish))]);
		if (dice(w, 6) == 0) {   /* characters that occur seldom */
			buf_utf8(&b, (uint32_t)(0x4E00 + dice(w, 20000)));
			buf_utf8(&b, (uint32_t)(dice(w, 9) ? 0x4E00 + dice(w, 400) :
			                                    0x20000 + dice(w, 50)));
		}
		buf_z(&b, test_join[dice(w, COUNT(test_join))]);
	}
	return buf_view(&b);
}

/* ---- writing, in the lane ---- */

static enum err test_store(struct db *db, const struct doc *d)
{
	int64_t v[] = { d->county.v, d->id.v, d->part };

	if (d->kind == INDEX_KIND_PUBLIC)
		return test_run(db, "INSERT INTO public_case (county, case_id, gen, state,"
		        " published, region, station, kind, class, days, title, words, answer)"
		        " VALUES ($1, $2, $3, 1, 1, 1, 1, 1, 1, 1, '', $4, '')"
		        " ON CONFLICT (county, case_id, gen) DO UPDATE SET words = excluded.words",
		        v, 3, &d->words, 1);
	return test_run(db, "INSERT INTO case_text (county, case_id, part, at, words)"
	                " VALUES ($1, $2, $3, 1, $4)"
	                " ON CONFLICT (county, case_id, part) DO UPDATE SET words = excluded.words",
	                v, 3, &d->words, 1);
}

static enum err test_note(struct world *w, struct db *db, const struct doc *d, enum index_op op,
                          struct str words)
{
	struct arena *a = arena_new(65536);
	enum err      e = search_note(w->search, db, a, &(struct search_text){
	        .county = d->county, .id = d->id, .part = d->part, .kind = d->kind, .op = op,
	        .change = db_stamp(db, when_now()), .words = words });

	arena_free(a);
	return e;
}

/* The next `many` texts: two counties, some with supplements, some published. */
struct batch {
	struct world *w;
	size_t        many, clauses;
};

__attribute__((unused))
static enum err test_batch(struct db *db, void *arg)
{
	struct batch *b = arg;
	struct world *w = b->w;
	enum err      e = OK;

	db_scope(db, 0, 999999);
	for (size_t i = 0; !e && i < b->many; i++) {
		struct doc d = { .county = { w->n % 7 == 0 ? 530525 : 530524 },
		                 .id = { INT64_C(2600000001) + (int64_t)w->n / 2 },
		                 .part = (int64_t)(w->n % 2), .kind = INDEX_KIND_INTERNAL };

		if (w->n % 5 == 0)
			d.kind = INDEX_KIND_PUBLIC;
		d.words = test_words(w, 1 + (size_t)dice(w, b->clauses));
		d.folded = str_copy(w->arena, text_fold(w->arena, d.words));
		if (w->n == w->cap) {
			w->cap = w->cap ? 2 * w->cap : 4096;
			w->doc = base_realloc(w->doc, w->cap * sizeof(d));
		}
		w->doc[w->n++] = d;
		e = test_store(db, &d);
		if (!e)
			e = test_note(w, db, &d, INDEX_OP_ADD, d.words);
	}
	return e;
}

__attribute__((unused))
static void world_add(struct world *w, size_t many)
{
	while (many) {
		struct batch b = { w, many < 400 ? many : 400, 6 };

		world_need(lane_call(w->lane, test_batch, &b), S("the batch was not stored"));
		many -= b.many;
	}
}

/* ---- what must be found ---- */

__attribute__((unused))
static bool doc_has(const struct doc *d, struct str folded_query)
{
	struct str word;
	size_t     at;

	while (str_next(&folded_query, ' ', &word))
		if (word.n && !str_find(d->folded, word, &at))
			return false;
	return !d->gone;
}

static int by_case(const void *x, const void *y)
{
	int64_t a = ((const case_id *)x)->v, b = ((const case_id *)y)->v;

	return (a < b) - (a > b);
}

/* Every case by looking at every text. */
__attribute__((unused))
static size_t world_scan(struct world *w, struct arena *a, enum index_kind kind, int64_t county,
                         struct str words, case_id **out)
{
	struct str folded = text_fold(a, words);
	size_t     n = 0, kept = 0;

	*out = ARENA_ARRAY(a, case_id, w->n + 1);
	for (size_t i = 0; i < w->n; i++)
		if (w->doc[i].kind == kind && w->doc[i].county.v == county &&
		    doc_has(&w->doc[i], folded))
			(*out)[n++] = w->doc[i].id;
	qsort(*out, n, sizeof(**out), by_case);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || (*out)[i].v != (*out)[i - 1].v)
			(*out)[kept++] = (*out)[i];
	return kept;
}

/* One question, as a request asks it. */
__attribute__((unused))
static enum err world_search(struct world *w, struct arena *a, const struct search_ask *ask,
                             struct search_hits *out)
{
	enum err e = db_begin(w->db, false);

	if (e)
		return e;
	db_scope(w->db, ask->county.v, ask->county.v);
	e = search_cases(w->search, a, ask, out);
	db_rollback(w->db);
	return e;
}

/* Every case by asking page after page. */
__attribute__((unused))
static enum err world_ask(struct world *w, struct arena *a, enum index_kind kind, int64_t county,
                          struct str words, size_t limit, case_id **out, size_t *n)
{
	struct search_ask  ask = { .db = w->db, .kind = kind, .county = { county },
	                           .words = words, .limit = limit };
	struct search_hits h;
	enum err           e;

	*n = 0;
	*out = ARENA_ARRAY(a, case_id, w->n + limit + 1);
	do {
		e = world_search(w, a, &ask, &h);
		if (e)
			return e;
		for (size_t i = 0; i < h.n && *n < w->n; i++)
			(*out)[(*n)++] = h.id[i];
		ask.before = h.next;
	} while (h.more && *n < w->n);
	return OK;
}

static const char *const test_queries[] = {
	"路灯", "路灯不亮", "自来", "水浑", "菜市场路灯", "垃圾", "垃圾没人清运", "污水 直排", "路灯 井盖",
	"路灯不亮 请尽快派人维修", "wifi", "WIFI 信号", "ＷｉＦｉ", "bus", "us", "12", "Bus 12",
	"g56", "2号", "２号楼", "atm", "ATM机停用", "ｐｌｅａｓｅ", "please help", "help",
	"护栏 学生 公交", "市场，", "破损。", "灯不亮、", "一丁", "不存在的词语", "饕餮", "三组电线",
};

/* Asks everything both ways; says how many answers were alike and how many cases they held. */
__attribute__((unused))
static void compare_all(struct world *w, const char *when)
{
	size_t same = 0, asked = 0, cases = 0;

	for (size_t i = 0; i < COUNT(test_queries); i++) {
		for (int k = 0; k < 4; k++) {
			struct arena   *a = arena_new(65536);
			enum index_kind kind = k & 1 ? INDEX_KIND_PUBLIC : INDEX_KIND_INTERNAL;
			int64_t         county = k & 2 ? 530525 : 530524;
			case_id        *want, *got;
			size_t          n = 0, m;
			enum err        e;

			m = world_scan(w, a, kind, county, str_of(test_queries[i]), &want);
			e = world_ask(w, a, kind, county, str_of(test_queries[i]), k ? 1000 : 17,
			              &got, &n);
			asked++;
			if (!e && n == m && (n == 0 || memcmp(want, got, n * sizeof(*got)) == 0))
				same++;
			else
				printf("# %s, kind %d, %lld: %zu instead of %zu, error %d\n",
				       test_queries[i], (int)kind, (long long)county, n, m, (int)e);
			cases += m;
			arena_free(a);
		}
	}
	tap_ok(same == asked && cases > 0, "%s: %zu of %zu answers exact, %zu cases", when, same,
	       asked, cases);
}

/* ---- changes ---- */

struct change {
	struct world *w;
	struct doc   *d;
	struct str    words;            /* the new text; STR_NONE: the row goes */
	bool          say_old, fail;
};

__attribute__((unused))
static enum err change_doc(struct db *db, void *arg)
{
	struct change *c = arg;
	struct str     old = c->d->words;
	struct doc     next = *c->d;
	int64_t        v[] = { next.county.v, next.id.v, next.part };
	enum err       e;

	next.words = c->words;
	db_scope(db, next.county.v, next.county.v);
	e = test_note(c->w, db, c->d, INDEX_OP_DELETE, c->say_old ? old : STR_NONE);
	if (!e && c->words.p)
		e = test_store(db, &next);
	else if (!e && next.kind == INDEX_KIND_PUBLIC)
		e = test_run(db, "UPDATE public_case SET state = 2"
		             " WHERE county = $1 AND case_id = $2 AND gen = $3", v, 3, NULL, 0);
	else if (!e)
		e = test_run(db, "DELETE FROM case_text"
		             " WHERE county = $1 AND case_id = $2 AND part = $3", v, 3, NULL, 0);
	if (!e && c->words.p)
		e = test_note(c->w, db, &next, INDEX_OP_ADD, c->words);
	return e ? e : c->fail ? ERR_CONFLICT : OK;
}

__attribute__((unused))
static void change(struct world *w, size_t at, struct str words, bool say_old)
{
	struct change c = { w, &w->doc[at], words, say_old, false };

	world_need(lane_call(w->lane, change_doc, &c), S("the change was not stored"));
	w->doc[at].gone = !words.p;
	w->doc[at].words = words;
	if (words.p)
		w->doc[at].folded = str_copy(w->arena, text_fold(w->arena, words));
}

#endif
