/* One case as staff see it. */
#include "base/text.h"
#include "cases/case_private.h"
#include "cases/due_pages.h"
#include "cases/list_private.h"
#include "cases/show.t.h"
#include "region/region.h"

/* A look at a contact that was asked for with a reason stays open this long. */
#define REVEAL_MS (5 * 60 * 1000)

enum err case_of_path(struct req *r, struct case_by_id_row *c)
{
	struct desk d = desk_of(r);
	county_code county;
	case_id     id;
	bool        sees;
	enum err    e;

	if (!case_number_read(r->arena, req_part(r, "ref"), &county, &id) || county.v != r->county.v)
		return ERR_MISSING;
	if ((e = case_by_id(r->db, r->arena, &(struct case_by_id_in){ .county = county, .id = id }, c)) ||
	    (e = case_sees(&d, c, &sees)))
		return e;
	return sees ? OK : ERR_MISSING;
}

static enum err names_fill(struct req *r, struct case_view *v)
{
	struct case_names_row n;
	enum err              e = case_names(r->db, r->arena, &(struct case_names_in){
	        .county = r->county, .id = v->c.id }, &n);

	if (e)
		return e;
	v->station = n.station_name;
	v->region = region_short(n.region_name);
	v->lead = n.lead_name;
	v->deputy = n.deputy_name;
	v->kind = case_term(r, v->c.kind);
	v->badge = str_of(case_badge(v->c.state, v->c.due.n && v->c.due.n < r->today.n &&
	                                         v->c.state < CASE_STATE_ANSWERED));
	return OK;
}

/* Masked unless this account asked, with a reason, a moment ago. */
static enum err contact_fill(struct req *r, struct case_view *v)
{
	struct desk              d = desk_of(r);
	struct contact_view      c;
	struct reveal_recent_row n = { 0 };
	enum err                 e = contact_open(&d, v->c.id, &c);

	if (e)
		return e;
	v->has_contact = c.name.n || c.phone.n || c.door.n;
	if (v->has_contact && (e = reveal_recent(r->db, r->arena, &(struct reveal_recent_in){
	            .county = r->county, .case_id = v->c.id, .account = r->who.account,
	            .since = { r->now.ms - REVEAL_MS } }, &n)))
		return e;
	v->revealed = n.n > 0;
	v->name = v->revealed ? c.name : mask_name(r->arena, c.name);
	v->phone = v->revealed ? c.phone : mask_phone(r->arena, c.phone);
	v->door = v->revealed ? c.door : S("");
	return OK;
}

static enum err story_fill(struct req *r, struct case_view *v)
{
	struct case_events_row *ev;
	struct replies_row     *re;
	enum err                e;

	if ((e = case_texts(r->db, r->arena, &(struct case_texts_in){ .county = r->county, .case_id = v->c.id },
	             &v->texts, &v->n_texts)) ||
	    (e = case_events(r->db, r->arena, &(struct case_events_in){ .county = r->county, .case_id = v->c.id },
	             &ev, &v->n_events)) ||
	    (e = case_parts(r->db, r->arena, &(struct case_parts_in){ .county = r->county, .case_id = v->c.id },
	             &v->parts, &v->n_parts)) ||
	    (e = replies(r->db, r->arena, &(struct replies_in){ .county = r->county, .case_id = v->c.id },
	             &re, &v->n_replies)) ||
	    (e = ratings(r->db, r->arena, &(struct ratings_in){ .county = r->county, .case_id = v->c.id },
	             &v->ratings, &v->n_ratings)))
		return e;
	v->events = ARENA_ARRAY(r->arena, struct event_line, v->n_events);
	for (size_t i = 0; i < v->n_events; i++)
		v->events[i] = (struct event_line){ &ev[i], case_term(r, ev[i].reason), i + 1 == v->n_events };
	v->replies = ARENA_ARRAY(r->arena, struct reply_line, v->n_replies);
	v->draft = S("");
	for (size_t i = 0; i < v->n_replies; i++) {
		v->replies[i] = (struct reply_line){ &re[i], case_term(r, re[i].class) };
		if (re[i].signed_at.ms == 0 && re[i].round == v->c.round)
			v->draft = re[i].words;
	}
	return OK;
}

static void due_fill(struct req *r, struct case_view *v)
{
	const struct case_by_id_row *c = &v->c;

	/* Before assigning, the office sees what the date would become. */
	if (c->state == CASE_STATE_CHECKING && (v->may >> CASE_EVENT_ASSIGN & 1))
		due_explain(r, c->region, case_reply_rule(r->county, c->desk, c->round), r->today, true,
			    &v->due);
	else
		due_of_case(r, c, true, &v->due);
}

/* Up to the township (unless a township's office has it) and up to the county. */
static enum err desks_fill(struct req *r, struct case_view *v)
{
	struct township_of_row t;
	int64_t                county = r->county.v * 1000000;
	struct page            page = page_of(r), *p = &page;
	bool                   found;
	enum err               e = township_of(r->db, r->arena, &(struct township_of_in){
	        .code = v->c.region }, &t, &found);

