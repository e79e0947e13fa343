/* GET /rules and /c/:county/rules: the written rules and documents in force, now or on a day. */
#include "pack/desk.h"

#include "pack/rules.t.h"
#include "region/region.h"
#include "web/layout.h"

/* 代表工作站、代表联络室; "" for all of them. */
static struct str kinds_word(struct req *r, const struct rules_view *v, const struct pack_item *item)
{
	struct buf b;

	buf_init(&b, r->arena, 2048);
	for (size_t i = 0; i < item->kinds.n; i++) {
		const struct pack_item *kind = NULL;
		const struct pack_list *kinds = pack_list(r->house->packs, v->at, PACK_STATION_KINDS, v->day);

		for (size_t k = 0; k < kinds->n; k++)
			if (str_eq(kinds->items[k].code, item->kinds.v[i]))
				kind = &kinds->items[k];
		buf_str(&b, b.n ? r->lang == LANG_EN ? S(", ") : S("、") : S(""));
		buf_str(&b, kind ? pack_name(kind, r->lang) : item->kinds.v[i]);
	}
	return b.n ? buf_view(&b) : S("");
}

static struct rule_line *lines_of(struct req *r, const struct rules_view *v, enum pack_section s, size_t *n)
{
	const struct pack_list *list = pack_list(r->house->packs, v->at, s, v->day);
	struct rule_line       *lines = ARENA_ARRAY(r->arena, struct rule_line, list->n + 1);

	*n = list->n;
	for (size_t i = 0; i < list->n; i++) {
		const struct pack_item *item = &list->items[i];

		lines[i] = (struct rule_line){ .item = item, .code = item->code, .name = pack_name(item, r->lang),
			.text = pack_text_in(item, r->lang), .kinds = kinds_word(r, v, item), .source = item->source,
			.issuer = item->issuer, .number = item->number, .signed_by = item->signed_by,
			.module = item->module, .effective = item->effective, .signed_on = item->signed_on,
			.by_default = pack_is_default(item),
			.open = item->module.n && layout_may(r, str_z(r->arena, item->module)) };
	}
	return lines;
}

static void functions_fill(struct req *r, struct rules_view *v)
{
	const struct pack_list *list = pack_list(r->house->packs, v->at, PACK_FUNCTIONS, v->day);
	enum region_level       level = region_congress_level(v->at);

	v->functions = ARENA_ARRAY(r->arena, struct function_line, list->n + 1);
	v->n_functions = list->n;
	for (size_t i = 0; i < list->n; i++) {
		const struct pack_item *item = &list->items[i];

		v->functions[i] = (struct function_line){ item->code, pack_name(item, r->lang),
			pack_text_in(item, r->lang), item->source, pack_at_level(item, level),
			pack_is_default(item) };
		v->n_here += v->functions[i].here;
	}
}

/* ?day= another day, ?place= a township with rules of its own. */
static enum err asked_read(struct req *r, struct rules_view *v, struct region_range within)
{
	struct str day = req_query(r, "day"), place = req_query(r, "place");
	int64_t    code = 0;

	v->day = r->today;
	if (day.n && !day_read(day, &v->day))
		return ERR_MISSING;
	v->past = v->day.n != r->today.n;
	if (place.n == 0)
		return OK;
	if (!str_number(place, INT64_C(999999999999), &code) || code < within.lo || code > within.hi)
		return ERR_MISSING;
	v->at.v = code;
	return OK;
}

#define RULE_COL(name, kind, maybe) { #name, kind, maybe, offsetof(struct rule_line, name), NULL }

static const struct face_col rule_cols[] = {
	RULE_COL(code, FACE_TEXT, false),
	RULE_COL(name, FACE_TEXT, false),
	RULE_COL(text, FACE_TEXT, false),
	RULE_COL(kinds, FACE_TEXT, false),
	RULE_COL(source, FACE_TEXT, false),
	RULE_COL(issuer, FACE_TEXT, false),
	RULE_COL(number, FACE_TEXT, false),
	RULE_COL(effective, FACE_DAY, true),
	RULE_COL(signed_by, FACE_TEXT, false),
	RULE_COL(signed_on, FACE_DAY, true),
	RULE_COL(module, FACE_TEXT, false),
};
static const struct face rule_face = { "rules", sizeof(struct rule_line), rule_cols, COUNT(rule_cols) };
static const struct face policy_face = { "policies", sizeof(struct rule_line), rule_cols, COUNT(rule_cols) };

#define FUNCTION_COL(name, kind) { #name, kind, false, offsetof(struct function_line, name), NULL }

static const struct face_col function_cols[] = {
	FUNCTION_COL(code, FACE_TEXT),
	FUNCTION_COL(name, FACE_TEXT),
	FUNCTION_COL(here, FACE_BOOL),
	FUNCTION_COL(text, FACE_TEXT),
	FUNCTION_COL(source, FACE_TEXT),
};
static const struct face function_face = { "functions", sizeof(struct function_line), function_cols,
	COUNT(function_cols) };

static enum err rules_reply(struct req *r, struct rules_view *v, struct region_range within)
{
	struct page        page = page_of(r), *p = &page;
	const struct pack *from;
	enum err           e = asked_read(r, v, within);

	if (e)
		return e;
	v->place = region_name(r->db, r->arena, v->at);
	v->rules = lines_of(r, v, PACK_RULES, &v->n_rules);
	v->policies = lines_of(r, v, PACK_POLICIES, &v->n_policies);
	functions_fill(r, v);
	from = pack_of_list(r->house->packs, v->at, PACK_RULES, v->day);
	v->from = from ? from->name : S("");
	if (from && (e = pack_versions(r->db, r->arena, &(struct pack_versions_in){ from->region },
	                     &v->versions, &v->n_versions)))
		return e;
	return reply_page(r, msg(rules_title), rules_html, v, (struct row_set[]){
		{ "rules", &rule_face, v->rules, v->n_rules, false },
		{ "policies", &policy_face, v->policies, v->n_policies, false },
		{ "functions", &function_face, v->functions, v->n_functions, false },
		{ "versions", &pack_versions_face, v->versions, v->n_versions, false } }, 4);
}

enum err rules_get(struct req *r)
{
	struct rules_view *v = ARENA_NEW(r->arena, struct rules_view);

	v->staff = true;
	v->at.v = r->who.region_lo;
	v->path = S("/rules");
	return rules_reply(r, v, (struct region_range){ r->who.region_lo, r->who.region_hi });
}

enum err county_rules_get(struct req *r)
{
	struct rules_view *v = ARENA_NEW(r->arena, struct rules_view);
	struct rules_tenant_row row;
	county_code        county = { 0 };
	bool               found = false;
	enum err           e;

	if (!str_number(req_part(r, "county"), 999999, &county.v) || county.v == 0)
		return ERR_MISSING;
	req_enter(r, county);
	if ((e = rules_tenant(r->db, r->arena, &(struct rules_tenant_in){ county }, &row, &found)))
		return e;
	if (!found)
		return ERR_MISSING;
	v->at = region_of_county(county);
	v->path = str_join(r->arena, S("/c/"), str_int(r->arena, county.v), S("/rules"), STR_NONE);
	return rules_reply(r, v, region_range(v->at, REGION_LEVEL_COUNTY));
}
