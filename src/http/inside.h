/*
 * inside: what the files of this room share and no other room sees.
 *
 * An exchange is a request with its reply and its way through loop, worker and
 * lane. Exactly one thread holds it at a time; the queues between them are the
 * only hand-overs. Its memory is the request's arena, which the server drops
 * when the reply is sent.
 */
#ifndef HTTP_INSIDE_H
#define HTTP_INSIDE_H

#include <stdatomic.h>

#include "db/lane.h"
#include "db/reads.h"
#include "http/head.h"
#include "http/key.h"
#include "http/multipart.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/spool.h"

#define REPLY_HEADERS 16
#define OUT_MAX (8 * 1024 * 1024)      /* the longest page: 1,000 rows of JSON with their texts */

struct sheet;
struct pool;

/* What the handler said; sent when the transaction has ended well. */
struct reply {
	int          status;            /* 0: nothing replied yet */
	struct str   location;
	const char  *type;
	struct str   body;
	struct pair  headers[REPLY_HEADERS];
	size_t       n_headers;
	bool         immutable;         /* a file named by its own hash */
	struct sheet *sheet;            /* an export being written */
	int          fd;                /* its finished file, or -1 */
	uint64_t     fd_size;
};

/* Counters of one server; every member is only ever added to. */
#define TOOK_BUCKETS 10
struct figures {
	atomic_uint_fast64_t status[6];           /* by first digit */
	atomic_uint_fast64_t refused;             /* by head_check() */
	atomic_uint_fast64_t crowded;             /* connections of addresses with too many */
	atomic_uint_fast64_t kept;                /* answered from kept pages */
	atomic_uint_fast64_t near, near_again;    /* read from a standby; asked again of the primary */
	atomic_uint_fast64_t took[TOOK_BUCKETS];  /* answered within took_limits_us[i] */
	atomic_uint_fast64_t took_sum_us;
	atomic_uint_fast64_t later_lost;          /* req_later() work that found the lane full */
	atomic_int_fast64_t  in_flight;
	atomic_int_fast64_t  connections;
};
extern const int64_t took_limits_us[TOOK_BUCKETS];

/* Work for a worker: run on its thread with its own connection, then done. */
struct call {
	struct reading reading;         /* first */
	bool           shares;          /* only a page to be read: may run in turns with others (db/reads.h) */
	int64_t        since_us;        /* when it was pushed */
};

/* Where an exchange runs, the same for all of a server. */
struct place {
	const struct house *house;
	struct pool        *pool;
	struct figures      figures;
	atomic_uint_fast64_t spooling;  /* bytes announced by bodies that are on their way */
	atomic_bool         leaving;    /* server_leave() was called */
};

enum stage { STAGE_NEW, STAGE_READ, STAGE_PREPARED, STAGE_LANE, STAGE_DONE };

struct exchange {
	struct req          req;        /* first, so that a handler's req leads here */
	struct buf          out;
	struct reply        reply;
	struct job          job;
	struct call         call;
	struct place       *place;
	struct house        house;      /* the place's, with the packs this request began with */
	const struct shelved *packs;
	/* From any thread: run_resume() on the loop, please. */
	void              (*wake)(struct exchange *x);
	struct exchange    *next;       /* in the loop's list of those to resume */
	enum stage          stage;
	enum err            result;
	enum err            early;      /* found at the head, to be answered by a worker */
	int                 refused;    /* status of head_check(), else 0 */
	bool                head_only;
	bool                key_wrong;  /* same origin, but the key was old or another session's */
	bool                same_origin;        /* a form of our own page, as the browser says */
	bool                repeated;   /* answered with an earlier receipt */
	struct form_key     key;
	const struct pair  *headers;
	size_t              n_headers;
	struct str          method, uri, body, peer;
	struct str          boundary;   /* of a body in parts; STR_NONE: an ordinary form */
	struct spool       *spool;      /* where a long one lies */
	struct sieve       *sieve;      /* and its fields, should that come to nothing */
	int64_t             began_us;
	uint64_t            stored;     /* the database's log up to what this request stored; 0: nothing */
	uint64_t            generation; /* of the tables, before a SHARED page was drawn */
	uint64_t            pulse;      /* of the database, likewise */
};

static inline struct exchange *exchange_of(struct req *r)
{
	return (struct exchange *)(void *)r;
}

static inline const struct exchange *exchange_in(const struct req *r)
{
	return (const struct exchange *)(const void *)r;
}

/* ---- req.c: from a head to a request; false when the path or query cannot be read (400) ---- */
bool req_begin(struct exchange *x);
/* *told: the browser said where the request came from. */
bool req_same_origin(const struct req *r, bool *told);
/* Did our own page send this? ERR_FORGED when another did; *same: the browser said so beyond doubt. */
enum err req_origin(const struct req *r, bool *same);
/* Takes an act back that did not happen after all; only where it is counted in memory. */
void req_limit_give(struct req *r, const char *what);

/* ---- body.c: r->posted and r->uploads; a long body takes a while ---- */
enum err body_read(struct exchange *x) MUST_USE;
/* x->early: the files of a body could not be kept; its fields are, with a fault at those of the files. */
void body_sifted(struct exchange *x);

/* ---- run.c ---- */
enum run_state { RUN_DONE, RUN_AWAY };     /* away: with a worker or the lane; wake() follows */

/* Finds the row; an error is to be answered by run_fail() before any body is read. */
enum err run_route(struct exchange *x);
enum run_state run_start(struct exchange *x, struct db *db);
enum run_state run_resume(struct exchange *x, struct db *db);
/* Answers with an error; db == NULL: on a worker. */
enum run_state run_error(struct exchange *x, enum err e, struct db *db);

/* ---- read.c ---- */
/* Role and due password. *done: a reply stands already. */
enum err run_gate(struct req *r, bool *done) MUST_USE;
/* Runs fn in a read snapshot; again in one of its own when that of many failed. */
enum err run_within(struct exchange *x, struct db *db, enum err (*fn)(struct exchange *)) MUST_USE;
/* Runs it, and again when the connection was lost on the way. */
enum err run_primary(struct exchange *x, struct db *db, enum err (*read)(struct exchange *, struct db *)) MUST_USE;
/* Up to where in the log a standby must be to answer; REPLICA_NONE: none will do. */
uint64_t run_after(const struct exchange *x);
void run_read(struct exchange *x, struct db *db);
void run_export(struct exchange *x, struct db *db);

/* ---- fail.c ---- */
void run_fail(struct exchange *x, enum err e, struct db *db);

/* ---- reply.c ---- */
void reply_reset(struct exchange *x);
void reply_plain(struct exchange *x, int status);        /* no page, no database: the last resort */
void reply_problem(struct req *r, enum err e);           /* RFC 9457 */
struct str word_of(const struct req *r, enum msg m);

/* ---- pool.c: a bounded queue before a fixed number of threads ---- */
enum err pool_start(const struct house *house, struct arena *a, struct pool **out,
                    struct str *why) MUST_USE;
void pool_stop(struct pool *p);
enum err pool_push(struct pool *p, struct call *c) MUST_USE;
size_t pool_waiting(struct pool *p);

/* ---- sheet.c: CSV and XLSX of a list, page by page into a file ---- */
enum err sheet_export(struct exchange *x, struct db *db) MUST_USE;
enum err sheet_rows(struct req *r, const struct list *l) MUST_USE;

/* ---- metrics.c ---- */
void figures_answered(struct figures *f, int status, int64_t took_us);
void figures_print(const struct place *p, struct buf *out);

#endif
