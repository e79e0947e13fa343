/* Words for sections, members and the words a member may hold. */
#include "pack/desk.h"

static const enum msg section_words[PACK_SECTIONS] = {
	[PACK_KINDS] = MSG_pack_s_kinds,
	[PACK_DECLINE_REASONS] = MSG_pack_s_decline_reasons,
	[PACK_RESULT_CLASSES] = MSG_pack_s_result_classes,
	[PACK_DEADLINES] = MSG_pack_s_deadlines,
	[PACK_RECEPTION] = MSG_pack_s_reception,
	[PACK_CHANNELS] = MSG_pack_s_channels,
	[PACK_RATINGS] = MSG_pack_s_ratings,
	[PACK_TEXTS] = MSG_pack_s_texts,
	[PACK_STATION_KINDS] = MSG_pack_s_station_kinds,
	[PACK_FIELDS] = MSG_pack_s_fields,
	[PACK_FUNCTIONS] = MSG_pack_s_functions,
	[PACK_FACILITIES] = MSG_pack_s_facilities,
	[PACK_TAGS] = MSG_pack_s_tags,
	[PACK_SITE_CRITERIA] = MSG_pack_s_site_criteria,
	[PACK_GATES] = MSG_pack_s_gates,
	[PACK_STANDARDS] = MSG_pack_s_standards,
	[PACK_DEMONSTRATION] = MSG_pack_s_demonstration,
	[PACK_POLICIES] = MSG_pack_s_policies,
	[PACK_RULES] = MSG_pack_s_rules,
	[PACK_CADENCES] = MSG_pack_s_cadences,
	[PACK_LINKS] = MSG_pack_s_links,
	[PACK_ACTIVITY_KINDS] = MSG_pack_s_activity_kinds,
	[PACK_SEGMENTS] = MSG_pack_s_segments,
	[PACK_POSTS] = MSG_pack_s_posts,
	[PACK_MEETINGS] = MSG_pack_s_meetings,
	[PACK_STREAMS] = MSG_pack_s_streams,
	[PACK_LEDGERS] = MSG_pack_s_ledgers,
	[PACK_POINTS] = MSG_pack_s_points,
	[PACK_ROLES] = MSG_pack_s_roles,
};

struct word {
	const char *key;
	enum msg    word;
};

static const struct word member_words[] = {
	{ "code", MSG_pack_m_code },
	{ "zh", MSG_pack_m_zh },
	{ "en", MSG_pack_m_en },
	{ "source", MSG_pack_m_source },
	{ "note", MSG_pack_m_note },
	{ "where_zh", MSG_pack_m_where_zh },
	{ "where_en", MSG_pack_m_where_en },
	{ "counts_as_solved", MSG_pack_m_counts_as_solved },
	{ "creates_promise", MSG_pack_m_creates_promise },
	{ "count", MSG_pack_m_count },
	{ "unit", MSG_pack_m_unit },
	{ "shift", MSG_pack_m_shift },
	{ "law_zh", MSG_pack_m_law_zh },
	{ "law_en", MSG_pack_m_law_en },
	{ "month_day", MSG_pack_m_month_day },
	{ "weekday", MSG_pack_m_weekday },
	{ "from", MSG_pack_m_from },
	{ "to", MSG_pack_m_to },
	{ "notice_days", MSG_pack_m_notice_days },
	{ "version", MSG_pack_m_version },
	{ "text_zh", MSG_pack_m_text_zh },
	{ "text_en", MSG_pack_m_text_en },
	{ "place", MSG_pack_m_place },
	{ "with_field", MSG_pack_m_with_field },
	{ "duties_zh", MSG_pack_m_duties_zh },
	{ "duties_en", MSG_pack_m_duties_en },
	{ "levels", MSG_pack_m_levels },
	{ "kinds", MSG_pack_m_kinds },
	{ "functions", MSG_pack_m_functions },
	{ "group", MSG_pack_m_group },
	{ "required", MSG_pack_m_required },
	{ "points", MSG_pack_m_points },
	{ "evidence", MSG_pack_m_evidence },
	{ "policy", MSG_pack_m_policy },
	{ "clause", MSG_pack_m_clause },
	{ "stars", MSG_pack_m_stars },
	{ "year", MSG_pack_m_year },
	{ "cycle", MSG_pack_m_cycle },
	{ "ranking", MSG_pack_m_ranking },
	{ "issuer", MSG_pack_m_issuer },
	{ "number", MSG_pack_m_number },
	{ "effective", MSG_pack_m_effective },
	{ "module", MSG_pack_m_module },
	{ "signed_by", MSG_pack_m_signed_by },
	{ "signed_on", MSG_pack_m_signed_on },
	{ "who", MSG_pack_m_who },
	{ "activities", MSG_pack_m_activities },
	{ "period", MSG_pack_m_period },
	{ "segments", MSG_pack_m_segments },
	{ "subdistrict", MSG_pack_m_subdistrict },
	{ "full_time", MSG_pack_m_full_time },
	{ "seats", MSG_pack_m_seats },
	{ "per_year", MSG_pack_m_per_year },
	{ "min_days", MSG_pack_m_min_days },
	{ "base", MSG_pack_m_base },
	{ "cap", MSG_pack_m_cap },
	{ "sealed", MSG_pack_m_sealed },
	{ "name", MSG_pack_m_name },
	{ "items", MSG_pack_m_items },
	{ "groups", MSG_pack_m_groups },
	{ "clauses", MSG_pack_m_clauses },
	{ "criteria", MSG_pack_m_criteria },
	{ "streams", MSG_pack_m_streams },
	{ "columns", MSG_pack_m_columns },
	{ "acts", MSG_pack_m_acts },
	{ "bands", MSG_pack_m_bands },
};

