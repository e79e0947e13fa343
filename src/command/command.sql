-- Is anything in this folder yet that hangs on its key? Of any tenant; the walk
-- ends at the first row.
-- query cases_there one anycounty walk
-- out there:bool
SELECT cast(CASE WHEN EXISTS (SELECT 1 FROM casefile) THEN 1 ELSE 0 END AS bigint) AS there;

-- Every county whose rows the timer looks after: the tenants, those that grants
-- name, whose sessions end too, and 0, for forms that belong to none. Walks all
-- grants, some ten thousand short rows in a whole province, once a minute.
-- query timer_counties many walk
-- out county:county_code
SELECT county FROM tenant UNION SELECT county FROM grants UNION SELECT 0 ORDER BY county;

-- Is this chore of a county ours until the transaction ends? A folder has one timer.
-- query chore_hold one
-- in key:int
-- out mine:bool
-- only postgres
SELECT cast(CASE WHEN pg_try_advisory_xact_lock(:key) THEN 1 ELSE 0 END AS bigint) AS mine;

-- What is there of a county that `init` is asked to set up. Walks the accounts and
-- grants of the whole folder, once in the life of a county.
-- query init_there one walk
-- in county:county_code
-- out tenant:bool demo:bool accounts:bool cases:bool places:bool
SELECT cast(CASE WHEN EXISTS (SELECT 1 FROM tenant WHERE county = :county) THEN 1 ELSE 0 END AS bigint) AS tenant,
	cast(CASE WHEN EXISTS (SELECT 1 FROM tenant WHERE county = :county AND demo = 1) THEN 1 ELSE 0 END AS bigint) AS demo,
	cast(CASE WHEN EXISTS (SELECT 1 FROM grants WHERE county = :county)
		OR EXISTS (SELECT 1 FROM account WHERE home = :county) THEN 1 ELSE 0 END AS bigint) AS accounts,
	cast(CASE WHEN EXISTS (SELECT 1 FROM casefile WHERE county = :county) THEN 1 ELSE 0 END AS bigint) AS cases,
	cast(CASE WHEN EXISTS (SELECT 1 FROM station WHERE county = :county) THEN 1 ELSE 0 END AS bigint) AS places;

-- query init_tenant_insert exec
-- in county:county_code name:text now:time
INSERT INTO tenant(county, name, demo, created) VALUES (:county, :name, 0, :now) ON CONFLICT (county) DO NOTHING;
