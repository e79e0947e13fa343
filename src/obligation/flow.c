#include "obligation/flow.h"

#define OPEN_STATE  OBLIGATION_STATE_OPEN
#define REPORTED    OBLIGATION_STATE_REPORTED

static const struct {
	enum obligation_state from;
	enum obligation_event event;
	enum obligation_state to;
	bool                  owner;         /* the owner's step; else the checker's */
} steps[] = {
	{ OPEN_STATE, OBLIGATION_EVENT_REPORT,    REPORTED,                   true  },
	{ OPEN_STATE, OBLIGATION_EVENT_EXTEND,    OPEN_STATE,                 false },
	{ OPEN_STATE, OBLIGATION_EVENT_CANCEL,    OBLIGATION_STATE_CANCELLED, false },
	{ REPORTED,   OBLIGATION_EVENT_SIGN,      OBLIGATION_STATE_SIGNED,    false },
	{ REPORTED,   OBLIGATION_EVENT_SEND_BACK, OPEN_STATE,                 false },
	{ REPORTED,   OBLIGATION_EVENT_CANCEL,    OBLIGATION_STATE_CANCELLED, false },
};

enum err owed_next(enum obligation_state from, enum obligation_event event, const struct owed_stand *s,
                   enum obligation_state *to)
{
	enum err e = ERR_STEP;

	for (size_t i = 0; i < COUNT(steps); i++) {
		if (steps[i].from != from || steps[i].event != event)
			continue;
		if (steps[i].owner ? s->owner : s->checker) {
			*to = steps[i].to;
			return OK;
		}
		e = ERR_DENIED;
	}
	return e;
}

unsigned owed_may(enum obligation_state from, const struct owed_stand *s)
{
	unsigned may = 0;

	for (size_t i = 0; i < COUNT(steps); i++)
		if (steps[i].from == from && (steps[i].owner ? s->owner : s->checker))
			may |= 1u << steps[i].event;
	return may;
}
