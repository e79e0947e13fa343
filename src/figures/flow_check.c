#include "figures/flow_check.h"

#include "base/time.h"
#include "figures/figures.q.h"

#define TOLD_MAX 100
#define FIRST_SLOTS 4096        /* a power of two, like every size after it */
#define KEYS 5

/* One row of flow: what it should be, less what it is. kind of event 0: a free slot. */
struct tally {
	int64_t key[KEYS];      /* county, station, kind, month, event */
	int64_t should;
};

struct tallies {
	struct arena *arena;
	struct tally *v;
	size_t        n, slots;
};

static uint64_t mix(const int64_t key[KEYS])
{
	uint64_t h = UINT64_C(0x9E3779B97F4A7C15);

	for (size_t i = 0; i < KEYS; i++) {
		h = (h ^ (uint64_t)key[i]) * UINT64_C(0xBF58476D1CE4E5B9);
		h ^= h >> 29;
	}
	return h;
}

/* The slot of a key, or the free one where it belongs. */
static struct tally *tally_at(const struct tallies *t, const int64_t key[KEYS])
{
	size_t i = (size_t)mix(key) & (t->slots - 1);

	while (t->v[i].key[4] && memcmp(t->v[i].key, key, sizeof(t->v[i].key)) != 0)
		i = (i + 1) & (t->slots - 1);
	return &t->v[i];
}

static void tallies_grow(struct tallies *t)
{
	struct tallies more = { .arena = t->arena, .n = t->n, .slots = t->slots ? 2 * t->slots : FIRST_SLOTS };

	more.v = ARENA_ARRAY(t->arena, struct tally, more.slots);
	memset(more.v, 0, more.slots * sizeof(*more.v));
	for (size_t i = 0; i < t->slots; i++)
		if (t->v[i].key[4])
			*tally_at(&more, t->v[i].key) = t->v[i];
	*t = more;
}

static void tally_add(struct tallies *t, const int64_t key[KEYS], int64_t by)
{
	struct tally *one;

	if (2 * (t->n + 1) > t->slots)
		tallies_grow(t);
	one = tally_at(t, key);
	if (!one->key[4]) {
		memcpy(one->key, key, sizeof(one->key));
		t->n++;
	}
	one->should += by;
}

/* At the station of intake and for the whole county, which stands as station 0. */
static void happened(struct tallies *t, county_code county, int64_t station, int64_t kind, struct when at,
                     enum flow_kind what, int64_t by)
{
	struct ymd day = day_split(day_of(at));
	int64_t    key[KEYS] = { county.v, station, kind, day.year * 12 + day.month - 1, (int64_t)what };

	tally_add(t, key, by);
	key[1] = 0;
	tally_add(t, key, by);
}

static enum err add_case(void *arg, const struct tally_cases_row *c)
{
	happened(arg, c->county, c->station, c->kind, c->at, FLOW_KIND_PERSONS, c->persons);
	happened(arg, c->county, c->station, c->kind, c->at, FLOW_KIND_ITEMS, 1);
	happened(arg, c->county, c->station, c->kind, c->at, FLOW_KIND_CASES, 1);
	return OK;
}

static enum err add_event(void *arg, const struct tally_events_row *e)
{
	enum flow_kind what = FLOW_KIND_CONCLUDED;

	if (e->event == CASE_EVENT_ASSIGN)
		what = FLOW_KIND_ASSIGNED;
	else if (e->event == CASE_EVENT_ANSWER || e->event == CASE_EVENT_SIGN)
		what = FLOW_KIND_REPLIED;
	happened(arg, e->county, e->station, e->kind, e->at, what, 1);
	if (e->event == CASE_EVENT_LAPSE)
		happened(arg, e->county, e->station, e->kind, e->at, FLOW_KIND_UNRATED, 1);
	return OK;
}

static enum err add_rating(void *arg, const struct tally_ratings_row *r)
{
	static const enum flow_kind what[RATING_COUNT] = {
		[RATING_SATISFIED] = FLOW_KIND_SATISFIED, [RATING_FAIRLY] = FLOW_KIND_FAIRLY,
		[RATING_DISSATISFIED] = FLOW_KIND_DISSATISFIED,
	};

	if (what[r->result])
		happened(arg, r->county, r->station, r->kind, r->at, what[r->result], 1);
	return OK;
}

struct comparison {
	struct tallies t;
	struct buf    *report;
	int64_t        found;
};

static void tell(struct comparison *c, const int64_t key[KEYS], int64_t is, int64_t should)
{
	if (++c->found <= TOLD_MAX)
		buf_printf(c->report, "flow: county %lld station %lld kind %lld month %lld event %lld is %lld, should be %lld\n",
		           (long long)key[0], (long long)key[1], (long long)key[2], (long long)key[3],
		           (long long)key[4], (long long)is, (long long)should);
}

static enum err compare(void *arg, const struct tally_rows_row *row)
{
	struct comparison *c = arg;
	const int64_t      key[KEYS] = { row->county.v, row->station, row->kind, row->month, row->event };
	struct tally      *one = tally_at(&c->t, key);

	if (one->should != row->n)
		tell(c, key, row->n, one->should);
	one->should = 0;                /* looked at; what keeps a number has no row */
	return OK;
}

enum err flow_check(struct db *db, struct arena *a, struct buf *report, int64_t *differences)
{
	struct comparison c = { .t = { .arena = arena_new(4096) }, .report = report };
	enum err          e;

	(void)a;
	tallies_grow(&c.t);
	e = tally_cases(db, c.t.arena, add_case, &c.t);
	if (!e)
		e = tally_events(db, c.t.arena, add_event, &c.t);
	if (!e)
		e = tally_ratings(db, c.t.arena, add_rating, &c.t);
	if (!e)
		e = tally_rows(db, c.t.arena, compare, &c);
	for (size_t i = 0; !e && i < c.t.slots; i++)
		if (c.t.v[i].should)
			tell(&c, c.t.v[i].key, 0, c.t.v[i].should);
	*differences += c.found;
	arena_free(c.t.arena);
	return e;
}
