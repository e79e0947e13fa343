/*
 * postgres_private: what the files of the PostgreSQL engine share.
 *
 * A connection is always in pipeline mode. What needs no answer of its own
 * (BEGIN, scope, savepoints, preparing, writes) is only queued; it travels with
 * the next query that somebody waits for and costs no round trip. `owed`
 * remembers what the server still has to answer, in order, so that each failure
 * is told for what it was. The end of a read and a rollback are sent and not waited
 * for. Rows arrive whole, in binary, and live until db_done().
 *
 * A connection that was lost is made anew by the next db_begin(), not more
 * often than the back-off allows; until then everything answers ERR_BUSY.
 */
#ifndef DB_POSTGRES_PRIVATE_H
#define DB_POSTGRES_PRIVATE_H

#include <libpq-fe.h>

#include "base/buf.h"
#include "db/engine.h"

#define OWED_MAX 1024           /* answers outstanding before we wait for them: a group's */

/* Statements of the connection itself. */
enum postgres_fixed {
	PG_BEGIN, PG_BEGIN_READ, PG_COMMIT, PG_ROLLBACK, PG_MARK, PG_KEEP, PG_UNDO, PG_SCOPE, PG_PLACE,
	PG_SOON,
	PG_FIXED
};

/* One execution of a query: its inputs, then its rows. */
struct postgres_statement {
	const struct db_query *query;
	PGresult              *result;
	int                    row, rows;
	bool                   ran;
	int64_t                changed;
	struct postgres_statement *next;     /* of those asked with the same query */
	struct scope           scope;        /* under which it was asked */
	bool                   listed;       /* its slot keeps it for who asks the same */
	bool                   borrowed;     /* the result is several's */
	bool                   waits;        /* listed, and not sent yet */
	const int             *order;        /* which of the result's rows are its own; NULL: all of them */
	char                  *inputs;       /* its own copy of texts that were asked ahead */
	uint64_t               walk;         /* number of its cursor, 0: none */
	bool                   last;         /* the cursor has no more rows than these */
	uint64_t              *words;        /* numbers on their way, in network order */
	const char           **values;
	int                   *lengths, *formats;
};

struct postgres_slot {
	bool                       prepared; /* on this connection, or about to be */
	bool                       rows_prepared;    /* likewise its text for many rows */
	bool                       looked_at;        /* its columns have the promised types */
	struct postgres_statement *spare;    /* kept for the next use */
	struct postgres_rows      *rows;     /* waiting to be sent together */
	bool                       joint_prepared;   /* likewise its text for many who ask */
	struct postgres_statement *listed;   /* in this transaction, for who asks the same */
	size_t                     waiting;  /* of those, not sent yet */
	struct postgres_slot      *next;     /* of those with something listed */
};

enum owed_kind { OWED_FIXED, OWED_PREPARE, OWED_RUN, OWED_ROWS, OWED_JOINT, OWED_TEXT, OWED_SYNC };

struct postgres_joint;

struct owed {
	enum owed_kind             kind;
	enum postgres_fixed        fixed;
	const struct db_query     *query;
	bool                      *prepared; /* to be taken back when it could not be */
	struct postgres_statement *statement;        /* where rows go; it stays until they came */
	struct postgres_joint     *joint;    /* likewise of many who asked */
};

struct postgres {
	struct db            db;             /* first: the connection's address is this one's */
	PGconn              *raw;
	char                *url;
	bool                 open;           /* a transaction was begun and not ended */
	bool                 aborted;        /* the server refuses all but undoing */
	bool                 committed;      /* the last COMMIT was one */
	bool                 committing;     /* a COMMIT of writes may be on its way */
	bool                 writing;        /* the open transaction may change rows */
	bool                 unheard;        /* something is queued that may fail and nobody waits for */
	enum err             failed;         /* the first failure of the open transaction */
	struct scope         have;           /* what the server holds us to, see db.scope */
	int64_t              changes;
	uint64_t             place;          /* in the server's log, as it said last */
	int64_t              used_us;        /* tick of the last begin */
	int64_t              again_us;       /* not before this tick is a lost connection made anew */
	int64_t              pause_us;
	uint64_t             walks;          /* cursors so far */
	struct postgres_slot *listed;        /* the slots with something listed; ends with itself */
	size_t               waiting;        /* of those listed, not sent yet */
	struct postgres_joint *joint;        /* asked by several at once */
	struct arena        *joint_room;
	struct arena        *room;           /* of rows that wait to be sent together */
	struct postgres_rows *first_rows, **last_rows;
	size_t               n_owed;
	struct owed          owed[OWED_MAX];
	struct postgres_slot slots[];        /* QUERY_COUNT of them, by query id */
};

