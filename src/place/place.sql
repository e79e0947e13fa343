-- Stations as staff see them. Each query is bound to the acting grant: a range of
-- places, and for a station's own people that station and what stands below it.

-- The stations of a grant in the order of their places, homes before stations before rooms.
-- query place_page many
-- in county:county_code lo:int hi:int station:int region:int kind:int id:int only:int closed:bool flag:int today:day tag:int limit:int
-- out id:station_id code:text kind:station_kind local:int field:text name:text region:region_code region_name:text
-- out parent:station_id? address:text hours:text lat_micro:int? lon_micro:int? opened:day? closed:day? demonstration:day? initials:text
-- out percent:int?
SELECT s.id, s.code, s.kind, s.local, s.field, s.name, s.region, r.name AS region_name, s.parent, s.address, s.hours,
	s.lat_micro, s.lon_micro, s.opened, s.closed, s.demonstration, s.initials,
	(SELECT u.percent FROM upgrade u WHERE u.county = s.county AND u.station = s.id ORDER BY u.id DESC LIMIT 1) AS percent
FROM station s JOIN region r ON r.code = s.region
WHERE s.county = :county AND s.region BETWEEN :lo AND :hi AND (:station = 0 OR s.id = :station OR s.parent = :station)
AND (s.region > :region OR (s.region = :region AND (s.kind > :kind OR (s.kind = :kind AND s.id > :id))))
AND (:only = 0 OR s.kind = :only)
AND (:tag = 0 OR EXISTS (SELECT 1 FROM station_mark m WHERE m.county = s.county AND m.station = s.id AND m.sort IN (2, 3) AND m.term = :tag))
AND ((:closed = 0 AND s.closed IS NULL) OR (:closed = 1 AND s.closed IS NOT NULL))
AND (:flag = 0 OR (:flag = 1 AND s.field <> '') OR (:flag = 2 AND s.demonstration IS NOT NULL)
	OR (:flag = 3 AND s.lat_micro IS NULL) OR (:flag = 4 AND s.head IS NULL) OR (:flag = 5 AND s.clerk IS NULL AND NOT EXISTS (SELECT 1 FROM grants g JOIN account a ON a.id = g.account
		WHERE g.county = s.county AND g.station = s.id AND g.role = 2 AND a.disabled IS NULL
		AND g.from_day <= :today AND (g.to_day IS NULL OR g.to_day >= :today))))
ORDER BY s.region, s.kind, s.id LIMIT :limit;

-- How many that are, by kind; a county has hundreds of places. The clerk is who was named, else whoever has the grant.
-- query place_counts many
-- in county:county_code lo:int hi:int station:int today:day
-- out kind:station_kind trade:bool n:int demonstrations:int unplaced:int headless:int clerkless:int
SELECT kind, cast(CASE WHEN field <> '' THEN 1 ELSE 0 END AS bigint) AS trade, count(*) AS n,
	count(demonstration) AS demonstrations, count(*) - count(lat_micro) AS unplaced, count(*) - count(head) AS headless,
	cast(sum(CASE WHEN s.clerk IS NULL AND NOT EXISTS (SELECT 1 FROM grants g JOIN account a ON a.id = g.account
	WHERE g.county = s.county AND g.station = s.id AND g.role = 2 AND a.disabled IS NULL
	AND g.from_day <= :today AND (g.to_day IS NULL OR g.to_day >= :today)) THEN 1 ELSE 0 END) AS bigint) AS clerkless
FROM station s WHERE county = :county AND region BETWEEN :lo AND :hi AND closed IS NULL
AND (:station = 0 OR id = :station OR parent = :station)
GROUP BY kind, CASE WHEN field <> '' THEN 1 ELSE 0 END ORDER BY 1, 2;

-- One of them.
-- query place_by_id maybe
-- in county:county_code lo:int hi:int station:int id:station_id
-- out id:station_id code:text kind:station_kind local:int field:text name:text region:region_code parent:station_id?
-- out parent_name:text? address:text hours:text lat_micro:int? lon_micro:int? head:person_id? head_name:text? head_code:text?
-- out clerk:account_id? clerk_name:text? opened:day? closed:day? demonstration:day? initials:text version:int
SELECT s.id, s.code, s.kind, s.local, s.field, s.name, s.region, s.parent, p.name AS parent_name, s.address, s.hours,
	s.lat_micro, s.lon_micro, s.head, h.name AS head_name, h.code AS head_code, s.clerk, a.display AS clerk_name, s.opened, s.closed,
	s.demonstration, s.initials, s.version
