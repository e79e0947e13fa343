-- The life of places: proposals and sites, upgrades, plans, and how far a county is covered.

-- Sites of one state in a grant, or (state 0) all that are not finished.
-- query site_page many
-- in county:county_code lo:int hi:int proposer:int state:int after:int limit:int
-- out id:site_id state:site_state kind:station_kind local:int name:text region:region_code region_name:text address:text
-- out parent_name:text? who:text? proposed:time due:day? station:station_id?
SELECT t.id, t.state, t.kind, t.local, t.name, t.region, r.name AS region_name, t.address, p.name AS parent_name,
	a.display AS who, t.proposed, t.due, t.station
FROM site t JOIN region r ON r.code = t.region LEFT JOIN station p ON p.county = t.county AND p.id = t.parent
LEFT JOIN account a ON a.id = t.proposer
WHERE t.county = :county AND t.id > :after AND t.region BETWEEN :lo AND :hi AND (:proposer = 0 OR t.proposer = :proposer)
AND (:state = 0 OR t.state = :state) ORDER BY t.id LIMIT :limit;

-- query site_counts many
-- in county:county_code lo:int hi:int
-- out state:site_state n:int
SELECT state, count(*) AS n FROM site WHERE county = :county AND region BETWEEN :lo AND :hi GROUP BY state ORDER BY state;

-- query site_by_id maybe
-- in county:county_code lo:int hi:int proposer:int id:site_id
-- out id:site_id state:site_state kind:station_kind local:int field:text name:text region:region_code parent:station_id?
-- out parent_name:text? address:text lat_micro:int? lon_micro:int? why:text reason:text who:text? proposer:account_id proposed:time
-- out due:day? station:station_id? version:int
SELECT t.id, t.state, t.kind, t.local, t.field, t.name, t.region, t.parent, p.name AS parent_name, t.address, t.lat_micro, t.lon_micro,
	t.why, t.reason, a.display AS who, t.proposer, t.proposed, t.due, t.station, t.version
FROM site t LEFT JOIN station p ON p.county = t.county AND p.id = t.parent LEFT JOIN account a ON a.id = t.proposer
WHERE t.county = :county AND t.id = :id AND t.region BETWEEN :lo AND :hi AND (:proposer = 0 OR t.proposer = :proposer);

-- query site_insert exec
-- in county:county_code id:site_id kind:station_kind local:int field:text name:text region:region_code parent:station_id? address:text
-- in lat_micro:int? lon_micro:int? why:text proposer:account_id now:time due:day?
INSERT INTO site(county, id, state, kind, local, field, name, region, parent, address, lat_micro, lon_micro, why, proposer, proposed, due)
VALUES (:county, :id, 1, :kind, :local, :field, :name, :region, :parent, :address, :lat_micro, :lon_micro, :why,
	:proposer, :now, :due);

-- query site_edit exec
-- in county:county_code id:site_id version:int kind:station_kind local:int field:text name:text region:region_code
-- in parent:station_id? address:text lat_micro:int? lon_micro:int? why:text due:day?
UPDATE site SET state = 1, kind = :kind, local = :local, field = :field, name = :name, region = :region, parent = :parent,
	address = :address, lat_micro = :lat_micro, lon_micro = :lon_micro, why = :why, due = :due, reason = '', version = version + 1
WHERE county = :county AND id = :id AND version = :version AND state IN (1, 2);

-- query site_move exec
-- in county:county_code id:site_id version:int was:site_state state:site_state reason:text due:day? station:station_id?
UPDATE site SET state = :state, reason = :reason, due = coalesce(:due, due), station = :station, version = version + 1
WHERE county = :county AND id = :id AND version = :version AND state = :was;

-- query site_marks many
-- in county:county_code site:site_id
-- out sort:place_mark term:term_id remark:text
SELECT sort, term, remark FROM site_mark WHERE county = :county AND site = :site ORDER BY sort, term;

-- query site_mark_put exec
-- in county:county_code site:site_id sort:place_mark term:term_id remark:text
INSERT INTO site_mark(county, site, sort, term, remark) VALUES (:county, :site, :sort, :term, :remark) ON CONFLICT DO NOTHING;

-- query site_marks_clear exec
-- in county:county_code site:site_id
DELETE FROM site_mark WHERE county = :county AND site = :site;

