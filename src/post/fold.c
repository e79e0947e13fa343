/* A city's register county by county: what would be hundreds of rows is a line for each county, and each leads to its rows. */
#include "post/post_private.h"

#define COUNTY INT64_C(1000000)

enum err post_fold_read(struct req *r, const struct region_place *places, size_t n, struct post_fold *f)
{
	struct str in = r->method == GET ? req_query(r, "in") : STR_NONE;
	bool       known = false;

	*f = (struct post_fold){ .groups = ARENA_ARRAY(r->arena, struct post_group, n + 1) };
	if (in.n && !str_number(in, INT64_C(999999999999), &f->in.v))
		return ERR_INPUT;
	for (size_t i = 0; i < n; i++) {
		int64_t code = places[i].code.v / COUNTY * COUNTY;

		if (places[i].level != REGION_LEVEL_TOWNSHIP || (f->n && f->groups[f->n - 1].code.v == code))
			continue;
		f->groups[f->n++] = (struct post_group){ .code = { code } };
		known |= code == f->in.v;
	}
	if (f->in.v && !known)
		return ERR_MISSING;
	for (size_t i = 0; f->n > 1 && i < f->n; i++)
		f->groups[i].name = region_name(r->db, r->arena, f->groups[i].code);
	f->folded = f->n > 1 && !f->in.v && r->as == AS_HTML;
	return OK;
}

bool post_fold_holds(const struct post_fold *f, const struct region_place *p)
{
	return !f->in.v || p->code.v / COUNTY * COUNTY == f->in.v;
}

bool post_fold_shows(const struct post_fold *f, const struct region_place *p)
{
	return !f->folded || p->level != REGION_LEVEL_TOWNSHIP;
}

void post_fold_add(struct post_fold *f, const struct region_place *p, int64_t all, int64_t good, int64_t bad)
{
	for (size_t i = 0; p->level == REGION_LEVEL_TOWNSHIP && i < f->n; i++)
		if (f->groups[i].code.v == p->code.v / COUNTY * COUNTY) {
			f->groups[i].all += all;
			f->groups[i].good += good;
			f->groups[i].bad += bad;
			return;
		}
}
