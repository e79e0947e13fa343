/* What only the whole pack can tell: rows that name others which are not there. */
#include "pack/pack_private.h"

#define GAPS_MAX 400

struct finder {
	const struct pack *pack;
	struct pack_gap   *out;
	size_t             n;
	enum pack_section  section;
	const struct pack_item *top;
};

static void gap_add(struct finder *f, const char *key, enum pack_section refs, const struct pack_item *row,
                    struct str code)
{
	if (f->n < GAPS_MAX)
		f->out[f->n++] = (struct pack_gap){ f->section, refs, f->top, row, key, code };
}

static const struct pack_item *listed(const struct pack_list *list, struct str code)
{
	return pack_part_item(&(struct pack_part){ list->items, list->n }, code);
}

static void clause_look(struct finder *f, const struct pack_item *row)
{
	const struct pack_item *policy = listed(&f->pack->list[PACK_POLICIES], row->policy);

	if (!policy)
		gap_add(f, "policy", PACK_POLICIES, row, row->policy);
	else if (!pack_part_item(&policy->parts, row->clause))
		gap_add(f, "clause", PACK_POLICIES, row, row->clause);
}

static void row_look(struct finder *f, const struct section *section, const struct pack_item *row)
{
	const struct pack *p = f->pack;

	for (size_t i = 0; i < section->n; i++) {
		const struct member *m = &section->members[i];

		if (m->kind == MEMBER_ROWS) {
			const struct pack_part *part = member_of(m, row);

			for (size_t k = 0; k < part->n; k++)
				row_look(f, m->rows, &part->items[k]);
		} else if (m->kind == MEMBER_CODES && p->has[m->refs]) {
			const struct pack_codes *codes = member_of(m, row);

			for (size_t k = 0; k < codes->n; k++)
				if (codes->v[k].n && !listed(&p->list[m->refs], codes->v[k]))
					gap_add(f, m->key, m->refs, row, codes->v[k]);
		}
	}
	if (row->policy.n && p->has[PACK_POLICIES])
		clause_look(f, row);
	if (row->group.n && f->top->groups.n && !pack_part_item(&f->top->groups, row->group))
		gap_add(f, "group", f->section, row, row->group);
}

size_t pack_gaps(struct arena *a, const struct pack *p, struct pack_gap **out)
{
	struct finder f = { .pack = p, .out = ARENA_ARRAY(a, struct pack_gap, GAPS_MAX) };

	for (int s = 0; s < PACK_SECTIONS; s++)
		for (size_t i = 0; i < p->list[s].n; i++) {
			f.section = (enum pack_section)s;
			f.top = &p->list[s].items[i];
			row_look(&f, pack_section_table(f.section), f.top);
		}
	*out = f.out;
	return f.n;
}

void pack_refs_check(struct reader *r, const struct pack *p)
{
	struct pack_gap *gaps;
	size_t           n = pack_gaps(r->arena, p, &gaps);

	for (size_t i = 0; i < n; i++) {
		const struct pack_gap *g = &gaps[i];

		if (strcmp(g->key, "group") == 0)
			pack_fault(r, g->row->line, "'%.*s' is no group of '%.*s'", SHOWN(g->code), SHOWN(g->top->code));
		else if (strcmp(g->key, "clause") == 0)
			pack_fault(r, g->row->line, "policy '%.*s' has no clause '%.*s'", SHOWN(g->row->policy),
				SHOWN(g->code));
		else if (strcmp(g->key, "policy") == 0)
			pack_fault(r, g->row->line, "'%.*s' is not in policies", SHOWN(g->code));
		else
			pack_fault(r, g->row->line, "%s: '%.*s' is not in %s", g->key, SHOWN(g->code),
				pack_section_name(g->refs));
	}
}
