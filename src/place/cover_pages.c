/* How far a county is covered: a station in every township, a place in every village with three deputies, points where able. */
#include "place/life_pages.h"

#include "http/form.h"
#include "place/life.t.h"

#define DEPUTIES_NEED_A_PLACE 3
#define POINTS_MAX 999

static struct cover_line *line_at(struct cover_view *v, region_code at)
{
	for (size_t i = 0; i < v->n; i++)
		if (v->lines[i].region.v / 1000 == at.v / 1000)
			return &v->lines[i];
	return NULL;
}

/* Rows come by place, so one village's rows stand together. */
static void places_count(struct cover_view *v, const struct coverage_places_row *rows, size_t n)
{
	int64_t village = 0;

	for (size_t i = 0; i < n; i++) {
		struct cover_line *l = line_at(v, rows[i].region);

		if (!l)
			continue;
		if (rows[i].kind <= STATION_KIND_STATION && rows[i].region.v == l->region.v)
			l->stations += rows[i].n;
		else if (rows[i].kind <= STATION_KIND_ROOM)
			l->rooms += rows[i].n;
		else
			l->points += rows[i].n;
		if (rows[i].region.v != l->region.v && rows[i].kind <= STATION_KIND_ROOM && rows[i].region.v != village)
			l->villages_covered++;
		village = rows[i].region.v;
	}
}

static bool has_place(const struct coverage_places_row *rows, size_t n, region_code at)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rows[middle].region.v < at.v)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && rows[low].region.v == at.v && rows[low].kind <= STATION_KIND_ROOM;
}

static enum err needs_count(struct req *r, struct cover_view *v, const struct coverage_places_row *places, size_t n)
{
	struct coverage_needs_row *rows;
	size_t                     n_rows;
	enum err e = coverage_needs(r->db, r->arena, &(struct coverage_needs_in){ .county = r->county,
		.lo = r->who.region_lo, .hi = r->who.region_hi, .least = DEPUTIES_NEED_A_PLACE }, &rows, &n_rows);

	for (size_t i = 0; !e && i < n_rows; i++) {
		struct cover_line *l = line_at(v, rows[i].region);

		if (!l || l->region.v == rows[i].region.v)
			continue;
		l->needed++;
		l->needed_covered += has_place(places, n, rows[i].region);
	}
	return e;
}

static enum err towns_fill(struct req *r, struct cover_view *v)
{
	struct place_town_villages_row *rows;
	struct coverage_targets_row    *targets;
	size_t                          n, n_targets;
	enum err                        e;

	if ((e = place_town_villages(r->db, r->arena, &(struct place_town_villages_in){ r->who.region_lo, r->who.region_hi },
	             &rows, &n)) ||
	    (e = coverage_targets(r->db, r->arena, &(struct coverage_targets_in){ .county = r->county,
	             .lo = r->who.region_lo, .hi = r->who.region_hi }, &targets, &n_targets)))
		return e;
	v->lines = ARENA_ARRAY(r->arena, struct cover_line, n);
	for (; v->n < n; v->n++)
		v->lines[v->n] = (struct cover_line){ .region = rows[v->n].code, .name = rows[v->n].name,
			.villages = rows[v->n].villages };
	for (size_t i = 0; i < n_targets; i++) {
		struct cover_line *l = line_at(v, targets[i].region);

		if (l) {
			l->target = targets[i].points;
			l->version = targets[i].version;
		}
	}
	return OK;
}

static void sum_add(struct cover_view *v, const struct cover_line *l)
{
	v->sum.stations += l->stations;
	v->sum.rooms += l->rooms;
	v->sum.villages += l->villages;
	v->sum.villages_covered += l->villages_covered;
	v->sum.needed += l->needed;
	v->sum.needed_covered += l->needed_covered;
	v->sum.points += l->points;
	v->sum.target += l->target;
	v->towns_covered += l->stations > 0;
}

enum err cover_read(struct req *r, struct cover_view *v)
{
	struct coverage_places_row *places;
	size_t                      n;
	enum err                    e;

	*v = (struct cover_view){ .may_set = r->who.roles & OFFICE };
	if ((e = towns_fill(r, v)) ||
	    (e = coverage_places(r->db, r->arena, &(struct coverage_places_in){ .county = r->county,
	             .lo = r->who.region_lo, .hi = r->who.region_hi }, &places, &n)))
		return e;
	places_count(v, places, n);
	if ((e = needs_count(r, v, places, n)))
		return e;
	for (size_t i = 0; i < v->n; i++)
		sum_add(v, &v->lines[i]);
	return OK;
}

