/* Rows of a list, read by the table of their members; lists inside rows by the same code. */
#include "pack/pack_private.h"

static bool code_in(const char *const *codes, struct str code)
{
	while (codes && *codes && !str_eq(str_of(*codes), code))
		codes++;
	return codes && *codes;
}

/* What single members cannot tell. */
static void item_check(struct reader *r, const struct section *section,
                       const struct pack_item *item, size_t line)
{
	if (section == pack_section_table(PACK_RECEPTION)) {
		if ((item->month_day > 0) == (item->weekday > 0))
			pack_fault(r, line, "exactly one of month_day and weekday is needed");
		if (item->from_min >= item->to_min && item->to_min >= 0)
			pack_fault(r, line, "from must be earlier than to");
	}
	if ((item->law_zh.n == 0) != (item->law_en.n == 0))
		pack_fault(r, line, "law_zh and law_en stand together or not at all");
	if ((item->policy.n == 0) != (item->clause.n == 0))
		pack_fault(r, line, "policy and clause stand together or not at all");
	if ((item->signed_by.n == 0) != (item->signed_on.n == 0))
		pack_fault(r, line, "signed_by and signed_on stand together or not at all");
	if (!section->only || r->stored || item->code.n == 0)
		return;
	if (!code_in(section->codes, item->code) && !code_in(section->others, item->code))
		pack_fault(r, line, "%s has no place for code '%.*s'", section->name, SHOWN(item->code));
}

static void item_read(struct reader *r, const struct section *section, const yaml_node_t *n,
                      struct pack_item *item)
{
	const char *names[MEMBERS_MAX];
	uint64_t seen = 0;

	item->line = n->start_mark.line;
	if (n->type != YAML_MAPPING_NODE) {
		pack_fault(r, n->start_mark.line, "an item of %s must be keys with values",
			section->name);
		return;
	}
	for (size_t i = 0; i < section->n; i++)
		names[i] = section->members[i].key;
	for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top;
		p++) {
		size_t i = pack_key(r, pack_node(r, p->key), names, section->n, &seen);
		const yaml_node_t *value = pack_node(r, p->value);

		if (i < section->n && section->members[i].kind == MEMBER_ROWS) {
			struct pack_part *part = member_of(&section->members[i], item);

			part->items = pack_items(r, section->members[i].rows, value, &part->n);
		} else if (i < section->n) {
			pack_member_value(r, &section->members[i], value, item);
		}
	}
	for (size_t i = 0; i < section->n; i++) {
		const struct member *f = &section->members[i];
		bool need = f->need ||
			(section->own_source && f->at == offsetof(struct pack_item, source));

		if (need && !r->stored && !(seen & (UINT64_C(1) << i)))
			pack_fault(r, n->start_mark.line, "%s is missing", f->key);
	}
	item_check(r, section, item, n->start_mark.line);
}

/* Faults for codes that stand twice or are not there at all. */
static void codes_check(struct reader *r, const struct section *section, const yaml_node_t *n,
                        const struct pack_item *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (items[i].code.n && str_eq(items[k].code, items[i].code)) {
				pack_fault(r, items[i].line, "code '%.*s' stands in %s twice",
					SHOWN(items[i].code), section->name);
				break;
			}
	for (const char *const *code = section->codes; !r->stored && code && *code; code++) {
		size_t i = 0;

		while (i < count && !str_eq(items[i].code, str_of(*code)))
			i++;
		if (i == count)
			pack_fault(r, n->start_mark.line, "%s needs a row with code '%s'", section->name,
				*code);
	}
}

struct pack_item *pack_items(struct reader *r, const struct section *section, const yaml_node_t *n,
                             size_t *count)
{
	struct pack_item *items;
	size_t rows = 0;

	*count = 0;
	if (n->type == YAML_SEQUENCE_NODE)
		rows = (size_t)(n->data.sequence.items.top - n->data.sequence.items.start);
	if (rows == 0 || rows > ITEMS_MAX) {
		pack_fault(r, n->start_mark.line, "%s must be a list of 1 to %d rows", section->name,
			ITEMS_MAX);
		return NULL;
	}
	/* A list named again and again by an alias costs nothing in the file. */
	r->n_rows += rows;
	if (r->n_rows > ROWS_MAX) {
		if (r->n_rows - rows <= ROWS_MAX)
			pack_fault(r, n->start_mark.line, "a pack has at most %d rows in all", ROWS_MAX);
		return NULL;
	}
	items = ARENA_ARRAY(r->arena, struct pack_item, rows);
	for (size_t i = 0; i < rows; i++)
		item_read(r, section, pack_node(r, n->data.sequence.items.start[i]), &items[i]);
	codes_check(r, section, n, items, rows);
	*count = rows;
	return items;
}
