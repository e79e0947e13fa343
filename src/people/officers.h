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
#include "people/leave.q.h"
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
	bool                 idle;
	bool                 may_add, later;
};

/* Where a grant may reach. */
struct choices {
	struct officer_stations_row   *stations;  size_t n_stations;
	struct officer_units_row      *units;     size_t n_units;
	struct officer_places_row     *places;    size_t n_places;
};

struct account_view {
	struct account_seen_row        a;
	struct grants_here_row        *grants;    size_t n_grants, n_open;
	struct choices                 choices;
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

/* One grant of who leaves: what is open there and who else has it. */
struct leave_line {
	const struct leave_grants_row *g;
	struct str                     scope;
	int64_t                        cases, owed;
	struct leave_others_row       *others;    size_t n_others;
	bool                           personal;
};

struct leave_view {
	struct account_seen_row a;
	struct leave_line      *lines;
	size_t                  n;
};

struct move_view {
	struct account_seen_row  a;
	const struct leave_line *line;
	struct choices           choices;
};

/* Templates. */
void accounts_html(struct page *p, const struct list *l);
void account_html(struct page *p, const void *view);

/* The account of :id that the acting officer sees, or ERR_MISSING. */
enum err account_of_path(struct req *r, struct account_seen_row *a) MUST_USE;

/* Who acts, for the audit; back to the page of an account; today for a field of a form. */
struct actor officer_of(const struct req *r);
enum err account_see(struct req *r, account_id id) MUST_USE;
struct str leave_today(const struct page *p);

/* The stations, units and places that the acting officer's own scope holds. */
enum err choices_fill(struct req *r, struct choices *c) MUST_USE;

/* A grant of that role with the scope that the form names; its faults are marked. */
enum err grant_scope_read(struct req *r, account_id account, enum role role, struct grant_new *g) MUST_USE;

/* May the acting administrator make a link for it? Never for another officer, nor where others have a say. */
enum err account_may_link(struct req *r, const struct account_seen_row *a, bool *may) MUST_USE;

/* Handlers. */
enum err account_list_get(struct req *r);
enum err account_add_post(struct req *r);
enum err account_show_get(struct req *r);
enum err account_link_post(struct req *r);
enum err account_second_off_post(struct req *r);
enum err account_close_post(struct req *r);
enum err leave_get(struct req *r);
enum err leave_post(struct req *r);
enum err move_get(struct req *r);
enum err move_post(struct req *r);
enum err grant_add_post(struct req *r);
enum err grant_close_post(struct req *r);

#endif
