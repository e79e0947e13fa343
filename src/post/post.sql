-- query post_list many
-- in county:county_code lo:int hi:int
-- out region:region_code kind:text state:post_state holder:text since:day version:int
SELECT region, kind, state, holder, since, version FROM post WHERE county = :county AND region BETWEEN :lo AND :hi
ORDER BY region, kind LIMIT 4000;

-- query post_one maybe
-- in county:county_code region:region_code kind:text
-- out state:post_state holder:text since:day version:int
SELECT state, holder, since, version FROM post WHERE county = :county AND region = :region AND kind = :kind;

-- query post_insert exec
-- in county:county_code region:region_code kind:text state:post_state holder:text since:day now:time
INSERT INTO post(county, region, kind, state, holder, since, changed) VALUES (:county, :region, :kind, :state, :holder, :since, :now);

-- Changes no row when its version has moved on.
-- query post_move exec
-- in county:county_code region:region_code kind:text state:post_state holder:text since:day version:int now:time
UPDATE post SET state = :state, holder = :holder, since = :since, version = version + 1, changed = :now
WHERE county = :county AND region = :region AND kind = :kind AND version = :version;

-- The next place in the story is taken in the same statement.
-- query post_event_insert exec
-- in county:county_code region:region_code kind:text now:time day:day event:post_event account:account_id? words:text
INSERT INTO post_event(county, region, kind, seq, at, day, event, account, words)
SELECT :county, :region, :kind, coalesce(max(seq), 0) + 1, :now, :day, :event, :account, :words
FROM post_event WHERE county = :county AND region = :region AND kind = :kind;

-- query post_events many
-- in county:county_code region:region_code kind:text
-- out seq:int day:day event:post_event who:text? words:text
SELECT e.seq, e.day, e.event, a.display AS who, e.words FROM post_event e LEFT JOIN account a ON a.id = e.account
WHERE e.county = :county AND e.region = :region AND e.kind = :kind ORDER BY e.seq DESC LIMIT 100;

-- query meeting_insert exec
-- in county:county_code id:meeting_id region:region_code kind:text year:int state:meeting_state day:day halves:int title:text words:text
INSERT INTO meeting(county, id, region, kind, year, state, day, halves, title, words)
VALUES (:county, :id, :region, :kind, :year, :state, :day, :halves, :title, :words);

-- query meeting_by_id maybe
-- in county:county_code id:meeting_id
-- out id:meeting_id region:region_code kind:text year:int state:meeting_state day:day halves:int title:text words:text version:int
SELECT id, region, kind, year, state, day, halves, title, words, version FROM meeting WHERE county = :county AND id = :id;

-- Changes no row when its version has moved on.
-- query meeting_move exec
-- in county:county_code id:meeting_id year:int state:meeting_state day:day halves:int words:text version:int
UPDATE meeting SET year = :year, state = :state, day = :day, halves = :halves, words = :words, version = version + 1
WHERE county = :county AND id = :id AND version = :version;

-- A year's calendar of the congresses in a range; some tens of townships with a few meetings each.
-- query meeting_list many
-- in county:county_code year:int lo:int hi:int kind:text
-- out id:meeting_id region:region_code kind:text state:meeting_state day:day halves:int title:text
SELECT id, region, kind, state, day, halves, title FROM meeting
WHERE county = :county AND year = :year AND region BETWEEN :lo AND :hi AND kind = :kind ORDER BY region, day, id LIMIT 2000;
