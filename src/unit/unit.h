/*
 * unit: the departments, companies and village bodies that a case can be assigned to.
 *
 * The office keeps them: adds one, renames it, takes it out of use and back. Who
 * works at a unit is a matter of grants (people); a unit that still has cases on
 * its desk stays in use. Ids and rows are never removed: old cases name them.
 */
#ifndef UNIT_UNIT_H
#define UNIT_UNIT_H

#include "http/route.h"

extern const struct route unit_routes[];

#endif
