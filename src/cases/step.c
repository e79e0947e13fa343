/*
 * Performs the rows of the step table: the case row by version, one timeline
 * row, one audit row, counters, all in the caller's transaction.
 */
#include "cases/step.h"

#include "search/search.h"

const char *case_action(enum case_event e)
{
	static const char *const actions[] = {
		[CASE_EVENT_ENROL] = "case.enrol", [CASE_EVENT_RELEASE] = "case.release",
		[CASE_EVENT_ACCEPT] = "case.accept", [CASE_EVENT_DECLINE] = "case.decline",
		[CASE_EVENT_ANSWER] = "case.answer", [CASE_EVENT_ROUTE] = "case.route",
		[CASE_EVENT_ESCALATE] = "case.escalate", [CASE_EVENT_RETURN] = "case.return",
		[CASE_EVENT_ASSIGN] = "case.assign", [CASE_EVENT_REASSIGN] = "case.reassign",
		[CASE_EVENT_RECEIVE] = "case.receive", [CASE_EVENT_SEND_BACK] = "case.send_back",
		[CASE_EVENT_CONSULT] = "case.consult", [CASE_EVENT_PART] = "case.part",
		[CASE_EVENT_REPLY] = "case.reply", [CASE_EVENT_SIGN] = "case.sign",
		[CASE_EVENT_REFUSE_SIGN] = "case.refuse_sign", [CASE_EVENT_SUPPLEMENT] = "case.supplement",
		[CASE_EVENT_WITHDRAW] = "case.withdraw", [CASE_EVENT_RATE] = "case.rate",
		[CASE_EVENT_REHANDLE] = "case.rehandle", [CASE_EVENT_LAPSE] = "case.lapse",
		[CASE_EVENT_NOTE] = "case.note", [CASE_EVENT_CALL] = "case.call",
		[CASE_EVENT_PUBLISH] = "case.publish", [CASE_EVENT_UNPUBLISH] = "case.unpublish",
		[CASE_EVENT_REVEAL] = "case.reveal", [CASE_EVENT_CODE] = "case.code",
	};

	_Static_assert(COUNT(actions) == CASE_EVENT_COUNT, "every event has a name in the audit");
	return actions[e];
}

struct desk desk_of(struct req *r)
{
	return (struct desk){ r->db, r->arena, r->house, &r->who, r->county, r->now };
}

void stock_move(struct db *db, county_code county, station_id station, term_id kind, enum case_state state, int64_t by)
{
	counters_add(db, 0, (int64_t[5]){ county.v, station.v, kind.v, (int64_t)state, 0 }, by);
	counters_add(db, 0, (int64_t[5]){ county.v, COUNTY_TOTAL, kind.v, (int64_t)state, 0 }, by);
}

void flow_count(const struct desk *d, station_id intake, term_id kind, struct when at, enum flow_kind what, int64_t by)
{
	struct ymd day = day_split(day_of(at));

	counters_add(d->db, 1, (int64_t[5]){ d->county.v, intake.v, kind.v,
	        day.year * 12 + day.month - 1, (int64_t)what }, by);
	counters_add(d->db, 1, (int64_t[5]){ d->county.v, COUNTY_TOTAL, kind.v,
	        day.year * 12 + day.month - 1, (int64_t)what }, by);
}

static bool in_range(const struct who *w, int64_t region)
{
	return w->region_lo <= region && region <= w->region_hi;
}

enum err case_stand(const struct desk *d, const struct case_by_id_row *c, struct stand *s)
{
	const struct who         *w = d->who;
	struct case_part_role_row part;
	bool                      found;
	enum err                  e;

	*s = (struct stand){
		.roles = w->roles,
		.station = w->station.v && w->station.v == c->station.v,
		.intake = w->station.v && w->station.v == c->intake.v,
		.desk = c->desk.v && in_range(w, c->desk.v),
		.office = in_range(w, c->region.v) || (c->desk.v && in_range(w, c->desk.v)),
		.lead = w->unit.v && w->unit.v == c->lead.v,
		.deputy = w->person.v && w->person.v == c->deputy.v,
	};
	if (w->unit.v == 0 || s->lead)
		return OK;
	e = case_part_role(d->db, d->arena, &(struct case_part_role_in){
	        .county = d->county, .case_id = c->id, .unit = w->unit }, &part, &found);
	s->assist = !e && found && part.role == PART_ROLE_ASSIST && part.open;
	return e;
}

