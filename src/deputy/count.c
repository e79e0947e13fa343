/* How many deputies serve, by what they are: kept with each change, made anew by `lianxin check`. */
#include "deputy/deputy_private.h"

#include <stdlib.h>

#include "db/lane.h"

#define LEVELS 6                /* 0 all people, then nation .. township */
#define VALUES (ETHNICITY_COUNT + 1)

int64_t deputy_levels(const struct deputy_record *in)
{
	int64_t bits = 0;

	for (size_t i = 0; i < in->n_seats; i++)
		if (!in->seats[i].ended.n)
			bits |= INT64_C(1) << in->seats[i].level;
	return bits;
}

static void add(struct db *db, county_code county, int level, enum deputy_facet facet, int value, int64_t by)
{
	const int64_t key[5] = { county.v, level, facet, value };

	if (value)
		counters_add(db, DEPUTY_TABLE, key, by);
}

void deputy_tally(struct db *db, county_code county, const struct deputy_record *in, int64_t by)
{
	int64_t levels = deputy_levels(in);

	for (int l = 0; levels && l < LEVELS; l++) {
		if (l && !(levels & INT64_C(1) << l))
			continue;
		add(db, county, l, DEPUTY_FACET_PEOPLE, 1, by);
		add(db, county, l, DEPUTY_FACET_ASSIGNED, in->station.v != 0, by);
		add(db, county, l, DEPUTY_FACET_SEX, (int)in->sex, by);
		add(db, county, l, DEPUTY_FACET_ETHNICITY, (int)in->ethnicity, by);
		add(db, county, l, DEPUTY_FACET_OCCUPATION_CLASS, (int)in->occupation_class, by);
		add(db, county, l, DEPUTY_FACET_PARTY, (int)in->party, by);
	}
}

/* ---- lianxin check ---- */

struct recount {
	struct buf *report;
	int64_t    *differences, county;
	int64_t     n[LEVELS][DEPUTY_FACET_COUNT][VALUES];
	const struct deputy_count_all_row *rows;
	size_t      n_rows, at;
};

static void compare(struct recount *c, int level, int facet, int value, int64_t is, int64_t should)
{
	if (is == should)
		return;
	++*c->differences;
	buf_printf(c->report, "deputies: county %lld level %d facet %d value %d is %lld, should be %lld\n",
	        (long long)c->county, level, facet, value, (long long)is, (long long)should);
}

/* The end of a county: takes off what the counters say and looks at what is left. */
static void county_end(struct recount *c)
{
	for (; c->at < c->n_rows && c->rows[c->at].county.v <= c->county; c->at++) {
		const struct deputy_count_all_row *r = &c->rows[c->at];
		bool inside = r->county.v == c->county && r->level < LEVELS && r->value < VALUES;

		compare(c, (int)r->level, (int)r->facet, (int)r->value, r->n,
		        inside ? c->n[r->level][r->facet][r->value] : 0);
		if (inside)
			c->n[r->level][r->facet][r->value] = 0;
	}
	for (int l = 0; l < LEVELS; l++)
		for (int f = 0; f < DEPUTY_FACET_COUNT; f++)
			for (int v = 0; v < VALUES; v++)
				compare(c, l, f, v, 0, c->n[l][f][v]);
	memset(c->n, 0, sizeof(c->n));
}

static enum err row_count(void *arg, const struct deputy_count_rows_row *row)
{
	struct recount *c = arg;

	if (row->county.v != c->county)
		county_end(c);
	c->county = row->county.v;
	for (int l = 0; row->levels && l < LEVELS; l++) {
		if (l && !(row->levels & INT64_C(1) << l))
			continue;
		c->n[l][DEPUTY_FACET_PEOPLE][1]++;
		c->n[l][DEPUTY_FACET_ASSIGNED][1] += row->station.v != 0;
		c->n[l][DEPUTY_FACET_SEX][row->sex] += row->sex != 0;
		c->n[l][DEPUTY_FACET_ETHNICITY][row->ethnicity] += row->ethnicity != 0;
		c->n[l][DEPUTY_FACET_OCCUPATION_CLASS][row->occupation_class] += row->occupation_class != 0;
		c->n[l][DEPUTY_FACET_PARTY][row->party] += row->party != 0;
	}
	return OK;
}

static enum err check_counts(struct db *db, struct arena *a, struct buf *report, int64_t *differences)
{
	struct recount              *c = ARENA_NEW(a, struct recount);
	struct deputy_count_all_row *rows;
	enum err                     e = deputy_count_all(db, a, &rows, &c->n_rows);

	c->report = report;
	c->differences = differences;
	c->rows = rows;
	if (e || (e = deputy_count_rows(db, a, row_count, c)))
		return e;
	county_end(c);
	c->county = INT64_MAX;          /* counters of counties without anybody */
	county_end(c);
	return OK;
}

const struct db_check deputy_checks[] = { { "deputies", check_counts } };
const size_t deputy_checks_n = COUNT(deputy_checks);
