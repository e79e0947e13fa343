/* The form of a self-check and of an inspection: one block for each item of the standard. */
#include "standard/standard_private.h"

#include "region/region.h"
#include "standard/check.t.h"

#define WORDS_MAX 500

/* Names of the fields of an item: "mark-3". */
static const char *name_of(struct arena *a, const char *what, size_t item)
{
	return str_z(a, str_join(a, str_of(what), S("-"), str_int(a, (int64_t)item + 1), STR_NONE));
}

static bool self_path(const struct req *r)
{
	return str_ends(r->path, S("/check"));
}

/* Which station, by which standard, and may this grant do it. */
static enum err ask_read(struct req *r, struct check_view *v)
{
	struct str              asked = r->method == POST ? req_posted(r, "standard") : req_query(r, "standard");
	const struct pack_list *list;
	struct reach            may;
	enum err                e = standard_station_of(r, req_part(r, "code"), &v->s, &may);

	if (e)
		return e;
	v->self = self_path(r);
	if (v->self ? !may.checks : !may.inspects)
		return ERR_DENIED;
	list = pack_list(r->house->packs, v->s.region, PACK_STANDARDS, r->today);
	for (size_t i = 0; list && i < list->n && asked.n == 0 && !v->standard; i++)
		if (standard_is_for(r->house->packs, &list->items[i], &v->s, r->today))
			v->standard = &list->items[i];
	if (asked.n)
		v->standard = standard_find(r->house->packs, v->s.region, asked, r->today);
	if (!v->standard || !standard_is_for(r->house->packs, v->standard, &v->s, r->today) ||
	    v->standard->parts.n > STANDARD_ITEMS)
		return ERR_MISSING;
	return OK;
}

/* Who may be charged with what is missing: the station, what stands above it, the office of its township. */
static enum err owners_fill(struct req *r, struct check_view *v)
{
	struct acting a = acting_of(r);
	struct holder all[3] = { { HOLDER_KIND_STATION, v->s.id.v }, { HOLDER_KIND_STATION, v->s.parent.v },
		{ HOLDER_KIND_OFFICE, v->s.region.v / 1000 * 1000 } };

	for (size_t i = 0; i < COUNT(all); i++) {
		struct str name = all[i].id ? holder_name(&a, all[i]) : S("");

		if (name.n)
			v->owners[v->n_owners++] = (struct holder_choice){ .word = name, .find = S(""),
				.value = str_join(r->arena, str_of(holder_kind_names[all[i].kind]), S("-"),
				                  str_int(r->arena, all[i].id), STR_NONE) };
	}
	return OK;
}

/* GET /standards/:code/check and /inspect */
enum err check_get(struct req *r)
{
	struct check_view *v = ARENA_NEW(r->arena, struct check_view);
	struct page        page = page_of(r), *p = &page;
	enum err           e = ask_read(r, v);

	if (e || (e = owners_fill(r, v)))
		return e;
	v->n_items = v->standard->parts.n;
	v->items = ARENA_ARRAY(r->arena, struct check_item, v->n_items);
	for (size_t i = 0; i < v->n_items; i++) {
		const struct pack_item *item = &v->standard->parts.items[i];

		v->items[i] = (struct check_item){ .item = item, .group = S(""),
			.mark = name_of(r->arena, "mark", i), .got = name_of(r->arena, "got", i),
			.words = name_of(r->arena, "words", i), .owner = name_of(r->arena, "owner", i),
			.due = name_of(r->arena, "due", i) };
		for (size_t g = 0; g < v->standard->groups.n; g++)
			if (str_eq(v->standard->groups.items[g].code, item->group))
				v->items[i].group = pack_name(&v->standard->groups.items[g], r->lang);
	}
	v->path = v->self ? S("check") : S("inspect");
	return reply_page(r, v->self ? msg(standard_check) : msg(standard_inspect), check_html, v, NULL, 0);
}

/* ---- what was sent ---- */

struct head_form {
	struct str standard, words;
	int64_t    way;
	struct day day, due;
};

static const struct field head_fields[] = {
	FIELD(head_form, standard, LINE, 64,        NEEDED),
	FIELD(head_form, words,    TEXT, WORDS_MAX, OPTIONAL),
	FIELD_CHOICE(head_form, way, inspection_way, INSPECTION_WAY_COUNT, OPTIONAL),
	FIELD(head_form, day,      DATE, 0,         OPTIONAL),
	FIELD(head_form, due,      DATE, 0,         OPTIONAL),
};

/* One item's answers, read like every other form: by a table, whose names count up. */
struct item_form {
	int64_t    mark, got;
	struct str words, owner;
	struct day due;
};

