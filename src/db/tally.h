/*
 * tally: counters that pages above a county read instead of its rows.
 *
 * Of open places, townships with a station, tasks, inspections and upgrades; each is
 * added to in the transaction of the change itself and applied with the other
 * counters (lane.h), and `lianxin check` makes them anew (figures.sql says exactly
 * what each one means). Part and value by sort:
 *
 *     place          station_kind       1 of a trade, 0 of none
 *     demonstration  0                  0
 *     town           the township       0            stations and homes right in it
 *     task           obligation_state   0
 *     task_due       0                  the day      those still open
 *     inspection     inspection_way     the day
 *     standing       stars              0            last inspections by others
 *     upgrade        UNDER_WAY or DONE  0
 */
#ifndef DB_TALLY_H
#define DB_TALLY_H

#include "db/db.h"

#include "types.h"

enum { TALLY_UNDER_WAY = 1, TALLY_DONE };

/* Collects one increment of the running transaction, like counters_add(). */
void tally_add(struct db *db, county_code county, enum tally_sort sort, int64_t part, int64_t value, int64_t by);

#endif
