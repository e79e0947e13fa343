/*
 * station: the public face of the places where deputies meet people.
 *
 * A county's front page, the finder of places, the page behind the code on a
 * wall, a deputy's page and the poster with that code. Everybody may read all
 * of it; nothing here writes.
 */
#ifndef STATION_STATION_H
#define STATION_STATION_H

#include "http/route.h"

extern const struct route station_routes[];

#endif
