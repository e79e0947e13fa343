/* GET /packs-versions/:version: what stood in a version, and what it changed. */
#include "pack/desk.h"

#include "pack/desk.t.h"

static const struct face_col change_cols[] = {
	{ "what", FACE_TEXT, false, offsetof(struct change_line, what), NULL },
	{ "where", FACE_TEXT, false, offsetof(struct change_line, where), NULL },
	{ "member", FACE_TEXT, false, offsetof(struct change_line, member), NULL },
	{ "before", FACE_TEXT, false, offsetof(struct change_line, before), NULL },
	{ "after", FACE_TEXT, false, offsetof(struct change_line, after), NULL },
};
const struct face pack_change_face = { "changes", sizeof(struct change_line), change_cols,
	                              COUNT(change_cols) };

static void sections_fill(struct req *r, struct version_view *v)
{
	struct draft *none = ARENA_NEW(r->arena, struct draft);      /* nothing here can be changed */

	for (int i = 0; i < PACK_SECTIONS; i++) {
		enum pack_section       s = (enum pack_section)i;
		const struct pack_list *list = &v->pack.list[i];
		struct rows_view       *rows = &v->sections[v->n_sections];

		if (!v->pack.has[i])
			continue;
		v->n_sections++;
		rows_fill(r, none, s, pack_section_table(s), list->items, list->n, S(""), rows);
		rows->source = list->source;
		rows->by_default = str_eq(list->source, S("default"));
	}
}

enum err pack_version_get(struct req *r)
{
	struct version_view  *v = ARENA_NEW(r->arena, struct version_view);
	struct page           page = page_of(r), *p = &page;
	struct pack           before = { 0 };
	struct pack_change   *changes;
	struct pack_upto_row *rows;
	struct draft          d;
	int64_t               wanted;
	size_t                n;
	enum err              e;

	if (!str_number(req_part(r, "version"), 1000000, &wanted))
		return ERR_MISSING;
	if ((e = draft_open(r, &d)) || (e = pack_upto(r->db, r->arena,
	             &(struct pack_upto_in){ .region = d.region, .version = wanted }, &rows, &n)))
		return e;
	if (n == 0 || rows[0].version != wanted)
		return ERR_MISSING;
	if ((e = pack_read_stored(r->arena, rows[0].id, rows[0].source, &v->pack)) ||
	    (n > 1 && (e = pack_read_stored(r->arena, rows[1].id, rows[1].source, &before))))
		return e;
	v->from = rows[0].from_day;
	v->loaded = rows[0].loaded;
	v->first = n == 1;
	if (!v->first)
		v->n = pack_diff(r->arena, &before, &v->pack, &changes);
	v->lines = ARENA_ARRAY(r->arena, struct change_line, v->n + 1);
	for (size_t i = 0; i < v->n; i++)
		change_word(r, &changes[i], &v->lines[i]);
	sections_fill(r, v);
	return reply_page(r, msgf(pack_version, str_int(r->arena, wanted)), pack_version_html, v,
		(struct row_set[]){ { "changes", &pack_change_face, v->lines, v->n, false } }, 1);
}
