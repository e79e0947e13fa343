-- Codes on walls and cards are read before anybody knows whose they are, so who
-- has which code stands in a reference table; a code is given once in the whole
-- country. station.code and person.code are what their own pages print.
CREATE TABLE code (
	code   TEXT PRIMARY KEY,
	county INTEGER NOT NULL,
	kind   INTEGER NOT NULL,  -- code_kind: of a station or of a deputy
	id     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO code(code, county, kind, id) SELECT code, county, 1, id FROM station;
INSERT INTO code(code, county, kind, id) SELECT code, county, 2, id FROM person;
