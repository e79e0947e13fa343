/* The doors of the room: drives of a county, and one with its streams and measures. */
#include "drive/drive_private.h"

#include "drive/pages.t.h"
#include "region/region.h"

#define DRIVES_SHOWN 50

#define LOOKERS (OFFICE | LEADER)

const struct route drive_routes[] = {
	/* method path                  who may ask handler             draws again */
	{ GET,  "/drives",              LOOKERS,    drives_get,         NULL,       NULL, 0 },
	{ POST, "/drives",              OFFICE,     drive_start_post,   drives_get, NULL, 0 },
	{ GET,  "/drives/:id",          LOOKERS,    drive_get,          NULL,       NULL, 0 },
	{ POST, "/drives/:id/measures", OFFICE,     drive_measure_post, drive_get,  NULL, 0 },
	{ POST, "/drives/:id/end",      OFFICE,     drive_end_post,     drive_get,  NULL, 0 },
	{ 0 },
};

/*
 * An office starts what the pack of its own place asks for. What a township has from
 * above is the county's to start: there it adds measures.
 */
static const struct pack_list *own_streams(const struct req *r)
{
	static const struct pack_list none = { 0 };
	const region_code  at = { r->who.region_lo };
	const struct pack *pack = pack_of_list(r->house->packs, at, PACK_STREAMS, r->today);

	if (!pack || !(r->who.roles & OFFICE) || (at.v != region_of_county(r->county).v && pack->region.v != at.v))
		return &none;
	return pack_list(r->house->packs, at, PACK_STREAMS, r->today);
}

static struct str place_of(struct req *r, region_code region)
{
	return region.v == region_of_county(r->county).v ? S("") : region_name(r->db, r->arena, region);
}

static struct str named(const struct req *r, struct str zh, struct str en)
{
	return r->lang == LANG_EN ? en : zh;
}

static int64_t percent_of(const struct obligation_tally *t)
{
	int64_t all = t->all - t->cancelled;

	return all > 0 ? t->signed_off * 100 / all : 0;
}

/* ---- all ---- */

static void choices_fill(struct req *r, struct drives_view *v)
{
	const region_code       at = { r->who.region_lo };
	const struct pack_list *list = own_streams(r);

	v->choices = ARENA_ARRAY(r->arena, struct drive_choice, list->n);
	for (size_t i = 0; i < list->n; i++) {
		const struct pack_item *item = &list->items[i];
		int64_t                 year = item->year ? item->year : v->year;
		bool                    begun = false;

		for (size_t k = 0; k < v->n_lines; k++)
			begun = begun || (v->lines[k].row->year == year && v->lines[k].row->region.v == r->who.region_lo &&
			                  str_eq(v->lines[k].row->code, item->code));
		if (!begun && pack_in_function(r->house->packs, at, region_congress_level(at), item, r->today))
			v->choices[v->n_choices++] = (struct drive_choice){ item->code, pack_name(item, r->lang),
				item->note.p ? item->note : S(""), pack_is_default(item) };
	}
}

/* GET /drives */
enum err drives_get(struct req *r)
{
	struct drives_view    *v = ARENA_NEW(r->arena, struct drives_view);
	struct acting          a = acting_of(r);
	struct page            page = page_of(r), *p = &page;
	struct drive_list_row *rows;
	enum err               e = drive_list(r->db, r->arena, &(struct drive_list_in){ .county = r->county,
		.lo = r->who.region_lo, .hi = r->who.region_hi, .whole = region_of_county(r->county),
		.limit = DRIVES_SHOWN }, &rows, &v->n_lines);

