/* What can be chosen in filters and forms: words of the pack, units, stations, places. */
#include "pack/pack.h"
#include "cases/pages.h"
#include "region/region.h"

struct str case_term(struct req *r, term_id t)
{
	region_code at = { r->county.v * 1000000 };

	return t.v ? pack_word(r->house->packs, at, t, r->today, r->lang) : S("");
}

enum err choices_of_pack(struct req *r, const char *section, int64_t chosen_term, struct choices *out)
{
	region_code             at = { r->county.v * 1000000 };
	const struct pack_list *list = NULL;

	for (int s = 0; s < PACK_SECTIONS; s++)
		if (strcmp(pack_section_name((enum pack_section)s), section) == 0)
			list = pack_list(r->house->packs, at, (enum pack_section)s, r->today);
	*out = (struct choices){ NULL, 0 };
	if (!list)
		return OK;
	out->v = ARENA_ARRAY(r->arena, struct choice, list->n);
	out->n = list->n;
	for (size_t i = 0; i < list->n; i++) {
		const struct pack_item *item = &list->items[i];

		out->v[i] = (struct choice){
			.value = str_int(r->arena, item->id.v), .word = pack_name(item, r->lang),
			.help = r->lang == LANG_EN ? item->where_en : item->where_zh,
			.find = S(""), .on = item->id.v == chosen_term,
		};
	}
	return OK;
}

enum err choices_of_units(struct req *r, struct choices *out)
{
	struct unit_choices_row *rows;
	struct str               county;
	enum err                 e = unit_choices(r->db, r->arena, &(struct unit_choices_in){
	        .county = r->county }, &rows, &out->n);

	if (e)
		return e;
	out->v = ARENA_ARRAY(r->arena, struct choice, out->n);
	/* Among units of one county its name in front of each says nothing. */
	county = region_name(r->db, r->arena, region_of_county(r->county));
	for (size_t i = 0; i < out->n; i++)
		out->v[i] = (struct choice){ .value = str_int(r->arena, rows[i].id.v),
			.word = county.n && rows[i].name.n > county.n && str_starts(rows[i].name, county) ?
			        str_part(rows[i].name, county.n, rows[i].name.n) : rows[i].name,
			.find = rows[i].initials };
	return OK;
}

enum err choices_of_stations(struct req *r, station_id but, struct choices *out)
{
	struct station_choices_row *rows;
	size_t                      n;
	enum err                    e = station_choices(r->db, r->arena, &(struct station_choices_in){
	        .county = r->county }, &rows, &n);

	if (e)
		return e;
	out->v = ARENA_ARRAY(r->arena, struct choice, n);
	out->n = 0;
	for (size_t i = 0; i < n; i++)
		if (rows[i].id.v != but.v)
			out->v[out->n++] = (struct choice){ .value = str_int(r->arena, rows[i].id.v),
				.word = rows[i].name, .find = rows[i].initials };
	return OK;
}
