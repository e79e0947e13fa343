/*
 * period: the stretch of the calendar a frequency counts in. Knows no database.
 */
#ifndef LINK_PERIOD_H
#define LINK_PERIOD_H

#include "pack/pack.h"

/* First and last day of the week, month, quarter... a day lies in; a term counts as five years. */
struct day period_first(enum pack_period period, struct day d);
struct day period_last(enum pack_period period, struct day d);

/*
 * The day by which the next contact is due, after one more on `day`: `done` contacts
 * lie in its period, `times` are asked for, `due` was due until now.
 */
struct day period_due(enum pack_period period, int64_t times, int64_t done, struct day day, struct day due);

#endif
