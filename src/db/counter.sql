-- One increment of what is at a station now. The key order of the table is the
-- order in which a group applies its increments.
-- query stock_add exec distinct
-- in county:county_code station:int kind:int state:int by:int
INSERT INTO stock (county, station, kind, state, n)
VALUES (:county, :station, :kind, :state, :by)
ON CONFLICT (county, station, kind, state) DO UPDATE SET n = stock.n + excluded.n;

-- One increment of what happened in a month.
-- query flow_add exec distinct
-- in county:county_code station:int kind:int month:int event:int by:int
INSERT INTO flow (county, station, kind, month, event, n)
VALUES (:county, :station, :kind, :month, :event, :by)
ON CONFLICT (county, station, kind, month, event) DO UPDATE SET n = flow.n + excluded.n;

-- How often somebody has acted in the window that is open now. The copies' clocks
-- may be a minute apart; a window that ends later was begun before a clock was
-- set back. On SQLite the only program counts in its memory.
-- query limit_of maybe
-- in hash:int now:int ends:int
-- out n:int
-- only postgres
SELECT n FROM limit_count WHERE hash = :hash AND ends > :now AND ends <= :ends + 60000;

-- Some acts more, in that window or in a new one. SQLite's program counts in its memory.
-- query limit_add exec
-- in hash:int now:int ends:int by:int
-- only postgres
INSERT INTO limit_count (hash, ends, n) VALUES (:hash, :ends, :by)
ON CONFLICT (hash) DO UPDATE SET (ends, n) = (SELECT
	CASE WHEN l.open THEN limit_count.ends ELSE excluded.ends END,
	CASE WHEN l.open THEN limit_count.n ELSE 0 END + excluded.n
	FROM (SELECT limit_count.ends > :now AND limit_count.ends <= :ends + 60000 AS open) l);

-- Windows that have ended, but those that are being begun anew. SQLite's program counts in its memory.
-- query limit_drop exec
-- in now:int limit:int
-- only postgres
DELETE FROM limit_count WHERE hash IN (SELECT hash FROM limit_count WHERE ends <= :now
	ORDER BY ends LIMIT :limit FOR UPDATE SKIP LOCKED);

-- One increment of how many deputies are something.
-- query deputy_add exec
-- in county:county_code level:int facet:int value:int by:int
INSERT INTO deputy_count (county, level, facet, value, n)
VALUES (:county, :level, :facet, :value, :by)
ON CONFLICT (county, level, facet, value) DO UPDATE SET n = deputy_count.n + excluded.n;
