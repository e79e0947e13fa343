/*
 * plan: what will happen to one case, written down when it comes in.
 *
 * A plot is a short list of beats, each a step at a moment by somebody. Beats
 * after today are left out, so young cases stay open in every state. story.c
 * plays the beats of all cases in the order of time.
 */
#ifndef DEMO_PLAN_H
#define DEMO_PLAN_H

#include "demo/demo_private.h"
#include "demo/words.h"

#define BEATS_MAX 32
#define ASSISTS_MAX 2

/* Whose hands make a step. */
enum hand {
	BY_STATION, BY_HEAD, BY_DEPUTY, BY_TOWN, BY_OFFICE, BY_CALLER, BY_RECEIVER, BY_HANDLER,
	BY_SIGNER, BY_ASSIST, BY_RESIDENT, BY_PROGRAM
};

struct beat {
	struct when at;
	uint8_t     event, by;
	uint8_t     detail;             /* assign: unit; part: which assistant; rate: round */
};

struct plot {
	struct when at;                 /* of the intake */
	uint64_t    number;             /* of the case in this run: where its dice come from */
	case_id     id;
	struct dice dice;               /* for what is written at each beat */
	region_code region;
	size_t      intake, site;       /* indexes of sites: where it came in, who holds it */
	size_t      village;            /* index of a site whose place the words name */
	size_t      matter, deputy;      /* deputy: index + 1, 0 none */
	uint8_t     lead, assist[ASSISTS_MAX], n_assist;         /* indexes of bodies + 1; 0 none */
	uint8_t     with;               /* index of the body that leads now */
	uint8_t     channel, anonymity, persons;
	bool        kind_said, consent, held, door;
	uint8_t     outcome[2], attitude[2], result[2], told_by; /* by round */
	uint8_t     reply_by;           /* a hand; with the day: to write the same answer again */
	struct day  reply_day;
	uint8_t     n_beats, next;
	struct beat beats[BEATS_MAX];
};

/*
 * Fills a plot for case `number`, which comes in at `at`. show: row of the
 * cases made for the desks of the demonstration accounts, or -1.
 */
void plan_case(const struct demo *d, struct plot *p, uint64_t number, struct when at, int show);

/* Those rows: how many, and how many hours before now each comes in (falling). */
size_t plan_shows(void);
int64_t plan_show_hours(size_t show);

/* The tale that the plot tells. */
struct tale plan_tale(const struct demo *d, const struct plot *p);

#endif
