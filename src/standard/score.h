/*
 * score: points of items to a score, its groups and stars. Knows no database.
 */
#ifndef STANDARD_SCORE_H
#define STANDARD_SCORE_H

#include "pack/pack.h"

/* Hundredths of a point. */
struct score {
	int64_t got, all;
};

/* What one item gives: all, half or as said, nothing. ERR_INPUT: more than it has, or no mark. */
enum err score_item(int64_t points, enum mark mark, int64_t said, int64_t *got) MUST_USE;

/* Whole per cent, rounded down so that a threshold is reached only when it is. */
int64_t score_percent(struct score s);

/* The highest band that is reached; 0 when there is none. */
int score_stars(const struct pack_part *bands, struct score s);

#endif
