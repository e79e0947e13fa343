/* GET /build, /manage and /use: the three ends of a place's life, each with its own numbers. */
#include "place/life_pages.h"

#include "place/life.t.h"

#define PAGE_ROWS 100
#define EXPORT_CHUNK 500
#define PLANS_MAX 500
#define PLACES_MAX 2000

static enum err plans_sum(struct req *r, struct build_view *v)
{
	struct reach          at = reach_of(r);
	struct plan_list_row *rows;
	size_t                n;
	enum err e = plan_list(r->db, r->arena, &(struct plan_list_in){ .county = r->county, .lo = at.lo, .hi = at.hi,
		.own = at.own, .after = 0, .limit = PLANS_MAX }, &rows, &n);

	v->plans = e ? 0 : (int64_t)n;
	for (size_t i = 0; !e && i < n; i++) {
		v->gates += rows[i].gates;
		v->gates_met += rows[i].met;
	}
	return e;
}

static enum err sites_sum(struct req *r, struct build_view *v)
{
	struct site_counts_row *rows;
	size_t                  n;
	enum err e = site_counts(r->db, r->arena, &(struct site_counts_in){ .county = r->county,
		.lo = r->who.region_lo, .hi = r->who.region_hi }, &rows, &n);

	for (size_t i = 0; !e && i < n; i++) {
		v->proposed += rows[i].state == SITE_STATE_PROPOSED ? rows[i].n : 0;
		v->planned += rows[i].state == SITE_STATE_PLANNED ? rows[i].n : 0;
		v->building += rows[i].state == SITE_STATE_BUILDING ? rows[i].n : 0;
	}
	return e;
}

static enum err kinds_sum(struct req *r, struct build_view *v)
{
	struct reach             at = reach_of(r);
	struct place_counts_row *rows;
	size_t                   n;
	enum err e = place_counts(r->db, r->arena, &(struct place_counts_in){ .county = r->county,
		.today = r->today, .lo = at.lo,
		.hi = at.hi, .station = at.own }, &rows, &n);

	for (size_t i = 0; !e && i < n; i++) {
		v->trades += rows[i].trade ? rows[i].n : 0;
		v->demonstrations += rows[i].demonstrations;
	}
	return e;
}

static const struct face_col build_cols[] = {
	{ "upgrades", FACE_INT, false, offsetof(struct build_view, upgrades.n), NULL },
	{ "upgraded", FACE_INT, false, offsetof(struct build_view, upgrades.done), NULL },
	{ "proposed", FACE_INT, false, offsetof(struct build_view, proposed), NULL },
	{ "planned", FACE_INT, false, offsetof(struct build_view, planned), NULL },
	{ "building", FACE_INT, false, offsetof(struct build_view, building), NULL },
	{ "gates", FACE_INT, false, offsetof(struct build_view, gates), NULL },
	{ "gates_met", FACE_INT, false, offsetof(struct build_view, gates_met), NULL },
	{ "demonstrations", FACE_INT, false, offsetof(struct build_view, demonstrations), NULL },
};

static const struct face build_face = { "build", sizeof(struct build_view), build_cols, COUNT(build_cols) };

/* GET /build */
enum err build_get(struct req *r)
{
	struct build_view *v = ARENA_NEW(r->arena, struct build_view);
	struct page        page = page_of(r), *p = &page;
	enum err           e;

	if ((e = cover_read(r, &v->cover)) || (e = upgrade_sums(r, &v->upgrades, &v->stations, &v->rooms)) ||
	    (e = plans_sum(r, v)) || (e = sites_sum(r, v)) || (e = kinds_sum(r, v)))
		return e;
	return reply_page(r, msg(build_title), build_html, v, (struct row_set[]){
		{ "build", &build_face, v, 1, true } }, 1);
}

/* ---- managing: who answers, who keeps the records, what is broken ---- */

static enum err manage_sums(struct req *r, struct manage_view *v)
{
	struct reach                 at = reach_of(r);
	struct place_counts_row     *places;
	struct equipment_counts_row *things;
	size_t                       n, n_things;
	enum err                     e;

	if ((e = place_counts(r->db, r->arena, &(struct place_counts_in){ .county = r->county,
		.today = r->today, .lo = at.lo,
	             .hi = at.hi, .station = at.own }, &places, &n)) ||
	    (e = equipment_counts(r->db, r->arena, &(struct equipment_counts_in){ .county = r->county, .lo = at.lo,
	             .hi = at.hi, .own = at.own }, &things, &n_things)))
		return e;
	for (size_t i = 0; i < n; i++) {
		v->places += places[i].n;
		v->headless += places[i].headless;
		v->clerkless += places[i].clerkless;
		v->unplaced += places[i].unplaced;
	}
	for (size_t i = 0; i < n_things; i++) {
		v->things += things[i].things;
		v->lacking += things[i].state >= EQUIPMENT_STATE_BROKEN ? things[i].things : 0;
	}
	return OK;
}

