/* Photos of a place: taken in by the file room, shown to everybody only when somebody says so. */
#include "place/show_pages.h"

#include "http/form.h"

#define PHOTO_ID_MAX 64

struct photos_form {
	bool shown;
};

static const struct field photos_fields[] = {
	FIELD(photos_form, shown, CHECK, 0, OPTIONAL),
};

/* Whose photos may be changed by this reader: any in an office's range, a station's people their own. */
static enum err own_place(struct req *r, struct place_by_id_row *s)
{
	enum err e = place_of_path(r, s);

	if (!e && (r->who.roles & STATION_STAFF) && s->id.v != r->who.station.v)
		return ERR_MISSING;
	return e ? e : s->closed.n ? ERR_STEP : OK;
}

/* Everybody sees all of them or none. */
static enum err photos_show(struct req *r, const struct file_place *at, bool shown)
{
	struct file_lines all;
	struct str       *ids;
	size_t            n = 0;
	enum err          e = file_list(r, at, &all);

	if (e)
		return e;
	ids = ARENA_ARRAY(r->arena, struct str, all.n);
	for (size_t i = 0; shown && i < all.n; i++)
		if (all.v[i].kind == FILE_KIND_PICTURE)
			ids[n++] = all.v[i].id;
	return file_publish(r, at, ids, n);
}

/* POST /stations/:id/photos */
enum err place_photos_post(struct req *r)
{
	struct place_by_id_row s;
	struct photos_form     f;
	struct file_set        set;
	enum err               e = own_place(r, &s);
	struct file_place      at = { FILE_OWNER_STATION, s.id.v, 0 };

	if (e || (e = req_form(r, photos_fields, COUNT(photos_fields), &f)) ||
	    (e = file_form(r, "pictures", TAKES_PICTURES, FILES_MAX, &set)))
		return e;
	if ((set.n && (e = file_attach(r, &set, &at))) || (e = photos_show(r, &at, f.shown)) ||
	    (e = deed_write(r, &(struct deed){ PLACE_ABOUT_STATION, s.id.v, PLACE_ACT_CHANGE, "place.photos", s.name,
	             STR_NONE })))
		return e;
	return reply_see(r, path_of(r, "/stations/", s.id.v));
}

struct drop_form {
	struct str photo;
};

static const struct field drop_fields[] = {
	FIELD(drop_form, photo, LINE, PHOTO_ID_MAX, NEEDED),
};

/* POST /stations/:id/photos/drop */
enum err place_photo_drop_post(struct req *r)
{
	struct place_by_id_row s;
	struct drop_form       f;
	enum err               e = own_place(r, &s);

	if (e || (e = req_form(r, drop_fields, COUNT(drop_fields), &f)) ||
	    (e = file_drop(r, &(struct file_place){ FILE_OWNER_STATION, s.id.v, 0 }, f.photo)))
		return e;
	return reply_see(r, path_of(r, "/stations/", s.id.v));
}
