/* One deputy for the office: the page, the form, the end of a seat. The form reads its fields as import reads cells. */
#include "deputy/export.h"
#include "deputy/pages.h"
#include "deputy/show.t.h"
#include "http/form.h"
#include "region/region.h"

#define VILLAGES_MAX 500        /* of one township */

/* The fields of the form: each is a column of the table. */
static const struct { const char *name; enum column column; bool needed; } fields[] = {
	{ "name", COLUMN_NAME, true }, { "initials", COLUMN_INITIALS, false }, { "sex", COLUMN_SEX, false },
	{ "birth", COLUMN_BIRTH, false }, { "ethnicity", COLUMN_ETHNICITY, false }, { "party", COLUMN_PARTY, false },
	{ "education", COLUMN_EDUCATION, false }, { "class", COLUMN_CLASS, false }, { "occupation", COLUMN_OCCUPATION, false },
	{ "unit", COLUMN_UNIT, false }, { "post", COLUMN_POST, false }, { "certificate", COLUMN_CERTIFICATE, false },
	{ "team", COLUMN_TEAM, false }, { "phone", COLUMN_PHONE, false }, { "door", COLUMN_DOOR, false },
	{ "region", COLUMN_REGION, false }, { "station", COLUMN_STATION, false }, { "rule", COLUMN_RULE, false },
	{ "congress", COLUMN_CONGRESS, false }, { "term", COLUMN_TERM, false }, { "district", COLUMN_DISTRICT, false },
};

enum err deputy_of_path(struct req *r, struct deputy_record *d)
{
	struct deputy_desk     desk = deputy_desk_of(r, NULL);
	struct person_code_row at;
	bool                   found;
	enum err               e = person_code(r->db, r->arena, &(struct person_code_in){ req_part(r, "code") }, &at, &found);

	if (e || !found || at.county.v != r->who.county.v)
		return e ? e : ERR_MISSING;
	if ((e = deputy_read(&desk, (person_id){ at.id }, d)))
		return e;
	return d->region.v >= r->who.region_lo && d->region.v <= r->who.region_hi ? OK : ERR_MISSING;
}

/* Where somebody lives, as people say it: 漭水镇漭水社区. */
static struct str home_words(struct req *r, region_code code)
{
	struct str path = region_path(r->db, r->arena, code, region_of_county(r->who.county), "");

	return path.n ? path : region_name(r->db, r->arena, code);
}

/* The same read back: the name of a township with a village's behind it becomes the village's code. */
static enum err home_typed(struct req *r, const struct gazetteer *g, struct str *cell)
{
	for (size_t i = 0; i < g->n_congresses; i++) {
		const struct congresses_row *town = &g->congresses[i];
		struct region_place         *villages;
		struct str                   rest;
		size_t                       n;
		enum err                     e;

		if (town->level != REGION_LEVEL_TOWNSHIP || cell->n == town->name.n || !str_starts(*cell, town->name))
			continue;
		rest = str_trim(str_part(*cell, town->name.n, cell->n));
		e = region_children(r->db, r->arena, town->code, (region_code){ 0 }, VILLAGES_MAX, &villages, &n);
		for (size_t k = 0; !e && k < n; k++)
			if (str_eq(villages[k].name, rest) || str_eq(region_short(villages[k].name), rest))
				*cell = str_int(r->arena, villages[k].code.v);
		return e;
	}
	return OK;
}

static struct str fact_text(struct req *r, const struct deputy_show *v, enum column c)
{
	if (c == COLUMN_REGION)
		return v->d.region.v ? home_words(r, v->d.region) : S("");
	if (c == COLUMN_STATION)
		return v->station_name;
	return c >= COLUMN_CONGRESS ? S("") : cell_text(r->arena, &v->places, c, &v->d, NULL, true);
}

