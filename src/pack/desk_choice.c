/* What a row names among other rows of its pack: the group it stands in, the clause it answers to. */
#include "pack/desk.h"

static bool key_is(const struct member *m, const char *key)
{
	return m->kind == MEMBER_CODE && strcmp(m->key, key) == 0;
}

static size_t groups_of(struct req *r, const struct pack_item *above, const struct pack_item *item,
                        struct option_line *out)
{
	const struct pack_part *groups = &above->groups;
	size_t                  n = 0;

	for (size_t i = 0; i < groups->n; i++)
		out[n++] = (struct option_line){ groups->items[i].code, pack_name(&groups->items[i], r->lang),
			str_eq(item->group, groups->items[i].code) };
	return n;
}

/* Each clause as POLICY.CLAUSE, with both names. */
static size_t clauses_of(struct req *r, const struct pack_list *policies, const struct pack_item *item,
                         struct option_line *out)
{
	size_t n = 0;

	for (size_t i = 0; i < policies->n; i++) {
		const struct pack_item *policy = &policies->items[i];

		for (size_t k = 0; k < policy->parts.n; k++) {
			const struct pack_item *clause = &policy->parts.items[k];

			out[n++] = (struct option_line){ pack_path(r->arena, policy->code, clause->code),
				str_join(r->arena, pack_name(policy, r->lang), S(" · "),
				         pack_name(clause, r->lang), STR_NONE),
				str_eq(item->policy, policy->code) && str_eq(item->clause, clause->code) };
		}
	}
	return n;
}

bool choice_of(struct req *r, const struct draft *d, const struct spot *at, const struct member *m,
               const struct pack_item *item, struct choice *out)
{
	struct page             page = page_of(r), *p = &page;
	const struct pack_list *policies = draft_list(r, d, PACK_POLICIES);
	size_t                  room = 1;
	bool                    group = key_is(m, "group") && at->above;

	*out = (struct choice){ 0 };
	if (!group && !key_is(m, "clause"))
		return false;
	for (size_t i = 0; !group && i < policies->n; i++)
		room += policies->items[i].parts.n;
	out->v = ARENA_ARRAY(r->arena, struct option_line, room + (group ? at->above->groups.n : 0));
	out->v[0] = (struct option_line){ S(""), group ? msg(pack_no_group) : msg(pack_no_clause), false };
	out->n = 1 + (group ? groups_of(r, at->above, item, out->v + 1) :
		clauses_of(r, policies, item, out->v + 1));
	return true;
}

void choice_posted(struct req *r, const struct member *m, const struct choice *c, struct pack_item *item)
{
	struct str s = req_posted(r, m->key);
	size_t     i = 0;

	if (!s.p)
		s = S("");
	while (i < c->n && !str_eq(c->v[i].value, s))
		i++;
	if (i == c->n)
		req_fault(r, m->key, MSG_fault_choice, 0);
	else if (key_is(m, "group"))
		item->group = s;
	else
		path_cut(s, &item->policy, &item->clause);
}
