/* Plans over years, of the county, a township or one station; each year's gate is judged by somebody on a day. */
#include "place/plan_pages.h"

#include "http/form.h"
#include "place/plan.t.h"

#define PAGE_ROWS 100
#define EXPORT_CHUNK 500
#define EVENTS_SHOWN 30
#define YEAR_LEAST 2000
#define YEAR_MOST 2100

static struct str gate_words(struct req *r, const struct pack_list *list)
{
	struct str all = S("");

	for (size_t i = 0; i < list->n; i++)
		all = str_join(r->arena, all, all.n ? S("、") : S(""), pack_name(&list->items[i], r->lang), STR_NONE);
	return all;
}

/* GET /plans */
enum err plan_list_get(struct req *r)
{
	struct plan_list_view *v = ARENA_NEW(r->arena, struct plan_list_view);
	struct list            l = { .face = &plan_list_face, .view = v, .total = -1, .file = "plans" };
	struct reach           at = reach_of(r);
	struct str             after = r->method == GET ? req_query(r, "after") : STR_NONE;
	struct plan_list_in    in = { .county = r->county, .lo = at.lo, .hi = at.hi, .own = at.own,
	                              .limit = r->counting ? EXPORT_CHUNK : PAGE_ROWS };
	const struct pack_list *gates = place_list(r, (region_code){ 0 }, PACK_GATES);
	enum err               e;

	if (after.n && !str_number(after, INT32_MAX, &in.after))
		return ERR_MISSING;
	if ((e = plan_list(r->db, r->arena, &in, &v->rows, &v->n)))
		return e;
	v->may_add = (r->who.roles & OFFICE) && gates->n;
	v->gates = gate_words(r, gates);
	v->by_default = gates->n && pack_is_default(&gates->items[0]);
	v->later = in.after > 0;
	if (v->may_add && (e = parent_options(r, 0, &v->places)))
		return e;
	l.rows = v->rows;
	l.n = v->n;
	l.next = (int64_t)l.n == in.limit ? str_int(r->arena, v->rows[l.n - 1].id.v) : STR_NONE;
	return reply_list(r, MSG_plan_title, plan_list_html, &l);
}

struct plan_form {
	int64_t    place, first_year;
	struct str name, goal;
};

static const struct field plan_fields[] = {
	FIELD(plan_form, name,       LINE,   NAME_MAX_PLACE,  NEEDED),
	FIELD(plan_form, place,      TERM,   INT32_MAX,       OPTIONAL),
	FIELD(plan_form, first_year, NUMBER, 9999,            NEEDED),
	FIELD(plan_form, goal,       TEXT,   WORDS_MAX_PLACE, OPTIONAL),
};

/* One gate a year, as the pack in force names them; due at the end of its year. */
static enum err gates_store(struct req *r, region_code at, plan_id plan, const struct plan_form *f)
{
	const struct pack_list *list = place_list(r, at, PACK_GATES);
	enum err                e = OK;

	for (size_t i = 0; !e && i < list->n; i++) {
		int year = (int)f->first_year + (list->items[i].year ? list->items[i].year - 1 : (int)i);

		e = plan_gate_insert(r->db, &(struct plan_gate_insert_in){ .county = r->county, .plan = plan,
			.seq = (int64_t)i + 1, .term = list->items[i].id, .goal = f->goal,
			.due = day_make(year, 12, 31) }, NULL);
	}
	return e;
}

/* POST /plans */
enum err plan_new_post(struct req *r)
{
	struct plan_form       f = { 0 };
	struct place_by_id_row s = { 0 };
	plan_id made;
	region_code            region = { r->who.region_lo };
	enum err               e = req_form(r, plan_fields, COUNT(plan_fields), &f), at = OK;

	if (e && e != ERR_INPUT)
		return e;
	if (f.place && (at = place_find(r, (station_id){ f.place }, &s)) && at != ERR_MISSING)
		return at;
	if (at || s.closed.n)
		req_fault(r, "place", MSG_fault_choice, 0);
	if (f.first_year && (f.first_year < YEAR_LEAST || f.first_year > YEAR_MOST))
		req_fault(r, "first_year", MSG_plan_year_wrong, 0);
	if (r->n_faults)
		return ERR_INPUT;
	if (f.place)
		region = s.region;
	if (place_list(r, region, PACK_GATES)->n == 0)
		return ERR_STEP;
	if ((e = place_id_next(r->db, r->arena, r->county, SERIAL_KIND_PLAN, &made.v)) ||
	    (e = plan_insert(r->db, &(struct plan_insert_in){ .county = r->county, .id = made, .station = s.id,
	             .region = region, .name = f.name, .first_year = f.first_year }, NULL)) ||
	    (e = gates_store(r, region, made, &f)) ||
	    (e = deed_write(r, &(struct deed){ PLACE_ABOUT_PLAN, made.v, PLACE_ACT_CREATE, "plan.create", f.name,
	             STR_NONE })))
		return e;
	return reply_see(r, path_of(r, "/plans/", made.v));
}

/* ---- one of them ---- */

static enum err plan_of_path(struct req *r, struct plan_by_id_row *plan)
{
	struct reach at = reach_of(r);
	plan_id      id = { 0 };
	bool         found = false;
	enum err     e = path_number(r, "id", &id.v);

	if (!e)
		e = plan_by_id(r->db, r->arena, &(struct plan_by_id_in){ .county = r->county, .lo = at.lo, .hi = at.hi,
			.own = at.own, .id = id }, plan, &found);
	return e ? e : found ? OK : ERR_MISSING;
}

