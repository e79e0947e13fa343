-- The oldest notes of a county. On PostgreSQL they are held until they are done with, and what another copy of the
-- program holds is passed over.
-- query outbox_next many
-- in county:county_code limit:int
-- out id:int topic:outbox_topic object:int
SELECT id, topic, object FROM outbox WHERE county = :county ORDER BY id LIMIT :limit;
-- postgres
SELECT id, topic, object FROM outbox WHERE county = :county ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED;

-- query outbox_done exec
-- in county:county_code id:int
DELETE FROM outbox WHERE county = :county AND id = :id;

-- How far a walk over all is.
-- query outbox_move exec
-- in county:county_code id:int object:int
UPDATE outbox SET object = :object WHERE county = :county AND id = :id;

-- query outbox_any one
-- in county:county_code
-- out any:bool
SELECT cast(CASE WHEN EXISTS (SELECT 1 FROM outbox WHERE county = :county) THEN 1 ELSE 0 END AS bigint) AS any;

-- Deputies whom the public may find, as their own pages show them.
-- query directory_people many
-- in county:county_code from:int to:int standard:int lo:int hi:int limit:int
-- out id:int code:text name:text initials:text levels:int region:region_code occupation:text
SELECT p.id, p.code, p.name, p.initials, p.levels,
	coalesce(s.region, (SELECT max(t.congress) FROM seat t WHERE t.county = :county AND t.person = p.id AND t.ended IS NULL
		AND t.congress BETWEEN :lo AND :hi), :lo) AS region,
	CASE WHEN coalesce(p.published, f.published, :standard) & 2 <> 0 THEN p.occupation ELSE '' END AS occupation
FROM person p LEFT JOIN deputy_default f ON f.county = :county
LEFT JOIN station s ON s.county = :county AND s.id = p.station
WHERE p.county = :county AND p.id BETWEEN :from AND :to AND p.shown = 1 AND p.levels <> 0
AND p.batch NOT IN (SELECT b.id FROM deputy_batch b WHERE b.county = :county AND b.state = 1)
ORDER BY p.id LIMIT :limit;

-- Stations that are open.
-- query directory_stations many
-- in county:county_code from:int to:int limit:int
-- out id:int code:text name:text initials:text region:region_code field:text
SELECT id, code, name, initials, region, field FROM station
WHERE county = :county AND id BETWEEN :from AND :to AND closed IS NULL ORDER BY id LIMIT :limit;

-- The copy of a range.
-- query directory_have many
-- in county:county_code kind:code_kind from:int to:int limit:int
-- out id:int code:text name:text initials:text level:region_level? region:region_code place:text occupation:text
SELECT id, code, name, initials, level, region, place, occupation FROM directory
WHERE county = :county AND kind = :kind AND id BETWEEN :from AND :to ORDER BY id LIMIT :limit;

-- query directory_put exec
-- in county:county_code kind:code_kind id:int code:text name:text initials:text level:region_level? region:region_code
-- in place:text occupation:text
INSERT INTO directory(county, kind, id, code, name, initials, level, region, place, occupation)
VALUES (:county, :kind, :id, :code, :name, :initials, :level, :region, :place, :occupation);

-- query directory_drop exec
-- in county:county_code kind:code_kind id:int
DELETE FROM directory WHERE county = :county AND kind = :kind AND id = :id;

-- query directory_word_put exec
-- in word:text county:county_code kind:code_kind id:int
INSERT INTO directory_word(word, county, kind, id) VALUES (:word, :county, :kind, :id);

-- query directory_word_drop exec
-- in word:text county:county_code kind:code_kind id:int
DELETE FROM directory_word WHERE word = :word AND county = :county AND kind = :kind AND id = :id;

-- The next tenant that is here or in the copy.
-- query directory_next_county maybe
-- in after:int
-- out county:county_code
SELECT min(c.county) AS county FROM (
	SELECT min(t.county) AS county FROM tenant t WHERE t.county > :after
	UNION ALL SELECT min(d.county) FROM directory d WHERE d.county > :after) c HAVING min(c.county) IS NOT NULL;

-- Those whose name or initials hold what was typed: a range of words, the whole word first.
-- query directory_find many
-- in word:text end:text at_county:int at_kind:int at_id:int
-- out word:text county:county_code kind:code_kind id:int code:text name:text level:region_level? place:text occupation:text
SELECT w.word, d.county, d.kind, d.id, d.code, d.name, d.level, d.place, d.occupation FROM (
	SELECT x.word, x.county, x.kind, x.id FROM directory_word x
	WHERE (x.word, x.county, x.kind, x.id) > (:word, :at_county, :at_kind, :at_id) AND x.word < :end
	ORDER BY x.word, x.county, x.kind, x.id LIMIT 24) w
JOIN directory d ON d.county = w.county AND d.kind = w.kind AND d.id = w.id
ORDER BY w.word, w.county, w.kind, w.id;

-- How many words there are, as far as anybody wants to know.
-- query directory_count one
-- in word:text end:text limit:int
-- out n:int
SELECT count(*) AS n FROM (SELECT 1 AS one FROM directory_word WHERE word >= :word AND word < :end LIMIT :limit) c;

-- Everybody of a place and below it, township by township.
-- query directory_at many
-- in hi:int at_region:int at_kind:int at_county:int at_id:int
-- out region:region_code county:county_code kind:code_kind id:int code:text name:text level:region_level? place:text occupation:text
SELECT region, county, kind, id, code, name, level, place, occupation FROM directory
WHERE (region, kind, county, id) > (:at_region, :at_kind, :at_county, :at_id) AND region <= :hi
ORDER BY region, kind, county, id LIMIT 24;
