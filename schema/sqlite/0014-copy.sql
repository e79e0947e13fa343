-- While `lianxin copy` fills this database: one row that says from where and how
-- far. A database with this row in it serves nobody.
CREATE TABLE copy_state (
	id     INTEGER PRIMARY KEY CHECK (id = 1),
	source BLOB NOT NULL,                        -- which database the rows come from
	mark   BLOB NOT NULL,                        -- and how far that one had come
	tables INTEGER NOT NULL,                     -- complete ones
	last   BLOB NOT NULL,                        -- the last key of the one at hand
	n      INTEGER NOT NULL                      -- rows in all
) STRICT;
