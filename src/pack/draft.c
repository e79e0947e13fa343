/* The draft of an office's pack: opened, changed row by row, stored whole. */
#include "pack/desk.h"

#include "base/text.h"
#include "region/region.h"

/* The place whose whole range the grant reaches. */
static bool place_of(const struct who *w, enum region_level *level)
{
	for (int l = REGION_LEVEL_PROVINCE; l <= REGION_LEVEL_TOWNSHIP; l++) {
		struct region_range range = region_range((region_code){ w->region_lo }, (enum region_level)l);

		if (range.lo == w->region_lo && range.hi == w->region_hi) {
			*level = (enum region_level)l;
			return true;
		}
	}
	return false;
}

/* A place without a pack of its own begins with an empty one. */
static enum err pack_begin(struct req *r, struct draft *d)
{
	struct region_place place;
	struct buf          code;
	enum err            e = region_find(r->db, r->arena, d->region, &place);

	buf_init(&code, r->arena, 32);
	buf_lit(&code, "p");
	buf_uint_pad(&code, (uint64_t)d->region.v, 12);
	d->pack = (struct pack){ .code = buf_view(&code), .name = e ? S("?") : place.name,
		.region = d->region, .level = d->level };
	return e;
}

enum err draft_open(struct req *r, struct draft *d)
{
	struct pack_latest_row latest;
	bool                   found;
	enum err               e;

	*d = (struct draft){ .region = { r->who.region_lo } };
	if (!place_of(&r->who, &d->level))
		return ERR_MISSING;
	if ((e = pack_latest(r->db, r->arena, &(struct pack_latest_in){ d->region }, &latest, &found)))
		return e;
	if (found && (e = pack_read_stored(r->arena, latest.id, latest.source, &d->own)))
		return e;
	d->own.version = found ? latest.version : 0;
	d->own.from = found ? latest.from_day : (struct day){ 0 };
	if ((e = draft_of(r->db, r->arena, &(struct draft_of_in){ d->region }, &d->row, &d->there)))
		return e;
	if (d->there) {
		d->edition = d->row.edition;
		return pack_read_stored(r->arena, (pack_id){ 0 }, d->row.source, &d->pack);
	}
	if (!found)
		return pack_begin(r, d);
	return pack_read_stored(r->arena, latest.id, latest.source, &d->pack);
}

enum err draft_same(struct req *r, const struct draft *d)
{
	int64_t edition = -1;

	return str_number(req_posted(r, "edition"), INT64_MAX, &edition) && edition == d->edition ?
		OK : ERR_CONFLICT;
}

static struct misfit *misfit_of(struct req *r, const struct draft *d)
{
	struct page      page = page_of(r), *p = &page;
	struct misfit   *out = ARENA_NEW(r->arena, struct misfit);
	struct pack_gap *gaps;

	out->n = pack_gaps(r->arena, &d->pack, &gaps);
	out->lines = ARENA_ARRAY(r->arena, struct str, out->n + 1);
	for (size_t i = 0; i < out->n; i++)
		out->lines[i] = msgf(pack_used_at, section_word(p, gaps[i].section), pack_name(gaps[i].top, r->lang),
			member_word(p, gaps[i].section, gaps[i].key));
	return out;
}

enum err draft_save(struct req *r, struct draft *d)
{
	struct str  yaml;
	struct pack again;
	struct buf  faults;
	int64_t     stored = 0;
	enum err    e;

	d->pack.version = d->own.version + 1;
	d->pack.from = r->today;
	buf_init(&faults, r->arena, 64 * 1024);
	if ((e = pack_write(r->arena, &d->pack, &yaml)))
		return e;
	if ((e = pack_read(r->arena, "draft", yaml, &again, &faults))) {
		r->prepared = misfit_of(r, d);
		return e;
	}
	e = draft_put(r->db, &(struct draft_put_in){ .region = d->region, .edition = d->edition,
		.source = yaml, .account = r->who.account, .now = r->now }, &stored);
	return e ? e : stored ? OK : ERR_CONFLICT;
}

const struct pack_list *draft_list(const struct req *r, const struct draft *d, enum pack_section s)
{
	return d->pack.has[s] ? &d->pack.list[s] : pack_list(r->house->packs, d->region, s, r->today);
}

void source_follow(const struct section *table, struct pack_item *items, size_t n, struct str was, struct str is)
{
	for (size_t i = 0; i < n; i++) {
		if (str_eq(items[i].source, was))
			items[i].source = is;
		for (size_t k = 0; k < table->n; k++) {
			const struct member    *m = &table->members[k];
			const struct pack_part *part = member_of(m, &items[i]);

			if (m->kind == MEMBER_ROWS)
				source_follow(m->rows, part->items, part->n, was, is);
		}
	}
}

/* ---- paths ---- */

void path_cut(struct str path, struct str *list, struct str *code)
{
	size_t at = path.n;

	while (at > 0 && path.p[at - 1] != '.')
		at--;
	*code = str_part(path, at, path.n);
	*list = at ? str_part(path, 0, at - 1) : S("");
}