static inline struct postgres *postgres_of(const struct db *db)
{
	return (struct postgres *)(uintptr_t)db;
}

extern const struct engine engine_postgres;

/* ---- postgres_connect.c ---- */

/* Makes the connection of p->url ready for use, or says in one sentence what to do. */
enum err postgres_connect(struct postgres *p, struct arena *a, struct str *why) MUST_USE;

/* Notices a lost connection and makes it anew if it is time; else ERR_BUSY. */
enum err postgres_alive(struct postgres *p) MUST_USE;

/* Reads what came meanwhile on a connection that was silent for long. */
void postgres_look(struct postgres *p);

/* ---- postgres_place.c ---- */
enum err postgres_place(struct db *db, uint64_t *place);
bool postgres_reached(struct db *db, uint64_t place);
bool postgres_lost(struct db *db);

/* ---- postgres_pipe.c ---- */
extern const char *const postgres_fixed_name[PG_FIXED];

/* Queues one of the fixed statements; only OWED_MAX outstanding answers make it wait. */
enum err postgres_queue(struct postgres *p, enum postgres_fixed which) MUST_USE;

/* Queues a scope unless the server has it. */
enum err postgres_queue_scope(struct postgres *p, struct scope s) MUST_USE;

/* Waits for the rows of what is queued; where others take turns they go on meanwhile. */
enum err postgres_wait(struct postgres *p, const struct postgres_statement *st) MUST_USE;

/* Sends a query under a scope, if it is set, prepared first if need be, and waits for its rows. */
enum err postgres_ask(struct postgres *p, struct postgres_slot *slot, struct postgres_statement *st,
                      struct scope s) MUST_USE;

/* Queues a query whose rows nobody reads. */
enum err postgres_queue_run(struct postgres *p, struct postgres_slot *slot,
                            struct postgres_statement *st) MUST_USE;

/* Queues a query whose rows somebody will want before the transaction ends. */
enum err postgres_queue_ahead(struct postgres *p, struct postgres_slot *slot,
                              struct postgres_statement *st) MUST_USE;

/* Queues a statement that is not kept, with the inputs of `in` if it is not NULL. */
enum err postgres_queue_text(struct postgres *p, const char *text,
                             const struct postgres_statement *in, struct postgres_statement *st,
                             enum owed_kind kind) MUST_USE;

/* A text with its inputs, as it is sent. */
struct postgres_call {
	const struct db_query     *query;
	const char                *name, *sql;       /* name "": prepared for this time only */
	bool                      *prepared;
	bool                       arrays;           /* each input is an array of its type, */
	size_t                     single;           /* but this one, from 1; 0: none */
	const char *const         *values;
	const int                 *lengths, *formats;
};

/* Queues a text whose rows are several statements'. */
enum err postgres_queue_joint(struct postgres *p, const struct postgres_call *t,
                              struct postgres_joint *whose) MUST_USE;

/* Queues a text that gives no rows anybody reads; inputs are copied. */
enum err postgres_queue_call(struct postgres *p, const struct postgres_call *t) MUST_USE;

/* Sends all that is queued and waits for every answer; the first failure. */
enum err postgres_settle(struct postgres *p) MUST_USE;

/* Sends all that is queued and leaves the answers for later. */
void postgres_send(struct postgres *p);

/* The server's number of a type by its letter; a capital is an array of it. */
Oid postgres_oid(char letter);

