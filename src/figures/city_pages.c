/* GET /counties: places, coverage, inspections and tasks of all counties of a city, from counters. */
#include "figures/city_pages.h"

#include "figures/city.t.h"
#include "region/region.h"

#define TRADE_PART 9            /* of the query */
#define PROVINCE 10000
#define CITY 100

const struct route figures_routes[] = {
	/* method path         who may ask      handler   draws again */
	{ GET, "/counties", OFFICE | LEADER, city_get, NULL, NULL, HEAVY | LIST },
	{ 0 },
};

static const struct face_col city_cols[] = {
	{ "code", FACE_INT, false, offsetof(struct city_line, code), NULL },
	{ "name", FACE_TEXT, false, offsetof(struct city_line, name), NULL },
	{ "homes", FACE_INT, false, offsetof(struct city_line, homes), NULL },
	{ "stations", FACE_INT, false, offsetof(struct city_line, stations), NULL },
	{ "rooms", FACE_INT, false, offsetof(struct city_line, rooms), NULL },
	{ "points", FACE_INT, false, offsetof(struct city_line, points), NULL },
	{ "trades", FACE_INT, false, offsetof(struct city_line, trades), NULL },
	{ "demonstrations", FACE_INT, false, offsetof(struct city_line, demonstrations), NULL },
	{ "towns", FACE_INT, false, offsetof(struct city_line, towns), NULL },
	{ "towns_covered", FACE_INT, false, offsetof(struct city_line, towns_covered), NULL },
	{ "deputies", FACE_INT, false, offsetof(struct city_line, deputies), NULL },
	{ "assigned", FACE_INT, false, offsetof(struct city_line, assigned), NULL },
	{ "upgrades", FACE_INT, false, offsetof(struct city_line, upgrades), NULL },
	{ "upgraded", FACE_INT, false, offsetof(struct city_line, upgraded), NULL },
	{ "self_checks", FACE_INT, false, offsetof(struct city_line, self_checks), NULL },
	{ "inspections", FACE_INT, false, offsetof(struct city_line, inspections), NULL },
	{ "starred", FACE_INT, false, offsetof(struct city_line, starred), NULL },
	{ "judged", FACE_INT, false, offsetof(struct city_line, judged), NULL },
	{ "tasks_open", FACE_INT, false, offsetof(struct city_line, tasks_open), NULL },
	{ "tasks_late", FACE_INT, false, offsetof(struct city_line, tasks_late), NULL },
	{ "tasks_reported", FACE_INT, false, offsetof(struct city_line, tasks_reported), NULL },
	{ "tasks_signed", FACE_INT, false, offsetof(struct city_line, tasks_signed), NULL },
};

static const struct face city_face = { "counties", sizeof(struct city_line), city_cols, COUNT(city_cols) };

/* Lines are by code; what has none of its own belongs to the city itself, the first. */
static struct city_line *line_of(struct city_view *v, int64_t code)
{
	for (size_t i = 1; i < v->n; i++)
		if (v->lines[i].code == code)
			return &v->lines[i];
	return &v->lines[0];
}

static void place_add(struct city_line *l, const struct tally_above_row *t)
{
	switch (t->part) {
	case TRADE_PART:           l->trades += t->n; break;
	case STATION_KIND_HOME:    l->homes += t->n; break;
	case STATION_KIND_STATION: l->stations += t->n; break;
	case STATION_KIND_ROOM:    l->rooms += t->n; break;
	default:                   l->points += t->n; break;
	}
}

static void task_add(struct city_line *l, const struct tally_above_row *t)
{
	switch (t->part) {
	case OBLIGATION_STATE_OPEN:     l->tasks_open += t->n; break;
	case OBLIGATION_STATE_REPORTED: l->tasks_reported += t->n; break;
	case OBLIGATION_STATE_SIGNED:   l->tasks_signed += t->n; break;
	default:                        break;
	}
}

static void line_add(struct city_line *l, const struct tally_above_row *t)
{
	l->used = true;
	switch (t->sort) {
	case TALLY_SORT_PLACE:         place_add(l, t); break;
	case TALLY_SORT_DEMONSTRATION: l->demonstrations += t->n; break;
	case TALLY_SORT_TOWN:          l->towns_covered += t->parts; break;
	case TALLY_SORT_TASK:          task_add(l, t); break;
	case TALLY_SORT_TASK_DUE:      l->tasks_late += t->n; break;
	case TALLY_SORT_INSPECTION:
		*(t->part == INSPECTION_WAY_SELF ? &l->self_checks : &l->inspections) += t->n;
		break;
	case TALLY_SORT_STANDING:
		l->judged += t->n;
		l->starred += t->part ? t->n : 0;
		break;
	case TALLY_SORT_UPGRADE:
		l->upgrades += t->n;
		l->upgraded += t->part == TALLY_DONE ? t->n : 0;
		break;
	default:
		break;
	}
}