-- Upgrades of a grant by their number: all, open (1), late (2) or done (3).
-- query upgrade_page many
-- in county:county_code lo:int hi:int own:int which:int kind:int today:day after:int limit:int
-- out id:upgrade_id station:station_id station_name:text kind:station_kind percent:int owner:text due:day done:day? before:text after:text
SELECT u.id, u.station, s.name AS station_name, s.kind, u.percent, u.owner, u.due, u.done, u.before, u.after
FROM upgrade u JOIN station s ON s.county = u.county AND s.id = u.station
WHERE u.county = :county AND u.id > :after AND s.region BETWEEN :lo AND :hi AND (:own = 0 OR s.id = :own OR s.parent = :own)
AND (:kind = 0 OR s.kind = :kind)
AND (:which = 0 OR (:which = 1 AND u.done IS NULL) OR (:which = 2 AND u.done IS NULL AND u.due < :today)
	OR (:which = 3 AND u.done IS NOT NULL))
ORDER BY u.id LIMIT :limit;

-- Stations and rooms on the list, those finished, those late.
-- query upgrade_counts many
-- in county:county_code lo:int hi:int own:int today:day
-- out kind:station_kind n:int done:int late:int percent:int
SELECT s.kind, count(*) AS n, count(u.done) AS done,
	cast(sum(CASE WHEN u.done IS NULL AND u.due < :today THEN 1 ELSE 0 END) AS bigint) AS late, cast(sum(u.percent) AS bigint) AS percent
FROM upgrade u JOIN station s ON s.county = u.county AND s.id = u.station
WHERE u.county = :county AND s.region BETWEEN :lo AND :hi AND (:own = 0 OR s.id = :own OR s.parent = :own)
GROUP BY s.kind ORDER BY s.kind;

-- query upgrade_by_id maybe
-- in county:county_code lo:int hi:int own:int id:upgrade_id
-- out id:upgrade_id station:station_id station_name:text before:text after:text percent:int owner:text due:day done:day? version:int
SELECT u.id, u.station, s.name AS station_name, u.before, u.after, u.percent, u.owner, u.due, u.done, u.version
FROM upgrade u JOIN station s ON s.county = u.county AND s.id = u.station
WHERE u.county = :county AND u.id = :id AND s.region BETWEEN :lo AND :hi AND (:own = 0 OR s.id = :own OR s.parent = :own);

-- query upgrade_of many
-- in county:county_code station:station_id
-- out id:upgrade_id percent:int owner:text due:day done:day? before:text after:text
SELECT id, percent, owner, due, done, before, after FROM upgrade
WHERE county = :county AND station = :station ORDER BY id DESC LIMIT 20;

-- Stations and rooms in use that were never on the list; professional ones are put there one by one.
-- query upgrade_fresh many
-- in county:county_code lo:int hi:int limit:int
-- out id:station_id name:text region:region_code
SELECT s.id, s.name, s.region FROM station s
WHERE s.county = :county AND s.region BETWEEN :lo AND :hi AND s.kind IN (2, 3) AND s.field = '' AND s.closed IS NULL
AND NOT EXISTS (SELECT 1 FROM upgrade u WHERE u.county = s.county AND u.station = s.id)
ORDER BY s.region, s.kind, s.id LIMIT :limit;

-- query upgrade_insert exec
-- in county:county_code id:upgrade_id station:station_id before:text owner:text due:day
INSERT INTO upgrade(county, id, station, before, owner, due)
VALUES (:county, :id, :station, :before, :owner, :due);

-- query upgrade_edit exec
-- in county:county_code id:upgrade_id version:int before:text after:text percent:int owner:text due:day done:day?
UPDATE upgrade SET before = :before, after = :after, percent = :percent, owner = :owner, due = :due, done = :done,
	version = version + 1
WHERE county = :county AND id = :id AND version = :version;

-- Plans over years, with how many gates each has and how many were met.
-- query plan_list many
-- in county:county_code lo:int hi:int own:int after:int limit:int
-- out id:plan_id name:text region:region_code station_name:text? first_year:int gates:int judged:int met:int
SELECT p.id, p.name, p.region, s.name AS station_name, p.first_year,
	(SELECT count(*) FROM plan_gate g WHERE g.county = p.county AND g.plan = p.id) AS gates,
	(SELECT count(g.result) FROM plan_gate g WHERE g.county = p.county AND g.plan = p.id) AS judged,
	(SELECT count(*) FROM plan_gate g WHERE g.county = p.county AND g.plan = p.id AND g.result = 1) AS met
