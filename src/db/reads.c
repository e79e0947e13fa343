#include "db/reads.h"

#include "base/fiber.h"
#include "base/log.h"
#include "db/postgres_private.h"
#include "db/replica.h"

#define LINES 2                 /* connections: the primary's, and the one to a standby or NULL */

struct reader {
	struct reads   *all;
	struct reading *what;
	struct fiber   *fiber;          /* kept for the next time */
	struct scope    scope[LINES];   /* what it asked for */
	bool            joined[LINES];  /* it is between begin and end */
	bool            more, alone, finished;
};

struct reads {
	struct db     *line[LINES];
	bool           begun[LINES];
	uint64_t       after;           /* the standby has this much */
	struct reader *now;
	size_t         n, made;         /* at work; fibers there are */
	struct reader  v[READS_MOST];
};

struct reads *reads_new(struct db *db)
{
	struct reads *s = base_alloc(sizeof(*s));

	*s = (struct reads){ .line = { db, NULL } };
	return s;
}

void reads_free(struct reads *s)
{
	for (size_t i = 0; s && i < s->made; i++)
		fiber_free(s->v[i].fiber);
	base_free(s);
}

static size_t line_of(const struct db *db)
{
	return db->reads->line[0] == db ? 0 : 1;
}

/* Has the transaction of all of them ended before its time? */
static bool spoilt(const struct reads *s, size_t i)
{
	const struct postgres *p = postgres_of(s->line[i]);

	return s->begun[i] && (!p->open || p->aborted);
}

/* ---- what db.c calls while readers share a connection ---- */

static enum err line_begin(struct reads *s, size_t i)
{
	struct db *db = s->line[i];
	enum err   e;

	db->names_known = db->renamed = false;
	e = db->engine->begin(db, false);
	s->begun[i] = !e;
	return e ? e : postgres_queue(postgres_of(db), PG_SOON);
}

enum err reads_begin(struct db *db)
{
	struct reads *s = db->reads;
	const size_t  i = line_of(db);
	enum err      e = !s->begun[i] ? line_begin(s, i) : spoilt(s, i) ? ERR_BUSY : OK;

	db->scope.set = false;
	s->now->joined[i] = !e;
	return e;
}

void reads_end(struct db *db)
{
	db->reads->now->joined[line_of(db)] = false;
}

bool reads_joined(const struct db *db)
{
	return db->reads->now->joined[line_of(db)];
}

struct db *reads_near(const struct db *primary, uint64_t after)
{
	const struct reads *s = primary->reads;

	return after <= s->after ? s->line[1] : NULL;
}

/* ---- for the readers themselves ---- */

bool reads_shared(const struct db *db)
{
	return db->reads != NULL;
}

bool db_alone(struct db *db)
{
	struct reads *s = db->reads;

	if (!s || !spoilt(s, line_of(db)))
		return false;
	s->now->alone = true;
	fiber_pause(s->now->fiber);
	return true;
}

/* ---- turns ---- */

static void reader_main(void *arg)
{
	struct reader *one = arg;

	one->finished = one->what->run(one->what, one->all->line[0]);
}

static void others_go(void *arg)
{
	struct reads *s = arg;

	fiber_pause(s->now->fiber);
}

static void reader_begin(struct reads *s, struct reading *what)
{
	struct reader *one = &s->v[s->n++];

	if (s->n > s->made) {
		one->fiber = fiber_new();
		s->made = s->n;
	}
	*one = (struct reader){ .all = s, .what = what, .fiber = one->fiber, .more = true };
	fiber_set(one->fiber, reader_main, one);
}

/* What the connections know of one reader changes with it. */
static void reader_go(struct reads *s, struct reader *one)
{
	s->now = one;
	for (size_t i = 0; i < LINES && s->line[i]; i++)
		s->line[i]->scope = one->scope[i];
	one->more = fiber_go(one->fiber);
	for (size_t i = 0; i < LINES && s->line[i]; i++)
		one->scope[i] = s->line[i]->scope;
}

/* True while somebody waits for an answer. */
static bool round_go(struct reads *s)
{
	bool more = false;

	for (size_t i = 0; i < s->n; i++) {
		struct reader *one = &s->v[i];

		if (one->more && !one->alone)
			reader_go(s, one);
		more = more || (one->more && !one->alone);
	}
	for (size_t i = 0; i < LINES && s->line[i]; i++) {
		struct postgres *p = postgres_of(s->line[i]);

		/* Who waits for an answer that cannot be asked for hears of it. */
		if (s->begun[i])
			(void)!postgres_joint_send(p);
		postgres_send(p);
	}
	return more;
}

/* The server is at work meanwhile. */
static void done_tell(struct reads *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct reader *one = &s->v[i];

		if (one->finished && !one->more)
			one->what->done(one->what);
		one->finished = one->finished && one->more;
	}
}

static void lines_share(struct reads *s, struct reads *shared)
{
	for (size_t i = 0; i < LINES && s->line[i]; i++) {
		s->line[i]->reads = shared;
		s->line[i]->pause = shared ? others_go : NULL;
		s->line[i]->pause_arg = shared;
	}
}

/* Each hears of a failure by itself; what was asked and not wanted may fail unheard. */
static void lines_end(struct reads *s)
{
	lines_share(s, NULL);
	for (size_t i = 0; i < LINES && s->line[i]; i++) {
		struct db *db = s->line[i];

		if (s->begun[i] && (spoilt(s, i) || db->engine->commit(db) != OK))
			db->engine->rollback(db);
		s->begun[i] = false;
	}
}

static void alone_go(struct reads *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct reader *one = &s->v[i];

		if (!one->alone)
			continue;
		s->now = one;
		one->more = fiber_go(one->fiber);
		done_tell(s);
	}
}

void reads_run(struct reads *s, struct reading *first)
{
	s->n = 0;
	s->after = 0;
	for (struct reading *r = first; r; r = r->next) {
		if (r->after != REPLICA_NONE && r->after > s->after)
			s->after = r->after;
		reader_begin(s, r);
	}
	s->line[1] = replica_of(s->line[0], s->after);
	lines_share(s, s);
	while (round_go(s)) {
		done_tell(s);
		for (size_t i = 0; i < LINES && s->line[i]; i++)
			(void)!postgres_settle(postgres_of(s->line[i]));
	}
	done_tell(s);
	lines_end(s);
	alone_go(s);
}
