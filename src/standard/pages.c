/* The doors of the room, the overview of a place's stations, and one inspection. */
#include "standard/standard_private.h"

#include "base/text.h"
#include "region/region.h"
#include "standard/pages.t.h"

#define LIST_ROWS 50
#define RANK_ROWS 500
#define TOWNS_MAX 200
#define EXPORT_CHUNK 500
#define HISTORY_ROWS 50

#define LOOKERS (STATION_STAFF | OFFICE | LEADER)

const struct route standard_routes[] = {
	/* method path                    who may ask             handler               draws again */
	{ GET,  "/standards",             LOOKERS,                standings_get,        NULL,      NULL, LIST },
	{ GET,  "/standards/:code",       LOOKERS,                station_standard_get, NULL,      NULL, 0 },
	{ GET,  "/standards/:code/check", STATION_STAFF,          check_get,            NULL,      NULL, 0 },
	{ POST, "/standards/:code/check", STATION_STAFF,          check_post,           check_get, NULL, FILES },
	{ GET,  "/standards/:code/inspect", OFFICE | STATION_STAFF, check_get,          NULL,      NULL, 0 },
	{ POST, "/standards/:code/inspect", OFFICE | STATION_STAFF, check_post,         check_get, NULL, FILES },
	{ GET,  "/inspections/:id",       LOOKERS,                inspection_get,       NULL,      NULL, 0 },
	{ 0 },
};

struct reach standard_reach(const struct who *w, const struct standard_station_row *s)
{
	bool here = w->region_lo <= s->region.v && s->region.v <= w->region_hi;
	bool own = (w->roles & STATION_STAFF) && w->station.v == s->id.v;
	bool below = (w->roles & STATION_STAFF) && w->station.v &&
	             (s->parent.v == w->station.v || s->above.v == w->station.v);

	return (struct reach){
		.sees = own || below || ((w->roles & (OFFICE | LEADER)) && here),
		.checks = own,
		.inspects = below || ((w->roles & OFFICE) && here),
	};
}

enum err standard_station_of(struct req *r, struct str code, struct standard_station_row *s, struct reach *reach)
{
	struct standard_code_row c;
	bool                     found = false;
	enum err                 e = standard_code(r->db, r->arena, &(struct standard_code_in){ text_code(r->arena,
		code) }, &c, &found);

	if (!e && found && c.county.v == r->county.v)
		e = standard_station(r->db, r->arena, &(struct standard_station_in){ r->county, c.id }, s, &found);
	else
		found = false;
	if (e || !found)
		return e ? e : ERR_MISSING;
	*reach = standard_reach(&r->who, s);
	return reach->sees ? OK : ERR_MISSING;
}

struct str points_words(struct arena *a, int64_t hundredths)
{
	struct buf b;

	buf_init(&b, a, 32);            /* a number with two places */
	buf_int(&b, hundredths / 100);
	if (hundredths % 100) {
		buf_char(&b, '.');
		buf_uint_pad(&b, (uint64_t)(hundredths % 100) / (hundredths % 10 ? 1 : 10), hundredths % 10 ? 2 : 1);
	}
	return buf_view(&b);
}

static struct str of_words(struct arena *a, int64_t got, int64_t all)
{
	return str_join(a, points_words(a, got), S(" / "), points_words(a, all), STR_NONE);
}

enum err standard_tabs(struct req *r, const struct standard_station_row *s, struct str asked,
                       struct standard_tab **tabs, size_t *n, struct str *code)
{
	region_code             at = s ? s->region : (region_code){ r->who.region_lo };
	const struct pack_list *list = pack_list(r->house->packs, at, PACK_STANDARDS, r->today);
	bool                    known = asked.n == 0;

	*n = 0;
	*code = S("");
	*tabs = ARENA_ARRAY(r->arena, struct standard_tab, list ? list->n : 0);
	for (size_t i = 0; list && i < list->n; i++) {
		const struct pack_item *item = &list->items[i];
		bool                    mine = str_eq(asked, item->code);

		if (s && !standard_is_for(r->house->packs, item, s, r->today))
			continue;
		(*tabs)[(*n)++] = (struct standard_tab){ item->code, pack_name(item, r->lang), mine };
		if (mine || code->n == 0)
			*code = mine || known ? item->code : *code;
		known = known || mine;
	}
	for (size_t i = 0; i < *n; i++)
		(*tabs)[i].on = str_eq((*tabs)[i].code, *code);
	return known ? OK : ERR_MISSING;
}

