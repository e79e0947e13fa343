/*
 * pages: what the templates of this room are given. Views hold finished rows
 * and words; templates ask no questions of the database and decide nothing
 * about rights.
 */
#ifndef CASES_PAGES_H
#define CASES_PAGES_H

#include "cases/case.q.h"
#include "cases/files.h"
#include "cases/cases.h"
#include "cases/list.q.h"
#include "cases/view.q.h"
#include "pack/pack.h"
#include "web/page.h"

/* One choice of a filter, radio or select. */
struct choice {
	struct str value, word, help, find;      /* find: initials and pinyin for the picker */
	bool       on;
};

struct choices {
	struct choice *v;
	size_t         n;
};

/* ---- lists ---- */
struct case_line {
	const struct case_list_all_row *row;
	struct str kind, badge, due, place;      /* words; badge = class of the state's colour */
	bool       late, soon;
};

struct list_view {
	struct case_line *lines;
	size_t         n;
	struct str     search, state, kind, tab; /* the filters as they stand in the address */
	struct choices states, kinds, tabs;
	struct str     query;                    /* the filters together, as a saved view keeps them */
	struct view_list_row *saved;             size_t n_saved;
	enum msg       title, empty, empty_help;
	bool           can_enrol, search_short, capped, calls;
	int64_t        total;                    /* -1 unknown */
};

/* ---- one case ---- */
struct reply_line {
	const struct replies_row *row;
	struct str                class_word;
};

struct event_line {
	const struct case_events_row *row;
	struct str                    reason;
	bool                          last;
};

struct case_view {
	struct case_by_id_row       c;
	struct str                  kind, station, region, lead, deputy, badge, name, phone;
	bool                        has_contact, revealed;
	struct str                  door;
	struct case_texts_row      *texts;       size_t n_texts;
	struct event_line          *events;      size_t n_events;
	struct case_parts_row      *parts;       size_t n_parts;
	struct reply_line          *replies;     size_t n_replies;
	struct ratings_row         *ratings;     size_t n_ratings;
	struct due_story            due;         /* how its date came about, or would */
	struct choices              kinds, reasons, classes, units, stations, desks;
	uint64_t                    may;         /* bits of enum case_event */
	bool                        can_publish, published;
	struct str                  failed_step; /* last word of the address that was posted and came back */
	bool                        form_gone;   /* and has no form on the page any more */
	struct case_files           files;
	struct str                  draft;       /* reply written before, to go on with */
};
#define may(e) ((v->may >> CASE_EVENT_##e) & 1)

/* Was it this step's form that came back? */
bool case_mine(const struct case_view *v, const char *step);

/* Does a step (last word of its address) have a form for who may do these events? */
bool case_step_offered(struct str step, uint64_t may);

/* Badge class of a state: "ok", "warn", "bad", "info" or "". */
const char *case_badge(enum case_state s, bool late);

/* Choices of the pack section in force, and of units, stations. */
enum err choices_of_pack(struct req *r, const char *section, int64_t chosen_term, struct choices *out) MUST_USE;
enum err choices_of_units(struct req *r, struct choices *out) MUST_USE;
enum err choices_of_stations(struct req *r, station_id but, struct choices *out) MUST_USE;

/* The word of a pack term in the reader's language; "" for none. */
struct str case_term(struct req *r, term_id t);

/* The case of the path's :ref that this reader may see, or ERR_MISSING. */
enum err case_of_path(struct req *r, struct case_by_id_row *c) MUST_USE;

/* Fills a line for every row. */
struct case_line *case_lines(struct req *r, const struct case_list_all_row *rows, size_t n);

#endif