enum err case_sees(const struct desk *d, const struct case_by_id_row *c, bool *sees)
{
	const struct who         *w = d->who;
	struct case_part_role_row part;
	struct stand              s;
	enum err                  e = case_stand(d, c, &s);

	*sees = false;
	if (e)
		return e;
	if (w->roles & (RESIDENT | PROGRAM))
		*sees = true;
	else if (w->roles & STATION_STAFF)
		*sees = s.station || s.intake;
	else if (w->roles & (OFFICE | LEADER))
		*sees = s.office;
	else if (w->roles & DEPUTY)
		*sees = s.deputy;
	else if (w->roles & UNIT_STAFF) {
		/* A unit keeps seeing what it once had, also after its part is closed. */
		e = case_part_role(d->db, d->arena, &(struct case_part_role_in){
		        .county = d->county, .case_id = c->id, .unit = w->unit }, &part, sees);
	}
	return e;
}

struct str case_ids(struct arena *a, const case_id *ids, size_t n)
{
	struct buf b;

	buf_init(&b, a, n * 12 + 2);    /* eleven digits, and what stands between */
	for (size_t i = 0; i < n; i++) {
		buf_char(&b, i ? ',' : '[');
		buf_int(&b, ids[i].v);
	}
	buf_char(&b, ']');
	return buf_view(&b);
}

static enum err sees_one(const struct desk *d, case_id id, bool *sees)
{
	struct case_by_id_row c;
	enum err              e = case_by_id(d->db, d->arena, &(struct case_by_id_in){
	        .county = d->county, .id = id }, &c);

	return e == ERR_MISSING ? OK : e ? e : case_sees(d, &c, sees);
}

/* A unit sees what it has or had, whoever leads now. */
static enum err unit_sees_each(const struct desk *d, const case_id *ids, size_t n, bool *sees)
{
	struct case_units_had_row *had;
	size_t                     n_had;
	enum err                   e = case_units_had(d->db, d->arena, &(struct case_units_had_in){
	        .county = d->county, .unit = d->who->unit, .ids = case_ids(d->arena, ids, n) }, &had, &n_had);

	for (size_t k = 0; !e && k < n_had; k++)
		for (size_t i = 0; i < n; i++)
			sees[i] = sees[i] || ids[i].v == had[k].id.v;
	return e;
}

enum err case_sees_each(const struct desk *d, const case_id *ids, size_t n, bool *sees)
{
	struct case_by_id_row *c;
	size_t                 n_there;
	bool                   one;
	enum err               e;

	memset(sees, 0, n * sizeof(*sees));
	if (n == 1)
		return sees_one(d, ids[0], sees);
	if (d->who->roles & UNIT_STAFF)
		return unit_sees_each(d, ids, n, sees);
	e = case_by_ids(d->db, d->arena, &(struct case_by_ids_in){
	        .county = d->county, .ids = case_ids(d->arena, ids, n) }, &c, &n_there);
	for (size_t k = 0; !e && k < n_there; k++) {
		e = case_sees(d, &c[k], &one);
		for (size_t i = 0; !e && i < n; i++)
			sees[i] = sees[i] || (one && ids[i].v == c[k].id.v);
	}
	return e;
}

enum err case_may(const struct desk *d, const struct case_by_id_row *c, uint64_t *events)
{
	struct stand s;
	enum err     e = case_stand(d, c, &s);

	*events = e ? 0 : flow_events(c->state, &s);
	return e;
}

enum err case_trace(const struct desk *d, case_id id, const struct trace *t)
{
	enum err e = case_event_insert(d->db, &(struct case_event_insert_in){
		.county = d->county, .case_id = id, .now = d->now, .event = t->event, .state = t->state,
		.public = t->public, .account = d->who->account, .station = t->station, .unit = t->unit,
		.reason = t->reason, .told = t->told.n ? t->told : STR_NONE,
		.note = t->note.n ? t->note : STR_NONE,
	}, NULL);

