-- Units of a range by name, keyset; closed: those out of use.
-- query unit_page many
-- in county:county_code lo:int hi:int closed:bool search:text after:text limit:int
-- out id:unit_id name:text place:text? region:region_code closed:bool
SELECT u.id, u.name, (SELECT r.name FROM region r WHERE r.code = u.region) AS place, u.region, u.closed
FROM unit u
WHERE u.county = :county AND u.region BETWEEN :lo AND :hi AND u.closed = :closed AND u.name > :after
AND (:search = '' OR replace(u.name, :search, '') <> u.name)
ORDER BY u.name LIMIT :limit;

-- query unit_by_id maybe
-- in county:county_code lo:int hi:int id:unit_id
-- out id:unit_id name:text place:text? region:region_code closed:bool version:int
SELECT u.id, u.name, (SELECT r.name FROM region r WHERE r.code = u.region) AS place, u.region, u.closed, u.version
FROM unit u WHERE u.county = :county AND u.id = :id AND u.region BETWEEN :lo AND :hi;

-- Whose name it is already; out of use or not, since old cases show it.
-- query unit_named maybe
-- in county:county_code name:text
-- out id:unit_id
SELECT id FROM unit WHERE county = :county AND name = :name;

-- query unit_next one
-- in county:county_code
-- out id:unit_id
SELECT coalesce(max(id), 0) + 1 AS id FROM unit WHERE county = :county;

-- query unit_add exec
-- in county:county_code id:unit_id name:text region:region_code initials:text
INSERT INTO unit(county, id, name, region, initials) VALUES (:county, :id, :name, :region, :initials);

-- No row changes when the page was outdated.
-- query unit_rename exec
-- in county:county_code id:unit_id version:int name:text initials:text
UPDATE unit SET name = :name, initials = :initials, version = version + 1
WHERE county = :county AND id = :id AND version = :version;

-- query unit_use exec
-- in county:county_code id:unit_id version:int closed:bool
UPDATE unit SET closed = :closed, version = version + 1
WHERE county = :county AND id = :id AND version = :version AND closed <> :closed;

-- What still lies on its desk; looked at as far as a hundred.
-- query unit_desk one
-- in county:county_code unit:unit_id
-- out n:int
SELECT count(*) AS n FROM (SELECT case_id FROM case_part WHERE county = :county AND unit = :unit AND open = 1 LIMIT 100) AS d;
