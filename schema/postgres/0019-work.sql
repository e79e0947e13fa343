-- Numbers of a county's rows of one kind, one after the other (src/db/serial.h).
CREATE TABLE serial (
	county bigint NOT NULL,
	kind   bigint NOT NULL,
	last   bigint NOT NULL,
	PRIMARY KEY (county, kind)
);

-- Something owed by somebody by a day, with proof and sign-off (src/obligation).
-- Late is what is open behind its day: it follows from the date and is not stored.
CREATE TABLE obligation (
	county      bigint NOT NULL,
	id          bigint NOT NULL,
	state       bigint NOT NULL,
	owner_kind  bigint NOT NULL,  -- station, unit, person or office ...
	owner       bigint NOT NULL,  -- ... and its id; an office by its place
	check_kind  bigint NOT NULL,  -- who signs it off, likewise
	checker     bigint NOT NULL,
	region      bigint NOT NULL,  -- where: offices see what lies in their range
	source      bigint NOT NULL,  -- what it came from ...
	source_id   bigint NOT NULL DEFAULT 0,  -- ... the row of that kind
	source_item bigint NOT NULL DEFAULT 0,  -- ... and the part of it
	due         bigint NOT NULL,
	began       bigint NOT NULL,  -- day from which a rule counted
	rule        text NOT NULL DEFAULT '',  -- deadline rule of the pack, '' when a person set the day
	round       bigint NOT NULL DEFAULT 1,  -- 2: sent back once
	version     bigint NOT NULL DEFAULT 1,
	created     bigint NOT NULL,
	changed     bigint NOT NULL,
	reported    bigint,  -- day of the last report
	title       text NOT NULL,
	PRIMARY KEY (county, id)
);
CREATE INDEX obligation_owner ON obligation(county, owner_kind, owner, state, due, id);
CREATE INDEX obligation_checker ON obligation(county, check_kind, checker, state, due, id);
CREATE INDEX obligation_due ON obligation(county, state, due, id);
CREATE INDEX obligation_source ON obligation(county, source, source_id, source_item, state);

-- Its story, from the words with which it was given to the sign-off.
CREATE TABLE obligation_event (
	county     bigint NOT NULL,
	obligation bigint NOT NULL,
	seq        bigint NOT NULL,
	at         bigint NOT NULL,
	event      bigint NOT NULL,
	account    bigint,
	due        bigint NOT NULL,  -- after the step
	words      text NOT NULL DEFAULT '',
	PRIMARY KEY (county, obligation, seq)
);

-- One scoring of a station against a standard. The names are those of the pack
-- of its day and stay, whatever later versions say.
CREATE TABLE inspection (
	county   bigint NOT NULL,
	id       bigint NOT NULL,
	station  bigint NOT NULL,
	region   bigint NOT NULL,
	standard text NOT NULL,  -- code in the pack
	name_zh  text NOT NULL,
	name_en  text NOT NULL,
	way      bigint NOT NULL,  -- self, on site, remote
	day      bigint NOT NULL,
	at       bigint NOT NULL,
	account  bigint,
	score    bigint NOT NULL,  -- hundredths of a point
	points   bigint NOT NULL,  -- that could be had, likewise
	stars    bigint NOT NULL,  -- 0: the pack gives none
	missing  bigint NOT NULL,  -- items not wholly there
	source   text NOT NULL DEFAULT '',  -- where the standard is from, as the pack said
	words    text NOT NULL DEFAULT '',
	PRIMARY KEY (county, id)
);
CREATE INDEX inspection_station ON inspection(county, station, standard, id);

CREATE TABLE inspection_item (
	county     bigint NOT NULL,
	inspection bigint NOT NULL,
	item       bigint NOT NULL,  -- 1, 2, 3... as in the pack
	code       text NOT NULL,
	name_zh    text NOT NULL,
	name_en    text NOT NULL,
	group_zh   text NOT NULL,
	group_en   text NOT NULL,
	points     bigint NOT NULL,
	score      bigint NOT NULL,
	mark       bigint NOT NULL,
	obligation bigint,  -- what its lack became
	words      text NOT NULL DEFAULT '',
	PRIMARY KEY (county, inspection, item)
);

-- The last scoring of every station by a standard: its own, and the one of others.
CREATE TABLE standing (
	county     bigint NOT NULL,
	standard   text NOT NULL,
	own        bigint NOT NULL,  -- 1: the self-check
	station    bigint NOT NULL,
	region     bigint NOT NULL,
	inspection bigint NOT NULL,
	day        bigint NOT NULL,
	score      bigint NOT NULL,
	points     bigint NOT NULL,
	stars      bigint NOT NULL,
	missing    bigint NOT NULL,
	PRIMARY KEY (county, standard, own, station)
);

