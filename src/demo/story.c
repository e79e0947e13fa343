/*
 * Plays the beats of all cases in the order of time, through the same doors as
 * the forms, so that numbers, audit rows and counters come as they would have.
 */
#include "demo/plan.h"
#include "demo/times.h"

#include "base/buf.h"
#include "base/log.h"
#include "db/lane.h"

#define STEPS_OF_COMMIT 8000    /* some 1,000 cases; the log grows by 20 to 60 MB */
#define TELL_EVERY_US INT64_C(2000000)

/* A case with something still to come; the heap is ordered by moment, then by number. */
struct due_beat {
	int64_t ms;
	struct plot *plot;
};

struct story {
	struct demo     *d;
	struct due_beat *heap;
	size_t           n, cap;
	struct plot    **spare;         /* plots that are done with, for the next cases */
	size_t           n_spare, cap_spare;
	struct arena    *plots;
	term_id          kinds[128], classes[OUTCOME_COUNT];
	const struct pack_item *declines[8];
	size_t           n_declines;
	int64_t          notice, consent;
	int64_t          begun_us, told_us;
	size_t           steps;
};

/* ---- the heap ---- */

static bool earlier(const struct due_beat *a, const struct due_beat *b)
{
	return a->ms != b->ms ? a->ms < b->ms : a->plot->number < b->plot->number;
}

static void heap_push(struct story *s, struct plot *p)
{
	struct due_beat new = { p->beats[p->next].at.ms, p };
	size_t          i;

	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 1024;
		s->heap = base_realloc(s->heap, s->cap * sizeof(*s->heap));
	}
	for (i = s->n++; i > 0 && earlier(&new, &s->heap[(i - 1) / 2]); i = (i - 1) / 2)
		s->heap[i] = s->heap[(i - 1) / 2];
	s->heap[i] = new;
}

static struct plot *heap_pop(struct story *s)
{
	struct plot    *top = s->heap[0].plot;
	struct due_beat last = s->heap[--s->n];
	size_t          i = 0, child;

	while ((child = 2 * i + 1) < s->n) {
		if (child + 1 < s->n && earlier(&s->heap[child + 1], &s->heap[child]))
			child++;
		if (!earlier(&s->heap[child], &last))
			break;
		s->heap[i] = s->heap[child];
		i = child;
	}
	if (s->n)
		s->heap[i] = last;
	return top;
}

static struct plot *plot_new(struct story *s)
{
	return s->n_spare ? s->spare[--s->n_spare] : ARENA_NEW(s->plots, struct plot);
}

static void plot_done(struct story *s, struct plot *p)
{
	if (s->n_spare == s->cap_spare) {
		s->cap_spare = s->cap_spare ? 2 * s->cap_spare : 1024;
		s->spare = base_realloc(s->spare, s->cap_spare * sizeof(struct plot *));
	}
	s->spare[s->n_spare++] = p;
}

/* ---- one beat ---- */

static const struct who *hand_of(const struct demo *d, const struct plot *p, const struct beat *b)
{
	const struct site *in = &d->sites[p->intake];

	switch ((enum hand)b->by) {
	case BY_STATION:  return &d->sites[p->site].clerk;
	case BY_HEAD:     return &in->head;
	case BY_DEPUTY:   return &d->deputies[p->deputy - 1].who;
	case BY_TOWN:     return &d->towns[in->town].office;
	case BY_OFFICE:   return &d->office;
	case BY_CALLER:   return &d->caller;
	case BY_RECEIVER: return &d->bodies[p->with].receiver;
	case BY_HANDLER:  return &d->bodies[p->with].handler;
	case BY_SIGNER:   return &d->bodies[p->with].signer;
	case BY_ASSIST:   return &d->bodies[p->assist[b->detail] - 1].handler;
	case BY_RESIDENT: return &d->resident;
	case BY_PROGRAM:  break;
	}
	return &d->program;
}

/* Who speaks in an answer. */
static struct str speaker(const struct demo *d, const struct plot *p, uint8_t by)
{
	static const struct str deputy = { "我", sizeof("我") - 1 };

	switch ((enum hand)by) {
	case BY_HANDLER: return d->bodies[p->with].name;
	case BY_DEPUTY:  return deputy;
	case BY_TOWN:    return d->towns[d->sites[p->intake].town].name;
	case BY_OFFICE:  return d->place.name;
	default:         return d->sites[p->site].name;
	}
}

static struct str reply_of(const struct demo *d, const struct plot *p, int round)
{
	struct tale t = plan_tale(d, p);

	return tale_reply(d->scratch, &t, (enum outcome)p->outcome[round - 1],
		speaker(d, p, p->reply_by), p->reply_day, round);
}

static void assign_fill(const struct story *s, struct plot *p, const struct beat *b, struct move *m,
                        const struct tale *t)
{
	const struct demo *d = s->d;

	p->with = b->detail;
	m->lead = d->bodies[p->with].id;
	m->kind = s->kinds[p->matter];
	m->title = tale_title(d->scratch, t);
	if (p->with + 1 != p->lead)
		return;                 /* the wrong unit, which will send it back */
	m->n_assist = p->n_assist;
	for (size_t i = 0; i < p->n_assist; i++)
		m->assist[i] = d->bodies[p->assist[i] - 1].id;
}

