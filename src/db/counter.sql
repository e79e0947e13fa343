-- One increment of what is at a station now, in the slice of its writer: a counter is the sum
-- of its slices (counters.c). The key order of the table is the order in which a group
-- applies its increments.
-- query stock_add exec distinct
-- in county:county_code station:int kind:int state:int slice:int by:int
INSERT INTO stock (county, station, kind, state, slice, n)
VALUES (:county, :station, :kind, :state, :slice, :by)
ON CONFLICT (county, station, kind, state, slice) DO UPDATE SET n = stock.n + excluded.n;

-- One increment of what happened in a month.
-- query flow_add exec distinct
-- in county:county_code station:int kind:int month:int event:int slice:int by:int
INSERT INTO flow (county, station, kind, month, event, slice, n)
VALUES (:county, :station, :kind, :month, :event, :slice, :by)
ON CONFLICT (county, station, kind, month, event, slice) DO UPDATE SET n = flow.n + excluded.n;

-- A slice for a connection that lasts; 0 when all are taken. SQLite has one writer.
-- query slice_take one
-- out slice:int
-- only postgres
SELECT cast(coalesce((SELECT s FROM generate_series(1, 31) AS s
	WHERE pg_try_advisory_lock(1818850659, s) LIMIT 1), 0) AS bigint) AS slice;

-- Slices of a county back into slice 0, but those that are being added to just now. SQLite has no others.
-- query stock_fold exec
-- in county:county_code limit:int
-- only postgres
WITH gone AS (DELETE FROM stock WHERE county = :county AND (station, kind, state, slice) IN
	(SELECT station, kind, state, slice FROM stock WHERE county = :county AND slice > 0
	ORDER BY station, kind, state, slice LIMIT :limit FOR UPDATE SKIP LOCKED)
	RETURNING station, kind, state, n)
INSERT INTO stock (county, station, kind, state, slice, n)
SELECT :county, station, kind, state, 0, sum(n) FROM gone GROUP BY station, kind, state ORDER BY station, kind, state
ON CONFLICT (county, station, kind, state, slice) DO UPDATE SET n = stock.n + excluded.n;

-- Likewise of what happened. SQLite has no others.
-- query flow_fold exec
-- in county:county_code limit:int
-- only postgres
WITH gone AS (DELETE FROM flow WHERE county = :county AND (month, event, station, kind, slice) IN
	(SELECT month, event, station, kind, slice FROM flow WHERE county = :county AND slice > 0
	ORDER BY month, event, station, kind, slice LIMIT :limit FOR UPDATE SKIP LOCKED)
	RETURNING month, event, station, kind, n)
INSERT INTO flow (county, station, kind, month, event, slice, n)
SELECT :county, station, kind, month, event, 0, sum(n) FROM gone GROUP BY month, event, station, kind
ORDER BY month, event, station, kind
ON CONFLICT (county, station, kind, month, event, slice) DO UPDATE SET n = flow.n + excluded.n;

-- How often somebody has acted in the windows that are open now. The copies' clocks
-- may be a minute apart; a window that ends later was begun before a clock was
-- set back; ends + 0 keeps the planner from reading whatever is open to find one hash.
-- On SQLite the only program counts in its memory.
-- query limit_of one together
-- in hash:int now:int ends:int
-- out n:int
-- only postgres
SELECT cast(coalesce(sum(n), 0) AS bigint) AS n FROM limit_count
WHERE hash = :hash AND ends + 0 > :now AND ends - 60000 <= :ends;

-- Some acts more, in the window of a writer's slice or in a new one. SQLite's program counts in its memory.
-- query limit_add exec distinct
-- in hash:int slice:int now:int ends:int by:int
-- only postgres
INSERT INTO limit_count (hash, slice, began, ends, n) VALUES (:hash, :slice, :now, :ends, :by)
ON CONFLICT (hash, slice) DO UPDATE SET (began, ends, n) = (SELECT
	CASE WHEN l.open THEN limit_count.began ELSE excluded.began END,
	CASE WHEN l.open THEN limit_count.ends ELSE excluded.ends END,
	CASE WHEN l.open THEN limit_count.n ELSE 0 END + excluded.n
	FROM (SELECT limit_count.ends > excluded.began AND limit_count.ends <= excluded.ends + 60000 AS open) l);

-- Windows that have ended, but those that are being begun anew. SQLite's program counts in its memory.
-- query limit_drop exec
-- in now:int limit:int
-- only postgres
DELETE FROM limit_count WHERE (hash, slice) IN (SELECT hash, slice FROM limit_count WHERE ends <= :now
	ORDER BY ends LIMIT :limit FOR UPDATE SKIP LOCKED);

-- One increment of how many deputies are something.
-- query deputy_add exec
-- in county:county_code level:int facet:int value:int by:int
INSERT INTO deputy_count (county, level, facet, value, n)
VALUES (:county, :level, :facet, :value, :by)
ON CONFLICT (county, level, facet, value) DO UPDATE SET n = deputy_count.n + excluded.n;

-- One increment of what pages above a county read (tally.h).
-- query tally_put exec
-- in county:county_code sort:int part:int value:int by:int
INSERT INTO tally (county, sort, part, value, n)
VALUES (:county, :sort, :part, :value, :by)
ON CONFLICT (county, sort, part, value) DO UPDATE SET n = tally.n + excluded.n;
