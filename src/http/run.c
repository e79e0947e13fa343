/*
 * run: the one place that begins and ends a transaction or answers an error.
 *
 * A light GET runs here and now in a read snapshot. What is HEAVY, an export or
 * prepared goes to a worker; a POST goes to the lane and is answered only when
 * its commit is on disk. An error is answered from a fresh snapshot after the
 * savepoint was undone, so a page drawn again never shows what was not stored.
 *
 * On PostgreSQL a loop has no connection (db is NULL there) because it must not
 * wait for a network: a worker does all that a loop does elsewhere, errors too.
 */
#include "http/inside.h"

#include <stddef.h>

#include "base/log.h"
#include "base/shelf.h"
#include "db/replica.h"
#include "http/form.h"
#include "http/session.h"

#define SUBMIT_WINDOW_S 600
#define SUBMITS_DEFAULT 30

static struct exchange *of_job(struct job *j)
{
	return (struct exchange *)(void *)((char *)j - offsetof(struct exchange, job));
}

static struct exchange *of_call(struct reading *c)
{
	return (struct exchange *)(void *)((char *)c - offsetof(struct exchange, call));
}

/*
 * A submission counts against its address: in memory before it goes to the lane,
 * so that a flood does not reach it; for many copies in the lane itself.
 */
static enum err submit_count(struct exchange *x, bool in_lane)
{
	int max = x->place->house->set.submit_per_address;

	if (!(x->req.route->flags & SUBMITS) || x->place->house->set.shared != in_lane)
		return OK;
	return req_limit(&x->req, "submit", max > 0 ? max : SUBMITS_DEFAULT, SUBMIT_WINDOW_S);
}

/* An act that was not stored, or was a repeat, does not count against its address. */
static void submit_give_back(struct exchange *x)
{
	if (x->req.route->flags & SUBMITS && !x->place->house->set.shared)
		req_limit_give(&x->req, "submit");
}

/* ---- which row, and may this reader pass it ---- */

/* Takes the face's suffix off the path and puts it back. */
static enum err route_with_face(struct exchange *x)
{
	struct req *r = &x->req;
	struct str  whole = r->path;
	size_t      at = whole.n;
	enum err    e;

	while (at > 0 && whole.p[at - 1] != '.' && whole.p[at - 1] != '/')
		at--;
	if (at == 0 || whole.p[at - 1] != '.')
		return route_find(x->place->house->routes, r->method, r);
	r->path = str_part(whole, 0, at - 1);
	e = route_find(x->place->house->routes, r->method, r);
	if (!e && !(r->route->flags & PLAIN) && (r->as == AS_JSON || r->route->flags & LIST))
		return OK;
	/*
	 * No face of ours: the dot belongs to the name. Who asked for JSON is answered in JSON that
	 * there is none.
	 */
	r->path = whole;
	e = route_find(x->place->house->routes, r->method, r);
	if (!e || r->as != AS_JSON)
		r->as = AS_HTML;
	return e;
}

enum err run_route(struct exchange *x)
{
	struct req *r = &x->req;
	enum err    e;
	bool known = x->head_only || str_eq(x->method, S("GET")) || str_eq(x->method, S("POST"));
	bool        dotted = r->as != AS_HTML && (str_ends(r->path, S(".json")) ||
	                     str_ends(r->path, S(".csv")) || str_ends(r->path, S(".xlsx")));

	e = dotted ? route_with_face(x) : route_find(x->place->house->routes, r->method, r);
	if (!known)
		return e == OK ? ERR_METHOD : e;
	if (e)
		return e;
	/* A sheet asked for by Accept of something that is no list is the page itself. */
	if ((r->as == AS_CSV || r->as == AS_XLSX) && !(r->route->flags & LIST))
		r->as = AS_HTML;
	return OK;
}

/* ---- workers ---- */

/* What lies in memory needs neither a connection nor a thread that may wait for one. */
static enum run_state run_still(struct exchange *x, struct db *db)
{
	enum err e = x->req.route->run(&x->req);

