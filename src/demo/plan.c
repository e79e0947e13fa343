/* What will happen to a case: where it comes in, what it is about, which way it takes, how it is
 * rated. */
#include "demo/beats.h"

static const struct {
	enum way way;
	int      weight;                /* of a thousand */
} ways[] = {
	{ WAY_WITHDRAW, 20 }, { WAY_DECLINE, 40 }, { WAY_DEPUTY, 30 }, { WAY_SPOT, 390 },
	{ WAY_ROUTE, 110 }, { WAY_TOWN, 40 }, { WAY_TOWN_UNIT, 60 }, { WAY_BOTH_UNIT, 30 },
	{ WAY_RETURN, 20 }, { WAY_OFFICE, 30 }, { WAY_UNIT, 230 },
};

/* For the desks of the demonstration accounts: where each case stops. */
static const struct show shows[] = {
	{ 3600, WAY_UNIT, 4, false, CHANNEL_WALK_IN, ANONYMITY_NAMED, 0, false },
	{ 1300, WAY_UNIT, 9, false, CHANNEL_PAGE, ANONYMITY_NAMED, 0, true },
	{ 1100, WAY_UNIT, 7, false, CHANNEL_PAGE, ANONYMITY_PHONE_ONLY, 0, false },
	{ 1000, WAY_UNIT, 5, true, CHANNEL_WALK_IN, ANONYMITY_NAMED, 0, false },
	{ 900, WAY_UNIT, 7, false, CHANNEL_VISIT, ANONYMITY_NAMED, 2, false },
	{ 800, WAY_TOWN_UNIT, 4, false, CHANNEL_PAGE, ANONYMITY_ANONYMOUS, 0, false },
	{ 720, WAY_UNIT, 8, false, CHANNEL_TELEPHONE, ANONYMITY_PHONE_ONLY, 0, false },
	{ 600, WAY_UNIT, 8, true, CHANNEL_PAGE, ANONYMITY_ANONYMOUS, 2, false },
	{ 560, WAY_UNIT, 6, false, CHANNEL_PAGE, ANONYMITY_NAMED, 0, false },
	{ 480, WAY_UNIT, 4, false, CHANNEL_LETTER, ANONYMITY_NAMED, 2, false },
	{ 400, WAY_UNIT, 3, true, CHANNEL_PAGE, ANONYMITY_PHONE_ONLY, 0, false },
	{ 340, WAY_SPOT, 3, false, CHANNEL_WALK_IN, ANONYMITY_NAMED, 0, true },
	{ 300, WAY_UNIT, 3, false, CHANNEL_MEETING, ANONYMITY_NAMED, 2, false },
	{ 260, WAY_UNIT, 7, true, CHANNEL_PAGE, ANONYMITY_NAMED, 0, false },
	{ 240, WAY_TOWN_UNIT, 2, false, CHANNEL_WALK_IN, ANONYMITY_NAMED, 0, false },
	{ 200, WAY_UNIT, 2, false, CHANNEL_PAGE, ANONYMITY_PHONE_ONLY, 0, false },
	{ 190, WAY_SPOT, 0, false, CHANNEL_PAGE, ANONYMITY_NAMED, 0, false },
	{ 170, WAY_SPOT, 2, false, CHANNEL_TELEPHONE, ANONYMITY_NAMED, 0, false },
	{ 150, WAY_UNIT, 3, false, CHANNEL_PAGE, ANONYMITY_NAMED, 0, false },
	{ 140, WAY_ROUTE, 1, true, CHANNEL_WALK_IN, ANONYMITY_NAMED, 0, false },
	{ 120, WAY_SPOT, 2, false, CHANNEL_WALK_IN, ANONYMITY_PHONE_ONLY, 0, false },
	{ 110, WAY_TOWN_UNIT, 2, true, CHANNEL_PAGE, ANONYMITY_ANONYMOUS, 0, false },
	{ 96, WAY_UNIT, 2, false, CHANNEL_VISIT, ANONYMITY_NAMED, 2, false },
	{ 90, WAY_UNIT, 3, false, CHANNEL_PAGE, ANONYMITY_NAMED, 2, false },
	{ 80, WAY_SPOT, 1, false, CHANNEL_PAGE, ANONYMITY_PHONE_ONLY, 0, false },
	{ 70, WAY_UNIT, 2, true, CHANNEL_WALK_IN, ANONYMITY_NAMED, 0, false },
	{ 60, WAY_ROUTE, 1, true, CHANNEL_PAGE, ANONYMITY_ANONYMOUS, 0, false },
	{ 50, WAY_SPOT, 1, true, CHANNEL_WALK_IN, ANONYMITY_NAMED, 0, false },
	{ 40, WAY_TOWN_UNIT, 2, false, CHANNEL_PAGE, ANONYMITY_NAMED, 0, false },
	{ 30, WAY_UNIT, 3, false, CHANNEL_TELEPHONE, ANONYMITY_NAMED, 0, false },
	{ 26, WAY_SPOT, 0, true, CHANNEL_PAGE, ANONYMITY_ANONYMOUS, 0, false },
	{ 20, WAY_DEPUTY, 0, false, CHANNEL_DEPUTY, ANONYMITY_NAMED, 0, false },
	{ 14, WAY_UNIT, 2, false, CHANNEL_PAGE, ANONYMITY_PHONE_ONLY, 0, false },
	{ 9, WAY_SPOT, 0, false, CHANNEL_PAGE, ANONYMITY_NAMED, 0, false },
	{ 6, WAY_HELD, 0, false, CHANNEL_PAGE, ANONYMITY_ANONYMOUS, 0, false },
	{ 5, WAY_DEPUTY, 0, false, CHANNEL_DEPUTY, ANONYMITY_PHONE_ONLY, 0, false },
	{ 3, WAY_HELD, 0, false, CHANNEL_PAGE, ANONYMITY_ANONYMOUS, 0, false },
	{ 2, WAY_SPOT, 0, false, CHANNEL_WALK_IN, ANONYMITY_NAMED, 0, false },
};

