-- Is the county here already? `unfinished` while a demonstration is being made.
-- query demo_tenant maybe
-- in county:county_code
-- out name:text demo:bool
SELECT name, demo FROM tenant WHERE county = :county;

-- query demo_tenant_insert exec
-- in county:county_code name:text now:time
INSERT INTO tenant(county, name, demo, created) VALUES (:county, :name, 1, :now);

-- A mark that stands while a county is being made, so that a broken-off one is known.
-- query demo_mark maybe
-- in name:text
-- out value:text
SELECT value FROM setting WHERE name = :name;

-- query demo_mark_put exec
-- in name:text value:text
INSERT INTO setting(name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value;

-- query demo_mark_delete exec
-- in name:text
DELETE FROM setting WHERE name = :name;

-- query demo_station_insert exec
-- in county:county_code id:station_id code:text kind:station_kind field:text name:text region:region_code
-- in parent:station_id? address:text hours:text initials:text
INSERT INTO station(county, id, code, kind, field, name, region, parent, address, hours, initials)
VALUES (:county, :id, :code, :kind, :field, :name, :region, :parent, :address, :hours, :initials);

-- query demo_unit_insert exec
-- in county:county_code id:unit_id name:text region:region_code initials:text
INSERT INTO unit(county, id, name, region, initials) VALUES (:county, :id, :name, :region, :initials);

-- query demo_duty_insert exec
-- in county:county_code day:day station:station_id person:person_id from_min:int to_min:int
INSERT INTO duty(county, day, station, person, from_min, to_min)
VALUES (:county, :day, :station, :person, :from_min, :to_min);

-- Names of accounts and codes are unique in the whole folder.
-- query demo_account_named maybe
-- in name:text
-- out id:account_id password:text
SELECT id, password FROM account WHERE name = :name;

-- So are the codes of stations and deputies: changes no row when the code is taken.
-- query demo_code_take exec
-- in code:text county:county_code kind:code_kind id:int
INSERT INTO code(code, county, kind, id) VALUES (:code, :county, :kind, :id) ON CONFLICT (code) DO NOTHING;

-- What was made, for the last lines of the command and for tests.
-- query demo_states many
-- in county:county_code
-- out state:case_state n:int
SELECT state, count(*) AS n FROM casefile WHERE county = :county GROUP BY state ORDER BY state;

-- The last number of the search queue (SQLite's), up to which a bulk load empties it.
-- query demo_queue_last one
-- out change:int
-- only sqlite
SELECT coalesce(max(change), 0) AS change FROM search_queue;

-- All of SQLite's queue but the newest row, which search_trim() takes so that it notes how far the queue went.
-- query demo_queue_keep exec
-- in mark:int
-- only sqlite
DELETE FROM search_queue WHERE change < :mark;

-- Every case with the first words of it, for comparing two runs.
-- query demo_cases each
-- in county:county_code
-- out id:case_id state:case_state station:station_id region:region_code kind:term_id? created:time changed:time words:text
SELECT c.id, c.state, c.station, c.region, nullif(c.kind, 0) AS kind, c.created, c.changed, t.words
FROM casefile c JOIN case_text t ON t.county = c.county AND t.case_id = c.id AND t.part = 0
WHERE c.county = :county ORDER BY c.id;

-- Audit rows whose number does not rise with their moment; none, in the order of time.
-- query demo_audit_behind one
-- in county:county_code
-- out n:int
SELECT count(*) AS n FROM audit WHERE county = :county AND (id >> 20) <> at;