	if (e)
		return e;
	v->desks.v = ARENA_ARRAY(r->arena, struct choice, 2);
	if (found && v->c.state != CASE_STATE_CHECKING)
		v->desks.v[v->desks.n++] = (struct choice){ .value = str_int(r->arena, t.code.v), .word = t.name };
	if (v->c.state != CASE_STATE_CHECKING || v->c.desk.v != county)
		v->desks.v[v->desks.n++] = (struct choice){ .value = str_int(r->arena, county),
			.word = msg(case_county_office), .on = true };
	return OK;
}

static enum err choices_fill(struct req *r, struct case_view *v)
{
	enum err e;

	if (v->may >> CASE_EVENT_ROUTE & 1)
		station_choices_ask(r->db, &(struct station_choices_in){ r->county });
	if ((e = choices_of_pack(r, "kinds", v->c.kind.v, &v->kinds)) ||
	    (e = choices_of_pack(r, "decline_reasons", 0, &v->reasons)) ||
	    (e = choices_of_pack(r, "result_classes", 0, &v->classes)) ||
	    (e = desks_fill(r, v)))
		return e;
	if ((v->may >> CASE_EVENT_ASSIGN & 1) || (v->may >> CASE_EVENT_REASSIGN & 1) || (v->may >> CASE_EVENT_SEND_BACK & 1))
		if ((e = choices_of_units(r, &v->units)))
			return e;
	return (v->may >> CASE_EVENT_ROUTE & 1) ? choices_of_stations(r, v->c.station, &v->stations) : OK;
}

static enum err published_fill(struct req *r, struct case_view *v)
{
	struct public_latest_row row;
	bool                     found;
	enum err                 e = public_latest(r->db, r->arena, &(struct public_latest_in){
	        .county = r->county, .case_id = v->c.id }, &row, &found);

	v->published = !e && found && row.state == PUBLIC_STATE_SHOWN;
	v->can_publish = (v->may >> CASE_EVENT_PUBLISH) & 1;
	return e;
}

bool case_mine(const struct case_view *v, const char *step)
{
	return v->failed_step.n && str_eq(v->failed_step, str_of(step));
}

/* The step whose form came back: the last word of a posted address. */
static struct str step_posted(const struct req *r)
{
	struct str rest = r->path, word = S("");

	if (r->failed == OK)
		return word;
	while (str_next(&rest, '/', &word))
		;
	return word;
}

/* Everything about the case in one go; what the reader does not see of it is thrown away. */
static void show_ask(struct req *r)
{
	county_code county;
	case_id     id;

	if (!case_number_read(r->arena, req_part(r, "ref"), &county, &id) || county.v != r->county.v)
		return;
	case_by_id_ask(r->db, &(struct case_by_id_in){ county, id });
	if (r->who.unit.v)
		case_part_role_ask(r->db, &(struct case_part_role_in){ county, id, r->who.unit });
	case_names_ask(r->db, &(struct case_names_in){ county, id });
	contact_by_case_ask(r->db, &(struct contact_by_case_in){ county, id });
	reveal_recent_ask(r->db, &(struct reveal_recent_in){ .county = county, .case_id = id,
		.account = r->who.account, .since = { r->now.ms - REVEAL_MS } });
	case_texts_ask(r->db, &(struct case_texts_in){ county, id });
	case_events_ask(r->db, &(struct case_events_in){ county, id });
	case_parts_ask(r->db, &(struct case_parts_in){ county, id });
	replies_ask(r->db, &(struct replies_in){ county, id });
	ratings_ask(r->db, &(struct ratings_in){ county, id });
	public_latest_ask(r->db, &(struct public_latest_in){ county, id });
}

/* GET /cases/:ref - the whole story and what this reader may do now. */
enum err case_show_get(struct req *r)
{
	struct case_view v = { .n_texts = 0 };
	struct desk      d = desk_of(r);
	enum err         e;

	show_ask(r);
	if ((e = case_of_path(r, &v.c)) || (e = case_may(&d, &v.c, &v.may)) || (e = names_fill(r, &v)) ||
	    (e = contact_fill(r, &v)) || (e = story_fill(r, &v)) || (e = choices_fill(r, &v)) ||
	    (e = published_fill(r, &v)) || (e = case_files_staff(r, v.c.id, &v.files)))
		return e;
	due_fill(r, &v);
	v.failed_step = step_posted(r);
	v.form_gone = v.failed_step.n && !case_step_offered(v.failed_step, v.may);
	return reply_page(r, v.c.title, case_show_html, &v, (struct row_set[]){
		{ "case", &case_by_id_face, &v.c, 1, true },
		{ "words", &case_texts_face, v.texts, v.n_texts, false },
		{ "timeline", &case_events_face, v.n_events ? v.events[0].row : NULL, v.n_events, false },
		{ "parts", &case_parts_face, v.parts, v.n_parts, false },
		{ "replies", &replies_face, v.n_replies ? v.replies[0].row : NULL, v.n_replies, false },
		{ "ratings", &ratings_face, v.ratings, v.n_ratings, false },
		{ "files", &file_line_face, v.files.words.v, v.files.words.n, false },
		{ "reply_files", &file_line_face, v.files.replies.v, v.files.replies.n, false },
	}, 8);
}
