/*
 * The work behind the import pages: a thread that takes what waits (batch_work), one
 * at a time. Looking reads in snapshots of its own; importing and taking back put a
 * small closure at a time into the lane, each of which says how far it is now, so a
 * process that dies goes on where its last commit was and two copies never do the
 * same piece. Right and state are looked at again in every closure.
 */
#include <pthread.h>
#include <time.h>

#include "base/log.h"
#include "db/lane.h"
#include "deputy/batch.h"
#include "http/clock.h"
#include "http/house.h"

#define ROUND_S     60
#define LOOKS       12          /* after a wake: what woke us may not be committed yet */
#define LOOK_MS     250
#define SAY_US      1000000     /* how often a look says how far it is */
#define TRIES       5
#define KEPT_MS     (INT64_C(24) * 3600 * 1000)        /* a file that nobody imported */
#define UNDO_CHUNK  50
#define DROP_PIECES 4
#define WORK_MAX    50

struct deputy_jobs {
	const struct house *house;
	pthread_t           thread;
	pthread_mutex_t     mutex;
	pthread_cond_t      wake;
	bool                stop;
	int                 looks;
};

struct task {
	struct deputy_jobs   *jobs;
	struct batch_work_row row;
	struct arena         *whole, *chunk;     /* of the run; of a piece and its closure */
	struct db            *reader;
	struct batch          b;
	struct import        *in;
	struct undo           undo, undo_before;
	int64_t               touched;           /* what our last word to others was */
	int64_t               done;              /* people stored */
	enum batch_halt       halt;
	bool                  lost;              /* somebody else is at it, or it was stopped */
};

static struct when now_of(const struct task *t)
{
	return house_now(t->jobs->house);
}

static int64_t ms_of(const struct task *t)
{
	return now_of(t).ms;
}

static struct deputy_desk desk_of(const struct task *t, struct db *db, struct arena *a)
{
	return (struct deputy_desk){ .db = db, .arena = a, .keys = t->jobs->house->keys, .county = t->row.county,
		.account = t->b.row.account, .grant = t->b.row.by_grant, .now = now_of(t), .batch = t->row.id };
}

static bool stopped(struct deputy_jobs *j)
{
	bool stop;

	pthread_mutex_lock(&j->mutex);
	stop = j->stop;
	pthread_mutex_unlock(&j->mutex);
	return stop;
}

static void pause_ms(struct deputy_jobs *j, int64_t ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&j->mutex);
	if (!j->stop)
		pthread_cond_timedwait(&j->wake, &j->mutex, &until);
	pthread_mutex_unlock(&j->mutex);
}

/* A closure of the lane inside the batch's tenant; a lane that is full is asked again. */
static enum err in_lane(struct task *t, enum err (*fn)(struct db *, void *))
{
	enum err e = lane_call(t->jobs->house->lane, fn, t);

	for (int i = 1; e == ERR_BUSY && i < TRIES && !stopped(t->jobs); i++) {
		pause_ms(t->jobs, 200 * i);
		e = lane_call(t->jobs->house->lane, fn, t);
	}
	return e;
}

static void scope(const struct task *t, struct db *db)
{
	db_scope(db, t->row.county.v, t->row.county.v);
}

static enum err read_begin(struct task *t)
{
	enum err e = db_begin(t->reader, false);

	if (!e)
		scope(t, t->reader);
	return e;
}

/* ---- one copy is at it ---- */

static enum err claim(struct db *db, void *arg)
{
	struct task *t = arg;
	int64_t      changed = 0;
	enum err     e;

	scope(t, db);
	t->touched = ms_of(t);
	e = batch_claim(db, &(struct batch_claim_in){ t->row.county, t->row.id, t->row.state, t->row.touched, t->touched },
	                &changed);
	t->lost = changed == 0;
	return e;
}

static enum err stop_here(struct db *db, void *arg)
{
	const struct task *t = arg;

	scope(t, db);
	return batch_stop(db, &(struct batch_stop_in){ t->row.county, t->row.id, t->halt }, NULL);
}

/* ERR_DENIED with t->halt when the grant under which it was begun has ended. */
static enum err right_check(struct task *t, struct db *db)
{
	struct batch_right_row row = { false };
	enum err               e = batch_right(db, t->chunk, &(struct batch_right_in){ t->row.county, t->b.row.by_grant,
	                                day_of(now_of(t)) }, &row);

	if (e || row.holds)
		return e;
	t->halt = BATCH_HALT_RIGHTS;
	return ERR_DENIED;
}

