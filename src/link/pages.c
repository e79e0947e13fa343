/* The doors of the room, the list of links, one link and what is recorded on it. */
#include "link/link_private.h"

#include "base/text.h"
#include "link/pages.t.h"
#include "region/region.h"

#define LIST_ROWS 50
#define EXPORT_CHUNK 500
#define VISITS_SHOWN 100
#define FAR_DAY (INT64_C(1) << 40)

#define LOOKERS (STATION_STAFF | DEPUTY | OFFICE | LEADER)
#define VISITORS (STATION_STAFF | DEPUTY | OFFICE)

const struct route link_routes[] = {
	/* method path               who may ask       handler          draws again */
	{ GET,  "/links",            LOOKERS,          links_get,       NULL,         NULL, LIST },
	{ GET,  "/links/matrix",     OFFICE | LEADER,  matrix_get,      NULL,         NULL, 0 },
	{ GET,  "/links/gaps",       OFFICE | LEADER,  gaps_get,        NULL,         NULL, LIST },
	{ GET,  "/links/new",        OFFICE,           link_new_get,    NULL,         NULL, 0 },
	{ POST, "/links/new",        OFFICE,           link_new_post,   link_new_get, NULL, 0 },
	{ GET,  "/links/:id",        LOOKERS,          link_get,        NULL,         NULL, 0 },
	{ POST, "/links/:id/visit",  VISITORS,         link_visit_post, link_get,     NULL, 0 },
	{ POST, "/links/:id/end",    OFFICE,           link_end_post,   link_get,     NULL, 0 },
	{ POST, "/links/:id/task",   OFFICE,           link_task_post,  link_get,     NULL, 0 },
	{ 0 },
};

/* ---- shared ---- */

enum err link_tabs(struct req *r, struct str asked, struct link_tab **tabs, size_t *n)
{
	const struct pack_list *list = pack_list(r->house->packs, link_at(r), PACK_LINKS, r->today);
	bool                    known = asked.n == 0;

	*n = list ? list->n : 0;
	*tabs = ARENA_ARRAY(r->arena, struct link_tab, *n);
	for (size_t i = 0; i < *n; i++) {
		(*tabs)[i] = (struct link_tab){ list->items[i].code, pack_name(&list->items[i], r->lang),
			str_eq(list->items[i].code, asked) };
		known = known || (*tabs)[i].on;
	}
	return known ? OK : ERR_MISSING;
}

struct str link_often(const struct page *p, const struct pack_item *rule)
{
	switch (rule ? rule->period : PERIOD_NONE) {
	case PERIOD_WEEK:      return msgf(link_per_week, num(rule->count));
	case PERIOD_MONTH:     return msgf(link_per_month, num(rule->count));
	case PERIOD_QUARTER:   return msgf(link_per_quarter, num(rule->count));
	case PERIOD_HALF_YEAR: return msgf(link_per_half_year, num(rule->count));
	case PERIOD_YEAR:      return msgf(link_per_year, num(rule->count));
	case PERIOD_TERM:      return msgf(link_per_term, num(rule->count));
	default:               return S("");
	}
}

enum link_standing link_standing(const struct pack_item *rule, struct day due, struct day today)
{
	if (due.n < today.n)
		return LINK_LATE;
	return rule && due.n > period_last(rule->period, today).n ? LINK_DONE : LINK_DUE;
}

/* ---- the list ---- */

struct cursor {
	int64_t due, id;
};

static bool cursor_read(struct str s, struct cursor *c)
{
	struct str day;

	*c = (struct cursor){ 0, 0 };
	return s.n == 0 || (str_next(&s, '-', &day) && str_number(day, FAR_DAY, &c->due) &&
	                    str_number(s, INT64_MAX, &c->id));
}

/* Stations and deputies see their own wherever they lie; offices what lies in their range. */
static void scope_fill(const struct req *r, struct link_list_in *in)
{
	const struct region_range all = region_tenant(r->county);
	bool                      own = (r->who.roles & (STATION_STAFF | DEPUTY)) != 0;

	in->county = r->county;
	in->lo = own ? all.lo : r->who.region_lo;
	in->hi = own ? all.hi : r->who.region_hi;
	in->person = r->who.roles & DEPUTY ? r->who.person.v : 0;
	in->station = r->who.roles & STATION_STAFF ? r->who.station.v : 0;
}

static struct link_line *lines_of(struct req *r, const struct link_list_row *rows, size_t n)
{
	struct link_line *lines = ARENA_ARRAY(r->arena, struct link_line, n);
	struct page       page = page_of(r), *p = &page;

	for (size_t i = 0; i < n; i++) {
		const struct pack_item *rule = link_rule(r->house->packs, rows[i].region, rows[i].kind, r->today);

		lines[i] = (struct link_line){ .row = &rows[i],
			.kind = rule ? pack_name(rule, r->lang) : rows[i].kind,
			.often = link_often(p, rule), .left = page_days_left(p, rows[i].due),
			.standing = link_standing(rule, rows[i].due, r->today) };
	}
	return lines;
}

