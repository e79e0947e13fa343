-- The newest cases inside a range of places. The window keeps a rare filter
-- from walking the table: rows above `floor` only (see case_window).
-- query case_list_all many
-- in county:county_code before:int floor:int lo:int hi:int state:int kind:int station:int limit:int
-- out id:case_id state:case_state station:station_id station_name:text@station region:region_code region_name:text@region
-- out kind:term_id? channel:channel persons:int round:int created:time changed:time due:day? title:text lead_name:text@unit? version:int
SELECT c.id, c.state, c.station, c.station AS station_name, c.region, c.region AS region_name, nullif(c.kind, 0) AS kind,
	c.channel, c.persons, c.round, c.created, c.changed, c.due, c.title, c.lead AS lead_name, c.version
FROM casefile c
WHERE c.county = :county AND c.id < :before AND c.id >= :floor AND c.region BETWEEN :lo AND :hi
AND (:state = 0 OR c.state = :state) AND (:kind = 0 OR c.kind = :kind) AND (:station = 0 OR c.station = :station)
ORDER BY c.id DESC LIMIT :limit;

-- Where a window of so many rows ends; n < size when it reaches the oldest case.
-- query case_window one
-- in county:county_code before:int size:int
-- out floor:int n:int
SELECT coalesce(min(id), 0) AS floor, count(*) AS n FROM
(SELECT id FROM casefile WHERE county = :county AND id < :before ORDER BY id DESC LIMIT :size) w;

-- Cases that lie at one station, newest first.
-- query case_list_station many
-- in county:county_code station:station_id before:int floor:int state:int kind:int limit:int
-- rows case_list_all
SELECT c.id, c.state, c.station, c.station AS station_name, c.region, c.region AS region_name, nullif(c.kind, 0) AS kind,
	c.channel, c.persons, c.round, c.created, c.changed, c.due, c.title, c.lead AS lead_name, c.version
FROM casefile c
WHERE c.county = :county AND c.station = :station AND c.id < :before AND c.id >= :floor
AND (:state = 0 OR c.state = :state) AND (:kind = 0 OR c.kind = :kind)
ORDER BY c.id DESC LIMIT :limit;

-- query case_window_station one
-- in county:county_code station:station_id before:int size:int
-- out floor:int n:int
SELECT coalesce(min(id), 0) AS floor, count(*) AS n FROM
(SELECT id FROM casefile WHERE county = :county AND station = :station AND id < :before ORDER BY id DESC LIMIT :size) w;

-- Open cases of one state at one station.
-- query case_list_station_state many
-- in county:county_code station:station_id state:case_state before:int kind:int limit:int
-- rows case_list_all
SELECT c.id, c.state, c.station, c.station AS station_name, c.region, c.region AS region_name, nullif(c.kind, 0) AS kind,
	c.channel, c.persons, c.round, c.created, c.changed, c.due, c.title, c.lead AS lead_name, c.version
FROM casefile c INDEXED BY case_open
WHERE c.county = :county AND c.station = :station AND c.state = :state AND c.state <= 9 AND c.id < :before
AND (:kind = 0 OR c.kind = :kind)
ORDER BY c.id DESC LIMIT :limit;

-- The same, oldest first: what a desk must show is what has waited longest.
-- query case_list_waiting many
-- in county:county_code station:station_id state:case_state limit:int
-- rows case_list_all
SELECT c.id, c.state, c.station, c.station AS station_name, c.region, c.region AS region_name, nullif(c.kind, 0) AS kind,
	c.channel, c.persons, c.round, c.created, c.changed, c.due, c.title, c.lead AS lead_name, c.version
FROM casefile c INDEXED BY case_open
WHERE c.county = :county AND c.station = :station AND c.state = :state AND c.state <= 9
ORDER BY c.id LIMIT :limit;

-- Open cases of one state in a range of places.
-- query case_list_state many
-- in county:county_code state:case_state before:int lo:int hi:int kind:int limit:int
-- rows case_list_all
SELECT c.id, c.state, c.station, c.station AS station_name, c.region, c.region AS region_name, nullif(c.kind, 0) AS kind,
	c.channel, c.persons, c.round, c.created, c.changed, c.due, c.title, c.lead AS lead_name, c.version