static void options_fill(struct req *r, const struct gazetteer *g, struct deputy_fact *f, enum column c)
{
	static const struct { enum column column; const enum msg *words; size_t n; } lists[] = {
		{ COLUMN_SEX, sex_msgs, SEX_COUNT }, { COLUMN_ETHNICITY, ethnicity_msgs, ETHNICITY_COUNT },
		{ COLUMN_PARTY, political_party_msgs, POLITICAL_PARTY_COUNT }, { COLUMN_EDUCATION, education_msgs, EDUCATION_COUNT },
		{ COLUMN_CLASS, occupation_class_msgs, OCCUPATION_CLASS_COUNT }, { COLUMN_RULE, assign_rule_msgs, ASSIGN_RULE_COUNT },
	};
	struct str *options = NULL;

	for (size_t i = 0; i < COUNT(lists); i++)
		if (lists[i].column == c) {
			options = ARENA_ARRAY(r->arena, struct str, lists[i].n);
			for (size_t v = 1; v < lists[i].n; v++)
				options[f->n_options++] = words_of(r->lang, lists[i].words[v]);
		}
	if (c == COLUMN_CONGRESS) {
		options = ARENA_ARRAY(r->arena, struct str, g->n_congresses);
		for (size_t i = 0; i < g->n_congresses; i++)
			options[f->n_options++] = g->congresses[i].name;
	}
	if (c == COLUMN_STATION) {
		f->open = true;
		options = ARENA_ARRAY(r->arena, struct str, g->n_stations);
		for (size_t i = 0; i < g->n_stations; i++)
			options[f->n_options++] = g->stations[i].name;
	}
	f->options = options;
}

static struct str seat_words(struct req *r, const struct gazetteer *g, const struct deputy_seat *s)
{
	struct page page = page_of(r), *p = &page;

	return str_join(r->arena, cell_text(r->arena, g, COLUMN_CONGRESS, NULL, s, true), S(" "), label(region_level, s->level),
	                S(" "), s->term, s->district.n ? S(" · ") : S(""), s->district, STR_NONE);
}

static void station_fill(struct deputy_show *v)
{
	v->station_name = v->station_code = S("");
	for (size_t i = 0; i < v->places.n_stations; i++)
		if (v->places.stations[i].id.v == v->d.station.v) {
			v->station_name = v->places.stations[i].name;
			v->station_code = v->places.stations[i].code;
		}
}

/* What page and form show: the facts with telephones masked, the seats, the switches. */
static enum err show_fill(struct req *r, struct deputy_show *v)
{
	struct page          page = page_of(r), *p = &page;
	struct defaults_view defaults;
	enum err             e = gazetteer_read(r->db, r->arena, r->who.county, r->lang, &v->places);

	if (e || (e = defaults_read(r, &defaults)))
		return e;
	station_fill(v);
	v->facts = ARENA_ARRAY(r->arena, struct deputy_fact, COUNT(fields));
	for (size_t i = 0; i < COUNT(fields); i++) {
		enum column         c = fields[i].column;
		struct deputy_fact *f = &v->facts[v->n_facts++];

		*f = (struct deputy_fact){ .name = fields[i].name, .label = column_head(c, r->lang), .needed = fields[i].needed,
			.value = fact_text(r, v, c), .help = S("") };
		if (!f->value.p)
			f->value = S("");
		options_fill(r, &v->places, f, c);
		if ((!f->options || f->open) && c != COLUMN_NAME)
			f->help = column_help(r->arena, &v->places, c);
	}
	v->seats = ARENA_ARRAY(r->arena, struct deputy_seat_line, DEPUTY_SEATS);
	for (size_t i = 0; i < v->d.n_seats; i++) {
		const struct deputy_seat *s = &v->d.seats[i];

		v->seats[v->n_seats++] = (struct deputy_seat_line){ i, seat_words(r, &v->places, s),
			s->ended.n ? msgf(deputy_until, page_day(p, s->ended), label(seat_end, s->end_reason)) : S(""), s->ended.n == 0 };
	}
	v->mask = v->d.published.has ? v->d.published.v : defaults.published;
	v->phone = mask_phone(r->arena, v->d.phone.p ? v->d.phone : S(""));
	v->may_edit = r->who.roles & OFFICE;
	return OK;
}

