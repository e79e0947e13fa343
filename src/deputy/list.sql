-- Deputies by number; `assigned` 1: at a station, 2: at none; `bit` of a level; `name` a pattern. An import that is not
-- complete is seen by nobody. The window keeps a rare filter from walking a large county.
-- query deputy_page many
-- in county:county_code after:int lo:int hi:int bit:int assigned:int station:int congress:int team:text name:text limit:int
-- out id:person_id code:text name:text initials:text levels:int occupation:text work_unit:text post:text team:text
-- out station_name:text? station_code:text? assign_rule:assign_rule?
SELECT p.id, p.code, p.name, p.initials, p.levels, p.occupation, p.work_unit, p.post, p.team, s.name AS station_name,
	s.code AS station_code, p.assign_rule
FROM (SELECT * FROM person w WHERE w.county = :county AND w.id > :after
	AND w.batch NOT IN (SELECT b.id FROM deputy_batch b WHERE b.county = :county AND b.state = 1) ORDER BY w.id LIMIT 20000) p
LEFT JOIN station s ON s.county = :county AND s.id = p.station
WHERE p.region BETWEEN :lo AND :hi AND (:bit = 0 OR p.levels & :bit <> 0)
AND (:assigned = 0 OR (:assigned = 1 AND p.station IS NOT NULL AND p.levels <> 0) OR (:assigned = 2 AND p.station IS NULL AND p.levels <> 0))
AND (:station = 0 OR p.station = :station) AND (:team = '' OR p.team = :team)
AND (:congress < 0 OR EXISTS (SELECT 1 FROM seat t WHERE t.county = :county AND t.person = p.id AND t.congress = :congress AND t.ended IS NULL))
AND (:name = '' OR p.name LIKE :name OR p.initials LIKE :name)
ORDER BY p.id LIMIT :limit;

-- How far that window reaches: a page with few rows may have more behind it.
-- query deputy_window one
-- in county:county_code after:int
-- out n:int last:int
SELECT count(*) AS n, coalesce(max(w.id), 0) AS last FROM (SELECT id FROM person WHERE county = :county AND id > :after
	ORDER BY id LIMIT 20000) w;

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