/* The tenant itself, then the counties (or cities) below it, with their townships. */
static enum err lines_make(struct req *r, struct city_view *v, struct region_range at, int64_t step)
{
	struct places_above_row    *places;
	struct townships_above_row *towns;
	size_t                      n, n_towns;
	enum err                    e;

	if ((e = places_above(r->db, r->arena, &(struct places_above_in){ at.lo, at.hi,
	             step == 1 ? REGION_LEVEL_COUNTY : REGION_LEVEL_CITY }, &places, &n)) ||
	    (e = townships_above(r->db, r->arena, &(struct townships_above_in){ at.lo, at.hi }, &towns, &n_towns)))
		return e;
	v->lines = ARENA_ARRAY(r->arena, struct city_line, n + 1);
	v->lines[v->n++] = (struct city_line){ .code = r->county.v,
		.name = region_name(r->db, r->arena, region_of_county(r->county)) };
	for (size_t i = 0; i < n; i++)
		v->lines[v->n++] = (struct city_line){ .code = region_county(places[i].code).v, .name = places[i].name };
	for (size_t i = 0; i < n_towns; i++)
		line_of(v, region_county(towns[i].code).v / step * step)->towns++;
	return OK;
}

/* All tenants of the range at once: the one place where a page looks beyond its own. */
static enum err lines_count(struct req *r, struct city_view *v, struct region_range at, int64_t step)
{
	const county_code          lo = region_county((region_code){ at.lo }), hi = region_county((region_code){ at.hi });
	struct tally_above_row    *rows;
	struct deputies_above_row *people;
	size_t                     n, n_people;
	enum err                   e;

	v->year = day_split(r->today).year;
	db_scope(r->db, lo.v, hi.v);
	if (!(e = tally_above(r->db, r->arena, &(struct tally_above_in){ .lo = lo, .hi = hi, .today = r->today,
	              .from = day_make((int)v->year, 1, 1), .to = day_make((int)v->year, 12, 31) }, &rows, &n)))
		e = deputies_above(r->db, r->arena, &(struct deputies_above_in){ lo, hi }, &people, &n_people);
	db_scope(r->db, r->county.v, r->county.v);
	for (size_t i = 0; !e && i < n; i++)
		line_add(line_of(v, rows[i].county.v / step * step), &rows[i]);
	for (size_t i = 0; !e && i < n_people; i++) {
		struct city_line *l = line_of(v, people[i].county.v / step * step);

		*(people[i].facet == DEPUTY_FACET_PEOPLE ? &l->deputies : &l->assigned) += people[i].n;
	}
	return e;
}

/* Every number of the lines: what the table of columns says is one. */
static void sum_make(struct city_view *v)
{
	for (size_t i = 0; i < v->n; i++) {
		v->idle += i > 0 && !v->lines[i].used;
		for (size_t k = 2; k < COUNT(city_cols); k++) {
			int64_t *sum = (int64_t *)(void *)((char *)&v->sum + city_cols[k].at);

			*sum += *(const int64_t *)(const void *)((const char *)&v->lines[i] + city_cols[k].at);
		}
	}
}

/* GET /counties - for the office of a whole city or province; a county has nothing below it. */
enum err city_get(struct req *r)
{
	struct city_view         *v = ARENA_NEW(r->arena, struct city_view);
	const struct region_range at = region_tenant(r->county);
	struct list               l = { .face = &city_face, .view = v, .total = -1, .file = "counties" };
	int64_t                   step = r->county.v % PROVINCE == 0 ? CITY : 1;
	enum err                  e;

	if (r->county.v % CITY != 0 || r->who.region_lo > at.lo || r->who.region_hi < at.hi)
		return ERR_MISSING;
	if ((e = lines_make(r, v, at, step)) || (e = lines_count(r, v, at, step)))
		return e;
	sum_make(v);
	l.rows = v->lines;
	l.n = v->n;
	return reply_list(r, MSG_city_title, city_html, &l);
}
