-- query owed_insert exec
-- in county:county_code id:obligation_id owner_kind:holder_kind owner:int check_kind:holder_kind checker:int
-- in region:region_code source:obligation_source source_id:int source_item:int due:day began:day rule:text now:time title:text
INSERT INTO obligation(county, id, state, owner_kind, owner, check_kind, checker, region, source, source_id, source_item,
	due, began, rule, created, changed, title)
VALUES (:county, :id, 1, :owner_kind, :owner, :check_kind, :checker, :region, :source, :source_id, :source_item,
	:due, :began, :rule, :now, :now, :title);

-- query owed_by_id maybe
-- in county:county_code id:obligation_id
-- out id:obligation_id state:obligation_state owner_kind:holder_kind owner:int check_kind:holder_kind checker:int
-- out region:region_code source:obligation_source source_id:int source_item:int due:day began:day rule:text round:int
-- out version:int created:time changed:time reported:day? title:text
SELECT id, state, owner_kind, owner, check_kind, checker, region, source, source_id, source_item, due, began, rule, round,
	version, created, changed, reported, title
FROM obligation WHERE county = :county AND id = :id;

-- Changes no row when its version has moved on.
-- query owed_move exec
-- in county:county_code id:obligation_id version:int state:obligation_state due:day began:day rule:text round:int reported:day? now:time
UPDATE obligation SET state = :state, due = :due, began = :began, rule = :rule, round = :round, reported = :reported,
	version = version + 1, changed = :now
WHERE county = :county AND id = :id AND version = :version;

-- The next place in the story is taken in the same statement.
-- query owed_event_insert exec
-- in county:county_code obligation:obligation_id now:time event:obligation_event account:account_id? due:day words:text
INSERT INTO obligation_event(county, obligation, seq, at, event, account, due, words)
SELECT :county, :obligation, coalesce(max(seq), 0) + 1, :now, :event, :account, :due, :words
FROM obligation_event WHERE county = :county AND obligation = :obligation;

-- query owed_events many
-- in county:county_code obligation:obligation_id
-- out seq:int at:time event:obligation_event who:text? due:day words:text
SELECT e.seq, e.at, e.event, a.display AS who, e.due, e.words
FROM obligation_event e LEFT JOIN account a ON a.id = e.account
WHERE e.county = :county AND e.obligation = :obligation ORDER BY e.seq LIMIT 500;

-- What one owner owes in a state, the most urgent first; after_due and after stand where the last page ended.
-- query owed_list many
-- in county:county_code owner_kind:holder_kind owner:int state:obligation_state before:day after_due:int after:int limit:int
-- out id:obligation_id state:obligation_state owner_kind:holder_kind owner:int owner_name:text? check_kind:holder_kind checker:int
-- out region:region_code source:obligation_source due:day reported:day? title:text version:int
SELECT o.id, o.state, o.owner_kind, o.owner, CASE o.owner_kind
	WHEN 1 THEN (SELECT s.name FROM station s WHERE s.county = o.county AND s.id = o.owner)
	WHEN 2 THEN (SELECT u.name FROM unit u WHERE u.county = o.county AND u.id = o.owner)
	WHEN 3 THEN (SELECT p.name FROM person p WHERE p.county = o.county AND p.id = o.owner)
	ELSE (SELECT r.name FROM region r WHERE r.code = o.owner) END AS owner_name,
	o.check_kind, o.checker, o.region, o.source, o.due, o.reported, o.title, o.version
FROM obligation o
WHERE o.county = :county AND o.owner_kind = :owner_kind AND o.owner = :owner AND o.state = :state
AND o.due >= :after_due AND (o.due > :after_due OR o.id > :after) AND o.due < :before
ORDER BY o.due, o.id LIMIT :limit;

-- What one office or station signs off.
-- query owed_list_check many
-- in county:county_code check_kind:holder_kind checker:int state:obligation_state before:day after_due:int after:int limit:int
-- rows owed_list
SELECT o.id, o.state, o.owner_kind, o.owner, CASE o.owner_kind
	WHEN 1 THEN (SELECT s.name FROM station s WHERE s.county = o.county AND s.id = o.owner)
	WHEN 2 THEN (SELECT u.name FROM unit u WHERE u.county = o.county AND u.id = o.owner)
	WHEN 3 THEN (SELECT p.name FROM person p WHERE p.county = o.county AND p.id = o.owner)
	ELSE (SELECT r.name FROM region r WHERE r.code = o.owner) END AS owner_name,
	o.check_kind, o.checker, o.region, o.source, o.due, o.reported, o.title, o.version
FROM obligation o
WHERE o.county = :county AND o.check_kind = :check_kind AND o.checker = :checker AND o.state = :state
AND o.due >= :after_due AND (o.due > :after_due OR o.id > :after) AND o.due < :before
ORDER BY o.due, o.id LIMIT :limit;

-- All in a range of places in one state, the most urgent first.
-- query owed_list_range many
-- in county:county_code lo:int hi:int state:obligation_state before:day after_due:int after:int limit:int
-- rows owed_list
SELECT o.id, o.state, o.owner_kind, o.owner, CASE o.owner_kind
	WHEN 1 THEN (SELECT s.name FROM station s WHERE s.county = o.county AND s.id = o.owner)
	WHEN 2 THEN (SELECT u.name FROM unit u WHERE u.county = o.county AND u.id = o.owner)
	WHEN 3 THEN (SELECT p.name FROM person p WHERE p.county = o.county AND p.id = o.owner)
	ELSE (SELECT r.name FROM region r WHERE r.code = o.owner) END AS owner_name,
	o.check_kind, o.checker, o.region, o.source, o.due, o.reported, o.title, o.version
