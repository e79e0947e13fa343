/* The ways of a case, step by step: who acts, and how long each takes. */
#include "demo/beats.h"

#define MINUTE_MS INT64_C(60000)

/* A moment on a day: staff at work, residents any time awake. */
static struct when moment(struct pen *w, struct day day, bool staff)
{
	int minute;

	if (!staff)
		minute = dice_range(w->dice, 7 * 60, 21 * 60 + 59);
	else if (dice_per_mille(w->dice, 550))
		minute = dice_range(w->dice, 8 * 60 + 30, 11 * 60 + 29);
	else
		minute = dice_range(w->dice, 14 * 60 + 30, 17 * 60 + 29);
	return (struct when){ when_of(day, minute / 60, minute % 60).ms +
			      dice_range(w->dice, 0, 59999) };
}

/* The next step, so many days after the last one; staff steps fall on working days. */
static void beat(struct pen *w, enum case_event event, enum hand by, int lo, int hi, size_t detail)
{
	struct plot *p = w->p;
	bool         staff = by != BY_RESIDENT;
	struct day   day = { day_of(w->t).n + dice_range(w->dice, lo, hi) };
	struct when  at;

	if (w->over)
		return;
	if (staff)
		day = workday_next(pack_calendar(w->d->house.packs), day);
	at = moment(w, day, staff);
	if (at.ms <= w->t.ms)
		at.ms = w->t.ms + dice_range(w->dice, 4, 50) * MINUTE_MS;
	if (p->n_beats == BEATS_MAX || (at.ms > w->d->now.ms && !w->plain)) {
		w->over = true;
		return;
	}
	w->t = at;
	p->beats[p->n_beats++] = (struct beat){ at, (uint8_t)event, (uint8_t)by, (uint8_t)detail };
}

static bool sometimes(struct pen *w, int per_mille)
{
	bool now = dice_per_mille(w->dice, per_mille);

	return now && !w->plain;
}

static void answered(struct pen *w, int round);

/* A dissatisfied result is handled once more by the same hands. */
static void again(struct pen *w)
{
	if (w->p->lead) {
		beat(w, CASE_EVENT_RECEIVE, BY_RECEIVER, 0, 3, 0);
		beat(w, CASE_EVENT_CONSULT, BY_HANDLER, 1, 7, 0);
		beat(w, CASE_EVENT_REPLY, BY_HANDLER, 3, 18, 0);
		beat(w, CASE_EVENT_SIGN, BY_SIGNER, 0, 3, 0);
	} else {
		beat(w, CASE_EVENT_ANSWER, BY_STATION, 2, 15, 0);
	}
	answered(w, 2);
}

/* The window has passed: the program concludes on the morning after its last day. */
static void lapse(struct pen *w)
{
	struct day  last = pack_due(w->d->house.packs, w->p->region, "rating", day_of(w->t)).day;
	struct when at = when_of((struct day){ last.n + 1 }, 2, 10);

	if (w->over || at.ms > w->d->now.ms || w->p->n_beats == BEATS_MAX) {
		w->over = true;
		return;
	}
	w->t = at;
	w->p->beats[w->p->n_beats++] = (struct beat){ at, CASE_EVENT_LAPSE, BY_PROGRAM, 0 };
}

static void answered(struct pen *w, int round)
{
	struct plot *p = w->p;
	enum hand    rings = w->d->sites[p->intake].head.account.v ? BY_HEAD : BY_CALLER;
	bool         page = p->told_by == RATED_BY_PAGE;

	if (sometimes(w, 115)) {
		lapse(w);
		return;
	}
	if (!page && sometimes(w, 250))
		beat(w, CASE_EVENT_CALL, rings, 1, 4, 0);
	beat(w, CASE_EVENT_RATE, page ? BY_RESIDENT : rings, page ? 0 : 1, page ? 9 : 6,
		(size_t)round);
	if (round == 1 && p->result[0] == RATING_DISSATISFIED)
		again(w);
	else if (p->consent && dice_per_mille(w->dice, 210))
		beat(w, CASE_EVENT_PUBLISH, BY_OFFICE, 2, 20, 0);
}

/* From an office's desk to a unit and back with the signed answer. */
static void by_unit(struct pen *w, enum hand desk)
{
	struct plot *p = w->p;
	size_t       lead = p->lead - 1u;

	if (sometimes(w, 60)) {
		beat(w, CASE_EVENT_ASSIGN, desk, 0, 5, (lead + 3) % w->d->n_bodies);
		beat(w, CASE_EVENT_SEND_BACK, BY_RECEIVER, 0, 2, 0);
	}
	beat(w, CASE_EVENT_ASSIGN, desk, 0, 6, lead);
	beat(w, CASE_EVENT_RECEIVE, BY_RECEIVER, 0, 3, 0);
	if (sometimes(w, 200))
		beat(w, CASE_EVENT_NOTE, BY_HANDLER, 1, 5, 0);
	if (w->plain || sometimes(w, 550))
		beat(w, CASE_EVENT_CONSULT, BY_HANDLER, 2, 12, 0);
	for (size_t i = 0; i < p->n_assist; i++)
		beat(w, CASE_EVENT_PART, BY_ASSIST, 2, 9, i);
	if (sometimes(w, 40))
		beat(w, CASE_EVENT_SUPPLEMENT, BY_RESIDENT, 1, 9, 0);
	beat(w, CASE_EVENT_REPLY, BY_HANDLER, 4, desk == BY_TOWN ? 35 : 60, 0);
	if (sometimes(w, 70)) {
		beat(w, CASE_EVENT_REFUSE_SIGN, BY_SIGNER, 0, 2, 0);
		beat(w, CASE_EVENT_REPLY, BY_HANDLER, 1, 5, 0);
	}
	beat(w, CASE_EVENT_SIGN, BY_SIGNER, 0, 4, 0);
	answered(w, 1);
}

