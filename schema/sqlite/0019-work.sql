-- Numbers of a county's rows of one kind, one after the other (src/db/serial.h).
CREATE TABLE serial (
	county INTEGER NOT NULL,
	kind   INTEGER NOT NULL,
	last   INTEGER NOT NULL,
	PRIMARY KEY (county, kind)
) STRICT, WITHOUT ROWID;

-- Something owed by somebody by a day, with proof and sign-off (src/obligation).
-- Late is what is open behind its day: it follows from the date and is not stored.
CREATE TABLE obligation (
	county      INTEGER NOT NULL,
	id          INTEGER NOT NULL,
	state       INTEGER NOT NULL,
	owner_kind  INTEGER NOT NULL,                -- station, unit, person or office ...
	owner       INTEGER NOT NULL,                -- ... and its id; an office by its place
	check_kind  INTEGER NOT NULL,                -- who signs it off, likewise
	checker     INTEGER NOT NULL,
	region      INTEGER NOT NULL,                -- where: offices see what lies in their range
	source      INTEGER NOT NULL,                -- what it came from ...
	source_id   INTEGER NOT NULL DEFAULT 0,      -- ... the row of that kind
	source_item INTEGER NOT NULL DEFAULT 0,      -- ... and the part of it
	due         INTEGER NOT NULL,
	began       INTEGER NOT NULL,                -- day from which a rule counted
	rule        TEXT NOT NULL DEFAULT '',        -- deadline rule of the pack, '' when a person set the day
	round       INTEGER NOT NULL DEFAULT 1,      -- 2: sent back once
	version     INTEGER NOT NULL DEFAULT 1,
	created     INTEGER NOT NULL,
	changed     INTEGER NOT NULL,
	reported    INTEGER,                         -- day of the last report
	title       TEXT NOT NULL,
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX obligation_owner ON obligation(county, owner_kind, owner, state, due, id);
CREATE INDEX obligation_checker ON obligation(county, check_kind, checker, state, due, id);
CREATE INDEX obligation_due ON obligation(county, state, due, id);
CREATE INDEX obligation_source ON obligation(county, source, source_id, source_item, state);

-- Its story, from the words with which it was given to the sign-off.
CREATE TABLE obligation_event (
	county     INTEGER NOT NULL,
	obligation INTEGER NOT NULL,
	seq        INTEGER NOT NULL,
	at         INTEGER NOT NULL,
	event      INTEGER NOT NULL,
	account    INTEGER,
	due        INTEGER NOT NULL,                 -- after the step
	words      TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (county, obligation, seq)
) STRICT, WITHOUT ROWID;

-- One scoring of a station against a standard. The names are those of the pack
-- of its day and stay, whatever later versions say.
CREATE TABLE inspection (
	county   INTEGER NOT NULL,
	id       INTEGER NOT NULL,
	station  INTEGER NOT NULL,
	region   INTEGER NOT NULL,
	standard TEXT NOT NULL,                      -- code in the pack
	name_zh  TEXT NOT NULL,
	name_en  TEXT NOT NULL,
	way      INTEGER NOT NULL,                   -- self, on site, remote
	day      INTEGER NOT NULL,
	at       INTEGER NOT NULL,
	account  INTEGER,
	score    INTEGER NOT NULL,                   -- hundredths of a point
	points   INTEGER NOT NULL,                   -- that could be had, likewise
	stars    INTEGER NOT NULL,                   -- 0: the pack gives none
	missing  INTEGER NOT NULL,                   -- items not wholly there
	source   TEXT NOT NULL DEFAULT '',           -- where the standard is from, as the pack said
	words    TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX inspection_station ON inspection(county, station, standard, id);

CREATE TABLE inspection_item (
	county     INTEGER NOT NULL,
	inspection INTEGER NOT NULL,
	item       INTEGER NOT NULL,                 -- 1, 2, 3... as in the pack
	code       TEXT NOT NULL,
	name_zh    TEXT NOT NULL,
	name_en    TEXT NOT NULL,
	group_zh   TEXT NOT NULL,
	group_en   TEXT NOT NULL,
	points     INTEGER NOT NULL,
	score      INTEGER NOT NULL,
	mark       INTEGER NOT NULL,
	obligation INTEGER,                          -- what its lack became
	words      TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (county, inspection, item)
) STRICT, WITHOUT ROWID;

-- The last scoring of every station by a standard: its own, and the one of others.
CREATE TABLE standing (
	county     INTEGER NOT NULL,
	standard   TEXT NOT NULL,
	own        INTEGER NOT NULL,                 -- 1: the self-check
	station    INTEGER NOT NULL,
	region     INTEGER NOT NULL,
	inspection INTEGER NOT NULL,
	day        INTEGER NOT NULL,
	score      INTEGER NOT NULL,
	points     INTEGER NOT NULL,
	stars      INTEGER NOT NULL,
	missing    INTEGER NOT NULL,
	PRIMARY KEY (county, standard, own, station)
) STRICT, WITHOUT ROWID;

-- A typed duty of a person or body to keep in touch (src/link). due is the last day
-- of the first period that is not yet fulfilled.
CREATE TABLE link (
	county    INTEGER NOT NULL,
	id        INTEGER NOT NULL,
	kind      TEXT NOT NULL,                     -- code in the pack
	from_kind INTEGER NOT NULL,                  -- person, unit or body
	from_id   INTEGER NOT NULL DEFAULT 0,
	from_name TEXT NOT NULL,
	to_kind   INTEGER NOT NULL,                  -- station, person or group
	to_id     INTEGER NOT NULL DEFAULT 0,
	to_name   TEXT NOT NULL,
	region    INTEGER NOT NULL,                  -- of what is kept in touch with
	since     INTEGER NOT NULL,
	ended     INTEGER,
	due       INTEGER NOT NULL,
	last      INTEGER,                           -- day of the last contact
	contacts  INTEGER NOT NULL DEFAULT 0,
	version   INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_due ON link(county, due, id) WHERE ended IS NULL;
CREATE INDEX link_kind ON link(county, kind, id) WHERE ended IS NULL;
CREATE INDEX link_from ON link(county, from_kind, from_id, id) WHERE ended IS NULL;
CREATE INDEX link_to ON link(county, to_kind, to_id, kind) WHERE ended IS NULL;

-- A visit or contact, recorded once; a reception in a case's record counts by itself.
CREATE TABLE link_visit (
	county  INTEGER NOT NULL,
	link    INTEGER NOT NULL,
	seq     INTEGER NOT NULL,
	day     INTEGER NOT NULL,
	way     INTEGER NOT NULL,
	case_id INTEGER,
	account INTEGER,
	at      INTEGER NOT NULL,
	words   TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (county, link, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_visit_day ON link_visit(county, link, day);

-- Posts that have to be filled, by place; one without a row has not been looked at yet.
CREATE TABLE post (
	county  INTEGER NOT NULL,
	region  INTEGER NOT NULL,
	kind    TEXT NOT NULL,                       -- code in the pack
	state   INTEGER NOT NULL,
	holder  TEXT NOT NULL DEFAULT '',            -- a public office: named openly
	since   INTEGER NOT NULL,
	version INTEGER NOT NULL DEFAULT 1,
	changed INTEGER NOT NULL,
	PRIMARY KEY (county, region, kind)
) STRICT, WITHOUT ROWID;

-- Who held it, and what was reported and talked about it.
CREATE TABLE post_event (
	county  INTEGER NOT NULL,
	region  INTEGER NOT NULL,
	kind    TEXT NOT NULL,
	seq     INTEGER NOT NULL,
	at      INTEGER NOT NULL,
	day     INTEGER NOT NULL,
	event   INTEGER NOT NULL,
	account INTEGER,
	words   TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (county, region, kind, seq)
) STRICT, WITHOUT ROWID;

-- Meetings that the law asks for, planned and held. Length in half days.
CREATE TABLE meeting (
	county   INTEGER NOT NULL,
	id       INTEGER NOT NULL,
	region   INTEGER NOT NULL,                   -- whose congress
	kind     TEXT NOT NULL,                      -- code in the pack
	year     INTEGER NOT NULL,
	state    INTEGER NOT NULL,
	day      INTEGER NOT NULL,
	halves   INTEGER NOT NULL,
	title    TEXT NOT NULL DEFAULT '',
	words    TEXT NOT NULL DEFAULT '',
	version  INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_year ON meeting(county, year, region, day);

-- A drive of a year with its streams; its measures are obligations.
CREATE TABLE drive (
	county  INTEGER NOT NULL,
	id      INTEGER NOT NULL,
	year    INTEGER NOT NULL,
	code    TEXT NOT NULL,                       -- in the pack
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL,
	ended   INTEGER,                             -- day it was summed up
	words   TEXT NOT NULL DEFAULT '',
	summing TEXT NOT NULL DEFAULT '',
	version INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX drive_year ON drive(county, year, code);

CREATE TABLE drive_stream (
	county  INTEGER NOT NULL,
	drive   INTEGER NOT NULL,
	stream  INTEGER NOT NULL,                    -- 1, 2, 3... as in the pack
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL,
	PRIMARY KEY (county, drive, stream)
) STRICT, WITHOUT ROWID;
