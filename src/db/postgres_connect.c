/* Making a connection, saying what to do when it cannot be made, and making it anew. */
#include "db/postgres_private.h"

#include <poll.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/time.h"
#include "queries.h"

#define WHY_MAX 4096            /* one sentence, a URL and a message of the server */
#define SERVER_MIN 150000
#define IDLE_US 1000000         /* silent for longer: look before use whether it still stands */
#define PAUSE_MIN_US 100000
#define PAUSE_MAX_US 5000000

/* PG_SCOPE has none: its numbers stand in its text (postgres_queue_scope). */
static const char *const fixed_sql[PG_FIXED] = {
	[PG_BEGIN]      = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
	[PG_BEGIN_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	[PG_COMMIT]     = "COMMIT",
	[PG_ROLLBACK]   = "ROLLBACK",
	[PG_MARK]       = "SAVEPOINT part",
	[PG_KEEP]       = "RELEASE part",
	[PG_UNDO]       = "ROLLBACK TO part",
	[PG_SOON]       = "SET LOCAL statement_timeout = '300ms'",
	[PG_PLACE]      = "SELECT cast(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() "
	                  "ELSE pg_current_wal_flush_lsn() END - '0/0' AS bigint)",
};

/*
 * A request gives up rather than keep others waiting; a command takes its time.
 * A lock is waited for longer than the second after which the server looks for
 * deadlocks: it ends one of those that wait for each other, the others go on.
 * A statement is planned once for a connection, for whatever values it gets, as
 * on SQLite: planning a list each time costs more than the list, and the plans
 * that tests/pg/schemas.sh looks at are those that run. A table that was empty when
 * the plan was made would be walked from then on, however much came into it since.
 */
static const char settings_serve[] =
	"SET statement_timeout = '5s'; SET lock_timeout = '2s'; "
	"SET idle_in_transaction_session_timeout = '10s'; SET synchronous_commit = on; "
	"SET plan_cache_mode = force_generic_plan; SET enable_bitmapscan = off; SET enable_seqscan = off; SET random_page_cost = 1.1; ";
static const char settings_offline[] =
	"SET statement_timeout = 0; SET lock_timeout = '30s'; "
	"SET idle_in_transaction_session_timeout = 0; SET synchronous_commit = on; SET enable_seqscan = off; ";

/* What must be so on the other side; the first column that is true says what is not. */
static const char server_sql[] =
	"SELECT current_setting('server_encoding') <> 'UTF8', "
	"(SELECT datcollate FROM pg_database WHERE datname = current_database()) "
	"NOT IN ('C', 'POSIX', 'C.UTF-8', 'C.utf8'), "
	"pg_is_in_recovery(), "
	"(SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)";

/* Advice by what libpq or the server said; the first match counts. */
static const struct advice {
	const char *said, *sentence;
} advices[] = {
	{ "does not match host name", "the server's certificate was made for another name; write in the URL "
	                              "the name that stands in it" },
	{ "root certificate file", "name the file of the server's certificate authority with "
	                           "sslrootcert=FILE" },
	{ "certificate", "the server's certificate is not trusted; name the file of its authority "
	                 "with sslrootcert=FILE" },
	{ "SSL", "server and program do not agree on encryption; look at sslmode in the URL and at "
	         "ssl in the server's settings" },
	{ "no password supplied", "give the password in ~/.pgpass or PGPASSFILE" },
	{ "password authentication failed", "user name or password is wrong; look at the URL and at "
	                                    "~/.pgpass" },
	{ "pg_hba.conf", "the server does not let this user in from here; add a line to its "
	                 "pg_hba.conf" },
	{ "role \"", "make the user first, or name another one in the URL" },
	{ "database \"", "make the database first (createdb -E UTF8 --lc-collate=C -T template0), or "
	                 "name another one in the URL" },
	{ "could not translate host name", "the name of the host is wrong or cannot be looked up" },
	{ "too many", "the server has no connection left; raise its max_connections or lower "
	              "--workers" },
	{ "session is not read-write", "only a standby was found; start the primary or name it in the URL" },
	{ "server is in hot standby", "only a standby was found; start the primary or name it in the URL" },
	{ "", "is the server running and is this its address?" },
};

static void say_failed(struct buf *b, const char *said)
{
	const struct advice *a = advices;

	while (!strstr(said, a->said))
		a++;
	buf_printf(b, "cannot reach the database: %.*s; %s", (int)strcspn(said, "\n"), said,
	           a->sentence);
}

/* The server may say anything; only failures of ours are logged, where they happen. */
static void notice_drop(void *arg, const char *said)
{
	(void)arg;
	(void)said;
}

/* The URL's own words stand after ours and win, except for the last. */
static PGconn *dial(const char *url, enum db_mode mode)
{
	const char *const names[] = {
		"application_name", "connect_timeout", "keepalives_idle", "keepalives_interval",
		"keepalives_count", "tcp_user_timeout", "target_session_attrs", "dbname",
		"client_encoding", NULL
	};
	const char *const values[] = {
		"lianxin", "5", "15", "5", "3", "15000", mode == DB_READ ? "any" : "read-write", url,
		"UTF8", NULL
	};

	return PQconnectdbParams(names, values, 1);
}

static bool is_true(const PGresult *r, int col)
{
	return strcmp(PQgetvalue(r, 0, col), "t") == 0;
}

/* The sentence about a server that cannot be used, or NULL. */
static const char *unfit(const PGresult *r, enum db_mode mode)
{
	if (is_true(r, 0))
		return "its encoding is not UTF8; make the database anew with createdb -E UTF8 "
		       "--lc-collate=C -T template0";
	if (is_true(r, 1))
		return "it does not sort by bytes; make the database anew with createdb -E UTF8 "
		       "--lc-collate=C -T template0";
	if (is_true(r, 2) && mode != DB_READ)
		return "it is a standby; name the primary in the URL";
	if (is_true(r, 3) && mode == DB_WRITE)
		log_warn("db", "this user of the database is not held by row security; "
		         "give the program a user that is no superuser");
	return NULL;
}

static enum err server_check(struct postgres *p, struct buf *said)
{
	const char *sentence;
	PGresult   *r;
	int         version = PQserverVersion(p->raw);

	if (version < SERVER_MIN) {
		buf_printf(said, "the server is PostgreSQL %d; version 15 or newer is needed",
		           version / 10000);
		return ERR_FAULT;
	}
	r = PQexec(p->raw, p->db.mode == DB_OFFLINE ? settings_offline : settings_serve);
	if (PQresultStatus(r) == PGRES_COMMAND_OK) {
		PQclear(r);
		r = PQexec(p->raw, server_sql);
	}
	if (PQresultStatus(r) != PGRES_TUPLES_OK) {
		say_failed(said, PQerrorMessage(p->raw));
		PQclear(r);
		return ERR_FAULT;
	}
	sentence = unfit(r, p->db.mode);
	if (sentence)
		buf_printf(said, "database %s cannot be used: %s", PQdb(p->raw), sentence);
	PQclear(r);
	return sentence ? ERR_FAULT : OK;
}

static enum err fixed_prepare(struct postgres *p, struct buf *said)
{
	for (size_t i = 0; i < PG_FIXED; i++) {
		PGresult *r;
		bool      good;

		if (!fixed_sql[i])
			continue;
		r = PQprepare(p->raw, postgres_fixed_name[i], fixed_sql[i], 0, NULL);
		good = PQresultStatus(r) == PGRES_COMMAND_OK;
		PQclear(r);
		if (!good) {
			say_failed(said, PQerrorMessage(p->raw));
			return ERR_FAULT;
		}
	}
	return OK;
}

static enum err connect_said(struct postgres *p, struct buf *said)
{
	enum err e;

	p->raw = dial(p->url, p->db.mode);
	if (PQstatus(p->raw) != CONNECTION_OK) {
		say_failed(said, PQerrorMessage(p->raw));
		return ERR_FAULT;
	}
	PQsetNoticeProcessor(p->raw, notice_drop, NULL);
	if ((e = server_check(p, said)) || (e = fixed_prepare(p, said)))
		return e;
	if (!PQenterPipelineMode(p->raw)) {
		buf_printf(said, "the database library has no pipeline mode; install libpq 14 or newer");
		return ERR_FAULT;
	}
	for (size_t i = 0; i < QUERY_COUNT; i++)
		p->slots[i].prepared = p->slots[i].rows_prepared = p->slots[i].joint_prepared = false;
	p->open = p->aborted = p->have.set = p->db.sliced = false;
	p->n_owed = 0;
	p->place = 0;
	p->db.slice = 0;
	return OK;
}

enum err postgres_connect(struct postgres *p, struct arena *a, struct str *why)
{
	struct buf said;
	enum err   e;

	buf_init(&said, a, WHY_MAX);
	e = connect_said(p, &said);
	if (e) {
		*why = buf_view(&said);
		PQfinish(p->raw);
		p->raw = NULL;
	}
	return e;
}

/* What came meanwhile: the end of the stream is how a stopped server says so. */
void postgres_look(struct postgres *p)
{
	struct pollfd at = { .fd = PQsocket(p->raw), .events = POLLIN };
	int64_t       now = tick_us();
	bool          silent = now - p->used_us > IDLE_US;

	p->used_us = now;
	if (!p->raw || !silent)
		return;
	if (p->n_owed)
		(void)!postgres_settle(p);
	if (p->raw && poll(&at, 1, 0) > 0 && !PQconsumeInput(p->raw))
		(void)!postgres_failed(p, NULL, "waiting");
}

enum err postgres_alive(struct postgres *p)
{
	int64_t       now = tick_us();
	struct arena *a;
	struct str    why;
	enum err      e;

	postgres_look(p);
	if (p->raw)
		return OK;
	if (now < p->again_us)
		return ERR_BUSY;
	a = arena_new(WHY_MAX);
	e = postgres_connect(p, a, &why);
	if (!e) {
		log_info("db", "connected to the database again");
		p->pause_us = 0;
	} else {
		/* Once at once: a server that ends its connections may have ended the new one too. */
		p->again_us = tick_us() + p->pause_us;
		p->pause_us = p->pause_us ? 2 * p->pause_us : PAUSE_MIN_US;
		if (p->pause_us > PAUSE_MAX_US)
			p->pause_us = PAUSE_MAX_US;
		log_warn("db", "%.*s", (int)why.n, why.p);
	}
	arena_free(a);
	return e ? ERR_BUSY : OK;
}
