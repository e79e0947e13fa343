/*
 * show_pages: one station with everything that is known of it, and the forms
 * that change it. Finished rows in the request's arena, read once while drawing.
 */
#ifndef PLACE_SHOW_PAGES_H
#define PLACE_SHOW_PAGES_H

#include "file/file.h"
#include "place/things_pages.h"


struct show_view {
	struct place_by_id_row      s;
	struct str                  kind, where, lat, lon;
	struct str                  clerk;      /* who has the grant, when nobody was named */
	struct options              marks[PLACE_MARK_COUNT];     /* only what is there */
	struct place_accounts_row  *accounts;   size_t n_accounts;
	struct place_below_row     *below;      size_t n_below;
	struct equipment_of_row    *equipment;  size_t n_equipment;
	int64_t                     lacking;
	struct expert_line         *experts;    size_t n_experts;
	struct upgrade_of_row      *upgrades;   size_t n_upgrades;
	struct plan_of_station_row *plans;      size_t n_plans;
	struct place_events_row    *events;     size_t n_events;
	struct place_open_things_row open;
	struct file_lines           photos;
	bool                        may_edit, may_own, may_close, may_photo, photos_shown;
};

/* The form of a new station or of an old one. */
struct edit_view {
	struct place_by_id_row     s;
	struct str                 kind, where;
	region_code                at;        /* whose lists are offered */
	bool                       fresh, office;
	struct options             kinds, fields, regions, parents, deputies, accounts;
	struct options             facilities, uses, roles, criteria;
};

/* Must something be finished before the place is closed? */
bool place_held_open(const struct place_open_things_row *o);

#endif
