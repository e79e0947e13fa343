/* What an office does to its pack: each step changes the draft, publishing makes the version. */
#include "pack/desk.h"

#include "base/shelf.h"
#include "db/audit.h"
#include "http/form.h"

static enum err noted(struct req *r, const char *action, struct str object)
{
	return audit_write(r->db, &(struct audit){ .county = r->county, .now = r->now,
		.account = r->who.account, .grant = r->who.grant, .action = action, .object = object,
		.result = "", .reason = STR_NONE });
}

/* The draft, the section of the path, and the edition the form was drawn for. */
static enum err step_open(struct req *r, struct draft *d, enum pack_section *s)
{
	enum err e;

	if (!section_named(req_part(r, "section"), s))
		return ERR_MISSING;
	if ((e = draft_open(r, d)))
		return e;
	return draft_same(r, d);
}

static enum err step_end(struct req *r, struct draft *d, enum pack_section s, const char *action,
                         struct str path)
{
	struct str section = str_of(pack_section_name(s)), list, code;
	enum err   e = draft_save(r, d);

	if (e || (e = noted(r, action, pack_path(r->arena, section, path))))
		return e;
	path_cut(path, &list, &code);
	if (list.n) {
		path_cut(list, &list, &code);    /* back to the row the list stands in */
		return reply_see(r, str_join(r->arena, S("/packs/"), section, S("/row?at="), list, STR_NONE));
	}
	return reply_see(r, str_join(r->arena, S("/packs/"), section, STR_NONE));
}

/* POST /packs/:section/row - at: a row that is there; into: the list a new one goes into. */
enum err pack_row_post(struct req *r)
{
	struct draft      d;
	enum pack_section s;
	struct str        path = req_posted(r, "at"), list = req_posted(r, "into"), code = S("");
	struct spot       at;
	struct pack_item *rows, *row = NULL;
	enum err          e = step_open(r, &d, &s);

	if (e)
		return e;
	if (path.n)
		path_cut(path, &list, &code);
	if (!d.pack.has[s] || !spot_find(r->arena, &d.pack, s, list.p ? list : S(""), &at) ||
		(path.n == 0 && at.table->only))
		return ERR_MISSING;
	rows = ARENA_ARRAY(r->arena, struct pack_item, *at.n + 1);
	for (size_t i = 0; i < *at.n; i++) {
		rows[i] = (*at.items)[i];
		if (path.n && str_eq(rows[i].code, code))
			row = &rows[i];
	}
	if (path.n && !row)
		return ERR_MISSING;
	if (!row)
		row = &rows[*at.n];
	if ((e = row_posted(r, &d, &at, row)))
		return e;
	*at.items = rows;
	*at.n += path.n == 0;
	return step_end(r, &d, s, "pack.row", pack_path(r->arena, list.p ? list : S(""), row->code));
}

/* The row a step speaks about; its list is copied so that it can be changed. */
static enum err row_open(struct req *r, struct draft *d, enum pack_section *s, struct spot *at, size_t *i)
{
	struct str        path = req_posted(r, "at"), list, code;
	struct pack_item *rows;
	enum err          e = step_open(r, d, s);

	if (e)
		return e;
	path_cut(path.p ? path : S(""), &list, &code);
	if (!d->pack.has[*s] || !spot_find(r->arena, &d->pack, *s, list, at))
		return ERR_MISSING;
	rows = ARENA_ARRAY(r->arena, struct pack_item, *at->n + 1);
	for (size_t k = 0; k < *at->n; k++)
		rows[k] = (*at->items)[k];
	*at->items = rows;
	for (*i = 0; *i < *at->n && !str_eq(rows[*i].code, code); (*i)++)
		;
	return *i < *at->n ? OK : ERR_MISSING;
}

/* POST /packs/:section/move - at, by=up|down */
enum err pack_move_post(struct req *r)
{
	struct draft      d;
	enum pack_section s;
	struct spot       at;
	size_t            i, k;
	enum err          e = row_open(r, &d, &s, &at, &i);

	if (e)
		return e;
	k = str_eq(req_posted(r, "by"), S("up")) ? i - 1 : i + 1;
	if (k < *at.n) {
		struct pack_item moved = (*at.items)[i];

		(*at.items)[i] = (*at.items)[k];
		(*at.items)[k] = moved;
	}
	return step_end(r, &d, s, "pack.move", req_posted(r, "at"));
}

/* POST /packs/:section/remove - at */
enum err pack_remove_post(struct req *r)
{
	struct draft      d;
	enum pack_section s;
	struct spot       at;
	size_t            i;
	enum err          e = row_open(r, &d, &s, &at, &i);

	if (e)
		return e;
	if (row_kept(&at, (*at.items)[i].code))
		return ERR_MISSING;
	for (size_t k = i; k + 1 < *at.n; k++)
		(*at.items)[k] = (*at.items)[k + 1];
	*at.n -= 1;
	return step_end(r, &d, s, "pack.remove", req_posted(r, "at"));
}

/* POST /packs/:section/own - the section as it is in force becomes the place's own. */
enum err pack_own_post(struct req *r)
{
	struct draft      d;
	enum pack_section s;
	enum err          e = step_open(r, &d, &s);

