/*
 * obligation: something owed by somebody by a day, with proof and sign-off.
 *
 * The one primitive under what an inspection found missing, a measure of a drive, a
 * gap among links or posts, a promise, a wish. Other rooms make one with
 * obligation_make() in the transaction of what it came from, name it by its number,
 * and count theirs with obligation_progress(); everything that happens to it
 * afterwards happens on its own page. It changes only through the table in flow.c;
 * each change leaves a row of its story and an audit row. Late is what is open
 * behind its day, never a stored state.
 */
#ifndef OBLIGATION_OBLIGATION_H
#define OBLIGATION_OBLIGATION_H

#include "base/arena.h"
#include "base/time.h"
#include "db/db.h"
#include "http/req.h"
#include "http/route.h"

#include "types.h"

#define OBLIGATION_TITLE_MAX 60         /* code points */
#define OBLIGATION_WORDS_MAX 1000

/* Who acts, where and when: of a request, or of a command that stands in for people. */
struct acting {
	struct db        *db;
	struct arena     *arena;
	const struct who *who;
	county_code       county;
	struct when       now;
};

/* Of a request. */
struct acting acting_of(struct req *r);

/*
 * Who owes, or who signs off: a station (its clerk and head), a unit, a person (a
 * deputy), or an office, whose id is the code of its place.
 */
struct holder {
	enum holder_kind kind;
	int64_t     id;
};

/* The office of a county, and of the grant that acts. */
struct holder holder_county(county_code county);
struct holder holder_of(const struct who *who);

struct obligation_new {
	struct holder          owner, checker;
	region_code            region;   /* where: offices see what lies in their range */
	enum obligation_source source;
	int64_t                source_id, source_item;   /* the row it came from, and the part of it */
	struct day             due;
	struct day             began;    /* the day it counts from; {0}: today */
	const char            *rule;     /* deadline rule of the pack; "" or NULL when a person set the day */
	struct str             title, words;
};

/* ERR_INPUT: an owner or checker who is not in the county, no title, or due before it began. */
enum err obligation_make(const struct acting *a, const struct obligation_new *in, obligation_id *id) MUST_USE;

/*
 * The day of a form's field "due", and the rule that gave it: as typed, or, left
 * empty, by the rule "task" of the deadlines in force at the place. A day in the
 * past, or none at all, becomes a fault of that field.
 */
struct owed_day {
	struct day  due;
	const char *rule;
};
struct owed_day obligation_due_read(struct req *r, region_code at, struct day typed);

/* What the rule gives from today where this grant works; {0} when there is none. */
struct day obligation_due_offer(const struct req *r);

/* Open ones by a rule, due from a day on, get the day the rule gives now: one chunk. */
struct pack_set;
struct due_walk;
enum err obligation_due_chunk(const struct acting *a, const struct pack_set *packs, struct due_walk *w) MUST_USE;

/* What a step carries. */
struct obligation_step {
	enum obligation_event event;
	int64_t               version;     /* of the page it was made on */
	struct day            due;         /* extend, send_back: the new day; {0} keeps the old one */
	struct str            words;
};

/*
 * Takes one step. ERR_MISSING: not here or out of sight. ERR_STEP: not in this state.
 * ERR_DENIED: not this actor's. ERR_CONFLICT: made on an outdated page. ERR_INPUT: a
 * day before today, or an extension to an earlier one.
 */
enum err obligation_take(const struct acting *a, obligation_id id, const struct obligation_step *s) MUST_USE;

/* What came of those of one source; item -1: of all its parts. */
struct obligation_tally {
	int64_t all, open, late, reported, signed_off, cancelled;
};
enum err obligation_progress(const struct acting *a, enum obligation_source source, int64_t source_id,
                             int64_t item, struct obligation_tally *out) MUST_USE;

/* Is it still being worked on: open, or reported and not yet signed off? */
enum err obligation_open(const struct acting *a, obligation_id id, bool *open) MUST_USE;

/* What waits for the acting grant; numbers above 1000 are told as 1001. */
struct obligation_waiting {
	int64_t owed, late, check;
};
enum err obligation_waiting(const struct acting *a, struct obligation_waiting *out) MUST_USE;

/* The rows of one source for another room's page, by day; at most 200. */
struct obligation_line {
	obligation_id         id;
	enum obligation_state state;
	int64_t               item;
	struct str            title, owner;
	struct day            due;
	bool                  late;
};
enum err obligation_lines(const struct acting *a, enum obligation_source source, int64_t source_id,
                          struct obligation_line **out, size_t *n) MUST_USE;

/* Their table, and the badge class of a state. */
struct page;
void obligation_lines_html(struct page *p, const struct obligation_line *lines, size_t n);
void obligation_due_html(struct page *p, struct str label);       /* that field, with its help */
const char *obligation_badge(enum obligation_state state, bool late);

/* Somebody who may be given one: value "station-12" for a form, and words. */
struct holder_choice {
	struct str value, word, find;
};

/* All whom the acting office may charge: its own places, then units; at most 1500. */
enum err holder_choices(const struct acting *a, struct holder_choice **out, size_t *n) MUST_USE;

/* Reads such a value; false when it is none. */
bool holder_read(struct str value, struct holder *out);

/* Its name, "" when unknown. */
struct str holder_name(const struct acting *a, struct holder h);

extern const struct route obligation_routes[];

#endif
