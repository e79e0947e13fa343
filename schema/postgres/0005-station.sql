CREATE TABLE station (
	county   bigint NOT NULL,
	id       bigint NOT NULL,
	code     text NOT NULL,      -- station code, unique across tenants
	kind     bigint NOT NULL,
	field    text NOT NULL DEFAULT '',  -- trade of a professional station
	name     text NOT NULL,
	region   bigint NOT NULL,
	parent   bigint,
	address  text NOT NULL DEFAULT '',
	hours    text NOT NULL DEFAULT '',
	initials text NOT NULL DEFAULT '',
	PRIMARY KEY (county, id)
);
CREATE INDEX station_region ON station(county, region, kind, id);
CREATE INDEX station_parent ON station(county, parent, id);

-- A department, company or village body that handles cases.
CREATE TABLE unit (
	county   bigint NOT NULL,
	id       bigint NOT NULL,
	name     text NOT NULL,
	region   bigint NOT NULL,
	initials text NOT NULL DEFAULT '',
	closed   bigint NOT NULL DEFAULT 0,
	PRIMARY KEY (county, id)
);

-- Who receives when: one row per deputy, station and day. Minutes since midnight.
CREATE TABLE duty (
	county  bigint NOT NULL,
	day     bigint NOT NULL,
	station bigint NOT NULL,
	person  bigint NOT NULL,
	from_min bigint NOT NULL,
	to_min  bigint NOT NULL,
	PRIMARY KEY (county, day, station, person)
);
CREATE INDEX duty_station ON duty(county, station, day, person);

CALL tenant_table('station');
CALL tenant_table('unit');
CALL tenant_table('duty');
