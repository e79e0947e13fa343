/* The clerk's intake form, and what it shares with the resident's three steps. */
#include "cases/enrol_pages.h"
#include "cases/enrol.t.h"

#include "pack/pack.h"
#include "base/text.h"
#include "cases/case_private.h"
#include "file/file.h"
#include "cases/list_private.h"
#include "http/form.h"
#include "region/region.h"

#define PERSONS_MAX 10000

static const struct field enrol_fields[] = {
	FIELD(enrol_form, words,       TEXT,   WORDS_MAX,   NEEDED),
	FIELD(enrol_form, name,        LINE,   NAME_MAX,    OPTIONAL),
	FIELD(enrol_form, phone,       PHONE,  30,          OPTIONAL),
	FIELD(enrol_form, door,        LINE,   80,          OPTIONAL),
	FIELD(enrol_form, received_by, LINE,   60,          OPTIONAL),
	FIELD_CHOICE(enrol_form, channel, channel, CHANNEL_COUNT, NEEDED),
	FIELD(enrol_form, kind,        TERM,   INT32_MAX,   OPTIONAL),
	FIELD(enrol_form, region,      NUMBER, 999999999999, NEEDED),
	FIELD(enrol_form, persons,     NUMBER, PERSONS_MAX, NEEDED),
	FIELD_CHOICE(enrol_form, anonymity, anonymity, ANONYMITY_COUNT, NEEDED),
	FIELD(enrol_form, deputy,      TERM,   INT64_MAX,   OPTIONAL),
	FIELD(enrol_form, consent,     CHECK,  0,           OPTIONAL),
};

enum err choices_of_places(struct req *r, region_code chosen, struct choices *out)
{
	struct place_choices_row *rows;
	const struct region_range here = region_tenant(r->county);
	enum err                  e = place_choices(r->db, r->arena, &(struct place_choices_in){
	        .lo = here.lo, .hi = here.hi, .limit = 2000 }, &rows, &out->n);

	if (e)
		return e;
	out->v = ARENA_ARRAY(r->arena, struct choice, out->n);
	for (size_t i = 0; i < out->n; i++)
		out->v[i] = (struct choice){
			.value = str_int(r->arena, rows[i].code.v), .word = rows[i].name,
			.find = rows[i].initials, .on = rows[i].code.v == chosen.v,
			.help = rows[i].level == REGION_LEVEL_VILLAGE ? S("　") : S(""),
		};
	return OK;
}

static const struct pack_item *text_in_force(struct req *r, const char *code)
{
	return pack_text(r->house->packs, (region_code){ r->county.v * 1000000 }, code, 0, r->today);
}

static struct str text_words(struct req *r, const struct pack_item *t, int64_t *version)
{
	*version = t ? t->version : 0;
	return !t ? S("") : r->lang == LANG_EN ? t->text_en : t->text_zh;
}

struct str notice_text(struct req *r, int64_t *version)
{
	return text_words(r, text_in_force(r, "notice"), version);
}

struct str consent_text(struct req *r, int64_t *version)
{
	return text_words(r, text_in_force(r, "consent"), version);
}

enum err enrol_check_sender(struct req *r, const struct enrol_form *f)
{
	struct deputy_exists_row d;
	bool                     known;
	region_code              county = { r->county.v * 1000000 };
	enum err                 e = OK;

	if (f->kind && !pack_term(r->house->packs, county, PACK_KINDS, (term_id){ f->kind }, r->today))
		req_fault(r, "kind", MSG_fault_choice, 0);
	if (f->deputy && !(e = deputy_exists(r->db, r->arena, &(struct deputy_exists_in){
	            .county = r->county, .id = { f->deputy } }, &d, &known)) && !known)
		req_fault(r, "deputy", MSG_fault_choice, 0);
	if (e)
		return e;
	if (f->persons < 1)
		req_fault(r, "persons", MSG_fault_needed, 0);
	/* Who has not said whether to leave a number is not asked for one. */
	if (f->anonymity && f->anonymity != ANONYMITY_ANONYMOUS && f->phone.n == 0)
		req_fault(r, "phone", MSG_fault_needed, 0);
	if (f->anonymity == ANONYMITY_NAMED && f->name.n == 0)
		req_fault(r, "name", MSG_fault_needed, 0);
	return r->n_faults ? ERR_INPUT : OK;
}

enum err enrol_check(struct req *r, const struct enrol_form *f)
{
	const struct region_range here = region_tenant(r->county);
	struct place_choices_row *at;
	size_t                    n = 0;
	enum err                  e = OK;

	if (f->region >= here.lo && f->region <= here.hi)
		e = place_choices(r->db, r->arena, &(struct place_choices_in){
		        .lo = f->region, .hi = f->region, .limit = 1 }, &at, &n);
	if (e)
		return e;
	if (n == 0 && f->region != here.lo)
		req_fault(r, "region", MSG_fault_region, 0);
	return enrol_check_sender(r, f);
}