static const struct face_col cover_cols[] = {
	{ "region", FACE_CODE, false, offsetof(struct cover_line, region), NULL },
	{ "name", FACE_TEXT, false, offsetof(struct cover_line, name), NULL },
	{ "stations", FACE_INT, false, offsetof(struct cover_line, stations), NULL },
	{ "rooms", FACE_INT, false, offsetof(struct cover_line, rooms), NULL },
	{ "villages", FACE_INT, false, offsetof(struct cover_line, villages), NULL },
	{ "villages_covered", FACE_INT, false, offsetof(struct cover_line, villages_covered), NULL },
	{ "needed", FACE_INT, false, offsetof(struct cover_line, needed), NULL },
	{ "needed_covered", FACE_INT, false, offsetof(struct cover_line, needed_covered), NULL },
	{ "points", FACE_INT, false, offsetof(struct cover_line, points), NULL },
	{ "target", FACE_INT, false, offsetof(struct cover_line, target), NULL },
};

static const struct face cover_face = { "coverage", sizeof(struct cover_line), cover_cols, COUNT(cover_cols) };

/* The townships of a city by county: a county's stand together. */
static enum err cover_fold(struct req *r, struct cover_view *v)
{
	region_code *towns = ARENA_ARRAY(r->arena, region_code, v->n + 1);
	enum err     e;

	for (size_t i = 0; i < v->n; i++)
		towns[i] = v->lines[i].region;
	if ((e = fold_read(r, towns, v->n, &v->fold)))
		return e;
	for (size_t i = 0; i < v->n; i++) {
		const struct cover_line *l = &v->lines[i];

		fold_add(&v->fold, l->region, 1, l->stations > 0, l->needed - l->needed_covered);
		if (!fold_holds(&v->fold, l->region))
			continue;
		if (v->n_rows++ == 0)
			v->rows = l;
	}
	v->fold.shown = v->fold.folded ? 0 : v->n_rows;
	return OK;
}

/* GET /coverage?in=&set= */
enum err coverage_get(struct req *r)
{
	struct cover_view *v = ARENA_NEW(r->arena, struct cover_view);
	struct list        l = { .face = &cover_face, .view = v, .total = -1, .file = "coverage", .next = STR_NONE };
	struct str         set = r->method == POST ? req_posted(r, "town") : req_query(r, "set");
	enum err           e = cover_read(r, v);

	if (e || (e = cover_fold(r, v)))
		return e;
	for (size_t i = 0; v->may_set && i < v->n; i++)
		if (str_eq(str_int(r->arena, v->lines[i].region.v), set))
			v->set = &v->lines[i];
	l.rows = v->rows;
	l.n = v->n_rows;
	return reply_list(r, MSG_cover_title, coverage_html, &l);
}

struct target_form {
	int64_t town, points, version;
};

static const struct field target_fields[] = {
	FIELD(target_form, town,    TERM,   INT64_C(999999999999), NEEDED),
	FIELD(target_form, points,  NUMBER, POINTS_MAX,            NEEDED),
	FIELD(target_form, version, NUMBER, 1 << 30,               OPTIONAL),
};

/* POST /coverage - how many points a township is to have. */
enum err coverage_post(struct req *r)
{
	struct target_form      f = { 0 };
	struct place_towns_row *town;
	size_t                  n = 0;
	int64_t                 changed;
	enum err                e = req_form(r, target_fields, COUNT(target_fields), &f), at = OK;

	if (e && e != ERR_INPUT)
		return e;
	if (f.town >= r->who.region_lo && f.town <= r->who.region_hi)
		at = place_towns(r->db, r->arena, &(struct place_towns_in){ f.town, f.town }, &town, &n);
	if (at)
		return at;
	if (f.town && n == 0)
		req_fault(r, "town", MSG_fault_choice, 0);
	if (r->n_faults)
		return ERR_INPUT;
	e = coverage_target_put(r->db, &(struct coverage_target_put_in){ .county = r->county, .region = { f.town },
		.points = f.points, .version = f.version }, &changed);
	if ((e = changed_one(e, changed)) ||
	    (e = audit_of(r, "coverage.target", town[0].name, STR_NONE)))
		return e;
	return reply_see(r, str_join(r->arena, S("/coverage?in="), str_int(r->arena, fold_county((region_code){ f.town }).v), STR_NONE));
}
