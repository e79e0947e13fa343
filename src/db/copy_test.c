/* Folder to folder: every kind of value, stopped and continued, and every refusal. */
#include "db/copy.h"

#include "base/log.h"
#include "db/copy_private.h"
#include "db/db_test.h"

#define MANY "40000"            /* rows: more than two transactions of a copy */

/* Whoever asks for the copy here: stops, or spoils the target, at a table. */
struct asker {
	const char *stop_at, *spoil_at;
	const char *target;
	int         different;
	bool        went_on, fails;     /* fails: what is made from the rows cannot be made */
	int         derived;
};

static struct db *raw_open(const char *dir)
{
	struct arena *a = arena_new(4096);
	struct db    *db = NULL;
	struct str    why;

	if (db_open_unfinished(dir, DB_OFFLINE, a, &db, &why) != OK)
		abort();
	arena_free(a);
	return db;
}

static bool run_sql(const char *dir, const char *sql)
{
	struct db *db = raw_open(dir);
	bool       good = test_sql(db, sql);

	db_close(db);
	return good;
}

static bool asked(void *arg, const struct copy_news *n)
{
	struct asker *k = arg;
	size_t        at;

	if (n->kind == COPY_SAYS && str_find(n->sentence, S("goes on after"), &at))
		k->went_on = true;
	if (n->kind == COPY_COMPARES && !n->same)
		k->different++;
	if (n->kind == COPY_ADDS && k->spoil_at && n->complete &&
	    str_eq(str_of(n->table), str_of(k->spoil_at)) &&
	    !run_sql(k->target, "UPDATE setting SET value = value || '!' WHERE name = 'b'"))
		abort();
	return !(n->kind == COPY_ADDS && k->stop_at && str_eq(str_of(n->table), str_of(k->stop_at)));
}

/* Commands may look at the rows by now; nobody may serve them. */
static enum err made(void *arg, const char *to, struct arena *a, struct str *why)
{
	struct asker *k = arg;
	struct db    *db = NULL;

	k->derived++;
	if (db_open(to, DB_WRITE, a, &db, why) != ERR_CONFLICT ||
	    db_open(to, DB_OFFLINE, a, &db, why) != OK)
		abort();
	db_close(db);
	*why = k->fails ? S("no room for the index") : STR_NONE;
	return k->fails ? ERR_FULL : OK;
}

static enum err copied(const char *from, const char *to, struct asker *k, struct arena *a,
                       struct str *why)
{
	struct copy c = { .from = from, .to = to, .tell = asked, .derive = made, .arg = k };
	enum err    e;

	k->target = to;
	e = copy_run(&c, a);
	*why = c.why;
	return e;
}

static const char source_sql[] =
	"INSERT INTO tenant VALUES (530524, 'one', 1, 1000), (532930, 'two', 0, 2000);"
	"INSERT INTO region VALUES (-9223372036854775808, 0, 1, 0, '', '', ''),"
	" (9223372036854775807, 0, 1, 0, '\xe6\xb0\xb4', 'shui', 's');"
	"INSERT INTO account(id, name, display, password, created) VALUES (7, 'x', 'X', 'p', 1), (9, 'y', 'Y', 'p', 1);"
	"INSERT INTO grants(account, role, county, region_lo, region_hi, from_day) VALUES (9, 2, 530524, 0, 1, 1);"
	"INSERT INTO person(county, id, code, name) VALUES (530524, 1, 'A', 'a'), (532930, 1, 'B', 'b');"
	"INSERT INTO seat(county, person, congress, level) VALUES (532930, 1, 532930000000, 4);"
	"INSERT INTO session VALUES (530524, x'', 1, 2, 3, 4), (530524, x'00', 1, 2, 3, 4),"
	" (530524, x'00ff', 1, 2, 3, 4), (530524, x'ff00', 1, 2, 3, 4);"
	"INSERT INTO setting VALUES ('', ''), ('a', 'nul' || char(0) || 'inside'), ('b', '1');"
	"INSERT INTO contact VALUES (530524, 1, x'01', NULL, x'', x'00', NULL, 1);"
	"INSERT INTO case_text VALUES (530524, 1, 0, 1, hex(zeroblob(30000)));"
	"INSERT INTO audit VALUES (530524, 1, 1, NULL, NULL, 'a', 'o', '', NULL, x'01', x'aa'),"
	" (530524, 2, 1, 3, 4, 'a', 'o', 'r', 'why', x'02', x'bb'),"
	" (532930, 1, 1, NULL, NULL, 'a', 'o', '', NULL, x'03', x'cc');"
	"WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < " MANY ")"
	" INSERT INTO code_try SELECT 530524, n, n % 7, n FROM i;"
	"INSERT INTO search_queue VALUES (1, 530524, 1, 0, 1, 1);";