/* What this step carries; texts live in the scratch arena. */
static void move_fill(
	struct story *s, struct plot *p, const struct beat *b, int round, struct move *m)
{
	struct demo       *d = s->d;
	const struct tale  t = plan_tale(d, p);
	const struct town *town = &d->towns[d->sites[p->intake].town];

	*m = (struct move){ .event = (enum case_event)b->event, .title = STR_NONE,
		.told = tale_told(d->scratch, &t, (enum case_event)b->event, &p->dice),
		.note = tale_note(d->scratch, &t, (enum case_event)b->event, &p->dice) };
	switch (m->event) {
	case CASE_EVENT_DECLINE:
		m->reason = s->declines[p->number % s->n_declines]->id;
		m->told = s->declines[p->number % s->n_declines]->where_zh;
		break;
	case CASE_EVENT_ROUTE:
		m->station = d->sites[town->station].id;
		break;
	case CASE_EVENT_ESCALATE:
		m->desk = b->detail ? town->code : (region_code){ d->county.v * 1000000 };
		break;
	case CASE_EVENT_ASSIGN:
		assign_fill(s, p, b, m, &t);
		break;
	case CASE_EVENT_ANSWER:
	case CASE_EVENT_REPLY:
		p->reply_by = b->by;
		p->reply_day = day_of(b->at);
		m->reason = s->classes[p->outcome[round - 1]];
		m->told = reply_of(d, p, round);
		break;
	case CASE_EVENT_RATE:
		m->told_by = b->by == BY_RESIDENT ? RATED_BY_PAGE : (enum rated_by)p->told_by;
		m->attitude = (enum rating)p->attitude[round - 1];
		m->result = (enum rating)p->result[round - 1];
		m->told = tale_remark(d->scratch, m->result, &p->dice);
		break;
	case CASE_EVENT_PUBLISH:
		m->title = tale_title(d->scratch, &t);
		m->told = tale_words(d->scratch, &t);
		m->note = reply_of(d, p, round);
		break;
	default:
		break;
	}
}

/* The round a beat belongs to: the second begins after a rating that was not satisfied. */
static int round_of(const struct plot *p, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (p->beats[i].event == CASE_EVENT_RATE)
			return p->result[0] == RATING_DISSATISFIED ? 2 : 1;
	return 1;
}

static enum err commit_now_and_then(struct story *s)
{
	enum err e = ++s->steps % STEPS_OF_COMMIT ? OK : demo_commit(s->d);

	return !e && s->steps % STEPS_OF_COMMIT == 0 ? demo_begin(s->d) : e;
}

static enum err beat_play(struct story *s, struct plot *p)
{
	struct demo       *d = s->d;
	const struct beat *b = &p->beats[p->next];
	struct desk desk = { d->db, d->scratch, &d->house, hand_of(d, p, b), d->county, b->at };
	struct move        m;
	enum err           e;

	arena_reset(d->scratch);
	move_fill(s, p, b, round_of(p, p->next), &m);
	e = case_step(&desk, p->id, &m);
	if (e) {
		log_error("demo", "case %lld of this run: %s was refused (%d)",
			(long long)p->number, case_event_names[m.event], (int)e);
		return e;
	}
	if (m.event == CASE_EVENT_ROUTE)
		p->site = d->towns[d->sites[p->intake].town].station;
	if (m.event == CASE_EVENT_RATE)
		d->rated[m.result]++;
	p->next++;
	return commit_now_and_then(s);
}

/* ---- one case comes in ---- */

static void contact_fill(struct demo *d, const struct plot *p, struct dice *dice, struct intake *in)
{
	struct buf b;
	struct str name, initials;

	if (p->anonymity == ANONYMITY_ANONYMOUS)
		return;
	buf_init(&b, d->scratch, 64);
	buf_lit(&b, "1990000");         /* invented: nobody is rung up by this program */
	buf_uint_pad(&b, dice_below(dice, 10000), 4);
	in->phone = buf_view(&b);
	if (p->anonymity != ANONYMITY_NAMED)
		return;
	demo_name(dice, d->scratch, &name, &initials);
	in->name = str_join(d->scratch, name, S(SHOWN), STR_NONE);
	if (p->door)
		in->door = str_join(d->scratch, d->sites[p->village].place,
			str_int(d->scratch, dice_range(dice, 1, 16)), S("组"),
			str_int(d->scratch, dice_range(dice, 1, 120)), S("号"), STR_NONE);
}

