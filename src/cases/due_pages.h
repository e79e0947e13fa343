/*
 * due_pages: how the date a case stands under came about.
 */
#ifndef CASES_DUE_PAGES_H
#define CASES_DUE_PAGES_H

#include "cases/pages.h"
#include "pack/pack.h"

/* The lines of the rule that runs now; none when none does. */
void due_of_case(struct req *r, const struct case_by_id_row *c, bool staff, struct due_story *out);

#endif
