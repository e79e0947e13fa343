-- The one clock of all copies.
-- query clock_now one
-- out now:time
-- only postgres
SELECT cast(floor(extract(epoch FROM clock_timestamp()) * 1000) AS bigint) AS now;
