#include "plan.h"

#include <stdio.h>

#include "base/html.h"
#include "cases/cases.h"
#include "db/sqlite_private.h"
#include "web/page.h"

#define CASES 4000
#define WORDS 400

struct plan {
	struct arena *a;
	struct keys  *keys;
	struct db    *db;
	const char   *out;
	county_code   county;
};

static FILE *plan_file(struct plan *p, const char *name)
{
	const char *path = str_z(p->a, str_join(p->a, str_of(p->out), S("/"), str_of(name), STR_NONE));
	FILE       *f = fopen(path, "w");

	if (!f)
		perror(path);
	return f;
}

static sqlite3_stmt *prepared(struct plan *p, const char *sql)
{
	sqlite3_stmt *q = NULL;

	if (sqlite3_prepare_v2(sqlite_raw(p->db), sql, -1, &q, NULL) != SQLITE_OK)
		fprintf(stderr, "load: %s\n", sqlite3_errmsg(sqlite_raw(p->db)));
	return q;
}

/* The tenant with the most cases, or the first one. */
static bool county_find(struct plan *p)
{
	sqlite3_stmt *q = prepared(p, "SELECT county FROM tenant t ORDER BY (SELECT sum(next) FROM case_serial s "
	                              "WHERE s.county = t.county) DESC, county LIMIT 1");

	if (q && sqlite3_step(q) == SQLITE_ROW)
		p->county.v = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return p->county.v != 0;
}

/* A random case: serials are dense within a year. */
static bool case_random(struct plan *p, sqlite3_stmt *years, sqlite3_stmt *one, case_id *id, int64_t *gen)
{
	int64_t total = 0, at;
	bool    found;

	sqlite3_reset(years);
	sqlite3_bind_int64(years, 1, p->county.v);
	while (sqlite3_step(years) == SQLITE_ROW)
		total += sqlite3_column_int64(years, 1) - 1;
	if (total <= 0)
		return false;
	at = random_below((uint32_t)total);
	sqlite3_reset(years);
	while (sqlite3_step(years) == SQLITE_ROW) {
		int64_t n = sqlite3_column_int64(years, 1) - 1;

		if (at < n) {
			id->v = sqlite3_column_int64(years, 0) % 100 * 100000000 + at + 1;
			break;
		}
		at -= n;
	}
	sqlite3_reset(one);
	sqlite3_bind_int64(one, 1, p->county.v);
	sqlite3_bind_int64(one, 2, id->v);
	found = sqlite3_step(one) == SQLITE_ROW;
	if (found)
		*gen = sqlite3_column_int64(one, 0);
	return found;
}

static int cases_plan(struct plan *p)
{
	sqlite3_stmt *years = prepared(p, "SELECT year, next FROM case_serial WHERE county = ?1");
	sqlite3_stmt *one = prepared(p, "SELECT code_gen FROM casefile WHERE county = ?1 AND id = ?2");
	FILE         *cases = plan_file(p, "cases.txt"), *lists = plan_file(p, "lists.txt");
	size_t        n = 0;
	case_id       id = { 0 };
	int64_t       gen = 1;

	for (size_t i = 0; years && one && cases && lists && i < CASES * 4 && n < CASES; i++) {
		struct str number, token;

		if (!case_random(p, years, one, &id, &gen))
			continue;
		number = case_number(p->a, p->county, id);
		token = case_token(p->keys, p->a, p->county, id, gen);
		fprintf(cases, "/o/%.*s/%.*s\n", (int)number.n, number.p, (int)token.n, token.p);
		fprintf(lists, "/cases?after=%lld\n", (long long)id.v);
		n++;
	}
	if (cases)
		fclose(cases);
	if (lists)
		fclose(lists);
	sqlite3_finalize(years);
	sqlite3_finalize(one);
	return n == 0;
}

/* Cases that everybody may read. */
static int published_plan(struct plan *p)
{
	sqlite3_stmt *years = prepared(p, "SELECT year, next FROM case_serial WHERE county = ?1");
	sqlite3_stmt *one = prepared(p, "SELECT code_gen FROM casefile WHERE county = ?1 AND id = ?2");
	sqlite3_stmt *next = prepared(p, "SELECT case_id FROM public_case WHERE county = ?1 AND case_id >= ?2 "
	                                 "ORDER BY case_id LIMIT 1");
	FILE         *f = plan_file(p, "published.txt");
	size_t        n = 0;
	case_id       id = { 0 };
	int64_t       gen;

	for (size_t i = 0; years && one && next && f && i < CASES * 4 && n < CASES; i++) {
		struct str number;

		if (!case_random(p, years, one, &id, &gen))
			continue;
		sqlite3_reset(next);
		sqlite3_bind_int64(next, 1, p->county.v);
		sqlite3_bind_int64(next, 2, id.v);
		if (sqlite3_step(next) != SQLITE_ROW)
			continue;
		number = case_number(p->a, p->county, (case_id){ sqlite3_column_int64(next, 0) });
		fprintf(f, "/c/%lld/cases/%.*s\n", (long long)p->county.v, (int)number.n, number.p);
		n++;
	}
	if (f)
		fclose(f);
	sqlite3_finalize(years);
	sqlite3_finalize(one);
	sqlite3_finalize(next);
	return n == 0;
}