static struct pack_item *row_of(const struct spot *at, struct str code)
{
	for (size_t i = 0; i < *at->n; i++)
		if (str_eq((*at->items)[i].code, code))
			return &(*at->items)[i];
	return NULL;
}

bool spot_find(struct arena *a, struct pack *p, enum pack_section s, struct str path, struct spot *out)
{
	struct str above, key, code, list;
	struct pack_item *row;

	if (path.n == 0) {
		*out = (struct spot){ pack_section_table(s), &p->list[s].items, &p->list[s].n, NULL };
		return true;
	}
	path_cut(path, &above, &key);
	path_cut(above, &list, &code);
	if (above.n == 0 || !spot_find(a, p, s, list, out) || !(row = row_of(out, code)))
		return false;
	for (size_t i = 0; i < out->table->n; i++) {
		const struct member *m = &out->table->members[i];
		struct pack_part    *part = member_of(m, row);

		if (m->kind == MEMBER_ROWS && str_eq(str_of(m->key), key)) {
			*out = (struct spot){ m->rows, &part->items, &part->n, row };
			return true;
		}
	}
	return false;
}

bool row_kept(const struct spot *at, struct str code)
{
	const char *const *codes = at->table->codes;

	while (codes && *codes && !str_eq(str_of(*codes), code))
		codes++;
	return at->table->only || (codes && *codes) || (!at->above && *at->n == 1);
}

/* ---- a row from a form ---- */

static bool posted_has(const struct req *r, const char *key, struct str value)
{
	for (size_t i = 0; i < r->n_posted; i++)
		if (str_eq(r->posted[i].name, str_of(key)) && str_eq(r->posted[i].value, value))
			return true;
	return false;
}

static void text_posted(struct req *r, const struct member *m, struct str s, struct str *at)
{
	size_t     max = m->kind == MEMBER_LONG ? LONG_TEXT_MAX : m->kind == MEMBER_TEXT ? SHORT_TEXT_MAX : 80;
	size_t     where;
	bool       code = m->kind == MEMBER_CODE, path = m->kind == MEMBER_PATH;

	*at = s;
	if (utf8_length(s) > max)
		req_fault(r, m->key, MSG_fault_long, (int64_t)max);
	else if (m->kind != MEMBER_LONG && str_find(s, S("\n"), &where))
		req_fault(r, m->key, MSG_fault_line, 0);
	else if (text_has_control(s))
		req_fault(r, m->key, MSG_fault_control, 0);
	if (path && s.n && (s.n < 2 || s.p[0] != '/' || s.p[1] == '/'))
		req_fault(r, m->key, MSG_pack_fault_path, 0);
	for (size_t i = 0; i < s.n && (code || path); i++) {
		bool letter = (s.p[i] >= 'a' && s.p[i] <= 'z'), digit = s.p[i] >= '0' && s.p[i] <= '9';
		bool upper = s.p[i] >= 'A' && s.p[i] <= 'Z';

		if (code ? letter || upper || digit || s.p[i] == '_' : letter || s.p[i] == '/' || s.p[i] == '-')
			continue;
		req_fault(r, m->key, code ? MSG_pack_fault_code : MSG_pack_fault_path, 0);
		break;
	}
}

static void number_posted(struct req *r, const struct member *m, struct str s, int *at)
{
	bool    minus = m->min < 0 && str_starts(s, S("-"));
	int64_t v = 0;

	*at = 0;
	s = text_code(r->arena, str_part(s, minus, s.n));
	if (s.n == 0)
		return;
	if (!str_number(s, minus ? -(int64_t)m->min : m->max, &v) || (!minus && v < m->min))
		req_fault(r, m->key, MSG_pack_fault_number, m->max);
	*at = (int)(minus ? -v : v);
}

static void time_posted(struct req *r, const struct member *m, struct str s, int *at)
{
	int64_t hour = 0, minute = 0;

	if (s.n != 5 || s.p[2] != ':' || !str_number(str_part(s, 0, 2), 23, &hour) ||
		!str_number(str_part(s, 3, 2), 59, &minute))
		req_fault(r, m->key, MSG_pack_fault_time, 0);
	*at = (int)(hour * 60 + minute);
}

/* What a form cannot have offered is refused, not passed over. */
static void posted_check(struct req *r, const struct member *m, bool known(const void *of, struct str value),
                         const void *of)
{
	for (size_t i = 0; i < r->n_posted; i++)
		if (str_eq(r->posted[i].name, str_of(m->key)) && r->posted[i].value.n &&
		    !known(of, r->posted[i].value)) {
			req_fault(r, m->key, MSG_fault_choice, 0);
			return;
		}
}

static bool word_known(const void *of, struct str value)
{
	const char *const *words = of;

	while (*words && !str_eq(str_of(*words), value))
		words++;
	return *words;
}

