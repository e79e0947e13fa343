/*
 * pack: local lists and rules as data, bound to one region, in versions.
 *
 * packs/NAME.yaml is read and checked whole (pack_read.c), every fault at once
 * with its line; pack_install() puts a new version beside the old ones and
 * pack_set_open() loads all of them into memory. A struct pack_set is read-only
 * afterwards, may be shared by threads and lives in its arena. For a place and
 * a day, each section comes whole from the nearest pack up the tree that has
 * it, then from base; it is never merged. Intake lists go by the day of
 * registration, deadlines by assignment.
 */
#ifndef PACK_PACK_H
#define PACK_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pack/holiday.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "base/time.h"
#include "db/db.h"

#include "msg.h"      /* enum lang */
#include "types.h"

#define PACK_BYTES_MAX (256 * 1024)

/* The sections of a pack file, in the order of pack_sections[] in pack_read.c. */
enum pack_section {
	PACK_KINDS,              /* subjects of opinions */
	PACK_DECLINE_REASONS,    /* each with where to go instead */
	PACK_RESULT_CLASSES,     /* of a reply */
	PACK_DEADLINES,          /* rules of due dates */
	PACK_RECEPTION,          /* reception days */
	PACK_CHANNELS,           /* words for enum channel */
	PACK_RATINGS,            /* words for enum rating */
	PACK_TEXTS,              /* notice of use, consent to publish */
	PACK_SECTIONS
};

/* One row of a section. Members a section does not have are empty or zero. */
struct pack_item {
	term_id    id;                   /* stable over packs and versions */
	struct str code, zh, en;
	struct str source, note;         /* source: the item's own, else its section's */
	struct str where_zh, where_en;   /* decline: where to go instead */
	struct str law_zh, law_en;       /* deadlines: the law it stands in, for everybody to read */
	struct str text_zh, text_en;     /* texts: the whole text, lines by \n */
	bool       counts_as_solved, creates_promise;
	struct span_rule rule;           /* deadlines; reception uses rule.shift */
	int        month_day;            /* reception: day of the month ... */
	int        weekday;              /* ... or 1 = Monday .. 7 = Sunday; one of the two */
	int        from_min, to_min;     /* minutes since midnight */
	int        notice_days;
	int        version;              /* texts */
};

struct pack_list {
	struct pack_item *items;
	size_t            n;
	struct str        source;
};

struct pack {
	pack_id           id;            /* 0 before it is stored */
	region_code       region;
	enum region_level level;
	int64_t           lo, hi;        /* every place it may apply to */
	int64_t           version;
	struct day        from;
	struct str        code, name;
	bool              has[PACK_SECTIONS];
	struct pack_list  list[PACK_SECTIONS];
};

/* The section's name in YAML and in table term; "kinds". */
const char *pack_section_name(enum pack_section s);

/*
 * Reads and checks one file. On ERR_INPUT every fault stands in `faults`, a
 * line each: "changning.yaml:12: ...". Term ids are still 0.
 */
enum err pack_read(struct arena *a, const char *file, struct str yaml, struct pack *out,
                   struct buf *faults) MUST_USE;

/*
 * Stores a file as a new version, in a write transaction. The same contents
 * again change nothing (*added false); other contents need a higher version.
 */
enum err pack_install(struct db *db, struct arena *a, const char *file, struct str yaml,
                      struct when now, bool *added, struct buf *faults) MUST_USE;

/* Base, the packs the program carries, and the holiday table: what every folder needs. */
enum err pack_install_builtin(struct db *db, struct arena *a, struct when now, int64_t *added,
                              struct buf *faults) MUST_USE;

/* ---- lookups; none of them allocates ---- */

struct pack_set;

/* All packs, terms and the calendar of the data folder. */
enum err pack_set_open(struct db *db, struct arena *a, struct pack_set **out) MUST_USE;

/* The working-day calendar that was loaded with the packs. */
const struct calendar *pack_calendar(const struct pack_set *set);

/* The list in force at a place on a day; a day before the first version uses the first. */
const struct pack_list *pack_list(const struct pack_set *set, region_code at,
                                  enum pack_section section, struct day day);

/* The row of a code or of a term in the list in force, NULL if it is not there. */
const struct pack_item *pack_item(const struct pack_set *set, region_code at,
                                  enum pack_section section, const char *code, struct day day);
const struct pack_item *pack_term(const struct pack_set *set, region_code at,
                                  enum pack_section section, term_id id, struct day day);

/* What a stored term is called: as in the list in force, else as any pack ever called it, else "".
 */
struct str pack_word(const struct pack_set *set, region_code at, term_id id, struct day day,
                     enum lang lang);

/*
 * The rule of a due date: accept, check, receive, send_back, assist, reply,
 * reply_township, rehandle, rating. Never NULL for these (every deadlines section has them all).
 */
const struct pack_item *pack_deadline(const struct pack_set *set, region_code at,
                                      const char *rule, struct day day);

/* The due date by that rule from a day, explained. */
struct due pack_due(const struct pack_set *set, region_code at, const char *rule,
                    struct day start);

/* A text (notice, consent) as it stood in a version; version 0 is the one in force. */
const struct pack_item *pack_text(const struct pack_set *set, region_code at, const char *code,
                                  int64_t version, struct day day);

/* The first reception day on or after `from` by a rule of PACK_RECEPTION, holidays shifted. */
struct day pack_reception_day(const struct calendar *cal, const struct pack_item *rule,
                              struct day from);

/* The law a deadline stands in, in a language; "" when the pack names none. */
static inline struct str pack_law(const struct pack_item *item, enum lang lang)
{
	return lang == LANG_EN ? item->law_en : item->law_zh;
}

/* An item's words in a language. */
static inline struct str pack_name(const struct pack_item *item, enum lang lang)
{
	return lang == LANG_EN ? item->en : item->zh;
}

#endif
