/*
 * engine: what stands behind db.h, one table of functions for each engine.
 *
 * A connection begins with struct db, which both engines share; what an engine
 * keeps for itself follows it (sqlite_private.h, postgres_private.h). db.c
 * checks what does not depend on the engine and passes on; the rest of this
 * folder may look at the shared part. Not for rooms. The functions are called
 * by the thread that owns the connection.
 */
#ifndef DB_ENGINE_H
#define DB_ENGINE_H

#include "db/db.h"
#include "db/lane.h"

/* A value on its way from one database to another; its letter (db.h) is 0 for NULL. */
struct cell {
	char       letter;
	int64_t    i;
	double     r;
	struct str s;
};

struct engine {
	const char *name;
	bool       shared;               /* db_shared() */
	void     (*close)(struct db *db);

	bool     (*in_transaction)(const struct db *db);
	enum err (*begin)(struct db *db, bool write);
	enum err (*commit)(struct db *db);
	void     (*rollback)(struct db *db);
	enum err (*mark)(struct db *db);
	enum err (*keep)(struct db *db);
	enum err (*undo)(struct db *db);
	int64_t  (*total_changes)(struct db *db);

	enum err (*start)(struct db *db, const struct db_query *q, struct db_cursor *c);
	void     (*set_int)(struct db_cursor *c, int at, int64_t v);
	void     (*set_real)(struct db_cursor *c, int at, double v);
	void     (*set_text)(struct db_cursor *c, int at, struct str v);
	void     (*set_blob)(struct db_cursor *c, int at, struct str v);
	void     (*set_null)(struct db_cursor *c, int at);
	enum err (*step)(struct db_cursor *c, bool *row);
	enum err (*run)(struct db_cursor *c);        /* may tell a failure later, see db_run() */
	void     (*ask)(struct db_cursor *c);        /* only where db_asks() may be true */
	void     (*send)(struct db *db);             /* NULL: nothing is ever held back */
	bool     (*is_null)(struct db_cursor *c, int col);
	int64_t  (*get_int)(struct db_cursor *c, int col);
	double   (*get_real)(struct db_cursor *c, int col);
	struct str (*get_text)(struct db_cursor *c, int col, struct arena *a);
	struct str (*get_blob)(struct db_cursor *c, int col, struct arena *a);
	int64_t  (*changed)(struct db_cursor *c);
	void     (*done)(struct db_cursor *c);

	/* Places in the log (replica.h, lane_reached()); NULL where there is only one copy of it. */
	enum err (*place)(struct db *db, uint64_t *place);      /* where it ends, or is replayed to */
	bool     (*reached)(struct db *db, uint64_t place);     /* is it replayed up to there? */
	bool     (*lost)(struct db *db);                        /* is there a connection at all? */

	/* Adds n rows of q->n_in cells, the fast way; a is room to work in. */
	enum err (*load)(struct db *db, const struct db_query *q, const struct cell *cells,
	                 size_t n, struct arena *a);
};

/* Increments collected by the running transaction (counters.c). */
struct counters {
	struct increment *v;
	size_t            n, cap;
	int32_t           part;              /* the part that is collecting; each has its own number */
};

struct replica;

/* Tenants lo..hi. */
struct scope {
	bool    set;
	int64_t lo, hi;
};

/* The shared beginning of every connection. */
struct db {
	const struct engine *engine;
	enum db_mode         mode;
	bool                 broken;         /* the disk failed or the file is damaged */
	bool                 retry;          /* the last failure was another's doing: try again */
	bool                 asks;           /* db_asks(): of the open transaction */
	bool                 lazy;           /* db_lazy() */
	int64_t              last_stamp;     /* audit.c: the last number given out */
	int64_t              stamp_base;     /* where many write: keeps their numbers apart */
	struct scope         scope;          /* of the open transaction, as asked for */
	struct counters      counters;
	int                  patience_ms;    /* a server silent for so long is lost; 0: waited for */
	struct replica      *replica;        /* a connection to a standby beside this one, or NULL */
	bool                 tells_place;    /* each commit asks where in the log it stands: */
	uint64_t             commit_place;
	struct names        *names;          /* names.c; NULL until the first is looked up */
	bool                 names_known;    /* they are of the edition that the transaction sees */
	bool                 renamed;        /* the transaction may have changed some */
	struct numbers      *numbers;        /* of the lane this connection writes for, or NULL (number.c) */
	int64_t              slice;          /* of the counters, that its transactions add to (counters.c) */
	bool                 sliced;         /* it was asked for one, on this connection */
	bool                 wrote;          /* a writing query was started; whoever wants to know clears it */
	/* While closures or readers take turns: called instead of waiting for an answer (lane_turns.c, reads.c). */
	void               (*pause)(void *arg);
	void                *pause_arg;
	struct reads        *reads;          /* readers that share the connection now, or NULL */
};

/* Behind db_open(): on success *out is a connection whose schema is ours. */
enum err sqlite_open(const char *dir, enum db_mode mode, struct arena *a, struct db **out,
                     struct str *why) MUST_USE;
enum err postgres_url_check(const char *url, struct arena *a, struct str *why) MUST_USE;
enum err postgres_open(const char *url, enum db_mode mode, struct arena *a, struct db **out,
                       struct str *why) MUST_USE;

/* Like db_open(), which refuses what `lianxin copy` has not finished. */
enum err db_open_unfinished(const char *place, enum db_mode mode, struct arena *a,
                            struct db **out, struct str *why) MUST_USE;

/* replica.c */
void replica_close(struct replica *r);

/* reads.c: beginning and ending a read while others share the connection; a standby for it, or NULL. */
enum err reads_begin(struct db *db) MUST_USE;
void reads_end(struct db *db);
bool reads_joined(const struct db *db);
struct db *reads_near(const struct db *primary, uint64_t after);

/* names.c: raises the edition before a commit that may have changed names; ends with the connection. */
enum err names_renewed(struct db *db) MUST_USE;
void names_free(struct db *db);

/* What counters.c offers to db_mark, db_undo, db_rollback and db_close, and to closures that take turns. */
void counters_mark(struct db *db);
void counters_undo(struct db *db);
void counters_forget(struct db *db);
void counters_free(struct db *db);

/* Looks for a slice of the counters that is nobody's, in the transaction that is open. */
enum err counters_slice(struct db *db, struct arena *a) MUST_USE;

#endif