static bool code_known(const void *of, struct str value)
{
	const struct pack_list *list = of;

	return pack_part_item(&(struct pack_part){ list->items, list->n }, value);
}

static void words_posted(struct req *r, const struct member *m, unsigned *at)
{
	*at = 0;
	posted_check(r, m, word_known, m->words);
	for (unsigned i = 0; m->words[i]; i++)
		if (posted_has(r, m->key, str_of(m->words[i])))
			*at |= m->kind == MEMBER_WORDS ? 2u << i : i + 1;
}

/* Of the rows of the other section: the draft's own, or those in force. */
static void codes_posted(struct req *r, const struct draft *d, const struct member *m,
                         struct pack_codes *at)
{
	const struct pack_list *list = draft_list(r, d, m->refs);

	posted_check(r, m, code_known, list);
	*at = (struct pack_codes){ ARENA_ARRAY(r->arena, struct str, list->n + 1), 0 };
	for (size_t i = 0; i < list->n && at->n < CODES_MAX; i++)
		if (posted_has(r, m->key, list->items[i].code))
			at->v[at->n++] = list->items[i].code;
}

static void member_posted(struct req *r, const struct draft *d, const struct spot *spot, const struct member *m,
                          struct pack_item *item)
{
	void         *at = member_of(m, item);
	struct str    s = req_posted(r, m->key);
	struct choice choice;

	if (choice_of(r, d, spot, m, item, &choice)) {
		choice_posted(r, m, &choice, item);
		return;
	}
	if (m->at == offsetof(struct pack_item, policy))
		return;                  /* said with the clause */
	if (!s.p)
		s = S("");
	switch (m->kind) {
	case MEMBER_CODE:
	case MEMBER_TEXT:
	case MEMBER_LONG:
	case MEMBER_PATH:
		text_posted(r, m, s, at);
		break;
	case MEMBER_BOOL:
		*(bool *)at = s.n > 0;
		break;
	case MEMBER_INT:
		number_posted(r, m, s, at);
		break;
	case MEMBER_TIME:
		time_posted(r, m, s, at);
		break;
	case MEMBER_DAY:
		*(struct day *)at = (struct day){ 0 };
		if (s.n && !day_read(s, at))
			req_fault(r, m->key, MSG_fault_date, 0);
		break;
	case MEMBER_WORD:
	case MEMBER_WORDS:
		words_posted(r, m, at);
		break;
	case MEMBER_CODES:
		codes_posted(r, d, m, at);
		break;
	case MEMBER_ROWS:
		break;
	}
}

/* A row that nobody gave a code: row1, row2... */
static struct str code_free(struct req *r, const struct spot *at)
{
	struct str code = S("");

	for (int64_t i = 1; code.n == 0 || row_of(at, code); i++)
		code = str_join(r->arena, S("row"), str_int(r->arena, i), STR_NONE);
	return code;
}

enum err row_posted(struct req *r, const struct draft *d, const struct spot *at, struct pack_item *item)
{
	bool       fresh = item->code.n == 0;
	struct str code = item->code, source = item->source;

	for (size_t i = 0; i < at->table->n; i++)
		member_posted(r, d, at, &at->table->members[i], item);
	if (!fresh)
		item->code = code;
	else if (item->code.n == 0)
		item->code = code_free(r, at);
	else if (row_of(at, item->code))
		req_fault(r, "code", MSG_pack_fault_twice, 0);
	if (item->en.n == 0)
		item->en = item->zh;
	item->source = source_or_default(item->source);
	for (size_t i = 0; i < at->table->n; i++) {
		const struct member *m = &at->table->members[i];
		struct pack_part    *part = member_of(m, item);

		if (m->kind == MEMBER_ROWS)
			source_follow(m->rows, part->items, part->n, source, item->source);
	}
	for (size_t i = 0; i < at->table->n; i++) {
		const struct member *m = &at->table->members[i];
		bool need = (m->need && m->kind != MEMBER_BOOL && m->kind != MEMBER_TIME &&
			(m->kind != MEMBER_INT || req_posted(r, m->key).n == 0));

		if (need && pack_member_empty(m, item) && m->at != offsetof(struct pack_item, en))
			req_fault(r, m->key, MSG_fault_needed, 0);
	}
	if (item->law_en.n == 0)
		item->law_en = item->law_zh;
	if (item->law_zh.n == 0 && item->law_en.n)
		req_fault(r, "law_zh", MSG_fault_needed, 0);
	if ((item->signed_by.n == 0) != (item->signed_on.n == 0))
		req_fault(r, item->signed_by.n ? "signed_on" : "signed_by", MSG_fault_needed, 0);
	if (at->table == pack_section_table(PACK_RECEPTION)) {
		if ((item->month_day > 0) == (item->weekday > 0))
			req_fault(r, "month_day", MSG_pack_fault_one_day, 0);
		if (item->from_min >= item->to_min)
			req_fault(r, "to", MSG_pack_fault_times, 0);
	}
	return r->n_faults ? ERR_INPUT : OK;
}