/* Turns a failed result (NULL: the connection itself) into ours; logs what was not expected. */
enum err postgres_failed(struct postgres *p, const PGresult *r, const char *what);

/* ---- postgres_migrate.c ---- */

/* Is the schema ours? A writer whose role may do it brings it up to date. */
enum err postgres_migrate(struct postgres *p, struct arena *a, struct str *why) MUST_USE;

/* ---- postgres_ahead.c ---- */

/* Instead of step and done: sends the query and keeps the statement for who asks the same. */
void postgres_ahead_ask(struct db_cursor *c);

/*
 * The rows of what was asked in this transaction with the inputs of st and under the same
 * scope, if it was; waits for them.
 */
enum err postgres_ahead_take(struct postgres *p, struct postgres_slot *slot,
                             struct postgres_statement *st, bool *taken) MUST_USE;

/*
 * Keeps a question until the transaction ends, to be sent with others of its round; in a
 * read whoever asks the same is given its rows.
 */
void postgres_ahead_list(struct postgres *p, struct postgres_slot *slot, struct postgres_statement *st);

/* Forgets all of it: answered, or the connection is lost. */
void postgres_ahead_drop(struct postgres *p);

/* ---- postgres_joint.c ---- */

/* Queues what several have asked since: each query once, wherever that can be. */
enum err postgres_joint_send(struct postgres *p) MUST_USE;

/* Gives each its rows. */
void postgres_joint_take(struct postgres_joint *t, PGresult *r);
void postgres_joint_drop(struct postgres *p);

/* ---- postgres_walk.c ---- */
enum err postgres_walk_begin(struct postgres *p, struct postgres_statement *st) MUST_USE;

/* The next rows, once the last of these was looked at. */
enum err postgres_walk_more(struct postgres *p, struct postgres_statement *st) MUST_USE;
void postgres_walk_end(struct postgres *p, struct postgres_statement *st);

/* ---- postgres_statement.c: the part of the engine's table about statements ---- */
enum err postgres_start(struct db *db, const struct db_query *q, struct db_cursor *c);
void postgres_set_int(struct db_cursor *c, int at, int64_t v);
void postgres_set_real(struct db_cursor *c, int at, double v);
void postgres_set_text(struct db_cursor *c, int at, struct str v);
void postgres_set_null(struct db_cursor *c, int at);
enum err postgres_step(struct db_cursor *c, bool *row);
enum err postgres_run(struct db_cursor *c);
bool postgres_is_null(struct db_cursor *c, int col);
int64_t postgres_int(struct db_cursor *c, int col);
double postgres_real(struct db_cursor *c, int col);
struct str postgres_text(struct db_cursor *c, int col, struct arena *a);
int64_t postgres_changed(struct db_cursor *c);
void postgres_done(struct db_cursor *c);
void postgres_slots_free(struct postgres *p);
struct postgres_slot *postgres_slot_of(struct db *db, const struct db_query *q);

/* Puts a statement back where its slot keeps it for its next use. */
void postgres_statement_give(struct postgres *p, struct postgres_statement *st);

/* Under which scope a query runs, `set` only when it needs one; false: not in this transaction. */
bool postgres_scope_fits(const struct postgres *p, const struct postgres_statement *st,
                         struct scope *s);

/* ---- postgres_rows.c ---- */

/* Keeps a row for later, of a query that has a text for many. */
enum err postgres_rows_add(struct postgres *p, struct postgres_slot *slot,
                           const struct postgres_statement *st, struct scope scope) MUST_USE;

/* Queues what is kept for tables that something touches; 0: all of it. */
enum err postgres_rows_send(struct postgres *p, uint64_t touches) MUST_USE;
void postgres_rows_drop(struct postgres *p);

/* ---- postgres_array.c: head, elements, end ---- */
void postgres_array_head(struct buf *b, char letter);
void postgres_array_add(struct buf *b, const char *value, int length);
void postgres_array_end(struct buf *b, size_t n);

/* ---- postgres_load.c ---- */
enum err postgres_load(struct db *db, const struct db_query *q, const struct cell *cells, size_t n,
                       struct arena *a);

#endif