static const struct face_col fact_cols[] = {
	{ "name", FACE_TEXT, false, offsetof(struct deputy_fact, label), NULL },
	{ "value", FACE_TEXT, false, offsetof(struct deputy_fact, value), NULL },
};
static const struct face fact_face = { "fact", sizeof(struct deputy_fact), fact_cols, COUNT(fact_cols) };

enum err deputy_show_reply(struct req *r, struct deputy_show *v)
{
	enum err e = show_fill(r, v);

	if (e)
		return e;
	return reply_page(r, v->d.name, deputy_page_html, v, (struct row_set[]){
		{ "deputy", &fact_face, v->facts, v->n_facts, false } }, 1);
}

/* GET /deputies/:code */
enum err deputy_show_get(struct req *r)
{
	struct deputy_show *v = ARENA_NEW(r->arena, struct deputy_show);
	enum err            e = deputy_of_path(r, &v->d);

	return e ? e : deputy_show_reply(r, v);
}

static enum err form_draw(struct req *r, struct deputy_show *v)
{
	struct page page = page_of(r), *p = &page;
	enum err    e = show_fill(r, v);

	if (e)
		return e;
	v->fresh = v->d.id.v == 0;
	v->action = v->fresh ? S("/deputies") : str_join(r->arena, S("/deputies/"), v->d.code, S("/edit"), STR_NONE);
	return reply_page(r, v->fresh ? msg(deputy_add) : msg(deputy_edit), deputy_form_html, v, NULL, 0);
}

/* GET /deputies/add */
enum err deputy_new_get(struct req *r)
{
	struct deputy_show *v = ARENA_NEW(r->arena, struct deputy_show);

	v->d.name = v->d.code = S("");
	return form_draw(r, v);
}

/* GET /deputies/:code/edit */
enum err deputy_edit_get(struct req *r)
{
	struct deputy_show *v = ARENA_NEW(r->arena, struct deputy_show);
	enum err            e = deputy_of_path(r, &v->d);

	return e ? e : form_draw(r, v);
}

struct switch_form {
	int64_t        version;
	struct numbers published;
	struct str     consent;
	bool           hidden;
};

static const struct field switch_fields[] = {
	FIELD(switch_form, version, NUMBER, INT64_C(1000000000), OPTIONAL),
	FIELD(switch_form, published, NUMBERS, DEPUTY_FIELD_COUNT - 1, OPTIONAL),
	FIELD(switch_form, consent, LINE, DEPUTY_DOOR_MAX, OPTIONAL),
	FIELD(switch_form, hidden, CHECK, 0, OPTIONAL),
};

/* The public copy of a telephone is made and dropped with its switch, and only with consent. */
static void switches_apply(struct req *r, const struct switch_form *f, struct deputy_record *d, int64_t usual)
{
	const int64_t phone = 1 << DEPUTY_FIELD_PHONE;
	int64_t       chosen_bits = 0;

	for (size_t i = 0; i < f->published.n; i++)
		chosen_bits |= INT64_C(1) << f->published.v[i];
	/* Who has no switches of their own goes on with the county's as long as nobody chose otherwise. */
	if (d->published.has || chosen_bits != usual)
		d->published = (struct maybe_int){ true, chosen_bits };
	d->hidden = f->hidden;
	if (!(chosen_bits & phone)) {
		d->phone_public = d->consent_note = S("");
		d->consent_day.n = 0;
		return;
	}
	if (f->consent.n == 0)
		req_fault(r, "consent", MSG_deputy_consent_needed, 0);
	if (d->phone.n == 0)
		req_fault(r, "phone", MSG_deputy_phone_needed, 0);
	if (!str_eq(d->consent_note.p ? d->consent_note : S(""), f->consent) || d->consent_day.n == 0)
		d->consent_day = r->today;
	d->consent_note = f->consent;
	d->phone_public = d->phone;
}

/* Every field into the record, all faults at once. */
static enum err form_read(struct req *r, struct deputy_record *d)
{
	struct gazetteer     g;
	struct switch_form   f;
	struct defaults_view defaults;
	struct deputy_seat   seat = { .term = S(""), .district = S("") };
	enum err             e = req_form(r, switch_fields, COUNT(switch_fields), &f);

