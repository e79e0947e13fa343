/* The first places of a tenant, from the division table and the pack's kinds. */
#include "place/place_private.h"

#include "base/text.h"

#define CHILDREN_MAX 2000       /* townships of a county, villages of a township: 100 at most in the table */

struct maker {
	struct db              *db;
	struct arena           *a;
	struct places_first    *in;
	const struct pack_item *home, *station, *room;   /* NULL: the pack has none */
};

/* The plain kind of a step of the tree: the one that bears its name, else the first without a trade. */
static const struct pack_item *kind_plain(const struct maker *m, enum station_kind place)
{
	const struct pack_list *list = pack_list(m->in->packs, m->in->root.code, PACK_STATION_KINDS, day_of(m->in->now));
	const struct pack_item *first = NULL;

	for (size_t i = 0; list && i < list->n; i++) {
		const struct pack_item *item = &list->items[i];

		if (item->place != place || item->with_field)
			continue;
		if (str_eq(item->code, str_of(station_kind_names[place])))
			return item;
		first = first ? first : item;
	}
	return first;
}

/* 芦集镇 and 镇人大代表活动室 are 芦集镇人大代表活动室; 代表联络室（村） leaves its remark behind. */
static struct str name_of(struct arena *a, struct str place, struct str word)
{
	static const char *const steps[] = { "市", "县", "区", "旗", "乡", "镇", "村" };
	size_t remark;

	if (str_find(word, S("（"), &remark) && remark > 0)
		word = str_part(word, 0, remark);
	for (size_t i = 0; i < COUNT(steps); i++)
		if (str_starts(word, str_of(steps[i])) && word.n > strlen(steps[i])) {
			word = str_part(word, strlen(steps[i]), word.n);
			break;
		}
	place = region_short(place);
	if (utf8_length(place) + utf8_length(word) > NAME_MAX_PLACE)
		place = utf8_head(place, NAME_MAX_PLACE - utf8_length(word));
	return str_join(a, place, word, STR_NONE);
}

/* What is not known stays empty: address, hours, the day it opened. */
static enum err place_make(const struct maker *m, const struct pack_item *kind, const struct region_place *at,
                           station_id parent, station_id *id)
{
	struct str word = kind->zh.n ? utf8_head(kind->zh, NAME_MAX_PLACE - 1) : kind->code;
	enum err   e = station_store(m->db, m->a, m->in->county, &(struct station_new){ .kind = kind->place,
		.local = kind->id.v, .field = S(""), .name = name_of(m->a, at->name, word), .address = S(""),
		.hours = S(""), .region = at->code, .parent = parent }, id);

	return e ? e : place_event_add(m->db, &(struct place_event_add_in){ .county = m->in->county,
		.about = PLACE_ABOUT_STATION, .id = id->v, .now = m->in->now, .act = PLACE_ACT_CREATE, .note = S("") }, NULL);
}

static enum err below(const struct maker *m, const struct region_place *at, struct region_place **v, size_t *n)
{
	enum err e = region_children(m->db, m->a, at->code, (region_code){ 0 }, CHILDREN_MAX, v, n);
	size_t   kept = 0;

	for (size_t i = 0; !e && i < *n; i++)
		if ((*v)[i].level > REGION_LEVEL_COUNTY || (*v)[i].has_congress)
			(*v)[kept++] = (*v)[i];
	*n = kept;
	return e;
}

static enum err rooms_make(const struct maker *m, const struct region_place *town, station_id parent)
{
	struct region_place *v;
	station_id           id;
	size_t               n;
	enum err             e;

	if (m->in->depth < PLACES_VILLAGES || !m->room || !parent.v)
		return OK;
	e = below(m, town, &v, &n);
	for (size_t i = 0; !e && i < n; i++, m->in->rooms++)
		e = place_make(m, m->room, &v[i], parent, &id);
	return e;
}

/* The station of a town and its rooms; without such a kind the rooms stand below the home. */
static enum err town_make(const struct maker *m, const struct region_place *town, station_id home)
{
	station_id at = home;
	enum err   e = OK;

	if (m->station) {
		e = place_make(m, m->station, town, home, &at);
		m->in->stations++;
	}
	return e ? e : rooms_make(m, town, at);
}

enum err places_first_make(struct db *db, struct arena *a, struct places_first *in)
{
	struct maker         m = { .db = db, .a = a, .in = in };
	struct region_place *towns;
	station_id           home = { 0 };
	size_t               n;
	enum err             e;

	if (in->depth == PLACES_NONE)
		return OK;
	m.home = kind_plain(&m, STATION_KIND_HOME);
	m.station = kind_plain(&m, STATION_KIND_STATION);
	m.room = kind_plain(&m, STATION_KIND_ROOM);
	if (in->root.level == REGION_LEVEL_TOWNSHIP)
		return town_make(&m, &in->root, home);
	if (m.home) {
		if ((e = place_make(&m, m.home, &in->root, home, &home)))
			return e;
		in->homes++;
	}
	e = below(&m, &in->root, &towns, &n);
	for (size_t i = 0; !e && i < n; i++)
		e = town_make(&m, &towns[i], home);
	return e;
}