/* ---- a file is opened ---- */

static enum err sheet_begin(struct task *t)
{
	struct deputy_desk d = desk_of(t, t->reader, t->chunk);
	enum column       *map = ARENA_ARRAY(t->whole, enum column, SHEET_COLUMNS);
	struct import     *in = ARENA_NEW(t->whole, struct import);
	enum err           e;

	*in = (struct import){ .arena = t->whole, .lang = LANG_ZH, .duplicates = t->b.row.duplicates, .map = map,
		.dry = t->row.state == BATCH_STATE_LOOKING, .lo = t->b.row.region_lo, .hi = t->b.row.region_hi,
		.report = STR_NONE };
	in->n_map = batch_columns_read(t->b.row.columns, map, SHEET_COLUMNS);
	t->in = in;
	if ((e = batch_bytes(&d, &t->b, t->whole, &in->bytes)))
		return e;
	arena_reset(t->chunk);
	in->desk = d;
	e = import_open(in);
	if (e == ERR_INPUT && in->broken)
		import_fault(in, 1, 0, sheet_fault_msg(in->broken), 0, S(""));
	in->ended |= e == ERR_INPUT;
	in->before = in->sum;
	return e == ERR_INPUT ? OK : e;
}

static enum err people_read(struct import *in)
{
	enum err e = import_read(in);

	if (e != ERR_INPUT)
		return e;
	import_fault(in, in->broken_row, 0, sheet_fault_msg(in->broken), 0, S(""));
	in->ended = true;
	in->before = in->sum;
	return OK;
}

static struct str report_sealed(const struct task *t, const struct deputy_desk *d)
{
	const struct import *in = t->in;
	size_t               n = in->sum.n_faults < IMPORT_FAULTS ? (size_t)in->sum.n_faults : IMPORT_FAULTS;

	return n ? batch_seal(d, t->row.id, t->b.key, "report", 0, report_of_faults(d->arena, in->faults, n)) : STR_NONE;
}

/* ---- looking ---- */

static enum err look_say(struct db *db, void *arg)
{
	struct task *t = arg;
	int64_t      now = ms_of(t), changed = 0;
	enum err     e;

	scope(t, db);
	e = batch_seen(db, &(struct batch_seen_in){ t->row.county, t->row.id, t->in->people, t->touched, now }, &changed);
	t->lost = changed == 0;
	if (!e)
		t->touched = now;
	return e;
}

static enum err look_end(struct db *db, void *arg)
{
	struct task        *t = arg;
	struct deputy_desk  d = desk_of(t, db, t->chunk);
	const struct import *in = t->in;

	scope(t, db);
	return batch_looked(db, &(struct batch_looked_in){ .county = t->row.county, .id = t->row.id, .old = t->touched,
		.people = in->people, .added = in->sum.added, .updated = in->sum.updated, .unchanged = in->sum.unchanged,
		.skipped = in->sum.skipped, .faults = in->sum.n_faults, .report = report_sealed(t, &d) }, NULL);
}

static enum err look_run(struct task *t)
{
	struct import *in = t->in;
	int64_t        said = tick_us();
	enum err       e = OK;

	while (!e && !in->ended && !t->lost && !stopped(t->jobs)) {
		arena_reset(t->chunk);
		if ((e = people_read(in)) || (e = read_begin(t)))
			break;
		e = import_keep(in);
		db_rollback(t->reader);
		if (!e && tick_us() - said > SAY_US) {
			said = tick_us();
			e = in_lane(t, look_say);
		}
	}
	return e || t->lost || !in->ended ? e : in_lane(t, look_end);
}

/* ---- importing ---- */

static enum err import_piece(struct db *db, void *arg)
{
	struct task   *t = arg;
	struct import *in = t->in;
	int64_t        changed = 0;
	enum err       e;

	scope(t, db);
	in->desk = desk_of(t, db, t->chunk);
	if ((e = right_check(t, db)) || (e = import_keep(in)) ||
	    (e = batch_progress(db, &(struct batch_progress_in){ .county = t->row.county, .id = t->row.id, .done = t->done,
	            .people = in->people, .added = in->sum.added, .updated = in->sum.updated, .unchanged = in->sum.unchanged,
	            .skipped = in->sum.skipped, .faults = in->sum.n_faults, .now = ms_of(t) }, &changed)))
		return e;
	t->lost = changed == 0;
	if (t->lost || !in->ended)
		return t->lost ? ERR_CONFLICT : OK;
	in->report = report_sealed(t, &in->desk);
	return import_end(in);
}

