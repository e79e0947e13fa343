/* Who may do what to an obligation, and what becomes of it. */
#include "obligation/flow.h"

#include "base/tap.h"

#define OWNER   { .owner = true, .sees = true }
#define CHECKER { .checker = true, .sees = true }
#define LOOKER  { .sees = true }
#define BOTH    { .owner = true, .checker = true, .sees = true }

static const struct {
	const char           *name;
	enum obligation_state from;
	enum obligation_event event;
	struct owed_stand     stand;
	enum err              want;
	enum obligation_state to;
} rows[] = {
	{ "the owner reports",             OBLIGATION_STATE_OPEN,      OBLIGATION_EVENT_REPORT,    OWNER,   OK,         OBLIGATION_STATE_REPORTED },
	{ "the checker does not report",   OBLIGATION_STATE_OPEN,      OBLIGATION_EVENT_REPORT,    CHECKER, ERR_DENIED, OBLIGATION_STATE_OPEN },
	{ "nobody signs what is open",     OBLIGATION_STATE_OPEN,      OBLIGATION_EVENT_SIGN,      CHECKER, ERR_STEP,   OBLIGATION_STATE_OPEN },
	{ "the checker signs off",         OBLIGATION_STATE_REPORTED,  OBLIGATION_EVENT_SIGN,      CHECKER, OK,         OBLIGATION_STATE_SIGNED },
	{ "the owner does not sign off",   OBLIGATION_STATE_REPORTED,  OBLIGATION_EVENT_SIGN,      OWNER,   ERR_DENIED, OBLIGATION_STATE_REPORTED },
	{ "an office may owe to itself",   OBLIGATION_STATE_REPORTED,  OBLIGATION_EVENT_SIGN,      BOTH,    OK,         OBLIGATION_STATE_SIGNED },
	{ "sent back it is open",          OBLIGATION_STATE_REPORTED,  OBLIGATION_EVENT_SEND_BACK, CHECKER, OK,         OBLIGATION_STATE_OPEN },
	{ "a report is made once",         OBLIGATION_STATE_REPORTED,  OBLIGATION_EVENT_REPORT,    OWNER,   ERR_STEP,   OBLIGATION_STATE_REPORTED },
	{ "an open one is extended",       OBLIGATION_STATE_OPEN,      OBLIGATION_EVENT_EXTEND,    CHECKER, OK,         OBLIGATION_STATE_OPEN },
	{ "the owner extends nothing",     OBLIGATION_STATE_OPEN,      OBLIGATION_EVENT_EXTEND,    OWNER,   ERR_DENIED, OBLIGATION_STATE_OPEN },
	{ "an open one is cancelled",      OBLIGATION_STATE_OPEN,      OBLIGATION_EVENT_CANCEL,    CHECKER, OK,         OBLIGATION_STATE_CANCELLED },
	{ "a reported one is cancelled",   OBLIGATION_STATE_REPORTED,  OBLIGATION_EVENT_CANCEL,    CHECKER, OK,         OBLIGATION_STATE_CANCELLED },
	{ "signed off stays so",           OBLIGATION_STATE_SIGNED,    OBLIGATION_EVENT_SEND_BACK, BOTH,    ERR_STEP,   OBLIGATION_STATE_SIGNED },
	{ "cancelled stays so",            OBLIGATION_STATE_CANCELLED, OBLIGATION_EVENT_REPORT,    BOTH,    ERR_STEP,   OBLIGATION_STATE_CANCELLED },
	{ "who only looks does nothing",   OBLIGATION_STATE_OPEN,      OBLIGATION_EVENT_CANCEL,    LOOKER,  ERR_DENIED, OBLIGATION_STATE_OPEN },
};

int main(void)
{
	const struct owed_stand both = BOTH, looker = LOOKER;

	for (size_t i = 0; i < COUNT(rows); i++) {
		enum obligation_state to = rows[i].from;
		enum err              e = owed_next(rows[i].from, rows[i].event, &rows[i].stand, &to);

		tap_ok(e == rows[i].want && to == rows[i].to, "%s", rows[i].name);
	}
	for (int s = 1; s < OBLIGATION_STATE_COUNT; s++) {
		unsigned may = 0;

		for (int ev = 1; ev < OBLIGATION_EVENT_COUNT; ev++) {
			enum obligation_state to;

			if (owed_next((enum obligation_state)s, (enum obligation_event)ev, &both, &to) == OK)
				may |= 1u << ev;
		}
		tap_ok(may == owed_may((enum obligation_state)s, &both), "offered is what is taken, state %d", s);
		tap_ok(owed_may((enum obligation_state)s, &looker) == 0, "nothing is offered to who looks on, state %d", s);
	}
	return tap_done();
}
