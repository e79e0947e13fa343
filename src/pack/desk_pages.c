/* GET /packs, its sections, one row, the preview: what an office sees of its pack. */
#include "pack/desk.h"

#include "pack/desk.t.h"
#include "region/region.h"

static enum err place_name(struct req *r, region_code at, struct str *name)
{
	*name = region_name(r->db, r->arena, at);
	return OK;
}

/* ---- sections ---- */

/* Whose list is in force, for people: the name of that pack. */
static struct str from_word(struct req *r, const struct draft *d, enum pack_section s)
{
	const struct pack *p = pack_of_list(r->house->packs, d->region, s, r->today);

	return p ? p->name : S("");
}

/*
 * A section that becomes the place's own is compared with what is in force
 * there now; otherwise every row of it would be new.
 */
static size_t changes_of(struct req *r, const struct draft *d, struct pack_change **out)
{
	struct pack         before = d->own;
	struct pack_change *sections, *rows;
	size_t              n = 0, n_sections, n_rows;

	for (int i = 0; i < PACK_SECTIONS; i++)
		if (d->pack.has[i] && !before.has[i]) {
			before.has[i] = true;
			before.list[i] = *pack_list(r->house->packs, d->region, (enum pack_section)i, r->today);
		}
	n_sections = pack_diff(r->arena, &d->own, &d->pack, &sections);
	n_rows = pack_diff(r->arena, &before, &d->pack, &rows);
	*out = ARENA_ARRAY(r->arena, struct pack_change, n_sections + n_rows + 1);
	for (size_t i = 0; i < n_sections; i++)
		if (sections[i].kind == PACK_SECTION_ADDED)
			(*out)[n++] = sections[i];
	for (size_t i = 0; i < n_rows; i++)
		(*out)[n++] = rows[i];
	return n;
}

static const struct face_col line_cols[] = {
	{ "section", FACE_TEXT, false, offsetof(struct section_line, name), NULL },
	{ "source", FACE_TEXT, false, offsetof(struct section_line, source), NULL },
	{ "in_force_from", FACE_TEXT, false, offsetof(struct section_line, from), NULL },
};
static const struct face line_face = { "sections", sizeof(struct section_line), line_cols,
	                               COUNT(line_cols) };

enum err pack_packs_get(struct req *r)
{
	struct packs_view  *v = ARENA_NEW(r->arena, struct packs_view);
	struct page         page = page_of(r), *p = &page;
	struct pack_change *changes;
	enum err            e;

	v->d = ARENA_NEW(r->arena, struct draft);
	if ((e = draft_open(r, v->d)) || (e = place_name(r, v->d->region, &v->place)) ||
	    (e = pack_versions(r->db, r->arena, &(struct pack_versions_in){ v->d->region }, &v->versions,
	             &v->n_versions)))
		return e;
	for (int i = 0; i < PACK_SECTIONS; i++) {
		enum pack_section       s = (enum pack_section)i;
		const struct pack_list *list = draft_list(r, v->d, s);

		v->lines[i] = (struct section_line){
			.section = s, .name = str_of(pack_section_name(s)), .word = section_word(p, s),
			.source = list->source, .own = v->d->pack.has[s], .n = list->n,
			.by_default = str_eq(list->source, S("default")),
			.from = v->d->pack.has[s] ? v->d->pack.name : from_word(r, v->d, s),
		};
	}
	if (v->d->there)
		v->n_changes = changes_of(r, v->d, &changes);
	return reply_page(r, msg(pack_title), pack_packs_html, v, (struct row_set[]){
		{ "sections", &line_face, v->lines, PACK_SECTIONS, false },
		{ "versions", &pack_versions_face, v->versions, v->n_versions, false } }, 2);
}

/* ---- rows ---- */

static const struct face_col row_cols[] = {
	{ "path", FACE_TEXT, false, offsetof(struct row_line, path), NULL },
	{ "facts", FACE_TEXT, false, offsetof(struct row_line, facts), NULL },
};
static const struct face row_face = { "rows", sizeof(struct row_line), row_cols, COUNT(row_cols) };

