-- The rota of a station over a time; who is not shown is not on it.
-- query print_rota many
-- in county:county_code station:station_id from_day:day to_day:day limit:int
-- out day:day from_min:int to_min:int name:text code:text
SELECT d.day, d.from_min, d.to_min, p.name, p.code
FROM duty d JOIN person p ON p.county = d.county AND p.id = d.person
WHERE d.county = :county AND d.station = :station AND d.day BETWEEN :from_day AND :to_day AND p.shown = 1 AND p.levels <> 0
ORDER BY d.day, d.from_min, d.person LIMIT :limit;

-- One deputy's days at a station.
-- query print_rota_person many
-- in county:county_code station:station_id person:person_id from_day:day to_day:day limit:int
-- out day:day from_min:int to_min:int
SELECT day, from_min, to_min FROM duty
WHERE county = :county AND station = :station AND day BETWEEN :from_day AND :to_day AND person = :person
ORDER BY day, from_min LIMIT :limit;

-- What was last told of a calendar from a day on. person 0: the station's own.
-- query calendar_entries many
-- in county:county_code station:station_id person:int from_day:day limit:int
-- out day:day from_min:int to_min:int sequence:int stamp:time digest:blob cancelled:bool
SELECT day, from_min, to_min, sequence, stamp, digest, cancelled FROM calendar_entry
WHERE county = :county AND station = :station AND person = :person AND day >= :from_day ORDER BY day, from_min LIMIT :limit;

-- Tells it anew; somebody else may have told the same a moment ago.
-- query calendar_entry_put exec
-- in county:county_code station:station_id person:int day:day from_min:int to_min:int sequence:int stamp:time digest:blob
-- in cancelled:bool
INSERT INTO calendar_entry(county, station, person, day, from_min, to_min, sequence, stamp, digest, cancelled)
VALUES (:county, :station, :person, :day, :from_min, :to_min, :sequence, :stamp, :digest, :cancelled)
ON CONFLICT (county, station, person, day, from_min) DO UPDATE SET to_min = excluded.to_min, sequence = excluded.sequence,
	stamp = excluded.stamp, digest = excluded.digest, cancelled = excluded.cancelled
WHERE calendar_entry.sequence < excluded.sequence;

-- What is over needs no number any more.
-- query calendar_entries_drop exec
-- in county:county_code station:station_id person:int before:day
DELETE FROM calendar_entry WHERE county = :county AND station = :station AND person = :person AND day < :before;
