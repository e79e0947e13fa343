-- One case as the step machine needs it.
-- query case_by_id one
-- in county:county_code id:case_id
-- out id:case_id state:case_state station:station_id intake:station_id region:region_code desk:region_code
-- out kind:term_id? channel:channel anonymity:anonymity persons:int deputy:person_id? lead:unit_id?
-- out round:int version:int code_gen:int notice:int consent:int created:time changed:time due:day? assigned:day? title:text
SELECT id, state, station, intake, region, desk, nullif(kind, 0) AS kind, channel, anonymity, persons, deputy, lead,
	round, version, code_gen, notice, consent, created, changed, due, assigned, title
FROM casefile WHERE county = :county AND id = :id;

-- Likewise several, ids as [1,2,3].
-- query case_by_ids many
-- in county:county_code ids:text
-- rows case_by_id
SELECT id, state, station, intake, region, desk, nullif(kind, 0) AS kind, channel, anonymity, persons, deputy, lead,
	round, version, code_gen, notice, consent, created, changed, due, assigned, title
FROM casefile WHERE county = :county AND id IN (SELECT value FROM json_each(:ids));
-- postgres
SELECT id, state, station, intake, region, desk, nullif(kind, 0) AS kind, channel, anonymity, persons, deputy, lead,
	round, version, code_gen, notice, consent, created, changed, due, assigned, title
FROM casefile WHERE county = :county AND id = ANY(cast(translate(:ids, '[]', '{}') AS bigint[]));

-- Which of several cases a unit has or had, ids as [1,2,3].
-- query case_units_had many
-- in county:county_code unit:unit_id ids:text
-- out id:case_id
SELECT case_id AS id FROM case_part WHERE county = :county AND unit = :unit AND case_id IN (SELECT value FROM json_each(:ids));
-- postgres
SELECT case_id AS id FROM case_part WHERE county = :county AND unit = :unit
AND case_id = ANY(cast(translate(:ids, '[]', '{}') AS bigint[]));

-- query case_insert exec
-- in county:county_code id:case_id state:case_state station:station_id region:region_code kind:term_id?
-- in channel:channel anonymity:anonymity persons:int deputy:person_id? notice:int consent:int now:time due:day? title:text
INSERT INTO casefile(county, id, state, station, intake, region, kind, channel, anonymity, persons, deputy,
	notice, consent, created, changed, due, title)
VALUES (:county, :id, :state, :station, :station, :region, coalesce(:kind, 0), :channel, :anonymity, :persons, :deputy,
	:notice, :consent, :now, :now, :due, :title);

-- Moves a case; changes no row when its version has moved on.
-- query case_move exec
-- in county:county_code id:case_id version:int state:case_state station:station_id desk:region_code kind:term_id?
-- in lead:unit_id? round:int due:day? assigned:day? title:text now:time
UPDATE casefile SET state = :state, station = :station, desk = :desk, kind = coalesce(:kind, 0), lead = :lead,
	round = :round, due = :due, assigned = :assigned, title = :title, changed = :now, version = version + 1
WHERE county = :county AND id = :id AND version = :version;

-- A new generation of the pick-up code: the old slip and QR stop working.
-- query case_code_raise exec
-- in county:county_code id:case_id
UPDATE casefile SET code_gen = code_gen + 1 WHERE county = :county AND id = :id;

-- query case_text_insert exec
-- in county:county_code case_id:case_id part:int now:time words:text
INSERT INTO case_text(county, case_id, part, at, words) VALUES (:county, :case_id, :part, :now, :words);

-- Own words and supplements in order.
-- query case_texts many
-- in county:county_code case_id:case_id
-- out part:int at:time words:text
SELECT part, at, words FROM case_text WHERE county = :county AND case_id = :case_id ORDER BY part;

-- query case_text_last one
-- in county:county_code case_id:case_id
-- out part:int
SELECT coalesce(max(part), 0) AS part FROM case_text WHERE county = :county AND case_id = :case_id;

-- query contact_insert exec
-- in county:county_code case_id:case_id wrapped:blob name:blob? phone:blob? door:blob? phone_index:blob?
INSERT INTO contact(county, case_id, wrapped, name, phone, door, phone_index)
VALUES (:county, :case_id, :wrapped, :name, :phone, :door, :phone_index);

