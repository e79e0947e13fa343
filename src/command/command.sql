-- Is anything in this folder yet that hangs on its key? Of any tenant; the walk
-- ends at the first row.
-- query cases_there one anycounty walk
-- out there:bool
SELECT cast(CASE WHEN EXISTS (SELECT 1 FROM casefile) THEN 1 ELSE 0 END AS bigint) AS there;

-- The tenants of this data folder: every one of them, for the timer.
-- query tenants many
-- out county:county_code name:text
SELECT county, name FROM tenant ORDER BY county;
