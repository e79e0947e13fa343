/*
 * figures: counters against what they count, and the page that is made of them alone.
 *
 * Pages read stock and flow (semantics.md, Counters); the checks here make
 * both anew from the cases, their timelines and ratings and compare row by
 * row, and codes with those who have them. They read everything once, so they
 * belong to `lianxin check` and never to a page.
 */
#ifndef FIGURES_FIGURES_H
#define FIGURES_FIGURES_H

#include "db/check.h"
#include "http/route.h"

/* /counties, of a city or province. */
extern const struct route figures_routes[];

extern const struct db_check figures_checks[];
extern const size_t figures_checks_n;

#endif
