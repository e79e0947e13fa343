-- Which transactions the server would show now: the same twice, and nothing was committed between. A folder has one writer.
-- query pulse_now one
-- out seen:text
-- only postgres
SELECT cast(pg_current_snapshot() AS text) AS seen;
