/* What is on its way to the server and what it still owes us. */
#include "db/postgres_private.h"

#include <endian.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/log.h"
#include "queries.h"

#define OID_BLOB  17
#define OID_INT8  20
#define OID_TEXT  25
#define OID_FLOAT 701
#define OID_BLOB_ARRAY  1001
#define OID_INT8_ARRAY  1016
#define OID_TEXT_ARRAY  1009
#define OID_FLOAT_ARRAY 1022
#define INPUTS_MAX 255          /* n_in is a byte */

const char *const postgres_fixed_name[PG_FIXED] = {
	[PG_BEGIN] = "_begin", [PG_BEGIN_READ] = "_begin_read", [PG_COMMIT] = "_commit",
	[PG_ROLLBACK] = "_rollback", [PG_MARK] = "_mark", [PG_KEEP] = "_keep", [PG_UNDO] = "_undo",
	[PG_SCOPE] = "_scope", [PG_PLACE] = "_place", [PG_SOON] = "_soon",
};

/* ---- failures ---- */

/*
 * Which failures are no fault of ours. A state of two letters stands for its
 * whole class. `retry`: another transaction was in the way, the same closure
 * may well pass when it is run again.
 */
static const struct known {
	const char *state;
	enum err    e;
	bool        retry, lost;
} known[] = {
	/* Unique violation: somebody stored it first. Run again, the closure sees it: the receipt of a
	 * form that came to two copies at once, an account's name that is taken; or takes a later stamp. */
	{ "23505", ERR_CONFLICT, true, false },
	{ "40001", ERR_BUSY, true, false },             /* serialisation failure */
	{ "40P01", ERR_BUSY, true, false },             /* deadlock */
	{ "55P03", ERR_BUSY, true, false },             /* lock_timeout */
	{ "57014", ERR_BUSY, false, false },            /* statement_timeout */
	{ "53100", ERR_FULL, false, false },            /* disk full */
	{ "53", ERR_BUSY, false, false },               /* too many connections, no memory */
	{ "25006", ERR_BUSY, false, true },             /* the primary became a standby */
	{ "57P", ERR_BUSY, false, true },               /* the server is stopping */
	{ "25P03", ERR_BUSY, false, true },             /* idle in transaction for too long */
	{ "08", ERR_BUSY, false, true },                /* the connection */
};

static void lose(struct postgres *p)
{
	PQfinish(p->raw);
	p->raw = NULL;
	p->n_owed = 0;
	p->open = p->aborted = p->unheard = p->have.set = false;
	postgres_rows_drop(p);
}

/* The first line of what libpq says, without its end. */
static int first_line(const char *said)
{
	return (int)strcspn(said, "\n");
}

/* Closures that take turns hear of the failure that ended the transaction for all of them. */
static enum err first_of(struct postgres *p, enum err e)
{
	if (!p->failed)
		p->failed = e;
	return e;
}

enum err postgres_failed(struct postgres *p, const PGresult *r, const char *what)
{
	const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
	const char *said = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;

	if (!said)
		said = PQerrorMessage(p->raw);
	p->db.retry = false;
	if (PQstatus(p->raw) != CONNECTION_OK && (!state || strncmp(state, "57P", 3) != 0))
		state = "08006";        /* the server tells why it hangs up, or nobody does */
	if (!state)
		state = "XX000";
	p->aborted = p->open;
	for (size_t i = 0; i < COUNT(known); i++) {
		if (strncmp(state, known[i].state, strlen(known[i].state)) != 0)
			continue;
		if (known[i].e == ERR_BUSY && !known[i].retry)
			log_warn("db", "%s: %.*s (%s)", what, first_line(said), said, state);
		/* What was lost before its COMMIT was sent is undone for certain, so it may run again. */
		p->db.retry = known[i].retry || (known[i].lost && p->open && !p->committing);
		if (known[i].lost)
			lose(p);
		return first_of(p, known[i].e);
	}
	log_error("db", "%s: %.*s (%s)", what, first_line(said), said, state);
	return first_of(p, ERR_FAULT);
}

/* ---- answers ---- */

static const char *owed_name(const struct owed *o)
{
	switch (o->kind) {
	case OWED_FIXED:
		return postgres_fixed_name[o->fixed];
	case OWED_PREPARE:
	case OWED_RUN:
	case OWED_ROWS:
	case OWED_JOINT:
	case OWED_TEXT:
		return o->query->name;
	default:
		return "sync";
	}
}

/* The one number of an answer in binary; 0 when there is none. */
static uint64_t place_in(const PGresult *r)
{
	uint64_t word;

	if (PQntuples(r) != 1 || PQgetisnull(r, 0, 0) || PQgetlength(r, 0, 0) != sizeof(word))
		return 0;
	memcpy(&word, PQgetvalue(r, 0, 0), sizeof(word));
	return be64toh(word);
}

