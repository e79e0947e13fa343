/* place_private: what the files of this room share and no other room sees. */
#ifndef PLACE_PLACE_PRIVATE_H
#define PLACE_PLACE_PRIVATE_H

#include "db/serial.h"
#include "pack/pack.h"
#include "place/geo.h"
#include "place/life.q.h"
#include "place/place.h"
#include "place/place.q.h"
#include "place/things.q.h"
#include "http/form.h"
#include "web/layout.h"
#include "web/page.h"

#define NAME_MAX_PLACE 40
#define FIELD_MAX 60
#define HOURS_MAX 60
#define WORDS_MAX_PLACE 500
#define DEGREE_MAX 20

/* How far the acting grant reaches: a range of places, and `own` for a station's people (0: all in it). */
struct reach {
	int64_t lo, hi, own;
};
struct reach reach_of(const struct req *r);

/* The station of the path's :id within the grant; ERR_MISSING otherwise. */
enum err place_of_path(struct req *r, struct place_by_id_row *s) MUST_USE;
enum err place_find(struct req *r, station_id id, struct place_by_id_row *s) MUST_USE;

/* A number in the path; ERR_MISSING when it is none. */
enum err path_number(struct req *r, const char *part, int64_t *out) MUST_USE;

/* ---- words of the pack ---- */

/* The list in force at a place today; place 0: where the acting grant begins. */
const struct pack_list *place_list(const struct req *r, region_code at, enum pack_section section);

/* A term of the list at a place, or of the grant's own list, from which a form may have been drawn; NULL: of neither. */
const struct pack_item *place_item(const struct req *r, region_code at, enum pack_section section, int64_t term);

/* Is it for the tenant's congress at all, by the function that it belongs to? */
bool place_in_function(const struct req *r, region_code at, const struct pack_item *item);

/* Faults at the field unless all are terms of the section, and for this congress. */
void terms_check(struct req *r, region_code at, const char *field, enum pack_section section, const struct numbers *n);

/* 村级代表工作室, or the plain word of the kind when no local name was chosen. */
struct str place_kind_word(const struct req *r, region_code at, enum station_kind kind, int64_t local);

/* ---- choices for a form ---- */

struct option {
	int64_t    value;
	struct str word, note, hint;     /* note: a remark beside it; hint: data-p, letters to find it by */
	bool       on;
};

struct options {
	struct option *v;
	size_t         n;
};

/* The pack's list; on: those of a set. */
struct options section_options(struct req *r, region_code at, enum pack_section section, const int64_t *on, size_t n_on);
struct options kind_options(struct req *r, region_code at, enum station_kind kind, int64_t on);     /* kind 0: of all */
enum err region_options(struct req *r, int64_t lo, int64_t hi, struct options *o) MUST_USE;
enum err parent_options(struct req *r, int64_t on, struct options *o) MUST_USE;

/* ---- what is written ---- */

struct spot {
	struct maybe_int lat, lon;
};

/* Both or none, inside China; faults at the fields "lat" and "lon". */
void spot_read(struct req *r, struct str lat, struct str lon, struct spot *out);

/* The next number of a row of this room. */
enum err place_id_next(struct db *db, struct arena *a, county_code county, enum serial_kind kind,
                       int64_t *id) MUST_USE;

/* A row of the audit and one of the page's history. */
struct deed {
	enum place_about about;
	int64_t          id;
	enum place_act   act;
	const char      *action;         /* "place.edit", for the audit */
	struct str       object, note;
};
enum err deed_write(struct req *r, const struct deed *d) MUST_USE;

/* Only the row of the audit. */
enum err audit_of(struct req *r, const char *action, struct str object, struct str reason) MUST_USE;

/* A station that begins. */
struct station_new {
	enum station_kind kind;
	int64_t           local;
	struct str        field, name, address, hours;
	region_code       region;
	station_id        parent;
	struct spot       spot;
	struct day        opened;
};

/* Where it may stand and what it may be called; faults at parent, region, local, trade. */
struct standing {
	int64_t           local, trade, region, parent;
	enum station_kind kind;          /* out */
	struct str        field;         /* out */
};
enum err standing_check(struct req *r, struct standing *s) MUST_USE;

/* Letters to find a name by, as far as its place and the usual words give them. */
struct str station_initials(struct db *db, struct arena *a, struct str name, region_code at);

/* Stores it with a code of its own; what is written besides is the caller's. */
enum err station_store(struct db *db, struct arena *a, county_code county, const struct station_new *in,
                       station_id *id) MUST_USE;

static inline enum err station_create(struct req *r, const struct station_new *in, station_id *id)
{
	return station_store(r->db, r->arena, r->county, in, id);
}

/* The changed count of a versioned update: 0 is an outdated page. */
static inline enum err changed_one(enum err e, int64_t changed)
{
	return e ? e : changed == 1 ? OK : ERR_CONFLICT;
}

/* "/stations/17" and the like. */
struct str path_of(struct req *r, const char *head, int64_t id);

/* The words of a day of a form: what was typed, or ISO of the given day ("" for none). */
struct str day_value(const struct page *p, const char *field, struct day d);

/* The public name and telephone of an expert, opened; "" when it cannot be. */
void expert_open(struct req *r, const struct experts_of_row *row, struct str *name, struct str *phone);

/* ---- handlers ---- */
enum err place_list_get(struct req *r);
enum err place_show_get(struct req *r);
enum err place_new_get(struct req *r);
enum err place_new_post(struct req *r);
enum err place_edit_get(struct req *r);
enum err place_edit_post(struct req *r);
enum err place_own_post(struct req *r);
enum err place_close_post(struct req *r);
enum err place_photos_post(struct req *r);
enum err place_photo_drop_post(struct req *r);
enum err equipment_get(struct req *r);
enum err equipment_post(struct req *r);
enum err expert_get(struct req *r);
enum err expert_post(struct req *r);
enum err site_list_get(struct req *r);
enum err site_new_get(struct req *r);
enum err site_new_post(struct req *r);
enum err site_show_get(struct req *r);
enum err site_edit_get(struct req *r);
enum err site_edit_post(struct req *r);
enum err site_step_post(struct req *r);
enum err upgrade_list_get(struct req *r);
enum err upgrade_new_post(struct req *r);
enum err upgrade_show_get(struct req *r);
enum err upgrade_edit_post(struct req *r);
enum err upgrade_report_post(struct req *r);
enum err plan_list_get(struct req *r);
enum err plan_new_post(struct req *r);
enum err plan_show_get(struct req *r);
enum err plan_judge_post(struct req *r);
enum err build_get(struct req *r);
enum err manage_get(struct req *r);
enum err use_get(struct req *r);
enum err coverage_get(struct req *r);
enum err coverage_post(struct req *r);

#endif
