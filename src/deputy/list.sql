-- Deputies by number; `by` is what of them is looked for first, where an index has it: 1 a station, 2 none, 3 a team, 4 a congress,
-- 5 a level, 0 anybody. Its window keeps what is rare among those from walking a large county. `assigned` 1: at a station, 2: at
-- none; `name` a pattern. An import that is not complete is seen by nobody.
-- query deputy_page many
-- in county:county_code by:int after:int lo:int hi:int level:int bit:int assigned:int station:int congress:int team:text name:text limit:int
-- out id:person_id code:text name:text initials:text levels:int occupation:text work_unit:text post:text team:text
-- out station_name:text? station_code:text? assign_rule:assign_rule?
SELECT p.id, p.code, p.name, p.initials, p.levels, p.occupation, p.work_unit, p.post, p.team, s.name AS station_name,
	s.code AS station_code, p.assign_rule
FROM (SELECT id FROM person WHERE :by = 0 AND county = :county AND id > :after
	UNION ALL SELECT id FROM person WHERE :by = 1 AND county = :county AND station = :station AND id > :after
	UNION ALL SELECT id FROM person WHERE :by = 2 AND county = :county AND station IS NULL AND id > :after
	UNION ALL SELECT id FROM person WHERE :by = 3 AND county = :county AND team = :team AND id > :after
	UNION ALL SELECT DISTINCT person FROM seat WHERE :by = 4 AND county = :county AND congress = :congress AND ended IS NULL
		AND person > :after
	UNION ALL SELECT DISTINCT person FROM seat WHERE :by = 5 AND county = :county AND level = :level AND ended IS NULL
		AND person > :after
	ORDER BY 1 LIMIT 4000) w
CROSS JOIN person p
LEFT JOIN station s ON s.county = :county AND s.id = p.station
WHERE p.county = :county AND p.id = w.id AND p.region BETWEEN :lo AND :hi AND (:bit = 0 OR p.levels & :bit <> 0)
AND p.batch NOT IN (SELECT b.id FROM deputy_batch b WHERE b.county = :county AND b.state = 1)
AND (:assigned = 0 OR (:assigned = 1 AND p.station IS NOT NULL AND p.levels <> 0) OR (:assigned = 2 AND p.station IS NULL AND p.levels <> 0))
AND (:station = 0 OR p.station = :station) AND (:team = '' OR p.team = :team)
AND (:congress < 0 OR EXISTS (SELECT 1 FROM seat t WHERE t.county = :county AND t.person = p.id AND t.congress = :congress AND t.ended IS NULL))
AND (:name = '' OR p.name LIKE :name OR p.initials LIKE :name)
ORDER BY w.id LIMIT :limit;

-- How far that window reaches: a page with few rows may have more behind it.
-- query deputy_window one
-- in county:county_code by:int after:int station:int team:text congress:int level:int
-- out n:int last:int
SELECT count(*) AS n, coalesce(max(w.id), 0) AS last FROM (SELECT id FROM person WHERE :by = 0 AND county = :county AND id > :after
	UNION ALL SELECT id FROM person WHERE :by = 1 AND county = :county AND station = :station AND id > :after
	UNION ALL SELECT id FROM person WHERE :by = 2 AND county = :county AND station IS NULL AND id > :after
	UNION ALL SELECT id FROM person WHERE :by = 3 AND county = :county AND team = :team AND id > :after
	UNION ALL SELECT DISTINCT person FROM seat WHERE :by = 4 AND county = :county AND congress = :congress AND ended IS NULL
		AND person > :after
	UNION ALL SELECT DISTINCT person FROM seat WHERE :by = 5 AND county = :county AND level = :level AND ended IS NULL
		AND person > :after
	ORDER BY 1 LIMIT 4000) w;

-- Deputies in the order of names, from behind one place among them to another. The index has this order, so what is looked at is
-- what is shown; the second place keeps a rare filter from walking all of them.
-- query deputy_named many
-- in county:county_code word:text after:int end:text end_id:int lo:int hi:int bit:int assigned:int limit:int
-- rows deputy_page
SELECT p.id, p.code, p.name, p.initials, p.levels, p.occupation, p.work_unit, p.post, p.team, s.name AS station_name,
	s.code AS station_code, p.assign_rule
FROM person p LEFT JOIN station s ON s.county = :county AND s.id = p.station
WHERE p.county = :county AND (p.name, p.id) > (:word, :after) AND (p.name, p.id) <= (:end, :end_id)
AND p.region BETWEEN :lo AND :hi AND (:bit = 0 OR p.levels & :bit <> 0)
AND p.batch NOT IN (SELECT b.id FROM deputy_batch b WHERE b.county = :county AND b.state = 1)
AND (:assigned = 0 OR (:assigned = 1 AND p.station IS NOT NULL AND p.levels <> 0) OR (:assigned = 2 AND p.station IS NULL AND p.levels <> 0))
ORDER BY p.name, p.id LIMIT :limit;