FROM obligation o
WHERE o.county = :county AND o.state = :state AND o.region BETWEEN :lo AND :hi
AND o.due >= :after_due AND (o.due > :after_due OR o.id > :after) AND o.due < :before
ORDER BY o.due, o.id LIMIT :limit;

-- Those of one source.
-- query owed_of_source many
-- in county:county_code source:obligation_source source_id:int
-- out id:obligation_id state:obligation_state item:int title:text owner_kind:holder_kind owner:int owner_name:text? due:day
SELECT o.id, o.state, o.source_item AS item, o.title, o.owner_kind, o.owner, CASE o.owner_kind
	WHEN 1 THEN (SELECT s.name FROM station s WHERE s.county = o.county AND s.id = o.owner)
	WHEN 2 THEN (SELECT u.name FROM unit u WHERE u.county = o.county AND u.id = o.owner)
	WHEN 3 THEN (SELECT p.name FROM person p WHERE p.county = o.county AND p.id = o.owner)
	ELSE (SELECT r.name FROM region r WHERE r.code = o.owner) END AS owner_name, o.due
FROM obligation o WHERE o.county = :county AND o.source = :source AND o.source_id = :source_id
ORDER BY o.source_item, o.due, o.id LIMIT 200;

-- How many of one source stand where; a source has hundreds at most, and 1,000 are looked at.
-- query owed_tally many
-- in county:county_code source:obligation_source source_id:int item:int today:day
-- out state:obligation_state n:int late:int
SELECT o.state, count(*) AS n, cast(sum(CASE WHEN o.due < :today AND o.state = 1 THEN 1 ELSE 0 END) AS bigint) AS late
FROM (SELECT state, due FROM obligation WHERE county = :county AND source = :source AND source_id = :source_id
AND (:item < 0 OR source_item = :item) LIMIT 1000) o GROUP BY o.state;

-- What waits for a grant; each number ends at 1001.
-- query owed_waiting one
-- in county:county_code kind:holder_kind id:int today:day
-- out owed:int late:int check_now:int
SELECT (SELECT count(*) FROM (SELECT 1 FROM obligation WHERE county = :county AND owner_kind = :kind AND owner = :id
	AND state = 1 LIMIT 1001) w) AS owed,
	(SELECT count(*) FROM (SELECT 1 FROM obligation WHERE county = :county AND owner_kind = :kind AND owner = :id
	AND state = 1 AND due < :today LIMIT 1001) w) AS late,
	(SELECT count(*) FROM (SELECT 1 FROM obligation WHERE county = :county AND check_kind = :kind AND checker = :id
	AND state = 2 LIMIT 1001) w) AS check_now;

-- Who can be an owner: does it exist here, where is it, what is it called?
-- query owed_station maybe
-- in county:county_code id:station_id
-- out name:text region:region_code parent:station_id?
SELECT name, region, parent FROM station WHERE county = :county AND id = :id;

-- query owed_unit maybe
-- in county:county_code id:unit_id
-- out name:text region:region_code
SELECT name, region FROM unit WHERE county = :county AND id = :id AND closed = 0;

-- query owed_person maybe
-- in county:county_code id:person_id
-- out name:text station:station_id?
SELECT name, station FROM person WHERE county = :county AND id = :id;

-- query owed_place maybe
-- in code:region_code lo:int hi:int
-- out name:text
SELECT name FROM region WHERE code = :code AND code BETWEEN :lo AND :hi AND level BETWEEN 1 AND 5;

-- Whom an office may charge: stations and townships of its range, units of the county.
-- query owed_stations many
-- in county:county_code lo:int hi:int
-- out id:station_id name:text initials:text
SELECT id, name, initials FROM station WHERE county = :county AND region BETWEEN :lo AND :hi ORDER BY kind, id LIMIT 1000;

-- query owed_units many
-- in county:county_code
-- out id:unit_id name:text initials:text
SELECT id, name, initials FROM unit WHERE county = :county AND closed = 0 ORDER BY name LIMIT 500;

-- query owed_places many
-- in lo:int hi:int
-- out code:region_code name:text initials:text
SELECT code, name, initials FROM region WHERE code BETWEEN :lo AND :hi AND level BETWEEN 4 AND 5 ORDER BY code LIMIT 200;

-- query owed_state maybe
-- in county:county_code id:obligation_id
-- out state:obligation_state
SELECT state FROM obligation WHERE county = :county AND id = :id;

-- What is still open and due from a day on: those whose date may move when a year's holidays become known.
-- query owed_due_from many
-- in county:county_code after_due:day after:int limit:int
-- out id:obligation_id region:region_code rule:text began:day due:day
SELECT id, region, rule, began, due FROM obligation
WHERE county = :county AND state = 1 AND (due, id) > (:after_due, :after) ORDER BY due, id LIMIT :limit;

-- query owed_due_set exec
-- in county:county_code id:obligation_id due:day
UPDATE obligation SET due = :due WHERE county = :county AND id = :id;
