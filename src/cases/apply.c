/* What each event changes. One short function an event; step.c writes the result. */
#include "base/text.h"
#include "cases/step.h"

#define SUPPLEMENTS_MAX 62      /* parts fit six bits of the search index's row id */

static struct day due_by(const struct work *w, const char *rule)
{
	return case_due(w->d, w->c.region, rule, day_of(w->d->now));
}

static void count(const struct work *w, enum flow_kind what)
{
	flow_count(w->d, w->c.intake, w->next.kind, w->d->now, what, 1);
}

static enum err parts_close(struct work *w)
{
	return case_parts_close(w->d->db, &(struct case_parts_close_in){
		.county = w->d->county, .case_id = w->c.id }, NULL);
}

static enum err accept(struct work *w)
{
	w->next.due = due_by(w, "check");
	return OK;
}

static enum err decline(struct work *w)
{
	if (w->m->reason.v == 0)
		return ERR_INPUT;
	w->next.due = (struct day){ 0 };
	count(w, FLOW_KIND_CONCLUDED);
	return parts_close(w);
}

static enum err answer(struct work *w)
{
	const struct desk *d = w->d;
	enum err           e;

	w->next.due = due_by(w, "rating");
	/* The answer stands in `reply`; the story only says that there is one. */
	w->trace.told = STR_NONE;
	count(w, FLOW_KIND_REPLIED);
	e = reply_put(d->db, &(struct reply_put_in){
		.county = d->county, .case_id = w->c.id, .round = w->c.round, .class = w->m->reason,
		.words = w->m->told, .author = d->who->account, .now = d->now }, NULL);
	return e ? e : reply_sign(d->db, &(struct reply_sign_in){
		.county = d->county, .case_id = w->c.id, .round = w->c.round,
		.signer = d->who->account, .now = d->now }, NULL);
}

static enum err route(struct work *w)
{
	struct case_station_exists_row s;
	bool                           found;
	enum err                       e = case_station_exists(w->d->db, w->d->arena,
	        &(struct case_station_exists_in){ .county = w->d->county, .id = w->m->station }, &s, &found);

	if (e)
		return e;
	if (!found || w->m->station.v == w->c.station.v)
		return ERR_INPUT;
	w->next.station = w->m->station;
	w->next.due = due_by(w, "accept");
	w->trace.station = w->m->station;
	return OK;
}

static enum err escalate(struct work *w)
{
	int64_t county_desk = w->d->county.v * 1000000;

	/* Upward only: the township above the place, then the county. */
	if (w->m->desk.v / 1000000 != w->d->county.v || w->m->desk.v % 1000 ||
	    (w->c.state == CASE_STATE_CHECKING && w->m->desk.v != county_desk) ||
	    (w->c.state == CASE_STATE_CHECKING && w->c.desk.v == county_desk))
		return ERR_INPUT;
	w->next.desk = w->m->desk;
	w->next.due = due_by(w, "check");
	return OK;
}

static enum err give_back(struct work *w)
{
	if (w->m->note.n == 0)
		return ERR_INPUT;
	w->next.due = due_by(w, "check");
	return OK;
}

static enum err part_put(const struct work *w, unit_id unit, enum part_role role)
{
	struct case_unit_exists_row u;
	bool                        found;
	enum err                    e = case_unit_exists(w->d->db, w->d->arena,
	        &(struct case_unit_exists_in){ .county = w->d->county, .id = unit }, &u, &found);

	if (e)
		return e;
	if (!found)
		return ERR_INPUT;
	return case_part_put(w->d->db, &(struct case_part_put_in){
		.county = w->d->county, .case_id = w->c.id, .unit = unit, .role = role, .now = w->d->now }, NULL);
}

static enum err assign(struct work *w)
{
	const struct move *m = w->m;
	enum err           e;

	if (m->lead.v == 0 || (m->event == CASE_EVENT_ASSIGN && m->kind.v == 0))
		return ERR_INPUT;
	if ((e = parts_close(w)) || (e = part_put(w, m->lead, PART_ROLE_LEAD)))
		return e;
	for (size_t i = 0; i < m->n_assist; i++)
		if (m->assist[i].v != m->lead.v && (e = part_put(w, m->assist[i], PART_ROLE_ASSIST)))
			return e;
	w->next.lead = m->lead;
	if (m->kind.v)
		w->next.kind = m->kind;
	if (m->title.n)
		w->next.title = m->title;
	w->next.assigned = day_of(w->d->now);
	w->next.due = due_by(w, case_reply_rule(w->d->county, w->c.desk, w->c.round));
	w->trace.unit = m->lead;
	if (m->event == CASE_EVENT_ASSIGN)
		count(w, FLOW_KIND_ASSIGNED);
	return OK;
}

static enum err send_back(struct work *w)
{
	struct day last = case_due(w->d, w->c.region, "send_back", w->c.assigned);

