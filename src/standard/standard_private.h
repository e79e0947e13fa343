/*
 * standard_private: what the files of this room share.
 */
#ifndef STANDARD_STANDARD_PRIVATE_H
#define STANDARD_STANDARD_PRIVATE_H

#include "file/file.h"
#include "http/form.h"
#include "standard/score.h"
#include "standard/standard.h"
#include "standard/standard.q.h"
#include "web/page.h"

/* The standard of a code as in force at a place on a day; NULL: none. */
const struct pack_item *standard_find(const struct pack_set *packs, region_code at, struct str code, struct day day);

/* Is it meant for stations of this one's kind, as the pack of its place calls them? */
bool standard_is_for(const struct pack_set *packs, const struct pack_item *standard,
                     const struct standard_station_row *s, struct day day);

/* What the acting grant may do at a station. */
struct reach {
	bool sees, checks, inspects;
};
struct reach standard_reach(const struct who *w, const struct standard_station_row *s);

/* The station of a public code that this reader sees; ERR_MISSING for every other. */
enum err standard_station_of(struct req *r, struct str code, struct standard_station_row *s,
                             struct reach *reach) MUST_USE;

/* Hundredths of a point as people write them: 87.5 */
struct str points_words(struct arena *a, int64_t hundredths);

/* ---- what the templates are given ---- */

/* A tab: one standard of the place. */
struct standard_tab {
	struct str code, word;
	bool       on;
};

struct standing_line {
	const struct standing_list_row *row;
	struct str own, score, kind;             /* "85 / 100" */
	int64_t    percent, rank;                /* rank 0: not ranked */
};

struct standing_view {
	struct standard_tab     *tabs;   size_t n_tabs;
	struct str               code, note, source, kinds, town;
	struct standing_line    *lines;
	struct standard_tab     *towns;  size_t n_towns;    /* none but an office of a whole county has a choice */
	struct standing_sums_row sums;
	bool                     may_rank, ranked, later, home;
};

struct group_line {
	struct str   name;
	struct score sum;
	int64_t      percent;
	struct str   words;
};

struct item_line {
	const struct inspection_items_row *row;
	struct str name, group, score;
};

struct inspection_view {
	struct inspection_by_id_row i;
	struct str                  name, score;
	int64_t                     percent;
	struct group_line          *groups;  size_t n_groups;
	struct item_line           *items;   size_t n_items;
	struct obligation_line     *owed;    size_t n_owed;
	struct obligation_tally     tally;
	struct file_lines           files;
};

/* One item as the station saw it and as others did. */
struct compare_line {
	struct str name;
	bool       has_own, has_other, differs;
	enum mark  own, other;
	struct str own_score, other_score;
};

struct history_line {
	const struct inspection_history_row *row;
	struct str score;
};

struct station_standard_view {
	struct standard_station_row s;
	struct reach                may;
	struct standard_tab        *tabs;     size_t n_tabs;
	struct str                  code;
	struct history_line        *history;  size_t n_history;
	struct inspection_history_row *rows;
	struct compare_line        *compare;  size_t n_compare, n_differ;
};

/* The form: one block an item. */
struct check_item {
	const struct pack_item *item;
	struct str              group;
	const char             *mark, *got, *words, *owner, *due;     /* names of its fields */
};

struct check_view {
	struct standard_station_row s;
	const struct pack_item     *standard;
	struct check_item          *items;   size_t n_items;
	bool                        self;
	struct holder_choice        owners[3];   size_t n_owners;
	struct str                  path;
};

void standings_html(struct page *p, const struct list *l);
void station_standard_html(struct page *p, const void *view);
void inspection_html(struct page *p, const void *view);
void check_html(struct page *p, const void *view);

/* ---- handlers ---- */
enum err standings_get(struct req *r);
enum err station_standard_get(struct req *r);
enum err inspection_get(struct req *r);
enum err check_get(struct req *r);
enum err check_post(struct req *r);

/* The standards meant for a station, as tabs; the asked one, or the first, is on. */
enum err standard_tabs(struct req *r, const struct standard_station_row *s, struct str asked,
                       struct standard_tab **tabs, size_t *n, struct str *code) MUST_USE;

#endif
