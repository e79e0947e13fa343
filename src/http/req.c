#include "http/req.h"

#include <arpa/inet.h>

#include "base/shelf.h"
#include "base/text.h"
#include "http/clock.h"
#include "http/inside.h"
#include "http/limit.h"
#include "http/parse.h"

#define LATER_BYTES 256

static struct str pair_find(const struct pair *pairs, size_t n, const char *name)
{
	struct str want = str_of(name);

	for (size_t i = 0; i < n; i++)
		if (str_eq(pairs[i].name, want))
			return pairs[i].value;
	return STR_NONE;
}

struct str req_part(const struct req *r, const char *name)
{
	struct str s = pair_find(r->parts, r->n_parts, name);

	return s.p ? s : S("");
}

struct str req_query(const struct req *r, const char *name)
{
	return text_edge(r->arena, pair_find(r->query, r->n_query, name));
}

struct str req_posted(const struct req *r, const char *name)
{
	return text_edge(r->arena, pair_find(r->posted, r->n_posted, name));
}

struct str req_header(const struct req *r, const char *name)
{
	const struct exchange *x = exchange_in(r);
	struct str             s = head_find(x->headers, x->n_headers, str_of(name));

	/*
	 * What follows is compared and written to pages: bytes that are no text are as good as
	 * absent.
	 */
	return s.p && utf8_valid(s) ? s : STR_NONE;
}

struct str req_cookie(const struct req *r, const char *name)
{
	return cookie_find(req_header(r, "Cookie"), str_of(name));
}

void req_enter(struct req *r, county_code county)
{
	r->county = county;
	if (r->db)
		db_scope(r->db, county.v, county.v);
	req_ask(r, county);
}

void req_ask(struct req *r, county_code county)
{
	if (r->db && db_asks(r->db) && r->as == AS_HTML && r->house->draw_page_ask)
		r->house->draw_page_ask(r, county);
}

void req_fault(struct req *r, const char *field, enum msg what, int64_t limit)
{
	for (size_t i = 0; i < r->n_faults; i++)
		if (strcmp(r->faults[i].field, field) == 0)
			return;          /* the first fault of a field is the one to tell */
	if (r->n_faults < REQ_FAULTS)
		r->faults[r->n_faults++] = (struct field_fault){ field, what, limit };
}

/* Whom a limit counts. */
static struct str household_of(struct req *r)
{
	struct in6_addr six;
	char            four[INET_ADDRSTRLEN];

	if (r->address.n == 0 || !memchr(r->address.p, ':', r->address.n) ||
	    inet_pton(AF_INET6, str_z(r->arena, r->address), &six) != 1)
		return r->address;
	if (IN6_IS_ADDR_V4MAPPED(&six) && inet_ntop(AF_INET, six.s6_addr + 12, four, sizeof(four)))
		return str_copy(r->arena, str_of(four));
	return str_copy(r->arena, (struct str){ (const char *)six.s6_addr, 8 });
}

struct counted {
	struct req             *r;
	const struct limit_act *act;
};

static enum err count_run(struct db *db, void *arg)
{
	struct counted *c = arg;

	return limit_take_shared(c->r->house->limits, db, c->r->arena, c->act);
}

enum err req_limit_of(struct req *r, const char *what, struct str who, int max, int seconds)
{
	const struct house    *h = r->house;
	const struct limit_act act = { what, who, max, seconds, r->now };

	if (!h->set.shared)
		return limit_take(h->limits, &act);
	if (exchange_of(r)->stage == STAGE_LANE)
		return limit_take_shared(h->limits, r->db, r->arena, &act);
	return lane_call(h->lane, count_run, &(struct counted){ r, &act });
}

enum err req_limit(struct req *r, const char *what, int max, int seconds)
{
	return req_limit_of(r, what, household_of(r), max, seconds);
}

void req_limit_give(struct req *r, const char *what)
{
	limit_give(r->house->limits, what, household_of(r));
}

/* Work that outlives its request, so it has memory of its own. */
struct later {
	struct job      job;
	enum err      (*fn)(struct db *db, void *arg);
	_Alignas(max_align_t) unsigned char arg[LATER_BYTES];
};

static enum err later_run(struct job *j, struct db *db)
{
	struct later *l = (struct later *)(void *)j;

	return l->fn(db, l->arg);
}

static void later_done(struct job *j)
{
	base_free(j);
}

void req_later(struct req *r, enum err (*fn)(struct db *db, void *arg), const void *arg, size_t n)
{
	struct later *l;

	if (n > LATER_BYTES || !r->house->lane)
		return;
	l = base_alloc(sizeof(*l));
	memset(l, 0, sizeof(*l));
	l->job.run = later_run;
	l->job.done = later_done;
	l->fn = fn;
	memcpy(l->arg, arg, n);
	if (lane_push(r->house->lane, &l->job)) {
		base_free(l);
		atomic_fetch_add(&exchange_of(r)->place->figures.later_lost, 1);
	}
}