static void answer(struct pen *w, enum hand by, int lo, int hi)
{
	beat(w, CASE_EVENT_ANSWER, by, lo, hi, 0);
	answered(w, 1);
}

static void declined(struct pen *w)
{
	if (sometimes(w, 250)) {
		beat(w, CASE_EVENT_ACCEPT, BY_STATION, 0, 2, 0);
		beat(w, CASE_EVENT_ESCALATE, BY_STATION, 0, 3, 0);
		beat(w, CASE_EVENT_DECLINE, BY_OFFICE, 1, 6, 0);
	} else {
		beat(w, CASE_EVENT_DECLINE, BY_STATION, 0, 3, 0);
	}
}

/* The ways up: detail 1 of ESCALATE is the township's desk, 0 the county's. */
static void upward(struct pen *w, enum way way)
{
	bool town = way == WAY_TOWN || way == WAY_TOWN_UNIT || way == WAY_BOTH_UNIT;

	/* Between a station of a city and the city's own office is no other desk of this tenant. */
	if (town && w->d->city) {
		way = way == WAY_TOWN ? WAY_OFFICE : WAY_UNIT;
		town = false;
	}
	beat(w, CASE_EVENT_ACCEPT, BY_STATION, 0, 3, 0);
	if (sometimes(w, 60))
		beat(w, CASE_EVENT_NOTE, BY_STATION, 0, 2, 0);
	beat(w, CASE_EVENT_ESCALATE, BY_STATION, 0, 4, town);
	if (way == WAY_BOTH_UNIT)
		beat(w, CASE_EVENT_ESCALATE, BY_TOWN, 0, 5, 0);
	if (way == WAY_RETURN) {
		beat(w, CASE_EVENT_RETURN, BY_OFFICE, 0, 6, 0);
		answer(w, BY_STATION, 1, 12);
	} else if (way == WAY_TOWN || way == WAY_OFFICE) {
		answer(w, town ? BY_TOWN : BY_OFFICE, 1, 9);
	} else {
		by_unit(w, way == WAY_TOWN_UNIT ? BY_TOWN : BY_OFFICE);
	}
}

void beats_write(struct pen *w, enum way way)
{
	if (w->p->held && !w->plain)
		beat(w, CASE_EVENT_RELEASE, BY_STATION, 0, 1, 0);
	switch (way) {
	case WAY_WITHDRAW:
		if (sometimes(w, 600))
			beat(w, CASE_EVENT_ACCEPT, BY_STATION, 0, 3, 0);
		if (sometimes(w, 300))
			beat(w, CASE_EVENT_ESCALATE, BY_STATION, 0, 4, 0);
		beat(w, CASE_EVENT_WITHDRAW, BY_RESIDENT, 0, 9, 0);
		break;
	case WAY_DECLINE:
		declined(w);
		break;
	case WAY_DEPUTY:
		answer(w, BY_DEPUTY, 0, 6);
		break;
	case WAY_HELD:
	case WAY_SPOT:
		if (w->plain || sometimes(w, 700))
			beat(w, CASE_EVENT_ACCEPT, BY_STATION, 0, 3, 0);
		answer(w, BY_STATION, 0, 12);
		break;
	case WAY_ROUTE:
		beat(w, CASE_EVENT_ROUTE, BY_STATION, 0, 3, 0);
		beat(w, CASE_EVENT_ACCEPT, BY_STATION, 0, 3, 0);
		answer(w, BY_STATION, 1, 15);
		break;
	default:
		upward(w, way);
	}
}

void beats_fit(struct pen *w, const struct show *show)
{
	struct plot *p = w->p;
	int64_t      whole = w->d->now.ms - p->at.ms, last = p->at.ms;

	if (p->n_beats > show->keep)
		p->n_beats = show->keep;
	for (int64_t i = 0; i < p->n_beats; i++) {
		int64_t n = p->n_beats + 1, at = p->at.ms + whole / (n * n) * (i + 1) * (i + 1);
		struct when work = moment(w, day_of((struct when){ at }), true);

		if (work.ms > last && work.ms < w->d->now.ms && work.ms <= at + whole / n)
			at = work.ms;
		p->beats[i].at.ms = last = at > last ? at : last + MINUTE_MS;
	}
}
