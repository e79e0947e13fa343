/*
 * Readers that share a connection of PostgreSQL: they wait together, see what was
 * there when they came, stay within their tenant, and what befalls one of them
 * befalls nobody else. tests/pg/engine.sh starts the server.
 */
#include "db/reads.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/crypt.h"
#include "base/tap.h"
#include "base/time.h"
#include "db/engine.h"

#define MANY   READS_MOST
#define COUNTY 530524

static const struct db_query above = {
	.name = "above", .id = 0, .n_in = 1, .n_out = 1, .types = "i", .out_types = "i",
	.postgres = "SELECT $1 + 1",
	.joint = "SELECT p1 + 1, n FROM unnest($1) WITH ORDINALITY AS asked(p1, n)"
};
static const struct db_query nap = {
	.name = "nap", .id = 1, .n_in = 1, .n_out = 1, .types = "i", .out_types = "i",
	.postgres = "SELECT $1 FROM (SELECT pg_sleep($1 / 1000.0)) s"
};
/* Another number each time it is really asked. */
static const struct db_query drawn = {
	.name = "drawn", .id = 2, .n_in = 1, .n_out = 1, .types = "i", .out_types = "i",
	.postgres = "SELECT cast(random() * 1000000000 AS bigint) + 0 * $1"
};
static const struct db_query held_to = {
	.name = "held_to", .id = 3, .n_in = 1, .n_out = 1, .types = "i", .out_types = "i", .county_in = 1,
	.postgres = "SELECT cast(current_setting('lianxin.lo') AS bigint) + 0 * $1"
};
static const struct db_query snapshot_of = {
	.name = "snapshot_of", .id = 4, .n_in = 1, .n_out = 1, .types = "i", .out_types = "i",
	.postgres = "SELECT n + 0 * $1 FROM names_edition WHERE id = 1"
};
static const struct db_query own_pid = {
	.name = "own_pid", .id = 5, .n_in = 1, .n_out = 1, .types = "i", .out_types = "i",
	.postgres = "SELECT cast(pg_backend_pid() AS bigint) + 0 * $1"
};
static const struct db_query hang_up = {
	.name = "hang_up", .id = DB_UNCACHED, .n_in = 1, .n_out = 1, .types = "i", .out_types = "i",
	.postgres = "SELECT cast(pg_terminate_backend(cast($1 AS int)) AS int)"
};
static const struct db_query edition_more = {
	.name = "edition_more", .id = DB_UNCACHED, .n_in = 1, .types = "i", .out_types = "", .writes = true,
	.postgres = "UPDATE names_edition SET n = n + $1 WHERE id = 1"
};

enum kind { ASKS, DRAWS, SLOW, WRONG, ENDED, FOREIGN, REFUSED };

struct guest {
	struct reading  reading;
	struct db      *other;
	enum kind       kind;
	int64_t         id, county, got, last;
	int             runs, done;
	bool            was_alone;
	enum err        result;
};

static int at_work, most_at_work, order;

static enum err ask(struct db *db, const struct db_query *q, int64_t in, int64_t *out)
{
	struct db_cursor c;
	bool             row = false;
	enum err         e = db_start(db, q, &c);

	if (!e) {
		db_set_int(&c, 1, in);
		e = db_step(&c, &row);
	}
	if (!e && row && out)
		*out = db_int(&c, 0);
	db_done(&c);
	return e;
}

/* What a page of this kind asks. */
static enum err asks(struct guest *g, struct db *db)
{
	int64_t  n = g->id, pid = 0, lo = 0;
	enum err e = OK;

