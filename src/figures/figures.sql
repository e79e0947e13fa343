-- Stock as it should be against stock as it is; one row for each difference. Station 0 is the whole tenant.
-- Like all of this room's queries it reads everything, of all tenants: that is what `lianxin check` is for.
-- query stock_differences many anycounty walk
-- out county:county_code station:int kind:int state:int actual:int expected:int
SELECT county, station, kind, state, cast(sum(is_n) AS bigint) AS actual, cast(sum(should_n) AS bigint) AS expected FROM (
	SELECT county, station, kind, state, n AS is_n, 0 AS should_n FROM stock
	UNION ALL
	SELECT county, station, kind, state, 0 AS is_n, count(*) AS should_n FROM casefile GROUP BY county, station, kind, state
	UNION ALL
	SELECT county, 0 AS station, kind, state, 0 AS is_n, count(*) AS should_n FROM casefile GROUP BY county, kind, state
) AS both_sides GROUP BY county, station, kind, state HAVING sum(is_n) <> sum(should_n) LIMIT 100;

-- Flow made anew from cases (1 persons, 2 items, 3 cases), timelines (4 assigned, 5 replied, 6 concluded, 10 unrated)
-- and ratings (7..9), each in the county's month of the event, against flow as it is. The month comes
-- from the day in the county's time (+8 h) by civil arithmetic in years that begin on the 1st of March and cycles
-- of 400 of them: it needs no function that only one engine has.
-- query flow_differences many anycounty walk
-- out county:county_code station:int kind:int month:int event:int actual:int expected:int
WITH counted(county, station, kind, at, event, n) AS (
	SELECT county, intake, kind, created, 1, persons FROM casefile
	UNION ALL SELECT county, intake, kind, created, 2, 1 FROM casefile
	UNION ALL SELECT county, intake, kind, created, 3, 1 FROM casefile
	UNION ALL SELECT c.county, c.intake, c.kind, e.at,
		CASE WHEN e.event = 9 THEN 4 WHEN e.event IN (5, 16) THEN 5 ELSE 6 END, 1
		FROM case_event e JOIN casefile c ON c.county = e.county AND c.id = e.case_id
		WHERE e.event IN (4, 5, 9, 16, 22) OR (e.event = 20 AND e.state = 10)
	UNION ALL SELECT c.county, c.intake, c.kind, e.at, 10, 1
		FROM case_event e JOIN casefile c ON c.county = e.county AND c.id = e.case_id WHERE e.event = 22
	UNION ALL SELECT c.county, c.intake, c.kind, r.at, 6 + r.result, 1
		FROM rating r JOIN casefile c ON c.county = r.county AND c.id = r.case_id
), days AS (
	SELECT county, station, kind, event, n, (at + 28800000) / 86400000 + 719468 AS z FROM counted
), cycles AS (
	SELECT county, station, kind, event, n, z / 146097 * 400 AS base, z % 146097 AS d FROM days
), years AS (
	SELECT county, station, kind, event, n, base, d, (d - d / 1460 + d / 36524 - d / 146096) / 365 AS y FROM cycles
), dated AS (
	SELECT county, station, kind, event, n,
		(base + y) * 12 + 2 + (5 * (d - 365 * y - y / 4 + y / 100) + 2) / 153 AS month FROM years
)
SELECT county, station, kind, month, event, cast(sum(is_n) AS bigint) AS actual, cast(sum(should_n) AS bigint) AS expected FROM (
	SELECT county, station, kind, month, event, n AS is_n, 0 AS should_n FROM flow
	UNION ALL
	SELECT county, station, kind, month, event, 0 AS is_n, sum(n) AS should_n FROM dated GROUP BY county, station, kind, month, event
	UNION ALL
	SELECT county, 0 AS station, kind, month, event, 0 AS is_n, sum(n) AS should_n FROM dated GROUP BY county, kind, month, event
) AS both_sides GROUP BY county, station, kind, month, event HAVING sum(is_n) <> sum(should_n) LIMIT 100;

-- Audit rows as their leaves were made from; read in a stream.
-- query audit_rows each anycounty walk
-- out county:county_code id:audit_id at:time account:account_id? grant_id:grant_id? action:text object:text result:text
-- out reason:text? salt:blob leaf:blob
SELECT county, id, at, account, grant_id, action, object, result, reason, salt, leaf FROM audit;

-- Cases whose timeline does not begin with their enrolment or does not end in their state.
-- query timeline_differences many anycounty walk
-- out county:county_code id:case_id
SELECT c.county, c.id FROM casefile c
WHERE NOT EXISTS (SELECT 1 FROM case_event e WHERE e.county = c.county AND e.case_id = c.id AND e.seq = 1 AND e.event = 1)
OR c.state <> (SELECT e.state FROM case_event e WHERE e.county = c.county AND e.case_id = c.id ORDER BY e.seq DESC LIMIT 1)
LIMIT 100;