	x->stage = STAGE_DONE;
	return e ? run_error(x, e, db) : RUN_DONE;
}

static bool on_worker_read(struct reading *c, struct db *db)
{
	struct exchange *x = of_call(c);

	if (x->req.as == AS_CSV || x->req.as == AS_XLSX)
		run_export(x, db);
	else
		run_read(x, db);
	return true;
}

static void on_worker_done(struct reading *c)
{
	struct exchange *x = of_call(c);

	x->wake(x);
}

/* Are there files that somebody else looks at before the handler sees the form? */
static bool has_files(const struct req *r)
{
	return r->n_uploads && r->route->flags & FILES && r->house->take_files;
}

/*
 * May it run in turns with others? What takes long would keep them waiting: exports, files,
 * passwords, long forms.
 */
static bool shares(const struct exchange *x)
{
	const struct req *r = &x->req;

	return !x->spool && r->as != AS_CSV && r->as != AS_XLSX && !has_files(r) &&
	       (!r->route || !(r->route->flags & HEAVY || r->route->prepare));
}

static struct call call_make(struct exchange *x, bool (*run)(struct reading *, struct db *))
{
	return (struct call){ .reading = { .run = run, .done = on_worker_done, .after = run_after(x) },
	                      .shares = x->place->house->set.shared && shares(x) };
}

/* On a worker of PostgreSQL `run` follows at once; else it waits for one. */
static enum run_state to_worker(struct exchange *x, bool (*run)(struct reading *, struct db *),
                                struct db *db)
{
	enum err e = OK;

	x->call = call_make(x, run);
	/* This is a worker? */
	if (db && x->place->house->set.shared && !reads_shared(db))
		return run(&x->call.reading, db) ? RUN_DONE : RUN_AWAY;
	e = pool_push(x->place->pool, &x->call);
	if (!e)
		return RUN_AWAY;
	submit_give_back(x);
	run_fail(x, e, db);
	x->stage = STAGE_DONE;
	return RUN_DONE;
}

static bool on_worker_start(struct reading *c, struct db *db)
{
	return run_start(of_call(c), db) == RUN_DONE;
}

static bool on_worker_error(struct reading *c, struct db *db)
{
	struct exchange *x = of_call(c);

	run_fail(x, x->result, db);
	x->stage = STAGE_DONE;
	return true;
}

enum run_state run_error(struct exchange *x, enum err e, struct db *db)
{
	x->result = e;
	x->call = call_make(x, on_worker_error);
	if (!db && pool_push(x->place->pool, &x->call) == OK)
		return RUN_AWAY;
	run_fail(x, e, db);
	x->stage = STAGE_DONE;
	return RUN_DONE;
}

/* ---- writes ---- */

/*
 * A key that has its receipt already: the same fields get the same receipt,
 * other fields store nothing.
 */
static enum err repeat_answer(struct exchange *x, bool *answered)
{
	struct req        *r = &x->req;
	struct key_receipt before;
	enum err           e = form_key_find(r, &x->key, &before);

	*answered = false;
	if (e || !before.used)
		return e;
	r->repeat_of = before.location;
	if (!before.same || before.location.n == 0)
		return ERR_REPEAT;
	*answered = x->repeated = true;
	return reply_see(r, before.location);
}

/* True when the lane sees the reader that the loop proved the key for. */
static bool same_reader(const struct who *a, const struct who *b)
{
	return a->roles == b->roles && memcmp(a->token_hash, b->token_hash, HASH_BYTES) == 0;
}

/*
 * The session and rights as the lane sees them, then the key, then the handler.
 * What the loop saw of the session a moment ago is not trusted here.
 */
static enum err lane_inside(struct exchange *x)
{
	struct req         *r = &x->req;
	const struct route *t = r->route;
	struct who          proven = r->who;
	bool                done, keyed = !(t->flags & NO_KEY);
	enum err            e;

