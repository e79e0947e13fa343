/*
 * case_private: what the files of this room share and no other room may use.
 */
#ifndef CASES_CASE_PRIVATE_H
#define CASES_CASE_PRIVATE_H

#include "cases/cases.h"
#include "cases/flow.h"
#include "web/page.h"
#include "link/link.h"

/* Where the actor stands towards a case: scope of the grant against the row. */
enum err case_stand(const struct desk *d, const struct case_by_id_row *c, struct stand *s) MUST_USE;

/* One timeline row and one audit row. */
struct trace {
	enum case_event event;
	enum case_state state;
	bool            public;
	station_id      station;
	unit_id         unit;
	term_id         reason;
	struct str      told, note;
	const char     *result;
};
enum err case_trace(const struct desk *d, case_id id, const struct trace *t) MUST_USE;

/*
 * Counters: what lies at a station, and what happened in a month. Each increment
 * also goes to the row of the whole tenant, which stands as station 0.
 */
#define COUNTY_TOTAL 0
void stock_move(struct db *db, county_code county, station_id station, term_id kind, enum case_state state, int64_t by);
void flow_count(const struct desk *d, station_id intake, term_id kind, struct when at, enum flow_kind what, int64_t by);

/* Into the search queue, and into the tail after the commit. */
enum err case_queue_text(const struct desk *d, case_id id, int part, enum index_kind kind, enum index_op op,
                         struct str text) MUST_USE;

/* "case.accept": the name of an event in the audit. */
const char *case_action(enum case_event e);

/* A contact row for a new case; does nothing for an anonymous one. */
enum err contact_store(const struct desk *d, case_id id, const struct intake *in) MUST_USE;

/* Which deadline rule the reply of a round runs under: the county's, the township's or the second handling's. */
const char *case_reply_rule(county_code county, region_code desk, int64_t round);

/* First words of a text as a title. */
struct str case_title_of(struct arena *a, struct str words);

#endif
