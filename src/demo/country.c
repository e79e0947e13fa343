/* Invented stations and deputies of the whole country in the directory, and nothing else: to measure its finder. */
#include "demo/demo_private.h"

#include "db/outbox.h"
#include "directory/directory.h"

#define COUNTIES_MAX 4000
#define TOWNS_MAX 200
#define BATCH 250000            /* rows put together */
#define STATIONS 8              /* in a hundred rows */

/* A county's townships with their names from the province down. */
struct spread {
	county_code          county;
	struct region_place *towns;
	struct str          *places;
	size_t               n;
};

static enum err spread_read(struct demo *d, county_code county, struct spread *s)
{
	region_code code = region_of_county(county);
	enum err    e = region_children(d->db, d->scratch, code, (region_code){ 0 }, TOWNS_MAX, &s->towns, &s->n);

	s->county = county;
	s->places = ARENA_ARRAY(d->scratch, struct str, s->n + 1);
	for (size_t i = 0; !e && i < s->n; i++)
		s->places[i] = region_path(d->db, d->scratch, s->towns[i].code, (region_code){ 0 }, " ");
	return e;
}

static void row_make(struct demo *d, const struct spread *s, int64_t id, struct dice *dice, struct directory_entry *x)
{
	static const char *const trades[] = { "村委会主任", "小学教师", "乡村医生", "茶农", "养殖户", "律师", "企业负责人" };
	size_t                   at = dice_below(dice, s->n);
	unsigned char            bytes[16];
	char                     code[7] = "";

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)dice_below(dice, 256);
	code_letters(bytes, sizeof(bytes), code, 6);
	*x = (struct directory_entry){ .county = s->county, .id = id, .region = s->towns[at].code, .place = s->places[at],
		.code = str_copy(d->scratch, (struct str){ code, 6 }), .occupation = S("") };
	if (dice_below(dice, 100) < STATIONS) {
		x->kind = CODE_KIND_STATION;
		x->name = str_join(d->scratch, s->towns[at].name, S("人大代表联络站"), str_int(d->scratch, id), S(SHOWN), STR_NONE);
		x->initials = str_join(d->scratch, s->towns[at].initials, S("rddbllz"), STR_NONE);
		return;
	}
	x->kind = CODE_KIND_PERSON;
	demo_name(dice, d->scratch, &x->name, &x->initials);
	x->level = dice_below(dice, 10) ? REGION_LEVEL_TOWNSHIP : REGION_LEVEL_COUNTY;
	x->occupation = str_of(trades[dice_below(dice, COUNT(trades))]);
}

/* The rows of one county behind those that wait already. */
static enum err county_make(struct demo *d, county_code county, int64_t share, struct directory_entry *rows, size_t *n)
{
	struct dice   dice = dice_for(d->seed, FOR_COUNTRY, (uint64_t)county.v);
	struct spread s = { 0 };
	enum err      e = spread_read(d, county, &s);

	for (int64_t i = 1; !e && s.n && i <= share && *n < BATCH; i++)
		row_make(d, &s, i, &dice, &rows[(*n)++]);
	return e;
}

/* Many counties in one transaction: sorted together, their words touch each page of the index once. */
enum err demo_country(struct demo *d)
{
	struct directory_entry *rows = ARENA_ARRAY(d->arena, struct directory_entry, BATCH);
	struct region_place    *counties;
	int64_t                 done = 0, put = 0, share;
	size_t                  n, waiting = 0;
	enum err                e = demo_begin(d);

	if (e)
		return e;
	db_scope(d->db, 0, 999999);
	e = region_counties(d->db, d->arena, (region_code){ 0 }, COUNTIES_MAX, &counties, &n);
	for (size_t i = 0; !e && i < n; i++) {
		share = d->country * (int64_t)(i + 1) / (int64_t)n - done;
		e = county_make(d, region_county(counties[i].code), share, rows, &waiting);
		done += share;
		if (e || (i + 1 < n && waiting + (size_t)share * 2 < BATCH))
			continue;
		if ((e = directory_put_all(d->db, d->scratch, rows, waiting)) || (e = demo_commit(d)))
			return e;
		fprintf(stderr, "demo: %lld rows of the country\n", (long long)(put += (int64_t)waiting));
		waiting = 0;
		arena_reset(d->scratch);
		if (i + 1 < n && !(e = demo_begin(d)))
			db_scope(d->db, 0, 999999);
	}
	return e;
}

/* What the invented county adds to the directory, as the timer would tell it. */
enum err demo_directory(struct demo *d)
{
	enum err e = OK;
	bool     more = true;

	for (bool first = true; !e && more; first = false) {
		arena_reset(d->scratch);
		if ((e = demo_begin(d)))
			return e;
		if (first)
			e = outbox_note(d->db, d->county, OUTBOX_TOPIC_STATIONS, 0, d->now);
		if (!e && !(e = directory_chunk(d->db, d->scratch, d->county, &more)))
			e = demo_commit(d);
	}
	return e;
}
