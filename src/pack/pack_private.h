/*
 * pack_private: what the files of this room share.
 *
 * pack_shape.c says what YAML a file may use, pack_read.c what stands in it, pack_fields.c says which members the
 * rows of each section have, pack_items.c reads rows by such a table and
 * pack_value.c single values. pack_write.c and pack_diff.c go by the same
 * tables. Nodes belong to libyaml's document and live as long as one call of
 * pack_read(); everything kept is copied into the arena.
 */
#ifndef PACK_PACK_PRIVATE_H
#define PACK_PACK_PRIVATE_H

#include <yaml.h>

#include "pack/pack.h"

#define SHORT_TEXT_MAX 200     /* code points of a name or source */
#define LONG_TEXT_MAX  8000    /* and of a whole text */
#define ITEMS_MAX      200     /* rows of one list */
#define CODES_MAX      40      /* codes of one list of codes */
#define ROWS_MAX       6000    /* rows of a whole file, nested ones with them */
#define MEMBERS_MAX     32      /* members of a row */

/* ---- what a row is made of (pack_fields.c) ---- */

/* What a key of a row holds and where it goes. */
enum member_kind {
	MEMBER_CODE,        /* struct str */
	MEMBER_TEXT,        /* struct str, one line */
	MEMBER_LONG,        /* struct str, lines */
	MEMBER_PATH,        /* struct str: "/duty" */
	MEMBER_BOOL,
	MEMBER_INT,         /* int, min..max */
	MEMBER_TIME,        /* int, minutes since midnight */
	MEMBER_DAY,         /* struct day */
	MEMBER_WORD,        /* an enum: 1 for the first of words */
	MEMBER_WORDS,       /* unsigned: bit 1 for the first of words */
	MEMBER_CODES,       /* struct pack_codes: codes of section `refs` */
	MEMBER_ROWS         /* struct pack_part: rows by `rows` */
};

struct section;

struct member {
	const char               *key;
	enum member_kind           kind;
	size_t                    at;            /* in struct pack_item */
	bool                      need;
	int                       min, max;      /* MEMBER_INT */
	const char *const        *words;         /* MEMBER_WORD, MEMBER_WORDS; ends with NULL */
	enum pack_section         refs;          /* MEMBER_CODES */
	const struct section     *rows;          /* MEMBER_ROWS */
};

/* A list of rows: a section of the file, or a list inside a row. */
struct section {
	const char         *name;
	const struct member *members;
	size_t              n;
	const char *const  *codes;       /* must all be there; NULL: none */
	bool                only;        /* no other codes than these */
	bool                own_source;  /* each row says its own source */
	const char *const  *others;      /* codes that may be there although `only`; NULL: none */
};

const struct section *pack_section_table(enum pack_section s);

/* A member of a row, as the table says where it is. */
static inline void *member_of(const struct member *f, const struct pack_item *item)
{
	return (char *)(uintptr_t)item + f->at;
}

/* "basic.place", or the code alone when nothing stands above. */
struct str pack_path(struct arena *a, struct str above, struct str code);

/* Is the member as it is when nobody wrote it? */
bool pack_member_empty(const struct member *f, const struct pack_item *item);

/* Its value as one text, as a file would have it; "" for a list of rows. */
struct str pack_member_text(struct arena *a, const struct member *f, const struct pack_item *item);

/* ---- reading ---- */

#define FAULTS_TOLD 1000      /* more are counted only */

/* Where a fault stands in the file, and its words in `faults`. */
struct fault_mark {
	size_t line, at, end;
};

/* One reading: where it writes and what it found so far. */
struct reader {
	struct arena    *arena;
	const char      *file;
	struct buf      *faults;
	yaml_document_t  doc;
	struct fault_mark *marks;
	size_t           n_marks, n_faults, n_rows;
	bool             stored;         /* what it lacks and what is not known here is no fault */
};

/* Writes one fault: the file, the line (libyaml counts from 0), what is wrong. */
#define pack_fault(r, line, ...) do { \
	if (pack_fault_begin((r), (line))) { \
		buf_printf((r)->faults, __VA_ARGS__); \
		buf_lit((r)->faults, "\n"); \
	} \
} while (0)

/* Counts a fault and writes where it stands; true when its words and a newline shall follow. */
bool pack_fault_begin(struct reader *r, size_t line);

/* Puts them in the order of the file, a line each; those of one line stay as they were found. */
void pack_faults_sort(struct reader *r);

/* Is the text one document of plain values and lists? A fault for each place where it is not (pack_shape.c). */
bool pack_shape_good(struct reader *r, struct str yaml);

/* The line, counted from 0, of a place in a text; and the first line that is no UTF-8 (text.n: all are). */
size_t pack_line_of(struct str text, size_t at);
size_t pack_bad_utf8(struct str text);

#define SHOWN(s) (int)((s).n > 60 ? 60 : (s).n), (s).p

yaml_node_t *pack_node(struct reader *r, int id);
struct str pack_scalar(struct reader *r, const yaml_node_t *n, const char *key);
struct str pack_text_value(struct reader *r, const yaml_node_t *n, const char *key, size_t max);
struct str pack_code_value(struct reader *r, const yaml_node_t *n, const char *key);
int64_t pack_int_value(struct reader *r, const yaml_node_t *n, const char *key,
                       int64_t min, int64_t max);
struct day pack_day_value(struct reader *r, const yaml_node_t *n, const char *key);

/* Reads the value of a member that is no list of rows. */
void pack_member_value(struct reader *r, const struct member *f, const yaml_node_t *n,
                      struct pack_item *item);

/* Index of a key among n names, or n with a fault; `seen` has a bit for each and tells repeats. */
size_t pack_key(struct reader *r, const yaml_node_t *key, const char *const *names, size_t n,
                uint64_t *seen);

/* The rows of a list, checked; NULL with faults when there are none. */
struct pack_item *pack_items(struct reader *r, const struct section *section,
                             const yaml_node_t *n, size_t *count);

/* A row that names another which is not there. */
struct pack_gap {
	enum pack_section       section, refs;   /* where it stands, where the other should be */
	const struct pack_item *top, *row;       /* the row of the section, and the one inside it */
	const char             *key;
	struct str              code;
};
size_t pack_gaps(struct arena *a, const struct pack *p, struct pack_gap **out);

/* The same as faults, once the whole file is read. */
void pack_refs_check(struct reader *r, const struct pack *p);

#endif