/* To where the last commit was: the rest of that piece, if pieces were of another size then, is left in the chunk. */
static enum err import_skip(struct task *t)
{
	struct import *in = t->in;
	enum err       e = OK;

	while (!e && !in->ended && in->people < t->done) {
		arena_reset(t->chunk);
		e = people_read(in);
	}
	if (!e && in->people > t->done) {
		size_t left = (size_t)(in->people - t->done);

		memmove(in->chunk, in->chunk + (in->n_chunk - left), left * sizeof(*in->chunk));
		in->n_chunk = left;
	} else {
		in->n_chunk = 0;
	}
	in->sum = in->before = (struct import_sum){ .added = t->b.row.added, .updated = t->b.row.updated,
		.unchanged = t->b.row.unchanged, .skipped = t->b.row.skipped, .n_faults = in->sum.n_faults };
	return e;
}

static enum err import_run(struct task *t)
{
	struct import *in = t->in;
	bool           ended = false;
	enum err       e;

	t->done = t->b.row.people;
	e = import_skip(t);
	while (!e && !ended && !stopped(t->jobs)) {
		if (in->n_chunk == 0 && !in->ended) {
			arena_reset(t->chunk);
			e = people_read(in);
		}
		ended = in->ended;
		if (e || (e = in_lane(t, import_piece)))
			break;
		t->done = in->people;
		in->n_chunk = 0;
	}
	return t->lost ? OK : e;
}

/* ---- taking back ---- */

static enum err undo_piece(struct db *db, void *arg)
{
	struct task       *t = arg;
	struct deputy_desk d = desk_of(t, db, t->chunk);
	unsigned char      key[KEY_BYTES];
	struct str         wrapped = STR_NONE, report = STR_NONE;
	int64_t            changed = 0;
	enum err           e;

	scope(t, db);
	t->undo = t->undo_before;
	d.batch.v = 0;
	t->undo.desk = d;
	if ((e = right_check(t, db)) || (e = import_undo(&t->undo, UNDO_CHUNK)))
		return e;
	if (t->undo.ended && t->undo.n_list) {
		memcpy(key, t->b.key, sizeof(key));
		if (!t->b.keyed)
			wrapped = batch_key_new(&d, t->row.id, key);
		report = batch_seal(&d, t->row.id, key, "report", 0, report_of_left(t->chunk, t->undo.list, t->undo.n_list));
	}
	e = batch_taken(db, &(struct batch_taken_in){ .county = t->row.county, .id = t->row.id, .taken = t->undo.taken,
		.kept = t->undo.kept, .report = report, .wrapped = wrapped, .now = ms_of(t) }, &changed);
	t->lost = changed == 0;
	return e ? e : t->lost ? ERR_CONFLICT : OK;
}

static enum err undo_run(struct task *t)
{
	enum err e = OK;

	t->undo_before = (struct undo){ .arena = t->whole, .lang = LANG_ZH, .batch = t->row.id, .taken = t->b.row.taken };
	while (!e && !t->undo_before.ended && !stopped(t->jobs)) {
		arena_reset(t->chunk);
		if (!(e = in_lane(t, undo_piece)))
			t->undo_before = t->undo;
	}
	return t->lost ? OK : e;
}

/* ---- what is not needed any more ---- */

static enum err drop_piece(struct db *db, void *arg)
{
	struct task *t = arg;
	int64_t      changed = 0;
	enum err     e;

	scope(t, db);
	e = sheet_drop(db, &(struct sheet_drop_in){ t->row.county, t->row.id, DROP_PIECES }, &changed);
	t->lost = changed == 0;
	if (e || !t->lost)
		return e;
	return t->row.state == BATCH_STATE_DRAFT || t->row.state == BATCH_STATE_LOOKED ?
	       batch_drop(db, &(struct batch_drop_in){ t->row.county, t->row.id }, NULL) :
	       batch_forget(db, &(struct batch_forget_in){ t->row.county, t->row.id }, NULL);
}

static enum err drop_run(struct task *t)
{
	enum err e = OK;

	while (!e && !t->lost && !stopped(t->jobs))
		e = in_lane(t, drop_piece);
	return e;
}

/* ---- one after the other ---- */

static enum err task_open(struct task *t)
{
	struct deputy_desk d;
	struct str         why = STR_NONE;
	enum err           e = db_open(t->jobs->house->set.db, DB_READ, t->whole, &t->reader, &why);

