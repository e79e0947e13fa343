/* Making an obligation, moving it, and what other rooms ask about theirs. */
#include "obligation/obligation_private.h"

#include "base/text.h"
#include "db/audit.h"
#include "db/serial.h"
#include "db/tally.h"
#include "region/region.h"

struct acting acting_of(struct req *r)
{
	return (struct acting){ r->db, r->arena, &r->who, r->county, r->now };
}

struct holder holder_county(county_code county)
{
	return (struct holder){ HOLDER_KIND_OFFICE, region_of_county(county).v };
}

struct holder holder_of(const struct who *w)
{
	if (w->roles & STATION_STAFF)
		return (struct holder){ HOLDER_KIND_STATION, w->station.v };
	if (w->roles & UNIT_STAFF)
		return (struct holder){ HOLDER_KIND_UNIT, w->unit.v };
	if (w->roles & DEPUTY)
		return (struct holder){ HOLDER_KIND_PERSON, w->person.v };
	return (struct holder){ HOLDER_KIND_OFFICE, w->region_lo };
}

/* A leader looks on: reads what the office of the same place holds, and does nothing. */
static bool is(const struct who *w, enum holder_kind kind, int64_t id)
{
	struct holder h = holder_of(w);

	return id && h.kind == kind && h.id == id && !(w->roles & LEADER);
}

bool owed_stand(const struct acting *a, const struct owed_by_id_row *o, struct owed_stand *s)
{
	const struct who *w = a->who;

	*s = (struct owed_stand){
		.owner = is(w, o->owner_kind, o->owner),
		.checker = is(w, o->check_kind, o->checker),
	};
	s->sees = s->owner || s->checker ||
	          ((w->roles & (OFFICE | LEADER)) && w->region_lo <= o->region.v && o->region.v <= w->region_hi);
	return s->sees;
}

/* ---- who may be charged ---- */

static enum err holder_find(const struct acting *a, struct holder h, struct str *name)
{
	const struct region_range here = region_tenant(a->county);
	struct owed_station_row s;
	struct owed_unit_row    u;
	struct owed_person_row  p;
	struct owed_place_row   o;
	bool                    found = false;
	enum err                e = OK;

	*name = S("");
	switch (h.kind) {
	case HOLDER_KIND_STATION:
		e = owed_station(a->db, a->arena, &(struct owed_station_in){ a->county, { h.id } }, &s, &found);
		*name = !e && found ? s.name : *name;
		break;
	case HOLDER_KIND_UNIT:
		e = owed_unit(a->db, a->arena, &(struct owed_unit_in){ a->county, { h.id } }, &u, &found);
		*name = !e && found ? u.name : *name;
		break;
	case HOLDER_KIND_PERSON:
		e = owed_person(a->db, a->arena, &(struct owed_person_in){ a->county, { h.id } }, &p, &found);
		*name = !e && found ? p.name : *name;
		break;
	case HOLDER_KIND_OFFICE:
		e = owed_place(a->db, a->arena, &(struct owed_place_in){ { h.id }, here.lo, here.hi }, &o, &found);
		*name = !e && found ? o.name : *name;
		break;
	default:
		break;
	}
	return e ? e : found ? OK : ERR_MISSING;
}

struct str holder_name(const struct acting *a, struct holder h)
{
	struct str name;

	return holder_find(a, h, &name) ? S("") : name;
}

bool holder_read(struct str value, struct holder *out)
{
	struct str kind;

	*out = (struct holder){ 0 };
	if (!str_next(&value, '-', &kind) || !str_number(value, INT64_MAX, &out->id) || out->id == 0)
		return false;
	for (int i = 1; i < HOLDER_KIND_COUNT; i++)
		if (str_eq(kind, str_of(holder_kind_names[i])))
			out->kind = (enum holder_kind)i;
	return out->kind != HOLDER_KIND_NONE;
}

static struct holder_choice choice(const struct acting *a, enum holder_kind kind, int64_t id, struct str word,
                                   struct str find)
{
	return (struct holder_choice){ str_join(a->arena, str_of(holder_kind_names[kind]), S("-"),
	        str_int(a->arena, id), STR_NONE), word, find };
}

enum err holder_choices(const struct acting *a, struct holder_choice **out, size_t *n)
{
	const struct who        *w = a->who;
	struct owed_stations_row *s;
	struct owed_units_row    *u;
	struct owed_places_row   *o;
	size_t                    ns, nu, no;
	enum err                  e;