	if (e)
		return e;
	v->year = day_split(r->today).year;
	v->lines = ARENA_ARRAY(r->arena, struct drive_line, v->n_lines);
	for (size_t i = 0; i < v->n_lines; i++) {
		v->lines[i] = (struct drive_line){ .row = &rows[i], .place = place_of(r, rows[i].region),
			.name = named(r, rows[i].name_zh, rows[i].name_en) };
		if ((e = obligation_progress(&a, OBLIGATION_SOURCE_MEASURE, rows[i].id.v, -1, &v->lines[i].tally)))
			return e;
	}
	choices_fill(r, v);
	return reply_page(r, msg(drive_title), drives_html, v, (struct row_set[]){
		{ "drives", &drive_list_face, rows, v->n_lines, false } }, 1);
}

static enum err drive_see(struct req *r, drive_id id)
{
	return reply_see(r, str_join(r->arena, S("/drives/"), str_int(r->arena, id.v), STR_NONE));
}

struct start_form {
	struct str code, words;
};

static const struct field start_fields[] = {
	FIELD(start_form, code,  LINE, 64,              NEEDED),
	FIELD(start_form, words, TEXT, DRIVE_WORDS_MAX, OPTIONAL),
};

/* POST /drives - takes one of the pack for this year */
enum err drive_start_post(struct req *r)
{
	struct acting     a = acting_of(r);
	struct start_form f;
	drive_id          id;
	enum err          e = req_form(r, start_fields, COUNT(start_fields), &f);

	if (e)
		return e;
	if (own_streams(r)->n == 0)
		return ERR_DENIED;
	e = drive_start(&a, r->house->packs, f.code, day_split(r->today).year, f.words, &id);
	if (e == ERR_MISSING || e == ERR_STEP || e == ERR_CONFLICT) {
		req_fault(r, "code", e == ERR_MISSING ? MSG_fault_choice :
		          e == ERR_STEP ? MSG_pack_fault_function : MSG_drive_begun, 0);
		return ERR_INPUT;
	}
	return e ? e : drive_see(r, id);
}

/* ---- one ---- */

static enum err drive_of_path(struct req *r, struct drive_by_id_row *d)
{
	struct acting a = acting_of(r);
	drive_id      id;

	if (!str_number(req_part(r, "id"), INT64_MAX, &id.v) || id.v == 0)
		return ERR_MISSING;
	return drive_find(&a, id, d);
}

static enum err streams_fill(struct req *r, struct drive_view *v)
{
	struct acting             a = acting_of(r);
	struct drive_streams_row *rows;
	struct obligation_line   *lines;
	size_t                    n;
	enum err                  e;

	if ((e = drive_streams(r->db, r->arena, &(struct drive_streams_in){ r->county, v->d.id }, &rows,
	             &v->n_streams)) ||
	    (e = obligation_lines(&a, OBLIGATION_SOURCE_MEASURE, v->d.id.v, &lines, &n)))
		return e;
	v->streams = ARENA_ARRAY(r->arena, struct stream_line, v->n_streams);
	for (size_t i = 0, k = 0; i < v->n_streams; i++) {
		struct stream_line *s = &v->streams[i];

		*s = (struct stream_line){ .stream = rows[i].stream, .name = named(r, rows[i].name_zh, rows[i].name_en) };
		if ((e = obligation_progress(&a, OBLIGATION_SOURCE_MEASURE, v->d.id.v, rows[i].stream, &s->tally)))
			return e;
		s->percent = percent_of(&s->tally);
		/* Lines come stream by stream. */
		while (k < n && lines[k].item < s->stream)
			k++;
		s->lines = &lines[k];
		while (k < n && lines[k].item == s->stream)
			k++, s->n++;
	}
	return obligation_progress(&a, OBLIGATION_SOURCE_MEASURE, v->d.id.v, -1, &v->tally);
}

/* GET /drives/:id */
enum err drive_get(struct req *r)
{
	struct drive_view *v = ARENA_NEW(r->arena, struct drive_view);
	struct acting      a = acting_of(r);
	struct str         path = r->path, word;
	enum err           e = drive_of_path(r, &v->d);

