#include "web/layout.h"

#include "web/error.t.h"
#include "web/layout.t.h"
#include "web/web.q.h"

#define BACK_MAX 1500
#define PLACES_SHOWN 12

static const struct nav_item public_nav[] = {
	{ "/", MSG_nav_home, false },
	{ "/places", MSG_nav_places, false },
	{ "/public", MSG_nav_public, false },
	{ "/find", MSG_nav_find, false },
	{ 0 },
};

/* A heading belongs to what follows it and goes when nothing does. */
static const struct nav_item staff_nav[] = {
	{ "/desk", MSG_nav_desk, false },
	{ "/enrol", MSG_nav_enrol, false },
	{ "/cases", MSG_nav_cases, false },
	{ "/calls", MSG_nav_calls, false },
	{ "/publish", MSG_nav_publish, false },
	{ "/obligations", MSG_nav_obligations, false },
	{ NULL, MSG_nav_house, false },
	{ "/standards", MSG_nav_standards, false },
	{ "/posts", MSG_nav_posts, false },
	{ "/meetings", MSG_nav_meetings, false },
	{ "/drives", MSG_nav_drives, false },
	{ "/links", MSG_nav_links, false },
	{ NULL, MSG_nav_look, false },
	{ "/places", MSG_nav_stations, false },
	{ "/public", MSG_nav_public, false },
	{ "/rules", MSG_nav_rules, false },
	{ "/figures", MSG_nav_figures, false },
	{ NULL, MSG_nav_manage, false },
	{ "/stations", MSG_nav_keep, false },
	{ "/build", MSG_nav_life, false },
	{ "/deputies", MSG_deputy_title, false },
	{ "/units", MSG_unit_title, false },
	{ "/packs", MSG_nav_packs, false },
	{ "/accounts", MSG_nav_accounts, false },
	{ "/audit", MSG_nav_audit, false },
	{ "/settings", MSG_nav_settings, false },
	{ NULL, MSG_nav_mine, false },
	{ "/me", MSG_deputy_mine, false },
	{ "/password", MSG_nav_password, false },
	{ 0 },
};

bool layout_may(const struct req *r, const char *path)
{
	if (!r->house->routes)
		return false;
	for (const struct route *const *room = r->house->routes->rooms; *room; room++)
		for (const struct route *one = *room; one->method; one++)
			if (one->method == GET && strcmp(one->path, path) == 0)
				return (one->who & (r->who.roles | ANYONE)) != 0;
	return false;
}

