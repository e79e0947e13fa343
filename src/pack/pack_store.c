/* Storing packs: a new version beside the old ones, never instead of one. */
#include "pack/pack_private.h"

#include "pack/pack.q.h"
#include "base/crypt.h"
#include "base/log.h"

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

enum err pack_bring(struct db *db, struct arena *a, const struct pack_coming *c, bool *added,
                    struct buf *faults)
{
	unsigned char digest[HASH_BYTES];
	struct str hash = { (const char *)digest, sizeof digest };
	struct pack_latest_row last;
	struct pack p;
	bool found;
	enum err e = pack_read(a, c->file, c->yaml, &p, faults);

	*added = false;
	if (e || (e = pack_latest(db, a, &(struct pack_latest_in){ .region = p.region }, &last, &found)))
		return e;
	hash_sha256(c->yaml.p, c->yaml.n, digest);
	if (found && str_eq(last.hash, hash))
		return OK;
	if (found && !c->carried) {
		size_t before = faults->n;

		version_check(c, &p, last.version, faults);
		if (faults->n != before)
			return ERR_INPUT;
	} else if (found) {
		/* A place's own pack belongs to its office once it is there; base comes with the program. */
		if (p.level != REGION_LEVEL_NATION || p.version <= last.version)
			return OK;
		if (p.from.n < day_of(c->now).n)
			p.from = day_of(c->now);
	}
	e = version_store(db, a, c, &p, hash);
	*added = !e;
	return e;
}

enum err pack_install(struct db *db, struct arena *a, const char *file, struct str yaml,
                      struct when now, bool *added, struct buf *faults)
{
	const struct pack_coming c = { .file = file, .yaml = yaml, .now = now };

	return pack_bring(db, a, &c, added, faults);
}

#define CARRIED(name, file) { file ".yaml", blob_pack_##name, blob_pack_##name##_end }

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
		bool new_one;

		e = pack_bring(db, a, &c, &new_one, faults);
		*added += new_one;
	}
	return e;
}

enum err pack_stored_all(struct db *db, struct arena *a, struct pack_stored **out, size_t *n)
{
	struct pack_all_row *rows;
	struct buf           faults;
	enum err             e = pack_all(db, a, &rows, n);

	buf_init(&faults, a, 64 * 1024);
	if (e)
		return e;
	*out = ARENA_ARRAY(a, struct pack_stored, *n ? *n : 1);
	for (size_t i = 0; i < *n; i++) {
		struct pack_stored *s = &(*out)[i];

		if (pack_read(a, "stored pack", rows[i].source, &s->pack, &faults)) {
			log_error("admin", "pack %lld cannot be read any more: %.*s",
				(long long)rows[i].id.v, (int)faults.n, faults.p);
			return ERR_FAULT;
		}
		s->pack.id = rows[i].id;
		s->yaml = rows[i].source;
		s->from = rows[i].from_day;
		s->loaded = rows[i].loaded;
		s->by = rows[i].loaded_by;
	}
	return OK;
}
