-- Every type in both directions; ?? and */ in a comment do no harm.
-- query case_list many
-- in county:county_code station:station_id state:case_state mark:text note:text?
-- in channel:channel? due:time? day:day urgent:bool share:real persons:int? seal:blob?
-- out id:case_id state:case_state channel:channel? title:text note:text? seal:blob? due:time?
-- out day:day urgent:bool share:real persons:int? county:county_code
SELECT id, state, channel, title || :mark || '?:mark' AS title, note, seal, due, day, urgent,
	share, persons, county
FROM casefile WHERE county = :county AND station = :station AND state = :state
	AND (note = :note OR channel = :channel OR due = :due OR day = :day OR urgent = :urgent
	OR share = :share OR persons = :persons OR seal = :seal OR title = :mark);

-- query case_one one
-- in county:county_code id:case_id
-- out title:text state:case_state
SELECT title, state FROM casefile WHERE county = :county AND id = :id;

-- query case_maybe maybe
-- in county:county_code id:case_id
-- rows case_one
SELECT title, state FROM casefile WHERE county = :county AND id = :id LIMIT 1;

-- For the operator, over all tenants.
-- query case_each each anycounty
-- out title:text
SELECT title FROM casefile;

-- query case_move exec
-- in county:county_code id:case_id? state:case_state?
UPDATE casefile SET state = :state WHERE county = :county AND id = :id;

-- query case_count one
-- in county:county_code
-- out n:int
SELECT count(*) AS n FROM casefile WHERE county = :county;

-- Only here: empties the table of all tenants.
-- query case_clear exec anycounty
DELETE FROM casefile;