	if ((e = session_read(r)) || (e = run_gate(r, &done)) || done)
		return e;
	if (keyed) {
		if (!same_reader(&proven, &r->who))
			return ERR_FORGED;
		/* Its twin may have been stored since the loop looked. */
		if ((e = repeat_answer(x, &done)) || done)
			return e;
		if (!x->key.fresh) {
			x->key_wrong = x->same_origin;
			return ERR_FORGED;
		}
		if (r->who.roles == ANYONE)
			req_enter(r, x->key.county);
	}
	if ((e = submit_count(x, true)) || (e = t->run(r)))
		return e;
	if (x->out.full || !x->reply.status)
		return ERR_FAULT;
	/* A key drawn for one tenant opens no door of another. */
	if (keyed && x->key.county.v && x->key.county.v != r->county.v)
		return ERR_FORGED;
	/* Refused or only looked up, though something was counted: the form may come again by the browser's way back. */
	if (!keyed || r->failed || t->flags & LOOKUP)
		return OK;
	return form_key_keep(r, &x->key, x->reply.status, x->reply.location);
}

static enum err lane_run(struct job *j, struct db *db)
{
	struct exchange *x = of_job(j);

	/* It may have run before and been undone: nothing of that is left. */
	reply_reset(x);
	x->repeated = x->key_wrong = false;
	x->req.n_faults = 0;
	x->req.packs_offered = false;
	x->req.db = db;
	return lane_inside(x);
}

/* What the closure brought for all readers is true from here on. */
static void lane_committed(struct job *j)
{
	struct exchange *x = of_job(j);

	if (x->req.packs_offered)
		shelf_accept(x->place->house->pack_shelf);
}

static void lane_done(struct job *j)
{
	struct exchange *x = of_job(j);

	x->result = j->result;
	/* Which commit a repeat's receipt came from, and whether one whose answer was lost was, nobody knows. */
	if (x->repeated || j->result == ERR_BUSY)
		x->stored = REPLICA_NONE;
	else if (!j->result)
		x->stored = lane_reached(x->place->house->lane);
	x->wake(x);
}

static enum run_state to_lane(struct exchange *x, struct db *db)
{
	enum err e;

	x->stage = STAGE_LANE;
	x->job = (struct job){ .run = lane_run, .committed = lane_committed, .done = lane_done, .turns = true };
	e = lane_push(x->place->house->lane, &x->job);
	if (!e)
		return RUN_AWAY;
	submit_give_back(x);
	return run_error(x, e, db);
}

static bool on_worker_prepare(struct reading *c, struct db *db)
{
	struct exchange *x = of_call(c);

	x->req.db = db;
	x->result = has_files(&x->req) ? x->place->house->take_files(&x->req) : OK;
	if (!x->result && x->req.route->prepare)
		x->result = x->req.route->prepare(&x->req);
	x->stage = STAGE_PREPARED;
	return true;
}

/* The key of a POST that stores: proven, and not used before. *done: answered from its receipt. */
static enum err key_check(struct exchange *x, bool same, bool *done)
{
	struct req *r = &x->req;
	enum err    e;

	*done = false;
	if (r->route->flags & NO_KEY)
		return OK;
	/* Sent by our own page beyond doubt: drawn again with a new key, nothing typed is lost. */
	x->key_wrong = x->same_origin = same;
	if ((e = form_key_read(r, &x->key)))
		return e;
	/* On PostgreSQL only the lane asks for its receipt, unless there is work before the lane. */
	if (!x->place->house->set.shared || r->route->prepare || r->n_uploads) {
		if ((e = repeat_answer(x, done)) || *done)
			return e;
		if (!x->key.fresh)
			return ERR_FORGED;
	}
	x->key_wrong = false;
	if (r->who.roles == ANYONE)
		req_enter(r, x->key.county);
	return OK;
}

/* What can be refused without troubling the lane. */
static enum err post_inside(struct exchange *x)
{
	bool     done, same;
	enum err e;

	if ((e = session_read(&x->req)) || (e = run_gate(&x->req, &done)) || done)
		return e;
	if ((e = req_origin(&x->req, &same)))
		return e;
	return key_check(x, same, &done);
}

