/* Storing what happens to a post, and meetings. */
#include "post/post_private.h"

#include "db/audit.h"
#include "db/serial.h"

const struct pack_item *post_rule(const struct pack_set *packs, region_code at, enum pack_section section,
                                  struct str code, struct day day)
{
	const struct pack_list *list = pack_list(packs, at, section, day);

	for (size_t i = 0; list && i < list->n; i++)
		if (str_eq(list->items[i].code, code))
			return &list->items[i];
	return NULL;
}

static enum err told(const struct acting *a, const char *action, struct str object, struct str reason)
{
	return audit_write(a->db, &(struct audit){ .county = a->county, .now = a->now, .account = a->who->account,
		.grant = a->who->grant, .action = action, .object = object, .result = "",
		.reason = reason.n ? reason : STR_NONE });
}

/* The state after an event; NONE for one that leaves the post as it is. */
static enum post_state state_after(enum post_event event)
{
	switch (event) {
	case POST_EVENT_FILL:      return POST_STATE_FILLED;
	case POST_EVENT_PART_TIME: return POST_STATE_PART_TIME;
	case POST_EVENT_VACATE:    return POST_STATE_VACANT;
	default:                   return POST_STATE_NONE;
	}
}

enum err post_note(const struct acting *a, const struct post_change *c)
{
	enum post_state      to = state_after(c->event);
	struct str           holder = to == POST_STATE_VACANT || !c->holder.p ? S("") : c->holder;
	struct post_one_row  now;
	int64_t              changed = 1;
	bool                 found;
	enum err             e;

	if ((to == POST_STATE_FILLED || to == POST_STATE_PART_TIME) && holder.n == 0)
		return ERR_INPUT;
	if ((e = post_one(a->db, a->arena, &(struct post_one_in){ a->county, c->region, c->kind }, &now, &found)))
		return e;
	if (to && c->version != (found ? now.version : 0))
		return ERR_CONFLICT;
	if (to && found)
		e = post_move(a->db, &(struct post_move_in){ a->county, c->region, c->kind, to, holder, c->day,
			now.version, a->now }, &changed);
	else if (to)
		e = post_insert(a->db, &(struct post_insert_in){ a->county, c->region, c->kind, to, holder, c->day,
			a->now }, NULL);
	if (e || changed != 1)
		return e ? e : ERR_CONFLICT;
	if ((e = post_event_insert(a->db, &(struct post_event_insert_in){ .county = a->county, .region = c->region,
		     .kind = c->kind, .now = a->now, .day = c->day, .event = c->event, .account = a->who->account,
		     .words = str_join(a->arena, holder, holder.n && c->words.n ? S("：") : S(""),
		                       c->words.p ? c->words : S(""), STR_NONE) }, NULL)))
		return e;
	return told(a, to ? "post.change" : "post.log", str_join(a->arena, S("post "), str_int(a->arena, c->region.v),
		S(" "), c->kind, STR_NONE), c->words);
}

static struct str meeting_object(const struct acting *a, meeting_id id)
{
	return str_join(a->arena, S("meeting "), str_int(a->arena, id.v), STR_NONE);
}

enum err meeting_make(const struct acting *a, const struct meeting_new *in, meeting_id *id)
{
	enum err e;

	if ((e = serial_next(a->db, a->arena, a->county, SERIAL_KIND_MEETING, &id->v)) ||
	    (e = meeting_insert(a->db, &(struct meeting_insert_in){ .county = a->county, .id = *id,
		     .region = in->region, .kind = in->kind, .year = day_split(in->day).year, .state = in->state,
		     .day = in->day, .halves = in->halves, .title = in->title.p ? in->title : S(""),
		     .words = in->words.p ? in->words : S("") }, NULL)))
		return e;
	return told(a, "meeting.add", meeting_object(a, *id), STR_NONE);
}

enum err meeting_change(const struct acting *a, const struct meeting_by_id_row *m, const struct meeting_move_in *to)
{
	int64_t  changed;
	enum err e = meeting_move(a->db, to, &changed);

	if (e || changed != 1)
		return e ? e : ERR_CONFLICT;
	return told(a, "meeting.change", meeting_object(a, m->id), to->words);
}
