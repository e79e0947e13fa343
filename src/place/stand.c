/* A station that begins: its code, its letters, its row. */
#include "place/place_private.h"

#include "base/text.h"
#include "db/outbox.h"
#include "db/tally.h"
#include "region/region.h"

/* Letters of what a name begins with, when that is its place, and of the usual words behind it. */
struct str station_initials(struct db *db, struct arena *a, struct str name, region_code at)
{
	static const struct { const char *word, *letters; } ends[] = {
		{ "人大代表之家", "rddbzj" }, { "人大代表联络站", "rddbllz" }, { "人大代表联络室", "rddblls" },
		{ "人大代表活动室", "rddbhds" }, { "人大代表实践站", "rddbsjz" },
		{ "专业代表工作站", "zydbgzz" }, { "人大代表工作室", "rddbgzs" }, { "人大联络室", "rdlls" },
		{ "代表之家", "dbzj" }, { "代表工作站", "dbgzz" }, { "代表联络站", "dbllz" }, { "代表联络室", "dblls" },
		{ "代表活动室", "dbhds" }, { "代表联系点", "dblxd" }, { "人大代表联络点", "rddblld" },
	};
	struct region_place place;
	struct str          head = S("");
	size_t              at_byte;

	if (!region_find(db, a, at, &place) && str_starts(name, region_short(place.name)))
		head = str_part(place.initials, 0, utf8_length(region_short(place.name)));
	for (size_t i = 0; i < COUNT(ends); i++)
		if (str_find(name, str_of(ends[i].word), &at_byte))
			return str_join(a, head, str_of(ends[i].letters), STR_NONE);
	return head;
}

#define CODE_LETTERS 6
#define CODE_TRIES 8

enum err place_id_next(struct db *db, struct arena *a, county_code county, enum serial_kind kind, int64_t *id)
{
	struct place_used_row used;
	enum err e = place_used(db, a, &(struct place_used_in){ county, kind }, &used);

	return e ? e : serial_next_after(db, a, county, kind, used.id, id);
}

void place_count(struct db *db, county_code county, const struct place_sum *s, int64_t by)
{
	tally_add(db, county, TALLY_SORT_PLACE, (int64_t)s->kind, s->trade, by);
	if (s->demonstration)
		tally_add(db, county, TALLY_SORT_DEMONSTRATION, 0, 0, by);
	/* What covers a township is a station of it, not one of a trade, of a village or of the county. */
	if (!s->trade && s->kind <= STATION_KIND_STATION && s->region.v % 1000 == 0 && s->region.v % 1000000 != 0)
		tally_add(db, county, TALLY_SORT_TOWN, s->region.v, 0, by);
}

/* Six letters that nobody had. */
static enum err code_new(struct db *db, struct arena *a, county_code county, int64_t id, struct str *code)
{
	char    *letters = arena_copy(a, "------", CODE_LETTERS);
	int64_t  taken = 0;
	enum err e = OK;

	for (int i = 0; !e && !taken && i < CODE_TRIES; i++) {
		unsigned char bytes[16];

		random_bytes(bytes, sizeof(bytes));
		code_letters(bytes, sizeof(bytes), letters, CODE_LETTERS);
		e = place_code_take(db, &(struct place_code_take_in){ .code = { letters, CODE_LETTERS },
			.county = county, .kind = CODE_KIND_STATION, .id = id }, &taken);
	}
	*code = (struct str){ letters, CODE_LETTERS };
	return e ? e : taken ? OK : ERR_BUSY;
}

enum err station_store(struct db *db, struct arena *a, county_code county, const struct station_new *in,
                       station_id *id)
{
	struct str code;
	enum err   e;

	if ((e = place_id_next(db, a, county, SERIAL_KIND_STATION, &id->v)) ||
	    (e = code_new(db, a, county, id->v, &code)))
		return e;
	place_count(db, county, &(struct place_sum){ in->kind, in->region, in->field.n > 0, false }, 1);
	e = place_insert(db, &(struct place_insert_in){ .county = county, .id = *id, .code = code,
		.kind = in->kind, .local = in->local, .field = in->field, .name = in->name, .region = in->region,
		.parent = in->parent, .address = in->address, .hours = in->hours,
		.initials = station_initials(db, a, in->name, in->region),
		.lat_micro = in->spot.lat, .lon_micro = in->spot.lon, .opened = in->opened }, NULL);
	return e ? e : outbox_note(db, county, OUTBOX_TOPIC_STATION, id->v, when_now());
}
