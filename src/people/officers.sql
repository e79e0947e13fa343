-- Accounts that the officers of a tenant see: made there, or with a grant there at
-- any time; one made on the machine without any grant only where the folder holds
-- one tenant. An account belongs to no tenant, hence over all counties.
-- query account_page many anycounty
-- in county:county_code today:day after:text lo:text hi:text role:int idle_before:int limit:int
-- out id:account_id name:text display:text created:time disabled:time? must_change:bool unset:bool signed_in:time?
-- out role:role? station:text? unit:text? place:text? grants:int
SELECT a.id, a.name, a.display, a.created, a.disabled, a.must_change,
	cast(CASE WHEN a.password = '' THEN 1 ELSE 0 END AS bigint) AS unset, a.signed_in, g.role,
	(SELECT s.name FROM station s WHERE s.county = g.county AND s.id = g.station) AS station,
	(SELECT u.name FROM unit u WHERE u.county = g.county AND u.id = g.unit) AS unit,
	(SELECT r.name FROM region r WHERE r.code = g.region_lo) AS place,
	(SELECT count(*) FROM grants o WHERE o.account = a.id AND o.county = :county
		AND o.from_day <= :today AND (o.to_day IS NULL OR o.to_day >= :today)) AS grants
FROM account a LEFT JOIN grants g ON g.id = (SELECT min(f.id) FROM grants f WHERE f.account = a.id
	AND f.county = :county AND f.from_day <= :today AND (f.to_day IS NULL OR f.to_day >= :today))
WHERE a.name > :after AND a.name >= :lo AND a.name < :hi
AND (a.home = :county OR EXISTS (SELECT 1 FROM grants s WHERE s.account = a.id AND s.county = :county)
	OR (a.home IS NULL AND NOT EXISTS (SELECT 1 FROM grants n WHERE n.account = a.id)
		AND (SELECT count(*) FROM tenant) = 1))
AND (:role = 0 OR EXISTS (SELECT 1 FROM grants w WHERE w.account = a.id AND w.county = :county AND w.role = :role
	AND w.from_day <= :today AND (w.to_day IS NULL OR w.to_day >= :today)))
AND (:idle_before = 0 OR (a.disabled IS NULL AND coalesce(a.signed_in, a.created) < :idle_before))
ORDER BY a.name LIMIT :limit;

-- One of them; `elsewhere` counts grants in force in other tenants.
-- query account_seen maybe
-- in county:county_code today:day id:account_id
-- out id:account_id name:text display:text created:time disabled:time? must_change:bool unset:bool signed_in:time? second:time? elsewhere:int
SELECT a.id, a.name, a.display, a.created, a.disabled, a.must_change,
	cast(CASE WHEN a.password = '' THEN 1 ELSE 0 END AS bigint) AS unset, a.signed_in,
	(SELECT t.confirmed FROM totp t WHERE t.account = a.id) AS second,
	(SELECT count(*) FROM grants o WHERE o.account = a.id AND o.county <> :county
		AND o.from_day <= :today AND (o.to_day IS NULL OR o.to_day >= :today)) AS elsewhere
FROM account a
WHERE a.id = :id
AND (a.home = :county OR EXISTS (SELECT 1 FROM grants s WHERE s.account = a.id AND s.county = :county)
	OR (a.home IS NULL AND NOT EXISTS (SELECT 1 FROM grants n WHERE n.account = a.id)
		AND (SELECT count(*) FROM tenant) = 1));

-- What an account holds and held in one tenant, the newest first.
-- query grants_here many
-- in county:county_code account:account_id today:day
-- out id:grant_id role:role station:text? unit:text? place:text? from_day:day to_day:day? open:bool
SELECT g.id, g.role,
	(SELECT s.name FROM station s WHERE s.county = g.county AND s.id = g.station) AS station,
	(SELECT u.name FROM unit u WHERE u.county = g.county AND u.id = g.unit) AS unit,
	(SELECT r.name FROM region r WHERE r.code = g.region_lo) AS place, g.from_day, g.to_day,
	cast(CASE WHEN g.to_day IS NULL OR g.to_day >= :today THEN 1 ELSE 0 END AS bigint) AS open
FROM grants g WHERE g.county = :county AND g.account = :account
ORDER BY g.id DESC LIMIT 100;

-- Where a grant may reach: stations, units, and the county with its townships.
-- query officer_stations many
-- in county:county_code lo:int hi:int
-- out code:text name:text initials:text
SELECT code, name, initials FROM station WHERE county = :county AND region BETWEEN :lo AND :hi AND closed IS NULL
ORDER BY kind, id LIMIT 1000;

-- query officer_units many
-- in county:county_code
-- out id:unit_id name:text initials:text
SELECT id, name, initials FROM unit WHERE county = :county AND closed = 0 ORDER BY name LIMIT 500;

-- query officer_places many
-- in lo:int hi:int
-- out code:region_code name:text
SELECT code, name FROM region WHERE code BETWEEN :lo AND :hi AND level BETWEEN 4 AND 5 ORDER BY code LIMIT 200;
