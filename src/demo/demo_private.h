/*
 * demo_private: the county while it is being made, shared by this room's files.
 */
#ifndef DEMO_DEMO_PRIVATE_H
#define DEMO_DEMO_PRIVATE_H

#include <stdio.h>

#include "cases/cases.h"
#include "db/wal.h"
#include "demo/demo.h"
#include "demo/dice.h"
#include "pack/pack.h"
#include "region/region.h"

#include "demo/demo.q.h"

/* What the dice of a thing are for: keeps the streams apart. */
enum purpose { FOR_PLACES = 1, FOR_PEOPLE, FOR_DUTY, FOR_CASES, FOR_TIMES,
               FOR_WORDS, FOR_LIFE, FOR_WORK, FOR_COUNTRY };

#define SHOWN "（示例）"                /* behind every invented name */

/* A place where deputies meet people. */
struct site {
	station_id        id;
	enum station_kind kind;
	region_code       region;
	char              code[7];
	struct str        name, place, town_name;        /* place: 漭水社区 */
	size_t            town;                          /* index; n_towns for the county's own */
	size_t            parent; /* index of the site above; itself for the home */
	size_t            first_deputy, n_deputies;
	struct who        clerk, head; /* head.account 0: the county's caller phones */
};

/* A township: its station, its rooms, its office. */
struct town {
	region_code code;
	struct str  name;
	size_t      station, first_room, n_rooms;        /* indexes of sites */
	struct who  office;
};

struct body {
	unit_id     id;
	const char *key;                                 /* "power": what matters.c asks for */
	struct str  name;
	struct who  receiver, handler, signer;
};

struct deputy {
	person_id  id;
	char       code[7];
	struct str name, initials;
	size_t     site;
	struct who who;                                  /* account 0 unless the deputy signs in */
};

/* The county and all that is known of it. */
struct demo {
	/* what was asked for */
	const char  *dir, *url;          /* the folder; the database, if it is on a server */
	county_code  county;
	int64_t      cases, country;     /* country: rows of the directory alone, instead of a county */
	uint64_t     seed;
	struct when  now, start;                         /* the two years of the story */

	struct db    *db;
	struct wal   *wal;
	struct arena *arena, *scratch;                   /* for good; for one case's step */
	struct house  house;
	struct region_place place;                       /* the county itself */
	bool          city;              /* it is a city: its towns are counties, their rooms towns */
	struct str    why;                               /* one sentence when something failed */

	struct site   *sites;   size_t n_sites;          /* home, trades, then town by town */
	size_t         first_trade, n_trades;            /* professional stations */
	struct town   *towns;   size_t n_towns;
	struct body   *bodies;  size_t n_bodies;
	struct deputy *deputies; size_t n_deputies, n_unassigned;
	struct who     office, caller, resident, program;
	struct str     hash;                             /* a password nobody knows */
	struct buf     accounts;                         /* lines of demo-accounts.txt */
	size_t         n_logins;
	int64_t        done, rated[RATING_COUNT];        /* figures for the end */
};

/* The place the demonstration accounts work at: the first township's station and its first room. */
static inline size_t demo_station(const struct demo *d)
{
	return d->n_towns ? d->towns[0].station : 0;
}

/* Of what level the places in d->towns are, and those of their rooms. */
static inline enum region_level demo_town_level(const struct demo *d)
{
	return d->city ? REGION_LEVEL_COUNTY : REGION_LEVEL_TOWNSHIP;
}

static inline enum region_level demo_room_level(const struct demo *d)
{
	return d->city ? REGION_LEVEL_TOWNSHIP : REGION_LEVEL_VILLAGE;
}

/* Six letters that nobody had: from now on those of this station or deputy. */
enum err demo_code(struct demo *d, enum code_kind kind, int64_t id, char code[7]) MUST_USE;

/* In order; each in the caller's transaction. */
enum err demo_places(struct demo *d) MUST_USE;
enum err demo_units(struct demo *d) MUST_USE;
enum err demo_deputies(struct demo *d) MUST_USE;
enum err demo_duty(struct demo *d) MUST_USE;
enum err demo_life(struct demo *d) MUST_USE;      /* after the accounts */

/* One deputy of a site, through deputy_store(); then those without a site. */
enum err demo_deputy(struct demo *d, struct deputy *p, const struct site *s, struct dice *dice) MUST_USE;
enum err demo_unassigned(struct demo *d, struct dice *dice) MUST_USE;

/* Passwords first, outside the transaction: each takes a fifth of a second. */
struct logins;
enum err demo_logins_hash(struct demo *d, struct logins **out) MUST_USE;
enum err demo_accounts(struct demo *d, struct logins *l) MUST_USE;
enum err demo_accounts_write(struct demo *d) MUST_USE;

/* country.c: the county's rows of the directory; or `country` rows of invented counties and nothing else. */
enum err demo_directory(struct demo *d) MUST_USE;
enum err demo_country(struct demo *d) MUST_USE;

/* An invented name and its initials, without the mark. */
void demo_name(struct dice *dice, struct arena *a, struct str *name, struct str *initials);

/* All cases, in transactions of their own, telling how far it is. */
enum err demo_story(struct demo *d) MUST_USE;

/* Standards, links, posts, meetings and a drive, in a transaction of its own. */
enum err demo_work(struct demo *d) MUST_USE;

/* Applies the counters and commits; the log is folded as it grows. */
enum err demo_begin(struct demo *d) MUST_USE;     /* with the county as its scope */
enum err demo_commit(struct demo *d) MUST_USE;

/* The mark of an unfinished county in table setting. */
struct str demo_mark_name(struct arena *a, county_code county);

#endif
