-- A SQLite schema in plain words, one fact a line; describe_postgres.sql says the same of the other engine.
WITH t AS (SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%')
SELECT 'column ' || t.name || '.' || c.name || ' ' ||
	CASE c.type WHEN 'INTEGER' THEN 'bigint' WHEN 'TEXT' THEN 'text' WHEN 'BLOB' THEN 'bytea' WHEN 'REAL' THEN 'double precision' ELSE c.type END ||
	CASE WHEN c."notnull" OR c.pk THEN ' not null' ELSE '' END || coalesce(' default ' || c.dflt_value, '')
FROM t, pragma_table_info(t.name) c
UNION ALL
SELECT 'key ' || t.name || ' primary (' || (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_table_info(t.name) WHERE pk ORDER BY pk)) || ')'
FROM t
UNION ALL
SELECT CASE i.origin WHEN 'u' THEN 'key ' || t.name || ' unique' ELSE 'index ' || i.name || ' on ' || t.name || CASE WHEN i."unique" THEN ' unique' ELSE '' END END ||
	' (' || (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) || ')' ||
	CASE WHEN i.partial THEN ' where ' || lower((SELECT substr(s.sql, instr(s.sql, ' WHERE ') + 7) FROM sqlite_schema s WHERE s.name = i.name)) ELSE '' END
FROM t, pragma_index_list(t.name) i WHERE i.origin <> 'pk'
UNION ALL
SELECT 'key ' || t.name || ' foreign (' || group_concat(f."from", ', ') || ') to ' || f."table" || ' (' || group_concat(f."to", ', ') || ')'
FROM t, (SELECT * FROM pragma_table_list) l, pragma_foreign_key_list(t.name) f WHERE l.name = t.name GROUP BY t.name, f.id;