/* Only ways into this site: "//host" and "/\host" begin with '/' too. */
static bool path_local(struct str path)
{
	if (path.n == 0 || path.n > BACK_MAX || path.p[0] != '/' ||
	    (path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\')))
		return false;
	for (size_t i = 0; i < path.n; i++)
		if ((unsigned char)path.p[i] <= ' ' || path.p[i] == 0x7f || path.p[i] == '\\')
			return false;
	return true;
}

struct str layout_back(struct req *r, struct str path)
{
	struct buf b;

	if (!path_local(path))
		return S("/");
	/* A path that was decoded on its way here is encoded again, its query kept as it is. */
	buf_init(&b, r->arena, 4 * BACK_MAX);
	for (size_t i = 0; i < path.n; i++) {
		if ((unsigned char)path.p[i] < 0x80)
			buf_char(&b, path.p[i]);
		else
			html_url(&b, str_part(path, i, 1), true);
	}
	return buf_view(&b);
}

void put_link(struct page *p, struct str path, struct str words, const char *class, bool current)
{
	buf_lit(p->out, "<a href=\"");
	html_text(p->out, layout_back(p->r, path));
	if (class[0]) {
		buf_lit(p->out, "\" class=\"");
		buf_z(p->out, class);
	}
	if (current)
		buf_lit(p->out, "\" aria-current=\"page");
	buf_lit(p->out, "\">");
	html_text(p->out, words);
	buf_lit(p->out, "</a>");
}

/* This page as a GET, or "" when it was posted: going there again would lose what was typed. */
static struct str here_of(struct req *r)
{
	struct buf b;

	if (r->method != GET || r->path.n > BACK_MAX || r->query_text.n > BACK_MAX)
		return S("");
	buf_init(&b, r->arena, 8 * BACK_MAX);
	html_url(&b, r->path, true);
	if (r->query_text.n) {
		buf_char(&b, '?');
		buf_str(&b, r->query_text);
	}
	return path_local(buf_view(&b)) ? buf_view(&b) : S("");
}

static bool item_here(const struct req *r, const char *path)
{
	struct str s = str_of(path);
	size_t     at;

	/* /public leads to the list of its county. */
	if (str_eq(s, S("/public")) && str_starts(r->path, S("/c/")))
		return str_find(r->path, S("/cases"), &at);
	return str_eq(r->path, s) || (s.n > 1 && str_starts(r->path, s) && r->path.p[s.n] == '/');
}

struct str layout_in_county(struct req *r, county_code county, struct str path)
{
	struct str code = str_int(r->arena, county.v);

	if (county.v == 0)
		return path;
	if (str_eq(path, S("/")))
		return str_join(r->arena, S("/c/"), code, STR_NONE);
	if (str_eq(path, S("/places")))
		return str_join(r->arena, S("/places?county="), code, STR_NONE);
	return str_eq(path, S("/public")) ? str_join(r->arena, S("/c/"), code, S("/cases"), STR_NONE) : path;
}

/* The items of a menu that this reader may open; of a county when it is the menu of one. */
static const struct nav_item *nav_of(struct req *r, const struct nav_item *all, county_code county)
{
	struct nav_item *nav = ARENA_ARRAY(r->arena, struct nav_item, COUNT(staff_nav) + 1);
	size_t           n = 0;

	for (; all->word; all++) {
		if (all->path && !layout_may(r, all->path))
			continue;
		if (!all->path && n && !nav[n - 1].path)
			n--;             /* a heading with nothing below it */
		nav[n] = *all;
		if (all->path) {
			struct str path = layout_in_county(r, county, str_of(all->path));

			nav[n].path = str_z(r->arena, path);
			nav[n].here = item_here(r, all->path) || str_eq(r->path, path);
		}
		n++;
	}
	if (n && !nav[n - 1].path)
		n--;
	nav[n] = (struct nav_item){ 0 };
	return nav;
}

static bool is_staff(const struct req *r)
{
	return r->who.roles != ANYONE && r->route && !(r->route->who & ANYONE);
}

static struct web_staff_in staff_of(const struct req *r)
{
	return (struct web_staff_in){ .county = r->who.county, .station = r->who.station,
		.unit = r->who.unit, .region_lo = r->who.region_lo };
}

static struct web_places_in places_of(county_code county)
{
	return (struct web_places_in){ .tenant = county, .limit = PLACES_SHOWN + 1 };
}

void layout_ask(struct req *r, county_code county)
{
	struct web_staff_in  staff = staff_of(r);
	struct web_places_in places = places_of(county);

	if (is_staff(r))
		web_staff_ask(r->db, &staff);
	else
		web_places_ask(r->db, &places);
}

/* Whose page it is, once that is known. */
static void brand_put(struct page *p, struct frame *f, struct str name, bool demo)
{
	f->brand = page_msgf(p, f->staff ? MSG_app_office : MSG_app_brand, &name, 1);
	f->demo = demo;
}

static void staff_fill(struct page *p, struct frame *f)
{
	struct web_staff_in  in = staff_of(p->r);
	struct web_staff_row row;
	bool                 found;

	f->scope = S("");
	if (!p->r->db || web_staff(p->r->db, p->r->arena, &in, &row, &found) || !found)
		return;
	f->scope = row.scope;
	brand_put(p, f, row.name, row.demo);
}

/* The places of this folder, and the one the page speaks about. */
static void places_fill(struct page *p, struct frame *f)
{
	struct req            *r = p->r;
	struct web_places_in   in = places_of(r->county);
	struct web_places_row *rows;
	struct place_item     *items;
	size_t                 n, own;

	if (!r->db || web_places(r->db, r->arena, &in, &rows, &n) || n == 0)
		return;
	own = rows[0].own;
	if (own) {
		brand_put(p, f, rows[0].name, rows[0].demo);
		f->county = r->county;
	}
	rows += own;
	n -= own;
	/* A page that speaks about no tenant belongs to the only one there is. */
	if (!own && n == 1)
		brand_put(p, f, rows[0].name, rows[0].demo);
	f->more_places = n > PLACES_SHOWN;
	f->n_places = f->more_places ? PLACES_SHOWN : n;
	items = ARENA_ARRAY(r->arena, struct place_item, n);
	for (size_t i = 0; i < f->n_places; i++)
		items[i] = (struct place_item){ .name = rows[i].name, .here = n == 1 || rows[i].county.v == r->county.v,
			.path = str_join(r->arena, S("/c/"), str_int(r->arena, rows[i].county.v), STR_NONE) };
	f->places = items;
}

/* What layout_begin() leaves for layout_end(); the page comes first, so one leads to the other. */
struct framed {
	struct page  page;
	struct frame frame;
};

struct page *layout_begin(struct req *r, struct str title)
{
	struct framed *x = ARENA_NEW(r->arena, struct framed);
	struct page   *p = &x->page;
	struct frame  *f = &x->frame;

	*p = (struct page){ .out = r->out, .r = r, .catalogs = msg_catalogs, .lang = r->lang };
	f->title = title;
	f->back = here_of(r);
	f->staff = is_staff(r);
	/* Without a database, or before any tenant is known, the page has no place's name. */
	f->brand = page_msg(p, f->staff ? MSG_app_name : MSG_app_plain);
	if (f->staff)
		staff_fill(p, f);
	else
		places_fill(p, f);
	f->nav = nav_of(r, f->staff ? staff_nav : public_nav, f->county);
	frame_head(p, f);
	if (f->staff)
		frame_staff(p, f);
	else
		frame_public(p, f);
	return p;
}

void layout_end(struct page *p)
{
	frame_foot(p, &((struct framed *)(void *)p)->frame);
}

/* ---- errors ---- */

/* What people write themselves; the rest of a form is ticked or chosen again in a moment. */
static const struct {
	const char *field;
	enum msg    label;
} typed_fields[] = {
	{ "words", MSG_field_words },   { "title", MSG_field_title },
	{ "reply", MSG_field_reply },   { "told", MSG_field_told },
	{ "note", MSG_field_note },     { "remark", MSG_field_remark },
	{ "answer", MSG_field_reply },  { "name", MSG_field_name },
	{ "phone", MSG_field_phone },   { "door", MSG_field_door },
	{ "received_by", MSG_field_received_by },
};

struct typed_texts layout_typed(struct req *r)
{
	struct pair       *v = ARENA_ARRAY(r->arena, struct pair, COUNT(typed_fields));
	struct typed_texts out = { v, 0 };

	for (size_t i = 0; i < COUNT(typed_fields) && r->method == POST; i++) {
		const struct msg_text *t = &msg_catalogs[r->lang][typed_fields[i].label];
		struct str             value = req_posted(r, typed_fields[i].field);

		if (value.n)
			v[out.n++] = (struct pair){ { t->one, t->n_one }, value };
	}
	return out;
}

static const char *icon_of(enum err e)
{
	switch (e) {
	case ERR_SIGNIN: case ERR_DENIED: case ERR_FORGED: return "lock";
	case ERR_MISSING: case ERR_METHOD:                 return "map-pin";
	case ERR_LIMIT: case ERR_BUSY:                     return "clock";
	default:                                           return "alert-triangle";
	}
}

enum err layout_error(struct req *r, enum err e)
{
	struct error_view  v = { .why = e, .icon = icon_of(e), .back = here_of(r) };
	struct page        words = { .r = r, .catalogs = msg_catalogs, .lang = r->lang };
	enum err           failed;

	/* Whoever was slow or too fast may ask again; other errors stay what they are. */
	if (e == ERR_LIMIT || e == ERR_BUSY || e == ERR_FAULT || e == ERR_FULL)
		v.again = v.back;
	failed = reply_page(r, page_msg(&words, error_title(e)), error_html, &v, NULL, 0);
	reply_status(r, error_status(e));
	return failed;
}

/* ---- the switches ---- */

#define YEAR_S (365 * 24 * 3600)

static enum err back_see(struct req *r)
{
	return reply_see(r, layout_back(r, req_query(r, "back")));
}

static enum err view_get(struct req *r)
{
	struct str elder = req_query(r, "elder"), theme = req_query(r, "theme");
	enum err   e = OK;

	if (str_eq(elder, S("1")) || str_eq(elder, S("0")))
		e = reply_cookie(r, "elder", elder, str_eq(elder, S("1")) ? YEAR_S : 0, false);
	if (!e && (str_eq(theme, S("dark")) || str_eq(theme, S("light"))))
		e = reply_cookie(r, "theme", theme, YEAR_S, false);
	else if (!e && str_eq(theme, S("auto")))
		e = reply_cookie(r, "theme", theme, 0, false);
	return e ? e : back_see(r);
}

static enum err lang_get(struct req *r)
{
	struct str to = req_query(r, "to");
	enum err   e = OK;

	if (str_eq(to, S("zh")) || str_eq(to, S("en")))
		e = reply_cookie(r, "lang", to, YEAR_S, false);
	return e ? e : back_see(r);
}

const struct route web_routes[] = {
	{ GET, "/view", ANYONE, view_get, NULL, NULL, 0 },
	{ GET, "/lang", ANYONE, lang_get, NULL, NULL, 0 },
	{ 0 },
};
