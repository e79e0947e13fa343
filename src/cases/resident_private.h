/*
 * resident_private: the pages of people without an account.
 *
 * Saying something in three steps, following it by the QR of the slip or by
 * number and code, and reading what was published. A resident is whoever holds
 * the case's token; nothing here asks for a name. Views hold finished words;
 * pages of a case never hold numbers of staff, notes or versions of others.
 */
#ifndef CASES_RESIDENT_PRIVATE_H
#define CASES_RESIDENT_PRIVATE_H

#include "cases/due_pages.h"
#include "cases/enrol_pages.h"
#include "cases/files.h"
#include "cases/public.q.h"
#include "cases/resident.q.h"
#include "http/route.h"

/* ---- saying something ---- */

/* Where an opinion goes: the station of a code, or a deputy and that deputy's station. */
struct say_place {
	county_code county;
	station_id  station;
	person_id   deputy;
	region_code region;
	struct str  name, code, deputy_name;
	struct str  base;                        /* "/s/CODE" or "/d/CODE" */
};

struct place_group {
	struct str     label;
	struct choices places;
};

struct say_view {
	struct say_place    at;
	int                 step;
	struct str          key;                 /* the form's key, the same through all steps */
	struct choices      kinds;
	struct place_group *groups;
	size_t              n_groups;
	struct choice       own;                 /* the place of the code itself */
	bool                looked, found;       /* a place was searched for; and found */
	struct str          notice, consent;
	int64_t             notice_version, consent_version;
	struct str          kind_word, region_word;
};

void say_html(struct page *p, const void *view);
enum err say_get(struct req *r);
enum err say_post(struct req *r);
enum err say_again(struct req *r);
enum err say_submit_post(struct req *r);
enum err say_submit_again(struct req *r);

/* Puts the places to choose from into the view: by what was searched, then by township. */
enum err say_places_fill(struct req *r, struct say_view *v) MUST_USE;

/* ---- following ---- */

struct story_line {
	struct when at;
	struct str  what, by, reason, told;
};

struct answer_line {
	const struct follow_replies_row *row;
	struct str  class_word, badge;
};

struct follow_view {
	struct follow_case_row   c;
	struct case_by_id_row    full;
	struct str               base;           /* "/o/REF/TOKEN" */
	struct str               kind, badge, now, due_words;
	struct due_story         due;
	struct story_line       *story;    size_t n_story;
	const enum msg          *next;           /* what comes after; ends with MSG_NONE */
	struct case_texts_row   *texts;    size_t n_texts;
	struct answer_line      *answers;  size_t n_answers;
	struct follow_replies_row *replies;
	struct case_events_public_row *events;
	struct ratings_row      *ratings;  size_t n_ratings;
	struct case_files        files;
	struct str               assists;        /* names of assisting units */
	bool                     can_supplement, can_withdraw, can_rate, staff;
	bool                     form_gone;      /* what was sent has no form here any more */
	enum msg                 done;           /* what was just done, MSG_NONE if nothing */
};

void follow_html(struct page *p, const void *view);
enum err follow_get(struct req *r);
enum err supplement_post(struct req *r);
enum err withdraw_post(struct req *r);
enum err rate_post(struct req *r);

/* The case of :ref and :token, in its tenant; ERR_MISSING alike for wrong and unknown. */
enum err case_of_token(struct req *r, struct case_by_id_row *c) MUST_USE;

/* "/o/REF/TOKEN" of a case. */
struct str follow_path(struct req *r, county_code county, case_id id, int64_t generation);

/* ---- receipt and slip ---- */

struct receipt_row {
	case_id         id;
	enum case_state state;
	struct str      code, station_name, title;
	struct when     created;
	struct day      due;
};
extern const struct face receipt_face;

struct slip_view {
	struct receipt_row     row;
	struct follow_case_row c;
	struct str             base, back, brand, code_shown, words, kind, other;
	int64_t                length;           /* of the own words */
	bool                   narrow, staff;
};

void receipt_html(struct page *p, const void *view);
void slip_html(struct page *p, const struct slip_view *v);
enum err receipt_get(struct req *r);
enum err slip_token_get(struct req *r);

/* ---- finding again ---- */

struct find_view {
	bool wrong, by_phone;
};

struct found_view {
	struct str             number, badge;
	struct follow_case_row c;
};

void find_html(struct page *p, const void *view);
void find_state_html(struct page *p, const void *view);
enum err find_get(struct req *r);
enum err find_post(struct req *r);
enum err find_again(struct req *r);

/* ---- what was published ---- */

struct public_view {
	county_code         county;
	struct public_line *lines;
	struct str          search, next;
	struct choices      kinds, towns;
	bool                search_short, capped, filtered;
};

struct public_case_view {
	county_code            county;
	struct public_show_row row;
	struct case_files      files;
	struct str             kind, class_word, badge;
};

void public_list_html(struct page *p, const struct list *l);
void public_case_html(struct page *p, const void *view);
enum err public_list_get(struct req *r);
enum err public_case_get(struct req *r);
enum err public_see_get(struct req *r);

/* Words for rows of the public list. */
struct public_line *public_words(struct req *r, const struct public_list_row *rows, size_t n);

#endif
