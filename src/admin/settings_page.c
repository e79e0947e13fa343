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

static void line_add(struct settings_view *v, struct setting_line *lines, const char *name,
                     struct str value, struct str word)
{
	lines[v->n++] = (struct setting_line){ str_of(name), value, word };
}

/* Must the three officers have a second step (people/second.h)? */
static bool officers_second(const struct setting_list_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].name, S("totp.officers")))
			return str_eq(rows[i].value, S("on"));
	return false;
}

enum err settings_get(struct req *r)
{
	const struct settings   *s = &r->house->set;
	struct setting_line     *lines = ARENA_ARRAY(r->arena, struct setting_line, LINES_MAX);
	struct setting_list_row *rows;
	struct settings_view     v = { .lines = lines };
	struct page              page = page_of(r), *p = &page;
	struct row_set           sets[1];
	size_t                   n, at;
	enum err                 e;

	if ((e = setting_list(r->db, r->arena, &rows, &n)))
		return e;
	line_add(&v, lines, "version", str_of(r->house->version ? r->house->version : ""), msg(settings_version));
	line_add(&v, lines, "schema", str_int(r->arena, db_schema_version()), msg(settings_schema));
	line_add(&v, lines, "data", str_of(s->dir ? s->dir : ""), msg(settings_data));
	line_add(&v, lines, "loops", str_int(r->arena, s->loops), msg(settings_loops));
	line_add(&v, lines, "workers", str_int(r->arena, s->workers), msg(settings_workers));
	line_add(&v, lines, "submit_per_address", str_int(r->arena, s->submit_per_address),
	         msg(settings_per_address));
	line_add(&v, lines, "submit_per_station", str_int(r->arena, s->submit_per_station),
	         msg(settings_per_station));
	line_add(&v, lines, "map_tiles", str_of(s->map_tiles && *s->map_tiles ? s->map_tiles : "-"), msg(settings_map_tiles));
	line_add(&v, lines, "behind_proxy", s->behind_proxy ? msg(word_yes) : msg(word_no),
	         msg(settings_behind_proxy));
	line_add(&v, lines, "officers_second", officers_second(rows, n) ? msg(word_yes) : msg(word_no),
	         msg(settings_officers_second));
	/* A name with a dot is a note of the program to itself. */
	for (size_t i = 0; i < n && v.n < LINES_MAX; i++)
		if (!str_find(rows[i].name, S("."), &at))
			lines[v.n++] = (struct setting_line){ rows[i].name, rows[i].value,
			rows[i].name };
	sets[0] =
		(struct row_set){ .name = "settings", .face = &line_face, .rows = lines, .n = v.n };
	return reply_page(r, msg(settings_title), settings_html, &v, sets, 1);
}
