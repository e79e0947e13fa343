CREATE TABLE casefile (
	county  INTEGER NOT NULL,
	id      INTEGER NOT NULL,
	station INTEGER NOT NULL,
	state   INTEGER NOT NULL,
	channel INTEGER,
	title   TEXT NOT NULL,
	note    TEXT,
	seal    BLOB,
	due     INTEGER,
	day     INTEGER NOT NULL,
	urgent  INTEGER NOT NULL,
	share   REAL NOT NULL,
	persons INTEGER,
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;
