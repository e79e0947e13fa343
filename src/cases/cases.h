/*
 * cases: an opinion from intake to its rated answer.
 *
 * What other rooms may use. A case changes only through case_enrol() and
 * case_step(); both check the step table (flow.c), and write the row, one
 * timeline row, one audit row, counters and the search queue in the caller's
 * transaction. The demonstration data and the pages use the same two doors.
 */
#ifndef CASES_CASES_H
#define CASES_CASES_H

#include "base/arena.h"
#include "base/crypt.h"
#include "base/time.h"
#include "cases/case.q.h"
#include "db/audit.h"
#include "db/db.h"
#include "http/req.h"
#include "http/route.h"

/* Own words and other texts, in code points. */
#define WORDS_MAX   2000
#define REPLY_MAX   4000
#define NOTE_MAX    1000
#define TITLE_MAX   60
#define NAME_MAX    40

/* Actors that hold no grant: the resident who proved the code; the program's own timers. */
#define RESIDENT (1u << 30)
#define PROGRAM  (1u << 31)

/* Everything case work needs besides the case: where it runs, who acts, when. */
struct desk {
	struct db           *db;
	struct arena        *arena;
	const struct house  *house;
	const struct who    *who;       /* who->roles may be RESIDENT or PROGRAM */
	county_code          county;
	struct when          now;
};

/* The desk of a request. */
struct desk desk_of(struct req *r);

/* What is taken in. Texts are clean (http/form.h) and within their limits. */
struct intake {
	station_id     station;
	region_code    region;          /* where it happened: the station's place or one below the county */
	term_id        kind;            /* {0} when not said */
	enum channel   channel;
	enum anonymity anonymity;
	int64_t        persons;
	person_id      deputy;          /* through whose code or who received, {0} if none */
	int64_t        notice, consent; /* versions of the texts; consent 0 = not given */
	struct str     words, name, phone, door, title;
	struct str     received_by;     /* who took it in, for the timeline's note */
	bool           held;            /* over the station's limit: into the held queue */
};

/* Takes a case in; *id gets its number. */
enum err case_enrol(const struct desk *d, const struct intake *in, case_id *id) MUST_USE;

/* What a step carries; only the members of that step are read. */
struct move {
	enum case_event event;
	int64_t         version;        /* of the page it was made on; 0 = the program itself */
	station_id      station;        /* route: to whom */
	region_code     desk;           /* escalate: township or county office */
	unit_id         lead;           /* assign, reassign */
	unit_id         assist[8];
	size_t          n_assist;
	term_id         kind;           /* assign: what the office set */
	term_id         reason;         /* decline, send_back ...; result class of a reply */
	struct str      title;
	struct str      told;           /* shown to the resident */
	struct str      note;           /* for staff only */
	enum rated_by   told_by;
	enum rating     attitude, result;
};

/*
 * Moves a case one step. ERR_MISSING: not in this tenant or out of the actor's
 * sight. ERR_DENIED: the step exists, but not for this actor. ERR_STEP: not in
 * this state. ERR_CONFLICT: the page was outdated.
 */
enum err case_step(const struct desk *d, case_id id, const struct move *m) MUST_USE;

/* May this actor see the case at all? (Scope of the grant; semantics.md, Rights.) */
enum err case_sees(const struct desk *d, const struct case_by_id_row *c, bool *sees) MUST_USE;

/* The same of n cases, with one look at the database; a case that is not there is not seen. */
enum err case_sees_each(const struct desk *d, const case_id *ids, size_t n, bool *sees) MUST_USE;

/* "[1,2,3]": how a query takes several cases. */
struct str case_ids(struct arena *a, const case_id *ids, size_t n);

/* Which events the actor may do now, as bits (1u << event). */
enum err case_may(const struct desk *d, const struct case_by_id_row *c, uint64_t *events) MUST_USE;

/* The step table as text, one line a row, for lianxin access and its golden file. */
void case_steps_print(struct buf *out);

/* The 8 letters on the slip and the 22 of the QR; both derive from secret and generation. */
void case_pickup_code(const struct keys *k, county_code county, case_id id, int64_t generation, char code[9]);
struct str case_token(const struct keys *k, struct arena *a, county_code county, case_id id, int64_t generation);

/* Contact fields opened for display; absent fields are STR_NONE. */
struct contact_view {
	struct str name, phone, door;
};
enum err contact_open(const struct desk *d, case_id id, struct contact_view *v) MUST_USE;

/* Day by which the present holder must act under a rule of the pack in force on the given day; and the words that explain it. */
struct day case_due(const struct desk *d, region_code at, const char *rule, struct day from);

/* After the rating window answered cases count as concluded: one chunk, for the timer. */
enum err case_lapse_chunk(const struct desk *d, size_t *done) MUST_USE;

/* Wrong tries of a pick-up code or of four digits are counted by the hour. */
#define TRY_HOUR_MS 3600000

/* Drops at most 500 counts of wrong tries older than a day, of one tenant: for the timer. *more: call again. */
enum err case_tries_purge(struct db *db, county_code county, struct when now, bool *more) MUST_USE;

/* ---- published cases, for pages of other rooms ---- */

/* One published case with its words; row stands in public.q.h. */
struct public_line {
	const struct public_list_row *row;
	struct str                    kind, class_word, badge, place;
};

struct public_lines {
	county_code         county;
	struct public_line *v;
	size_t              n;
	const struct face  *face;        /* of the rows, for JSON */
	const void         *rows;
};

/* The newest of the request's county, or of one station. */
enum err public_newest(struct req *r, station_id station, int64_t limit, struct public_lines *out) MUST_USE;

/* Draws them: title, how long it took, who answered. */
struct page;
void public_lines_html(struct page *p, const struct public_lines *lines);

/* Doors of staff, and of people without an account. */
extern const struct route case_routes[], resident_routes[];

/* Open cases due from a day on get the date their rule gives now: one chunk; start with {0} but for `from`. */
struct due_walk;
enum err case_due_chunk(const struct desk *d, struct due_walk *w) MUST_USE;

#endif
