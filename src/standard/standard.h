/*
 * standard: checklists of the pack, and how stations fare by them.
 *
 * A clerk checks the own station; an office, or a home over its stations and rooms,
 * inspects on site or from the records. An inspection keeps the names, points and
 * groups of the items as the pack of its day had them, is never changed afterwards,
 * and makes an obligation of what is missing in the same transaction.
 */
#ifndef STANDARD_STANDARD_H
#define STANDARD_STANDARD_H

#include "http/route.h"
#include "obligation/obligation.h"
#include "pack/pack.h"

/* Items of one standard, at most. */
#define STANDARD_ITEMS 64

/* What was found at one item, in the order of the standard. */
struct finding {
	enum mark     mark;
	int64_t       score;      /* partly: hundredths of a point; -1: half of it */
	struct str    words;
	struct holder owner;      /* of what is missing; {0}: the station */
	struct day    due;
	const char   *rule;       /* of the pack that gave it; NULL: somebody set it */
};

struct inspection_new {
	station_id          station;
	struct str          standard;        /* code in the pack */
	enum inspection_way way;
	struct day          day;             /* the pack in force on it judges */
	struct str          words;
	struct finding      found[STANDARD_ITEMS];
	size_t              n;
};

/*
 * Stores one with its items, the standing and the obligations (not for a self-check).
 * ERR_MISSING: no such station or standard. ERR_INPUT: not an answer to each item.
 */
enum err inspection_make(const struct acting *a, const struct pack_set *packs, const struct inspection_new *in,
                         inspection_id *id) MUST_USE;

extern const struct route standard_routes[];

#endif