/* ---- all stations of the reader's range ---- */

static struct standing_line *lines_of(struct req *r, const struct standing_list_row *rows, size_t n, bool ranked)
{
	struct standing_line *lines = ARENA_ARRAY(r->arena, struct standing_line, n);

	for (size_t i = 0; i < n; i++) {
		const struct standing_list_row *s = &rows[i];

		lines[i] = (struct standing_line){ .row = s,
			.own = s->own_score.has ? of_words(r->arena, s->own_score.v, s->own_points.v) : S(""),
			.score = s->score.has ? of_words(r->arena, s->score.v, s->points.v) : S(""),
			.kind = s->field.n ? s->field : pack_kind_name(r->house->packs, s->region, s->kind, s->local, r->today,
				r->lang),
			.percent = s->score.has ? score_percent((struct score){ s->score.v, s->points.v }) : 0,
			.rank = ranked ? (int64_t)i + 1 : 0 };
		/* Equal scores share a rank. */
		if (ranked && i && s->score.v == rows[i - 1].score.v)
			lines[i].rank = lines[i - 1].rank;
	}
	return lines;
}

/* The kinds of station a standard is for, as [51,52]; [] for all. */
static struct str kinds_of(struct req *r, const struct pack_item *standard)
{
	region_code at = { r->who.region_lo };
	struct buf  b;

	buf_init(&b, r->arena, 256);
	buf_lit(&b, "[");
	for (size_t i = 0; standard && i < standard->kinds.n; i++) {
		const struct pack_item *kind = pack_item(r->house->packs, at, PACK_STATION_KINDS,
			str_z(r->arena, standard->kinds.v[i]), r->today);

		buf_str(&b, b.n > 1 ? S(",") : S(""));
		buf_int(&b, kind ? kind->id.v : 0);
	}
	buf_lit(&b, "]");
	return buf_view(&b);
}

static void rule_fill(struct req *r, struct standing_view *v)
{
	const struct pack_item *item = standard_find(r->house->packs, (region_code){ r->who.region_lo }, v->code, r->today);

	v->kinds = kinds_of(r, item);

	v->note = item && item->note.p ? item->note : S("");
	v->source = item && item->source.p ? item->source : S("");
	v->may_rank = item && item->ranking && (r->who.roles & (OFFICE | LEADER));
	v->home = (r->who.roles & STATION_STAFF) != 0;
}

/* The townships to choose from, and the range of the one that was chosen. */
static enum err towns_fill(struct req *r, struct standing_view *v, int64_t *lo, int64_t *hi)
{
	struct region_place *towns;
	size_t               n;
	enum err             e = OK;

	v->town = req_query(r, "town");
	if (!v->town.n)
		v->town = S("");
	if (v->home || r->who.region_lo != region_of_county(r->county).v)
		return v->town.n ? ERR_MISSING : OK;
	if ((e = region_children(r->db, r->arena, region_of_county(r->county), (region_code){ 0 }, TOWNS_MAX, &towns, &n)))
		return e;
	v->towns = ARENA_ARRAY(r->arena, struct standard_tab, n);
	e = v->town.n ? ERR_MISSING : OK;
	for (; v->n_towns < n; v->n_towns++) {
		const struct region_place *t = &towns[v->n_towns];
		struct standard_tab        tab = { str_int(r->arena, t->code.v), t->name, false };

		if ((tab.on = str_eq(tab.code, v->town))) {
			struct region_range at = region_range(t->code, t->level);

			*lo = at.lo;
			*hi = at.hi;
			e = OK;
		}
		v->towns[v->n_towns] = tab;
	}
	return e;
}

/* GET /standards?standard=&town=&sort=rank&after= */
enum err standings_get(struct req *r)
{
	struct standing_view *v = ARENA_NEW(r->arena, struct standing_view);
	struct list           l = { .face = &standing_list_face, .view = v, .total = -1, .file = "standards" };
	int64_t               lo = r->who.region_lo, hi = r->who.region_hi, after = 0;
	int64_t               limit = r->counting ? EXPORT_CHUNK : LIST_ROWS;
	struct str            sort = req_query(r, "sort"), from = req_query(r, "after");
	struct standing_list_row *rows;
	enum err              e;

