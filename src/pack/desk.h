/*
 * desk: the pages where an office keeps its own pack, shared by their files.
 *
 * Nothing is in force until it is published: what the office changes stands in
 * a draft, one a place, which is always a whole pack that could be published.
 * Every step names the edition it was made on. Views live in the request's
 * arena.
 */
#ifndef PACK_DESK_H
#define PACK_DESK_H

#include "http/route.h"
#include "pack/pack_private.h"
#include "web/page.h"

#include "pack/pack.q.h"

/* The pack of the acting office's place, as it is being changed. */
struct draft {
	region_code       region;
	enum region_level level;
	struct pack       own;           /* the newest version; version 0: there is none yet */
	struct pack       pack;          /* the draft, or a copy of it */
	bool              there;         /* a draft was begun */
	int64_t           edition;
	struct draft_of_row row;         /* who and when */
};

/* ERR_MISSING when the grant's range is no place of the table. */
enum err draft_open(struct req *r, struct draft *d) MUST_USE;

/* ERR_CONFLICT unless the form was drawn for this edition. */
enum err draft_same(struct req *r, const struct draft *d) MUST_USE;

/* Why a draft was not stored: the places that need what was taken away, in words. */
struct misfit {
	struct str *lines;
	size_t      n;
};

/* Checks the whole and stores it; ERR_INPUT with a struct misfit left in r->prepared. */
enum err draft_save(struct req *r, struct draft *d) MUST_USE;

/* A section as the draft has it, else as it is in force at the place. */
const struct pack_list *draft_list(const struct req *r, const struct draft *d, enum pack_section s);

/* A list of rows inside a pack, by its path: "" the section itself, "basic.items". */
struct spot {
	const struct section *table;
	struct pack_item    **items;
	size_t               *n;
	const struct pack_item *above;   /* the row it stands in; NULL: none */
};
/* False when there is no such list. */
bool spot_find(struct arena *a, struct pack *p, enum pack_section s, struct str path, struct spot *out);

/* "basic.items.place" into "basic.items" and "place". */
void path_cut(struct str path, struct str *list, struct str *code);

/* May the row be taken out? Not what the program asks for by name, nor the last of a section. */
bool row_kept(const struct spot *at, struct str code);

/* Reads the members of a row from the posted form; faults by member. */
enum err row_posted(struct req *r, const struct draft *d, const struct spot *at,
                    struct pack_item *item) MUST_USE;

/* The options of a member that names a row of its own pack, the empty one first. */
struct option_line {
	struct str value, word;
	bool       on;
};
struct choice {
	struct option_line *v;
	size_t              n;
};
/* False when the member is none of these. */
bool choice_of(struct req *r, const struct draft *d, const struct spot *at, const struct member *m,
               const struct pack_item *item, struct choice *out);
/* What was chosen goes into the item, or a fault. */
void choice_posted(struct req *r, const struct member *m, const struct choice *c, struct pack_item *item);

/* Rows that had the source `was` like what stands around them follow it. */
void source_follow(const struct section *table, struct pack_item *items, size_t n, struct str was, struct str is);

/* The source of a form: without one it is our proposal. */
static inline struct str source_or_default(struct str typed)
{
	return typed.n ? typed : S("default");
}

/* ---- words ---- */
/* What a section is called. */
struct str section_word(const struct page *p, enum pack_section s);
/* What a member of a row is called in a section; PACK_SECTIONS: of the pack itself. */
struct str member_word(const struct page *p, enum pack_section s, const char *key);
/* A word that a member holds. */
struct str value_word(const struct page *p, const char *word);
/* The section of a path's word. */
bool section_named(struct str name, enum pack_section *out);

/* ---- views ---- */
struct section_line {
	enum pack_section section;
	struct str        name, word, source, from;   /* from: the pack it is in force from */
	bool              own, by_default;
	size_t            n;
};

struct packs_view {
	struct draft         *d;
	struct section_line   lines[PACK_SECTIONS];
	struct pack_versions_row *versions;
	size_t                n_versions, n_changes;
	struct str            place;
};

