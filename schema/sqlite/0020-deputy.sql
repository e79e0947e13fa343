-- Deputies as the office keeps them: what they are, where they sit and receive,
-- and what of it the public may see.
ALTER TABLE person ADD COLUMN sex INTEGER;
ALTER TABLE person ADD COLUMN birth INTEGER;                    -- month of birth, 197503
ALTER TABLE person ADD COLUMN ethnicity INTEGER;
ALTER TABLE person ADD COLUMN party INTEGER;
ALTER TABLE person ADD COLUMN education INTEGER;
ALTER TABLE person ADD COLUMN occupation_class INTEGER;         -- what statistics count; occupation is in words
ALTER TABLE person ADD COLUMN work_unit TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN post TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN certificate TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN team TEXT NOT NULL DEFAULT '';    -- deputies' group
ALTER TABLE person ADD COLUMN region INTEGER NOT NULL DEFAULT 0;        -- where they live or serve; offices see by it
ALTER TABLE person ADD COLUMN assign_rule INTEGER;              -- how the station was chosen
ALTER TABLE person ADD COLUMN levels INTEGER NOT NULL DEFAULT 0;        -- a bit 1 << level for each seat that has not ended
ALTER TABLE person ADD COLUMN published INTEGER;                -- bits of deputy_field; NULL: as the county has it
ALTER TABLE person ADD COLUMN batch INTEGER NOT NULL DEFAULT 0; -- the import that brought it
ALTER TABLE person ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE person ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
UPDATE person SET region = county * 1000000;
CREATE INDEX person_region ON person(county, region, id);
CREATE INDEX person_certificate ON person(county, certificate, id);
CREATE INDEX person_batch ON person(county, batch, id) WHERE batch > 0;

-- A person may sit in one congress for several terms.
CREATE TABLE seat_of_term (
	county     INTEGER NOT NULL,
	person     INTEGER NOT NULL,
	congress   INTEGER NOT NULL,
	term       TEXT NOT NULL DEFAULT '',
	level      INTEGER NOT NULL,
	district   TEXT NOT NULL DEFAULT '',            -- electoral district or electing unit
	ended      INTEGER,                             -- day
	end_reason INTEGER,
	PRIMARY KEY (county, person, congress, term),
	FOREIGN KEY (county, person) REFERENCES person(county, id)
) STRICT, WITHOUT ROWID;
INSERT INTO seat_of_term(county, person, congress, term, level, district)
SELECT county, person, congress, term, level, district FROM seat;
DROP TABLE seat;
ALTER TABLE seat_of_term RENAME TO seat;
CREATE INDEX seat_level ON seat(county, level, person) WHERE ended IS NULL;
CREATE INDEX seat_congress ON seat(county, congress, person) WHERE ended IS NULL;
UPDATE person SET levels = coalesce((SELECT sum(l.bit) FROM (SELECT DISTINCT 1 << s.level AS bit FROM seat s
	WHERE s.county = person.county AND s.person = person.id) l), 0);

-- Telephone and door, sealed with a key per person. phone_public is a copy of its
-- own, sealed likewise, that stands here only while the person agrees to its being shown.
CREATE TABLE person_contact (
	county       INTEGER NOT NULL,
	person       INTEGER NOT NULL,
	wrapped      BLOB NOT NULL,
	phone        BLOB,
	door         BLOB,
	phone_public BLOB,
	phone_index  BLOB,                               -- keyed, so that a whole number can be looked for
	consent_day  INTEGER,
	consent_note TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (county, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_contact_phone ON person_contact(county, phone_index) WHERE phone_index IS NOT NULL;

-- What a county shows of its deputies where a deputy has no switches of their own.
CREATE TABLE deputy_default (
	county    INTEGER NOT NULL PRIMARY KEY,
	published INTEGER NOT NULL,
	version   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- An import. Its people are seen by nobody while it is open.
CREATE TABLE deputy_batch (
	county  INTEGER NOT NULL,
	id      INTEGER NOT NULL,
	state   INTEGER NOT NULL,
	file    TEXT NOT NULL,
	account INTEGER,
	created INTEGER NOT NULL,
	closed  INTEGER,
	added   INTEGER NOT NULL DEFAULT 0,
	updated INTEGER NOT NULL DEFAULT 0,
	skipped INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;

-- What an import did to whom: the version it left, and what stood there before, sealed.
CREATE TABLE deputy_batch_row (
	county  INTEGER NOT NULL,
	batch   INTEGER NOT NULL,
	person  INTEGER NOT NULL,
	version INTEGER NOT NULL,
	before  BLOB,                                    -- NULL: the import added the person
	PRIMARY KEY (county, batch, person)
) STRICT, WITHOUT ROWID;

-- How many deputies now serve, by what they are: level 0 counts people, the
-- others people with a seat at that level. Kept in the transaction of each change.
CREATE TABLE deputy_count (
	county INTEGER NOT NULL,
	level  INTEGER NOT NULL,
	facet  INTEGER NOT NULL,
	value  INTEGER NOT NULL,
	n      INTEGER NOT NULL,
	PRIMARY KEY (county, level, facet, value)
) STRICT, WITHOUT ROWID;