	*n = 0;
	if ((e = owed_places(a->db, a->arena, &(struct owed_places_in){ w->region_lo, w->region_hi }, &o, &no)) ||
	    (e = owed_stations(a->db, a->arena, &(struct owed_stations_in){ a->county, w->region_lo,
	             w->region_hi }, &s, &ns)) ||
	    (e = owed_units(a->db, a->arena, &(struct owed_units_in){ a->county }, &u, &nu)))
		return e;
	*out = ARENA_ARRAY(a->arena, struct holder_choice, no + ns + nu);
	for (size_t i = 0; i < no; i++)
		(*out)[(*n)++] = choice(a, HOLDER_KIND_OFFICE, o[i].code.v, o[i].name, o[i].initials);
	for (size_t i = 0; i < ns; i++)
		(*out)[(*n)++] = choice(a, HOLDER_KIND_STATION, s[i].id.v, s[i].name, s[i].initials);
	for (size_t i = 0; i < nu; i++)
		(*out)[(*n)++] = choice(a, HOLDER_KIND_UNIT, u[i].id.v, u[i].name, u[i].initials);
	return OK;
}

/* ---- making and moving ---- */

static const char *action_of(enum obligation_event event)
{
	static const char *const actions[] = {
		[OBLIGATION_EVENT_MAKE] = "obligation.make", [OBLIGATION_EVENT_REPORT] = "obligation.report",
		[OBLIGATION_EVENT_SIGN] = "obligation.sign", [OBLIGATION_EVENT_SEND_BACK] = "obligation.send_back",
		[OBLIGATION_EVENT_CANCEL] = "obligation.cancel", [OBLIGATION_EVENT_EXTEND] = "obligation.extend",
	};

	_Static_assert(COUNT(actions) == OBLIGATION_EVENT_COUNT, "every event has a name in the audit");
	return actions[event];
}

void owed_count(const struct acting *a, enum obligation_state state, struct day due, int64_t by)
{
	tally_add(a->db, a->county, TALLY_SORT_TASK, (int64_t)state, 0, by);
	if (state == OBLIGATION_STATE_OPEN)
		tally_add(a->db, a->county, TALLY_SORT_TASK_DUE, 0, due.n, by);
}

/* One line of the story and one of the audit. */
static enum err owed_trace(const struct acting *a, obligation_id id, enum obligation_event event,
                           enum obligation_state state, struct day due, struct str words)
{
	enum err e = owed_event_insert(a->db, &(struct owed_event_insert_in){ .county = a->county,
		.obligation = id, .now = a->now, .event = event, .account = a->who->account, .due = due,
		.words = words.p ? words : S("") }, NULL);

	return e ? e : audit_write(a->db, &(struct audit){ .county = a->county, .now = a->now,
		.account = a->who->account, .grant = a->who->grant, .action = action_of(event),
		.object = str_join(a->arena, S("obligation "), str_int(a->arena, id.v), STR_NONE),
		.result = obligation_state_names[state], .reason = words.n ? words : STR_NONE });
}

enum err obligation_make(const struct acting *a, const struct obligation_new *in, obligation_id *id)
{
	struct day began = in->began.n ? in->began : day_of(a->now);
	struct str name;
	enum err   e;

	if ((e = holder_find(a, in->owner, &name)) || (e = holder_find(a, in->checker, &name)))
		return e == ERR_MISSING ? ERR_INPUT : e;
	if (in->title.n == 0 || in->due.n < began.n || in->source == OBLIGATION_SOURCE_NONE)
		return ERR_INPUT;
	if ((e = serial_next(a->db, a->arena, a->county, SERIAL_KIND_OBLIGATION, &id->v)) ||
	    (e = owed_insert(a->db, &(struct owed_insert_in){ .county = a->county, .id = *id,
		     .owner_kind = in->owner.kind, .owner = in->owner.id, .check_kind = in->checker.kind,
		     .checker = in->checker.id, .region = in->region, .source = in->source,
		     .source_id = in->source_id, .source_item = in->source_item, .due = in->due,
		     .began = began, .rule = in->rule ? str_of(in->rule) : S(""),
		     .now = a->now, .title = utf8_head(in->title, OBLIGATION_TITLE_MAX) }, NULL)))
		return e;
	owed_count(a, OBLIGATION_STATE_OPEN, in->due, 1);
	return owed_trace(a, *id, OBLIGATION_EVENT_MAKE, OBLIGATION_STATE_OPEN, in->due, in->words);
}

enum err obligation_take(const struct acting *a, obligation_id id, const struct obligation_step *s)
{
	struct owed_by_id_row o;
	struct owed_stand     stand;
	enum obligation_state to;
	struct day            today = day_of(a->now);
	bool                  found, new_day;
	int64_t               changed;
	enum err              e;