/* GET /manage?state=&after= - state: all, or one of equipment_state; else what is broken or missing. */
enum err manage_get(struct req *r)
{
	struct manage_view     *v = ARENA_NEW(r->arena, struct manage_view);
	struct list             l = { .face = &equipment_page_face, .view = v, .total = -1, .file = "equipment" };
	struct reach            at = reach_of(r);
	struct str              after = req_query(r, "after");
	struct equipment_page_in in = { .county = r->county, .lo = at.lo, .hi = at.hi, .own = at.own, .state = 9,
	                                .limit = r->counting ? EXPORT_CHUNK : PAGE_ROWS };
	enum err                e;

	v->state = req_query(r, "state");
	if (str_eq(v->state, S("all")))
		in.state = 0;
	else if (equipment_state_of(v->state))
		in.state = equipment_state_of(v->state);
	else
		v->state = S("");
	if (after.n && !str_number(after, INT32_MAX, &in.after))
		return ERR_MISSING;
	if ((e = equipment_page(r->db, r->arena, &in, &v->rows, &v->n)) || (e = manage_sums(r, v)))
		return e;
	v->later = in.after > 0;
	l.rows = v->rows;
	l.n = v->n;
	l.next = (int64_t)l.n == in.limit ? str_int(r->arena, v->rows[l.n - 1].id.v) : STR_NONE;
	return reply_list(r, MSG_manage_title, manage_html, &l);
}

/* ---- using: from counters and the rota, never from the cases themselves ---- */

static struct use_line *line_of(struct use_view *v, station_id id)
{
	for (size_t i = 0; i < v->n; i++)
		if (v->lines[i].id.v == id.v)
			return &v->lines[i];
	return NULL;
}

/* A row of counters a month and station: the year has twelve. */
static enum err cases_add(struct req *r, struct use_view *v, int year, int last_month)
{
	enum err e = OK;

	for (int m = 0; !e && m < last_month; m++) {
		struct use_cases_row *rows;
		size_t                n = 0;

		e = use_cases(r->db, r->arena, &(struct use_cases_in){ .county = r->county, .month = year * 12 + m },
		              &rows, &n);
		for (size_t i = 0; i < n; i++) {
			struct use_line *l = line_of(v, rows[i].station);

			if (l)
				l->cases += rows[i].n;
		}
	}
	return e;
}

static enum err days_add(struct req *r, struct use_view *v, struct day first)
{
	struct use_days_row *rows;
	size_t               n;
	enum err e = use_days(r->db, r->arena, &(struct use_days_in){ .county = r->county, .lo = first, .hi = r->today },
	                      &rows, &n);

	for (size_t i = 0; !e && i < n; i++) {
		struct use_line *l = line_of(v, rows[i].station);

		if (l) {
			l->days = rows[i].days;
			l->last = rows[i].last;
		}
	}
	return e;
}

static enum err places_fill(struct req *r, struct use_view *v)
{
	struct reach           at = reach_of(r);
	struct place_page_row *rows;
	size_t                 n;
	enum err e = place_page(r->db, r->arena, &(struct place_page_in){ .county = r->county,
		.today = r->today, .lo = at.lo, .hi = at.hi,
		.station = at.own, .closed = false, .limit = PLACES_MAX }, &rows, &n);

	if (e)
		return e;
	v->lines = ARENA_ARRAY(r->arena, struct use_line, n);
	for (; v->n < n; v->n++)
		v->lines[v->n] = (struct use_line){ .id = rows[v->n].id, .kind = rows[v->n].kind, .name = rows[v->n].name,
			.field = rows[v->n].field };
	return OK;
}

static const struct face_col use_cols[] = {
	{ "id", FACE_ID, false, offsetof(struct use_line, id), NULL },
	{ "kind", FACE_ENUM, false, offsetof(struct use_line, kind), station_kind_names },
	{ "name", FACE_TEXT, false, offsetof(struct use_line, name), NULL },
	{ "cases", FACE_INT, false, offsetof(struct use_line, cases), NULL },
	{ "days", FACE_INT, false, offsetof(struct use_line, days), NULL },
	{ "last", FACE_DAY, true, offsetof(struct use_line, last), NULL },
};

static const struct face use_face = { "use", sizeof(struct use_line), use_cols, COUNT(use_cols) };

/* Sums first, then only those asked for stay. */
static void use_sum(struct use_view *v)
{
	size_t kept = 0;

	v->places = (int64_t)v->n;
	for (size_t i = 0; i < v->n; i++) {
		struct use_line *l = &v->lines[i];

		l->idle = l->cases == 0 && l->days == 0;
		v->cases += l->cases;
		v->days += l->days;
		v->idle += l->idle;
		if (!v->idle_only || l->idle)
			v->lines[kept++] = *l;
	}
	v->n = kept;
}

/* GET /use?idle=1 - this year until today. */
enum err use_get(struct req *r)
{
	struct use_view *v = ARENA_NEW(r->arena, struct use_view);
	struct list      l = { .face = &use_face, .view = v, .total = -1, .file = "use", .next = STR_NONE };
	struct ymd       today = day_split(r->today);
	enum err         e;

	v->year = today.year;
	v->idle_only = str_eq(req_query(r, "idle"), S("1"));
	if ((e = places_fill(r, v)) || (e = cases_add(r, v, today.year, today.month)) ||
	    (e = days_add(r, v, day_make(today.year, 1, 1))))
		return e;
	use_sum(v);
	l.rows = v->lines;
	l.n = v->n;
	return reply_list(r, MSG_use_title, use_html, &l);
}
