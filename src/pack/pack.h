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
#include "http/route.h"

#include "msg.h"      /* enum lang */
#include "types.h"

#define PACK_BYTES_MAX (256 * 1024)

/* The sections of a pack file, in the order of pack_sections[] in pack_fields.c. */
enum pack_section {
	PACK_KINDS,              /* subjects of opinions */
	PACK_DECLINE_REASONS,    /* each with where to go instead */
	PACK_RESULT_CLASSES,     /* of a reply */
	PACK_DEADLINES,          /* rules of due dates */
	PACK_RECEPTION,          /* reception days */
	PACK_CHANNELS,           /* words for enum channel */
	PACK_RATINGS,            /* words for enum rating */
	PACK_TEXTS,              /* notice of use, consent to publish */
	PACK_STATION_KINDS,      /* home, station, room, point, practice...: names, duties */
	PACK_FIELDS,             /* trades of professional stations */
	PACK_FUNCTIONS,          /* of a congress, each with the levels that have it */
	PACK_FACILITIES,         /* what a place has for learning, training, meeting, debate */
	PACK_TAGS,               /* role of a place, other use, priority sites */
	PACK_SITE_CRITERIA,      /* what a proposed site is judged by */
	PACK_GATES,              /* yearly gates of a building plan; parts: criteria */
	PACK_STANDARDS,          /* checklists; parts: items, groups, bands: stars */
	PACK_DEMONSTRATION,      /* what a demonstration site must show */
	PACK_POLICIES,           /* documents from above; parts: clauses, named by standards */
	PACK_RULES,              /* rule documents; parts: clauses */
	PACK_CADENCES,           /* how many activities of which kinds in a period */
	PACK_LINKS,              /* who keeps in touch with whom, how often */
	PACK_ACTIVITY_KINDS,     /* each with its segments in order */
	PACK_SEGMENTS,           /* parts of an activity, each with its kind of record */
	PACK_POSTS,              /* posts that every place of a level must fill */
	PACK_MEETINGS,           /* statutory meetings */
	PACK_STREAMS,            /* annual drives; parts: their work streams */
	PACK_LEDGERS,            /* registers and the roll; parts: columns */
	PACK_POINTS,             /* schemes; parts: rules, bands: what a sum is called */
	PACK_ROLES,              /* local names of enum role */
	PACK_SECTIONS
};

/* Words of members; each list stands once more, as YAML writes it, in pack_fields.c. */
enum pack_period { PERIOD_NONE, PERIOD_WEEK, PERIOD_MONTH, PERIOD_QUARTER, PERIOD_HALF_YEAR,
                   PERIOD_YEAR, PERIOD_TERM };
enum pack_party { PARTY_NONE, PARTY_STATION, PARTY_DEPUTY, PARTY_PERSON, PARTY_BODY, PARTY_VOTER,
                  PARTY_GROUP };
enum pack_tag { TAG_NONE, TAG_ROLE, TAG_USE, TAG_PRIORITY };
enum pack_evidence { EVIDENCE_NONE, EVIDENCE_PHOTO, EVIDENCE_DOCUMENT, EVIDENCE_RECORD,
                     EVIDENCE_VISIT };

/* Codes of another section; n == 0 mostly means "all of them". */
struct pack_codes {
	struct str *v;
	size_t      n;
};

struct pack_item;

/* Items inside an item, made of the same struct by a field table of their own. */
struct pack_part {
	struct pack_item *items;
	size_t            n;
};

/*
 * One row of a section, or one row inside such a row. Members a section does
 * not have are empty or zero. Behind a member stands where it is used and, if
 * YAML calls it otherwise, how.
 */
struct pack_item {
	term_id    id;                   /* stable over packs and versions; nested rows have one too */
	struct str code, zh, en;
	struct str source, note;         /* source: the item's own, else its section's */
	struct str where_zh, where_en;   /* decline: where to go instead */
	struct str law_zh, law_en;       /* deadlines, meetings, posts: the law, for everybody to read */
	/* texts, rules, clauses, criteria, streams: the whole text, lines by \n; duties_* in YAML
	 * for station_kinds */
	struct str text_zh, text_en;
	bool       counts_as_solved, creates_promise;
	struct span_rule rule;           /* deadlines; reception uses rule.shift */
	int        month_day;            /* reception: day of the month ... */
	int        weekday;              /* ... or 1 = Monday .. 7 = Sunday; one of the two */
	int        from_min, to_min;     /* minutes since midnight */
	int        notice_days;
	int        version;              /* texts */