/* By the engine itself, not by the copy's own sums: rows of one that the other has not. */
static int64_t rows_apart(const char *one, const char *two, struct arena *a)
{
	struct db *db = raw_open(one);
	int64_t    apart = 0;

	if (!test_sql(db, str_z(a, str_join(a, S("ATTACH '"), str_of(test_path(a, two, "lianxin.db")),
	                                    S("' AS o"), STR_NONE))))
		abort();
	for (size_t i = 0; i < copy_tables_n; i++) {
		struct str t = str_of(copy_tables[i].name);

		apart += test_int(db, str_z(a, str_join(a, S("SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main."),
		        t, S(" EXCEPT SELECT * FROM o."), t, S(") UNION ALL SELECT * FROM (SELECT * FROM o."),
		        t, S(" EXCEPT SELECT * FROM main."), t, S("))"), STR_NONE)));
	}
	db_close(db);
	return apart;
}

static void cells_tested(struct arena *a)
{
	const struct cell cells[] = { { .letter = 'i', .i = INT64_MIN }, { .letter = 'r', .r = -0.5 },
		                      { .letter = 't', .s = S("x") }, { .letter = 'b', .s = S("") }, { 0 } };
	struct buf        b;
	struct str        s;
	struct cell       c;
	bool              good = true;

	buf_init(&b, a, 1000);
	for (size_t i = 0; i < COUNT(cells); i++)
		copy_put(&b, &cells[i]);
	s = buf_view(&b);
	for (size_t i = 0; i < COUNT(cells); i++)
		good &= copy_take(&s, &c) && c.letter == cells[i].letter && c.i == cells[i].i &&
		        !(c.r < cells[i].r) && !(c.r > cells[i].r) && str_eq(c.s, cells[i].s);
	tap_ok(good && s.n == 0, "values keep their bytes");
	for (size_t n = 0; n < b.n; n++) {
		s = (struct str){ b.p, n };
		while (copy_take(&s, &c))
			good &= c.s.n <= n;
	}
	tap_ok(good, "a key that was cut anywhere is never read past its end");
}

static void continued(const char *from, const char *to, struct arena *a)
{
	struct asker stop = { .stop_at = "code_try" }, on = { .fails = true }, end = { .stop_at = "region" };
	struct str   why;
	struct db   *db;

	test_refused(copied(from, to, &stop, a, &why), ERR_LIMIT, &why, "goes on where it stopped");
	db = raw_open(to);
	tap_ok(test_int(db, "SELECT count(*) FROM code_try") == 16000 &&
	       test_int(db, "SELECT n > 16000 AND last <> x'' FROM copy_state") == 1,
	       "a stopped copy has whole transactions and says how far it is");
	db_close(db);
	test_refused(db_open(to, DB_OFFLINE, a, &db, &why), ERR_CONFLICT, &why, "unfinished copy");
	test_refused(copied(from, to, &on, a, &why), ERR_FULL, &why, "no room for the index");
	tap_ok(on.went_on && on.different == 0 && stop.derived == 0 && on.derived == 1,
	       "the same call again went on, found both the same, and only then made the index");
	tap_ok(copied(from, to, &end, a, &why) == OK && end.derived == 1,
	       "once more, and only the index was missing");
	tap_ok(rows_apart(from, to, a) == 0, "and no row of any table is missing, more or other");
	db = raw_open(to);
	tap_ok(test_int(db, "SELECT count(*) FROM copy_state") == 0 &&
	       test_int(db, "SELECT count(*) FROM search_queue") == 0 &&
	       test_int(db, "SELECT count(*) FROM code_try") == strtol(MANY, NULL, 10),
	       "what belongs to one database stayed there");
	db_close(db);
	tap_ok(db_open(to, DB_READ, a, &db, &why) == OK, "it can be opened now");
	db_close(db);
}

