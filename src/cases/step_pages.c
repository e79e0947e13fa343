/* The doors of the steps: POST /cases/:ref/STEP, one table row and one form for all. */
#include "pack/pack.h"
#include "cases/case_private.h"
#include "cases/list_private.h"
#include "cases/pages.h"
#include "http/form.h"

struct step_form {
	int64_t        version;
	struct str     told, note, title;
	int64_t        reason, kind, lead, proposed, station, desk;
	struct numbers assist;
	int64_t        told_by, attitude, result;
};

static const struct field step_fields[] = {
	FIELD(step_form, version,  NUMBER,  1 << 30,   NEEDED),
	FIELD(step_form, told,     TEXT,    REPLY_MAX, OPTIONAL),
	FIELD(step_form, note,     TEXT,    NOTE_MAX,  OPTIONAL),
	FIELD(step_form, title,    LINE,    TITLE_MAX, OPTIONAL),
	FIELD(step_form, reason,   TERM,    INT32_MAX, OPTIONAL),
	FIELD(step_form, kind,     TERM,    INT32_MAX, OPTIONAL),
	FIELD(step_form, lead,     NUMBER,  INT32_MAX, OPTIONAL),
	FIELD(step_form, proposed, NUMBER,  INT32_MAX, OPTIONAL),
	FIELD(step_form, station,  NUMBER,  INT32_MAX, OPTIONAL),
	FIELD(step_form, desk,     NUMBER,  999999999999, OPTIONAL),
	FIELD(step_form, assist,   NUMBERS, INT32_MAX, OPTIONAL),
	FIELD_CHOICE(step_form, told_by,  rated_by, RATED_BY_COUNT, OPTIONAL),
	FIELD_CHOICE(step_form, attitude, rating,   RATING_COUNT,   OPTIONAL),
	FIELD_CHOICE(step_form, result,   rating,   RATING_COUNT,   OPTIONAL),
};

enum { TOLD = 1, NOTE = 2, REASON = 4, KIND = 8, LEAD = 16, STATION = 32, DESK = 64, RATED = 128 };

static const struct door {
	const char        *path;         /* last word of the address */
	enum case_event    event;
	unsigned           needs;
	enum pack_section  reasons;      /* whose words `reason` must be among */
} doors[] = {
	{ "release",     CASE_EVENT_RELEASE,     0,              PACK_SECTIONS },
	{ "accept",      CASE_EVENT_ACCEPT,      0,              PACK_SECTIONS },
	{ "decline",     CASE_EVENT_DECLINE,     TOLD | REASON,  PACK_DECLINE_REASONS },
	{ "answer",      CASE_EVENT_ANSWER,      TOLD | REASON,  PACK_RESULT_CLASSES },
	{ "route",       CASE_EVENT_ROUTE,       NOTE | STATION, PACK_SECTIONS },
	{ "escalate",    CASE_EVENT_ESCALATE,    NOTE | DESK,    PACK_SECTIONS },
	{ "return",      CASE_EVENT_RETURN,      NOTE,           PACK_SECTIONS },
	{ "assign",      CASE_EVENT_ASSIGN,      KIND | LEAD,    PACK_SECTIONS },
	{ "reassign",    CASE_EVENT_REASSIGN,    KIND | LEAD,    PACK_SECTIONS },
	{ "receive",     CASE_EVENT_RECEIVE,     0,              PACK_SECTIONS },
	{ "send-back",   CASE_EVENT_SEND_BACK,   NOTE,           PACK_SECTIONS },
	{ "consult",     CASE_EVENT_CONSULT,     NOTE,           PACK_SECTIONS },
	{ "part",        CASE_EVENT_PART,        TOLD,           PACK_SECTIONS },
	{ "reply",       CASE_EVENT_REPLY,       TOLD | REASON,  PACK_RESULT_CLASSES },
	{ "sign",        CASE_EVENT_SIGN,        0,              PACK_SECTIONS },
	{ "refuse-sign", CASE_EVENT_REFUSE_SIGN, NOTE,           PACK_SECTIONS },
	{ "rate",        CASE_EVENT_RATE,        RATED,          PACK_SECTIONS },
	{ "call",        CASE_EVENT_CALL,        NOTE,           PACK_SECTIONS },
	{ "note",        CASE_EVENT_NOTE,        NOTE,           PACK_SECTIONS },
	{ "reveal",      CASE_EVENT_REVEAL,      NOTE,           PACK_SECTIONS },
	{ "code",        CASE_EVENT_CODE,        0,              PACK_SECTIONS },
};

static const struct door *door_of(const struct req *r)
{
	for (size_t i = 0; i < COUNT(doors); i++)
		if (str_ends(r->path, str_of(doors[i].path)) &&
		    r->path.p[r->path.n - strlen(doors[i].path) - 1] == '/')
			return &doors[i];
	return NULL;
}

bool case_step_offered(struct str step, uint64_t may)
{
	for (size_t i = 0; i < COUNT(doors); i++)
		if (str_eq(step, str_of(doors[i].path)))
			return may >> doors[i].event & 1;
	return false;
}

