/* One case as its resident sees it: the story in plain words, the answer, and what can be done. */
#include "cases/resident_private.h"

#include "pack/pack.h"
#include "cases/case_private.h"
#include "http/form.h"
#include "region/region.h"

struct follow_form {
	int64_t    version;
	struct str words, why, remark;
	int64_t    attitude, result;
};

static const struct field supplement_fields[] = {
	FIELD(follow_form, version, NUMBER, 1 << 30,   NEEDED),
	FIELD(follow_form, words,   TEXT,   WORDS_MAX, NEEDED),
};
static const struct field withdraw_fields[] = {
	FIELD(follow_form, version, NUMBER, 1 << 30,   NEEDED),
	FIELD(follow_form, why,     LINE,   200,       OPTIONAL),
};
static const struct field rate_fields[] = {
	FIELD(follow_form, version, NUMBER, 1 << 30,   NEEDED),
	FIELD_CHOICE(follow_form, attitude, rating, RATING_COUNT, NEEDED),
	FIELD_CHOICE(follow_form, result,   rating, RATING_COUNT, NEEDED),
	FIELD(follow_form, remark,  TEXT,   500,       OPTIONAL),
};

struct str follow_path(struct req *r, county_code county, case_id id, int64_t generation)
{
	return str_join(r->arena, S("/o/"), case_number(r->arena, county, id), S("/"),
	                case_token(r->house->keys, r->arena, county, id, generation), STR_NONE);
}

enum err case_of_token(struct req *r, struct case_by_id_row *c)
{
	struct str  given = req_part(r, "token"), want;
	county_code county;
	case_id     id;
	bool        there, same;
	enum err    e;

	if (!case_number_read(r->arena, req_part(r, "ref"), &county, &id))
		return ERR_MISSING;
	db_scope(r->db, county.v, county.v);
	e = case_by_id(r->db, r->arena, &(struct case_by_id_in){ .county = county, .id = id }, c);
	if (e && e != ERR_MISSING)
		return e;
	/* The same work for a case that is not there. */
	there = !e;
	want = case_token(r->house->keys, r->arena, county, id, there ? c->code_gen : 1);
	same = given.n == want.n && bytes_equal(given.p, want.p, want.n);
	if (!there || !same)
		return ERR_MISSING;
	req_enter(r, county);
	return OK;
}

/* ---- the story ---- */

/* {0} is the place or unit of the event, where the words have one. */
static enum msg event_words(enum case_event e)
{
	switch (e) {
	case CASE_EVENT_ENROL:      return MSG_follow_ev_enrol;
	case CASE_EVENT_ACCEPT:     return MSG_follow_ev_accept;
	case CASE_EVENT_DECLINE:    return MSG_follow_ev_decline;
	case CASE_EVENT_ANSWER:     return MSG_follow_ev_answer;
	case CASE_EVENT_ROUTE:      return MSG_follow_ev_route;
	case CASE_EVENT_ESCALATE:   return MSG_follow_ev_escalate;
	case CASE_EVENT_RETURN:     return MSG_follow_ev_return;
	case CASE_EVENT_ASSIGN:     return MSG_follow_ev_assign;
	case CASE_EVENT_REASSIGN:   return MSG_follow_ev_reassign;
	case CASE_EVENT_RECEIVE:    return MSG_follow_ev_receive;
	case CASE_EVENT_CONSULT:    return MSG_follow_ev_consult;
	case CASE_EVENT_SIGN:       return MSG_follow_ev_sign;
	case CASE_EVENT_SUPPLEMENT: return MSG_follow_ev_supplement;
	case CASE_EVENT_WITHDRAW:   return MSG_follow_ev_withdraw;
	case CASE_EVENT_RATE:       return MSG_follow_ev_rate;
	case CASE_EVENT_REHANDLE:   return MSG_follow_ev_rehandle;
	case CASE_EVENT_LAPSE:      return MSG_follow_ev_lapse;
	default:                    return MSG_NONE;
	}
}