/*
 * The client: what the proxy wrote last is the only part of that header the client cannot choose.
 */
static struct str address_of(const struct req *r, struct str peer)
{
	struct str list, one, last = STR_NONE;

	if (!r->house->set.behind_proxy)
		return peer;
	list = req_header(r, "X-Forwarded-For");
	while (str_next(&list, ',', &one))
		last = str_trim(one);
	if (last.n == 0 || last.n > 45)
		return peer;
	for (size_t i = 0; i < last.n; i++)
		if (!strchr("0123456789abcdefABCDEF.:", last.p[i]))
			return peer;
	return last;
}

static void face_of(struct req *r, bool api)
{
	static const struct {
		struct str     suffix, type;
		enum face_kind as;
	} faces[] = {
		{ { ".json", 5 }, { "application/json", 16 }, AS_JSON },
		{ { ".csv", 4 }, { "text/csv", 8 }, AS_CSV },
		{ { ".xlsx", 5 },
		  { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 65 },
		  AS_XLSX },
	};
	struct str accept = req_header(r, "Accept");

	r->as = api ? AS_JSON : AS_HTML;
	for (size_t i = 0; i < COUNT(faces); i++) {
		if (str_ends(r->path, faces[i].suffix)) {
			r->as = faces[i].as;
			return;
		}
	}
	/*
	 * A browser's Accept names HTML first; a program that wants data does not name it at all.
	 */
	if (api || !accept.p || accept_names(accept, S("text/html")))
		return;
	for (size_t i = 0; i < COUNT(faces); i++) {
		if (accept_names(accept, faces[i].type)) {
			r->as = faces[i].as;
			return;
		}
	}
}

static void manner_of(struct req *r)
{
	struct str lang = req_cookie(r, "lang"), theme = req_cookie(r, "theme");

	if (str_eq(lang, S("en")))
		r->lang = LANG_EN;
	else if (str_eq(lang, S("zh")))
		r->lang = LANG_ZH;
	else
		r->lang = language_of(req_header(r, "Accept-Language"));
	r->elder = str_eq(req_cookie(r, "elder"), S("1"));
	r->theme = str_eq(theme, S("dark")) ? THEME_DARK :
	           str_eq(theme, S("light")) ? THEME_LIGHT : THEME_AUTO;
}

bool req_begin(struct exchange *x)
{
	struct req        *r = &x->req;
	const struct house *h = x->place->house;
	struct pair       *query;
	struct str         rest = x->uri, path = x->uri;
	size_t             at = 0;
	bool               api;

	/* All of a request is judged by one set of packs, also when a new one comes meanwhile. */
	x->house = *h;
	if (h->pack_shelf && (x->packs = shelf_take(h->pack_shelf)) != NULL)
		x->house.packs = x->packs->value;
	r->house = &x->house;
	r->out = &x->out;
	r->reply = &x->reply;
	r->who = (struct who){ .roles = ANYONE };
	r->now = house_now(h);
	r->today = day_of(r->now);
	r->method = str_eq(x->method, S("POST")) ? POST : GET;
	x->head_only = str_eq(x->method, S("HEAD"));
	buf_init(&x->out, r->arena, OUT_MAX);
	reply_reset(x);
	manner_of(r);
	r->address = address_of(r, x->peer);
	if (str_find(rest, S("?"), &at)) {
		path = str_part(rest, 0, at);
		r->query_text = str_part(rest, at + 1, rest.n);
	} else {
		r->query_text = S("");
	}
	if (!path_decode(r->arena, path, &r->path) ||
	    form_parse(r->arena, r->query_text, QUERY_PAIRS, &query, &r->n_query))
		return false;
	r->query = query;
	api = str_starts(r->path, S("/api/v1/"));
	if (api)
		r->path = str_part(r->path, 7, r->path.n);
	face_of(r, api);
	return true;
}

bool req_same_origin(const struct req *r, bool *told)
{
	struct str site = req_header(r, "Sec-Fetch-Site"), origin = req_header(r, "Origin");
	struct str host = req_header(r, "Host");

	*told = site.p || origin.p;
	if (site.p)
		return str_eq(site, S("same-origin")) || str_eq(site, S("none"));
	if (!origin.p)
		return false;
	if (str_starts(origin, S("https://")))
		return str_eq_nocase(str_part(origin, 8, origin.n), host);
	return str_starts(origin, S("http://")) &&
	       str_eq_nocase(str_part(origin, 7, origin.n), host);
}

/*
 * Did our own page send this? Browsers since about 2020 say where a request
 * comes from and are believed. Old WebViews of phones say nothing at all: they
 * pass only with a key we signed, and only without an Origin header, because a
 * page of another site that could make them send the form would also make them
 * send its Origin.
 */
enum err req_origin(const struct req *r, bool *same_told)
{
	bool        told, same = req_same_origin(r, &told);

	*same_told = same;
	if (told && !same)
		return ERR_FORGED;
	return r->route->flags & NO_KEY && !same ? ERR_FORGED : OK;
}
