-- Deputies of a county for those who look for one: by the beginning of the initials, a part of the name, of the station's
-- name or of an occupation that is switched on; `lo`..`hi` a place, 0 for the whole county: who receives there or sits in
-- a congress there. Initials order them, so the index gives the order and a page ends as soon as it is full.
-- query find_deputies many
-- in county:county_code after_initials:text after:int lo:int hi:int part:text letters:text standard:int limit:int
-- out id:person_id code:text name:text initials:text levels:int occupation:text station_name:text? station_code:text?
SELECT p.id, p.code, p.name, p.initials, p.levels,
	CASE WHEN coalesce(p.published, f.published, :standard) & 2 <> 0 THEN p.occupation ELSE '' END AS occupation,
	s.name AS station_name, s.code AS station_code
FROM person p LEFT JOIN deputy_default f ON f.county = :county
LEFT JOIN station s ON s.county = :county AND s.id = p.station AND s.closed IS NULL
WHERE p.county = :county AND (p.initials, p.id) > (:after_initials, :after) AND p.shown = 1 AND p.levels <> 0
AND (:part = '' OR lower(p.name) LIKE :part OR (:letters <> '' AND p.initials LIKE :letters) OR lower(s.name) LIKE :part
	OR (coalesce(p.published, f.published, :standard) & 2 <> 0 AND lower(p.occupation) LIKE :part))
AND (:lo = 0 OR s.region BETWEEN :lo AND :hi OR EXISTS (SELECT 1 FROM seat t WHERE t.county = :county AND t.person = p.id
	AND t.congress BETWEEN :lo AND :hi AND t.ended IS NULL))
AND p.batch NOT IN (SELECT b.id FROM deputy_batch b WHERE b.county = :county AND b.state = 1)
ORDER BY p.initials, p.id LIMIT :limit;
