-- How often an address or a station has done a thing lately, counted for all copies
-- together (src/http/limit.h). Forgetting it costs little, so it is not logged, and
-- an address stands here only as a keyed hash, an hour at most. SQLite has one
-- program, which counts in its memory.
CREATE UNLOGGED TABLE limit_count (
	hash bigint PRIMARY KEY,
	ends bigint NOT NULL,      -- of the window that began with the first act
	n    bigint NOT NULL
);
CREATE INDEX limit_count_ends ON limit_count(ends);
CALL reference_table('limit_count');