-- Those among them whose name is like one pattern and not like another: the index alone is read for it.
-- query deputy_within many
-- in county:county_code word:text after:int end:text end_id:int part:text head:text lo:int hi:int bit:int assigned:int limit:int
-- rows deputy_page
SELECT p.id, p.code, p.name, p.initials, p.levels, p.occupation, p.work_unit, p.post, p.team, s.name AS station_name,
	s.code AS station_code, p.assign_rule
FROM (SELECT id, name FROM person WHERE county = :county AND (name, id) > (:word, :after) AND (name, id) <= (:end, :end_id)
	AND name LIKE :part AND name NOT LIKE :head ORDER BY name, id LIMIT 10000) w
CROSS JOIN person p
LEFT JOIN station s ON s.county = :county AND s.id = p.station
WHERE p.county = :county AND p.id = w.id AND p.region BETWEEN :lo AND :hi AND (:bit = 0 OR p.levels & :bit <> 0)
AND p.batch NOT IN (SELECT b.id FROM deputy_batch b WHERE b.county = :county AND b.state = 1)
AND (:assigned = 0 OR (:assigned = 1 AND p.station IS NOT NULL AND p.levels <> 0) OR (:assigned = 2 AND p.station IS NULL AND p.levels <> 0))
ORDER BY w.name, w.id LIMIT :limit;

-- How far so many names reach; no row when they are all there is.
-- query deputy_named_edge maybe
-- in county:county_code word:text after:int end:text before:int
-- out id:int word:text
SELECT id, name AS word FROM person WHERE county = :county AND (name, id) > (:word, :after) AND name <= :end
ORDER BY name, id LIMIT 1 OFFSET :before;

-- The same by initials.
-- query deputy_initialed many
-- in county:county_code word:text after:int end:text end_id:int lo:int hi:int bit:int assigned:int limit:int
-- rows deputy_page
SELECT p.id, p.code, p.name, p.initials, p.levels, p.occupation, p.work_unit, p.post, p.team, s.name AS station_name,
	s.code AS station_code, p.assign_rule
FROM person p LEFT JOIN station s ON s.county = :county AND s.id = p.station
WHERE p.county = :county AND (p.initials, p.id) > (:word, :after) AND (p.initials, p.id) <= (:end, :end_id)
AND p.region BETWEEN :lo AND :hi AND (:bit = 0 OR p.levels & :bit <> 0)
AND p.batch NOT IN (SELECT b.id FROM deputy_batch b WHERE b.county = :county AND b.state = 1)
AND (:assigned = 0 OR (:assigned = 1 AND p.station IS NOT NULL AND p.levels <> 0) OR (:assigned = 2 AND p.station IS NULL AND p.levels <> 0))
ORDER BY p.initials, p.id LIMIT :limit;

-- query deputy_initialed_edge maybe
-- in county:county_code word:text after:int end:text before:int
-- rows deputy_named_edge
SELECT id, initials AS word FROM person WHERE county = :county AND (initials, id) > (:word, :after) AND initials <= :end
ORDER BY initials, id LIMIT 1 OFFSET :before;

-- One of them, for a search by telephone.
-- query deputy_page_one maybe
-- in county:county_code id:person_id lo:int hi:int
-- rows deputy_page
SELECT p.id, p.code, p.name, p.initials, p.levels, p.occupation, p.work_unit, p.post, p.team, s.name AS station_name,
	s.code AS station_code, p.assign_rule
FROM person p LEFT JOIN station s ON s.county = p.county AND s.id = p.station
WHERE p.county = :county AND p.id = :id AND p.region BETWEEN :lo AND :hi
AND p.batch NOT IN (SELECT b.id FROM deputy_batch b WHERE b.county = :county AND b.state = 1);

-- Coverage and composition inside a part of a county (a township's office): its few hundred people.
-- query deputy_counts_range many
-- in county:county_code lo:int hi:int limit:int
-- out levels:int station:station_id? sex:sex? ethnicity:ethnicity? party:political_party? occupation_class:occupation_class?
SELECT levels, station, sex, ethnicity, party, occupation_class FROM person
WHERE county = :county AND region BETWEEN :lo AND :hi AND levels <> 0 LIMIT :limit;

-- The next days on which a deputy receives.
-- query deputy_days many
-- in county:county_code station:station_id person:person_id today:day limit:int
-- out day:day from_min:int to_min:int
SELECT day, from_min, to_min FROM duty WHERE county = :county AND station = :station AND day >= :today AND person = :person
ORDER BY day LIMIT :limit;

-- What a county shows where a deputy has no switches of their own.
-- query deputy_default_of maybe
-- in county:county_code
-- out published:int version:int
SELECT published, version FROM deputy_default WHERE county = :county;

-- Changes no row when somebody changed it before.
-- query deputy_default_set exec
-- in county:county_code published:int version:int
INSERT INTO deputy_default(county, published, version) VALUES (:county, :published, :version + 1)
ON CONFLICT (county) DO UPDATE SET published = excluded.published, version = excluded.version
WHERE deputy_default.version = :version;
