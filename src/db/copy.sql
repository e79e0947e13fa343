-- The row of an unfinished copy.
-- query copy_state maybe
-- out source:blob mark:blob tables:int last:blob n:int
SELECT source, mark, tables, last, n FROM copy_state WHERE id = 1;

-- query copy_begin exec
-- in source:blob mark:blob last:blob
INSERT INTO copy_state(id, source, mark, tables, last, n) VALUES (1, :source, :mark, 0, :last, 0);

-- Changes no row when another program has moved it on.
-- query copy_move exec
-- in tables:int last:blob n:int tables_before:int n_before:int
UPDATE copy_state SET tables = :tables, last = :last, n = :n
WHERE id = 1 AND tables = :tables_before AND n = :n_before;

-- query copy_end exec
DELETE FROM copy_state WHERE id = 1;

-- By what a database is known again: the first audit row of each county, whose
-- leaf is random and never changes. And how far it has come: the last one.
-- Every tenant, because a copy takes all.
-- query copy_source many anycounty
-- out county:county_code name:text created:time first:blob? last:blob?
SELECT t.county, t.name, t.created,
(SELECT a.leaf FROM audit a WHERE a.county = t.county ORDER BY a.id LIMIT 1) AS first,
(SELECT z.leaf FROM audit z WHERE z.county = t.county ORDER BY z.id DESC LIMIT 1) AS last
FROM tenant t ORDER BY t.county;

-- A snapshot is kept for as long as the other side takes.
-- query copy_patience one
-- only postgres
-- out idle:text statement:text
SELECT set_config('idle_in_transaction_session_timeout', '0', true) AS idle,
set_config('statement_timeout', '0', true) AS statement;

-- Other connections of the program to the same database.
-- query copy_others one
-- only postgres
-- out n:int
SELECT count(*) AS n FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'lianxin' AND pid <> pg_backend_pid();

-- Tables that are not the user's own.
-- query copy_not_owned one
-- only postgres
-- out n:int
SELECT count(*) AS n FROM pg_class WHERE relnamespace = current_schema()::regnamespace
AND relkind IN ('r', 'p') AND NOT pg_has_role(relowner, 'USAGE');
