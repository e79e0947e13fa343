/*
 * Experts of a professional station. They are no deputies, so their names are not
 * public by law: name and telephone are stored only sealed, under a key of each
 * expert's own, and the name is shown to everybody only where the expert agreed.
 */
#include "place/place_private.h"

#include "base/log.h"
#include "http/form.h"
#include "place/things.t.h"
#include "place/things_pages.h"

#define EXPERT_NAME_MAX 20
#define WORK_MAX 60

/* ---- sealing ---- */

static struct str context_of(struct arena *a, county_code county, expert_id id, const char *column)
{
	return str_join(a, str_int(a, county.v), S("/expert/"), str_int(a, id.v), S("/"), str_of(column), STR_NONE);
}

/* The keyed index of a telephone: equal ones of two tenants give different bytes. */
static struct str phone_index(const struct keys *keys, struct arena *a, county_code county, struct str phone)
{
	unsigned char mac[HASH_BYTES];

	keys_mac(keys, KEY_PHONE_INDEX, str_join(a, str_int(a, county.v), S("/"), phone, STR_NONE), mac);
	return (struct str){ arena_copy(a, mac, 16), 16 };
}

struct expert_sealed expert_seal(const struct keys *keys, struct arena *a, county_code county, expert_id id,
                                 struct str name, struct str phone)
{
	struct expert_sealed out = { .phone = STR_NONE, .phone_index = STR_NONE };
	unsigned char        key[KEY_BYTES];

	out.wrapped = case_key_new(keys, a, context_of(a, county, id, "key"), key);
	out.name = seal(a, key, name, context_of(a, county, id, "name"));
	if (phone.n) {
		out.phone = seal(a, key, phone, context_of(a, county, id, "phone"));
		out.phone_index = phone_index(keys, a, county, phone);
	}
	return out;
}

void expert_open(struct req *r, const struct experts_of_row *row, struct str *name, struct str *phone)
{
	const struct keys *keys = r->house->keys;
	unsigned char      key[KEY_BYTES];
	enum err           e;

	*name = *phone = S("");
	e = case_key_open(keys, row->wrapped, context_of(r->arena, r->county, row->id, "key"), key);
	if (!e)
		e = seal_open(r->arena, key, row->name, context_of(r->arena, r->county, row->id, "name"), name);
	if (!e && row->phone.p)
		e = seal_open(r->arena, key, row->phone, context_of(r->arena, r->county, row->id, "phone"), phone);
	if (e)
		log_error("place", "expert %lld cannot be opened with this secret.key", (long long)row->id.v);
}

/* ---- the page ---- */

static const struct face_col expert_cols[] = {
	{ "id", FACE_ID, false, offsetof(struct expert_line, id), NULL },
	{ "work", FACE_TEXT, false, offsetof(struct expert_line, work), NULL },
	{ "shown", FACE_BOOL, false, offsetof(struct expert_line, shown), NULL },
	{ "since", FACE_DAY, false, offsetof(struct expert_line, since), NULL },
};

/* Names leave this room by the page alone: the face has none. */
const struct face expert_face = { "experts", sizeof(struct expert_line), expert_cols, COUNT(expert_cols) };

enum err expert_lines(struct req *r, station_id station, struct expert_line **lines, size_t *n)
{
	struct experts_of_row *rows;
	enum err e = experts_of(r->db, r->arena, &(struct experts_of_in){ .county = r->county, .station = station },
	                        &rows, n);

	if (e)
		return e;
	*lines = ARENA_ARRAY(r->arena, struct expert_line, *n);
	for (size_t i = 0; i < *n; i++) {
		struct expert_line *l = &(*lines)[i];

		*l = (struct expert_line){ .id = rows[i].id, .work = rows[i].work, .shown = rows[i].shown,
			.since = rows[i].since, .version = rows[i].version };
		expert_open(r, &rows[i], &l->name, &l->phone);
	}
	return OK;
}