	if (last.n && day_of(w->d->now).n > last.n)
		return ERR_STEP;        /* the window has passed: it stays with the unit */
	if (w->m->note.n == 0)
		return ERR_INPUT;
	w->next.lead = (unit_id){ 0 };
	w->next.due = due_by(w, "check");
	return parts_close(w);
}

static enum err note_needed(struct work *w)
{
	return w->m->note.n ? OK : ERR_INPUT;
}

static enum err part(struct work *w)
{
	w->trace.note = w->m->told;
	w->trace.told = STR_NONE;
	return w->m->told.n == 0 ? ERR_INPUT : case_part_give(w->d->db, &(struct case_part_give_in){
		.county = w->d->county, .case_id = w->c.id, .unit = w->d->who->unit,
		.words = w->m->told, .now = w->d->now }, NULL);
}

static enum err reply(struct work *w)
{
	if (w->m->told.n == 0 || w->m->reason.v == 0)
		return ERR_INPUT;
	w->trace.told = STR_NONE;
	return reply_put(w->d->db, &(struct reply_put_in){
		.county = w->d->county, .case_id = w->c.id, .round = w->c.round, .unit = w->c.lead,
		.class = w->m->reason, .words = w->m->told, .author = w->d->who->account,
		.now = w->d->now }, NULL);
}

static enum err sign(struct work *w)
{
	enum err e = reply_sign(w->d->db, &(struct reply_sign_in){
		.county = w->d->county, .case_id = w->c.id, .round = w->c.round,
		.signer = w->d->who->account, .now = w->d->now }, NULL);

	w->next.due = due_by(w, "rating");
	count(w, FLOW_KIND_REPLIED);
	return e ? e : parts_close(w);
}

static enum err supplement(struct work *w)
{
	const struct desk       *d = w->d;
	struct case_text_last_row last;
	enum err                 e;

	if (w->m->told.n == 0)
		return ERR_INPUT;
	if ((e = case_text_last(d->db, d->arena, &(struct case_text_last_in){
	             .county = d->county, .case_id = w->c.id }, &last)))
		return e;
	if (last.part >= SUPPLEMENTS_MAX)
		return ERR_LIMIT;
	w->trace.told = STR_NONE;
	if ((e = case_text_insert(d->db, &(struct case_text_insert_in){
	             .county = d->county, .case_id = w->c.id, .part = last.part + 1, .now = d->now,
	             .words = w->m->told }, NULL)))
		return e;
	return case_queue_text(d, w->c.id, (int)last.part + 1, INDEX_KIND_INTERNAL, INDEX_OP_ADD, w->m->told);
}

static enum err withdraw(struct work *w)
{
	w->next.due = (struct day){ 0 };
	return parts_close(w);
}

/* The one second handling after a dissatisfied result: same lead, or the station that answered. */
static enum err rehandle(struct work *w)
{
	struct trace t = {
		.event = CASE_EVENT_REHANDLE, .state = w->next.state, .public = true, .unit = w->c.lead,
		.station = w->c.lead.v ? (station_id){ 0 } : w->c.station,
	};
	enum err     e = w->c.lead.v == 0 ? OK : case_part_reopen(w->d->db, &(struct case_part_reopen_in){
		.county = w->d->county, .case_id = w->c.id, .unit = w->c.lead }, NULL);

	return e ? e : case_trace(w->d, w->c.id, &t);
}

static enum err rate(struct work *w)
{
	const struct desk        *d = w->d;
	const struct move        *m = w->m;
	struct case_handled_by_row h = { 0 };
	bool                      staff = !(d->who->roles & RESIDENT);
	enum err                  e;

	if (m->attitude == RATING_NONE || m->result == RATING_NONE ||
	    staff != (m->told_by == RATED_BY_TELEPHONE || m->told_by == RATED_BY_IN_PERSON))
		return ERR_INPUT;
	if (staff && (e = case_handled_by(d->db, d->arena, &(struct case_handled_by_in){
	                      .county = d->county, .case_id = w->c.id, .account = d->who->account }, &h)))
		return e;
	if (h.n)
		return ERR_DENIED;      /* never by the staff who handled it */
	if ((e = rating_insert(d->db, &(struct rating_insert_in){
	             .county = d->county, .case_id = w->c.id, .round = w->c.round, .told_by = m->told_by,
	             .attitude = m->attitude, .result = m->result, .remark = m->told.p ? m->told : S(""),
	             .now = d->now, .account = d->who->account }, NULL)))
		return e;
	w->trace.told = STR_NONE;
	w->next.due = (struct day){ 0 };
	flow_count(d, w->c.intake, w->c.kind, d->now,
	        m->result == RATING_SATISFIED ? FLOW_KIND_SATISFIED :
	        m->result == RATING_FAIRLY ? FLOW_KIND_FAIRLY : FLOW_KIND_DISSATISFIED, 1);
	if (m->result == RATING_DISSATISFIED && w->c.round == 1) {
		w->next.state = w->c.lead.v ? CASE_STATE_ASSIGNED : CASE_STATE_ACCEPTED;
		w->next.round = 2;
		w->next.assigned = day_of(d->now);
		w->next.due = due_by(w, "rehandle");
		w->then = rehandle;
		return OK;
	}
	flow_count(d, w->c.intake, w->c.kind, d->now, FLOW_KIND_CONCLUDED, 1);
	return OK;
}

