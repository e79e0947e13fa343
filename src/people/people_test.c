/* Accounts, grants and passwords on a real file. */
#include "people/people_private.h"

#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/tap.h"
#include "db/audit.h"

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static void test_names(struct arena *a)
{
	static const struct { const char *typed, *want;
	} rows[] = {
		{ "Zhou.Min", "zhou.min" },
		{ " zhou ", "zhou" },
		{ "ＺＨＯＵ１", "zhou1" },
		{ "周敏", "周敏" },
		{ "a b", NULL },
		{ "", NULL },
		{ "a;b", NULL },
		{ "a\nb", NULL },
		{ "<x>", NULL },
		{ "abcdefghijklmnopqrstuvwxyz0123456", NULL },
		{ "\xff", NULL },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tap_ok(str_eq(account_name_fold(a, str_of(rows[i].typed)), str_of(rows[i].want)),
		       "name %zu", i);
}

static void test_rules(struct arena *a)
{
	static const struct { const char *password; enum msg want; } rows[] = {
		{ "short",                   MSG_password_short },
		{ "ninechars",               MSG_password_short },
		{ "tenchars-x",              MSG_NONE },
		{ "十个字的密码也可以用吧", MSG_NONE },
		{ "my-zhou-password",        MSG_password_name },
		{ "MY-ZHOU-password",        MSG_password_name },
		{ "password123",             MSG_password_common },
		{ "Password123",             MSG_password_common },
		{ "WOAINI1314520",           MSG_password_common },
		{ "1234567890",              MSG_password_common },
		{ "aaaaaaaaaaaa",            MSG_password_common },
		{ "qwertyuiopas",            MSG_password_common },
		{ "line\x01" "feed-xx",      MSG_fault_control },
		{ "correct horse battery",   MSG_NONE },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tap_ok(password_rule(a, str_of(rows[i].password), S("zhou")) == rows[i].want,
		       "password %zu", i);
	for (int i = 0; i < 20; i++) {
		struct str s = password_random(a);

		if (s.n != 12 || password_rule(a, s, S("zhou")) != MSG_NONE)
			tap_ok(false, "a random password passes its own rules");
	}
	tap_ok(!str_eq(password_random(a), password_random(a)), "random passwords differ");
}

static void test_waiting(void)
{
	static const int64_t minutes[] = { 0, 0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15 };
	bool                 all = true;

	for (size_t i = 0; i < COUNT(minutes); i++)
		all = all && retry_after_ms((int64_t)i) == minutes[i] * 60000;
	tap_ok(all, "1, 2, 4, 8, 15 minutes from the fifth wrong password on");
	tap_ok(retry_after_ms(INT64_MAX) == 15 * 60000, "never more than 15");
}

static void test_accounts(struct db *db, struct arena *a)
{
	struct account_new in = { .name = S("Zhou"),
		                  .display = S("周联络员（示例）"),
		                  .hash = S("$argon2id$x"),
		                  .now = { 1000 } };
	account_id         id, other;
	struct account_by_name_row row;
	bool               found;
	int64_t            changed;

	tap_ok(account_create(db, a, &in, &id) == OK && id.v > 0, "an account is made");
	tap_ok(account_create(db, a, &in, &other) == ERR_CONFLICT,
	       "not twice, in whatever letters");
	in.name = S("no such name!");
	tap_ok(account_create(db, a, &in, &other) == ERR_INPUT,
	       "not with a name that cannot be typed");
	in.name = S("li");
	tap_ok(account_by_name(db, a, &(struct account_by_name_in){ S("zhou") }, &row, &found) ==
	                       OK &&
	               found && row.id.v == id.v && !row.must_change && row.fails == 0,
	       "it is found by its folded name");
	tap_ok(account_password_set(db,
	                            &(struct account_password_set_in){
					    .id = id, .old = S("wrong"), .password = S("y") },
	                            &changed) == OK &&
	               changed == 0,
	       "a password changed meanwhile stays");
	tap_ok(account_disable(db, &(struct account_disable_in){ id, { 5 } }, &changed) == OK &&
	               changed == 1 &&
	               account_disable(db, &(struct account_disable_in){ id, { 6 } }, &changed) ==
	                       OK &&
	               changed == 0,
	       "disabled once");
}

static account_id account_for(struct db *db, struct arena *a, struct str name)
{
	account_id id = { 0 };

	if (account_create(db, a,
	                   &(struct account_new){
				   .name = name, .display = name, .hash = S("h"), .now = { 1 } },
	                   &id))
		tap_ok(false, "account for a grant");
	return id;
}

static enum err grant_try(struct db *db, struct arena *a, account_id account, enum role role,
                          grant_id *id)
{
	struct grant_new g = { .account = account,
		               .role = role,
		               .county = { 530524 },
		               .region_lo = 530524000000,
		               .region_hi = 530524999999,
		               .from = { 100 },
		               .now = { 1000 } };

	if (ROLE_BIT(role) & STATION_STAFF)
		g.station.v = 1;
	if (ROLE_BIT(role) & UNIT_STAFF)
		g.unit.v = 1;
	if (role == ROLE_DEPUTY)
		g.person.v = 1;
	return grant_create(db, a, &g, id);
}

static void test_grants(struct db *db, struct arena *a)
{
	account_id clerk = account_for(db, a, S("clerk")), admin = account_for(db, a, S("admin"));
	account_id            unit = account_for(db, a, S("unit"));
	struct grants_of_row *rows;
	size_t                n;
	grant_id              id;
	bool                  all = true;

	tap_ok(grant_try(db, a, clerk, ROLE_CLERK, &id) == OK &&
	               grant_try(db, a, clerk, ROLE_HEAD, &id) == OK,
	       "clerk and head on one account");
	for (enum role r = ROLE_ADMIN; r <= ROLE_AUDITOR; r++)
		all = all && grant_try(db, a, clerk, r, &id) == ERR_CONFLICT;
	tap_ok(all, "but none of the three officers");
	tap_ok(grant_try(db, a, admin, ROLE_ADMIN, &id) == OK &&
	               grant_try(db, a, admin, ROLE_ADMIN, &id) == OK,
	       "one officer's role, in two places if need be");
	tap_ok(grant_try(db, a, admin, ROLE_AUDITOR, &id) == ERR_CONFLICT &&
	       grant_try(db, a, admin, ROLE_OFFICE, &id) == ERR_CONFLICT, "and nothing besides");
	tap_ok(grant_try(db, a, unit, ROLE_RECEIVER, &id) == OK &&
	               grant_try(db, a, unit, ROLE_HANDLER, &id) == OK &&
	               grant_try(db, a, unit, ROLE_SIGNER, &id) == OK,
	       "one person may hold the three hands of a unit");
	tap_ok(grant_create(db, a,
	                    &(struct grant_new){ .account = clerk,
	                                         .role = ROLE_CLERK,
	                                         .county = { 530524 },
	                                         .from = { 1 },
	                                         .now = { 1 } },
	                    &id) == ERR_INPUT,
	       "a clerk without a station is none");
	tap_ok(grant_try(db, a, (account_id){ 9999 }, ROLE_OFFICE, &id) == ERR_MISSING,
	       "nobody gets nothing");
	tap_ok(grants_of(db, a, &(struct grants_of_in){ clerk, { 100 } }, &rows, &n) == OK &&
	               n == 2 && rows[0].role == ROLE_CLERK,
	       "grants in force, oldest first");
	tap_ok(grants_of(db, a, &(struct grants_of_in){ clerk, { 99 } }, &rows, &n) == OK && n == 0,
	       "none before its first day");
}

/* ---- the gate ---- */

struct crowd {
	struct password_gate *gate;
	atomic_int            inside, most, busy;
};

static void *enter(void *arg)
{
	struct crowd *c = arg;
	int           now, most;

	if (password_gate_enter(c->gate)) {
		atomic_fetch_add(&c->busy, 1);
		return NULL;
	}
	now = atomic_fetch_add(&c->inside, 1) + 1;
	most = atomic_load(&c->most);
	while (now > most && !atomic_compare_exchange_weak(&c->most, &most, now))
		;
	usleep(20000);
	atomic_fetch_sub(&c->inside, 1);
	password_gate_leave(c->gate);
	return NULL;
}

static void test_gate(struct arena *a)
{
	struct crowd c = { .gate = password_gate_new(a) };
	pthread_t    threads[24];

	for (size_t i = 0; i < COUNT(threads); i++)
		pthread_create(&threads[i], NULL, enter, &c);
	for (size_t i = 0; i < COUNT(threads); i++)
		pthread_join(threads[i], NULL);
	tap_ok(atomic_load(&c.most) == 2, "two hashes at once, never three (%d)",
	       atomic_load(&c.most));
	tap_ok(atomic_load(&c.busy) > 0 && atomic_load(&c.busy) <= 14,
	       "who finds a long queue is told so (%d)", atomic_load(&c.busy));
	tap_ok(password_gate_enter(NULL) == OK, "no gate, no queue");
}

/* An unknown name does the same work: a broken dummy hash would be refused at once. */
static void test_same_work(struct arena *a)
{
	static const struct house house = { .gate = NULL };
	struct req  r = { .arena = a, .house = &house };
	struct str  stored;
	bool        matches = true;
	int64_t     known, unknown, start;

	if (password_make(&r, S("correct horse"), &stored))
		tap_ok(false, "a password is hashed");
	start = tick_us();
	tap_ok(password_check(&r, stored, S("correct horse"), &matches) == OK && matches,
	       "the password matches");
	known = tick_us() - start;
	start = tick_us();
	tap_ok(password_check(&r, STR_NONE, S("correct horse"), &matches) == OK && !matches,
	       "an unknown account never matches");
	unknown = tick_us() - start;
	tap_ok(unknown > known / 4, "and costs as much (%lld against %lld us)", (long long)unknown,
	       (long long)known);
}

static void buf_words(char to[40], const char *from)
{
	size_t n = strlen(from);

	memcpy(to, from, n < 39 ? n : 39);
	to[n < 39 ? n : 39] = '\0';
}

/* The command line on the same folder; what it prints is no TAP and is passed over by prove. */
static int command(const char *dir, const char *a, const char *b, const char *c)
{
	char  words[6][40] = { "user", "--data" };
	char *argv[6];
	int   argc = 3;

	buf_words(words[2], dir);
	if (a)
		buf_words(words[argc++], a);
	if (b)
		buf_words(words[argc++], b);
	if (c)
		buf_words(words[argc++], c);
	for (int i = 0; i < argc; i++)
		argv[i] = words[i];
	return user_command(argc, argv);
}

static void test_command(const char *dir, struct arena *a)
{
	struct account_by_name_row row;
	struct db                 *db;
	struct str                 why;
	bool                       found = false;

	tap_ok(command(dir, NULL, NULL, NULL) == 2 && command(dir, "add", "x", "--no") == 2,
	       "wrong words: 2");
	tap_ok(command(dir, "dance", NULL, NULL) == 1 && command(dir, "add", NULL, NULL) == 1,
	       "an unknown order, or none to do it to: 1");
	tap_ok(command(dir, "add", "wang", "Wang") == 0, "an account is made");
	tap_ok(command(dir, "add", "WANG", "Wang") == 1, "once");
	tap_ok(command(dir, "grant", "wang", "king") == 1 &&
	               command(dir, "grant", "wang", "clerk") == 1,
	       "no grant of an unknown role or without a place");
	tap_ok(command(dir, "password", "wang", NULL) == 0 &&
	               command(dir, "password", "nobody", NULL) == 1,
	       "a new password for who is there");
	tap_ok(command(dir, "disable", "wang", NULL) == 0 &&
	               command(dir, "disable", "wang", NULL) == 1,
	       "disabled once");
	tap_ok(command(dir, "list", NULL, NULL) == 0 &&
	               command("/no/such/folder", "list", NULL, NULL) == 1,
	       "all are listed, where there is a folder");
	if (db_open(dir, DB_READ, a, &db, &why)) {
		tap_ok(false, "the folder opens");
		return;
	}
	tap_ok(account_by_name(db, a, &(struct account_by_name_in){ S("wang") }, &row, &found) ==
	                       OK &&
	               found && row.must_change && row.disabled.ms > 0,
	       "all of it was stored");
	db_close(db);
}

int main(void)
{
	char          dir[] = "/tmp/lianxin-people-XXXXXX";
	struct arena *a = arena_new(256 * 1024);
	struct db    *db;
	struct str    why = STR_NONE;

	if (crypt_start() || !mkdtemp(dir) || db_open(dir, DB_OFFLINE, a, &db, &why)) {
		printf("Bail out! no database: %.*s\n", (int)why.n, why.p ? why.p : "");
		return 1;
	}
	test_names(a);
	test_rules(a);
	test_waiting();
	tap_ok(db_begin(db, true) == OK, "a transaction");
	test_accounts(db, a);
	test_grants(db, a);
	tap_ok(db_commit(db) == OK, "is stored");
	test_gate(a);
	test_same_work(a);
	db_close(db);
	test_command(dir, a);
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(a);
	return tap_done();
}
