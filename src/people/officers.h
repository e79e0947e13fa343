/*
 * officers: the pages by which accounts and grants are kept.
 *
 * The system administrator makes and closes accounts, the security officer
 * gives and ends grants, the auditor reads: no route is open to two of them
 * for a change. What they see and do stays inside their own tenant and range;
 * the rules themselves are those of `lianxin user` (people.h).
 */
#ifndef PEOPLE_OFFICERS_H
#define PEOPLE_OFFICERS_H

#include "http/reply.h"
#include "people/officers.q.h"
#include "people/people.h"
#include "web/page.h"

struct account_line {
	const struct account_page_row *row;
	struct str                     scope;    /* of its first grant in force */
};

struct accounts_view {
	struct account_line *lines;
	struct str           search, role;       /* the filters as they stand in the address */
	bool                 may_add, later;
};

struct account_view {
	struct account_seen_row        a;
	struct grants_here_row        *grants;    size_t n_grants, n_open;
	struct officer_stations_row   *stations;  size_t n_stations;
	struct officer_units_row      *units;     size_t n_units;
	struct officer_places_row     *places;    size_t n_places;
	struct when                    link_until;   /* a link is out; 0: none */
	bool                           may_close, may_grant, may_link, may_second_off, own;
};

/* A one-time link, shown this once; of an account that was just made, or made anew. */
struct invite_made {
	account_id  id;
	struct str  name, display, path;
	struct when until;
	bool        fresh;
};

/* Templates. */
void accounts_html(struct page *p, const struct list *l);
void account_html(struct page *p, const void *view);

/* The account of :id that the acting officer sees, or ERR_MISSING. */
enum err account_of_path(struct req *r, struct account_seen_row *a) MUST_USE;

/* May the acting administrator make a link for it? Never for another officer, nor where others have a say. */
enum err account_may_link(struct req *r, const struct account_seen_row *a, bool *may) MUST_USE;

/* Handlers. */
enum err account_list_get(struct req *r);
enum err account_add_post(struct req *r);
enum err account_show_get(struct req *r);
enum err account_link_post(struct req *r);
enum err account_second_off_post(struct req *r);
enum err account_close_post(struct req *r);
enum err grant_add_post(struct req *r);
enum err grant_close_post(struct req *r);

#endif
