/*
 * Before the handler, on a worker: what came with a form is looked at, made anew,
 * stored, and gets rows that are held. A file that cannot be taken is a fault of
 * its field, told with all others when the handler asks for that field.
 */
#include "file/file_private.h"

#include "db/lane.h"
#include "file/name.h"
#include "file/picture.h"
#include "base/log.h"

struct stored {
	struct look   look;
	struct str    field, id, name;
	int64_t       bytes, seq;
	unsigned char hash[HASH_BYTES], small[HASH_BYTES];
};

struct hold {
	struct req    *r;
	struct stored *v;
	size_t         n;
};

static const enum msg fault_words[LOOK_FAULTS] = {
	[LOOK_EMPTY] = MSG_file_empty,     [LOOK_LARGE] = MSG_file_large,   [LOOK_UNKNOWN] = MSG_file_unknown,
	[LOOK_HEIC] = MSG_file_heic,       [LOOK_MOVING] = MSG_file_moving, [LOOK_PIXELS] = MSG_file_pixels,
	[LOOK_BROKEN] = MSG_file_broken,   [LOOK_MACROS] = MSG_file_macros,
};

static void fault_add(struct taken *t, struct str field, enum msg what, int64_t which)
{
	t->faults[t->n_faults++] = (struct take_fault){ field, what, which };
}

static enum err picture_store(struct req *r, const struct upload *u, struct stored *s)
{
	struct file_store *store = r->house->files;
	struct arena      *a = arena_new(64 * 1024);
	struct picture     p;
	enum err           e;

	store_turn_take(store);
	e = picture_make(a, u->bytes, &p);
	store_turn_give(store);
	if (!e && !(e = store_put(store, r->county, p.large, r->now, s->hash)) &&
	    !(e = store_put(store, r->county, p.small, r->now, s->small))) {
		s->look.width = p.width;
		s->look.height = p.height;
		s->bytes = (int64_t)p.large.n;
	}
	arena_free(a);
	return e;
}

/* ERR_INPUT: a fault was noted, and the next one may be looked at. */
static enum err one_take(struct req *r, const struct upload *u, int64_t which, struct taken *t, struct stored *s)
{
	enum err e;

	*s = (struct stored){ .look = file_look(u->bytes), .field = u->field, .seq = which };
	if (s->look.fault) {
		fault_add(t, u->field, fault_words[s->look.fault], which);
		return ERR_INPUT;
	}
	s->id = file_id_new(r->arena);
	s->name = file_name_safe(r->arena, u->name, s->look.format);
	s->bytes = (int64_t)u->bytes.n;
	if (s->look.kind == FILE_KIND_PICTURE)
		e = picture_store(r, u, s);
	else
		e = store_put(r->house->files, r->county, u->bytes, r->now, s->hash);
	if (e == ERR_INPUT)
		fault_add(t, u->field, MSG_file_broken, which);
	return e;
}

static enum err hold_run(struct db *db, void *arg)
{
	const struct hold *h = arg;
	enum err           e = OK;

	db_scope(db, h->r->county.v, h->r->county.v);
	for (size_t i = 0; !e && i < h->n; i++) {
		const struct stored *s = &h->v[i];
		bool                 picture = s->look.kind == FILE_KIND_PICTURE;

		e = file_insert(db, &(struct file_insert_in){
			.county = h->r->county, .id = s->id, .seq = s->seq, .kind = s->look.kind,
			.format = s->look.format, .name = s->name, .bytes = s->bytes,
			.width = s->look.width, .height = s->look.height,
			.hash = { (const char *)s->hash, HASH_BYTES },
			.small = picture ? (struct str){ (const char *)s->small, HASH_BYTES } : STR_NONE,
			.now = h->r->now, .account = h->r->who.account }, NULL);
	}
	return e;
}

/* The form goes on as if its files had been held before. */
static void held_post(struct req *r, const struct hold *h)
{
	struct pair *posted = ARENA_ARRAY(r->arena, struct pair, r->n_posted + h->n + 1);
	size_t       n = 0;

	for (size_t i = 0; i < r->n_posted; i++)
		posted[n++] = r->posted[i];
	for (size_t i = 0; i < h->n; i++)
		posted[n++] = (struct pair){ held_name(r->arena, str_z(r->arena, h->v[i].field)),
		                             held_value(r, h->v[i].id) };
	r->posted = posted;
	r->n_posted = n;
}

static int64_t which_of(const struct req *r, size_t at)
{
	int64_t n = 1;

	for (size_t i = 0; i < at; i++)
		n += str_eq(r->uploads[i].field, r->uploads[at].field);
	return n;
}

enum err file_take(struct req *r)
{
	struct taken *t = ARENA_NEW(r->arena, struct taken);
	struct hold   h = { .r = r, .v = ARENA_ARRAY(r->arena, struct stored, r->n_uploads) };
	enum err      e = OK;

	t->faults = ARENA_ARRAY(r->arena, struct take_fault, r->n_uploads);
	r->files = t;
	if (r->county.v == 0)
		return ERR_FORGED;
	for (size_t i = 0; i < r->n_uploads; i++) {
		int64_t which = which_of(r, i);

		if (which > FILES_MAX) {
			fault_add(t, r->uploads[i].field, MSG_file_many, FILES_MAX);
			continue;
		}
		if ((e = req_limit(r, "file", UPLOADS_PER_ADDRESS, UPLOADS_WINDOW_S)))
			return e;
		e = one_take(r, &r->uploads[i], which, t, &h.v[h.n]);
		if (e == ERR_FULL)
			req_fault(r, str_z(r->arena, r->uploads[i].field), MSG_http_files_full, 0);
		if (e && e != ERR_INPUT)
			return e;
		h.n += e == OK;
	}
	if (h.n && (e = lane_call(r->house->lane, hold_run, &h)))
		return e;
	held_post(r, &h);
	return OK;
}
