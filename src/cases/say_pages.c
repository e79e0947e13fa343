/*
 * Three steps without a session and without scripts: each page carries what
 * was typed before in hidden fields, and one form key from the first to the
 * last, so that a second send of the same opinion gives the same receipt.
 */
#include "cases/resident_private.h"

#include "pack/pack.h"
#include "base/text.h"
#include "file/file.h"
#include "http/form.h"
#include "http/key.h"
#include "http/limit.h"
#include "region/region.h"

#define WORDS_MIN 4
#define STATION_WINDOW_S 3600

struct say_form {
	struct str words, name, phone;
	int64_t    kind, region, anonymity, notice, consent;
	struct file_set pictures;
};

/* In the order of the steps; name and phone come last, because a nameless opinion has none. */
static const struct field say_fields[] = {
	FIELD(say_form, words,   TEXT,   WORDS_MAX,    NEEDED),
	FIELD(say_form, kind,    TERM,   INT32_MAX,    OPTIONAL),
	FIELD(say_form, region,  NUMBER, 999999999999, NEEDED),
	FIELD_CHOICE(say_form, anonymity, anonymity, ANONYMITY_COUNT, NEEDED),
	FIELD(say_form, notice,  NUMBER, INT32_MAX,    NEEDED),
	FIELD(say_form, consent, NUMBER, INT32_MAX,    OPTIONAL),
	FIELD(say_form, phone,   PHONE,  30,           OPTIONAL),
	FIELD(say_form, name,    LINE,   NAME_MAX,     OPTIONAL),
};
enum { FIELDS_STEP_1 = 2, FIELDS_STEP_2 = 3, FIELDS_NAMELESS = 6 };

static enum err place_of_deputy(struct req *r, person_id id, struct say_place *at)
{
	struct say_deputy_row d;
	bool                  found;
	enum err e = say_deputy(r->db, r->arena,
				&(struct say_deputy_in){ .county = r->county, .id = id }, &d,
				&found);

	if (e || !found)
		return e ? e : ERR_MISSING;
	*at = (struct say_place){ .county = r->county,
				  .station = d.station,
				  .deputy = d.id,
				  .region = d.region,
				  .name = d.station_name,
				  .code = d.code,
				  .deputy_name = d.name };
	return OK;
}

static enum err place_of_station(struct req *r, station_id id, struct say_place *at)
{
	struct say_station_row s;
	bool                   found;
	enum err e = say_station(r->db, r->arena,
				 &(struct say_station_in){ .county = r->county, .id = id }, &s,
				 &found);

	if (e || !found)
		return e ? e : ERR_MISSING;
	*at = (struct say_place){ .county = r->county,
				  .station = s.id,
				  .region = s.region,
				  .name = s.name,
				  .code = s.code,
				  .deputy_name = S("") };
	return OK;
}

/* The place of the path's code, and the tenant it belongs to. */
static enum err say_place_of(struct req *r, struct say_place *at)
{
	bool                deputy = str_starts(r->path, S("/d/"));
	struct say_code_row c;
	bool                found;
	enum err e = say_code(r->db, r->arena,
			      &(struct say_code_in){
				      .code = req_part(r, "code"),
				      .kind = deputy ? CODE_KIND_PERSON : CODE_KIND_STATION },
			      &c, &found);

	if (e || !found)
		return e ? e : ERR_MISSING;
	req_enter(r, c.county);
	e = deputy ? place_of_deputy(r, (person_id){ c.id }, at) :
	             place_of_station(r, (station_id){ c.id }, at);
	if (e)
		return e;
	at->base = str_join(r->arena, deputy ? S("/d/") : S("/s/"), at->code, STR_NONE);
	return OK;
}

/* The key goes on from step to step; a used, old or foreign one is replaced. */
static struct str key_on(struct req *r)
{
	struct form_key k;

	if (r->method == POST && r->failed != ERR_REPEAT && r->failed != ERR_FORGED &&
	    form_key_read(r, &k) == OK && k.fresh && k.county.v == r->county.v)
		return req_posted(r, FORM_KEY_FIELD);
	return form_key_new(r);
}