	return e ? e : audit_write(d->db, &(struct audit){
		.county = d->county, .now = d->now, .account = d->who->account, .grant = d->who->grant,
		.action = case_action(t->event), .object = case_number(d->arena, d->county, id),
		.result = case_state_names[t->state], .reason = t->note.n ? t->note : STR_NONE,
	});
}

enum err case_queue_text(const struct desk *d, case_id id, int part, enum index_kind kind, enum index_op op,
                         struct str text)
{
	return search_note(d->house->search, d->db, d->arena, &(struct search_text){
		.county = d->county, .id = id, .part = part, .kind = kind, .op = op,
		.change = db_stamp(d->db, d->now), .words = text });
}

/* Rows of months are by kind, so what was counted under the old kind is booked anew. */
static enum err kind_rebook(const struct work *w, term_id from, term_id to)
{
	const struct desk             *d = w->d;
	struct case_counted_events_row *ev;
	size_t                         n;
	enum err                       e = case_counted_events(d->db, d->arena,
	        &(struct case_counted_events_in){ .county = d->county, .case_id = w->c.id }, &ev, &n);

	for (size_t i = 0; !e && i < n; i++)
		flow_book_event(w, &ev[i], from, -1), flow_book_event(w, &ev[i], to, 1);
	return e ? e : flow_rebook_ratings(w, from, to);
}

/* Events that leave the row as it is do not make other people's pages outdated. */
static bool keeps_row(enum case_event e)
{
	return e == CASE_EVENT_NOTE || e == CASE_EVENT_CALL || e == CASE_EVENT_REVEAL || e == CASE_EVENT_CONSULT ||
	       e == CASE_EVENT_PART || e == CASE_EVENT_CODE || e == CASE_EVENT_PUBLISH || e == CASE_EVENT_UNPUBLISH;
}

static enum err row_move(struct work *w)
{
	const struct case_by_id_row *c = &w->c;
	int64_t                      changed;
	enum err                     e = case_move(w->d->db, &w->next, &changed);

	if (e)
		return e;
	if (changed != 1)
		return ERR_CONFLICT;
	if (c->station.v != w->next.station.v || c->kind.v != w->next.kind.v || c->state != w->next.state) {
		stock_move(w->d->db, w->d->county, c->station, c->kind, c->state, -1);
		stock_move(w->d->db, w->d->county, w->next.station, w->next.kind, w->next.state, 1);
	}
	return c->kind.v != w->next.kind.v ? kind_rebook(w, c->kind, w->next.kind) : OK;
}

static void work_start(struct work *w)
{
	const struct case_by_id_row *c = &w->c;

	w->next = (struct case_move_in){
		.county = w->d->county, .id = c->id, .version = c->version,
		.state = w->row->to ? w->row->to : c->state, .station = c->station, .desk = c->desk,
		.kind = c->kind, .lead = c->lead, .round = c->round, .due = c->due,
		.assigned = c->assigned, .title = c->title, .now = w->d->now,
	};
	w->trace = (struct trace){
		.event = w->m->event, .state = w->next.state, .public = w->row->public,
		.station = w->d->who->station, .unit = w->d->who->unit,
		.reason = w->m->reason, .told = w->m->told, .note = w->m->note,
	};
}

enum err case_step(const struct desk *d, case_id id, const struct move *m)
{
	struct work  w = { .d = d, .m = m };
	struct stand s;
	bool         sees;
	enum err     e;

	if ((e = case_by_id(d->db, d->arena, &(struct case_by_id_in){
	             .county = d->county, .id = id }, &w.c)) ||
	    (e = case_sees(d, &w.c, &sees)))
		return e;
	if (!sees)
		return ERR_MISSING;
	if (m->version && m->version != w.c.version && !keeps_row(m->event))
		return ERR_CONFLICT;
	if ((e = case_stand(d, &w.c, &s)) || (e = flow_find(w.c.state, m->event, &s, &w.row)))
		return e;
	work_start(&w);
	if ((e = step_apply(&w)) ||
	    (!keeps_row(m->event) && (e = row_move(&w))))
		return e;
	w.trace.state = w.next.state;
	if ((e = case_trace(d, id, &w.trace)))
		return e;
	return w.then ? w.then(&w) : OK;
}
