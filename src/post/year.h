/*
 * year: does a year of meetings fulfil what the law asks? Knows no database.
 */
#ifndef POST_YEAR_H
#define POST_YEAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/time.h"

#include "types.h"

/* One meeting of a congress in the year. */
struct sitting {
	enum meeting_state state;
	struct day         day;
	int64_t            halves;
};

struct year_sum {
	int64_t held, planned;       /* long enough, and those to come */
	int64_t too_short;           /* held, but not as long as asked: they do not count */
	int64_t missed;              /* planned, and their day is over */
	bool    few;                 /* held and planned together are not enough */
	bool    done;
};

/* What is asked: so many, each of so many days at least (0: any length). */
void year_count(const struct sitting *s, int64_t n, int64_t times, int64_t min_days, struct day today,
                struct year_sum *out);

#endif