static void story_fill(struct req *r, struct follow_view *v,
		       const struct case_events_public_row *ev, size_t n)
{
	struct page page = page_of(r), *p = &page;

	v->story = ARENA_ARRAY(r->arena, struct story_line, n);
	for (size_t i = 0; i < n; i++) {
		enum msg   words = event_words(ev[i].event);
		struct str by = ev[i].unit_name.p      ? ev[i].unit_name
				: ev[i].station_name.p ? ev[i].station_name
						       : S("");

		v->story[v->n_story++] = (struct story_line){
			.at = ev[i].at,
			.by = by,
			.what = words == MSG_NONE ? label(case_event, ev[i].event)
						  : page_msg(p, words),
			.reason = case_term(r, ev[i].reason),
			.told = ev[i].told.p ? ev[i].told : S(""),
		};
	}
}

/* Solved is green, promised amber; the word stands beside it. */
static struct str class_badge(struct req *r, term_id class)
{
	const struct pack_item *item =
		class.v ? pack_term(r->house->packs, region_of_county(r->county),
				    PACK_RESULT_CLASSES, class, r->today)
			: NULL;

	return !item			? S("")
	       : item->counts_as_solved ? S("ok")
	       : item->creates_promise	? S("warn")
					: S("info");
}

static enum err texts_fill(struct req *r, struct follow_view *v)
{
	case_id         id = v->full.id;
	struct buf      names;
	struct case_parts_row *parts;
	size_t          n_parts;
	enum err        e;

	if ((e = case_texts(r->db, r->arena,
			    &(struct case_texts_in){ .county = r->county, .case_id = id },
			    &v->texts, &v->n_texts)) ||
	    (e = follow_replies(r->db, r->arena,
				&(struct follow_replies_in){ .county = r->county, .case_id = id },
				&v->replies, &v->n_answers)) ||
	    (e = ratings(r->db, r->arena,
			 &(struct ratings_in){ .county = r->county, .case_id = id }, &v->ratings,
			 &v->n_ratings)) ||
	    (e = case_parts(r->db, r->arena,
			    &(struct case_parts_in){ .county = r->county, .case_id = id }, &parts,
			    &n_parts)))
		return e;
	v->answers = ARENA_ARRAY(r->arena, struct answer_line, v->n_answers);
	for (size_t i = 0; i < v->n_answers; i++)
		v->answers[i] =
			(struct answer_line){ &v->replies[i], case_term(r, v->replies[i].class),
					      class_badge(r, v->replies[i].class) };
	buf_init(&names, r->arena, 4096);
	for (size_t i = 0; i < n_parts; i++) {
		if (parts[i].role != PART_ROLE_ASSIST)
			continue;
		if (names.n)
			buf_lit(&names, "、");
		buf_str(&names, parts[i].unit_name);
	}
	v->assists = buf_view(&names);
	return OK;
}

/* Where it stands, and what is still to come. */
static void now_fill(struct req *r, struct follow_view *v)
{
	static const enum msg to_answer[] = { MSG_follow_next_handle, MSG_follow_next_rate,
					      MSG_NONE };
	static const enum msg to_reply[] = { MSG_follow_next_answer, MSG_follow_next_rate,
					     MSG_NONE };
	static const enum msg nothing[] = { MSG_NONE };
	struct page           page = page_of(r), *p = &page;

	v->next = nothing;
	v->now = S("");
	switch (v->c.state) {
	case CASE_STATE_HELD:     v->now = msg(follow_now_held);     v->next = to_answer; break;
	case CASE_STATE_NEW:      v->now = msg(follow_now_new);      v->next = to_answer; break;
	case CASE_STATE_ROUTED:   v->now = msg(follow_now_routed);   v->next = to_answer; break;
	case CASE_STATE_ACCEPTED: v->now = msg(follow_now_accepted); v->next = to_reply;  break;
	case CASE_STATE_CHECKING: v->now = msg(follow_now_checking); v->next = to_reply;  break;
	case CASE_STATE_ASSIGNED: v->now = msg(follow_now_assigned); v->next = to_reply;  break;
	case CASE_STATE_HANDLING: v->now = msg(follow_now_handling); v->next = to_reply;  break;
	case CASE_STATE_SIGNING:  v->now = msg(follow_now_signing);  v->next = to_reply;  break;
	case CASE_STATE_ANSWERED: v->now = msg(follow_now_answered); break;
	default: break;
	}
}