static enum err item_read(struct req *r, size_t i, struct item_form *f)
{
	struct field fields[] = {
		FIELD_CHOICE(item_form, mark, mark, MARK_COUNT, NEEDED),
		FIELD(item_form, got,   NUMBER, 1000,      OPTIONAL),
		FIELD(item_form, words, TEXT,   WORDS_MAX, OPTIONAL),
		FIELD(item_form, owner, LINE,   40,        OPTIONAL),
		FIELD(item_form, due,   DATE,   0,         OPTIONAL),
	};

	for (size_t k = 0; k < COUNT(fields); k++)
		fields[k].name = name_of(r->arena, fields[k].name, i);
	return req_form(r, fields, COUNT(fields), f);
}

static void item_check(struct req *r, const struct check_view *v, size_t i, const struct item_form *f,
                       const struct head_form *head, struct finding *out)
{
	const int64_t points = v->standard->parts.items[i].points;
	bool          said = req_posted(r, name_of(r->arena, "got", i)).n > 0;
	bool          known = f->owner.n == 0;

	*out = (struct finding){ .mark = (enum mark)f->mark, .words = f->words, .score = said ? f->got * 100 : -1,
		.due = f->due.n ? f->due : head->due };
	if (f->mark == MARK_PARTLY && f->got > points)
		req_fault(r, name_of(r->arena, "got", i), MSG_fault_number, points);
	if (v->self || f->mark == MARK_YES || f->mark == MARK_NONE)
		return;
	for (size_t k = 0; k < v->n_owners; k++)
		if (f->owner.n && str_eq(f->owner, v->owners[k].value))
			known = holder_read(f->owner, &out->owner);
	if (!known)
		req_fault(r, name_of(r->arena, "owner", i), MSG_fault_choice, 0);
	if (out->due.n == 0) {
		struct owed_day day = obligation_due_read(r, v->s.region, (struct day){ 0 });

		out->due = day.due;
		out->rule = day.rule;
	} else if (out->due.n < r->today.n)
		req_fault(r, f->due.n ? name_of(r->arena, "due", i) : "due", MSG_standard_due_past, 0);
}

static void head_check(struct req *r, const struct check_view *v, const struct head_form *f,
                       struct inspection_new *in)
{
	in->way = v->self ? INSPECTION_WAY_SELF : (enum inspection_way)f->way;
	in->day = f->day.n ? f->day : r->today;
	in->words = f->words;
	if (!v->self && f->way != INSPECTION_WAY_ON_SITE && f->way != INSPECTION_WAY_REMOTE)
		req_fault(r, "way", MSG_fault_needed, 0);
	if (in->day.n > r->today.n || in->day.n < r->today.n - 366)
		req_fault(r, "day", MSG_standard_day_wrong, 0);
}

/* POST /standards/:code/check and /inspect */
enum err check_post(struct req *r)
{
	struct check_view     *v = ARENA_NEW(r->arena, struct check_view);
	struct inspection_new *in = ARENA_NEW(r->arena, struct inspection_new);
	struct acting          a = acting_of(r);
	const struct pack_item *then;
	struct head_form       head;
	struct item_form       item;
	struct file_set        files;
	inspection_id          id;
	enum err               e;

	if ((e = ask_read(r, v)) || (e = owners_fill(r, v)))
		return e;
	e = req_form(r, head_fields, COUNT(head_fields), &head);
	if (e && e != ERR_INPUT)
		return e;
	in->station = v->s.id;
	in->standard = v->standard->code;
	in->n = v->standard->parts.n;
	head_check(r, v, &head, in);
	for (size_t i = 0; i < in->n; i++) {
		e = item_read(r, i, &item);
		if (e && e != ERR_INPUT)
			return e;
		item_check(r, v, i, &item, &head, &in->found[i]);
	}
	/* The pack of an earlier day may have asked for something else than this form. */
	then = standard_find(r->house->packs, v->s.region, v->standard->code, in->day);
	if (then && then->parts.n != in->n)
		req_fault(r, "day", MSG_standard_day_other, 0);
	e = file_form(r, "files", TAKES_FILES, FILES_MAX, &files);
	if (e && e != ERR_INPUT)
		return e;
	if (r->n_faults)
		return ERR_INPUT;
	e = inspection_make(&a, r->house->packs, in, &id);
	if (!e)
		e = file_attach(r, &files, &(struct file_place){ FILE_OWNER_INSPECTION, id.v, 0 });
	return e ? e : reply_see(r, str_join(r->arena, S("/inspections/"), str_int(r->arena, id.v), STR_NONE));
}
