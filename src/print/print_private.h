/*
 * print_private: what the sheets and calendars are made of. All of it finished
 * words in the reader's language, so that drawing asks nobody.
 */
#ifndef PRINT_PRINT_PRIVATE_H
#define PRINT_PRINT_PRIVATE_H

#include "print/print.h"
#include "print/print.q.h"
#include "print/paper.h"
#include "station/station.h"
#include "web/page.h"

#define POSTER_LINES 3
#define FOOT_LINES   6

/* One reception: who receives at a place from when to when. */
struct reception {
	struct day day;
	int64_t    from_min, to_min;
	struct str names, codes;       /* of the deputies; names joined for people, codes for machines */
	struct str place, rule;        /* rule: its words, when nobody is on the rota */
	int64_t    edition;            /* grows when the rule or its calendar does */
	bool       provisional;        /* the year has no table of holidays yet */
};

struct receptions {
	struct reception *v;
	size_t            n;
	struct str        rule;        /* "每月10日 9:00–11:00，遇节假日顺延"; "" without a rule */
};

/* Of a station, the rota first and by the place's rule behind it. */
enum err receptions_of_station(struct req *r, const struct station_by_id_row *s, struct day from, struct day to,
                               struct receptions *out) MUST_USE;
/* Of a deputy at the deputy's station: the rota alone. */
enum err receptions_of_deputy(struct req *r, const struct station_deputy_row *d, struct day from, struct day to,
                              struct receptions *out) MUST_USE;

/* "12月10日 星期四 9:00–11:00" */
struct str reception_words(const struct page *p, const struct reception *one);

/* A block of small print: a title and its lines. */
struct foot {
	struct str title, lines[FOOT_LINES];
	size_t     n;
};

struct poster {
	struct str  over, name, under;      /* the red field: place, who, what */
	struct str  slogan, url, type;      /* the code's address, and how to type it */
	struct str  scan, heads[POSTER_LINES], texts[POSTER_LINES];
	struct foot left, right;
	struct str  promise, made;
	struct day  day;
	bool        person;                 /* the name is a person's: larger and wider set */
};

struct panel_card {
	struct str name, seats, work, phone, url;
};

struct board {
	struct str         over, name, title, url, scan, scan_cards, type, empty;
	struct panel_card *cards;
	size_t             n;
	struct foot        left, right;
	struct str         as_of, *pages;   /* "第 1 页，共 2 页" */
	struct day         day;
};

/* How many cards stand on a page, and the pages for n of them (at least one). */
struct grid {
	size_t columns, rows;
};
struct grid board_grid(size_t n);
size_t board_pages(size_t n);

/* Drawn, in the arena; ERR_FAULT when this machine has no font for it. */
enum err poster_draw(struct arena *a, const struct poster *p, enum paper_size size, struct str *pdf) MUST_USE;
enum err board_draw(struct arena *a, const struct board *b, enum paper_size size, struct str *pdf) MUST_USE;

/* ---- what stands on them ---- */

enum err poster_of_station(struct req *r, const struct station_by_id_row *s, struct poster *out) MUST_USE;
enum err poster_of_deputy(struct req *r, const struct station_deputy_row *d, struct poster *out) MUST_USE;
enum err board_of_station(struct req *r, const struct station_by_id_row *s, struct board *out) MUST_USE;

/* ---- the shelf: finished sheets by a hash of what stands on them ---- */

/* A copy in the arena: true. Otherwise the caller draws, between enter and leave. */
bool print_kept_find(struct print_shelf *s, const unsigned char key[HASH_BYTES], struct arena *a, struct str *pdf);
void print_kept_put(struct print_shelf *s, const unsigned char key[HASH_BYTES], struct str pdf);
enum err print_gate_enter(struct print_shelf *s) MUST_USE;
void print_gate_leave(struct print_shelf *s);

enum err station_calendar_get(struct req *r);
enum err deputy_calendar_get(struct req *r);

#endif