/* "最迟 12月11日答复", or by how much it is late. */
static struct str due_words(struct req *r, const struct follow_case_row *c)
{
	struct page page = page_of(r), *p = &page;
	struct str  day = page_day_week(p, c->due);

	if (c->due.n == 0)
		return S("");
	if (c->state == CASE_STATE_ANSWERED)
		return msgf(follow_due_rate, day);
	if (c->due.n < r->today.n)
		return msgf(follow_due_late, day);
	switch (c->state) {
	case CASE_STATE_HELD: case CASE_STATE_NEW: case CASE_STATE_ROUTED:
		return msgf(follow_due_accept, day);
	case CASE_STATE_ACCEPTED: case CASE_STATE_CHECKING:
		return c->round > 1 ? msgf(follow_due_reply, day) : msgf(follow_due_check, day);
	default:
		return msgf(follow_due_reply, day);
	}
}

static void may_fill(struct req *r, struct follow_view *v)
{
	static const struct stand resident = { .roles = RESIDENT };
	uint64_t                  may = flow_events(v->full.state, &resident);
	struct str                done = req_query(r, "done");

	v->staff = r->who.roles != ANYONE;
	v->can_supplement = may >> CASE_EVENT_SUPPLEMENT & 1;
	v->can_withdraw = may >> CASE_EVENT_WITHDRAW & 1;
	v->can_rate = (may >> CASE_EVENT_RATE & 1) && !v->staff;
	v->done = str_eq(done, S("supplement")) ? MSG_follow_done_supplement :
	          str_eq(done, S("withdraw")) ? MSG_follow_done_withdraw :
	          str_eq(done, S("rate")) ? MSG_follow_done_rate : MSG_NONE;
}

/* Everything the page is made of, in one go; what the token does not open is thrown away. */
static void follow_ask(struct req *r)
{
	county_code county;
	case_id     id;

	if (!case_number_read(r->arena, req_part(r, "ref"), &county, &id))
		return;
	db_scope(r->db, county.v, county.v);
	case_by_id_ask(r->db, &(struct case_by_id_in){ county, id });
	follow_case_ask(r->db, &(struct follow_case_in){ county, id });
	case_events_public_ask(r->db, &(struct case_events_public_in){ county, id });
	case_texts_ask(r->db, &(struct case_texts_in){ county, id });
	follow_replies_ask(r->db, &(struct follow_replies_in){ county, id });
	ratings_ask(r->db, &(struct ratings_in){ county, id });
	case_parts_ask(r->db, &(struct case_parts_in){ county, id });
	req_ask(r, county);
}

/* GET /o/:ref/:token - how far it is, and what can be done. */
enum err follow_get(struct req *r)
{
	struct follow_view *v = ARENA_NEW(r->arena, struct follow_view);
	struct case_events_public_row *ev;
	size_t              n;
	enum err            e;

