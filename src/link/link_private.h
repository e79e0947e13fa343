/*
 * link_private: what the files of this room share.
 */
#ifndef LINK_LINK_PRIVATE_H
#define LINK_LINK_PRIVATE_H

#include "http/form.h"
#include "link/link.h"
#include "link/link.q.h"
#include "link/period.h"
#include "web/page.h"

/* The kind's rule as in force at a place on a day; NULL: none. */
const struct pack_item *link_rule(const struct pack_set *packs, region_code at, struct str kind, struct day day);

/* The place whose pack speaks to the reader: that of the grant. */
static inline region_code link_at(const struct req *r)
{
	return (region_code){ r->who.region_lo };
}

/* Ends a link; what was recorded stays. ERR_CONFLICT: made on an outdated page. */
enum err link_close(const struct acting *a, link_id id, int64_t version) MUST_USE;

/* ---- what the templates are given ---- */

struct link_tab {
	struct str code, word;
	bool       on;
};

enum link_standing { LINK_DONE, LINK_DUE, LINK_LATE };

struct link_line {
	const struct link_list_row *row;
	struct str                  kind, left, often;
	enum link_standing          standing;
};

struct link_view {
	struct link_tab     *tabs;   size_t n_tabs;
	struct link_line    *lines;
	struct str           kind, view;
	struct link_sums_row sums;
	bool                 may_make, late_only, later, whole;
};

struct link_one {
	struct link_by_id_row   l;
	struct link_visits_row *visits;  size_t n_visits;
	struct str              kind, often, place;
	struct day              first, last;          /* of the period now */
	int64_t                 done, times;
	enum link_standing      standing;
	bool                    may_visit, may_end, may_task, is_default;
	struct obligation_line *tasks;   size_t n_tasks;
	struct str              failed;
};

/* One place of the matrix, and one row of it. */
struct matrix_cell {
	link_id            link;
	enum link_standing standing;
	int64_t            contacts;
};

struct matrix_row {
	struct str          name;
	struct matrix_cell *cells;
};

struct matrix_view {
	struct link_tab       *tabs;    size_t n_tabs;
	struct str             kind;
	struct link_places_row *places; size_t n_places;
	struct str            *heads;                    /* short names of the places */
	size_t                *held;                     /* by how many */
	struct matrix_row     *rows;    size_t n_rows, n_gaps, n_links;
	struct link_tab       *towns;   size_t n_towns;
	struct str             town;
	bool                   stations;                 /* the kind leads to places at all */
};

struct gap_view {
	struct link_tab *tabs;    size_t n_tabs;
	struct str       kind;
	bool             stations, from, later, may_make;
};

struct link_make_view {
	struct link_tab        *tabs;    size_t n_tabs;
	const struct pack_item *rule;
	struct link_places_row *places;  size_t n_places;
	struct link_tab        *wholes;  size_t n_wholes;  /* all of a place that nobody looks after yet */
	struct str              often, from, to;         /* from, to: chosen on the way here */
};

void links_html(struct page *p, const struct list *l);
void link_html(struct page *p, const void *view);
void matrix_html(struct page *p, const void *view);
void gaps_html(struct page *p, const struct list *l);
void link_make_html(struct page *p, const void *view);

/* ---- shared by the pages ---- */

/* A word of the form that was sent, else of the address; "" for none. */
struct str link_asked(const struct req *r, const char *name);

/* The kind that was asked for, else the first of the pack, or the first that leads to a place. */
struct str link_kind_of(struct req *r, bool stations);

/* The kinds of the pack as tabs; *code is the asked one, or "" when none was. */
enum err link_tabs(struct req *r, struct str asked, struct link_tab **tabs, size_t *n) MUST_USE;

/* "每年 4 次" */
struct str link_often(const struct page *p, const struct pack_item *rule);

/* Late, due in this period, or done for it. */
enum link_standing link_standing(const struct pack_item *rule, struct day due, struct day today);

/* ---- handlers ---- */
enum err links_get(struct req *r);
enum err link_get(struct req *r);
enum err link_visit_post(struct req *r);
enum err link_end_post(struct req *r);
enum err link_task_post(struct req *r);
enum err matrix_get(struct req *r);
enum err gaps_get(struct req *r);
enum err link_new_get(struct req *r);
enum err link_new_post(struct req *r);

#endif