FROM casefile c INDEXED BY case_state
WHERE c.county = :county AND c.state = :state AND c.state <= 9 AND c.id < :before
AND c.region BETWEEN :lo AND :hi AND (:kind = 0 OR c.kind = :kind)
ORDER BY c.id DESC LIMIT :limit;

-- What lies on the desk of one office to check, oldest first.
-- query case_list_desk many
-- in county:county_code desk:region_code after:int limit:int
-- rows case_list_all
SELECT c.id, c.state, c.station, c.station AS station_name, c.region, c.region AS region_name, nullif(c.kind, 0) AS kind,
	c.channel, c.persons, c.round, c.created, c.changed, c.due, c.title, c.lead AS lead_name, c.version
FROM casefile c INDEXED BY case_desk
WHERE c.county = :county AND c.desk = :desk AND c.state = 5 AND c.id > :after
ORDER BY c.id LIMIT :limit;

-- With units and past their day, latest first to act: by due day.
-- query case_list_late many
-- in county:county_code today:day lo:int hi:int limit:int
-- rows case_list_all
SELECT c.id, c.state, c.station, c.station AS station_name, c.region, c.region AS region_name, nullif(c.kind, 0) AS kind,
	c.channel, c.persons, c.round, c.created, c.changed, c.due, c.title, c.lead AS lead_name, c.version
FROM casefile c INDEXED BY case_due
WHERE c.county = :county AND c.due < :today AND c.due IS NOT NULL AND c.lead IS NOT NULL AND c.state <= 8
AND c.region BETWEEN :lo AND :hi
ORDER BY c.due, c.id LIMIT :limit;

-- A unit's cases: still on its desk, or everything it ever had.
-- query case_list_unit many
-- in county:county_code unit:unit_id open:bool before:int state:int limit:int
-- rows case_list_all
SELECT c.id, c.state, c.station, c.station AS station_name, c.region, c.region AS region_name, nullif(c.kind, 0) AS kind,
	c.channel, c.persons, c.round, c.created, c.changed, c.due, c.title, c.lead AS lead_name, c.version
FROM case_part p JOIN casefile c ON c.county = p.county AND c.id = p.case_id
WHERE p.county = :county AND p.unit = :unit AND p.open = :open AND p.case_id < :before
AND (:state = 0 OR c.state = :state)
ORDER BY p.case_id DESC LIMIT :limit;

-- What came through one deputy's code; `open`: only what the deputy can still answer on the spot.
-- query case_list_deputy many
-- in county:county_code deputy:person_id before:int open:bool state:int limit:int
-- rows case_list_all
SELECT c.id, c.state, c.station, c.station AS station_name, c.region, c.region AS region_name, nullif(c.kind, 0) AS kind,
	c.channel, c.persons, c.round, c.created, c.changed, c.due, c.title, c.lead AS lead_name, c.version
FROM casefile c INDEXED BY case_deputy
WHERE c.county = :county AND c.deputy = :deputy AND c.deputy IS NOT NULL AND c.id < :before
AND (:open = 0 OR c.state BETWEEN 2 AND 4) AND (:state = 0 OR c.state = :state)
ORDER BY c.id DESC LIMIT :limit;

-- Rows of a search's hits in any order; ids as [1,2,3].
-- query case_list_ids many
-- in county:county_code ids:text
-- rows case_list_all
SELECT c.id, c.state, c.station, c.station AS station_name, c.region, c.region AS region_name, nullif(c.kind, 0) AS kind,
	c.channel, c.persons, c.round, c.created, c.changed, c.due, c.title, c.lead AS lead_name, c.version
FROM casefile c
WHERE c.county = :county AND c.id IN (SELECT value FROM json_each(:ids));
-- postgres
SELECT c.id, c.state, c.station, c.station AS station_name, c.region, c.region AS region_name, nullif(c.kind, 0) AS kind,
	c.channel, c.persons, c.round, c.created, c.changed, c.due, c.title, c.lead AS lead_name, c.version
FROM casefile c
WHERE c.county = :county AND c.id = ANY(cast(translate(:ids, '[]', '{}') AS bigint[]));