	if ((e = owed_by_id(a->db, a->arena, &(struct owed_by_id_in){ a->county, id }, &o, &found)))
		return e;
	if (!found || !owed_stand(a, &o, &stand))
		return ERR_MISSING;
	if (s->version != o.version)
		return ERR_CONFLICT;
	if ((e = owed_next(o.state, s->event, &stand, &to)))
		return e;
	new_day = s->due.n && (s->event == OBLIGATION_EVENT_EXTEND || s->event == OBLIGATION_EVENT_SEND_BACK);
	if ((new_day && s->due.n < today.n) || (s->event == OBLIGATION_EVENT_EXTEND && s->due.n <= o.due.n))
		return ERR_INPUT;
	if ((e = owed_move(a->db, &(struct owed_move_in){ .county = a->county, .id = id, .version = o.version,
		     .state = to, .due = new_day ? s->due : o.due, .began = new_day ? today : o.began,
		     .rule = new_day ? S("") : o.rule,
		     .round = o.round + (s->event == OBLIGATION_EVENT_SEND_BACK),
		     .reported = s->event == OBLIGATION_EVENT_REPORT ? today : o.reported, .now = a->now }, &changed)))
		return e;
	if (changed != 1)
		return ERR_CONFLICT;
	owed_count(a, o.state, o.due, -1);
	owed_count(a, to, new_day ? s->due : o.due, 1);
	return owed_trace(a, id, s->event, to, new_day ? s->due : o.due, s->words);
}

/* ---- what other rooms ask ---- */

enum err obligation_progress(const struct acting *a, enum obligation_source source, int64_t source_id,
                             int64_t item, struct obligation_tally *out)
{
	struct owed_tally_row *rows;
	size_t                 n;
	enum err               e = owed_tally(a->db, a->arena, &(struct owed_tally_in){ .county = a->county,
		.source = source, .source_id = source_id, .item = item, .today = day_of(a->now) }, &rows, &n);

	*out = (struct obligation_tally){ 0 };
	for (size_t i = 0; !e && i < n; i++) {
		out->all += rows[i].n;
		out->late += rows[i].late;
		switch (rows[i].state) {
		case OBLIGATION_STATE_OPEN:      out->open += rows[i].n; break;
		case OBLIGATION_STATE_REPORTED:  out->reported += rows[i].n; break;
		case OBLIGATION_STATE_SIGNED:    out->signed_off += rows[i].n; break;
		case OBLIGATION_STATE_CANCELLED: out->cancelled += rows[i].n; break;
		default:                         break;
		}
	}
	return e;
}

enum err obligation_open(const struct acting *a, obligation_id id, bool *open)
{
	struct owed_state_row row;
	bool                  found;
	enum err              e = owed_state(a->db, a->arena, &(struct owed_state_in){ a->county, id }, &row, &found);

	*open = !e && found && (row.state == OBLIGATION_STATE_OPEN || row.state == OBLIGATION_STATE_REPORTED);
	return e;
}

enum err obligation_waiting(const struct acting *a, struct obligation_waiting *out)
{
	struct holder           h = holder_of(a->who);
	struct owed_waiting_row row;
	enum err                e = owed_waiting(a->db, a->arena, &(struct owed_waiting_in){ .county = a->county,
		.kind = h.kind, .id = h.id, .today = day_of(a->now) }, &row);

	*out = e ? (struct obligation_waiting){ 0 } : (struct obligation_waiting){ row.owed, row.late, row.check_now };
	return e;
}

enum err obligation_lines(const struct acting *a, enum obligation_source source, int64_t source_id,
                          struct obligation_line **out, size_t *n)
{
	struct owed_of_source_row *rows;
	struct day                 today = day_of(a->now);
	enum err                   e = owed_of_source(a->db, a->arena, &(struct owed_of_source_in){
		.county = a->county, .source = source, .source_id = source_id }, &rows, n);

	if (e)
		return e;
	*out = ARENA_ARRAY(a->arena, struct obligation_line, *n);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct obligation_line){ .id = rows[i].id, .state = rows[i].state, .item = rows[i].item,
			.title = rows[i].title, .owner = rows[i].owner_name.p ? rows[i].owner_name : S(""),
			.due = rows[i].due,
			.late = rows[i].state == OBLIGATION_STATE_OPEN && rows[i].due.n < today.n };
	return OK;
}

const char *obligation_badge(enum obligation_state state, bool late)
{
	switch (state) {
	case OBLIGATION_STATE_OPEN:     return late ? "bad" : "warn";
	case OBLIGATION_STATE_REPORTED: return "info";
	case OBLIGATION_STATE_SIGNED:   return "ok";
	default:                        return "";
	}
}