/* What stands in the summary before sending. */
static void summary_fill(struct req *r, struct say_view *v)
{
	int64_t term = 0, region = 0;

	v->kind_word = v->region_word = S("");
	if (str_number(req_posted(r, "kind"), INT32_MAX, &term))
		v->kind_word = case_term(r, (term_id){ term });
	if (v->step == 3 && str_number(req_posted(r, "region"), 999999999999, &region))
		v->region_word = region == r->county.v * 1000000 ? v->own.word :
		                 region_path(r->db, r->arena, (region_code){ region },
		                         region_of_county(r->county), " ");
}

static enum err say_draw(struct req *r, const struct say_place *at, int step)
{
	struct say_view *v = ARENA_NEW(r->arena, struct say_view);
	struct page      page = page_of(r), *p = &page;
	enum err         e = OK;

	v->at = *at;
	v->step = step;
	v->key = key_on(r);
	v->notice = notice_text(r, &v->notice_version);
	v->consent = consent_text(r, &v->consent_version);
	if (step == 1)
		e = choices_of_pack(r, "kinds", 0, &v->kinds);
	else if (step == 2)
		e = say_places_fill(r, v);
	if (e)
		return e;
	summary_fill(r, v);
	e = reply_page(r,
		       step == 1   ? msg(say_what_title)
		       : step == 2 ? msg(say_where_title)
				   : msg(say_who_title),
		       say_html, v, NULL, 0);
	if (!e && r->failed == ERR_INPUT && !(r->route->flags & SUBMITS))
		reply_status(r, error_status(ERR_INPUT));
	return e;
}

/* GET /s/:code/say, /d/:code/say - the first step. */
enum err say_get(struct req *r)
{
	struct say_place at;
	enum err         e = say_place_of(r, &at);

	return e ? e : say_draw(r, &at, 1);
}

/* The first step with a fault: there the reader has to go back to. */
static int step_of_faults(const struct req *r)
{
	int first = 3;

	for (size_t i = 0; i < r->n_faults; i++) {
		const char *name = r->faults[i].field;
		int         step = strcmp(name, "words") == 0 || strcmp(name, "kind") == 0 ||
		                   strcmp(name, "pictures") == 0 ? 1 :
		                   strcmp(name, "region") == 0 ? 2 : 3;

		if (step < first)
			first = step;
	}
	return first;
}

static enum err region_check(struct req *r, const struct say_place *place, int64_t region)
{
	struct place_choices_row *at;
	size_t                    n = 0;
	enum err                  e = OK;

	if (region == place->region.v)
		return OK;              /* most say nothing else than where the station is */
	if (region / 1000000 == r->county.v)
		e = place_choices(r->db, r->arena, &(struct place_choices_in){
		        .lo = region, .hi = region, .limit = 1 }, &at, &n);
	if (!e && n == 0 && region != r->county.v * 1000000)
		req_fault(r, "region", MSG_fault_region, 0);
	return e;
}

/* Reads what belongs to the steps up to `step` and checks it. */
static enum err form_upto(struct req *r, const struct say_place *at, int step, struct say_form *f)
{
	size_t   n = step == 1 ? FIELDS_STEP_1 : step == 2 ? FIELDS_STEP_2 : COUNT(say_fields);
	enum err e;

	/* What was typed before choosing to stay unnamed is neither kept nor looked at. */
	if (step == 3 && str_eq(req_posted(r, "anonymity"), S("anonymous")))
		n = FIELDS_NAMELESS;
	*f = (struct say_form){ .words = S("") };
	e = req_form(r, say_fields, n, f);
	if (e != OK && e != ERR_INPUT)
		return e;
	e = file_form(r, "pictures", TAKES_PICTURES, FILES_MAX, &f->pictures);
	if (e != OK && e != ERR_INPUT)
		return e;
	if (f->words.n && utf8_length(f->words) < WORDS_MIN)
		req_fault(r, "words", MSG_fault_too_short, WORDS_MIN);
	if (f->kind && !pack_term(r->house->packs, region_of_county(r->county), PACK_KINDS,
	                          (term_id){ f->kind }, r->today))
		req_fault(r, "kind", MSG_fault_choice, 0);
	if (step >= 2 && f->region && (e = region_check(r, at, f->region)))
		return e;
	return r->n_faults ? ERR_INPUT : OK;
}

static int step_posted(struct req *r, const char *field, int otherwise)
{
	int64_t v;

	return str_number(req_posted(r, field), 3, &v) && v >= 1 ? (int)v : otherwise;
}