static struct str gate_badge(enum gate_result result, bool late)
{
	switch (result) {
	case GATE_RESULT_MET: return S("ok");
	case GATE_RESULT_PARTLY: return S("warn");
	case GATE_RESULT_MISSED: return S("bad");
	default: return late ? S("bad") : S("");
	}
}

static const struct face_col criterion_cols[] = {
	{ "gate", FACE_INT, false, offsetof(struct criterion_line, gate), NULL },
	{ "code", FACE_TEXT, false, offsetof(struct criterion_line, code), NULL },
	{ "name", FACE_TEXT, false, offsetof(struct criterion_line, word), NULL },
	{ "required", FACE_BOOL, false, offsetof(struct criterion_line, required), NULL },
};
static const struct face criterion_face = { "criteria", sizeof(struct criterion_line), criterion_cols,
	COUNT(criterion_cols) };

/* What the gates ask for, one after the other. */
static void criteria_fill(struct req *r, struct plan_view *v)
{
	size_t n = 0;

	for (size_t i = 0; i < v->n_gates; i++)
		n += v->gates[i].item ? v->gates[i].item->parts.n : 0;
	v->criteria = ARENA_ARRAY(r->arena, struct criterion_line, n);
	for (size_t i = 0; i < v->n_gates; i++)
		for (size_t k = 0; v->gates[i].item && k < v->gates[i].item->parts.n; k++) {
			const struct pack_item *item = &v->gates[i].item->parts.items[k];

			v->criteria[v->n_criteria++] = (struct criterion_line){ v->gates[i].row->seq, item->code,
				pack_name(item, r->lang), pack_text_in(item, r->lang), item->required };
		}
}

/* GET /plans/:id */
enum err plan_show_get(struct req *r)
{
	struct plan_view      *v = ARENA_NEW(r->arena, struct plan_view);
	struct plan_gates_row *rows;
	enum err               e = plan_of_path(r, &v->plan);

	if (e || (e = plan_gates(r->db, r->arena, &(struct plan_gates_in){ .county = r->county,
	                  .plan = v->plan.id }, &rows, &v->n_gates)) ||
	    (e = place_events(r->db, r->arena, &(struct place_events_in){ .county = r->county,
	             .about = PLACE_ABOUT_PLAN, .id = v->plan.id.v, .limit = EVENTS_SHOWN }, &v->events,
	             &v->n_events)))
		return e;
	v->gates = ARENA_ARRAY(r->arena, struct gate_line, v->n_gates);
	for (size_t i = 0; i < v->n_gates; i++) {
		bool       late = !rows[i].result && rows[i].due.n < r->today.n;
		struct day day = rows[i].result ? rows[i].judged : r->today;

		v->gates[i] = (struct gate_line){ &rows[i],
			pack_term(r->house->packs, v->plan.region, PACK_GATES, rows[i].term, day), pack_word(r->house->packs, v->plan.region, rows[i].term,
			rows[i].due, r->lang), gate_badge(rows[i].result, late), late };
	}
	criteria_fill(r, v);
	v->may_judge = r->who.roles & OFFICE;
	return reply_page(r, v->plan.name, plan_show_html, v, (struct row_set[]){
		{ "plan", &plan_by_id_face, &v->plan, 1, true },
		{ "gates", &plan_gates_face, rows, v->n_gates, false },
		{ "criteria", &criterion_face, v->criteria, v->n_criteria, false } }, 3);
}

struct judge_form {
	int64_t    version, seq, result;
	struct str why;
};

static const struct field judge_fields[] = {
	FIELD(judge_form, version, NUMBER, 1 << 30, NEEDED),
	FIELD(judge_form, seq,     NUMBER, 50,      NEEDED),
	FIELD_CHOICE(judge_form, result, gate_result, GATE_RESULT_COUNT, NEEDED),
	FIELD(judge_form, why,     TEXT,   WORDS_MAX_PLACE, NEEDED),
};

/* POST /plans/:id/judge - one gate, today, by the reader; judging again leaves both in the history. */
enum err plan_judge_post(struct req *r)
{
	struct judge_form     f = { 0 };
	struct plan_by_id_row plan;
	struct page           page = page_of(r), *p = &page;
	int64_t               changed;
	enum err              e = plan_of_path(r, &plan);

	if (e || (e = req_form(r, judge_fields, COUNT(judge_fields), &f)))
		return e;
	e = plan_touch(r->db, &(struct plan_touch_in){ .county = r->county, .id = plan.id, .version = f.version },
	               &changed);
	if ((e = changed_one(e, changed)))
		return e;
	e = plan_gate_judge(r->db, &(struct plan_gate_judge_in){ .county = r->county, .plan = plan.id, .seq = f.seq,
		.result = (enum gate_result)f.result, .day = r->today, .judge = r->who.account, .remark = f.why }, &changed);
	if (!e && changed == 0) {
		req_fault(r, "seq", MSG_fault_choice, 0);
		return ERR_INPUT;
	}
	if (e || (e = deed_write(r, &(struct deed){ PLACE_ABOUT_PLAN, plan.id.v, PLACE_ACT_JUDGE, "plan.judge",
	                  plan.name, str_join(r->arena, msgf(plan_year, num(f.seq)), S(" "),
	                  label(gate_result, f.result), S(" · "), f.why, STR_NONE) })))
		return e;
	return reply_see(r, path_of(r, "/plans/", plan.id.v));
}
