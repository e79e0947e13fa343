/* Storing packs: a new version beside the old ones, never instead of one. */
#include "pack/pack_private.h"

#include "pack/pack.q.h"
#include "base/crypt.h"
#include "db/audit.h"

extern const char blob_pack_base[], blob_pack_base_end[];
extern const char blob_pack_changning[], blob_pack_changning_end[];
extern const char blob_pack_eryuan[], blob_pack_eryuan_end[];
extern const char blob_pack_henan_mongol[], blob_pack_henan_mongol_end[];
extern const char blob_pack_luji[], blob_pack_luji_end[];
extern const char blob_pack_shuangqing[], blob_pack_shuangqing_end[];
extern const char blob_pack_xinxiang[], blob_pack_xinxiang_end[];

static enum err term_make(struct db *db, struct arena *a, struct str section, struct str code,
                          term_id *id)
{
	const struct term_take_in take = { .section = section, .code = code };
	struct term_take_row      term;
	enum err                  e = term_take(db, a, &take, &term);

	*id = e ? (term_id){ 0 } : term.id;
	return e;
}

/* Words for the rows inside a row, so that records can name them by id too. */
static enum err parts_store(struct db *db, struct arena *a, const struct section *section,
                            struct str name, struct str above, const struct pack_item *item)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < section->n; i++) {
		const struct member     *f = &section->members[i];
		const struct pack_part *part = member_of(f, item);
		struct str              inner;

		if (f->kind != MEMBER_ROWS)
			continue;
		inner = pack_path(a, name, str_of(f->key));
		for (size_t k = 0; !e && k < part->n; k++) {
			struct str code = pack_path(a, above, part->items[k].code);
			term_id    id;

			e = term_make(db, a, inner, code, &id);
			e = e ? e : parts_store(db, a, f->rows, inner, code, &part->items[k]);
		}
	}
	return e;
}

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
		term_id                 term;

		e = term_make(db, a, section, item->code, &term);
		if (!e) {
			const struct pack_item_insert_in in = {
				.pack = id, .section = section, .seq = (int64_t)i, .term = term,
				.zh = item->zh, .en = item->en,
			};

			e = pack_item_insert(db, &in, NULL);
		}
		e = e ? e : parts_store(db, a, pack_section_table(s), section, item->code, item);
	}
	return e;
}

static enum err version_store(struct db *db, struct arena *a, const struct pack_coming *c,
                              const struct pack *p, struct str hash)
{
	const struct pack_insert_in in = {
		.region = p->region, .level = p->level, .version = p->version, .from_day = p->from,
		.name = p->name, .hash = hash, .source = c->yaml, .now = c->now, .by = c->by,
	};
	struct pack_insert_row row;
	enum err               e = pack_insert(db, a, &in, &row);

	for (int s = 0; !e && s < PACK_SECTIONS; s++)
		if (p->has[s])
			e = items_store(db, a, row.id, p, (enum pack_section)s);
	return e;
}

/* May this version follow the one that is there? */
static void version_check(const struct pack_coming *c, const struct pack *p, int64_t last,
                          struct buf *faults)
{
	struct day today = day_of(c->now);

	if (p->version <= last)
		buf_printf(faults, "%s:1: version %lld is loaded already with other contents; "
			"give the changed pack a version above %lld\n", c->file, (long long)last,
			(long long)last);
	if (p->from.n < today.n) {
		buf_printf(faults, "%s:1: from must be today or later (", c->file);
		day_iso(faults, today);
		buf_lit(faults, "): what is past stays judged by the version of its own day\n");
	}
}

/* Gives a list the rows that this program asks for; *more when it lacked any. */
static void rows_fill(struct arena *a, enum pack_section s, struct pack_list *own,
                      const struct pack_list *carried, bool *more)
{
	for (size_t i = 0; i < carried->n; i++) {
		const struct pack_item *row = &carried->items[i];
		const char *const      *code = pack_section_table(s)->codes;
		struct pack_item       *rows;

		while (code && *code && !str_eq(str_of(*code), row->code))
			code++;
		if (!code || !*code || pack_part_item(&(struct pack_part){ own->items, own->n }, row->code))
			continue;
		rows = ARENA_ARRAY(a, struct pack_item, own->n + 1);
		memcpy(rows, own->items, own->n * sizeof(rows[0]));
		rows[own->n] = *row;
		*own = (struct pack_list){ rows, own->n + 1, own->source, own->note };
		*more = true;
	}
}

/*
 * Base comes with the program: a newer one replaces what is there from today on. Where somebody's
 * own base stands with a higher number, that one goes on, with the sections and rows it lacks.
 */
static enum err base_renew(struct arena *a, const struct pack_latest_row *last, struct when now,
                           struct pack *p, struct str *yaml, bool *newer)
{
	struct pack own, carried = *p;
	enum err    e = OK;

