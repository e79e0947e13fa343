/* GET /accounts and /accounts/:id: what the three officers read. */
#include "people/officers.h"

#include "base/text.h"
#include "people/officers.t.h"
#include "people/people_private.h"

#define PAGE_ROWS 50
#define EXPORT_CHUNK 500
#define IDLE_DAYS 90

static struct str scope_words(struct str unit, struct str station, struct str place)
{
	return unit.n ? unit : station.n ? station : place.p ? place : S("");
}

static struct account_line *lines_of(struct req *r, const struct account_page_row *rows, size_t n)
{
	struct account_line *lines = ARENA_ARRAY(r->arena, struct account_line, n);

	for (size_t i = 0; i < n; i++)
		lines[i] = (struct account_line){ &rows[i],
			scope_words(rows[i].unit, rows[i].station, rows[i].place) };
	return lines;
}

static const struct pair *filters_of(struct req *r, const struct account_page_in *in, struct str search,
                                     size_t *n)
{
	struct pair *f = ARENA_ARRAY(r->arena, struct pair, 3);
	struct page  page = page_of(r), *p = &page;

	*n = 0;
	if (search.n)
		f[(*n)++] = (struct pair){ msg(signin_name), search };
	if (in->role)
		f[(*n)++] = (struct pair){ msg(account_role), label(role, in->role) };
	if (in->idle_before)
		f[(*n)++] = (struct pair){ msg(account_came), msgf(account_idle, num(IDLE_DAYS)) };
	return f;
}

/* GET /accounts?q=&role=&idle=1&after= - by name; q is how a name begins. */
enum err account_list_get(struct req *r)
{
	struct accounts_view   *v = ARENA_NEW(r->arena, struct accounts_view);
	struct list             l = { .face = &account_page_face, .view = v, .total = -1, .file = "accounts" };
	struct str              after = r->method == GET ? req_query(r, "after") : STR_NONE;
	struct account_page_in  in = { .county = r->who.county, .today = r->today, .after = S(""),
	                               .limit = r->counting ? EXPORT_CHUNK : PAGE_ROWS };
	struct account_page_row *rows;
	enum err                e;

	v->search = r->method == GET ? text_fold(r->arena, utf8_head(str_trim(req_query(r, "q")),
	                                                             ACCOUNT_NAME_MAX)) : S("");
	v->role = r->method == GET ? req_query(r, "role") : S("");
	in.role = role_of(v->role);
	v->idle = r->method == GET && req_query(r, "idle").n > 0;
	if (v->idle)
		in.idle_before = when_of((struct day){ r->today.n - IDLE_DAYS }, 0, 0).ms;
	if (after.n)
		in.after = after;
	in.lo = v->search.n ? v->search : S("");
	in.hi = str_join(r->arena, in.lo, S("\xF4\x8F\xBF\xBF"), STR_NONE);
	if ((e = account_page(r->db, r->arena, &in, &rows, &l.n)))
		return e;
	v->lines = lines_of(r, rows, l.n);
	v->may_add = r->who.roles & ADMIN;
	v->later = after.n > 0;
	l.rows = rows;
	l.filters = filters_of(r, &in, v->search, &l.n_filters);
	l.next = (int64_t)l.n == in.limit ? rows[l.n - 1].name : STR_NONE;
	return reply_list(r, MSG_account_title, accounts_html, &l);
}

enum err account_of_path(struct req *r, struct account_seen_row *a)
{
	account_id id;
	bool       found;
	enum err   e;

	if (!str_number(req_part(r, "id"), INT64_MAX, &id.v))
		return ERR_MISSING;
	e = account_seen(r->db, r->arena, &(struct account_seen_in){ r->who.county, r->today, id }, a, &found);
	return e ? e : found ? OK : ERR_MISSING;
}

/* Whoever opens a link can sign in: no officer may come in as another that way. */
enum err account_may_link(struct req *r, const struct account_seen_row *a, bool *may)
{
	struct grant_roles_row *roles;
	size_t                  n;
	enum err                e;

	*may = (r->who.roles & ADMIN) && !a->disabled.ms && a->id.v != r->who.account.v && !a->elsewhere;
	if (!*may)
		return OK;
	e = grant_roles(r->db, r->arena, &(struct grant_roles_in){ a->id, r->today }, &roles, &n);
	for (size_t i = 0; !e && i < n; i++)
		*may = *may && !(ROLE_BIT(roles[i].role) & OFFICERS);
	return e;
}

enum err choices_fill(struct req *r, struct choices *v)
{
	const struct who *w = &r->who;
	enum err          e;

	if ((e = officer_stations(r->db, r->arena, &(struct officer_stations_in){ w->county, w->region_lo,
	             w->region_hi }, &v->stations, &v->n_stations)) ||
	    (e = officer_units(r->db, r->arena, &(struct officer_units_in){ w->county }, &v->units, &v->n_units)))
		return e;
	return officer_places(r->db, r->arena, &(struct officer_places_in){ w->region_lo, w->region_hi },
	                      &v->places, &v->n_places);
}

/* GET /accounts/:id */
enum err account_show_get(struct req *r)
{
	struct account_view    *v = ARENA_NEW(r->arena, struct account_view);
	struct invite_until_row link;
	bool                    found;
	enum err                e;

	if ((e = account_of_path(r, &v->a)) ||
	    (e = grants_here(r->db, r->arena, &(struct grants_here_in){ r->who.county, v->a.id, r->today },
	                     &v->grants, &v->n_grants)))
		return e;
	for (size_t i = 0; i < v->n_grants; i++)
		v->n_open += v->grants[i].open;
	v->own = v->a.id.v == r->who.account.v;
	v->may_close = (r->who.roles & ADMIN) && !v->a.disabled.ms && !v->own && v->a.elsewhere == 0;
	v->may_grant = (r->who.roles & SECURITY) && !v->a.disabled.ms && !v->own;
	v->may_second_off = v->may_grant && v->a.second.ms && v->a.elsewhere == 0;
	if ((v->may_grant && (e = choices_fill(r, &v->choices))) || (e = account_may_link(r, &v->a, &v->may_link)) ||
	    (e = invite_until(r->db, r->arena, &(struct invite_until_in){ v->a.id, r->now }, &link, &found)))
		return e;
	if (found)
		v->link_until = link.until;
	return reply_page(r, v->a.display, account_html, v, (struct row_set[]){
		{ "account", &account_seen_face, &v->a, 1, true },
		{ "grants", &grants_here_face, v->grants, v->n_grants, false } }, 2);
}
