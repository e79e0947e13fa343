-- The tenants of this folder, for a front page that belongs to none.
-- query station_tenants many
-- in limit:int
-- out county:county_code name:text demo:bool
SELECT county, name, demo FROM tenant ORDER BY county LIMIT :limit;

-- The tenant, when the folder holds one only: a short address then needs no county in it.
-- query station_only maybe
-- out county:county_code
SELECT county FROM tenant WHERE (SELECT count(*) FROM tenant) = 1;

-- query station_tenant maybe
-- in county:county_code
-- out county:county_code name:text demo:bool
SELECT county, name, demo FROM tenant WHERE county = :county;

-- Whose code it is; the code says the tenant.
-- query station_code maybe
-- in code:text kind:code_kind
-- out county:county_code id:int
SELECT county, id FROM code WHERE code = :code AND kind = :kind;

-- The station of a code on a wall.
-- query station_by_id maybe
-- in county:county_code id:station_id
-- out county:county_code id:station_id code:text kind:station_kind field:text name:text region:region_code
-- out parent:station_id? parent_name:text? parent_code:text? address:text hours:text lat_micro:int? lon_micro:int?
-- out demonstration:day? closed:day? local:int
SELECT s.county, s.id, s.code, s.kind, s.field, s.name, s.region, s.parent, p.name AS parent_name, p.code AS parent_code,
	s.address, s.hours, s.lat_micro, s.lon_micro, s.demonstration, s.closed, s.local
FROM station s LEFT JOIN station p ON p.county = s.county AND p.id = s.parent
WHERE s.county = :county AND s.id = :id;

-- All stations of a county in the order of their places; a station stands before its rooms.
-- query station_tree many
-- in county:county_code limit:int
-- out id:station_id code:text kind:station_kind local:int field:text name:text region:region_code parent:station_id? initials:text
-- out lat_micro:int? lon_micro:int?
SELECT id, code, kind, local, field, name, region, parent, initials, lat_micro, lon_micro FROM station WHERE county = :county AND closed IS NULL
ORDER BY region, kind, id LIMIT :limit;

-- Stations below one, for its page.
-- query station_below many
-- in county:county_code parent:station_id limit:int
-- out code:text kind:station_kind name:text
SELECT code, kind, name FROM station WHERE county = :county AND parent = :parent AND closed IS NULL ORDER BY id LIMIT :limit;

-- Who receives on a day, anywhere in the county, by the hour; whose terms have all ended receives no more.
-- query station_duty_day many
-- in county:county_code day:day limit:int
-- out station_name:text station_code:text name:text code:text from_min:int to_min:int
SELECT s.name AS station_name, s.code AS station_code, p.name, p.code, d.from_min, d.to_min
FROM duty d JOIN station s ON s.county = d.county AND s.id = d.station JOIN person p ON p.county = d.county AND p.id = d.person
WHERE d.county = :county AND d.day = :day AND p.shown = 1 AND p.levels <> 0 ORDER BY d.from_min, s.kind, d.station, d.person LIMIT :limit;

-- The first day from today on for which the county has a rota.
-- query station_duty_first maybe
-- in county:county_code today:day
-- out day:day
SELECT day FROM duty WHERE county = :county AND day >= :today ORDER BY day LIMIT 1;

-- The next day with a rota at one station, and who is on it.
-- query station_duty_next many
-- in county:county_code station:station_id today:day limit:int
-- out day:day person:person_id name:text code:text level:region_level? from_min:int to_min:int
SELECT d.day, d.person, p.name, p.code, (SELECT min(s.level) FROM seat s WHERE s.county = d.county AND s.person = d.person AND s.ended IS NULL) AS level,
	d.from_min, d.to_min
FROM duty d JOIN person p ON p.county = d.county AND p.id = d.person
WHERE d.county = :county AND d.station = :station AND d.day = (SELECT n.day FROM duty n
	JOIN person q ON q.county = n.county AND q.id = n.person
	WHERE n.county = :county AND n.station = :station AND n.day >= :today AND q.levels <> 0 ORDER BY n.day LIMIT 1)
AND p.levels <> 0 ORDER BY d.from_min, d.person LIMIT :limit;

-- A deputy's own next day; duty is looked up at the deputy's station.
-- query station_duty_person maybe
-- in county:county_code station:station_id person:person_id today:day
-- out day:day from_min:int to_min:int
SELECT day, from_min, to_min FROM duty
WHERE county = :county AND station = :station AND day >= :today AND person = :person ORDER BY day LIMIT 1;

