#include "cases/flow.h"

#include "base/tap.h"
#include "cases/cases.h"

#define NOWHERE { 0 }
#define HOLDS   { .station = true, .intake = true }
#define TOOK_IN { .intake = true }
#define ON_DESK { .desk = true, .office = true }
#define RANGE   { .office = true }
#define LEADS   { .lead = true }
#define ASSISTS { .assist = true }
#define OWN     { .deputy = true }

static const struct {
	const char     *name;
	enum case_state from;
	enum case_event event;
	unsigned        roles;
	struct stand    at;
	enum err        want;
	enum case_state to;
} rows[] = {
	{ "a clerk accepts at the station",           CASE_STATE_NEW,       CASE_EVENT_ACCEPT,   CLERK,    HOLDS,   OK,         CASE_STATE_ACCEPTED },
	{ "a clerk of another station does not",      CASE_STATE_NEW,       CASE_EVENT_ACCEPT,   CLERK,    NOWHERE, ERR_DENIED, 0 },
	{ "nor the station it was routed away from",  CASE_STATE_ROUTED,    CASE_EVENT_ACCEPT,   CLERK,    TOOK_IN, ERR_DENIED, 0 },
	{ "a resident cannot accept",                 CASE_STATE_NEW,       CASE_EVENT_ACCEPT,   RESIDENT, NOWHERE, ERR_DENIED, 0 },
	{ "an accepted case is not accepted again",   CASE_STATE_ACCEPTED,  CASE_EVENT_ACCEPT,   CLERK,    HOLDS,   ERR_STEP,   0 },
	{ "a held case is released first",            CASE_STATE_HELD,      CASE_EVENT_ACCEPT,   CLERK,    HOLDS,   ERR_STEP,   0 },
	{ "the head releases",                        CASE_STATE_HELD,      CASE_EVENT_RELEASE,  HEAD,     HOLDS,   OK,         CASE_STATE_NEW },
	{ "a deputy answers what came by the code",   CASE_STATE_NEW,       CASE_EVENT_ANSWER,   DEPUTY,   OWN,     OK,         CASE_STATE_ANSWERED },
	{ "but nothing else",                         CASE_STATE_NEW,       CASE_EVENT_ANSWER,   DEPUTY,   NOWHERE, ERR_DENIED, 0 },
	{ "a station passes up",                      CASE_STATE_ACCEPTED,  CASE_EVENT_ESCALATE, CLERK,    HOLDS,   OK,         CASE_STATE_CHECKING },
	{ "a station does not assign",                CASE_STATE_CHECKING,  CASE_EVENT_ASSIGN,   CLERK,    HOLDS,   ERR_DENIED, 0 },
	{ "the office of the desk assigns",           CASE_STATE_CHECKING,  CASE_EVENT_ASSIGN,   OFFICE,   ON_DESK, OK,         CASE_STATE_ASSIGNED },
	{ "an office without it on its desk cannot",  CASE_STATE_CHECKING,  CASE_EVENT_ASSIGN,   OFFICE,   RANGE,   ERR_DENIED, 0 },
	{ "the office does not assign an open draft", CASE_STATE_SIGNING,   CASE_EVENT_ASSIGN,   OFFICE,   ON_DESK, ERR_STEP,   0 },
	{ "the lead unit receives",                   CASE_STATE_ASSIGNED,  CASE_EVENT_RECEIVE,  RECEIVER, LEADS,   OK,         CASE_STATE_HANDLING },
	{ "an assisting unit does not receive",       CASE_STATE_ASSIGNED,  CASE_EVENT_RECEIVE,  RECEIVER, ASSISTS, ERR_DENIED, 0 },
	{ "a handler does not receive",               CASE_STATE_ASSIGNED,  CASE_EVENT_RECEIVE,  HANDLER,  LEADS,   ERR_DENIED, 0 },
	{ "received is not sent back",                CASE_STATE_HANDLING,  CASE_EVENT_SEND_BACK, RECEIVER, LEADS,  ERR_STEP,   0 },
	{ "an assisting handler gives its part",      CASE_STATE_HANDLING,  CASE_EVENT_PART,     HANDLER,  ASSISTS, OK,         CASE_STATE_NONE },
	{ "the handler writes, the signer signs",     CASE_STATE_SIGNING,   CASE_EVENT_SIGN,     SIGNER,   LEADS,   OK,         CASE_STATE_ANSWERED },
	{ "a handler does not sign",                  CASE_STATE_SIGNING,   CASE_EVENT_SIGN,     HANDLER,  LEADS,   ERR_DENIED, 0 },
	{ "nothing is signed before it is written",   CASE_STATE_HANDLING,  CASE_EVENT_SIGN,     SIGNER,   LEADS,   ERR_STEP,   0 },
	{ "the resident rates an answer",             CASE_STATE_ANSWERED,  CASE_EVENT_RATE,     RESIDENT, NOWHERE, OK,         CASE_STATE_CONCLUDED },
	{ "not before there is one",                  CASE_STATE_HANDLING,  CASE_EVENT_RATE,     RESIDENT, NOWHERE, ERR_STEP,   0 },
	{ "a unit does not rate itself",              CASE_STATE_ANSWERED,  CASE_EVENT_RATE,     HANDLER,  LEADS,   ERR_DENIED, 0 },
	{ "an answered case is not withdrawn",        CASE_STATE_ANSWERED,  CASE_EVENT_WITHDRAW, RESIDENT, NOWHERE, ERR_STEP,   0 },
	{ "a closed case stays closed",               CASE_STATE_CONCLUDED, CASE_EVENT_ANSWER,   CLERK,    HOLDS,   ERR_STEP,   0 },
	{ "only concluded cases are published",       CASE_STATE_ANSWERED,  CASE_EVENT_PUBLISH,  OFFICE,   RANGE,   ERR_STEP,   0 },
	{ "a leader only looks",                      CASE_STATE_NEW,       CASE_EVENT_NOTE,     LEADER,   RANGE,   ERR_DENIED, 0 },
	{ "nobody but the program lets it lapse",     CASE_STATE_ANSWERED,  CASE_EVENT_LAPSE,    OFFICE,   RANGE,   ERR_DENIED, 0 },
	{ "the program does",                         CASE_STATE_ANSWERED,  CASE_EVENT_LAPSE,    PROGRAM,  NOWHERE, OK,         CASE_STATE_CONCLUDED },
	{ "contacts of a closed case stay closed",    CASE_STATE_CONCLUDED, CASE_EVENT_REVEAL,   OFFICE,   RANGE,   ERR_STEP,   0 },
};

int main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct stand       at = rows[i].at;
		const struct step *row = NULL;
		enum err           got;

		at.roles = rows[i].roles;
		got = flow_find(rows[i].from, rows[i].event, &at, &row);
		tap_ok(got == rows[i].want && (got || row->to == rows[i].to), "%s", rows[i].name);
		/* What a page offers and what a step allows are the same table. */
		tap_ok((flow_events(rows[i].from, &at) >> rows[i].event & 1) == (rows[i].want == OK),
		       "%s: offered alike", rows[i].name);
	}
	return tap_done();
}