size_t plan_shows(void)
{
	return COUNT(shows);
}

int64_t plan_show_hours(size_t show)
{
	return shows[show].hours;
}

static size_t body_of(const struct demo *d, const char *key)
{
	for (size_t i = 0; key && i < d->n_bodies; i++)
		if (strcmp(d->bodies[i].key, key) == 0)
			return i + 1;
	return 0;
}

/* A place of a township, busier in some townships than in others. */
static size_t site_throw(const struct demo *d, struct dice *dice)
{
	size_t first = d->first_trade + d->n_trades, at = first;

	for (int tries = 0; tries < 4; tries++) {
		struct dice busy;

		at = first + dice_below(dice, d->n_sites - first);
		busy = dice_for(d->seed, FOR_PLACES, 1 + d->sites[at].town);
		if (dice_range(dice, 0, 99) < dice_range(&busy, 30, 99))
			break;
	}
	return at;
}

static void where(const struct demo *d, struct plot *p, const struct show *show, struct dice *dice)
{
	size_t at = site_throw(d, dice);

	p->village = at;
	if (show) {
		p->intake = show->room && d->towns[0].n_rooms ? d->towns[0].first_room :
								demo_station(d);
		p->village = show->room || !d->towns[0].n_rooms ? p->intake :
		        d->towns[0].first_room + dice_below(dice, d->towns[0].n_rooms);
	} else if (dice_per_mille(dice, 90)) {
		p->intake = dice_below(dice, d->first_trade + d->n_trades);
	} else if (dice_per_mille(dice, 280)) {
		p->intake = d->towns[d->sites[at].town].station;
	} else {
		p->intake = at;
	}
	/* Words speak of villages; only a township without any is named itself. */
	if (d->sites[p->village].kind == STATION_KIND_STATION &&
		d->towns[d->sites[p->village].town].n_rooms)
		p->village = d->towns[d->sites[p->village].town].first_room +
		        dice_below(dice, d->towns[d->sites[p->village].town].n_rooms);
	p->site = p->intake;
	p->region = d->sites[p->village].region;
}

