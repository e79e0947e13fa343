/* GET /settings - what is set, for the system administrator; changed on the machine itself. */
#include "admin/admin_private.h"

#include "admin/pages.t.h"

#define LINES_MAX 520            /* our own few and at most 500 of the table */

static const struct face_col line_cols[] = {
	{ "name", FACE_TEXT, false, offsetof(struct setting_line, name), NULL },
	{ "value", FACE_TEXT, false, offsetof(struct setting_line, value), NULL },
};

static const struct face line_face = { "settings", sizeof(struct setting_line), line_cols,
	                               COUNT(line_cols) };

enum err settings_get(struct req *r)
{
	const struct settings   *s = &r->house->set;
	struct setting_line     *lines = ARENA_ARRAY(r->arena, struct setting_line, LINES_MAX);
	struct setting_list_row *rows;
	struct settings_view     v = { .lines = lines };
	struct page              words = { .r = r, .catalogs = msg_catalogs, .lang = r->lang };
	struct row_set           sets[1];
	size_t                   n;
	enum err                 e;

	if ((e = setting_list(r->db, r->arena, &rows, &n)))
		return e;
	lines[v.n++] = (struct setting_line){ S("version"),
		                              str_of(r->house->version ? r->house->version : "") };
	lines[v.n++] = (struct setting_line){ S("schema"), str_int(r->arena, db_schema_version()) };
	lines[v.n++] = (struct setting_line){ S("data"), str_of(s->dir ? s->dir : "") };
	lines[v.n++] = (struct setting_line){ S("loops"), str_int(r->arena, s->loops) };
	lines[v.n++] = (struct setting_line){ S("workers"), str_int(r->arena, s->workers) };
	lines[v.n++] = (struct setting_line){ S("submit_per_address"),
		                              str_int(r->arena, s->submit_per_address) };
	lines[v.n++] = (struct setting_line){ S("submit_per_station"),
		                              str_int(r->arena, s->submit_per_station) };
	lines[v.n++] = (struct setting_line){ S("behind_proxy"),
		                              s->behind_proxy ? S("true") : S("false") };
	for (size_t i = 0; i < n && v.n < LINES_MAX; i++)
		lines[v.n++] = (struct setting_line){ rows[i].name, rows[i].value };
	sets[0] =
		(struct row_set){ .name = "settings", .face = &line_face, .rows = lines, .n = v.n };
	return reply_page(r, page_msg(&words, MSG_settings_title), settings_html, &v, sets, 1);
}
