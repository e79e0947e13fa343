/* The doors of the room; the register of posts, one post and its story. */
#include "post/post_private.h"

#include "post/pages.t.h"

#define TOWNS_MAX 400          /* of a city; a county has some tens */

#define LOOKERS (OFFICE | LEADER)

const struct route post_routes[] = {
	/* method path                        who may ask handler              draws again */
	{ GET,  "/posts",                     LOOKERS,    posts_get,           NULL,         NULL, LIST },
	{ GET,  "/posts/:region/:kind",       LOOKERS,    post_get,            NULL,         NULL, 0 },
	{ POST, "/posts/:region/:kind/change", OFFICE,    post_change_post,    post_get,     NULL, 0 },
	{ POST, "/posts/:region/:kind/log",   OFFICE,     post_log_post,       post_get,     NULL, 0 },
	{ POST, "/posts/:region/:kind/task",  OFFICE,     post_task_post,      post_get,     NULL, 0 },
	{ GET,  "/meetings",                  LOOKERS,    meetings_get,        NULL,         NULL, 0 },
	{ POST, "/meetings",                  OFFICE,     meeting_new_post,    meetings_get, NULL, 0 },
	{ GET,  "/meetings/:id",              LOOKERS,    meeting_get,         NULL,         NULL, 0 },
	{ POST, "/meetings/:id/change",       OFFICE,     meeting_change_post, meeting_get,  NULL, 0 },
	{ 0 },
};

bool post_subdistrict(const struct region_place *p)
{
	return p->level == REGION_LEVEL_TOWNSHIP && str_ends(p->name, S("街道"));
}

/* Townships below one place; those of a city stand below its counties. */
static enum err towns_add(struct req *r, region_code at, struct region_place *all, size_t *n)
{
	struct region_place *below;
	size_t               n_below;
	enum err             e = region_children(r->db, r->arena, at, (region_code){ 0 }, TOWNS_MAX, &below, &n_below);

	for (size_t i = 0; !e && i < n_below && *n < TOWNS_MAX; i++) {
		struct region_range reach = region_range(below[i].code, below[i].level);

		if (reach.hi < r->who.region_lo || reach.lo > r->who.region_hi)
			continue;
		if (below[i].level == REGION_LEVEL_TOWNSHIP)
			all[(*n)++] = below[i];
		else if (below[i].level < REGION_LEVEL_TOWNSHIP)
			e = towns_add(r, below[i].code, all, n);
	}
	return e;
}

enum err post_places(struct req *r, struct region_place **places, size_t *n)
{
	struct region_place tenant;
	enum err            e = region_find(r->db, r->arena, region_of_county(r->county), &tenant);

	*n = 0;
	*places = ARENA_ARRAY(r->arena, struct region_place, TOWNS_MAX + 1);
	if (!e && r->who.region_lo <= tenant.code.v)
		(*places)[(*n)++] = tenant;
	return e ? e : towns_add(r, tenant.code, *places, n);
}

/* Posts of a place: those of its level, and a subdistrict's own. */
static bool rule_fits(const struct pack_item *rule, const struct region_place *p)
{
	if (!pack_at_level(rule, p->level) || rule->levels == 0)
		return false;
	return p->level != REGION_LEVEL_TOWNSHIP || rule->subdistrict == post_subdistrict(p);
}

static bool gap_of(const struct pack_item *rule, enum post_state state)
{
	return state == POST_STATE_NONE || state == POST_STATE_VACANT ||
	       (state == POST_STATE_PART_TIME && rule->full_time);
}

enum err post_fold(struct req *r, const struct region_place *places, size_t n, struct fold *f)
{
	region_code *towns = ARENA_ARRAY(r->arena, region_code, n + 1);
	size_t       n_towns = 0;

	for (size_t i = 0; i < n; i++)
		if (places[i].level == REGION_LEVEL_TOWNSHIP)
			towns[n_towns++] = places[i].code;
	return fold_read(r, towns, n_towns, f);
}

bool post_shows(const struct fold *f, const struct region_place *p)
{
	return !f->folded || p->level != REGION_LEVEL_TOWNSHIP;
}

