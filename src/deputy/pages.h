/*
 * pages: what the office's pages of deputies and their templates share.
 */
#ifndef DEPUTY_PAGES_H
#define DEPUTY_PAGES_H

#include "deputy/list.q.h"
#include "deputy/mine.q.h"
#include "deputy/record.h"
#include "http/reply.h"
#include "obligation/obligation.h"
#include "web/page.h"

#define EXPORT_PEOPLE 20000     /* more than this the command of the machine writes */
#define DEPUTY_LEVELS 6         /* 0: all people, 1..5 by level */

struct deputy_line {
	const struct deputy_page_row *row;
	struct str                    levels;    /* 县、乡 */
};

struct deputies_view {
	struct deputy_line *lines;
	struct str          q, level, station, congress, team;   /* the filters as they stand in the address */
	struct gazetteer    places;
	int64_t             total;
	bool                may_edit, later, filtered;
};

/*
 * A page of the register and where the next one begins (register.c). `in` says what is asked but for the name, and how
 * many rows; ERR_INPUT: `after` is no place in it.
 */
enum err deputy_rows(struct req *r, struct deputy_page_in *in, struct str q, struct str after,
                     struct deputy_page_row **rows, size_t *n, struct str *next) MUST_USE;

/* A field of the form, or a fact of the page. */
struct deputy_fact {
	const char       *name;
	struct str        label, value, help;
	const struct str *options;
	size_t            n_options;
	bool              open;                   /* the options are offered, other words are read too */
	bool              needed;
};

struct deputy_seat_line {
	size_t     at;
	struct str words;
	struct str until;
	bool       serving;
};

struct deputy_show {
	struct deputy_record     d;
	struct deputy_fact      *facts;   size_t n_facts;
	struct deputy_seat_line *seats;   size_t n_seats;
	struct str               phone, station_code, station_name, action;
	int64_t                  mask;            /* what is shown to the public */
	struct gazetteer         places;
	bool                     may_edit, fresh;
	struct str               revealed;        /* the telephone in full, for a reason that was given */
};

struct share {
	struct str word;
	int64_t    n;
	struct str rate;
};

struct facet_view {
	struct str    title;
	struct share *rows;
	size_t        n;
};

struct composition_view {
	struct facet_view   facets[5];
	size_t              n_facets;
	int64_t             people[DEPUTY_LEVELS], assigned[DEPUTY_LEVELS];
	struct str          level[DEPUTY_LEVELS], rate[DEPUTY_LEVELS];
	struct str          county;
};

struct mine_case {
	struct str      number, title;
	enum case_state state;
	struct when     created;
	bool            waits;          /* may be answered on the spot */
};

struct mine_view {
	struct deputy_record      d;
	struct str                titles, station_name, station_code;
	struct deputy_days_row   *days;     size_t n_days;
	struct str               *hours;    /* of each day */
	int                       today;    /* which of the days is today; -1: none */
	struct mine_case         *waiting;  size_t n_waiting;
	struct mine_case         *others;   size_t n_others;
	bool                      more_waiting;
	struct mine_links_row    *links;    size_t n_links;
	struct obligation_waiting owed;
};

struct defaults_view {
	int64_t published, version;
};

/* Templates. */
void defaults_html(struct page *p, const void *view);
void deputies_html(struct page *p, const struct list *l);
void deputy_page_html(struct page *p, const void *view);
void deputy_form_html(struct page *p, const void *view);
void composition_html(struct page *p, const void *view);
void composition_public_html(struct page *p, const void *view);
void mine_html(struct page *p, const void *view);

/* Where a request changes deputies. */
struct deputy_desk deputy_desk_of(struct req *r, const char *action);

/* How many people the tenant's register has. */
enum err deputies_total(struct req *r, int64_t *total) MUST_USE;

/* The deputy of :code whom the grant's range reaches, or ERR_MISSING. */
enum err deputy_of_path(struct req *r, struct deputy_record *d) MUST_USE;

/* "全国、县" of the bits of levels. */
struct str levels_words(struct req *r, int64_t levels);

/* Handlers. */
enum err deputies_get(struct req *r);
enum err deputies_assign_post(struct req *r);
enum err deputy_show_get(struct req *r);
enum err deputy_new_get(struct req *r);
enum err deputy_new_post(struct req *r);
enum err deputy_edit_get(struct req *r);
enum err deputy_edit_post(struct req *r);
enum err deputy_end_post(struct req *r);
enum err deputy_reveal_post(struct req *r);
enum err deputy_forget_post(struct req *r);
enum err defaults_get(struct req *r);
enum err defaults_post(struct req *r);

/* What the county shows of a deputy without own switches; version 0: nobody decided. */
enum err defaults_read(struct req *r, struct defaults_view *v) MUST_USE;

/* The page of a deputy, with what show_pages.c fills in. */
enum err deputy_show_reply(struct req *r, struct deputy_show *v) MUST_USE;
enum err composition_get(struct req *r);
enum err composition_public_get(struct req *r);
enum err mine_get(struct req *r);

/*
 * Merges groups until none has fewer than three: the smallest go to "others",
 * which takes the next smallest too while it would itself be so small; so what is
 * left out cannot be computed from a total either. Rows come largest first; gives
 * how many are left, 0 when there are too few people to show any.
 */
size_t small_merge(struct share *rows, size_t n, struct str others);

#endif
