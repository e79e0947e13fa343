-- Deputies as the office keeps them: what they are, where they sit and receive,
-- and what of it the public may see.
ALTER TABLE person ADD COLUMN sex bigint;
ALTER TABLE person ADD COLUMN birth bigint;                    -- month of birth, 197503
ALTER TABLE person ADD COLUMN ethnicity bigint;
ALTER TABLE person ADD COLUMN party bigint;
ALTER TABLE person ADD COLUMN education bigint;
ALTER TABLE person ADD COLUMN occupation_class bigint;         -- what statistics count; occupation is in words
ALTER TABLE person ADD COLUMN work_unit text NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN post text NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN certificate text NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN team text NOT NULL DEFAULT '';    -- deputies' group
ALTER TABLE person ADD COLUMN region bigint NOT NULL DEFAULT 0;        -- where they live or serve; offices see by it
ALTER TABLE person ADD COLUMN assign_rule bigint;              -- how the station was chosen
ALTER TABLE person ADD COLUMN levels bigint NOT NULL DEFAULT 0;        -- a bit 1 << level for each seat that has not ended
ALTER TABLE person ADD COLUMN published bigint;                -- bits of deputy_field; NULL: as the county has it
ALTER TABLE person ADD COLUMN batch bigint NOT NULL DEFAULT 0; -- the import that brought it
ALTER TABLE person ADD COLUMN version bigint NOT NULL DEFAULT 1;
ALTER TABLE person ADD COLUMN changed bigint NOT NULL DEFAULT 0;
UPDATE person SET region = county * 1000000;
CREATE INDEX person_region ON person(county, region, id);
CREATE INDEX person_certificate ON person(county, certificate, id);
CREATE INDEX person_batch ON person(county, batch, id) WHERE batch > 0;

-- A person may sit in one congress for several terms.
ALTER TABLE seat ADD COLUMN ended bigint;                       -- day
ALTER TABLE seat ADD COLUMN end_reason bigint;
ALTER TABLE seat DROP CONSTRAINT seat_pkey;
ALTER TABLE seat ADD PRIMARY KEY (county, person, congress, term);
CREATE INDEX seat_level ON seat(county, level, person) WHERE ended IS NULL;
CREATE INDEX seat_congress ON seat(county, congress, person) WHERE ended IS NULL;
UPDATE person SET levels = coalesce((SELECT sum(l.bit) FROM (SELECT DISTINCT 1 << s.level::int AS bit FROM seat s
	WHERE s.county = person.county AND s.person = person.id) l), 0);

-- Telephone and door, sealed with a key per person. phone_public is a copy of its
-- own, sealed likewise, that stands here only while the person agrees to its being shown.
CREATE TABLE person_contact (
	county       bigint NOT NULL,
	person       bigint NOT NULL,
	wrapped      bytea NOT NULL,
	phone        bytea,
	door         bytea,
	phone_public bytea,
	phone_index  bytea,                               -- keyed, so that a whole number can be looked for
	consent_day  bigint,
	consent_note text NOT NULL DEFAULT '',
	PRIMARY KEY (county, person)
);
CREATE INDEX person_contact_phone ON person_contact(county, phone_index) WHERE phone_index IS NOT NULL;

-- What a county shows of its deputies where a deputy has no switches of their own.
CREATE TABLE deputy_default (
	county    bigint NOT NULL PRIMARY KEY,
	published bigint NOT NULL,
	version   bigint NOT NULL
);

-- An import. Its people are seen by nobody while it is open.
CREATE TABLE deputy_batch (
	county  bigint NOT NULL,
	id      bigint NOT NULL,
	state   bigint NOT NULL,
	file    text NOT NULL,
	account bigint,
	created bigint NOT NULL,
	closed  bigint,
	added   bigint NOT NULL DEFAULT 0,
	updated bigint NOT NULL DEFAULT 0,
	skipped bigint NOT NULL DEFAULT 0,
	PRIMARY KEY (county, id)
);

-- What an import did to whom: the version it left, and what stood there before, sealed.
CREATE TABLE deputy_batch_row (
	county  bigint NOT NULL,
	batch   bigint NOT NULL,
	person  bigint NOT NULL,
	version bigint NOT NULL,
	before  bytea,                                    -- NULL: the import added the person
	PRIMARY KEY (county, batch, person)
);

-- How many deputies now serve, by what they are: level 0 counts people, the
-- others people with a seat at that level. Kept in the transaction of each change.
CREATE TABLE deputy_count (
	county bigint NOT NULL,
	level  bigint NOT NULL,
	facet  bigint NOT NULL,
	value  bigint NOT NULL,
	n      bigint NOT NULL,
	PRIMARY KEY (county, level, facet, value)
);

CALL tenant_table('person_contact');
CALL tenant_table('deputy_default');
CALL tenant_table('deputy_batch');
CALL tenant_table('deputy_batch_row');
CALL tenant_table('deputy_count');
