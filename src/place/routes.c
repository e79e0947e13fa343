/* The doors of the room. Who may change what is seen here; which rows, in each query. */
#include "place/place_private.h"

#define READERS (OFFICE | STATION_STAFF | LEADER)
#define KEEPERS (OFFICE | STATION_STAFF)

const struct route place_routes[] = {
	/* method path                        who may ask  handler            draws again */
	{ GET,  "/stations",                  READERS,  place_list_get,      NULL,            NULL, LIST },
	{ POST, "/stations",                  OFFICE,   place_new_post,      place_new_get,   NULL, 0 },
	{ GET,  "/new-station",               OFFICE,   place_new_get,       NULL,            NULL, 0 },
	{ GET,  "/stations/:id",              READERS,  place_show_get,      NULL,            NULL, 0 },
	{ GET,  "/stations/:id/edit",         KEEPERS,  place_edit_get,      NULL,            NULL, 0 },
	{ POST, "/stations/:id/edit",         OFFICE,   place_edit_post,     place_edit_get,  NULL, 0 },
	{ POST, "/stations/:id/own",          STATION_STAFF, place_own_post, place_edit_get,  NULL, 0 },
	{ POST, "/stations/:id/close",        OFFICE,   place_close_post,    place_show_get,  NULL, 0 },
	{ GET,  "/stations/:id/equipment",    READERS,  equipment_get,       NULL,            NULL, 0 },
	{ POST, "/stations/:id/equipment",    KEEPERS,  equipment_post,      equipment_get,   NULL, 0 },
	{ GET,  "/stations/:id/experts",      KEEPERS,  expert_get,          NULL,            NULL, 0 },
	{ POST, "/stations/:id/experts",      KEEPERS,  expert_post,         expert_get,      NULL, 0 },
	{ POST, "/stations/:id/photos",       KEEPERS,  place_photos_post,   place_show_get,  NULL, FILES },
	{ POST, "/stations/:id/photos/drop",  KEEPERS,  place_photo_drop_post, place_show_get, NULL, 0 },
	{ GET,  "/sites",                     READERS,  site_list_get,       NULL,            NULL, LIST },
	{ POST, "/sites",                     KEEPERS,  site_new_post,       site_new_get,    NULL, 0 },
	{ GET,  "/new-site",                  KEEPERS,  site_new_get,        NULL,            NULL, 0 },
	{ GET,  "/sites/:id",                 READERS,  site_show_get,       NULL,            NULL, 0 },
	{ GET,  "/sites/:id/edit",            KEEPERS,  site_edit_get,       NULL,            NULL, 0 },
	{ POST, "/sites/:id/edit",            KEEPERS,  site_edit_post,      site_edit_get,   NULL, 0 },
	{ POST, "/sites/:id/approve",         OFFICE,   site_step_post,      site_show_get,   NULL, 0 },
	{ POST, "/sites/:id/return",          OFFICE,   site_step_post,      site_show_get,   NULL, 0 },
	{ POST, "/sites/:id/build",           OFFICE,   site_step_post,      site_show_get,   NULL, 0 },
	{ POST, "/sites/:id/open",            OFFICE,   site_step_post,      site_show_get,   NULL, 0 },
	{ POST, "/sites/:id/drop",            OFFICE,   site_step_post,      site_show_get,   NULL, 0 },
	{ GET,  "/upgrades",                  READERS,  upgrade_list_get,    NULL,            NULL, LIST },
	{ POST, "/upgrades",                  OFFICE,   upgrade_new_post,    upgrade_list_get, NULL, 0 },
	{ GET,  "/upgrades/:id",              READERS,  upgrade_show_get,    NULL,            NULL, 0 },
	{ POST, "/upgrades/:id/edit",         OFFICE,   upgrade_edit_post,   upgrade_show_get, NULL, FILES },
	{ POST, "/upgrades/:id/report",       STATION_STAFF, upgrade_report_post, upgrade_show_get, NULL, FILES },
	{ GET,  "/plans",                     READERS,  plan_list_get,       NULL,            NULL, LIST },
	{ POST, "/plans",                     OFFICE,   plan_new_post,       plan_list_get,   NULL, 0 },
	{ GET,  "/plans/:id",                 READERS,  plan_show_get,       NULL,            NULL, 0 },
	{ POST, "/plans/:id/judge",           OFFICE,   plan_judge_post,     plan_show_get,   NULL, 0 },
	{ GET,  "/build",                     READERS,  build_get,           NULL,            NULL, 0 },
	{ GET,  "/manage",                    READERS,  manage_get,          NULL,            NULL, LIST },
	{ GET,  "/use",                       READERS,  use_get,             NULL,            NULL, LIST },
	{ GET,  "/coverage",                  READERS,  coverage_get,        NULL,            NULL, LIST },
	{ POST, "/coverage",                  OFFICE,   coverage_post,       coverage_get,    NULL, 0 },
	{ 0 },
};
