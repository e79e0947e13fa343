-- Units from a table: the file's rows, which column is what, and what came of it. A table is short and holds no person's
-- data, so it is kept as text and read again at each step.
CREATE TABLE unit_batch (
	county     INTEGER NOT NULL,
	id         INTEGER NOT NULL,
	state      INTEGER NOT NULL,             -- batch_state: draft, done, undone
	version    INTEGER NOT NULL DEFAULT 1,
	file       TEXT NOT NULL,
	account    INTEGER NOT NULL,
	region_lo  INTEGER NOT NULL,             -- the places it may touch
	region_hi  INTEGER NOT NULL,
	duplicates INTEGER NOT NULL,
	columns    TEXT NOT NULL,                -- what each column of the file is
	sheet      TEXT NOT NULL,                -- its rows; '' when they are not needed any more
	created    INTEGER NOT NULL,
	added      INTEGER NOT NULL DEFAULT 0,
	updated    INTEGER NOT NULL DEFAULT 0,
	skipped    INTEGER NOT NULL DEFAULT 0,
	taken      INTEGER NOT NULL DEFAULT 0,   -- taken back
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;

-- Whom it added or moved; when it was taken back, those that stayed.
CREATE TABLE unit_batch_row (
	county  INTEGER NOT NULL,
	batch   INTEGER NOT NULL,
	unit    INTEGER NOT NULL,
	version INTEGER NOT NULL,                -- as the import left it
	before  INTEGER,                         -- where it was; NULL: it was not here
	PRIMARY KEY (county, batch, unit)
) STRICT, WITHOUT ROWID;

-- A unit that somebody works for is not taken out again.
CREATE INDEX grants_unit ON grants(county, unit) WHERE unit IS NOT NULL;

-- Deputies by the beginning of their names.
CREATE INDEX person_name ON person(county, name, id);
