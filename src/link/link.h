/*
 * link: who keeps in touch with which place, deputy or group of voters, how often.
 *
 * Kinds and frequencies come from the pack (挂联, 双联, 三联系). A visit is recorded
 * once and counts by itself; a reception or visit that stands in a case's record
 * counts without being written down again. `due` of a link is the last day of the
 * first period that is not yet fulfilled, so what is late is found by an index.
 */
#ifndef LINK_LINK_H
#define LINK_LINK_H

#include "http/route.h"
#include "obligation/obligation.h"
#include "pack/pack.h"

#define LINK_NAME_MAX 40
#define LINK_WORDS_MAX 500

/* One end of a link: of the county's rows, or by its name alone (id 0). */
struct link_side {
	enum link_end kind;
	int64_t       id;
	struct str    name;
};

struct link_new {
	struct str       kind;          /* code in the pack */
	struct link_side from, to;
	region_code      region;        /* of what is kept in touch with */
	struct day       since;
};

/* ERR_INPUT: no such kind in the pack; ERR_CONFLICT: the two are linked already. */
enum err link_make(const struct acting *a, const struct pack_set *packs, const struct link_new *in, link_id *id) MUST_USE;

struct link_contact {
	link_id        link;
	enum visit_way way;
	struct day     day;
	case_id        case_id;         /* {0}: not from a case */
	struct str     words;
};

/* Records a contact and moves the link's day when its period is fulfilled. ERR_MISSING: no such link in force. */
enum err link_visit(const struct acting *a, const struct pack_set *packs, const struct link_contact *in) MUST_USE;

/* A deputy received somebody at a station, as a case tells: counts for all links it fulfils. */
enum err link_reception(const struct acting *a, const struct pack_set *packs, person_id deputy, station_id station,
                        case_id id) MUST_USE;

/* A station is closed: the links to it end today, each told by itself. Of more than so many the caller ends some before. */
#define LINKS_OF_STATION 100
enum err link_end_station(const struct acting *a, station_id station) MUST_USE;

extern const struct route link_routes[];

#endif
