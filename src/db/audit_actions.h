/*
 * audit_actions: what an audit row may say was done, all of it, in the order of bytes.
 *
 * audit_write() knows no other word, and src/admin/audit_words_test.c asks for the
 * words of each in both languages, so nothing is written that an auditor cannot
 * read. A room that writes a new one adds it here and to src/admin/audit_words.c.
 */
#ifndef DB_AUDIT_ACTIONS_H
#define DB_AUDIT_ACTIONS_H

#define AUDIT_ACTIONS \
	"account.add", "account.disable", "account.link", "account.password", "case.accept", \
	"case.answer", "case.assign", "case.call", "case.code", "case.consult", "case.decline", \
	"case.due", "case.enrol", "case.escalate", "case.lapse", "case.note", "case.part", \
	"case.publish", "case.rate", "case.reassign", "case.receive", "case.refuse_sign", \
	"case.rehandle", "case.release", "case.reply", "case.return", "case.reveal", "case.route", \
	"case.send_back", "case.sign", "case.supplement", "case.unpublish", "case.withdraw", \
	"coverage.target", "deputy.add", "deputy.assign", "deputy.change", "deputy.defaults", \
	"deputy.drop", "deputy.end", "deputy.forget", "deputy.go_on", "deputy.import", \
	"deputy.look", "deputy.reveal", "deputy.sheet", "deputy.start", "deputy.take_back", \
	"deputy.undo", "drive.end", "drive.start", "equipment.add", "equipment.drop", \
	"equipment.edit", "expert.add", "expert.edit", "expert.leave", "file.add", "file.publish", \
	"file.remove", "file.unpublish", "grant.add", "grant.end", "link.end", "link.make", \
	"link.visit", "meeting.add", "meeting.change", "obligation.cancel", "obligation.due", \
	"obligation.extend", "obligation.make", "obligation.report", "obligation.send_back", \
	"obligation.sign", "pack.drop", "pack.give_up", "pack.head", "pack.load", "pack.move", "pack.own", \
	"pack.publish", "pack.remove", "pack.row", "pack.source", "place.close", "place.create", "place.edit", \
	"place.own", "place.photos", "plan.create", "plan.judge", "post.change", "post.log", \
	"session.close", "session.open", "session.refuse", "session.switch", "setting.change", \
	"site.approve", "site.build", "site.drop", "site.edit", "site.open", "site.propose", \
	"site.return", "standard.check", "standard.inspect", "tenant.init", "totp.codes", \
	"totp.off", "totp.on", "totp.recovery", "totp.reset", "unit.add", "unit.close", \
	"unit.drop", "unit.import", "unit.look", "unit.open", "unit.rename", "unit.sheet", \
	"unit.undo", "upgrade.create", "upgrade.edit", "upgrade.report", \
	"view.remove", "view.save"

#endif