static void refusals(const char *from, const char *to, struct arena *a)
{
	const char  *other = test_dir(a), *half = test_dir(a), *bad = test_dir(a);
	struct asker none = { 0 }, stop = { .stop_at = "code_try" }, spoil = { .spoil_at = "form_key" };
	struct str   why;
	struct lock  lock;

	test_refused(copied(from, to, &none, a, &why), ERR_CONFLICT, &why, "has rows already");
	test_refused(copied(from, from, &none, a, &why), ERR_CONFLICT, &why, "the same place");
	test_refused(copied(other, half, &none, a, &why), ERR_MISSING, &why, "start the server");
	tap_ok(lock_take(from, "serve", a, &lock, &why) == OK, "somebody serves the source");
	test_refused(copied(from, half, &none, a, &why), ERR_BUSY, &why, "lianxin serve");
	lock_release(&lock);

	test_refused(copied(from, half, &stop, a, &why), ERR_LIMIT, &why, "stopped");
	if (!run_sql(other, "INSERT INTO tenant VALUES (530524, 'one', 1, 1001)"))
		abort();
	test_refused(copied(other, half, &none, a, &why), ERR_CONFLICT, &why, "of another database");
	test_refused(copied(half, bad, &none, a, &why), ERR_CONFLICT, &why, "unfinished copy");
	if (!run_sql(half, "UPDATE copy_state SET last = x'6900'"))
		abort();
	test_refused(copied(from, half, &none, a, &why), ERR_FAULT, &why, "could not go on");

	test_refused(copied(from, bad, &spoil, a, &why), ERR_CONFLICT, &why, "1 tables of");
	tap_ok(spoil.different == 1, "the comparison names a table with one changed value");
	test_refused(db_open(bad, DB_READ, a, &(struct db *){ NULL }, &why), ERR_CONFLICT, &why,
	             "unfinished copy");
	if (!run_sql(from, "INSERT INTO audit VALUES (530524, 3, 1, NULL, NULL, 'a', 'o', '', NULL, x'01', x'dd')"))
		abort();
	test_refused(copied(from, bad, &none, a, &why), ERR_CONFLICT, &why, "was used since");
	test_dir_end(other);
	test_dir_end(half);
	test_dir_end(bad);
}

static void key_goes_along(const char *from, const char *to, struct arena *a)
{
	struct str   why = STR_NONE, said = STR_NONE;
	struct keys *keys;

	tap_ok(copy_key(from, to, a, &said, &why) == OK && test_says(said, "no secret.key"),
	       "a folder without a key has none to give");
	if (keys_open(from, true, &keys, &why, a) != OK)
		abort();
	keys_close(keys);
	tap_ok(copy_key(from, to, a, &said, &why) == OK && test_says(said, "went along") &&
	       test_size(test_path(a, to, "secret.key")) == KEY_BYTES &&
	       test_size(test_path(a, to, "secret.key.part")) < 0, "the key goes along");
	tap_ok(copy_key(from, to, a, &said, &why) == OK, "and may be there already");
	if (unlink(test_path(a, to, "secret.key")) != 0 || keys_open(to, true, &keys, &why, a) != OK)
		abort();
	keys_close(keys);
	test_refused(copy_key(from, to, a, &said, &why), ERR_CONFLICT, &why, "is not the key");
}

int main(void)
{
	struct arena *a = arena_new(1 << 16);
	const char   *from = test_dir(a), *to = test_dir(a);

	log_set_level(LOG_ERROR);
	if (crypt_start() != OK || !run_sql(from, source_sql))
		abort();
	cells_tested(a);
	continued(from, to, a);
	key_goes_along(from, to, a);
	refusals(from, to, a);
	test_dir_end(from);
	test_dir_end(to);
	arena_free(a);
	return tap_done();
}
