/* What the office does with a proposal, until the day it opens and becomes a station. */
#include "place/site_pages.h"

#include "http/form.h"

static const struct step {
	const char     *word;                /* end of the address, and of the audit's word */
	const char     *action;
	unsigned        from;                /* states, as bits */
	enum site_state to;
	enum place_act  act;
	bool            reason, due, foreign;        /* asks for; foreign: not by the proposer */
} steps[] = {
	{ "/approve", "site.approve", 1u << SITE_STATE_PROPOSED, SITE_STATE_PLANNED, PLACE_ACT_APPROVE, false, true, true },
	{ "/return", "site.return", 1u << SITE_STATE_PROPOSED, SITE_STATE_RETURNED, PLACE_ACT_RETURN, true, false, true },
	{ "/build", "site.build", 1u << SITE_STATE_PLANNED, SITE_STATE_BUILDING, PLACE_ACT_BUILD, false, false, false },
	{ "/open", "site.open", 1u << SITE_STATE_BUILDING, SITE_STATE_OPEN, PLACE_ACT_OPEN, false, false, false },
	{ "/drop", "site.drop", 1u << SITE_STATE_PROPOSED | 1u << SITE_STATE_RETURNED | 1u << SITE_STATE_PLANNED |
	           1u << SITE_STATE_BUILDING, SITE_STATE_DROPPED, PLACE_ACT_DROP, true, false, false },
};

struct step_form {
	int64_t    version;
	struct str why, remark;
	struct day due;
};

static const struct field step_fields[] = {
	FIELD(step_form, version, NUMBER, 1 << 30,         NEEDED),
	FIELD(step_form, why,     TEXT,   WORDS_MAX_PLACE, OPTIONAL),
	FIELD(step_form, remark,  TEXT,   WORDS_MAX_PLACE, OPTIONAL),
	FIELD(step_form, due,     DATE,   0,               OPTIONAL),
};

static enum err step_read(struct req *r, const struct step *s, struct step_form *f)
{
	enum err e = req_form(r, step_fields, COUNT(step_fields), f);

	if (e && e != ERR_INPUT)
		return e;
	if (s->reason && f->why.n == 0 && !field_fault_of(r, "why"))
		req_fault(r, "why", MSG_fault_needed, 0);
	if (s->due && f->due.n == 0 && !field_fault_of(r, "due"))
		req_fault(r, "due", MSG_fault_needed, 0);
	else if (s->due && f->due.n && f->due.n < r->today.n)
		req_fault(r, "due", MSG_place_day_past, 0);
	return r->n_faults ? ERR_INPUT : OK;
}

/* The day a site opens it becomes a station, with a code for its wall. */
static enum err site_becomes(struct req *r, const struct site_by_id_row *s, station_id *id)
{
	struct site_marks_row *marks;
	struct standing        at = { .local = s->local, .region = s->region.v, .parent = s->parent.v };
	size_t                 n;
	enum err               e = standing_check(r, &at);

	if (e || r->n_faults)
		return e ? e : ERR_INPUT;
	if ((e = station_create(r, &(struct station_new){ .kind = s->kind, .local = s->local, .field = s->field,
	             .name = s->name, .address = s->address, .hours = S(""), .region = s->region,
	             .parent = s->parent, .spot = { s->lat_micro, s->lon_micro }, .opened = r->today }, id)) ||
	    (e = site_marks(r->db, r->arena, &(struct site_marks_in){ .county = r->county, .site = s->id },
	             &marks, &n)))
		return e;
	for (size_t i = 0; !e && i < n; i++)
		if (marks[i].sort == PLACE_MARK_TAG)
			e = station_mark_put(r->db, &(struct station_mark_put_in){ .county = r->county, .station = *id,
				.sort = PLACE_MARK_TAG, .term = marks[i].term }, NULL);
	return e ? e : deed_write(r, &(struct deed){ PLACE_ABOUT_STATION, id->v, PLACE_ACT_OPEN, "place.create",
	                                             s->name, STR_NONE });
}

/* POST /sites/:id/approve, return, build, open, drop */
enum err site_step_post(struct req *r)
{
	const struct step    *step = NULL;
	struct site_by_id_row s;
	struct step_form      f;
	station_id            became = { 0 };
	int64_t               changed;
	enum err              e = site_of_path(r, &s);

	for (size_t i = 0; i < COUNT(steps); i++)
		if (str_ends(r->path, str_of(steps[i].word)))
			step = &steps[i];
	if (e || !step)
		return e ? e : ERR_MISSING;
	if ((e = step_read(r, step, &f)))
		return e;
	if (!(step->from >> s.state & 1) || (step->foreign && s.proposer.v == r->who.account.v))
		return ERR_STEP;
	if (s.version != f.version)
		return ERR_CONFLICT;
	if (step->to == SITE_STATE_OPEN && (e = site_becomes(r, &s, &became)))
		return e;
	e = site_move(r->db, &(struct site_move_in){ .county = r->county, .id = s.id, .version = f.version,
		.was = s.state, .state = step->to, .reason = step->reason ? f.why : S(""), .due = f.due,
		.station = became }, &changed);
	if ((e = changed_one(e, changed)) ||
	    (e = deed_write(r, &(struct deed){ PLACE_ABOUT_SITE, s.id.v, step->act, step->action, s.name,
	             step->reason ? f.why : f.remark })))
		return e;
	return reply_see(r, became.v ? path_of(r, "/stations/", became.v) : path_of(r, "/sites/", s.id.v));
}
