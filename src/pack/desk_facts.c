/* A list of rows as an office reads it: each row with what it says in one line. */
#include "pack/desk.h"

/* Codes and words as people call them, "代表工作站 代表联络室". */
static void names_put(struct req *r, struct buf *b, const struct member *m, const struct pack_item *item)
{
	struct page              page = page_of(r), *p = &page;
	const struct pack_codes *codes = member_of(m, item);
	unsigned                 bits = m->kind == MEMBER_WORDS ? *(const unsigned *)member_of(m, item) : 0;

	for (size_t i = 0; m->kind == MEMBER_CODES && i < codes->n; i++) {
		const char             *code = str_z(r->arena, codes->v[i]);
		const struct pack_item *named = pack_item(r->house->packs, (region_code){ r->who.region_lo },
			m->refs, code, r->today);

		buf_str(b, i ? S(" ") : S(""));
		buf_str(b, named ? pack_name(named, r->lang) : codes->v[i]);
	}
	for (unsigned i = 0; m->kind == MEMBER_WORDS && m->words[i]; i++)
		if (bits & (2u << i)) {
			buf_str(b, S(" "));
			buf_str(b, value_word(p, m->words[i]));
		}
}

static struct str period_word(const struct page *p, const struct section *table, const struct pack_item *item)
{
	for (size_t i = 0; i < table->n; i++)
		if (table->members[i].at == offsetof(struct pack_item, period) && item->period)
			return value_word(p, table->members[i].words[item->period - 1]);
	return S("");
}

/* "3 个工作日" of a deadline, "每半年 2 次" of a rhythm: a count with the member that says of what. */
static struct str count_words(struct req *r, const struct section *table, const struct pack_item *item)
{
	struct page page = page_of(r), *p = &page;
	struct str  n;

	if (table == pack_section_table(PACK_DEADLINES)) {
		n = num(item->rule.count);
		return item->rule.span == SPAN_DAY ? msgf(pack_days, n) :
			item->rule.span == SPAN_WORKDAY ? msgf(pack_workdays, n) : msgf(pack_months, n);
	}
	if (table == pack_section_table(PACK_CADENCES) || table == pack_section_table(PACK_LINKS))
		return msgf(pack_rhythm, period_word(p, table, item), num(item->count));
	return STR_NONE;
}

/* Said with the count already. */
static bool said_before(const struct section *table, const struct member *m)
{
	return str_eq(str_of(m->key), S("unit")) || (str_eq(str_of(m->key), S("period")) &&
		(table == pack_section_table(PACK_CADENCES) || table == pack_section_table(PACK_LINKS)));
}

/* What a row says besides its name, in one line. */
static struct str facts_of(struct req *r, enum pack_section s, const struct section *table,
                           const struct pack_item *item)
{
	struct page page = page_of(r), *p = &page;
	struct buf  b;

	buf_init(&b, r->arena, 4096);
	for (size_t i = 0; i < table->n && b.n < 600; i++) {
		const struct member *m = &table->members[i];
		const struct pack_part *part = member_of(m, item);
		struct str              words = STR_NONE;

		if (m->kind == MEMBER_CODE || m->kind == MEMBER_TEXT || m->kind == MEMBER_LONG ||
			pack_member_empty(m, item) || said_before(table, m))
			continue;
		if (str_eq(str_of(m->key), S("count")))
			words = count_words(r, table, item);
		buf_str(&b, b.n ? S(" · ") : S(""));
		buf_str(&b, words.n ? words : member_word(p, s, m->key));
		if (words.n)
			continue;
		if (m->kind == MEMBER_BOOL)
			continue;
		buf_lit(&b, " ");
		if (m->kind == MEMBER_ROWS)
			buf_str(&b, str_int(r->arena, (int64_t)part->n));
		else if (m->kind == MEMBER_WORD)
			buf_str(&b, value_word(p, m->words[*(const unsigned *)member_of(m, item) - 1]));
		else if (m->kind == MEMBER_CODES || m->kind == MEMBER_WORDS)
			names_put(r, &b, m, item);
		else
			buf_str(&b, pack_member_text(r->arena, m, item));
	}
	return b.n ? buf_view(&b) : S("");
}

void rows_fill(struct req *r, struct draft *d, enum pack_section s, const struct section *table,
               const struct pack_item *items, size_t n, struct str list, struct rows_view *out)
{
	struct page page = page_of(r), *p = &page;

	*out = (struct rows_view){ .d = d, .section = s, .name = str_of(pack_section_name(s)),
		.word = section_word(p, s), .list = list, .own = d->pack.has[s], .fixed = table->only,
		.title = list.n ? member_word(p, s, table->name) : section_word(p, s), .n = n,
		.lines = ARENA_ARRAY(r->arena, struct row_line, n + 1) };
	for (size_t i = 0; i < n; i++)
		out->lines[i] = (struct row_line){ .item = &items[i], .first = i == 0, .last = i + 1 == n,
			.path = pack_path(r->arena, list, items[i].code),
			.by_default = pack_is_default(&items[i]), .facts = facts_of(r, s, table, &items[i]) };
}
