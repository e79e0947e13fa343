-- What the planner is told of the tables of tenants. Without a word it takes ten rows for a county and nine for an index of
-- two columns, and so walks the county. Nothing here is counted: plans are the same everywhere, and mkquery sees them.
-- Run again behind every later migration (src/db/migrate.c), because it names each index there is.
-- A unit's name is its own in a tenant, whoever else is at it in another copy.
UPDATE unit SET name = name || ' ' || id
WHERE EXISTS (SELECT 1 FROM unit o WHERE o.county = unit.county AND o.name = unit.name AND o.id < unit.id);
CREATE UNIQUE INDEX IF NOT EXISTS unit_name ON unit(county, name);

ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1;
-- Rows of a county, then of a value in it, 300, 30, 3; one where the whole of a key is given. A partial index holds fewer.
WITH part(tbl, idx, few, rank, last, one) AS (
	SELECT m.name, iif(i.origin = 'pk', m.name, i.name), i.partial, c.seqno, max(c.seqno) OVER w, i."unique"
	FROM sqlite_schema m, pragma_index_list(m.name) i, pragma_index_info(i.name) c
	WHERE m.type = 'table' AND m.sql LIKE '%WITHOUT ROWID%'
		AND EXISTS (SELECT 1 FROM pragma_index_info(i.name) f WHERE f.seqno = 0 AND f.name = 'county')
	WINDOW w AS (PARTITION BY m.name, i.name)),
line(tbl, idx, few, rank, last, stat) AS (
	SELECT tbl, idx, few, rank, last, group_concat(CASE WHEN one AND rank = last THEN 1
		ELSE CASE rank WHEN 0 THEN 90000 WHEN 1 THEN 300 WHEN 2 THEN 30 ELSE 3 END / iif(few, 3, 1) END, ' ')
		OVER (PARTITION BY tbl, idx ORDER BY rank)
	FROM part)
INSERT INTO sqlite_stat1(tbl, idx, stat)
SELECT tbl, idx, iif(few, '300000 ', '900000 ') || stat || ' noskipscan' FROM line WHERE rank = last;
ANALYZE sqlite_schema;
