/* Makes a range of the copy equal to what it is a copy of. */
#include "directory/directory_private.h"

#include <stdlib.h>

#include "deputy/deputy.h"
#include "region/region.h"

static struct str text(struct str s)
{
	return s.p ? s : S("");
}

static bool entry_same(const struct directory_entry *x, const struct directory_entry *y)
{
	return str_eq(x->code, y->code) && str_eq(x->name, y->name) && str_eq(x->initials, y->initials) &&
	       x->level == y->level && x->region.v == y->region.v && str_eq(x->place, y->place) &&
	       str_eq(x->occupation, y->occupation);
}

/* Neighbours mostly stand in the same place, whose name takes four questions. */
static struct str place_of(struct mend *m, region_code region)
{
	if (m->region.v != region.v || !m->place.p) {
		m->region = region;
		m->place = region_path(m->db, m->arena, region, (region_code){ 0 }, " ");
	}
	return m->place;
}

static enum region_level highest(int64_t levels)
{
	for (int l = REGION_LEVEL_NATION; l <= REGION_LEVEL_TOWNSHIP; l++)
		if (levels & INT64_C(1) << l)
			return (enum region_level)l;
	return REGION_LEVEL_NONE;
}

/* ---- what should be there ---- */

static enum err people_read(struct mend *m, struct directory_entry **out, size_t *n)
{
	const struct region_range    all = region_tenant(m->county);
	struct directory_people_row *rows;
	enum err e = directory_people(m->db, m->arena, &(struct directory_people_in){ .county = m->county,
		.from = m->from, .to = m->to, .standard = DEPUTY_PUBLISHED, .lo = all.lo, .hi = all.hi,
		.limit = (int64_t)m->rows }, &rows, n);

	*out = ARENA_ARRAY(m->arena, struct directory_entry, m->rows + 1);
	for (size_t i = 0; !e && i < *n; i++)
		(*out)[i] = (struct directory_entry){ m->county, m->kind, rows[i].id, rows[i].code, rows[i].name, rows[i].initials,
			place_of(m, rows[i].region), rows[i].occupation, highest(rows[i].levels), rows[i].region };
	return e;
}

static enum err stations_read(struct mend *m, struct directory_entry **out, size_t *n)
{
	struct directory_stations_row *rows;
	enum err e = directory_stations(m->db, m->arena, &(struct directory_stations_in){ m->county, m->from, m->to,
		(int64_t)m->rows }, &rows, n);

	*out = ARENA_ARRAY(m->arena, struct directory_entry, m->rows + 1);
	for (size_t i = 0; !e && i < *n; i++)
		(*out)[i] = (struct directory_entry){ m->county, m->kind, rows[i].id, rows[i].code, rows[i].name, rows[i].initials,
			place_of(m, rows[i].region), rows[i].field, REGION_LEVEL_NONE, rows[i].region };
	return e;
}

/* ---- what is there ---- */

static enum err copy_read(struct mend *m, struct directory_entry **out, size_t *n)
{
	struct directory_have_row *rows;
	enum err e = directory_have(m->db, m->arena, &(struct directory_have_in){ m->county, m->kind, m->from, m->to,
		(int64_t)m->rows }, &rows, n);

	*out = ARENA_ARRAY(m->arena, struct directory_entry, m->rows + 1);
	for (size_t i = 0; !e && i < *n; i++)
		(*out)[i] = (struct directory_entry){ m->county, m->kind, rows[i].id, rows[i].code, rows[i].name, rows[i].initials, rows[i].place,
			rows[i].occupation, rows[i].level, rows[i].region };
	return e;
}

static int by_word(const void *a, const void *b)
{
	const struct directory_word_put_in *x = a, *y = b;
	int                                 way = str_cmp(x->word, y->word);

	return way ? way : (x->county.v > y->county.v) - (x->county.v < y->county.v);
}

enum err directory_put_all(struct db *db, struct arena *a, const struct directory_entry *rows, size_t n)
{
	struct directory_word_put_in *words;
	size_t                        n_words = 0, letters = 0;
	enum err                      e = OK;

	for (size_t i = 0; i < n; i++)
		letters += rows[i].name.n + 1;  /* more than any row has words */
	words = ARENA_ARRAY(a, struct directory_word_put_in, letters);
	for (size_t i = 0; !e && i < n; i++) {
		const struct directory_entry *x = &rows[i];
		struct str                   *own;
		size_t                        n_own = directory_words(a, x->name, x->initials, &own);

		for (size_t k = 0; k < n_own; k++)
			words[n_words++] = (struct directory_word_put_in){ own[k], x->county, x->kind, x->id };
		e = directory_put(db, &(struct directory_put_in){ .county = x->county, .kind = x->kind, .id = x->id,
			.code = x->code, .name = x->name, .initials = text(x->initials), .level = x->level,
			.region = x->region, .place = text(x->place), .occupation = text(x->occupation) }, NULL);
	}
	qsort(words, n_words, sizeof(*words), by_word);
	for (size_t i = 0; !e && i < n_words; i++)
		e = directory_word_put(db, &words[i], NULL);
	return e;
}

static enum err entry_drop(struct mend *m, const struct directory_entry *x)
{
	struct str *words;
	size_t      n = directory_words(m->arena, x->name, x->initials, &words);
	enum err    e = directory_drop(m->db, &(struct directory_drop_in){ m->county, m->kind, x->id }, NULL);

	for (size_t i = 0; !e && i < n; i++)
		e = directory_word_drop(m->db, &(struct directory_word_drop_in){ words[i], m->county, m->kind, x->id }, NULL);
	m->written += (int64_t)n + 1;
	return e;
}

/* One id: as it should be, as it is; NULL where it is not. */
static enum err pair_mend(struct mend *m, const struct directory_entry *want, const struct directory_entry *have)
{
	enum err e = OK;

	if (want && have && entry_same(want, have))
		return OK;
	m->differ++;
	if (m->look)
		return OK;
	if (have)
		e = entry_drop(m, have);
	if (!e && want) {
		e = directory_put_all(m->db, m->arena, want, 1);
		m->written += (int64_t)want->name.n / 3 + 2;
	}
	return e;
}

enum err directory_mend(struct mend *m)
{
	struct directory_entry *want, *have;
	size_t        n_want, n_have, w = 0, h = 0;
	int64_t       end = m->to;
	enum err      e = m->kind == CODE_KIND_PERSON ? people_read(m, &want, &n_want) : stations_read(m, &want, &n_want);

	if (e || (e = copy_read(m, &have, &n_have)))
		return e;
	/* Where either side goes on behind what was read, only what both were read up to is compared. */
	if (n_want == m->rows && want[n_want - 1].id < end)
		end = want[n_want - 1].id;
	if (n_have == m->rows && have[n_have - 1].id < end)
		end = have[n_have - 1].id;
	m->reached = end;
	while (!e && ((w < n_want && want[w].id <= end) || (h < n_have && have[h].id <= end))) {
		bool is_want = w < n_want && (h == n_have || want[w].id <= have[h].id);
		bool is_have = h < n_have && (w == n_want || have[h].id <= want[w].id);

		m->reached = is_want ? want[w].id : have[h].id;
		e = pair_mend(m, is_want ? &want[w] : NULL, is_have ? &have[h] : NULL);
		w += is_want;
		h += is_have;
		if (m->written >= m->most)
			return e;
		m->reached = end;
	}
	return e;
}