static const struct word value_words[] = {
	{ "day", MSG_pack_v_day },
	{ "workday", MSG_pack_v_workday },
	{ "month", MSG_pack_v_month },
	{ "nation", MSG_pack_v_nation },
	{ "province", MSG_pack_v_province },
	{ "city", MSG_pack_v_city },
	{ "county", MSG_pack_v_county },
	{ "township", MSG_pack_v_township },
	{ "home", MSG_pack_v_home },
	{ "station", MSG_pack_v_station },
	{ "room", MSG_pack_v_room },
	{ "point", MSG_pack_v_point },
	{ "week", MSG_pack_v_week },
	{ "quarter", MSG_pack_v_quarter },
	{ "half_year", MSG_pack_v_half_year },
	{ "year", MSG_pack_v_year },
	{ "term", MSG_pack_v_term },
	{ "deputy", MSG_pack_v_deputy },
	{ "person", MSG_pack_v_person },
	{ "body", MSG_pack_v_body },
	{ "voter", MSG_pack_v_voter },
	{ "group", MSG_pack_v_group },
	{ "role", MSG_pack_v_role },
	{ "use", MSG_pack_v_use },
	{ "priority", MSG_pack_v_priority },
	{ "photo", MSG_pack_v_photo },
	{ "document", MSG_pack_v_document },
	{ "record", MSG_pack_v_record },
	{ "visit", MSG_pack_v_visit },
};

struct str section_word(const struct page *p, enum pack_section s)
{
	return page_msg(p, section_words[s]);
}

static struct str word_of_list(const struct page *p, const struct word *v, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].key, key) == 0)
			return page_msg(p, v[i].word);
	return str_of(key);
}

/* Words that mean something else in one section than in the others. */
static const struct {
	enum pack_section section;
	struct word       word;
} own_words[] = {
	{ PACK_DEADLINES, { "count", MSG_pack_m_length } },
	{ PACK_LINKS, { "from", MSG_pack_m_link_from } },
	{ PACK_LINKS, { "to", MSG_pack_m_link_to } },
	{ PACK_STANDARDS, { "from", MSG_pack_m_least_percent } },
	{ PACK_POINTS, { "from", MSG_pack_m_least } },
};

struct str member_word(const struct page *p, enum pack_section s, const char *key)
{
	for (size_t i = 0; i < COUNT(own_words); i++)
		if (own_words[i].section == s && strcmp(own_words[i].word.key, key) == 0)
			return page_msg(p, own_words[i].word.word);
	return word_of_list(p, member_words, COUNT(member_words), key);
}

struct str value_word(const struct page *p, const char *word)
{
	return word_of_list(p, value_words, COUNT(value_words), word);
}

bool section_named(struct str name, enum pack_section *out)
{
	for (int s = 0; s < PACK_SECTIONS; s++)
		if (str_eq(name, str_of(pack_section_name((enum pack_section)s)))) {
			*out = (enum pack_section)s;
			return true;
		}
	return false;
}
