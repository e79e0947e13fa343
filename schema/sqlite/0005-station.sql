CREATE TABLE station (
	county   INTEGER NOT NULL,
	id       INTEGER NOT NULL,
	code     TEXT NOT NULL UNIQUE,              -- station code, unique across tenants
	kind     INTEGER NOT NULL,
	field    TEXT NOT NULL DEFAULT '',          -- trade of a professional station
	name     TEXT NOT NULL,
	region   INTEGER NOT NULL,
	parent   INTEGER,
	address  TEXT NOT NULL DEFAULT '',
	hours    TEXT NOT NULL DEFAULT '',
	initials TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX station_region ON station(county, region, kind, id);
CREATE INDEX station_parent ON station(county, parent, id);

-- A department, company or village body that handles cases.
CREATE TABLE unit (
	county   INTEGER NOT NULL,
	id       INTEGER NOT NULL,
	name     TEXT NOT NULL,
	region   INTEGER NOT NULL,
	initials TEXT NOT NULL DEFAULT '',
	closed   INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;

-- Who receives when: one row per deputy, station and day. Minutes since midnight.
CREATE TABLE duty (
	county  INTEGER NOT NULL,
	day     INTEGER NOT NULL,
	station INTEGER NOT NULL,
	person  INTEGER NOT NULL,
	from_min INTEGER NOT NULL,
	to_min  INTEGER NOT NULL,
	PRIMARY KEY (county, day, station, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX duty_station ON duty(county, station, day, person);