static int stations_plan(struct plan *p)
{
	sqlite3_stmt *q = prepared(p, "SELECT code FROM station WHERE county = ?1 ORDER BY code");
	FILE         *f = plan_file(p, "stations.txt"), *all = plan_file(p, "public.txt");
	size_t        n = 0;

	if (q)
		sqlite3_bind_int64(q, 1, p->county.v);
	while (q && f && all && sqlite3_step(q) == SQLITE_ROW) {
		fprintf(f, "/s/%s\n", (const char *)sqlite3_column_text(q, 0));
		fprintf(all, "/s/%s\n", (const char *)sqlite3_column_text(q, 0));
		if (++n % 4 == 0)
			fprintf(all, "/c/%lld\n/c/%lld/cases\n", (long long)p->county.v, (long long)p->county.v);
	}
	if (f)
		fclose(f);
	if (all)
		fclose(all);
	sqlite3_finalize(q);
	return n == 0;
}

static bool han(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;

	return u[0] >= 0xe4 && u[0] <= 0xe9 && u[1] && u[2];
}

/* Two neighbouring characters somewhere in a text. */
static bool two_of(struct str text, struct str *out)
{
	size_t at = text.n ? random_below((uint32_t)text.n) : 0;

	for (; at + 6 <= text.n; at++)
		if (han(text.p + at) && han(text.p + at + 3)) {
			*out = str_part(text, at, 6);
			return true;
		}
	return false;
}

static int words_plan(struct plan *p)
{
	sqlite3_stmt *years = prepared(p, "SELECT year, next FROM case_serial WHERE county = ?1");
	sqlite3_stmt *one = prepared(p, "SELECT code_gen FROM casefile WHERE county = ?1 AND id = ?2");
	sqlite3_stmt *text = prepared(p, "SELECT words FROM case_text WHERE county = ?1 AND case_id = ?2 AND part = 0");
	FILE         *f = plan_file(p, "words.txt");
	size_t        n = 0;
	case_id       id = { 0 };
	int64_t       gen;

	for (size_t i = 0; years && one && text && f && i < WORDS * 8 && n < WORDS; i++) {
		struct str word;
		struct buf b;

		if (!case_random(p, years, one, &id, &gen))
			continue;
		sqlite3_reset(text);
		sqlite3_bind_int64(text, 1, p->county.v);
		sqlite3_bind_int64(text, 2, id.v);
		if (sqlite3_step(text) != SQLITE_ROW ||
		    !two_of(str_of((const char *)sqlite3_column_text(text, 0)), &word))
			continue;
		buf_init(&b, p->a, 64);
		html_url(&b, word, false);
		fprintf(f, "/cases?q=%.*s\n", (int)b.n, b.p);
		n++;
	}
	if (f)
		fclose(f);
	sqlite3_finalize(years);
	sqlite3_finalize(one);
	sqlite3_finalize(text);
	return n == 0;
}

int plan_write(const char *dir, const char *out, struct arena *a)
{
	struct plan p = { .a = a, .out = out };
	struct str  why = STR_NONE;
	int         bad = 1;

	if (keys_open(dir, false, &p.keys, &why, a) != OK || db_open(dir, DB_READ, a, &p.db, &why) != OK)
		fprintf(stderr, "load: %.*s\n", (int)why.n, why.p);
	else if (!county_find(&p) || stations_plan(&p))
		fprintf(stderr, "load: %s holds no stations to ask for\n", dir);
	else
		bad = 0;
	/* A folder without cases has no pages of cases; what asks for them says so. */
	if (!bad && (cases_plan(&p) || published_plan(&p) || words_plan(&p)))
		fprintf(stderr, "load: %s holds no cases to ask for\n", dir);
	if (p.db)
		db_close(p.db);
	if (p.keys)
		keys_close(p.keys);
	if (!bad)
		printf("name=plan county=%lld\n", (long long)p.county.v);
	return bad;
}