static void who_brings_it(
	const struct demo *d, struct plot *p, const struct show *show, struct dice *dice)
{
	static const uint8_t channels[] = {
		/* twenty sides */
		CHANNEL_PAGE,
		CHANNEL_PAGE,
		CHANNEL_PAGE,
		CHANNEL_PAGE,
		CHANNEL_PAGE,
		CHANNEL_PAGE,
		CHANNEL_PAGE,
		CHANNEL_PAGE,
		CHANNEL_PAGE,
		CHANNEL_PAGE,
		CHANNEL_WALK_IN,
		CHANNEL_WALK_IN,
		CHANNEL_WALK_IN,
		CHANNEL_WALK_IN,
		CHANNEL_TELEPHONE,
		CHANNEL_TELEPHONE,
		CHANNEL_LETTER,
		CHANNEL_VISIT,
		CHANNEL_MEETING,
		CHANNEL_DEPUTY,
	};
	const struct site *s = &d->sites[p->intake];
	int                throw = dice_range(dice, 0, 99);
	bool               page;

	p->channel = show ? show->channel : channels[dice_below(dice, sizeof(channels))];
	page = p->channel == CHANNEL_PAGE || p->channel == CHANNEL_DEPUTY;
	p->anonymity = throw < (page ? 38 : 12) ? ANONYMITY_ANONYMOUS : throw < (page ? 62 : 30) ?
	        ANONYMITY_PHONE_ONLY : ANONYMITY_NAMED;
	if (show)
		p->anonymity = show->anonymity;
	p->persons = (uint8_t)(dice_per_mille(dice, 820) ? 1 : dice_range(dice, 2, 5));
	if (p->channel == CHANNEL_DEPUTY || (!page && dice_per_mille(dice, 600)))
		p->deputy = s->first_deputy + (show ? 0 : dice_below(dice, s->n_deputies)) + 1;
	p->consent = dice_per_mille(dice, 400);
	p->kind_said = !page || dice_per_mille(dice, 700);
	p->door = p->anonymity == ANONYMITY_NAMED && dice_per_mille(dice, 250);
	p->told_by = p->anonymity == ANONYMITY_ANONYMOUS || (page && dice_per_mille(dice, 850)) ?
			     RATED_BY_PAGE :
		     p->channel == CHANNEL_WALK_IN && dice_per_mille(dice, 300) ?
			     RATED_BY_IN_PERSON :
			     RATED_BY_TELEPHONE;
	p->held = p->channel == CHANNEL_PAGE && dice_per_mille(dice, 4);
}

/* Result of a round and the attitude that goes with it. */
static void ratings_throw(struct plot *p, struct dice *dice)
{
	static const int bad[2] = { 90, 130 }, fair[2] = { 310, 480 };

	for (int i = 0; i < 2; i++) {
		int t = dice_range(dice, 0, 999);

		p->result[i] = t < bad[i]  ? RATING_DISSATISFIED :
			       t < fair[i] ? RATING_FAIRLY :
					     RATING_SATISFIED;
		p->attitude[i] = p->result[i] > RATING_SATISFIED && dice_per_mille(dice, 600) ?
		        (uint8_t)(p->result[i] - 1) : p->result[i];
		t = dice_range(dice, 0, 99);
		p->outcome[i] = p->result[i] == RATING_DISSATISFIED ?
					(t < 60 ? OUTCOME_EXPLAINED : OUTCOME_PLANNED) :
				t < 64 ? OUTCOME_SOLVED :
				t < 82 ? OUTCOME_RUNNING :
				t < 92 ? OUTCOME_PLANNED :
					 OUTCOME_EXPLAINED;
	}
}

