/* The doors of the room for staff. Each step has its own, so that the access table shows who may do what. */
#include "cases/cases.h"
#include "cases/files.h"
#include "cases/list_private.h"
#include "http/route.h"

const struct route case_routes[] = {
	/* method path                      who may ask                 handler          draws again */
	{ GET,  "/desk",                    CASE_STAFF,                 desk_get,        NULL,          NULL, 0 },
	{ GET,  "/cases",                   CASE_STAFF,                 case_list_get,   NULL,          NULL, LIST },
	{ GET,  "/calls",                   STATION_STAFF | OFFICE,     call_list_get,   NULL,          NULL, LIST },
	{ POST, "/views",                   CASE_STAFF,                 view_post,       case_list_get, NULL, 0 },
	{ POST, "/views/remove",            CASE_STAFF,                 view_remove_post, case_list_get, NULL, 0 },
	{ GET,  "/enrol",                   STATION_STAFF,              enrol_get,       NULL,          NULL, 0 },
	{ POST, "/enrol",                   STATION_STAFF,              enrol_post,      enrol_get,     NULL, FILES },
	{ GET,  "/cases/:ref",              CASE_STAFF,                 case_show_get,   NULL,          NULL, 0 },
	{ GET,  "/cases/:ref/slip",         STATION_STAFF,              slip_get,        NULL,          NULL, 0 },
	{ GET,  "/cases/:ref/publish",      OFFICE,                     publish_get,     NULL,          NULL, 0 },
	{ POST, "/cases/:ref/publish",      OFFICE,                     publish_post,    publish_get,   NULL, 0 },
	{ POST, "/cases/:ref/unpublish",    OFFICE,                     publish_post,    publish_get,   NULL, 0 },
	{ POST, "/cases/:ref/release",      STATION_STAFF,              case_step_post,  case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/accept",       STATION_STAFF,              case_step_post,  case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/decline",      STATION_STAFF | OFFICE,     case_step_post,  case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/answer",       STATION_STAFF | OFFICE | DEPUTY, case_step_post, case_show_get, NULL, FILES },
	{ POST, "/cases/:ref/route",        STATION_STAFF,              case_step_post,  case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/escalate",     STATION_STAFF | OFFICE,     case_step_post,  case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/return",       OFFICE,                     case_step_post,  case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/assign",       OFFICE,                     case_step_post,  case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/reassign",     OFFICE,                     case_step_post,  case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/receive",      RECEIVER,                   case_step_post,  case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/send-back",    RECEIVER,                   case_step_post,  case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/consult",      HANDLER,                    case_step_post,  case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/part",         HANDLER,                    case_step_post,  case_show_get, NULL, FILES },
	{ POST, "/cases/:ref/reply",        HANDLER,                    case_step_post,  case_show_get, NULL, FILES },
	{ POST, "/cases/:ref/sign",         SIGNER,                     case_step_post,  case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/refuse-sign",  SIGNER,                     case_step_post,  case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/rate",         STATION_STAFF | OFFICE,     case_step_post,  case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/call",         STATION_STAFF | OFFICE,     case_step_post,  case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/note",         CASE_STAFF & ~LEADER,       case_step_post,  case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/reveal",       STATION_STAFF | OFFICE | UNIT_STAFF, case_step_post, case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/files/drop",   STATION_STAFF | HANDLER,    case_file_drop_post, case_show_get, NULL, 0 },
	{ POST, "/cases/:ref/code",         STATION_STAFF,              case_step_post,  case_show_get, NULL, 0 },
	{ 0 },
};