enum err pack_section_get(struct req *r)
{
	struct rows_view       *v = ARENA_NEW(r->arena, struct rows_view);
	struct draft           *d = ARENA_NEW(r->arena, struct draft);
	const struct pack_list *list;
	enum pack_section       s;
	enum err                e;

	if (!section_named(req_part(r, "section"), &s))
		return ERR_MISSING;
	if ((e = draft_open(r, d)))
		return e;
	list = draft_list(r, d, s);
	rows_fill(r, d, s, pack_section_table(s), list->items, list->n, S(""), v);
	v->source = list->source;
	v->note = list->note;
	v->by_default = str_eq(list->source, S("default"));
	v->from = from_word(r, d, s);
	v->misfit = r->method == POST ? r->prepared : NULL;
	return reply_page(r, v->word, pack_section_html, v,
		(struct row_set[]){ { "rows", &row_face, v->lines, v->n, false } }, 1);
}

/* ---- one row ---- */

static void options_fill(struct req *r, const struct draft *d, const struct member *m,
                         const struct pack_item *item, struct input_line *in)
{
	struct page page = page_of(r), *p = &page;
	const struct pack_codes *codes = member_of(m, item);
	unsigned bits = m->kind == MEMBER_CODES ? 0 : *(const unsigned *)member_of(m, item);

	in->many = m->kind != MEMBER_WORD;
	if (m->kind == MEMBER_CODES) {
		const struct pack_list *list = draft_list(r, d, m->refs);

		in->options = ARENA_ARRAY(r->arena, struct option_line, list->n + 1);
		for (size_t i = 0; i < list->n; i++)
			in->options[in->n_options++] = (struct option_line){ list->items[i].code,
				pack_name(&list->items[i], r->lang), pack_has_code(codes, list->items[i].code) };
		return;
	}
	while (m->words[in->n_options])
		in->n_options++;
	in->options = ARENA_ARRAY(r->arena, struct option_line, in->n_options + 1);
	for (unsigned i = 0; i < in->n_options; i++)
		in->options[i] = (struct option_line){ str_of(m->words[i]), value_word(p, m->words[i]),
			m->kind == MEMBER_WORDS ? (bits & (2u << i)) != 0 : bits == i + 1 };
	if (!in->many && !m->need)
		in->options[in->n_options++] = (struct option_line){ S(""), msg(pack_no_word), bits == 0 };
}

/* As typed when the form comes back, else as stored. */
static void option_typed(const struct req *r, struct input_line *in)
{
	for (size_t o = 0; o < in->n_options; o++) {
		in->options[o].on = false;
		for (size_t i = 0; i < r->n_posted; i++)
			if (str_eq(r->posted[i].name, str_of(in->m->key)) &&
				str_eq(r->posted[i].value, in->options[o].value))
				in->options[o].on = true;
	}
}

static void inputs_fill(struct req *r, struct row_view *v, const struct spot *at, const struct pack_item *item,
                        bool fresh)
{
	struct page           page = page_of(r), *p = &page;
	const struct section *table = at->table;

	v->inputs = ARENA_ARRAY(r->arena, struct input_line, table->n);
	for (size_t i = 0; i < table->n; i++) {
		const struct member      *m = &table->members[i];
		struct input_line        *in = &v->inputs[v->n_inputs];
		const struct field_fault *f;
		struct choice             choice;
		bool                      source = m->at == offsetof(struct pack_item, source);

		if (m->kind == MEMBER_ROWS || m->at == offsetof(struct pack_item, policy) ||
			(!fresh && str_eq(str_of(m->key), S("code"))))
			continue;
		v->n_inputs++;
		*in = (struct input_line){ .m = m, .label = member_word(p, v->rows.section, m->key),
			.need = m->need && m->kind != MEMBER_BOOL && !str_eq(str_of(m->key), S("code")) &&
				!str_eq(str_of(m->key), S("en")) };
		in->help = source ? msg(pack_source_help) :
			str_eq(str_of(m->key), S("code")) ? msg(pack_code_help) : S("");
		in->value = fresh && m->kind != MEMBER_BOOL && pack_member_empty(m, item) ? S("") :
			pack_member_text(r->arena, m, item);
		if ((m->kind == MEMBER_INT && !m->need && pack_member_empty(m, item)) ||
			(source && pack_is_default(item)))
			in->value = S("");
		if ((in->list = choice_of(r, v->rows.d, at, m, item, &choice))) {
			in->options = choice.v;
			in->n_options = choice.n;
		}
		if (m->kind == MEMBER_WORD || m->kind == MEMBER_WORDS || m->kind == MEMBER_CODES)
			options_fill(r, v->rows.d, m, item, in);
		if (req_posted(r, "zh").p) {
			in->value = m->kind != MEMBER_BOOL ? page_typed(p, m->key, in->value) :
				req_posted(r, m->key).n ? S("true") : S("false");
			option_typed(r, in);
		}
		f = field_fault_of(r, m->key);
		in->bad = f != NULL;
		in->fault = f ? page_fault_words(p, f) : S("");
	}
}