	if ((e = standard_tabs(r, NULL, req_query(r, "standard"), &v->tabs, &v->n_tabs, &v->code)))
		return e;
	rule_fill(r, v);
	v->ranked = v->may_rank && str_eq(sort, S("rank"));
	if ((sort.n && !v->ranked) || (from.n && !str_number(from, INT64_MAX, &after)))
		return ERR_INPUT;
	if ((e = towns_fill(r, v, &lo, &hi)))
		return e;
	if (v->home) {
		/* A home looks at its stations and rooms wherever they lie in the county. */
		lo = region_tenant(r->county).lo;
		hi = region_tenant(r->county).hi;
	}
	if (v->ranked)
		e = standing_rank(r->db, r->arena, &(struct standing_rank_in){ r->county, v->code, lo, hi, RANK_ROWS },
		                  &rows, &l.n);
	else
		e = standing_list(r->db, r->arena, &(struct standing_list_in){ r->county, v->code, v->kinds, lo, hi,
			v->home ? r->who.station.v : 0, after, limit }, &rows, &l.n);
	if (e || (e = standing_sums(r->db, r->arena, &(struct standing_sums_in){ r->county, v->code, v->kinds, lo, hi },
	             &v->sums)))
		return e;
	v->lines = lines_of(r, rows, l.n, v->ranked);
	v->later = after > 0;
	l.rows = rows;
	l.next = !v->ranked && (int64_t)l.n == limit ? str_int(r->arena, rows[l.n - 1].id.v) : STR_NONE;
	return reply_list(r, MSG_standard_title, standings_html, &l);
}

/* ---- one inspection ---- */

static struct str named(const struct req *r, struct str zh, struct str en)
{
	return r->lang == LANG_EN ? en : zh;
}

static void items_fill(struct req *r, struct inspection_view *v, const struct inspection_items_row *rows, size_t n)
{
	v->items = ARENA_ARRAY(r->arena, struct item_line, n);
	v->groups = ARENA_ARRAY(r->arena, struct group_line, n);
	v->n_items = n;
	for (size_t i = 0; i < n; i++) {
		struct str group = named(r, rows[i].group_zh, rows[i].group_en);
		size_t     g = 0;

		v->items[i] = (struct item_line){ &rows[i], named(r, rows[i].name_zh, rows[i].name_en), group,
			of_words(r->arena, rows[i].score, rows[i].points) };
		if (group.n == 0)
			continue;
		while (g < v->n_groups && !str_eq(v->groups[g].name, group))
			g++;
		if (g == v->n_groups)
			v->groups[v->n_groups++] = (struct group_line){ .name = group };
		v->groups[g].sum.got += rows[i].score;
		v->groups[g].sum.all += rows[i].points;
	}
	for (size_t g = 0; g < v->n_groups; g++) {
		v->groups[g].percent = score_percent(v->groups[g].sum);
		v->groups[g].words = of_words(r->arena, v->groups[g].sum.got, v->groups[g].sum.all);
	}
}

/* GET /inspections/:id */
enum err inspection_get(struct req *r)
{
	struct inspection_view      *v = ARENA_NEW(r->arena, struct inspection_view);
	struct acting                a = acting_of(r);
	struct standard_station_row  s;
	struct inspection_items_row *rows;
	inspection_id                id;
	size_t                       n;
	bool                         found;
	enum err                     e;

