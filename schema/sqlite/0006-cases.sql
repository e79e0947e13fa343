-- One opinion or suggestion from intake to archive. The row that lists read is
-- kept short; own words, contacts and replies stand in tables of their own.
-- id = two-digit year * 10^8 + serial, so the case number needs no index.
CREATE TABLE casefile (
	county    INTEGER NOT NULL,
	id        INTEGER NOT NULL,
	state     INTEGER NOT NULL,
	station   INTEGER NOT NULL,                  -- holds it now
	intake    INTEGER NOT NULL,                  -- took it in; never changes
	region    INTEGER NOT NULL,                  -- where it happened
	desk      INTEGER NOT NULL DEFAULT 0,        -- region of the office that checks or assigned it, 0 if none did
	kind      INTEGER NOT NULL DEFAULT 0,        -- term of the pack, 0 not yet said
	channel   INTEGER NOT NULL,
	anonymity INTEGER NOT NULL,
	persons   INTEGER NOT NULL DEFAULT 1,        -- person-times received
	deputy    INTEGER,                           -- through whose code it came
	lead      INTEGER,                           -- unit in charge
	round     INTEGER NOT NULL DEFAULT 1,        -- 2 = rehandling
	version   INTEGER NOT NULL DEFAULT 1,
	code_gen  INTEGER NOT NULL DEFAULT 1,        -- generation of the pick-up code
	notice    INTEGER NOT NULL,                  -- version of the notice of use that was shown
	consent   INTEGER NOT NULL DEFAULT 0,        -- version of the consent to publish, 0 not given
	created   INTEGER NOT NULL,
	changed   INTEGER NOT NULL,
	due       INTEGER,                           -- day by which the present holder must act
	assigned  INTEGER,                           -- day the clock of the reply started
	title     TEXT NOT NULL,
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;
-- New cases reach all of these in time order within a station or state, so
-- they append; those of closed cases are left out.
CREATE INDEX case_station ON casefile(county, station, id);
CREATE INDEX case_open ON casefile(county, station, state, id) WHERE state <= 9;
CREATE INDEX case_state ON casefile(county, state, id) WHERE state <= 9;
CREATE INDEX case_desk ON casefile(county, desk, id) WHERE state = 5;
CREATE INDEX case_due ON casefile(county, due, id) WHERE due IS NOT NULL AND lead IS NOT NULL AND state <= 8;
CREATE INDEX case_deputy ON casefile(county, deputy, id) WHERE deputy IS NOT NULL;

CREATE TABLE case_serial (
	county INTEGER NOT NULL,
	year   INTEGER NOT NULL,
	next   INTEGER NOT NULL,
	PRIMARY KEY (county, year)
) STRICT, WITHOUT ROWID;

-- part 0: the resident's own words; 1..62: supplements in order.
CREATE TABLE case_text (
	county  INTEGER NOT NULL,
	case_id INTEGER NOT NULL,
	part    INTEGER NOT NULL,
	at      INTEGER NOT NULL,
	words   TEXT NOT NULL,
	PRIMARY KEY (county, case_id, part)
) STRICT, WITHOUT ROWID;

-- Personal fields, sealed with a key per case (semantics.md, Personal data).
CREATE TABLE contact (
	county      INTEGER NOT NULL,
	case_id     INTEGER NOT NULL,
	wrapped     BLOB NOT NULL,                  -- the case's key, wrapped by secret.key
	name        BLOB,
	phone       BLOB,
	door        BLOB,
	phone_index BLOB,                           -- keyed, per tenant
	version     INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (county, case_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE case_part (
	county  INTEGER NOT NULL,
	case_id INTEGER NOT NULL,
	unit    INTEGER NOT NULL,
	role    INTEGER NOT NULL,                    -- lead or assist
	state   INTEGER NOT NULL,                    -- waiting or given
	open    INTEGER NOT NULL,                    -- still on the unit's desk
	words   TEXT,                                -- what an assisting unit gave
	at      INTEGER,
	PRIMARY KEY (county, case_id, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_part_unit ON case_part(county, unit, open, case_id);

CREATE TABLE reply (
	county    INTEGER NOT NULL,
	case_id   INTEGER NOT NULL,
	round     INTEGER NOT NULL,
	unit      INTEGER,                           -- NULL: answered on the spot by the station
	class     INTEGER NOT NULL DEFAULT 0,        -- result class, term of the pack
	words     TEXT NOT NULL,
	author    INTEGER NOT NULL,
	written   INTEGER NOT NULL,
	signer    INTEGER,
	signed_at INTEGER,                           -- NULL: still a draft
	PRIMARY KEY (county, case_id, round)
) STRICT, WITHOUT ROWID;

CREATE TABLE rating (
	county   INTEGER NOT NULL,
	case_id  INTEGER NOT NULL,
	round    INTEGER NOT NULL,
	told_by  INTEGER NOT NULL,                   -- page, telephone, in person
	attitude INTEGER NOT NULL,
	result   INTEGER NOT NULL,
	remark   TEXT NOT NULL DEFAULT '',
	at       INTEGER NOT NULL,
	account  INTEGER,                            -- who entered it, if not the resident
	PRIMARY KEY (county, case_id, round)
) STRICT, WITHOUT ROWID;

-- The timeline. `told` is shown to the resident; `note` never leaves the staff.
CREATE TABLE case_event (
	county  INTEGER NOT NULL,
	case_id INTEGER NOT NULL,
	seq     INTEGER NOT NULL,
	at      INTEGER NOT NULL,
	event   INTEGER NOT NULL,
	state   INTEGER NOT NULL,                    -- after the step
	public  INTEGER NOT NULL,
	account INTEGER,
	station INTEGER,
	unit    INTEGER,
	reason  INTEGER,                             -- term: decline reason, result class...
	told    TEXT,
	note    TEXT,
	PRIMARY KEY (county, case_id, seq)
) STRICT, WITHOUT ROWID;

-- Published, masked copies. The text of a generation never changes; a new
-- preview makes the next generation.
CREATE TABLE public_case (
	county    INTEGER NOT NULL,
	case_id   INTEGER NOT NULL,
	gen       INTEGER NOT NULL,
	state     INTEGER NOT NULL,
	published INTEGER NOT NULL,
	region    INTEGER NOT NULL,
	station   INTEGER NOT NULL,
	kind      INTEGER NOT NULL,
	class     INTEGER NOT NULL,
	result    INTEGER,
	unit      INTEGER,
	days      INTEGER NOT NULL,                  -- from intake to reply
	title     TEXT NOT NULL,
	words     TEXT NOT NULL,
	answer    TEXT NOT NULL,
	PRIMARY KEY (county, case_id, gen)
) STRICT, WITHOUT ROWID;
CREATE INDEX public_shown ON public_case(county, published, case_id) WHERE state = 1;
CREATE INDEX public_station ON public_case(county, station, published, case_id) WHERE state = 1;

-- Wrong tries of a pick-up code or of four digits, per case and hour.
CREATE TABLE code_try (
	county  INTEGER NOT NULL,
	case_id INTEGER NOT NULL,
	hour    INTEGER NOT NULL,
	n       INTEGER NOT NULL,
	PRIMARY KEY (county, case_id, hour)
) STRICT, WITHOUT ROWID;
