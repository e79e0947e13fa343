-- Deputies of a county for those who look for one, whom the public may see. What is typed most is looked up: the beginning of the
-- initials or of the name, a range of an index that also gives the order, so a page ends as soon as it is full.
-- query find_by_initials many
-- in county:county_code word:text end:text after_key:text after:int standard:int limit:int
-- out id:person_id code:text name:text initials:text levels:int occupation:text station_name:text? station_code:text?
SELECT p.id, p.code, p.name, p.initials, p.levels,
	CASE WHEN coalesce(p.published, f.published, :standard) & 2 <> 0 THEN p.occupation ELSE '' END AS occupation,
	s.name AS station_name, s.code AS station_code
FROM person p LEFT JOIN deputy_default f ON f.county = :county
LEFT JOIN station s ON s.county = :county AND s.id = p.station AND s.closed IS NULL
WHERE p.county = :county AND p.initials >= :word AND p.initials < :end AND (p.initials, p.id) > (:after_key, :after)
AND p.shown = 1 AND p.levels <> 0
AND p.batch NOT IN (SELECT b.id FROM deputy_batch b WHERE b.county = :county AND b.state = 1)
ORDER BY p.initials, p.id LIMIT :limit;

-- query find_by_name many
-- in county:county_code word:text end:text after_key:text after:int standard:int limit:int
-- rows find_by_initials
SELECT p.id, p.code, p.name, p.initials, p.levels,
	CASE WHEN coalesce(p.published, f.published, :standard) & 2 <> 0 THEN p.occupation ELSE '' END AS occupation,
	s.name AS station_name, s.code AS station_code
FROM person p LEFT JOIN deputy_default f ON f.county = :county
LEFT JOIN station s ON s.county = :county AND s.id = p.station AND s.closed IS NULL
WHERE p.county = :county AND p.name >= :word AND p.name < :end AND (p.name, p.id) > (:after_key, :after)
AND p.shown = 1 AND p.levels <> 0
AND p.batch NOT IN (SELECT b.id FROM deputy_batch b WHERE b.county = :county AND b.state = 1)
ORDER BY p.name, p.id LIMIT :limit;

-- The rest: a part of the name further back, of the station's name or of an occupation that is switched on; `lo`..`hi` a place, 0
-- for the whole county: who receives there or sits in a congress there. No index knows these, so a page looks at the deputies up to
-- `to` and the next one goes on behind it. `first`: a name that begins so was looked up before.
-- query find_deputies many
-- in county:county_code after_initials:text after:int to_initials:text to:int lo:int hi:int part:text letters:text first:text
-- in standard:int limit:int
-- rows find_by_initials
SELECT p.id, p.code, p.name, p.initials, p.levels,
	CASE WHEN coalesce(p.published, f.published, :standard) & 2 <> 0 THEN p.occupation ELSE '' END AS occupation,
	s.name AS station_name, s.code AS station_code
FROM person p LEFT JOIN deputy_default f ON f.county = :county
LEFT JOIN station s ON s.county = :county AND s.id = p.station AND s.closed IS NULL
WHERE p.county = :county AND (p.initials, p.id) > (:after_initials, :after)
AND p.initials <= :to_initials AND (p.initials < :to_initials OR p.id <= :to) AND p.shown = 1 AND p.levels <> 0
AND (:part = '' OR lower(p.name) LIKE :part OR (:letters <> '' AND p.initials LIKE :letters) OR lower(s.name) LIKE :part
	OR (coalesce(p.published, f.published, :standard) & 2 <> 0 AND lower(p.occupation) LIKE :part))
AND (:first = '' OR substr(p.name, 1, length(:first)) <> :first)
AND (:lo = 0 OR s.region BETWEEN :lo AND :hi OR EXISTS (SELECT 1 FROM seat t WHERE t.county = :county AND t.person = p.id
	AND t.congress BETWEEN :lo AND :hi AND t.ended IS NULL))
AND p.batch NOT IN (SELECT b.id FROM deputy_batch b WHERE b.county = :county AND b.state = 1)
ORDER BY p.initials, p.id LIMIT :limit;

-- How far such a page looks; no row: to the end.
-- query find_reach maybe
-- in county:county_code after_initials:text after:int
-- out id:int initials:text
SELECT id, initials FROM person WHERE county = :county AND (initials, id) > (:after_initials, :after)
ORDER BY initials, id LIMIT 1 OFFSET 999;