FROM station s LEFT JOIN station p ON p.county = s.county AND p.id = s.parent
LEFT JOIN person h ON h.county = s.county AND h.id = s.head LEFT JOIN account a ON a.id = s.clerk
WHERE s.county = :county AND s.id = :id AND s.region BETWEEN :lo AND :hi
AND (:station = 0 OR s.id = :station OR s.parent = :station);

-- What stands below one.
-- query place_below many
-- in county:county_code parent:station_id limit:int
-- out id:station_id kind:station_kind local:int name:text opened:day?
SELECT id, kind, local, name, opened FROM station WHERE county = :county AND parent = :parent AND closed IS NULL
ORDER BY id LIMIT :limit;

-- Where something may be put below: open stations above the kind of room.
-- query place_parents many
-- in county:county_code lo:int hi:int
-- out id:station_id kind:station_kind name:text region:region_code
SELECT id, kind, name, region FROM station WHERE county = :county AND region BETWEEN :lo AND :hi AND kind <= 3 AND closed IS NULL
ORDER BY kind, region, id LIMIT 600;

-- Who may be named head: the deputies who receive there.
-- query place_deputies many
-- in county:county_code station:station_id
-- out id:person_id name:text
SELECT id, name FROM person WHERE county = :county AND station = :station ORDER BY id LIMIT 300;

-- The accounts that work at a station now.
-- query place_accounts many
-- in county:county_code station:station_id today:day
-- out id:account_id display:text role:role
SELECT DISTINCT a.id, a.display, g.role FROM grants g JOIN account a ON a.id = g.account
WHERE g.county = :county AND g.station = :station AND g.role IN (2, 3) AND a.disabled IS NULL
AND g.from_day <= :today AND (g.to_day IS NULL OR g.to_day >= :today) ORDER BY a.id, g.role LIMIT 50;

-- query station_marks many
-- in county:county_code station:station_id
-- out sort:place_mark term:term_id
SELECT sort, term FROM station_mark WHERE county = :county AND station = :station ORDER BY sort, term;

-- query station_mark_put exec
-- in county:county_code station:station_id sort:place_mark term:term_id
INSERT INTO station_mark(county, station, sort, term) VALUES (:county, :station, :sort, :term) ON CONFLICT DO NOTHING;

-- query station_marks_clear exec
-- in county:county_code station:station_id sort:place_mark
DELETE FROM station_mark WHERE county = :county AND station = :station AND sort = :sort;

-- The highest number of a county's rows of a kind.
-- query place_used one
-- in county:county_code kind:serial_kind
-- out id:int
SELECT coalesce(CASE :kind
	WHEN 6 THEN (SELECT max(id) FROM station WHERE county = :county)
	WHEN 7 THEN (SELECT max(id) FROM site WHERE county = :county)
	WHEN 8 THEN (SELECT max(id) FROM upgrade WHERE county = :county)
	WHEN 9 THEN (SELECT max(id) FROM plan WHERE county = :county)
	WHEN 10 THEN (SELECT max(id) FROM equipment WHERE county = :county)
	WHEN 11 THEN (SELECT max(id) FROM expert WHERE county = :county) END, 0) AS id;

-- A code is given once in the whole country; no row changes when somebody has it.
-- query place_code_take exec
-- in code:text county:county_code kind:code_kind id:int
INSERT INTO code(code, county, kind, id) VALUES (:code, :county, :kind, :id) ON CONFLICT DO NOTHING;

-- query place_insert exec
-- in county:county_code id:station_id code:text kind:station_kind local:int field:text name:text region:region_code
-- in parent:station_id? address:text hours:text initials:text lat_micro:int? lon_micro:int? opened:day?
INSERT INTO station(county, id, code, kind, local, field, name, region, parent, address, hours, initials, lat_micro, lon_micro, opened)
VALUES (:county, :id, :code, :kind, :local, :field, :name, :region, :parent, :address, :hours, :initials, :lat_micro, :lon_micro, :opened);

