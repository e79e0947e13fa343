-- Can the file be read at all? For /healthz; the number of tenants is a by-product.
-- query health_read one
-- out tenants:int
SELECT count(*) AS tenants FROM tenant;

-- query setting_of maybe
-- in name:text
-- out value:text
SELECT value FROM setting WHERE name = :name;

-- query setting_list many
-- out name:text value:text
SELECT name, value FROM setting ORDER BY name LIMIT 500;

-- The newest audit rows before a row, of at most :window rows looked at: a filter
-- that meets nothing must not walk through years.
-- query audit_list many
-- in county:county_code from:int before:int action:text object:text window:int limit:int
-- out id:audit_id at:time account:text? role:role? action:text object:text result:text reason:text?
SELECT w.id, w.at, (SELECT name FROM account WHERE id = w.account) AS account,
	(SELECT role FROM grants WHERE id = w.grant_id AND county = w.county) AS role,
	w.action, w.object, w.result, w.reason
FROM (SELECT * FROM audit WHERE county = :county AND id >= :from AND id < :before
	ORDER BY id DESC LIMIT :window) w
WHERE (:action = '' OR w.action = :action) AND (:object = '' OR w.object = :object)
ORDER BY w.id DESC LIMIT :limit;

-- Where such a window ends.
-- query audit_window one
-- in county:county_code from:int before:int window:int
-- out last:int rows:int
SELECT coalesce(min(id), 0) AS last, count(*) AS rows
FROM (SELECT id FROM audit WHERE county = :county AND id >= :from AND id < :before
	ORDER BY id DESC LIMIT :window) w;