-- Answered, with a telephone and without a page of their own to rate on: the call-back list, oldest first.
-- query case_list_calls many
-- in county:county_code station:station_id after:int limit:int
-- rows case_list_all
SELECT c.id, c.state, c.station, c.station AS station_name, c.region, c.region AS region_name, nullif(c.kind, 0) AS kind,
	c.channel, c.persons, c.round, c.created, c.changed, c.due, c.title, c.lead AS lead_name, c.version
FROM casefile c INDEXED BY case_open
WHERE c.county = :county AND c.station = :station AND c.state = 9 AND c.state <= 9 AND c.id > :after
AND c.channel <> 1 AND c.anonymity <> 1
ORDER BY c.id LIMIT :limit;

-- The same for an office: of all stations in its range.
-- query case_list_calls_office many
-- in county:county_code after:int lo:int hi:int limit:int
-- rows case_list_all
SELECT c.id, c.state, c.station, c.station AS station_name, c.region, c.region AS region_name, nullif(c.kind, 0) AS kind,
	c.channel, c.persons, c.round, c.created, c.changed, c.due, c.title, c.lead AS lead_name, c.version
FROM casefile c INDEXED BY case_state
WHERE c.county = :county AND c.state = 9 AND c.state <= 9 AND c.id > :after AND c.region BETWEEN :lo AND :hi
AND c.channel <> 1 AND c.anonymity <> 1
ORDER BY c.id LIMIT :limit;

-- How many lie in a state, from the counters: exact, and independent of the table's size. Station 0 is the whole tenant.
-- query case_count many
-- in county:county_code station:int kind:int
-- out state:case_state n:int
SELECT state, cast(sum(n) AS bigint) AS n FROM stock WHERE county = :county AND station = :station
AND (:kind = 0 OR kind = :kind) GROUP BY state HAVING sum(n) <> 0;

-- What units have and what waits for its rating, in a range of places (an office of a township): by the place of the case,
-- as the lists of that office go, wherever it lies.
-- query case_count_range many
-- in county:county_code lo:int hi:int
-- rows case_count
SELECT state, count(*) AS n FROM casefile INDEXED BY case_place
WHERE county = :county AND region BETWEEN :lo AND :hi AND state + 0 >= 6 AND state + 0 <= 9 GROUP BY state;

-- How many wait on a unit's desk, by state; a desk holds hundreds at most, and 1,000 are looked at.
-- query case_count_unit many
-- in county:county_code unit:unit_id
-- out state:case_state n:int
SELECT c.state, count(*) AS n FROM (SELECT case_id FROM case_part WHERE county = :county AND unit = :unit AND open = 1 LIMIT 1000) p
JOIN casefile c ON c.county = :county AND c.id = p.case_id GROUP BY c.state;

-- What came through a deputy's code, by state; a deputy has hundreds at most, and the newest 1,000 are looked at.
-- query case_count_deputy many
-- in county:county_code deputy:person_id
-- rows case_count_unit
SELECT c.state, count(*) AS n FROM (SELECT state FROM casefile INDEXED BY case_deputy WHERE county = :county
AND deputy = :deputy AND deputy IS NOT NULL ORDER BY id DESC LIMIT 1000) c GROUP BY c.state;

-- Waiting on an office's desk, and past their day with the units; both are capped so that no page counts a table.
-- query case_count_desk one
-- in county:county_code desk:region_code today:day lo:int hi:int
-- out waiting:int late:int soon:int
SELECT (SELECT count(*) FROM (SELECT 1 FROM casefile INDEXED BY case_desk WHERE county = :county AND desk = :desk AND state = 5 LIMIT 1001) w) AS waiting,
	(SELECT count(*) FROM (SELECT 1 FROM casefile WHERE county = :county AND due IS NOT NULL AND due < :today AND lead IS NOT NULL
	AND state <= 8 AND region BETWEEN :lo AND :hi LIMIT 1001) w) AS late,
	(SELECT count(*) FROM (SELECT 1 FROM casefile WHERE county = :county AND due IS NOT NULL AND due >= :today AND due <= :today + 7
	AND lead IS NOT NULL AND state <= 8 AND region BETWEEN :lo AND :hi LIMIT 1001) w) AS soon;

-- Rated results of a year, for the rate on the desk: satisfied or fairly, and all rated.
-- query case_rated one
-- in county:county_code year:int
-- out good:int rated:int
SELECT cast(coalesce(sum(CASE WHEN event IN (7, 8) THEN n ELSE 0 END), 0) AS bigint) AS good,
	cast(coalesce(sum(n), 0) AS bigint) AS rated
