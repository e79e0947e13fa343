-- One opinion or suggestion from intake to archive. The row that lists read is
-- kept short; own words, contacts and replies stand in tables of their own.
-- id = two-digit year * 10^8 + serial, so the case number needs no index.
CREATE TABLE casefile (
	county    bigint NOT NULL,
	id        bigint NOT NULL,
	state     bigint NOT NULL,
	station   bigint NOT NULL,            -- holds it now
	intake    bigint NOT NULL,            -- took it in; never changes
	region    bigint NOT NULL,            -- where it happened
	desk      bigint NOT NULL DEFAULT 0,  -- region of the office that checks or assigned it, 0 if none did
	kind      bigint NOT NULL DEFAULT 0,  -- term of the pack, 0 not yet said
	channel   bigint NOT NULL,
	anonymity bigint NOT NULL,
	persons   bigint NOT NULL DEFAULT 1,  -- person-times received
	deputy    bigint,                     -- through whose code it came
	lead      bigint,                     -- unit in charge
	round     bigint NOT NULL DEFAULT 1,  -- 2 = rehandling
	version   bigint NOT NULL DEFAULT 1,
	code_gen  bigint NOT NULL DEFAULT 1,  -- generation of the pick-up code
	notice    bigint NOT NULL,            -- version of the notice of use that was shown
	consent   bigint NOT NULL DEFAULT 0,  -- version of the consent to publish, 0 not given
	created   bigint NOT NULL,
	changed   bigint NOT NULL,
	due       bigint,                     -- day by which the present holder must act
	assigned  bigint,                     -- day the clock of the reply started
	title     text NOT NULL,
	PRIMARY KEY (county, id)
);
-- New cases reach all of these in time order within a station or state, so
-- they append; those of closed cases are left out.
CREATE INDEX case_station ON casefile(county, station, id);
CREATE INDEX case_open ON casefile(county, station, state, id) WHERE state <= 9;
CREATE INDEX case_state ON casefile(county, state, id) WHERE state <= 9;
CREATE INDEX case_desk ON casefile(county, desk, id) WHERE state = 5;
CREATE INDEX case_due ON casefile(county, due, id) WHERE due IS NOT NULL AND lead IS NOT NULL AND state <= 8;
CREATE INDEX case_deputy ON casefile(county, deputy, id) WHERE deputy IS NOT NULL;

CREATE TABLE case_serial (
	county bigint NOT NULL,
	year   bigint NOT NULL,
	next   bigint NOT NULL,
	PRIMARY KEY (county, year)
);

-- part 0: the resident's own words; 1..62: supplements in order.
CREATE TABLE case_text (
	county  bigint NOT NULL,
	case_id bigint NOT NULL,
	part    bigint NOT NULL,
	at      bigint NOT NULL,
	words   text NOT NULL,
	PRIMARY KEY (county, case_id, part)
);

-- Personal fields, sealed with a key per case (semantics.md, Personal data).
CREATE TABLE contact (
	county      bigint NOT NULL,
	case_id     bigint NOT NULL,
	wrapped     bytea NOT NULL,  -- the case's key, wrapped by secret.key
	name        bytea,
	phone       bytea,
	door        bytea,
	phone_index bytea,           -- keyed, per tenant
	version     bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (county, case_id)
);

CREATE TABLE case_part (
	county  bigint NOT NULL,
	case_id bigint NOT NULL,
	unit    bigint NOT NULL,
	role    bigint NOT NULL,  -- lead or assist
	state   bigint NOT NULL,  -- waiting or given
	open    bigint NOT NULL,  -- still on the unit's desk
	words   text,             -- what an assisting unit gave
	at      bigint,
	PRIMARY KEY (county, case_id, unit)
);
CREATE INDEX case_part_unit ON case_part(county, unit, open, case_id);

CREATE TABLE reply (
	county    bigint NOT NULL,
	case_id   bigint NOT NULL,
	round     bigint NOT NULL,
	unit      bigint,                     -- NULL: answered on the spot by the station
	class     bigint NOT NULL DEFAULT 0,  -- result class, term of the pack
	words     text NOT NULL,
	author    bigint NOT NULL,
	written   bigint NOT NULL,
	signer    bigint,
	signed_at bigint,                     -- NULL: still a draft
	PRIMARY KEY (county, case_id, round)
);

CREATE TABLE rating (
	county   bigint NOT NULL,
	case_id  bigint NOT NULL,
	round    bigint NOT NULL,
	told_by  bigint NOT NULL,  -- page, telephone, in person
	attitude bigint NOT NULL,
	result   bigint NOT NULL,
	remark   text NOT NULL DEFAULT '',
	at       bigint NOT NULL,
	account  bigint,           -- who entered it, if not the resident
	PRIMARY KEY (county, case_id, round)
);

-- The timeline. `told` is shown to the resident; `note` never leaves the staff.
CREATE TABLE case_event (
	county  bigint NOT NULL,
	case_id bigint NOT NULL,
	seq     bigint NOT NULL,
	at      bigint NOT NULL,
	event   bigint NOT NULL,
	state   bigint NOT NULL,  -- after the step
	public  bigint NOT NULL,
	account bigint,
	station bigint,
	unit    bigint,
	reason  bigint,           -- term: decline reason, result class...
	told    text,
	note    text,
	PRIMARY KEY (county, case_id, seq)
);

-- Published, masked copies. The text of a generation never changes; a new
-- preview makes the next generation.
CREATE TABLE public_case (
	county    bigint NOT NULL,
	case_id   bigint NOT NULL,
	gen       bigint NOT NULL,
	state     bigint NOT NULL,
	published bigint NOT NULL,
	region    bigint NOT NULL,
	station   bigint NOT NULL,
	kind      bigint NOT NULL,
	class     bigint NOT NULL,
	result    bigint,
	unit      bigint,
	days      bigint NOT NULL,  -- from intake to reply
	title     text NOT NULL,
	words     text NOT NULL,
	answer    text NOT NULL,
	PRIMARY KEY (county, case_id, gen)
);
CREATE INDEX public_shown ON public_case(county, published, case_id) WHERE state = 1;
CREATE INDEX public_station ON public_case(county, station, published, case_id) WHERE state = 1;

-- Wrong tries of a pick-up code or of four digits, per case and hour.
CREATE TABLE code_try (
	county  bigint NOT NULL,
	case_id bigint NOT NULL,
	hour    bigint NOT NULL,
	n       bigint NOT NULL,
	PRIMARY KEY (county, case_id, hour)
);

CALL tenant_table('casefile');
CALL tenant_table('case_serial');
CALL tenant_table('case_text');
CALL tenant_table('contact');
CALL tenant_table('case_part');
CALL tenant_table('reply');
CALL tenant_table('rating');
CALL tenant_table('case_event');
CALL tenant_table('public_case');
CALL tenant_table('code_try');