-- query contact_by_case maybe
-- in county:county_code case_id:case_id
-- out wrapped:blob name:blob? phone:blob? door:blob? version:int
SELECT wrapped, name, phone, door, version FROM contact WHERE county = :county AND case_id = :case_id;

-- The next place in the timeline is taken in the same statement.
-- query case_event_insert exec
-- in county:county_code case_id:case_id now:time event:case_event state:case_state public:bool account:account_id?
-- in station:station_id? unit:unit_id? reason:term_id? told:text? note:text?
INSERT INTO case_event(county, case_id, seq, at, event, state, public, account, station, unit, reason, told, note)
SELECT :county, :case_id, coalesce(max(seq), 0) + 1, :now, :event, :state, :public, :account, :station, :unit, :reason, :told, :note
FROM case_event WHERE county = :county AND case_id = :case_id;

-- The first row of a new case needs no look at the others.
-- query case_event_first exec
-- in county:county_code case_id:case_id now:time state:case_state account:account_id? station:station_id told:text? note:text?
INSERT INTO case_event(county, case_id, seq, at, event, state, public, account, station, told, note)
VALUES (:county, :case_id, 1, :now, 1, :state, 1, :account, :station, :told, :note);

-- The whole story, as staff see it.
-- query case_events many
-- in county:county_code case_id:case_id
-- out seq:int at:time event:case_event state:case_state public:bool account:account_id? who:text?
-- out station_name:text@station? unit_name:text@unit? reason:term_id? told:text? note:text?
SELECT e.seq, e.at, e.event, e.state, e.public, e.account, a.display AS who, e.station AS station_name, e.unit AS unit_name,
	e.reason, e.told, e.note
FROM case_event e LEFT JOIN account a ON a.id = e.account
WHERE e.county = :county AND e.case_id = :case_id ORDER BY e.seq;

-- The story as the resident sees it: no names of staff, no notes.
-- query case_events_public many
-- in county:county_code case_id:case_id
-- out at:time event:case_event state:case_state station_name:text@station? unit_name:text@unit? reason:term_id? told:text?
SELECT at, event, state, station AS station_name, unit AS unit_name, reason, told
FROM case_event WHERE county = :county AND case_id = :case_id AND public = 1 ORDER BY seq;

-- Did this account handle the case? Taking in, noting and phoning are not handling.
-- query case_handled_by one
-- in county:county_code case_id:case_id account:account_id
-- out n:int
SELECT count(*) AS n FROM case_event
WHERE county = :county AND case_id = :case_id AND account = :account
AND event IN (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17);

-- Events of a case that were counted by kind, to book them anew when the kind changes.
-- query case_counted_events many
-- in county:county_code case_id:case_id
-- out at:time event:case_event state:case_state
SELECT at, event, state FROM case_event WHERE county = :county AND case_id = :case_id
AND event IN (1, 4, 5, 9, 16, 20, 22) ORDER BY seq;

-- query case_part_put exec
-- in county:county_code case_id:case_id unit:unit_id role:part_role now:time
INSERT INTO case_part(county, case_id, unit, role, state, open, at) VALUES (:county, :case_id, :unit, :role, 1, 1, :now)
ON CONFLICT (county, case_id, unit) DO UPDATE SET role = :role, state = 1, open = 1, at = :now;

-- An assisting unit's part for the lead unit.
-- query case_part_give exec
-- in county:county_code case_id:case_id unit:unit_id words:text now:time
UPDATE case_part SET state = 2, open = 0, words = :words, at = :now
WHERE county = :county AND case_id = :case_id AND unit = :unit AND role = 2;

-- When a case leaves the units, it leaves their desks.
-- query case_parts_close exec
-- in county:county_code case_id:case_id
UPDATE case_part SET open = 0 WHERE county = :county AND case_id = :case_id;

-- The lead's row opens again for the second handling.
-- query case_part_reopen exec
-- in county:county_code case_id:case_id unit:unit_id
UPDATE case_part SET open = 1, state = 1 WHERE county = :county AND case_id = :case_id AND unit = :unit;

-- query case_parts many
-- in county:county_code case_id:case_id
-- out unit:unit_id unit_name:text@unit role:part_role state:part_state open:bool words:text? at:time?
SELECT unit, unit AS unit_name, role, state, open, words, at
FROM case_part WHERE county = :county AND case_id = :case_id ORDER BY role, unit;

