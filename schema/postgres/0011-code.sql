-- Codes on walls and cards are read before anybody knows whose they are, so who
-- has which code stands in a reference table; a code is given once in the whole
-- country. station.code and person.code are what their own pages print.
CREATE TABLE code (
	code   text PRIMARY KEY,
	county bigint NOT NULL,
	kind   bigint NOT NULL,  -- code_kind: of a station or of a deputy
	id     bigint NOT NULL
);

CALL reference_table('code');
