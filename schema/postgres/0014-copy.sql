-- While `lianxin copy` fills this database: one row that says from where and how
-- far. A database with this row in it serves nobody.
CREATE TABLE copy_state (
	id     bigint PRIMARY KEY CHECK (id = 1),
	source bytea NOT NULL,   -- which database the rows come from
	mark   bytea NOT NULL,   -- and how far that one had come
	tables bigint NOT NULL,  -- complete ones
	last   bytea NOT NULL,   -- the last key of the one at hand
	n      bigint NOT NULL   -- rows in all
);
CALL reference_table('copy_state');