	for (int i = 0; !e && i < 3; i++)
		e = ask(db, &above, n, &n);
	if (!e && n != g->id + 3)
		return ERR_FAULT;
	if (!e && g->kind == DRAWS && !(e = ask(db, &drawn, 7, &g->got)))
		e = ask(db, &drawn, 7, &g->last);
	if (!e && g->kind == SLOW)
		e = ask(db, &nap, 900, NULL);
	if (!e && g->kind == WRONG)
		e = ask(db, &above, INT64_MAX, &n);
	if (!e && g->kind == FOREIGN)
		e = ask(db, &held_to, g->county + 1, NULL);
	if (!e && g->kind == ENDED && reads_shared(db) && !(e = ask(db, &own_pid, 0, &pid)) &&
	    !(e = ask(g->other, &hang_up, pid, NULL)))
		e = ask(db, &above, 1, NULL);
	if (!e && g->kind == REFUSED)
		return ERR_MISSING;
	if (!e && (e = ask(db, &held_to, g->county, &lo)) == OK && lo != g->county)
		return ERR_FAULT;
	return e;
}

static enum err page(struct guest *g, struct db *db)
{
	enum err e;

	g->runs++;
	g->was_alone = !reads_shared(db);
	if ((e = db_begin(db, false)))
		return e;
	db_scope(db, g->county, g->county);
	e = db_in_transaction(db) && db->scope.lo == g->county ? asks(g, db) : ERR_FAULT;
	if (!e)
		e = db_commit(db);
	if (e)
		db_rollback(db);
	return e;
}

static bool guest_run(struct reading *r, struct db *db)
{
	struct guest *g = (struct guest *)(void *)r;

	most_at_work = ++at_work > most_at_work ? at_work : most_at_work;
	g->result = page(g, db);
	if (g->result && db_alone(db))
		g->result = page(g, db);
	at_work--;
	return g->id != MANY;
}

static void guest_done(struct reading *r)
{
	((struct guest *)(void *)r)->done = ++order;
}

/* How many of them are answered after at most two runs. */
static int answered(const struct guest *g)
{
	int n = 0;

	for (int i = 0; i < MANY; i++)
		n += g[i].result == OK && g[i].runs <= 2;
	return n;
}

/* As many as fit, of two tenants, one of them of this kind; the last is handed on. */
static void guests_come(struct reads *s, struct guest *g, enum kind usual, enum kind one, struct db *other)
{
	order = at_work = most_at_work = 0;
	for (int i = 0; i < MANY; i++)
		g[i] = (struct guest){ .reading = { .run = guest_run, .done = guest_done }, .other = other,
		                       .kind = i == 5 ? one : usual, .id = i + 1, .county = COUNTY + i % 2 };
	for (int i = 0; i + 1 < MANY; i++)
		g[i].reading.next = &g[i + 1].reading;
	reads_run(s, &g[0].reading);
}

static bool all_well(const struct guest *g, int runs)
{
	bool well = true;

	for (int i = 0; i < MANY; i++)
		well = well && (i == 5 || (g[i].result == OK && g[i].runs == runs)) &&
		       (g[i].done != 0) == (g[i].id != MANY);
	return well && at_work == 0;
}

static void test_turns(struct reads *s, struct db *db)
{
	struct guest g[MANY];
	bool         same = true;

	guests_come(s, g, ASKS, ASKS, NULL);
	tap_ok(all_well(g, 1) && g[5].result == OK && most_at_work == MANY,
	       "%d readers of two tenants, all at work at once, each within its tenant", most_at_work);
	tap_ok(!db_in_transaction(db) && !reads_shared(db), "and nothing of it is left");
	guests_come(s, g, DRAWS, DRAWS, NULL);
	for (int i = 0; i < MANY; i++)
		same = same && g[i].got == g[0].got && g[i].last == g[0].got;
	tap_ok(all_well(g, 1) && same, "the same question has one answer in one snapshot");
	guests_come(s, g, ASKS, REFUSED, NULL);
	tap_ok(all_well(g, 1) && g[5].result == ERR_MISSING && g[5].runs == 1,
	       "what one of them does not find concerns nobody else");
	guests_come(s, g, ASKS, FOREIGN, NULL);
	tap_ok(all_well(g, 1) && g[5].result == ERR_FAULT, "nobody reaches into a tenant not his own");
}

