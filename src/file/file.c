/* What handlers do with files: take those of a form, give them away, list them, show them. */
#include "file/file_private.h"

#include "db/audit.h"

/* ---- in ---- */

static void faults_mark(struct req *r, const char *field)
{
	const struct taken *t = r->files;

	for (size_t i = 0; t && i < t->n_faults; i++)
		if (str_eq(t->faults[i].field, str_of(field)))
			req_fault(r, field, t->faults[i].what, t->faults[i].which);
}

static bool kind_taken(unsigned takes, enum file_kind kind)
{
	return takes & (kind == FILE_KIND_PICTURE ? TAKES_PICTURES : TAKES_DOCUMENTS);
}

/* Held, ours, and of a kind that this field takes. */
static enum err held_check(struct req *r, const char *field, unsigned takes, struct str id, bool *good)
{
	struct file_by_id_row f;
	enum err e = file_by_id(r->db, r->arena, &(struct file_by_id_in){ .county = r->county, .id = id }, &f, good);

	if (e || !*good)
		return e;
	*good = f.owner == FILE_OWNER_HELD;
	if (*good && !kind_taken(takes, f.kind)) {
		*good = false;
		req_fault(r, field, takes == TAKES_PICTURES ? MSG_file_only_pictures : MSG_file_only_documents, f.seq);
	}
	return OK;
}

enum err file_form(struct req *r, const char *field, unsigned takes, size_t max, struct file_set *out)
{
	struct str name = held_name(r->arena, field);
	enum err   e;

	*out = (struct file_set){ .n = 0 };
	faults_mark(r, field);
	for (size_t i = 0; i < r->n_posted; i++) {
		struct str id;
		bool       good;

		if (!str_eq(r->posted[i].name, name) || !held_read(r, r->posted[i].value, &id))
			continue;
		if ((e = held_check(r, field, takes, id, &good)))
			return e;
		if (good && out->n == max)
			req_fault(r, field, MSG_file_many, (int64_t)max);
		else if (good)
			out->id[out->n++] = id;
	}
	return field_fault_of(r, field) ? ERR_INPUT : OK;
}

static enum err file_audit(struct req *r, const char *action, struct str id, const char *result)
{
	return audit_write(r->db, &(struct audit){ .county = r->county, .now = r->now, .account = r->who.account,
	                   .grant = r->who.grant, .action = action, .object = id, .result = result });
}

static enum err one_attach(struct req *r, struct str id, const struct file_place *to, int64_t seq)
{
	struct file_by_id_row f;
	int64_t               changed = 0;
	bool                  found;
	enum err e = file_by_id(r->db, r->arena, &(struct file_by_id_in){ .county = r->county, .id = id }, &f, &found);

	if (e || !found)
		return e ? e : ERR_CONFLICT;
	if ((e = store_keep(r->house->files, r->db, r->county, f.hash, r->now)) ||
	    (f.small.p && (e = store_keep(r->house->files, r->db, r->county, f.small, r->now))))
		return e == ERR_MISSING ? ERR_CONFLICT : e;
	e = file_give(r->db, &(struct file_give_in){ .county = r->county, .id = id, .owner = to->owner,
	              .owner_id = to->id, .part = to->part, .seq = seq }, &changed);
	if (e || changed != 1)
		return e ? e : ERR_CONFLICT;
	return file_audit(r, "file.add", id, file_owner_names[to->owner]);
}

enum err file_attach(struct req *r, const struct file_set *set, const struct file_place *to)
{
	struct file_next_row next;
	enum err             e;

	if (set->n == 0)
		return OK;
	e = file_next(r->db, r->arena, &(struct file_next_in){ .county = r->county, .owner = to->owner,
	              .owner_id = to->id, .part = to->part }, &next);
	for (size_t i = 0; !e && i < set->n; i++)
		e = one_attach(r, set->id[i], to, next.seq + (int64_t)i);
	return e;
}

enum err file_drop(struct req *r, const struct file_place *at, struct str id)
{
	int64_t  changed = 0;
	enum err e = file_delete(r->db, &(struct file_delete_in){ .county = r->county, .id = id, .owner = at->owner,
	                         .owner_id = at->id }, &changed);

	if (e || changed != 1)
		return e ? e : ERR_MISSING;
	return file_audit(r, "file.remove", id, file_owner_names[at->owner]);
}

size_t held_list(struct req *r, const char *field, unsigned takes, struct held_file out[FILES_MAX])
{
	struct str name = held_name(r->arena, field);
	size_t     n = 0;

	for (size_t i = 0; r->db && i < r->n_posted && n < FILES_MAX; i++) {
		struct file_by_id_row f;
		struct str            id;
		bool                  found;

		if (!str_eq(r->posted[i].name, name) || !held_read(r, r->posted[i].value, &id) ||
		    file_by_id(r->db, r->arena, &(struct file_by_id_in){ .county = r->county, .id = id }, &f, &found) ||
		    !found || f.owner != FILE_OWNER_HELD || !kind_taken(takes, f.kind))
			continue;
		out[n++] = (struct held_file){ id, r->posted[i].value, f.name, bytes_words(r, f.bytes) };
	}
	return n;
}

/* ---- out ---- */

