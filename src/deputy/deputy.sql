-- Everything of one deputy but seats and contact.
-- query person_full maybe
-- in county:county_code id:person_id
-- out id:person_id code:text name:text initials:text sex:sex? birth:int ethnicity:ethnicity? party:political_party? education:education?
-- out occupation_class:occupation_class? occupation:text work_unit:text post:text certificate:text team:text
-- out region:region_code station:station_id? assign_rule:assign_rule? shown:bool published:int? batch:int version:int changed:time
SELECT id, code, name, initials, sex, coalesce(birth, 0) AS birth, ethnicity, party, education, occupation_class, occupation,
	work_unit, post, certificate, team, region, station, assign_rule, shown, published, batch, version, changed
FROM person WHERE county = :county AND id = :id;

-- query person_add exec
-- in county:county_code id:person_id code:text name:text initials:text sex:sex? birth:int? ethnicity:ethnicity? party:political_party?
-- in education:education? occupation_class:occupation_class? occupation:text work_unit:text post:text certificate:text team:text
-- in region:region_code station:station_id? assign_rule:assign_rule? shown:bool published:int? levels:int batch:int now:time
INSERT INTO person(county, id, code, name, initials, sex, birth, ethnicity, party, education, occupation_class, occupation,
	work_unit, post, certificate, team, region, station, assign_rule, shown, published, levels, batch, version, changed)
VALUES (:county, :id, :code, :name, :initials, :sex, :birth, :ethnicity, :party, :education, :occupation_class, :occupation,
	:work_unit, :post, :certificate, :team, :region, :station, :assign_rule, :shown, :published, :levels, :batch, 1, :now);

-- Changes no row when somebody changed it before.
-- query person_change exec
-- in county:county_code id:person_id old:int name:text initials:text sex:sex? birth:int? ethnicity:ethnicity? party:political_party?
-- in education:education? occupation_class:occupation_class? occupation:text work_unit:text post:text certificate:text team:text
-- in region:region_code station:station_id? assign_rule:assign_rule? shown:bool published:int? levels:int now:time
UPDATE person SET name = :name, initials = :initials, sex = :sex, birth = :birth, ethnicity = :ethnicity, party = :party,
	education = :education, occupation_class = :occupation_class, occupation = :occupation, work_unit = :work_unit, post = :post,
	certificate = :certificate, team = :team, region = :region, station = :station, assign_rule = :assign_rule, shown = :shown,
	published = :published, levels = :levels, version = version + 1, changed = :now
WHERE county = :county AND id = :id AND version = :old;

-- query person_seats many
-- in county:county_code person:person_id
-- out congress:region_code level:region_level congress_name:text? term:text district:text ended:day? end_reason:seat_end?
SELECT s.congress, s.level, r.name AS congress_name, s.term, s.district, s.ended, s.end_reason
FROM seat s LEFT JOIN region r ON r.code = s.congress
WHERE s.county = :county AND s.person = :person ORDER BY s.level, s.congress, s.term;

-- query seat_add exec
-- in county:county_code person:person_id congress:region_code term:text level:region_level district:text ended:day? end_reason:seat_end?
INSERT INTO seat(county, person, congress, term, level, district, ended, end_reason)
VALUES (:county, :person, :congress, :term, :level, :district, :ended, :end_reason);

-- query seats_drop exec
-- in county:county_code person:person_id
DELETE FROM seat WHERE county = :county AND person = :person;

-- query person_contact_of maybe
-- in county:county_code person:person_id
-- out wrapped:blob phone:blob? door:blob? phone_public:blob? consent_day:day? consent_note:text
SELECT wrapped, phone, door, phone_public, consent_day, consent_note FROM person_contact
WHERE county = :county AND person = :person;

-- query person_contact_add exec
-- in county:county_code person:person_id wrapped:blob phone:blob? door:blob? phone_public:blob? phone_index:blob?
-- in consent_day:day? consent_note:text
INSERT INTO person_contact(county, person, wrapped, phone, door, phone_public, phone_index, consent_day, consent_note)
VALUES (:county, :person, :wrapped, :phone, :door, :phone_public, :phone_index, :consent_day, :consent_note);

-- query person_contact_drop exec
-- in county:county_code person:person_id
DELETE FROM person_contact WHERE county = :county AND person = :person;

-- Whose telephone: the index is keyed and by tenant.
-- query person_of_phone many
-- in county:county_code phone_index:blob limit:int
-- out person:person_id
SELECT person FROM person_contact WHERE county = :county AND phone_index = :phone_index AND phone_index IS NOT NULL
ORDER BY person LIMIT :limit;

