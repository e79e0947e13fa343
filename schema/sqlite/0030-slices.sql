-- On PostgreSQL each of many writers adds to a slice of a counter of its own, and the
-- counter is the sum of its slices. A folder has one writer and slice 0 only, unless it was
-- copied from there. A key cannot be given another column here, so the rows move.
CREATE TABLE stock_before AS SELECT * FROM stock;
DROP TABLE stock;
CREATE TABLE stock (
	county  INTEGER NOT NULL,
	station INTEGER NOT NULL,
	kind    INTEGER NOT NULL,
	state   INTEGER NOT NULL,
	slice   INTEGER NOT NULL DEFAULT 0,
	n       INTEGER NOT NULL,
	PRIMARY KEY (county, station, kind, state, slice)
) STRICT, WITHOUT ROWID;
INSERT INTO stock(county, station, kind, state, n) SELECT county, station, kind, state, n FROM stock_before;
DROP TABLE stock_before;
CREATE INDEX stock_slices ON stock(county, station, kind, state, slice) WHERE slice > 0;

CREATE TABLE flow_before AS SELECT * FROM flow;
DROP TABLE flow;
CREATE TABLE flow (
	county  INTEGER NOT NULL,
	station INTEGER NOT NULL,
	kind    INTEGER NOT NULL,
	month   INTEGER NOT NULL,
	event   INTEGER NOT NULL,
	slice   INTEGER NOT NULL DEFAULT 0,
	n       INTEGER NOT NULL,
	PRIMARY KEY (county, month, event, station, kind, slice)
) STRICT, WITHOUT ROWID;
INSERT INTO flow(county, station, kind, month, event, n) SELECT county, station, kind, month, event, n FROM flow_before;
DROP TABLE flow_before;
CREATE INDEX flow_slices ON flow(county, month, event, station, kind, slice) WHERE slice > 0;