/* An answer that is as it should be. */
static void answer_good(struct postgres *p, const struct owed *o, PGresult *r)
{
	if (o->kind == OWED_FIXED && o->fixed == PG_COMMIT)
		p->committed = strcmp(PQcmdStatus(r), "COMMIT") == 0;
	if (o->kind == OWED_FIXED && o->fixed == PG_PLACE)
		p->place = place_in(r);
	if (o->kind == OWED_JOINT) {
		postgres_joint_take(o->joint, r);
		return;
	}
	if (o->kind != OWED_ROWS) {
		PQclear(r);
		return;
	}
	o->statement->result = r;
	o->statement->rows = PQntuples(r);
	o->statement->changed = strtoll(PQcmdTuples(r), NULL, 10);
	if (o->statement->query->writes)
		p->changes += o->statement->changed;
}

/* Until the next answer is there; a server that has gone dark without hanging up counts as lost. */
static enum err answer_wait(struct postgres *p, const struct owed *o)
{
	struct pollfd at = { .fd = PQsocket(p->raw), .events = POLLIN };
	int           n;

	while (p->db.patience_ms && PQisBusy(p->raw)) {
		n = poll(&at, 1, p->db.patience_ms);
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0) {
			log_warn("db", "%s: the server has said nothing for %d ms", owed_name(o),
			         p->db.patience_ms);
			p->db.retry = p->open && !p->committing;
			lose(p);
			return first_of(p, ERR_BUSY);
		}
		if (!PQconsumeInput(p->raw))
			break;          /* which the next call tells in words */
	}
	return OK;
}

/* Takes the next answer off the connection. */
static enum err answer_take(struct postgres *p, const struct owed *o)
{
	enum err  e = answer_wait(p, o);
	PGresult *r;

	if (e)
		return e;
	r = PQgetResult(p->raw);
	if (!r)
		return postgres_failed(p, NULL, owed_name(o));
	switch (PQresultStatus(r)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
		answer_good(p, o, r);
		break;
	case PGRES_PIPELINE_SYNC:
		PQclear(r);
		return OK;              /* the one answer that no NULL follows */
	case PGRES_PIPELINE_ABORTED:    /* an answer before this one said why */
		if (o->kind == OWED_PREPARE)
			*o->prepared = false;
		PQclear(r);
		break;
	default:
		if (o->kind == OWED_PREPARE)
			*o->prepared = false;
		e = postgres_failed(p, r, owed_name(o));
		PQclear(r);
	}
	if (p->n_owed && (r = PQgetResult(p->raw)))
		PQclear(r);
	return e;
}

static enum err answers_take(struct postgres *p)
{
	enum err e = OK, one;

	for (size_t i = 0; i < p->n_owed; i++) {
		one = answer_take(p, &p->owed[i]);
		if (one && !e)
			e = one;
	}
	p->n_owed = 0;
	p->unheard = false;
	return e;
}

/* ---- questions ---- */

/* Room for n more answers. */
static enum err owed_room(struct postgres *p, size_t n)
{
	if (!p->raw)
		return ERR_BUSY;
	return p->n_owed + n < OWED_MAX ? OK : postgres_settle(p);
}

static enum err owe(struct postgres *p, int sent, struct owed o)
{
	if (!sent) {
		enum err e = postgres_failed(p, NULL, owed_name(&o));

		lose(p);                /* what is queued already can no longer be told apart */
		return e;
	}
	p->owed[p->n_owed++] = o;
	return OK;
}

enum err postgres_queue(struct postgres *p, enum postgres_fixed which)
{
	enum err e = owed_room(p, 2);

	return e ? e : owe(p, PQsendQueryPrepared(p->raw, postgres_fixed_name[which], 0, NULL, NULL, NULL, 1),
	                   (struct owed){ .kind = OWED_FIXED, .fixed = which });
}

/*
 * SET takes no parameters, so the number stands in the text. Not set_config(),
 * which a spread database would not hear of on its other machines: Citus passes on
 * SET LOCAL and nothing else.
 */
static enum err queue_set(struct postgres *p, const char *name, int64_t v)
{
	char       room[64];
	struct buf b = { .p = room, .cap = sizeof(room), .max = sizeof(room) };
	enum err   e = owed_room(p, 2);

	buf_lit(&b, "SET LOCAL ");
	buf_z(&b, name);
	buf_lit(&b, " = ");
	buf_int(&b, v);
	buf_char(&b, '\0');
	return e ? e : owe(p, PQsendQueryParams(p->raw, room, 0, NULL, NULL, NULL, NULL, 1),
	                   (struct owed){ .kind = OWED_FIXED, .fixed = PG_SCOPE });
}

enum err postgres_queue_scope(struct postgres *p, struct scope s)
{
	enum err e;

	if (p->have.set && p->have.lo == s.lo && p->have.hi == s.hi)
		return OK;
	if ((e = queue_set(p, "lianxin.lo", s.lo)) || (e = queue_set(p, "lianxin.hi", s.hi)))
		return e;
	p->have = s;
	return OK;
}