-- A typed duty of a person or body to keep in touch (src/link). due is the last day
-- of the first period that is not yet fulfilled.
CREATE TABLE link (
	county    bigint NOT NULL,
	id        bigint NOT NULL,
	kind      text NOT NULL,  -- code in the pack
	from_kind bigint NOT NULL,  -- person, unit or body
	from_id   bigint NOT NULL DEFAULT 0,
	from_name text NOT NULL,
	to_kind   bigint NOT NULL,  -- station, person or group
	to_id     bigint NOT NULL DEFAULT 0,
	to_name   text NOT NULL,
	region    bigint NOT NULL,  -- of what is kept in touch with
	since     bigint NOT NULL,
	ended     bigint,
	due       bigint NOT NULL,
	last      bigint,  -- day of the last contact
	contacts  bigint NOT NULL DEFAULT 0,
	version   bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (county, id)
);
CREATE INDEX link_due ON link(county, due, id) WHERE ended IS NULL;
CREATE INDEX link_kind ON link(county, kind, id) WHERE ended IS NULL;
CREATE INDEX link_from ON link(county, from_kind, from_id, id) WHERE ended IS NULL;
CREATE INDEX link_to ON link(county, to_kind, to_id, kind) WHERE ended IS NULL;

-- A visit or contact, recorded once; a reception in a case's record counts by itself.
CREATE TABLE link_visit (
	county  bigint NOT NULL,
	link    bigint NOT NULL,
	seq     bigint NOT NULL,
	day     bigint NOT NULL,
	way     bigint NOT NULL,
	case_id bigint,
	account bigint,
	at      bigint NOT NULL,
	words   text NOT NULL DEFAULT '',
	PRIMARY KEY (county, link, seq)
);
CREATE INDEX link_visit_day ON link_visit(county, link, day);

-- Posts that have to be filled, by place; one without a row has not been looked at yet.
CREATE TABLE post (
	county  bigint NOT NULL,
	region  bigint NOT NULL,
	kind    text NOT NULL,  -- code in the pack
	state   bigint NOT NULL,
	holder  text NOT NULL DEFAULT '',  -- a public office: named openly
	since   bigint NOT NULL,
	version bigint NOT NULL DEFAULT 1,
	changed bigint NOT NULL,
	PRIMARY KEY (county, region, kind)
);

-- Who held it, and what was reported and talked about it.
CREATE TABLE post_event (
	county  bigint NOT NULL,
	region  bigint NOT NULL,
	kind    text NOT NULL,
	seq     bigint NOT NULL,
	at      bigint NOT NULL,
	day     bigint NOT NULL,
	event   bigint NOT NULL,
	account bigint,
	words   text NOT NULL DEFAULT '',
	PRIMARY KEY (county, region, kind, seq)
);

-- Meetings that the law asks for, planned and held. Length in half days.
CREATE TABLE meeting (
	county   bigint NOT NULL,
	id       bigint NOT NULL,
	region   bigint NOT NULL,  -- whose congress
	kind     text NOT NULL,  -- code in the pack
	year     bigint NOT NULL,
	state    bigint NOT NULL,
	day      bigint NOT NULL,
	halves   bigint NOT NULL,
	title    text NOT NULL DEFAULT '',
	words    text NOT NULL DEFAULT '',
	version  bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (county, id)
);
CREATE INDEX meeting_year ON meeting(county, year, region, day);

-- A drive of a year with its streams; its measures are obligations.
CREATE TABLE drive (
	county  bigint NOT NULL,
	id      bigint NOT NULL,
	year    bigint NOT NULL,
	code    text NOT NULL,  -- in the pack
	name_zh text NOT NULL,
	name_en text NOT NULL,
	ended   bigint,  -- day it was summed up
	words   text NOT NULL DEFAULT '',
	summing text NOT NULL DEFAULT '',
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX drive_year ON drive(county, year, code);

CREATE TABLE drive_stream (
	county  bigint NOT NULL,
	drive   bigint NOT NULL,
	stream  bigint NOT NULL,  -- 1, 2, 3... as in the pack
	name_zh text NOT NULL,
	name_en text NOT NULL,
	PRIMARY KEY (county, drive, stream)
);

CALL tenant_table('serial');
CALL tenant_table('obligation');
CALL tenant_table('obligation_event');
CALL tenant_table('inspection');
CALL tenant_table('inspection_item');
CALL tenant_table('standing');
CALL tenant_table('link');
CALL tenant_table('link_visit');
CALL tenant_table('post');
CALL tenant_table('post_event');
CALL tenant_table('meeting');
CALL tenant_table('drive');
CALL tenant_table('drive_stream');
