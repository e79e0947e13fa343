/*
 * Which members the rows of each section have: the schema of a pack file. A new
 * member is one line here and one in struct pack_item; reading, writing, the
 * difference of two versions and the form of the office go by this table.
 */
#include "pack/pack_private.h"

#define AT(member) offsetof(struct pack_item, member)

/* The lines of a table, by what they hold. */
#define CODE(k, m)       { .key = k, .kind = MEMBER_CODE, .at = AT(m) }
#define TEXT(k, m)       { .key = k, .kind = MEMBER_TEXT, .at = AT(m) }
#define LONG(k, m)       { .key = k, .kind = MEMBER_LONG, .at = AT(m) }
#define PATH(k, m)       { .key = k, .kind = MEMBER_PATH, .at = AT(m) }
#define BOOL(k, m)       { .key = k, .kind = MEMBER_BOOL, .at = AT(m) }
#define TIME(k, m)       { .key = k, .kind = MEMBER_TIME, .at = AT(m), .need = true }
#define DAY(k, m)        { .key = k, .kind = MEMBER_DAY, .at = AT(m) }
#define INT(k, m, lo, hi) \
	{ .key = k, .kind = MEMBER_INT, .at = AT(m), .min = lo, .max = hi }
#define WORD(k, m, list) \
	{ .key = k, .kind = MEMBER_WORD, .at = AT(m), .words = list }
#define WORDS(k, m, list) \
	{ .key = k, .kind = MEMBER_WORDS, .at = AT(m), .words = list }
#define CODES(k, m, section) \
	{ .key = k, .kind = MEMBER_CODES, .at = AT(m), .refs = section }
#define ROWS(k, m, table) \
	{ .key = k, .kind = MEMBER_ROWS, .at = AT(m), .rows = &(table) }

#define NEED_TEXT(k, m)  { .key = k, .kind = MEMBER_TEXT, .at = AT(m), .need = true }
#define NEED_LONG(k, m)  { .key = k, .kind = MEMBER_LONG, .at = AT(m), .need = true }
#define NEED_BOOL(k, m)  { .key = k, .kind = MEMBER_BOOL, .at = AT(m), .need = true }
#define NEED_INT(k, m, lo, hi) \
	{ .key = k, .kind = MEMBER_INT, .at = AT(m), .need = true, .min = lo, .max = hi }
#define NEED_WORD(k, m, list) \
	{ .key = k, .kind = MEMBER_WORD, .at = AT(m), .need = true, .words = list }

#define COMMON \
	{ .key = "code", .kind = MEMBER_CODE, .at = AT(code), .need = true }, \
	NEED_TEXT("zh", zh), NEED_TEXT("en", en), TEXT("source", source), LONG("note", note)
#define BOTH_TEXTS LONG("text_zh", text_zh), LONG("text_en", text_en)
#define LAW        TEXT("law_zh", law_zh), TEXT("law_en", law_en)
#define KINDS      CODES("kinds", kinds, PACK_STATION_KINDS)
#define FUNCTIONS  CODES("functions", functions, PACK_FUNCTIONS)
#define LEVELS     WORDS("levels", levels, level_words)
#define TABLE(list) list, COUNT(list)
#define SECTION(title, table) { .name = title, .members = table, .n = COUNT(table) }

/* In the order of their enums. */
static const char *const span_words[] = { "day", "workday", "month", NULL };
static const char *const level_words[] = { "nation", "province", "city", "county", "township",
	NULL };
static const char *const place_words[] = { "home", "station", "room", "point", NULL };
static const char *const period_words[] = { "week", "month", "quarter", "half_year", "year", "term",
	NULL };
static const char *const who_words[] = { "station", "deputy", "person", "body", "voter", "group",
	NULL };
static const char *const tag_words[] = { "role", "use", "priority", NULL };
static const char *const evidence_words[] = { "photo", "document", "record", "visit", NULL };

/* ---- rows inside rows ---- */

static const struct member clause_fields[] = { COMMON, BOTH_TEXTS };
static const struct member criterion_fields[] = { COMMON, BOTH_TEXTS, NEED_BOOL("required", required) };
static const struct member standard_item_fields[] = {
	COMMON, BOTH_TEXTS, NEED_INT("points", points, 0, 1000), CODE("group", group),
	WORD("evidence", evidence, evidence_words), BOOL("required", required),
	CODE("policy", policy), CODE("clause", clause),
};
static const struct member star_fields[] = {
	COMMON, NEED_INT("from", least, 0, 100), NEED_INT("stars", stars, 0, 5),
};
static const struct member column_fields[] = { COMMON, BOOL("sealed", sealed) };
static const struct member act_fields[] = {
	COMMON, NEED_INT("points", points, -1000, 1000), INT("cap", cap, 0, 10000),
	CODES("activities", activities, PACK_ACTIVITY_KINDS), WORD("period", period, period_words),
};
static const struct member band_fields[] = { COMMON, NEED_INT("from", least, 0, 10000) };
static const struct member plain_fields[] = { COMMON };