static enum err post_check(struct exchange *x, struct db *db)
{
	return run_within(x, db, post_inside);
}

/* Nothing is asked of the database before the lane: a loop looks it over without a connection. */
static bool post_is_light(const struct req *r)
{
	return r->method == POST && !(r->route->flags & DRAWS) && !r->route->prepare && !r->n_uploads &&
	       !session_told(r);
}

static enum run_state post_start(struct exchange *x, struct db *db)
{
	enum err e = db ? run_primary(x, db, post_check) : post_inside(x);

	if (e)
		return run_error(x, e, db);
	if (x->reply.status) {           /* a repeat, or a password is due first */
		x->stored = REPLICA_NONE;
		x->stage = STAGE_DONE;
		return RUN_DONE;
	}
	if ((e = submit_count(x, false)))
		return run_error(x, e, db);
	if (x->req.route->prepare || has_files(&x->req))
		return to_worker(x, on_worker_prepare, db);
	return to_lane(x, db);
}

/* A long body is read by a worker; then the request begins anew where its loop left it. */
static bool on_worker_body(struct reading *c, struct db *db)
{
	struct exchange *x = of_call(c);

	x->result = body_read(x);
	x->stage = STAGE_READ;
	return !x->place->house->set.shared ||
	       (x->result ? run_error(x, x->result, db) : run_start(x, db)) == RUN_DONE;
}

/* A page drawn from a form with files: only for a form of ours, because taking them in is dear. */
static enum err draws_inside(struct exchange *x)
{
	struct req *r = &x->req;
	bool        done;
	enum err    e = session_read(r);

	if (e || (e = run_gate(r, &done)) || done)
		return e;
	if ((e = form_key_read(r, &x->key)))
		return e;
	if (r->who.roles == ANYONE)
		req_enter(r, x->key.county);
	return x->key.fresh ? OK : ERR_FORGED;
}

static bool on_worker_draws(struct reading *c, struct db *db)
{
	struct exchange *x = of_call(c);
	enum err         e = run_within(x, db, draws_inside);

	if (!e && !x->reply.status)
		e = x->place->house->take_files(&x->req);
	if (e) {
		run_fail(x, e, db);
		x->stage = STAGE_DONE;
	} else if (x->reply.status) {
		x->stage = STAGE_DONE;
	} else {
		run_read(x, db);
	}
	return true;
}

enum run_state run_start(struct exchange *x, struct db *db)
{
	struct req *r = &x->req;
	enum err    e = OK;
	bool        same;

	if (r->route->flags & STILL)
		return run_still(x, db);
	/* Read before anything can go wrong: the page of an error keeps what was typed. */
	if (r->method == POST && !r->posted) {
		if (x->spool && x->stage == STAGE_NEW)
			return to_worker(x, on_worker_body, db);
		e = body_read(x);
	}
	if (!db && !e)
		return post_is_light(r) ? post_start(x, db) : to_worker(x, on_worker_start, db);
	if (r->method == POST) {
		if (!e && r->route->flags & DRAWS)
			e = req_origin(&x->req, &same);
		if (e)
			return run_error(x, e, db);
		if (!(r->route->flags & DRAWS))
			return post_start(x, db);
		if (has_files(r))
			return to_worker(x, on_worker_draws, db);
	}
	if (r->route->flags & HEAVY || r->as == AS_CSV || r->as == AS_XLSX)
		return to_worker(x, on_worker_read, db);
	run_read(x, db);
	return RUN_DONE;
}

enum run_state run_resume(struct exchange *x, struct db *db)
{
	if (x->stage == STAGE_READ)
		return x->result ? run_error(x, x->result, db) : run_start(x, db);
	if (x->stage == STAGE_PREPARED && !x->result)
		return to_lane(x, db);
	if (x->stage != STAGE_DONE && (x->result || x->repeated))
		submit_give_back(x);
	if (x->stage != STAGE_DONE && x->result)
		return run_error(x, x->result, db);
	x->stage = STAGE_DONE;
	return RUN_DONE;
}
