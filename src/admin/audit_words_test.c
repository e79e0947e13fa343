/* Whatever is written into the audit can be read there: every action has its words in every language. */
#include "admin/admin_private.h"

#include "base/tap.h"
#include "db/audit_actions.h"

int main(void)
{
	static const char *const actions[] = { AUDIT_ACTIONS };

	for (size_t i = 0; i < COUNT(actions); i++) {
		struct str action = str_of(actions[i]);

		tap_ok(audit_action_has_word(action), "%s has a word", actions[i]);
		for (int l = 0; l < LANG_COUNT; l++) {
			struct page p = { .catalogs = msg_catalogs, .lang = (enum lang)l };
			struct str  word = audit_action_word(&p, action);

			tap_ok(word.n && !str_eq(word, action), "%s in language %d", actions[i], l);
		}
		tap_ok(i == 0 || strcmp(actions[i - 1], actions[i]) < 0, "%s stands where it is looked for", actions[i]);
	}
	tap_ok(!audit_action_has_word(S("case.nothing")) && !audit_action_has_word(S("weather.rain")), "and no other has");
	return tap_done();
}
