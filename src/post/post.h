/*
 * post: posts that townships must fill, and the meetings that the law asks of them.
 *
 * Which posts and meetings there are, at which level, how often and how long, says
 * the pack. A place that has not said anything yet counts as a gap, like a vacant
 * post; a meeting counts when it was held, and a year that is short in number or
 * length is warned of.
 */
#ifndef POST_POST_H
#define POST_POST_H

#include "http/route.h"
#include "obligation/obligation.h"
#include "pack/pack.h"

#define POST_NAME_MAX 20
#define POST_WORDS_MAX 500

struct post_change {
	region_code     region;
	struct str      kind;           /* code in the pack */
	enum post_event event;          /* fill, part_time, vacate change the post; report and talk do not */
	int64_t         version;        /* of the page; 0: not registered yet */
	struct day      day;
	struct str      holder, words;
};

/* ERR_CONFLICT: made on an outdated page. ERR_INPUT: filled by nobody. */
enum err post_note(const struct acting *a, const struct post_change *c) MUST_USE;

struct meeting_new {
	region_code        region;
	struct str         kind, title, words;
	enum meeting_state state;
	struct day         day;
	int64_t            halves;      /* length in half days */
};

/* A meeting planned, or held already. */
enum err meeting_make(const struct acting *a, const struct meeting_new *in, meeting_id *id) MUST_USE;

extern const struct route post_routes[];

#endif