	if (e || (e = read_begin(t)))
		return e;
	d = desk_of(t, t->reader, t->whole);
	e = batch_read(&d, t->row.id, 0, INT64_MAX, &t->b);
	t->lost = !e && t->b.row.state != t->row.state;
	if (!e && !t->lost && t->row.state != BATCH_STATE_UNDOING)
		e = sheet_begin(t);
	db_rollback(t->reader);
	return e;
}

static enum err work(struct task *t)
{
	enum err e;

	if (t->row.state != BATCH_STATE_LOOKING && t->row.state != BATCH_STATE_OPEN && t->row.state != BATCH_STATE_UNDOING)
		return drop_run(t);
	if ((e = in_lane(t, claim)) || t->lost || (e = task_open(t)) || t->lost)
		return e;
	return t->row.state == BATCH_STATE_LOOKING ? look_run(t) : t->row.state == BATCH_STATE_OPEN ? import_run(t) : undo_run(t);
}

static void task_run(struct deputy_jobs *j, const struct batch_work_row *row)
{
	struct task t = { .jobs = j, .row = *row, .whole = arena_new(1 << 20), .chunk = arena_new(1 << 20) };
	enum err    e = work(&t);

	if (t.reader)
		db_close(t.reader);
	if (e && !t.lost && e != ERR_BUSY) {
		t.halt = t.halt ? t.halt : BATCH_HALT_FAULT;
		log_warn("deputy", "import %lld of %lld stopped (%d)", (long long)row->id.v, (long long)row->county.v, (int)e);
		if (in_lane(&t, stop_here))
			log_warn("deputy", "and could not be marked; the next round tries again");
	}
	arena_free(t.chunk);
	arena_free(t.whole);
}

struct waiting {
	struct deputy_jobs   *jobs;
	struct arena         *arena;
	struct batch_work_row *rows;
	size_t                n;
};

static enum err waiting_read(struct db *db, void *arg)
{
	struct waiting *w = arg;

	return batch_work(db, w->arena, &(struct batch_work_in){ { house_now(w->jobs->house).ms - KEPT_MS } }, &w->rows, &w->n);
}

/* True when anything was there to be done. */
static bool round_run(struct deputy_jobs *j)
{
	struct waiting w = { .jobs = j, .arena = arena_new(16 * 1024) };
	int64_t        now = house_now(j->house).ms;
	bool           did = false;

	if (lane_call(j->house->lane, waiting_read, &w))
		w.n = 0;
	for (size_t i = 0; i < w.n && !stopped(j); i++) {
		const struct batch_work_row *r = &w.rows[i];

		/* Another copy said a moment ago that it is at it. */
		if (j->house->set.shared && r->touched > now - BATCH_TOUCH_S * 1000 && r->touched <= now)
			continue;
		task_run(j, r);
		did = true;
	}
	arena_free(w.arena);
	return did;
}

static void *jobs_main(void *arg)
{
	struct deputy_jobs *j = arg;
	int                 looks;

	while (!stopped(j)) {
		bool did = round_run(j);

		pthread_mutex_lock(&j->mutex);
		looks = j->looks;
		j->looks -= looks > 0;
		pthread_mutex_unlock(&j->mutex);
		pause_ms(j, looks > 0 ? LOOK_MS : did ? 1000 : ROUND_S * 1000);
	}
	return NULL;
}

enum err deputy_jobs_start(const struct house *house, struct arena *a, struct deputy_jobs **out)
{
	struct deputy_jobs *j = ARENA_NEW(a, struct deputy_jobs);
	pthread_condattr_t  attr;

	j->house = house;
	pthread_mutex_init(&j->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&j->wake, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&j->thread, NULL, jobs_main, j) != 0)
		return ERR_FAULT;
	*out = j;
	return OK;
}

void deputy_jobs_wake(struct deputy_jobs *j)
{
	if (!j)
		return;
	pthread_mutex_lock(&j->mutex);
	j->looks = LOOKS;
	pthread_cond_signal(&j->wake);
	pthread_mutex_unlock(&j->mutex);
}

void deputy_jobs_stop(struct deputy_jobs *j)
{
	if (!j)
		return;
	pthread_mutex_lock(&j->mutex);
	j->stop = true;
	pthread_cond_signal(&j->wake);
	pthread_mutex_unlock(&j->mutex);
	pthread_join(j->thread, NULL);
}