	if ((e && e != ERR_INPUT) || (e = gazetteer_read(r->db, r->arena, r->who.county, r->lang, &g)) ||
	    (e = defaults_read(r, &defaults)))
		return e;
	if (d->id.v && f.version != d->version)
		return ERR_CONFLICT;
	for (size_t i = 0; i < COUNT(fields); i++) {
		struct str typed_text = req_posted(r, fields[i].name);
		bool       keep = fields[i].column == COLUMN_PHONE || fields[i].column == COLUMN_DOOR;
		int64_t    limit = 0;
		enum msg   what;

		typed_text = typed_text.p ? str_trim(typed_text) : S("");
		if (fields[i].column == COLUMN_REGION && (e = home_typed(r, &g, &typed_text)))
			return e;
		what = fields[i].needed && typed_text.n == 0 ? MSG_fault_needed :
		       cell_read(r->arena, &g, fields[i].column, typed_text, !keep, d, &seat, &limit);
		if (what)
			req_fault(r, fields[i].name, what, limit);
	}
	if (d->region.v && (d->region.v < r->who.region_lo || d->region.v > r->who.region_hi))
		req_fault(r, "region", MSG_sheet_fault_region, 0);
	switches_apply(r, &f, d, defaults.published);
	if (seat.level && d->n_seats < DEPUTY_SEATS)
		d->seats[d->n_seats++] = seat;
	return r->n_faults ? ERR_INPUT : OK;
}

static enum err deputy_see(struct req *r, const struct deputy_record *d)
{
	return reply_see(r, str_join(r->arena, S("/deputies/"), d->code, STR_NONE));
}

/* POST /deputies */
enum err deputy_new_post(struct req *r)
{
	struct deputy_desk   desk = deputy_desk_of(r, "deputy.add");
	struct deputy_record d = { .name = S(""), .code = S("") };
	enum err             e;

	/* An office of a township adds people of its own township. */
	if (r->who.region_lo > tenant_lo(r->who.county))
		d.region.v = r->who.region_lo;
	e = form_read(r, &d);
	return e || (e = deputy_store(&desk, &d)) ? e : deputy_see(r, &d);
}

/* POST /deputies/:code/edit */
enum err deputy_edit_post(struct req *r)
{
	struct deputy_desk   desk = deputy_desk_of(r, "deputy.change");
	struct deputy_record d;
	enum err             e = deputy_of_path(r, &d);

	if (e || (e = form_read(r, &d)) || (e = deputy_store(&desk, &d)))
		return e;
	return deputy_see(r, &d);
}

struct end_form {
	int64_t    seat, version, reason;
	struct day ended;
};

static const struct field end_fields[] = {
	FIELD(end_form, seat, NUMBER, DEPUTY_SEATS - 1, NEEDED),
	FIELD(end_form, version, NUMBER, INT64_C(1000000000), NEEDED),
	FIELD_CHOICE(end_form, reason, seat_end, SEAT_END_COUNT, NEEDED),
	FIELD(end_form, ended, DATE, 0, NEEDED),
};

/* POST /deputies/:code/end - a seat ends; the person stays in the register. */
enum err deputy_end_post(struct req *r)
{
	struct deputy_desk   desk = deputy_desk_of(r, "deputy.end");
	struct deputy_record d;
	struct end_form      f;
	enum err             e = deputy_of_path(r, &d);

	if (e || (e = req_form(r, end_fields, COUNT(end_fields), &f)))
		return e;
	if (f.version != d.version)
		return ERR_CONFLICT;
	if ((size_t)f.seat >= d.n_seats || d.seats[f.seat].ended.n)
		return ERR_STEP;
	if (f.ended.n > r->today.n) {
		req_fault(r, "ended", MSG_sheet_fault_day, 0);
		return ERR_INPUT;
	}
	d.seats[f.seat].ended = f.ended;
	d.seats[f.seat].end_reason = (enum seat_end)f.reason;
	return (e = deputy_store(&desk, &d)) ? e : deputy_see(r, &d);
}
