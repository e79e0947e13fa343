-- query link_insert exec
-- in county:county_code id:link_id kind:text from_kind:link_end from_id:int from_name:text to_kind:link_end to_id:int to_name:text
-- in region:region_code since:day due:day
INSERT INTO link(county, id, kind, from_kind, from_id, from_name, to_kind, to_id, to_name, region, since, due)
VALUES (:county, :id, :kind, :from_kind, :from_id, :from_name, :to_kind, :to_id, :to_name, :region, :since, :due);

-- The same two by the same kind, if they are linked now.
-- query link_same maybe
-- in county:county_code kind:text from_kind:link_end from_id:int from_name:text to_kind:link_end to_id:int to_name:text
-- out id:link_id
SELECT id FROM link WHERE county = :county AND to_kind = :to_kind AND to_id = :to_id AND kind = :kind AND ended IS NULL
AND to_name = :to_name AND from_kind = :from_kind AND from_id = :from_id AND from_name = :from_name LIMIT 1;

-- query link_by_id maybe
-- in county:county_code id:link_id
-- out id:link_id kind:text from_kind:link_end from_id:int from_name:text to_kind:link_end to_id:int to_name:text region:region_code
-- out since:day ended:day? due:day last:day? contacts:int version:int
SELECT id, kind, from_kind, from_id, from_name, to_kind, to_id, to_name, region, since, ended, due, last, contacts, version
FROM link WHERE county = :county AND id = :id;

-- A contact more; the page of somebody who ends it at the same time is outdated.
-- query link_touch exec
-- in county:county_code id:link_id due:day last:day
UPDATE link SET due = :due, last = CASE WHEN last IS NULL OR last < :last THEN :last ELSE last END, contacts = contacts + 1,
	version = version + 1
WHERE county = :county AND id = :id AND ended IS NULL;

-- query link_end_now exec
-- in county:county_code id:link_id version:int day:day
UPDATE link SET ended = :day, version = version + 1 WHERE county = :county AND id = :id AND version = :version AND ended IS NULL;

-- Links to a station that are in force.
-- query link_to_station many
-- in county:county_code station:int limit:int
-- out id:link_id version:int
SELECT id, version FROM link WHERE county = :county AND to_kind = 4 AND to_id = :station AND ended IS NULL ORDER BY id LIMIT :limit;

-- The next place in the record is taken in the same statement.
-- query link_visit_insert exec
-- in county:county_code link:link_id day:day way:visit_way case_id:case_id? account:account_id? now:time words:text
INSERT INTO link_visit(county, link, seq, day, way, case_id, account, at, words)
SELECT :county, :link, coalesce(max(seq), 0) + 1, :day, :way, :case_id, :account, :now, :words
FROM link_visit WHERE county = :county AND link = :link;

-- query link_visits_between one
-- in county:county_code link:link_id first:day last:day
-- out n:int
SELECT count(*) AS n FROM (SELECT 1 FROM link_visit WHERE county = :county AND link = :link AND day >= :first AND day <= :last
LIMIT 400) v;

-- query link_visits many
-- in county:county_code link:link_id limit:int
-- out seq:int day:day way:visit_way case_id:case_id? who:text? words:text
SELECT v.seq, v.day, v.way, v.case_id, a.display AS who, v.words FROM link_visit v LEFT JOIN account a ON a.id = v.account
WHERE v.county = :county AND v.link = :link ORDER BY v.day DESC, v.seq DESC LIMIT :limit;

-- What a deputy's reception at a station fulfils: the link to the station, and that to voters.
-- query link_of_deputy many
-- in county:county_code person:int station:int
-- out id:link_id
SELECT id FROM link WHERE county = :county AND from_kind = 1 AND from_id = :person AND ended IS NULL
AND (to_kind = 5 OR (to_kind = 4 AND to_id = :station)) ORDER BY id LIMIT 20;

-- Links of a range of places, the latest first; kind '' is any. Person or station 0: anybody's.
-- query link_list many
-- in county:county_code lo:int hi:int kind:text person:int station:int before:day after_due:int after:int limit:int
-- out id:link_id kind:text from_kind:link_end from_name:text to_kind:link_end to_name:text region:region_code since:day due:day
-- out last:day? contacts:int
SELECT id, kind, from_kind, from_name, to_kind, to_name, region, since, due, last, contacts FROM link
WHERE county = :county AND ended IS NULL AND region BETWEEN :lo AND :hi AND (:kind = '' OR kind = :kind)
AND (:person = 0 OR (from_kind = 1 AND from_id = :person) OR (to_kind = 1 AND to_id = :person))
AND (:station = 0 OR (to_kind = 4 AND to_id = :station))
AND due >= :after_due AND (due > :after_due OR id > :after) AND due < :before
ORDER BY due, id LIMIT :limit;

