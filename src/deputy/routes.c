/* Who may open which door of this room. */
#include "deputy/import_pages.h"
#include "deputy/pages.h"

const struct route deputy_routes[] = {
	{ GET,  "/deputies",             OFFICE | LEADER, deputies_get,         NULL,            NULL, LIST },
	{ POST, "/deputies",             OFFICE,          deputy_new_post,      deputy_new_get,  NULL, 0 },
	{ GET,  "/deputies/add",         OFFICE,          deputy_new_get,       NULL,            NULL, 0 },
	{ POST, "/deputies/assign",      OFFICE,          deputies_assign_post, deputies_get,    NULL, 0 },
	{ GET,  "/deputies/composition", OFFICE | LEADER, composition_get,      NULL,            NULL, 0 },
	{ GET,  "/deputies/defaults",    OFFICE,          defaults_get,         NULL,            NULL, 0 },
	{ POST, "/deputies/defaults",    OFFICE,          defaults_post,        defaults_get,    NULL, 0 },
	{ GET,  "/deputies/export.csv",  OFFICE,          export_csv_get,       NULL,            NULL, HEAVY },
	{ GET,  "/deputies/export.xlsx", OFFICE,          export_xlsx_get,      NULL,            NULL, HEAVY },
	{ GET,  "/deputies/import",      OFFICE,          imports_get,          NULL,            NULL, 0 },
	{ POST, "/deputies/import",      OFFICE,          import_post,          imports_get,     import_take, SHEET },
	{ GET,  "/deputies/import/template.csv",  OFFICE, template_csv_get,     NULL,            NULL, 0 },
	{ GET,  "/deputies/import/template.xlsx", OFFICE, template_xlsx_get,    NULL,            NULL, HEAVY },
	{ GET,  "/deputies/import/:batch",        OFFICE, import_get,           NULL,            NULL, 0 },
	{ POST, "/deputies/import/:batch/look",   OFFICE, import_look_post,     import_get,      NULL, 0 },
	{ POST, "/deputies/import/:batch/start",  OFFICE, import_start_post,    import_get,      NULL, 0 },
	{ POST, "/deputies/import/:batch/go-on",  OFFICE, import_go_on_post,    import_get,      NULL, 0 },
	{ POST, "/deputies/import/:batch/undo",   OFFICE, import_undo_post,     import_get,      NULL, 0 },
	{ POST, "/deputies/import/:batch/drop",   OFFICE, import_drop_post,     import_get,      NULL, 0 },
	{ GET,  "/deputies/:code",       OFFICE | LEADER, deputy_show_get,      NULL,            NULL, 0 },
	{ GET,  "/deputies/:code/edit",  OFFICE,          deputy_edit_get,      NULL,            NULL, 0 },
	{ POST, "/deputies/:code/edit",  OFFICE,          deputy_edit_post,     deputy_edit_get, NULL, 0 },
	{ POST, "/deputies/:code/end",   OFFICE,          deputy_end_post,      deputy_show_get, NULL, 0 },
	{ POST, "/deputies/:code/reveal", OFFICE,         deputy_reveal_post,   deputy_show_get, NULL, 0 },
	{ POST, "/deputies/:code/forget", OFFICE,         deputy_forget_post,   deputy_show_get, NULL, 0 },
	{ GET,  "/c/:county/deputies",   ANYONE | SIGNED, composition_public_get, NULL,          NULL, SHARED },
	{ GET,  "/me",                   DEPUTY,          mine_get,             NULL,            NULL, 0 },
	{ 0 },
};
