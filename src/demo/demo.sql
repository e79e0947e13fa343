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

-- What is known of a station besides its name (src/demo/life.c).
-- query demo_station_facts exec
-- in county:county_code id:station_id local:int lat_micro:int? lon_micro:int? head:person_id? clerk:account_id? opened:day demonstration:day?
UPDATE station SET local = :local, lat_micro = :lat_micro, lon_micro = :lon_micro, head = :head, clerk = :clerk,
	opened = :opened, demonstration = :demonstration WHERE county = :county AND id = :id;

-- query demo_mark_add exec
-- in county:county_code station:station_id sort:place_mark term:term_id
INSERT INTO station_mark(county, station, sort, term) VALUES (:county, :station, :sort, :term) ON CONFLICT DO NOTHING;

-- query demo_equipment_insert exec
-- in county:county_code id:equipment_id station:station_id what:text number:int state:equipment_state since:day
INSERT INTO equipment(county, id, station, what, number, state, since)
VALUES (:county, :id, :station, :what, :number, :state, :since);

-- query demo_expert_insert exec
-- in county:county_code id:expert_id station:station_id work:text shown:bool wrapped:blob name:blob phone:blob phone_index:blob since:day
INSERT INTO expert(county, id, station, work, shown, wrapped, name, phone, phone_index, since)
VALUES (:county, :id, :station, :work, :shown, :wrapped, :name, :phone, :phone_index, :since);

-- query demo_upgrade_insert exec
-- in county:county_code id:upgrade_id station:station_id before:text after:text percent:int owner:text due:day done:day?
INSERT INTO upgrade(county, id, station, before, after, percent, owner, due, done)
VALUES (:county, :id, :station, :before, :after, :percent, :owner, :due, :done);

-- query demo_plan_insert exec
-- in county:county_code id:plan_id station:station_id? region:region_code name:text first_year:int
INSERT INTO plan(county, id, station, region, name, first_year) VALUES (:county, :id, :station, :region, :name, :first_year);

-- query demo_gate_insert exec
-- in county:county_code plan:plan_id seq:int term:term_id goal:text due:day result:gate_result? judged:day? judge:account_id? remark:text
INSERT INTO plan_gate(county, plan, seq, term, goal, due, result, judged, judge, remark)
VALUES (:county, :plan, :seq, :term, :goal, :due, :result, :judged, :judge, :remark);

-- query demo_site_insert exec
-- in county:county_code id:site_id state:site_state kind:station_kind local:int name:text region:region_code parent:station_id
-- in address:text lat_micro:int? lon_micro:int? why:text reason:text proposer:account_id proposed:time due:day? version:int
INSERT INTO site(county, id, state, kind, local, name, region, parent, address, lat_micro, lon_micro, why, reason, proposer,
	proposed, due, version)
VALUES (:county, :id, :state, :kind, :local, :name, :region, :parent, :address, :lat_micro, :lon_micro, :why, :reason,
	:proposer, :proposed, :due, :version);

-- query demo_site_mark_add exec
-- in county:county_code site:site_id sort:place_mark term:term_id remark:text
INSERT INTO site_mark(county, site, sort, term, remark) VALUES (:county, :site, :sort, :term, :remark);

-- query demo_place_event exec
-- in county:county_code about:place_about id:int seq:int now:time account:account_id act:place_act note:text
INSERT INTO place_event(county, about, id, seq, at, account, act, note)
VALUES (:county, :about, :id, :seq, :now, :account, :act, :note);

-- query demo_target_insert exec
-- in county:county_code region:region_code points:int
INSERT INTO coverage_target(county, region, points) VALUES (:county, :region, :points);

-- Most people came within three weeks; every twenty-third has not been seen for four months.
-- query demo_accounts_came exec
-- in county:county_code now:int
UPDATE account SET signed_in = :now - 86400000 * (CASE WHEN id % 23 = 0 THEN 120 ELSE id % 20 END)
WHERE id IN (SELECT account FROM grants WHERE county = :county);
