-- Which edition of the names this snapshot sees; see names.c.
-- query names_edition one
-- out n:int
SELECT n FROM names_edition WHERE id = 1;

-- A new edition: names that readers keep are out of date from this commit on.
-- query names_renew exec
UPDATE names_edition SET n = n + 1 WHERE id = 1;

-- The name of a row and those behind it, which are often wanted next.
-- query names_station many
-- in county:county_code id:int limit:int
-- out id:int name:text
SELECT id, name FROM station WHERE county = :county AND id >= :id ORDER BY id LIMIT :limit;

-- query names_unit many
-- in county:county_code id:int limit:int
-- out id:int name:text
SELECT id, name FROM unit WHERE county = :county AND id >= :id ORDER BY id LIMIT :limit;

-- query names_region many
-- in id:int limit:int
-- out id:int name:text
SELECT code AS id, name FROM region WHERE code >= :id ORDER BY code LIMIT :limit;
