/*
 * due_pages: how a date came about, in sentences that anybody can check.
 *
 * The same explanation stands on the pages of staff and of the resident, except
 * that only staff read where the pack has a rule from. What cannot be told truly is not told: when the rule of today gives another date
 * than the row holds, there are no lines.
 */
#ifndef CASES_DUE_PAGES_H
#define CASES_DUE_PAGES_H

#include "cases/pages.h"

struct due_story {
	struct due_line *lines;
	size_t           n;
	struct day       day;           /* what the rule gives */
};

/* The lines of a rule of the pack from a day. */
void due_explain(struct req *r, region_code at, const char *rule, struct day from, bool staff,
		 struct due_story *out);

/* The same for the date a case stands under now. */
void due_of_case(struct req *r, const struct case_by_id_row *c, bool staff, struct due_story *out);

#endif
