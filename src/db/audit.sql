-- query audit_insert exec
-- in county:county_code id:audit_id now:time account:account_id? grant_id:grant_id? action:text object:text result:text
-- in reason:text? salt:blob leaf:blob
INSERT INTO audit(county, id, at, account, grant_id, action, object, result, reason, salt, leaf)
VALUES (:county, :id, :now, :account, :grant_id, :action, :object, :result, :reason, :salt, :leaf);