	unsigned   levels;               /* functions, posts, meetings: pack_at_level() */
	struct pack_codes kinds;         /* station_kinds it is for; none: all */
	struct pack_codes activities;    /* cadences, rows of points: activity_kinds that count */
	struct pack_codes segments;      /* activity_kinds: in order */
	struct pack_codes functions;     /* tags, streams: of a congress; pack_in_function() */
	enum station_kind place;         /* station_kinds: its step in the tree of stations */
	bool       with_field;           /* station_kinds: a professional one, has a field and experts */
	enum pack_tag      tag;          /* tags: group */
	enum pack_period   period;       /* cadences, links, standards (cycle), points, streams */
	enum pack_party    who;          /* cadences: station, deputy or group */
	enum pack_party    link_from, link_to;   /* links: from, to */
	enum pack_evidence evidence;     /* rows of standards, segments: what proves it */
	int        count;                /* cadences, links: so often in a period; meetings: per_year */
	int        points;               /* rows of standards and of points (there also below 0) */
	int        cap;                  /* points: most of a row or of all in the period; 0: no cap */
	int        base;                 /* points: what everybody starts with */
	int        least;                /* bands and stars: from so many points (per cent of all) */
	int        stars;                /* stars: how many */
	int        year;                 /* gates: 1, 2, 3...; streams: the year, 0 every year */
	int        min_days;             /* meetings */
	int        seats;                /* posts: how many at one place; 0: any number */
	bool       ranking;              /* standards, points: places or people may be ranked */
	bool       required;             /* site_criteria, demonstration, rows of standards */
	bool       full_time;            /* posts: may not be held part-time */
	bool       subdistrict;          /* posts: of subdistricts, which have no congress */
	bool       sealed;               /* columns: personal, shown only with a reason */
	struct str group;                /* rows of standards: a code of its standard's groups */
	struct str policy, clause;       /* rows of standards: the clause it carries out */
	struct str issuer, number;       /* policies, rules: who issued it, 文号 */
	struct str module;               /* rules: the page that carries it out, "/duty" */
	struct day effective;            /* policies, rules: of the document itself; n == 0 unknown */
	struct str signed_by;            /* rules: who signed it off ... */
	struct day signed_on;            /* ... and when */

	/* items, clauses, criteria, streams, columns, rules: whatever the section calls them. */
	struct pack_part parts;
	struct pack_part bands;          /* standards: stars; points: bands */
	struct pack_part groups;         /* standards: 制度化、规范化... */
	size_t     line;                 /* in its file */
};

struct pack_list {
	struct pack_item *items;
	size_t            n;
	struct str        source, note;
};