static void subject(
	const struct demo *d, struct plot *p, const struct show *show, struct dice *dice)
{
	size_t first = dice_below(dice, matters_n), second;

	p->matter = first;
	while (show && body_of(d, matters[p->matter].unit) != show->lead + 1u)
		if ((p->matter = (p->matter + 1) % matters_n) == first)
			break;
	if ((p->assist[0] = (uint8_t)body_of(d, matters[p->matter].assist)) != 0 &&
		dice_per_mille(dice, 550))
		p->n_assist = 1;
	second = 1 + dice_below(dice, d->n_bodies);
	if (p->n_assist && dice_per_mille(dice, 150) && second != p->assist[0] &&
	    second != body_of(d, matters[p->matter].unit)) {
		p->assist[1] = (uint8_t)second;
		p->n_assist = 2;
	}
	if (show) {                             /* the units whose accounts are on the paper */
		p->assist[0] = 2;
		p->n_assist = 1;
	}
}

static enum way way_throw(const struct demo *d, struct plot *p, struct dice *dice)
{
	const struct site *s = &d->sites[p->intake];
	int                t = dice_range(dice, 0, 999);
	enum way           way = WAY_SPOT;

	for (size_t i = 0; i < COUNT(ways); i++)
		if ((t -= ways[i].weight) < 0) {
			way = ways[i].way;
			break;
		}
	if (s->town >= d->n_towns &&
		(way == WAY_TOWN || way == WAY_TOWN_UNIT || way == WAY_BOTH_UNIT))
		way = WAY_UNIT;
	if (way == WAY_ROUTE && s->kind != STATION_KIND_ROOM)
		way = WAY_SPOT;
	if (way == WAY_DEPUTY && !d->deputies[s->first_deputy].who.account.v)
		way = WAY_SPOT;
	return way;
}

/* Left lying before it was answered: late by now. */
static void lie(struct plot *p, struct dice *dice)
{
	size_t n = 0;

	while (n < p->n_beats && p->beats[n].event != CASE_EVENT_ANSWER &&
		p->beats[n].event != CASE_EVENT_SIGN && p->beats[n].event != CASE_EVENT_DECLINE &&
		p->beats[n].event != CASE_EVENT_WITHDRAW)
		n++;
	p->n_beats = (uint8_t)dice_below(dice, n + 1);
}

void plan_case(const struct demo *d, struct plot *p, uint64_t number, struct when at, int show_row)
{
	const struct show *show = show_row >= 0 ? &shows[show_row] : NULL;
	struct dice        dice = dice_for(d->seed, FOR_CASES, number);
	struct pen         w = { .d = d, .p = p, .dice = &dice, .t = at, .plain = show != NULL };
	enum way           way;

	*p = (struct plot){ .at = at, .number = number };
	where(d, p, show, &dice);
	who_brings_it(d, p, show, &dice);
	subject(d, p, show, &dice);
	ratings_throw(p, &dice);
	way = show ? (enum way)show->way : way_throw(d, p, &dice);
	if (show) {
		p->result[0] = show->bad ? RATING_DISSATISFIED : RATING_SATISFIED;
		p->held = way == WAY_HELD;
		p->told_by = RATED_BY_PAGE;
	}
	if (way == WAY_DEPUTY) {
		p->channel = CHANNEL_DEPUTY;
		p->deputy = d->sites[p->intake].first_deputy + 1;
	}
	if (way == WAY_TOWN_UNIT || way == WAY_BOTH_UNIT || way == WAY_UNIT)
		p->lead = show ? (uint8_t)(show->lead + 1) :
				 (uint8_t)body_of(d, matters[p->matter].unit);
	else
		p->n_assist = 0;
	beats_write(&w, way);
	if (show)
		beats_fit(&w, show);
	else if (p->at.ms > d->now.ms - 300 * INT64_C(86400000) && p->n_beats > 1 &&
		 dice_per_mille(&dice, 50))
		lie(p, &dice);
	p->dice = dice;
}

struct tale plan_tale(const struct demo *d, const struct plot *p)
{
	return (struct tale){ .matter = &matters[p->matter], .village = d->sites[p->village].place,
		.town = d->sites[p->village].town_name, .day = day_of(p->at),
		.dice = dice_for(d->seed, FOR_WORDS, p->number) };
}
