#include "pack/pack.h"

#include "pack/pack.q.h"
#include "base/crypt.h"
#include "base/log.h"

extern const char blob_pack_base[], blob_pack_base_end[];
extern const char blob_pack_changning[], blob_pack_changning_end[];

struct pack_set {
	struct pack    *packs;           /* by region, then version */
	size_t          n;
	struct calendar calendar;
};

/* ---- storing ---- */

static enum err items_store(struct db *db, struct arena *a, pack_id id, const struct pack *p,
                            enum pack_section s)
{
	struct str section = str_of(pack_section_name(s));
	const struct pack_section_insert_in head = {
		.pack = id, .section = section, .seq = (int64_t)s, .source = p->list[s].source,
	};
	enum err e = pack_section_insert(db, &head, NULL);

	for (size_t i = 0; !e && i < p->list[s].n; i++) {
		const struct pack_item *item = &p->list[s].items[i];
		const struct term_take_in take = { .section = section, .code = item->code };
		struct term_take_row term;

		e = term_take(db, a, &take, &term);
		if (!e) {
			const struct pack_item_insert_in in = {
				.pack = id, .section = section, .seq = (int64_t)i, .term = term.id,
				.zh = item->zh, .en = item->en,
			};

			e = pack_item_insert(db, &in, NULL);
		}
	}
	return e;
}

/* May this version follow the one that is there? */
static enum err version_check(struct db *db, struct arena *a, const char *file,
	const struct pack *p, struct str hash, bool *same, struct buf *faults)
{
	const struct pack_latest_in in = { .region = p->region };
	struct pack_latest_row last;
	bool found;
	enum err e = pack_latest(db, a, &in, &last, &found);

	*same = false;
	if (e || !found)
		return e;
	*same = str_eq(last.hash, hash);
	if (*same || p->version > last.version)
		return OK;
	buf_printf(faults, "%s:1: version %lld is loaded already with other contents; "
		"give the changed pack a version above %lld\n", file, (long long)last.version,
		(long long)last.version);
	return ERR_INPUT;
}

enum err pack_install(struct db *db, struct arena *a, const char *file, struct str yaml,
                      struct when now, bool *added, struct buf *faults)
{
	unsigned char digest[HASH_BYTES];
	struct str hash = { (const char *)digest, sizeof digest };
	struct pack_insert_row row;
	struct pack p;
	bool same;
	enum err e = pack_read(a, file, yaml, &p, faults);

	*added = false;
	if (e)
		return e;
	hash_sha256(yaml.p, yaml.n, digest);
	e = version_check(db, a, file, &p, hash, &same, faults);
	if (e || same)
		return e;
	const struct pack_insert_in in = {
		.region = p.region, .level = p.level, .version = p.version, .from_day = p.from,
		.name = p.name, .hash = hash, .source = yaml, .now = now,
	};
	e = pack_insert(db, a, &in, &row);
	for (int s = 0; !e && s < PACK_SECTIONS; s++)
		if (p.has[s])
			e = items_store(db, a, row.id, &p, (enum pack_section)s);
	*added = !e;
	return e;
}

enum err pack_install_builtin(struct db *db, struct arena *a, struct when now, int64_t *added,
                              struct buf *faults)
{
	const struct {
		const char *file, *from, *to;
	} packs[] = {
		{ "base.yaml", blob_pack_base, blob_pack_base_end },
		{ "changning.yaml", blob_pack_changning, blob_pack_changning_end },
	};
	struct str why = STR_NONE;
	enum err e = calendar_install(db, a, calendar_builtin(), added, &why);

	if (e == ERR_INPUT)
		buf_str(faults, why);
	for (size_t i = 0; !e && i < COUNT(packs); i++) {
		struct str yaml = { packs[i].from, (size_t)(packs[i].to - packs[i].from) };
		bool new_one;

		e = pack_install(db, a, packs[i].file, yaml, now, &new_one, faults);
		*added += new_one;
	}
	return e;
}

/* ---- the set in memory ---- */

/* Gives the items of a pack the ids of their terms. */
static void terms_set(const struct pack *p, const struct term_all_row *terms, size_t n)
{
	for (int s = 0; s < PACK_SECTIONS; s++) {
		struct str section = str_of(pack_section_name((enum pack_section)s));

		for (size_t i = 0; i < p->list[s].n; i++)
			for (size_t t = 0; t < n; t++)
				if (str_eq(terms[t].section, section) &&
				    str_eq(terms[t].code, p->list[s].items[i].code))
					p->list[s].items[i].id = terms[t].id;
	}
}

enum err pack_set_open(struct db *db, struct arena *a, struct pack_set **out)
{
	struct pack_set *set = ARENA_NEW(a, struct pack_set);
	struct pack_all_row *rows;
	struct term_all_row *terms;
	struct buf faults;
	size_t n_terms;
	enum err e = pack_all(db, a, &rows, &set->n);

	buf_init(&faults, a, 64 * 1024);         /* stored packs have passed pack_read() before */
	if (!e)
		e = term_all(db, a, &terms, &n_terms);
	if (!e)
		e = calendar_load(db, a, &set->calendar);
	if (e)
		return e;
	set->packs = ARENA_ARRAY(a, struct pack, set->n ? set->n : 1);
	for (size_t i = 0; i < set->n; i++) {
		struct pack *p = &set->packs[i];

		if (pack_read(a, "stored pack", rows[i].source, p, &faults)) {
			log_error("admin", "pack %lld cannot be read any more: %.*s",
				(long long)rows[i].id.v, (int)faults.n, faults.p);
			return ERR_FAULT;
		}
		p->id = rows[i].id;
		terms_set(p, terms, n_terms);
	}
	*out = set;
	return OK;
}

const struct calendar *pack_calendar(const struct pack_set *set)
{
	return &set->calendar;
}

/* The version of one region's packs (set->packs[at .. end)) in force on a day. */
static const struct pack *version_on(
	const struct pack_set *set, size_t at, size_t end, struct day day)
{
	const struct pack *best = &set->packs[at];

	for (size_t i = at; i < end; i++)
		if (set->packs[i].from.n <= day.n)
			best = &set->packs[i];
	return best;
}

const struct pack_list *pack_list(const struct pack_set *set, region_code at,
                                  enum pack_section section, struct day day)
{
	static const struct pack_list none;
	const struct pack *best = NULL;
	size_t end;

	for (size_t i = 0; i < set->n; i = end) {
		const struct pack *p;

		for (end = i + 1;
			end < set->n && set->packs[end].region.v == set->packs[i].region.v; end++)
			;
		p = version_on(set, i, end, day);
		if (p->has[section] && p->lo <= at.v && at.v <= p->hi &&
			(!best || p->level > best->level))
			best = p;
	}
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

const struct pack_item *pack_deadline(const struct pack_set *set, region_code at,
                                      const char *rule, struct day day)
{
	return pack_item(set, at, PACK_DEADLINES, rule, day);
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