struct row_line {
	const struct pack_item *item;
	struct str              path, facts;
	bool                    by_default, first, last;
};

struct rows_view {
	struct draft     *d;
	enum pack_section section;
	struct str        name, word, list, title, source, note;
	bool              own, by_default, fixed;    /* fixed: no rows can be added or removed */
	struct row_line  *lines;
	size_t            n;
	struct str        from;
	const struct misfit *misfit;
};

struct input_line {
	const struct member *m;
	struct str           label, value, help;
	bool                 need, bad, many, list;   /* list: a long choice of one */
	struct str           fault;
	struct option_line  *options;
	size_t               n_options;
};

struct row_view {
	struct rows_view   rows;         /* where it stands */
	struct str         path, list;   /* of the row; empty path: a new one */
	struct input_line *inputs;
	size_t             n_inputs;
	struct rows_view  *inner;        /* the lists inside it */
	size_t             n_inner;
	bool               kept;         /* the program needs it, or it is the last one */
};

struct change_line {
	struct str what, where, member, before, after;
	const char *badge;
};

struct preview_view {
	struct draft       *d;
	struct change_line *lines;
	size_t              n;
	struct str          today;
	struct str          place;
};

/* A version that was published, to read. */
struct version_view {
	struct pack         pack;
	struct day          from;
	struct when         loaded;
	struct rows_view    sections[PACK_SECTIONS];
	size_t              n_sections;
	struct change_line *lines;       /* against the version before; none for the first */
	size_t              n;
	bool                first;
};

struct rule_line {
	const struct pack_item *item;
	struct str              code, name, text, kinds, source, issuer, number, signed_by, module;
	struct day              effective, signed_on;
	bool                    by_default, open;     /* open: its page can be opened now */
};

/* A function of congresses, and whether the one of this place has it. */
struct function_line {
	struct str code, name, text, source;
	bool       here, by_default;
};

struct rules_view {
	struct str        place, from;
	region_code       at;
	struct day        day;
	bool              past, staff;
	struct rule_line *rules;
	size_t            n_rules;
	struct rule_line *policies;
	size_t            n_policies;
	struct function_line *functions;
	size_t            n_functions, n_here;
	struct pack_versions_row *versions;
	size_t            n_versions;
	struct str        path;          /* of this page, for its form */
};

/* Lists of a section or of a row, for the pages. */
void rows_fill(struct req *r, struct draft *d, enum pack_section s, const struct section *table,
               const struct pack_item *items, size_t n, struct str list, struct rows_view *out);

/* GET /packs: the sections, where each comes from, the versions. */
enum err pack_packs_get(struct req *r);
/* GET /packs/:section: its rows. */
enum err pack_section_get(struct req *r);
/* GET /packs/:section/row: the form of one row, with the lists inside it. */
enum err pack_row_get(struct req *r);
/* GET /packs-draft: what publishing would change. */
enum err pack_preview_get(struct req *r);
extern const struct face pack_change_face;
/* A change in words. */
void change_word(struct req *r, const struct pack_change *c, struct change_line *out);
/* GET /packs-versions/:version */
enum err pack_version_get(struct req *r);
/* What the section rests on. */
enum err pack_head_post(struct req *r) MUST_USE;
enum err pack_source_post(struct req *r);
/* A row changed or added. */
enum err pack_row_post(struct req *r);
/* A row one place up or down. */
enum err pack_move_post(struct req *r);
/* A row taken out. */
enum err pack_remove_post(struct req *r);
/* The section in force becomes the place's own. */
enum err pack_own_post(struct req *r);
/* The place has no section of its own any more. */
enum err pack_give_up_post(struct req *r);
/* The draft becomes a version. */
enum err pack_publish_post(struct req *r);
/* The draft is forgotten. */
enum err pack_drop_post(struct req *r);
/* GET /rules: for staff, of the acting grant's place. */
enum err rules_get(struct req *r);
/* GET /c/:county/rules: for everybody. */
enum err county_rules_get(struct req *r);

#endif
