#include "cases/flow.h"

#include "cases/cases.h"

#define AT(s) STATE_BIT(CASE_STATE_##s)
#define AT_STATION (AT(NEW) | AT(ROUTED) | AT(ACCEPTED))
#define AT_UNIT    (AT(ASSIGNED) | AT(HANDLING) | AT(SIGNING))
#define CLOSED     (AT(CONCLUDED) | AT(DECLINED) | AT(WITHDRAWN))

static const struct step steps[] = {
	/* event                     from                         to                     who              hold           public */
	/* the station */
	{ CASE_EVENT_RELEASE,     AT(HELD),                    CASE_STATE_NEW,        STATION_STAFF,   HOLD_STATION,  false },
	{ CASE_EVENT_ACCEPT,      AT(NEW) | AT(ROUTED),        CASE_STATE_ACCEPTED,   STATION_STAFF,   HOLD_STATION,  true  },
	{ CASE_EVENT_DECLINE,     AT(HELD) | AT_STATION,       CASE_STATE_DECLINED,   STATION_STAFF,   HOLD_STATION,  true  },
	{ CASE_EVENT_ANSWER,      AT_STATION,                  CASE_STATE_ANSWERED,   STATION_STAFF,   HOLD_STATION,  true  },
	{ CASE_EVENT_ANSWER,      AT_STATION,                  CASE_STATE_ANSWERED,   DEPUTY,          HOLD_DEPUTY,   true  },
	{ CASE_EVENT_ROUTE,       AT_STATION,                  CASE_STATE_ROUTED,     STATION_STAFF,   HOLD_STATION,  true  },
	{ CASE_EVENT_ESCALATE,    AT_STATION,                  CASE_STATE_CHECKING,   STATION_STAFF,   HOLD_STATION,  true  },
	{ CASE_EVENT_CODE,        OPEN_STATES,                 CASE_STATE_NONE,       STATION_STAFF,   HOLD_INTAKE,   false },
	/* the office of the township or county */
	{ CASE_EVENT_ESCALATE,    AT(CHECKING),                CASE_STATE_CHECKING,   OFFICE,          HOLD_DESK,     true  },
	{ CASE_EVENT_RETURN,      AT(CHECKING),                CASE_STATE_ACCEPTED,   OFFICE,          HOLD_DESK,     true  },
	{ CASE_EVENT_DECLINE,     AT(CHECKING),                CASE_STATE_DECLINED,   OFFICE,          HOLD_DESK,     true  },
	{ CASE_EVENT_ANSWER,      AT(CHECKING),                CASE_STATE_ANSWERED,   OFFICE,          HOLD_DESK,     true  },
	{ CASE_EVENT_ASSIGN,      AT(CHECKING),                CASE_STATE_ASSIGNED,   OFFICE,          HOLD_DESK,     true  },
	{ CASE_EVENT_REASSIGN,    AT(ASSIGNED) | AT(HANDLING), CASE_STATE_ASSIGNED,   OFFICE,          HOLD_OFFICE,   true  },
	{ CASE_EVENT_PUBLISH,     AT(CONCLUDED),               CASE_STATE_NONE,       OFFICE,          HOLD_OFFICE,   false },
	{ CASE_EVENT_UNPUBLISH,   AT(CONCLUDED),               CASE_STATE_NONE,       OFFICE,          HOLD_OFFICE,   false },
	/* the units */
	{ CASE_EVENT_RECEIVE,     AT(ASSIGNED),                CASE_STATE_HANDLING,   RECEIVER,        HOLD_LEAD,     true  },
	{ CASE_EVENT_SEND_BACK,   AT(ASSIGNED),                CASE_STATE_CHECKING,   RECEIVER,        HOLD_LEAD,     false },
	{ CASE_EVENT_CONSULT,     AT(HANDLING),                CASE_STATE_NONE,       HANDLER,         HOLD_LEAD,     true  },
	{ CASE_EVENT_PART,        AT_UNIT,                     CASE_STATE_NONE,       HANDLER,         HOLD_ASSIST,   false },
	{ CASE_EVENT_REPLY,       AT(HANDLING),                CASE_STATE_SIGNING,    HANDLER,         HOLD_LEAD,     false },
	{ CASE_EVENT_SIGN,        AT(SIGNING),                 CASE_STATE_ANSWERED,   SIGNER,          HOLD_LEAD,     true  },
	{ CASE_EVENT_REFUSE_SIGN, AT(SIGNING),                 CASE_STATE_HANDLING,   SIGNER,          HOLD_LEAD,     false },
	/* the resident */
	{ CASE_EVENT_SUPPLEMENT,  OPEN_STATES,                 CASE_STATE_NONE,       RESIDENT,        HOLD_RESIDENT, true  },
	{ CASE_EVENT_WITHDRAW,    OPEN_STATES & ~AT(ANSWERED), CASE_STATE_WITHDRAWN,  RESIDENT,        HOLD_RESIDENT, true  },
	{ CASE_EVENT_RATE,        AT(ANSWERED),                CASE_STATE_CONCLUDED,  RESIDENT,        HOLD_RESIDENT, true  },
	{ CASE_EVENT_RATE,        AT(ANSWERED),                CASE_STATE_CONCLUDED,  STATION_STAFF,   HOLD_INTAKE,   true  },
	{ CASE_EVENT_RATE,        AT(ANSWERED),                CASE_STATE_CONCLUDED,  OFFICE,          HOLD_OFFICE,   true  },
	{ CASE_EVENT_CALL,        AT(ANSWERED),                CASE_STATE_NONE,       STATION_STAFF,   HOLD_INTAKE,   false },
	{ CASE_EVENT_CALL,        AT(ANSWERED),                CASE_STATE_NONE,       OFFICE,          HOLD_OFFICE,   false },
	/* anybody who works on it */
	{ CASE_EVENT_NOTE,        ALL_STATES,                  CASE_STATE_NONE,       CASE_STAFF & ~LEADER, HOLD_NONE, false },
	{ CASE_EVENT_REVEAL,      OPEN_STATES,                 CASE_STATE_NONE,       CASE_STAFF & ~(LEADER | DEPUTY), HOLD_NONE, false },
	/* the program itself */
	{ CASE_EVENT_REHANDLE,    AT(ANSWERED),                CASE_STATE_ASSIGNED,   PROGRAM,         HOLD_PROGRAM,  true  },
	{ CASE_EVENT_LAPSE,       AT(ANSWERED),                CASE_STATE_CONCLUDED,  PROGRAM,         HOLD_PROGRAM,  true  },
};