FROM plan p LEFT JOIN station s ON s.county = p.county AND s.id = p.station
WHERE p.county = :county AND p.id > :after AND p.region BETWEEN :lo AND :hi
AND (:own = 0 OR p.station = :own OR s.parent = :own) ORDER BY p.id LIMIT :limit;

-- query plan_of_station many
-- in county:county_code station:station_id
-- out id:plan_id name:text first_year:int
SELECT id, name, first_year FROM plan WHERE county = :county AND station = :station ORDER BY id LIMIT 20;

-- query plan_by_id maybe
-- in county:county_code lo:int hi:int own:int id:plan_id
-- out id:plan_id name:text region:region_code region_name:text station:station_id? station_name:text? first_year:int version:int
SELECT p.id, p.name, p.region, r.name AS region_name, p.station, s.name AS station_name, p.first_year, p.version
FROM plan p JOIN region r ON r.code = p.region LEFT JOIN station s ON s.county = p.county AND s.id = p.station
WHERE p.county = :county AND p.id = :id AND p.region BETWEEN :lo AND :hi
AND (:own = 0 OR p.station = :own OR s.parent = :own);

-- query plan_gates many
-- in county:county_code plan:plan_id
-- out seq:int term:term_id goal:text due:day result:gate_result? judged:day? judge_name:text? remark:text
SELECT g.seq, g.term, g.goal, g.due, g.result, g.judged, a.display AS judge_name, g.remark
FROM plan_gate g LEFT JOIN account a ON a.id = g.judge WHERE g.county = :county AND g.plan = :plan ORDER BY g.seq;

-- query plan_insert exec
-- in county:county_code id:plan_id station:station_id? region:region_code name:text first_year:int
INSERT INTO plan(county, id, station, region, name, first_year)
VALUES (:county, :id, :station, :region, :name, :first_year);

-- query plan_gate_insert exec
-- in county:county_code plan:plan_id seq:int term:term_id goal:text due:day
INSERT INTO plan_gate(county, plan, seq, term, goal, due) VALUES (:county, :plan, :seq, :term, :goal, :due);

-- query plan_touch exec
-- in county:county_code id:plan_id version:int
UPDATE plan SET version = version + 1 WHERE county = :county AND id = :id AND version = :version;

-- query plan_gate_judge exec
-- in county:county_code plan:plan_id seq:int result:gate_result day:day judge:account_id remark:text
UPDATE plan_gate SET result = :result, judged = :day, judge = :judge, remark = :remark
WHERE county = :county AND plan = :plan AND seq = :seq;

-- What stands in each place: open stations, rooms and points.
-- query coverage_places many
-- in county:county_code lo:int hi:int
-- out region:region_code kind:station_kind n:int
SELECT region, kind, count(*) AS n FROM station
WHERE county = :county AND region BETWEEN :lo AND :hi AND closed IS NULL AND field = ''
GROUP BY region, kind ORDER BY region, kind;

-- Villages where so many deputies live or serve that they must have a place.
-- query coverage_needs many
-- in county:county_code lo:int hi:int least:int
-- out region:region_code people:int
SELECT region, count(*) AS people FROM person WHERE county = :county AND region BETWEEN :lo AND :hi
GROUP BY region HAVING count(*) >= :least ORDER BY region;

-- query coverage_targets many
-- in county:county_code lo:int hi:int
-- out region:region_code points:int version:int
SELECT region, points, version FROM coverage_target WHERE county = :county AND region BETWEEN :lo AND :hi ORDER BY region LIMIT 200;

-- No row changes when somebody set another one since the page was drawn (version 0: there was none).
-- query coverage_target_put exec
-- in county:county_code region:region_code points:int version:int
INSERT INTO coverage_target(county, region, points) VALUES (:county, :region, :points)
ON CONFLICT (county, region) DO UPDATE SET points = :points, version = coverage_target.version + 1
WHERE coverage_target.version = :version;

-- ---- use: what counters and the rota say ----

-- Cases taken in by each station in one month.
-- query use_cases many
-- in county:county_code month:int
-- out station:station_id n:int
SELECT station, cast(sum(n) AS bigint) AS n FROM flow
WHERE county = :county AND month = :month AND event = 3 AND station > 0 GROUP BY station ORDER BY station;

-- Days on which each station received, within some days.
-- query use_days many
-- in county:county_code lo:day hi:day
-- out station:station_id days:int last:day
SELECT station, count(DISTINCT day) AS days, max(day) AS last FROM duty
WHERE county = :county AND day BETWEEN :lo AND :hi GROUP BY station ORDER BY station;
