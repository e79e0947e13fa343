-- What was last told to calendars that subscribe: so that a reception that moved
-- is known again by its number, and one that fell away is cancelled, not forgotten.
CREATE TABLE calendar_entry (
	county    INTEGER NOT NULL,
	station   INTEGER NOT NULL,
	person    INTEGER NOT NULL,          -- 0: the station's own calendar
	day       INTEGER NOT NULL,
	from_min  INTEGER NOT NULL,
	to_min    INTEGER NOT NULL,
	sequence  INTEGER NOT NULL,          -- how often it changed
	stamp     INTEGER NOT NULL,          -- when it last did
	digest    BLOB NOT NULL,             -- of what it says
	cancelled INTEGER NOT NULL,
	PRIMARY KEY (county, station, person, day, from_min)
) STRICT, WITHOUT ROWID;