static void need(struct req *r, unsigned wanted, bool given, const char *field)
{
	if (wanted && !given)
		req_fault(r, field, MSG_fault_needed, 0);
}

/* What the step asks for beyond the kinds of its fields. */
static enum err form_check(struct req *r, const struct door *d, const struct step_form *f)
{
	region_code at = { r->county.v * 1000000 };

	need(r, d->needs & TOLD, f->told.n > 0, "told");
	need(r, d->needs & NOTE, f->note.n > 0, "note");
	need(r, d->needs & REASON, f->reason > 0, "reason");
	need(r, d->needs & KIND, f->kind > 0, "kind");
	need(r, d->needs & LEAD, f->lead > 0, "lead");
	need(r, d->needs & STATION, f->station > 0, "station");
	need(r, d->needs & DESK, f->desk > 0, "desk");
	need(r, d->needs & RATED, f->attitude > 0, "attitude");
	need(r, d->needs & RATED, f->result > 0, "result");
	if (f->reason && d->reasons != PACK_SECTIONS &&
	    !pack_term(r->house->packs, at, d->reasons, (term_id){ f->reason }, r->today))
		req_fault(r, "reason", MSG_fault_choice, 0);
	if (f->kind && !pack_term(r->house->packs, at, PACK_KINDS, (term_id){ f->kind }, r->today))
		req_fault(r, "kind", MSG_fault_choice, 0);
	return r->n_faults ? ERR_INPUT : OK;
}

static void move_fill(struct req *r, const struct door *d, const struct step_form *f, struct move *m)
{
	*m = (struct move){
		.event = d->event, .version = f->version, .station = { f->station }, .desk = { f->desk },
		.lead = { f->lead }, .kind = { f->kind }, .reason = { f->reason }, .title = f->title,
		.told = f->told, .note = f->note, .told_by = (enum rated_by)f->told_by,
		.attitude = (enum rating)f->attitude, .result = (enum rating)f->result,
	};
	for (size_t i = 0; i < f->assist.n && m->n_assist < COUNT(m->assist); i++)
		m->assist[m->n_assist++] = (unit_id){ f->assist.v[i] };
	(void)r;
}

/* The unit proposed on a send-back goes with the reason, as words the office reads. */
static enum err proposed_add(struct req *r, const struct step_form *f, struct move *m)
{
	struct case_unit_exists_row u;
	struct page                 page = page_of(r), *p = &page;
	bool                        found;
	enum err                    e;

	if (m->event != CASE_EVENT_SEND_BACK || f->proposed == 0)
		return OK;
	e = case_unit_exists(r->db, r->arena, &(struct case_unit_exists_in){
	        .county = r->county, .id = { f->proposed } }, &u, &found);
	if (!e && !found) {
		req_fault(r, "proposed", MSG_fault_choice, 0);
		return ERR_INPUT;
	}
	if (!e)
		m->note = str_join(r->arena, m->note, S("\n"), msgf(step_proposed, u.name), STR_NONE);
	return e;
}

/* What an answer came with belongs to its round; an assisting unit's to the unit. */
static enum err files_add(struct req *r, const struct door *d, case_id id, const struct file_set *files)
{
	struct case_by_id_row c;
	enum err              e;

	if (files->n == 0)
		return OK;
	e = case_by_id(r->db, r->arena, &(struct case_by_id_in){ .county = r->county, .id = id }, &c);
	return e ? e : file_attach(r, files, &(struct file_place){ FILE_OWNER_REPLY, id.v,
	        d->event == CASE_EVENT_PART ? PART_OF_UNIT + r->who.unit.v : c.round });
}

/* POST /cases/:ref/STEP - performs it and shows the case again. */
enum err case_step_post(struct req *r)
{
	const struct door *door = door_of(r);
	struct desk        d = desk_of(r);
	struct step_form   f;
	struct move        m;
	struct file_set    files = { .n = 0 };
	county_code        county;
	case_id            id;
	enum err           e;

	if (!door || !case_number_read(r->arena, req_part(r, "ref"), &county, &id) || county.v != r->county.v)
		return ERR_MISSING;
	if (case_takes_files(door->path) &&
	    (e = file_form(r, "files", TAKES_FILES, FILES_MAX, &files)) != OK && e != ERR_INPUT)
		return e;
	if ((e = req_form(r, step_fields, COUNT(step_fields), &f)) || (e = form_check(r, door, &f)))
		return e;
	move_fill(r, door, &f, &m);
	if ((e = proposed_add(r, &f, &m)))
		return e;
	e = case_step(&d, id, &m);
	if (e == ERR_INPUT && r->n_faults == 0)
		req_fault(r, door->needs & LEAD ? "lead" : door->needs & STATION ? "station" :
		          door->needs & DESK ? "desk" : "note", MSG_fault_choice, 0);
	if (e || (e = files_add(r, door, id, &files)))
		return e;
	/* A case routed away may be out of this station's sight. */
	return reply_see(r, door->event == CASE_EVENT_ROUTE ? S("/desk") :
	        str_join(r->arena, S("/cases/"), case_number(r->arena, county, id), STR_NONE));
}