FROM flow WHERE county = :county AND station = 0 AND event IN (7, 8, 9)
AND month IN (:year * 12, :year * 12 + 1, :year * 12 + 2, :year * 12 + 3, :year * 12 + 4, :year * 12 + 5,
	:year * 12 + 6, :year * 12 + 7, :year * 12 + 8, :year * 12 + 9, :year * 12 + 10, :year * 12 + 11);

-- What a new office has set up already; asked only while the county has no case.
-- query desk_set_up one
-- in county:county_code
-- out deputies:bool units:bool clerks:bool
SELECT cast(CASE WHEN EXISTS (SELECT 1 FROM person WHERE county = :county) THEN 1 ELSE 0 END AS bigint) AS deputies,
	cast(CASE WHEN EXISTS (SELECT 1 FROM unit WHERE county = :county) THEN 1 ELSE 0 END AS bigint) AS units,
	cast(CASE WHEN EXISTS (SELECT 1 FROM grants WHERE county = :county AND station IS NOT NULL AND role = 2) THEN 1 ELSE 0 END AS bigint) AS clerks;

-- Units to choose from: those of the county, by name.
-- query unit_choices many
-- in county:county_code
-- out id:unit_id name:text initials:text
SELECT id, name, initials FROM unit WHERE county = :county AND closed = 0 ORDER BY name LIMIT 500;

-- Stations to route to.
-- query station_choices many
-- in county:county_code
-- out id:station_id name:text initials:text kind:station_kind
SELECT id, name, initials, kind FROM station WHERE county = :county AND closed IS NULL ORDER BY kind, id LIMIT 1000;

-- Places to choose from inside a range: townships and villages in the order of their codes.
-- query place_choices many
-- in lo:int hi:int limit:int
-- out code:region_code level:region_level name:text initials:text
SELECT code, level, name, initials FROM region WHERE code BETWEEN :lo AND :hi AND level >= 5 ORDER BY code LIMIT :limit;

-- Has this account looked at the contact of this case on purpose in the last minutes?
-- query reveal_recent one
-- in county:county_code case_id:case_id account:account_id since:time
-- out n:int
SELECT count(*) AS n FROM case_event WHERE county = :county AND case_id = :case_id AND event = 27
AND account = :account AND at >= :since;

-- Names of the places on one case's page.
-- query case_names one
-- in county:county_code id:case_id
-- out station_name:text@station region_name:text@region lead_name:text@unit? deputy_name:text?
SELECT c.station AS station_name, c.region AS region_name, c.lead AS lead_name, p.name AS deputy_name
FROM casefile c LEFT JOIN person p ON p.county = c.county AND p.id = c.deputy
WHERE c.county = :county AND c.id = :id;

-- The township above a place, for the desk a station may pass a case up to.
-- query township_of maybe
-- in code:region_code
-- out code:region_code name:text
SELECT t.code, t.name FROM region r JOIN region t ON t.code = CASE r.level WHEN 6 THEN r.parent ELSE r.code END
WHERE r.code = :code AND r.level >= 5 AND t.level = 5;

-- Published copies of a case, newest generation first.
-- query public_latest maybe
-- in county:county_code case_id:case_id
-- out gen:int state:public_state
SELECT gen, state FROM public_case WHERE county = :county AND case_id = :case_id ORDER BY gen DESC LIMIT 1;

-- Stations of the enrolling clerk: only their own; its place is the default of the form.
-- query station_place one
-- in county:county_code id:station_id
-- out name:text region:region_code kind:station_kind code:text address:text hours:text field:text
SELECT name, region, kind, code, address, hours, field FROM station WHERE county = :county AND id = :id;

-- Deputies assigned to a station.
-- query station_deputies many
-- in county:county_code station:station_id
-- out id:person_id name:text
SELECT id, name FROM person WHERE county = :county AND station = :station ORDER BY id LIMIT 100;

-- Does a deputy of this tenant have this id?
-- query deputy_exists maybe
-- in county:county_code id:person_id
-- out name:text station:station_id?
SELECT name, station FROM person WHERE county = :county AND id = :id;
