/*
 * directory_private: what the files of this room share. Everything lives in the
 * caller's arena.
 */
#ifndef DIRECTORY_DIRECTORY_PRIVATE_H
#define DIRECTORY_DIRECTORY_PRIVATE_H

#include "base/str.h"
#include "base/text.h"
#include "directory/directory.h"
#include "directory/directory.q.h"
#include "http/reply.h"
#include "web/page.h"

#define WORD_MAX 12             /* code points kept of a word, and looked at of a search */

/* What is looked for of a text: folded, letters and digits alone. */
struct str directory_word_of(struct arena *a, struct str text);

/*
 * The words a row is found by: its name from each character on, and its initials. At
 * least two characters each, where the name has as many.
 */
size_t directory_words(struct arena *a, struct str name, struct str initials, struct str **out);

/* ---- mend.c ---- */

/* A range of ids of one kind, to be made equal in the copy. */
struct mend {
	struct db      *db;
	struct arena   *arena;
	county_code     county;
	enum code_kind  kind;
	int64_t         from, to;
	size_t          rows;           /* look at so many of either side at most */
	int64_t         most;           /* stop behind so many rows written */
	bool            look;           /* only count what differs */
	int64_t         written, differ;
	int64_t         reached;        /* out: all up to here is equal now */
	region_code     region;         /* whose name is at hand */
	struct str      place;
};
enum err directory_mend(struct mend *m) MUST_USE;

/* ---- find_pages.c, find.html ---- */

struct found_row {
	enum code_kind    kind;
	struct str        code, name, place, occupation, titles;
	enum region_level level;
	county_code       county;
};

struct found_place {
	region_code code;
	struct str  name, path;
};

struct found_view {
	struct str          search, place_name;
	region_code         place;
	struct found_place *places;    size_t n_places;
	struct found_row   *rows;      size_t n_rows;
	int64_t             total;      /* capped: TOTAL_MAX + 1 */
	bool                looked, is_short, later;
};

#define TOTAL_MAX 1000

enum err directory_get(struct req *r);
void directory_html(struct page *p, const struct list *l);

#endif
