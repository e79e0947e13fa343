/* The year's calendar of statutory meetings, and one of them. */
#include "post/post_private.h"

#include "post/meetings.t.h"

#define YEARS_AROUND 5

struct str meeting_iso(struct arena *a, struct day d)
{
	struct buf b;

	buf_init(&b, a, 16);            /* 2027-03-10 */
	if (d.n)
		day_iso(&b, d);
	return buf_view(&b);
}

/* ---- the calendar ---- */

static enum err tabs_fill(struct req *r, struct meeting_view *v)
{
	const struct pack_list *list = pack_list(r->house->packs, region_of_county(r->county), PACK_MEETINGS, r->today);
	struct str              asked = r->method == POST ? req_posted(r, "kind") : req_query(r, "kind");

	v->n_tabs = list ? list->n : 0;
	v->tabs = ARENA_ARRAY(r->arena, struct meeting_tab, v->n_tabs);
	for (size_t i = 0; i < v->n_tabs; i++) {
		const struct pack_item *item = &list->items[i];

		/* The one that is asked for, else the first of the townships. */
		if (asked.n ? str_eq(item->code, asked) : !v->rule && item->levels && pack_at_level(item, REGION_LEVEL_TOWNSHIP))
			v->rule = item;
		v->tabs[i] = (struct meeting_tab){ item->code, pack_name(item, r->lang), false };
	}
	if (!v->rule && !asked.n && v->n_tabs)
		v->rule = &list->items[0];
	for (size_t i = 0; i < v->n_tabs; i++)
		v->tabs[i].on = v->rule && str_eq(v->tabs[i].code, v->rule->code);
	v->kind = v->rule ? v->rule->code : S("");
	return v->rule || !asked.n ? OK : ERR_MISSING;
}

static bool has_congress(const struct meeting_view *v, const struct region_place *p)
{
	return pack_at_level(v->rule, p->level) && !post_subdistrict(p);
}

static void place_fill(struct req *r, struct meeting_view *v, const struct region_place *p,
                       const struct meeting_list_row *rows, size_t n)
{
	struct meeting_place *at = &v->places[v->n_places++];
	struct sitting       *s = ARENA_ARRAY(r->arena, struct sitting, n);
	int64_t               min = v->rule->min_days;

	*at = (struct meeting_place){ .place = *p, .lines = ARENA_ARRAY(r->arena, struct meeting_line, n) };
	for (size_t i = 0; i < n; i++) {
		bool counts = rows[i].state != MEETING_STATE_CANCELLED;

		if (rows[i].region.v != p->code.v)
			continue;
		s[at->n] = (struct sitting){ rows[i].state, rows[i].day, rows[i].halves };
		at->lines[at->n++] = (struct meeting_line){ &rows[i],
			rows[i].state == MEETING_STATE_PLANNED && rows[i].day.n < r->today.n,
			counts && rows[i].halves < min * 2 };
	}
	year_count(s, (int64_t)at->n, v->rule->count, min, r->today, &at->sum);
	at->shown = post_shows(&v->fold, p);
	v->fold.shown += at->shown;
	v->done += at->sum.done;
	v->warned += at->sum.few || at->sum.missed || at->sum.too_short;
	fold_add(&v->fold, p->code, 1, at->sum.done, at->sum.few || at->sum.missed || at->sum.too_short);
}

static enum err year_read(struct req *r, struct meeting_view *v)
{
	struct str year = req_query(r, "year");

	v->this_year = day_split(r->today).year;
	v->year = v->this_year;
	if (r->method == GET && year.n && (!str_number(year, 9999, &v->year) ||
	    v->year < v->this_year - YEARS_AROUND || v->year > v->this_year + YEARS_AROUND))
		return ERR_INPUT;
	return OK;
}

/* GET /meetings?year=&kind=&in= */
enum err meetings_get(struct req *r)
{
	struct meeting_view     *v = ARENA_NEW(r->arena, struct meeting_view);
	struct page              page = page_of(r), *p = &page;
	struct meeting_list_row *rows = NULL;
	struct region_place     *places = NULL;
	size_t                   n = 0, n_places = 0;
	enum err                 e;

	if ((e = year_read(r, v)) || (e = tabs_fill(r, v)) || (e = post_places(r, &places, &n_places)) ||
	    (e = post_fold(r, places, n_places, &v->fold)))
		return e;
	v->may_make = (r->who.roles & OFFICE) && v->rule;
	if (v->rule && (e = meeting_list(r->db, r->arena, &(struct meeting_list_in){ r->county, v->year,
	             r->who.region_lo, r->who.region_hi, v->kind }, &rows, &n)))
		return e;
	v->places = ARENA_ARRAY(r->arena, struct meeting_place, n_places + 1);
	for (size_t i = 0; v->rule && i < n_places; i++)
		if (has_congress(v, &places[i]) && fold_holds(&v->fold, places[i].code))
			place_fill(r, v, &places[i], rows, n);
	return reply_page(r, msg(meeting_title), meetings_html, v, (struct row_set[]){
		{ "meetings", &meeting_list_face, rows, n, false } }, 1);
}

/* ---- a new one ---- */

struct new_form {
	int64_t    region, state, halves;
	struct str kind, title, words;
	struct day day;
};

static const struct field new_fields[] = {
	FIELD(new_form, region, TERM,   INT64_C(999999999999), NEEDED),
	FIELD(new_form, kind,   LINE,   64,             NEEDED),
	FIELD_CHOICE(new_form, state, meeting_state, MEETING_STATE_COUNT, NEEDED),
	FIELD(new_form, day,    DATE,   0,              NEEDED),
	FIELD(new_form, halves, NUMBER, 60,             NEEDED),
	FIELD(new_form, title,  LINE,   60,             OPTIONAL),
	FIELD(new_form, words,  TEXT,   POST_WORDS_MAX, OPTIONAL),
};

