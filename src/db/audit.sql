-- The highest stamp that was ever stored: of the audit, whose counties are
-- visited one by one by the ends of their keys, of the search queue, and of
-- what was trimmed from it. Where many programs write, no one of them can know.
-- query stamp_last one anycounty
-- only sqlite
-- out stamp:int
WITH RECURSIVE c(county) AS (
	SELECT (SELECT a.county FROM audit a WHERE a.county >= 0 ORDER BY a.county LIMIT 1)
	UNION ALL SELECT (SELECT min(a.county) FROM audit a WHERE a.county > c.county) FROM c WHERE c.county IS NOT NULL
), stored(stamp) AS (
	SELECT (SELECT max(a.id) FROM audit a WHERE a.county = c.county) FROM c
	UNION ALL SELECT max(change) FROM search_queue
	UNION ALL SELECT cast(value AS bigint) FROM setting WHERE name = 'search.trimmed'
)
SELECT coalesce(max(stamp), 0) AS stamp FROM stored;

-- query audit_insert exec
-- in county:county_code id:audit_id now:time account:account_id? grant_id:grant_id? action:text object:text result:text
-- in reason:text? salt:blob leaf:blob
INSERT INTO audit(county, id, at, account, grant_id, action, object, result, reason, salt, leaf)
VALUES (:county, :id, :now, :account, :grant_id, :action, :object, :result, :reason, :salt, :leaf);