	if (!str_number(req_part(r, "id"), INT64_MAX, &id.v) || id.v == 0)
		return ERR_MISSING;
	if ((e = inspection_by_id(r->db, r->arena, &(struct inspection_by_id_in){ r->county, id }, &v->i, &found)))
		return e;
	if (!found)
		return ERR_MISSING;
	if ((e = standard_station(r->db, r->arena, &(struct standard_station_in){ r->county, v->i.station }, &s,
	             &found)))
		return e;
	if (!found || !standard_reach(&r->who, &s).sees)
		return ERR_MISSING;
	if ((e = inspection_items(r->db, r->arena, &(struct inspection_items_in){ r->county, id }, &rows, &n)) ||
	    (e = obligation_lines(&a, OBLIGATION_SOURCE_INSPECTION, id.v, &v->owed, &v->n_owed)) ||
	    (e = obligation_progress(&a, OBLIGATION_SOURCE_INSPECTION, id.v, -1, &v->tally)) ||
	    (e = file_list(r, &(struct file_place){ FILE_OWNER_INSPECTION, id.v, -1 }, &v->files)))
		return e;
	items_fill(r, v, rows, n);
	v->name = named(r, v->i.name_zh, v->i.name_en);
	v->score = of_words(r->arena, v->i.score, v->i.points);
	v->percent = score_percent((struct score){ v->i.score, v->i.points });
	return reply_page(r, str_join(r->arena, v->i.station_name, S(" · "), v->name, STR_NONE), inspection_html, v,
	                  (struct row_set[]){ { "inspection", &inspection_by_id_face, &v->i, 1, true },
		{ "items", &inspection_items_face, rows, n, false },
		{ "files", &file_line_face, v->files.v, v->files.n, false } }, 3);
}

/* ---- one station: its history, and its own view beside that of others ---- */

static enum err last_items(struct req *r, const struct station_standard_view *v, bool own,
                           struct inspection_items_row **rows, size_t *n)
{
	struct standing_of_row last;
	bool                   found;
	enum err               e = standing_of(r->db, r->arena, &(struct standing_of_in){ r->county, v->code, own,
		v->s.id }, &last, &found);

	*n = 0;
	if (e || !found)
		return e;
	return inspection_items(r->db, r->arena, &(struct inspection_items_in){ r->county, last.inspection }, rows, n);
}

static struct compare_line *compare_row(struct req *r, struct station_standard_view *v,
                                        const struct inspection_items_row *row)
{
	struct str name = named(r, row->name_zh, row->name_en);

	for (size_t i = 0; i < v->n_compare; i++)
		if (str_eq(v->compare[i].name, name))
			return &v->compare[i];
	v->compare[v->n_compare] = (struct compare_line){ .name = name, .own_score = S(""), .other_score = S("") };
	return &v->compare[v->n_compare++];
}

static enum err compare_fill(struct req *r, struct station_standard_view *v)
{
	struct inspection_items_row *own, *other;
	size_t                       n_own, n_other;
	enum err                     e;

	if ((e = last_items(r, v, true, &own, &n_own)) || (e = last_items(r, v, false, &other, &n_other)))
		return e;
	v->compare = ARENA_ARRAY(r->arena, struct compare_line, n_own + n_other);
	for (size_t i = 0; i < n_other; i++) {
		struct compare_line *c = compare_row(r, v, &other[i]);

		c->has_other = true;
		c->other = other[i].mark;
		c->other_score = of_words(r->arena, other[i].score, other[i].points);
	}
	for (size_t i = 0; i < n_own; i++) {
		struct compare_line *c = compare_row(r, v, &own[i]);

		c->has_own = true;
		c->own = own[i].mark;
		c->own_score = of_words(r->arena, own[i].score, own[i].points);
		c->differs = c->has_other && c->own != c->other;
		v->n_differ += c->differs;
	}
	return OK;
}

/* GET /standards/:code?standard= - :code is the station's */
enum err station_standard_get(struct req *r)
{
	struct station_standard_view *v = ARENA_NEW(r->arena, struct station_standard_view);
	enum err                      e;

	if ((e = standard_station_of(r, req_part(r, "code"), &v->s, &v->may)) ||
	    (e = standard_tabs(r, &v->s, req_query(r, "standard"), &v->tabs, &v->n_tabs, &v->code)) ||
	    (e = inspection_history(r->db, r->arena, &(struct inspection_history_in){ r->county, v->s.id, v->code,
	             HISTORY_ROWS }, &v->rows, &v->n_history)) ||
	    (e = compare_fill(r, v)))
		return e;
	v->history = ARENA_ARRAY(r->arena, struct history_line, v->n_history);
	for (size_t i = 0; i < v->n_history; i++)
		v->history[i] = (struct history_line){ &v->rows[i], of_words(r->arena, v->rows[i].score,
		                                                             v->rows[i].points) };
	return reply_page(r, v->s.name, station_standard_html, v, (struct row_set[]){
		{ "station", &standard_station_face, &v->s, 1, true },
		{ "history", &inspection_history_face, v->rows, v->n_history, false } }, 2);
}
