/*
 * print: what hangs on a wall and what goes into a calendar.
 *
 * Posters of a station and of a deputy and the panel of a station's deputies as
 * PDF, A4 and A3; reception days as iCalendar. Everybody may have them, and they
 * hold only what the public pages hold. Nothing here writes to the database.
 */
#ifndef PRINT_PRINT_H
#define PRINT_PRINT_H

#include "base/arena.h"
#include "http/route.h"

extern const struct route print_routes[];

/*
 * The house's: the sheets drawn last, by what stands on them, so that a poster
 * is drawn once however many ask for it; and the gate before drawing: two at
 * once, because each holds whole fonts in memory. Lives as long as the arena.
 */
struct print_shelf;
struct print_shelf *print_shelf_new(struct arena *a);

#endif
