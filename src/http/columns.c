#include "http/columns.h"

/* In the order of the bytes of their names, for the search below. */
static const struct {
	const char *name;
	enum msg    word;
} columns[] = {
	{ "account",       MSG_col_account },
	{ "action",        MSG_col_action },
	{ "address",       MSG_col_address },
	{ "anonymity",     MSG_col_anonymity },
	{ "answer",        MSG_col_answer },
	{ "at",            MSG_col_at },
	{ "attitude",      MSG_col_attitude },
	{ "case_id",       MSG_col_case_id },
	{ "changed",       MSG_col_changed },
	{ "channel",       MSG_col_channel },
	{ "checker",       MSG_col_checker },
	{ "class",         MSG_col_class },
	{ "code",          MSG_col_code },
	{ "contacts",      MSG_col_contacts },
	{ "count",         MSG_col_count },
	{ "county",        MSG_col_county },
	{ "created",       MSG_col_created },
	{ "day",           MSG_col_day },
	{ "days",          MSG_col_days },
	{ "deputy",        MSG_col_deputy },
	{ "disabled",      MSG_col_disabled },
	{ "display",       MSG_col_display },
	{ "due",           MSG_col_due },
	{ "event",         MSG_col_event },
	{ "from_name",     MSG_col_from_name },
	{ "gap",           MSG_col_gap },
	{ "grants",        MSG_col_grants },
	{ "holder",        MSG_col_holder },
	{ "hours",         MSG_col_hours },
	{ "id",            MSG_col_id },
	{ "inspection",    MSG_col_inspection },
	{ "kind",          MSG_col_kind },
	{ "kind_name",     MSG_col_kind_name },
	{ "last",          MSG_col_last },
	{ "lead",          MSG_col_lead },
	{ "lead_name",     MSG_col_lead },
	{ "level",         MSG_col_level },
	{ "missing",       MSG_col_missing },
	{ "month",         MSG_col_month },
	{ "must_change",   MSG_col_must_change },
	{ "name",          MSG_col_name },
	{ "note",          MSG_col_note },
	{ "object",        MSG_col_object },
	{ "occupation",    MSG_col_occupation },
	{ "own_day",       MSG_col_own_day },
	{ "own_points",    MSG_col_own_points },
	{ "own_score",     MSG_col_own_score },
	{ "owner",         MSG_col_owner },
	{ "owner_kind",    MSG_col_owner_kind },
	{ "owner_name",    MSG_col_owner_name },
	{ "persons",       MSG_col_persons },
	{ "place",         MSG_col_place },
	{ "points",        MSG_col_points },
	{ "post",          MSG_col_post },
	{ "published",     MSG_col_published },
	{ "reason",        MSG_col_reason },
	{ "region",        MSG_col_region },
	{ "region_name",   MSG_col_region_name },
	{ "reported",      MSG_col_reported },
	{ "result",        MSG_col_result },
	{ "role",          MSG_col_role },
	{ "round",         MSG_col_round },
	{ "score",         MSG_col_score },
	{ "since",         MSG_col_since },
	{ "source",        MSG_col_source },
	{ "stars",         MSG_col_stars },
	{ "state",         MSG_col_state },
	{ "station",       MSG_col_station },
	{ "station_name",  MSG_col_station_name },
	{ "title",         MSG_col_title },
	{ "to_name",       MSG_col_to_name },
	{ "told",          MSG_col_told },
	{ "unit",          MSG_col_unit },
	{ "unit_name",     MSG_col_unit_name },
	{ "version",       MSG_col_version },
	{ "words",         MSG_col_words },
};

enum msg column_word(struct str name)
{
	size_t low = 0, high = COUNT(columns);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int    order = str_cmp(name, str_of(columns[middle].name));

		if (order == 0)
			return columns[middle].word;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return MSG_NONE;
}