Oid postgres_oid(char letter)
{
	switch (letter) {
	case 'I':
		return OID_INT8_ARRAY;
	case 'R':
		return OID_FLOAT_ARRAY;
	case 'B':
		return OID_BLOB_ARRAY;
	case 'T':
		return OID_TEXT_ARRAY;
	case 'i':
		return OID_INT8;
	case 'r':
		return OID_FLOAT;
	case 'b':
		return OID_BLOB;
	default:
		return OID_TEXT;
	}
}

static enum err queue_prepare(struct postgres *p, const struct postgres_call *t)
{
	const struct db_query *q = t->query;
	Oid                    oids[INPUTS_MAX];

	for (size_t i = 0; i < q->n_in; i++)
		oids[i] = postgres_oid((char)(t->arrays && i + 1 != t->single ? q->types[i] - 'a' + 'A' : q->types[i]));
	*t->prepared = true;
	return owe(p, PQsendPrepare(p->raw, t->name, t->sql, q->n_in, oids),
	           (struct owed){ .kind = OWED_PREPARE, .query = q, .prepared = t->prepared });
}

/* Queues one execution, prepared first if need be. */
static enum err queue_execution(struct postgres *p, const struct postgres_call *t, enum owed_kind kind,
                                struct postgres_statement *st)
{
	enum err e = owed_room(p, 3);

	if (!e && !*t->prepared)
		e = queue_prepare(p, t);
	if (!e)
		e = owe(p, PQsendQueryPrepared(p->raw, t->name, t->query->n_in, t->values, t->lengths,
		                               t->formats, 1),
		        (struct owed){ .kind = kind, .query = t->query, .statement = st });
	return e;
}

enum err postgres_queue_call(struct postgres *p, const struct postgres_call *t)
{
	p->unheard = true;
	return queue_execution(p, t, OWED_RUN, NULL);
}

enum err postgres_queue_joint(struct postgres *p, const struct postgres_call *t, struct postgres_joint *whose)
{
	enum err e = queue_execution(p, t, OWED_JOINT, NULL);

	if (!e)
		p->owed[p->n_owed - 1].joint = whose;
	p->unheard = p->unheard || !e;
	return e;
}

static struct postgres_call call_of(const struct postgres_statement *st, const char *name, bool *prepared)
{
	return (struct postgres_call){ .query = st->query, .name = name, .sql = st->query->postgres,
	                               .prepared = prepared, .values = st->values,
	                               .lengths = st->lengths, .formats = st->formats };
}

enum err postgres_wait(struct postgres *p, const struct postgres_statement *st)
{
	if (!p->db.pause)
		return postgres_settle(p);
	p->db.pause(p->db.pause_arg);   /* others ask meanwhile; then all answers come at once */
	return st->result ? OK : p->failed ? p->failed : ERR_BUSY;
}

enum err postgres_ask(struct postgres *p, struct postgres_slot *slot,
                      struct postgres_statement *st, struct scope s)
{
	bool                       once = false;
	const struct postgres_call t = call_of(st, slot ? st->query->name : "",
	                                       slot ? &slot->prepared : &once);
	enum err                   e = OK;

	if (s.set)
		e = postgres_queue_scope(p, s);
	if (!e)
		e = queue_execution(p, &t, OWED_ROWS, st);
	return e ? e : postgres_wait(p, st);
}

/* Its inputs are copied; what is written counts as a change before anybody knows. */
enum err postgres_queue_run(struct postgres *p, struct postgres_slot *slot,
                            struct postgres_statement *st)
{
	const struct postgres_call t = call_of(st, st->query->name, &slot->prepared);
	enum err                   e = postgres_queue_call(p, &t);

	p->changes += !e;
	return e;
}

enum err postgres_queue_ahead(struct postgres *p, struct postgres_slot *slot,
                              struct postgres_statement *st)
{
	const struct postgres_call t = call_of(st, st->query->name, &slot->prepared);
	enum err                   e = queue_execution(p, &t, OWED_ROWS, st);

	p->unheard = p->unheard || !e;
	return e;
}

enum err postgres_queue_text(struct postgres *p, const char *text,
                             const struct postgres_statement *in, struct postgres_statement *st,
                             enum owed_kind kind)
{
	Oid      oids[INPUTS_MAX];
	int      n = in ? in->query->n_in : 0;
	enum err e = owed_room(p, 2);

	for (int i = 0; i < n; i++)
		oids[i] = postgres_oid(in->query->types[i]);
	return e ? e : owe(p, PQsendQueryParams(p->raw, text, n, oids, n ? in->values : NULL,
	                                        n ? in->lengths : NULL, n ? in->formats : NULL, 1),
	                   (struct owed){ .kind = kind, .query = st->query, .statement = st });
}

void postgres_send(struct postgres *p)
{
	if (p->raw && p->n_owed && p->owed[p->n_owed - 1].kind != OWED_SYNC)
		(void)!owe(p, PQpipelineSync(p->raw), (struct owed){ .kind = OWED_SYNC });
}

enum err postgres_settle(struct postgres *p)
{
	enum err e;

	if (!p->raw)
		return ERR_BUSY;
	if (p->waiting && (e = postgres_joint_send(p)))
		return e;
	postgres_send(p);
	return answers_take(p);
}
