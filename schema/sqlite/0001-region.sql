-- The national division table (lianxin region import): a reference table, the
-- same for every tenant, so it has no column county. code is the twelve-digit
-- statistical code as a number: everything below a place is a range of codes.
CREATE TABLE region (
	code         INTEGER PRIMARY KEY,
	parent       INTEGER NOT NULL,               -- 0 above the provinces
	level        INTEGER NOT NULL,               -- region_level, from the source, never from zeros
	has_congress INTEGER NOT NULL,
	name         TEXT NOT NULL,
	pinyin       TEXT NOT NULL,                  -- without tones and blanks: changsha
	initials     TEXT NOT NULL
) STRICT;
CREATE INDEX region_parent ON region(parent, code);
-- Searches of the whole country go down to townships (level 5); villages are
-- looked for inside a county, whose few hundred rows are one range of codes.
-- Each index can order what it finds by level without looking at the rows.
CREATE INDEX region_level ON region(level, code) WHERE level <= 5;
CREATE INDEX region_name ON region(name, level) WHERE level <= 5;
CREATE INDEX region_pinyin ON region(pinyin, level) WHERE level <= 5;
CREATE INDEX region_initials ON region(initials, level) WHERE level <= 5;

-- One row once a table is complete; readers see no region before that.
CREATE TABLE region_import (
	id          INTEGER PRIMARY KEY CHECK (id = 1),
	source_rows INTEGER NOT NULL,
	regions     INTEGER NOT NULL,
	hash        BLOB NOT NULL,
	done        INTEGER NOT NULL                 -- moment
) STRICT;