-- How many are in force, late, and due in this period; each ends at 1001.
-- query link_sums one
-- in county:county_code lo:int hi:int kind:text today:day
-- out total:int late:int
SELECT (SELECT count(*) FROM (SELECT 1 FROM link WHERE county = :county AND ended IS NULL AND region BETWEEN :lo AND :hi
	AND (:kind = '' OR kind = :kind) LIMIT 1001) a) AS total,
	(SELECT count(*) FROM (SELECT 1 FROM link WHERE county = :county AND ended IS NULL AND due < :today AND region BETWEEN :lo AND :hi
	AND (:kind = '' OR kind = :kind) LIMIT 1001) b) AS late;

-- The matrix: all links of a kind to stations in a range.
-- query link_matrix many
-- in county:county_code kind:text lo:int hi:int
-- out id:link_id from_kind:link_end from_id:int from_name:text to_id:int due:day contacts:int
SELECT id, from_kind, from_id, from_name, to_id, due, contacts FROM link
WHERE county = :county AND kind = :kind AND ended IS NULL AND to_kind = 4 AND region BETWEEN :lo AND :hi ORDER BY id LIMIT 2000;

-- Its columns: homes and stations of a county, or all of a township.
-- query link_places many
-- in county:county_code lo:int hi:int rooms:bool limit:int
-- out id:station_id code:text name:text kind:station_kind field:text region:region_code
SELECT id, code, name, kind, field, region FROM station WHERE county = :county AND region BETWEEN :lo AND :hi AND closed IS NULL
AND (:rooms = 1 OR kind <= 2) ORDER BY region, kind, id LIMIT :limit;

-- Places nobody looks after by a kind, in the order of their numbers.
-- query link_gaps_station many
-- in county:county_code kind:text lo:int hi:int after:int limit:int
-- out id:int code:text name:text
SELECT s.id, s.code, s.name FROM station s WHERE s.county = :county AND s.id > :after AND +s.region BETWEEN :lo AND :hi AND s.closed IS NULL
AND NOT EXISTS (SELECT 1 FROM link l WHERE l.county = :county AND l.to_kind = 4 AND l.to_id = s.id AND l.kind = :kind
	AND l.ended IS NULL)
ORDER BY s.id LIMIT :limit;

-- The same with where they stand, in the order of the places.
-- query link_fresh many
-- in county:county_code kind:text lo:int hi:int limit:int
-- out id:station_id name:text region:region_code
SELECT s.id, s.name, s.region FROM station s WHERE s.county = :county AND s.region BETWEEN :lo AND :hi AND s.closed IS NULL
AND NOT EXISTS (SELECT 1 FROM link l WHERE l.county = :county AND l.to_kind = 4 AND l.to_id = s.id AND l.kind = :kind
	AND l.ended IS NULL)
ORDER BY s.region, s.kind, s.id LIMIT :limit;

-- Serving deputies whom nobody keeps in touch with by a kind.
-- query link_gaps_deputy many
-- in county:county_code kind:text after:int limit:int
-- rows link_gaps_station
SELECT p.id, p.code, p.name FROM person p WHERE p.county = :county AND p.id > :after AND p.levels <> 0
AND NOT EXISTS (SELECT 1 FROM link l WHERE l.county = :county AND l.to_kind = 1 AND l.to_id = p.id AND l.kind = :kind
	AND l.ended IS NULL)
ORDER BY p.id LIMIT :limit;

-- Serving deputies with no group of voters to keep in touch with by a kind.
-- query link_gaps_from many
-- in county:county_code kind:text after:int limit:int
-- rows link_gaps_station
SELECT p.id, p.code, p.name FROM person p WHERE p.county = :county AND p.id > :after AND p.levels <> 0
AND NOT EXISTS (SELECT 1 FROM link l WHERE l.county = :county AND l.from_kind = 1 AND l.from_id = p.id AND l.kind = :kind
	AND l.ended IS NULL)
ORDER BY p.id LIMIT :limit;

-- Whoever is meant by a code or a name.
-- query link_person_code maybe
-- in county:county_code code:text
-- out id:person_id name:text station:station_id?
SELECT id, name, station FROM person WHERE county = :county AND code = :code;

-- query link_person_name many
-- in county:county_code name:text
-- out id:person_id name:text station:station_id?
SELECT id, name, station FROM person WHERE county = :county AND name = :name ORDER BY id LIMIT 3;

-- query link_station maybe
-- in county:county_code id:station_id
-- out name:text region:region_code
SELECT name, region FROM station WHERE county = :county AND id = :id;
