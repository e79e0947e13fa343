/*
 * read: everything that only reads, on a loop or a worker.
 *
 * A read is one snapshot, from a standby when one has what the reader must see. It
 * can always be begun again: elsewhere when a standby has no good answer, anew when
 * the connection was lost, and alone when it shared its snapshot with others and that
 * failed for one of them.
 */
#include "http/inside.h"

#include "db/replica.h"
#include "http/form.h"
#include "http/seen.h"
#include "http/session.h"

#define READ_TRIES 3

enum err run_gate(struct req *r, bool *done)
{
	const struct route *t = r->route;

	*done = false;
	if (t->flags & PLAIN)
		return OK;
	if (r->who.roles != ANYONE && r->who.must_change && !str_eq(r->path, S("/password")) &&
	    !str_eq(r->path, S("/sign-out"))) {
		*done = true;
		return r->as == AS_JSON ? ERR_DENIED : reply_see(r, S("/password"));
	}
	if (t->who & (ANYONE | r->who.roles))
		return OK;
	return r->who.roles == ANYONE ? ERR_SIGNIN : ERR_DENIED;
}

static enum err read_inside(struct exchange *x)
{
	struct req *r = &x->req;
	bool        done;
	enum err    e;

	if (r->route->flags & PLAIN)
		r->who = (struct who){ .roles = ANYONE };
	else if ((e = session_read(r)))
		return e;
	if ((e = run_gate(r, &done)) || done)
		return e;
	/* A DRAWS post may carry the key on; its tenant is known only from there. */
	if (r->method == POST && r->who.roles == ANYONE && form_key_read(r, &x->key) == OK)
		req_enter(r, x->key.county);
	e = r->route->run(r);
	if (!e && (x->out.full || !x->reply.status))
		return ERR_FAULT;
	return e;
}

static enum err within(struct exchange *x, struct db *db, enum err (*fn)(struct exchange *))
{
	enum err e;

	x->req.db = db;
	if ((e = db_begin(db, false)))
		return e;
	if (x->req.county.v)
		db_scope(db, x->req.county.v, x->req.county.v);
	e = fn(x);
	if (!e)
		e = db_commit(db);
	if (e)
		db_rollback(db);
	return e;
}

enum err run_within(struct exchange *x, struct db *db, enum err (*fn)(struct exchange *))
{
	enum err e = within(x, db, fn);

	/* Who shared a snapshot with others did not bring about what befell all of them. */
	if (e && db_alone(db)) {
		reply_reset(x);
		x->req.n_faults = 0;
		e = within(x, db, fn);
	}
	return e;
}

uint64_t run_after(const struct exchange *x)
{
	const struct req *r = &x->req;

	return !x->place->house->replicas ? 0 : r->method == GET ? seen_after(r) : REPLICA_NONE;
}

/*
 * What a standby cannot answer well is asked again of the primary: an error, a page that
 * is not there, a session it does not know yet.
 */
static bool run_near(struct exchange *x, struct db *db, enum err (*read)(struct exchange *, struct db *))
{
	struct req *r = &x->req;
	struct db  *near;

	if (r->method != GET || r->route->flags & PLAIN || !(near = replica_of(db, seen_after(r))))
		return false;
	if (read(x, near) == OK && x->reply.status < 400 && !(session_told(r) && r->who.roles == ANYONE)) {
		atomic_fetch_add_explicit(&x->place->figures.near, 1, memory_order_relaxed);
		return true;
	}
	atomic_fetch_add_explicit(&x->place->figures.near_again, 1, memory_order_relaxed);
	reply_reset(x);
	r->n_faults = 0;
	r->county = (county_code){ 0 };
	return false;
}

static enum err read_page(struct exchange *x, struct db *db)
{
	return run_within(x, db, read_inside);
}

enum err run_primary(struct exchange *x, struct db *db, enum err (*read)(struct exchange *, struct db *))
{
	enum err e = read(x, db);

	for (int i = 1; i < READ_TRIES && e == ERR_BUSY && db_lost(db); i++) {
		reply_reset(x);
		x->req.n_faults = 0;
		e = read(x, db);
	}
	return e;
}

void run_read(struct exchange *x, struct db *db)
{
	enum err e = run_near(x, db, read_page) ? OK : run_primary(x, db, read_page);

	if (e)
		run_fail(x, e, db);
	x->stage = STAGE_DONE;
}

static enum err gate_only(struct exchange *x)
{
	bool     done;
	enum err e = session_read(&x->req);

	return e ? e : run_gate(&x->req, &done);
}

/*
 * A sheet: who asks is looked at once, then the handler runs page by page, each in its own
 * snapshot.
 */
static enum err read_sheet(struct exchange *x, struct db *db)
{
	enum err e = run_within(x, db, gate_only);

	return e || x->reply.status ? e : sheet_export(x, db);
}

void run_export(struct exchange *x, struct db *db)
{
	enum err e = run_near(x, db, read_sheet) ? OK : run_primary(x, db, read_sheet);

	if (e)
		run_fail(x, e, db);
	x->stage = STAGE_DONE;
}