/* GET /links?kind=&view=late&after= */
enum err links_get(struct req *r)
{
	struct link_view     *v = ARENA_NEW(r->arena, struct link_view);
	struct list           l = { .face = &link_list_face, .view = v, .total = -1, .file = "links" };
	struct link_list_in   in = { .before = { FAR_DAY }, .limit = r->counting ? EXPORT_CHUNK : LIST_ROWS };
	struct link_list_row *rows;
	struct cursor         c;
	enum err              e;

	v->kind = req_query(r, "kind").n ? req_query(r, "kind") : S("");
	v->view = req_query(r, "view").n ? req_query(r, "view") : S("");
	v->late_only = str_eq(v->view, S("late"));
	if ((e = link_tabs(r, v->kind, &v->tabs, &v->n_tabs)))
		return e;
	if ((v->view.n && !v->late_only) || !cursor_read(req_query(r, "after"), &c))
		return ERR_INPUT;
	scope_fill(r, &in);
	in.kind = v->kind;
	in.after_due = c.due;
	in.after = c.id;
	if (v->late_only)
		in.before = r->today;
	if ((e = link_list(r->db, r->arena, &in, &rows, &l.n)))
		return e;
	v->whole = (r->who.roles & (OFFICE | LEADER)) != 0;
	if (v->whole && (e = link_sums(r->db, r->arena, &(struct link_sums_in){ r->county, in.lo, in.hi, v->kind,
	             r->today }, &v->sums)))
		return e;
	v->lines = lines_of(r, rows, l.n);
	v->may_make = (r->who.roles & OFFICE) != 0;
	v->later = c.id > 0;
	l.rows = rows;
	if ((int64_t)l.n == in.limit)
		l.next = str_join(r->arena, str_int(r->arena, rows[l.n - 1].due.n), S("-"),
		                  str_int(r->arena, rows[l.n - 1].id.v), STR_NONE);
	return reply_list(r, MSG_link_title, links_html, &l);
}

/* ---- one ---- */

struct stance {
	bool sees, visits, rules;
};

static struct stance stance_of(const struct who *w, const struct link_by_id_row *l)
{
	bool here = w->region_lo <= l->region.v && l->region.v <= w->region_hi;
	bool office = (w->roles & OFFICE) && here;
	bool own = ((w->roles & DEPUTY) && l->from_kind == LINK_END_PERSON && l->from_id == w->person.v) ||
	           ((w->roles & STATION_STAFF) && l->to_kind == LINK_END_STATION && l->to_id == w->station.v);
	bool met = (w->roles & DEPUTY) && l->to_kind == LINK_END_PERSON && l->to_id == w->person.v;

	return (struct stance){ .sees = office || own || met || ((w->roles & LEADER) && here),
		.visits = office || own, .rules = office };
}

static enum err link_of_path(struct req *r, struct link_by_id_row *l, struct stance *s)
{
	link_id  id;
	bool     found;
	enum err e;

	if (!str_number(req_part(r, "id"), INT64_MAX, &id.v) || id.v == 0)
		return ERR_MISSING;
	e = link_by_id(r->db, r->arena, &(struct link_by_id_in){ r->county, id }, l, &found);
	if (e || !found)
		return e ? e : ERR_MISSING;
	*s = stance_of(&r->who, l);
	return s->sees ? OK : ERR_MISSING;
}

static enum err period_fill(struct req *r, struct link_one *v, const struct pack_item *rule)
{
	struct link_visits_between_row sum;
	enum err                       e;

	if (!rule)
		return OK;
	v->first = period_first(rule->period, r->today);
	v->last = period_last(rule->period, r->today);
	v->times = rule->count;
	v->is_default = pack_is_default(rule);
	e = link_visits_between(r->db, r->arena, &(struct link_visits_between_in){ r->county, v->l.id, v->first,
		v->last }, &sum);
	v->done = e ? 0 : sum.n;
	return e;
}

/* GET /links/:id */
enum err link_get(struct req *r)
{
	struct link_one        *v = ARENA_NEW(r->arena, struct link_one);
	struct acting           a = acting_of(r);
	struct page             page = page_of(r), *p = &page;
	const struct pack_item *rule;
	struct stance           s;
	struct str              path = r->path, word;
	enum err                e = link_of_path(r, &v->l, &s);

