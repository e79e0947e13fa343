#include "cases/files.h"

#include "cases/case_private.h"
#include "cases/resident_private.h"

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
