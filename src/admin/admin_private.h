/* admin_private: the handlers of this room, and what its templates are drawn from. */
#ifndef ADMIN_ADMIN_PRIVATE_H
#define ADMIN_ADMIN_PRIVATE_H

#include "admin/admin.h"
#include "admin/admin.q.h"
#include "web/page.h"

/* What the list can be narrowed to: the stored name and its word. */
struct audit_action {
	struct str value, word;
};

struct audit_view {
	const struct audit_action *actions;
	size_t                     n_actions;
	struct str action, object, day;
	bool       later;            /* not the first page */
	bool       cut;              /* the window ended before the list was full */
};

struct setting_line {
	struct str name, value, word;  /* word: of the name, for people */
};

struct settings_view {
	const struct setting_line *lines;
	size_t                     n;
};

/* The words of a stored action and of its result; the stored name when it has none. */
struct str audit_action_word(const struct page *p, struct str action);
bool audit_action_has_word(struct str action);
struct str audit_result_word(const struct page *p, struct str result);
const struct audit_action *audit_actions(struct req *r, size_t *n);

enum err audit_get(struct req *r);
enum err settings_get(struct req *r);

#endif