static const struct section clauses = SECTION("clauses", clause_fields);
static const struct section criteria = SECTION("criteria", criterion_fields);
static const struct section standard_items = SECTION("items", standard_item_fields);
static const struct section groups = SECTION("groups", plain_fields);
static const struct section stars = SECTION("stars", star_fields);
static const struct section streams = SECTION("streams", clause_fields);
static const struct section columns = SECTION("columns", column_fields);
static const struct section acts = SECTION("acts", act_fields);
static const struct section bands = SECTION("bands", band_fields);

/* ---- rows of sections ---- */

static const struct member decline_fields[] = {
	COMMON, NEED_LONG("where_zh", where_zh), NEED_LONG("where_en", where_en),
};
static const struct member class_fields[] = {
	COMMON, NEED_BOOL("counts_as_solved", counts_as_solved),
	NEED_BOOL("creates_promise", creates_promise),
};
static const struct member deadline_fields[] = {
	COMMON, NEED_INT("count", rule.count, 1, 366), NEED_WORD("unit", rule.span, span_words),
	NEED_BOOL("shift", rule.shift), LAW,
};
static const struct member reception_fields[] = {
	COMMON, INT("month_day", month_day, 1, 31), INT("weekday", weekday, 1, 7),
	TIME("from", from_min), TIME("to", to_min), NEED_BOOL("shift", rule.shift),
	NEED_INT("notice_days", notice_days, 0, 31),
};
static const struct member text_fields[] = {
	COMMON, NEED_INT("version", version, 1, 1000000), NEED_LONG("text_zh", text_zh),
	NEED_LONG("text_en", text_en),
};
static const struct member station_kind_fields[] = {
	COMMON, NEED_WORD("place", place, place_words), BOOL("with_field", with_field),
	LONG("duties_zh", text_zh), LONG("duties_en", text_en),
};
static const struct member function_fields[] = { COMMON, LEVELS, BOTH_TEXTS };
static const struct member facility_fields[] = { COMMON, KINDS, BOTH_TEXTS };
static const struct member tag_fields[] = {
	COMMON, NEED_WORD("group", tag, tag_words), FUNCTIONS, BOTH_TEXTS,
};
static const struct member gate_fields[] = {
	COMMON, NEED_INT("year", year, 1, 10), KINDS, ROWS("criteria", parts, criteria),
};
static const struct member standard_fields[] = {
	COMMON, KINDS, BOTH_TEXTS, NEED_WORD("cycle", period, period_words),
	NEED_BOOL("ranking", ranking), ROWS("groups", groups, groups), ROWS("items", parts, standard_items),
	ROWS("stars", bands, stars),
};
static const struct member policy_fields[] = {
	COMMON, TEXT("issuer", issuer), TEXT("number", number), DAY("effective", effective),
	BOTH_TEXTS, ROWS("clauses", parts, clauses),
};
static const struct member rule_fields[] = {
	COMMON, KINDS, TEXT("issuer", issuer), TEXT("number", number), DAY("effective", effective),
	PATH("module", module), TEXT("signed_by", signed_by), DAY("signed_on", signed_on), BOTH_TEXTS,
	ROWS("clauses", parts, clauses),
};
static const struct member cadence_fields[] = {
	COMMON, NEED_WORD("who", who, who_words), KINDS,
	CODES("activities", activities, PACK_ACTIVITY_KINDS), NEED_INT("count", count, 1, 366),
	NEED_WORD("period", period, period_words),
};
static const struct member link_fields[] = {
	COMMON, NEED_WORD("from", link_from, who_words), NEED_WORD("to", link_to, who_words),
	NEED_INT("count", count, 1, 366), NEED_WORD("period", period, period_words), BOTH_TEXTS,
};
static const struct member activity_fields[] = {
	COMMON, CODES("segments", segments, PACK_SEGMENTS), BOTH_TEXTS,
};
static const struct member segment_fields[] = { COMMON, WORD("evidence", evidence, evidence_words) };
static const struct member post_fields[] = {
	COMMON, LEVELS, BOOL("subdistrict", subdistrict), BOOL("full_time", full_time),
	INT("seats", seats, 0, 100), LAW,
};
static const struct member meeting_fields[] = {
	COMMON, LEVELS, NEED_INT("per_year", count, 1, 100), INT("min_days", min_days, 0, 60), LAW,
};
static const struct member drive_fields[] = {
	COMMON, INT("year", year, 2000, 2100), FUNCTIONS, BOTH_TEXTS, ROWS("streams", parts, streams),
};
static const struct member ledger_fields[] = { COMMON, KINDS, BOTH_TEXTS, ROWS("columns", parts, columns) };
static const struct member points_fields[] = {
	COMMON, NEED_WORD("period", period, period_words), NEED_INT("base", base, 0, 10000),
	NEED_INT("cap", cap, 0, 10000), NEED_BOOL("ranking", ranking), BOTH_TEXTS,
	ROWS("acts", parts, acts), ROWS("bands", bands, bands),
};

