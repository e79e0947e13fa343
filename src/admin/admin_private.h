/* admin_private: the handlers of this room, and what its templates are drawn from. */
#ifndef ADMIN_ADMIN_PRIVATE_H
#define ADMIN_ADMIN_PRIVATE_H

#include "admin/admin.h"
#include "admin/admin.q.h"
#include "web/page.h"

struct audit_view {
	struct str action, object, day;
	bool       later;            /* not the first page */
	bool       cut;              /* the window ended before the list was full */
};

struct setting_line {
	struct str name, value;
};

struct settings_view {
	const struct setting_line *lines;
	size_t                     n;
};

enum err audit_get(struct req *r);
enum err settings_get(struct req *r);

#endif
