/* The PostgreSQL engine: opening, transactions, scope. */
#include "db/postgres_private.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/crypt.h"
#include "base/log.h"
#include "queries.h"

/*
 * A stamp is a millisecond and twenty bits. Each connection begins somewhere in
 * the lower half of them, so that two writers hardly ever give out the same;
 * when they do, the key of audit says so and the closure runs again.
 */
#define STAMP_MASK 0x7ffff

#define READ_PATIENCE_MS 10000

/* A URL that libpq can read; its own words say where it stumbled. */
enum err postgres_url_check(const char *url, struct arena *a, struct str *why)
{
	char            *said = NULL;
	PQconninfoOption *parts = PQconninfoParse(url, &said);
	struct str       line = said ? str_of(said) : S("no memory");

	if (parts) {
		PQconninfoFree(parts);
		return OK;
	}
	*why = str_join(a, S("the database's URL cannot be read ("),
	                str_copy(a, str_part(line, 0, strcspn(line.p, "\n"))),
	                S("); write it as postgres://USER@HOST:PORT/DATABASE?sslmode=verify-full"),
	                STR_NONE);
	PQfreemem(said);
	return ERR_INPUT;
}

static void postgres_close(struct db *db)
{
	struct postgres *p = postgres_of(db);

	if (p->raw && p->n_owed)
		(void)!postgres_settle(p);
	postgres_ahead_drop(p);
	PQfinish(p->raw);
	postgres_slots_free(p);
	if (p->room)
		arena_free(p->room);
	if (p->joint_room)
		arena_free(p->joint_room);
	base_free(p->url);
	base_free(p);
}

enum err postgres_open(const char *url, enum db_mode mode, struct arena *a, struct db **out,
                       struct str *why)
{
	const size_t     bytes = sizeof(struct postgres) +
	                         QUERY_COUNT * sizeof(struct postgres_slot);
	struct postgres *p;
	uint32_t         base;
	enum err         e = postgres_url_check(url, a, why);

	*out = NULL;
	if (e)
		return e;
	p = base_alloc(bytes);
	memset(p, 0, bytes);
	p->db.engine = &engine_postgres;
	p->db.mode = mode;
	/* A commit may wait for its standbys; a statement of a reader ends long before (settings_serve). */
	p->db.patience_ms = mode == DB_READ ? READ_PATIENCE_MS : 0;
	random_bytes(&base, sizeof(base));
	p->db.stamp_base = base & STAMP_MASK;
	p->url = base_alloc(strlen(url) + 1);
	memcpy(p->url, url, strlen(url) + 1);
	e = postgres_connect(p, a, why);
	if (!e)
		e = postgres_migrate(p, a, why);
	if (e)
		postgres_close(&p->db);
	else
		*out = &p->db;
	return e;
}

static bool postgres_in_transaction(const struct db *db)
{
	return postgres_of(db)->open;
}

static int64_t postgres_total_changes(struct db *db)
{
	return postgres_of(db)->changes;
}

/* ---- transactions ---- */

static enum err postgres_begin(struct db *db, bool write)
{
	struct postgres *p = postgres_of(db);
	enum err         e;

	postgres_ahead_drop(p);         /* of a transaction that was lost */
	e = postgres_alive(p);
	p->have.set = false;
	p->aborted = p->db.retry = false;
	p->failed = OK;
	if (!e)
		e = postgres_queue(p, write ? PG_BEGIN : PG_BEGIN_READ);
	p->open = !e;
	p->committing = false;
	p->writing = write;
	p->db.asks = p->open && !write;
	return e;
}

/* After a failure nobody heard of yet the server would skip what undoes it. */
static void failures_hear(struct postgres *p)
{
	postgres_rows_drop(p);
	if (p->unheard)
		(void)!postgres_settle(p);
	postgres_ahead_drop(p);
}

static void postgres_rollback(struct db *db)
{
	struct postgres *p = postgres_of(db);

	failures_hear(p);
	if (postgres_queue(p, PG_ROLLBACK) == OK)
		postgres_send(p);
	p->open = p->aborted = p->db.asks = false;
}

static void postgres_send_now(struct db *db)
{
	postgres_send(postgres_of(db));
}

/* Nobody waits for the end of a read, nor minds what was asked in it and not wanted. */
static enum err read_end(struct postgres *p)
{
	enum err e;

	failures_hear(p);
	e = postgres_queue(p, PG_COMMIT);
	if (!p->db.lazy)
		postgres_send(p);
	p->open = p->aborted = p->db.asks = false;
	return e;
}

static enum err postgres_commit(struct db *db)
{
	struct postgres *p = postgres_of(db);
	enum err         e;

	if (!p->open)
		return ERR_BUSY;        /* lost on the way */
	if (!p->writing)
		return read_end(p);
	p->committed = false;
	e = postgres_rows_send(p, 0);
	p->committing = p->writing;
	if (!e)
		e = postgres_queue(p, PG_COMMIT);
	if (!e && p->db.tells_place)
		e = postgres_queue(p, PG_PLACE);
	if (!e)
		e = postgres_settle(p);
	p->open = false;
	postgres_ahead_drop(p);
	if (!e)
		p->db.commit_place = p->place;
	if (e)
		postgres_rollback(db);  /* a write before it failed: the server skipped the COMMIT */
	if (!e && !p->committed) {
		log_error("db", "a transaction with an error in it was to be committed");
		e = ERR_FAULT;
	}
	return e;
}

static enum err postgres_mark(struct db *db)
{
	struct postgres *p = postgres_of(db);
	enum err         e = p->open ? postgres_rows_send(p, 0) : ERR_BUSY;

	return e ? e : postgres_queue(p, PG_MARK);
}

/* What nobody waited for must have been well before the part is kept. */
static enum err postgres_keep(struct db *db)
{
	struct postgres *p = postgres_of(db);
	enum err         e;

	if (p->aborted) {
		log_error("db", "a part that failed was to be kept");
		return ERR_FAULT;
	}
	if (!p->open)
		return ERR_BUSY;
	e = postgres_rows_send(p, 0);
	if (!e)
		e = postgres_queue(p, PG_KEEP);
	return !e && p->unheard ? postgres_settle(p) : e;
}

/* Undoing takes the scope back to what it was, so it is asked for anew. */
static enum err postgres_undo(struct db *db)
{
	struct postgres *p = postgres_of(db);
	enum err         e;

	failures_hear(p);
	e = postgres_queue(p, PG_UNDO);
	p->aborted = p->have.set = false;
	return e ? e : postgres_queue(p, PG_KEEP);
}

const struct engine engine_postgres = {
	.name = "PostgreSQL", .shared = true, .close = postgres_close,
	.in_transaction = postgres_in_transaction, .begin = postgres_begin,
	.commit = postgres_commit, .rollback = postgres_rollback, .mark = postgres_mark,
	.keep = postgres_keep, .undo = postgres_undo,
	.total_changes = postgres_total_changes,
	.start = postgres_start, .set_int = postgres_set_int, .set_real = postgres_set_real,
	.set_text = postgres_set_text, .set_blob = postgres_set_text,
	.set_null = postgres_set_null, .step = postgres_step, .run = postgres_run,
	.ask = postgres_ahead_ask, .send = postgres_send_now,
	.is_null = postgres_is_null,
	.get_int = postgres_int, .get_real = postgres_real, .get_text = postgres_text,
	.get_blob = postgres_text, .changed = postgres_changed, .done = postgres_done,
	.place = postgres_place, .reached = postgres_reached, .lost = postgres_lost,
	.load = postgres_load,
};
