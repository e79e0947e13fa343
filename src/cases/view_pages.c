/*
 * Saved views: filters of the staff list that an account keeps under a name.
 * A view is an address of ours and no right: what it shows is asked for anew,
 * under the grant that acts. Each change leaves its audit row.
 */
#include "cases/list_private.h"

#include "base/html.h"
#include "db/audit.h"
#include "http/form.h"
#include "http/reply.h"
#include "web/page.h"

#define LIST_NAME "cases"
#define VIEWS_MAX 12             /* they stand in one row above the list */
#define VIEW_NAME_MAX 20

struct view_form {
	struct str name;
};

static const struct field view_fields[] = {
	FIELD(view_form, name, LINE, VIEW_NAME_MAX, NEEDED),
};

static void part_put(struct buf *b, const char *name, struct str value)
{
	if (value.n == 0)
		return;
	if (b->n)
		buf_char(b, '&');
	buf_z(b, name);
	buf_char(b, '=');
	html_url(b, value, false);
}

struct str ask_query(struct req *r, const struct ask *a)
{
	struct buf b;

	buf_init(&b, r->arena, 4096);
	part_put(&b, "q", a->search);
	part_put(&b, "state", a->state ? str_of(case_state_names[a->state]) : S(""));
	part_put(&b, "kind", a->kind ? str_int(r->arena, a->kind) : S(""));
	part_put(&b, "view", a->tab);
	return b.full ? S("") : buf_view(&b);
}

void views_ask(struct req *r)
{
	view_list_ask(r->db, &(struct view_list_in){ r->who.account, S(LIST_NAME) });
}

enum err views_fill(struct req *r, struct view_list_row **rows, size_t *n)
{
	return view_list(r->db, r->arena, &(struct view_list_in){ r->who.account, S(LIST_NAME) }, rows, n);
}

static enum err view_audit(struct req *r, const char *action, struct str name)
{
	return audit_write(r->db, &(struct audit){ .county = r->who.county, .now = r->now,
		.account = r->who.account, .grant = r->who.grant, .action = action, .object = name,
		.reason = STR_NONE });
}

/* One more than fit above the list, unless it takes the place of its namesake. */
static enum err room_check(struct req *r, struct str name)
{
	struct view_list_row *rows;
	size_t                n;
	enum err              e = views_fill(r, &rows, &n);

	if (e || n < VIEWS_MAX)
		return e;
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].name, name))
			return OK;
	req_fault(r, "name", MSG_view_many, VIEWS_MAX);
	return ERR_INPUT;
}

/* POST /views - keeps the filters that stand in the form. */
enum err view_post(struct req *r)
{
	struct view_form f;
	struct ask       a;
	struct str       query;
	enum err         e;

	if ((e = ask_read(r, &a)) || (e = req_form(r, view_fields, COUNT(view_fields), &f)))
		return e;
	query = ask_query(r, &a);
	if (query.n == 0) {
		req_fault(r, "name", MSG_view_nothing, 0);
		return ERR_INPUT;
	}
	if ((e = room_check(r, f.name)) ||
	    (e = view_put(r->db, &(struct view_put_in){ r->who.account, S(LIST_NAME), f.name, query }, NULL)) ||
	    (e = view_audit(r, "view.save", f.name)))
		return e;
	return reply_see(r, str_join(r->arena, S("/cases?"), query, STR_NONE));
}

/* POST /views/remove */
enum err view_remove_post(struct req *r)
{
	struct view_form f;
	int64_t          changed;
	enum err         e;

	if ((e = req_form(r, view_fields, COUNT(view_fields), &f)) ||
	    (e = view_drop(r->db, &(struct view_drop_in){ r->who.account, S(LIST_NAME), f.name }, &changed)))
		return e;
	if (changed && (e = view_audit(r, "view.remove", f.name)))
		return e;
	return reply_see(r, S("/cases"));
}