	if (e)
		return e;
	if (!d.pack.has[s]) {
		d.pack.list[s] = *pack_list(r->house->packs, d.region, s, r->today);
		d.pack.has[s] = true;
	}
	return step_end(r, &d, s, "pack.own", S(""));
}

struct head_form {
	struct str name, note;
};

static const struct field head_fields[] = {
	FIELD(head_form, name, LINE, SHORT_TEXT_MAX, NEEDED),
	FIELD(head_form, note, TEXT, LONG_TEXT_MAX, OPTIONAL),
};

/* POST /packs-head - what the pack is called and what is to be known of it. */
enum err pack_head_post(struct req *r)
{
	struct draft     d;
	struct head_form f;
	enum err         e = draft_open(r, &d);

	if (e || (e = draft_same(r, &d)) || (e = req_form(r, head_fields, COUNT(head_fields), &f)))
		return e;
	d.pack.name = f.name;
	d.pack.note = f.note;
	if ((e = draft_save(r, &d)) || (e = noted(r, "pack.head", d.pack.code)))
		return e;
	return reply_see(r, S("/packs"));
}

struct source_form {
	struct str source, note;
};

static const struct field source_fields[] = {
	FIELD(source_form, source, LINE, SHORT_TEXT_MAX, OPTIONAL),
	FIELD(source_form, note, TEXT, LONG_TEXT_MAX, OPTIONAL),
};

/* POST /packs/:section/source - what the place's own section rests on; rows that only followed it follow. */
enum err pack_source_post(struct req *r)
{
	struct draft       d;
	struct source_form f;
	struct pack_list  *list;
	enum pack_section  s;
	enum err           e = step_open(r, &d, &s);

	if (e || (e = req_form(r, source_fields, COUNT(source_fields), &f)))
		return e;
	if (!d.pack.has[s])
		return ERR_MISSING;
	list = &d.pack.list[s];
	f.source = source_or_default(f.source);
	source_follow(pack_section_table(s), list->items, list->n, list->source, f.source);
	list->source = f.source;
	list->note = f.note;
	return step_end(r, &d, s, "pack.source", S(""));
}

/* POST /packs/:section/give_up - from now on what is in force above holds again. */
enum err pack_give_up_post(struct req *r)
{
	struct draft      d;
	enum pack_section s;
	enum err          e = step_open(r, &d, &s);

	if (e)
		return e;
	d.pack.has[s] = false;
	d.pack.list[s] = (struct pack_list){ 0 };
	return step_end(r, &d, s, "pack.give_up", S(""));
}

/* POST /packs-draft/drop */
enum err pack_drop_post(struct req *r)
{
	struct draft d;
	enum err     e = draft_open(r, &d);

	if (e || (e = draft_same(r, &d)) ||
	    (e = draft_drop(r->db, &(struct draft_drop_in){ d.region }, NULL)) ||
	    (e = noted(r, "pack.drop", d.pack.code)))
		return e;
	return reply_see(r, S("/packs"));
}

struct publish_form {
	struct day from;
};

static const struct field publish_fields[] = {
	FIELD(publish_form, from, DATE, 0, NEEDED),
};

static enum err publish_read(struct req *r, struct draft *d)
{
	struct publish_form f;
	struct pack_change *changes;
	enum err            e = req_form(r, publish_fields, COUNT(publish_fields), &f);

	if (e && e != ERR_INPUT)
		return e;
	if (!field_fault_of(r, "from") && f.from.n < r->today.n)
		req_fault(r, "from", MSG_pack_fault_past, 0);
	if (!d->there || pack_diff(r->arena, &d->own, &d->pack, &changes) == 0)
		req_fault(r, "from", MSG_pack_fault_nothing, 0);
	d->pack.from = f.from;
	d->pack.version = d->own.version + 1;
	return r->n_faults ? ERR_INPUT : OK;
}

/* POST /packs-draft - a new version from a day on; all readers see it with the commit. */
enum err pack_publish_post(struct req *r)
{
	struct draft       d;
	struct pack_coming c = { .file = "draft", .now = r->now, .by = r->who.account };
	struct buf         faults;
	bool               added;
	enum err           e = draft_open(r, &d);

	buf_init(&faults, r->arena, 64 * 1024);
	if (e || (e = draft_same(r, &d)) || (e = publish_read(r, &d)) ||
	    (e = pack_write(r->arena, &d.pack, &c.yaml)) ||
	    (e = pack_bring(r->db, r->arena, &c, &added, &faults)) ||
	    (e = draft_drop(r->db, &(struct draft_drop_in){ d.region }, NULL)) ||
	    (e = noted(r, "pack.publish", str_join(r->arena, d.pack.code, S(" "),
	              str_int(r->arena, d.pack.version), STR_NONE))) ||
	    (e = reply_see(r, S("/packs"))))
		return e;
	if (!r->house->pack_shelf)
		return OK;
	e = pack_shelf_offer(r->db, r->house->pack_shelf);
	r->packs_offered = !e;
	return e;
}
