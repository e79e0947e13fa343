/*
 * geo: where on the map a place stands, as somebody types it.
 *
 * Degrees north and east with up to eight decimals, as map services show them.
 * Only the box around China is taken, so that the two cannot be exchanged. Kept are
 * millionths of a degree, a tenth of a metre. Pure functions.
 */
#ifndef PLACE_GEO_H
#define PLACE_GEO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* One degree as typed (full-width digits too): false when it is no such number. */
bool degree_read(struct arena *a, struct str typed, int64_t *micro);

/* Inside the box around China, its islands included. */
bool degree_north(int64_t micro);
bool degree_east(int64_t micro);

/* "24.827331", without zeros at the end. */
struct str degree_words(struct arena *a, int64_t micro);

#endif