static bool stands(const struct step *t, const struct stand *s)
{
	if (!(t->who & s->roles))
		return false;
	switch (t->hold) {
	case HOLD_NONE:     return true;
	case HOLD_STATION:  return s->station;
	case HOLD_INTAKE:   return s->intake || s->station;
	case HOLD_DESK:     return s->desk;
	case HOLD_OFFICE:   return s->office;
	case HOLD_LEAD:     return s->lead;
	case HOLD_ASSIST:   return s->assist;
	case HOLD_DEPUTY:   return s->deputy;
	case HOLD_RESIDENT: return true;
	case HOLD_PROGRAM:  return true;
	}
	return false;
}

enum err flow_find(enum case_state from, enum case_event event, const struct stand *s,
                   const struct step **row)
{
	enum err e = ERR_STEP;

	for (size_t i = 0; i < COUNT(steps); i++) {
		const struct step *t = &steps[i];

		if (t->event != event || !(t->from & STATE_BIT(from)))
			continue;
		if (stands(t, s)) {
			*row = t;
			return OK;
		}
		e = ERR_DENIED;
	}
	return e;
}

uint64_t flow_events(enum case_state from, const struct stand *s)
{
	uint64_t events = 0;

	for (size_t i = 0; i < COUNT(steps); i++)
		if ((steps[i].from & STATE_BIT(from)) && stands(&steps[i], s))
			events |= UINT64_C(1) << steps[i].event;
	return events;
}

static void print_bits(struct buf *out, unsigned bits, const char *const *names, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (bits & (1u << i)) {
			buf_char(out, ' ');
			buf_z(out, names[i]);
		}
	if (bits & RESIDENT)
		buf_lit(out, " resident");
	if (bits & PROGRAM)
		buf_lit(out, " program");
}

void case_steps_print(struct buf *out)
{
	static const char *const holds[] = {
		"who sees it", "station holding it", "station of intake", "office desk", "office range",
		"lead unit", "assisting unit", "deputy's own", "resident", "program",
	};

	for (size_t i = 0; i < COUNT(steps); i++) {
		const struct step *t = &steps[i];

		buf_lit(out, "step ");
		buf_z(out, case_event_names[t->event]);
		buf_lit(out, " :");
		print_bits(out, t->from & ALL_STATES, case_state_names, CASE_STATE_COUNT);
		buf_lit(out, " -> ");
		buf_z(out, t->to ? case_state_names[t->to] : "same");
		buf_lit(out, " :");
		print_bits(out, t->who & ~1u, role_names, ROLE_COUNT);
		buf_lit(out, " : ");
		buf_z(out, holds[t->hold]);
		buf_z(out, t->public ? " : public\n" : " : internal\n");
	}
}
