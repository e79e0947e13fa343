/* All packs in memory: what is in force where and when. */
#include "pack/pack_private.h"

#include "pack/pack.q.h"
#include "base/shelf.h"

struct pack_set {
	struct pack    *packs;           /* by region, then version */
	size_t          n;
	int64_t         loaded;          /* how many versions the database had */
	struct calendar calendar;
};

/* ---- the set in memory ---- */

static int term_order(const void *a, const void *b)
{
	const struct term_all_row *x = a, *y = b;
	int                        by_section = str_cmp(x->section, y->section);

	return by_section ? by_section : str_cmp(x->code, y->code);
}

struct words {
	const struct term_all_row *v;
	size_t                     n;
	struct arena              *arena;
};

static term_id term_of(const struct words *w, struct str section, struct str code)
{
	const struct term_all_row  key = { .section = section, .code = code };
	const struct term_all_row *row = w->n ? bsearch(&key, w->v, w->n, sizeof(key), term_order) : NULL;

	return row ? row->id : (term_id){ 0 };
}

/* Gives rows the ids of their terms: "kinds" road, "standards.items" basic.place. */
static void rows_name(const struct words *w, const struct section *section, struct str name,
                      struct str above, struct pack_item *items, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct str code = pack_path(w->arena, above, items[i].code);

		items[i].id = term_of(w, name, code);
		for (size_t k = 0; k < section->n; k++) {
			const struct member     *f = &section->members[k];
			const struct pack_part *part = member_of(f, &items[i]);

			if (f->kind == MEMBER_ROWS)
				rows_name(w, f->rows, pack_path(w->arena, name, str_of(f->key)), code,
					part->items, part->n);
		}
	}
}

enum err pack_set_open(struct db *db, struct arena *a, struct pack_set **out)
{
	struct pack_set *set = ARENA_NEW(a, struct pack_set);
	struct pack_all_row *rows;
	struct term_all_row *terms;
	struct words words = { .arena = a };
	enum err e = pack_all(db, a, &rows, &set->n);

	if (!e)
		e = term_all(db, a, &terms, &words.n);
	if (!e)
		e = calendar_load(db, a, &set->calendar);
	if (e)
		return e;
	if (words.n)
		qsort(terms, words.n, sizeof(terms[0]), term_order);
	words.v = terms;
	set->loaded = (int64_t)set->n;
	set->packs = ARENA_ARRAY(a, struct pack, set->n ? set->n : 1);
	for (size_t i = 0; i < set->n; i++) {
		struct pack *p = &set->packs[i];

		if ((e = pack_read_stored(a, rows[i].id, rows[i].source, p)))
			return e;
		p->from = rows[i].from_day;
		for (int s = 0; s < PACK_SECTIONS; s++)
			rows_name(&words, pack_section_table((enum pack_section)s),
				str_of(pack_section_name((enum pack_section)s)), STR_NONE,
				p->list[s].items, p->list[s].n);
	}
	*out = set;
	return OK;
}

enum err pack_shelf_offer(struct db *db, struct shelf *shelf)
{
	struct arena    *its = arena_new(64 * 1024);
	struct pack_set *set;
	enum err         e = pack_set_open(db, its, &set);

	if (e)
		arena_free(its);
	else
		shelf_offer(shelf, set, its);
	return e;
}

enum err pack_shelf_refresh(struct db *db, struct shelf *shelf)
{
	const struct shelved *there = shelf_take(shelf);
	struct arena         *a = arena_new(4096);
	struct pack_count_row row = { 0 };
	enum err              e = pack_count(db, a, &row);
	bool                  newer = !there || row.n != pack_set_versions(there->value);

	shelf_drop(shelf, there);
	arena_free(a);
	if (e || !newer)
		return e;
	e = pack_shelf_offer(db, shelf);
	if (!e)
		shelf_accept(shelf);
	return e;
}

int64_t pack_set_versions(const struct pack_set *set)
{
	return set->loaded;
}

const struct calendar *pack_calendar(const struct pack_set *set)
{
	return &set->calendar;
}

/* The version of one region's packs (set->packs[at .. end)) in force on a day. */
static const struct pack *version_on(
	const struct pack_set *set, size_t at, size_t end, enum pack_section section, struct day day)
{
	const struct pack *best = &set->packs[at];

	for (size_t i = at; i < end; i++)
		if (set->packs[i].from.n <= day.n)
			best = &set->packs[i];
	/* Base has every section, and had it before the program knew of it. */
	for (size_t i = at; best->level == REGION_LEVEL_NATION && !best->has[section] && i < end; i++)
		if (set->packs[i].has[section])
			best = &set->packs[i];
	return best;
}

const struct pack *pack_of_list(const struct pack_set *set, region_code at,
                                enum pack_section section, struct day day)
{
	const struct pack *best = NULL;
	size_t end;

	for (size_t i = 0; i < set->n; i = end) {
		const struct pack *p;

		for (end = i + 1;
			end < set->n && set->packs[end].region.v == set->packs[i].region.v; end++)
			;
		p = version_on(set, i, end, section, day);
		if (p->has[section] && p->lo <= at.v && at.v <= p->hi &&
			(!best || p->level > best->level))
			best = p;
	}
	return best;
}

const struct pack_list *pack_list(const struct pack_set *set, region_code at,
                                  enum pack_section section, struct day day)
{
	static const struct pack_list none;
	const struct pack *best = pack_of_list(set, at, section, day);

	return best ? &best->list[section] : &none;
}

