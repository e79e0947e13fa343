/*
 * drive: an annual drive of the pack of a place, with its streams and measures.
 *
 * A drive (乡镇人大建设年, 双岗建功...) is taken from the pack's streams when its year
 * begins and keeps the names it had then. Its measures are obligations: each has an
 * owner, a day, proof and a sign-off, so progress is counted from them. A drive of the
 * whole tenant is everybody's; a township's, by a pack of its own, its own and the tenant's.
 */
#ifndef DRIVE_DRIVE_H
#define DRIVE_DRIVE_H

#include "http/route.h"
#include "obligation/obligation.h"
#include "pack/pack.h"

#define DRIVE_WORDS_MAX 1000

/*
 * Of the place of the acting office, in a year or in the one the pack names. ERR_MISSING:
 * not in the pack. ERR_STEP: of a function that its congress does not have.
 * ERR_CONFLICT: there already.
 */
enum err drive_start(const struct acting *a, const struct pack_set *packs, struct str code, int64_t year,
                     struct str words, drive_id *id) MUST_USE;

struct measure_new {
	drive_id      drive;
	int64_t       stream;           /* 1, 2, 3... */
	struct holder owner;
	region_code   region;
	struct day    due;
	const char   *rule;             /* of the pack that gave it; NULL: somebody set it */
	struct str    title, words;
};

/* ERR_MISSING: no such drive or stream. ERR_STEP: it has been summed up. */
enum err drive_measure(const struct acting *a, const struct measure_new *in, obligation_id *id) MUST_USE;

extern const struct route drive_routes[];

#endif
