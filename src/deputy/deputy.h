/*
 * deputy: who the deputies are, where they sit and receive, what is shown of them.
 *
 * A deputy is changed only by deputy_store(): the form, the import and the
 * demonstration use this one door, which writes the row, the seats, the sealed
 * contact, the counters and the audit in the caller's transaction. Records and
 * their texts live in the caller's arena. At most DEPUTY_SEATS seats a person.
 */
#ifndef DEPUTY_DEPUTY_H
#define DEPUTY_DEPUTY_H

#include "base/arena.h"
#include "base/crypt.h"
#include "base/time.h"
#include "db/check.h"
#include "db/db.h"
#include "http/route.h"

#include "types.h"

#define DEPUTY_SEATS 16
#define DEPUTY_NAME_MAX 40      /* code points, like those below */
#define DEPUTY_TEXT_MAX 60
#define DEPUTY_DOOR_MAX 120

/* Bits of deputy_field that are shown where nobody decided otherwise. */
#define DEPUTY_PUBLISHED (1 << DEPUTY_FIELD_OCCUPATION | 1 << DEPUTY_FIELD_WORK_UNIT | \
	1 << DEPUTY_FIELD_POST | 1 << DEPUTY_FIELD_DISTRICT)

struct deputy_seat {
	region_code       congress;     /* the region it is the congress of */
	enum region_level level;
	struct str        term, district;
	struct day        ended;        /* {0}: still serving */
	enum seat_end     end_reason;
};

struct deputy_record {
	person_id   id;                 /* {0}: a new one */
	int64_t     version;
	struct str  code;
	struct str  name, initials;     /* no initials: made from the name */
	enum sex    sex;
	int64_t     birth;              /* 197503; 0 unknown */
	enum ethnicity        ethnicity;
	enum political_party            party;
	enum education        education;
	enum occupation_class occupation_class;
	struct str  occupation, work_unit, post, certificate, team;
	region_code region;             /* where they live or serve; {0}: from the seats */
	station_id  station;
	enum assign_rule rule;
	bool        hidden;             /* not on any panel */
	struct maybe_int published;     /* bits of deputy_field; absent: as the county has it */
	struct str  phone, door;        /* opened only in a record that was read to be changed */
	struct str  phone_public;       /* the copy that may be shown, with when and how they agreed */
	struct day  consent_day;
	struct str  consent_note;
	struct deputy_seat seats[DEPUTY_SEATS];
	size_t      n_seats;
	batch_id    batch;              /* as stored */
};

/* Where a change is made, by whom, and what the audit calls it (NULL: the caller writes the audit). */
struct deputy_desk {
	struct db          *db;
	struct arena       *arena;
	const struct keys  *keys;
	county_code         county;
	account_id          account;
	grant_id            grant;
	struct when         now;
	batch_id            batch;      /* of an import */
	const char         *action;
	struct str          why;        /* a typed reason for the audit */
};

/* The whole record, contact opened. ERR_MISSING: no such deputy. */
enum err deputy_read(const struct deputy_desk *d, person_id id, struct deputy_record *out) MUST_USE;

/*
 * Adds (id 0: sets id and code) or changes a deputy. ERR_CONFLICT when the
 * record is not of the stored version any more.
 */
enum err deputy_store(const struct deputy_desk *d, struct deputy_record *in) MUST_USE;

/* Whose telephone this is: at most `limit` ids, by the keyed index. */
enum err deputy_by_phone(const struct deputy_desk *d, struct str phone, person_id *ids, size_t limit,
                         size_t *n) MUST_USE;

/* "zjg" of a name, surnames as they are said as surnames; "" for what is no Chinese sign. */
struct str deputy_initials(struct arena *a, struct str name);

/* The number a deputy agreed to have shown, masked nowhere; "" when there is none. */
enum err deputy_phone_shown(struct db *db, struct arena *a, const struct keys *keys, county_code county,
                            person_id id, struct str *phone) MUST_USE;

/* Counters against the rows they count. */
extern const struct db_check deputy_checks[];
extern const size_t deputy_checks_n;

extern const struct route deputy_routes[];

/* ---- files of people on their way in ---- */

struct deputy_jobs;

/* A thread that looks at files, imports them and takes imports back, a small closure at a time. */
enum err deputy_jobs_start(const struct house *house, struct arena *a, struct deputy_jobs **out) MUST_USE;

/* There may be something to do as soon as this is stored; jobs may be NULL. */
void deputy_jobs_wake(struct deputy_jobs *jobs);

/* Ends after the closure that runs; before lane_stop(). What is left goes on with the next start. */
void deputy_jobs_stop(struct deputy_jobs *jobs);

/* `lianxin deputy import|export|template|undo ...`; argv[0] is "deputy". */
int deputy_command(int argc, char **argv);

#endif
