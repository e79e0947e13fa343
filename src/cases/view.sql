-- Filters an account keeps, by name.
-- query view_list many
-- in account:account_id list:text
-- out name:text filters:text
SELECT name, query AS filters FROM saved_view WHERE account = :account AND list = :list ORDER BY name LIMIT 50;

-- The same name again replaces what it stood for.
-- query view_put exec
-- in account:account_id list:text name:text query:text
INSERT INTO saved_view(account, list, name, query) VALUES (:account, :list, :name, :query)
ON CONFLICT (account, list, name) DO UPDATE SET query = :query;

-- query view_drop exec
-- in account:account_id list:text name:text
DELETE FROM saved_view WHERE account = :account AND list = :list AND name = :name;
