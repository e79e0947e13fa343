-- Names of stations, units and places stand in every list. Readers keep them as long as
-- the edition they see in their own snapshot is the one they were read in; whoever
-- changes such a name makes a new edition in the same transaction (src/db/names.c).
CREATE TABLE names_edition (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	n  INTEGER NOT NULL
) STRICT;
INSERT INTO names_edition(id, n) VALUES (1, 1);
