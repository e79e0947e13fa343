/*
 * Finding one's case again by what stands on the slip, or by number and the
 * last digits of the phone. Wrong and unknown get the same answer after the
 * same work, and every wrong try is counted in the transaction that answers.
 */
#include "cases/resident_private.h"

#include "base/text.h"
#include "cases/case_private.h"
#include "http/form.h"

#define TRIES_PER_HOUR 10
#define FINDS_PER_ADDRESS 20
#define FINDS_WINDOW_S 600
#define CODE_LETTERS 8
#define LAST_DIGITS 4

struct find_form {
	struct str no, code, last4;
};

static const struct field find_fields[] = {
	FIELD(find_form, no,    LINE, 60, NEEDED),
	FIELD(find_form, code,  CODE, 40, OPTIONAL),
	FIELD(find_form, last4, LINE, 20, OPTIONAL),
};

static enum err find_draw(struct req *r, bool wrong)
{
	struct find_view v = { .wrong = wrong, .by_phone = req_posted(r, "last4").p != NULL };
	struct page      page = page_of(r), *p = &page;

	return reply_page(r, msg(find_title), find_html, &v, NULL, 0);
}

/* GET /find */
enum err find_get(struct req *r)
{
	return find_draw(r, false);
}

enum err find_again(struct req *r)
{
	return find_draw(r, false);
}

/* The work of opening a contact, for a case that has none. */
static enum err contact_dummy(const struct desk *d)
{
	unsigned char key[KEY_BYTES], again[KEY_BYTES];
	struct str    context = S("0/contact/0/phone/1"), wrapped, plain;
	enum err      e;

	wrapped = case_key_new(d->house->keys, d->arena, context, key);
	if ((e = case_key_open(d->house->keys, wrapped, context, again)))
		return e;
	return seal_open(d->arena, again, seal(d->arena, again, S("13800000000"), context), context,
			 &plain);
}

static bool same_text(struct str a, struct str b)
{
	return a.n == b.n && a.n > 0 && bytes_equal(a.p, b.p, a.n);
}

static enum err phone_fits(const struct desk *d, case_id id, bool there, struct str last4,
			   bool *fits)
{
	struct contact_view v = { STR_NONE, STR_NONE, STR_NONE };
	struct str          digits = text_code(d->arena, last4);
	enum err            e = there ? contact_open(d, id, &v) : OK;

	if (!e && v.phone.n == 0)
		e = contact_dummy(d);
	*fits = !e && digits.n == LAST_DIGITS && v.phone.n >= LAST_DIGITS &&
	        same_text(digits, str_part(v.phone, v.phone.n - LAST_DIGITS, LAST_DIGITS));
	return e;
}

static bool code_fits(const struct desk *d, case_id id, int64_t generation, struct str given)
{
	char code[CODE_LETTERS + 1];

	case_pickup_code(d->house->keys, d->county, id, generation, code);
	return same_text(given, str_of(code));
}

/* Looks whether what was typed opens the case; counts it when it does not. */
static enum err find_try(struct req *r, const struct desk *d, case_id id, const struct find_form *f,
                         struct case_by_id_row *c, bool *opens)
{
	int64_t                   hour = r->now.ms / TRY_HOUR_MS;
	struct code_try_count_row tries;
	bool                      there, fits;
	enum err                  e;

	*opens = false;
	if ((e = code_try_count(r->db, r->arena, &(struct code_try_count_in){
	             .county = d->county, .case_id = id, .hour = hour }, &tries)))
		return e;
	e = case_by_id(r->db, r->arena, &(struct case_by_id_in){ .county = d->county, .id = id },
		       c);
	if (e && e != ERR_MISSING)
		return e;
	there = !e;
	if (f->last4.n) {
		if ((e = phone_fits(d, id, there, f->last4, &fits)))
			return e;
	} else {
		fits = code_fits(d, id, there ? c->code_gen : 1, f->code);
	}
	*opens = there && fits && tries.n < TRIES_PER_HOUR;
	return *opens ? OK : code_try_add(r->db, &(struct code_try_add_in){
		.county = d->county, .case_id = id, .hour = hour }, NULL);
}

static const struct face_col found_cols[] = {
	{ "state", FACE_ENUM, false, offsetof(struct follow_case_row, state), case_state_names },
	{ "changed", FACE_TIME, false, offsetof(struct follow_case_row, changed), NULL },
	{ "due", FACE_DAY, true, offsetof(struct follow_case_row, due), NULL },
	{ "station_name", FACE_TEXT, false, offsetof(struct follow_case_row, station_name), NULL },
	{ "station_code", FACE_TEXT, false, offsetof(struct follow_case_row, station_code), NULL },
	{ "station_address", FACE_TEXT, false, offsetof(struct follow_case_row, station_address), NULL },
};

static const struct face found_face = { "found", sizeof(struct follow_case_row), found_cols, COUNT(found_cols) };

/* By phone: only how far it is, the day, and whom to ask. The digits can be guessed. */
static enum err found_reply(struct req *r, const struct desk *d, case_id id)
{
	struct found_view *v = ARENA_NEW(r->arena, struct found_view);
	struct page        page = page_of(r), *p = &page;
	enum err           e = follow_case(r->db, r->arena, &(struct follow_case_in){
	        .county = d->county, .id = id }, &v->c);

	if (e)
		return e;
	v->number = case_number(r->arena, d->county, id);
	v->badge = str_of(case_badge(v->c.state, false));
	return reply_page(r, msg(find_state_title), find_state_html, v,
	                  (struct row_set[]){ { "found", &found_face, &v->c, 1, true } }, 1);
}

/* POST /find */
enum err find_post(struct req *r)
{
	struct desk           d = desk_of(r);
	struct find_form      f;
	struct case_by_id_row c;
	case_id               id = { 0 };
	bool                  looked, opens = false;
	enum err              e;

	if ((e = req_limit(r, "find", FINDS_PER_ADDRESS, FINDS_WINDOW_S)))
		return e;
	/* Every fault is told at once. */
	if ((e = req_form(r, find_fields, COUNT(find_fields), &f)) && e != ERR_INPUT)
		return e;
	if (f.no.n && !case_number_read(r->arena, f.no, &d.county, &id))
		req_fault(r, "no", MSG_fault_case_no, 0);
	if (f.code.n == 0 && f.last4.n == 0)
		req_fault(r, req_posted(r, "last4").p ? "last4" : "code", MSG_fault_needed, 0);
	looked = r->n_faults == 0;
	if (looked) {
		db_scope(r->db, d.county.v, d.county.v);
		if ((e = find_try(r, &d, id, &f, &c, &opens)))
			return e;
		if (opens && f.last4.n)
			return found_reply(r, &d, id);
		if (opens)
			return reply_see(r, follow_path(r, d.county, id, c.code_gen));
		req_fault(r, f.last4.n ? "last4" : "code",
			  f.last4.n ? MSG_find_wrong_phone : MSG_find_wrong_code, 0);
	}
	/* Answered here and not as an error: the counts of tries have to be stored. */
	r->failed = ERR_INPUT;
	e = find_draw(r, looked);
	reply_status(r, error_status(ERR_INPUT));
	return e;
}