static void place_fill(struct req *r, struct post_view *v, const struct region_place *p,
                       const struct post_list_row *rows, size_t n)
{
	const struct pack_list *list = pack_list(r->house->packs, p->code, PACK_POSTS, r->today);
	struct post_place      *at = &v->places[v->n_places];
	int64_t                 all = v->all, filled = v->filled, gaps = 0;

	*at = (struct post_place){ p, ARENA_ARRAY(r->arena, struct post_cell, list ? list->n : 0), 0, false };
	at->shown = post_shows(&v->fold, p);
	for (size_t i = 0; list && i < list->n; i++) {
		const struct post_list_row *row = NULL;
		enum post_state             state;

		if (!rule_fits(&list->items[i], p))
			continue;
		for (size_t k = 0; k < n && !row; k++)
			if (rows[k].region.v == p->code.v && str_eq(rows[k].kind, list->items[i].code))
				row = &rows[k];
		state = row ? row->state : POST_STATE_NONE;
		v->all++;
		v->filled += state == POST_STATE_FILLED;
		v->part_time += state == POST_STATE_PART_TIME;
		v->vacant += state == POST_STATE_VACANT;
		v->unknown += state == POST_STATE_NONE;
		gaps += gap_of(&list->items[i], state);
		if (!v->gaps_only || gap_of(&list->items[i], state))
			at->cells[at->n_cells++] = (struct post_cell){ &list->items[i], row,
				gap_of(&list->items[i], state) };
	}
	v->n_places += at->n_cells > 0;
	v->fold.shown += at->shown && at->n_cells > 0;
	fold_add(&v->fold, p->code, v->all - all, v->filled - filled, gaps);
}

static const struct face_col post_cols[] = {
	{ "region", FACE_CODE, false, offsetof(struct post_row, region), NULL },
	{ "place", FACE_TEXT, false, offsetof(struct post_row, place), NULL },
	{ "post", FACE_TEXT, false, offsetof(struct post_row, post), NULL },
	{ "state", FACE_TEXT, false, offsetof(struct post_row, state), NULL },
	{ "holder", FACE_TEXT, false, offsetof(struct post_row, holder), NULL },
	{ "since", FACE_DAY, true, offsetof(struct post_row, since), NULL },
	{ "gap", FACE_BOOL, false, offsetof(struct post_row, gap), NULL },
};

static const struct face post_face = { "posts", sizeof(struct post_row), post_cols, COUNT(post_cols) };

static struct post_row *rows_of(struct req *r, const struct post_view *v, size_t *n)
{
	struct post_row *rows = ARENA_ARRAY(r->arena, struct post_row, (size_t)v->all);
	struct page      page = page_of(r), *p = &page;

	*n = 0;
	for (size_t i = 0; i < v->n_places; i++)
		for (size_t k = 0; k < v->places[i].n_cells; k++) {
			const struct post_cell *c = &v->places[i].cells[k];

			rows[(*n)++] = (struct post_row){ v->places[i].place->code, v->places[i].place->name,
				pack_name(c->rule, r->lang), c->row ? label(post_state, c->row->state) : msg(post_unknown),
				c->row ? c->row->holder : S(""), c->row ? c->row->since : (struct day){ 0 }, c->gap };
		}
	return rows;
}

/* GET /posts?view=gaps&in= */
enum err posts_get(struct req *r)
{
	struct post_view     *v = ARENA_NEW(r->arena, struct post_view);
	struct list           l = { .face = &post_face, .view = v, .total = -1, .file = "posts" };
	struct str            view = req_query(r, "view");
	struct post_list_row *rows;
	struct region_place  *places;
	size_t                n, n_places;
	enum err              e;

	v->gaps_only = str_eq(view, S("gaps"));
	if (view.n && !v->gaps_only)
		return ERR_INPUT;
	if ((e = post_places(r, &places, &n_places)) || (e = post_fold(r, places, n_places, &v->fold)) ||
	    (e = post_list(r->db, r->arena, &(struct post_list_in){ r->county, r->who.region_lo, r->who.region_hi },
	             &rows, &n)))
		return e;
	v->places = ARENA_ARRAY(r->arena, struct post_place, n_places + 1);
	for (size_t i = 0; i < n_places; i++)
		if (fold_holds(&v->fold, places[i].code))
			place_fill(r, v, &places[i], rows, n);
	v->may_change = (r->who.roles & OFFICE) != 0;
	l.rows = rows_of(r, v, &l.n);
	return reply_list(r, MSG_post_title, posts_html, &l);
}

/* ---- one ---- */

/* The post of the path: a place in the reader's range that has it. */
static enum err post_of_path(struct req *r, region_code *at, const struct pack_item **rule)
{
	struct region_place place;
	int64_t             code;
	enum err            e;

	if (!str_number(req_part(r, "region"), INT64_C(999999999999), &code) || code < r->who.region_lo ||
	    code > r->who.region_hi)
		return ERR_MISSING;
	*at = (region_code){ code };
	if ((e = region_find(r->db, r->arena, *at, &place)))
		return e;
	*rule = post_rule(r->house->packs, *at, PACK_POSTS, req_part(r, "kind"), r->today);
	return *rule && rule_fits(*rule, &place) ? OK : ERR_MISSING;
}

/* GET /posts/:region/:kind */
enum err post_get(struct req *r)
{
	struct post_one *v = ARENA_NEW(r->arena, struct post_one);
	struct acting    a = acting_of(r);
	struct str       path = r->path, word;
	enum err         e = post_of_path(r, &v->region, &v->rule);

