/*
 * words: the Chinese texts of invented cases, put together from phrases.
 *
 * A tale is what one case is about: matter, place, day and dice. The same tale
 * gives the same words each time, so nothing needs to be kept for the day when
 * the case is published. Of a million opinions of one county fewer than two
 * thousand are doubled; none is copied from anywhere.
 */
#ifndef DEMO_WORDS_H
#define DEMO_WORDS_H

#include "base/arena.h"
#include "base/str.h"
#include "base/time.h"
#include "demo/dice.h"

#include "types.h"

/* What people speak of: phrases with slots ({v} the village, {n} a small number...). */
struct matter {
	const char *kind;              /* code of the pack's kinds */
	const char *unit, *assist;     /* keys of the units; assist may be NULL */
	const char *title;             /* what is wrong, in a few words */
	const char *what[3];           /* where and what; starts with a slot or a noun */
	const char *harm[2];           /* what follows from it */
	const char *wish[2];
	const char *fix;               /* what can be done, as a verb and its object */
};

extern const struct matter matters[];
extern const size_t       matters_n;

struct tale {
	const struct matter *matter;
	struct str          village, town;
	struct day          day;       /* of the opinion */
	struct dice         dice;      /* of this case's words */
};

/* How a reply turns out: the four result classes of the base pack. */
enum outcome { OUTCOME_SOLVED, OUTCOME_RUNNING, OUTCOME_PLANNED, OUTCOME_EXPLAINED, OUTCOME_COUNT };

/* The opinion in the resident's own words, 40 to 160 characters; and what the office calls it. */
struct str tale_words(struct arena *a, const struct tale *t);
struct str tale_title(struct arena *a, const struct tale *t);

/* The answer of `by` on a day; round 2 speaks of the second handling. */
struct str tale_reply(struct arena *a, const struct tale *t, enum outcome how, struct str by,
                      struct day day, int round);

/* What somebody writes at a step: STR_NONE where nothing is written. `by` is a unit's name or
 * empty. */
struct str tale_note(
	struct arena *a, const struct tale *t, enum case_event event, struct dice *dice);
struct str tale_told(
	struct arena *a, const struct tale *t, enum case_event event, struct dice *dice);
struct str tale_remark(struct arena *a, enum rating result, struct dice *dice);

#endif