/* Codes a section must hold when it is there at all: the program asks for them by name. */
static const char *const deadline_codes[] = {
	"accept", "check", "receive", "send_back", "assist", "reply", "reply_township",
	"rehandle", "rating", NULL
};
/* A place that has none sets the day of each task by hand. */
static const char *const deadline_others[] = { "task", NULL };
static const char *const channel_codes[] = {
	"page", "walk_in", "letter", "telephone", "visit", "meeting", "deputy", NULL
};
static const char *const rating_codes[] = { "satisfied", "fairly", "dissatisfied", NULL };
static const char *const text_codes[] = { "notice", "consent", NULL };
static const char *const station_codes[] = { "home", "station", "room", "point", NULL };
static const char *const role_codes[] = {
	"deputy", "clerk", "head", "office", "receiver", "handler", "signer", "leader", "admin",
	"security", "auditor", NULL
};

static const struct section pack_sections[PACK_SECTIONS] = {
	[PACK_KINDS] = SECTION("kinds", plain_fields),
	[PACK_DECLINE_REASONS] = SECTION("decline_reasons", decline_fields),
	[PACK_RESULT_CLASSES] = SECTION("result_classes", class_fields),
	[PACK_DEADLINES] = { "deadlines", TABLE(deadline_fields), deadline_codes, true, true,
		deadline_others },
	[PACK_RECEPTION] = { "reception", TABLE(reception_fields), NULL, false, true, NULL },
	[PACK_CHANNELS] = { "channels", TABLE(plain_fields), channel_codes, true, false, NULL },
	[PACK_RATINGS] = { "ratings", TABLE(plain_fields), rating_codes, true, false, NULL },
	[PACK_TEXTS] = { "texts", TABLE(text_fields), text_codes, true, false, NULL },
	[PACK_STATION_KINDS] = { "station_kinds", TABLE(station_kind_fields), station_codes, false,
		false, NULL },
	[PACK_FIELDS] = SECTION("fields", plain_fields),
	[PACK_FUNCTIONS] = SECTION("functions", function_fields),
	[PACK_FACILITIES] = SECTION("facilities", facility_fields),
	[PACK_TAGS] = SECTION("tags", tag_fields),
	[PACK_SITE_CRITERIA] = SECTION("site_criteria", criterion_fields),
	[PACK_GATES] = SECTION("gates", gate_fields),
	[PACK_STANDARDS] = { "standards", TABLE(standard_fields), NULL, false, true, NULL },
	[PACK_DEMONSTRATION] = SECTION("demonstration", criterion_fields),
	[PACK_POLICIES] = SECTION("policies", policy_fields),
	[PACK_RULES] = { "rules", TABLE(rule_fields), NULL, false, true, NULL },
	[PACK_CADENCES] = { "cadences", TABLE(cadence_fields), NULL, false, true, NULL },
	[PACK_LINKS] = { "links", TABLE(link_fields), NULL, false, true, NULL },
	[PACK_ACTIVITY_KINDS] = SECTION("activity_kinds", activity_fields),
	[PACK_SEGMENTS] = SECTION("segments", segment_fields),
	[PACK_POSTS] = SECTION("posts", post_fields),
	[PACK_MEETINGS] = SECTION("meetings", meeting_fields),
	[PACK_STREAMS] = SECTION("streams", drive_fields),
	[PACK_LEDGERS] = { "ledgers", TABLE(ledger_fields), NULL, false, true, NULL },
	[PACK_POINTS] = { "points", TABLE(points_fields), NULL, false, true, NULL },
	[PACK_ROLES] = { "roles", TABLE(plain_fields), role_codes, true, false, NULL },
};

const struct section *pack_section_table(enum pack_section s)
{
	return &pack_sections[s];
}

const char *pack_section_name(enum pack_section s)
{
	return pack_sections[s].name;
}

struct str pack_path(struct arena *a, struct str above, struct str code)
{
	return above.n ? str_join(a, above, S("."), code, STR_NONE) : code;
}
