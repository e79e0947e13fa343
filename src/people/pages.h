/*
 * pages: what the templates of this room are drawn from. Each view lives in the
 * request's arena or on the handler's stack and is read once, while drawing.
 */
#ifndef PEOPLE_PAGES_H
#define PEOPLE_PAGES_H

#include "people/people.q.h"
#include "web/page.h"

struct signin_view {
	struct str back;
};

struct password_view {
	bool done;               /* the password was just changed */
};

/* Who set the link, and its token for the form. */
struct invite_view {
	struct str               token;
	struct account_by_id_row account;
};

struct grants_view {
	struct grants_of_row *rows;
	size_t                n;
};

#endif
