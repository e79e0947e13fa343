/*
 * beats: the steps of a case, one after the other with their moments.
 *
 * Shared by plan.c, which throws what kind of case it is, and beats.c, which
 * writes down its steps; no other file of this room needs it.
 */
#ifndef DEMO_BEATS_H
#define DEMO_BEATS_H

#include "demo/plan.h"

/* The ways a case can take. */
enum way {
	WAY_WITHDRAW, WAY_DECLINE, WAY_DEPUTY, WAY_SPOT, WAY_ROUTE, WAY_TOWN, WAY_TOWN_UNIT,
	WAY_BOTH_UNIT, WAY_RETURN, WAY_OFFICE, WAY_UNIT, WAY_HELD
};

/* A case for the desks of the demonstration accounts. */
struct show {
	int16_t hours;                  /* before now */
	uint8_t way, keep;              /* beats that are played */
	bool    room;                   /* came in at the room, else at the station */
	uint8_t channel, anonymity, lead;       /* lead: index of bodies */
	bool    bad;                    /* rated dissatisfied: handled again */
};

/* Writes beats; `plain` leaves out what only sometimes happens, so that their number is known. */
struct pen {
	const struct demo *d;
	struct plot       *p;
	struct dice       *dice;
	struct when        t;
	bool               plain, over;
};

/* All beats of a way, until today. */
void beats_write(struct pen *w, enum way way);

/* Keeps the show's beats and draws them into the time it has had, the early ones closer. */
void beats_fit(struct pen *w, const struct show *show);

#endif
