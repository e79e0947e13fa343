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
