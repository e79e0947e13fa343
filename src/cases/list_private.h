/*
 * list_private: how a list of cases is asked for; shared by the list and the desk.
 */
#ifndef CASES_LIST_PRIVATE_H
#define CASES_LIST_PRIVATE_H

#include "cases/list.q.h"
#include "cases/view.q.h"
#include "http/req.h"

#define LIST_ROWS 50
#define NEWEST (INT64_C(1) << 40)     /* above every case's id */

struct ask {
	struct str      search, tab;
	enum case_state state;
	int64_t         kind, before, floor, limit, more;
	bool            capped;
	struct case_list_all_row *rows;
	size_t          n;
};

/* The filters as the address carries them, or a form that was sent. ERR_INPUT: not one of ours. */
enum err ask_read(struct req *r, struct ask *a) MUST_USE;

/* The same filters as part of an address, "" for none. */
struct str ask_query(struct req *r, const struct ask *a);

/* The views the reader's account keeps; asked ahead, and read. */
void views_ask(struct req *r);
enum err views_fill(struct req *r, struct view_list_row **rows, size_t *n) MUST_USE;

/* Rows of the reader's scope under the filters. */
enum err list_rows(struct req *r, struct ask *a) MUST_USE;

enum err case_list_get(struct req *r);
enum err call_list_get(struct req *r);
enum err case_show_get(struct req *r);
enum err case_step_post(struct req *r);
enum err desk_get(struct req *r);
enum err enrol_get(struct req *r);
enum err enrol_post(struct req *r);
enum err publish_get(struct req *r);
enum err publish_post(struct req *r);
enum err slip_get(struct req *r);
enum err view_post(struct req *r);
enum err view_remove_post(struct req *r);

#endif
