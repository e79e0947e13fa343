/* The words of the audit: what people read instead of the names that are stored. */
#include "admin/admin_private.h"

static const struct {
	const char *action;
	enum msg    word;
} others[] = {
	{ "session.open", MSG_audit_open },       { "session.close", MSG_audit_close },
	{ "session.refuse", MSG_audit_refuse },   { "session.switch", MSG_audit_switch },
	{ "account.add", MSG_audit_add },         { "account.password", MSG_audit_password },
	{ "totp.on", MSG_audit_totp_on },         { "totp.off", MSG_audit_totp_off },
	{ "totp.codes", MSG_audit_totp_codes },   { "totp.reset", MSG_audit_totp_reset },
	{ "totp.recovery", MSG_audit_totp_recovery },
	{ "account.link", MSG_audit_account_link },
	{ "account.disable", MSG_audit_disable }, { "grant.add", MSG_audit_grant },
	{ "case.due", MSG_audit_due },            { "view.save", MSG_audit_view_save },
	{ "view.remove", MSG_audit_view_remove }, { "grant.end", MSG_audit_grant_end },
	{ "standard.check", MSG_audit_standard_check },
	{ "standard.inspect", MSG_audit_standard_inspect },
	{ "link.make", MSG_audit_link_make },
	{ "link.visit", MSG_audit_link_visit },
	{ "link.end", MSG_audit_link_end },
	{ "drive.start", MSG_audit_drive_start },
	{ "drive.end", MSG_audit_drive_end },
	{ "post.change", MSG_audit_post_change },
	{ "post.log", MSG_audit_post_log },
	{ "meeting.add", MSG_audit_meeting_add },
	{ "meeting.change", MSG_audit_meeting_change },
	{ "obligation.make", MSG_audit_obligation_make },
	{ "obligation.report", MSG_audit_obligation_report },
	{ "obligation.sign", MSG_audit_obligation_sign },
	{ "obligation.send_back", MSG_audit_obligation_send_back },
	{ "obligation.cancel", MSG_audit_obligation_cancel },
	{ "obligation.extend", MSG_audit_obligation_extend },
	{ "obligation.due", MSG_audit_obligation_due },
	{ "tenant.init", MSG_audit_tenant_init },
	{ "unit.add", MSG_audit_unit_add }, { "unit.rename", MSG_audit_unit_rename },
	{ "unit.close", MSG_audit_unit_close }, { "unit.open", MSG_audit_unit_open },
	{ "unit.sheet", MSG_audit_unit_sheet }, { "unit.look", MSG_audit_unit_look },
	{ "unit.import", MSG_audit_unit_import }, { "unit.undo", MSG_audit_unit_undo },
	{ "unit.drop", MSG_audit_unit_drop },
	{ "setting.change", MSG_audit_setting_change },
	{ "pack.load", MSG_audit_pack_load },
	{ "coverage.target", MSG_audit_coverage_target },
	{ "deputy.add", MSG_audit_deputy_add },
	{ "deputy.assign", MSG_audit_deputy_assign },
	{ "deputy.change", MSG_audit_deputy_change },
	{ "deputy.defaults", MSG_audit_deputy_defaults },
	{ "deputy.drop", MSG_audit_deputy_drop },
	{ "deputy.end", MSG_audit_deputy_end },
	{ "deputy.forget", MSG_audit_deputy_forget },
	{ "deputy.go_on", MSG_audit_deputy_go_on },
	{ "deputy.import", MSG_audit_deputy_import },
	{ "deputy.look", MSG_audit_deputy_look },
	{ "deputy.reveal", MSG_audit_deputy_reveal },
	{ "deputy.sheet", MSG_audit_deputy_sheet },
	{ "deputy.start", MSG_audit_deputy_start },
	{ "deputy.take_back", MSG_audit_deputy_take_back },
	{ "deputy.undo", MSG_audit_deputy_undo },
	{ "equipment.add", MSG_audit_equipment_add },
	{ "equipment.drop", MSG_audit_equipment_drop },
	{ "equipment.edit", MSG_audit_equipment_edit },
	{ "expert.add", MSG_audit_expert_add },
	{ "expert.edit", MSG_audit_expert_edit },
	{ "expert.leave", MSG_audit_expert_leave },
	{ "file.add", MSG_audit_file_add },
	{ "file.publish", MSG_audit_file_publish },
	{ "file.remove", MSG_audit_file_remove },
	{ "file.unpublish", MSG_audit_file_unpublish },
	{ "pack.drop", MSG_audit_pack_drop },
	{ "pack.give_up", MSG_audit_pack_give_up },
	{ "pack.head", MSG_audit_pack_head },
	{ "pack.move", MSG_audit_pack_move },
	{ "pack.own", MSG_audit_pack_own },
	{ "pack.publish", MSG_audit_pack_publish },
	{ "pack.remove", MSG_audit_pack_remove },
	{ "pack.row", MSG_audit_pack_row },
	{ "pack.source", MSG_audit_pack_source },
	{ "place.close", MSG_audit_place_close },
	{ "place.create", MSG_audit_place_create },
	{ "place.edit", MSG_audit_place_edit },
	{ "place.own", MSG_audit_place_own },
	{ "place.photos", MSG_audit_place_photos },
	{ "plan.create", MSG_audit_plan_create },
	{ "plan.judge", MSG_audit_plan_judge },
	{ "site.approve", MSG_audit_site_approve },
	{ "site.build", MSG_audit_site_build },
	{ "site.drop", MSG_audit_site_drop },
	{ "site.edit", MSG_audit_site_edit },
	{ "site.open", MSG_audit_site_open },
	{ "site.propose", MSG_audit_site_propose },
	{ "site.return", MSG_audit_site_return },
	{ "upgrade.create", MSG_audit_upgrade_create },
	{ "upgrade.edit", MSG_audit_upgrade_edit },
	{ "upgrade.report", MSG_audit_upgrade_report },
};

