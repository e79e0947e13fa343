-- A PostgreSQL schema in plain words, one fact a line; describe_sqlite.sql says the same of the other engine.
WITH t AS (SELECT c.oid, c.relname AS name FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace),
columns(rel, place, names) AS (
	SELECT k.oid, 'from', (SELECT string_agg(a.attname, ', ' ORDER BY n.i) FROM unnest(k.conkey) WITH ORDINALITY n(num, i)
		JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n.num) FROM pg_constraint k
	UNION ALL
	SELECT k.oid, 'to', (SELECT string_agg(a.attname, ', ' ORDER BY n.i) FROM unnest(k.confkey) WITH ORDINALITY n(num, i)
		JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = n.num) FROM pg_constraint k
)
SELECT 'column ' || t.name || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END ||
	coalesce(' default ' || regexp_replace(pg_get_expr(d.adbin, d.adrelid), '::\w+', '', 'g'), '')
FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
UNION ALL
SELECT 'key ' || t.name || CASE k.contype WHEN 'p' THEN ' primary (' WHEN 'u' THEN ' unique (' ELSE ' foreign (' END || f.names || ')' ||
	CASE WHEN k.contype = 'f' THEN ' to ' || k.confrelid::regclass || ' (' || g.names || ')' ELSE '' END
FROM t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype IN ('p', 'u', 'f')
JOIN columns f ON f.rel = k.oid AND f.place = 'from' JOIN columns g ON g.rel = k.oid AND g.place = 'to'
UNION ALL
SELECT 'index ' || c.relname || ' on ' || t.name || CASE WHEN i.indisunique THEN ' unique' ELSE '' END || ' (' ||
	(SELECT string_agg(pg_get_indexdef(i.indexrelid, n, true), ', ' ORDER BY n) FROM generate_series(1, i.indnkeyatts) n) || ')' ||
	coalesce(' where ' || lower(translate(pg_get_expr(i.indpred, i.indrelid), '()', '')), '')
FROM t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class c ON c.oid = i.indexrelid
WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid);
