/* GET /audit - every change in the auditor's tenant, newest first. */
#include "admin/admin_private.h"

#include "admin/pages.t.h"

#define PAGE_ROWS 50
#define EXPORT_CHUNK 1000
#define STAMP_SHIFT  20 /* an audit row's id is its millisecond and a count below (db/audit.h) */

static int64_t stamp_of(struct day d)
{
	return when_of(d, 0, 0).ms << STAMP_SHIFT;
}

/* A case number in any spelling as it is stored; other objects as typed. */
static struct str object_of(struct req *r, struct str typed)
{
	county_code county;
	case_id     id;

	if (typed.n && case_number_read(r->arena, typed, &county, &id))
		return case_number(r->arena, county, id);
	return typed.p ? typed : S("");
}

/* What narrows a sheet, in the words of the page. */
static const struct pair *filters_of(struct req *r, const struct audit_view *v, size_t *n)
{
	struct pair *f = ARENA_ARRAY(r->arena, struct pair, 3);
	struct page  page = page_of(r), *p = &page;

	*n = 0;
	if (v->action.n)
		f[(*n)++] = (struct pair){ msg(audit_action), audit_action_word(p, v->action) };
	if (v->object.n)
		f[(*n)++] = (struct pair){ msg(audit_object), v->object };
	if (v->day.n)
		f[(*n)++] = (struct pair){ msg(field_day), v->day };
	return f;
}

enum err audit_get(struct req *r)
{
	struct str action = req_query(r, "action"), day = req_query(r, "day"),
		   after = req_query(r, "after");
	int64_t                limit = r->counting ? EXPORT_CHUNK : PAGE_ROWS;
	struct audit_view      v = { .action = action.p ? action : S(""), .day = S("") };
	struct audit_list_in   in = { .county = r->who.county, .from = 0, .before = INT64_MAX,
	                              .action = v.action, .window = AUDIT_WINDOW, .limit = limit };
	struct audit_list_row *rows;
	struct audit_window_row window;
	struct list l = { .face = &audit_list_face, .total = -1, .view = &v, .file = "audit" };
	struct day             d;
	enum err               e;

	in.object = v.object = object_of(r, req_query(r, "object"));
	if (day.n && day_read(day, &d)) {
		v.day = day;
		in.from = stamp_of(d);
		in.before = stamp_of((struct day){ d.n + 1 });
	}
	v.actions = audit_actions(r, &v.n_actions);
	v.later = after.n > 0;
	if (after.n && !str_number(after, in.before, &in.before))
		return ERR_MISSING;
	if ((e = audit_list(r->db, r->arena, &in, &rows, &l.n)) ||
	    (e = audit_window(r->db, r->arena, &(struct audit_window_in){ .county = in.county,
	            .from = in.from, .before = in.before, .window = in.window }, &window)))
		return e;
	l.filters = filters_of(r, &v, &l.n_filters);
	l.rows = rows;
	l.next = STR_NONE;
	if (l.n == (size_t)limit) {
		l.next = str_int(r->arena, rows[l.n - 1].id.v);
	} else if (window.rows == in.window) {
		l.next = str_int(r->arena, window.last);
		v.cut = true;
	}
	return reply_list(r, MSG_audit_title, audit_html, &l);
}