/* The value of a name in a list of names, 0 when it is none of them. */
static size_t named(struct str name, const char *const *names, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (str_eq(name, str_of(names[i])))
			return i;
	return 0;
}

struct str audit_action_word(const struct page *p, struct str action)
{
	size_t e = str_starts(action, S("case.")) ?
	           named(str_part(action, 5, action.n), case_event_names, CASE_EVENT_COUNT) : 0;

	if (e)
		return label(case_event, e);
	for (size_t i = 0; i < COUNT(others); i++)
		if (str_eq(action, str_of(others[i].action)))
			return page_msg(p, others[i].word);
	return action;
}

bool audit_action_has_word(struct str action)
{
	bool found = str_starts(action, S("case.")) && named(str_part(action, 5, action.n), case_event_names, CASE_EVENT_COUNT);

	for (size_t i = 0; !found && i < COUNT(others); i++)
		found = str_eq(action, str_of(others[i].action));
	return found;
}

struct str audit_result_word(const struct page *p, struct str result)
{
	size_t v;

	if ((v = named(result, case_state_names, CASE_STATE_COUNT)))
		return label(case_state, v);
	if ((v = named(result, role_names, ROLE_COUNT)))
		return label(role, v);
	if ((v = named(result, channel_names, CHANNEL_COUNT)))
		return label(channel, v);
	if ((v = named(result, obligation_state_names, OBLIGATION_STATE_COUNT)))
		return label(obligation_state, v);
	return str_eq(result, S("link")) ? msg(audit_by_link) : result;
}

const struct audit_action *audit_actions(struct req *r, size_t *n)
{
	struct audit_action *list = ARENA_ARRAY(r->arena, struct audit_action,
	                                        COUNT(others) + CASE_EVENT_COUNT);
	struct page          page = page_of(r), *p = &page;

	*n = 0;
	for (size_t i = 0; i < COUNT(others); i++)
		list[(*n)++] = (struct audit_action){ str_of(others[i].action),
			page_msg(p, others[i].word) };
	for (size_t i = 1; i < CASE_EVENT_COUNT; i++)
		list[(*n)++] = (struct audit_action){
			str_join(r->arena, S("case."), str_of(case_event_names[i]), STR_NONE),
			label(case_event, i) };
	return list;
}