	follow_ask(r);
	if ((e = case_of_token(r, &v->full)) ||
	    (e = follow_case(r->db, r->arena, &(struct follow_case_in){
	            .county = r->county, .id = v->full.id }, &v->c)) ||
	    (e = case_events_public(r->db, r->arena, &(struct case_events_public_in){
	            .county = r->county, .case_id = v->full.id }, &ev, &n)) ||
	    (e = texts_fill(r, v)))
		return e;
	v->c.region_name = region_short(v->c.region_name);
	v->base = follow_path(r, r->county, v->full.id, v->full.code_gen);
	if ((e = case_files_resident(r, v->full.id, str_part(v->base, 3, v->base.n), &v->files)))
		return e;
	v->kind = case_term(r, v->full.kind);
	v->badge = str_of(case_badge(v->c.state, false));
	v->events = ev;
	story_fill(r, v, ev, n);
	now_fill(r, v);
	v->due_words = due_words(r, &v->c);
	due_of_case(r, &v->full, false, &v->due);
	may_fill(r, v);
	v->form_gone = r->failed != OK && ((str_ends(r->path, S("/rate")) && !v->can_rate) ||
	        (str_ends(r->path, S("/supplement")) && !v->can_supplement));
	return reply_page(r, v->c.title, follow_html, v, (struct row_set[]){
		{ "case", &follow_case_face, &v->c, 1, true },
		{ "words", &case_texts_face, v->texts, v->n_texts, false },
		{ "timeline", &case_events_public_face, ev, n, false },
		{ "answers", &follow_replies_face, v->replies, v->n_answers, false },
		{ "ratings", &ratings_face, v->ratings, v->n_ratings, false },
		{ "files", &file_line_face, v->files.words.v, v->files.words.n, false },
	}, 6);
}

/* ---- what a resident can do ---- */

static enum err resident_step(struct req *r, const struct case_by_id_row *c, const struct move *m,
			      struct str done)
{
	struct who  resident = { .roles = RESIDENT, .county = r->county };
	struct desk d = desk_of(r);
	enum err    e;

	d.who = &resident;
	if ((e = case_step(&d, c->id, m)))
		return e;
	return reply_see(r, str_join(r->arena, follow_path(r, r->county, c->id, c->code_gen),
				     S("?done="), done, STR_NONE));
}

/* POST .../supplement */
enum err supplement_post(struct req *r)
{
	struct case_by_id_row     c;
	struct case_text_last_row last;
	struct follow_form        f;
	struct file_set           pictures;
	enum err                  e;

	if ((e = case_of_token(r, &c)))
		return e;
	e = req_form(r, supplement_fields, COUNT(supplement_fields), &f);
	if (e != OK && e != ERR_INPUT)
		return e;
	/* Every fault at once. */
	if ((e = file_form(r, "pictures", TAKES_PICTURES, FILES_MAX, &pictures)) != OK && e != ERR_INPUT)
		return e;
	if (r->n_faults)
		return ERR_INPUT;
	if ((e = resident_step(r, &c,
			       &(struct move){ .event = CASE_EVENT_SUPPLEMENT,
					       .version = f.version,
					       .told = f.words },
			       S("supplement"))) ||
	    (e = case_text_last(r->db, r->arena, &(struct case_text_last_in){ .county = r->county, .case_id = c.id }, &last)))
		return e;
	return file_attach(r, &pictures, &(struct file_place){ FILE_OWNER_CASEFILE, c.id.v, last.part });
}

/* POST .../withdraw */
enum err withdraw_post(struct req *r)
{
	struct case_by_id_row c;
	struct follow_form    f;
	enum err              e;

	if ((e = case_of_token(r, &c)) ||
	    (e = req_form(r, withdraw_fields, COUNT(withdraw_fields), &f)))
		return e;
	return resident_step(
		r, &c,
		&(struct move){ .event = CASE_EVENT_WITHDRAW, .version = f.version, .note = f.why },
		S("withdraw"));
}

/* POST .../rate - never by somebody who is signed in as staff. */
enum err rate_post(struct req *r)
{
	struct case_by_id_row c;
	struct follow_form    f;
	enum err              e;

	if ((e = case_of_token(r, &c)))
		return e;
	if (r->who.roles != ANYONE)
		return ERR_DENIED;
	if ((e = req_form(r, rate_fields, COUNT(rate_fields), &f)))
		return e;
	return resident_step(r, &c, &(struct move){ .event = CASE_EVENT_RATE, .version = f.version,
	        .told = f.remark, .told_by = RATED_BY_PAGE, .attitude = (enum rating)f.attitude,
	        .result = (enum rating)f.result }, S("rate"));
}
