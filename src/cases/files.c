#include "cases/files.h"

#include "cases/case_private.h"
#include "cases/resident_private.h"
#include "http/form.h"

#define SHOWN_MAX 100

static struct file_place words_of(case_id id)
{
	return (struct file_place){ FILE_OWNER_CASEFILE, id.v, -1 };
}

static struct file_place replies_of(case_id id)
{
	return (struct file_place){ FILE_OWNER_REPLY, id.v, -1 };
}

enum err case_files_staff(struct req *r, case_id id, struct case_files *out)
{
	struct file_place words = words_of(id), replies_at = replies_of(id);
	enum err          e = file_list(r, &words, &out->words);

	return e ? e : file_list(r, &replies_at, &out->replies);
}

enum err case_files_resident(struct req *r, case_id id, struct str base, struct case_files *out)
{
	struct file_place words = words_of(id), replies_at = replies_of(id);
	enum err          e = file_list_by(r, &words, base, &out->words);

	return e ? e : file_list_by(r, &replies_at, base, &out->replies);
}

enum err case_files_public(struct req *r, case_id id, struct case_files *out)
{
	struct file_place words = words_of(id), replies_at = replies_of(id);
	enum err          e = file_list_public(r, &words, &out->words);

	return e ? e : file_list_public(r, &replies_at, &out->replies);
}

enum err case_files_publish(struct req *r, case_id id, bool out)
{
	struct file_place     words = words_of(id), replies_at = replies_of(id);
	struct case_by_id_row c;
	struct str           *ids = ARENA_ARRAY(r->arena, struct str, SHOWN_MAX);
	size_t                n = 0;
	enum err              e = case_by_id(r->db, r->arena, &(struct case_by_id_in){ .county = r->county, .id = id }, &c);

	for (size_t i = 0; out && i < r->n_posted && n < SHOWN_MAX; i++)
		if (str_eq(r->posted[i].name, S("show")))
			ids[n++] = r->posted[i].value;
	if (!e)
		e = file_publish(r, &words, ids, c.consent ? n : 0);
	return e ? e : file_publish(r, &replies_at, ids, n);
}

bool case_takes_files(const char *step)
{
	return strcmp(step, "answer") == 0 || strcmp(step, "reply") == 0 || strcmp(step, "part") == 0;
}

/* Only what the page shows: the resident's own, and of answers those that were given. */
enum err follow_file_get(struct req *r)
{
	struct case_by_id_row      c;
	struct follow_replies_row *given;
	struct file_place          at;
	size_t                     n;
	enum err                   e;

	if ((e = case_of_token(r, &c)) ||
	    (e = follow_replies(r->db, r->arena, &(struct follow_replies_in){ .county = r->county,
	                        .case_id = c.id }, &given, &n)))
		return e;
	at = words_of(c.id);
	e = file_send(r, &at);
	for (size_t i = 0; e == ERR_MISSING && i < n; i++) {
		at = (struct file_place){ FILE_OWNER_REPLY, c.id.v, given[i].round };
		e = file_send(r, &at);
	}
	return e;
}

bool case_file_drops(const struct req *r, const struct case_by_id_row *c, uint64_t may,
                     const struct file_line *f, bool of_words)
{
	if (of_words)
		return f->by_account && (r->who.roles & STATION_STAFF) && may >> CASE_EVENT_ANSWER & 1;
	return (f->part == c->round && may >> CASE_EVENT_REPLY & 1) ||
	       (f->part == PART_OF_UNIT + r->who.unit.v && may >> CASE_EVENT_PART & 1);
}

struct file_drop_form {
	struct str file;
};

static const struct field file_drop_fields[] = {
	FIELD(file_drop_form, file, LINE, 64, NEEDED),
};

enum err case_file_drop_post(struct req *r)
{
	struct desk           d = desk_of(r);
	struct case_by_id_row c;
	struct case_files     files;
	struct file_drop_form f;
	uint64_t              may;
	enum err              e;

	if ((e = case_of_path(r, &c)) || (e = case_may(&d, &c, &may)) || (e = case_files_staff(r, c.id, &files)) ||
	    (e = req_form(r, file_drop_fields, COUNT(file_drop_fields), &f)))
		return e;
	for (int words = 0; words < 2; words++) {
		const struct file_lines *all = words ? &files.words : &files.replies;
		struct file_place        at = words ? words_of(c.id) : replies_of(c.id);

		for (size_t i = 0; i < all->n; i++) {
			if (!str_eq(all->v[i].id, f.file))
				continue;
			if (!case_file_drops(r, &c, may, &all->v[i], words))
				return ERR_STEP;
			if ((e = file_drop(r, &at, f.file)))
				return e;
			return reply_see(r, str_join(r->arena, S("/cases/"), case_number(r->arena, r->county, c.id), STR_NONE));
		}
	}
	return ERR_MISSING;
}
