/* The doors of the room for people without an account, and for staff who look at the same pages. */
#include "cases/resident_private.h"

#define OPEN (ANYONE | SIGNED)
#define SENT (SUBMITS | PRIVATE)

const struct route resident_routes[] = {
	/*     path                         who   handler          draws again       prepare, flags */
	{ GET,  "/s/:code/say",               OPEN, say_get,         NULL,             NULL, 0 },
	{ POST, "/s/:code/say",               OPEN, say_post,        say_again,        NULL, DRAWS | FILES },
	{ POST, "/s/:code/submit",            OPEN, say_submit_post, say_submit_again, NULL, SENT },
	{ GET,  "/d/:code/say",               OPEN, say_get,         NULL,             NULL, 0 },
	{ POST, "/d/:code/say",               OPEN, say_post,        say_again,        NULL, DRAWS | FILES },
	{ POST, "/d/:code/submit",            OPEN, say_submit_post, say_submit_again, NULL, SENT },
	{ GET,  "/o/:ref/:token",             OPEN, follow_get,      NULL,             NULL, PRIVATE },
	{ GET,  "/o/:ref/:token/receipt",     OPEN, receipt_get,     NULL,             NULL, PRIVATE },
	{ GET,  "/o/:ref/:token/slip",        OPEN, slip_token_get,  NULL,             NULL, PRIVATE },
	{ GET,  "/o/:ref/:token/file/:id/:size", OPEN, follow_file_get, NULL,            NULL, PRIVATE | HEAVY },
	{ POST, "/o/:ref/:token/supplement",  OPEN, supplement_post, follow_get,       NULL, PRIVATE | FILES },
	{ POST, "/o/:ref/:token/withdraw",    OPEN, withdraw_post,   follow_get,       NULL, PRIVATE },
	{ POST, "/o/:ref/:token/rate",        OPEN, rate_post,       follow_get,       NULL, PRIVATE },
	{ GET,  "/find",                      OPEN, find_get,        NULL,             NULL, PRIVATE },
	{ POST, "/find",                      OPEN, find_post,       find_again,       NULL, PRIVATE | LOOKUP },
	{ GET,  "/public",                    OPEN, public_see_get,  NULL,             NULL, 0 },
	{ GET,  "/c/:county/cases",           OPEN, public_list_get, NULL,             NULL, LIST | SHARED },
	{ GET,  "/c/:county/cases/:ref",      OPEN, public_case_get, NULL,             NULL, SHARED },
	{ 0 },
};