	if (e)
		return e;
	rule = link_rule(r->house->packs, v->l.region, v->l.kind, r->today);
	if ((e = period_fill(r, v, rule)) ||
	    (e = link_visits(r->db, r->arena, &(struct link_visits_in){ r->county, v->l.id, VISITS_SHOWN }, &v->visits,
	             &v->n_visits)) ||
	    (e = obligation_lines(&a, OBLIGATION_SOURCE_LINK, v->l.id.v, &v->tasks, &v->n_tasks)))
		return e;
	v->kind = rule ? pack_name(rule, r->lang) : v->l.kind;
	v->often = link_often(p, rule);
	v->place = region_path(r->db, r->arena, v->l.region, region_of_county(r->county), " · ");
	v->standing = link_standing(rule, v->l.due, r->today);
	v->may_visit = s.visits && !v->l.ended.n;
	v->may_end = v->may_task = s.rules && !v->l.ended.n;
	v->failed = S("");
	while (r->failed && str_next(&path, '/', &word))
		v->failed = word;
	return reply_page(r, str_join(r->arena, v->l.from_name, S(" → "), v->l.to_name, STR_NONE), link_html, v,
	                  (struct row_set[]){ { "link", &link_by_id_face, &v->l, 1, true },
		{ "visits", &link_visits_face, v->visits, v->n_visits, false } }, 2);
}

/* ---- what is done on it ---- */

static enum err link_see(struct req *r, link_id id)
{
	return reply_see(r, str_join(r->arena, S("/links/"), str_int(r->arena, id.v), STR_NONE));
}

struct visit_form {
	int64_t    way;
	struct str words;
	struct day day;
};

static const struct field visit_fields[] = {
	FIELD_CHOICE(visit_form, way, visit_way, VISIT_WAY_COUNT, NEEDED),
	FIELD(visit_form, day,   DATE, 0,              OPTIONAL),
	FIELD(visit_form, words, TEXT, LINK_WORDS_MAX, NEEDED),
};

/* POST /links/:id/visit */
enum err link_visit_post(struct req *r)
{
	struct acting         a = acting_of(r);
	struct link_by_id_row l;
	struct stance         s;
	struct visit_form     f;
	enum err              e = link_of_path(r, &l, &s);

	if (e)
		return e;
	if (!s.visits)
		return ERR_DENIED;
	if (l.ended.n)
		return ERR_STEP;
	e = req_form(r, visit_fields, COUNT(visit_fields), &f);
	if (e && e != ERR_INPUT)
		return e;
	if (f.way == VISIT_WAY_RECEPTION)
		req_fault(r, "way", MSG_fault_choice, 0);        /* those come from cases alone */
	if (f.day.n && (f.day.n > r->today.n || f.day.n < l.since.n))
		req_fault(r, "day", MSG_link_day_wrong, 0);
	if (r->n_faults)
		return ERR_INPUT;
	e = link_visit(&a, r->house->packs, &(struct link_contact){ .link = l.id, .way = (enum visit_way)f.way,
		.day = f.day.n ? f.day : r->today, .words = f.words });
	return e ? e : link_see(r, l.id);
}

struct end_form {
	int64_t version;
};

static const struct field end_fields[] = {
	FIELD(end_form, version, TERM, INT32_MAX, NEEDED),
};

/* POST /links/:id/end */
enum err link_end_post(struct req *r)
{
	struct acting         a = acting_of(r);
	struct link_by_id_row l;
	struct stance         s;
	struct end_form       f;
	enum err              e = link_of_path(r, &l, &s);

	if (e || (e = req_form(r, end_fields, COUNT(end_fields), &f)))
		return e;
	if (!s.rules)
		return ERR_DENIED;
	if (l.ended.n)
		return ERR_STEP;
	e = link_close(&a, l.id, f.version);
	return e ? e : link_see(r, l.id);
}

struct task_form {
	struct day due;
	struct str words;
};

static const struct field task_fields[] = {
	FIELD(task_form, due,   DATE, 0,              OPTIONAL),
	FIELD(task_form, words, TEXT, LINK_WORDS_MAX, OPTIONAL),
};

/* POST /links/:id/task - a contact that is missing becomes somebody's obligation. */
enum err link_task_post(struct req *r)
{
	struct acting         a = acting_of(r);
	struct page           page = page_of(r), *p = &page;
	struct link_by_id_row l;
	struct stance         s;
	struct task_form      f;
	struct owed_day       day;
	struct holder         owner = holder_county(r->county);
	obligation_id         id;
	enum err              e = link_of_path(r, &l, &s);

	if (e)
		return e;
	if (!s.rules)
		return ERR_DENIED;
	if (l.ended.n)
		return ERR_STEP;
	e = req_form(r, task_fields, COUNT(task_fields), &f);
	if (e && e != ERR_INPUT)
		return e;
	day = obligation_due_read(r, l.region, f.due);
	if (r->n_faults)
		return ERR_INPUT;
	/* A person is charged in person; a body answers through the office of its congress. */
	if (l.from_kind == LINK_END_PERSON)
		owner = (struct holder){ HOLDER_KIND_PERSON, l.from_id };
	e = obligation_make(&a, &(struct obligation_new){ .owner = owner, .checker = holder_of(&r->who),
		.region = l.region, .source = OBLIGATION_SOURCE_LINK, .source_id = l.id.v, .due = day.due, .rule = day.rule,
		.title = msgf(link_task_title, l.from_name, l.to_name), .words = f.words }, &id);
	return e ? e : link_see(r, l.id);
}