void intake_fill(struct req *r, const struct enrol_form *f, struct intake *in)
{
	int64_t notice, consent;

	notice_text(r, &notice);
	consent_text(r, &consent);
	in->region = (region_code){ f->region };
	in->kind = (term_id){ f->kind };
	in->anonymity = (enum anonymity)f->anonymity;
	in->persons = f->persons;
	in->deputy = (person_id){ f->deputy };
	in->notice = notice;
	in->consent = f->consent ? consent : 0;
	in->words = f->words;
	in->received_by = f->received_by;
	/* What was typed before choosing to stay unnamed is not kept. */
	in->phone = f->anonymity == ANONYMITY_ANONYMOUS ? STR_NONE : f->phone;
	in->name = f->anonymity == ANONYMITY_NAMED ? f->name : STR_NONE;
	in->door = f->anonymity == ANONYMITY_NAMED ? f->door : STR_NONE;
}

static enum err deputies_fill(struct req *r, struct choices *out)
{
	struct station_deputies_row *rows;
	enum err                     e = station_deputies(r->db, r->arena, &(struct station_deputies_in){
	        .county = r->county, .station = r->who.station }, &rows, &out->n);

	if (e)
		return e;
	out->v = ARENA_ARRAY(r->arena, struct choice, out->n);
	for (size_t i = 0; i < out->n; i++)
		out->v[i] = (struct choice){ .value = str_int(r->arena, rows[i].id.v), .word = rows[i].name };
	return OK;
}

static const struct face_col choice_cols[] = {
	{ "value", FACE_TEXT, false, offsetof(struct choice, value), NULL },
	{ "word", FACE_TEXT, false, offsetof(struct choice, word), NULL },
};

static const struct face choice_face = { "choice", sizeof(struct choice), choice_cols, COUNT(choice_cols) };

/* GET /enrol - for a walk-in, a letter, a call, a visit. */
enum err enrol_get(struct req *r)
{
	static const enum channel by_desk[] = { CHANNEL_WALK_IN, CHANNEL_LETTER, CHANNEL_TELEPHONE,
		CHANNEL_VISIT, CHANNEL_MEETING };
	struct page              page = page_of(r), *p = &page;
	struct enrol_view        v = { .station = S("") };
	struct station_place_row s;
	int64_t                  version;
	enum err                 e;

	if ((e = station_place(r->db, r->arena, &(struct station_place_in){
	             .county = r->county, .id = r->who.station }, &s)) ||
	    (e = choices_of_pack(r, "kinds", 0, &v.kinds)) ||
	    (e = choices_of_places(r, s.region, &v.places)) || (e = deputies_fill(r, &v.deputies)))
		return e;
	v.station = s.name;
	v.notice = notice_text(r, &version);
	v.consent = consent_text(r, &version);
	v.channels.v = ARENA_ARRAY(r->arena, struct choice, COUNT(by_desk));
	for (size_t i = 0; i < COUNT(by_desk); i++)
		v.channels.v[v.channels.n++] = (struct choice){
			.value = str_of(channel_names[by_desk[i]]), .word = label(channel, by_desk[i]) };
	return reply_page(r, msg(case_enrol), enrol_html, &v, (struct row_set[]){
		{ "channels", &choice_face, v.channels.v, v.channels.n, false },
		{ "kinds", &choice_face, v.kinds.v, v.kinds.n, false },
		{ "places", &choice_face, v.places.v, v.places.n, false },
		{ "deputies", &choice_face, v.deputies.v, v.deputies.n, false },
	}, 4);
}

/* POST /enrol - registers it and shows the case, where the slip can be printed. */
enum err enrol_post(struct req *r)
{
	struct desk       d = desk_of(r);
	struct enrol_form f;
	struct file_set   files;
	struct intake     in = { .station = r->who.station };
	case_id           id;
	enum err          e;

	e = req_form(r, enrol_fields, COUNT(enrol_fields), &f);
	if (e != OK && e != ERR_INPUT)
		return e;
	/* Every fault is told at once. */
	if (((e = enrol_check(r, &f)) != OK && e != ERR_INPUT) ||
	    ((e = file_form(r, "files", TAKES_FILES, FILES_MAX, &files)) != OK && e != ERR_INPUT))
		return e;
	if (r->n_faults)
		return ERR_INPUT;
	if (f.channel == CHANNEL_PAGE || f.channel == CHANNEL_DEPUTY) {
		req_fault(r, "channel", MSG_fault_choice, 0);
		return ERR_INPUT;
	}
	intake_fill(r, &f, &in);
	in.channel = (enum channel)f.channel;
	if ((e = case_enrol(&d, &in, &id)) ||
	    (e = file_attach(r, &files, &(struct file_place){ FILE_OWNER_CASEFILE, id.v, 0 })))
		return e;
	return reply_see(r, str_join(r->arena, S("/cases/"), case_number(r->arena, r->county, id),
	        S("/slip"), STR_NONE));
}
