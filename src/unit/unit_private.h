/* unit_private: what the files of this room share. */
#ifndef UNIT_UNIT_PRIVATE_H
#define UNIT_UNIT_PRIVATE_H

#include "base/text.h"
#include "http/reply.h"
#include "unit/unit.h"
#include "unit/unit.q.h"
#include "web/page.h"

#define UNIT_NAME_MAX 40

struct units_view {
	const struct unit_page_row *rows;
	struct str                  search;
	bool                        closed, may_change, later;
};

struct unit_view {
	struct unit_by_id_row u;
	int64_t               waiting;   /* cases on its desk, at most a hundred are counted */
	bool                  may_change;
};

enum err unit_list_get(struct req *r);
enum err unit_show_get(struct req *r);
enum err unit_add_post(struct req *r);
enum err unit_rename_post(struct req *r);
enum err unit_use_post(struct req *r);

#endif