	if (e || (e = streams_fill(r, v)))
		return e;
	v->name = named(r, v->d.name_zh, v->d.name_en);
	v->may_add = (r->who.roles & OFFICE) && !v->d.ended.n;
	v->may_end = v->may_add && v->d.region.v == r->who.region_lo;
	v->place = place_of(r, v->d.region);
	if (v->may_add && (e = holder_choices(&a, &v->choices, &v->n_choices)))
		return e;
	v->failed = S("");
	while (r->failed && str_next(&path, '/', &word))
		v->failed = word;
	return reply_page(r, v->name, drive_html, v, (struct row_set[]){
		{ "drive", &drive_by_id_face, &v->d, 1, true } }, 1);
}

struct measure_form {
	int64_t    stream;
	struct str owner, title, words;
	struct day due;
};

static const struct field measure_fields[] = {
	FIELD(measure_form, stream, TERM, 100,                  NEEDED),
	FIELD(measure_form, owner,  LINE, 40,                   NEEDED),
	FIELD(measure_form, title,  LINE, OBLIGATION_TITLE_MAX, NEEDED),
	FIELD(measure_form, words,  TEXT, OBLIGATION_WORDS_MAX, OPTIONAL),
	FIELD(measure_form, due,    DATE, 0,                    OPTIONAL),
};

/* Only who stands among the choices of this office may be charged. */
static enum err owner_read(struct req *r, struct str value, struct holder *owner)
{
	struct acting         a = acting_of(r);
	struct holder_choice *all;
	size_t                n;
	enum err              e = holder_choices(&a, &all, &n);

	for (size_t i = 0; !e && i < n; i++)
		if (str_eq(all[i].value, value) && holder_read(value, owner))
			return OK;
	if (!e)
		req_fault(r, "owner", MSG_fault_choice, 0);
	return e;
}

/* POST /drives/:id/measures */
enum err drive_measure_post(struct req *r)
{
	struct acting          a = acting_of(r);
	struct drive_by_id_row d;
	struct measure_form    f;
	struct holder          owner = { 0 };
	region_code            at = { r->who.region_lo };
	struct owed_day        day;
	obligation_id          id;
	enum err               e = drive_of_path(r, &d);

	if (e)
		return e;
	e = req_form(r, measure_fields, COUNT(measure_fields), &f);
	if (e && e != ERR_INPUT)
		return e;
	if (f.owner.n && (e = owner_read(r, f.owner, &owner)))
		return e;
	at.v = owner.kind == HOLDER_KIND_OFFICE ? owner.id : at.v;
	day = obligation_due_read(r, at, f.due);
	if (r->n_faults)
		return ERR_INPUT;
	e = drive_measure(&a, &(struct measure_new){ .drive = d.id, .stream = f.stream, .owner = owner,
		.region = at, .due = day.due, .rule = day.rule, .title = f.title,
		.words = f.words }, &id);
	if (e == ERR_MISSING) {
		req_fault(r, "stream", MSG_fault_choice, 0);
		return ERR_INPUT;
	}
	return e ? e : drive_see(r, d.id);
}

struct end_form {
	int64_t    version;
	struct str summing;
};

static const struct field end_fields[] = {
	FIELD(end_form, version, TERM, INT32_MAX,       NEEDED),
	FIELD(end_form, summing, TEXT, DRIVE_WORDS_MAX, NEEDED),
};

/* POST /drives/:id/end - the summing-up */
enum err drive_end_post(struct req *r)
{
	struct acting          a = acting_of(r);
	struct drive_by_id_row d;
	struct end_form        f;
	enum err               e = drive_of_path(r, &d);

	if (e || (e = req_form(r, end_fields, COUNT(end_fields), &f)))
		return e;
	if (d.region.v != r->who.region_lo)
		return ERR_DENIED;
	if (d.ended.n)
		return ERR_STEP;
	e = drive_end(&a, d.id, f.version, f.summing);
	return e ? e : drive_see(r, d.id);
}