static enum err lapse(struct work *w)
{
	w->next.due = (struct day){ 0 };
	count(w, FLOW_KIND_UNRATED);
	count(w, FLOW_KIND_CONCLUDED);
	return OK;
}

static enum err raise_code(struct work *w)
{
	return case_code_raise(w->d->db, &(struct case_code_raise_in){
		.county = w->d->county, .id = w->c.id }, NULL);
}

static enum err nothing(struct work *w)
{
	(void)w;
	return OK;
}

enum err step_apply(struct work *w)
{
	static enum err (*const apply[CASE_EVENT_COUNT])(struct work *) = {
		[CASE_EVENT_RELEASE] = nothing, [CASE_EVENT_ACCEPT] = accept, [CASE_EVENT_DECLINE] = decline,
		[CASE_EVENT_ANSWER] = answer, [CASE_EVENT_ROUTE] = route, [CASE_EVENT_ESCALATE] = escalate,
		[CASE_EVENT_RETURN] = give_back, [CASE_EVENT_ASSIGN] = assign, [CASE_EVENT_REASSIGN] = assign,
		[CASE_EVENT_RECEIVE] = nothing, [CASE_EVENT_SEND_BACK] = send_back,
		[CASE_EVENT_CONSULT] = note_needed, [CASE_EVENT_PART] = part, [CASE_EVENT_REPLY] = reply,
		[CASE_EVENT_SIGN] = sign, [CASE_EVENT_REFUSE_SIGN] = note_needed,
		[CASE_EVENT_SUPPLEMENT] = supplement, [CASE_EVENT_WITHDRAW] = withdraw,
		[CASE_EVENT_RATE] = rate, [CASE_EVENT_LAPSE] = lapse, [CASE_EVENT_NOTE] = note_needed,
		[CASE_EVENT_CALL] = note_needed, [CASE_EVENT_PUBLISH] = publish_apply,
		[CASE_EVENT_UNPUBLISH] = unpublish_apply, [CASE_EVENT_REVEAL] = note_needed,
		[CASE_EVENT_CODE] = raise_code,
	};

	return apply[w->m->event] ? apply[w->m->event](w) : ERR_STEP;
}

void flow_book_event(const struct work *w, const struct case_counted_events_row *ev, term_id kind, int64_t by)
{
	const struct desk *d = w->d;
	station_id         at = w->c.intake;

	switch (ev->event) {
	case CASE_EVENT_ENROL:
		flow_count(d, at, kind, ev->at, FLOW_KIND_PERSONS, by * w->c.persons);
		flow_count(d, at, kind, ev->at, FLOW_KIND_ITEMS, by);
		flow_count(d, at, kind, ev->at, FLOW_KIND_CASES, by);
		break;
	case CASE_EVENT_ASSIGN:
		flow_count(d, at, kind, ev->at, FLOW_KIND_ASSIGNED, by);
		break;
	case CASE_EVENT_ANSWER:
	case CASE_EVENT_SIGN:
		flow_count(d, at, kind, ev->at, FLOW_KIND_REPLIED, by);
		break;
	case CASE_EVENT_LAPSE:
		flow_count(d, at, kind, ev->at, FLOW_KIND_UNRATED, by);
		flow_count(d, at, kind, ev->at, FLOW_KIND_CONCLUDED, by);
		break;
	case CASE_EVENT_DECLINE:
		flow_count(d, at, kind, ev->at, FLOW_KIND_CONCLUDED, by);
		break;
	case CASE_EVENT_RATE:
		if (ev->state == CASE_STATE_CONCLUDED)
			flow_count(d, at, kind, ev->at, FLOW_KIND_CONCLUDED, by);
		break;
	default:
		break;
	}
}

enum err flow_rebook_ratings(const struct work *w, term_id from, term_id to)
{
	struct ratings_row *rows;
	size_t              n;
	enum err            e = ratings(w->d->db, w->d->arena, &(struct ratings_in){
	        .county = w->d->county, .case_id = w->c.id }, &rows, &n);

	for (size_t i = 0; !e && i < n; i++) {
		enum flow_kind what = rows[i].result == RATING_SATISFIED ? FLOW_KIND_SATISFIED :
		        rows[i].result == RATING_FAIRLY ? FLOW_KIND_FAIRLY : FLOW_KIND_DISSATISFIED;

		flow_count(w->d, w->c.intake, from, rows[i].at, what, -1);
		flow_count(w->d, w->c.intake, to, rows[i].at, what, 1);
	}
	return e;
}
