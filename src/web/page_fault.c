/* The summary of a form's faults names each field by the word people see above it. */
#include "web/page.h"

/* The first row that fits wins; `path` is the end of the address the form was sent to. */
static const struct {
	const char *path, *field;
	enum msg    label;
} labels[] = {
	{ "/sign-in", "name", MSG_signin_name },
	{ "/sign-in", "password", MSG_signin_password },
	{ "/password", "old", MSG_password_old },
	{ "/password", "fresh", MSG_password_new },
	{ "/password", "again", MSG_password_again },
	{ "/views", "name", MSG_view_name },
	{ "/accounts", "name", MSG_signin_name },
	{ "/accounts", "display", MSG_account_display },
	{ "/grants", "role", MSG_account_role },
	{ "/grants", "station", MSG_account_station },
	{ "/grants", "unit", MSG_account_unit },
	{ "/grants", "deputy", MSG_account_deputy },
	{ "/grants", "place", MSG_account_place },
	{ "/decline", "reason", MSG_step_decline_reason },
	{ "/decline", "told", MSG_step_decline_where },
	{ "/part", "told", MSG_step_part_words },
	{ "/publish", "told", MSG_field_words },
	{ "/publish", "note", MSG_field_reply },
	{ "/consult", "note", MSG_step_consult_what },
	{ "/call", "note", MSG_step_call_what },
	{ "/refuse-sign", "note", MSG_step_what_to_change },
	{ "/note", "note", MSG_case_note },
	{ "/rate", "told", MSG_field_remark },
	{ "/obligations/new", "title", MSG_owed_what },
	{ "/obligations/new", "words", MSG_owed_words },
	{ "/report", "words", MSG_owed_report_help },
	{ "/send-back", "words", MSG_owed_send_back_help },
	{ "/extend", "words", MSG_owed_why },
	{ "/cancel", "words", MSG_owed_why },
	{ "", "owner", MSG_owed_owner },
	{ "", "due", MSG_owed_due },
	{ "", "reason", MSG_field_class },
	{ "", "told", MSG_field_reply },
	{ "", "note", MSG_step_why },
	{ "", "words", MSG_field_words },
	{ "", "title", MSG_field_title },
	{ "", "kind", MSG_field_kind },
	{ "", "region", MSG_field_place },
	{ "", "anonymity", MSG_say_contact },
	{ "", "name", MSG_field_name },
	{ "", "phone", MSG_field_phone },
	{ "", "door", MSG_field_door },
	{ "", "consent", MSG_field_consent },
	{ "", "channel", MSG_field_channel },
	{ "", "persons", MSG_field_persons },
	{ "", "deputy", MSG_field_deputy },
	{ "", "received_by", MSG_field_received_by },
	{ "", "lead", MSG_case_lead },
	{ "", "assist", MSG_case_assists },
	{ "", "proposed", MSG_step_proposed_unit },
	{ "", "station", MSG_step_route_to },
	{ "", "desk", MSG_step_escalate_to },
	{ "", "no", MSG_field_case_no },
	{ "", "code", MSG_field_code },
	{ "", "last4", MSG_find_last4 },
	{ "", "attitude", MSG_field_attitude },
	{ "", "result", MSG_field_result },
	{ "", "remark", MSG_field_remark },
	{ "", "why", MSG_follow_withdraw_why },
};

struct str page_fault_named(const struct page *p, const struct field_fault *f)
{
	struct str words = page_fault_words(p, f), path = p->r->path;

	/* About a password the words say enough, and the field was the right one. */
	if (f->what != MSG_fault_needed && (str_ends(path, S("/sign-in")) || str_ends(path, S("/password"))))
		return words;
	for (size_t i = 0; i < COUNT(labels); i++)
		if (strcmp(labels[i].field, f->field) == 0 &&
		    str_ends(path, str_of(labels[i].path)))
			return page_msgf(p, MSG_fault_named,
			        (const struct str[]){ page_msg(p, labels[i].label), words }, 2);
	return words;
}
