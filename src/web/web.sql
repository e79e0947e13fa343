-- Whose page it is.
-- query web_tenant maybe
-- in county:county_code
-- out name:text demo:bool
SELECT name, demo FROM tenant WHERE county = :county;

-- The name for a page that speaks about no tenant yet, when the folder holds one only.
-- query web_only_tenant maybe
-- out name:text demo:bool
SELECT name, demo FROM tenant WHERE (SELECT count(*) FROM tenant) = 1;

-- The place of a grant in words: its unit, its station, or the region its range begins with.
-- query web_scope one
-- in county:county_code station:station_id? unit:unit_id? region_lo:int
-- out name:text
SELECT coalesce((SELECT name FROM unit WHERE county = :county AND id = :unit),
	(SELECT name FROM station WHERE county = :county AND id = :station),
	(SELECT name FROM region WHERE code = :region_lo), '') AS name;

-- The places of this folder, for the switch in the public header; a folder may
-- hold many tenants and the switch names the first few.
-- query web_places many
-- in limit:int
-- out county:county_code name:text
SELECT county, name FROM tenant ORDER BY county LIMIT :limit;
