-- Writers of many copies add to the same counters. Each adds to a slice of its own, so
-- that none waits for another's commit; a counter is the sum of its slices, and the timer
-- folds them into slice 0 (src/db/counters.c).
ALTER TABLE stock ADD COLUMN slice bigint NOT NULL DEFAULT 0;
ALTER TABLE stock DROP CONSTRAINT stock_pkey;
ALTER TABLE stock ADD PRIMARY KEY (county, station, kind, state, slice);
CREATE INDEX stock_slices ON stock(county, station, kind, state, slice) WHERE slice > 0;

ALTER TABLE flow ADD COLUMN slice bigint NOT NULL DEFAULT 0;
ALTER TABLE flow DROP CONSTRAINT flow_pkey;
ALTER TABLE flow ADD PRIMARY KEY (county, month, event, station, kind, slice);
CREATE INDEX flow_slices ON flow(county, month, event, station, kind, slice) WHERE slice > 0;

-- What was counted of addresses may be forgotten: it is an hour's at most.
DROP TABLE limit_count;
CREATE UNLOGGED TABLE limit_count (
	hash  bigint NOT NULL,
	slice bigint NOT NULL,
	began bigint NOT NULL,     -- with the first act
	ends  bigint NOT NULL,
	n     bigint NOT NULL,
	PRIMARY KEY (hash, slice)
);
CREATE INDEX limit_count_ends ON limit_count(ends);
CALL reference_table('limit_count');
