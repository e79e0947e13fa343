-- What was last told to calendars that subscribe: so that a reception that moved
-- is known again by its number, and one that fell away is cancelled, not forgotten.
CREATE TABLE calendar_entry (
	county    bigint NOT NULL,
	station   bigint NOT NULL,
	person    bigint NOT NULL,           -- 0: the station's own calendar
	day       bigint NOT NULL,
	from_min  bigint NOT NULL,
	to_min    bigint NOT NULL,
	sequence  bigint NOT NULL,           -- how often it changed
	stamp     bigint NOT NULL,           -- when it last did
	digest    bytea NOT NULL,            -- of what it says
	cancelled bigint NOT NULL,
	PRIMARY KEY (county, station, person, day, from_min)
);
CALL tenant_table('calendar_entry');
