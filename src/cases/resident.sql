-- Whose code it is; the code says the tenant.
-- query say_code maybe together
-- in code:text kind:code_kind
-- out county:county_code id:int
SELECT county, id FROM code WHERE code = :code AND kind = :kind;

-- The station of a code on a wall.
-- query say_station maybe together
-- in county:county_code id:station_id
-- out id:station_id code:text name:text region:region_code
SELECT id, code, name, region FROM station WHERE county = :county AND id = :id AND closed IS NULL;

-- The deputy of a code, with the station that an opinion reaches through it.
-- query say_deputy maybe
-- in county:county_code id:person_id
-- out id:person_id code:text name:text station:station_id station_name:text region:region_code
SELECT p.id, p.code, p.name, s.id AS station, s.name AS station_name, s.region
FROM person p JOIN station s ON s.county = p.county AND s.id = p.station AND s.closed IS NULL
WHERE p.county = :county AND p.id = :id AND p.shown = 1;

-- What a resident may know of a case besides its texts: no numbers of staff, desks or versions.
-- query follow_case one
-- in county:county_code id:case_id
-- out id:case_id state:case_state created:time changed:time due:day? round:int persons:int channel:channel title:text
-- out station_name:text station_code:text station_address:text station_hours:text
-- out intake_name:text@station region_name:text@region lead_name:text@unit?
SELECT c.id, c.state, c.created, c.changed, c.due, c.round, c.persons, c.channel, c.title,
	s.name AS station_name, s.code AS station_code, s.address AS station_address, s.hours AS station_hours,
	c.intake AS intake_name, c.region AS region_name, c.lead AS lead_name
FROM casefile c JOIN station s ON s.county = c.county AND s.id = c.station
WHERE c.county = :county AND c.id = :id;

-- Answers that were given: a draft is none of the resident's business.
-- query follow_replies many
-- in county:county_code case_id:case_id
-- out round:int unit_name:text@unit? class:term_id? words:text signed_at:time
SELECT round, unit AS unit_name, nullif(class, 0) AS class, words, coalesce(signed_at, 0) AS signed_at
FROM reply WHERE county = :county AND case_id = :case_id AND signed_at IS NOT NULL ORDER BY round DESC;

-- Is this county a tenant of the folder?
-- query public_tenant maybe
-- in county:county_code
-- out name:text
SELECT name FROM tenant WHERE county = :county;

-- The tenant, when the folder holds one only: a short address then needs no county in it.
-- query public_only maybe
-- out county:county_code
SELECT county FROM tenant WHERE (SELECT count(*) FROM tenant) = 1;