	*newer = p->version > last->version;
	if (p->from.n < day_of(now).n)
		p->from = day_of(now);
	if (*newer || (e = pack_read_stored(a, last->id, last->source, &own)))
		return e;
	for (int s = 0; s < PACK_SECTIONS; s++)
		if (own.has[s]) {
			rows_fill(a, (enum pack_section)s, &own.list[s], &carried.list[s], newer);
		} else {
			own.has[s] = *newer = true;
			own.list[s] = carried.list[s];
		}
	own.version = last->version + 1;
	own.from = p->from;
	*p = own;
	return *newer ? pack_write(a, p, yaml) : OK;
}

/* As pack_bring(), and says what was stored. */
static enum err bring(struct db *db, struct arena *a, struct pack_coming c, struct pack *p,
                      bool *added, struct buf *faults)
{
	unsigned char digest[HASH_BYTES];
	struct str hash = { (const char *)digest, sizeof digest };
	struct pack_latest_row last;
	bool found, newer = true;
	enum err e = pack_read(a, c.file, c.yaml, p, faults);

	*added = false;
	if (e || (e = pack_latest(db, a, &(struct pack_latest_in){ .region = p->region }, &last, &found)))
		return e;
	hash_sha256(c.yaml.p, c.yaml.n, digest);
	if (found && str_eq(last.hash, hash))
		return OK;
	if (found && !c.carried) {
		size_t before = faults->n;

		version_check(&c, p, last.version, faults);
		if (faults->n != before)
			return ERR_INPUT;
	} else if (found) {
		/* A place's own pack belongs to its office once it is there. */
		if (p->level != REGION_LEVEL_NATION)
			return OK;
		if ((e = base_renew(a, &last, c.now, p, &c.yaml, &newer)) || !newer)
			return e;
		hash_sha256(c.yaml.p, c.yaml.n, digest);
	}
	e = version_store(db, a, &c, p, hash);
	*added = !e;
	return e;
}

enum err pack_bring(struct db *db, struct arena *a, const struct pack_coming *c, bool *added,
                    struct buf *faults)
{
	struct pack p;

	return bring(db, a, *c, &p, added, faults);
}

enum err pack_install(struct db *db, struct arena *a, const char *file, struct str yaml,
                      struct when now, bool *added, struct buf *faults)
{
	const struct pack_coming c = { .file = file, .yaml = yaml, .now = now };

	return pack_bring(db, a, &c, added, faults);
}

#define CARRIED(name, file) { file ".yaml", blob_pack_##name, blob_pack_##name##_end }

/* The program's own act: of no county, by nobody. */
static enum err carried_bring(struct db *db, struct arena *a, const struct pack_coming *c,
                              int64_t *added, struct buf *faults)
{
	struct pack p;
	bool        new_one;
	enum err    e = bring(db, a, *c, &p, &new_one, faults);

	if (e || !new_one)
		return e;
	++*added;
	return audit_write(db, &(struct audit){ .now = c->now, .action = "pack.load", .result = "program",
		.object = str_join(a, p.code, S(" "), str_int(a, p.version), STR_NONE), .reason = STR_NONE });
}

enum err pack_install_builtin(struct db *db, struct arena *a, struct when now, int64_t *added,
                              struct buf *faults)
{
	const struct {
		const char *file, *from, *to;
	} packs[] = {
		CARRIED(base, "base"), CARRIED(changning, "changning"), CARRIED(eryuan, "eryuan"),
		CARRIED(henan_mongol, "henan-mongol"), CARRIED(luji, "luji"),
		CARRIED(shuangqing, "shuangqing"), CARRIED(xinxiang, "xinxiang"),
	};
	struct str why = STR_NONE;
	enum err e = calendar_install(db, a, calendar_builtin(), added, &why);

	if (e == ERR_INPUT)
		buf_str(faults, why);
	for (size_t i = 0; !e && i < COUNT(packs); i++) {
		const struct pack_coming c = {
			.file = packs[i].file, .now = now, .carried = true,
			.yaml = { packs[i].from, (size_t)(packs[i].to - packs[i].from) },
		};

		e = carried_bring(db, a, &c, added, faults);
	}
	return e;
}

enum err pack_stored_all(struct db *db, struct arena *a, struct pack_stored **out, size_t *n)
{
	struct pack_all_row *rows;
	enum err             e = pack_all(db, a, &rows, n);

	if (e)
		return e;
	*out = ARENA_ARRAY(a, struct pack_stored, *n ? *n : 1);
	for (size_t i = 0; !e && i < *n; i++) {
		struct pack_stored *s = &(*out)[i];

		e = pack_read_stored(a, rows[i].id, rows[i].source, &s->pack);
		s->yaml = rows[i].source;
		s->from = rows[i].from_day;
		s->loaded = rows[i].loaded;
		s->by = rows[i].loaded_by;
	}
	return e;
}