-- query case_part_role maybe
-- in county:county_code case_id:case_id unit:unit_id
-- out role:part_role state:part_state open:bool
SELECT role, state, open FROM case_part WHERE county = :county AND case_id = :case_id AND unit = :unit;

-- A draft is written over until it is signed.
-- query reply_put exec
-- in county:county_code case_id:case_id round:int unit:unit_id? class:term_id? words:text author:account_id now:time
INSERT INTO reply(county, case_id, round, unit, class, words, author, written)
VALUES (:county, :case_id, :round, :unit, coalesce(:class, 0), :words, :author, :now)
ON CONFLICT (county, case_id, round) DO UPDATE
SET unit = :unit, class = coalesce(:class, 0), words = :words, author = :author, written = :now
WHERE reply.signed_at IS NULL;

-- query reply_sign exec
-- in county:county_code case_id:case_id round:int signer:account_id now:time
UPDATE reply SET signer = :signer, signed_at = :now
WHERE county = :county AND case_id = :case_id AND round = :round AND signed_at IS NULL;

-- query replies many
-- in county:county_code case_id:case_id
-- out round:int unit_name:text@unit? class:term_id? words:text written:time signed_at:time?
SELECT round, unit AS unit_name, nullif(class, 0) AS class, words, written, signed_at
FROM reply WHERE county = :county AND case_id = :case_id ORDER BY round;

-- query rating_insert exec
-- in county:county_code case_id:case_id round:int told_by:rated_by attitude:rating result:rating remark:text now:time account:account_id?
INSERT INTO rating(county, case_id, round, told_by, attitude, result, remark, at, account)
VALUES (:county, :case_id, :round, :told_by, :attitude, :result, :remark, :now, :account);

-- query ratings many
-- in county:county_code case_id:case_id
-- out round:int told_by:rated_by attitude:rating result:rating remark:text at:time
SELECT round, told_by, attitude, result, remark, at FROM rating
WHERE county = :county AND case_id = :case_id ORDER BY round;

-- Wrong tries are counted per case and hour; the row's number is what the gate looks at.
-- query code_try_count one
-- in county:county_code case_id:case_id hour:int
-- out n:int
SELECT coalesce(max(n), 0) AS n FROM code_try WHERE county = :county AND case_id = :case_id AND hour = :hour;

-- query code_try_add exec
-- in county:county_code case_id:case_id hour:int
INSERT INTO code_try(county, hour, case_id, n) VALUES (:county, :hour, :case_id, 1)
ON CONFLICT (county, hour, case_id) DO UPDATE SET n = code_try.n + 1;

-- The oldest tries of a tenant; the gate looks at those of the running hour only.
-- query code_try_drop exec
-- in county:county_code before_hour:int limit:int
DELETE FROM code_try WHERE county = :county AND (hour, case_id) IN
	(SELECT hour, case_id FROM code_try WHERE county = :county AND hour < :before_hour ORDER BY hour, case_id LIMIT :limit);

-- Answered cases whose rating window has passed, for the timer: state 9, oldest reply first.
-- query case_lapsed many
-- in county:county_code today:day limit:int
-- out id:case_id
SELECT id FROM casefile INDEXED BY case_lapse WHERE county = :county AND state = 9 AND due < :today ORDER BY due, id LIMIT :limit;

-- query case_station_exists maybe
-- in county:county_code id:station_id
-- out region:region_code
SELECT region FROM station WHERE county = :county AND id = :id AND closed IS NULL;

-- query case_unit_exists maybe
-- in county:county_code id:unit_id
-- out name:text
SELECT name FROM unit WHERE county = :county AND id = :id AND closed = 0;

-- With units and due from a day on: those whose date may move when a year's holidays become known.
-- query case_due_from many
-- in county:county_code after_due:day after:int limit:int
-- out id:case_id region:region_code desk:region_code round:int assigned:day? due:day?
SELECT id, region, desk, round, assigned, due FROM casefile INDEXED BY case_due
WHERE county = :county AND due IS NOT NULL AND lead IS NOT NULL AND state <= 8 AND assigned IS NOT NULL
AND (due, id) > (:after_due, :after)
ORDER BY due, id LIMIT :limit;

-- query case_due_set exec
-- in county:county_code id:case_id due:day
UPDATE casefile SET due = :due WHERE county = :county AND id = :id;
