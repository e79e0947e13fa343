-- A station as this room needs it; above is the parent of its parent.
-- query standard_station maybe
-- in county:county_code id:station_id
-- out id:station_id code:text kind:station_kind field:text local:term_id name:text region:region_code parent:station_id?
-- out above:station_id?
SELECT s.id, s.code, s.kind, s.field, s.local, s.name, s.region, s.parent, p.parent AS above
FROM station s LEFT JOIN station p ON p.county = s.county AND p.id = s.parent
WHERE s.county = :county AND s.id = :id;

-- query standard_code maybe
-- in code:text
-- out county:county_code id:station_id
SELECT county, id FROM code WHERE code = :code AND kind = 1;

-- query inspection_insert exec
-- in county:county_code id:inspection_id station:station_id region:region_code standard:text name_zh:text name_en:text
-- in way:inspection_way day:day now:time account:account_id? score:int points:int stars:int missing:int source:text words:text
INSERT INTO inspection(county, id, station, region, standard, name_zh, name_en, way, day, at, account, score, points, stars,
	missing, source, words)
VALUES (:county, :id, :station, :region, :standard, :name_zh, :name_en, :way, :day, :now, :account, :score, :points, :stars,
	:missing, :source, :words);

-- query inspection_item_insert exec
-- in county:county_code inspection:inspection_id item:int code:text name_zh:text name_en:text group_zh:text group_en:text
-- in points:int score:int mark:mark obligation:obligation_id? words:text
INSERT INTO inspection_item(county, inspection, item, code, name_zh, name_en, group_zh, group_en, points, score, mark,
	obligation, words)
VALUES (:county, :inspection, :item, :code, :name_zh, :name_en, :group_zh, :group_en, :points, :score, :mark, :obligation, :words);

-- The newest scoring of a station takes the place of the one before, unless it looks at an earlier day.
-- query standing_put exec
-- in county:county_code standard:text own:bool station:station_id region:region_code inspection:inspection_id day:day
-- in score:int points:int stars:int missing:int
INSERT INTO standing(county, standard, own, station, region, inspection, day, score, points, stars, missing)
VALUES (:county, :standard, :own, :station, :region, :inspection, :day, :score, :points, :stars, :missing)
ON CONFLICT (county, standard, own, station) DO UPDATE SET region = excluded.region, inspection = excluded.inspection,
	day = excluded.day, score = excluded.score, points = excluded.points, stars = excluded.stars, missing = excluded.missing
WHERE standing.day <= excluded.day;

-- query standing_of maybe
-- in county:county_code standard:text own:bool station:station_id
-- out inspection:inspection_id day:day score:int points:int stars:int missing:int
SELECT inspection, day, score, points, stars, missing FROM standing
WHERE county = :county AND standard = :standard AND own = :own AND station = :station;

-- query inspection_by_id maybe
-- in county:county_code id:inspection_id
-- out id:inspection_id station:station_id station_name:text station_code:text region:region_code standard:text name_zh:text
-- out name_en:text way:inspection_way day:day at:time who:text? score:int points:int stars:int missing:int source:text words:text
SELECT i.id, i.station, s.name AS station_name, s.code AS station_code, i.region, i.standard, i.name_zh, i.name_en, i.way, i.day,
	i.at, a.display AS who, i.score, i.points, i.stars, i.missing, i.source, i.words
FROM inspection i JOIN station s ON s.county = i.county AND s.id = i.station LEFT JOIN account a ON a.id = i.account
WHERE i.county = :county AND i.id = :id;

-- query inspection_items many
-- in county:county_code inspection:inspection_id
-- out item:int code:text name_zh:text name_en:text group_zh:text group_en:text points:int score:int mark:mark
-- out obligation:obligation_id? words:text
SELECT item, code, name_zh, name_en, group_zh, group_en, points, score, mark, obligation, words
FROM inspection_item WHERE county = :county AND inspection = :inspection ORDER BY item LIMIT 64;

-- How a station fared by a standard, the newest first.
-- query inspection_history many
-- in county:county_code station:station_id standard:text limit:int
-- out id:inspection_id way:inspection_way day:day who:text? score:int points:int stars:int missing:int
SELECT i.id, i.way, i.day, a.display AS who, i.score, i.points, i.stars, i.missing
FROM inspection i LEFT JOIN account a ON a.id = i.account
WHERE i.county = :county AND i.station = :station AND i.standard = :standard ORDER BY i.id DESC LIMIT :limit;

-- Stations of a range of places with their standings, in the order of their numbers. A home sees those below it.
-- Of the kinds that the standard is for: kinds as [51,52], [] for all.
-- query standing_list many
-- in county:county_code standard:text kinds:text lo:int hi:int below:int after:int limit:int
-- out id:station_id code:text kind:station_kind field:text name:text own_score:int? own_points:int? own_day:day? score:int?
-- out points:int? stars:int? missing:int? day:day? inspection:inspection_id? local:term_id region:region_code
SELECT s.id, s.code, s.kind, s.field, s.name, o.score AS own_score, o.points AS own_points, o.day AS own_day, t.score, t.points,
	t.stars, t.missing, t.day, t.inspection, s.local, s.region