-- The panel: deputies who receive at a station with their seats, the highest level first. What a deputy has not
-- switched on (deputy_field, else the county's choice, else occupation, unit, post and district) is empty here already.
-- query station_panel many
-- in county:county_code station:station_id standard:int limit:int
-- out id:person_id code:text name:text occupation:text work_unit:text post:text level:region_level? congress_name:text? term:text? district:text?
-- out callable:bool
SELECT p.id, p.code, p.name,
	CASE WHEN coalesce(p.published, f.published, :standard) & 2 <> 0 THEN p.occupation ELSE '' END AS occupation,
	CASE WHEN coalesce(p.published, f.published, :standard) & 4 <> 0 THEN p.work_unit ELSE '' END AS work_unit,
	CASE WHEN coalesce(p.published, f.published, :standard) & 8 <> 0 THEN p.post ELSE '' END AS post,
	s.level, r.name AS congress_name, s.term,
	CASE WHEN coalesce(p.published, f.published, :standard) & 16 <> 0 THEN s.district ELSE '' END AS district,
	cast(CASE WHEN coalesce(p.published, f.published, :standard) & 1024 <> 0 THEN 1 ELSE 0 END AS bigint) AS callable
FROM person p LEFT JOIN deputy_default f ON f.county = p.county
LEFT JOIN seat s ON s.county = p.county AND s.person = p.id AND s.ended IS NULL LEFT JOIN region r ON r.code = s.congress
WHERE p.county = :county AND p.station = :station AND p.shown = 1 AND p.levels <> 0
AND p.batch NOT IN (SELECT b.id FROM deputy_batch b WHERE b.county = :county AND b.state = 1)
ORDER BY s.level IS NULL, s.level, p.id LIMIT :limit;

-- The deputy of a code, with what is switched on.
-- query station_deputy maybe
-- in county:county_code id:person_id standard:int
-- out county:county_code id:person_id code:text name:text occupation:text work_unit:text post:text team:text sex:sex? ethnicity:ethnicity?
-- out party:political_party? education:education? callable:bool district:bool
-- out station:station_id? station_name:text? station_code:text? station_address:text?
SELECT p.county, p.id, p.code, p.name,
	CASE WHEN coalesce(p.published, f.published, :standard) & 2 <> 0 THEN p.occupation ELSE '' END AS occupation,
	CASE WHEN coalesce(p.published, f.published, :standard) & 4 <> 0 THEN p.work_unit ELSE '' END AS work_unit,
	CASE WHEN coalesce(p.published, f.published, :standard) & 8 <> 0 THEN p.post ELSE '' END AS post,
	CASE WHEN coalesce(p.published, f.published, :standard) & 32 <> 0 THEN p.team ELSE '' END AS team,
	CASE WHEN coalesce(p.published, f.published, :standard) & 64 <> 0 THEN p.sex END AS sex,
	CASE WHEN coalesce(p.published, f.published, :standard) & 128 <> 0 THEN p.ethnicity END AS ethnicity,
	CASE WHEN coalesce(p.published, f.published, :standard) & 256 <> 0 THEN p.party END AS party,
	CASE WHEN coalesce(p.published, f.published, :standard) & 512 <> 0 THEN p.education END AS education,
	cast(CASE WHEN coalesce(p.published, f.published, :standard) & 1024 <> 0 THEN 1 ELSE 0 END AS bigint) AS callable,
	cast(CASE WHEN coalesce(p.published, f.published, :standard) & 16 <> 0 THEN 1 ELSE 0 END AS bigint) AS district,
	p.station, s.name AS station_name, s.code AS station_code, s.address AS station_address
FROM person p LEFT JOIN deputy_default f ON f.county = p.county LEFT JOIN station s ON s.county = p.county AND s.id = p.station
WHERE p.county = :county AND p.id = :id AND p.shown = 1 AND p.levels <> 0
AND p.batch NOT IN (SELECT b.id FROM deputy_batch b WHERE b.county = :county AND b.state = 1);

-- query station_seats many
-- in county:county_code person:person_id
-- out level:region_level congress_name:text term:text district:text
SELECT s.level, coalesce(r.name, '') AS congress_name, s.term, s.district
FROM seat s LEFT JOIN region r ON r.code = s.congress
WHERE s.county = :county AND s.person = :person AND s.ended IS NULL ORDER BY s.level;
