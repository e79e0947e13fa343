-- What was answered to a form key.
-- query form_key_of maybe together
-- in county:county_code key:blob
-- out fields:blob status:int location:text
SELECT fields, status, location FROM form_key WHERE county = :county AND key = :key;

-- Keeps what was answered; a key is used once, so a second row is a fault.
-- query form_key_add exec
-- in county:county_code key:blob fields:blob status:int location:text
INSERT INTO form_key (county, key, fields, status, location)
VALUES (:county, :key, :fields, :status, :location);

-- The oldest keys of a tenant; keys begin with their time.
-- query form_key_drop exec
-- in county:county_code before:blob limit:int
DELETE FROM form_key WHERE county = :county AND key IN
	(SELECT key FROM form_key WHERE county = :county AND key < :before ORDER BY key LIMIT :limit);
