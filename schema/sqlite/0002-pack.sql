-- Packs: local lists and rules as data (semantics.md, Packs). Reference tables;
-- rows are only ever added. A record is judged by the version of its own day.
CREATE TABLE pack (
	id       INTEGER PRIMARY KEY,
	region   INTEGER NOT NULL,                   -- the place it is bound to; 0: base, for all
	level    INTEGER NOT NULL,                   -- region_level of that place
	version  INTEGER NOT NULL,
	from_day INTEGER NOT NULL,
	name     TEXT NOT NULL,
	hash     BLOB NOT NULL,
	source   TEXT NOT NULL,                      -- the YAML text as it was loaded
	loaded   INTEGER NOT NULL,
	UNIQUE (region, version)
) STRICT;

-- A word of a list keeps its id in every pack and version that has its code, so
-- what is stored with a case can always be named.
CREATE TABLE term (
	id      INTEGER PRIMARY KEY,
	section TEXT NOT NULL,
	code    TEXT NOT NULL,
	UNIQUE (section, code)
) STRICT;

CREATE TABLE pack_section (
	pack    INTEGER NOT NULL,
	section TEXT NOT NULL,
	seq     INTEGER NOT NULL,
	source  TEXT NOT NULL,
	PRIMARY KEY (pack, section)
) STRICT, WITHOUT ROWID;

CREATE TABLE pack_item (
	pack    INTEGER NOT NULL,
	section TEXT NOT NULL,
	seq     INTEGER NOT NULL,
	term    INTEGER NOT NULL,
	zh      TEXT NOT NULL,
	en      TEXT NOT NULL,
	PRIMARY KEY (pack, section, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX pack_item_term ON pack_item(term, pack);

-- Days that are not what their weekday says, as published by the State Council.
CREATE TABLE holiday (
	day     INTEGER PRIMARY KEY,                 -- days since 1970-01-01
	workday INTEGER NOT NULL,                    -- 0: a day off, 1: a make-up workday
	name    TEXT NOT NULL
) STRICT;
