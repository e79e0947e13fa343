/* GET /deputies: the register of a county, and many people to one station at once. */
#include "deputy/list.t.h"
#include "deputy/pages.h"
#include "http/form.h"

#define PAGE_ROWS 50
#define EXPORT_CHUNK 500
#define PHONE_HITS 20

struct deputy_desk deputy_desk_of(struct req *r, const char *action)
{
	return (struct deputy_desk){ .db = r->db, .arena = r->arena, .keys = r->house->keys, .county = r->who.county,
		.account = r->who.account, .grant = r->who.grant, .now = r->now, .action = action };
}

struct str levels_words(struct req *r, int64_t levels)
{
	struct page page = page_of(r), *p = &page;
	struct buf  b;

	buf_init(&b, r->arena, 256);    /* five words */
	for (int l = REGION_LEVEL_NATION; l <= REGION_LEVEL_TOWNSHIP; l++)
		if (levels & INT64_C(1) << l) {
			if (b.n)
				buf_lit(&b, " · ");
			buf_str(&b, label(region_level, l));
		}
	return buf_view(&b);
}

static enum err by_phone(struct req *r, struct str phone, struct deputy_page_row **rows, size_t *n)
{
	struct deputy_desk d = deputy_desk_of(r, NULL);
	person_id          ids[PHONE_HITS];
	size_t             hits;
	enum err           e = deputy_by_phone(&d, phone, ids, PHONE_HITS, &hits);

	*rows = ARENA_ARRAY(r->arena, struct deputy_page_row, PHONE_HITS);
	*n = 0;
	for (size_t i = 0; !e && i < hits; i++) {
		bool found;

		e = deputy_page_one(r->db, r->arena, &(struct deputy_page_one_in){ r->who.county, ids[i], r->who.region_lo,
		        r->who.region_hi }, &(*rows)[*n], &found);
		*n += !e && found;
	}
	return e;
}

/* "none", "some", or the code of a station. */
static void station_asked(const struct deputies_view *v, struct deputy_page_in *in)
{
	in->assigned = str_eq(v->station, S("none")) ? 2 : str_eq(v->station, S("some")) ? 1 : 0;
	if (in->assigned || v->station.n == 0)
		return;
	in->station = -1;                /* a code of no station here has no rows */
	for (size_t i = 0; i < v->places.n_stations; i++)
		if (str_eq(v->places.stations[i].code, v->station))
			in->station = v->places.stations[i].id.v;
}

static struct str asked(struct req *r, const char *name)
{
	struct str s = r->method == GET ? req_query(r, name) : STR_NONE;

	return s.p ? str_trim(s) : S("");
}

enum err deputies_total(struct req *r, int64_t *total)
{
	struct deputy_counts_row *rows;
	size_t                    n;
	enum err                  e = deputy_counts(r->db, r->arena, &(struct deputy_counts_in){ r->who.county }, &rows, &n);

	*total = 0;
	for (size_t i = 0; !e && i < n; i++)
		if (rows[i].level == 0 && rows[i].facet == DEPUTY_FACET_PEOPLE)
			*total = rows[i].n;
	return e;
}

/* The counter is the whole tenant's; who sees a part of it is told no total. */
static enum err total_of(struct req *r, int64_t *total)
{
	*total = -1;
	if (r->who.region_lo > tenant_lo(r->who.county) || r->who.region_hi < tenant_hi(r->who.county))
		return OK;
	return deputies_total(r, total);
}

/* GET /deputies?q=&level=&station=&congress=&team=&after= */
enum err deputies_get(struct req *r)
{
	struct deputies_view  *v = ARENA_NEW(r->arena, struct deputies_view);
	struct list            l = { .face = &deputy_page_face, .view = v, .file = "deputies" };
	struct deputy_page_in  in = { .county = r->who.county, .lo = r->who.region_lo, .hi = r->who.region_hi,
	                              .limit = r->counting ? EXPORT_CHUNK : PAGE_ROWS };
	struct deputy_page_row *rows;
	struct str              after = asked(r, "after"), phone;
	enum err                e = gazetteer_read(r->db, r->arena, r->who.county, r->lang, &v->places);

	v->q = asked(r, "q");
	v->level = asked(r, "level");
	v->station = asked(r, "station");
	v->team = in.team = asked(r, "team");
	v->congress = asked(r, "congress");
	in.congress = -1;
	if (e)
		return e;
	if (v->congress.n && !str_number(v->congress, INT64_C(999999999999), &in.congress))
		return ERR_INPUT;
	if (v->level.n)
		in.bit = INT64_C(1) << (in.level = region_level_of(v->level));
	station_asked(v, &in);
	phone = text_code(r->arena, v->q);
	l.next = STR_NONE;
	e = phone_valid(phone) ? by_phone(r, phone, &rows, &l.n) : deputy_rows(r, &in, v->q, after, &rows, &l.n, &l.next);
	if (e || (e = total_of(r, &v->total)))
		return e;
	v->lines = ARENA_ARRAY(r->arena, struct deputy_line, l.n);
	for (size_t i = 0; i < l.n; i++)
		v->lines[i] = (struct deputy_line){ &rows[i], levels_words(r, rows[i].levels) };
	v->may_edit = r->who.roles & OFFICE;
	v->later = after.n > 0;
	v->filtered = v->q.n || v->level.n || v->station.n || v->team.n || v->congress.n;
	l.total = v->filtered ? -1 : v->total;
	l.rows = rows;
	return reply_list(r, MSG_deputy_title, deputies_html, &l);
}

/* ---- many at once ---- */

struct assign_form {
	struct str     station;
	int64_t        rule;
	struct numbers person;
};

static const struct field assign_fields[] = {
	FIELD(assign_form, station, CODE, 20, NEEDED),
	FIELD_CHOICE(assign_form, rule, assign_rule, ASSIGN_RULE_COUNT, NEEDED),
	FIELD(assign_form, person, NUMBERS, INT64_MAX, OPTIONAL),
};

/* POST /deputies/assign - at most sixteen people of a page to one station; all or none. */
enum err deputies_assign_post(struct req *r)
{
	struct deputy_desk             d = deputy_desk_of(r, "deputy.assign");
	struct assign_form             f;
	struct person_station_code_row s;
	bool                           found = false;
	enum err                       e = req_form(r, assign_fields, COUNT(assign_fields), &f);

	if (e)
		return e;
	if (f.person.n == 0)
		req_fault(r, "person", MSG_deputy_assign_none, 0);
	if ((e = person_station_code(r->db, r->arena, &(struct person_station_code_in){ r->who.county, f.station }, &s, &found)))
		return e;
	if (!found || s.region.v < r->who.region_lo || s.region.v > r->who.region_hi)
		req_fault(r, "station", MSG_sheet_fault_station, 0);
	if (r->n_faults)
		return ERR_INPUT;
	for (size_t i = 0; !e && i < f.person.n; i++) {
		struct deputy_record p;

		e = deputy_read(&d, (person_id){ f.person.v[i] }, &p);
		if (!e && (p.region.v < r->who.region_lo || p.region.v > r->who.region_hi))
			e = ERR_MISSING;
		p.station = s.id;
		p.rule = (enum assign_rule)f.rule;
		e = e ? e : deputy_store(&d, &p);
	}
	return e ? e : reply_see(r, str_join(r->arena, S("/deputies?station="), s.code, STR_NONE));
}
