-- What belongs to one station: equipment and the experts of a professional one.

-- query equipment_of many
-- in county:county_code station:station_id
-- out id:equipment_id what:text number:int state:equipment_state since:day version:int
SELECT id, what, number, state, since, version FROM equipment
WHERE county = :county AND station = :station AND gone IS NULL ORDER BY id LIMIT 200;

-- query equipment_add exec
-- in county:county_code id:equipment_id station:station_id what:text number:int state:equipment_state since:day
INSERT INTO equipment(county, id, station, what, number, state, since)
VALUES (:county, :id, :station, :what, :number, :state, :since);

-- query equipment_edit exec
-- in county:county_code station:station_id id:equipment_id version:int what:text number:int state:equipment_state since:day gone:day?
UPDATE equipment SET what = :what, number = :number, state = :state, since = :since, gone = :gone, version = version + 1
WHERE county = :county AND id = :id AND station = :station AND version = :version AND gone IS NULL;

-- Equipment of a grant, by station: all of it, or (lack) what is broken or missing.
-- query equipment_page many
-- in county:county_code lo:int hi:int own:int state:int after:int limit:int
-- out id:equipment_id station:station_id station_name:text what:text number:int state:equipment_state since:day
SELECT e.id, e.station, s.name AS station_name, e.what, e.number, e.state, e.since
FROM equipment e JOIN station s ON s.county = e.county AND s.id = e.station
WHERE e.county = :county AND e.id > :after AND e.gone IS NULL AND s.closed IS NULL AND s.region BETWEEN :lo AND :hi
AND (:own = 0 OR s.id = :own OR s.parent = :own) AND (:state = 0 OR e.state = :state OR (:state = 9 AND e.state >= 3))
ORDER BY e.id LIMIT :limit;

-- How many things there are in each state, and at how many places.
-- query equipment_counts many
-- in county:county_code lo:int hi:int own:int
-- out state:equipment_state things:int stations:int
SELECT e.state, count(*) AS things, count(DISTINCT e.station) AS stations
FROM equipment e JOIN station s ON s.county = e.county AND s.id = e.station
WHERE e.county = :county AND e.gone IS NULL AND s.closed IS NULL AND s.region BETWEEN :lo AND :hi
AND (:own = 0 OR s.id = :own OR s.parent = :own)
GROUP BY e.state ORDER BY e.state;

-- query experts_of many
-- in county:county_code station:station_id
-- out id:expert_id work:text shown:bool wrapped:blob name:blob phone:blob? since:day version:int
SELECT id, work, shown, wrapped, name, phone, since, version FROM expert
WHERE county = :county AND station = :station AND until IS NULL ORDER BY id LIMIT 100;

-- query expert_insert exec
-- in county:county_code id:expert_id station:station_id work:text shown:bool wrapped:blob name:blob phone:blob? phone_index:blob? since:day
INSERT INTO expert(county, id, station, work, shown, wrapped, name, phone, phone_index, since)
VALUES (:county, :id, :station, :work, :shown, :wrapped, :name, :phone, :phone_index, :since);

-- query expert_edit exec
-- in county:county_code id:expert_id station:station_id version:int work:text shown:bool wrapped:blob name:blob phone:blob? phone_index:blob? until:day?
UPDATE expert SET work = :work, shown = :shown, wrapped = :wrapped, name = :name, phone = :phone,
	phone_index = :phone_index, until = :until, version = version + 1
WHERE county = :county AND id = :id AND station = :station AND version = :version AND until IS NULL;