static void time_check(struct req *r, enum meeting_state state, struct day day, int64_t halves)
{
	int64_t year = day.n ? day_split(day).year : 0, now = day_split(r->today).year;

	if (day.n && (year < now - YEARS_AROUND || year > now + YEARS_AROUND))
		req_fault(r, "day", MSG_meeting_day_wrong, 0);
	else if (state == MEETING_STATE_HELD && day.n > r->today.n)
		req_fault(r, "day", MSG_meeting_not_yet, 0);
	if (halves == 0 && !field_fault_of(r, "halves"))
		req_fault(r, "halves", MSG_meeting_no_length, 0);
}

/* POST /meetings */
enum err meeting_new_post(struct req *r)
{
	struct meeting_view *v = ARENA_NEW(r->arena, struct meeting_view);
	struct acting        a = acting_of(r);
	struct region_place  place = { .level = REGION_LEVEL_NONE };
	struct new_form      f;
	meeting_id           id;
	enum err             e = req_form(r, new_fields, COUNT(new_fields), &f);

	if (e && e != ERR_INPUT)
		return e;
	if (f.kind.n && (e = tabs_fill(r, v)))
		return e;
	time_check(r, (enum meeting_state)f.state, f.day, f.halves);
	if (f.state == MEETING_STATE_CANCELLED)
		req_fault(r, "state", MSG_fault_choice, 0);
	if (f.region) {
		e = f.region >= r->who.region_lo && f.region <= r->who.region_hi ?
		    region_find(r->db, r->arena, (region_code){ f.region }, &place) : ERR_MISSING;
		if (e && e != ERR_MISSING)
			return e;
		if (e || !v->rule || !has_congress(v, &place))
			req_fault(r, "region", MSG_fault_choice, 0);
	}
	if (r->n_faults)
		return ERR_INPUT;
	e = meeting_make(&a, &(struct meeting_new){ { f.region }, f.kind, f.title, f.words, (enum meeting_state)f.state,
		f.day, f.halves }, &id);
	return e ? e : reply_see(r, str_join(r->arena, S("/meetings/"), str_int(r->arena, id.v), STR_NONE));
}

/* ---- one ---- */

static enum err meeting_of_path(struct req *r, struct meeting_by_id_row *m)
{
	meeting_id id;
	bool       found;
	enum err   e;

	if (!str_number(req_part(r, "id"), INT64_MAX, &id.v) || id.v == 0)
		return ERR_MISSING;
	e = meeting_by_id(r->db, r->arena, &(struct meeting_by_id_in){ r->county, id }, m, &found);
	if (e)
		return e;
	return found && r->who.region_lo <= m->region.v && m->region.v <= r->who.region_hi ? OK : ERR_MISSING;
}

/* GET /meetings/:id */
enum err meeting_get(struct req *r)
{
	struct meeting_one     *v = ARENA_NEW(r->arena, struct meeting_one);
	const struct pack_item *rule;
	enum err                e = meeting_of_path(r, &v->m);

	if (e)
		return e;
	rule = post_rule(r->house->packs, v->m.region, PACK_MEETINGS, v->m.kind, v->m.day);
	v->kind = rule ? pack_name(rule, r->lang) : v->m.kind;
	v->place = region_name(r->db, r->arena, v->m.region);
	v->may_change = (r->who.roles & OFFICE) && v->m.state == MEETING_STATE_PLANNED;
	v->late = v->m.state == MEETING_STATE_PLANNED && v->m.day.n < r->today.n;
	v->too_short = rule && v->m.halves < (int64_t)rule->min_days * 2;
	return reply_page(r, str_join(r->arena, v->place, S(" · "), v->kind, STR_NONE), meeting_html, v,
	                  (struct row_set[]){ { "meeting", &meeting_by_id_face, &v->m, 1, true } }, 1);
}

struct change_form {
	int64_t    state, halves, version;
	struct str words;
	struct day day;
};

static const struct field change_fields[] = {
	FIELD_CHOICE(change_form, state, meeting_state, MEETING_STATE_COUNT, NEEDED),
	FIELD(change_form, day,     DATE,   0,              NEEDED),
	FIELD(change_form, halves,  NUMBER, 60,             NEEDED),
	FIELD(change_form, version, TERM,   INT32_MAX,      NEEDED),
	FIELD(change_form, words,   TEXT,   POST_WORDS_MAX, OPTIONAL),
};

/* POST /meetings/:id/change - held, moved to another day, or cancelled with a reason */
enum err meeting_change_post(struct req *r)
{
	struct acting            a = acting_of(r);
	struct meeting_by_id_row m;
	struct change_form       f;
	enum err                 e = meeting_of_path(r, &m);

	if (e)
		return e;
	if (m.state != MEETING_STATE_PLANNED)
		return ERR_STEP;
	e = req_form(r, change_fields, COUNT(change_fields), &f);
	if (e && e != ERR_INPUT)
		return e;
	time_check(r, (enum meeting_state)f.state, f.day, f.halves);
	if (f.state == MEETING_STATE_CANCELLED && f.words.n == 0)
		req_fault(r, "words", MSG_fault_needed, 0);
	if (r->n_faults)
		return ERR_INPUT;
	e = meeting_change(&a, &m, &(struct meeting_move_in){ .county = r->county, .id = m.id,
		.year = day_split(f.day).year, .state = (enum meeting_state)f.state, .day = f.day, .halves = f.halves,
		.words = f.words, .version = f.version });
	return e ? e : reply_see(r, str_join(r->arena, S("/meetings/"), str_int(r->arena, m.id.v), STR_NONE));
}