	if (e || (e = post_one(r->db, r->arena, &(struct post_one_in){ r->county, v->region, v->rule->code }, &v->now,
	             &v->there)) ||
	    (e = post_events(r->db, r->arena, &(struct post_events_in){ r->county, v->region, v->rule->code },
	             &v->events, &v->n_events)) ||
	    (e = obligation_lines(&a, OBLIGATION_SOURCE_POST, v->region.v, &v->tasks, &v->n_tasks)))
		return e;
	if (!v->there)
		v->now = (struct post_one_row){ .holder = S("") };
	v->place = region_name(r->db, r->arena, v->region);
	v->gap = gap_of(v->rule, v->now.state);
	v->may_change = (r->who.roles & OFFICE) != 0;
	v->failed = S("");
	while (r->failed && str_next(&path, '/', &word))
		v->failed = word;
	return reply_page(r, str_join(r->arena, v->place, S(" · "), pack_name(v->rule, r->lang), STR_NONE), post_html, v,
	                  (struct row_set[]){ { "post", &post_one_face, &v->now, v->there ? 1 : 0, true },
		{ "story", &post_events_face, v->events, v->n_events, false } }, 2);
}

struct change_form {
	int64_t    event, version;
	struct str holder, words;
	struct day day;
};

static const struct field change_fields[] = {
	FIELD_CHOICE(change_form, event, post_event, POST_EVENT_COUNT, NEEDED),
	FIELD(change_form, version, TERM, INT32_MAX,      OPTIONAL),
	FIELD(change_form, holder,  LINE, POST_NAME_MAX,  OPTIONAL),
	FIELD(change_form, day,     DATE, 0,              OPTIONAL),
	FIELD(change_form, words,   TEXT, POST_WORDS_MAX, OPTIONAL),
};

static enum err change(struct req *r, bool log)
{
	struct acting           a = acting_of(r);
	const struct pack_item *rule;
	region_code             at;
	struct change_form      f;
	bool                    says;
	enum err                e = post_of_path(r, &at, &rule);

	if (e)
		return e;
	e = req_form(r, change_fields, COUNT(change_fields), &f);
	if (e && e != ERR_INPUT)
		return e;
	says = f.event == POST_EVENT_REPORT || f.event == POST_EVENT_TALK;
	if (f.event && says != log)
		req_fault(r, "event", MSG_fault_choice, 0);
	if (log && f.words.n == 0)
		req_fault(r, "words", MSG_fault_needed, 0);
	if (!log && (f.event == POST_EVENT_FILL || f.event == POST_EVENT_PART_TIME) && f.holder.n == 0)
		req_fault(r, "holder", MSG_fault_needed, 0);
	if (f.day.n > r->today.n)
		req_fault(r, "day", MSG_post_day_wrong, 0);
	if (r->n_faults)
		return ERR_INPUT;
	e = post_note(&a, &(struct post_change){ .region = at, .kind = rule->code, .event = (enum post_event)f.event,
		.version = f.version, .day = f.day.n ? f.day : r->today, .holder = log ? S("") : f.holder,
		.words = f.words });
	return e ? e : reply_see(r, str_join(r->arena, S("/posts/"), str_int(r->arena, at.v), S("/"), rule->code, STR_NONE));
}

/* POST /posts/:region/:kind/change */
enum err post_change_post(struct req *r)
{
	return change(r, false);
}

/* POST /posts/:region/:kind/log - a report to the party committee, a talk with the organisation department */
enum err post_log_post(struct req *r)
{
	return change(r, true);
}

struct task_form {
	struct day due;
	struct str words;
};

static const struct field task_fields[] = {
	FIELD(task_form, due,   DATE, 0,              NEEDED),
	FIELD(task_form, words, TEXT, POST_WORDS_MAX, OPTIONAL),
};

/* POST /posts/:region/:kind/task - a gap becomes an obligation of the place's office */
enum err post_task_post(struct req *r)
{
	struct acting           a = acting_of(r);
	struct page             page = page_of(r), *p = &page;
	const struct pack_item *rule;
	region_code             at;
	struct task_form        f;
	struct owed_day         day;
	obligation_id           id;
	enum err                e = post_of_path(r, &at, &rule);

	if (e)
		return e;
	e = req_form(r, task_fields, COUNT(task_fields), &f);
	if (e && e != ERR_INPUT)
		return e;
	day = obligation_due_read(r, at, f.due);
	if (r->n_faults)
		return ERR_INPUT;
	e = obligation_make(&a, &(struct obligation_new){ .owner = { HOLDER_KIND_OFFICE, at.v },
		.checker = holder_of(&r->who), .region = at, .source = OBLIGATION_SOURCE_POST, .source_id = at.v,
		.due = day.due, .rule = day.rule, .title = msgf(post_task_title, region_name(r->db, r->arena, at), pack_name(rule, r->lang)),
		.words = f.words }, &id);
	return e ? e : reply_see(r, str_join(r->arena, S("/obligations/"), str_int(r->arena, id.v), STR_NONE));
}
