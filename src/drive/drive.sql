-- query drive_insert exec
-- in county:county_code id:drive_id year:int code:text name_zh:text name_en:text words:text
INSERT INTO drive(county, id, year, code, name_zh, name_en, words) VALUES (:county, :id, :year, :code, :name_zh, :name_en, :words);

-- query drive_stream_insert exec
-- in county:county_code drive:drive_id stream:int name_zh:text name_en:text
INSERT INTO drive_stream(county, drive, stream, name_zh, name_en) VALUES (:county, :drive, :stream, :name_zh, :name_en);

-- query drive_of_year maybe
-- in county:county_code year:int code:text
-- out id:drive_id
SELECT id FROM drive WHERE county = :county AND year = :year AND code = :code;

-- query drive_by_id maybe
-- in county:county_code id:drive_id
-- out id:drive_id year:int code:text name_zh:text name_en:text ended:day? words:text summing:text version:int
SELECT id, year, code, name_zh, name_en, ended, words, summing, version FROM drive WHERE county = :county AND id = :id;

-- The newest year first; a county has a few a year.
-- query drive_list many
-- in county:county_code limit:int
-- out id:drive_id year:int code:text name_zh:text name_en:text ended:day?
SELECT id, year, code, name_zh, name_en, ended FROM drive WHERE county = :county ORDER BY year DESC, code LIMIT :limit;

-- query drive_streams many
-- in county:county_code drive:drive_id
-- out stream:int name_zh:text name_en:text
SELECT stream, name_zh, name_en FROM drive_stream WHERE county = :county AND drive = :drive ORDER BY stream LIMIT 50;

-- Changes no row when its version has moved on.
-- query drive_sum_up exec
-- in county:county_code id:drive_id day:day summing:text version:int
UPDATE drive SET ended = :day, summing = :summing, version = version + 1
WHERE county = :county AND id = :id AND version = :version AND ended IS NULL;