/* POST .../say - draws the next step, or the one before, or the same with its faults. */
enum err say_post(struct req *r)
{
	struct say_place at;
	struct say_form  f;
	int              from = step_posted(r, "at", 1), to = step_posted(r, "step", 1);
	enum err         e = say_place_of(r, &at);

	if (e)
		return e;
	if (to > from + 1)
		to = from + 1;
	if (to > from) {
		e = form_upto(r, &at, from, &f);
		if (e == ERR_INPUT) {
			r->failed = ERR_INPUT;
			to = step_of_faults(r);
		} else if (e) {
			return e;
		}
	}
	return say_draw(r, &at, to);
}

/* The same step once more: its pictures could not be taken in. */
enum err say_again(struct req *r)
{
	struct say_place at;
	enum err         e = say_place_of(r, &at);

	return e ? e : say_draw(r, &at, step_posted(r, "at", 1));
}

/* Villages share a carrier's address, so a station is counted itself; nothing is refused. */
static enum err station_busy(struct req *r, const struct say_place *at, bool *busy)
{
	int        max = r->house->set.submit_per_station;
	enum err   e;
	struct str who = str_join(r->arena, str_int(r->arena, at->county.v), S("/"),
	                          str_int(r->arena, at->station.v), STR_NONE);

	*busy = false;
	if (max <= 0 || !r->house->limits)
		return OK;
	e = req_limit_of(r, "station", who, max, STATION_WINDOW_S);
	*busy = e == ERR_LIMIT;
	return *busy ? OK : e;
}

/* Texts are agreed to in the version that was shown. */
static void versions_check(struct req *r, const struct say_form *f)
{
	int64_t notice, consent;

	notice_text(r, &notice);
	consent_text(r, &consent);
	if (f->notice && f->notice != notice)
		req_fault(r, "notice", MSG_say_notice_new, 0);
	if (f->consent && f->consent != consent)
		req_fault(r, "consent", MSG_say_notice_new, 0);
}

static void form_to_intake(struct req *r, const struct say_place *at, const struct say_form *f,
			   struct enrol_form *to, struct intake *in)
{
	*to = (struct enrol_form){
		.words = f->words,
		.name = f->name,
		.phone = f->phone,
		.kind = f->kind,
		.region = f->region,
		.persons = 1,
		.anonymity = f->anonymity,
		.deputy = at->deputy.v,
		.consent = f->consent != 0,
	};
	*in = (struct intake){ .station = at->station };
	intake_fill(r, to, in);
	in->channel = at->deputy.v ? CHANNEL_DEPUTY : CHANNEL_PAGE;
}

/* POST .../submit - takes it in and shows the receipt. */
enum err say_submit_post(struct req *r)
{
	struct who        resident = { .roles = RESIDENT };
	struct desk       d;
	struct say_place  at;
	struct say_form   f;
	struct enrol_form checked;
	struct intake     in;
	case_id           id;
	enum err          e = say_place_of(r, &at);

	if (e)
		return e;
	e = form_upto(r, &at, 3, &f);
	if (e != OK && e != ERR_INPUT)
		return e;
	versions_check(r, &f);
	form_to_intake(r, &at, &f, &checked, &in);
	/* Every fault at once; who has not said whether to leave a name is not asked for it. */
	if (f.anonymity && (e = enrol_check_sender(r, &checked)) != OK && e != ERR_INPUT)
		return e;
	if (r->n_faults)
		return ERR_INPUT;
	if ((e = station_busy(r, &at, &in.held)))
		return e;
	d = desk_of(r);
	d.who = &resident;
	if ((e = case_enrol(&d, &in, &id)) ||
	    (e = file_attach(r, &f.pictures, &(struct file_place){ FILE_OWNER_CASEFILE, id.v, 0 })))
		return e;
	return reply_see(
		r, str_join(r->arena, follow_path(r, at.county, id, 1), S("/receipt"), STR_NONE));
}

/* The step to put right, with everything that was typed. */
enum err say_submit_again(struct req *r)
{
	struct say_place at;
	enum err         e = say_place_of(r, &at);

	return e ? e : say_draw(r, &at, r->n_faults ? step_of_faults(r) : 3);
}
