-- Opinions of a deputy that may be answered on the spot, the oldest first.
-- query mine_waiting many
-- in county:county_code deputy:person_id limit:int
-- out id:case_id state:case_state title:text created:time
SELECT id, state, title, created FROM casefile WHERE county = :county AND deputy = :deputy AND deputy IS NOT NULL
AND state IN (2, 3, 4) ORDER BY id LIMIT :limit;

-- The latest of the others.
-- query mine_others many
-- in county:county_code deputy:person_id limit:int
-- out id:case_id state:case_state title:text created:time
SELECT id, state, title, created FROM casefile WHERE county = :county AND deputy = :deputy AND deputy IS NOT NULL
AND state > 4 ORDER BY id DESC LIMIT :limit;

-- With whom a deputy is to keep in touch, what is due first in front.
-- query mine_links many
-- in county:county_code deputy:int limit:int
-- out id:link_id to_name:text due:day
SELECT id, to_name, due FROM link WHERE county = :county AND from_kind = 1 AND from_id = :deputy AND ended IS NULL
ORDER BY due, id LIMIT :limit;
