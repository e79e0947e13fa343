-- Whose rows a sheet holds: the tenant, and the place of the acting grant inside it.
-- query sheet_place one
-- in county:county_code station:station_id? unit:unit_id? region_lo:int
-- out tenant:text place:text
SELECT coalesce((SELECT name FROM tenant WHERE county = :county), '') AS tenant,
	coalesce((SELECT name FROM unit WHERE county = :county AND id = :unit),
	(SELECT name FROM station WHERE county = :county AND id = :station),
	(SELECT name FROM region WHERE code = :region_lo), '') AS place;
