/*
 * The doors out. A picture is drawn by the browser because we made its bytes; a
 * document is only ever saved, whatever it is.
 */
#include <unistd.h>

#include "file/file_private.h"
#include "file/name.h"
#include "http/reply.h"

static void fd_close(void *arg)
{
	close(*(int *)arg);
}

enum err row_send(struct req *r, const struct file_by_id_row *f, struct str size)
{
	bool       picture = f->kind == FILE_KIND_PICTURE, small = str_eq(size, S("small"));
	struct str hash = small ? f->small : f->hash;
	uint64_t   bytes = 0;
	int       *fd = ARENA_NEW(r->arena, int);
	enum err   e;

	if (!hash.p || (!small && !str_eq(size, S("large"))))
		return ERR_MISSING;
	e = store_open(r->house->set.dir, r->db, r->county, hash, r->arena, fd, &bytes);
	/* A row without its bytes is our fault, not a wrong address. */
	if (e)
		return e == ERR_MISSING ? ERR_FAULT : e;
	arena_defer(r->arena, fd_close, fd);
	if ((e = reply_header(r, "Content-Disposition",
	                      file_disposition(r->arena, picture ? "inline" : "attachment", f->name))) ||
	    (e = reply_header(r, "Content-Security-Policy", S("sandbox; default-src 'none'"))) ||
	    (e = reply_header(r, "Cross-Origin-Resource-Policy", S("same-origin"))))
		return e;
	return reply_file(r, file_media(f->format), *fd, bytes);
}

/* GET /file/:id/:size/:mark - by a link of one of our pages, for the session it was drawn for. */
enum err file_get(struct req *r)
{
	struct file_by_id_row f;
	struct str            id = req_part(r, "id");
	bool                  found;
	enum err              e;

	if (!file_mark_good(r, id, "link", req_part(r, "mark")))
		return ERR_MISSING;
	e = file_by_id(r->db, r->arena, &(struct file_by_id_in){ .county = r->county, .id = id }, &f, &found);
	return e ? e : found ? row_send(r, &f, req_part(r, "size")) : ERR_MISSING;
}

/*
 * Bytes under a public id never change, so a browser that has them need not ask for a
 * day, and asks then whether it still may; caches that many share keep nothing, because
 * a picture that is taken back has to be gone.
 */
static enum err public_send(struct req *r, const struct file_by_id_row *f, struct str size)
{
	struct str tag = str_join(r->arena, S("\""), f->public, S("-"), size, S("\""), STR_NONE);
	size_t     at;
	enum err   e;

	if (!str_eq(size, S("large")) && !str_eq(size, S("small")))
		return ERR_MISSING;
	if ((e = reply_header(r, "ETag", tag)) ||
	    (e = reply_header(r, "Cache-Control", S("private, max-age=86400"))))
		return e;
	if (!str_find(req_header(r, "If-None-Match"), tag, &at))
		return row_send(r, f, size);
	reply_status(r, 304);
	return reply_bytes(r, NULL, S(""));
}

/* GET /public-files/:county/:id/:size - what is published, for everybody. */
enum err file_public_get(struct req *r)
{
	struct file_by_id_row f;
	int64_t               county;
	bool                  found;
	enum err              e;

	if (!str_number(req_part(r, "county"), 999999, &county) || req_part(r, "id").n != ID_TEXT)
		return ERR_MISSING;
	req_enter(r, (county_code){ county });
	e = file_by_public(r->db, r->arena, &(struct file_by_public_in){ .county = r->county,
	                   .public = req_part(r, "id") }, &f, &found);
	if (e || !found)
		return e ? e : ERR_MISSING;
	return public_send(r, &f, req_part(r, "size"));
}

enum err file_send(struct req *r, const struct file_place *of)
{
	struct file_by_id_row f;
	bool                  found;
	enum err e = file_by_id(r->db, r->arena, &(struct file_by_id_in){ .county = r->county,
	                        .id = req_part(r, "id") }, &f, &found);

	if (e)
		return e;
	if (!found || f.owner != of->owner || f.owner_id != of->id || (of->part >= 0 && f.part != of->part))
		return ERR_MISSING;
	return row_send(r, &f, req_part(r, "size"));
}

const struct route file_routes[] = {
	{ GET, "/file/:id/:size/:mark",         SIGNED, file_get,        NULL, NULL, HEAVY | PRIVATE },
	{ GET, "/public-files/:county/:id/:size", ANYONE, file_public_get, NULL, NULL, HEAVY },
	{ 0 },
};