const struct pack_item *pack_item(const struct pack_set *set, region_code at,
                                  enum pack_section section, const char *code, struct day day)
{
	const struct pack_list *list = pack_list(set, at, section, day);

	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->items[i].code, str_of(code)))
			return &list->items[i];
	return NULL;
}

const struct pack_item *pack_part_item(const struct pack_part *part, struct str code)
{
	for (size_t i = 0; i < part->n; i++)
		if (str_eq(part->items[i].code, code))
			return &part->items[i];
	return NULL;
}

bool pack_has_code(const struct pack_codes *codes, struct str code)
{
	for (size_t i = 0; i < codes->n; i++)
		if (str_eq(codes->v[i], code))
			return true;
	return false;
}

bool pack_for_kind(const struct pack_item *item, struct str station_kind)
{
	return item->kinds.n == 0 || pack_has_code(&item->kinds, station_kind);
}

const struct pack_item *pack_term(const struct pack_set *set, region_code at,
                                  enum pack_section section, term_id id, struct day day)
{
	const struct pack_list *list = pack_list(set, at, section, day);

	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].id.v == id.v)
			return &list->items[i];
	return NULL;
}

bool pack_in_function(const struct pack_set *set, region_code at, enum region_level level,
                      const struct pack_item *item, struct day day)
{
	const struct pack_list *all = pack_list(set, at, PACK_FUNCTIONS, day);

	for (size_t i = 0; i < all->n; i++)
		if (pack_has_code(&item->functions, all->items[i].code) && pack_at_level(&all->items[i], level))
			return true;
	return item->functions.n == 0;
}

struct str pack_word(const struct pack_set *set, region_code at, term_id id, struct day day,
                     enum lang lang)
{
	const struct pack_item *item = NULL;

	for (int s = 0; s < PACK_SECTIONS && !item && id.v; s++)
		item = pack_term(set, at, (enum pack_section)s, id, day);
	/* Not in force here any more: the newest pack that ever had it. */
	for (size_t i = set->n; i-- > 0 && !item && id.v;)
		for (int s = 0; s < PACK_SECTIONS && !item; s++)
			for (size_t k = 0; k < set->packs[i].list[s].n; k++)
				if (set->packs[i].list[s].items[k].id.v == id.v)
					item = &set->packs[i].list[s].items[k];
	return item ? pack_name(item, lang) : S("");
}

struct str pack_kind_name(const struct pack_set *set, region_code at, enum station_kind kind,
                          term_id local, struct day day, enum lang lang)
{
	struct str              word = pack_word(set, at, local, day, lang);
	const struct pack_item *item;

	if (word.n)
		return word;
	item = pack_item(set, at, PACK_STATION_KINDS, station_kind_names[kind], day);
	return item ? pack_name(item, lang) : S("");
}

struct str pack_kind_code(const struct pack_set *set, region_code at, enum station_kind kind,
                          term_id local, struct day day)
{
	const struct pack_item *item = pack_term(set, at, PACK_STATION_KINDS, local, day);

	return item ? item->code : str_of(station_kind_names[kind]);
}

const struct pack_item *pack_deadline(const struct pack_set *set, region_code at,
                                      const char *rule, struct day day)
{
	const struct pack_item *own = pack_item(set, at, PACK_DEADLINES, rule, day);

	/* A local section from before the program knew of this rule. */
	return own ? own : pack_item(set, (region_code){ 0 }, PACK_DEADLINES, rule, day);
}

struct due pack_due(const struct pack_set *set, region_code at, const char *rule, struct day start)
{
	const struct pack_item *item = pack_deadline(set, at, rule, start);

	return due_make(&set->calendar, start, item ? item->rule : (struct span_rule){ 0 });
}

const struct pack_item *pack_text(const struct pack_set *set, region_code at, const char *code,
                                  int64_t version, struct day day)
{
	const struct pack_item *item = NULL;
	const struct pack *from = NULL;

	if (version == 0)
		return pack_item(set, at, PACK_TEXTS, code, day);
	for (size_t i = 0; i < set->n; i++) {
		const struct pack *p = &set->packs[i];

		for (size_t k = 0; p->lo <= at.v && at.v <= p->hi && k < p->list[PACK_TEXTS].n;
			k++) {
			const struct pack_item *text = &p->list[PACK_TEXTS].items[k];

			if (text->version == version && str_eq(text->code, str_of(code)) &&
			    (!from || p->level >= from->level)) {
				item = text;
				from = p;
			}
		}
	}
	return item;
}

struct day pack_reception_day(
	const struct calendar *cal, const struct pack_item *rule, struct day from)
{
	struct ymd t = day_split(from);
	struct day month = day_make(t.year, t.month, 1);

	if (rule->weekday) {
		struct day d = { from.n - 7 };

		/* A week back: a day shifted by a holiday may fall on `from` itself. */
		d.n += (rule->weekday - day_weekday(d) + 7) % 7;
		for (;; d.n += 7) {
			struct day held = rule->rule.shift ? workday_next(cal, d) : d;

			if (held.n >= from.n)
				return held;
		}
	}
	for (int i = -1;; i++) {
		struct ymd m = day_split(day_add_months(month, i));
		int last = month_days(m.year, m.month);
		struct day d =
			day_make(m.year, m.month, rule->month_day < last ? rule->month_day : last);

		if (rule->rule.shift)
			d = workday_next(cal, d);
		if (d.n >= from.n)
			return d;
	}
}