-- Changes all an office may change; its kind, region and code stay. No row changes when the page was outdated.
-- query place_edit exec
-- in county:county_code id:station_id version:int local:int field:text name:text initials:text address:text hours:text
-- in lat_micro:int? lon_micro:int? head:person_id? clerk:account_id? demonstration:day?
UPDATE station SET local = :local, field = :field, name = :name, initials = :initials, address = :address, hours = :hours,
	lat_micro = :lat_micro, lon_micro = :lon_micro, head = :head, clerk = :clerk, demonstration = :demonstration, version = version + 1
WHERE county = :county AND id = :id AND version = :version AND closed IS NULL;

-- And what its own people may.
-- query place_edit_own exec
-- in county:county_code id:station_id version:int address:text hours:text lat_micro:int? lon_micro:int?
UPDATE station SET address = :address, hours = :hours, lat_micro = :lat_micro, lon_micro = :lon_micro, version = version + 1
WHERE county = :county AND id = :id AND version = :version AND closed IS NULL;

-- query place_close exec
-- in county:county_code id:station_id version:int day:day
UPDATE station SET closed = :day, version = version + 1
WHERE county = :county AND id = :id AND version = :version AND closed IS NULL;

-- What still hangs on a station and keeps it open; links end with it.
-- query place_open_things one
-- in county:county_code id:station_id today:day
-- out cases:int below:int duties:int people:int accounts:int owed:int links:int
SELECT (SELECT coalesce(cast(sum(k.n) AS bigint), 0) FROM stock k
		WHERE k.county = :county AND k.station = :id AND k.state <= 9) AS cases,
	(SELECT count(*) FROM station s WHERE s.county = :county AND s.parent = :id AND s.closed IS NULL) AS below,
	(SELECT count(*) FROM duty d WHERE d.county = :county AND d.station = :id AND d.day >= :today) AS duties,
	(SELECT count(*) FROM person p WHERE p.county = :county AND p.station = :id) AS people,
	(SELECT count(*) FROM grants g WHERE g.county = :county AND g.station = :id AND g.from_day <= :today
		AND (g.to_day IS NULL OR g.to_day >= :today)) AS accounts,
	(SELECT count(*) FROM obligation o WHERE o.county = :county AND o.owner_kind = 1 AND o.owner = :id AND o.state <= 2) AS owed,
	(SELECT count(*) FROM link l WHERE l.county = :county AND l.to_kind = 4 AND l.to_id = :id AND l.ended IS NULL) AS links;

-- What was done, the newest first.
-- query place_events many
-- in county:county_code about:place_about id:int limit:int
-- out seq:int at:time who:text? act:place_act note:text
SELECT e.seq, e.at, a.display AS who, e.act, e.note FROM place_event e LEFT JOIN account a ON a.id = e.account
WHERE e.county = :county AND e.about = :about AND e.id = :id ORDER BY e.seq DESC LIMIT :limit;

-- query place_event_add exec
-- in county:county_code about:place_about id:int now:time account:account_id? act:place_act note:text
INSERT INTO place_event(county, about, id, seq, at, account, act, note)
SELECT :county, :about, :id, coalesce(max(seq), 0) + 1, :now, :account, :act, :note
FROM place_event WHERE county = :county AND about = :about AND id = :id;

-- A place and those below it that a grant may speak of, for choosing where something stands.
-- query place_regions many
-- in lo:int hi:int limit:int
-- out code:region_code level:region_level name:text
SELECT code, level, name FROM region WHERE code BETWEEN :lo AND :hi AND level BETWEEN 4 AND 6 ORDER BY code LIMIT :limit;

-- Townships of a range and how many villages each has.
-- query place_town_villages many
-- in lo:int hi:int
-- out code:region_code name:text villages:int
SELECT t.code, t.name, (SELECT count(*) FROM region v WHERE v.code > t.code AND v.code < t.code + 1000 AND v.level = 6) AS villages
FROM region t WHERE t.code BETWEEN :lo AND :hi AND t.level = 5 ORDER BY t.code LIMIT 3000;

-- Townships of a range.
-- query place_towns many
-- in lo:int hi:int
-- out code:region_code name:text
SELECT code, name FROM region WHERE code BETWEEN :lo AND :hi AND level = 5 ORDER BY code LIMIT 200;
