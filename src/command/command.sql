-- Is anything in this folder yet that hangs on its key?
-- query cases_there one anycounty
-- out there:bool
SELECT cast(CASE WHEN EXISTS (SELECT 1 FROM casefile) THEN 1 ELSE 0 END AS bigint) AS there;

-- The tenants of this data folder: every one of them, for the timer.
-- query tenants many anycounty
-- out county:county_code name:text
SELECT county, name FROM tenant ORDER BY county;