FROM station s
LEFT JOIN standing o ON o.county = s.county AND o.standard = :standard AND o.own = 1 AND o.station = s.id
LEFT JOIN standing t ON t.county = s.county AND t.standard = :standard AND t.own = 0 AND t.station = s.id
WHERE s.county = :county AND s.id > :after AND +s.region BETWEEN :lo AND :hi AND s.closed IS NULL
AND (:below = 0 OR s.id = :below OR s.parent = :below
	OR EXISTS (SELECT 1 FROM station p WHERE p.county = :county AND p.id = s.parent AND p.parent = :below))
AND (:kinds = '[]' OR s.local IN (SELECT value FROM json_each(:kinds)))
ORDER BY s.id LIMIT :limit;
-- postgres
SELECT s.id, s.code, s.kind, s.field, s.name, o.score AS own_score, o.points AS own_points, o.day AS own_day, t.score, t.points,
	t.stars, t.missing, t.day, t.inspection, s.local, s.region
FROM station s
LEFT JOIN standing o ON o.county = s.county AND o.standard = :standard AND o.own = 1 AND o.station = s.id
LEFT JOIN standing t ON t.county = s.county AND t.standard = :standard AND t.own = 0 AND t.station = s.id
WHERE s.county = :county AND s.id > :after AND s.region BETWEEN :lo AND :hi AND s.closed IS NULL
AND (:below = 0 OR s.id = :below OR s.parent = :below
	OR EXISTS (SELECT 1 FROM station p WHERE p.county = :county AND p.id = s.parent AND p.parent = :below))
AND (:kinds = '[]' OR s.local = ANY(cast(translate(:kinds, '[]', '{}') AS bigint[])))
ORDER BY s.id LIMIT :limit;

-- By score, the best first, where the pack allows it: those that were inspected.
-- query standing_rank many
-- in county:county_code standard:text lo:int hi:int limit:int
-- rows standing_list
SELECT s.id, s.code, s.kind, s.field, s.name, o.score AS own_score, o.points AS own_points, o.day AS own_day, t.score, t.points,
	t.stars, t.missing, t.day, t.inspection, s.local, s.region
FROM standing t JOIN station s ON s.county = t.county AND s.id = t.station
LEFT JOIN standing o ON o.county = t.county AND o.standard = t.standard AND o.own = 1 AND o.station = t.station
WHERE t.county = :county AND t.standard = :standard AND t.own = 0 AND t.region BETWEEN :lo AND :hi AND s.closed IS NULL
ORDER BY t.score DESC, t.day, t.station LIMIT :limit;

-- How many were looked at, of how many it is for, and with which stars; a county has hundreds of stations.
-- query standing_sums one
-- in county:county_code standard:text kinds:text lo:int hi:int
-- out stations:int own:int inspected:int full:int
SELECT (SELECT count(*) FROM station WHERE county = :county AND region BETWEEN :lo AND :hi AND closed IS NULL
	AND (:kinds = '[]' OR local IN (SELECT value FROM json_each(:kinds)))) AS stations,
	(SELECT count(*) FROM standing t JOIN station s ON s.county = t.county AND s.id = t.station
	WHERE t.county = :county AND t.standard = :standard AND t.own = 1 AND t.region BETWEEN :lo AND :hi AND s.closed IS NULL) AS own,
	(SELECT count(*) FROM standing t JOIN station s ON s.county = t.county AND s.id = t.station
	WHERE t.county = :county AND t.standard = :standard AND t.own = 0 AND t.region BETWEEN :lo AND :hi AND s.closed IS NULL) AS inspected,
	(SELECT count(*) FROM standing t JOIN station s ON s.county = t.county AND s.id = t.station
	WHERE t.county = :county AND t.standard = :standard AND t.own = 0 AND t.missing = 0 AND t.region BETWEEN :lo AND :hi
	AND s.closed IS NULL) AS full;
-- postgres
SELECT (SELECT count(*) FROM station WHERE county = :county AND region BETWEEN :lo AND :hi AND closed IS NULL
	AND (:kinds = '[]' OR local = ANY(cast(translate(:kinds, '[]', '{}') AS bigint[])))) AS stations,
	(SELECT count(*) FROM standing t JOIN station s ON s.county = t.county AND s.id = t.station
	WHERE t.county = :county AND t.standard = :standard AND t.own = 1 AND t.region BETWEEN :lo AND :hi AND s.closed IS NULL) AS own,
	(SELECT count(*) FROM standing t JOIN station s ON s.county = t.county AND s.id = t.station
	WHERE t.county = :county AND t.standard = :standard AND t.own = 0 AND t.region BETWEEN :lo AND :hi AND s.closed IS NULL) AS inspected,
	(SELECT count(*) FROM standing t JOIN station s ON s.county = t.county AND s.id = t.station
	WHERE t.county = :county AND t.standard = :standard AND t.own = 0 AND t.missing = 0 AND t.region BETWEEN :lo AND :hi
	AND s.closed IS NULL) AS full;
