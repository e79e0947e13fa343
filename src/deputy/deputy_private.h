/*
 * deputy_private: what the files of this room share.
 */
#ifndef DEPUTY_DEPUTY_PRIVATE_H
#define DEPUTY_DEPUTY_PRIVATE_H

#include "base/text.h"
#include "deputy/deputy.h"
#include "deputy/deputy.q.h"
#include "region/region.h"

/* ---- contact.c ---- */

/* Opens what is kept of a deputy's contact into the record. */
enum err contact_read(const struct deputy_desk *d, struct deputy_record *in) MUST_USE;

/* Seals it anew with a fresh key; nothing is kept when all is empty. */
enum err contact_write(const struct deputy_desk *d, const struct deputy_record *in, bool had) MUST_USE;

/* True when both say the same. */
bool contact_same(const struct deputy_record *a, const struct deputy_record *b);

/* ---- count.c ---- */

/* Adds `by` for all that a serving deputy counts as. */
void deputy_tally(struct db *db, county_code county, const struct deputy_record *in, int64_t by);

/* A bit 1 << level for each seat that has not ended. */
int64_t deputy_levels(const struct deputy_record *in);

#define DEPUTY_TABLE 3          /* of counters_add() */

/* The places of a tenant: a county's, a city's or a province's own codes and all below. */
static inline int64_t tenant_lo(county_code county)
{
	return region_tenant(county).lo;
}

static inline int64_t tenant_hi(county_code county)
{
	return region_tenant(county).hi;
}

#endif
