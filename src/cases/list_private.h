/*
 * list_private: how a list of cases is asked for; shared by the list and the desk.
 */
#ifndef CASES_LIST_PRIVATE_H
#define CASES_LIST_PRIVATE_H

#include "cases/list.q.h"
#include "http/req.h"

#define LIST_ROWS 50

struct ask {
	struct str      search, tab;
	enum case_state state;
	int64_t         kind, before, floor, limit, more;
	bool            capped;
	struct case_list_all_row *rows;
	size_t          n;
};

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

#endif