struct pack {
	pack_id           id;            /* 0 before it is stored */
	region_code       region;
	enum region_level level;
	int64_t           lo, hi;        /* every place it may apply to */
	int64_t           version;
	struct day        from;
	struct str        code, name, note;
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
 * A version as it was stored. The program that stored it may have asked for less
 * than this one, or known more: what is missing is missing and what is not known
 * is passed over, because no history may keep a folder from being served.
 */
enum err pack_read_stored(struct arena *a, pack_id id, struct str yaml, struct pack *out) MUST_USE;

/*
 * The pack as YAML: reads back to the same rows, and written again gives the
 * same bytes. ERR_FULL when it would be longer than a pack may be.
 */
enum err pack_write(struct arena *a, const struct pack *pack, struct str *yaml) MUST_USE;

/* ---- what differs between two versions ---- */

enum pack_change_kind { PACK_ADDED, PACK_REMOVED, PACK_CHANGED, PACK_MOVED, PACK_SECTION_ADDED,
                        PACK_SECTION_REMOVED };

struct pack_change {
	enum pack_section     section;   /* PACK_SECTIONS: the head of the pack */
	enum pack_change_kind kind;
	struct str  path;                /* "basic.items.place"; empty: the section itself */
	struct str  zh, en;              /* of the row */
	const char *key;                 /* of the member that changed ... */
	struct str  before, after;       /* ... and its values as text */
};

/* The changes, in order; both packs live as long as the arena. An empty pack is {0}. */
size_t pack_diff(struct arena *a, const struct pack *before, const struct pack *after,
                 struct pack_change **out);

/* The same as lines for a terminal. */
void pack_diff_tell(const struct pack_change *changes, size_t n, struct buf *out);

/* A version on its way in. */
struct pack_coming {
	const char *file;                /* for faults */
	struct str  yaml;
	struct when now;
	account_id  by;                  /* {0}: the command line or the program */
	bool        carried;             /* comes with the program: gives way to what is there */
};

/*
 * Stores it as a new version, in a write transaction. The same contents again
 * change nothing (*added false). Other contents need a higher version and a day
 * from today on, so that nothing past is judged anew; the first pack of a place
 * may begin at any day. Of the carried packs only base replaces an older one,
 * from today on; a place's own pack belongs to its office once it is there.
 */
enum err pack_bring(struct db *db, struct arena *a, const struct pack_coming *c, bool *added,
                    struct buf *faults) MUST_USE;

/* The same for a file from the command line. */
enum err pack_install(struct db *db, struct arena *a, const char *file, struct str yaml,
                      struct when now, bool *added, struct buf *faults) MUST_USE;

/* A version as it is stored, with its text; `from` may be later than the file says. */
struct pack_stored {
	struct pack pack;
	struct str  yaml;
	struct day  from;
	struct when loaded;
	account_id  by;
};

/* All of them by region, then version; read anew from the database. */
enum err pack_stored_all(struct db *db, struct arena *a, struct pack_stored **rows,
                         size_t *n) MUST_USE;

/* Base, the packs the program carries, and the holiday table: what every folder needs. */
enum err pack_install_builtin(struct db *db, struct arena *a, struct when now, int64_t *added,
                              struct buf *faults) MUST_USE;

/* ---- lookups; none of them allocates ---- */

struct pack_set;

/* All packs, terms and the calendar of the data folder. */
enum err pack_set_open(struct db *db, struct arena *a, struct pack_set **out) MUST_USE;

struct shelf;

/*
 * Puts a new set on the shelf when the database has versions the one there was
 * not made of.
 */
enum err pack_shelf_refresh(struct db *db, struct shelf *shelf) MUST_USE;

/* Offers a set with what this transaction brought; to be accepted at its commit. */
enum err pack_shelf_offer(struct db *db, struct shelf *shelf) MUST_USE;

/* How many versions it was made of: fewer than the database has now, and it is old. */
int64_t pack_set_versions(const struct pack_set *set);

/* The working-day calendar that was loaded with the packs. */
const struct calendar *pack_calendar(const struct pack_set *set);

/* The list in force at a place on a day; a day before the first version uses the first. */
const struct pack_list *pack_list(const struct pack_set *set, region_code at,
                                  enum pack_section section, struct day day);

/* The pack that list comes from; NULL when no pack has the section. */
const struct pack *pack_of_list(const struct pack_set *set, region_code at,
                                enum pack_section section, struct day day);

/* The row of a code or of a term in the list in force, NULL if it is not there. */
const struct pack_item *pack_item(const struct pack_set *set, region_code at,
                                  enum pack_section section, const char *code, struct day day);
const struct pack_item *pack_term(const struct pack_set *set, region_code at,
                                  enum pack_section section, term_id id, struct day day);

/*
 * A row inside an item by its code, NULL if it is not there:
 * pack_part_item(&standard->parts, code).
 */
const struct pack_item *pack_part_item(const struct pack_part *part, struct str code);

/*
 * What a station's kind is called at a place, and its code in the packs: by the
 * local kind, or where none was stored by the row of the general one.
 */
struct str pack_kind_name(const struct pack_set *set, region_code at, enum station_kind kind,
                          term_id local, struct day day, enum lang lang);
struct str pack_kind_code(const struct pack_set *set, region_code at, enum station_kind kind,
                          term_id local, struct day day);

/* Is it for this kind of station? (A list that names none is for all.) */
bool pack_for_kind(const struct pack_item *item, struct str station_kind);

/* Is a code in the list? */
bool pack_has_code(const struct pack_codes *codes, struct str code);

/* Does a congress of this level have it (functions, posts, meetings)? None named: every level. */
static inline bool pack_at_level(const struct pack_item *item, enum region_level level)
{
	return item->levels == 0 || (item->levels & (1u << level)) != 0;
}

/*
 * Has a congress of this level what a row belongs to: one of the functions it names, as they
 * are in force at the place? A row that names none is for every congress.
 */
bool pack_in_function(const struct pack_set *set, region_code at, enum region_level level,
                      const struct pack_item *item, struct day day);

/* "default": no local rule is known and this is our proposal; pages must say so. */
static inline bool pack_is_default(const struct pack_item *item)
{
	return str_eq(item->source, S("default"));
}

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

/*
 * How a date came about, in sentences that anybody can check. The same stands on
 * the pages of staff and of residents, except that only staff read where the pack
 * has a rule from and which version counted.
 */
struct due_story {
	struct str *lines;
	size_t      n;
	struct day  day;         /* what the rule gives */
};

struct page;
struct req;

/* The lines of a rule from a day; none when the pack has no such rule. */
void due_explain(struct req *r, region_code at, const char *rule, struct day from, bool staff,
                 struct due_story *out);

/* The same for a date that is stored. What cannot be told truly is not told: when
 * the rule gives another day, there are no lines. */
void due_explain_day(struct req *r, region_code at, const char *rule, struct day from,
                     struct day day, bool staff, struct due_story *out);

/* A walk over what is due, in chunks; start with {0} but for `from`. */
struct due_walk {
	struct day from, due;
	int64_t    id;
	bool       more;
};

/* The lines, to be unfolded. */
void due_how_html(struct page *p, const struct due_story *s);

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

/* An item's long text in a language: duties, a rule, a criterion; "" when it has none. */
static inline struct str pack_text_in(const struct pack_item *item, enum lang lang)
{
	return lang == LANG_EN ? item->text_en : item->text_zh;
}

/* An item's words in a language. */
static inline struct str pack_name(const struct pack_item *item, enum lang lang)
{
	return lang == LANG_EN ? item->en : item->zh;
}

/* /packs, where an office keeps its own pack; /rules and /c/:county/rules to read. */
extern const struct route pack_routes[];

#endif
