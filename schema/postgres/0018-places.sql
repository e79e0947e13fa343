-- What is known of a place besides its name, and its life: proposed, built, kept up
-- (src/place). A proposal is not a station yet; it becomes one the day it opens, so
-- that every row of table station is a place people have been able to go to.
ALTER TABLE station ADD COLUMN version bigint NOT NULL DEFAULT 1;
ALTER TABLE station ADD COLUMN local bigint NOT NULL DEFAULT 0;  -- term of station_kinds: what it is called here
ALTER TABLE station ADD COLUMN lat_micro bigint;         -- millionths of a degree; both or none
ALTER TABLE station ADD COLUMN lon_micro bigint;
ALTER TABLE station ADD COLUMN head bigint;                      -- the person who answers for it
ALTER TABLE station ADD COLUMN clerk bigint;                     -- the account that keeps its records
ALTER TABLE station ADD COLUMN opened bigint;                    -- day
ALTER TABLE station ADD COLUMN closed bigint;                    -- day; its cases stay readable
ALTER TABLE station ADD COLUMN demonstration bigint;             -- day it was named one

-- Who works at a station is asked by its page.
CREATE INDEX grants_station ON grants(county, station) WHERE station IS NOT NULL;

-- What a station has of the pack's lists: facilities, tags, functions, and the
-- criteria of a demonstration site that it meets.
CREATE TABLE station_mark (
	county  bigint NOT NULL,
	station bigint NOT NULL,
	sort    bigint NOT NULL,                    -- place_mark
	term    bigint NOT NULL,
	PRIMARY KEY (county, station, sort, term)
);

-- People who help a professional station and are no deputies: name and telephone
-- only sealed, with a key each.
CREATE TABLE expert (
	county      bigint NOT NULL,
	id          bigint NOT NULL,
	station     bigint NOT NULL,
	work        text NOT NULL,
	shown       bigint NOT NULL DEFAULT 0,      -- the name may stand on the public page
	wrapped     bytea NOT NULL,
	name        bytea NOT NULL,
	phone       bytea,
	phone_index bytea,                            -- keyed, per tenant
	since       bigint NOT NULL,
	until       bigint,
	version     bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (county, id)
);
CREATE INDEX expert_station ON expert(county, station, id);

CREATE TABLE equipment (
	county  bigint NOT NULL,
	id      bigint NOT NULL,
	station bigint NOT NULL,
	what    text NOT NULL,
	number  bigint NOT NULL,
	state   bigint NOT NULL,                    -- equipment_state
	since   bigint NOT NULL,
	gone    bigint,                             -- day it was taken off the list
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (county, id)
);
CREATE INDEX equipment_station ON equipment(county, station, id);
CREATE INDEX equipment_lack ON equipment(county, state, id) WHERE state >= 3 AND gone IS NULL;

-- A place that is proposed, planned or being built.
CREATE TABLE site (
	county   bigint NOT NULL,
	id       bigint NOT NULL,
	state    bigint NOT NULL,                   -- site_state
	kind     bigint NOT NULL,                   -- station_kind
	local    bigint NOT NULL DEFAULT 0,
	field    text NOT NULL DEFAULT '',
	name     text NOT NULL,
	region   bigint NOT NULL,
	parent   bigint,
	address  text NOT NULL,
	lat_micro bigint,
	lon_micro bigint,
	why      text NOT NULL,
	reason   text NOT NULL DEFAULT '',           -- why it was returned or dropped
	proposer bigint NOT NULL,                   -- account
	proposed bigint NOT NULL,                   -- moment
	due      bigint,                            -- day it is to open
	station  bigint,                            -- what it became
	version  bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (county, id)
);
CREATE INDEX site_state ON site(county, state, id);

CREATE TABLE site_mark (
	county bigint NOT NULL,
	site   bigint NOT NULL,
	sort   bigint NOT NULL,                     -- place_mark: site criteria and tags
	term   bigint NOT NULL,
	remark text NOT NULL DEFAULT '',
	PRIMARY KEY (county, site, sort, term)
);

-- Work on a place that stands already.
CREATE TABLE upgrade (
	county  bigint NOT NULL,
	id      bigint NOT NULL,
	station bigint NOT NULL,
	before  text NOT NULL,                       -- its state before
	after   text NOT NULL DEFAULT '',            -- and behind
	percent bigint NOT NULL DEFAULT 0,
	owner   text NOT NULL,                       -- the body that sees to it
	due     bigint NOT NULL,
	done    bigint,                             -- day it reached the hundred
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (county, id)
);
CREATE INDEX upgrade_station ON upgrade(county, station, id);
CREATE INDEX upgrade_due ON upgrade(county, due, id);

-- A plan over years, of the county or of one station, with a gate at the end of each.
CREATE TABLE plan (
	county     bigint NOT NULL,
	id         bigint NOT NULL,
	station    bigint,                          -- NULL: of the region
	region     bigint NOT NULL,
	name       text NOT NULL,
	first_year bigint NOT NULL,
	version    bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (county, id)
);

CREATE TABLE plan_gate (
	county bigint NOT NULL,
	plan   bigint NOT NULL,
	seq    bigint NOT NULL,                     -- 1: the first year
	term   bigint NOT NULL,                     -- of the pack's gates
	goal   text NOT NULL DEFAULT '',
	due    bigint NOT NULL,
	result bigint,                              -- gate_result, NULL not judged yet
	judged bigint,
	judge  bigint,                              -- account
	remark text NOT NULL DEFAULT '',
	PRIMARY KEY (county, plan, seq)
);

-- How many points a township is to have, where it is able to.
CREATE TABLE coverage_target (
	county  bigint NOT NULL,
	region  bigint NOT NULL,
	points  bigint NOT NULL,
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (county, region)
);

-- What was done to a place, a proposal, an upgrade or a plan, by whom; for the pages of staff.
CREATE TABLE place_event (
	county  bigint NOT NULL,
	about   bigint NOT NULL,                    -- place_about
	id      bigint NOT NULL,
	seq     bigint NOT NULL,
	at      bigint NOT NULL,
	account bigint,
	act     bigint NOT NULL,                    -- place_act
	note    text NOT NULL DEFAULT '',
	PRIMARY KEY (county, about, id, seq)
);

CALL tenant_table('station_mark');
CALL tenant_table('expert');
CALL tenant_table('equipment');
CALL tenant_table('site');
CALL tenant_table('site_mark');
CALL tenant_table('upgrade');
CALL tenant_table('plan');
CALL tenant_table('plan_gate');
CALL tenant_table('coverage_target');
CALL tenant_table('place_event');
