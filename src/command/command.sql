-- The tenants of this data folder: every one of them, for the timer.
-- query tenants many anycounty
-- out county:county_code name:text
SELECT county, name FROM tenant ORDER BY county;
