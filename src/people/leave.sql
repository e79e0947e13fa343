-- What is open where somebody works, as far as a thousand and one: opinions of the
-- station, of the unit, of the deputy or on the office's desk, and what is owed.
-- query leave_station one
-- in county:county_code station:station_id
-- out cases:int owed:int
SELECT (SELECT count(*) FROM (SELECT 1 AS one FROM casefile WHERE county = :county AND station = :station AND state <= 9
		LIMIT 1001) c) AS cases,
	(SELECT count(*) FROM (SELECT 1 AS one FROM obligation WHERE county = :county AND owner_kind = 1
		AND owner = :station AND state <= 2 LIMIT 1001) o) AS owed;

-- query leave_unit one
-- in county:county_code unit:unit_id
-- out cases:int owed:int
SELECT (SELECT count(*) FROM (SELECT 1 AS one FROM case_part WHERE county = :county AND unit = :unit AND open = 1
		LIMIT 1001) c) AS cases,
	(SELECT count(*) FROM (SELECT 1 AS one FROM obligation WHERE county = :county AND owner_kind = 2
		AND owner = :unit AND state <= 2 LIMIT 1001) o) AS owed;

-- query leave_deputy one
-- in county:county_code person:person_id
-- out cases:int owed:int
SELECT (SELECT count(*) FROM (SELECT 1 AS one FROM casefile WHERE county = :county AND deputy = :person AND state <= 9
		LIMIT 1001) c) AS cases,
	(SELECT count(*) FROM (SELECT 1 AS one FROM obligation WHERE county = :county AND owner_kind = 3
		AND owner = :person AND state <= 2 LIMIT 1001) o) AS owed;

-- query leave_office one
-- in county:county_code lo:int hi:int
-- out cases:int owed:int
SELECT (SELECT count(*) FROM (SELECT 1 AS one FROM casefile WHERE county = :county AND desk BETWEEN :lo AND :hi
		AND state = 5 LIMIT 1001) c) AS cases,
	(SELECT count(*) FROM (SELECT 1 AS one FROM obligation WHERE county = :county AND owner_kind = 4
		AND owner BETWEEN :lo AND :hi AND state <= 2 LIMIT 1001) o) AS owed;

-- Who else acts there in the same role from a day on: the first few by name.
-- query leave_others many
-- in county:county_code role:role lo:int hi:int station:int unit:int account:account_id day:day
-- out name:text display:text
SELECT a.name, a.display FROM grants g JOIN account a ON a.id = g.account AND a.disabled IS NULL
WHERE g.county = :county AND g.role = :role AND coalesce(g.station, 0) = :station AND coalesce(g.unit, 0) = :unit
	AND g.region_lo <= :lo AND g.region_hi >= :hi AND g.account <> :account
	AND g.from_day <= :day AND (g.to_day IS NULL OR g.to_day >= :day)
ORDER BY a.name LIMIT 4;

-- What an account holds in one tenant and has not lost, with its scope.
-- query leave_grants many
-- in county:county_code account:account_id today:day
-- out id:grant_id role:role region_lo:int region_hi:int station:station_id? unit:unit_id? person:person_id?
-- out station_name:text? unit_name:text? place:text?
SELECT g.id, g.role, g.region_lo, g.region_hi, g.station, g.unit, g.person,
	(SELECT s.name FROM station s WHERE s.county = g.county AND s.id = g.station) AS station_name,
	(SELECT u.name FROM unit u WHERE u.county = g.county AND u.id = g.unit) AS unit_name,
	(SELECT r.name FROM region r WHERE r.code = g.region_lo) AS place
FROM grants g WHERE g.county = :county AND g.account = :account AND (g.to_day IS NULL OR g.to_day >= :today)
ORDER BY g.id LIMIT 100;