static void inner_fill(struct req *r, struct row_view *v, const struct section *table,
                       const struct pack_item *item)
{
	v->inner = ARENA_ARRAY(r->arena, struct rows_view, table->n);
	for (size_t i = 0; i < table->n; i++) {
		const struct member    *m = &table->members[i];
		const struct pack_part *part = member_of(m, item);

		if (m->kind == MEMBER_ROWS)
			rows_fill(r, v->rows.d, v->rows.section, m->rows, part->items, part->n,
				pack_path(r->arena, v->path, str_of(m->key)), &v->inner[v->n_inner++]);
	}
}

static struct str asked(const struct req *r, const char *name)
{
	struct str s = r->method == POST ? req_posted(r, name) : req_query(r, name);

	return s.p ? s : S("");
}

/* GET /packs/:section/row?at=PATH | ?to=LIST */
enum err pack_row_get(struct req *r)
{
	static const struct pack_item none;
	struct row_view        *v = ARENA_NEW(r->arena, struct row_view);
	struct draft           *d = ARENA_NEW(r->arena, struct draft);
	const struct pack_item *item = &none;
	enum pack_section       s;
	struct spot             at;
	struct str              code = S("");
	enum err                e;

	if (!section_named(req_part(r, "section"), &s))
		return ERR_MISSING;
	if ((e = draft_open(r, d)))
		return e;
	v->path = asked(r, "at");
	v->list = asked(r, "into");
	if (v->path.n)
		path_cut(v->path, &v->list, &code);
	if (!d->pack.has[s] || !spot_find(r->arena, &d->pack, s, v->list, &at))
		return ERR_MISSING;
	for (size_t i = 0; v->path.n && i < *at.n; i++)
		if (str_eq((*at.items)[i].code, code))
			item = &(*at.items)[i];
	if (v->path.n ? item == &none : at.table->only)
		return ERR_MISSING;
	rows_fill(r, d, s, at.table, NULL, 0, v->list, &v->rows);
	inputs_fill(r, v, &at, item, v->path.n == 0);
	if (v->path.n)
		inner_fill(r, v, at.table, item);
	v->kept = row_kept(&at, code);
	v->rows.misfit = r->method == POST ? r->prepared : NULL;
	v->rows.title = v->path.n ? pack_name(item, r->lang) : v->rows.title;
	return reply_page(r, v->rows.title, pack_row_html, v, NULL, 0);
}

/* ---- the preview ---- */

/* "default" is a word of files; people read what it means. */
static struct str source_word(const struct page *p, const struct pack_change *c, struct str s)
{
	return c->key && strcmp(c->key, "source") == 0 && str_eq(s, S("default")) ? msg(pack_default_badge) : s;
}