/* GET /stations/:id/experts?item= */
enum err expert_get(struct req *r)
{
	struct experts_view *v = ARENA_NEW(r->arena, struct experts_view);
	struct str           item = r->method == POST ? req_posted(r, "item") : req_query(r, "item");
	struct page          page = page_of(r), *p = &page;
	int64_t              id = 0;
	enum err             e = place_of_path(r, &v->s);

	if (e || (e = expert_lines(r, v->s.id, &v->lines, &v->n)))
		return e;
	if (v->s.field.n == 0 || v->s.closed.n)
		return ERR_STEP;
	if (item.n && !str_number(item, INT32_MAX, &id))
		return ERR_MISSING;
	for (size_t i = 0; i < v->n; i++)
		if (v->lines[i].id.v == id)
			v->item = &v->lines[i];
	if (id && !v->item && r->method == GET)
		return ERR_MISSING;
	return reply_page(r, msg(place_experts), experts_html, v, (struct row_set[]){
		{ "experts", &expert_face, v->lines, v->n, false } }, 1);
}

struct expert_form {
	int64_t    item, version;
	struct str name, work, phone;
	bool       shown, leaves;
};

static const struct field expert_fields[] = {
	FIELD(expert_form, item,    NUMBER, INT32_MAX,       OPTIONAL),
	FIELD(expert_form, version, NUMBER, 1 << 30,         OPTIONAL),
	FIELD(expert_form, name,    LINE,   EXPERT_NAME_MAX, NEEDED),
	FIELD(expert_form, work,    LINE,   WORK_MAX,        NEEDED),
	FIELD(expert_form, phone,   PHONE,  0,               OPTIONAL),
	FIELD(expert_form, shown,   CHECK,  0,               OPTIONAL),
	FIELD(expert_form, leaves,  CHECK,  0,               OPTIONAL),
};

static enum err expert_store(struct req *r, station_id station, const struct expert_form *f)
{
	expert_id              id = { f->item };
	struct expert_sealed   sealed;
	int64_t                changed;
	enum err               e = OK;

	if (!f->item && (e = place_id_next(r->db, r->arena, r->county, SERIAL_KIND_EXPERT, &id.v)))
		return e;
	sealed = expert_seal(r->house->keys, r->arena, r->county, id, f->name, f->phone);
	if (!f->item)
		return expert_insert(r->db, &(struct expert_insert_in){ .county = r->county, .id = id,
			.station = station, .work = f->work, .shown = f->shown, .wrapped = sealed.wrapped,
			.name = sealed.name, .phone = sealed.phone, .phone_index = sealed.phone_index,
			.since = r->today }, NULL);
	e = expert_edit(r->db, &(struct expert_edit_in){ .county = r->county, .id = { f->item },
		.station = station, .version = f->version, .work = f->work, .shown = f->shown,
		.wrapped = sealed.wrapped, .name = sealed.name, .phone = sealed.phone,
		.phone_index = sealed.phone_index, .until = f->leaves ? r->today : (struct day){ 0 } }, &changed);
	return changed_one(e, changed);
}

/* POST /stations/:id/experts - a new one (item 0), a changed one, or one who leaves. */
enum err expert_post(struct req *r)
{
	struct place_by_id_row s;
	struct expert_form     f;
	enum err               e = place_of_path(r, &s);

	if (e)
		return e;
	if (s.field.n == 0 || s.closed.n)
		return ERR_STEP;
	if ((e = req_form(r, expert_fields, COUNT(expert_fields), &f)) || (e = expert_store(r, s.id, &f)) ||
	    (e = deed_write(r, &(struct deed){ PLACE_ABOUT_STATION, s.id.v, PLACE_ACT_CHANGE,
	             f.leaves ? "expert.leave" : f.item ? "expert.edit" : "expert.add", s.name, f.work })))
		return e;
	return reply_see(r, str_join(r->arena, path_of(r, "/stations/", s.id.v), S("/experts"), STR_NONE));
}
