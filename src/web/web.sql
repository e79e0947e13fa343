-- Whose staff page it is, and the place of a grant in words: its unit, its station, or the
-- region its range begins with.
-- query web_staff maybe
-- in county:county_code station:station_id? unit:unit_id? region_lo:int
-- out name:text demo:bool scope:text
SELECT name, demo, coalesce((SELECT name FROM unit WHERE county = :county AND id = :unit),
	(SELECT name FROM station WHERE county = :county AND id = :station),
	(SELECT name FROM region WHERE code = :region_lo), '') AS scope
FROM tenant WHERE county = :county;

-- Whose page it is (own), then the places of this folder for the switch in the public header;
-- a folder may hold many tenants and the switch names the first few.
-- query web_places many
-- in tenant:county_code limit:int
-- out own:bool county:county_code name:text demo:bool
SELECT cast(1 AS bigint) AS own, county, name, demo FROM tenant WHERE county = :tenant
UNION ALL SELECT own, county, name, demo FROM
	(SELECT cast(0 AS bigint) AS own, county, name, demo FROM tenant ORDER BY county LIMIT :limit) p;
