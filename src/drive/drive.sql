-- query drive_insert exec
-- in county:county_code id:drive_id region:region_code year:int code:text name_zh:text name_en:text words:text
INSERT INTO drive(county, id, region, year, code, name_zh, name_en, words)
VALUES (:county, :id, :region, :year, :code, :name_zh, :name_en, :words);

-- query drive_stream_insert exec
-- in county:county_code drive:drive_id stream:int name_zh:text name_en:text
INSERT INTO drive_stream(county, drive, stream, name_zh, name_en) VALUES (:county, :drive, :stream, :name_zh, :name_en);

-- query drive_of_year maybe
-- in county:county_code year:int region:region_code code:text
-- out id:drive_id
SELECT id FROM drive WHERE county = :county AND year = :year AND region = :region AND code = :code;

-- One of the range of a grant, or of the whole tenant, which is everybody's.
-- query drive_by_id maybe
-- in county:county_code lo:int hi:int whole:region_code id:drive_id
-- out id:drive_id region:region_code year:int code:text name_zh:text name_en:text ended:day? words:text summing:text version:int
SELECT id, region, year, code, name_zh, name_en, ended, words, summing, version FROM drive
WHERE county = :county AND id = :id AND (region BETWEEN :lo AND :hi OR region = :whole);

-- The newest year first; a county has a few a year, and so has a township.
-- query drive_list many
-- in county:county_code lo:int hi:int whole:region_code limit:int
-- out id:drive_id region:region_code region_name:text? year:int code:text name_zh:text name_en:text ended:day?
SELECT d.id, d.region, (SELECT r.name FROM region r WHERE r.code = d.region) AS region_name, d.year, d.code, d.name_zh, d.name_en,
	d.ended
FROM drive d WHERE d.county = :county AND (d.region BETWEEN :lo AND :hi OR d.region = :whole)
ORDER BY d.year DESC, d.region, d.code LIMIT :limit;

-- query drive_streams many
-- in county:county_code drive:drive_id
-- out stream:int name_zh:text name_en:text
SELECT stream, name_zh, name_en FROM drive_stream WHERE county = :county AND drive = :drive ORDER BY stream LIMIT 50;

-- Changes no row when its version has moved on.
-- query drive_sum_up exec
-- in county:county_code id:drive_id day:day summing:text version:int
UPDATE drive SET ended = :day, summing = :summing, version = version + 1
WHERE county = :county AND id = :id AND version = :version AND ended IS NULL;
