/* A deputy's telephone read in full for a reason, or taken away; and what a county shows of all its deputies. */
#include "db/audit.h"
#include "db/outbox.h"
#include "deputy/defaults.t.h"
#include "deputy/pages.h"
#include "http/form.h"

#define REASON_MAX 100

struct reason_form {
	int64_t    version;
	struct str reason;
};

static const struct field reveal_fields[] = {
	FIELD(reason_form, reason, LINE, REASON_MAX, NEEDED),
};
static const struct field forget_fields[] = {
	FIELD(reason_form, version, NUMBER, INT64_C(1000000000), NEEDED),
	FIELD(reason_form, reason, LINE, REASON_MAX, NEEDED),
};

/* POST /deputies/:code/reveal - the answer alone shows the number, and the audit who asked and why. */
enum err deputy_reveal_post(struct req *r)
{
	struct deputy_show *v = ARENA_NEW(r->arena, struct deputy_show);
	struct reason_form  f;
	enum err            e = deputy_of_path(r, &v->d);

	if (e || (e = req_form(r, reveal_fields, COUNT(reveal_fields), &f)))
		return e;
	if (v->d.phone.n == 0)
		return ERR_STEP;
	if ((e = audit_write(r->db, &(struct audit){ .county = r->county, .now = r->now, .account = r->who.account,
	             .grant = r->who.grant, .action = "deputy.reveal", .object = v->d.code, .result = "", .reason = f.reason })))
		return e;
	v->revealed = v->d.phone;
	return deputy_show_reply(r, v);
}

/* POST /deputies/:code/forget - number, index and public copy go at once, with their key. */
enum err deputy_forget_post(struct req *r)
{
	struct deputy_desk   desk = deputy_desk_of(r, "deputy.forget");
	struct deputy_record d;
	struct reason_form   f;
	enum err             e = deputy_of_path(r, &d);

	if (e || (e = req_form(r, forget_fields, COUNT(forget_fields), &f)))
		return e;
	if (f.version != d.version)
		return ERR_CONFLICT;
	if (d.phone.n == 0)
		return ERR_STEP;
	d.phone = d.phone_public = d.consent_note = S("");
	d.consent_day.n = 0;
	if (d.published.has)
		d.published.v &= ~(INT64_C(1) << DEPUTY_FIELD_PHONE);
	desk.why = f.reason;
	if ((e = deputy_store(&desk, &d)))
		return e;
	return reply_see(r, str_join(r->arena, S("/deputies/"), d.code, STR_NONE));
}

/* ---- what a county shows of its deputies ---- */

enum err defaults_read(struct req *r, struct defaults_view *v)
{
	struct deputy_default_of_row row;
	bool                         found;
	enum err                     e = deputy_default_of(r->db, r->arena, &(struct deputy_default_of_in){ r->who.county }, &row, &found);

	*v = (struct defaults_view){ .published = DEPUTY_PUBLISHED };
	if (!e && found)
		*v = (struct defaults_view){ row.published, row.version };
	return e;
}

/* Only the office of the whole county decides for the county. */
static bool whole_county(const struct req *r)
{
	return r->who.region_lo <= tenant_lo(r->who.county) && r->who.region_hi >= tenant_hi(r->who.county);
}

/* GET /deputies/defaults */
enum err defaults_get(struct req *r)
{
	struct defaults_view *v = ARENA_NEW(r->arena, struct defaults_view);
	struct page           page = page_of(r), *p = &page;
	enum err              e = whole_county(r) ? defaults_read(r, v) : ERR_DENIED;

	return e ? e : reply_page(r, msg(deputy_defaults), defaults_html, v, NULL, 0);
}

struct defaults_form {
	int64_t        version;
	struct numbers published;
};

static const struct field defaults_fields[] = {
	FIELD(defaults_form, version, NUMBER, INT64_C(1000000000), NEEDED),
	FIELD(defaults_form, published, NUMBERS, DEPUTY_FIELD_PHONE - 1, OPTIONAL),
};

/* POST /deputies/defaults - a telephone is never shown for all: each deputy agrees alone. */
enum err defaults_post(struct req *r)
{
	struct defaults_form f;
	int64_t              bits = 0, changed = 0;
	enum err             e = whole_county(r) ? req_form(r, defaults_fields, COUNT(defaults_fields), &f) : ERR_DENIED;

	if (e)
		return e;
	for (size_t i = 0; i < f.published.n; i++)
		bits |= INT64_C(1) << f.published.v[i];
	if ((e = deputy_default_set(r->db, &(struct deputy_default_set_in){ r->who.county, bits, f.version }, &changed)))
		return e;
	if (changed != 1)
		return ERR_CONFLICT;
	if ((e = outbox_note(r->db, r->who.county, OUTBOX_TOPIC_PEOPLE, 0, r->now)) ||
	    (e = audit_write(r->db, &(struct audit){ .county = r->county, .now = r->now, .account = r->who.account,
	             .grant = r->who.grant, .action = "deputy.defaults", .object = str_int(r->arena, bits), .result = "",
	             .reason = STR_NONE })))
		return e;
	return reply_see(r, S("/deputies/defaults"));
}
