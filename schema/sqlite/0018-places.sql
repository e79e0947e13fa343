-- What is known of a place besides its name, and its life: proposed, built, kept up
-- (src/place). A proposal is not a station yet; it becomes one the day it opens, so
-- that every row of table station is a place people have been able to go to.
ALTER TABLE station ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE station ADD COLUMN local INTEGER NOT NULL DEFAULT 0;  -- term of station_kinds: what it is called here
ALTER TABLE station ADD COLUMN lat_micro INTEGER;                     -- millionths of a degree; both or none
ALTER TABLE station ADD COLUMN lon_micro INTEGER;
ALTER TABLE station ADD COLUMN head INTEGER;                      -- the person who answers for it
ALTER TABLE station ADD COLUMN clerk INTEGER;                     -- the account that keeps its records
ALTER TABLE station ADD COLUMN opened INTEGER;                    -- day
ALTER TABLE station ADD COLUMN closed INTEGER;                    -- day; its cases stay readable
ALTER TABLE station ADD COLUMN demonstration INTEGER;             -- day it was named one

-- Who works at a station is asked by its page.
CREATE INDEX grants_station ON grants(county, station) WHERE station IS NOT NULL;

-- What a station has of the pack's lists: facilities, tags, functions, and the
-- criteria of a demonstration site that it meets.
CREATE TABLE station_mark (
	county  INTEGER NOT NULL,
	station INTEGER NOT NULL,
	sort    INTEGER NOT NULL,                    -- place_mark
	term    INTEGER NOT NULL,
	PRIMARY KEY (county, station, sort, term)
) STRICT, WITHOUT ROWID;

-- People who help a professional station and are no deputies: name and telephone
-- only sealed, with a key each.
CREATE TABLE expert (
	county      INTEGER NOT NULL,
	id          INTEGER NOT NULL,
	station     INTEGER NOT NULL,
	work        TEXT NOT NULL,
	shown       INTEGER NOT NULL DEFAULT 0,      -- the name may stand on the public page
	wrapped     BLOB NOT NULL,
	name        BLOB NOT NULL,
	phone       BLOB,
	phone_index BLOB,                            -- keyed, per tenant
	since       INTEGER NOT NULL,
	until       INTEGER,
	version     INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX expert_station ON expert(county, station, id);

CREATE TABLE equipment (
	county  INTEGER NOT NULL,
	id      INTEGER NOT NULL,
	station INTEGER NOT NULL,
	what    TEXT NOT NULL,
	number  INTEGER NOT NULL,
	state   INTEGER NOT NULL,                    -- equipment_state
	since   INTEGER NOT NULL,
	gone    INTEGER,                             -- day it was taken off the list
	version INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX equipment_station ON equipment(county, station, id);
CREATE INDEX equipment_lack ON equipment(county, state, id) WHERE state >= 3 AND gone IS NULL;

-- A place that is proposed, planned or being built.
CREATE TABLE site (
	county   INTEGER NOT NULL,
	id       INTEGER NOT NULL,
	state    INTEGER NOT NULL,                   -- site_state
	kind     INTEGER NOT NULL,                   -- station_kind
	local    INTEGER NOT NULL DEFAULT 0,
	field    TEXT NOT NULL DEFAULT '',
	name     TEXT NOT NULL,
	region   INTEGER NOT NULL,
	parent   INTEGER,
	address  TEXT NOT NULL,
	lat_micro INTEGER,
	lon_micro INTEGER,
	why      TEXT NOT NULL,
	reason   TEXT NOT NULL DEFAULT '',           -- why it was returned or dropped
	proposer INTEGER NOT NULL,                   -- account
	proposed INTEGER NOT NULL,                   -- moment
	due      INTEGER,                            -- day it is to open
	station  INTEGER,                            -- what it became
	version  INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX site_state ON site(county, state, id);

CREATE TABLE site_mark (
	county INTEGER NOT NULL,
	site   INTEGER NOT NULL,
	sort   INTEGER NOT NULL,                     -- place_mark: site criteria and tags
	term   INTEGER NOT NULL,
	remark TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (county, site, sort, term)
) STRICT, WITHOUT ROWID;

-- Work on a place that stands already.
CREATE TABLE upgrade (
	county  INTEGER NOT NULL,
	id      INTEGER NOT NULL,
	station INTEGER NOT NULL,
	before  TEXT NOT NULL,                       -- its state before
	after   TEXT NOT NULL DEFAULT '',            -- and behind
	percent INTEGER NOT NULL DEFAULT 0,
	owner   TEXT NOT NULL,                       -- the body that sees to it
	due     INTEGER NOT NULL,
	done    INTEGER,                             -- day it reached the hundred
	version INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX upgrade_station ON upgrade(county, station, id);
CREATE INDEX upgrade_due ON upgrade(county, due, id);

-- A plan over years, of the county or of one station, with a gate at the end of each.
CREATE TABLE plan (
	county     INTEGER NOT NULL,
	id         INTEGER NOT NULL,
	station    INTEGER,                          -- NULL: of the region
	region     INTEGER NOT NULL,
	name       TEXT NOT NULL,
	first_year INTEGER NOT NULL,
	version    INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan_gate (
	county INTEGER NOT NULL,
	plan   INTEGER NOT NULL,
	seq    INTEGER NOT NULL,                     -- 1: the first year
	term   INTEGER NOT NULL,                     -- of the pack's gates
	goal   TEXT NOT NULL DEFAULT '',
	due    INTEGER NOT NULL,
	result INTEGER,                              -- gate_result, NULL not judged yet
	judged INTEGER,
	judge  INTEGER,                              -- account
	remark TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (county, plan, seq)
) STRICT, WITHOUT ROWID;

-- How many points a township is to have, where it is able to.
CREATE TABLE coverage_target (
	county  INTEGER NOT NULL,
	region  INTEGER NOT NULL,
	points  INTEGER NOT NULL,
	version INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (county, region)
) STRICT, WITHOUT ROWID;

-- What was done to a place, a proposal, an upgrade or a plan, by whom; for the pages of staff.
CREATE TABLE place_event (
	county  INTEGER NOT NULL,
	about   INTEGER NOT NULL,                    -- place_about
	id      INTEGER NOT NULL,
	seq     INTEGER NOT NULL,
	at      INTEGER NOT NULL,
	account INTEGER,
	act     INTEGER NOT NULL,                    -- place_act
	note    TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (county, about, id, seq)
) STRICT, WITHOUT ROWID;
