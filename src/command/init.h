/*
 * init: a real county on its way into an empty tenant.
 *
 * One transaction makes all of it, after the division table has one of its own,
 * so a run that was broken off left nothing behind and is simply given again.
 * The links stand in their file, synced, before the transaction is committed.
 */
#ifndef COMMAND_INIT_H
#define COMMAND_INIT_H

#include "pack/pack.h"
#include "people/people.h"
#include "place/place.h"

#define INIT_OFFICERS 3

/* An account that is there before anybody can sign in. */
struct first_officer {
	struct str    name, display;
	struct invite link;
};

struct init {
	/* what was asked for */
	const char           *dir, *url, *file, *links;
	county_code           county;
	enum places_depth     depth;
	bool                  depth_said;

	struct db            *db;
	struct arena         *arena;
	struct when           now;
	struct region_place   place, seat;   /* the tenant; whose congress it is: the same, or a township in it */
	struct str            yaml;
	struct pack           pack;
	struct pack_set      *packs;
	struct places_first   made;
	struct first_officer  officers[INIT_OFFICERS];
	struct str            why;           /* one sentence when it failed */
};

/* The three officers with a link each; in the transaction. */
enum err init_officers(struct init *in) MUST_USE;

/* Puts their links into the file, beside those of other counties. */
enum err init_links_write(struct init *in) MUST_USE;

#endif