static void test_failures(struct reads *s, struct db *db, struct db *other)
{
	struct guest g[MANY];

	guests_come(s, g, ASKS, WRONG, NULL);
	tap_ok(answered(g) == MANY - 1 && g[5].result == ERR_FAULT && g[5].runs == 2 && g[5].was_alone,
	       "a question that fails is asked again alone, and only its reader hears of it");
	guests_come(s, g, DRAWS, WRONG, NULL);
	tap_ok(answered(g) == MANY - 1 && g[MANY - 2].runs == 2 && g[MANY - 2].was_alone,
	       "those who waited behind it run again, each alone");
	guests_come(s, g, ASKS, SLOW, NULL);
	tap_ok(answered(g) == MANY && g[5].runs == 2 && g[5].was_alone,
	       "a slow question is stopped among others and has its time alone");
	guests_come(s, g, ASKS, ENDED, other);
	tap_ok(answered(g) == MANY, "a connection that was ended in the middle is made anew");
	guests_come(s, g, ASKS, ASKS, NULL);
	tap_ok(all_well(g, 1) && g[5].result == OK && !db_in_transaction(db), "and is shared again");
}

/* ---- what was stored before they came is seen, by all of them the same ---- */

struct writer_guest {
	struct guest guest;
	struct db   *writer;
};

static enum err edition_raise(struct db *writer)
{
	enum err e = db_begin(writer, true);

	if (!e && !(e = ask(writer, &edition_more, 1, NULL)))
		e = db_commit(writer);
	if (e)
		db_rollback(writer);
	return e;
}

/* The first writes in the middle of its page, by another connection; nobody of this batch sees it. */
static bool edition_run(struct reading *r, struct db *db)
{
	struct writer_guest *w = (struct writer_guest *)(void *)r;
	struct guest        *g = &w->guest;
	enum err             e = db_begin(db, false);

	if (!e)
		e = ask(db, &snapshot_of, g->id, &g->got);
	if (!e && w->writer)
		e = edition_raise(w->writer);
	if (!e)
		e = ask(db, &snapshot_of, 100 + g->id, &g->last);
	db_rollback(db);
	g->result = e;
	return true;
}

static void test_snapshot(struct reads *s, struct db *writer)
{
	struct writer_guest w[4];
	int64_t             before = 0;
	bool                good = true;

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 4; i++) {
			w[i] = (struct writer_guest){ .guest = { .id = i,
				.reading = { .run = edition_run, .done = guest_done } } };
			if (i > 0)
				w[i - 1].guest.reading.next = &w[i].guest.reading;
		}
		w[0].writer = round == 0 ? writer : NULL;
		reads_run(s, &w[0].guest.reading);
		for (int i = 0; i < 4; i++)
			good = good && w[i].guest.result == OK && w[i].guest.got == w[0].guest.got &&
			       w[i].guest.last == w[0].guest.got;
		if (round == 0)
			before = w[0].guest.got;
	}
	tap_ok(good && w[0].guest.got == before + 1, "what is stored meanwhile is seen by the next, not by half of these");
}

int main(void)
{
	const char   *app = getenv("PG_APP_URL"), *owner = getenv("PG_OWNER_URL");
	struct arena *a;
	struct db    *db, *writer;
	struct reads *s;
	struct str    why = STR_NONE;

	if (!app || !owner) {
		puts("1..0 # SKIP no PostgreSQL server");
		return 0;
	}
	if (crypt_start())
		return 1;
	a = arena_new(65536);
	tap_ok(db_open(owner, DB_OFFLINE, a, &db, &why) == OK, "the owner makes the tables");
	db_close(db);
	if (!tap_ok(db_open(app, DB_READ, a, &db, &why) == OK && db_open(app, DB_WRITE, a, &writer, &why) == OK,
	            "the program opens"))
		return tap_done();
	db_lazy(db);
	s = reads_new(db);
	test_turns(s, db);
	test_snapshot(s, writer);
	test_failures(s, db, writer);
	reads_free(s);
	db_close(writer);
	db_close(db);
	arena_free(a);
	return tap_done();
}