void change_word(struct req *r, const struct pack_change *c, struct change_line *out)
{
	struct page page = page_of(r), *p = &page;
	struct str  name = r->lang == LANG_EN ? c->en : c->zh;

	*out = (struct change_line){ .member = c->key ? member_word(p, c->section, c->key) : S(""),
		.before = source_word(p, c, c->before), .after = source_word(p, c, c->after),
		.where = c->section == PACK_SECTIONS ? msg(pack_head) : section_word(p, c->section) };
	if (name.n)
		out->where = str_join(r->arena, out->where, S(" · "), name, STR_NONE);
	switch (c->kind) {
	case PACK_ADDED:
	case PACK_SECTION_ADDED:
		out->what = c->kind == PACK_ADDED ? msg(pack_added) : msg(pack_section_added);
		out->badge = "ok";
		break;
	case PACK_REMOVED:
	case PACK_SECTION_REMOVED:
		out->what = c->kind == PACK_REMOVED ? msg(pack_removed) : msg(pack_section_removed);
		out->badge = "bad";
		break;
	case PACK_CHANGED:
		out->what = msg(pack_changed);
		out->badge = "info";
		break;
	case PACK_MOVED:
		out->what = msg(pack_moved);
		out->badge = "";
		break;
	}
}

/* GET /packs-draft */
enum err pack_preview_get(struct req *r)
{
	struct preview_view *v = ARENA_NEW(r->arena, struct preview_view);
	struct page          page = page_of(r), *p = &page;
	struct pack_change  *changes;
	struct buf           day;
	enum err             e;

	v->d = ARENA_NEW(r->arena, struct draft);
	if ((e = draft_open(r, v->d)) || (e = place_name(r, v->d->region, &v->place)))
		return e;
	if (v->d->there)
		v->n = changes_of(r, v->d, &changes);
	v->lines = ARENA_ARRAY(r->arena, struct change_line, v->n + 1);
	for (size_t i = 0; i < v->n; i++)
		change_word(r, &changes[i], &v->lines[i]);
	buf_init(&day, r->arena, 16);
	day_iso(&day, r->today);
	v->today = buf_view(&day);
	return reply_page(r, msg(pack_preview), pack_preview_html, v,
		(struct row_set[]){ { "changes", &pack_change_face, v->lines, v->n, false } }, 1);
}

const struct route pack_routes[] = {
	{ GET,  "/packs",                   OFFICE, pack_packs_get,     NULL,        NULL, 0 },
	{ POST, "/packs-head",              OFFICE, pack_head_post,     pack_packs_get,   NULL, 0 },
	{ GET,  "/packs/:section",          OFFICE, pack_section_get,   NULL,        NULL, 0 },
	{ GET,  "/packs/:section/row",      OFFICE, pack_row_get,       NULL,        NULL, 0 },
	{ POST, "/packs/:section/row",      OFFICE, pack_row_post,      pack_row_get,     NULL, 0 },
	{ POST, "/packs/:section/source",   OFFICE, pack_source_post,   pack_section_get, NULL, 0 },
	{ POST, "/packs/:section/move",     OFFICE, pack_move_post,     pack_section_get, NULL, 0 },
	{ POST, "/packs/:section/remove",   OFFICE, pack_remove_post,   pack_row_get,     NULL, 0 },
	{ POST, "/packs/:section/own",      OFFICE, pack_own_post,      pack_section_get, NULL, 0 },
	{ POST, "/packs/:section/give_up",  OFFICE, pack_give_up_post,  pack_section_get, NULL, 0 },
	{ GET,  "/packs-draft",             OFFICE, pack_preview_get,   NULL,        NULL, 0 },
	{ POST, "/packs-draft",             OFFICE, pack_publish_post,  pack_preview_get, NULL, 0 },
	{ POST, "/packs-draft/drop",        OFFICE, pack_drop_post,     pack_preview_get, NULL, 0 },
	{ GET,  "/packs-versions/:version", OFFICE, pack_version_get,   NULL,        NULL, 0 },
	{ GET,  "/rules",                   SIGNED, rules_get,     NULL,        NULL, 0 },
	{ GET,  "/c/:county/rules",         ANYONE, county_rules_get, NULL,     NULL, 0 },
	{ 0 },
};