static const struct face_col file_line_cols[] = {
	{ "name", FACE_TEXT, false, offsetof(struct file_line, name), NULL },
	{ "kind", FACE_ENUM, false, offsetof(struct file_line, kind), file_kind_names },
	{ "format", FACE_ENUM, false, offsetof(struct file_line, format), file_format_names },
	{ "bytes", FACE_INT, false, offsetof(struct file_line, bytes), NULL },
	{ "width", FACE_INT, false, offsetof(struct file_line, width), NULL },
	{ "height", FACE_INT, false, offsetof(struct file_line, height), NULL },
	{ "part", FACE_INT, false, offsetof(struct file_line, part), NULL },
	{ "published", FACE_BOOL, false, offsetof(struct file_line, shown), NULL },
	{ "address", FACE_TEXT, false, offsetof(struct file_line, address), NULL },
};
const struct face file_line_face = { "files", sizeof(struct file_line), file_line_cols, COUNT(file_line_cols) };

static void line_fill(struct req *r, const struct file_by_id_row *f, struct file_line *l)
{
	*l = (struct file_line){ .id = f->id, .name = f->name, .size = bytes_words(r, f->bytes), .kind = f->kind,
	                         .format = f->format, .part = f->part, .width = f->width, .height = f->height,
	                         .bytes = f->bytes, .shown = f->public.p != NULL,
	                         .by_account = f->account.v != 0 };
}

/* "BEFORE/ID/large/MARK", of which all but the id may be left out. */
static struct str path_of(struct arena *a, struct str before, struct str id, const char *size, struct str mark)
{
	return str_join(a, before, id, S("/"), str_of(size), mark.n ? S("/") : S(""), mark, STR_NONE);
}

static enum err rows_read(struct req *r, const struct file_place *at, struct file_by_id_row **rows,
                          struct file_lines *out)
{
	enum err e = file_of_owner(r->db, r->arena, &(struct file_of_owner_in){ .county = r->county,
	                           .owner = at->owner, .owner_id = at->id }, rows, &out->n);

	out->v = ARENA_ARRAY(r->arena, struct file_line, out->n + 1);
	return e;
}

/* Which rows, and how their links begin and end. */
struct way {
	const char *door;
	struct str  before;
	bool        marked, public;
};

static enum err lines_read(struct req *r, const struct file_place *at, const struct way *w, struct file_lines *out)
{
	struct file_by_id_row *rows = NULL;
	size_t                 n = 0;
	enum err               e = rows_read(r, at, &rows, out);

	out->door = w->door;
	for (size_t i = 0; !e && i < out->n; i++) {
		struct file_line *l = &out->v[n];
		struct str        id = w->public ? rows[i].public : rows[i].id, mark = S("");

		if ((at->part >= 0 && rows[i].part != at->part) || !id.p)
			continue;
		line_fill(r, &rows[i], l);
		if (w->marked)
			mark = file_mark(r, id, "link", r->now.ms + LINK_MS);
		l->path = path_of(r->arena, w->before, id, "large", mark);
		l->small = path_of(r->arena, w->before, id, "small", mark);
		l->address = str_join(r->arena, S("/"), str_of(w->door), S("/"), l->path, STR_NONE);
		n++;
	}
	out->n = n;
	return e;
}

enum err file_list(struct req *r, const struct file_place *at, struct file_lines *out)
{
	return lines_read(r, at, &(struct way){ "file", S(""), true, false }, out);
}

enum err file_list_by(struct req *r, const struct file_place *at, struct str base, struct file_lines *out)
{
	return lines_read(r, at, &(struct way){ "o", str_join(r->arena, base, S("/file/"), STR_NONE), false, false }, out);
}

enum err file_list_public(struct req *r, const struct file_place *at, struct file_lines *out)
{
	struct str county = str_join(r->arena, str_int(r->arena, r->county.v), S("/"), STR_NONE);

	return lines_read(r, at, &(struct way){ "public-files", county, false, true }, out);
}

struct file_lines file_lines_of(struct req *r, const struct file_lines *all, int64_t part)
{
	struct file_lines some = { ARENA_ARRAY(r->arena, struct file_line, all->n + 1), 0, all->door };

	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].part == part)
			some.v[some.n++] = all->v[i];
	return some;
}

/* ---- for everybody ---- */

enum err file_publish(struct req *r, const struct file_place *of, const struct str *ids, size_t n)
{
	struct file_by_id_row *rows = NULL;
	struct file_lines      all;
	enum err               e = rows_read(r, of, &rows, &all);

	for (size_t i = 0; !e && i < all.n; i++) {
		bool chosen = false;

		for (size_t k = 0; k < n; k++)
			chosen = chosen || (str_eq(rows[i].id, ids[k]) && rows[i].kind == FILE_KIND_PICTURE);
		if (!chosen && !rows[i].public.p)
			continue;
		/* A new id each time: a link that was ended does not come to life again. */
		e = file_show(r->db, &(struct file_show_in){ .county = r->county, .id = rows[i].id,
		              .public = chosen ? file_id_new(r->arena) : STR_NONE }, NULL);
		if (!e)
			e = file_audit(r, chosen ? "file.publish" : "file.unpublish", rows[i].id, "");
	}
	return e;
}
