/*
 * map: places on a sheet, by their degrees alone.
 *
 * No tiles and no network: the county is what its places span, north is up, a township
 * is its station with a line to each of its rooms and points. Points of one township stand
 * together in the array. Pure functions; texts live in the caller's arena.
 */
#ifndef STATION_MAP_H
#define STATION_MAP_H

#include "base/arena.h"
#include "base/str.h"

#include "station/station.h"

#include "types.h"

#define MAP_WIDTH 1000          /* of the sheet, in its own units */

enum map_sign { MAP_HOME, MAP_STATION, MAP_ROOM, MAP_TRADE, MAP_POINT };

struct map_point {
	int64_t       lat, lon;         /* millionths of a degree */
	enum map_sign sign;
	struct str    name, code;
	int           x, y;             /* out */
};

struct map_town {
	region_code       code;
	struct str        name;         /* "": of the county itself, no label */
	struct map_point *points;
	size_t            n;
	struct str        land, lines;  /* out: paths of its ground and of its lines */
	int               x, y;         /* out: where its name stands, in the middle below */
	bool              named;        /* out: false when there was no room for the name */
};

struct map {
	struct map_town *towns;
	size_t           n_towns;
	int              height;        /* out */
};

/* Sets everything marked "out"; a map without any point has a height and nothing else. */
void map_draw(struct arena *a, struct map *m);

#endif
