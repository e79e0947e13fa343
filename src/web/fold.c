#include "web/fold.h"

#define COUNTY INT64_C(1000000)

region_code fold_county(region_code place)
{
	return (region_code){ place.v / COUNTY * COUNTY };
}

enum err fold_read(struct req *r, const region_code *towns, size_t n, struct fold *f)
{
	struct str in = r->method == GET ? req_query(r, "in") : STR_NONE;
	bool       known = false;
	enum err   e = OK;

	*f = (struct fold){ .groups = ARENA_ARRAY(r->arena, struct fold_group, n + 1) };
	if (in.n && !str_number(in, INT64_C(999999999999), &f->in.v))
		return ERR_INPUT;
	for (size_t i = 0; i < n; i++) {
		region_code code = fold_county(towns[i]);

		if (f->n && f->groups[f->n - 1].code.v == code.v)
			continue;
		f->groups[f->n++] = (struct fold_group){ .code = code };
		known |= code.v == f->in.v;
	}
	if (f->in.v && !known)
		return ERR_MISSING;
	for (size_t i = 0; !e && f->n > 1 && i < f->n; i++)
		e = db_name(r->db, DB_NAME_REGION, 0, f->groups[i].code.v, r->arena, &f->groups[i].name);
	f->folded = f->n > 1 && !f->in.v && r->as == AS_HTML;
	return e;
}

bool fold_holds(const struct fold *f, region_code place)
{
	return !f->in.v || fold_county(place).v == f->in.v;
}

void fold_add(struct fold *f, region_code place, int64_t all, int64_t good, int64_t bad)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->groups[i].code.v == fold_county(place).v) {
			f->groups[i].all += all;
			f->groups[i].good += good;
			f->groups[i].bad += bad;
			return;
		}
}