static enum err case_come(struct story *s, struct plot *p)
{
	struct demo       *d = s->d;
	const struct site *at = &d->sites[p->intake];
	const struct tale  t = plan_tale(d, p);
	bool               page = p->channel == CHANNEL_PAGE || p->channel == CHANNEL_DEPUTY;
	struct str         none = S("");
	struct desk        desk = { d->db, d->scratch, &d->house, page ? &d->resident : &at->clerk,
		                    d->county, p->at };
	struct intake      in = {
		     .station = at->id,
		     .region = p->region,
		     .kind = p->kind_said ? s->kinds[p->matter] : (term_id){ 0 },
		     .channel = (enum channel)p->channel,
		     .anonymity = (enum anonymity)p->anonymity,
		     .persons = p->persons,
		     .notice = s->notice,
		     .consent = p->consent ? s->consent : 0,
		     .name = none,
		     .phone = none,
		     .door = none,
		     .title = none,
		     .received_by = none,
		     .held = p->held,
	};

	arena_reset(d->scratch);
	in.words = tale_words(d->scratch, &t);
	if (p->deputy)
		in.deputy = d->deputies[p->deputy - 1].id;
	if (!page) {            /* as the clerk's form has it: a title, and who received */
		in.title = tale_title(d->scratch, &t);
		in.received_by = str_join(d->scratch, p->deputy ? d->deputies[p->deputy - 1].name :
		        at->clerk.name, S(SHOWN), STR_NONE);
	}
	contact_fill(d, p, &p->dice, &in);
	return case_enrol(&desk, &in, &p->id);
}

static void tell(struct story *s, bool last)
{
	int64_t now = tick_us(), us = now - s->begun_us;
	double  rate = us > 0 ? (double)s->d->done * 1e6 / (double)us : 0;

	if (!last && now - s->told_us < TELL_EVERY_US)
		return;
	s->told_us = now;
	fprintf(stderr, "demo: cases %lld/%lld, %.0f a second", (long long)s->d->done,
	        (long long)s->d->cases, rate);
	if (!last && rate > 0)
		fprintf(stderr, ", %.0f s to go", (double)(s->d->cases - s->d->done) / rate);
	fputc('\n', stderr);
}

/* ---- all of them ---- */

static enum err terms_find(struct story *s)
{
	static const char *const classes[] = { "A", "B", "C", "D" };
	static const char *const declines[] = { "repeated", "other_place", "private", "arbitration",
		"lawsuit" };
	const struct demo       *d = s->d;
	const struct pack_set   *packs = d->house.packs;
	struct day               day = day_of(d->start);
	const struct pack_item  *item;
	const struct pack_list  *list;

	for (size_t i = 0; i < matters_n && i < COUNT(s->kinds); i++)
		if ((item = pack_item(packs, d->place.code, PACK_KINDS, matters[i].kind, day)) ||
		    (item = pack_item(packs, d->place.code, PACK_KINDS, "other", day)))
			s->kinds[i] = item->id;
	list = pack_list(packs, d->place.code, PACK_RESULT_CLASSES, day);
	for (size_t i = 0; i < COUNT(classes); i++) {
		item = pack_item(packs, d->place.code, PACK_RESULT_CLASSES, classes[i], day);
		if (!item && list && list->n)
			item = &list->items[i % list->n];
		if (!item)
			return ERR_MISSING;
		s->classes[i] = item->id;
	}
	for (size_t i = 0; i < COUNT(declines); i++)
		if ((item = pack_item(
			     packs, d->place.code, PACK_DECLINE_REASONS, declines[i], day)))
			s->declines[s->n_declines++] = item;
	item = pack_text(packs, d->place.code, "notice", 0, day);
	s->notice = item ? item->version : 1;
	item = pack_text(packs, d->place.code, "consent", 0, day);
	s->consent = item ? item->version : 1;
	return s->n_declines ? OK : ERR_MISSING;
}

/* Plays what is due until a moment. */
static enum err play_until(struct story *s, struct when until)
{
	enum err e = OK;

	while (!e && s->n && s->heap[0].ms <= until.ms) {
		struct plot *p = heap_pop(s);

		if ((e = beat_play(s, p)))
			break;
		if (p->next < p->n_beats)
			heap_push(s, p);
		else
			plot_done(s, p);
	}
	return e;
}

static enum err play(struct story *s)
{
	struct demo *d = s->d;
	struct times times;
	struct when  at;
	int          show;
	enum err     e = demo_begin(d);

	times_start(&times, d);
	while (!e && times_next(&times, &at, &show)) {
		struct plot *p = plot_new(s);

		if ((e = play_until(s, at)))
			break;
		plan_case(d, p, (uint64_t)d->done, at, show);
		if ((e = case_come(s, p)) || (e = commit_now_and_then(s)))
			break;
		d->done++;
		if (p->n_beats)
			heap_push(s, p);
		else
			plot_done(s, p);
		tell(s, false);
	}
	if (!e)
		e = play_until(s, d->now);
	return e ? e : demo_commit(d);
}

enum err demo_story(struct demo *d)
{
	struct story s = { .d = d, .plots = arena_new(1 << 20), .begun_us = tick_us() };
	enum err     e = terms_find(&s);

	s.told_us = s.begun_us;
	if (e)
		d->why = S("the packs lack kinds, result classes or reasons to decline");
	else
		e = play(&s);
	if (!e)
		tell(&s, true);
	base_free(s.heap);
	base_free(s.spare);
	arena_free(s.plots);
	return e;
}