-- Who holds a certificate.
-- query person_of_certificate many
-- in county:county_code certificate:text limit:int
-- out id:person_id name:text
SELECT id, name FROM person WHERE county = :county AND certificate = :certificate
LIMIT :limit;

-- Codes are unique in the whole folder: changes no row when it is taken.
-- query person_code_take exec
-- in code:text county:county_code id:int
INSERT INTO code(code, county, kind, id) VALUES (:code, :county, 2, :id) ON CONFLICT (code) DO NOTHING;

-- query person_code maybe
-- in code:text
-- out county:county_code id:int
SELECT county, id FROM code WHERE code = :code AND kind = 2;

-- query person_code_drop exec
-- in code:text county:county_code
DELETE FROM code WHERE code = :code AND county = :county AND kind = 2;

-- query person_drop exec
-- in county:county_code id:person_id
DELETE FROM person WHERE county = :county AND id = :id;

-- What stands in the way of taking a person out again: a grant, even an ended one, a rota, a case, a link, a duty owed.
-- query person_used one
-- in county:county_code id:person_id station:station_id?
-- out why:undo_reason?
SELECT cast(CASE WHEN EXISTS (SELECT 1 FROM grants g WHERE g.county = :county AND g.person = :id AND g.person IS NOT NULL) THEN 2
	WHEN EXISTS (SELECT 1 FROM duty d WHERE d.county = :county AND d.station = :station AND d.person = :id) THEN 3
	WHEN EXISTS (SELECT 1 FROM casefile c WHERE c.county = :county AND c.deputy = :id AND c.deputy IS NOT NULL) THEN 4
	WHEN EXISTS (SELECT 1 FROM link l WHERE l.county = :county AND l.from_kind = 1 AND l.from_id = :id AND l.ended IS NULL)
		OR EXISTS (SELECT 1 FROM link l WHERE l.county = :county AND l.to_kind = 1 AND l.to_id = :id AND l.ended IS NULL) THEN 5
	WHEN EXISTS (SELECT 1 FROM obligation o WHERE o.county = :county AND o.owner_kind = 3 AND o.owner = :id) THEN 6 END AS bigint) AS why;

-- The congresses a county's deputies can sit in: those above it, its own and those of its townships.
-- query congresses many
-- in whole:int province:int city:int lo:int hi:int below:region_level
-- out code:region_code level:region_level name:text initials:text
SELECT code, level, name, initials FROM region WHERE code IN (:province, :city, :whole) AND has_congress = 1 AND level <= 4
UNION ALL
SELECT code, level, name, initials FROM region WHERE code BETWEEN :lo AND :hi AND level = :below AND has_congress = 1
ORDER BY 2, 1;

-- query person_station maybe
-- in county:county_code id:station_id
-- out id:station_id code:text name:text region:region_code
SELECT id, code, name, region FROM station WHERE county = :county AND id = :id;

-- query person_station_code maybe
-- in county:county_code code:text
-- out id:station_id code:text name:text region:region_code
SELECT id, code, name, region FROM station WHERE county = :county AND code = :code;

-- The counters of a county; 4 levels and a few dozen values at most.
-- query deputy_counts many
-- in county:county_code
-- out level:int facet:deputy_facet value:int n:int
SELECT level, facet, value, n FROM deputy_count WHERE county = :county AND n <> 0 ORDER BY level, facet, n DESC, value LIMIT 2000;

-- Counters that are not what they count: every serving deputy outside an open import, by level and by what they are.
-- query deputy_count_rows each anycounty walk
-- out county:county_code levels:int station:station_id? sex:sex? ethnicity:ethnicity? occupation_class:occupation_class? party:political_party?
SELECT county, levels, station, sex, ethnicity, occupation_class, party FROM person ORDER BY county;

-- The counters as they are, of all tenants, for the same comparison.
-- query deputy_count_all many anycounty walk
-- out county:county_code level:int facet:deputy_facet value:int n:int
SELECT county, level, facet, value, n FROM deputy_count WHERE n <> 0 ORDER BY county;

-- All stations of a county, for cells that name one.
-- query person_stations many
-- in county:county_code limit:int
-- out id:station_id code:text name:text region:region_code kind:station_kind initials:text
SELECT id, code, name, region, kind, initials FROM station WHERE county = :county ORDER BY region, kind, id LIMIT :limit;

-- A piece of a county's deputies in the order of their numbers, without those of an import that is not complete.
-- query person_ids many
-- in county:county_code after:int limit:int
-- out id:person_id
SELECT id FROM person WHERE county = :county AND id > :after
AND batch NOT IN (SELECT b.id FROM deputy_batch b WHERE b.county = :county AND b.state = 1) ORDER BY id LIMIT :limit;
