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

-- What flow is made anew from, in streams: cases (1 persons, 2 items, 3 cases),
-- query tally_cases each anycounty walk
-- out county:county_code station:int kind:int at:time persons:int
SELECT county, intake AS station, kind, created AS at, persons FROM casefile;

-- timelines (4 assigned, 5 replied, 6 concluded, 10 unrated) of all tenants,
-- query tally_events each anycounty walk
-- out county:county_code station:int kind:int at:time event:case_event
SELECT c.county, c.intake AS station, c.kind, e.at, e.event
FROM case_event e JOIN casefile c ON c.county = e.county AND c.id = e.case_id
WHERE e.event IN (4, 5, 9, 16, 22) OR (e.event = 20 AND e.state = 10);

-- and ratings (7 satisfied, 8 fairly, 9 dissatisfied) of all tenants.
-- query tally_ratings each anycounty walk
-- out county:county_code station:int kind:int at:time result:rating
SELECT c.county, c.intake AS station, c.kind, r.at, r.result
FROM rating r JOIN casefile c ON c.county = r.county AND c.id = r.case_id;

-- Flow as it is, of all tenants; a counter is the sum of its slices.
-- query tally_rows each anycounty walk
-- out county:county_code station:int kind:int month:int event:int n:int
SELECT county, station, kind, month, event, cast(sum(n) AS bigint) AS n FROM flow
GROUP BY county, month, event, station, kind;

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

-- Codes of walls and cards against those whose they are, of all tenants: codes that lead to nobody who has them,
-- query code_astray many anycounty walk
-- out code:text county:county_code kind:code_kind id:int
SELECT c.code, c.county, c.kind, c.id FROM code c
WHERE (c.kind = 1 AND NOT EXISTS (SELECT 1 FROM station s WHERE s.county = c.county AND s.id = c.id AND s.code = c.code))
OR (c.kind = 2 AND NOT EXISTS (SELECT 1 FROM person p WHERE p.county = c.county AND p.id = c.id AND p.code = c.code))
ORDER BY c.code LIMIT 100;

-- and stations and deputies of all tenants whose printed code leads elsewhere or nowhere.
-- query code_lacking many anycounty walk
-- out code:text county:county_code kind:code_kind id:int
SELECT o.code, o.county, o.kind, o.id FROM (
	SELECT code, county, cast(1 AS bigint) AS kind, id FROM station
	UNION ALL
	SELECT code, county, cast(2 AS bigint) AS kind, id FROM person
) AS o
WHERE NOT EXISTS (SELECT 1 FROM code c WHERE c.code = o.code AND c.county = o.county AND c.kind = o.kind AND c.id = o.id)
ORDER BY o.county, o.kind, o.id LIMIT 100;

-- Counters of pages above a county (db/tally.h) against what they count, of all tenants.
-- query tally_differences many anycounty walk
-- out county:county_code sort:int part:int value:int actual:int expected:int
SELECT county, sort, part, value, cast(sum(is_n) AS bigint) AS actual, cast(sum(should_n) AS bigint) AS expected FROM (
	SELECT county, sort, part, value, n AS is_n, 0 AS should_n FROM tally
	UNION ALL
	SELECT county, 1 AS sort, kind AS part, CASE WHEN field = '' THEN 0 ELSE 1 END AS value, 0 AS is_n, 1 AS should_n
	FROM station WHERE closed IS NULL
	UNION ALL
	SELECT county, 2 AS sort, 0 AS part, 0 AS value, 0 AS is_n, 1 AS should_n
	FROM station WHERE closed IS NULL AND demonstration IS NOT NULL
	UNION ALL
	SELECT county, 3 AS sort, region AS part, 0 AS value, 0 AS is_n, 1 AS should_n
	FROM station WHERE closed IS NULL AND field = '' AND kind <= 2 AND region % 1000 = 0 AND region % 1000000 <> 0
	UNION ALL
	SELECT county, 4 AS sort, state AS part, 0 AS value, 0 AS is_n, 1 AS should_n FROM obligation
	UNION ALL
	SELECT county, 5 AS sort, 0 AS part, due AS value, 0 AS is_n, 1 AS should_n FROM obligation WHERE state = 1
	UNION ALL
	SELECT county, 6 AS sort, way AS part, day AS value, 0 AS is_n, 1 AS should_n FROM inspection
	UNION ALL
	SELECT county, 7 AS sort, stars AS part, 0 AS value, 0 AS is_n, 1 AS should_n FROM standing WHERE own = 0
	UNION ALL
	SELECT county, 8 AS sort, CASE WHEN done IS NULL THEN 1 ELSE 2 END AS part, 0 AS value, 0 AS is_n, 1 AS should_n FROM upgrade
) AS both_sides GROUP BY county, sort, part, value HAVING sum(is_n) <> sum(should_n) LIMIT 100;
