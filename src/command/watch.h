/*
 * watch: sees that another copy brought in new packs, and loads them.
 *
 * Only among copies on one database: a folder has one program, whose own page
 * puts a new version on the shelf at its commit. Asks every two seconds.
 */
#ifndef COMMAND_WATCH_H
#define COMMAND_WATCH_H

#include "http/house.h"

struct watch;

/* *out stays NULL where nobody else can bring anything in. */
enum err watch_start(const struct house *house, struct arena *a, struct watch **out) MUST_USE;
void watch_stop(struct watch *w);

#endif
