/*
 * post_private: what the files of this room share.
 */
#ifndef POST_POST_PRIVATE_H
#define POST_POST_PRIVATE_H

#include "http/form.h"
#include "post/post.h"
#include "post/post.q.h"
#include "post/year.h"
#include "region/region.h"
#include "web/fold.h"

/* The row of a code in a section in force; NULL: none. */
const struct pack_item *post_rule(const struct pack_set *packs, region_code at, enum pack_section section,
                                  struct str code, struct day day);

/* Moves a meeting and writes it down. */
enum err meeting_change(const struct acting *a, const struct meeting_by_id_row *m,
                        const struct meeting_move_in *to) MUST_USE;

/* The county (for what is of its level) and its townships in the reader's range. */
enum err post_places(struct req *r, struct region_place **places, size_t *n) MUST_USE;

/* The townships among them, by county. */
enum err post_fold(struct req *r, const struct region_place *places, size_t n, struct fold *f) MUST_USE;

/* Does the place have rows of its own on the page? */
bool post_shows(const struct fold *f, const struct region_place *p);

/* Is a subdistrict, which has no congress of its own. */
bool post_subdistrict(const struct region_place *p);

/* A day as a date control wants it; "" for none. */
struct str meeting_iso(struct arena *a, struct day d);

/* ---- what the templates are given ---- */

struct post_cell {
	const struct pack_item     *rule;
	const struct post_list_row *row;       /* NULL: nothing is registered */
	bool                        gap;       /* vacant, part-time where it may not be, or unknown */
};

struct post_place {
	const struct region_place *place;
	struct post_cell          *cells;  size_t n_cells;
	bool                       shown;
};

struct post_view {
	struct post_place *places;   size_t n_places;
	struct fold        fold;
	int64_t            all, filled, part_time, vacant, unknown;
	bool               gaps_only, may_change;
};

/* A row of the register for its other faces. */
struct post_row {
	region_code region;
	struct str  place, post, state, holder;
	struct day  since;
	bool        gap;
};

struct post_one {
	region_code             region;
	const struct pack_item *rule;
	struct str              place;
	struct post_one_row     now;
	bool                    there, gap, may_change;
	struct post_events_row *events;  size_t n_events;
	struct obligation_line *tasks;   size_t n_tasks;
	struct str              failed;
};

struct meeting_line {
	const struct meeting_list_row *row;
	bool                           late, too_short;
};

struct meeting_place {
	struct region_place  place;
	struct meeting_line *lines;   size_t n;
	struct year_sum      sum;
	bool                 shown;
};

struct meeting_tab {
	struct str code, word;
	bool       on;
};

struct meeting_view {
	struct meeting_tab     *tabs;    size_t n_tabs;
	const struct pack_item *rule;
	struct meeting_place   *places;  size_t n_places;
	struct fold             fold;
	int64_t                 year, this_year, done, warned;
	bool                    may_make;
	struct str              kind;
};

struct meeting_one {
	struct meeting_by_id_row m;
	struct str               place, kind;
	bool                     may_change, late, too_short;
	struct str               failed;
};

void posts_html(struct page *p, const struct list *l);
void post_html(struct page *p, const void *view);
void meetings_html(struct page *p, const void *view);
void meeting_html(struct page *p, const void *view);

/* ---- handlers ---- */
enum err posts_get(struct req *r);
enum err post_get(struct req *r);
enum err post_change_post(struct req *r);
enum err post_log_post(struct req *r);
enum err post_task_post(struct req *r);
enum err meetings_get(struct req *r);
enum err meeting_new_post(struct req *r);
enum err meeting_get(struct req *r);
enum err meeting_change_post(struct req *r);

#endif
